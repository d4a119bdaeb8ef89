//! Brings an empty network to the seeded state. `migrations/deploy.ts` does the same through the IDL.

use {
    crate::{
        error::{Error, Result},
        feeds,
        program::{
            self, ListingKind,
            governance::{self, Action, Beginning},
            tokens,
        },
        rpc::Rpc,
        seed::{Product, Seed, keypair},
        state::State,
    },
    solana_instruction::Instruction,
    surfpool_sdk::{Keypair, Pubkey, Signer},
};

const LAMPORTS_PER_SOL: u64 = 1_000_000_000;
/// Id of the seeded pool.
pub const POOL: u32 = 0;
/// So many proposals are queued by one transaction, with all their arguments …
const QUEUED_TOGETHER: usize = 3;
/// … and so many executed.
const EXECUTED_TOGETHER: usize = 4;

/// Address of the pool's mint.
pub fn mint() -> Pubkey {
    keypair("usdc-mint").pubkey()
}

/// Address of the governance token's mint.
pub fn governance_mint() -> Pubkey {
    keypair("governance-mint").pubkey()
}

/// The product with this place in the seed, in the seeded pool.
pub fn product_address(index: usize) -> Pubkey {
    program::product(&program::pool(POOL), u32::try_from(index).unwrap_or(u32::MAX))
}

/// What every network starts with: the program, whose upgrade authority is the bootstrap wallet, and SOL.
pub fn deploy(rpc: &Rpc, seed: &Seed, elf: &[u8]) -> Result<()> {
    rpc.deploy(&program::ID, elf, &keypair("bootstrap").pubkey())?;
    for wallet in &seed.wallets {
        rpc.give_lamports(&keypair(&wallet.name).pubkey(), wallet.sol.saturating_mul(LAMPORTS_PER_SOL))?;
    }
    Ok(())
}

/// Mints, tokens, protocol, pool, products, first deposits and a first observation. Two days pass: the list and the pool wait for one, the seals of
/// the products for another.
pub fn protocol(rpc: &Rpc, seed: &Seed, state: &State) -> Result<()> {
    let bootstrap = keypair("bootstrap");
    pool_tokens(rpc, seed)?;
    votes(rpc, seed, &bootstrap)?;
    let begin = Beginning {
        authority: &bootstrap.pubkey(),
        guardian: &keypair("guardian").pubkey(),
        governance_mint: &governance_mint(),
        revenue_mint: &mint(),
        fee_bps: seed.fee_bps,
        revenue_bps: seed.revenue_bps,
    };
    let instructions = [governance::initialise(&begin), governance::open_purse(&bootstrap.pubkey(), &mint())];
    rpc.send("creating the protocol", &instructions, &[&bootstrap])?;
    enact(rpc, "the list and the pool", &listings(seed), &bootstrap)?;
    let seals = seed.products.iter().enumerate();
    let seals = seals
        .map(|(index, product)| draft(rpc, seed, index, product, &bootstrap))
        .collect::<Result<Vec<_>>>()?;
    enact(rpc, "the products", &seals, &bootstrap)?;
    let pool = program::pool(POOL);
    for deposit in &seed.deposits {
        let owner = keypair(&deposit.wallet);
        let instructions = [
            program::open_position(&owner.pubkey(), &pool),
            program::deposit(&owner.pubkey(), &pool, &mint(), deposit.tranche, deposit.amount),
        ];
        rpc.send("depositing", &instructions, &[&owner])?;
    }
    // They are two days old by now.
    feeds::publish(rpc, seed, state)?;
    observe(rpc, seed)
}

fn pool_tokens(rpc: &Rpc, seed: &Seed) -> Result<()> {
    let (faucet, mint_key) = (keypair("faucet"), keypair("usdc-mint"));
    let create = tokens::create_mint(&faucet.pubkey(), &mint(), &faucet.pubkey(), seed.decimals);
    rpc.send("creating the mint", &create, &[&faucet, &mint_key])?;
    let unit = 10u64.pow(u32::from(seed.decimals));
    let gifts: Vec<Instruction> = seed
        .wallets
        .iter()
        .flat_map(|wallet| {
            let amount = wallet.tokens.saturating_mul(unit);
            tokens::mint_to(&faucet.pubkey(), &keypair(&wallet.name).pubkey(), &mint(), &faucet.pubkey(), amount)
        })
        .collect();
    // Eight instructions, which is four wallets, fit one transaction.
    for part in gifts.chunks(8) {
        rpc.send("handing out tokens", part, &[&faucet])?;
    }
    Ok(())
}

/// The governance token: all of it is minted, then nobody can mint.
fn votes(rpc: &Rpc, seed: &Seed, bootstrap: &Keypair) -> Result<()> {
    let (key, mint) = (bootstrap.pubkey(), governance_mint());
    let all = seed.governance_supply.saturating_mul(10u64.pow(u32::from(seed.decimals)));
    let mut instructions = tokens::create_mint(&key, &mint, &key, seed.decimals).to_vec();
    instructions.extend(tokens::mint_to(&key, &key, &mint, &key, all));
    instructions.push(tokens::end_minting(&mint, &key));
    rpc.send(
        "creating the governance token",
        &instructions,
        &[bootstrap, &keypair("governance-mint")],
    )
}

/// What must be on the list for the pool and its products, and the pool itself.
fn listings(seed: &Seed) -> Vec<Action<'_>> {
    let of_mint = Action::List {
        kind: ListingKind::Mint,
        id: mint(),
        queue: Pubkey::default(),
        feed_hash: [0; 32],
    };
    let of_feeds = seed.feeds.iter().map(|feed| Action::List {
        kind: feed.kind.into(),
        id: program::feed_id(feed),
        queue: feed.queue,
        feed_hash: feed.jobs,
    });
    let create = Action::CreatePool {
        mint: mint(),
        parameters: &seed.pool,
    };
    [of_mint].into_iter().chain(of_feeds).chain([create]).collect()
}

/// Queues actions, waits until their time has come, and executes them.
fn enact(rpc: &Rpc, what: &str, actions: &[Action], bootstrap: &Keypair) -> Result<()> {
    let (key, first) = (bootstrap.pubkey(), proposals(rpc)?);
    let numbered = || (first..).zip(actions);
    let queue: Vec<_> = numbered()
        .map(|(number, action)| governance::queue_action(&key, number, action))
        .collect();
    for part in queue.chunks(QUEUED_TOGETHER) {
        rpc.send(&format!("queueing {what}"), part, &[bootstrap])?;
    }
    rpc.travel(rpc.now()?.time.saturating_add(governance::DELAY))?;
    let execute: Vec<_> = numbered()
        .map(|(number, action)| governance::execute(&key, number, POOL, action))
        .collect();
    for part in execute.chunks(EXECUTED_TOGETHER) {
        rpc.send(&format!("executing {what}"), part, &[bootstrap])?;
    }
    Ok(())
}

/// Proposals ever made, which is the next one's number.
fn proposals(rpc: &Rpc) -> Result<u64> {
    let at = governance::PROPOSALS_AT;
    let data = rpc.data(&program::dao())?.unwrap_or_default();
    let bytes = data.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
    bytes.map(u64::from_le_bytes).ok_or_else(|| Error::Transaction {
        what: "queueing".into(),
        message: "there is no account of the members".into(),
    })
}

/// Drafts a product with its sources. Gives the action that seals exactly this draft.
fn draft<'a>(rpc: &Rpc, seed: &Seed, index: usize, product: &'a Product, bootstrap: &Keypair) -> Result<Action<'a>> {
    let (pool, address, signer) = (program::pool(POOL), product_address(index), bootstrap.pubkey());
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
    rpc.send("drafting a product", &[draft], &[bootstrap])?;
    let sources = product
        .sources
        .iter()
        .map(|source| Ok(program::add_source(&signer, &address, source, seed.feed(&source.feed)?)))
        .collect::<Result<Vec<_>>>()?;
    rpc.send("adding sources", &sources, &[bootstrap])?;
    let bytes = |account: &Pubkey| Ok::<_, Error>(rpc.data(account)?.unwrap_or_default());
    let (drafted, watch) = (bytes(&address)?, bytes(&program::watch(&address))?);
    let terms_hash = program::terms_hash(&drafted, &watch).ok_or_else(|| Error::Transaction {
        what: "sealing a product".into(),
        message: "the draft has another layout than expected".into(),
    })?;
    Ok(Action::SealProduct {
        product: address,
        terms_hash,
        group: product.group,
        limits: &product.limits,
    })
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
        let instructions = tokens::mint_to(&faucet.pubkey(), to, &mint(), &faucet.pubkey(), amount);
        rpc.send("minting tokens", &instructions, &[&faucet])?;
    }
    Ok(())
}
