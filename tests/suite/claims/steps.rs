//! One method per instruction about claims, and the ways in which they end.

use {
    super::kit::*,
    breakwater::state::{Case, ClaimState},
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::evidence,
        *,
    },
};

/// Choices of jurors: nothing, all of it, abusive.
pub const NOTHING: u8 = 0;
/// See [`NOTHING`].
pub const ALL: u8 = 20;
/// See [`NOTHING`].
pub const ABUSIVE: u8 = 21;

/// Deductible of the default assessed product on 40,000 of cover: 5 %.
pub const DEDUCTIBLE: u64 = 2_000 * USDC;
/// Bond of a claim of 40,000, and the fee in it.
pub const BOND: u64 = 200 * USDC;
/// See [`BOND`].
pub const FEE: u64 = 100 * USDC;

/// Who holds the policy of a claim.
pub fn holder(w: &World, key: &ClaimKey) -> Address {
    w.policy(&key.policy).holder
}

/// The instruction that files it, its bond in the holder's purse.
pub fn file(w: &mut World, key: &ClaimKey, amount: u64) -> Instruction {
    let holder = holder(w, key);
    let source = w.purse(&holder);
    ix::file_claim(holder, key, false, source, amount, evidence())
}

/// The holder files it again.
pub fn refile(w: &mut World, key: &ClaimKey, amount: u64) -> Outcome {
    let holder = holder(w, key);
    let source = w.purse(&holder);
    w.send("refile_claim", ix::refile_claim(holder, key, source, amount, evidence()))
}

/// The holder takes it back.
pub fn withdraw(w: &mut World, key: &ClaimKey) -> Outcome {
    let holder = holder(w, key);
    w.send("withdraw_claim", ix::withdraw_claim(holder, key))
}

/// Somebody ends it.
pub fn give_up(w: &mut World, caller: &Address, key: &ClaimKey) -> Outcome {
    w.send("give_up_claim", ix::give_up_claim(*caller, key))
}

/// Closes it, for whoever paid the rent.
pub fn close(w: &mut World, key: &ClaimKey) -> Outcome {
    let payer = w.claim(key).rent_payer;
    w.send("close_claim", ix::close_claim(key, payer))
}

/// Somebody pays in what it lacked.
pub fn recover(w: &mut World, payer: &Address, key: &ClaimKey, amount: u64) -> Outcome {
    let source = w.purse(payer);
    w.send("recover_claim", ix::recover_claim(*payer, key, source, amount))
}

/// Five jurors vote for this choice, which is quorum enough, and nobody appeals.
#[track_caller]
pub fn decide(w: &mut World, case: &Address, choice: u8) {
    w.vote(case, &World::votes(0, 5, choice));
    w.end_case(case);
}

/// Decided by five jurors, and concluded.
#[track_caller]
pub fn conclude(w: &mut World, key: &ClaimKey, filing: u32, choice: u8) {
    decide(w, &key.case(filing), choice);
    w.conclude_claim(key, filing).ok();
    w.assert_books();
}

/// Nobody votes, in both rounds: the case ends as a draw. Anyone does what is due.
#[track_caller]
pub fn expire(w: &mut World, case: &Address) {
    for _ in 0..2 {
        w.to_count(case);
        w.advance_case(case).ok();
    }
}

/// As [`claimed`], and concluded with this choice.
pub fn concluded(choice: u8) -> (World, ClaimKey) {
    let (mut w, key) = claimed();
    conclude(&mut w, &key, 0, choice);
    (w, key)
}

/// As [`claimed`], and drawn: nobody voted.
pub fn drawn() -> (World, ClaimKey) {
    let (mut w, key) = claimed();
    expire(&mut w, &key.case(0));
    w.conclude_claim(&key, 0).ok();
    w.assert_books();
    (w, key)
}

/// Every ballot of five jurors is settled, the bond refunded, the case closed.
#[track_caller]
pub fn clear(w: &mut World, case: &Address, ballots: usize) {
    for n in 0..ballots {
        w.settle_ballot(case, &courts::juror(n), 0).ok();
    }
    if !w.case(case).bond_back.is_zero() {
        w.refund(case, false).ok();
    }
    w.close_case(case).ok();
    w.assert_books();
}

/// What product and pool hold as undecided.
pub fn undecided(w: &World, key: &ClaimKey) -> (u64, u64) {
    (w.product(&key.product).provisional.get(), w.pool().provisional.get())
}

/// A claim is in this state.
#[track_caller]
pub fn assert_state(w: &World, key: &ClaimKey, wanted: ClaimState) {
    assert_eq!(w.claim(key).state, wanted as u8, "wanted {wanted:?}");
}

/// First moment after end and grace of a claim's policy.
pub fn grace_end(w: &World, key: &ClaimKey) -> i64 {
    let grace = w.product(&key.product).terms.grace_days.get();
    w.policy(&key.policy).grace_ends(grace)
}

/// What goes back of a bond, to the jurors, and to the pool.
pub fn bond_parts(case: &Case) -> (u64, u64, u64) {
    (case.bond_back.get(), case.fees.get(), case.bond_rest.get())
}

/// A second policy of another holder of the same product, in force since the first.
pub fn second_policy(w: &mut World, key: &ClaimKey, cover: u64) -> ClaimKey {
    let (_, policy) = w.holder(&key.product, cover, 60);
    let start = w.policy(&policy).start_day.get();
    let now = w.now();
    w.set_time(now.max(i64::from(start) * DAY + 3_600));
    w.claim_key(&key.product, &policy, start)
}

/// Accounts that belong to others than a claim's.
pub struct Foreign {
    /// Another pool, and its court.
    pub pool: Address,
    pub court: Address,
    /// Another product of the same pool, with a policy of the same holder's kind.
    pub twin: Address,
    pub policy: Address,
}

impl Foreign {
    /// A token account of `owner` for another mint, with plenty in it.
    pub fn token(&self, w: &mut World, owner: &Address) -> Address {
        let mint = Address::new_from_array([0x99; 32]);
        w.put_mint(mint, 6);
        let account = pda::associated_token(owner, &mint);
        w.put_token(account, &mint, owner, world::PLENTY);
        account
    }
}

/// A second pool with a court, and a second product with a policy in the first.
pub fn foreign(w: &mut World) -> Foreign {
    let pool = pda::pool(1);
    let (first, mint) = (w.pool, w.mint);
    w.create_pool(mint, PoolSpec::default().0).ok();
    w.pool = pool;
    w.create_court(courts::court_args()).ok();
    w.pool = first;
    let twin = w.assessed(&AssessedSpec::default());
    let (_, policy) = w.holder(&twin, 1_000 * USDC, 60);
    Foreign {
        pool,
        court: pda::court(&pool),
        twin,
        policy,
    }
}
