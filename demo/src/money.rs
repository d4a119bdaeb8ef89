//! What every token account should hold, and what it holds.

use {
    breakwater_client::pda,
    breakwater_testkit::{Address, World},
    std::collections::BTreeMap,
};

/// Balances of token accounts.
#[derive(Default)]
pub struct Money(pub BTreeMap<Address, u64>);

impl Money {
    /// An account with so much more.
    pub fn give(&mut self, to: Address, amount: u64) {
        *self.0.entry(to).or_default() += amount;
    }

    /// From one to another.
    pub fn pay(&mut self, from: Address, to: Address, amount: u64) {
        let held = self.0.get_mut(&from).expect("a payer that is known");
        *held = held.checked_sub(amount).expect("a payer that has it");
        self.give(to, amount);
    }

    /// What differs from all token accounts of a mint, of which there are so many.
    pub fn differences(&self, w: &World, name: &str, mint: &Address) -> (usize, Vec<String>) {
        let held: BTreeMap<Address, u64> = w
            .svm
            .get_program_accounts(&pda::TOKEN)
            .into_iter()
            .filter(|(_, a)| a.data.len() == 165 && a.data[..32] == *mint.as_ref())
            .map(|(address, _)| (address, w.balance(&address)))
            .collect();
        let mut all: Vec<&Address> = held.keys().chain(self.0.keys()).collect();
        all.sort_unstable();
        all.dedup();
        let line = |address: &&Address| {
            let (is, should) = (held.get(*address).copied(), self.0.get(*address).copied());
            (is != should).then(|| format!("{name} account {address}: {is:?}, the reference says {should:?}"))
        };
        (held.len(), all.iter().filter_map(line).collect())
    }
}
