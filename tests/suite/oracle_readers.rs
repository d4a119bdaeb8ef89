//! The oracle readers: equal to the official crates on what they decode, and each check refuses by name.

mod equality;
mod refusals;
mod rounding;

use {
    anchor_lang::prelude::{Address, Error, Result},
    breakwater::{
        errors::OracleError,
        oracle::{self, Reading},
        state::{Source, SourceKind},
    },
    breakwater_testkit::oracles::{PythSpec, SwitchboardSpec, pyth_account, switchboard_account},
    std::{fs, path::Path},
};

/// Time and slot at which the made accounts are read.
const NOW: i64 = 1_700_000_000;
const SLOT: u64 = 300_000_000;
/// Address of every made account; the feed of [`switchboard_source`].
const ADDRESS: [u8; 32] = [0x55; 32];

/// An account as the readers see it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct OracleAccount {
    owner: Address,
    address: Address,
    data: Vec<u8>,
}

impl OracleAccount {
    fn read(&self, source: &Source) -> Result<Reading> {
        self.read_at(source, NOW, SLOT)
    }

    fn read_at(&self, source: &Source, now: i64, slot: u64) -> Result<Reading> {
        oracle::read_bytes(source, &self.owner, &self.address, &self.data, now, slot)
    }
}

fn pyth(spec: PythSpec) -> OracleAccount {
    let (owner, data) = pyth_account(spec);
    OracleAccount {
        owner: owner.into(),
        address: ADDRESS.into(),
        data,
    }
}

fn switchboard(spec: SwitchboardSpec) -> OracleAccount {
    let (owner, data) = switchboard_account(spec);
    OracleAccount {
        owner: owner.into(),
        address: ADDRESS.into(),
        data,
    }
}

/// A price update that [`pyth_source`] accepts.
fn good_pyth() -> PythSpec {
    PythSpec {
        price: 99_950_000,
        conf: 50_000,
        publish_time: NOW,
        posted_slot: SLOT,
        ..PythSpec::default()
    }
}

/// A feed that [`switchboard_source`] accepts.
fn good_switchboard() -> SwitchboardSpec {
    SwitchboardSpec {
        value_1e18: 999_500_000_000_000_000,
        std_dev_1e18: 500_000_000_000_000,
        min_slot: SLOT - 10,
        max_slot: SLOT,
        last_update_timestamp: NOW,
        ..SwitchboardSpec::default()
    }
}

fn pyth_source() -> Source {
    Source {
        kind: SourceKind::Pyth as u8,
        exponent: 8,
        min_samples: 0,
        _pad: 0,
        max_age: 60.into(),
        interval_bps: 21_200.into(),
        _pad2: [0; 4],
        feed: good_pyth().feed_id,
        queue: [0; 32],
        feed_hash: [0; 32],
    }
}

fn switchboard_source() -> Source {
    Source {
        kind: SourceKind::Switchboard as u8,
        exponent: 0,
        min_samples: 5,
        _pad: 0,
        max_age: 150.into(),
        interval_bps: 19_600.into(),
        _pad2: [0; 4],
        feed: ADDRESS,
        queue: good_switchboard().queue,
        feed_hash: good_switchboard().feed_hash,
    }
}

#[track_caller]
fn refused(result: Result<Reading>, error: OracleError) {
    assert_eq!(result, Err(Error::from(error)), "expected {error:?}");
}

/// Every real account of `tests/data/oracle-accounts`.
const REAL: [&str; 11] = [
    "pyth-legacy-sol-usd-wrong-owner-H6ARHf6Y",
    "pyth-legacy-usdc-usd-Gnt27xtC",
    "pyth-v2-DBE3N8uN",
    "pyth-v2-sol-usd-7UVimffx-a",
    "pyth-v2-sol-usd-7UVimffx-b",
    "pyth-v2-sol-usd-7UVimffx-c",
    "pyth-v2-usdc-usd-Dpw1EAVr",
    "sb-on-demand-btc-usd-devnet-EtbG8PSD",
    "sb-on-demand-jupsol-usd-HX5WM3qz",
    "sb-on-demand-sol-usd-BSzfJs4d",
    "sb-v2-sol-usd-devnet-GvDMxPzN",
];

/// One of [`REAL`], from the JSON that `solana account` prints.
fn real(name: &str) -> OracleAccount {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/oracle-accounts")
        .join(name)
        .with_extension("json");
    let json = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    // The files hold no escapes, so a field's value is what stands between the next two quotes.
    let field = |key: &str| {
        let from = json.find(&format!("\"{key}\"")).unwrap_or_else(|| panic!("{name}: no {key}")) + key.len() + 2;
        json[from..]
            .split('"')
            .nth(1)
            .unwrap_or_else(|| panic!("{name}: {key} is no string"))
    };
    OracleAccount {
        owner: Address::from_str_const(field("owner")),
        address: Address::from_str_const(field("pubkey")),
        data: base64(field("data")),
    }
}

fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for digit in text.bytes().filter(|b| *b != b'=') {
        let value = ALPHABET.iter().position(|a| *a == digit).expect("a base64 digit");
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}
