//! Representative states: a pool with sold cover, a breach, its incident, the end of everything, and a long sleep.

use {
    crate::{
        court, crowd, jury, life,
        measure::{Bench, Row},
        members, rewards,
    },
    anyhow::Result,
    breakwater::{
        instructions::{config::initialise::InitialiseArgs, policy::buy::BuyArgs},
        state::{Action, ListingKind},
    },
    breakwater_client::{Address, ix, pda},
    breakwater_floor::{ASSOCIATED, CLOSE, CREATE, PULL, PUSH, SECOND, TOKEN},
    breakwater_testkit::{DAY, DepegSpec, JUNIOR, PoolSpec, SENIOR, SourceSpec, USDC, World, jurors::GOVERNANCE_MINT, tokens::token_bytes},
};

pub const ONE: i64 = 1_000_000_000;

/// Everything, in an order that a reader follows.
pub fn run() -> Result<Vec<Row>> {
    let mut b = Bench::default();
    governance(&mut b);
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    capital(&mut b, &mut w);
    let policies = cover(&mut b, &mut w, product);
    breach(&mut b, &mut w, product, &policies);
    after(&mut b, &mut w, product, &policies);
    recount(&mut b);
    oracles(&mut b);
    deliveries(&mut b);
    sleep(&mut b);
    life::run(&mut b);
    rewards::run(&mut b);
    jury::run(&mut b);
    court::run(&mut b);
    members::run(&mut b);
    crowd::compare(&mut b)?;
    Ok(b.rows)
}

fn governance(b: &mut Bench) {
    let mut w = World::bare();
    let (gov, pool, spec) = (w.bootstrap, w.pool, DepegSpec::default());
    let args = InitialiseArgs {
        bootstrap: gov,
        guardian: w.guardian,
        revenue_mint: w.mint,
        fee_bps: 500,
        revenue_bps: 2_000,
    };
    b.row(
        &mut w,
        "initialise",
        ix::initialise(gov, GOVERNANCE_MINT, args),
        CREATE | SECOND,
        74,
    );
    let mint = w.mint;
    listed(b, &mut w);
    let parameters = PoolSpec::default().0;
    let create = w.ready(Action::CreatePool { mint, parameters });
    b.row(&mut w, "create_pool", create, CREATE | TOKEN, 76);
    let product = pda::product(&pool, 0);
    b.row(
        &mut w,
        "draft_product",
        ix::draft_product(gov, pool, 0, 0, spec.terms, spec.parametric, spec.limits),
        CREATE | SECOND,
        77,
    );
    for source in &spec.sources {
        w.list_feed(*source);
        w.sources.entry(product).or_default().push(*source);
    }
    b.row(&mut w, "add_source", ix::add_source(gov, product, spec.sources[0].args()), 0, 81);
    let second = ix::add_source(gov, product, spec.sources[1].args());
    w.send_all(&[second]).ok();
    let hash = w.terms_hash(&product);
    let seal = w.sealing(&product, hash);
    let seal = w.ready(seal);
    b.row(&mut w, "seal_product", seal, 0, 72);
    let limits = spec.limits;
    let set = w.ready(Action::SetLimits { product, limits });
    b.row(&mut w, "set_limits", set, 0, 56);
    let retire = w.ready(Action::RetireProduct { product });
    b.row(&mut w, "retire_product", retire, 0, 40);
    b.row(&mut w, "close_product", ix::close_product(gov, pool, product, gov), CLOSE, 40);
    w.open_purse().ok();
    let payer = w.pool().rent_payer;
    let retire = w.ready(Action::RetirePool { pool });
    b.row(&mut w, "retire_pool", retire, 0, 40);
    b.row(&mut w, "close_pool", ix::close_pool(pool, mint, payer), CLOSE, 64);
}

/// The pool's mint is put on the list, another one on it and off it again.
fn listed(b: &mut Bench, w: &mut World) {
    let entry = |id| Action::List {
        kind: ListingKind::Mint,
        id,
        queue: Address::default(),
        feed_hash: [0; 32],
    };
    let (mint, kind, id) = (w.mint, ListingKind::Mint, Address::new_from_array([0x5e; 32]));
    let list = w.ready(entry(mint));
    b.row(w, "list", list, CREATE, 49);
    w.enact(entry(id)).ok();
    let delist = w.ready(Action::Delist { kind, id });
    b.row(w, "delist", delist, CLOSE, 49);
}

fn capital(b: &mut Bench, w: &mut World) {
    let pool = w.pool;
    let owner = w.actor(300_000 * USDC);
    let own = pda::associated_token(&owner, &w.mint);
    b.row(w, "open_position", ix::open_position(pool, owner), CREATE, 80);
    b.row(
        w,
        "deposit, first",
        ix::deposit(pool, owner, own, JUNIOR, 100_000 * USDC, 0),
        PULL,
        97,
    );
    w.underwriter(SENIOR, 400_000 * USDC);
    b.row(w, "deposit", ix::deposit(pool, owner, own, JUNIOR, 10_000 * USDC, 0), PULL, 97);
    b.row(
        w,
        "request_withdrawal",
        ix::request_withdrawal(pool, owner, JUNIOR, 1_000_000_000),
        0,
        89,
    );
    b.row(w, "cancel_withdrawal", ix::cancel_withdrawal(pool, owner, own, JUNIOR), PULL, 89);
    w.request(&owner, JUNIOR, 1_000_000_000).ok();
    w.advance(9 * DAY);
    w.deposit(&owner, JUNIOR, USDC).ok();
    let withdraw = ix::withdraw(pool, owner, own, JUNIOR, 1_000, 1);
    b.row(w, "withdraw", withdraw, PUSH, 98);
    let keeper = w.keeper;
    b.row(
        w,
        "execute_withdrawal",
        ix::execute_withdrawal(pool, keeper, owner, own, JUNIOR),
        PUSH,
        98,
    );
    let empty = w.wallet_address();
    w.open_position(&empty).ok();
    b.row(w, "close_position", ix::close_position(pool, empty), CLOSE, 80);
}

pub fn buy(w: &World, product: Address, buyer: Address, id: u64, cover: u64) -> breakwater_testkit::Instruction {
    let args = BuyArgs {
        id,
        cover,
        days: 30,
        max_premium: u64::MAX,
        holder: buyer,
        insured: Address::default(),
    };
    ix::buy_policy(w.pool, product, buyer, pda::associated_token(&buyer, &w.mint), args)
}

pub fn observe(w: &World, product: Address, family: bool) -> breakwater_testkit::Instruction {
    let sources: Vec<_> = w.sources[&product].iter().map(|s| Some(World::source_address(*s))).collect();
    ix::observe(w.keeper, product, family.then_some(w.pool), &sources)
}

fn cover(b: &mut Bench, w: &mut World, product: Address) -> Vec<Address> {
    w.publish_all(&product, ONE);
    let first = observe(w, product, false);
    b.row(w, "observe, calm", first, 0, 57);
    let buyer = w.actor(100_000 * USDC);
    for id in 0..4 {
        w.buy(&product, &buyer, id, 10_000 * USDC, 30).ok();
    }
    let next = buy(w, product, buyer, 4, 10_000 * USDC);
    b.row(w, "buy_policy", next, CREATE | PULL, 176);
    let (pool, mint) = (w.pool, w.mint);
    b.row(w, "sweep_fees", ix::sweep_fees(pool, mint), PUSH, 56);
    w.advance(3 * DAY);
    b.row(w, "roll_product, three days", ix::roll_product(pool, product), 0, 0);
    (0..5).map(|id| pda::policy(&product, &buyer, id)).collect()
}

fn breach(b: &mut Bench, w: &mut World, product: Address, policies: &[Address]) {
    let (pool, keeper) = (w.pool, w.keeper);
    w.publish_all(&product, 900_000_000);
    let start = observe(w, product, true);
    b.row(w, "observe, starts a breach", start, 0, 130);
    for _ in 0..11 {
        w.advance(300);
        w.observe_at(&product, 900_000_000).ok();
    }
    w.advance(300);
    w.publish_all(&product, 900_000_000);
    let close = observe(w, product, false);
    b.row(w, "observe, closes a window", close, 0, 117);
    b.row(w, "trigger", ix::trigger(keeper, pool, product, 0, 1), CREATE, 124);
    w.advance(300);
    w.hold(&product, 860_000_000, 4_200);
    b.row(w, "raise", ix::raise(keeper, pool, product, 0), 0, 81);
    w.advance(DAY);
    b.row(w, "finalise_step", ix::finalise_step(pool, product, 0), 0, 81);
    w.finalise(&product, 0).ok();
    let (holder, mint) = (w.policy(&policies[0]).holder, w.mint);
    b.row(
        w,
        "settle_policy",
        ix::settle_policy(keeper, pool, product, 0, policies[0], holder, mint),
        PUSH,
        209,
    );
    for policy in &policies[1..] {
        w.settle(&product, 0, policy).ok();
    }
}

fn after(b: &mut Bench, w: &mut World, product: Address, policies: &[Address]) {
    let (pool, keeper) = (w.pool, w.keeper);
    for _ in 0..11 {
        w.observe_at(&product, ONE).ok();
        w.advance(300);
    }
    w.publish_all(&product, ONE);
    let last = observe(w, product, true);
    b.row(w, "observe, ends a breach", last, 0, 110);
    w.advance(3 * DAY + 1);
    b.row(w, "end_episode", ix::end_episode(pool, product, 1), 0, 53);
    b.row(w, "seal_incident", ix::seal_incident(pool, product, 0), 0, 56);
    let (holder, mint) = (w.policy(&policies[0]).holder, w.mint);
    b.row(
        w,
        "settle_policy, only passes",
        ix::settle_policy(keeper, pool, product, 0, policies[0], holder, mint),
        0,
        121,
    );
    for policy in &policies[1..] {
        w.settle(&product, 0, policy).ok();
    }
    b.row(w, "close_incident", ix::close_incident(pool, product, 0, keeper), CLOSE, 64);
    w.advance(40 * DAY);
    w.roll(&product).ok();
    b.row(w, "close_policy", ix::close_policy(product, policies[0], holder), CLOSE, 120);
}

/// A breach in which cover has ended.
fn recount(b: &mut Bench) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    w.holder(&product, 10_000 * USDC, 7);
    w.holder(&product, 40_000 * USDC, 300);
    w.advance(3 * DAY);
    w.hold(&product, 900_000_000, 3_900);
    w.trigger(&product).ok();
    w.advance(6 * DAY);
    w.roll(&product).ok();
    let (pool, keeper) = (w.pool, w.keeper);
    b.row(&mut w, "recount", ix::recount(pool, product, 1, Some(0)), 0, 68);
    // The price stays low for as many days as can be read back.
    for _ in 0..25 {
        w.advance(4 * DAY);
        w.observe_at(&product, 900_000_000).ok();
    }
    w.advance(300);
    w.hold(&product, 860_000_000, 3_900);
    b.row(&mut w, "raise, worst", ix::raise(keeper, pool, product, 0), 0, 81);
}

/// Accounts that nobody touched for 600 days.
fn sleep(b: &mut Bench) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 400_000 * USDC);
    w.holder(&product, 50_000 * USDC, 300);
    let buyer = w.actor(100_000 * USDC);
    w.advance(600 * DAY);
    w.observe_at(&product, ONE).ok();
    let next = buy(&w, product, buyer, 0, 10_000 * USDC);
    b.row(&mut w, "buy_policy, worst", next, CREATE | PULL, 176);
    w.advance(600 * DAY);
    w.fund(owner, 10 * USDC);
    let own = pda::associated_token(&owner, &w.mint);
    let pool = w.pool;
    b.row(
        &mut w,
        "deposit, worst",
        ix::deposit(pool, owner, own, SENIOR, 10 * USDC, 0),
        PULL,
        97,
    );
    b.row(&mut w, "roll_product, worst", ix::roll_product(pool, product), 0, 0);
}

/// As many sources as a product may have.
fn oracles(b: &mut Bench) {
    let mut w = World::new();
    let mut spec = DepegSpec {
        sources: vec![
            SourceSpec::Pyth(1),
            SourceSpec::Switchboard(2),
            SourceSpec::Pyth(3),
            SourceSpec::Switchboard(4),
        ],
        ..DepegSpec::default()
    };
    spec.parametric.need = 3;
    let product = w.product_from(&spec);
    w.publish_all(&product, ONE);
    let calm = observe(&w, product, false);
    b.row(&mut w, "observe, four sources", calm, 0, 57);
}

/// Payments to a holder without a token account, and to one whose account was frozen.
fn deliveries(b: &mut Bench) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    w.observe_at(&product, ONE).ok();
    let (buyer, bare, frozen) = (w.actor(100_000 * USDC), w.wallet_address(), w.actor(0));
    for (id, holder) in [(0, bare), (1, frozen)] {
        let args = BuyArgs {
            id,
            cover: 10_000 * USDC,
            days: 30,
            max_premium: u64::MAX,
            holder,
            insured: Address::default(),
        };
        w.buy_with(&product, &buyer, args).ok();
    }
    w.advance(3 * DAY);
    w.hold(&product, 900_000_000, 3_900);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let (pool, keeper, mint) = (w.pool, w.keeper, w.mint);
    let policy = |id| pda::policy(&product, &buyer, id);
    let settle = |id, holder| ix::settle_policy(keeper, pool, product, 0, policy(id), holder, mint);
    let name = "settle_policy, creates the holder's account";
    b.row(&mut w, name, settle(0, bare), PUSH | ASSOCIATED, 209);
    let account = pda::associated_token(&frozen, &mint);
    w.put(account, pda::TOKEN, token_bytes(&mint, &frozen, 0, 2));
    b.row(&mut w, "settle_policy, stays owed", settle(1, frozen), 0, 121);
    w.put(account, pda::TOKEN, token_bytes(&mint, &frozen, 0, 1));
    b.row(
        &mut w,
        "pay_owed",
        ix::pay_owed(keeper, pool, product, policy(1), account),
        PUSH,
        88,
    );
}
