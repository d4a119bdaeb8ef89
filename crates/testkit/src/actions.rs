//! One method per instruction, with the accounts that the world's people would pass.

use {
    crate::{Address, DAY, Outcome, World, pda},
    base64::{Engine, engine::general_purpose::STANDARD},
    breakwater::{
        errors::IncidentError,
        instructions::{
            policy::buy::BuyArgs,
            view::{pool_summary::PoolSummary, product_summary::ProductSummary},
        },
    },
    breakwater_client::ix,
};

impl World {
    /// Closes the pool, which is retired first; what is left goes to the treasury.
    pub fn close_pool(&mut self) -> Outcome {
        self.retire_pool();
        let (payer, mint) = (self.pool().rent_payer, self.pool().mint);
        self.send("close_pool", ix::close_pool(self.pool, mint, payer))
    }

    /// Opens a position.
    pub fn open_position(&mut self, owner: &Address) -> Outcome {
        self.send("open_position", ix::open_position(self.pool, *owner))
    }

    /// Closes an empty position.
    pub fn close_position(&mut self, owner: &Address) -> Outcome {
        self.send("close_position", ix::close_position(self.pool, *owner))
    }

    /// Deposits from the owner's associated account.
    pub fn deposit(&mut self, owner: &Address, tranche: u8, amount: u64) -> Outcome {
        let source = pda::associated_token(owner, &self.mint);
        self.send("deposit", ix::deposit(self.pool, *owner, source, tranche, amount, 0))
    }

    /// A new underwriter with a position and a deposit.
    pub fn underwriter(&mut self, tranche: u8, amount: u64) -> Address {
        let owner = self.actor(amount);
        self.open_position(&owner).ok();
        self.deposit(&owner, tranche, amount).ok();
        owner
    }

    /// Gives notice on shares.
    pub fn request(&mut self, owner: &Address, tranche: u8, shares: u128) -> Outcome {
        self.send("request_withdrawal", ix::request_withdrawal(self.pool, *owner, tranche, shares))
    }

    /// Gives notice on all shares of a tranche.
    pub fn request_all(&mut self, owner: &Address, tranche: u8) -> Outcome {
        let shares = self.position(owner).tranches[usize::from(tranche)].shares.get();
        self.request(owner, tranche, shares)
    }

    /// Takes a request back.
    pub fn cancel(&mut self, owner: &Address, tranche: u8) -> Outcome {
        let source = pda::associated_token(owner, &self.mint);
        self.send("cancel_withdrawal", ix::cancel_withdrawal(self.pool, *owner, source, tranche))
    }

    /// Executes a matured request; the keeper sends it.
    pub fn execute(&mut self, owner: &Address, tranche: u8) -> Outcome {
        let destination = pda::associated_token(owner, &self.mint);
        self.send(
            "execute_withdrawal",
            ix::execute_withdrawal(self.pool, self.keeper, *owner, destination, tranche),
        )
    }

    /// Leaves at the lower price.
    pub fn withdraw(&mut self, owner: &Address, tranche: u8, shares: u128, min_assets: u64) -> Outcome {
        let destination = pda::associated_token(owner, &self.mint);
        self.send(
            "withdraw",
            ix::withdraw(self.pool, *owner, destination, tranche, shares, min_assets),
        )
    }

    /// Buys cover for the buyer. `id` makes the policy's address.
    pub fn buy(&mut self, product: &Address, buyer: &Address, id: u64, cover: u64, days: u16) -> Outcome {
        let args = BuyArgs {
            id,
            cover,
            days,
            max_premium: u64::MAX,
            holder: *buyer,
            insured: Address::default(),
        };
        self.buy_with(product, buyer, args)
    }

    /// Buys cover with all arguments given.
    pub fn buy_with(&mut self, product: &Address, buyer: &Address, args: BuyArgs) -> Outcome {
        let source = pda::associated_token(buyer, &self.mint);
        let buy = self.watched(ix::buy_policy(self.pool, *product, *buyer, source, args), product);
        self.send("buy_policy", buy)
    }

    /// A new holder with one policy; gives holder and policy. Publishes and observes first if the watch is old.
    pub fn holder(&mut self, product: &Address, cover: u64, days: u16) -> (Address, Address) {
        if self.sources.contains_key(product) && self.now() - self.watch(product).observed_at.get() > 500 {
            self.publish_all(product, 1_000_000_000);
            self.observe(product).ok();
        }
        let buyer = self.actor(cover);
        self.buy(product, &buyer, 0, cover, days).ok();
        (buyer, pda::policy(product, &buyer, 0))
    }

    /// Extends a policy; its holder pays.
    pub fn extend(&mut self, product: &Address, policy: &Address, days: u16) -> Outcome {
        let payer = self.policy(policy).holder;
        let source = pda::associated_token(&payer, &self.mint);
        let extend = ix::extend_policy(self.pool, *product, *policy, payer, source, days, u64::MAX);
        let extend = self.watched(extend, product);
        self.send("extend_policy", extend)
    }

    /// Cancels a policy.
    pub fn cancel_policy(&mut self, product: &Address, policy: &Address) -> Outcome {
        let data = self.policy(policy);
        let destination = pda::associated_token(&data.holder, &self.mint);
        let cancel = ix::cancel_policy(self.pool, *product, *policy, data.holder, data.buyer, destination, 0);
        self.send("cancel_policy", cancel)
    }

    /// Gives a policy to somebody else.
    pub fn transfer(&mut self, product: &Address, policy: &Address, to: Address) -> Outcome {
        let holder = self.policy(policy).holder;
        self.send("transfer_policy", ix::transfer_policy(*product, *policy, holder, to))
    }

    /// Pays a recovery in for the pool (0) or a closed generation (2, 3), out of the payer's associated account.
    pub fn recover(&mut self, payer: &Address, subject: u8, amount: u64) -> Outcome {
        let source = pda::associated_token(payer, &self.mint);
        self.send("recover", ix::recover(self.pool, *payer, source, subject, amount))
    }

    /// Pays a recovery of one incident in.
    pub fn recover_incident(&mut self, payer: &Address, product: &Address, number: u32, amount: u64) -> Outcome {
        let source = pda::associated_token(payer, &self.mint);
        let recover = ix::recover_incident(self.pool, *product, number, *payer, source, amount);
        self.send("recover, of an incident", recover)
    }

    /// Fetches a recovery for closed shares.
    pub fn fetch_recovery(&mut self, owner: &Address, tranche: u8) -> Outcome {
        let destination = pda::associated_token(owner, &self.mint);
        self.send("fetch_recovery", ix::fetch_recovery(self.pool, *owner, destination, tranche))
    }

    /// Lets a settled incident wait for recoveries.
    pub fn release(&mut self, product: &Address, number: u32) -> Outcome {
        self.send("release_incident", ix::release_incident(self.pool, *product, number))
    }

    /// Reads the pool's figures by simulating.
    pub fn pool_summary(&mut self) -> PoolSummary {
        let read = ix::pool_summary(self.pool);
        self.view(read)
    }

    /// Reads a product's figures by simulating.
    pub fn product_summary(&mut self, product: &Address) -> ProductSummary {
        let read = ix::product_summary(self.pool, *product);
        self.view(read)
    }

    /// Observes with every source, passing pool and product.
    pub fn observe(&mut self, product: &Address) -> Outcome {
        let sources: Vec<_> = self.sources[product].iter().map(|s| Some(Self::source_address(*s))).collect();
        self.observe_with(product, true, &sources)
    }

    /// Observes with these sources, with or without pool and product.
    pub fn observe_with(&mut self, product: &Address, family: bool, sources: &[Option<Address>]) -> Outcome {
        let family = family.then_some(self.pool);
        self.send("observe", ix::observe(self.keeper, *product, family, sources))
    }

    /// Publishes `price` on every source and observes it.
    pub fn observe_at(&mut self, product: &Address, price: i64) -> Outcome {
        self.publish_all(product, price);
        self.observe(product)
    }

    /// Observes `price` every five minutes for `seconds`, starting now; leaves the clock after the last one.
    pub fn hold(&mut self, product: &Address, price: i64, seconds: i64) {
        let end = self.now() + seconds;
        while self.now() <= end {
            self.observe_at(product, price).ok();
            self.advance(300);
        }
    }

    /// Opens the next incident from the watch's episode.
    pub fn trigger(&mut self, product: &Address) -> Outcome {
        let (number, episode) = (self.product(product).incident_count.get(), self.watch(product).episode.get());
        self.send("trigger", ix::trigger(self.keeper, self.pool, *product, number, episode))
    }

    /// Adds a step.
    pub fn raise(&mut self, product: &Address, number: u32) -> Outcome {
        self.send("raise", ix::raise(self.keeper, self.pool, *product, number))
    }

    /// Recounts an episode, with its incident if it has one.
    pub fn recount(&mut self, product: &Address, episode: u32, number: Option<u32>) -> Outcome {
        self.send("recount", ix::recount(self.pool, *product, episode, number))
    }

    /// Makes the next step final.
    pub fn finalise(&mut self, product: &Address, number: u32) -> Outcome {
        self.send("finalise_step", ix::finalise_step(self.pool, *product, number))
    }

    /// Seals an incident.
    pub fn seal(&mut self, product: &Address, number: u32) -> Outcome {
        self.send("seal_incident", ix::seal_incident(self.pool, *product, number))
    }

    /// Settles a policy.
    pub fn settle(&mut self, product: &Address, number: u32, policy: &Address) -> Outcome {
        let holder = self.policy(policy).holder;
        let odd = [self.pool, *product, *policy, pda::vault(&self.pool), pda::incident(product, number)].contains(&holder);
        let build = if odd { ix::settle_policy_without_holder } else { ix::settle_policy };
        let settle = build(self.keeper, self.pool, *product, number, *policy, holder, self.mint);
        self.send("settle_policy", settle)
    }

    /// Delivers what a policy is owed.
    pub fn pay_owed(&mut self, product: &Address, policy: &Address) -> Outcome {
        let destination = pda::associated_token(&self.policy(policy).holder, &self.mint);
        self.send("pay_owed", ix::pay_owed(self.keeper, self.pool, *product, *policy, destination))
    }

    /// Closes a policy.
    pub fn close_policy(&mut self, product: &Address, policy: &Address) -> Outcome {
        let buyer = self.policy(policy).buyer;
        self.send("close_policy", ix::close_policy(*product, *policy, buyer))
    }

    /// Closes an incident.
    pub fn close_incident(&mut self, product: &Address, number: u32) -> Outcome {
        let payer = self.incident(product, number).rent_payer;
        self.send("close_incident", ix::close_incident(self.pool, *product, number, payer))
    }

    /// Ends an incident whose policies are settled: closes it, or releases it when it lacks money, and closes it after its year.
    #[track_caller]
    pub fn finish_incident(&mut self, product: &Address, number: u32) {
        if self.close_incident(product, number).result.is_ok() {
            return;
        }
        self.release(product, number).ok();
        self.close_incident(product, number).refused(IncidentError::RecoveriesMayCome);
        let sealed_at = self.incident(product, number).sealed_at.get();
        self.set_time(self.now().max(sealed_at + 365 * DAY));
        self.close_incident(product, number).ok();
    }

    /// Ends or releases the watch's episode.
    pub fn end_episode(&mut self, product: &Address) -> Outcome {
        let episode = self.watch(product).episode.get();
        self.send("end_episode", ix::end_episode(self.pool, *product, episode))
    }

    /// Counts midnights.
    pub fn roll(&mut self, product: &Address) -> Outcome {
        self.send("roll_product", ix::roll_product(self.pool, *product))
    }

    /// Closes a product.
    pub fn close_product(&mut self, product: &Address) -> Outcome {
        let payer = self.product(product).rent_payer;
        let close = self.watched(ix::close_product(self.bootstrap, self.pool, *product, payer), product);
        self.send("close_product", close)
    }
}

impl Outcome {
    /// Accepted, with exactly one event of this type in its log, and every byte of it as given.
    #[track_caller]
    pub fn emits<E: anchor_lang::Event + anchor_lang::Discriminator>(self, event: E) -> Self {
        let records = match &self.result {
            Ok(meta) => meta
                .logs
                .iter()
                .filter_map(|line| line.strip_prefix("Program data: "))
                .filter_map(|line| STANDARD.decode(line).ok()),
            Err(failed) => panic!("refused: {}\n{}", self.name(), failed.meta.logs.join("\n")),
        };
        let records: Vec<_> = records.filter(|bytes| bytes.starts_with(E::DISCRIMINATOR)).collect();
        assert_eq!(records, vec![event.data()], "{}", core::any::type_name::<E>());
        self
    }
}
