//! Claims, declared incidents, disputes, and the cases in which jurors decide them.

use {
    crate::{measure::Bench, scenario},
    breakwater::state::Action,
    breakwater_client::{
        Address,
        ix::{self, ClaimKey},
        pda,
    },
    breakwater_floor::{CLOSE, CREATE, PULL, PUSH, SECOND},
    breakwater_testkit::{
        AssessedSpec, DAY, DepegSpec, JUNIOR, SENIOR, USDC, World,
        courts::{court_args, evidence, juror, salt},
        world::PLENTY,
    },
};

/// Jurors who vote in a case; the others are silent.
const VOTERS: usize = 20;
/// The choice that grants half.
const HALF: u8 = 10;
/// The choice that grants nothing, and lets a step stand.
const NOTHING: u8 = 0;
/// The choice that voids a step.
const VOID: u8 = 1;

/// Everything, in an order that a reader follows.
pub fn run(b: &mut Bench) {
    settings(b);
    let (mut w, keys) = insured(b);
    let case = filed(b, &mut w, &keys);
    voted(b, &mut w, &case);
    concluded(b, &mut w, &keys, &case);
    refused(b, &mut w, &keys);
    over(b, &mut w, &keys);
    appealed(b);
    declared(b);
    disputed(b);
}

fn settings(b: &mut Bench) {
    let mut w = World::new();
    let (pool, mint, parameters) = (w.pool, w.mint, court_args());
    let create = w.ready(Action::CreateCourt { pool, parameters });
    b.row(&mut w, "create_court", create, CREATE | breakwater_floor::TOKEN, 96);
    let court = pda::court(&pool);
    let set = w.ready(Action::SetCourt { court, parameters });
    b.row(&mut w, "set_court", set, 0, 64);
    let payer = w.court().rent_payer;
    w.retire_pool();
    b.row(&mut w, "close_court", ix::close_court(pool, mint, payer), CLOSE, 56);
}

/// A pool with capital, and a product that jurors decide.
fn pool(spec: &AssessedSpec) -> (World, Address, Address) {
    let mut w = World::new();
    let product = w.assessed(spec);
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(PLENTY);
    (w, product, buyer)
}

/// Four policies past their waiting, and what selling them costs.
fn insured(b: &mut Bench) -> (World, [ClaimKey; 4]) {
    let (mut w, product, buyer) = pool(&AssessedSpec::default());
    for id in 0..4 {
        w.buy(&product, &buyer, id, 10_000 * USDC, 60).ok();
    }
    let buy = ix::without_watch(scenario::buy(&w, product, buyer, 4, 10_000 * USDC), &product);
    b.row(&mut w, "buy_policy, jurors decide", buy, CREATE | PULL, 176);
    let own = pda::associated_token(&buyer, &w.mint);
    let extend = ix::extend_policy(w.pool, product, pda::policy(&product, &buyer, 4), buyer, own, 30, u64::MAX);
    b.row(
        &mut w,
        "extend_policy, jurors decide",
        ix::without_watch(extend, &product),
        PULL,
        128,
    );
    w.advance(10 * DAY);
    let day = w.today() - 1;
    let key = |id| w.claim_key(&product, &pda::policy(&product, &buyer, id), day);
    let keys = [0, 1, 2, 3].map(key);
    (w, keys)
}

/// Claims on all policies, of which one is withdrawn.
fn filed(b: &mut Bench, w: &mut World, keys: &[ClaimKey; 4]) -> Address {
    let holder = w.policy(&keys[0].policy).holder;
    let source = w.purse(&holder);
    let file = ix::file_claim(holder, &keys[0], false, source, 10_000 * USDC, evidence());
    b.row(w, "file_claim", file, CREATE | SECOND | PULL, 133);
    for key in &keys[1..] {
        w.file_claim(key, 10_000 * USDC).ok();
    }
    let case = keys[0].case(0);
    b.row(w, "submit_evidence", ix::submit_evidence(holder, case, evidence()), 0, 208);
    b.row(w, "withdraw_claim", ix::withdraw_claim(holder, &keys[3]), PUSH, 80);
    case
}

/// What juror `n` says in the first case: most for half, some for nothing, two do not reveal.
fn choice(n: usize) -> Option<u8> {
    match n {
        0..14 => Some(HALF),
        14..18 => Some(NOTHING),
        _ => None,
    }
}

/// And in the other two: one is on the losing side.
fn denied_by(n: usize) -> u8 {
    if n == VOTERS - 1 { HALF } else { NOTHING }
}

/// The first case is decided, and the next two denied beside it.
fn voted(b: &mut Bench, w: &mut World, case: &Address) {
    let first = w.case(case).subject;
    let denied: Vec<Address> = w
        .books()
        .cases
        .iter()
        .filter(|(a, c)| a != case && c.phase == 1)
        .map(|(a, _)| *a)
        .collect();
    assert_eq!(denied.len(), 2, "two cases beside that of {first}");
    w.to_commit(case);
    let commitment = breakwater::state::commitment(case, 0, &juror(0), HALF, &salt(&juror(0), 0));
    let commit = ix::commit_ballot(juror(0), w.pool, *case, 0, commitment);
    b.row(w, "commit_ballot", commit, CREATE, 89);
    for n in 0..VOTERS {
        if n > 0 {
            w.commit(case, &juror(n), choice(n).unwrap_or(NOTHING)).ok();
        }
        for other in &denied {
            w.commit(other, &juror(n), denied_by(n)).ok();
        }
    }
    w.to_reveal(case);
    let reveal = ix::reveal_ballot(juror(0), w.pool, *case, 0, HALF, salt(&juror(0), 0));
    b.row(w, "reveal_ballot", reveal, 0, 89);
    for n in 0..VOTERS {
        if let Some(choice) = choice(n).filter(|_| n > 0) {
            w.reveal(case, &juror(n), choice).ok();
        }
        for other in &denied {
            w.reveal(other, &juror(n), denied_by(n)).ok();
        }
    }
    w.to_count(case);
    b.row(w, "advance_case, counts a round", ix::advance_case(*case), 0, 59);
    for other in &denied {
        w.advance_case(other).ok();
    }
    let until = w.case(case).appeal_until.get();
    w.set_time(until);
    b.row(w, "advance_case, ends the case", ix::advance_case(*case), 0, 59);
    for other in &denied {
        w.advance_case(other).ok();
    }
}

fn concluded(b: &mut Bench, w: &mut World, keys: &[ClaimKey; 4], case: &Address) {
    let (key, pool, mint, keeper) = (&keys[0], w.pool, w.mint, w.keeper);
    b.row(w, "conclude_claim", ix::conclude_claim(key, 0), PUSH, 105);
    let holder = w.policy(&key.policy).holder;
    b.row(w, "pay_claim", ix::pay_claim(keeper, key, holder, mint), PUSH, 88);
    let settle = |n: usize| ix::settle_ballot(juror(n), pool, mint, *case, 0);
    b.row(w, "settle_ballot, coherent", settle(0), PUSH | CLOSE, 104);
    b.row(w, "settle_ballot, losing", settle(14), CLOSE, 104);
    b.row(w, "settle_ballot, not revealed", settle(18), CLOSE, 104);
    // An account that the issuer has frozen takes no fee.
    let account = pda::associated_token(&juror(1), &mint);
    freeze(w, &account, 2);
    b.row(w, "settle_ballot, the fee waits", settle(1), 0, 104);
    freeze(w, &account, 1);
    let pay = ix::pay_juror(keeper, juror(1), pool, *case, 0, account);
    b.row(w, "pay_juror", pay, PUSH | CLOSE, 88);
    for n in (2..14).chain(15..18).chain(19..VOTERS) {
        w.settle_ballot(case, &juror(n), 0).ok();
    }
    let destination = pda::associated_token(&holder, &mint);
    b.row(w, "refund_bond", ix::refund_bond(keeper, pool, *case, destination, false), PUSH, 88);
    b.row(w, "close_case", ix::close_case(pool, *case, holder), CLOSE, 56);
}

fn freeze(w: &mut World, account: &Address, state: u8) {
    let mut of = w.svm.get_account(account).expect("a token account");
    of.data[108] = state;
    w.svm.set_account(*account, of).expect("a token account");
}

/// Two claims were denied: one is filed again, one is given up.
fn refused(b: &mut Bench, w: &mut World, keys: &[ClaimKey; 4]) {
    let holder = w.policy(&keys[1].policy).holder;
    b.row(w, "conclude_claim, denied", ix::conclude_claim(&keys[1], 0), 0, 105);
    w.conclude_claim(&keys[2], 0).ok();
    let source = w.purse(&holder);
    let refile = ix::refile_claim(holder, &keys[1], source, 10_000 * USDC, evidence());
    b.row(w, "refile_claim", refile, CREATE | PULL, 133);
    b.row(w, "give_up_claim", ix::give_up_claim(holder, &keys[2]), 0, 80);
}

/// As if the pool had lacked a part; then nobody comes for 600 days.
fn over(b: &mut Bench, w: &mut World, keys: &[ClaimKey; 4]) {
    let key = &keys[0];
    let holder = w.policy(&key.policy).holder;
    let (address, mut claim, mut pool) = (key.claim(), w.claim(key), w.pool());
    (claim.shortfall, pool.shortfall) = (USDC.into(), USDC.into());
    w.write(&address, &*claim);
    w.write(&key.pool, &*pool);
    let payer = w.actor(100 * USDC);
    let source = pda::associated_token(&payer, &w.mint);
    b.row(w, "recover_claim", ix::recover_claim(payer, key, source, USDC), PULL, 88);
    w.advance(600 * DAY);
    let denied = keys[2].case(0);
    let settle = ix::settle_ballot(juror(0), w.pool, w.mint, denied, 0);
    b.row(w, "settle_ballot, worst", settle, PUSH | CLOSE, 104);
    b.row(w, "close_claim", ix::close_claim(key, holder), CLOSE, 80);
    let case = keys[1].case(1);
    w.advance_case(&case).ok();
    let count = w.case(&case).current().reveal_until.get();
    w.set_time(count);
    w.advance_case(&case).ok();
    w.roll(&key.product).ok();
    w.advance(600 * DAY);
    b.row(w, "conclude_claim, worst", ix::conclude_claim(&keys[1], 1), PUSH, 105);
}

fn appealed(b: &mut Bench) {
    let (mut w, product, buyer) = pool(&AssessedSpec::default());
    w.buy(&product, &buyer, 0, 10_000 * USDC, 60).ok();
    w.advance(10 * DAY);
    let key = w.claim_key(&product, &pda::policy(&product, &buyer, 0), w.today() - 1);
    w.file_claim(&key, 10_000 * USDC).ok();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, VOTERS, NOTHING));
    let source = w.purse(&buyer);
    let appeal = ix::appeal_case(buyer, w.pool, case, source);
    b.row(&mut w, "appeal_case", appeal, PULL, 88);
}

fn declared(b: &mut Bench) {
    let mut spec = AssessedSpec::default();
    spec.terms.by_incident = true;
    let (mut w, product, buyer) = pool(&spec);
    w.buy(&product, &buyer, 0, 10_000 * USDC, 60).ok();
    w.advance(10 * DAY);
    let (declarer, day) = (juror(24), w.today() - 1);
    let source = w.purse(&declarer);
    let declare = ix::declare_incident(declarer, w.pool, product, 0, source, day, evidence());
    b.row(&mut w, "declare_incident", declare, CREATE | SECOND | PULL, 164);
    w.decide(&pda::case(&pda::incident(&product, 0), 0), HALF);
    let conclude = ix::conclude_declared(w.pool, product, 0);
    b.row(&mut w, "conclude_declared", conclude, PUSH, 73);
    let (keeper, pool, mint, policy) = (w.keeper, w.pool, w.mint, pda::policy(&product, &buyer, 0));
    b.row(
        &mut w,
        "settle_policy, of a declared incident",
        ix::settle_policy(keeper, pool, product, 0, policy, buyer, mint),
        PUSH,
        209,
    );
}

/// A step is disputed: once it stands, once it is void.
fn disputed(b: &mut Bench) {
    for (choice, name) in [(NOTHING, "conclude_dispute, stands"), (VOID, "conclude_dispute, void")] {
        let mut w = World::new();
        w.seat_court();
        let product = w.product_from(&DepegSpec::default());
        w.underwriter(SENIOR, 400_000 * USDC);
        w.holder(&product, 40_000 * USDC, 60);
        w.advance(3 * DAY);
        w.hold(&product, 900_000_000, 3_900);
        w.trigger(&product).ok();
        let disputer = w.wallet_address();
        let source = w.purse(&disputer);
        let dispute = ix::dispute_step(disputer, w.pool, product, 0, 0, 0, source, evidence());
        if choice == NOTHING {
            b.row(&mut w, "dispute_step", dispute, CREATE | PULL, 121);
        } else {
            w.send_all(&[dispute]).ok();
        }
        w.decide(&pda::case(&pda::incident(&product, 0), 0), choice);
        let conclude = ix::conclude_dispute(w.pool, product, 0, 0);
        b.row(&mut w, name, conclude, PUSH, 50);
    }
}
