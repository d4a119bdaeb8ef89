//! `spend`: out of the treasury by proposal, to its receiver, within the cap.

use {
    super::kit::*,
    crate::pool::{tamper::*, token_account},
    breakwater::{
        errors::{GovernanceError, PoolError, TreasuryError},
        events::TreasurySpent,
        state::{Action, Purse},
    },
    breakwater_testkit::{client::ix, jurors::GOVERNANCE_MINT, *},
};

const HELD: u64 = 1_000_000;

/// The treasury has a million atoms of the pool's mint; gives who shall receive.
fn rich(w: &mut World) -> Address {
    let donor = w.actor(HELD);
    w.fund_purse(&donor, HELD).ok();
    w.actor(0)
}

fn paying(w: &World, to: Address, amount: u64) -> Action {
    Action::Spend { mint: w.mint, to, amount }
}

#[test]
fn inv03_a_spend_goes_to_its_receiver_and_vault_and_ledger_fall_by_as_much() {
    let mut w = World::new();
    let to = rich(&mut w);
    let action = paying(&w, to, HELD / 10);
    refused_unless_queued_and_back(&mut w, action);
    let right = w.ready(action);
    let said = TreasurySpent {
        mint: w.mint,
        to,
        amount: HELD / 10,
        held: HELD * 9 / 10,
        at: w.now(),
    };
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    let purse = w.treasury_purse();
    assert_eq!(
        (w.wallet(&to), w.treasury(), purse.held.get()),
        (HELD / 10, HELD * 9 / 10, HELD * 9 / 10)
    );
    assert_eq!((purse.spent_total.get(), purse.recent.get()), (HELD / 10, HELD / 10));
    w.assert_treasury();
}

#[test]
fn r7_a_spend_goes_to_the_receivers_associated_account_only() {
    let mut w = World::new();
    let to = rich(&mut w);
    let action = paying(&w, to, 1);
    let right = w.ready(action);
    let (own, mint, stranger) = (pda::associated_token(&to, &w.mint), w.mint, w.actor(0));
    let second = token_account(&mut w, &mint, &to, 0);
    w.send_all(&[right.swapped(&own, &second)]).refused(PoolError::NotAssociated);
    let others = pda::associated_token(&stranger, &mint);
    w.send_all(&[right.swapped(&own, &others)]).refused(PoolError::WrongTokenOwner);
    let other_mint = w.grant(&to, 0);
    w.send_all(&[right.swapped(&own, &other_mint)]).refused(PoolError::WrongMint);
    w.send_all(&[right]).ok();
}

#[test]
fn inv17_a_spend_of_one_mint_takes_nothing_from_another_purse_and_nothing_from_another_vault() {
    let mut w = World::new();
    let to = rich(&mut w);
    w.endow(HELD);
    let action = paying(&w, to, 1);
    let right = w.ready(action);
    let (purse, other) = (pda::purse(&w.mint), pda::purse(&GOVERNANCE_MINT));
    w.send_all(&[right.swapped(&purse, &other)]).refused(TreasuryError::WrongPurseVault);
    w.send_all(&[right.swapped(&purse, &other).swapped(&pda::vault(&purse), &pda::vault(&other))])
        .refused(GovernanceError::OtherSubject);
    // Capital, bonds, locked tokens: no other vault is the purse's.
    w.electorate().ok();
    for vault in [pda::vault(&w.pool), pda::vault(&pda::dao()), w.voters().vault, pda::vault(&other)] {
        w.send_all(&[right.swapped(&pda::vault(&purse), &vault)])
            .refused(TreasuryError::WrongPurseVault);
    }
    w.send_all(&[right]).ok();
}

#[test]
fn a70_no_more_than_the_cap_leaves_in_a_period_and_what_is_above_it_waits_and_dies() {
    let mut w = World::new();
    let to = rich(&mut w);
    let start = w.now();
    // All three wait at once; the first takes the whole cap.
    let [all, atom, later] = [HELD / 10, 1, HELD / 20].map(|amount| {
        let (queued, proposal) = w.queue(paying(&w, to, amount));
        queued.ok();
        proposal
    });
    w.set_time(start + DAY);
    w.execute_proposal(&all).ok();
    w.execute_proposal(&atom).refused(TreasuryError::AboveCap);
    w.execute_proposal(&later).refused(TreasuryError::AboveCap);
    // A second before its end it fits no more than in proportion, and then it is dead.
    w.set_time(start + 15 * DAY - 1);
    w.execute_proposal(&later).refused(TreasuryError::AboveCap);
    w.execute_proposal(&atom).ok();
    w.set_time(start + 15 * DAY);
    w.execute_proposal(&later).refused(GovernanceError::ProposalDead);
    assert_eq!(w.wallet(&to), HELD / 10 + 1);
}

#[test]
fn a70_one_atom_above_the_cap_is_refused_and_nothing_is_spent_that_is_not_held() {
    for (amount, error) in [
        (HELD / 10, None),
        (HELD / 10 + 1, Some(TreasuryError::AboveCap)),
        (HELD + 1, Some(TreasuryError::NotEnoughHeld)),
        (u64::MAX, Some(TreasuryError::NotEnoughHeld)),
    ] {
        let mut w = World::new();
        let to = rich(&mut w);
        let action = paying(&w, to, amount);
        let right = w.ready(action);
        match error {
            None => drop(w.send_all(&[right]).ok()),
            Some(error) => w.send_all(&[right]).refused(error),
        }
    }
}

#[test]
fn a71_nothing_and_nobody_are_paid() {
    let mut w = World::new();
    let to = rich(&mut w);
    for (to, amount) in [(to, 0), (Address::default(), 1)] {
        let action = paying(&w, to, amount);
        let (queued, _) = w.queue(action);
        queued.refused(GovernanceError::BadAmount);
    }
    let (good, bad) = (paying(&w, to, 1), paying(&w, to, 0));
    let right = forged(&mut w, good, bad);
    w.send_all(&[right]).refused(GovernanceError::BadAmount);
}

#[test]
fn a70_the_cap_is_the_purses_whoever_governs_and_whatever_was_set_in_between() {
    let mut w = World::new();
    let to = rich(&mut w);
    w.enact(paying(&w, to, HELD / 10)).ok();
    // Another bootstrap authority.
    let new = w.wallet_address();
    w.enact(Action::NameBootstrap { bootstrap: new }).ok();
    w.send_all(&[ix::accept_bootstrap(new)]).ok();
    w.bootstrap = new;
    w.enact(paying(&w, to, 1)).refused(TreasuryError::AboveCap);
    // Votes set anew with the same cap, another fee, another guardian.
    w.set_voting(breakwater::state::VotingArgs::START).ok();
    w.enact(fees(7)).ok();
    w.enact(Action::NameGuardian { guardian: new }).ok();
    w.enact(paying(&w, to, 1)).refused(TreasuryError::AboveCap);
    // The members, who take over.
    let members = seated(&mut w, [STAKE; 10]);
    let mut purse = w.treasury_purse();
    (purse.recent, purse.recent_at) = ((HELD / 10).into(), (w.now() + 7 * DAY).into());
    w.write(&pda::purse(&w.mint), &*purse);
    let action = paying(&w, to, 1);
    let proposal = due(&mut w, &members, action);
    w.execute_proposal(&proposal).refused(TreasuryError::AboveCap);
    // Nor does the purse forget: it is not closed while it holds something, nor right after it was emptied.
    w.close_purse().refused(TreasuryError::PurseNotEmpty);
    w.set_time(w.now() + 10 * DAY);
    w.execute_proposal(&proposal).ok();
}

#[test]
fn a70_with_the_highest_cap_that_can_be_set_a_quarter_leaves_and_no_more() {
    let mut w = World::new();
    let to = rich(&mut w);
    let voting = breakwater::state::VotingArgs {
        spend_bps: 2_500,
        ..breakwater::state::VotingArgs::START
    };
    w.set_voting(voting).ok();
    w.enact(paying(&w, to, HELD / 4 + 1)).refused(TreasuryError::AboveCap);
    w.enact(paying(&w, to, HELD / 4)).ok();
    w.enact(paying(&w, to, 1)).refused(TreasuryError::AboveCap);
    assert_eq!(w.read::<Purse>(&pda::purse(&w.mint)).held.get(), HELD * 3 / 4);
}
