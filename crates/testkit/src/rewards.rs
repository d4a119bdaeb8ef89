//! Governance tokens for underwriters.

use {
    crate::{Address, Outcome, World, books::Books, jurors::GOVERNANCE_MINT, pda},
    breakwater::state::{Pool, Rewards},
    breakwater_client::ix,
};

impl World {
    /// Opens the pool's rewards; the keeper pays the rent. The governance mint is named first if there is none.
    pub fn open_rewards(&mut self) -> Outcome {
        if self.config().governance_mint == Address::default() {
            self.electorate().ok();
        }
        self.send("open_rewards", ix::open_rewards(self.pool, self.keeper, GOVERNANCE_MINT))
    }

    /// The pool's rewards.
    pub fn rewards(&self) -> Box<Rewards> {
        self.read(&pda::rewards(&self.pool))
    }

    /// What the execution of a decision about emissions does: tokens come into the vault, and stream with what still runs.
    pub fn emit_rewards(&mut self, amount: u64, seconds: u64) {
        let (mut pool, mut rewards, now) = (self.pool(), self.rewards(), self.now());
        pool.recognise(now).expect("a ledger that adds up");
        rewards.apply_emission(&mut pool, amount, seconds, now).expect("an emission");
        let address = self.pool;
        self.write(&address, &*pool);
        self.write(&pda::rewards(&address), &*rewards);
        let held = self.balance(&rewards.vault) + amount;
        self.put_token(rewards.vault, &GOVERNANCE_MINT, &pda::rewards(&address), held);
    }

    /// Claims for the owner, to their associated account, which is made if need be; the keeper sends it.
    pub fn claim_rewards(&mut self, owner: &Address, tranche: u8) -> Outcome {
        let destination = self.grant(owner, 0);
        let claim = ix::claim_rewards(self.pool, self.keeper, *owner, destination, tranche);
        self.send("claim_rewards", claim)
    }

    /// Closes the pool's rewards; what is left goes to the treasury.
    pub fn close_rewards(&mut self) -> Outcome {
        self.open_purse_of(GOVERNANCE_MINT);
        let payer = self.rewards().rent_payer;
        self.send("close_rewards", ix::close_rewards(self.pool, GOVERNANCE_MINT, payer))
    }

    /// What one tranche of the owner's position could claim now, Q64 atoms.
    pub fn rewards_due(&self, owner: &Address, tranche: u8) -> u128 {
        let (mut pool, mut position) = (self.pool(), self.position(owner));
        pool.recognise(self.now()).expect("a ledger that adds up");
        let part = position.part(tranche, &pool.tranches[usize::from(tranche)]).expect("a tranche");
        part.reward_due.get()
    }

    /// What was put in for a pool's underwriters covers what they were given, and that what they can claim.
    #[track_caller]
    pub(crate) fn assert_rewards(&self, books: &Books, address: &Address, pool: &Pool) {
        let mut due = 0u128;
        for (_, position) in books.positions.iter().filter(|(_, p)| p.pool == *address) {
            let mut position = position.clone();
            for (index, tranche) in (0u8..).zip(&pool.tranches) {
                due += position.part(index, tranche).expect("rewards that can be counted").reward_due.get();
            }
        }
        let carried: u128 = pool.tranches.iter().map(|t| t.reward_carry.get()).sum();
        let assigned = pool.rewards_assigned.get();
        let Some(rewards) = self.try_read::<Rewards>(&pda::rewards(address)) else {
            let all = [due, carried, assigned, pool.reward_rate.get()];
            assert_eq!((all, pool.reward_until.get()), ([0; 4], 0), "rewards of {address} without a vault");
            return;
        };
        let (held, vault) = (
            rewards.held().expect("no more was claimed than put in"),
            self.balance(&rewards.vault),
        );
        assert!(vault >= held, "INV-01: vault of rewards {vault} below {held}");
        // A generation before the last closed one has forgotten what it had not counted: so much less is due.
        let claimed = u128::from(rewards.claimed.get()) << 64;
        assert!(due + carried + claimed <= assigned, "INV-05: more rewards are due than were given");
        rewards.check_funded(pool).expect("no more is promised than was put in");
    }
}
