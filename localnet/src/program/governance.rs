//! The beginning of the protocol, and proposals: what the bootstrap authority queues and anyone executes a day later.

use {
    super::{
        Data, INSTRUCTIONS, LOADER, ListingKind, SYSTEM, TOKEN, config, dao, listing, none, payer, pool, program_data, proposal, purse,
        reads, upgrade_authority, vault, watch, writes,
    },
    crate::seed::{Limits, Pool},
    solana_instruction::Instruction,
    surfpool_sdk::Pubkey,
};

/// Time from queueing to execution, seconds; as the program's `BOOTSTRAP_DELAY`.
pub const DELAY: i64 = 86_400;
/// Where the number of proposals lies in the members' account.
pub const PROPOSALS_AT: usize = 16;

/// What seeding proposes, with the arguments of the program's `Action`.
#[derive(Clone, Copy)]
pub enum Action<'a> {
    SealProduct {
        product: Pubkey,
        terms_hash: [u8; 32],
        group: u8,
        limits: &'a Limits,
    },
    CreatePool {
        mint: Pubkey,
        parameters: &'a Pool,
    },
    List {
        kind: ListingKind,
        id: Pubkey,
        queue: Pubkey,
        feed_hash: [u8; 32],
    },
}

impl Action<'_> {
    /// Its name and its place among the program's actions.
    pub fn tag(&self) -> (&'static str, u8) {
        match self {
            Self::SealProduct { .. } => ("SealProduct", 0),
            Self::CreatePool { .. } => ("CreatePool", 4),
            Self::List { .. } => ("List", 12),
        }
    }

    fn write(&self, data: Data) -> Data {
        let data = data.u8(self.tag().1);
        match self {
            Self::SealProduct {
                product,
                terms_hash,
                group,
                limits,
            } => data.key(product).raw(terms_hash).u8(*group).limits(limits),
            Self::CreatePool { mint, parameters } => data.key(mint).pool(parameters),
            Self::List {
                kind,
                id,
                queue,
                feed_hash,
            } => data.u8(*kind as u8).key(id).key(queue).raw(feed_hash),
        }
    }
}

/// Who begins the protocol, and with what.
pub struct Beginning<'a> {
    /// The program's upgrade authority, which becomes the bootstrap authority and hands the right to upgrade over to the program.
    pub authority: &'a Pubkey,
    pub guardian: &'a Pubkey,
    /// Nobody can mint it.
    pub governance_mint: &'a Pubkey,
    /// Escrows share in fees of this mint.
    pub revenue_mint: &'a Pubkey,
    pub fee_bps: u16,
    pub revenue_bps: u16,
}

/// Creates the protocol.
pub fn initialise(b: &Beginning) -> Instruction {
    Data::new("initialise")
        .key(b.authority)
        .key(b.guardian)
        .key(b.revenue_mint)
        .u16(b.fee_bps)
        .u16(b.revenue_bps)
        .to(vec![
            payer(b.authority),
            writes(&config()),
            writes(&dao()),
            reads(b.governance_mint),
            writes(&vault(&dao())),
            writes(&program_data()),
            reads(&TOKEN),
            reads(&upgrade_authority()),
            reads(&INSTRUCTIONS),
            reads(&LOADER),
            reads(&SYSTEM),
        ])
}

/// Opens the treasury's purse of a mint.
pub fn open_purse(payer_key: &Pubkey, mint: &Pubkey) -> Instruction {
    let purse = purse(mint);
    Data::new("open_purse").to(vec![
        payer(payer_key),
        writes(&purse),
        reads(mint),
        writes(&vault(&purse)),
        reads(&TOKEN),
        reads(&SYSTEM),
    ])
}

/// Queues an action as proposal `number`.
pub fn queue_action(bootstrap: &Pubkey, number: u64, action: &Action) -> Instruction {
    let (product, watch) = match action {
        Action::SealProduct { product, .. } => (reads(product), reads(&watch(product))),
        _ => (none(), none()),
    };
    action.write(Data::new("queue_action")).to(vec![
        payer(bootstrap),
        reads(&config()),
        writes(&dao()),
        writes(&proposal(number)),
        none(),
        product,
        watch,
        none(),
        reads(&INSTRUCTIONS),
        reads(&SYSTEM),
    ])
}

/// Executes proposal `number`, which puts this on the list.
pub fn list(executor: &Pubkey, number: u64, kind: ListingKind, id: &Pubkey) -> Instruction {
    Data::new("list").to(vec![
        payer(executor),
        writes(&config()),
        writes(&proposal(number)),
        writes(&listing(kind, id)),
        reads(&SYSTEM),
    ])
}

/// Executes proposal `number`, which creates pool `id` of `mint`.
pub fn create_pool(executor: &Pubkey, number: u64, id: u32, mint: &Pubkey) -> Instruction {
    let pool = pool(id);
    Data::new("create_pool").to(vec![
        payer(executor),
        writes(&config()),
        writes(&proposal(number)),
        writes(&pool),
        reads(&listing(ListingKind::Mint, mint)),
        reads(mint),
        writes(&vault(&pool)),
        reads(&TOKEN),
        reads(&SYSTEM),
    ])
}

/// Executes proposal `number`, which seals a draft and lists it.
pub fn seal_product(number: u64, pool: &Pubkey, product: &Pubkey) -> Instruction {
    Data::new("seal_product").to(vec![
        writes(&config()),
        writes(&proposal(number)),
        writes(pool),
        writes(product),
        reads(&watch(product)),
    ])
}

/// The instruction that executes an action of seeding as proposal `number`, in pool `pool_id`.
pub fn execute(executor: &Pubkey, number: u64, pool_id: u32, action: &Action) -> Instruction {
    match action {
        Action::SealProduct { product, .. } => seal_product(number, &pool(pool_id), product),
        Action::CreatePool { mint, .. } => create_pool(executor, number, pool_id, mint),
        Action::List { kind, id, .. } => list(executor, number, *kind, id),
    }
}
