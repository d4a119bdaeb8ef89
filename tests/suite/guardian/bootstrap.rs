//! `queue_action` and `accept_bootstrap`: what the bootstrap authority may, and how it moves to another key.

use {
    super::kit::*,
    breakwater::{
        constants::BOOTSTRAP_LIFE,
        errors::{AccessError, GovernanceError},
        events::{ActionQueued, BootstrapAccepted},
        state::{Action, ProposalState, Topic, VotingArgs},
    },
    breakwater_testkit::{client::ix, *},
};

/// The bootstrap authority is about to be this key.
fn named(w: &mut World) -> Address {
    let new = w.wallet_address();
    w.enact(Action::NameBootstrap { bootstrap: new }).ok();
    new
}

#[test]
fn a68_only_the_bootstrap_authority_queues() {
    let mut w = World::new();
    let stranger = w.wallet_address();
    let right = w.queueing(fees(7));
    for other in [w.guardian, w.keeper, stranger] {
        let about = w.about(&fees(7));
        let queue = ix::queue_action(other, w.dao().proposals.get(), about, fees(7));
        w.send_all(&[queue]).refused(GovernanceError::NotBootstrap);
    }
    let (proposal, number, at) = (w.next_proposal(), w.dao().proposals.get(), w.now());
    let said = ActionQueued {
        proposal,
        number,
        hash: fees(7).hash().expect("a hash"),
        eta: at + DAY,
        at,
    };
    w.send("queue_action", right).emits(said).ok();
    let of = w.proposal(&proposal);
    assert_eq!((of.state, of.by_bootstrap, of.bond), (ProposalState::Queued, true, 0));
    assert_eq!((of.eta, of.dead_at), (at + DAY, at + 15 * DAY));
    assert_eq!((of.proposer, w.dao().proposals.get()), (w.bootstrap, number + 1));
}

#[test]
fn a68_it_queues_until_the_last_second_of_180_days() {
    let mut w = World::new();
    let end = w.config().initialised_at.get() + BOOTSTRAP_LIFE;
    for (at, open) in [(end - 1, true), (end, false), (end + 1, false)] {
        w.set_time(at);
        let (outcome, _) = w.queue(fees(7));
        if open {
            outcome.ok();
        } else {
            outcome.refused(GovernanceError::NotBootstrap);
        }
    }
}

#[test]
fn a68_what_it_queued_dies_with_it() {
    let mut w = World::new();
    let end = w.config().initialised_at.get() + BOOTSTRAP_LIFE;
    w.set_time(end - 2 * DAY);
    let proposal = queued(&mut w, fees(7));
    w.set_time(end);
    w.execute_proposal(&proposal).refused(GovernanceError::BootstrapOver);
    w.set_time(end - 1);
    w.execute_proposal(&proposal).ok();
}

#[test]
fn it_does_not_take_over_in_the_members_name() {
    let mut w = World::new();
    let (outcome, _) = w.queue(Action::TakeOver);
    outcome.refused(GovernanceError::MembersAction);
    w.enact(Action::HandOver).ok();
    let (outcome, _) = w.queue(Action::TakeOver);
    outcome.refused(GovernanceError::MembersAction);
}

#[test]
fn a71_it_queues_nothing_outside_its_bounds() {
    let mut w = World::new();
    let voting = VotingArgs {
        vote: 1,
        ..VotingArgs::START
    };
    let (outcome, _) = w.queue(fees(u16::MAX));
    outcome.refused(AccessError::FeeOutOfBounds);
    let (outcome, _) = w.queue(Action::SetVoting { voting });
    outcome.refused(GovernanceError::BadVoting);
    let (outcome, _) = w.queue(Action::NameBootstrap {
        bootstrap: Address::default(),
    });
    outcome.refused(AccessError::ZeroAddress);
}

#[test]
fn a66_its_actions_wait_for_a_day_and_upgrades_for_a_week_whatever_the_delays_of_votes_are() {
    let mut w = World::new();
    w.set_voting(VotingArgs {
        delay: 14 * 86_400,
        long_delay: 30 * 86_400,
        ..VotingArgs::START
    })
    .ok();
    for (action, delay) in [
        (fees(7), DAY),
        (Action::HandOver, DAY),
        (Action::GiveUpUpgrades, 7 * DAY),
        (Action::Upgrade { hash: [1; 32] }, 7 * DAY),
    ] {
        let proposal = queued(&mut w, action);
        assert_eq!(w.proposal(&proposal).eta, w.now() + delay);
    }
}

/// On a network no key signs for it; the program does not rely on that.
#[test]
fn a68_the_zero_address_is_nobody_and_neither_accepts_nor_pauses_nor_cancels() {
    let mut w = World::new();
    let nobody = Address::default();
    w.send_all(&[ix::accept_bootstrap(nobody)]).refused(GovernanceError::NotNamed);
    w.enact(Action::NameGuardian { guardian: nobody }).ok();
    let proposal = queued(&mut w, fees(7));
    let hash = w.proposal(&proposal).hash;
    w.send_all(&[ix::pause(nobody)]).refused(GovernanceError::NotGuardian);
    w.send_all(&[ix::cancel_proposal(nobody, proposal, hash)]).refused_somehow();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
}

#[test]
fn a68_nobody_lifts_a_pause_before_its_end_when_there_is_no_guardian() {
    let mut w = World::new();
    w.set_time(w.now() + 2 * DAY);
    let ready = w.ready(Action::NameGuardian {
        guardian: Address::default(),
    });
    w.pause().ok();
    w.send_all(&[ready]).ok();
    lift_by(&mut w, Address::default()).refused(GovernanceError::PauseRunning);
}

#[test]
fn a68_only_the_key_that_was_named_accepts() {
    let mut w = World::new();
    let stranger = w.wallet_address();
    for other in [w.bootstrap, w.guardian, stranger] {
        w.send_all(&[ix::accept_bootstrap(other)]).refused(GovernanceError::NotNamed);
    }
    let (first, second) = (named(&mut w), named(&mut w));
    // Named anew: who was named before is not any more.
    for other in [w.bootstrap, w.guardian, stranger, first] {
        w.send_all(&[ix::accept_bootstrap(other)]).refused(GovernanceError::NotNamed);
    }
    w.send_all(&[ix::accept_bootstrap(second)]).ok();
    w.send_all(&[ix::accept_bootstrap(second)]).refused(GovernanceError::NotNamed);
}

#[test]
fn a68_a_key_that_is_named_has_nothing_until_it_accepts_and_then_the_old_one_has_nothing() {
    let mut w = World::new();
    let (old, new) = (w.bootstrap, named(&mut w));
    let (initialised, revision) = (w.config().initialised_at.get(), w.config().revision(Topic::Authority));
    let (before, soon) = (queued(&mut w, fees(7)), w.now() + DAY);
    w.bootstrap = new;
    let (outcome, _) = w.queue(fees(8));
    outcome.refused(GovernanceError::NotBootstrap);
    let said = BootstrapAccepted {
        bootstrap: new,
        at: w.now(),
    };
    w.send("accept_bootstrap", ix::accept_bootstrap(new)).emits(said).ok();
    let config = w.config();
    assert_eq!((config.bootstrap, config.pending_bootstrap), (new, Address::default()));
    assert_eq!(config.initialised_at.get(), initialised, "the 180 days do not start anew");
    assert_eq!(config.revision(Topic::Authority), revision + 1);
    w.bootstrap = old;
    let (outcome, _) = w.queue(fees(8));
    outcome.refused(GovernanceError::NotBootstrap);
    // What the old key queued is dead.
    w.set_time(soon);
    w.execute_proposal(&before).refused(GovernanceError::BootstrapOver);
    w.bootstrap = new;
    w.enact(fees(8)).ok();
    assert_eq!(w.config().fee_bps.get(), 8);
}

#[test]
fn a68_what_was_queued_about_the_authority_is_stale_when_another_has_accepted() {
    let mut w = World::new();
    let old = w.bootstrap;
    let back = queued(&mut w, Action::NameBootstrap { bootstrap: old });
    let new = named(&mut w);
    w.advance(DAY);
    // Named since: stale.
    w.execute_proposal(&back).refused(GovernanceError::ProposalStale);
    w.send_all(&[ix::accept_bootstrap(new)]).ok();
    w.execute_proposal(&back).refused(GovernanceError::BootstrapOver);
}

#[test]
fn a68_nobody_accepts_when_the_bootstrap_authority_is_over() {
    let mut w = World::new();
    let new = named(&mut w);
    let end = w.config().initialised_at.get() + BOOTSTRAP_LIFE;
    for at in [end, end + 1] {
        w.set_time(at);
        w.send_all(&[ix::accept_bootstrap(new)]).refused(GovernanceError::BootstrapOver);
    }
    w.set_time(end - 1);
    w.send_all(&[ix::accept_bootstrap(new)]).ok();
    // And what it then is lasts for one second.
    w.set_time(end);
    w.bootstrap = new;
    let (outcome, _) = w.queue(fees(7));
    outcome.refused(GovernanceError::NotBootstrap);
}
