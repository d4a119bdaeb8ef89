//! What a dead DAO leaves behind: proposals in every state, votes of people who are gone, bonds, vetoes, fees, an emission of a year.

use {
    super::{kit::*, strangers::*},
    crate::guardian::kit::{fees, wanted},
    breakwater::{
        errors::{EscrowError, GovernanceError},
        state::{Action, Veto, Vote},
    },
    breakwater_testkit::{
        client::ix,
        courts::*,
        governance::{AGAINST, FOR},
        jurors::GOVERNANCE_MINT,
        *,
    },
};

fn spend(to: Address, amount: u64) -> Action {
    Action::Spend {
        mint: GOVERNANCE_MINT,
        to,
        amount,
    }
}

#[test]
fn inv18_inv20_proposals_in_every_state_votes_of_the_gone_and_vetoes_are_closed_by_strangers_and_bonds_come_back() {
    let mut life = life();
    life.w.end_bootstrap();
    let w = &mut life.w;
    let members: Vec<Address> = (0..12).map(juror).collect();
    let gone = juror(11);
    for owner in [members[0], gone] {
        w.grant(&owner, 10_000 * TOKEN);
    }
    // Cancelled, with a veto; queued and never executed; voted for and never counted; rejected; with too few votes.
    let cancelled = wanted(w, &members, fees(700));
    w.cancel_proposal(&cancelled).ok();
    let queued = wanted(w, &members, spend(gone, 5));
    let (proposed, counted_late) = w.propose(&gone, spend(gone, 6));
    proposed.ok();
    let (proposed, rejected) = w.propose(&members[0], fees(800));
    proposed.ok();
    let (proposed, ignored) = w.propose(&members[0], fees(900));
    proposed.ok();
    for member in &members {
        w.cast(&counted_late, member, FOR).ok();
        w.cast(&rejected, member, AGAINST).ok();
    }
    w.cast(&ignored, &gone, FOR).ok();
    let bond = w.proposal(&ignored).bond;
    assert!(bond > 0);
    life.lose_keys_and(&[gone]);
    let w = &mut life.w;
    let open = [cancelled, queued, counted_late, rejected, ignored];
    // While the votes run nobody can close them.
    w.close_vote(&ignored, &gone).refused(GovernanceError::VoteRunning);
    w.send("close", ix::close_rejected(ignored, members[0], GOVERNANCE_MINT))
        .refused(GovernanceError::ProposalOpen);
    w.request_unlock(&members[1], 1).ok();
    let rents = rents(w);
    let before = purses_of(w, &rents);
    let mut strangers = Strangers::new(w);
    strangers.away = vec![gone];
    // Five days of votes, seven of the delay, 14 of the window, and a veto's year.
    for _ in 0..10 {
        strangers.round();
        strangers.w.advance(3 * DAY);
    }
    strangers.round();
    assert!(all::<Vote>(strangers.w).is_empty(), "no vote is left");
    for proposal in open {
        assert!(strangers.w.try_proposal(&proposal).is_none(), "{proposal} is left after 30 days");
    }
    assert_eq!((strangers.w.dao().open.get(), strangers.w.dao().bonds.get()), (0, 0));
    let back = strangers.w.dao().kept.get();
    assert_eq!(
        back, bond,
        "the bond of what nobody voted on is the treasury's, all others came back"
    );
    assert_eq!(all::<Veto>(strangers.w).len(), 1);
    strangers.end_everything();
    // All is gone but the escrow of a member who is gone, who could still come back for it.
    assert_eq!(left_of(strangers.w, &[]), vec![pda::escrow(&gone)]);
    assert_eq!(strangers.w.escrow(&gone).open_votes, 0);
    let mine: std::collections::BTreeMap<_, _> = rents.into_iter().filter(|(at, _)| *at != pda::escrow(&gone)).collect();
    assert_rents(&life.w, &mine, &before);
    life.assert_tokens();
}

#[test]
fn inv18_fees_are_swept_revenue_and_rewards_reach_their_owners_and_an_emission_without_shares_goes_back() {
    let mut life = life();
    let depeg = life.depeg;
    life.holder(&depeg, 200_000 * USDC, 60);
    let (junior, senior) = (life.junior, life.senior);
    life.lose_keys();
    let before: Vec<u64> = (0..JURORS).map(|n| life.w.wallet(&juror(n))).collect();
    let fees = life.w.pool().fees_owed.get();
    assert!(fees > 0);
    life.w.sweep().ok();
    let held = life.w.voters().revenue_held.get();
    assert_eq!(held, fees / 5, "a fifth of the fees is the escrows'");
    life.w.advance(31 * DAY);
    for n in 0..JURORS {
        life.w.claim_revenue(&juror(n)).ok();
    }
    let got: u64 = (0..JURORS).map(|n| life.w.wallet(&juror(n)) - before[n]).sum();
    assert!(got <= held && held - got <= JURORS as u64, "{got} of {held}");
    for (owner, tranche) in [(junior, JUNIOR), (senior, SENIOR)] {
        life.w.claim_rewards(&owner, tranche).ok();
        assert!(life.w.governance_tokens(&owner) > 0);
    }
    // A juror who waits for nobody: notice, a week, tokens, and nothing to close first.
    let who = juror(5);
    life.w.close_escrow(&who).refused(EscrowError::EscrowNotEmpty);
    let left_before = life
        .w
        .try_read::<breakwater::state::Purse>(&pda::purse(&GOVERNANCE_MINT))
        .expect("a purse")
        .held
        .get();
    let days = life.end();
    assert!(days < 300, "an emission ends with its pool, not after its year: {days}");
    let left = life
        .w
        .try_read::<breakwater::state::Purse>(&pda::purse(&GOVERNANCE_MINT))
        .expect("a purse")
        .held
        .get();
    assert!(left > left_before, "what streamed to nobody is the treasury's");
    assert_eq!(life.w.governance_tokens(&who), STAKE * TOKEN);
    assert!(
        life.w.balance(&pda::revenue_vault()) <= JURORS as u64 + 1,
        "dust alone stays of the escrows' share"
    );
}
