//! The instructions of the program that seeding needs, encoded by hand (`Cargo.toml` says why). The tests below hold them to the IDL.

use {
    crate::{
        rpc::rent,
        seed::{Limits, Parametric, Pool, Terms},
    },
    sha2::{Digest, Sha256},
    solana_instruction::{AccountMeta, Instruction},
    surfpool_sdk::Pubkey,
};

/// As declared in `programs/breakwater/src/lib.rs`.
pub const ID: Pubkey = Pubkey::from_str_const("BrkWtr1111111111111111111111111111111111111");
pub const SYSTEM: Pubkey = Pubkey::from_str_const("11111111111111111111111111111111");
pub const TOKEN: Pubkey = Pubkey::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
pub const ASSOCIATED: Pubkey = Pubkey::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
pub const INSTRUCTIONS: Pubkey = Pubkey::from_str_const("Sysvar1nstructions1111111111111111111111111");
const LOADER: Pubkey = Pubkey::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111");

/// Discriminator, version and addresses before the terms in a product and in a watch.
const TERMS_AT: usize = 80;
/// Bytes of the terms that every product has.
const PRODUCT_TERMS: usize = 280;
/// Bytes of the parametric terms with their four sources.
const PARAMETRIC_TERMS: usize = 516;

fn pda(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &ID).0
}

pub fn config() -> Pubkey {
    pda(&[b"config"])
}

pub fn pool(id: u32) -> Pubkey {
    pda(&[b"pool", &id.to_le_bytes()])
}

pub fn vault(pool: &Pubkey) -> Pubkey {
    pda(&[b"vault", pool.as_ref()])
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

/// Creates the protocol; signed by the upgrade authority, which becomes its bootstrap authority and hands the right to upgrade over to the program.
pub fn initialise(authority: &Pubkey, guardian: &Pubkey, revenue_mint: &Pubkey, fee_bps: u16, revenue_bps: u16) -> Instruction {
    Data::new("initialise")
        .key(authority)
        .key(guardian)
        .key(revenue_mint)
        .u16(fee_bps)
        .u16(revenue_bps)
        .to(vec![
            payer(authority),
            writes(&config()),
            writes(&program_data()),
            reads(&upgrade_authority()),
            reads(&INSTRUCTIONS),
            reads(&LOADER),
            reads(&SYSTEM),
        ])
}

/// Opens the treasury's purse of a mint.
pub fn open_purse(payer_key: &Pubkey, mint: &Pubkey) -> Instruction {
    let purse = pda(&[b"purse", mint.as_ref()]);
    Data::new("open_purse").to(vec![
        payer(payer_key),
        writes(&purse),
        reads(mint),
        writes(&vault(&purse)),
        reads(&TOKEN),
        reads(&SYSTEM),
    ])
}

/// Creates pool `id` on `mint`.
pub fn create_pool(governance: &Pubkey, id: u32, mint: &Pubkey, p: &Pool) -> Instruction {
    let pool = pool(id);
    let data = Data::new("create_pool")
        .u64(p.junior_weight)
        .u64(p.min_deposit)
        .u16(p.reserve_bps)
        .u16(p.margin_bps);
    let data = data.u16(p.correlation_bps).u16(p.junior_floor_bps).u8(p.notice_days);
    p.group_caps_bps.into_iter().fold(data, Data::u16).to(vec![
        payer(governance),
        writes(&config()),
        writes(&pool),
        reads(mint),
        writes(&vault(&pool)),
        reads(&TOKEN),
        reads(&SYSTEM),
    ])
}

/// Drafts product `id` of a pool.
pub fn draft_product(governance: &Pubkey, pool: &Pubkey, id: u32, group: u8, t: &Terms, p: &Parametric, l: &Limits) -> Instruction {
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
        payer(governance),
        reads(&config()),
        writes(pool),
        writes(&product),
        writes(&watch(&product)),
        reads(&SYSTEM),
    ])
}

/// A source as the program's `SourceArgs`.
pub struct SourceArgs {
    pub kind: u8,
    pub exponent: u8,
    pub min_samples: u8,
    pub max_age: u32,
    pub interval_bps: u32,
    pub feed: [u8; 32],
    pub queue: [u8; 32],
    pub feed_hash: [u8; 32],
}

/// Adds a source to a draft.
pub fn add_source(governance: &Pubkey, product: &Pubkey, s: &SourceArgs) -> Instruction {
    let data = Data::new("add_source")
        .u8(s.kind)
        .u8(s.exponent)
        .u8(s.min_samples)
        .u32(s.max_age)
        .u32(s.interval_bps);
    data.raw(&s.feed).raw(&s.queue).raw(&s.feed_hash).to(vec![
        signer(governance),
        reads(&config()),
        reads(product),
        writes(&watch(product)),
    ])
}

/// Hash of a draft's terms, from the bytes of its product and watch.
pub fn terms_hash(product: &[u8], watch: &[u8]) -> Option<[u8; 32]> {
    let terms = product.get(TERMS_AT..TERMS_AT + PRODUCT_TERMS)?;
    let parametric = watch.get(TERMS_AT..TERMS_AT + PARAMETRIC_TERMS)?;
    Some(Sha256::new().chain_update(terms).chain_update(parametric).finalize().into())
}

/// Seals a draft and lists it.
pub fn seal_product(governance: &Pubkey, pool: &Pubkey, product: &Pubkey, terms_hash: &[u8; 32]) -> Instruction {
    Data::new("seal_product").raw(terms_hash).to(vec![
        signer(governance),
        reads(&config()),
        writes(pool),
        writes(product),
        reads(&watch(product)),
    ])
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

/// An owner's associated token account.
pub fn associated(owner: &Pubkey, mint: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[owner.as_ref(), TOKEN.as_ref(), mint.as_ref()], &ASSOCIATED).0
}

/// Creates an SPL Token mint without a freeze authority.
pub fn create_mint(payer_key: &Pubkey, mint: &Pubkey, authority: &Pubkey, decimals: u8) -> [Instruction; 2] {
    const SIZE: usize = 82;
    let create = Data(vec![])
        .u32(0)
        .u64(rent(SIZE))
        .u64(SIZE as u64)
        .key(&TOKEN)
        .to(vec![payer(payer_key), payer(mint)]);
    let initialise = Data(vec![]).u8(20).u8(decimals).key(authority).u8(0).to(vec![writes(mint)]);
    [
        Instruction {
            program_id: SYSTEM,
            ..create
        },
        Instruction {
            program_id: TOKEN,
            ..initialise
        },
    ]
}

/// Creates an associated token account unless it exists, and mints to it.
pub fn mint_to(payer_key: &Pubkey, owner: &Pubkey, mint: &Pubkey, authority: &Pubkey, amount: u64) -> [Instruction; 2] {
    let account = associated(owner, mint);
    let accounts = vec![
        payer(payer_key),
        writes(&account),
        reads(owner),
        reads(mint),
        reads(&SYSTEM),
        reads(&TOKEN),
    ];
    let create = Data(vec![]).u8(1).to(accounts);
    let mint = Data(vec![])
        .u8(7)
        .u64(amount)
        .to(vec![writes(mint), writes(&account), signer(authority)]);
    [
        Instruction {
            program_id: ASSOCIATED,
            ..create
        },
        Instruction { program_id: TOKEN, ..mint },
    ]
}

#[cfg(test)]
mod tests {
    use {super::*, crate::seed::Seed, serde_json::Value};

    /// The program's IDL; `cargo xtask idl` writes it.
    fn idl() -> Value {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../idl/breakwater.json");
        let text = std::fs::read_to_string(path).expect("idl/breakwater.json: run `cargo xtask idl`");
        serde_json::from_str(&text).unwrap()
    }

    /// Bytes of a type in instruction data or an account; every type that seeding uses has a fixed size.
    fn size(idl: &Value, ty: &Value) -> usize {
        if let Some(name) = ty.as_str() {
            return match name {
                "bool" | "u8" => 1,
                "u16" => 2,
                "u32" => 4,
                "u64" | "i64" => 8,
                "u128" => 16,
                "pubkey" => 32,
                other => panic!("no size known for {other}"),
            };
        }
        if let Some(array) = ty.get("array").and_then(Value::as_array) {
            return size(idl, &array[0]) * usize::try_from(array[1].as_u64().unwrap()).unwrap();
        }
        let name = ty["defined"]["name"].as_str().unwrap();
        let defined = named(&idl["types"], name);
        match defined["type"]["kind"].as_str() {
            Some("struct") => fields(idl, defined).map(|(_, bytes)| bytes).sum(),
            _ => size(idl, &defined["type"]["alias"]),
        }
    }

    fn fields<'a>(idl: &'a Value, ty: &'a Value) -> impl Iterator<Item = (&'a str, usize)> {
        let fields = ty["type"]["fields"].as_array().unwrap().iter();
        fields.map(|field| (field["name"].as_str().unwrap(), size(idl, &field["type"])))
    }

    fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
        let found = list.as_array().unwrap().iter().find(|item| item["name"] == name);
        found.unwrap_or_else(|| panic!("the IDL has no {name}"))
    }

    /// Discriminator, length of the data, and each account's role are those of the IDL.
    fn check(idl: &Value, name: &str, instruction: &Instruction, extra: usize) {
        let expected = named(&idl["instructions"], name);
        let discriminator: Vec<u8> = serde_json::from_value(expected["discriminator"].clone()).unwrap();
        assert_eq!(instruction.data[..8], discriminator, "{name}");
        let args: usize = expected["args"].as_array().unwrap().iter().map(|arg| size(idl, &arg["type"])).sum();
        assert_eq!(instruction.data.len(), 8 + args, "{name}: length of the data");
        let accounts = expected["accounts"].as_array().unwrap();
        assert_eq!(instruction.accounts.len(), accounts.len() + extra, "{name}: accounts");
        for (meta, account) in instruction.accounts.iter().zip(accounts) {
            let roles = [meta.is_writable, meta.is_signer];
            let wanted = ["writable", "signer"].map(|role| account.get(role).is_some_and(|value| value == true));
            assert_eq!(roles, wanted, "{name}: {} is [writable, signer]", account["name"]);
            if let Some(address) = account.get("address").and_then(Value::as_str) {
                assert_eq!(meta.pubkey.to_string(), address, "{name}: {}", account["name"]);
            }
        }
    }

    #[test]
    fn instructions_are_those_of_the_idl() {
        let (idl, seed) = (idl(), Seed::load().unwrap());
        assert_eq!(idl["address"], ID.to_string().as_str());
        let (key, product) = (Pubkey::new_from_array([7; 32]), &seed.products[0]);
        let source = SourceArgs {
            kind: 1,
            exponent: 8,
            min_samples: 0,
            max_age: 60,
            interval_bps: 20_000,
            feed: [1; 32],
            queue: [0; 32],
            feed_hash: [0; 32],
        };
        let draft = draft_product(&key, &key, 0, 0, &product.terms, &product.parametric, &product.limits);
        check(&idl, "initialise", &initialise(&key, &key, &key, 1), 0);
        check(&idl, "create_pool", &create_pool(&key, 0, &key, &seed.pool), 0);
        check(&idl, "draft_product", &draft, 0);
        check(&idl, "add_source", &add_source(&key, &key, &source), 0);
        check(&idl, "seal_product", &seal_product(&key, &key, &key, &[0; 32]), 0);
        check(&idl, "open_position", &open_position(&key, &key), 0);
        check(&idl, "deposit", &deposit(&key, &key, &key, 0, 1), 0);
        check(&idl, "observe", &observe(&key, &key, &key, &[key, key]), 2);
    }

    #[test]
    fn the_terms_lie_where_their_hash_reads_them() {
        let idl = idl();
        for (account, terms, bytes) in [
            ("Product", "ProductTerms", PRODUCT_TERMS),
            ("Watch", "ParametricTerms", PARAMETRIC_TERMS),
        ] {
            let before = fields(&idl, named(&idl["types"], account)).take_while(|(name, _)| *name != "terms");
            let at: usize = 8 + before.map(|(_, bytes)| bytes).sum::<usize>();
            let size: usize = fields(&idl, named(&idl["types"], terms)).map(|(_, bytes)| bytes).sum();
            assert_eq!((at, size), (TERMS_AT, bytes), "{account}");
        }
    }
}
