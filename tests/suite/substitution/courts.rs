//! One working instruction of each kind that is about courts, cases and ballots, and the state it works in.

use {
    super::{
        cases::{Case, about, ata, cases},
        stage::Stage,
    },
    crate::incident::kit::*,
    breakwater::state::{Action, Court, Product},
    breakwater_testkit::{
        client::ix,
        courts::{court_args, juror, salt},
        *,
    },
};

cases![
    file_claim,
    refile_claim,
    withdraw_claim,
    conclude_claim,
    pay_claim,
    give_up_claim,
    recover_claim,
    close_claim,
    create_court,
    set_court,
    close_court,
    commit_ballot,
    reveal_ballot,
    settle_ballot,
    pay_juror,
    advance_case,
    appeal_case,
    submit_evidence,
    refund_bond,
    close_case,
    declare_incident,
    conclude_declared,
    dispute_step,
    conclude_dispute;
    buy_policy: buy_assessed,
    extend_policy: extend_assessed,
    set_limits: limit_assessed
];

/// Another pool of the same mint, with a court unless it is to be made, that nobody has entered.
fn empty_pool(s: &mut Stage, label: &str, court: bool) -> Address {
    let id = s.w.config().pool_count.get();
    let (mint, parameters) = (s.w.mint, PoolSpec::default().0);
    s.w.enact(Action::CreatePool { mint, parameters }).ok();
    let pool = pda::pool(id);
    if court {
        let parameters = court_args();
        s.w.enact(Action::CreateCourt { pool, parameters }).ok();
    }
    s.more.push((format!("the {label} empty pool"), pool));
    s.more.push((format!("the {label} empty pool's court"), pda::court(&pool)));
    s.more
        .push((format!("the {label} empty pool's vault of bonds"), pda::vault(&pda::court(&pool))));
    pool
}

fn create_court(s: &mut Stage) -> Instruction {
    let pool = empty_pool(s, "first", false);
    empty_pool(s, "second", false);
    let parameters = court_args();
    s.ready(Action::CreateCourt { pool, parameters })
}

fn set_court(s: &mut Stage) -> Instruction {
    let (court, parameters) = (pda::court(&s.w.pool), court_args());
    s.ready(Action::SetCourt { court, parameters })
}

fn close_court(s: &mut Stage) -> Instruction {
    // Who paid the rent is somebody else than who signs, and something was given to the vaults.
    let payer = s.w.wallet_address();
    let pools = [empty_pool(s, "first", true), empty_pool(s, "second", true)];
    for pool in &pools {
        let address = pda::court(pool);
        let mut court = s.w.read::<Court>(&address);
        court.rent_payer = payer;
        s.w.write(&address, &*court);
        let mint = s.w.mint;
        s.w.put_token(court.vault, &mint, &address, 9);
        s.w.enact(Action::RetirePool { pool: *pool }).ok();
    }
    ix::close_court(pools[0], s.w.mint, payer)
}

fn file_claim(s: &mut Stage) -> Instruction {
    let (key, holder) = (s.key(), s.of_jurors().holders[0]);
    let source = s.w.purse(&holder);
    ix::file_claim(holder, &key, false, source, 500 * USDC, Stage::proof())
}

fn refile_claim(s: &mut Stage) -> Instruction {
    s.claims_refused();
    let (key, holder) = (s.key(), s.of_jurors().holders[0]);
    let source = s.w.purse(&holder);
    ix::refile_claim(holder, &key, source, 500 * USDC, Stage::proof())
}

fn withdraw_claim(s: &mut Stage) -> Instruction {
    s.open_all();
    ix::withdraw_claim(s.of_jurors().holders[0], &s.key())
}

fn conclude_claim(s: &mut Stage) -> Instruction {
    s.ended();
    ix::conclude_claim(&s.key(), 0)
}

fn pay_claim(s: &mut Stage) -> Instruction {
    s.claims_concluded();
    ix::pay_claim(s.w.keeper, &s.key(), s.of_jurors().holders[0], s.w.mint)
}

fn give_up_claim(s: &mut Stage) -> Instruction {
    s.claims_refused();
    ix::give_up_claim(s.of_jurors().holders[0], &s.key())
}

/// As if the pools had lacked an atom of every claim's payout.
fn recover_claim(s: &mut Stage) -> Instruction {
    s.claims_concluded();
    s.each_claim(|w, key| {
        let (address, mut claim, mut pool) = (key.claim(), w.claim(key), w.pool());
        claim.shortfall = USDC.into();
        pool.shortfall = (pool.shortfall.get() + USDC).into();
        w.write(&address, &*claim);
        w.write(&key.pool, &*pool);
    });
    let payer = s.w.actor(1_000 * USDC);
    ix::recover_claim(payer, &s.key(), ata(s, &payer), USDC / 2)
}

fn close_claim(s: &mut Stage) -> Instruction {
    s.claims_concluded();
    let grace = s.w.read::<Product>(&s.key().product).terms.grace_days.get();
    s.w.set_time(s.w.policy(&s.key().policy).ends_at() + i64::from(grace) * DAY);
    ix::close_claim(&s.key(), s.of_jurors().holders[0])
}

fn commit_ballot(s: &mut Stage) -> Instruction {
    s.at_commit();
    ix::commit_ballot(juror(0), s.w.pool, s.case(), 0, [7; 32])
}

fn reveal_ballot(s: &mut Stage) -> Instruction {
    s.at_reveal();
    ix::reveal_ballot(juror(0), s.w.pool, s.case(), 0, 10, salt(&juror(0), 0))
}

fn settle_ballot(s: &mut Stage) -> Instruction {
    s.ended();
    ix::settle_ballot(juror(0), s.w.pool, s.w.mint, s.case(), 0)
}

fn pay_juror(s: &mut Stage) -> Instruction {
    s.ended();
    let accounts = [0, 1].map(|n| ata(s, &juror(n)));
    for account in &accounts {
        freeze(&mut s.w, account);
    }
    s.settle_all();
    for account in &accounts {
        thaw(&mut s.w, account);
    }
    ix::pay_juror(s.w.keeper, juror(0), s.w.pool, s.case(), 0, accounts[0])
}

fn advance_case(s: &mut Stage) -> Instruction {
    s.at_count();
    ix::advance_case(s.case())
}

fn appeal_case(s: &mut Stage) -> Instruction {
    s.decided();
    let appellant = s.w.actor(1_000 * USDC);
    ix::appeal_case(appellant, s.w.pool, s.case(), ata(s, &appellant))
}

fn submit_evidence(s: &mut Stage) -> Instruction {
    s.open_all();
    ix::submit_evidence(s.stranger, s.case(), Stage::proof())
}

fn refund_bond(s: &mut Stage) -> Instruction {
    s.concluded();
    let destination = ata(s, &s.of_jurors().holders[0]);
    ix::refund_bond(s.w.keeper, s.w.pool, s.case(), destination, false)
}

fn close_case(s: &mut Stage) -> Instruction {
    s.concluded();
    s.settle_all();
    s.refund_all();
    ix::close_case(s.w.pool, s.case(), s.of_jurors().holders[0])
}

fn declare_incident(s: &mut Stage) -> Instruction {
    let (product, declarer, day) = (s.of_jurors().declared[0], juror(24), s.key().event_day);
    let source = s.w.purse(&declarer);
    ix::declare_incident(declarer, s.w.pool, product, 0, source, day, Stage::proof())
}

fn conclude_declared(s: &mut Stage) -> Instruction {
    s.ended();
    ix::conclude_declared(s.w.pool, s.of_jurors().declared[0], 0)
}

fn dispute_step(s: &mut Stage) -> Instruction {
    s.strike_all();
    let (product, disputer) = (s.of_jurors().disputed[0], s.of_jurors().disputers[0]);
    let source = s.w.purse(&disputer);
    ix::dispute_step(disputer, s.w.pool, product, 0, 0, 0, source, Stage::proof())
}

fn conclude_dispute(s: &mut Stage) -> Instruction {
    s.ended();
    ix::conclude_dispute(s.w.pool, s.of_jurors().disputed[0], 0, 0)
}

// What is sold of products that jurors decide: with court and electorate, and without a watch.

fn assessed(s: &mut Stage) -> Address {
    let product = s.w.assessed(&AssessedSpec::default());
    s.in_other(|w| {
        w.assessed(&AssessedSpec::default());
    });
    product
}

fn buy_assessed(s: &mut Stage) -> Instruction {
    let product = assessed(s);
    let buyer = s.w.actor(1_000 * USDC);
    s.w.with_escrow(&buyer, 1_000);
    let buy = ix::with_escrow(buy_ix(&s.w, &product, &buyer, buy_args(&buyer, 0, 100 * USDC, 60)));
    ix::without_watch(buy, &product)
}

fn extend_assessed(s: &mut Stage) -> Instruction {
    let product = assessed(s);
    let (holder, policy) = s.w.holder(&product, 100 * USDC, 60);
    // Somebody else pays, so that each account stands in one slot only.
    let payer = s.w.actor(1_000 * USDC);
    let _ = holder;
    let extend = ix::extend_policy(s.w.pool, product, policy, payer, ata(s, &payer), 30, u64::MAX);
    ix::without_watch(extend, &product)
}

fn limit_assessed(s: &mut Stage) -> Instruction {
    let spec = AssessedSpec::default();
    let mut limits = spec.limits;
    limits.cap /= 10;
    let product = s.w.assessed(&AssessedSpec { limits, ..spec });
    s.w.assessed(&AssessedSpec { limits, ..spec });
    // The cap rises, as far as jurors may decide.
    limits.cap *= 2;
    s.ready(Action::SetLimits { product, limits })
}
