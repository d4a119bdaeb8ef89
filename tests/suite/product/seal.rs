//! `seal_product`.

use {
    super::{bounds::KINDS, *},
    crate::pool::{second_pool, tamper::*},
    breakwater::{
        errors::{GovernanceError, PoolError, ProductError},
        events::ProductSealed,
        state::{Action, ParametricTerms, ProductStatus, ProductTerms},
    },
};

/// SHA-256 over the bytes as the accounts hold them: the product's terms and the watch's, each from byte 80 on.
fn hash_of_bytes(w: &World, product: &Address) -> [u8; 32] {
    let part = |address: &Address, length: usize| w.svm.get_account(address).expect("an account").data[80..80 + length].to_vec();
    anchor_lang::prelude::sha256(
        &[
            part(product, size_of::<ProductTerms>()),
            part(&pda::watch(product), size_of::<ParametricTerms>()),
        ]
        .concat(),
    )
}

#[test]
fn sealing_binds_the_hash_of_what_was_drafted_and_lists_the_product() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let terms_hash = hash_of_bytes(&w, &product);
    let watch = w.snapshot(&[pda::watch(&product)]);
    let before = w.product(&product);
    assert_eq!((before.status, before.terms_hash), (ProductStatus::Draft as u8, [0; 32]));
    w.seal_with(&product, terms_hash)
        .emits(ProductSealed {
            product,
            terms_hash,
            at: w.now(),
        })
        .ok();
    let mut wanted = *before;
    (wanted.status, wanted.terms_hash) = (ProductStatus::Listed as u8, terms_hash);
    wanted.revise();
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&wanted));
    assert_eq!(w.snapshot(&[pda::watch(&product)]), watch, "the watch is read only");
}

#[test]
fn seal_product_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let ix = seal_of(&mut w, &product);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn inv17_only_a_proposal_about_this_draft_seals_it() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let twin = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let action = w.sealing(&product, w.terms_hash(&product));
    let right = w.ready(action);
    for right in [right.clone(), w.queueing(action)] {
        let elsewhere = right.swapped(&product, &twin).swapped(&pda::watch(&product), &pda::watch(&twin));
        w.send_all(&[elsewhere]).refused(GovernanceError::OtherSubject);
    }
    let second = second_pool(&mut w);
    w.send_all(&[right.swapped(&w.pool.clone(), &second)]).refused(PoolError::WrongPool);
    refused_unless_queued(&mut w, action).ok();
}

#[test]
fn nothing_is_sealed_in_a_retired_pool() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let seal = seal_of(&mut w, &product);
    w.retire_pool();
    w.send_all(&[seal]).refused(GovernanceError::PoolRetired);
}

#[test]
fn group_and_limits_are_sealed_as_they_were_proposed() {
    type Change = fn(&mut DepegSpec);
    let changes: [Change; 5] = [
        |s| s.group = 1,
        |s| s.limits.cap += 1,
        |s| s.limits.base -= 1,
        |s| s.limits.severity -= 1,
        |s| s.limits.audit_days = 1,
    ];
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let terms_hash = w.terms_hash(&product);
    let good = w.sealing(&product, terms_hash);
    for change in changes {
        let spec = changed(change);
        let other = Action::SealProduct {
            product,
            terms_hash,
            group: spec.group,
            limits: spec.limits,
        };
        w.enact(other).refused(GovernanceError::OtherLimits);
        let executed = forged(&mut w, good, other);
        w.send_all(&[executed]).refused(GovernanceError::OtherLimits);
    }
    w.enact(good).ok();
}

#[test]
fn nothing_but_the_terms_that_were_read_is_sealed() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let mut one_bit = w.terms_hash(&product);
    one_bit[31] ^= 1;
    for hash in [[0; 32], [0xFF; 32], one_bit] {
        w.seal_with(&product, hash).refused(ProductError::WrongTermsHash);
    }
    // A source that is added after the terms were read makes other terms.
    let read = seal_of(&mut w, &product);
    let add = add_of(&mut w, &product, SourceSpec::Pyth(3));
    w.send_all(&[add]).ok();
    w.send_all(&[read]).refused(ProductError::WrongTermsHash);
    // Limits are no terms, but they were read with them: who moves them makes the proposal stale.
    let read = seal_of(&mut w, &product);
    let mut limits = DepegSpec::default().limits;
    limits.cap = 5;
    w.set_limits(&product, limits).ok();
    w.send_all(&[read]).refused(GovernanceError::ProposalStale);
    seal(&mut w, &product).ok();
}

#[test]
fn terms_that_differ_in_one_field_have_another_hash() {
    type Change = fn(&mut DepegSpec);
    let changes: [Change; 10] = [
        |_| (),
        |s| s.terms.waiting_days = 2,
        |s| s.terms.exclusions = 1,
        |s| s.terms.max_cover += 1,
        |s| s.terms.wording_uri[95] = 1,
        |s| s.terms.subject[63] = 1,
        |s| s.parametric.exhaustion += 1,
        |s| s.parametric.bounty = 0,
        |s| s.parametric.need = 1,
        |s| s.parametric.sale_width_bps += 1,
    ];
    let mut w = World::new();
    let mut hashes: Vec<_> = changes
        .map(|change| w.draft(&changed(change)))
        .iter()
        .map(|p| w.terms_hash(p))
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), changes.len());
}

#[test]
fn more_than_half_of_the_sources_and_never_one_of_several_must_agree() {
    let sources = [
        SourceSpec::Pyth(1),
        SourceSpec::Switchboard(2),
        SourceSpec::Pyth(3),
        SourceSpec::Switchboard(4),
    ];
    let mut w = World::new();
    for count in 0..=4 {
        for need in [0, 1, 2, 3, 4, 5, u8::MAX] {
            let product = w.draft(&changed(|s| s.parametric.need = need));
            for source in &sources[..count] {
                let add = add_of(&mut w, &product, *source);
                w.send_all(&[add]).ok();
            }
            let outcome = seal(&mut w, &product);
            if matches!((need, count), (1, 1) | (2, 2) | (2, 3) | (3, 3) | (3, 4) | (4, 4)) {
                outcome.ok();
            } else {
                println!("{need} of {count}");
                outcome.refused(ProductError::BadQuorum);
            }
        }
    }
}

#[test]
fn kinds_whose_settlement_does_not_exist_are_drafted_and_not_sealed() {
    let mut w = World::new();
    for (kind, parametric) in KINDS.into_iter().filter(|(kind, _)| *kind >= 16) {
        for by_incident in [false, true] {
            if parametric && !by_incident {
                continue;
            }
            let product = w.draft(&changed(|s| (s.terms.kind, s.terms.by_incident) = (kind, by_incident)));
            for source in [SourceSpec::Pyth(1), SourceSpec::Switchboard(2)] {
                let add = add_of(&mut w, &product, source);
                w.send_all(&[add]).ok();
            }
            let outcome = seal(&mut w, &product);
            // A price or a ratio that falls below a strike: one machine settles all four.
            if (16..=19).contains(&kind) {
                outcome.ok();
            } else {
                outcome.refused(ProductError::NotSealable);
            }
        }
    }
}

#[test]
fn a11_terms_are_sealed_once() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    seal(&mut w, &product).refused(ProductError::NotDraft);
    w.retire(&product).ok();
    seal(&mut w, &product).refused(ProductError::NotDraft);
    // Of two proposals that were queued for one draft the second is stale, and would find no draft.
    let draft = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let (first, second) = (seal_of(&mut w, &draft), seal_of(&mut w, &draft));
    w.send_all(&[first]).ok();
    w.send_all(std::slice::from_ref(&second)).refused(GovernanceError::ProposalStale);
    let mut sealed = w.product(&draft);
    sealed.revision = 0.into();
    w.write(&draft, &*sealed);
    w.send_all(&[second]).refused(ProductError::NotDraft);
}

#[test]
fn a04_a_product_is_sealed_with_its_own_watch() {
    let mut w = World::new();
    let (one, two) = (
        draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]),
        draft_with(&mut w, &[SourceSpec::Pyth(3), SourceSpec::Switchboard(4)]),
    );
    let right = seal_of(&mut w, &one);
    w.send_all(&[right.swapped(&pda::watch(&one), &pda::watch(&two))])
        .refused(ProductError::WrongWatch);
    w.send_all(&[right.swapped(&one, &two)]).refused(GovernanceError::OtherSubject);
    let none = ix::without_watch(right, &one);
    w.send_all(&[none]).refused(ProductError::WatchMismatch);
}

/// Sources and terms are checked again when they are sealed, so that a hole in an earlier check would not be sealed.
#[test]
fn what_got_into_a_draft_past_the_checks_is_not_sealed() {
    use breakwater::state::Watch;
    type Change = fn(&mut Watch);
    let cases: [(ProductError, Change); 7] = [
        (ProductError::DuplicateSource, |a| a.terms.sources[1].feed = a.terms.sources[0].feed),
        (ProductError::BadSource, |a| a.terms.sources[1].kind = 0),
        (ProductError::BadSource, |a| a.terms.sources[0].max_age = 0.into()),
        (ProductError::BadStrike, |a| a.terms.strike = 0.into()),
        (ProductError::BadPayout, |a| a.terms.binary = 2),
        (ProductError::BadWindow, |a| a.terms.window = 0.into()),
        (ProductError::BadQuorum, |a| a.terms.source_count = 0),
    ];
    for (error, change) in cases {
        let mut w = World::new();
        let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
        let queued = seal_of(&mut w, &product);
        let mut watch = w.watch(&product);
        change(&mut watch);
        w.write(&pda::watch(&product), &*watch);
        seal(&mut w, &product).refused(error);
        w.send_all(&[queued]).refused(error);
    }
    let mut w = World::new();
    let address = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let queued = seal_of(&mut w, &address);
    let mut product = w.product(&address);
    product.terms.kind = 99;
    w.write(&address, &*product);
    seal(&mut w, &address).refused(ProductError::UnknownKind);
    w.send_all(&[queued]).refused(ProductError::UnknownKind);
}
