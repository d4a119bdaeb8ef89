//! One measurement: an accepted instruction, sent alone.

use {
    crate::floor,
    breakwater_testkit::{Address, Instruction, World},
    serde::{Deserialize, Serialize},
    solana_message::Message,
};

/// Compute units that the limit instruction in front takes.
const LIMIT: u64 = 150;

/// One line of the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub name: String,
    pub units: u64,
    pub floor: u64,
    /// Accounts that the instruction may write.
    pub written: u64,
    /// Bytes of account data that it creates.
    pub created: u64,
    /// Lamports of rent for them.
    pub rent: u64,
    /// Bytes of the transaction with its signatures.
    pub bytes: u64,
}

/// Collects rows.
#[derive(Default)]
pub struct Bench {
    pub rows: Vec<Row>,
}

impl Bench {
    /// Sends it, and keeps what it cost beside a floor with these calls.
    #[track_caller]
    pub fn row(&mut self, w: &mut World, name: &str, ix: Instruction, calls: u8, log: u16) {
        let addresses: Vec<Address> = ix.accounts.iter().map(|meta| meta.pubkey).collect();
        let sizes = |w: &World| -> Vec<(u64, u64)> {
            addresses
                .iter()
                .map(|a| w.svm.get_account(a).map_or((0, 0), |a| (a.data.len() as u64, a.lamports)))
                .collect()
        };
        let before = sizes(w);
        let message = Message::new(std::slice::from_ref(&ix), Some(&w.fee_payer));
        let bytes = 1 + 64 * u64::from(message.header.num_required_signatures) + message.serialize().len() as u64;
        let written = ix.accounts.iter().filter(|meta| meta.is_writable).count() as u64;
        let units = w.send_all(&[ix]).ok() - LIMIT;
        let new: Vec<_> = before
            .iter()
            .zip(sizes(w))
            .filter(|(old, new)| old.0 == 0 && new.0 > 0)
            .map(|(old, new)| (new.0, new.1 - old.1))
            .collect();
        let created: u64 = new.iter().map(|(bytes, _)| bytes).sum();
        let space = |index: usize| {
            new.get(index)
                .map_or(0, |(bytes, _)| u16::try_from(*bytes).expect("an account of one allocation"))
        };
        let floor = floor::units(calls, [space(0), space(1)], log) - LIMIT;
        self.rows.push(Row {
            name: name.to_owned(),
            units,
            floor,
            written,
            created,
            rent: new.iter().map(|(_, lamports)| lamports).sum(),
            bytes,
        });
    }
}
