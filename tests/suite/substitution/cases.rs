//! One working instruction of each kind, and the state it works in.

use {
    super::stage::Stage,
    crate::{
        incident::kit::{self, *},
        upgrade::kit::{Upload, other_program},
    },
    breakwater::{
        instructions::config::initialise::InitialiseArgs,
        state::{Action, Pool},
    },
    breakwater_testkit::{client::ix, jurors::GOVERNANCE_MINT, *},
};

pub struct Case {
    pub name: &'static str,
    /// Brings the stage to where the instruction works, and gives it.
    pub prepare: fn(&mut Stage) -> Instruction,
    /// What follows a slot's name in the list of harmless substitutions: empty, or what this state is about when others of the same instruction
    /// are about something else.
    pub about: &'static str,
}

macro_rules! cases {
    // After the semicolon: other states in which the same instructions work.
    ($($name:ident),* $(; $($other:ident: $prepare:ident),*)? $(,)?) => {
        pub const CASES: &[Case] = &[
            $(Case { name: stringify!($name), prepare: $name, about: "" }),*
            $(, $(Case { name: stringify!($other), prepare: $prepare, about: about(stringify!($prepare)) }),*)?
        ];
    };
}
pub(super) use cases;

/// The part of a state's name from `_about` on.
pub(super) const fn about(name: &'static str) -> &'static str {
    let (bytes, mut from) = (name.as_bytes(), 0);
    while from + 6 <= bytes.len() {
        if let [b'_', b'a', b'b', b'o', b'u', b't', ..] = bytes.split_at(from).1 {
            return name.split_at(from).1;
        }
        from += 1;
    }
    ""
}

cases![
    observe,
    buy_policy,
    settle_policy,
    deposit,
    open_position,
    close_position,
    request_withdrawal,
    execute_withdrawal,
    withdraw,
    cancel_withdrawal,
    pay_owed,
    close_policy,
    trigger,
    raise,
    recount,
    finalise_step,
    seal_incident,
    close_incident,
    end_episode,
    roll_product,
    sweep_fees,
    initialise,
    create_pool,
    close_pool,
    draft_product,
    add_source,
    seal_product,
    set_limits,
    retire_product,
    close_product,
    draft_assessed,
    attest_audit,
    upgrade_program,
    give_up_upgrades,
    set_pool_parameters,
    spend,
    emit_rewards,
    extend_policy,
    create_electorate,
    open_escrow,
    lock,
    request_unlock,
    unlock,
    close_escrow,
    open_purse,
    close_purse,
    fund_purse,
    gather_donations,
    open_revenue,
    claim_revenue,
    cancel_policy,
    transfer_policy,
    recover,
    fetch_recovery,
    open_rewards,
    claim_rewards,
    close_rewards,
    release_incident,
    pool_summary,
    product_summary;
    close_product: close_about_an_old_draft
];

pub(super) fn ata(s: &Stage, owner: &Address) -> Address {
    pda::associated_token(owner, &s.w.mint)
}

/// The junior's whole position, requested and matured.
fn matured(s: &mut Stage) -> u128 {
    s.w.request_all(&s.junior.clone(), JUNIOR).ok();
    s.w.advance(8 * DAY);
    s.w.position(&s.junior).tranches[0].shares.get()
}

/// A breach of the product with one closed window at this depth, and its incident.
fn struck(s: &mut Stage, depth: i64) {
    let product = s.product;
    strike(&mut s.w, &product, price_at(depth));
}

fn initialise(s: &mut Stage) -> Instruction {
    let w = &s.w;
    let args = InitialiseArgs {
        bootstrap: w.bootstrap,
        guardian: w.guardian,
        revenue_mint: w.mint,
        fee_bps: 500,
        revenue_bps: 2_000,
    };
    ix::initialise(w.bootstrap, GOVERNANCE_MINT, args)
}

fn create_pool(s: &mut Stage) -> Instruction {
    let action = Action::CreatePool {
        mint: s.w.mint,
        parameters: PoolSpec::default().0,
    };
    s.ready(action)
}

fn close_pool(s: &mut Stage) -> Instruction {
    // A third pool that nobody has entered, retired, with a reserve.
    let (address, payer) = (pda::pool(s.w.config().pool_count.get()), s.w.wallet_address());
    let (mint, parameters) = (s.w.mint, PoolSpec::default().0);
    s.w.enact(Action::CreatePool { mint, parameters }).ok();
    s.w.enact(Action::RetirePool { pool: address }).ok();
    let mut pool = s.w.read::<Pool>(&address);
    (pool.reserve, pool.rent_payer) = (7.into(), payer);
    s.w.write(&address, &*pool);
    let mint = s.w.mint;
    s.w.put_token(pool.vault, &mint, &address, 9);
    ix::close_pool(address, mint, payer)
}

fn open_position(s: &mut Stage) -> Instruction {
    let owner = s.w.wallet_address();
    ix::open_position(s.w.pool, owner)
}

fn close_position(s: &mut Stage) -> Instruction {
    let owner = s.w.wallet_address();
    s.w.open_position(&owner).ok();
    ix::close_position(s.w.pool, owner)
}

fn deposit(s: &mut Stage) -> Instruction {
    s.w.fund(s.junior, 1_000 * USDC);
    ix::deposit(s.w.pool, s.junior, ata(s, &s.junior), JUNIOR, 100 * USDC, 0)
}

fn open_rewards(s: &mut Stage) -> Instruction {
    s.in_other(|w| {
        w.open_rewards().ok();
    });
    ix::open_rewards(s.w.pool, s.w.keeper, GOVERNANCE_MINT)
}

/// Rewards in both pools; a week of an emission has passed.
fn rewarded(s: &mut Stage) {
    let start = |w: &mut World| {
        w.open_rewards().ok();
        w.emit_rewards(1_000_000, 14 * 86_400);
    };
    s.in_other(start);
    start(&mut s.w);
    s.w.advance(7 * DAY);
    for (what, pool) in [("the rewards", s.w.pool), ("the other pool's rewards", s.other().pool)] {
        s.more.push((what.to_owned(), pda::rewards(&pool)));
        s.more.push((format!("the vault of {what}"), pda::vault(&pda::rewards(&pool))));
    }
}

fn claim_rewards(s: &mut Stage) -> Instruction {
    rewarded(s);
    let destination = s.w.grant(&s.senior.clone(), 0);
    ix::claim_rewards(s.w.pool, s.w.keeper, s.senior, destination, SENIOR)
}

fn close_rewards(s: &mut Stage) -> Instruction {
    // A pool that nobody has entered; who paid the rent is nobody else.
    let create = create_pool(s);
    let address = create.accounts[3].pubkey;
    s.w.send_all(&[create]).ok();
    let open = ix::open_rewards(address, s.w.keeper, GOVERNANCE_MINT);
    s.w.send_all(&[open]).ok();
    s.w.open_purse_of(GOVERNANCE_MINT);
    s.w.put_token(pda::vault(&pda::rewards(&address)), &GOVERNANCE_MINT, &pda::rewards(&address), 9);
    ix::close_rewards(address, GOVERNANCE_MINT, s.w.keeper)
}

fn request_withdrawal(s: &mut Stage) -> Instruction {
    ix::request_withdrawal(s.w.pool, s.junior, JUNIOR, 1_000_000)
}

fn execute_withdrawal(s: &mut Stage) -> Instruction {
    // Nothing of junior's capital is reserved and may still come back.
    let (sibling, policy) = (s.sibling, s.sibling_policy);
    s.w.settle(&sibling, 0, &policy).ok();
    matured(s);
    ix::execute_withdrawal(s.w.pool, s.w.keeper, s.junior, ata(s, &s.junior), JUNIOR)
}

fn withdraw(s: &mut Stage) -> Instruction {
    let shares = matured(s);
    ix::withdraw(s.w.pool, s.junior, ata(s, &s.junior), JUNIOR, shares / 2, 1)
}

fn cancel_withdrawal(s: &mut Stage) -> Instruction {
    matured(s);
    s.w.fund(s.junior, 1_000 * USDC);
    ix::cancel_withdrawal(s.w.pool, s.junior, ata(s, &s.junior), JUNIOR)
}

fn sweep_fees(s: &mut Stage) -> Instruction {
    other_purse(s);
    s.w.open_revenue().ok();
    ix::sweep_fees(s.w.pool, s.w.mint)
}

/// The purse of the other pool's mint.
fn other_purse(s: &mut Stage) {
    let (keeper, mint) = (s.w.keeper, s.other().mint);
    s.w.send_all(&[ix::open_purse(keeper, mint)]).ok();
}

fn open_purse(s: &mut Stage) -> Instruction {
    s.w.close_purse().ok();
    ix::open_purse(s.w.keeper, s.w.mint)
}

/// Who paid the rent of one purse is not who paid that of the other.
fn close_purse(s: &mut Stage) -> Instruction {
    other_purse(s);
    ix::close_purse(s.w.mint, s.w.bootstrap)
}

fn fund_purse(s: &mut Stage) -> Instruction {
    other_purse(s);
    ix::fund_purse(s.stranger, s.w.mint, ata(s, &s.stranger), 10)
}

/// Something was given to both purses.
fn gather_donations(s: &mut Stage) -> Instruction {
    other_purse(s);
    for mint in [s.w.mint, s.other().mint] {
        let purse = pda::purse(&mint);
        s.w.put_token(pda::vault(&purse), &mint, &purse, 9);
    }
    ix::gather_donations(s.w.mint)
}

fn open_revenue(s: &mut Stage) -> Instruction {
    ix::open_revenue(s.w.keeper, s.w.mint)
}

/// A share has streamed to both jurors.
fn claim_revenue(s: &mut Stage) -> Instruction {
    other_purse(s);
    s.w.open_revenue().ok();
    let (mut all, mint, electorate) = (s.w.voters(), s.w.mint, pda::electorate());
    (all.revenue_held, all.revenue_waits) = (1_000_000_000.into(), (999_998_000u128 << 64).into());
    s.w.write(&electorate, &*all);
    s.w.put_token(pda::revenue_vault(), &mint, &electorate, 1_000_000_000);
    for owner in [s.juror, s.second_juror] {
        s.w.fund(owner, 0);
        let (address, mut escrow) = (pda::escrow(&owner), s.w.escrow(&owner));
        escrow.revenue_due = (1_000u128 << 64).into();
        s.w.write(&address, &*escrow);
    }
    ix::claim_revenue(s.w.keeper, s.juror, ata(s, &s.juror))
}

fn draft_product(s: &mut Stage) -> Instruction {
    let spec = spec_with_feeds(41);
    let id = s.w.pool().product_count.get();
    ix::draft_product(s.w.bootstrap, s.w.pool, id, spec.group, spec.terms, spec.parametric, spec.limits)
}

fn add_source(s: &mut Stage) -> Instruction {
    s.w.list_feed(SourceSpec::Pyth(33));
    ix::add_source(s.w.bootstrap, s.draft, SourceSpec::Pyth(33).args())
}

fn seal_product(s: &mut Stage) -> Instruction {
    let action = s.w.sealing(&s.draft, s.w.terms_hash(&s.draft));
    s.ready(action)
}

fn set_limits(s: &mut Stage) -> Instruction {
    let (product, limits) = (s.product, DepegSpec::default().limits);
    s.ready(Action::SetLimits { product, limits })
}

fn retire_product(s: &mut Stage) -> Instruction {
    let product = s.product;
    s.ready(Action::RetireProduct { product })
}

fn close_product(s: &mut Stage) -> Instruction {
    ix::close_product(s.w.bootstrap, s.w.pool, s.draft, s.w.bootstrap)
}

/// Who paid the rent is somebody else than who signs.
fn close_about_an_old_draft(s: &mut Stage) -> Instruction {
    s.w.advance(90 * DAY);
    ix::close_product(s.w.keeper, s.w.pool, s.draft, s.w.bootstrap)
}

fn draft_assessed(s: &mut Stage) -> Instruction {
    let (spec, id) = (AssessedSpec::default(), s.w.pool().product_count.get());
    ix::draft_assessed(s.w.bootstrap, s.w.pool, id, spec.group, spec.terms, spec.limits)
}

fn attest_audit(s: &mut Stage) -> Instruction {
    let today = u32::try_from(s.w.now() / DAY).expect("a day");
    let (product, auditor) = (s.product, s.stranger);
    let (hash, day) = ([1; 32], today);
    s.ready(Action::AttestAudit {
        product,
        auditor,
        hash,
        day,
    })
}

fn set_pool_parameters(s: &mut Stage) -> Instruction {
    let (pool, parameters) = (s.w.pool, PoolSpec::default().0);
    s.ready(Action::SetPool { pool, parameters })
}

fn spend(s: &mut Stage) -> Instruction {
    s.w.endow(1_000_000_000);
    let to = s.senior;
    s.w.grant(&to, 0);
    s.ready(Action::Spend {
        mint: GOVERNANCE_MINT,
        to,
        amount: 1_000,
    })
}

fn emit_rewards(s: &mut Stage) -> Instruction {
    s.w.endow(1_000_000_000);
    let pool = s.w.pool;
    if s.w.svm.get_account(&pda::rewards(&pool)).is_none() {
        s.w.open_rewards().ok();
    }
    s.ready(Action::Emit {
        pool,
        amount: 1_000,
        days: 30,
    })
}

/// A policy of a product without anything undecided, and a holder who can pay.
fn extend_policy(s: &mut Stage) -> Instruction {
    s.w.observe_at(&s.product.clone(), PAR).ok();
    s.w.fund(s.holder, 1_000 * USDC);
    let source = ata(s, &s.holder);
    ix::extend_policy(s.w.pool, s.product, s.policy, s.holder, source, 30, u64::MAX)
}

fn cancel_policy(s: &mut Stage) -> Instruction {
    s.w.advance(7 * DAY);
    // Who bought is somebody else than the holder, so that the two slots differ.
    let (mut policy, buyer) = (s.w.policy(&s.policy), s.w.wallet_address());
    policy.buyer = buyer;
    s.w.write(&s.policy, &*policy);
    let destination = ata(s, &s.holder);
    ix::cancel_policy(s.w.pool, s.product, s.policy, s.holder, buyer, destination, 0)
}

fn transfer_policy(s: &mut Stage) -> Instruction {
    ix::transfer_policy(s.product, s.policy, s.holder, s.stranger)
}

/// A sealed incident of which a part was lacking, all its policies settled.
fn lacking(s: &mut Stage) {
    let seal = seal_incident(s);
    s.w.send_all(&[seal]).ok();
    let product = s.product;
    for policy in [s.policy, s.second_policy] {
        s.w.settle(&product, 0, &policy).ok();
    }
    let address = pda::incident(&product, 0);
    let (mut incident, mut pool) = (s.w.incident(&product, 0), s.w.pool());
    incident.ladder[0].needed = (incident.ladder[0].needed.get() + USDC).into();
    (incident.ladder[0].cut, incident.cut, incident.shortfall) = (1, 1, USDC.into());
    pool.shortfall = USDC.into();
    s.w.write(&address, &*incident);
    s.w.write(&s.w.pool.clone(), &*pool);
}

fn release_incident(s: &mut Stage) -> Instruction {
    lacking(s);
    ix::release_incident(s.w.pool, s.product, 0)
}

fn recover(s: &mut Stage) -> Instruction {
    let release = release_incident(s);
    s.w.send_all(&[release]).ok();
    let source = ata(s, &s.stranger);
    ix::recover_incident(s.w.pool, s.product, 0, s.stranger, source, USDC / 2)
}

fn fetch_recovery(s: &mut Stage) -> Instruction {
    // As if junior's first generation had been closed with the position's shares, and something recovered for it.
    let (owner, address) = (s.junior, pda::position(&s.w.pool, &s.junior));
    let (mut position, mut pool) = (s.w.position(&owner), s.w.pool());
    let part = &mut position.tranches[0];
    part.closed_shares = part.shares;
    (part.shares, part.generation) = (0.into(), 1.into());
    pool.tranches[0].generation = 1.into();
    pool.tranches[0].closed_shares = part.closed_shares;
    s.w.write(&address, &*position);
    s.w.write(&s.w.pool.clone(), &*pool);
    s.w.recover(&s.stranger.clone(), 2, 10 * USDC).ok();
    let destination = ata(s, &owner);
    ix::fetch_recovery(s.w.pool, owner, destination, JUNIOR)
}

fn pool_summary(s: &mut Stage) -> Instruction {
    ix::pool_summary(s.w.pool)
}

fn product_summary(s: &mut Stage) -> Instruction {
    ix::product_summary(s.w.pool, s.product)
}

fn roll_product(s: &mut Stage) -> Instruction {
    s.w.advance(DAY);
    ix::roll_product(s.w.pool, s.product)
}

fn observe(s: &mut Stage) -> Instruction {
    s.w.publish_all(&s.product, 900_000_000);
    let sources: Vec<_> = s.w.sources[&s.product]
        .iter()
        .map(|source| Some(World::source_address(*source)))
        .collect();
    ix::observe(s.w.keeper, s.product, Some(s.w.pool), &sources)
}

fn buy_policy(s: &mut Stage) -> Instruction {
    s.w.observe_at(&s.product.clone(), PAR).ok();
    let buyer = s.w.actor(1_000 * USDC);
    s.w.with_escrow(&buyer, 1_000);
    ix::with_escrow(buy_ix(&s.w, &s.product, &buyer, buy_args(&buyer, 0, 100 * USDC, 30)))
}

fn create_electorate(s: &mut Stage) -> Instruction {
    s.w.initialise().ok();
    let payer = s.w.wallet_address();
    ix::create_electorate(payer, GOVERNANCE_MINT)
}

fn upgrade_program(s: &mut Stage) -> Instruction {
    let upload = Upload::new(&mut s.w, &other_program());
    upload.upgrade(&mut s.w)
}

fn give_up_upgrades(s: &mut Stage) -> Instruction {
    s.w.ready(Action::GiveUpUpgrades)
}

fn open_escrow(s: &mut Stage) -> Instruction {
    ix::open_escrow(s.w.wallet_address())
}

fn lock(s: &mut Stage) -> Instruction {
    ix::lock(s.juror, s.w.grant(&s.juror.clone(), 10), 10)
}

fn request_unlock(s: &mut Stage) -> Instruction {
    ix::request_unlock(s.juror, 10)
}

fn unlock(s: &mut Stage) -> Instruction {
    let owner = s.juror;
    s.w.request_unlock(&owner, 10).ok();
    s.w.advance(7 * DAY);
    ix::unlock(owner, s.w.grant(&owner, 0))
}

fn close_escrow(s: &mut Stage) -> Instruction {
    let owner = s.w.wallet_address();
    s.w.open_escrow(&owner).ok();
    ix::close_escrow(owner)
}

fn trigger(s: &mut Stage) -> Instruction {
    let product = s.product;
    fall(&mut s.w, &product, price_at(40));
    ix::trigger(s.w.keeper, s.w.pool, product, 0, 1)
}

fn raise(s: &mut Stage) -> Instruction {
    let product = s.product;
    struck(s, 40);
    fall(&mut s.w, &product, price_at(60));
    ix::raise(s.w.keeper, s.w.pool, product, 0)
}

fn recount(s: &mut Stage) -> Instruction {
    let product = s.product;
    struck(s, 40);
    kit::recover(&mut s.w, &product);
    ix::recount(s.w.pool, product, 1, Some(0))
}

fn finalise_step(s: &mut Stage) -> Instruction {
    struck(s, 40);
    s.w.advance(DAY);
    ix::finalise_step(s.w.pool, s.product, 0)
}

fn settle_policy(s: &mut Stage) -> Instruction {
    finalise_step(s);
    let product = s.product;
    s.w.finalise(&product, 0).ok();
    settle_ix(&s.w, &product, 0, &s.policy)
}

fn pay_owed(s: &mut Stage) -> Instruction {
    let ix = settle_policy(s);
    let account = ata(s, &s.holder);
    freeze(&mut s.w, &account);
    s.w.send_all(&[ix]).ok();
    thaw(&mut s.w, &account);
    ix::pay_owed(s.w.keeper, s.w.pool, s.product, s.policy, account)
}

fn seal_incident(s: &mut Stage) -> Instruction {
    settle_policy(s);
    let product = s.product;
    kit::recover(&mut s.w, &product);
    s.w.advance(TAIL + 1);
    ix::seal_incident(s.w.pool, product, 0)
}

fn close_incident(s: &mut Stage) -> Instruction {
    let seal = seal_incident(s);
    s.w.send_all(&[seal]).ok();
    for policy in [s.policy, s.second_policy] {
        s.w.settle(&s.product.clone(), 0, &policy).ok();
    }
    ix::close_incident(s.w.pool, s.product, 0, s.w.keeper)
}

fn close_policy(s: &mut Stage) -> Instruction {
    s.w.set_time(s.w.policy(&s.second_policy).ends_at());
    ix::close_policy(s.product, s.second_policy, s.second_holder)
}

fn end_episode(s: &mut Stage) -> Instruction {
    let product = s.product;
    see(&mut s.w, &product, price_at(40)).ok();
    s.w.advance(DAY);
    ix::end_episode(s.w.pool, product, 1)
}
