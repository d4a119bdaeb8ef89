//! `draft_product`: what a draft is, and who makes one.

use {
    super::*,
    crate::pool::{pause_until, second_pool, tamper::*},
    breakwater::{
        errors::{AccessError, EscrowError, GovernanceError, PoolError, ProductError},
        events::ProductDrafted,
        state::{Limits, ParametricTerms, Product, ProductTerms, Watch},
    },
    breakwater_testkit::courts::juror,
    bytemuck::Zeroable,
    solana_instruction_error::InstructionError::*,
};

#[test]
fn a_draft_holds_its_terms_and_limits_as_given_and_nothing_else() {
    let mut w = World::new();
    let spec = changed(|s| {
        s.group = 7;
        (s.terms.waiting_days, s.terms.grace_days, s.terms.min_days, s.terms.max_days) = (3, 2, 10, 200);
        (s.terms.exclusions, s.terms.claim_window_days) = (0x8000_0001, 30);
        s.parametric.binary = true;
        s.limits.severity = 1_000_000_000;
    });
    let draft = draft_of(&w, &spec);
    let (product, pool) = (pda::product(&w.pool, 0), w.pool);
    w.send("draft_product", draft)
        .emits(ProductDrafted {
            product,
            pool,
            id: 0,
            kind: 16,
            at: w.now(),
        })
        .ok();
    let (t, p, l) = (spec.terms, spec.parametric, spec.limits);
    let terms = ProductTerms {
        kind: 16,
        by_incident: 1,
        waiting_days: 3.into(),
        grace_days: 2.into(),
        min_days: 10.into(),
        max_days: 200.into(),
        deductible_bps: 0.into(),
        exclusions: 0x8000_0001.into(),
        min_cover: 10_000_000.into(),
        max_cover: 10_000_000_000_000.into(),
        claim_window_days: 30.into(),
        wording_hash: t.wording_hash,
        wording_uri: t.wording_uri,
        chain: t.chain,
        subject: t.subject,
        ..Zeroable::zeroed()
    };
    let limits = Limits {
        cap: l.cap.into(),
        base: l.base.into(),
        kink: l.kink.into(),
        at_kink: l.at_kink.into(),
        full: l.full.into(),
        minimum: l.minimum.into(),
        severity: l.severity.into(),
        audit_per_day: l.audit_per_day.into(),
        audit_most: l.audit_most.into(),
        experience: l.experience.into(),
        audit_days: l.audit_days.into(),
    };
    let find = |seeds: &[&[u8]]| Address::find_program_address(seeds, &breakwater::ID);
    let (address, bump) = find(&[b"product", pool.as_ref(), &[0; 4]]);
    let (watch, watch_bump) = find(&[b"watch", product.as_ref()]);
    assert_eq!((address, watch), (product, pda::watch(&product)));
    let wanted = Product {
        version: 1,
        bump,
        group: 7,
        pool,
        rent_payer: w.bootstrap,
        drafted_at: w.now().into(),
        terms,
        limits,
        rolled_day: 20_094.into(),
        ..Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&wanted));
    let terms = ParametricTerms {
        strike: p.strike.into(),
        attachment: p.attachment.into(),
        exhaustion: p.exhaustion.into(),
        largest: p.largest.into(),
        bounty: p.bounty.into(),
        window: p.window.into(),
        spacing: p.spacing.into(),
        max_gap: p.max_gap.into(),
        min_count: p.min_count.into(),
        guard_bps: p.guard_bps.into(),
        sale_width_bps: p.sale_width_bps.into(),
        binary: 1,
        need: 2,
        ..Zeroable::zeroed()
    };
    let wanted = Watch {
        version: 1,
        bump: watch_bump,
        product,
        pool,
        terms,
        ..Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.watch(&product)), bytemuck::bytes_of(&wanted));
    assert_eq!((w.pool().product_count.get(), w.pool().open_products.get()), (1, 1));
}

#[test]
fn draft_product_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let ix = draft_of(&w, &DepegSpec::default());
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn without_an_escrow_only_the_bootstrap_authority_drafts_and_only_while_it_is_one() {
    let mut w = World::new();
    let stranger = w.wallet_address();
    for right in both(&w) {
        for other in [stranger, w.guardian, w.keeper] {
            w.send_all(&[right.swapped(&w.bootstrap, &other)])
                .refused(GovernanceError::BelowProposers);
        }
        // Half of a member is none.
        w.seat_court();
        let member = ix::by_member(right.swapped(&w.bootstrap, &juror(0)));
        for slot in [2, 3] {
            let mut half = member.clone();
            half.accounts[slot].pubkey = breakwater::ID;
            w.send_all(&[half]).refused(GovernanceError::BelowProposers);
        }
        let base = w.svm.clone();
        w.send_all(std::slice::from_ref(&right)).ok();
        w.svm = base.clone();
        w.set_time(w.config().bootstrap_until() - 1);
        w.send_all(std::slice::from_ref(&right)).ok();
        w.svm = base.clone();
        w.set_time(w.config().bootstrap_until());
        w.send_all(&[right]).refused(GovernanceError::BelowProposers);
        w.svm = base;
    }
}

/// A draft of both kinds of products.
fn both(w: &World) -> [Instruction; 2] {
    let assessed = AssessedSpec::default();
    let id = w.pool().product_count.get();
    [
        draft_of(w, &DepegSpec::default()),
        ix::draft_assessed(w.bootstrap, w.pool, id, assessed.group, assessed.terms, assessed.limits),
    ]
}

#[test]
fn a_member_drafts_who_has_locked_what_a_proposer_needs_for_a_week() {
    let mut w = World::new();
    w.seat_court();
    // 500,000 tokens are the electorate; a proposer needs 0.5 % of it.
    let all = courts::JURORS as u64 * courts::STAKE * courts::TOKEN;
    let least = all / 200;
    let (enough, short) = (w.juror(least), w.juror(least - 1));
    let fresh = both(&w).map(|right| ix::by_member(right.swapped(&w.bootstrap, &enough)));
    for right in fresh {
        // Locked today: no weight yet.
        w.send_all(&[right]).refused(GovernanceError::BelowProposers);
    }
    // The electorate counts them a week after they have aged, and then they need a little more.
    w.advance(8 * DAY);
    assert_eq!(w.voters().size(w.now()).expect("a size"), all);
    for right in both(&w) {
        let by = |who: &Address| ix::by_member(right.swapped(&w.bootstrap, who));
        let (refused, accepted) = (by(&short), by(&enough));
        w.send_all(&[refused]).refused(GovernanceError::BelowProposers);
        // Neither the electorate nor the escrow of another.
        let copy = copy_owned_by(&mut w, &pda::electorate(), breakwater::ID);
        w.send_all(&[accepted.swapped(&pda::electorate(), &copy)])
            .refused(EscrowError::WrongElectorate);
        w.send_all(&[accepted.swapped(&pda::escrow(&enough), &pda::escrow(&juror(0)))])
            .refused(AccessError::NotOwner);
        let base = w.svm.clone();
        let product = pda::product(&w.pool, w.pool().product_count.get());
        w.send_all(&[accepted]).ok();
        assert_eq!(w.product(&product).rent_payer, enough);
        w.svm = base;
    }
}

#[test]
fn an_electorate_of_nobody_drafts_nothing() {
    let mut w = World::new();
    w.electorate().ok();
    let member = w.juror(1_000);
    for right in both(&w) {
        let by_member = ix::by_member(right.swapped(&w.bootstrap, &member));
        w.send_all(&[by_member]).refused(GovernanceError::BelowProposers);
    }
}

#[test]
fn a_retired_pool_takes_no_draft() {
    let mut w = World::new();
    w.retire_pool();
    for right in both(&w) {
        w.send_all(&[right]).refused(GovernanceError::PoolRetired);
    }
}

#[test]
fn a72_a_pause_stops_drafts_until_its_second_has_come() {
    let mut w = World::new();
    let now = w.now();
    pause_until(&mut w, now + 1);
    let ix = draft_of(&w, &DepegSpec::default());
    w.send_all(std::slice::from_ref(&ix)).refused(AccessError::Paused);
    pause_until(&mut w, now);
    w.send_all(&[ix]).ok();
}

#[test]
fn there_are_eight_risk_groups() {
    let mut w = World::new();
    for group in [8, 9, 128, 255] {
        let ix = draft_of(&w, &changed(|s| s.group = group));
        w.send_all(&[ix]).refused(ProductError::UnknownGroup);
    }
    for group in [0, 7] {
        let ix = draft_of(&w, &changed(|s| s.group = group));
        w.send_all(&[ix]).ok();
    }
}

#[test]
fn nothing_is_sold_from_a_draft() {
    let mut w = World::new();
    w.underwriter(SENIOR, 100_000 * USDC);
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    let buyer = w.actor(100_000 * USDC);
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).refused(ProductError::NotListed);
}

#[test]
fn products_are_numbered_in_their_pool() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    for id in 0..3 {
        assert_eq!(w.draft(&DepegSpec::default()), pda::product(&w.pool, id));
    }
    assert_eq!(w.product(&pda::product(&w.pool, 2)).id.get(), 2);
    // Neither a number that is taken nor one that is not the next, and not the next of another pool.
    let right = draft_of(&w, &DepegSpec::default());
    let next = pda::product(&w.pool, 3);
    for other in [pda::product(&w.pool, 2), pda::product(&w.pool, 4), pda::product(&second, 0)] {
        w.send_all(&[right.swapped(&next, &other)]).refused_by_framework(InvalidSeeds);
    }
    w.send_all(&[right.swapped(&w.pool, &second)]).refused_by_framework(InvalidSeeds);
    let other = pda::watch(&pda::product(&w.pool, 4));
    w.send_all(&[right.swapped(&pda::watch(&next), &other)])
        .refused_by_framework(InvalidSeeds);
}

#[test]
fn a16_lamports_at_the_addresses_of_product_and_watch_do_not_stop_a_draft() {
    let mut w = World::new();
    let product = pda::product(&w.pool, 0);
    give_lamports(&mut w, &product, 1_000_000);
    give_lamports(&mut w, &pda::watch(&product), 900_000_000);
    let drafted = w.product_from(&DepegSpec::default());
    assert_eq!(drafted, product);
    w.underwriter(SENIOR, 10_000 * USDC);
    w.holder(&product, 1_000 * USDC, 30);
    w.assert_books();
}

#[test]
fn the_counts_of_products_never_wrap() {
    for last in [true, false] {
        let mut w = World::new();
        let mut pool = w.pool();
        *(if last { &mut pool.product_count } else { &mut pool.open_products }) = u32::MAX.into();
        w.write(&w.pool.clone(), &*pool);
        let ix = draft_of(&w, &DepegSpec::default());
        w.send_all(&[ix]).refused(PoolError::PoolLedgerBroken);
    }
}
