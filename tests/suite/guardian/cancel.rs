//! `cancel_proposal`: who, when, and of what.

use {
    super::kit::*,
    breakwater::{
        errors::{GovernanceError, PoolError},
        events::ProposalCancelled,
        state::{Action, DiscountArgs, ListingKind, ProposalState, VotingArgs},
    },
    breakwater_testkit::{client::ix, courts::court_args, governance::AGAINST, jurors::GOVERNANCE_MINT, *},
};

#[test]
fn a67_the_guardian_cancels_what_is_queued_and_it_is_never_executed() {
    let mut w = World::new();
    let proposal = queued(&mut w, fees(7));
    let before = w.proposal(&proposal);
    let said = ProposalCancelled {
        proposal,
        hash: before.hash,
        at: w.now(),
    };
    w.cancel_proposal(&proposal).emits(said).ok();
    let after = w.proposal(&proposal);
    assert_eq!((after.state, after.bond_back), (ProposalState::Cancelled, true));
    assert_eq!(
        (after.number, after.eta, after.dead_at),
        (before.number, before.eta, before.dead_at)
    );
    for at in [before.eta, before.dead_at - 1] {
        w.set_time(at);
        w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
    }
    assert_ne!(w.config().fee_bps.get(), 7);
    // Its rent goes back at once: nothing can come of it.
    let close = ix::close_proposal(proposal, w.bootstrap, None);
    w.send_all(&[close]).ok();
}

#[test]
fn a67_only_the_guardian_cancels() {
    let mut w = World::new();
    let (proposal, stranger) = (queued(&mut w, fees(7)), w.wallet_address());
    let hash = w.proposal(&proposal).hash;
    for other in [w.bootstrap, w.keeper, w.fee_payer, stranger] {
        w.send_all(&[ix::cancel_proposal(other, proposal, hash)])
            .refused(GovernanceError::NotGuardian);
    }
    w.cancel_proposal(&proposal).ok();
}

#[test]
fn a67_without_a_guardian_nobody_cancels_and_a_replaced_guardian_does_not() {
    for new in [Address::default(), Address::new_from_array([0x6A; 32])] {
        let mut w = World::new();
        let proposal = queued(&mut w, fees(7));
        w.enact(Action::NameGuardian { guardian: new }).ok();
        let hash = w.proposal(&proposal).hash;
        for other in [w.guardian, w.bootstrap, w.keeper] {
            w.send_all(&[ix::cancel_proposal(other, proposal, hash)])
                .refused(GovernanceError::NotGuardian);
        }
    }
}

#[test]
fn a66_what_is_queued_can_be_cancelled_from_its_first_second_until_it_is_dead() {
    let mut w = World::new();
    let proposal = queued(&mut w, fees(7));
    let of = w.proposal(&proposal);
    for (at, open) in [
        (of.opened_at, true),
        (of.eta - 1, true),
        (of.eta, true),
        (of.dead_at - 1, true),
        (of.dead_at, false),
        (of.dead_at + 1, false),
    ] {
        w.set_time(at);
        let base = w.svm.clone();
        if open {
            w.cancel_proposal(&proposal).ok();
        } else {
            w.cancel_proposal(&proposal).refused(GovernanceError::NotQueued);
        }
        w.svm = base;
    }
}

#[test]
fn a66_what_is_executed_voted_on_uncounted_or_rejected_is_not_cancelled() {
    let mut w = World::new();
    let (outcome, proposal) = w.queue_before(fees(7));
    outcome.ok();
    w.execute_proposal(&proposal).ok();
    w.cancel_proposal(&proposal).refused(GovernanceError::NotQueued);
    let members = members(&mut w);
    let (proposed, proposal) = w.propose(&members[0], fees(8));
    proposed.ok();
    w.cancel_proposal(&proposal).refused(GovernanceError::NotQueued);
    for member in &members {
        w.cast(&proposal, member, AGAINST).ok();
    }
    w.set_time(w.proposal(&proposal).vote_until);
    w.cancel_proposal(&proposal).refused(GovernanceError::NotQueued);
    w.count(&proposal).ok();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Rejected);
    w.cancel_proposal(&proposal).refused(GovernanceError::NotQueued);
}

#[test]
fn a67_what_is_about_guardian_or_authority_is_never_cancelled() {
    let mut w = World::new();
    let other = w.wallet_address();
    for action in [
        Action::NameGuardian { guardian: other },
        Action::NameGuardian {
            guardian: Address::default(),
        },
        Action::NameBootstrap { bootstrap: other },
        Action::HandOver,
    ] {
        let proposal = queued(&mut w, action);
        let base = w.svm.clone();
        w.cancel_proposal(&proposal).refused(GovernanceError::CannotCancel);
        w.set_time(w.proposal(&proposal).eta);
        w.cancel_proposal(&proposal).refused(GovernanceError::CannotCancel);
        w.execute_proposal(&proposal).ok();
        w.svm = base;
    }
    // What is offered is taken over by the members' own proposal, and so is a guardian replaced by them.
    let members = members(&mut w);
    let mut config = w.config();
    config.handed_over = 1;
    w.write(&pda::config(), &*config);
    for action in [Action::TakeOver, Action::NameGuardian { guardian: other }] {
        let proposal = wanted(&mut w, &members, action);
        w.cancel_proposal(&proposal).refused(GovernanceError::CannotCancel);
        w.set_time(w.proposal(&proposal).eta);
        w.cancel_proposal(&proposal).refused(GovernanceError::CannotCancel);
        w.execute_proposal(&proposal).ok();
    }
    assert_eq!(w.config().guardian, other);
}

#[test]
fn a67_everything_else_can_be_cancelled() {
    let mut w = World::new();
    w.seat_court();
    let product = w.product_from(&DepegSpec::default());
    let draft = w.draft(&DepegSpec {
        sources: vec![SourceSpec::Pyth(61), SourceSpec::Switchboard(62)],
        ..DepegSpec::default()
    });
    for source in [SourceSpec::Pyth(61), SourceSpec::Switchboard(62)] {
        w.list_feed(source);
        let add = ix::add_source(w.bootstrap, draft, source.args());
        w.send_all(&[add]).ok();
    }
    let (pool, mint, court, stranger) = (w.pool, w.mint, pda::court(&w.pool), w.wallet_address());
    let seal = w.sealing(&draft, w.terms_hash(&draft));
    let id = Address::new_from_array([0x71; 32]);
    let (parameters, limits, day) = (PoolSpec::default().0, DepegSpec::default().limits, w.today());
    for action in [
        seal,
        Action::RetireProduct { product },
        Action::SetLimits { product, limits },
        Action::AttestAudit {
            product,
            auditor: stranger,
            hash: [1; 32],
            day,
        },
        Action::CreatePool { mint, parameters },
        Action::SetPool { pool, parameters },
        Action::RetirePool { pool },
        Action::CreateCourt {
            pool,
            parameters: court_args(),
        },
        Action::SetCourt {
            court,
            parameters: court_args(),
        },
        fees(7),
        Action::SetDiscounts {
            tiers: [DiscountArgs { least: 0, discount: 0 }; 4],
        },
        Action::SetVoting { voting: VotingArgs::START },
        Action::List {
            kind: ListingKind::Mint,
            id,
            queue: Address::default(),
            feed_hash: [0; 32],
        },
        Action::Delist {
            kind: ListingKind::Mint,
            id: mint,
        },
        Action::Spend {
            mint,
            to: stranger,
            amount: 1,
        },
        Action::Emit {
            pool,
            amount: 1_000,
            days: 30,
        },
        Action::Upgrade { hash: [1; 32] },
        Action::GiveUpUpgrades,
    ] {
        let proposal = queued(&mut w, action);
        w.cancel_proposal(&proposal).ok();
        assert_eq!(w.proposal(&proposal).state, ProposalState::Cancelled);
    }
}

#[test]
fn a67_the_bond_of_a_cancelled_proposal_goes_back_to_its_proposer() {
    let mut w = World::new();
    let members = members(&mut w);
    let own = pda::associated_token(&members[0], &GOVERNANCE_MINT);
    let proposal = wanted(&mut w, &members, fees(8));
    let (bond, before, locked) = (w.proposal(&proposal).bond, w.balance(&own), w.dao().bonds.get());
    assert!(bond > 0 && locked == bond);
    w.cancel_proposal(&proposal).ok();
    assert_eq!(w.dao().bonds.get(), bond, "until it is closed");
    for member in &members {
        w.close_vote(&proposal, member).ok();
    }
    w.open_purse_of(GOVERNANCE_MINT);
    w.send_all(&[ix::close_rejected(proposal, members[0], GOVERNANCE_MINT)])
        .refused(PoolError::WrongTokenOwner);
    w.send_all(&[ix::close_proposal(proposal, members[0], Some(GOVERNANCE_MINT))]).ok();
    assert_eq!((w.balance(&own), w.dao().bonds.get(), w.dao().kept.get()), (before + bond, 0, 0));
}

#[test]
fn a67_a_vote_of_the_members_is_cancelled_like_an_action_of_the_bootstrap_authority() {
    let mut w = World::new();
    let members = members(&mut w);
    let proposal = wanted(&mut w, &members, fees(8));
    assert!(!w.proposal(&proposal).by_bootstrap);
    w.cancel_proposal(&proposal).ok();
    w.set_time(w.proposal(&proposal).eta);
    w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
}
