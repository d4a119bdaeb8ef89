//! A proposal is stale when its own subject was changed since it was made, and by nothing else.

use {
    super::kit::*,
    crate::privileged::rows::ground,
    breakwater::{
        errors::GovernanceError,
        state::{Action, ListingKind, VotingArgs},
    },
    breakwater_testkit::{courts::court_args, jurors::GOVERNANCE_MINT, *},
};

/// `first` and `second` are queued at once; `first` is executed. Whether `second` is stale then; the world is as before.
#[track_caller]
fn makes_stale(w: &mut World, first: Action, second: Action) -> bool {
    let base = w.svm.clone();
    let [first, second] = [first, second].map(|action| w.ready(action));
    w.send_all(&[first]).ok();
    let outcome = w.send_all(&[second]);
    w.svm = base;
    match outcome.name().as_str() {
        "GovernanceError::ProposalStale" => outcome.refused(GovernanceError::ProposalStale),
        "ok" => return false,
        other => panic!("{other}"),
    }
    true
}

/// An action of each topic of the configuration.
fn topics() -> Vec<Action> {
    vec![
        fees(7),
        Action::SetDiscounts {
            tiers: [breakwater::state::DiscountArgs { least: 0, discount: 0 }; 4],
        },
        Action::SetVoting { voting: VotingArgs::START },
        Action::NameGuardian {
            guardian: Address::default(),
        },
        Action::NameBootstrap {
            bootstrap: Address::new_from_array([5; 32]),
        },
    ]
}

#[test]
fn a66_each_part_of_the_configuration_makes_its_own_proposals_stale_and_no_others() {
    let mut w = ground();
    for (n, first) in topics().into_iter().enumerate() {
        for (m, second) in topics().into_iter().enumerate() {
            assert_eq!(makes_stale(&mut w, first, second), n == m, "{n} then {m}");
        }
    }
    // Handing over is about the authority too.
    assert!(makes_stale(&mut w, Action::HandOver, topics()[4]));
    assert!(makes_stale(&mut w, topics()[4], Action::HandOver));
}

#[test]
fn a66_another_product_s_change_does_not_make_a_proposal_stale_and_its_own_does() {
    let mut w = ground();
    let (one, two) = (
        pda::product(&w.pool, 0),
        w.product_from(&DepegSpec {
            sources: vec![SourceSpec::Pyth(71), SourceSpec::Switchboard(72)],
            ..DepegSpec::default()
        }),
    );
    let limits = DepegSpec::default().limits;
    let audit = |product| Action::AttestAudit {
        product,
        auditor: Address::new_from_array([6; 32]),
        hash: [1; 32],
        day: 20_000,
    };
    let about = |product: Address| {
        [
            Action::SetLimits { product, limits },
            audit(product),
            Action::RetireProduct { product },
        ]
    };
    for first in &about(one)[..2] {
        for second in about(one) {
            assert!(makes_stale(&mut w, *first, second));
        }
        for second in about(two) {
            assert!(!makes_stale(&mut w, *first, second));
        }
    }
    // Nor do its pool, its court or the configuration.
    let pool = Action::SetPool {
        pool: w.pool,
        parameters: PoolSpec::default().0,
    };
    let court = Action::SetCourt {
        court: pda::court(&w.pool),
        parameters: court_args(),
    };
    for first in topics().into_iter().chain([pool, court]) {
        assert!(!makes_stale(&mut w, first, about(one)[0]));
        assert!(!makes_stale(&mut w, about(one)[0], first));
    }
}

#[test]
fn a66_a_pool_and_a_court_make_their_own_proposals_stale_and_no_others() {
    let mut w = ground();
    let parameters = PoolSpec::default().0;
    let set = |pool| Action::SetPool { pool, parameters };
    let (own, other) = (w.pool, pda::pool(1));
    assert!(makes_stale(&mut w, set(own), set(own)));
    assert!(makes_stale(&mut w, set(other), Action::RetirePool { pool: other }));
    assert!(!makes_stale(&mut w, set(own), set(other)));
    assert!(!makes_stale(&mut w, set(own), Action::RetirePool { pool: other }));
    let court = Action::SetCourt {
        court: pda::court(&own),
        parameters: court_args(),
    };
    assert!(makes_stale(&mut w, court, court));
    assert!(!makes_stale(&mut w, set(own), court));
    assert!(!makes_stale(&mut w, court, set(own)));
}

#[test]
fn a66_what_changes_nothing_of_a_subject_makes_nothing_stale() {
    let mut w = ground();
    let pay = |amount| Action::Spend {
        mint: GOVERNANCE_MINT,
        to: w.keeper,
        amount,
    };
    let list = |id| Action::List {
        kind: ListingKind::Pyth,
        id: Address::new_from_array([id; 32]),
        queue: Address::default(),
        feed_hash: [0; 32],
    };
    let (pay, list) = ([pay(1), pay(2)], [list(0xE1), list(0xE2)]);
    assert!(!makes_stale(&mut w, pay[0], pay[1]));
    assert!(!makes_stale(&mut w, pay[0], pay[0]), "two proposals of one spend are two spends");
    assert!(!makes_stale(&mut w, list[0], list[1]));
}

#[test]
fn a66_what_is_rejected_cancelled_or_only_proposed_makes_nothing_stale() {
    let mut w = World::new();
    let members = ten(&mut w);
    let kept = proposed(&mut w, &members[0], fees(7));
    let cancelled = proposed(&mut w, &members[0], fees(8));
    let rejected = proposed(&mut w, &members[0], fees(9));
    for member in &members {
        w.cast(&kept, member, governance::FOR).ok();
        w.cast(&cancelled, member, governance::FOR).ok();
        w.cast(&rejected, member, governance::AGAINST).ok();
    }
    w.set_time(w.proposal(&kept).vote_until);
    for proposal in [&kept, &cancelled, &rejected] {
        w.count(proposal).ok();
    }
    w.cancel_proposal(&cancelled).ok();
    proposed(&mut w, &members[1], fees(10));
    w.set_time(w.proposal(&kept).eta);
    w.execute_proposal(&kept).ok();
    assert_eq!(w.config().fee_bps.get(), 7);
}

#[test]
fn a66_of_two_decisions_about_one_subject_the_first_that_is_executed_counts_and_the_other_must_be_made_anew() {
    let mut w = World::new();
    let members = ten(&mut w);
    let both = [7, 8].map(|fee| proposed(&mut w, &members[0], fees(fee)));
    for member in &members {
        for proposal in &both {
            w.cast(proposal, member, governance::FOR).ok();
        }
    }
    w.set_time(w.proposal(&both[0]).vote_until);
    for proposal in &both {
        w.count(proposal).ok();
    }
    w.set_time(w.proposal(&both[0]).eta);
    w.execute_proposal(&both[1]).ok();
    w.execute_proposal(&both[0]).refused(GovernanceError::ProposalStale);
    assert_eq!(w.config().fee_bps.get(), 8);
    let anew = due(&mut w, &members, fees(7));
    w.execute_proposal(&anew).ok();
    assert_eq!(w.config().fee_bps.get(), 7);
}
