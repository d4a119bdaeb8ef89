//! What the tests of policies and incidents start from: prices that give exact numbers, whole windows, whole recoveries.

use {
    breakwater::{
        constants::EXECUTION_WINDOW,
        instructions::policy::buy::BuyArgs,
        state::{Action, Listing, ListingKind},
    },
    breakwater_testkit::{client::ix, world::Feed, *},
};

/// Half width of the widest source at the testkit's deviation of 0.0001: 2.12 times 100,000.
pub const WIDTH: i64 = 212_000;
/// Strike of the default product, and the price at which its curve begins to pay.
pub const STRIKE: i64 = 950_000_000;
/// Par.
pub const PAR: i64 = 1_000_000_000;
/// One hour.
pub const HOUR: i64 = 3_600;
/// The tail in which an ended breach can be triggered and raised.
pub const TAIL: i64 = 72 * HOUR;
/// 100 % in parts per billion.
pub const FULL: u64 = 1_000_000_000;

/// A world with the default product, 100,000 of junior and 400,000 of senior capital.
pub fn world() -> (World, Address) {
    world_of(&DepegSpec::default())
}

/// As [`world`], with this product.
pub fn world_of(spec: &DepegSpec) -> (World, Address) {
    let mut w = World::new();
    let product = w.product_from(spec);
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    (w, product)
}

/// The default product with other feeds, so that two products live side by side.
pub fn spec_with_feeds(n: u8) -> DepegSpec {
    DepegSpec {
        sources: vec![SourceSpec::Pyth(n), SourceSpec::Switchboard(n + 1)],
        ..DepegSpec::default()
    }
}

/// Breach price at which the default curve (0.95 to 0.80) pays this many whole percent: 1.5 thousandths each.
pub fn price_at(percent: i64) -> i64 {
    STRIKE - percent * 1_500_000
}

/// Parts per billion.
pub fn percent(percent: u64) -> u64 {
    percent * 10_000_000
}

/// Observes a breach price: both sources publish it less the width of the wider one.
pub fn see(w: &mut World, product: &Address, breach_price: i64) -> Outcome {
    w.observe_at(product, breach_price - WIDTH)
}

/// Publishes another price on each source.
pub fn publish_each(w: &mut World, product: &Address, prices: &[i64]) {
    for (source, price) in w.sources[product].clone().into_iter().zip(prices) {
        w.publish(
            source,
            Feed {
                price: *price,
                deviation: 100_000,
            },
        );
    }
}

/// One closed window of exactly this breach price: 13 observations, the last one hour after the first, at which the clock stays.
/// The pause before it keeps an earlier window's last price out of it.
pub fn fall(w: &mut World, product: &Address, breach_price: i64) {
    w.advance(601);
    for k in 0..=12 {
        if k > 0 {
            w.advance(300);
        }
        see(w, product, breach_price).ok();
    }
}

/// A whole day of recovery: the twelfth observation, 24 hours after now, ends the breach if now was its last observation.
pub fn recover(w: &mut World, product: &Address) {
    for _ in 0..12 {
        w.advance(2 * HOUR);
        w.observe_at(product, PAR).ok();
    }
}

/// A breach that closes one window at this price, and the incident triggered from it.
pub fn strike(w: &mut World, product: &Address, breach_price: i64) -> u32 {
    let number = w.product(product).incident_count.get();
    fall(w, product, breach_price);
    w.trigger(product).ok();
    number
}

/// As [`strike`], with the first step final after the longer wait.
pub fn strike_and_finalise(w: &mut World, product: &Address, breach_price: i64) -> u32 {
    let number = strike(w, product, breach_price);
    w.advance(24 * HOUR);
    w.finalise(product, number).ok();
    number
}

/// From a running breach whose steps are all final to a sealed incident.
pub fn recover_and_seal(w: &mut World, product: &Address, number: u32) {
    recover(w, product);
    w.advance(TAIL + 1);
    w.seal(product, number).ok();
}

/// Settles a policy; gives what reached the holder.
#[track_caller]
pub fn settled(w: &mut World, product: &Address, number: u32, policy: &Address) -> u64 {
    let holder = w.policy(policy).holder;
    let before = w.wallet(&holder);
    w.settle(product, number, policy).ok();
    w.assert_books();
    w.wallet(&holder) - before
}

/// Settles these policies, which passes them, and closes the sealed incident.
#[track_caller]
pub fn settle_and_close(w: &mut World, product: &Address, number: u32, policies: &[Address]) {
    for policy in policies {
        w.settle(product, number, policy).ok();
    }
    w.close_incident(product, number).ok();
    w.assert_books();
}

/// Keeps a breach alive, at a price that pays nothing, with an observation every twelve hours until `time`.
pub fn stay_broken(w: &mut World, product: &Address, time: i64) {
    while w.now() + 12 * HOUR < time {
        w.advance(12 * HOUR);
        see(w, product, STRIKE - 10).ok();
    }
    w.set_time(time);
}

/// Midnight of the nth day after the start, plus hours.
pub fn day(n: i64, hours: i64) -> i64 {
    world::START + n * DAY + hours * HOUR
}

/// Capital of the pool as of now, and the active cover that it backs.
pub fn backing(w: &World) -> (u64, u64) {
    let mut pool = w.pool();
    pool.recognise(w.now()).expect("a ledger that adds up");
    (pool.capital().expect("a sum"), pool.active_cover.get())
}

/// Sets what both tranches hold, as a loss of another kind would, after premium is recognised now. The reserve becomes 0.
pub fn write_capital(w: &mut World, junior: u64, senior: u64) {
    let mut pool = w.pool();
    pool.recognise(w.now()).expect("a ledger that adds up");
    (pool.tranches[0].capital, pool.tranches[1].capital) = (junior.into(), senior.into());
    pool.reserve = 0u64.into();
    let address = w.pool;
    w.write(&address, &*pool);
}

/// Both tranches were wiped out while something is undecided: somebody enters senior with enough to be let in, of which `atoms` are left.
pub fn start_anew(w: &mut World, atoms: u64) {
    w.underwriter(SENIOR, 50_000 * USDC);
    write_capital(w, 0, atoms);
}

/// Everybody's arguments: `cover` for `days`, for the buyer, at any price.
pub fn buy_args(buyer: &Address, id: u64, cover: u64, days: u16) -> BuyArgs {
    BuyArgs {
        id,
        cover,
        days,
        max_premium: u64::MAX,
        holder: *buyer,
        insured: Address::default(),
    }
}

/// The instruction that [`World::buy`] sends.
pub fn buy_ix(w: &World, product: &Address, buyer: &Address, args: BuyArgs) -> Instruction {
    ix::buy_policy(w.pool, *product, *buyer, pda::associated_token(buyer, &w.mint), args)
}

/// The instruction that [`World::settle`] sends.
pub fn settle_ix(w: &World, product: &Address, number: u32, policy: &Address) -> Instruction {
    ix::settle_policy(w.keeper, w.pool, *product, number, *policy, w.policy(policy).holder, w.mint)
}

/// Another pool with everything a pool can have.
pub struct Other {
    pub pool: Address,
    pub mint: Address,
    pub vault: Address,
    pub product: Address,
    pub underwriter: Address,
    pub policy: Address,
}

/// Builds a second pool, of another mint, with capital, a product and a policy. The world's own pool stays the first.
pub fn other_pool(w: &mut World) -> Other {
    let first = (w.pool, w.mint);
    let id = w.config().pool_count.get();
    let mint = Address::new_from_array([0x06; 32]);
    w.put_mint(mint, 6);
    w.create_pool(mint, PoolSpec::default().0).ok();
    (w.pool, w.mint) = (pda::pool(id), mint);
    let product = w.product_from(&spec_with_feeds(21));
    let underwriter = w.underwriter(SENIOR, 50_000 * USDC);
    let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
    let other = Other {
        pool: w.pool,
        mint,
        vault: pda::vault(&w.pool),
        product,
        underwriter,
        policy,
    };
    (w.pool, w.mint) = first;
    other
}

/// At the very end: everything leaves the list, and every proposal of the bootstrap authority is closed once it can be.
#[track_caller]
pub fn clear_governance(w: &mut World) {
    let kinds = [ListingKind::Mint, ListingKind::Pyth, ListingKind::Switchboard];
    for (address, _) in w.svm.get_program_accounts(&breakwater::ID) {
        if let Some(listing) = w.try_read::<Listing>(&address) {
            let kind = kinds.into_iter().find(|kind| *kind as u8 == listing.kind).expect("a kind");
            w.enact(Action::Delist { kind, id: listing.id }).ok();
        }
    }
    w.advance(EXECUTION_WINDOW);
    for (address, _) in w.svm.get_program_accounts(&breakwater::ID) {
        if let Some(proposal) = w.try_proposal(&address) {
            let close = ix::close_proposal(address, proposal.proposer, None);
            w.send("close_proposal", close).ok();
        }
    }
    assert_eq!((w.dao().open.get(), w.dao().bonds.get()), (0, 0), "no proposal is left");
}

/// Freezes or thaws a token account, or writes another owner or mint into it.
pub fn edit_token(w: &mut World, address: &Address, edit: impl Fn(&mut Vec<u8>)) {
    let mut account = w.svm.get_account(address).expect("a token account");
    edit(&mut account.data);
    w.svm.set_account(*address, account).expect("a token account");
}

/// The mint's issuer freezes a token account.
pub fn freeze(w: &mut World, address: &Address) {
    edit_token(w, address, |data| data[108] = 2);
}

/// And thaws it.
pub fn thaw(w: &mut World, address: &Address) {
    edit_token(w, address, |data| data[108] = 1);
}
