//! Jurors: what they lock, and the sums over all of them.

use {
    crate::{Address, DAY, Outcome, World, pda},
    breakwater::state::{Electorate, Escrow},
    breakwater_client::ix,
};

/// The world's governance token.
pub const GOVERNANCE_MINT: Address = Address::new_from_array([0x60; 32]);
/// All of it, atoms.
pub const GOVERNANCE_SUPPLY: u64 = 2_000_000 * 1_000_000_000;

impl World {
    /// Writes the governance mint: two million tokens, which nobody can make more of.
    pub fn put_governance_mint(&mut self) {
        self.put(GOVERNANCE_MINT, pda::TOKEN, crate::tokens::mint_bytes(9, GOVERNANCE_SUPPLY));
    }

    /// Creates the electorate.
    pub fn electorate(&mut self) -> Outcome {
        let create = ix::create_electorate(self.bootstrap, GOVERNANCE_MINT);
        self.send("create_electorate", create)
    }

    /// Gives `owner` governance tokens in their associated account.
    pub fn grant(&mut self, owner: &Address, amount: u64) -> Address {
        let account = pda::associated_token(owner, &GOVERNANCE_MINT);
        let before = self.balance(&account);
        self.put_token(account, &GOVERNANCE_MINT, owner, before + amount);
        account
    }

    /// Opens an escrow.
    pub fn open_escrow(&mut self, owner: &Address) -> Outcome {
        self.send("open_escrow", ix::open_escrow(*owner))
    }

    /// Locks from the owner's associated account.
    pub fn lock(&mut self, owner: &Address, amount: u64) -> Outcome {
        let source = pda::associated_token(owner, &GOVERNANCE_MINT);
        self.send("lock", ix::lock(*owner, source, amount))
    }

    /// A new juror with an escrow in which they have locked all they have.
    pub fn juror(&mut self, amount: u64) -> Address {
        let owner = self.wallet_address();
        self.with_escrow(&owner, amount);
        owner
    }

    /// Somebody opens an escrow and locks so much in it.
    pub fn with_escrow(&mut self, owner: &Address, amount: u64) {
        self.grant(owner, amount);
        self.open_escrow(owner).ok();
        self.lock(owner, amount).ok();
    }

    /// Gives notice.
    pub fn request_unlock(&mut self, owner: &Address, amount: u64) -> Outcome {
        self.send("request_unlock", ix::request_unlock(*owner, amount))
    }

    /// Takes what is under notice to the owner's associated account.
    pub fn unlock(&mut self, owner: &Address) -> Outcome {
        let destination = pda::associated_token(owner, &GOVERNANCE_MINT);
        self.send("unlock", ix::unlock(*owner, destination))
    }

    /// Closes an escrow.
    pub fn close_escrow(&mut self, owner: &Address) -> Outcome {
        self.send("close_escrow", ix::close_escrow(*owner))
    }

    /// An escrow.
    pub fn escrow(&self, owner: &Address) -> Box<Escrow> {
        self.read(&pda::escrow(owner))
    }

    /// The electorate.
    pub fn voters(&self) -> Box<Electorate> {
        self.read(&pda::electorate())
    }

    /// What this owner weighs now, in a round that opens now.
    pub fn weight(&self, owner: &Address) -> u64 {
        self.escrow(owner).weight(self.now()).expect("a weight")
    }

    /// Electorate and escrows say the same, day by day.
    #[track_caller]
    pub fn assert_escrows(&self) {
        let books = self.books();
        let Some(all) = self.try_read::<Electorate>(&pda::electorate()) else {
            assert!(books.escrows.is_empty(), "no escrow without an electorate");
            return;
        };
        let sum = |f: &dyn Fn(&Escrow) -> u64| books.escrows.iter().map(|(_, e)| f(e)).sum::<u64>();
        assert_eq!(books.escrows.len(), all.escrows.get() as usize, "open escrows");
        assert_eq!(sum(&|e| e.locked.get()), all.locked.get(), "INV-05: locked tokens");
        assert_eq!(sum(&|e| e.unlocking.get()), all.unlocking.get(), "INV-05: tokens under notice");
        let today = u32::try_from(self.now() / DAY).expect("a day");
        // The electorate, counted to some day, names the aged weight of that day and of each of the eight next ones.
        let counted = all.rolled_day.get();
        for day in counted..=counted + 9 {
            let wanted = sum(&|e| e.aged(7, day.max(e.rolled_day.get())).expect("a weight"));
            let ageing = (counted + 1..=day).take(16).map(|next| all.ageing[next as usize % 16].get());
            let said = all.aged.get() + ageing.sum::<u64>();
            assert_eq!(said, wanted, "INV-05: aged weight on day {day}");
        }
        assert!(counted <= today, "the electorate is not ahead of the clock");
        assert_eq!(all.totals[counted as usize % 16], all.aged, "today's total");
        let vault = self.balance(&all.vault);
        let owed = all.locked.get() + all.unlocking.get() + all.slashed.get() - all.rewarded.get().min(all.slashed.get());
        let early = all.rewarded.get().saturating_sub(all.slashed.get());
        assert!(vault + early >= owed, "INV-01: the vault of locked tokens has {vault}, not {owed}");
        for (address, escrow) in &books.escrows {
            let slots: u64 = escrow.since.iter().map(|s| s.get()).sum();
            assert_eq!(slots + escrow.old.get(), escrow.locked.get(), "escrow {address}");
        }
    }
}
