//! Oracle accounts as Pyth's receiver and Switchboard On-Demand write them, for tests.
//!
//! Each encoder returns the owner program and the account's bytes; the official crates read them back (`tests/suite/oracle_readers.rs`).
//! Fields that no reader of ours looks at are filled with what the oracle would plausibly have written, so that a reader which
//! looks at the wrong place finds something else than zero.

/// Pyth's receiver program, `rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ`.
pub const PYTH_PROGRAM: [u8; 32] = [
    12, 183, 250, 187, 82, 247, 166, 72, 187, 91, 49, 125, 154, 1, 139, 144, 87, 203, 2, 71, 116, 250, 254, 1, 230, 196, 223, 152, 204, 56,
    88, 129,
];
/// Switchboard On-Demand on mainnet, `SBondMDrcV3K4kxZR1HNVT7osZxAHVHgYXL5Ze1oMUv`.
pub const SWITCHBOARD_PROGRAM: [u8; 32] = [
    6, 115, 189, 70, 242, 228, 126, 4, 241, 43, 217, 47, 183, 49, 150, 142, 205, 157, 151, 87, 194, 116, 218, 135, 71, 111, 70, 92, 4, 12,
    101, 115,
];

/// A Pyth price update. `..PythSpec::default()` gives 1.00 at exponent -8, fully verified, at time 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PythSpec {
    /// Feed the update is of.
    pub feed_id: [u8; 32],
    /// Price in units of `10^exponent`.
    pub price: i64,
    /// Confidence in the same units.
    pub conf: u64,
    /// Power of ten of the unit.
    pub exponent: i32,
    /// Unix seconds.
    pub publish_time: i64,
    /// Fully verified; otherwise partially, by [`PARTIAL_SIGNATURES`].
    pub full: bool,
    /// Slot in which the update was posted.
    pub posted_slot: u64,
}

/// Signatures of an update that is only partially verified.
pub const PARTIAL_SIGNATURES: u8 = 5;

impl Default for PythSpec {
    fn default() -> Self {
        Self {
            feed_id: [0x11; 32],
            price: 100_000_000,
            conf: 0,
            exponent: -8,
            publish_time: 0,
            full: true,
            posted_slot: 0,
        }
    }
}

/// A `PriceUpdateV2` account: owner and 134 bytes.
pub fn pyth_account(spec: PythSpec) -> ([u8; 32], Vec<u8>) {
    let mut data = Vec::with_capacity(134);
    data.extend([34, 241, 35, 99, 157, 126, 244, 205]);
    data.extend([0xa1; 32]); // write authority
    match spec.full {
        true => data.push(1),
        false => data.extend([0, PARTIAL_SIGNATURES]),
    }
    data.extend(spec.feed_id);
    data.extend(spec.price.to_le_bytes());
    data.extend(spec.conf.to_le_bytes());
    data.extend(spec.exponent.to_le_bytes());
    data.extend(spec.publish_time.to_le_bytes());
    data.extend(spec.publish_time.saturating_sub(1).to_le_bytes()); // previous publish time
    data.extend(spec.price.saturating_add(1).to_le_bytes()); // moving average
    data.extend(spec.conf.saturating_add(1).to_le_bytes()); // and its confidence
    data.extend(spec.posted_slot.to_le_bytes());
    data.resize(134, 0); // full verification takes one byte less
    (PYTH_PROGRAM, data)
}

/// A Switchboard feed with its current result. `..SwitchboardSpec::default()` gives 1.00 from five samples, all of slot 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SwitchboardSpec {
    /// Queue whose oracles may submit.
    pub queue: [u8; 32],
    /// Hash of the jobs.
    pub feed_hash: [u8; 32],
    /// Who may change the feed.
    pub authority: [u8; 32],
    /// The authority may write values itself, past the oracles.
    pub authority_may_write: bool,
    /// Median of the samples, units of 1e-18.
    pub value_1e18: i128,
    /// Standard deviation of the samples, units of 1e-18.
    pub std_dev_1e18: i128,
    /// Samples behind the result. The account keeps the submissions of up to 32.
    pub samples: u8,
    /// Slot of the oldest sample.
    pub min_slot: u64,
    /// Slot of the newest sample.
    pub max_slot: u64,
    /// When the account was written, Unix seconds; not when the samples were taken.
    pub last_update_timestamp: i64,
}

impl Default for SwitchboardSpec {
    fn default() -> Self {
        Self {
            queue: [0x22; 32],
            feed_hash: [0x33; 32],
            authority: [0x44; 32],
            authority_may_write: false,
            value_1e18: 1_000_000_000_000_000_000,
            std_dev_1e18: 0,
            samples: 5,
            min_slot: 0,
            max_slot: 0,
            last_update_timestamp: 0,
        }
    }
}

/// A `PullFeedAccountData` account: owner and 3,208 bytes.
pub fn switchboard_account(spec: SwitchboardSpec) -> ([u8; 32], Vec<u8>) {
    let low = spec.value_1e18.saturating_sub(spec.std_dev_1e18);
    let high = spec.value_1e18.saturating_add(spec.std_dev_1e18);
    let mut data = Vec::with_capacity(3_208);
    data.extend([196, 27, 108, 196, 10, 215, 219, 40]);
    for i in 0..32u8 {
        // One submission per oracle: the oldest and the newest slot, and the others in between.
        let (oracle, slot, value) = match i {
            _ if i >= spec.samples => ([0; 32], 0, 0),
            0 => ([0xb0; 32], spec.min_slot, spec.value_1e18),
            1 => ([0xb1; 32], spec.max_slot, low),
            _ => (
                [0xb0 + i; 32],
                spec.min_slot.midpoint(spec.max_slot),
                if i % 2 == 0 { high } else { low },
            ),
        };
        data.extend(oracle);
        data.extend(slot.to_le_bytes());
        data.extend(slot.to_le_bytes()); // slot in which it landed
        data.extend(value.to_le_bytes());
    }
    data.extend(spec.authority);
    data.extend(spec.queue);
    data.extend(spec.feed_hash);
    data.extend(1_700_000_000i64.to_le_bytes()); // initialised at
    data.extend(0u64.to_le_bytes()); // permissions
    data.extend(10_000_000_000u64.to_le_bytes()); // largest variance: 10 %
    data.extend(1u32.to_le_bytes()); // fewest responses
    let mut name = *b"Breakwater test feed............";
    name[20..].fill(0);
    data.extend(name);
    data.push(0);
    data.push(u8::from(spec.authority_may_write));
    data.push(0); // index into the history
    data.push(1); // smallest sample size
    data.extend(spec.last_update_timestamp.to_le_bytes());
    data.extend(0u64.to_le_bytes()); // slot of the lookup table
    data.extend([0; 32]);
    for value in [
        spec.value_1e18,
        spec.std_dev_1e18,
        spec.value_1e18,
        high.saturating_sub(low),
        low,
        high,
    ] {
        data.extend(value.to_le_bytes()); // value, deviation, mean, range, smallest, largest
    }
    data.push(spec.samples);
    data.push(0); // submission the value came from
    data.extend([0; 6]);
    for slot in [spec.max_slot, spec.min_slot, spec.max_slot] {
        data.extend(slot.to_le_bytes()); // of the result, of the oldest and of the newest sample
    }
    data.extend(250u32.to_le_bytes()); // slots after which a submission does not count
    data.extend([0; 12]);
    data.extend([0; 512]); // history
    data.extend([0; 32]);
    for i in 0..32u8 {
        let time = if i < spec.samples { spec.last_update_timestamp } else { 0 };
        data.extend(time.to_le_bytes());
    }
    (SWITCHBOARD_PROGRAM, data)
}
