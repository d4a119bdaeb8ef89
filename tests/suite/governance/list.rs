//! `list` and `delist`.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, GovernanceError},
        events::{Delisted, Listed},
        state::{Action, Listing, ListingKind},
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::InvalidSeeds,
};

const ID: Address = Address::new_from_array([0x1D; 32]);
const QUEUE: Address = Address::new_from_array([0x9E; 32]);

fn pyth(id: Address) -> Action {
    of(ListingKind::Pyth, id)
}

fn of(kind: ListingKind, id: Address) -> Action {
    let switchboard = kind == ListingKind::Switchboard;
    Action::List {
        kind,
        id,
        queue: if switchboard { QUEUE } else { Address::default() },
        feed_hash: if switchboard { [7; 32] } else { [0; 32] },
    }
}

fn off(kind: ListingKind, id: Address) -> Action {
    Action::Delist { kind, id }
}

#[test]
fn a_listing_says_what_was_decided_and_who_pays_its_rent() {
    for kind in [ListingKind::Mint, ListingKind::Pyth, ListingKind::Switchboard] {
        let mut w = World::new();
        let right = w.ready(of(kind, ID));
        let at = w.now();
        w.send("list", right)
            .emits(Listed {
                kind: kind as u8,
                id: ID,
                at,
            })
            .ok();
        let l = w.read::<Listing>(&pda::listing(kind, &ID));
        assert_eq!((l.version, l.kind, l.id, l.listed_at.get()), (1, kind as u8, ID, at));
        assert_eq!(l.rent_payer, w.keeper, "whoever executes it");
        let switchboard = kind == ListingKind::Switchboard;
        assert_eq!((l.queue == QUEUE, l.feed_hash == [7; 32]), (switchboard, switchboard));
    }
}

#[test]
fn inv17_only_a_queued_proposal_of_its_own_lists_and_delists() {
    let mut w = World::new();
    // The listing's address follows from the proposal: that of another action names one that cannot be.
    let (right, wrong) = (w.ready(pyth(ID)), w.ready(fees(7)));
    let proposal = right.accounts[2].pubkey;
    let nothing = Address::find_program_address(&[b"listing", &[u8::MAX], &[0; 32]], &breakwater::ID).0;
    let other = right
        .swapped(&proposal, &wrong.accounts[1].pubkey)
        .swapped(&pda::listing(ListingKind::Pyth, &ID), &nothing);
    w.send_all(&[other]).refused(GovernanceError::WrongAction);
    let (queued, early) = w.queue(pyth(ID));
    queued.ok();
    let now = w.now();
    for (at, error) in [
        (now + DAY - 1, GovernanceError::TimelockRunning),
        (now + 15 * DAY, GovernanceError::ProposalDead),
    ] {
        w.set_time(at);
        w.send_all(&[right.swapped(&proposal, &early)]).refused(error);
    }
    w.set_time(now);
    refused_unless_as_declared(&mut w, &right).ok();
    w.send_all(&[right]).refused_somehow();
    refused_unless_queued_and_back(&mut w, off(ListingKind::Pyth, ID));
    let right = w.ready(off(ListingKind::Pyth, ID));
    refused_unless_as_declared(&mut w, &right).ok();
}

#[test]
fn a07_a_listing_lies_at_the_address_of_its_proposal_only() {
    let mut w = World::new();
    let right = w.ready(pyth(ID));
    for wrong in [pda::listing(ListingKind::Mint, &ID), pda::listing(ListingKind::Pyth, &QUEUE)] {
        w.send_all(&[right.swapped(&pda::listing(ListingKind::Pyth, &ID), &wrong)])
            .refused_by_framework(InvalidSeeds);
    }
}

#[test]
fn a11_a_feed_is_listed_once() {
    let mut w = World::new();
    let (first, second) = (w.ready(pyth(ID)), w.ready(pyth(ID)));
    w.send_all(&[first]).ok();
    let before = w.snapshot(&[pda::listing(ListingKind::Pyth, &ID)]);
    w.send_all(&[second]).refused_by_framework(IN_USE);
    assert_eq!(w.snapshot(&[pda::listing(ListingKind::Pyth, &ID)]), before);
}

#[test]
fn a71_a_listing_that_is_not_whole_is_neither_queued_nor_executed() {
    let mut w = World::new();
    let whole = |kind, id, queue, feed_hash| Action::List {
        kind,
        id,
        queue,
        feed_hash,
    };
    let zero = Address::default();
    for bad in [
        whole(ListingKind::Pyth, zero, zero, [0; 32]),
        whole(ListingKind::Pyth, ID, QUEUE, [0; 32]),
        whole(ListingKind::Mint, ID, zero, [7; 32]),
        whole(ListingKind::Switchboard, ID, zero, [7; 32]),
        whole(ListingKind::Switchboard, ID, QUEUE, [0; 32]),
    ] {
        let (queued, _) = w.queue(bad);
        queued.refused(GovernanceError::BadListing);
        let (Action::List { kind, id, .. }, base) = (bad, w.svm.clone()) else {
            unreachable!()
        };
        let right = forged(&mut w, of(kind, if id == zero { QUEUE } else { id }), bad);
        let right = right.swapped(&pda::listing(kind, if id == zero { &QUEUE } else { &id }), &pda::listing(kind, &id));
        w.send_all(&[right]).refused(GovernanceError::BadListing);
        w.svm = base;
    }
}

#[test]
fn inv20_a_delisting_gives_the_rent_to_who_paid_it() {
    let mut w = World::new();
    w.enact(pyth(ID)).ok();
    let (listing, payer) = (pda::listing(ListingKind::Pyth, &ID), w.keeper);
    let right = w.ready(off(ListingKind::Pyth, ID));
    for other in [w.bootstrap, w.guardian] {
        w.send_all(&[right.swapped(&payer, &other)]).refused(AccessError::WrongRentPayer);
    }
    let (rich, at) = (lamports(&w, &payer) + lamports(&w, &listing), w.now());
    let kind = ListingKind::Pyth as u8;
    w.send("delist", right).emits(Delisted { kind, id: ID, at }).ok();
    assert_eq!((lamports(&w, &payer), lamports(&w, &listing)), (rich, 0));
}

#[test]
fn inv17_a_proposal_about_another_listing_delists_nothing_here() {
    let mut w = World::new();
    w.enact(pyth(ID)).ok();
    w.enact(of(ListingKind::Mint, ID)).ok();
    w.enact(pyth(QUEUE)).ok();
    let right = w.ready(off(ListingKind::Pyth, ID));
    for other in [pda::listing(ListingKind::Mint, &ID), pda::listing(ListingKind::Pyth, &QUEUE)] {
        w.send_all(&[right.swapped(&pda::listing(ListingKind::Pyth, &ID), &other)])
            .refused(GovernanceError::OtherSubject);
    }
    w.send_all(&[right]).ok();
}

#[test]
fn pools_and_products_keep_what_was_taken_off_the_list_and_nothing_new_is_made_of_it() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let source = DepegSpec::default().sources[0];
    let mint = w.mint;
    w.underwriter(SENIOR, 10_000 * USDC);
    let kind = match source {
        SourceSpec::Pyth(_) => ListingKind::Pyth,
        SourceSpec::Switchboard(_) => ListingKind::Switchboard,
    };
    w.enact(off(kind, Address::new_from_array(source.feed()))).ok();
    w.enact(off(ListingKind::Mint, mint)).ok();
    // Sold, deposited and observed as before.
    w.observe(&product).ok();
    w.holder(&product, 100 * USDC, 30);
    let parameters = PoolSpec::default().0;
    let right = w.ready(Action::CreatePool { mint, parameters });
    w.send_all(&[right]).refused_somehow();
    let draft = w.draft(&DepegSpec::default());
    let add = ix::add_source(w.bootstrap, draft, source.args());
    w.send_all(&[add]).refused_somehow();
}

/// Known and open: a listing has no history, so of two decisions to list one feed the second is executed after the first was taken back, within
/// its fourteen days. It was decided on, it can be read, and it can be cancelled.
#[test]
fn of_two_decisions_to_list_one_feed_the_second_lists_it_again_unless_it_is_cancelled() {
    for cancelled in [false, true] {
        let mut w = World::new();
        let first = w.ready(pyth(ID));
        let (queued, second) = w.queue_before(pyth(ID));
        queued.ok();
        w.send_all(&[first]).ok();
        w.enact(off(ListingKind::Pyth, ID)).ok();
        if cancelled {
            w.cancel_proposal(&second).ok();
            w.execute_proposal(&second).refused(GovernanceError::NotQueued);
        } else {
            w.execute_proposal(&second).ok();
        }
    }
}
