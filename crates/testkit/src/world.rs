//! The world: a VM with the built program, a clock, a mint, governance, and oracle feeds whose prices tests set.

use {
    crate::{
        Address, Instruction, Outcome, USDC,
        jurors::GOVERNANCE_MINT,
        oracles::{PythSpec, SwitchboardSpec, pyth_account, switchboard_account},
        pda,
        specs::{AssessedSpec, DepegSpec, PoolSpec, SourceSpec},
    },
    anchor_lang::{
        BorshConfig,
        prelude::Owner,
        wincode::{self, SchemaRead},
    },
    breakwater::{
        instructions::{config::initialise::InitialiseArgs, product::seal::hash_terms},
        state::{Config, Incident, ListingKind, Policy, Pool, Position, Product, Watch},
    },
    breakwater_client::{decode, ix},
    litesvm::LiteSVM,
    solana_clock::Clock,
    solana_message::{Message, VersionedMessage},
    solana_signature::Signature,
    solana_transaction::versioned::VersionedTransaction,
    std::{collections::BTreeMap, path::PathBuf},
};

/// Midnight of 2025-01-06, a Monday.
pub const START: i64 = 1_736_121_600;
/// The escrows' share of swept fees; they get it once the vault for it exists.
pub const REVENUE_BPS: u16 = 2_000;
const SLOT_MILLIS: i64 = 400;

/// A feed's last published price.
#[derive(Clone, Copy)]
pub struct Feed {
    /// Scale 1e9.
    pub price: i64,
    /// One standard deviation, scale 1e9.
    pub deviation: i64,
}

/// See the module.
pub struct World {
    pub svm: LiteSVM,
    /// The bootstrap authority, which is also the program's upgrade authority at first.
    pub bootstrap: Address,
    pub guardian: Address,
    pub fee_payer: Address,
    pub keeper: Address,
    pub mint: Address,
    pub pool: Address,
    /// Sources of each product, in the order of its terms.
    pub sources: BTreeMap<Address, Vec<SourceSpec>>,
    /// Compute units of every accepted instruction that was sent alone, by name.
    pub units: BTreeMap<&'static str, Vec<u64>>,
    /// There are no keys any more.
    pub(crate) keyless: Option<crate::keyless::Keyless>,
    actors: u64,
    nonce: u64,
}

/// The built program: `BREAKWATER_SO`, or `target/deploy/breakwater.so` of the checkout.
pub fn program_path() -> PathBuf {
    std::env::var_os("BREAKWATER_SO").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/deploy/breakwater.so"),
        PathBuf::from,
    )
}

fn actor(number: u64) -> Address {
    let mut bytes = [0xac; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Address::new_from_array(bytes)
}

impl World {
    /// An initialised protocol with one pool and no products, at [`START`] plus twelve hours.
    pub fn new() -> Self {
        Self::with_pool(PoolSpec::default())
    }

    /// As [`World::new`], with these pool parameters.
    pub fn with_pool(spec: PoolSpec) -> Self {
        let mut world = Self::bare();
        world.initialise().ok();
        world.open_purse().ok();
        let mint = world.mint;
        world.create_pool(mint, spec.0).ok();
        world
    }

    /// The program is deployed and its upgrade authority set; nothing else exists.
    pub fn bare() -> Self {
        let path = program_path();
        let elf = std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{}: {error}. Build the program first: cargo xtask build-sbf", path.display()));
        Self::with_elf(&elf)
    }

    /// A bare world with this bytecode.
    pub fn with_elf(elf: &[u8]) -> Self {
        let svm = LiteSVM::new()
            .with_sigverify(false)
            .with_blockhash_check(false)
            .with_transaction_history(0);
        let mut world = Self {
            svm,
            bootstrap: actor(1),
            guardian: actor(2),
            fee_payer: actor(4),
            keeper: actor(5),
            mint: Address::new_from_array([0x05; 32]),
            pool: pda::pool(0),
            sources: BTreeMap::new(),
            units: BTreeMap::new(),
            keyless: None,
            actors: 100,
            nonce: 0,
        };
        world.svm.add_program(breakwater::ID, elf).expect("an ELF that the VM takes");
        world.set_upgrade_authority(Some(world.bootstrap));
        for wallet in [world.bootstrap, world.guardian, world.fee_payer, world.keeper] {
            world.give_sol(wallet);
        }
        let mint = world.mint;
        world.put_mint(mint, 6);
        world.put_governance_mint();
        world.set_time(START + 43_200);
        world
    }

    /// Writes the upgrade authority into ProgramData; LiteSVM deploys without one.
    pub fn set_upgrade_authority(&mut self, authority: Option<Address>) {
        let address = pda::program_data();
        let mut account = self.svm.get_account(&address).expect("ProgramData of the deployed program");
        account.data[12] = u8::from(authority.is_some());
        account.data[13..45].copy_from_slice(authority.unwrap_or_default().as_ref());
        self.svm.set_account(address, account).expect("ProgramData");
    }

    /// Sends `initialise` with the world's own people.
    pub fn initialise(&mut self) -> Outcome {
        let args = InitialiseArgs {
            bootstrap: self.bootstrap,
            guardian: self.guardian,
            revenue_mint: self.mint,
            fee_bps: 500,
            revenue_bps: REVENUE_BPS,
        };
        let authority = self.bootstrap;
        self.send("initialise", ix::initialise(authority, GOVERNANCE_MINT, args))
    }

    /// A new wallet with SOL and no tokens.
    pub fn wallet_address(&mut self) -> Address {
        self.actors += 1;
        let address = actor(self.actors);
        self.give_sol(address);
        address
    }

    /// A new wallet with SOL and `amount` atoms.
    pub fn actor(&mut self, amount: u64) -> Address {
        let address = self.wallet_address();
        self.fund(address, amount);
        address
    }

    // --- time

    /// Chain time.
    pub fn now(&self) -> i64 {
        self.svm.get_sysvar::<Clock>().unix_timestamp
    }

    /// Current slot.
    pub fn slot(&self) -> u64 {
        self.svm.get_sysvar::<Clock>().slot
    }

    /// Sets chain time; the slot follows at 400 ms.
    pub fn set_time(&mut self, at: i64) {
        let mut clock: Clock = self.svm.get_sysvar();
        clock.unix_timestamp = at;
        clock.slot = u64::try_from((at - 1_600_000_000) * 1000 / SLOT_MILLIS).expect("a time after 2020");
        self.svm.set_sysvar(&clock);
    }

    /// Moves chain time forward.
    pub fn advance(&mut self, seconds: i64) {
        self.set_time(self.now() + seconds);
    }

    /// Moves to the next midnight.
    pub fn next_midnight(&mut self) {
        self.set_time((self.now() / crate::DAY + 1) * crate::DAY);
    }

    // --- transactions

    /// Sends one instruction on its own.
    pub fn send(&mut self, name: &'static str, instruction: Instruction) -> Outcome {
        let outcome = self.send_all(&[instruction]);
        if let Ok(meta) = &outcome.result {
            self.units.entry(name).or_default().push(meta.compute_units_consumed);
        }
        outcome
    }

    /// Sends several instructions in one transaction, with the compute limit at its maximum.
    pub fn send_all(&mut self, instructions: &[Instruction]) -> Outcome {
        let mut all = vec![compute_limit(1_400_000)];
        all.extend_from_slice(instructions);
        let blockhash = self.svm.latest_blockhash().to_bytes();
        self.send_raw(&all, blockhash)
    }

    /// Sends exactly these instructions in one transaction that names this blockhash.
    pub fn send_raw(&mut self, instructions: &[Instruction], blockhash: [u8; 32]) -> Outcome {
        self.nonce += 1;
        self.check_keyless(instructions);
        let mut message = Message::new(instructions, Some(&self.fee_payer));
        message.recent_blockhash = blockhash.into();
        let signatures = vec![Signature::default(); usize::from(message.header.num_required_signatures)];
        let touched: Vec<Address> = message.account_keys.iter().filter(|key| **key != self.fee_payer).copied().collect();
        let before = self.snapshot(&touched);
        let result = self.svm.send_transaction(VersionedTransaction {
            signatures,
            message: VersionedMessage::Legacy(message),
        });
        let changed = self.snapshot(&touched) != before;
        Outcome { result, changed }
    }

    /// Simulates one instruction and decodes what it returns.
    #[track_caller]
    pub fn view<T>(&mut self, instruction: Instruction) -> T
    where
        T: for<'de> SchemaRead<'de, BorshConfig, Dst = T>,
    {
        let mut message = Message::new(&[compute_limit(1_400_000), instruction], Some(&self.fee_payer));
        message.recent_blockhash = self.svm.latest_blockhash();
        let signatures = vec![Signature::default(); usize::from(message.header.num_required_signatures)];
        let transaction = VersionedTransaction {
            signatures,
            message: VersionedMessage::Legacy(message),
        };
        let info = self
            .svm
            .simulate_transaction(transaction)
            .unwrap_or_else(|failed| panic!("{:?}\n{}", failed.err, failed.meta.logs.join("\n")));
        let data = &info.meta.return_data.data;
        wincode::config::deserialize(data, anchor_lang::BORSH_CONFIG).expect("a summary")
    }

    // --- accounts

    /// Any account of the program.
    #[track_caller]
    pub fn read<T: bytemuck::Pod + anchor_lang::Discriminator + Owner>(&self, address: &Address) -> Box<T> {
        self.try_read(address)
            .unwrap_or_else(|| panic!("{address} does not exist or is another account"))
    }

    /// Any account of the program, if it exists.
    pub fn try_read<T: bytemuck::Pod + anchor_lang::Discriminator + Owner>(&self, address: &Address) -> Option<Box<T>> {
        let account = self.svm.get_account(address).filter(|a| a.owner == breakwater::ID)?;
        decode::account(&account.data).ok()
    }

    /// Writes an account of the program, for states that take long to reach.
    pub fn write<T: bytemuck::Pod>(&mut self, address: &Address, value: &T) {
        assert!(self.keyless.is_none(), "nothing is written by hand after the keys were lost");
        let mut account = self.svm.get_account(address).expect("an existing account");
        account.data[8..].copy_from_slice(bytemuck::bytes_of(value));
        self.svm.set_account(*address, account).expect("an account");
    }

    /// Writes the pool's sums of cover by hand, as if one product of group 0 with severity 100 % had made them.
    pub fn write_cover(&mut self, active: u64, provisional: u64, ended_at_stake: u64) {
        let (address, mut pool) = (self.pool, self.pool());
        let left = active.saturating_sub(provisional - ended_at_stake);
        (pool.active_cover, pool.provisional, pool.ended_at_stake) = (active.into(), provisional.into(), ended_at_stake.into());
        (pool.groups[0].exposure, pool.groups[0].exposure_if_lost) = (active.into(), left.into());
        (pool.cover_slots[0].active, pool.cover_slots[0].if_lost) = (active.into(), left.into());
        self.write(&address, &*pool);
    }

    /// The configuration.
    pub fn config(&self) -> Box<Config> {
        self.read(&pda::config())
    }

    /// The pool.
    pub fn pool(&self) -> Box<Pool> {
        self.read(&self.pool)
    }

    /// A product.
    pub fn product(&self, product: &Address) -> Box<Product> {
        self.read(product)
    }

    /// The watch of a product.
    pub fn watch(&self, product: &Address) -> Box<Watch> {
        self.read(&pda::watch(product))
    }

    /// An underwriter's position.
    pub fn position(&self, owner: &Address) -> Box<Position> {
        self.read(&pda::position(&self.pool, owner))
    }

    /// A policy.
    pub fn policy(&self, policy: &Address) -> Box<Policy> {
        self.read(policy)
    }

    /// An incident.
    pub fn incident(&self, product: &Address, number: u32) -> Box<Incident> {
        self.read(&pda::incident(product, number))
    }

    // --- products and feeds

    /// Drafts, fills and seals a product. All its feeds publish 1.0.
    pub fn product_from(&mut self, spec: &DepegSpec) -> Address {
        let product = self.draft(spec);
        for source in &spec.sources {
            self.list_feed(*source);
            let add = ix::add_source(self.bootstrap, product, source.args());
            self.send("add_source", add).ok();
        }
        let hash = self.terms_hash(&product);
        self.seal_with(&product, hash).ok();
        self.sources.insert(product, spec.sources.clone());
        for source in &spec.sources {
            self.publish(
                *source,
                Feed {
                    price: 1_000_000_000,
                    deviation: 100_000,
                },
            );
        }
        product
    }

    /// Puts a source's feed on the list; nothing happens when it is.
    pub fn list_feed(&mut self, source: SourceSpec) {
        let args = source.args();
        let kind = match source {
            SourceSpec::Pyth(_) => ListingKind::Pyth,
            SourceSpec::Switchboard(_) => ListingKind::Switchboard,
        };
        self.list(
            kind,
            Address::new_from_array(args.feed),
            Address::new_from_array(args.queue),
            args.feed_hash,
        );
    }

    /// Drafts a product without sources.
    pub fn draft(&mut self, spec: &DepegSpec) -> Address {
        let id = self.pool().product_count.get();
        let draft = ix::draft_product(self.bootstrap, self.pool, id, spec.group, spec.terms, spec.parametric, spec.limits);
        self.send("draft_product", draft).ok();
        pda::product(&self.pool, id)
    }

    /// Drafts and seals a product that jurors decide; there are jurors and a court.
    pub fn assessed(&mut self, spec: &AssessedSpec) -> Address {
        self.seat_court();
        let id = self.pool().product_count.get();
        let draft = ix::draft_assessed(self.bootstrap, self.pool, id, spec.group, spec.terms, spec.limits);
        self.send("draft_assessed", draft).ok();
        let product = pda::product(&self.pool, id);
        let hash = self.terms_hash(&product);
        self.seal_with(&product, hash).ok();
        product
    }

    /// The instruction as this product needs it: without a watch if it has none.
    pub fn watched(&self, instruction: Instruction, product: &Address) -> Instruction {
        if self.try_read::<Watch>(&pda::watch(product)).is_some() {
            instruction
        } else {
            ix::without_watch(instruction, product)
        }
    }

    /// Hash of a product's terms as drafted.
    pub fn terms_hash(&self, product: &Address) -> [u8; 32] {
        let watch = self.try_read::<Watch>(&pda::watch(product));
        hash_terms(&self.product(product).terms, watch.as_ref().map(|watch| &watch.terms))
    }

    /// Address of a source's account.
    pub fn source_address(source: SourceSpec) -> Address {
        match source {
            SourceSpec::Pyth(n) => Address::new_from_array([n | 0x40; 32]),
            SourceSpec::Switchboard(_) => Address::new_from_array(source.feed()),
        }
    }

    /// Publishes a price of one source, as of now.
    pub fn publish(&mut self, source: SourceSpec, feed: Feed) {
        let (now, slot) = (self.now(), self.slot());
        let (owner, data) = match source {
            SourceSpec::Pyth(_) => pyth_account(PythSpec {
                feed_id: source.feed(),
                // Exponent -8: the last digit of the 1e9 scale is cut.
                price: feed.price / 10,
                conf: u64::try_from(feed.deviation / 10).expect("a deviation that is not negative"),
                exponent: -8,
                publish_time: now,
                posted_slot: slot,
                ..PythSpec::default()
            }),
            SourceSpec::Switchboard(_) => switchboard_account(SwitchboardSpec {
                queue: source.queue(),
                feed_hash: source.feed_hash(),
                value_1e18: i128::from(feed.price) * 1_000_000_000,
                std_dev_1e18: i128::from(feed.deviation) * 1_000_000_000,
                min_slot: slot,
                max_slot: slot,
                last_update_timestamp: now,
                ..SwitchboardSpec::default()
            }),
        };
        self.put(Self::source_address(source), Address::new_from_array(owner), data);
    }

    /// Publishes one price on every source of a product.
    pub fn publish_all(&mut self, product: &Address, price: i64) {
        for source in self.sources[product].clone() {
            self.publish(source, Feed { price, deviation: 100_000 });
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// A wallet's worth of USDC that never runs out in a test.
pub const PLENTY: u64 = 100_000_000 * USDC;

fn compute_limit(units: u32) -> Instruction {
    let mut data = vec![2u8];
    data.extend(units.to_le_bytes());
    Instruction {
        program_id: anchor_lang::address!("ComputeBudget111111111111111111111111111111"),
        accounts: vec![],
        data,
    }
}
