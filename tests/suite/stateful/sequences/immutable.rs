//! INV-16: what never changes once an account exists; and INV-21: how large accounts are.

use {
    super::{
        rent::{Governance, Held},
        setup::Cast,
    },
    breakwater::state::{Config, Court, Incident, Policy, Pool, Position, Product, Watch},
    breakwater_testkit::{books::Books, *},
    std::collections::BTreeMap,
};

/// Bytes of the fields that never change, by account.
#[derive(Default)]
pub struct Fixed(BTreeMap<Address, Vec<u8>>);

/// Size of each kind of account with its discriminator. A change is a migration.
const SIZES: [(&str, usize); 14] = [
    ("Purse", 216),
    ("Config", 464),
    ("Dao", 200),
    ("Proposal", 373),
    ("Listing", 184),
    ("Pool", 9_368),
    ("Position", 368),
    ("Product", 10_198),
    ("Watch", 2_556),
    ("Policy", 256),
    ("Incident", 2_016),
    ("Electorate", 656),
    ("Escrow", 432),
    ("Court", 344),
];

fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn pool(p: &Pool) -> Vec<u8> {
    let small = [p.version, p.bump, p.vault_bump, p.decimals];
    bytes(&[
        &small,
        &p.id.get().to_le_bytes(),
        p.mint.as_ref(),
        p.vault.as_ref(),
        p.rent_payer.as_ref(),
    ])
}

fn product(p: &Product) -> Vec<u8> {
    bytes(&[
        &[p.version, p.bump, p.group],
        &p.id.get().to_le_bytes(),
        p.pool.as_ref(),
        p.rent_payer.as_ref(),
        bytemuck::bytes_of(&p.terms),
        &p.terms_hash,
    ])
}

fn watch(w: &Watch) -> Vec<u8> {
    let terms = bytemuck::bytes_of(&w.terms);
    bytes(&[&[w.version, w.bump], w.product.as_ref(), w.pool.as_ref(), terms])
}

fn position(p: &Position) -> Vec<u8> {
    bytes(&[&[p.version, p.bump], p.pool.as_ref(), p.owner.as_ref()])
}

fn policy(p: &Policy) -> Vec<u8> {
    bytes(&[
        &[p.version, p.bump],
        p.product.as_ref(),
        p.buyer.as_ref(),
        p.insured.as_ref(),
        &p.id.get().to_le_bytes(),
        &p.cover.get().to_le_bytes(),
        &p.start_day.get().to_le_bytes(),
        &p.sold_at.get().to_le_bytes(),
    ])
}

fn incident(i: &Incident) -> Vec<u8> {
    bytes(&[
        &[i.version, i.bump],
        i.product.as_ref(),
        i.rent_payer.as_ref(),
        &i.number.get().to_le_bytes(),
        &i.episode.get().to_le_bytes(),
        &i.first_breach.get().to_le_bytes(),
        &i.opened_at.get().to_le_bytes(),
        &i.cover.get().to_le_bytes(),
        &i.waiting.get().to_le_bytes(),
        &i.largest.get().to_le_bytes(),
    ])
}

/// All but the times: of the last executed action, and of a start that the testkit moves in worlds that outlive the bootstrap authority.
fn config(c: &Config) -> Vec<u8> {
    let mut c = *c;
    (c.acted_at, c.initialised_at) = (0.into(), 0.into());
    bytemuck::bytes_of(&c).to_vec()
}

/// Nothing opens a case here: its ledger stays as it is, too.
fn court(c: &Court) -> Vec<u8> {
    bytemuck::bytes_of(c).to_vec()
}

impl Fixed {
    /// Compares with what was seen first, and forgets accounts that are gone.
    pub fn check(&mut self, cast: &Cast, books: &Books) -> Result<(), String> {
        let mut now = BTreeMap::new();
        now.extend(books.pools.iter().map(|(a, p)| (*a, pool(p))));
        now.extend(books.products.iter().map(|(a, p)| (*a, product(p))));
        now.extend(books.watches.iter().map(|(a, w)| (*a, watch(w))));
        now.extend(books.positions.iter().map(|(a, p)| (*a, position(p))));
        now.extend(books.policies.iter().map(|(a, p)| (*a, policy(p))));
        now.extend(books.incidents.iter().map(|(a, i)| (*a, incident(i))));
        now.extend(books.courts.iter().map(|(a, c)| (*a, court(c))));
        now.insert(pda::config(), config(&cast.world.config()));
        for (address, fields) in &now {
            if self.0.get(address).is_some_and(|first| first != fields) {
                return Err(format!("INV-16: a field of {address} changed that never does"));
            }
        }
        self.0 = now;
        Ok(())
    }
}

/// INV-21: every account of the program has the size of its kind.
pub fn check_sizes(accounts: &[Held], books: &Books) -> Result<(), String> {
    let governed = |of: fn(&Governance) -> bool| accounts.iter().filter(|a| of(&a.of)).count();
    let count = |name: &str| match name {
        "Proposal" => governed(|of| matches!(of, Governance::Proposal(_))),
        "Listing" => governed(|of| matches!(of, Governance::Listing(_))),
        "Pool" => books.pools.len(),
        "Position" => books.positions.len(),
        "Product" => books.products.len(),
        "Watch" => books.watches.len(),
        "Policy" => books.policies.len(),
        "Incident" => books.incidents.len(),
        "Escrow" => books.escrows.len(),
        "Court" => books.courts.len(),
        _ => 1,
    };
    let mut known = 0;
    for (name, size) in SIZES {
        let found = accounts.iter().filter(|a| a.size == size).count();
        known += found;
        if found != count(name) {
            return Err(format!("INV-21: {found} accounts of {size} bytes, {} of kind {name}", count(name)));
        }
    }
    if known == accounts.len() {
        return Ok(());
    }
    Err(format!("INV-21: {} accounts, {known} of a known size", accounts.len()))
}
