//! Attacks on who decides: weight, caps, staleness and what makes the members unable to decide at all (A-62, A-64, A-66, INV-18).

use {
    breakwater::{
        constants::*,
        errors::GovernanceError,
        state::{Action, ListingKind, ProposalState, VotingArgs},
    },
    breakwater_testkit::{
        governance::{AGAINST, FOR},
        jurors::GOVERNANCE_SUPPLY,
        *,
    },
};

fn fees(fee_bps: u16) -> Action {
    Action::SetFees { fee_bps, revenue_bps: 0 }
}

/// So many members have locked so much each, long enough ago, and nobody else governs.
fn members(w: &mut World, number: usize, each: u64) -> Vec<Address> {
    let members = locked(w, number, each);
    w.advance(16 * DAY);
    w.end_bootstrap();
    members
}

fn locked(w: &mut World, number: usize, each: u64) -> Vec<Address> {
    if w.svm.get_account(&pda::electorate()).is_none() {
        w.electorate().ok();
    }
    (0..number).map(|_| w.juror(each)).collect()
}

/// A stranger opens twenty escrows and locks nothing: it costs rent, which comes back.
fn empty_escrows(w: &mut World) {
    for _ in 0..20 {
        let owner = w.wallet_address();
        w.open_escrow(&owner).ok();
    }
}

/// All vote for it. What came of it.
fn outcome(w: &mut World, yes: &[Address], no: &[Address], action: Action) -> (ProposalState, Address) {
    let (proposed, proposal) = w.propose(&yes[0], action);
    proposed.ok();
    for voter in yes {
        w.cast(&proposal, voter, FOR).ok();
    }
    for voter in no {
        w.cast(&proposal, voter, AGAINST).ok();
    }
    w.set_time(w.proposal(&proposal).vote_until);
    w.count(&proposal).ok();
    (w.proposal(&proposal).state, proposal)
}

/// Twenty empty escrows lowered the cap from a fifth of the electorate to a twentieth: five members together were below the 2 % of all tokens.
#[test]
fn a64_empty_escrows_of_a_stranger_do_not_keep_all_members_from_deciding() {
    let mut w = World::new();
    let all = members(&mut w, 5, GOVERNANCE_SUPPLY / 100 * 7 / 5);
    let base = w.svm.clone();
    assert_eq!(outcome(&mut w, &all, &[], fees(7)).0, ProposalState::Queued);
    w.svm = base;
    empty_escrows(&mut w);
    assert_eq!(outcome(&mut w, &all, &[], fees(7)).0, ProposalState::Queued, "all of them want it");
}

/// The same with the highest quorum, however much is locked: the members could not even lower it again.
#[test]
fn inv18_with_the_highest_quorum_five_members_who_agree_can_still_decide() {
    let mut w = World::new();
    let voting = VotingArgs {
        quorum_bps: MAX_QUORUM_BPS,
        ..VotingArgs::START
    };
    w.set_voting(voting).ok();
    let all = members(&mut w, 5, GOVERNANCE_SUPPLY / 10);
    empty_escrows(&mut w);
    let back = Action::SetVoting { voting: VotingArgs::START };
    assert_eq!(outcome(&mut w, &all, &[], back).0, ProposalState::Queued, "all of them want it");
}

/// The cap was a twentieth of last week's electorate, which was the attacker's alone: 2.25 % of all tokens in 25 wallets outvoted 50 % in ten.
#[test]
fn a62_whoever_locks_a_day_before_all_others_does_not_outvote_them() {
    let mut w = World::new();
    let few = locked(&mut w, 25, GOVERNANCE_SUPPLY / 10_000 * 9);
    w.advance(DAY);
    let many = locked(&mut w, 10, GOVERNANCE_SUPPLY / 20);
    w.advance(14 * DAY);
    w.end_bootstrap();
    assert_eq!(w.weight(&many[0]), GOVERNANCE_SUPPLY / 20, "theirs has aged too");
    let hostile = Action::NameGuardian { guardian: few[0] };
    let (state, proposal) = outcome(&mut w, &few, &many, hostile);
    let of = w.proposal(&proposal);
    assert_eq!(state, ProposalState::Rejected, "for {}, against {}, cap {}", of.yes, of.no, of.cap);
}

/// The bootstrap authority named itself anew, whatever for, and the members' acceptance was stale: what was offered could be kept back for ever.
#[test]
fn a68_what_was_handed_over_is_not_kept_back_while_the_members_take_it() {
    let mut w = World::new();
    let all = locked(&mut w, 5, GOVERNANCE_SUPPLY / 20);
    w.advance(16 * DAY);
    w.enact(Action::HandOver).ok();
    let (state, proposal) = outcome(&mut w, &all, &[], Action::TakeOver);
    assert_eq!(state, ProposalState::Queued);
    w.set_time(w.proposal(&proposal).eta);
    let bootstrap = w.bootstrap;
    w.enact(Action::NameBootstrap { bootstrap }).ok();
    w.execute_proposal(&proposal).ok();
    assert_eq!(w.config().bootstrap, Address::default());
    assert_eq!(w.config().pending_bootstrap, Address::default());
}

/// Two copies of one action are queued; the first is executed and the feed is listed anew. The second took the new listing away.
#[test]
fn a66_taking_off_the_list_is_stale_when_the_listing_is_another() {
    let mut w = World::new();
    let (kind, id) = (ListingKind::Pyth, Address::new_from_array([7; 32]));
    w.list(kind, id, Address::default(), [0; 32]);
    let (first, one) = w.queue(Action::Delist { kind, id });
    first.ok();
    let (second, two) = w.queue(Action::Delist { kind, id });
    second.ok();
    w.advance(DAY);
    w.execute_proposal(&one).ok();
    w.list(kind, id, Address::default(), [0; 32]);
    w.execute_proposal(&two).refused(GovernanceError::ProposalStale);
}

/// An escrow had 32 votes. The attacker proposes 32 things that must be opposed, which costs nothing, since opposing makes them worth a vote and
/// their bonds go back; and then what they want.
#[test]
fn a67_a_flood_of_proposals_leaves_nobody_without_a_vote() {
    let mut w = World::new();
    let all = members(&mut w, 6, GOVERNANCE_SUPPLY / 20);
    let (attacker, honest) = (all[0], all[1]);
    for n in 0..40 {
        let (proposed, proposal) = w.propose(&attacker, fees(100 + n));
        proposed.ok();
        w.cast(&proposal, &honest, AGAINST).ok();
    }
}

/// 25 members of 4 % each: nobody has the highest threshold, and nobody could ever lower it.
#[test]
fn inv18_with_the_highest_threshold_somebody_of_many_equal_members_can_still_propose() {
    let mut w = World::new();
    let voting = VotingArgs {
        threshold_bps: MAX_THRESHOLD_BPS,
        ..VotingArgs::START
    };
    w.set_voting(voting).ok();
    let all = members(&mut w, 25, GOVERNANCE_SUPPLY / 100);
    let (proposed, _) = w.propose(&all[0], Action::SetVoting { voting: VotingArgs::START });
    proposed.ok();
}

/// Executed twice, executed and closed and executed, voted twice in one transaction: nothing of it.
#[test]
fn a66_one_transaction_executes_once_and_one_member_votes_once() {
    let mut w = World::new();
    let all = members(&mut w, 5, GOVERNANCE_SUPPLY / 20);
    let (state, proposal) = outcome(&mut w, &all, &[], fees(7));
    assert_eq!(state, ProposalState::Queued);
    w.set_time(w.proposal(&proposal).eta);
    let execute = client::ix::set_parameters(proposal);
    w.send_all(&[execute.clone(), execute]).refused(GovernanceError::NotQueued);
    w.execute_proposal(&proposal).ok();
    w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
}

/// A draft of two sources whose seal is queued.
fn sealing(w: &mut World) -> (Address, Address) {
    let sources = [SourceSpec::Pyth(1), SourceSpec::Switchboard(2)];
    let product = w.draft(&DepegSpec::default());
    for source in sources {
        w.list_feed(source);
        w.send_all(&[client::ix::add_source(w.bootstrap, product, source.args())]).ok();
    }
    let seal = w.sealing(&product, w.terms_hash(&product));
    let (queued, proposal) = w.queue(seal);
    queued.ok();
    (product, proposal)
}

/// The feed is taken off the list, because it is broken, while the seal of a draft waits: it was sealed nevertheless.
#[test]
fn a59_a_feed_that_was_taken_off_the_list_is_not_sealed() {
    let mut w = World::new();
    let (_, proposal) = sealing(&mut w);
    w.advance(DAY);
    let id = Address::new_from_array(SourceSpec::Pyth(1).feed());
    w.enact(Action::Delist {
        kind: ListingKind::Pyth,
        id,
    })
    .ok();
    w.execute_proposal(&proposal).refused_somehow();
}

/// The drafter adds a source in the second in which the decision could be executed: the members can begin anew.
#[test]
fn a66_who_drafted_does_not_undo_what_was_decided_about_the_draft() {
    let mut w = World::new();
    let (product, proposal) = sealing(&mut w);
    w.advance(DAY);
    let third = SourceSpec::Switchboard(3);
    w.list_feed(third);
    // Whether or not this is accepted, what was decided shall be executed.
    let _ = w.send_all(&[client::ix::add_source(w.bootstrap, product, third.args())]);
    w.execute_proposal(&proposal).ok();
}

/// Draft and close in one transaction cost a fee and move the next number: a draft that another has signed for that number is lost.
#[test]
fn a10_a_draft_that_is_closed_at_once_does_not_move_numbers() {
    let mut w = World::new();
    let (id, spec, by) = (w.pool().product_count.get(), DepegSpec::default(), w.bootstrap);
    let draft = client::ix::draft_product(by, w.pool, id, spec.group, spec.terms, spec.parametric, spec.limits);
    let close = client::ix::close_product(by, w.pool, pda::product(&w.pool, id), by);
    let before = w.svm.get_balance(&by);
    w.send_all(&[draft.clone(), close]).ok();
    assert_eq!(w.svm.get_balance(&by), before, "it cost the draft's author nothing");
    w.send_all(&[draft]).ok();
}

/// A stolen bootstrap key lists two feeds of the thief's own (24 h), seals a product of them at no price in a pool that has capital (24 h), buys and
/// moves the feeds. An underwriter who gives notice in the very second in which the first action is queued must be out before.
#[test]
fn a69_a_stolen_bootstrap_key_takes_no_capital_whose_owner_gave_notice_at_once() {
    rob(false);
}

/// As above, and the guardian cancels what there is to cancel as late as it can. The thief has named another guardian meanwhile, which nobody cancels.
#[test]
fn a69_nor_does_it_while_the_guardian_cancels_all_that_it_may() {
    rob(true);
}

#[track_caller]
fn rob(guarded: bool) {
    let mut w = World::new();
    let senior = w.underwriter(SENIOR, 1_000_000 * USDC);
    let sources = [SourceSpec::Switchboard(8), SourceSpec::Switchboard(9)];
    let start = w.now();
    let lists = sources.map(|source| {
        let args = source.args();
        Action::List {
            kind: ListingKind::Switchboard,
            id: Address::new_from_array(args.feed),
            queue: Address::new_from_array(args.queue),
            feed_hash: args.feed_hash,
        }
    });
    let queue = |w: &mut World| {
        lists.map(|list| {
            let (outcome, proposal) = w.queue(list);
            outcome.ok();
            proposal
        })
    };
    let guardian = w.bootstrap;
    let (named, naming) = w.queue(Action::NameGuardian { guardian });
    named.ok();
    let mut queued = queue(&mut w);
    w.request_all(&senior, SENIOR).ok();
    if guarded {
        w.cancel_proposal(&naming).refused(GovernanceError::CannotCancel);
        w.advance(DAY - 1);
        for proposal in &queued {
            w.cancel_proposal(proposal).ok();
        }
        w.advance(1);
        w.execute_proposal(&naming).ok();
        queued = queue(&mut w);
    }
    w.advance(DAY);
    for proposal in &queued {
        w.execute_proposal(proposal).ok();
    }
    let mut spec = DepegSpec::default();
    (spec.limits.base, spec.limits.at_kink, spec.limits.full, spec.limits.minimum) = (0, 0, 0, 0);
    spec.sources = sources.to_vec();
    let product = w.draft(&spec);
    for source in sources {
        w.send_all(&[client::ix::add_source(w.bootstrap, product, source.args())]).ok();
    }
    let (outcome, seal) = w.queue(w.sealing(&product, w.terms_hash(&product)));
    outcome.ok();
    w.advance(DAY);
    w.execute_proposal(&seal).ok();
    w.sources.insert(product, sources.to_vec());
    w.observe_at(&product, 1_000_000_000).ok();
    let (thief, policy) = w.holder(&product, 900_000 * USDC, 30);
    w.set_time(i64::from(w.policy(&policy).start_day.get()) * DAY);
    w.hold(&product, 500_000_000, 2 * 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let hours = (w.now() - start) / 3_600;
    let purse = pda::associated_token(&thief, &w.mint);
    let before = w.balance(&purse);
    w.settle(&product, 0, &policy).ok();
    let gain = w.balance(&purse) - before;
    w.set_time(start + 30 * DAY);
    w.execute(&senior, SENIOR).ok();
    let got = w.balance(&pda::associated_token(&senior, &w.mint));
    assert!(
        got >= 1_000_000 * USDC - 1,
        "got {got} of 1,000,000, the thief {gain} after {hours} h"
    );
}

/// What was spent counts less from second to second: who spends whatever has room takes nearly twice the cap within one period.
#[test]
fn a70_no_more_than_the_cap_leaves_a_purse_within_a_period() {
    let mut w = World::new();
    w.electorate().ok();
    let (mint, held) = (jurors::GOVERNANCE_MINT, 1_000_000u64);
    w.endow(held);
    let spend_bps = MAX_SPEND_CAP_BPS;
    w.set_voting(VotingArgs {
        spend_bps,
        ..VotingArgs::START
    })
    .ok();
    let to = w.wallet_address();
    w.grant(&to, 0);
    let read = |w: &World| w.read::<breakwater::state::Purse>(&pda::purse(&mint));
    for _ in 0..30 {
        let amount = read(&w).room(spend_bps, w.now()).expect("a number");
        w.enact(Action::Spend { mint, to, amount }).ok();
        w.advance(DAY);
    }
    let left = read(&w).held.get();
    assert!(left >= held / 4 * 3, "{} of {held} left within 30 days", held - left);
}
