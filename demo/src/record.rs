//! What happened, in one form for the chain and for the reference, so that the two can be compared field by field.

use std::collections::BTreeMap;

/// A sale as made, or why it was refused (the program's error).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sale {
    Made { premium: u64, start_day: i64, end_day: i64 },
    Refused(String),
}

/// An observation window that closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub start: i64,
    pub closed_at: i64,
    /// Time-weighted breach price, scale 1e9.
    pub price: i64,
}

/// A breach from its first observation to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    pub first: i64,
    /// Cover in force then, and sold but waiting.
    pub cover: u64,
    pub waiting: u64,
    /// When its cover was no longer at stake.
    pub ended_at: Option<i64>,
}

/// One step of an incident's ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub window_start: i64,
    pub price: i64,
    /// Payout after it, parts per billion of cover.
    pub ratio: u64,
    pub added_at: i64,
    /// Final from then on, at the earliest.
    pub final_from: i64,
    /// When it was made final.
    pub final_at: i64,
    pub eligible: u64,
    pub needed: u64,
    pub funded: u64,
}

/// An incident from trigger to close.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incident {
    pub first_breach: i64,
    pub cover: u64,
    pub steps: Vec<Step>,
    pub sealed_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub paid: u64,
    /// Reserved and not needed: it streams back.
    pub left: u64,
    /// Policies that passed it, and those refused because they were not in force at the first breach.
    pub eligible: usize,
    pub refused: usize,
}

/// Money that reached a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    pub at: i64,
    pub incident: usize,
    /// Index of the buyer in the plan.
    pub policy: usize,
    pub amount: u64,
}

/// Capital that left before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    pub at: i64,
    pub owner: usize,
    pub tranche: usize,
    pub amount: u64,
}

/// The pool's ledger, atoms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub junior: u64,
    pub senior: u64,
    pub unearned: u64,
    pub reserve: u64,
    pub payable: u64,
    pub fees: u64,
    pub provisional: u64,
}

impl Ledger {
    /// What the vault must hold.
    pub fn owed(&self) -> u64 {
        self.junior + self.senior + self.unearned + self.reserve + self.payable + self.fees
    }
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub observations: u64,
    pub breach_observations: u64,
    pub sales: Vec<Option<Sale>>,
    pub windows: Vec<Window>,
    pub breaches: Vec<Breach>,
    pub incidents: Vec<Incident>,
    pub payments: Vec<Payment>,
    /// Of the underwriter who gave notice in the first breach.
    pub exits: Vec<Exit>,
    /// Their attempts that were refused because losses were undecided, and because the capital backed cover.
    pub exits_undecided: usize,
    pub exits_not_free: usize,
    /// Just before the first breach observation, or at the end of the replay.
    pub before: Ledger,
    /// When no episode and no incident is open any more.
    pub after: Ledger,
    /// When every policy has ended, every stream has run out and every underwriter has left.
    pub end: Ledger,
    pub end_at: i64,
    pub premiums: u64,
    pub fees_swept: u64,
    /// What each underwriter got back.
    pub returned: Vec<u64>,
}

impl Record {
    /// Paid to one policy.
    pub fn paid_to(&self, policy: usize) -> u64 {
        self.payments.iter().filter(|p| p.policy == policy).map(|p| p.amount).sum()
    }

    /// Paid to all.
    pub fn paid(&self) -> u64 {
        self.payments.iter().map(|p| p.amount).sum()
    }

    /// Policies that were sold.
    pub fn sold(&self) -> usize {
        self.sales.iter().flatten().filter(|sale| matches!(sale, Sale::Made { .. })).count()
    }

    /// Sales refused, by the program's reason.
    pub fn sales_refused(&self) -> BTreeMap<String, usize> {
        let mut reasons = BTreeMap::new();
        for sale in self.sales.iter().flatten() {
            if let Sale::Refused(reason) = sale {
                *reasons.entry(reason.clone()).or_insert(0) += 1;
            }
        }
        reasons
    }

    /// Where this record (the chain's) differs from `expected`; empty when nowhere.
    pub fn differences(&self, expected: &Self) -> Vec<String> {
        let mut out = Vec::new();
        note(&mut out, "observations", &self.observations, &expected.observations);
        note(
            &mut out,
            "breach observations",
            &self.breach_observations,
            &expected.breach_observations,
        );
        note_all(&mut out, "sale", &self.sales, &expected.sales);
        note_all(&mut out, "window", &self.windows, &expected.windows);
        note_all(&mut out, "breach", &self.breaches, &expected.breaches);
        note_all(&mut out, "incident", &self.incidents, &expected.incidents);
        note_all(&mut out, "payment", &self.payments, &expected.payments);
        note_all(&mut out, "exit", &self.exits, &expected.exits);
        note(
            &mut out,
            "exits refused as undecided",
            &self.exits_undecided,
            &expected.exits_undecided,
        );
        note(
            &mut out,
            "exits refused as not free",
            &self.exits_not_free,
            &expected.exits_not_free,
        );
        note(&mut out, "ledger before", &self.before, &expected.before);
        note(&mut out, "ledger after", &self.after, &expected.after);
        note(&mut out, "ledger at the end", &self.end, &expected.end);
        note(&mut out, "time of the end", &self.end_at, &expected.end_at);
        note(&mut out, "premiums", &self.premiums, &expected.premiums);
        note(&mut out, "fees swept", &self.fees_swept, &expected.fees_swept);
        note_all(&mut out, "returned to underwriter", &self.returned, &expected.returned);
        out
    }
}

fn note<T: PartialEq + std::fmt::Debug>(out: &mut Vec<String>, what: &str, chain: &T, reference: &T) {
    if chain != reference {
        out.push(format!("{what}: chain {chain:?}, reference {reference:?}"));
    }
}

fn note_all<T: PartialEq + std::fmt::Debug>(out: &mut Vec<String>, what: &str, chain: &[T], reference: &[T]) {
    if chain.len() != reference.len() {
        out.push(format!("{what}: chain has {}, reference {}", chain.len(), reference.len()));
    }
    for (i, (a, b)) in chain.iter().zip(reference).enumerate() {
        note(out, &format!("{what} {i}"), a, b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_named_with_both_values() {
        let mut chain = Record {
            payments: vec![Payment {
                at: 1,
                incident: 0,
                policy: 0,
                amount: 5,
            }],
            ..Record::default()
        };
        let reference = chain.clone();
        assert!(chain.differences(&reference).is_empty());
        chain.payments[0].amount = 6;
        let differences = chain.differences(&reference);
        assert_eq!(differences.len(), 1);
        assert!(
            differences[0].starts_with("payment 0: chain") && differences[0].contains("amount: 6") && differences[0].contains("amount: 5")
        );
    }
}
