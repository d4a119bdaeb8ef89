//! `buy_policy`: price, parts, periods and what a sale writes.

use {
    crate::{incident::kit::*, pool::tamper::give_lamports},
    breakwater::{constants::STREAM_SLOTS, errors::PolicyError, events::PolicyBought, state::Policy},
    breakwater_testkit::{specs::DepegSpec, *},
};

/// A world whose price was observed now.
fn open() -> (World, Address) {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    (w, product)
}

fn up(n: u128, d: u128) -> u128 {
    n.div_ceil(d)
}

const YEAR: u128 = 365 * 86_400;
const PPB: u128 = 1_000_000_000;

/// Premium below the kink of the default curve: 2 % rising to 8 % at 80 % of a cap of ten million.
fn below_kink(used: u128, cover: u128, seconds: u128) -> u64 {
    let kink = 8_000_000 * 1_000_000;
    assert!(used + cover <= kink);
    let area = 20_000_000 * cover + up(60_000_000 * (2 * used + cover) * cover, 2 * kink);
    u64::try_from(up(up(area * seconds, YEAR), PPB)).expect("a premium")
}

#[test]
fn a_sale_charges_the_area_under_the_curve_and_books_every_atom_of_it() {
    let (mut w, product) = open();
    let cover = 50_000 * USDC;
    let buyer = w.actor(10_000 * USDC);
    let (pool, vault, sol) = (w.pool(), w.balance(&pda::vault(&w.pool)), w.svm.get_balance(&buyer).expect("SOL"));
    // Noon of day 0: thirty days away is noon of day 30, so cover ends at the midnight of day 31.
    let today = (w.now() / DAY) as u32;
    let seconds: u64 = 30 * 86_400 + 43_200;
    let premium = below_kink(0, u128::from(cover), u128::from(seconds));
    assert_eq!(premium, 84_345_035, "50,000 at 2.01875 % for 30.5 of 365 days");
    let policy = pda::policy(&product, &buyer, 7);
    w.buy(&product, &buyer, 7, cover, 30)
        .emits(PolicyBought {
            policy,
            product,
            holder: buyer,
            buyer,
            cover,
            premium,
            starts_at: i64::from(today + 2) * DAY,
            ends_at: i64::from(today + 31) * DAY,
            at: w.now(),
        })
        .ok();
    // 5 % fee up, 5 % reserve down, the rest streams; what the stream cannot express is earned at once.
    let (fee, reserve) = (premium.div_ceil(20), premium / 20);
    let rest = premium - fee - reserve;
    let stream = (u128::from(rest) << 64) / u128::from(seconds);
    let unearned = stream * u128::from(seconds);
    let after = w.pool();
    assert_eq!(w.wallet(&buyer), 10_000 * USDC - premium);
    assert_eq!(w.balance(&after.vault), vault + premium, "INV-03");
    assert_eq!(after.fees_owed.get(), fee);
    assert_eq!(after.reserve.get(), reserve);
    assert_eq!(after.unearned.get(), unearned);
    assert_eq!(after.stream.get(), stream);
    assert_eq!(after.stream_ends[(today + 31) as usize % STREAM_SLOTS].get(), stream);
    assert_eq!(
        after.capital().expect("a sum"),
        pool.capital().expect("a sum") + rest - up(unearned, 1 << 64) as u64
    );
    assert_eq!(
        (after.active_cover.get(), after.cover_total.get(), after.premium_total.get()),
        (cover, cover, premium)
    );
    let p = w.product(&product);
    assert_eq!(
        (p.active.get(), p.waiting.get(), p.cover_total.get(), p.premium_total.get()),
        (cover, cover, cover, premium)
    );
    assert_eq!(
        (
            p.starts[(today + 2) as usize % 512].get(),
            p.ends[(today + 31) as usize % 512].get()
        ),
        (cover, cover)
    );
    assert_eq!((p.open_policies.get(), p.policies_sold.get()), (1, 1));
    let (address, bump) =
        Address::find_program_address(&[b"policy", product.as_ref(), buyer.as_ref(), &7u64.to_le_bytes()], &breakwater::ID);
    assert_eq!(address, policy);
    let wanted = Policy {
        version: 1,
        bump,
        product,
        holder: buyer,
        buyer,
        id: 7u64.into(),
        cover: cover.into(),
        premium: premium.into(),
        stream: stream.into(),
        start_day: (today + 2).into(),
        end_day: (today + 31).into(),
        sold_at: w.now().into(),
        stream_until: (today + 31).into(),
        ..bytemuck::Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.policy(&policy)), bytemuck::bytes_of(&wanted));
    assert_eq!(w.svm.get_balance(&policy), Some(w.svm.minimum_balance_for_rent_exemption(256)));
    assert_eq!(
        w.svm.get_balance(&buyer),
        Some(sol - w.svm.minimum_balance_for_rent_exemption(256)),
        "the buyer pays the rent"
    );
    w.assert_books();
}

#[test]
fn a_sale_across_the_kink_adds_both_slopes() {
    let mut spec = DepegSpec::default();
    spec.limits.cap = 100_000 * USDC;
    let (mut w, product) = world_of(&spec);
    w.holder(&product, 70_000 * USDC, 30);
    let buyer = w.actor(100_000 * USDC);
    w.buy(&product, &buyer, 0, 30_000 * USDC, 30).ok();
    // From 70,000 to the kink at 80,000 the rate rises from 7.25 % to 8 %, from there to the cap at 100,000 to 40 %.
    let million = 1_000_000u128;
    let below = 20_000_000 * 10_000 * million + up(60_000_000 * (150_000 * million) * (10_000 * million), 2 * 80_000 * million);
    let above = 80_000_000 * 20_000 * million + up(320_000_000 * (20_000 * million) * (20_000 * million), 2 * 20_000 * million);
    let premium = up(up((below + above) * (30 * 86_400 + 43_200), YEAR), PPB) as u64;
    assert_eq!(premium, 464_811_644, "762.5 + 4,800 a year for 30.5 days");
    assert_eq!(w.policy(&pda::policy(&product, &buyer, 0)).premium.get(), premium);
}

#[test]
fn a33_splitting_a_purchase_saves_at_most_one_atom() {
    let mut spec = DepegSpec::default();
    spec.terms.min_cover = 1;
    let premium_of = |parts: &[u64]| -> u64 {
        let (mut w, product) = world_of(&spec);
        parts
            .iter()
            .map(|cover| w.holder(&product, *cover, 30).1)
            .collect::<Vec<_>>()
            .iter()
            .map(|p| w.policy(p).premium.get())
            .sum()
    };
    let whole = premium_of(&[90_000_000_123]);
    for parts in [
        &[45_000_000_061, 45_000_000_062][..],
        &[30_000_000_041, 17, 59_999_999_999, 66],
        &[1, 1, 1, 90_000_000_120],
    ] {
        let split = premium_of(parts);
        assert!(
            split + 1 >= whole && split <= whole + parts.len() as u64,
            "{split} in parts, {whole} in one piece"
        );
    }
}

#[test]
fn a33_the_smallest_cover_of_one_atom_costs_one_atom() {
    let mut spec = DepegSpec::default();
    spec.terms.min_cover = 1;
    let (mut w, product) = world_of(&spec);
    let (_, policy) = w.holder(&product, 1, 7);
    assert_eq!(w.policy(&policy).premium.get(), 1);
    w.assert_books();
}

#[test]
fn where_the_curve_lies_below_the_minimum_the_minimum_is_charged() {
    let mut spec = DepegSpec::default();
    (spec.limits.base, spec.limits.at_kink, spec.limits.minimum) = (1_000_000, 2_000_000, 30_000_000);
    let (mut w, product) = world_of(&spec);
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    let premium = up(up(30_000_000 * 50_000_000_000 * (30 * 86_400 + 43_200), YEAR), PPB) as u64;
    assert_eq!(w.policy(&policy).premium.get(), premium, "3 % a year");
}

#[test]
fn cover_begins_after_the_wait_and_ends_after_the_period_both_at_midnights() {
    // (waiting, seconds after midnight, start of force, end) in days after the day of purchase, for seven days.
    for (waiting, second, start, end) in [
        (1, 0, 1, 7),
        (1, 1, 2, 8),
        (1, 86_399, 2, 8),
        (0, 0, 1, 7),
        (0, 1, 1, 8),
        (6, 0, 6, 7),
        (6, 86_399, 7, 8),
    ] {
        let mut spec = DepegSpec::default();
        spec.terms.waiting_days = waiting;
        let (mut w, product) = world_of(&spec);
        w.next_midnight();
        w.advance(second);
        let today = (w.now() / DAY) as u32;
        let (_, policy) = w.holder(&product, 100 * USDC, 7);
        let policy = w.policy(&policy);
        assert_eq!(
            (policy.start_day.get() - today, policy.end_day.get() - today),
            (start, end),
            "{waiting} days' wait, second {second}"
        );
        w.assert_books();
    }
}

#[test]
fn the_bounds_of_period_and_cover_are_sold() {
    let mut spec = DepegSpec::default();
    spec.terms.max_cover = 200_000 * USDC;
    let (mut w, product) = world_of(&spec);
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(1_000_000 * USDC);
    w.buy(&product, &buyer, 0, 10 * USDC, 7).ok();
    w.buy(&product, &buyer, 1, 200_000 * USDC, 365).ok();
    let today = (w.now() / DAY) as u32;
    assert_eq!(w.policy(&pda::policy(&product, &buyer, 1)).end_day.get(), today + 366);
    w.assert_books();
}

#[test]
fn cover_is_bought_for_another_who_alone_is_paid_while_the_buyer_keeps_the_rent() {
    let (mut w, product) = open();
    let (buyer, holder) = (w.actor(1_000 * USDC), w.wallet_address());
    let insured = Address::new_from_array([0x99; 32]);
    let args = breakwater::instructions::policy::buy::BuyArgs {
        holder,
        insured,
        ..buy_args(&buyer, 0, 1_000 * USDC, 30)
    };
    w.buy_with(&product, &buyer, args).ok();
    let policy = pda::policy(&product, &buyer, 0);
    let written = w.policy(&policy);
    assert_eq!((written.holder, written.buyer, written.insured), (holder, buyer, insured));
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(40));
    let paid_in = w.wallet(&buyer);
    w.settle(&product, number, &policy).ok();
    assert_eq!((w.wallet(&holder), w.wallet(&buyer)), (400 * USDC, paid_in));
    w.assert_books();
}

#[test]
fn the_buyers_maximum_is_met_exactly_and_one_atom_less_is_refused() {
    let (mut w, product) = open();
    let buyer = w.actor(10_000 * USDC);
    let args = |max_premium| breakwater::instructions::policy::buy::BuyArgs {
        max_premium,
        ..buy_args(&buyer, 0, 50_000 * USDC, 30)
    };
    w.buy_with(&product, &buyer, args(84_345_034)).refused(PolicyError::PremiumTooHigh);
    w.buy_with(&product, &buyer, args(84_345_035)).ok();
}

#[test]
fn a16_lamports_sent_ahead_to_the_policys_address_do_not_stop_its_sale() {
    let (mut w, product) = open();
    let buyer = w.actor(1_000 * USDC);
    let (few, many) = (pda::policy(&product, &buyer, 0), pda::policy(&product, &buyer, 1));
    give_lamports(&mut w, &few, 1_000_000);
    give_lamports(&mut w, &many, 1_000_000_000);
    w.buy(&product, &buyer, 0, 100 * USDC, 7).ok();
    w.buy(&product, &buyer, 1, 100 * USDC, 7).ok();
    assert_eq!(w.svm.get_balance(&few), Some(w.svm.minimum_balance_for_rent_exemption(256)));
    assert_eq!(w.svm.get_balance(&many), Some(1_000_000_000));
    w.assert_books();
}

#[test]
fn two_buyers_may_choose_the_same_number() {
    let (mut w, product) = open();
    let (one, two) = (w.actor(1_000 * USDC), w.actor(1_000 * USDC));
    w.buy(&product, &one, 5, 100 * USDC, 7).ok();
    w.buy(&product, &two, 5, 100 * USDC, 7).ok();
    assert_eq!(w.product(&product).open_policies.get(), 2);
    w.assert_books();
}

#[test]
fn a_number_is_free_again_once_its_policy_is_closed_and_starts_from_nothing() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(100));
    w.settle(&product, number, &policy).ok();
    w.close_policy(&product, &policy).ok();
    recover(&mut w, &product);
    w.buy(&product, &holder, 0, 500 * USDC, 7).ok();
    let again = w.policy(&policy);
    assert_eq!((again.cover.get(), again.paid.get(), again.next_incident.get()), (500 * USDC, 0, 1));
    w.assert_books();
}

#[test]
fn premium_is_recognised_and_midnights_are_counted_before_a_sale() {
    let (mut w, product) = open();
    w.holder(&product, 100_000 * USDC, 7);
    let (before, rate) = (w.pool(), w.pool().stream.get());
    w.advance(9 * DAY);
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    let after = w.pool();
    assert_eq!(after.active_cover.get(), 50_000 * USDC, "what ended no longer counts");
    assert_eq!(
        w.policy(&policy).premium.get(),
        84_345_035,
        "nor does it make the next cover dearer"
    );
    assert_eq!(after.recognised_at.get(), w.now());
    assert!(rate > 0 && after.stream.get() == w.policy(&policy).stream.get());
    assert!(after.capital().expect("a sum") > before.capital().expect("a sum"));
    w.assert_books();
}

/// Utilisation is cover that has not expired: what is in its grace takes room and capital, and makes nobody else's cover dearer.
#[test]
fn cover_in_its_grace_takes_room_of_the_cap_and_none_of_the_curve() {
    let mut spec = DepegSpec::default();
    (spec.terms.grace_days, spec.limits.cap) = (35, 100_000 * USDC);
    let (mut w, product) = world_of(&spec);
    w.observe_at(&product, PAR).ok();
    let (_, first) = w.holder(&product, 60_000 * USDC, 30);
    let alone = w.policy(&first).premium.get();
    w.set_time(w.policy(&first).ends_at() + 43_200);
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(100_000 * USDC);
    w.buy(&product, &buyer, 0, 60_000 * USDC, 30).refused(PolicyError::CapReached);
    let (quoted, now) = (w.product(&product), w.now());
    let quote = breakwater_testkit::client::quote::policy(&w.config(), &w.pool(), &quoted, 30_000 * USDC, 30, now).expect("a quote");
    w.buy(&product, &buyer, 1, 30_000 * USDC, 30).ok();
    let second = w.policy(&pda::policy(&product, &buyer, 1)).premium.get();
    assert_eq!(second, quote.premium);
    assert!(second < alone / 2, "{second} for the lower half of what cost {alone}");
    let s = w.product_summary(&product);
    assert_eq!((s.active, s.in_force, s.waiting), (90_000 * USDC, 0, 30_000 * USDC));
    assert_eq!(s.utilisation_bps, 3_000);
    w.assert_books();
    // Until its grace is over.
    w.set_time(w.policy(&first).ends_at() + 35 * DAY);
    w.roll(&product).ok();
    assert_eq!(w.product(&product).active.get(), 30_000 * USDC);
    assert_eq!(w.product(&product).in_grace.get(), 30_000 * USDC);
    w.assert_books();
}
