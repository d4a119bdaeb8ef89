//! `propose`: who, what, and what it costs.

use {
    super::kit::*,
    crate::{
        pool::{tamper::*, token_account},
        privileged::rows::{ground, samples},
    },
    breakwater::{
        constants::BOOTSTRAP_LIFE,
        errors::{AccessError, EscrowError, GovernanceError, PoolError, ProductError},
        events::Proposed,
        state::{Action, ProposalState, Topic},
    },
    breakwater_testkit::{
        client::ix::{self, About},
        courts::juror,
        jurors::{GOVERNANCE_MINT, GOVERNANCE_SUPPLY},
        *,
    },
    solana_instruction_error::InstructionError::InvalidSeeds,
};

/// The members' next proposal of this action, its bond paid by `by`, who has enough.
fn proposing(w: &mut World, by: &Address, action: Action) -> Instruction {
    let source = w.grant(by, GOVERNANCE_SUPPLY / 10);
    let about = w.about(&action);
    ix::propose(*by, w.dao().proposals.get(), GOVERNANCE_MINT, source, about, action)
}

#[test]
fn a_proposal_says_what_it_was_made_of_and_its_bond_lies_in_the_members_vault() {
    let mut w = World::new();
    let members = ten(&mut w);
    let (right, address, before) = (proposing(&mut w, &members[0], fees(7)), w.next_proposal(), w.dao());
    let (hash, at) = (fees(7).hash().expect("a hash"), w.now());
    let said = Proposed {
        proposal: address,
        proposer: members[0],
        number: before.proposals.get(),
        hash,
        vote_until: at + 5 * DAY,
        at,
    };
    let vault = w.balance(&pda::vault(&pda::dao()));
    w.send("propose", right).emits(said).ok();
    let (of, bond) = (w.proposal(&address), STAKE / 100);
    assert_eq!((of.state, of.by_bootstrap, of.bond_back), (ProposalState::Voting, false, false));
    assert_eq!((of.proposer, of.number, of.bond), (members[0], before.proposals.get(), bond));
    assert_eq!((of.opened_at, of.vote_until, of.eta, of.dead_at), (at, at + 5 * DAY, 0, 0));
    assert_eq!(
        (of.quorum, of.cap),
        (STAKE * 10 * 15 / 100, STAKE * 2),
        "of the electorate at that time"
    );
    assert_eq!((of.yes, of.no, of.abstain, of.voters, of.open_votes), (0, 0, 0, 0, 0));
    assert_eq!((of.hash, of.revision), (hash, w.config().revision(Topic::Fees)));
    let after = w.dao();
    assert_eq!(after.proposals.get(), before.proposals.get() + 1);
    assert_eq!((after.open.get(), after.bonds.get()), (before.open.get() + 1, bond));
    assert_eq!(w.balance(&pda::vault(&pda::dao())), vault + bond, "INV-03");
}

#[test]
fn propose_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let members = ten(&mut w);
    let pool = w.pool;
    for action in [
        fees(7),
        Action::SetPool {
            pool,
            parameters: PoolSpec::default().0,
        },
    ] {
        let right = proposing(&mut w, &members[0], action);
        refused_unless_as_declared(&mut w, &right).ok();
    }
}

#[test]
fn a67_the_bond_is_a_thousandth_of_the_electorate_rounded_up_and_paid_whole() {
    for (extra, more) in [(0, 0), (1, 1), (999, 1), (1_000, 1), (1_001, 2)] {
        let mut w = World::new();
        let [member, _] = seated(&mut w, [STAKE, STAKE + extra]);
        let bond = STAKE * 2 / 1_000 + more;
        let (source, number) = (w.grant(&member, bond - 1), w.dao().proposals.get());
        let propose = ix::propose(member, number, GOVERNANCE_MINT, source, About::default(), fees(7));
        w.send_all(std::slice::from_ref(&propose)).refused(PoolError::SourceShort);
        w.grant(&member, 1);
        w.send_all(&[propose]).ok();
        assert_eq!((w.balance(&source), w.proposal(&pda::proposal(number)).bond), (0, bond));
    }
}

#[test]
fn a67_a_proposer_has_locked_half_a_percent_of_the_electorate_rounded_up_for_a_week() {
    for (own, others, enough) in [
        (100, 19_900, true),
        (99, 19_901, false),
        (100, 19_901, false),
        (101, 20_099, true),
        (0, 20_000, false),
    ] {
        let mut w = World::new();
        let [member, _] = seated(&mut w, [own, others]);
        let propose = proposing(&mut w, &member, fees(7));
        if enough {
            w.send_all(&[propose]).ok();
        } else {
            w.send_all(&[propose]).refused(GovernanceError::BelowProposers);
        }
    }
}

#[test]
fn a61_a_threshold_that_was_locked_less_than_a_week_ago_or_is_under_notice_proposes_nothing() {
    let mut w = World::new();
    let members = seated(&mut w, [STAKE, STAKE]);
    let newcomer = w.juror(STAKE);
    // Midnights count: it was locked at noon.
    let locked = w.now();
    let aged = (locked / DAY + 8) * DAY;
    let propose = proposing(&mut w, &newcomer, fees(7));
    for at in [locked, locked + 7 * DAY, aged - 1] {
        w.set_time(at);
        w.send_all(std::slice::from_ref(&propose)).refused(GovernanceError::BelowProposers);
    }
    w.set_time(aged);
    w.send_all(&[propose]).ok();
    w.request_unlock(&members[0], STAKE).ok();
    let propose = proposing(&mut w, &members[0], fees(8));
    w.send_all(&[propose]).refused(GovernanceError::BelowProposers);
}

#[test]
fn a65_an_empty_electorate_and_one_without_age_propose_nothing() {
    let mut w = World::new();
    let [member] = seated(&mut w, [0]);
    let propose = proposing(&mut w, &member, fees(7));
    w.send_all(std::slice::from_ref(&propose)).refused(GovernanceError::BelowProposers);
    let newcomer = w.juror(STAKE);
    let propose = proposing(&mut w, &newcomer, fees(7));
    w.send_all(&[propose]).refused(GovernanceError::BelowProposers);
}

#[test]
fn a65_a_quorum_is_at_least_two_percent_of_all_tokens_however_few_are_locked() {
    // 2 % of two million are 40,000: as many as 15 % of 266,666 and two thirds.
    for (locked, quorum) in [(20_000, 40_000), (200_000, 40_000), (266_660, 40_000), (266_680, 40_002)] {
        let mut w = World::new();
        let [member] = seated(&mut w, [locked * TOKEN]);
        let proposal = proposed(&mut w, &member, fees(7));
        assert_eq!(w.proposal(&proposal).quorum, quorum * TOKEN, "{locked} locked");
    }
}

#[test]
fn a64_the_cap_is_a_fifth_up_to_19_escrows_and_a_twentieth_from_20_on() {
    for (escrows, part) in [(18, 5), (19, 5), (20, 20), (21, 20)] {
        let mut w = World::new();
        let [member] = seated(&mut w, [4 * STAKE + 19]);
        for _ in 1..escrows {
            let owner = w.wallet_address();
            w.open_escrow(&owner).ok();
        }
        assert_eq!(w.voters().escrows.get(), escrows);
        let proposal = proposed(&mut w, &member, fees(7));
        assert_eq!(
            w.proposal(&proposal).cap,
            (4 * STAKE + 19) / part,
            "{escrows} escrows, rounded down"
        );
    }
}

#[test]
fn the_members_propose_nothing_before_the_bootstrap_authority_is_over_but_to_take_over_what_it_offered() {
    let mut w = World::new();
    let members = ten(&mut w);
    let end = w.now() + 20 * DAY;
    let mut config = w.config();
    config.initialised_at = (end - BOOTSTRAP_LIFE).into();
    w.write(&pda::config(), &*config);
    let propose = proposing(&mut w, &members[0], fees(7));
    let take = proposing(&mut w, &members[0], Action::TakeOver);
    for right in [&propose, &take] {
        w.send_all(std::slice::from_ref(right)).refused(GovernanceError::NotYetMembers);
    }
    config.handed_over = 1;
    w.write(&pda::config(), &*config);
    w.send_all(std::slice::from_ref(&propose)).refused(GovernanceError::NotYetMembers);
    let base = w.svm.clone();
    w.send_all(&[take]).ok();
    w.svm = base;
    w.set_time(end - 1);
    w.send_all(std::slice::from_ref(&propose)).refused(GovernanceError::NotYetMembers);
    w.set_time(end);
    w.send_all(&[propose]).ok();
}

#[test]
fn a68_the_members_never_propose_what_the_bootstrap_authority_alone_can_offer() {
    let mut w = World::new();
    let members = ten(&mut w);
    for action in [Action::HandOver, Action::NameBootstrap { bootstrap: members[0] }] {
        let propose = proposing(&mut w, &members[0], action);
        w.send_all(&[propose]).refused(GovernanceError::BootstrapsAction);
    }
}

#[test]
fn a71_an_action_is_about_the_accounts_that_are_passed_and_no_others() {
    let mut w = ground();
    let (proposer, other) = (juror(0), pda::pool(1));
    let spoilt = w.product_from(&DepegSpec {
        sources: vec![SourceSpec::Pyth(71), SourceSpec::Switchboard(72)],
        ..DepegSpec::default()
    });
    w.end_bootstrap();
    let (own, mut tried) = (w.pool, 0);
    for sample in samples(&w).into_iter().filter(|s| !s.action.is_bootstraps()) {
        let about = w.about(&sample.action);
        let right = proposing(&mut w, &proposer, sample.action);
        let with = |about| {
            ix::propose(
                proposer,
                w.dao().proposals.get(),
                GOVERNANCE_MINT,
                pda::associated_token(&proposer, &GOVERNANCE_MINT),
                about,
                sample.action,
            )
        };
        let mut wrong = vec![];
        if let Some(pool) = about.pool {
            let pool = Some(if pool == own { other } else { own });
            wrong.extend([
                (About { pool, ..about }, GovernanceError::OtherSubject.into()),
                (About { pool: None, ..about }, GovernanceError::OtherSubject.into()),
            ]);
        }
        if about.product.is_some() {
            let product = Some(spoilt);
            wrong.extend([
                (About { product, ..about }, GovernanceError::OtherSubject.into()),
                (About { product: None, ..about }, GovernanceError::OtherSubject.into()),
                (
                    About { watch: None, ..about },
                    outcome::ErrorCode::from(ProductError::WatchMismatch),
                ),
                (
                    About {
                        watch: Some(pda::watch(&spoilt)),
                        ..about
                    },
                    ProductError::WrongWatch.into(),
                ),
            ]);
        }
        if about.court.is_some() {
            wrong.push((About { court: None, ..about }, GovernanceError::OtherSubject.into()));
        }
        tried += wrong.len();
        for (about, error) in wrong.into_iter().map(|(about, error)| (with(about), error)).collect::<Vec<_>>() {
            w.send_all(&[about]).refused(error);
        }
        let base = w.svm.clone();
        w.send_all(&[right]).ok();
        w.svm = base;
    }
    assert!(tried > 30, "{tried} wrong subjects");
}

#[test]
fn a04_a06_only_the_proposers_escrow_the_members_account_and_the_tokens_of_the_proposer_are_taken() {
    let mut w = World::new();
    let members = ten(&mut w);
    let right = proposing(&mut w, &members[0], fees(7));
    let escrow = pda::escrow(&members[0]);
    w.send_all(&[right.swapped(&escrow, &pda::escrow(&members[1]))])
        .refused(AccessError::NotOwner);
    for (account, error) in [
        (pda::dao(), outcome::ErrorCode::from(GovernanceError::WrongDao)),
        (pda::electorate(), EscrowError::WrongElectorate.into()),
        (pda::config(), AccessError::WrongConfig.into()),
    ] {
        let copy = copy_owned_by(&mut w, &account, breakwater::ID);
        w.send_all(&[right.swapped(&account, &copy)]).refused(error);
    }
    let mint = w.mint;
    w.send_all(&[right.swapped(&GOVERNANCE_MINT, &mint)])
        .refused(EscrowError::WrongGovernanceMint);
    let own = pda::associated_token(&members[0], &GOVERNANCE_MINT);
    let money = token_account(&mut w, &mint, &members[0], STAKE);
    w.send_all(&[right.swapped(&own, &money)]).refused(PoolError::WrongMint);
    let others = token_account(&mut w, &GOVERNANCE_MINT, &members[1], STAKE);
    w.send_all(&[right.swapped(&own, &others)]).refused(PoolError::WrongTokenOwner);
    let (vault, second) = (pda::vault(&pda::dao()), token_account(&mut w, &GOVERNANCE_MINT, &pda::dao(), 0));
    for other in [second, w.voters().vault] {
        w.send_all(&[right.swapped(&vault, &other)]).refused(GovernanceError::WrongDaoVault);
    }
    // Any account of the proposer pays, not only the associated one.
    let own_second = token_account(&mut w, &GOVERNANCE_MINT, &members[0], STAKE);
    w.send_all(&[right.swapped(&own, &own_second)]).ok();
}

#[test]
fn a10_of_two_proposers_at_once_the_second_is_refused_loses_nothing_and_sends_it_again() {
    let mut w = World::new();
    let members = ten(&mut w);
    let (first, second) = (proposing(&mut w, &members[0], fees(7)), proposing(&mut w, &members[1], fees(8)));
    let (taken, next) = (w.next_proposal(), pda::proposal(w.dao().proposals.get() + 1));
    w.send_all(&[second.swapped(&taken, &next)]).refused_by_framework(InvalidSeeds);
    w.send_all(&[first]).ok();
    w.send_all(std::slice::from_ref(&second)).refused_by_framework(InvalidSeeds);
    let again = proposing(&mut w, &members[1], fees(8));
    w.send_all(&[again]).ok();
    // Nothing refers to a proposal by the counter: the first one is voted on, whatever was made since.
    w.cast(&taken, &members[2], governance::FOR).ok();
    assert_eq!(
        (w.proposal(&taken).action.hash(), w.proposal(&next).action.hash()),
        (fees(7).hash(), fees(8).hash())
    );
}

#[test]
fn a16_lamports_at_the_next_proposals_address_do_not_stop_it() {
    for given in [1_000_000, 2_000_000_000] {
        let mut w = World::new();
        let members = ten(&mut w);
        let (address, right) = (w.next_proposal(), proposing(&mut w, &members[0], fees(7)));
        give_lamports(&mut w, &address, given);
        w.send_all(&[right]).ok();
        assert_eq!(w.proposal(&address).proposer, members[0]);
    }
}
