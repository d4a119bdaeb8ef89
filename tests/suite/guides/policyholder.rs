//! `docs/guides/policyholder.md`, and the filters by which a wallet lists its policies.

use {
    super::Rows,
    crate::incident::kit::*,
    breakwater_testkit::{
        client::{policies, quote},
        world::PLENTY,
        *,
    },
};

const GUIDE: &str = include_str!("../../../docs/guides/policyholder.md");

fn recompute() -> Rows {
    let mut rows = Rows::default();
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 200_000 * USDC);
    w.underwriter(SENIOR, 600_000 * USDC);
    w.set_time((w.now() / DAY + 1) * DAY);
    w.observe_at(&product, PAR).ok();
    let carol = w.actor(PLENTY);
    buy(&mut rows, &mut w, &product, &carol);
    let policy = pda::policy(&product, &carol, 0);
    extend(&mut rows, &mut w, &product, &policy);
    cancel(&mut rows, &mut w, &product, &carol);
    paid(&mut rows, &mut w, &product, &policy);
    claim(&mut rows);
    rows
}

/// A claim from filing to money.
fn claim(rows: &mut Rows) {
    let (mut w, key) = crate::claims::kit::claimed();
    let (case, filed) = (key.case(0), w.now());
    rows.usdc("bond", w.case(&case).bond.get());
    w.vote(&case, &World::votes(0, 20, 10));
    w.end_case(&case);
    rows.text(
        "days from filing to the end of the case, nobody appeals",
        ((w.now() - filed) / DAY).to_string(),
    );
    w.conclude_claim(&key, 0).ok();
    w.pay_claim(&key).ok();
    let policy = w.policy(&key.policy);
    rows.usdc("paid when the jurors' median is 50 %", policy.paid.get());
    rows.usdc("cover that is left then", policy.remaining().expect("a policy"));
}

/// Bought at a midnight.
fn buy(rows: &mut Rows, w: &mut World, product: &Address, carol: &Address) {
    let now = w.now();
    let offer = quote::policy(&w.config(), &w.pool(), &w.product(product), 10_000 * USDC, 30, now).expect("an offer");
    w.buy(product, carol, 0, 10_000 * USDC, 30).ok();
    let policy = w.policy(&pda::policy(product, carol, 0));
    assert_eq!(policy.premium.get(), offer.premium, "the client's quote is the program's price");
    rows.usdc("premium for 10,000 of cover for 30 days", policy.premium.get());
    rows.text(
        "days until cover is in force (waiting period of one day)",
        ((i64::from(policy.start_day.get()) * DAY - now) / DAY).to_string(),
    );
    rows.text(
        "days until it ends",
        ((i64::from(policy.end_day.get()) * DAY - now) / DAY).to_string(),
    );
    rows.text("bytes of the policy's account", policies::SIZE.to_string());
}

/// Ten days later, for 30 days from the old end.
fn extend(rows: &mut Rows, w: &mut World, product: &Address, policy: &Address) {
    w.holder(product, 200_000 * USDC, 90);
    w.advance(10 * DAY);
    w.observe_at(product, PAR).ok();
    let before = w.policy(policy);
    let offer = quote::extension(&w.product(product), &before, 30, w.now()).expect("an offer");
    w.extend(product, policy, 30).ok();
    let after = w.policy(policy);
    assert_eq!(after.premium.get() - before.premium.get(), offer);
    rows.usdc("premium for 30 more days, after others bought 200,000", offer);
    rows.text(
        "days by which the end moved",
        (after.end_day.get() - before.end_day.get()).to_string(),
    );
}

/// A second policy is cancelled after half of its time.
fn cancel(rows: &mut Rows, w: &mut World, product: &Address, carol: &Address) {
    w.buy(product, carol, 1, 10_000 * USDC, 40).ok();
    let policy = pda::policy(product, carol, 1);
    let premium = w.policy(&policy).premium.get();
    w.advance(20 * DAY);
    w.roll(product).ok();
    let offer = quote::refund(&w.policy(&policy), w.now()).expect("an offer");
    let before = w.wallet(carol);
    w.cancel_policy(product, &policy).ok();
    assert_eq!(w.wallet(carol) - before, offer);
    rows.usdc("premium for 10,000 of cover for 40 days", premium);
    rows.usdc("paid back after 20 days", offer);
}

/// The peg breaks to a fifth of the way, then all the way.
fn paid(rows: &mut Rows, w: &mut World, product: &Address, policy: &Address) {
    let began = w.now();
    let number = strike(w, product, price_at(20));
    rows.text(
        "hours from the first breach observation to the trigger",
        ((w.now() - began) / HOUR).to_string(),
    );
    w.advance(24 * HOUR);
    w.finalise(product, number).ok();
    let first = settled(w, product, number, policy);
    rows.usdc("paid for 10,000 at 20 %", first);
    rows.usdc("cover that is left", w.policy(policy).cover.get() - first);
    rows.text(
        "hours from the first breach observation to the money",
        ((w.now() - began) / HOUR).to_string(),
    );
    assert_eq!(w.policy(policy).paid.get(), first);
}

#[test]
fn every_number_of_the_policyholders_guide_is_what_the_program_does() {
    recompute().check(GUIDE, 11);
}

/// Atoms as the guide derives a refund: 90 % of the premium for the time that is left, less a tenth of all of it.
#[test]
fn the_guide_s_refund_is_derived_as_it_says() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let carol = w.actor(PLENTY);
    w.set_time((w.now() / DAY + 1) * DAY);
    w.observe_at(&product, PAR).ok();
    w.buy(&product, &carol, 0, 10_000 * USDC, 40).ok();
    let policy = pda::policy(&product, &carol, 0);
    let premium = w.policy(&policy).premium.get();
    w.advance(20 * DAY);
    w.roll(&product).ok();
    let refund = quote::refund(&w.policy(&policy), w.now()).expect("an offer");
    let derived = premium * 9 / 10 * 20 / 40 - premium.div_ceil(10);
    assert!(
        refund.abs_diff(derived) <= 2,
        "{refund} is not {derived}: each part is rounded once"
    );
}

/// Digits of base58, the encoding that `memcmp` takes.
fn base58(bytes: &[u8; 8]) -> String {
    const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let (mut number, mut out) = (u64::from_be_bytes(*bytes), Vec::new());
    while number > 0 {
        out.push(DIGITS[(number % 58) as usize]);
        number /= 58;
    }
    out.reverse();
    String::from_utf8(out).expect("ASCII")
}

#[test]
fn the_guide_s_request_lists_the_policies_of_a_holder() {
    let discriminator: [u8; 8] = policies::all().bytes.try_into().expect("eight bytes");
    let hex: String = discriminator.iter().map(|byte| format!("{byte:02x}")).collect();
    for part in [
        format!("\"{}\",", breakwater::ID),
        format!("{{ \"dataSize\": {} }}", policies::SIZE),
        format!("\"offset\": 0, \"bytes\": \"{}\"", base58(&discriminator)),
        format!("\"offset\": {}, \"bytes\": \"HOLDER_ADDRESS_IN_BASE58\"", policies::HOLDER),
        format!("`{}` is the discriminator of a policy, `{hex}` in hex", base58(&discriminator)),
        format!("product   offset {}\n", policies::PRODUCT),
        format!("holder    offset {} ", policies::HOLDER),
        format!("buyer     offset {} ", policies::BUYER),
    ] {
        assert!(GUIDE.contains(&part), "the guide should say {part}");
    }
}

/// Accounts of the program that pass all filters.
fn listed(w: &World, filters: &[policies::Filter]) -> Vec<Address> {
    let accounts = w.svm.get_program_accounts(&breakwater::ID);
    let sized = accounts.into_iter().filter(|(_, a)| a.data.len() as u64 == policies::SIZE);
    let mut found: Vec<_> = sized
        .filter(|(_, a)| filters.iter().all(|f| f.passes(&a.data)))
        .map(|(address, _)| address)
        .collect();
    found.sort();
    found
}

fn sorted(mut addresses: Vec<Address>) -> Vec<Address> {
    addresses.sort();
    addresses
}

#[test]
fn a_wallet_lists_its_policies_by_filters_also_after_a_transfer_and_a_close() {
    let (mut w, first) = world();
    let mut other = DepegSpec::default();
    other.terms.subject = [9; 64];
    let second = w.product_from(&other);
    w.observe_at(&first, PAR).ok();
    w.observe_at(&second, PAR).ok();
    let (ann, ben) = (w.actor(PLENTY), w.actor(PLENTY));
    for product in [&first, &second] {
        w.buy(product, &ann, 0, 10_000 * USDC, 7).ok();
        w.buy(product, &ben, 0, 10_000 * USDC, 30).ok();
    }
    let of = |product: &Address, buyer: &Address| pda::policy(product, buyer, 0);
    assert_eq!(
        listed(&w, &policies::of_holder(&ann)),
        sorted(vec![of(&first, &ann), of(&second, &ann)])
    );
    assert_eq!(
        listed(&w, &policies::of_product(&first)),
        sorted(vec![of(&first, &ann), of(&first, &ben)])
    );
    assert_eq!(listed(&w, &[policies::all()]).len(), 4);
    w.transfer(&first, &of(&first, &ann), ben).ok();
    assert_eq!(listed(&w, &policies::of_holder(&ann)), [of(&second, &ann)]);
    assert_eq!(listed(&w, &policies::of_holder(&ben)).len(), 3);
    assert_eq!(listed(&w, &policies::of_buyer(&ann)).len(), 2, "whose rent it is does not change");
    w.advance(8 * DAY);
    w.close_policy(&second, &of(&second, &ann)).ok();
    assert_eq!(listed(&w, &policies::of_holder(&ann)), []);
}
