//! Protocol limits, each with its unit and its reason. None can be changed without an upgrade.

use anchor_lang::prelude::*;

/// Layout version written into every account.
pub const VERSION: u8 = 1;

/// Address of the one configuration: the PDA of `["config"]`, which a test derives. Comparing it is a tenth of deriving it.
pub const CONFIG: Address = anchor_lang::address!("2akgUzJZHDfEroQ2oZTg3YFY5ma3i8KH6KKFazZnpQX3");

/// Address of the one electorate: the PDA of `["electorate"]`, which a test derives.
pub const ELECTORATE: Address = anchor_lang::address!("6U4iYzDJzDcVtPzYoNEygGFu8oS7BCKbSzjKoqwfpwsA");

/// Address of the members' account: the PDA of `["dao"]`, which a test derives.
pub const DAO: Address = anchor_lang::address!("43V4Socms8ujVPFJXc9z3csGAXUm222JNWoGmCroYAXw");
/// The upgradeable loader, which owns the program, its ProgramData and every buffer.
pub const UPGRADEABLE_LOADER: Address = anchor_lang::address!("BPFLoaderUpgradeab1e11111111111111111111111");
/// This program's ProgramData: the loader's PDA of the program's address, which a test derives.
pub const PROGRAM_DATA: Address = anchor_lang::address!("97iGgtWbSbZghkThoiDGx67P2o1Q574uAAP7Q6BXCyRA");
/// The program's upgrade authority from `initialise` on: the PDA of `["upgrade"]`, which a test derives. No key signs for it.
pub const UPGRADE_AUTHORITY: Address = anchor_lang::address!("HmninWrCv84FAGQKTH92KKDaJdZT9v94QKD1HWFrjm19");
/// Bump of [`UPGRADE_AUTHORITY`].
pub const UPGRADE_BUMP: u8 = 255;
/// Address of the vault of the escrows' share of fees: the PDA of `["revenue", electorate]`, which a test derives.
pub const REVENUE_VAULT: Address = anchor_lang::address!("7TainPaBvhHLC4AR3yB8ZsUJnpKErikcYTCEuorb3TEM");

/// Fee taken from a premium, at most (basis points). Above it, cover would cost more to sell than to insure.
pub const MAX_FEE_BPS: u16 = 3_000;
/// Share of swept fees that goes to escrows, at most (basis points): the treasury never gets less than half.
pub const MAX_REVENUE_BPS: u16 = 5_000;
/// Seconds over which a swept share streams to escrows (30 days): who locks for a moment gets a moment's part.
pub const REVENUE_SECONDS: u64 = 30 * 86_400;
/// Period of the treasury's cap (seconds): what was spent counts less from second to second and no longer after it.
pub const SPEND_PERIOD: u64 = 30 * 86_400;
/// Smallest share of a purse that may be spent per period (basis points): a cap of nothing would lock the money up.
pub const MIN_SPEND_CAP_BPS: u16 = 1;
/// Largest share of a purse that may be spent per period (basis points): whoever wins one vote does not win the treasury.
pub const MAX_SPEND_CAP_BPS: u16 = 2_500;
/// Share of a premium that goes to the pool's reserve, at most (basis points).
pub const MAX_RESERVE_BPS: u16 = 3_000;
/// Notice of a withdrawal, in days: at least one midnight, and never more than the maturity ring holds.
pub const MIN_NOTICE_DAYS: u8 = 1;
/// See [`MIN_NOTICE_DAYS`].
pub const MAX_NOTICE_DAYS: u8 = 30;
/// Slots of the maturity ring: one per midnight, more than [`MAX_NOTICE_DAYS`].
pub const MATURITY_SLOTS: usize = 32;
/// Cost of cancelling a withdrawal request, parts per billion of its shares (0.25 %).
pub const CANCEL_COST_PPB: u64 = 2_500_000;
/// Seconds over which money that comes back to the tranches streams in (90 days).
pub const STREAM_BACK_SECONDS: u64 = 90 * 86_400;
/// Strangers execute no withdrawal while more than this part of a tranche's capital (a hundredth) is on its way back.
pub const RETURNS_NOTICED: u64 = 100;
/// Requests are executed while what is undecided lowers their price by no more than this part of it (a thousandth).
pub const UNDECIDED_NOTICED: u64 = 1_000;
/// Most shares of a tranche. Losses that do not close it make shares cheap and deposits issue more of them; below this bound every
/// exit can still be computed.
pub const MAX_SHARES: u128 = 1 << 120;
/// Shortest emission of governance tokens to a pool's underwriters (seconds): who enters and leaves within the notice gains little.
pub const MIN_EMISSION: u64 = 7 * 86_400;
/// Longest emission (seconds).
pub const MAX_EMISSION: u64 = 365 * 86_400;
/// Smallest deposit a pool may ask for, in atoms; with the virtual shares it bounds what rounding can cost a depositor.
pub const FLOOR_MIN_DEPOSIT: u64 = 1_000;
/// Largest smallest deposit that a pool may ask for, in atoms: 10,000 of a token with six decimals.
pub const MAX_MIN_DEPOSIT: u64 = 10_000_000_000;

/// Shortest and longest period a product may sell, in days.
pub const MIN_PERIOD_DAYS: u16 = 7;
/// See [`MIN_PERIOD_DAYS`].
pub const MAX_PERIOD_DAYS: u16 = 365;
/// Longest grace after the end of a policy, in days.
pub const MAX_GRACE_DAYS: u16 = 35;
/// Longest waiting period, in days.
pub const MAX_WAITING_DAYS: u16 = 30;
/// End plus grace lies at most this many days ahead: ring slots are reused after 512.
pub const MAX_AHEAD_DAYS: u32 = breakwater_math::MAX_AHEAD_DAYS;
/// Slots of every ring that is indexed by day number.
pub const RING: usize = breakwater_math::RING;
/// Slots of a pool's ring of stream ends: one per midnight, more than [`MAX_AHEAD_DAYS`]. Nobody reads past ones, so it need not be as long as [`RING`].
pub const STREAM_SLOTS: usize = 448;
const _: () = assert!(STREAM_SLOTS > MAX_AHEAD_DAYS as usize + 1);
/// Past days that stay readable in a product's rings: 512 less the days ahead, today and one of margin.
pub const READABLE_PAST_DAYS: u32 = 108;

/// Oracle sources of one product, at most.
pub const MAX_SOURCES: usize = 4;
/// Days of the deepest closed windows that a watch keeps.
pub const WATCH_DAYS: usize = 64;
/// Trigger and raise look at most this many days back.
pub const LOOK_BACK_DAYS: u32 = 60;
/// A watch whose last valid reading is older than this sells nothing (seconds).
pub const SALE_MAX_AGE: i64 = 600;
/// A publish time may lie at most this far in the future (seconds).
pub const MAX_FUTURE: i64 = 5;
/// Shortest observation window a product may have (seconds).
pub const MIN_WINDOW: u32 = 900;
/// Longest observation window a product may have (seconds).
pub const MAX_WINDOW: u32 = 7 * 86_400;
/// Fewest breach observations a window may ask for.
pub const MIN_WINDOW_COUNT: u16 = 3;
/// Shortest spacing of counted observations (seconds).
pub const MIN_SPACING: u32 = 60;
/// Fewest samples behind a Switchboard value.
pub const MIN_SAMPLES: u8 = 3;
/// Oldest age a product may accept, in seconds (Pyth).
pub const MAX_AGE_SECONDS: u32 = 120;
/// Oldest age a product may accept, in slots (Switchboard).
pub const MAX_AGE_SLOTS: u32 = 300;
/// A recovered episode needs this long without a breach (seconds) …
pub const RECOVERY_SECONDS: i64 = 86_400;
/// … and this many recovery observations.
pub const RECOVERY_COUNT: u16 = 12;
/// A breach in which no window has closed lapses after this long without a valid observation (seconds).
pub const LAPSE_SECONDS: i64 = 86_400;
/// An episode ends this long after its last breach observation, whatever happens (seconds).
pub const SILENT_SECONDS: i64 = 14 * 86_400;
/// Trigger and raise stay open this long after the end of an episode (seconds).
pub const TAIL_SECONDS: i64 = 72 * 3_600;
/// Wait of a step before it is final (seconds).
pub const STEP_WAIT: i64 = 6 * 3_600;
/// Wait of a step that takes more than [`LARGE_STEP_PPB`] of the pool (seconds).
pub const LARGE_STEP_WAIT: i64 = 24 * 3_600;
/// Share of the pool's capital above which a step waits longer (5 %).
pub const LARGE_STEP_PPB: u64 = 50_000_000;
/// Steps of an incident's ladder: one start, rises of five points, the maximum, one last.
pub const MAX_STEPS: usize = 21;
/// An incident can be closed this long after it was sealed, whoever has not been settled (seconds).
pub const INCIDENT_LIFE: i64 = 365 * 86_400;
/// What was recovered for policies can be collected for so long, also when the incident's year ends before (seconds).
pub const COLLECT_TIME: i64 = 30 * 86_400;
/// All recoveries together lengthen an incident's year by no more than this (seconds).
pub const MAX_COLLECT_TIME: i64 = 90 * 86_400;
/// Slots for the latest end by start of force: one per midnight, more than [`MAX_WAITING_DAYS`].
pub const START_SLOTS: usize = 32;
/// Episodes whose trigger can be open at one time: a new one needs a day of recovery, the tail is three days.
pub const EPISODES: usize = 4;
/// Incidents of one product whose marks are kept; the slot of an open one is never reused.
pub const INCIDENT_MARKS: usize = 32;
/// Slots of a pool's active cover by product number: with more products than slots some share one, which errs on the side of holders.
pub const COVER_SLOTS: usize = 12;
/// Least severity of a kind that jurors settle (50 %).
pub const MIN_ASSESSED_SEVERITY: u64 = 500_000_000;
/// A policy can be cancelled this long after its sale (seconds).
pub const CANCEL_AFTER: i64 = 7 * 86_400;
/// Locked tokens vote once they have been locked for so many whole days, counted between midnights.
pub const JUROR_AGE_DAYS: u32 = 7;
/// The electorate is the smaller of today's aged weight and that of the day so many days ago.
pub const ELECTORATE_LAG_DAYS: u32 = 7;
/// Locked tokens lower a premium once they have been locked for so many whole days.
pub const DISCOUNT_AGE_DAYS: u32 = 30;
/// Notice of an unlock (seconds): longer than evidence and commit of any round, so that nobody leaves with a weight that still counts.
pub const UNLOCK_NOTICE: i64 = 7 * 86_400;
/// Ballots of one escrow that are not settled, at most.
pub const MAX_BALLOTS: u8 = 32;
/// Slots of an escrow by the midnight since which tokens have been locked: tomorrow, today and the 29 days before, as 30 are one sum.
pub const ESCROW_SLOTS: usize = 32;
/// Slots of the electorate's rings: one per midnight, more than a week and the day on both sides.
pub const ELECTORATE_SLOTS: usize = 16;
/// Tiers of the discount for aged escrow.
pub const DISCOUNT_TIERS: usize = 4;
/// Risk groups of a pool.
pub const GROUPS: usize = 8;
/// Highest bounty per observation, in lamports.
pub const MAX_BOUNTY: u64 = 1_000_000;
/// Bounds of a case's phases (seconds). Evidence and commit of any round, the second twice as long, last less than a week: who locked before a
/// round cannot have left when it is committed.
pub const MIN_EVIDENCE: u32 = 24 * 3_600;
/// See [`MIN_EVIDENCE`].
pub const MAX_EVIDENCE: u32 = 48 * 3_600;
/// See [`MIN_EVIDENCE`].
pub const MIN_COMMIT: u32 = 24 * 3_600;
/// See [`MIN_EVIDENCE`].
pub const MAX_COMMIT: u32 = 48 * 3_600;
/// See [`MIN_EVIDENCE`].
pub const MIN_REVEAL: u32 = 12 * 3_600;
/// See [`MIN_EVIDENCE`].
pub const MAX_REVEAL: u32 = 48 * 3_600;
/// See [`MIN_EVIDENCE`].
pub const MIN_APPEAL: u32 = 48 * 3_600;
/// See [`MIN_EVIDENCE`].
pub const MAX_APPEAL: u32 = 120 * 3_600;
const _: () = assert!(((MAX_EVIDENCE + 2 * MAX_COMMIT) as i64) < UNLOCK_NOTICE);
/// Highest fee of a case, atoms of the pool's mint: a dear case is a denied one.
pub const MAX_CASE_FEE: u64 = 10_000_000_000;
/// Highest smallest bond of a claim, atoms of the pool's mint.
pub const MAX_MIN_BOND: u64 = 10_000_000_000;
/// A claim that was denied or drawn can be filed again for so long (seconds).
pub const REFILE_TIME: i64 = 14 * 86_400;
/// Times that one event of a policy can be filed.
pub const MAX_FILINGS: u8 = 2;
/// Times that one day of a product can be denied.
pub const MAX_DENIALS: u8 = 2;
/// An escrow of this part of the electorate (a hundredth) may declare an incident whatever threshold a court has.
pub const DECLARE_PART: u64 = 100;
/// Declared incidents of one product that are not decided, at most.
pub const MAX_DECLARED: u8 = 4;
/// The worth of the governance token in a pool is set at most once in so long (seconds).
pub const VALUE_REST: i64 = 7 * 86_400;
/// The bootstrap authority ends by itself after so long (seconds).
pub const BOOTSTRAP_LIFE: i64 = 180 * 86_400;
/// Delay of what the bootstrap authority queues (seconds) …
pub const BOOTSTRAP_DELAY: u32 = 24 * 3_600;
/// … and of upgrades, whoever queues them.
pub const UPGRADE_DELAY: u32 = 7 * 86_400;
/// A queued action can be executed for so long, then it is dead (seconds).
pub const EXECUTION_WINDOW: i64 = 14 * 86_400;
/// Bounds of the length of a vote (seconds). Solend's first proposal passed within hours.
pub const MIN_VOTE: u32 = 3 * 86_400;
/// See [`MIN_VOTE`]: what had aged when the vote opened stays known for 23 days.
pub const MAX_VOTE: u32 = 14 * 86_400;
const _: () = assert!(MAX_VOTE / 86_400 + JUROR_AGE_DAYS < DISCOUNT_AGE_DAYS);
/// Bounds of the delay of most actions (seconds). Beanstalk's had none.
pub const MIN_DELAY: u32 = 24 * 3_600;
/// See [`MIN_DELAY`].
pub const MAX_DELAY: u32 = 14 * 86_400;
/// Bounds of the delay of actions about authority, oracles, mints, caps that rise and upgrades (seconds).
pub const MIN_LONG_DELAY: u32 = 72 * 3_600;
/// See [`MIN_LONG_DELAY`].
pub const MAX_LONG_DELAY: u32 = 30 * 86_400;
/// Bounds of the part of the electorate that must be for a proposal (basis points).
pub const MIN_QUORUM_BPS: u16 = 1_000;
/// See [`MIN_QUORUM_BPS`].
pub const MAX_QUORUM_BPS: u16 = 5_000;
/// Bounds of the part of the electorate that a proposer has (basis points): above 1 % members of equal size could not propose any more.
pub const MIN_THRESHOLD_BPS: u16 = 10;
/// See [`MIN_THRESHOLD_BPS`].
pub const MAX_THRESHOLD_BPS: u16 = 100;
/// Bounds of a proposal's bond, in parts of the electorate (basis points).
pub const MIN_BOND_BPS: u16 = 1;
/// See [`MIN_BOND_BPS`].
pub const MAX_BOND_BPS: u16 = 100;
/// Length of a pause of new business (seconds).
pub const PAUSE: i64 = 6 * 3_600;
/// Pauses without a rest as long as a pause between them, at most.
pub const PAUSES_IN_A_ROW: u8 = 2;
/// Pauses in [`PAUSE_SPAN`], at most.
pub const PAUSES: usize = 3;
/// See [`PAUSES`] (seconds).
pub const PAUSE_SPAN: i64 = 7 * 86_400;
/// For so long the same action cannot be cancelled twice (seconds).
pub const VETO_LIFE: i64 = 365 * 86_400;
/// After so long without an executed action anyone may clean up what nobody uses (seconds).
pub const SILENCE: i64 = 180 * 86_400;
/// A draft that was not sealed can be closed by anyone after so long (seconds).
pub const DRAFT_LIFE: i64 = 90 * 86_400;
/// Votes of one escrow that are not closed, at most: so many that a flood of proposals, each with its bond, leaves nobody without a vote.
pub const MAX_VOTES: u8 = u8::MAX;
