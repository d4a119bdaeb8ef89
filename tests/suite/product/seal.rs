//! `seal_product`.

use {
    super::{bounds::KINDS, *},
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, ProductError},
        events::ProductSealed,
        state::{ParametricTerms, ProductStatus, ProductTerms},
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
    let seal = ix::seal_product(w.bootstrap, w.pool, product, terms_hash);
    w.send("seal_product", seal)
        .emits(ProductSealed {
            product,
            terms_hash,
            at: w.now(),
        })
        .ok();
    let mut wanted = *before;
    (wanted.status, wanted.terms_hash) = (ProductStatus::Listed as u8, terms_hash);
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&wanted));
    assert_eq!(w.snapshot(&[pda::watch(&product)]), watch, "the watch is read only");
}

#[test]
fn seal_product_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let ix = seal_of(&w, &product);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn only_governance_seals() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let right = seal_of(&w, &product);
    let stranger = w.wallet_address();
    for other in [stranger, w.guardian, w.keeper] {
        w.send_all(&[right.swapped(&w.bootstrap, &other)])
            .refused(AccessError::NotGovernance);
    }
}

#[test]
fn nothing_but_the_terms_that_were_read_is_sealed() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let mut one_bit = w.terms_hash(&product);
    one_bit[31] ^= 1;
    for hash in [[0; 32], [0xFF; 32], one_bit] {
        w.send_all(&[ix::seal_product(w.bootstrap, w.pool, product, hash)])
            .refused(ProductError::WrongTermsHash);
    }
    // A source that is added after the terms were read makes other terms.
    let read = seal_of(&w, &product);
    let add = add_of(&w, &product, SourceSpec::Pyth(3));
    w.send_all(&[add]).ok();
    w.send_all(&[read]).refused(ProductError::WrongTermsHash);
    // Limits are no terms: they may move between reading and sealing.
    let read = seal_of(&w, &product);
    let mut limits = DepegSpec::default().limits;
    limits.cap = 5;
    w.send_all(&[ix::set_limits(w.bootstrap, w.pool, product, limits)]).ok();
    w.send_all(&[read]).ok();
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
                let add = add_of(&w, &product, *source);
                w.send_all(&[add]).ok();
            }
            let seal = seal_of(&w, &product);
            let outcome = w.send_all(&[seal]);
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
                let add = add_of(&w, &product, source);
                w.send_all(&[add]).ok();
            }
            let seal = seal_of(&w, &product);
            let outcome = w.send_all(&[seal]);
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
    let seal = seal_of(&w, &product);
    w.send_all(std::slice::from_ref(&seal)).refused(ProductError::NotDraft);
    w.retire(&product).ok();
    w.send_all(&[seal]).refused(ProductError::NotDraft);
}

#[test]
fn a04_a_product_is_sealed_with_its_own_watch() {
    let mut w = World::new();
    let (one, two) = (
        draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]),
        draft_with(&mut w, &[SourceSpec::Pyth(3), SourceSpec::Switchboard(4)]),
    );
    let right = seal_of(&w, &one);
    w.send_all(&[right.swapped(&pda::watch(&one), &pda::watch(&two))])
        .refused(ProductError::WrongWatch);
    w.send_all(&[right.swapped(&one, &two)]).refused(ProductError::WrongWatch);
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
        let mut watch = w.watch(&product);
        change(&mut watch);
        w.write(&pda::watch(&product), &*watch);
        let seal = seal_of(&w, &product);
        w.send_all(&[seal]).refused(error);
    }
    let mut w = World::new();
    let address = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let mut product = w.product(&address);
    product.terms.kind = 99;
    w.write(&address, &*product);
    let seal = seal_of(&w, &address);
    w.send_all(&[seal]).refused(ProductError::UnknownKind);
}
