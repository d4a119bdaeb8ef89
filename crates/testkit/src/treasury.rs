//! The treasury's purse of the pool's mint, and the escrows' share of fees.

use {
    crate::{Address, Outcome, World, jurors::GOVERNANCE_MINT, pda},
    breakwater::state::{Electorate, Escrow, Purse},
    breakwater_client::ix,
};

impl World {
    /// Opens the purse of the pool's mint; governance pays the rent.
    pub fn open_purse(&mut self) -> Outcome {
        self.send("open_purse", ix::open_purse(self.bootstrap, self.mint))
    }

    /// Opens the purse of a mint; nothing happens when there is one.
    pub fn open_purse_of(&mut self, mint: Address) {
        if self.try_read::<Purse>(&pda::purse(&mint)).is_none() {
            self.send("open_purse", ix::open_purse(self.bootstrap, mint)).ok();
        }
    }

    /// Somebody puts governance tokens into the treasury.
    pub fn endow(&mut self, amount: u64) {
        self.open_purse_of(GOVERNANCE_MINT);
        let donor = self.wallet_address();
        let source = self.grant(&donor, amount);
        self.send("fund_purse", ix::fund_purse(donor, GOVERNANCE_MINT, source, amount)).ok();
    }

    /// Closes that purse.
    pub fn close_purse(&mut self) -> Outcome {
        let payer = self.treasury_purse().rent_payer;
        self.send("close_purse", ix::close_purse(self.mint, payer))
    }

    /// Pays into that purse from the payer's associated account.
    pub fn fund_purse(&mut self, payer: &Address, amount: u64) -> Outcome {
        let source = pda::associated_token(payer, &self.mint);
        self.send("fund_purse", ix::fund_purse(*payer, self.mint, source, amount))
    }

    /// Counts what was given to that purse's vault.
    pub fn gather(&mut self) -> Outcome {
        self.send("gather_donations", ix::gather_donations(self.mint))
    }

    /// The purse of the pool's mint.
    pub fn treasury_purse(&self) -> Box<Purse> {
        self.read(&pda::purse(&self.mint))
    }

    /// Address of that purse's vault.
    pub fn treasury_vault(&self) -> Address {
        pda::vault(&pda::purse(&self.mint))
    }

    /// What is in that vault, atoms.
    pub fn treasury(&self) -> u64 {
        self.balance(&self.treasury_vault())
    }

    /// Moves the pool's fees to the treasury and, in part, to escrows.
    pub fn sweep(&mut self) -> Outcome {
        let mint = self.pool().mint;
        self.send("sweep_fees", ix::sweep_fees(self.pool, mint))
    }

    /// Creates the vault of the escrows' share of fees.
    pub fn open_revenue(&mut self) -> Outcome {
        self.send("open_revenue", ix::open_revenue(self.bootstrap, self.config().revenue_mint))
    }

    /// What is due to an owner goes to their associated account.
    pub fn claim_revenue(&mut self, owner: &Address) -> Outcome {
        let destination = pda::associated_token(owner, &self.mint);
        self.send("claim_revenue", ix::claim_revenue(self.keeper, *owner, destination))
    }

    /// What an owner could claim now, Q64 atoms.
    pub fn revenue_due(&self, owner: &Address) -> u128 {
        let (mut all, mut escrow) = (self.voters(), self.escrow(owner));
        all.settle_revenue(&mut escrow, self.now()).expect("a share that adds up");
        escrow.revenue_due.get()
    }

    /// Purses and their vaults say the same (INV-01), and the escrows' share adds up to the last bit: what is due, streams and waits is what is held
    /// (INV-05, A-42).
    #[track_caller]
    pub fn assert_treasury(&self) {
        let books = self.books();
        for (address, purse) in &books.purses {
            let vault = self.balance(&purse.vault);
            assert!(
                purse.held.get() <= vault,
                "INV-01: the vault of purse {address} has {vault}, not {}",
                purse.held.get()
            );
            let flow = (purse.taken_in.get(), purse.held.get() + purse.spent_total.get());
            assert_eq!(flow.0, flow.1, "INV-05: what purse {address} has taken in");
        }
        let Some(all) = self.try_read::<Electorate>(&pda::electorate()) else {
            return;
        };
        let due = |escrow: &Escrow| {
            let unpaid = all.revenue_per_token.get().wrapping_sub(escrow.revenue_paid.get());
            escrow.revenue_due.get() + u128::from(escrow.locked.get()) * unpaid
        };
        let earned: u128 = books.escrows.iter().map(|(_, escrow)| due(escrow)).sum();
        let left = u128::try_from(all.revenue_until.get() - all.revenue_at.get()).unwrap_or(0);
        let ahead = all.revenue_rate.get() * left + all.revenue_waits.get();
        let held = u128::from(all.revenue_held.get()) << 64;
        assert_eq!(earned + ahead, held, "INV-05: the escrows' share, to the last bit");
        if !all.revenue_held.is_zero() {
            let vault = self.balance(&pda::revenue_vault());
            assert!(
                all.revenue_held.get() <= vault,
                "INV-01: the vault of the escrows' share has {vault}"
            );
        }
    }
}
