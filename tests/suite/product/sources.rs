//! `add_source`.

use {
    super::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{GovernanceError, ProductError},
        events::SourceAdded,
        instructions::product::terms_args::SourceArgs,
        state::{Action, ListingKind, Source},
    },
    bytemuck::Zeroable,
    solana_instruction_error::InstructionError::UninitializedAccount,
};

#[test]
fn a_source_is_written_as_given_into_the_next_slot() {
    let mut w = World::new();
    let product = w.draft(&DepegSpec::default());
    let args = [
        SourceSpec::Pyth(1),
        SourceSpec::Switchboard(2),
        SourceSpec::Switchboard(3),
        SourceSpec::Pyth(4),
    ]
    .map(SourceSpec::args);
    for (slot, source) in args.iter().enumerate() {
        let before = w.snapshot(&[product]);
        let said = SourceAdded {
            product,
            kind: source.kind,
            feed: Address::new_from_array(source.feed),
            at: w.now(),
        };
        list(&mut w, source);
        let add = ix::add_source(w.bootstrap, product, *source);
        w.send("add_source", add).emits(said).ok();
        let terms = w.watch(&product).terms;
        assert_eq!(usize::from(terms.source_count), slot + 1);
        let wanted = Source {
            kind: source.kind,
            exponent: source.exponent,
            min_samples: source.min_samples,
            max_age: source.max_age.into(),
            interval_bps: source.interval_bps.into(),
            feed: source.feed,
            queue: source.queue,
            feed_hash: source.feed_hash,
            ..Zeroable::zeroed()
        };
        assert_eq!(bytemuck::bytes_of(&terms.sources[slot]), bytemuck::bytes_of(&wanted));
        assert!(
            terms.sources[slot + 1..]
                .iter()
                .all(|s| bytemuck::bytes_of(s).iter().all(|b| *b == 0))
        );
        assert_eq!(w.snapshot(&[product]), before, "the product itself is not written");
    }
    let fifth = add_of(&mut w, &product, SourceSpec::Pyth(5));
    w.send_all(&[fifth]).refused(ProductError::TooManySources);
}

#[test]
fn add_source_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let product = w.draft(&DepegSpec::default());
    let ix = add_of(&mut w, &product, SourceSpec::Switchboard(1));
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn only_who_drafted_adds_a_source() {
    let mut w = World::new();
    let product = w.draft(&DepegSpec::default());
    let right = add_of(&mut w, &product, SourceSpec::Pyth(1));
    let stranger = w.wallet_address();
    for other in [stranger, w.guardian, w.keeper] {
        w.send_all(&[right.swapped(&w.bootstrap, &other)])
            .refused(GovernanceError::NotDrafter);
    }
    // Not even the bootstrap authority, if another drafted.
    let mut data = w.product(&product);
    data.rent_payer = stranger;
    w.write(&product, &*data);
    w.send_all(std::slice::from_ref(&right)).refused(GovernanceError::NotDrafter);
    w.send_all(&[right.swapped(&w.bootstrap, &stranger)]).ok();
}

/// Puts a source's feed on the list, with its queue and job hash.
fn list(w: &mut World, source: &SourceArgs) {
    let kind = if source.kind == 1 {
        ListingKind::Pyth
    } else {
        ListingKind::Switchboard
    };
    let [feed, queue] = [source.feed, source.queue].map(Address::new_from_array);
    w.list(kind, feed, queue, source.feed_hash);
}

#[test]
fn a_source_is_of_a_feed_on_the_list_with_the_same_queue_and_job_hash() {
    let mut w = World::new();
    let product = w.draft(&DepegSpec::default());
    let (pyth, switchboard) = (SourceSpec::Pyth(1), SourceSpec::Switchboard(2));
    // Nothing is listed.
    for source in [pyth, switchboard] {
        let add = ix::add_source(w.bootstrap, product, source.args());
        w.send_all(&[add]).refused_by_framework(UninitializedAccount);
    }
    for source in [pyth, switchboard, SourceSpec::Pyth(3), SourceSpec::Switchboard(4)] {
        w.list_feed(source);
    }
    let id = |source: SourceSpec| Address::new_from_array(source.feed());
    let mint = pda::listing(ListingKind::Mint, &w.mint);
    // The listing of another feed, of another kind, of a mint.
    for (source, others) in [
        (pyth, [pda::listing(ListingKind::Pyth, &id(SourceSpec::Pyth(3))), mint]),
        (
            switchboard,
            [pda::listing(ListingKind::Switchboard, &id(SourceSpec::Switchboard(4))), mint],
        ),
    ] {
        for other in others {
            let mut add = ix::add_source(w.bootstrap, product, source.args());
            add.accounts[3].pubkey = other;
            w.send_all(&[add]).refused(GovernanceError::NotListedFeed);
        }
    }
    // Bytes of a listed Pyth feed as a Switchboard feed.
    let mut other = switchboard.args();
    other.feed = pyth.feed();
    let mut add = ix::add_source(w.bootstrap, product, other);
    add.accounts[3].pubkey = pda::listing(ListingKind::Pyth, &id(pyth));
    w.send_all(&[add]).refused(GovernanceError::NotListedFeed);
    // Another queue, another job hash.
    type Change = fn(&mut SourceArgs);
    let changes: [Change; 2] = [|a| a.queue[0] ^= 1, |a| a.feed_hash[31] ^= 1];
    for change in changes {
        let mut other = switchboard.args();
        change(&mut other);
        w.send_all(&[ix::add_source(w.bootstrap, product, other)])
            .refused(GovernanceError::NotListedFeed);
    }
    // What is taken off the list is added to no draft any more.
    w.enact(Action::Delist {
        kind: ListingKind::Pyth,
        id: id(pyth),
    })
    .ok();
    let add = ix::add_source(w.bootstrap, product, pyth.args());
    w.send_all(&[add]).refused_by_framework(UninitializedAccount);
    let add = ix::add_source(w.bootstrap, product, switchboard.args());
    w.send_all(&[add]).ok();
}

#[test]
fn no_feed_twice_whatever_it_calls_itself() {
    let mut w = World::new();
    let product = draft_with(&mut w, &[SourceSpec::Pyth(1), SourceSpec::Switchboard(2)]);
    for source in [SourceSpec::Pyth(1), SourceSpec::Switchboard(2)] {
        let again = add_of(&mut w, &product, source);
        w.send_all(&[again]).refused(ProductError::DuplicateSource);
    }
    // The same bytes as another kind, or with other parameters.
    let mut other = SourceSpec::Switchboard(3).args();
    other.feed = SourceSpec::Pyth(1).feed();
    list(&mut w, &other);
    w.send_all(&[ix::add_source(w.bootstrap, product, other)])
        .refused(ProductError::DuplicateSource);
    let mut other = SourceSpec::Pyth(1).args();
    other.max_age = 30;
    w.send_all(&[ix::add_source(w.bootstrap, product, other)])
        .refused(ProductError::DuplicateSource);
}

#[test]
fn a71_every_field_of_a_source_is_bounded() {
    type Change = fn(&mut SourceArgs);
    let (pyth, switchboard) = (SourceSpec::Pyth(1), SourceSpec::Switchboard(2));
    let bad: [(SourceSpec, Change); 18] = [
        (pyth, |a| a.kind = 0),
        (pyth, |a| a.kind = 3),
        (pyth, |a| a.kind = u8::MAX),
        (pyth, |a| a.feed = [0; 32]),
        (switchboard, |a| a.feed = [0; 32]),
        (pyth, |a| a.interval_bps = 100_001),
        (switchboard, |a| a.interval_bps = u32::MAX),
        (pyth, |a| a.exponent = 13),
        (pyth, |a| a.exponent = u8::MAX),
        (pyth, |a| a.max_age = 0),
        (pyth, |a| a.max_age = 121),
        (pyth, |a| a.max_age = u32::MAX),
        (switchboard, |a| a.min_samples = 2),
        (switchboard, |a| a.min_samples = 0),
        (switchboard, |a| a.max_age = 0),
        (switchboard, |a| a.max_age = 301),
        (switchboard, |a| a.queue = [0; 32]),
        (switchboard, |a| a.feed_hash = [0; 32]),
    ];
    let good: [(SourceSpec, Change); 9] = [
        (pyth, |a| a.exponent = 0),
        (pyth, |a| a.exponent = 12),
        (pyth, |a| a.max_age = 1),
        (pyth, |a| a.max_age = 120),
        (pyth, |a| a.interval_bps = 0),
        (switchboard, |a| a.interval_bps = 100_000),
        (switchboard, |a| a.min_samples = u8::MAX),
        (switchboard, |a| a.max_age = 1),
        (switchboard, |a| a.max_age = 300),
    ];
    let mut w = World::new();
    let product = w.draft(&DepegSpec::default());
    for (line, (source, change)) in bad.iter().enumerate() {
        let mut args = source.args();
        change(&mut args);
        println!("case {line}");
        w.list_feed(*source);
        let (add, right) = (
            ix::add_source(w.bootstrap, product, args),
            ix::add_source(w.bootstrap, product, source.args()),
        );
        // With the listing of the source that it was.
        w.send_all(&[add.swapped(&add.accounts[3].pubkey, &right.accounts[3].pubkey)])
            .refused(ProductError::BadSource);
    }
    for (line, (source, change)) in good.iter().enumerate() {
        let product = w.draft(&DepegSpec::default());
        let mut args = source.args();
        change(&mut args);
        println!("case {line}");
        list(&mut w, &args);
        w.send_all(&[ix::add_source(w.bootstrap, product, args)]).ok();
    }
}

#[test]
fn a_sealed_or_retired_product_takes_no_source() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let add = add_of(&mut w, &product, SourceSpec::Pyth(9));
    w.send_all(std::slice::from_ref(&add)).refused(ProductError::NotDraft);
    w.retire(&product).ok();
    w.send_all(&[add]).refused(ProductError::NotDraft);
}

#[test]
fn a04_a_source_goes_to_the_product_s_own_watch() {
    let mut w = World::new();
    let (product, other) = (w.draft(&DepegSpec::default()), w.product_from(&DepegSpec::default()));
    let right = add_of(&mut w, &product, SourceSpec::Pyth(9));
    // A sealed product's watch behind a draft, and a draft in front of a sealed product's watch.
    w.send_all(&[right.swapped(&pda::watch(&product), &pda::watch(&other))])
        .refused(ProductError::WrongWatch);
    w.send_all(&[right.swapped(&product, &other)]).refused(ProductError::WrongWatch);
}
