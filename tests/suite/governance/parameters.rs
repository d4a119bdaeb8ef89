//! `set_parameters`: each action writes its own part of the configuration and nothing else.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, GovernanceError},
        state::{Action, Config, DiscountArgs, ProposalState, Topic, VotingArgs},
    },
    breakwater_testkit::*,
};

const KEY: Address = Address::new_from_array([0x4B; 32]);

/// What an action does to the configuration.
type Change = fn(&mut Config);

/// What each action shall make of the configuration.
fn all() -> Vec<(Action, Topic, Change)> {
    let tier = |n: u64| DiscountArgs {
        least: n * TOKEN,
        discount: n * 10_000_000,
    };
    let voting = VotingArgs {
        vote: 4 * 86_400,
        quorum_bps: 2_000,
        ..VotingArgs::START
    };
    vec![
        (
            Action::SetFees {
                fee_bps: 700,
                revenue_bps: 4_000,
            },
            Topic::Fees,
            |c| (c.fee_bps, c.revenue_bps) = (700.into(), 4_000.into()),
        ),
        (
            Action::SetDiscounts {
                tiers: [tier(1), tier(2), tier(3), tier(4)],
            },
            Topic::Discounts,
            |c| {
                for (n, tier) in (1..).zip(&mut c.discounts) {
                    (tier.least, tier.discount) = ((n * TOKEN).into(), (n * 10_000_000).into());
                }
            },
        ),
        (Action::SetVoting { voting }, Topic::Voting, |c| {
            (c.voting.vote, c.voting.quorum_bps) = (345_600.into(), 2_000.into());
        }),
        (Action::NameGuardian { guardian: KEY }, Topic::Guardian, |c| c.guardian = KEY),
        (
            Action::NameGuardian {
                guardian: Address::default(),
            },
            Topic::Guardian,
            |c| {
                c.guardian = Address::default();
            },
        ),
        (Action::NameBootstrap { bootstrap: KEY }, Topic::Authority, |c| {
            c.pending_bootstrap = KEY
        }),
        (Action::HandOver, Topic::Authority, |c| c.handed_over = 1),
    ]
}

#[test]
fn inv17_each_action_writes_its_own_part_and_its_revision_and_no_other_byte() {
    for (action, topic, change) in all() {
        let mut w = World::new();
        refused_unless_queued_and_back(&mut w, action);
        let right = w.ready(action);
        let mut wanted = w.config();
        change(&mut wanted);
        wanted.revise(topic);
        wanted.acted_at = w.now().into();
        refused_unless_as_declared(&mut w, &right).ok();
        assert_eq!(bytemuck::bytes_of(&*w.config()), bytemuck::bytes_of(&*wanted), "{topic:?}");
    }
}

#[test]
fn a68_the_members_take_over_and_the_bootstrap_authority_and_whoever_it_named_are_nothing() {
    let mut w = World::new();
    let members = ten(&mut w);
    let mut config = w.config();
    config.initialised_at = w.now().into();
    w.write(&pda::config(), &*config);
    w.enact(Action::NameBootstrap { bootstrap: KEY }).ok();
    w.enact(Action::HandOver).ok();
    let proposal = due(&mut w, &members, Action::TakeOver);
    let (queued, waits) = w.queue(fees(7));
    queued.ok();
    let mut wanted = w.config();
    (wanted.bootstrap, wanted.pending_bootstrap) = (Address::default(), Address::default());
    wanted.revise(Topic::Authority);
    wanted.acted_at = w.now().into();
    w.execute_proposal(&proposal).ok();
    assert_eq!(bytemuck::bytes_of(&*w.config()), bytemuck::bytes_of(&*wanted));
    // It queues nothing, executes nothing that it has queued, and nobody accepts.
    let (queued, _) = w.queue(fees(8));
    queued.refused(GovernanceError::NotBootstrap);
    w.advance(DAY);
    w.execute_proposal(&waits).refused(GovernanceError::BootstrapOver);
    w.give_sol(KEY);
    w.send_all(&[client::ix::accept_bootstrap(KEY)]).refused(GovernanceError::NotNamed);
    // Nor does the default key, which is what both are now.
    w.send_all(&[client::ix::accept_bootstrap(Address::default())])
        .refused(GovernanceError::NotNamed);
    let fees_of_members = due(&mut w, &members, fees(9));
    w.execute_proposal(&fees_of_members).ok();
    assert_eq!(w.config().fee_bps.get(), 9);
}

#[test]
fn a68_what_was_not_offered_is_not_taken() {
    let mut w = World::new();
    let members = ten(&mut w);
    // After 180 days the members may propose it, though nothing was offered, and govern anyway.
    let proposal = due(&mut w, &members, Action::TakeOver);
    w.execute_proposal(&proposal).refused(GovernanceError::NothingOffered);
    assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
}

#[test]
fn a68_what_was_offered_stays_whomever_the_bootstrap_authority_names_meanwhile() {
    let mut w = World::new();
    let members = ten(&mut w);
    let mut config = w.config();
    config.initialised_at = w.now().into();
    w.write(&pda::config(), &*config);
    w.enact(Action::HandOver).ok();
    let proposal = wanted(&mut w, &members, Action::TakeOver);
    // Named, and accepted, while the members' decision waits: it is not stale.
    let new = w.wallet_address();
    w.enact(Action::NameBootstrap { bootstrap: new }).ok();
    w.send_all(&[client::ix::accept_bootstrap(new)]).ok();
    w.bootstrap = new;
    w.set_time(w.proposal(&proposal).eta);
    w.enact(Action::NameBootstrap { bootstrap: KEY }).ok();
    w.execute_proposal(&proposal).ok();
    let (queued, _) = w.queue(fees(7));
    queued.refused(GovernanceError::NotBootstrap);
    assert_eq!(
        (w.config().bootstrap, w.config().pending_bootstrap),
        (Address::default(), Address::default())
    );
}

#[test]
fn a68_the_default_key_is_never_named_as_bootstrap_authority() {
    let mut w = World::new();
    let zero = Action::NameBootstrap {
        bootstrap: Address::default(),
    };
    let (queued, _) = w.queue(zero);
    queued.refused(AccessError::ZeroAddress);
    // When nobody is named, nobody accepts in its name: nobody signs for the zero address, and the old one goes on.
    w.send_all(&[client::ix::accept_bootstrap(Address::default()).unsigned(&Address::default())])
        .refused_by_framework(solana_instruction_error::InstructionError::MissingRequiredSignature);
}
