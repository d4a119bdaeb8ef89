//! Brings an empty network to the seeded state. `migrations/deploy.ts` does the same through the IDL.

use {
    crate::{
        error::{Error, Result},
        program::{self, SourceArgs},
        rpc::Rpc,
        seed::{self, Feed, FeedKind, Product, Seed, keypair},
    },
    solana_instruction::Instruction,
    surfpool_sdk::{Keypair, Pubkey, Signer},
};

const LAMPORTS_PER_SOL: u64 = 1_000_000_000;
/// Id of the seeded pool.
pub const POOL: u32 = 0;
/// As in the program's `SourceKind`.
const PYTH: u8 = 1;
const SWITCHBOARD: u8 = 2;

/// Address of the pool's mint.
pub fn mint() -> Pubkey {
    seed::keypair("usdc-mint").pubkey()
}

/// The product with this place in the seed, in the seeded pool.
pub fn product_address(index: usize) -> Pubkey {
    program::product(&program::pool(POOL), u32::try_from(index).unwrap_or(u32::MAX))
}

/// What every network starts with: the program, whose upgrade authority is the governance wallet, and SOL.
pub fn deploy(rpc: &Rpc, seed: &Seed, elf: &[u8]) -> Result<()> {
    rpc.deploy(&program::ID, elf, &keypair("governance").pubkey())?;
    for wallet in &seed.wallets {
        rpc.give_lamports(&keypair(&wallet.name).pubkey(), wallet.sol.saturating_mul(LAMPORTS_PER_SOL))?;
    }
    Ok(())
}

/// Mint, protocol, pool, products, tokens, first deposits and a first observation. The feeds must be published.
pub fn protocol(rpc: &Rpc, seed: &Seed) -> Result<()> {
    let governance = keypair("governance");
    tokens(rpc, seed)?;
    let guardian = keypair("guardian").pubkey();
    let instructions = [
        program::initialise(&governance.pubkey(), &guardian, &mint(), seed.fee_bps, seed.revenue_bps),
        program::open_purse(&governance.pubkey(), &mint()),
        program::create_pool(&governance.pubkey(), POOL, &mint(), &seed.pool),
    ];
    rpc.send("creating protocol and pool", &instructions, &[&governance])?;
    for (index, product) in seed.products.iter().enumerate() {
        list(rpc, seed, index, product, &governance)?;
    }
    let pool = program::pool(POOL);
    for deposit in &seed.deposits {
        let owner = keypair(&deposit.wallet);
        let instructions = [
            program::open_position(&owner.pubkey(), &pool),
            program::deposit(&owner.pubkey(), &pool, &mint(), deposit.tranche, deposit.amount),
        ];
        rpc.send("depositing", &instructions, &[&owner])?;
    }
    observe(rpc, seed)
}

fn tokens(rpc: &Rpc, seed: &Seed) -> Result<()> {
    let (faucet, mint_key) = (keypair("faucet"), keypair("usdc-mint"));
    let create = program::create_mint(&faucet.pubkey(), &mint(), &faucet.pubkey(), seed.decimals);
    rpc.send("creating the mint", &create, &[&faucet, &mint_key])?;
    let unit = 10u64.pow(u32::from(seed.decimals));
    let gifts: Vec<Instruction> = seed
        .wallets
        .iter()
        .flat_map(|wallet| {
            let amount = wallet.tokens.saturating_mul(unit);
            program::mint_to(&faucet.pubkey(), &keypair(&wallet.name).pubkey(), &mint(), &faucet.pubkey(), amount)
        })
        .collect();
    // Eight instructions, which is four wallets, fit one transaction.
    for part in gifts.chunks(8) {
        rpc.send("handing out tokens", part, &[&faucet])?;
    }
    Ok(())
}

fn list(rpc: &Rpc, seed: &Seed, index: usize, product: &Product, governance: &Keypair) -> Result<()> {
    let (pool, address, signer) = (program::pool(POOL), product_address(index), governance.pubkey());
    let id = u32::try_from(index).unwrap_or(u32::MAX);
    let draft = program::draft_product(
        &signer,
        &pool,
        id,
        product.group,
        &product.terms,
        &product.parametric,
        &product.limits,
    );
    rpc.send("drafting a product", &[draft], &[governance])?;
    let sources = product
        .sources
        .iter()
        .map(|source| {
            Ok(program::add_source(
                &signer,
                &address,
                &source_args(source, seed.feed(&source.feed)?),
            ))
        })
        .collect::<Result<Vec<_>>>()?;
    rpc.send("adding sources", &sources, &[governance])?;
    let bytes = |account: &Pubkey| Ok::<_, Error>(rpc.data(account)?.unwrap_or_default());
    let (drafted, watch) = (bytes(&address)?, bytes(&program::watch(&address))?);
    let hash = program::terms_hash(&drafted, &watch).ok_or_else(|| Error::Transaction {
        what: "sealing a product".into(),
        message: "the draft has another layout than expected".into(),
    })?;
    rpc.send(
        "sealing a product",
        &[program::seal_product(&signer, &pool, &address, &hash)],
        &[governance],
    )
}

fn source_args(source: &seed::Source, feed: &Feed) -> SourceArgs {
    let (kind, address) = match feed.kind {
        FeedKind::Pyth => (PYTH, feed.id),
        FeedKind::Switchboard => (SWITCHBOARD, feed.account.to_bytes()),
    };
    SourceArgs {
        kind,
        exponent: source.exponent,
        min_samples: source.min_samples,
        max_age: source.max_age,
        interval_bps: source.interval_bps,
        feed: address,
        queue: feed.queue.to_bytes(),
        feed_hash: feed.jobs,
    }
}

/// One observation of every product, by the keeper.
pub fn observe(rpc: &Rpc, seed: &Seed) -> Result<()> {
    let keeper = keypair("keeper");
    let pool = program::pool(POOL);
    let instructions = seed
        .products
        .iter()
        .enumerate()
        .map(|(index, product)| {
            let sources = product
                .sources
                .iter()
                .map(|source| seed.feed(&source.feed).map(|feed| feed.account))
                .collect::<Result<Vec<_>>>()?;
            Ok(program::observe(&keeper.pubkey(), &pool, &product_address(index), &sources))
        })
        .collect::<Result<Vec<_>>>()?;
    rpc.send("observing", &instructions, &[&keeper])
}

/// SOL and tokens for one wallet.
pub fn airdrop(rpc: &Rpc, seed: &Seed, to: &Pubkey, sol: u64, tokens: u64) -> Result<()> {
    if sol > 0 {
        rpc.give_lamports(to, sol.saturating_mul(LAMPORTS_PER_SOL))?;
    }
    if tokens > 0 {
        let faucet = keypair("faucet");
        let amount = tokens.saturating_mul(10u64.pow(u32::from(seed.decimals)));
        let instructions = program::mint_to(&faucet.pubkey(), to, &mint(), &faucet.pubkey(), amount);
        rpc.send("minting tokens", &instructions, &[&faucet])?;
    }
    Ok(())
}
