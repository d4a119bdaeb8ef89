//! The books: every sum of the program recomputed from all its accounts and token balances.

use {
    crate::{Address, World, pda},
    anchor_lang::{Discriminator, prelude::Owner},
    breakwater::state::{
        Ballot, Case, Claim, Counted, Court, Escrow, Incident, Policy, Pool, Position, PositionTranche, Product, Purse, Watch,
    },
    breakwater_client::decode,
    breakwater_math::time,
};

/// All accounts of the program, by type.
#[derive(Default)]
pub struct Books {
    pub pools: Vec<(Address, Box<Pool>)>,
    pub products: Vec<(Address, Box<Product>)>,
    pub watches: Vec<(Address, Box<Watch>)>,
    pub positions: Vec<(Address, Box<Position>)>,
    pub policies: Vec<(Address, Box<Policy>)>,
    pub incidents: Vec<(Address, Box<Incident>)>,
    pub escrows: Vec<(Address, Box<Escrow>)>,
    pub courts: Vec<(Address, Box<Court>)>,
    pub cases: Vec<(Address, Box<Case>)>,
    pub ballots: Vec<(Address, Box<Ballot>)>,
    pub claims: Vec<(Address, Box<Claim>)>,
    pub purses: Vec<(Address, Box<Purse>)>,
}

fn keep<T: bytemuck::Pod + Discriminator + Owner>(list: &mut Vec<(Address, Box<T>)>, address: Address, data: &[u8]) {
    if let Ok(value) = decode::account::<T>(data) {
        list.push((address, value));
    }
}

impl World {
    /// Reads everything.
    pub fn books(&self) -> Books {
        let mut books = Books::default();
        for (address, account) in self.svm.get_program_accounts(&breakwater::ID) {
            keep(&mut books.pools, address, &account.data);
            keep(&mut books.products, address, &account.data);
            keep(&mut books.watches, address, &account.data);
            keep(&mut books.positions, address, &account.data);
            keep(&mut books.policies, address, &account.data);
            keep(&mut books.incidents, address, &account.data);
            keep(&mut books.escrows, address, &account.data);
            keep(&mut books.courts, address, &account.data);
            keep(&mut books.cases, address, &account.data);
            keep(&mut books.ballots, address, &account.data);
            keep(&mut books.claims, address, &account.data);
            keep(&mut books.purses, address, &account.data);
        }
        books
    }

    /// Sum of every token account of the pool's mint: constant as long as nobody is funded (INV-04).
    pub fn token_supply(&self) -> u128 {
        self.svm
            .get_program_accounts(&pda::TOKEN)
            .iter()
            .filter(|(_, a)| a.data.len() == 165 && a.data[..32] == *self.mint.as_ref())
            .map(|(_, a)| u128::from(u64::from_le_bytes(a.data[64..72].try_into().expect("eight bytes"))))
            .sum()
    }

    /// Recomputes the books and checks them: INV-01, 05, 08 and the sums behind them.
    #[track_caller]
    pub fn assert_books(&self) {
        self.assert_escrows();
        self.assert_courts();
        self.assert_treasury();
        let books = self.books();
        for (address, pool) in &books.pools {
            self.assert_pool(&books, address, pool);
        }
        for (address, product) in &books.products {
            assert_product(&books, address, product);
        }
        for (address, incident) in &books.incidents {
            assert!(incident.paid <= incident.funded, "incident {address}: paid above reserved");
            assert!(
                incident.passed <= incident.cover,
                "incident {address}: more cover passed than was in force"
            );
        }
        for (address, policy) in &books.policies {
            assert!(policy.paid <= policy.cover, "INV-08: policy {address} was paid above its cover");
            // A part of bonds is beside the cover: only while it waits more can be owed than the cover has paid.
            let of_cover = policy.owed <= policy.paid || policy.bonus_owed == 1;
            assert!(of_cover, "policy {address} is owed more than it was paid");
            assert!(policy.bonus_owed == 0 || !policy.owed.is_zero(), "no bonus waits in {address}");
        }
    }

    #[track_caller]
    fn assert_pool(&self, books: &Books, address: &Address, pool: &Pool) {
        let owed = pool.owed().expect("a ledger that adds up");
        let vault = self.balance(&pool.vault);
        assert!(vault >= owed, "INV-01: vault {vault} below {owed}");
        for (index, tranche) in pool.tranches.iter().enumerate() {
            let parts = books
                .positions
                .iter()
                .filter(|(_, p)| p.pool == *address && p.tranches[index].generation == tranche.generation)
                .map(|(_, p)| &p.tranches[index]);
            let (shares, pending) = parts.fold((0, 0), |(s, p), part| (s + part.shares.get(), p + part.pending.get()));
            assert_eq!(shares, tranche.shares.get(), "INV-05: shares of tranche {index}");
            assert_eq!(pending, tranche.pending_shares.get(), "INV-05: pending shares of tranche {index}");
            let maturing: u128 = tranche.maturing.iter().map(|s| s.get()).sum();
            assert_eq!(
                maturing + tranche.matured_shares.get(),
                pending,
                "INV-05: maturity ring of tranche {index}"
            );
        }
        let own: Vec<_> = books
            .products
            .iter()
            .filter(|(_, p)| p.pool == *address)
            .map(|(_, p)| &**p)
            .collect();
        let sum = |f: fn(&Product) -> u64| own.iter().map(|p| f(p)).sum::<u64>();
        assert_eq!(sum(|p| p.active.get()), pool.active_cover.get(), "INV-05: active cover");
        assert_eq!(sum(|p| p.counted.provisional.get()), pool.provisional.get(), "INV-05: provisional");
        let ended = sum(|p| p.ended_at_stake.get().min(p.provisional.get()));
        assert_eq!(ended, pool.ended_at_stake.get(), "INV-05: ended cover at stake");
        let ends: u128 = pool.stream_ends.iter().map(|s| s.get()).sum();
        assert_eq!(ends, pool.stream.get(), "every stream has its end");
        let undelivered: u64 = books.policies.iter().map(|(_, p)| p.owed.get()).sum();
        let reserved: u64 = books.incidents.iter().map(|(_, i)| i.funded.get() - i.paid.get()).sum();
        let to_fetch: u64 = pool.tranches.iter().map(|t| t.recovery_left.get()).sum();
        assert_eq!(undelivered + reserved + to_fetch, pool.payable.get(), "INV-05: payable");
        assert_counted(&own, pool);
        assert_returns(books, address, pool);
        self.assert_rewards(books, address, pool);
    }
}

/// What the pool counts of its products is what they have.
#[track_caller]
fn assert_counted(own: &[&Product], pool: &Pool) {
    let sum = |of: &dyn Fn(&Product) -> bool, f: fn(&Counted) -> u64| own.iter().filter(|p| of(p)).map(|p| f(&p.counted)).sum::<u64>();
    for (n, group) in pool.groups.iter().enumerate() {
        let of = |p: &Product| usize::from(p.group) == n;
        assert_eq!(
            sum(&of, |c| c.exposure.get()),
            group.exposure.get(),
            "INV-05: exposure of group {n}"
        );
        assert_eq!(
            sum(&of, |c| c.exposure_if_lost.get()),
            group.exposure_if_lost.get(),
            "INV-05: exposure if lost"
        );
    }
    for (n, slot) in pool.cover_slots.iter().enumerate() {
        let of = |p: &Product| p.id.get() as usize % pool.cover_slots.len() == n;
        assert_eq!(sum(&of, |c| c.active.get()), slot.active.get(), "INV-05: cover of slot {n}");
        assert_eq!(
            sum(&of, |c| c.if_lost.get()),
            slot.if_lost.get(),
            "INV-05: cover of slot {n} if lost"
        );
    }
    for product in own {
        let (active, held) = (product.active.get(), product.provisional.get());
        let ended = product.ended_at_stake.get().min(held);
        // Declared incidents, or a breach and claims of an outage, may count the same cover several times, which can be lost once.
        let most = if product.is_assessed() || product.open_claims.get() > 0 {
            active + product.ended_at_stake.get()
        } else {
            u64::MAX
        };
        let undecided = held.min(most);
        let left = active.saturating_sub(undecided - ended);
        let exposure = |cover: u64| {
            let scaled = u128::from(cover) * u128::from(product.limits.severity.get());
            u64::try_from(scaled.div_ceil(1_000_000_000)).expect("at most the cover")
        };
        let wanted = Counted {
            active: active.into(),
            if_lost: left.into(),
            exposure: exposure(active).into(),
            exposure_if_lost: exposure(left).into(),
            provisional: undecided.into(),
            ended_at_stake: ended.into(),
        };
        assert_eq!(product.counted, wanted, "what the pool counts of product {}", product.id.get());
    }
}

/// What may come back, and what closed generations own, is what incidents and positions say.
#[track_caller]
fn assert_returns(books: &Books, address: &Address, pool: &Pool) {
    for (n, tranche) in pool.tranches.iter().enumerate() {
        let open = books.incidents.iter().filter(|(_, i)| {
            let mine = |(key, p): &&(Address, Box<Product>)| *key == i.product && p.pool == *address;
            i.recovering == 0 && books.products.iter().any(|p| mine(&p))
        });
        let parts = open.flat_map(|(_, i)| i.taken.tranches[n].into_iter().zip(i.back().tranches[n]));
        let may: u64 = parts
            .filter(|(part, _)| part.generation == tranche.generation)
            .map(|(_, back)| back)
            .sum();
        assert_eq!(may, tranche.may_return.get(), "INV-05: what may come back to tranche {n}");
        let closed = |part: &PositionTranche| {
            let last = |generation: u32| generation + 1 == tranche.generation.get();
            match part.generation.get() {
                old if last(old) => part.shares.get(),
                now if now == tranche.generation.get() && last(part.closed_generation.get()) => part.closed_shares.get(),
                _ => 0,
            }
        };
        let own = books.positions.iter().filter(|(_, p)| p.pool == *address);
        let shares: u128 = own.map(|(_, p)| closed(&p.tranches[n])).sum();
        assert_eq!(
            shares,
            tranche.closed_shares.get(),
            "INV-05: shares of the closed generation of tranche {n}"
        );
    }
}

/// The last day whose ends are active no more, day by day: its term's last day has more than the grace behind it, days at whose end a declared
/// incident was undecided left out, or more than 60 days.
#[track_caller]
fn last_inactive(product: &Product) -> u32 {
    let (today, grace) = (product.rolled_day.get(), u32::from(product.terms.grace_days.get()));
    let known = &product.declarations;
    if product.terms.by_incident == 0 || !product.is_assessed() {
        assert!(bytemuck::bytes_of(known).iter().all(|b| *b == 0), "no juror declares here");
    }
    let busy = |day: u32| match known.day.get().checked_sub(day) {
        None | Some(0) => known.open > 0,
        Some(ago) => ago < 64 && known.busy.get() >> ago & 1 == 1,
    };
    let counts = |last: u32| (last..today).filter(|day| !busy(*day)).count() as u32;
    let over = |end: &u32| today - (end - 1) > 60 || counts(end - 1) > grace;
    (today - 100..=today).rev().find(over).expect("more than 60 days ago")
}

#[track_caller]
fn assert_product(books: &Books, address: &Address, product: &Product) {
    let today = product.rolled_day.get();
    let policies: Vec<_> = books
        .policies
        .iter()
        .filter(|(_, p)| p.product == *address)
        .map(|(_, p)| p)
        .collect();
    let left = |p: &Policy| p.remaining().expect("paid at most the cover");
    let until = last_inactive(product);
    let active: u64 = policies.iter().filter(|p| p.end_day.get() > until).map(|p| left(p)).sum();
    let waiting: u64 = policies.iter().filter(|p| p.start_day.get() > today).map(|p| left(p)).sum();
    assert_eq!(active, product.active.get(), "INV-05: active cover of {address}");
    let in_grace = |end: u32| end <= today && end > until;
    let in_grace: u64 = policies.iter().filter(|p| in_grace(p.end_day.get())).map(|p| left(p)).sum();
    assert_eq!(in_grace, product.in_grace.get(), "INV-05: cover of {address} in its grace");
    assert_eq!(waiting, product.waiting.get(), "INV-05: waiting cover of {address}");
    assert_eq!(policies.len(), product.open_policies.get() as usize, "open policies of {address}");
    let incidents: Vec<_> = books
        .incidents
        .iter()
        .filter(|(_, i)| i.product == *address)
        .map(|(_, i)| i)
        .collect();
    assert_eq!(
        incidents.len(),
        product.open_incidents.get() as usize,
        "open incidents of {address}"
    );
    let held: u64 =
        incidents.iter().map(|i| i.provisional.get()).sum::<u64>() + product.episodes.iter().map(|e| e.provisional.get()).sum::<u64>();
    let claims = books.claims.iter().filter(|(_, c)| c.product == *address && c.is_undecided());
    assert_eq!(
        claims.clone().count(),
        product.open_claims.get() as usize,
        "undecided claims of {address}"
    );
    let claimed: u64 = claims.clone().map(|(_, c)| c.requested.get()).sum();
    assert_eq!(claimed, product.claimed.get(), "INV-13: claimed of {address}");
    let held = held + claims.map(|(_, c)| c.requested.get()).sum::<u64>();
    let declared = incidents.iter().filter(|i| i.declared == 1 && i.sealed == 0).count();
    assert_eq!(
        declared,
        usize::from(product.declarations.open),
        "undecided declarations of {address}"
    );
    assert_eq!(
        held,
        product.provisional.get(),
        "provisional of {address} is the sum of what is undecided"
    );
    for day in until + 1..=today + breakwater_math::MAX_AHEAD_DAYS {
        let slot = day as usize % breakwater_math::RING;
        let ends: u64 = policies.iter().filter(|p| p.end_day.get() == day).map(|p| left(p)).sum();
        assert_eq!(ends, product.ends[slot].get(), "INV-05: cover of {address} that ends on day {day}");
    }
    debug_assert!(time::midnight(today) >= 0);
}
