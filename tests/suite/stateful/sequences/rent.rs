//! INV-20: who pays an account's rent gets all of it back, and no lamport is anybody else's. What somebody has is their wallet and what lies in
//! accounts that they paid for: that stays the same whatever is opened and closed.

use {
    super::{model::Model, setup::Cast},
    breakwater::state::{Listing, PROPOSAL_BYTES},
    breakwater_testkit::{books::Books, *},
};

/// Bytes of a listing's account.
const LISTING_BYTES: usize = 8 + size_of::<Listing>();

/// Lamports of wallets and of what they paid for, when everything was set up.
pub struct Rent {
    pub people: Vec<u64>,
    pub governance: u64,
    pub keeper: u64,
}

/// An account of the program.
pub struct Held {
    pub address: Address,
    pub lamports: u64,
    pub size: usize,
    pub of: Governance,
}

/// What an account is to governance, and who paid for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Governance {
    Proposal(Address),
    Listing(Address),
    Other,
}

impl Cast {
    /// All accounts of the program.
    pub fn held(&self) -> Vec<Held> {
        let all = self.world.svm.get_program_accounts(&breakwater::ID).into_iter();
        let held = all.map(|(address, account)| Held {
            address,
            lamports: account.lamports,
            size: account.data.len(),
            of: self.governance(&address, account.data.len()),
        });
        held.collect()
    }

    fn governance(&self, address: &Address, size: usize) -> Governance {
        if size == PROPOSAL_BYTES {
            return Governance::Proposal(self.world.proposal(address).proposer);
        }
        let listing = (size == LISTING_BYTES).then(|| self.world.try_read::<Listing>(address));
        listing
            .flatten()
            .map_or(Governance::Other, |listing| Governance::Listing(listing.rent_payer))
    }

    /// What everybody has now.
    pub fn rent(&self, accounts: &[Held], books: &Books) -> Rent {
        let wallet = |who: &Address| self.world.svm.get_balance(who).unwrap_or(0);
        let lamports = |address: &Address| accounts.iter().find(|a| a.address == *address).map_or(0, |a| a.lamports);
        let paid = |who: &Address| -> u64 {
            let positions = books.positions.iter().filter(|(_, p)| p.owner == *who).map(|(a, _)| lamports(a));
            let policies = books.policies.iter().filter(|(_, p)| p.buyer == *who).map(|(a, _)| lamports(a));
            let incidents = books
                .incidents
                .iter()
                .filter(|(_, i)| i.rent_payer == *who)
                .map(|(a, _)| lamports(a));
            let products = books.products.iter().filter(|(_, p)| p.rent_payer == *who);
            let watched = products.map(|(a, _)| {
                let watch = books.watches.iter().find(|(_, w)| w.product == *a);
                lamports(a) + watch.map_or(0, |(w, _)| lamports(w))
            });
            let pools = books.pools.iter().filter(|(_, p)| p.rent_payer == *who);
            let vaults = pools.map(|(a, p)| lamports(a) + wallet(&p.vault));
            let courts = books.courts.iter().filter(|(_, c)| c.rent_payer == *who);
            let bonds = courts.map(|(a, c)| lamports(a) + wallet(&c.vault));
            let all = positions.chain(policies).chain(incidents).chain(watched);
            let governed = accounts
                .iter()
                .filter(|a| [Governance::Proposal(*who), Governance::Listing(*who)].contains(&a.of))
                .map(|a| a.lamports);
            all.chain(vaults).chain(bonds).chain(governed).sum()
        };
        let all = |who: &Address| wallet(who) + paid(who);
        Rent {
            people: self.people.iter().map(all).collect(),
            governance: all(&self.world.bootstrap),
            keeper: all(&self.world.keeper),
        }
    }

    /// Compares with the start, and every account with the rent of its size.
    pub fn check_rent(&self, first: &Rent, model: &Model, accounts: &[Held], books: &Books) -> Result<(), String> {
        let now = self.rent(accounts, books);
        for (who, (first, now)) in first.people.iter().zip(&now.people).enumerate() {
            if first != now {
                return Err(format!("INV-20: person {who} has {now} lamports and had {first}"));
            }
        }
        // What somebody gave for observations lies in watches until it is earned; accounts of payees are the keeper's gift.
        let purses: u64 = model.products.iter().map(|p| p.watch.purse).sum();
        let opened = model
            .people
            .iter()
            .skip(super::setup::UNDERWRITERS + super::setup::BUYERS)
            .filter(|p| p.has_account);
        let token_accounts = opened.count() as u64 * self.world.svm.minimum_balance_for_rent_exemption(165);
        let (governance, keeper) = (first.governance + purses, first.keeper + model.funded - purses - token_accounts);
        if (governance, keeper) != (now.governance, now.keeper) {
            return Err(format!(
                "INV-20: governance has {} lamports, not {governance}; the keeper {}, not {keeper}",
                now.governance, now.keeper
            ));
        }
        for account in accounts {
            let least = self.world.svm.minimum_balance_for_rent_exemption(account.size);
            let watch = books.watches.iter().find(|(a, _)| *a == account.address);
            let purse = watch.and_then(|(_, w)| self.products.iter().position(|p| *p == w.product));
            let wanted = least + purse.map_or(0, |product| model.products[product].watch.purse);
            if account.lamports != wanted {
                return Err(format!(
                    "INV-20: {} has {} lamports, not {wanted}",
                    account.address, account.lamports
                ));
            }
        }
        Ok(())
    }
}
