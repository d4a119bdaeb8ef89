//! What members decide: everything, once the bootstrap authority has been over for half a year. Nothing is written by hand here: they propose, vote
//! for five days and wait for two, as anyone would have to.

use {
    super::Year,
    crate::time::day_of,
    anyhow::{Result, ensure},
    breakwater::state::{Action, Listing, ListingKind, ProposalState},
    breakwater_client::ix,
    breakwater_testkit::{Address, courts::juror, governance::FOR, jurors::GOVERNANCE_MINT},
};

/// Members who vote, each with 4 % of the electorate.
const MEMBERS: usize = 6;
/// Days from a proposal to its execution.
pub(super) const DAYS_TO_DECIDE: i64 = 7;

impl Year {
    /// Records an audit of a product that was made on the day when the record can be executed.
    pub(super) fn audit(&self, product: usize) -> Action {
        let in_office = self.w.now() < self.w.config().bootstrap_until();
        let day = day_of(self.w.now()) + if in_office { 0 } else { DAYS_TO_DECIDE };
        Action::AttestAudit {
            product: self.products[product].address,
            auditor: Address::new_from_array([7; 32]),
            hash: [1; 32],
            day: u32::try_from(day).unwrap_or(u32::MAX),
        }
    }

    /// Products and pool retire, and the list is emptied.
    pub(super) fn the_end(&self) -> Vec<Action> {
        let mut wanted: Vec<Action> = self
            .products
            .iter()
            .map(|product| Action::RetireProduct { product: product.address })
            .collect();
        wanted.push(Action::RetirePool { pool: self.w.pool });
        for (address, _) in self.w.svm.get_program_accounts(&breakwater::ID) {
            let Some(listing) = self.w.try_read::<Listing>(&address) else {
                continue;
            };
            let kinds = [ListingKind::Mint, ListingKind::Pyth, ListingKind::Switchboard];
            if let Some(kind) = kinds.into_iter().find(|kind| *kind as u8 == listing.kind) {
                wanted.push(Action::Delist { kind, id: listing.id });
            }
        }
        wanted
    }

    /// A member proposes each, and enough vote for it.
    pub(super) fn propose(&mut self, wanted: Vec<Action>) -> Result<()> {
        ensure!(self.w.now() >= self.w.config().bootstrap_until(), "the members govern");
        for action in wanted {
            let (proposed, proposal) = self.w.propose(&juror(0), action);
            proposed.ok();
            for n in 0..MEMBERS {
                self.w.cast(&proposal, &juror(n), FOR).ok();
            }
            self.proposals.push(proposal);
        }
        Ok(())
    }

    /// What was voted for is counted and executed, in order, and its accounts are closed; bonds go back.
    pub(super) fn decided(&mut self) -> Result<()> {
        for proposal in std::mem::take(&mut self.proposals) {
            self.w.count(&proposal).ok();
            ensure!(self.w.proposal(&proposal).state == ProposalState::Queued, "the members want it");
            self.w.execute_proposal(&proposal).ok();
            for n in 0..MEMBERS {
                self.w.close_vote(&proposal, &juror(n)).ok();
            }
            let close = ix::close_proposal(proposal, juror(0), Some(GOVERNANCE_MINT));
            self.w.send("close_proposal", close).ok();
        }
        Ok(())
    }

    /// Closes what the bootstrap authority had queued at the start.
    pub(super) fn close_queued(&mut self) {
        for (address, _) in self.w.svm.get_program_accounts(&breakwater::ID) {
            if let Some(proposal) = self.w.try_proposal(&address) {
                let close = ix::close_proposal(address, proposal.proposer, None);
                self.w.send("close_proposal", close).ok();
            }
        }
    }
}
