//! The instructions of the program that seeding needs, encoded by hand (`Cargo.toml` says why). Their tests hold them to the IDL.

pub mod governance;
#[cfg(test)]
mod tests;
pub mod tokens;

use {
    crate::seed::{Feed, FeedKind, Limits, Parametric, Pool, Source, Terms},
    sha2::{Digest, Sha256},
    solana_instruction::{AccountMeta, Instruction},
    surfpool_sdk::Pubkey,
    tokens::associated,
};

/// As declared in `programs/breakwater/src/lib.rs`.
pub const ID: Pubkey = Pubkey::from_str_const("BrkWtr1111111111111111111111111111111111111");
pub const SYSTEM: Pubkey = Pubkey::from_str_const("11111111111111111111111111111111");
pub const TOKEN: Pubkey = Pubkey::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
pub const INSTRUCTIONS: Pubkey = Pubkey::from_str_const("Sysvar1nstructions1111111111111111111111111");
const LOADER: Pubkey = Pubkey::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111");

/// Discriminator, version and addresses before the terms in a product and in a watch.
const TERMS_AT: usize = 80;
/// Bytes of the terms that every product has.
const PRODUCT_TERMS: usize = 280;
/// Bytes of the parametric terms with their four sources.
const PARAMETRIC_TERMS: usize = 516;

/// As in the program; a source's kind has the number of its listing's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListingKind {
    Mint = 0,
    Pyth = 1,
    Switchboard = 2,
}

impl From<FeedKind> for ListingKind {
    fn from(kind: FeedKind) -> Self {
        match kind {
            FeedKind::Pyth => Self::Pyth,
            FeedKind::Switchboard => Self::Switchboard,
        }
    }
}

fn pda(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &ID).0
}

pub fn config() -> Pubkey {
    pda(&[b"config"])
}

/// The members' account.
pub fn dao() -> Pubkey {
    pda(&[b"dao"])
}

pub fn proposal(number: u64) -> Pubkey {
    pda(&[b"proposal", &number.to_le_bytes()])
}

pub fn listing(kind: ListingKind, id: &Pubkey) -> Pubkey {
    pda(&[b"listing", &[kind as u8], id.as_ref()])
}

/// The treasury's purse of a mint.
pub fn purse(mint: &Pubkey) -> Pubkey {
    pda(&[b"purse", mint.as_ref()])
}

pub fn pool(id: u32) -> Pubkey {
    pda(&[b"pool", &id.to_le_bytes()])
}

/// The vault of a pool, of the members' account or of a purse.
pub fn vault(owner: &Pubkey) -> Pubkey {
    pda(&[b"vault", owner.as_ref()])
}

pub fn product(pool: &Pubkey, id: u32) -> Pubkey {
    pda(&[b"product", pool.as_ref(), &id.to_le_bytes()])
}

pub fn watch(product: &Pubkey) -> Pubkey {
    pda(&[b"watch", product.as_ref()])
}

pub fn position(pool: &Pubkey, owner: &Pubkey) -> Pubkey {
    pda(&[b"position", pool.as_ref(), owner.as_ref()])
}

/// Where the loader keeps the program's bytes and its upgrade authority.
pub fn program_data() -> Pubkey {
    Pubkey::find_program_address(&[ID.as_ref()], &LOADER).0
}

/// The program's upgrade authority from `initialise` on.
pub fn upgrade_authority() -> Pubkey {
    pda(&[b"upgrade"])
}

/// Instruction data in Borsh, field by field.
struct Data(Vec<u8>);

impl Data {
    fn new(instruction: &str) -> Self {
        Self(Sha256::digest(format!("global:{instruction}"))[..8].to_vec())
    }

    fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// A text in a field of fixed length.
    fn padded(mut self, bytes: &[u8], length: usize) -> Self {
        assert!(bytes.len() <= length, "a text of {} bytes does not fit {length}", bytes.len());
        self.0.extend_from_slice(bytes);
        self.0.resize(self.0.len() + length - bytes.len(), 0);
        self
    }

    fn u8(self, value: u8) -> Self {
        self.raw(&[value])
    }

    fn bool(self, value: bool) -> Self {
        self.u8(u8::from(value))
    }

    fn u16(self, value: u16) -> Self {
        self.raw(&value.to_le_bytes())
    }

    fn u32(self, value: u32) -> Self {
        self.raw(&value.to_le_bytes())
    }

    fn u64(self, value: u64) -> Self {
        self.raw(&value.to_le_bytes())
    }

    fn i64(self, value: i64) -> Self {
        self.raw(&value.to_le_bytes())
    }

    fn key(self, value: &Pubkey) -> Self {
        self.raw(value.as_ref())
    }

    fn limits(self, l: &Limits) -> Self {
        let rates = [l.cap, l.base, l.kink, l.at_kink, l.full, l.minimum, l.severity];
        let loadings = [l.audit_per_day, l.audit_most, l.experience];
        rates.into_iter().chain(loadings).fold(self, Self::u64).u16(l.audit_days)
    }

    fn pool(self, p: &Pool) -> Self {
        let rates = [p.reserve_bps, p.margin_bps, p.correlation_bps, p.junior_floor_bps];
        let data = rates.into_iter().fold(self.u64(p.junior_weight).u64(p.min_deposit), Self::u16);
        p.group_caps_bps.into_iter().fold(data.u8(p.notice_days), Self::u16)
    }

    fn to(self, accounts: Vec<AccountMeta>) -> Instruction {
        Instruction {
            program_id: ID,
            accounts,
            data: self.0,
        }
    }
}

fn signer(key: &Pubkey) -> AccountMeta {
    AccountMeta::new_readonly(*key, true)
}

fn payer(key: &Pubkey) -> AccountMeta {
    AccountMeta::new(*key, true)
}

fn writes(key: &Pubkey) -> AccountMeta {
    AccountMeta::new(*key, false)
}

fn reads(key: &Pubkey) -> AccountMeta {
    AccountMeta::new_readonly(*key, false)
}

/// An optional account that is not passed.
fn none() -> AccountMeta {
    reads(&ID)
}

/// Drafts product `id` of a pool, as the bootstrap authority: without escrow and electorate.
pub fn draft_product(drafter: &Pubkey, pool: &Pubkey, id: u32, group: u8, t: &Terms, p: &Parametric, l: &Limits) -> Instruction {
    let product = product(pool, id);
    let subject = hex::decode(&t.subject).unwrap_or_default();
    let data = Data::new("draft_product")
        .u8(group)
        .u8(t.kind)
        .bool(t.by_incident)
        .u16(t.waiting_days)
        .u16(t.grace_days);
    let data = data
        .u16(t.min_days)
        .u16(t.max_days)
        .u16(t.deductible_bps)
        .u32(t.exclusions)
        .u64(t.min_cover)
        .u64(t.max_cover);
    let data = data
        .u16(t.claim_window_days)
        .raw(&t.wording_hash)
        .padded(t.wording_uri.as_bytes(), 96);
    let data = data.padded(t.chain.as_bytes(), 48).padded(&subject, 64);
    let data = data
        .i64(p.strike)
        .i64(p.attachment)
        .i64(p.exhaustion)
        .u64(p.largest)
        .u64(p.bounty)
        .u32(p.window)
        .u32(p.spacing);
    let data = data
        .u32(p.max_gap)
        .u16(p.min_count)
        .u16(p.guard_bps)
        .u16(p.sale_width_bps)
        .bool(p.binary)
        .u8(p.need);
    data.limits(l).to(vec![
        payer(drafter),
        reads(&config()),
        none(),
        none(),
        writes(pool),
        writes(&product),
        writes(&watch(&product)),
        reads(&SYSTEM),
    ])
}

/// What a feed is called on the list and in a source: Pyth's by their feed id, others by their address.
pub fn feed_id(feed: &Feed) -> Pubkey {
    match feed.kind {
        FeedKind::Pyth => Pubkey::new_from_array(feed.id),
        FeedKind::Switchboard => feed.account,
    }
}

/// Adds a source to a draft; its feed is on the list.
pub fn add_source(drafter: &Pubkey, product: &Pubkey, s: &Source, feed: &Feed) -> Instruction {
    let (kind, id) = (ListingKind::from(feed.kind), feed_id(feed));
    let data = Data::new("add_source")
        .u8(kind as u8)
        .u8(s.exponent)
        .u8(s.min_samples)
        .u32(s.max_age)
        .u32(s.interval_bps);
    data.key(&id).key(&feed.queue).raw(&feed.jobs).to(vec![
        signer(drafter),
        reads(product),
        writes(&watch(product)),
        reads(&listing(kind, &id)),
    ])
}

/// Hash of a draft's terms, from the bytes of its product and watch.
pub fn terms_hash(product: &[u8], watch: &[u8]) -> Option<[u8; 32]> {
    let terms = product.get(TERMS_AT..TERMS_AT + PRODUCT_TERMS)?;
    let parametric = watch.get(TERMS_AT..TERMS_AT + PARAMETRIC_TERMS)?;
    Some(Sha256::new().chain_update(terms).chain_update(parametric).finalize().into())
}

/// Opens an underwriter's position.
pub fn open_position(owner: &Pubkey, pool: &Pubkey) -> Instruction {
    Data::new("open_position").to(vec![payer(owner), writes(pool), writes(&position(pool, owner)), reads(&SYSTEM)])
}

/// Puts capital into a tranche.
pub fn deposit(owner: &Pubkey, pool: &Pubkey, mint: &Pubkey, tranche: u8, amount: u64) -> Instruction {
    Data::new("deposit").u8(tranche).u64(amount).u64(1).u64(0).to(vec![
        signer(owner),
        reads(&config()),
        writes(pool),
        writes(&position(pool, owner)),
        writes(&associated(owner, mint)),
        writes(&vault(pool)),
        reads(&TOKEN),
    ])
}

/// Reads the sources of a product.
pub fn observe(keeper: &Pubkey, pool: &Pubkey, product: &Pubkey, sources: &[Pubkey]) -> Instruction {
    let mut accounts = vec![payer(keeper), writes(&watch(product)), writes(pool), writes(product)];
    accounts.extend(sources.iter().map(reads));
    Data::new("observe").to(accounts)
}
