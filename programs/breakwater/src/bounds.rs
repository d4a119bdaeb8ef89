//! Bounds of everything that a proposal can set, and below them what no proposal can. The checks of the program and `docs/parameters.md` are made
//! from this one list.

use {
    crate::constants::*,
    breakwater_math::{BPS, PPB, bond, loading, premium, round, slash, solvency, turnout},
};

/// Least and most of one parameter that proposals set.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The parameter, as the action's arguments call it.
    pub name: &'static str,
    pub unit: &'static str,
    pub least: u64,
    /// [`u64::MAX`]: none.
    pub most: u64,
    /// Why not less and not more.
    pub why: &'static str,
    /// Actions that set it.
    pub action: &'static str,
}

impl Bound {
    /// The value lies within.
    #[inline(always)]
    pub const fn holds(self, value: u64) -> bool {
        value >= self.least && value <= self.most
    }
}

/// A number that only an upgrade changes.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    pub name: &'static str,
    pub unit: &'static str,
    pub value: u64,
    pub why: &'static str,
}

macro_rules! bounds {
    ($($const:ident: $action:literal, $name:literal, $unit:literal, $least:expr => $most:expr, $why:literal;)*) => {
        $(
            #[doc = $why]
            pub const $const: Bound =
                Bound { name: $name, unit: $unit, least: $least as u64, most: $most as u64, why: $why, action: $action };
            const _: () = assert!($const.least <= $const.most);
        )*
        /// All of them.
        pub const BOUNDS: &[Bound] = &[$($const),*];
    };
}

macro_rules! fixed {
    ($($name:literal, $unit:literal, $value:expr, $why:literal;)*) => {
        /// What no proposal changes.
        pub const FIXED: &[Fixed] = &[$(Fixed { name: $name, unit: $unit, value: $value as u64, why: $why }),*];
    };
}

/// No upper bound.
const NONE: u64 = u64::MAX;

bounds! {
    VOTE: "SetVoting", "vote", "seconds", MIN_VOTE => MAX_VOTE,
        "Shorter votes pass unseen (Solend's first passed within hours); longer ones outlive the record of what had aged when they opened.";
    DELAY: "SetVoting", "delay", "seconds", MIN_DELAY => MAX_DELAY,
        "Whoever disagrees needs a day to see it (Beanstalk's emergency path had none); beyond two weeks nothing could be mended in time.";
    LONG_DELAY: "SetVoting", "long_delay", "seconds", MIN_LONG_DELAY => MAX_LONG_DELAY,
        "Three days at least, and never shorter than `delay`; beyond a month a dead feed would stay for too long.";
    QUORUM: "SetVoting", "quorum_bps", "bps", MIN_QUORUM_BPS => MAX_QUORUM_BPS,
        "Never nothing, or one vote would carry everything; above a half the few who do not vote decide. At least 2 % of all tokens whatever this says.";
    THRESHOLD: "SetVoting", "threshold_bps", "bps", MIN_THRESHOLD_BPS => MAX_THRESHOLD_BPS,
        "A proposer has something at stake; above 1 % many members of equal size could not propose any more, nor lower it again.";
    BOND: "SetVoting", "bond_bps", "bps", MIN_BOND_BPS => MAX_BOND_BPS,
        "Flooding members with proposals costs something; above 1 % a proposal is for the rich.";
    SPEND: "SetVoting", "spend_bps", "bps", MIN_SPEND_CAP_BPS => MAX_SPEND_CAP_BPS,
        "One captured vote takes at most a quarter of the treasury at once, and what becomes free again: less than twice that in a period (43.75 % by many spends). Below one basis point it could never be spent.";

    JUNIOR_WEIGHT: "CreatePool, SetPool", "junior_weight", "ppb", PPB => 100 * PPB,
        "Junior loses first, so it earns at least as much per atom as senior, and at most a hundredfold, or senior would earn nothing.";
    MIN_DEPOSIT: "CreatePool, SetPool", "min_deposit", "atoms", FLOOR_MIN_DEPOSIT => MAX_MIN_DEPOSIT,
        "Below it rounding costs a depositor more than a thousandth; above it (10,000 of a token with six decimals) a pool would be open in name only. A pool that shall take nothing more is retired, which everybody can see.";
    RESERVE: "CreatePool, SetPool", "reserve_bps", "bps", 0 => MAX_RESERVE_BPS,
        "With fee and reserve at their most 40 % of a premium still go to those who carry the risk.";
    MARGIN: "CreatePool, SetPool", "margin_bps", "bps", BPS => solvency::MAX_MARGIN_BPS,
        "Below one a pool would sell more than it can pay; above five it could hardly sell. One that rises is refused unless the pool's limits hold after it, so that it locks no capital in.";
    CORRELATION: "CreatePool, SetPool", "correlation_bps", "bps", 0 => BPS,
        "A correlation lies between none and one. One that rises is refused unless the pool's limits hold after it.";
    JUNIOR_FLOOR: "CreatePool, SetPool", "junior_floor_bps", "bps", 0 => BPS,
        "A share lies between nothing and all. One that rises is refused unless the pool's limits hold after it.";
    NOTICE: "CreatePool, SetPool", "notice_days", "days", MIN_NOTICE_DAYS => MAX_NOTICE_DAYS,
        "At least one midnight, so that nobody leaves before a loss that they see; at most what the ring of maturities holds. Requests keep the notice that they were made with.";
    GROUP_CAP: "CreatePool, SetPool", "group_caps_bps", "bps", 0 => BPS,
        "A share of capital; nothing stops a group's sales and takes nothing from sold cover.";

    TOKEN_VALUE: "CreateCourt, SetCourt", "token_value", "atoms per 1e9", 1 => NONE,
        "With 0 no verdict would outweigh anything. No most, since a pool's token is not known; once a court stands it moves at most to its double or half, once a week, and to more after the long delay.";
    CASE_FEE: "CreateCourt, SetCourt", "fee", "atoms", 1 => MAX_CASE_FEE,
        "Jurors are paid; above 10,000 of a token with six decimals a case is denied by its price. Open cases keep theirs.";
    MIN_BOND: "CreateCourt, SetCourt", "min_bond", "atoms", 0 => MAX_MIN_BOND,
        "The fee is a bond's least already; above 10,000 of a token with six decimals holders of small cover could not claim.";
    DECLARE_LEAST: "CreateCourt, SetCourt", "declare_least", "atoms", 0 => NONE,
        "It needs no bound: a hundredth of the electorate is always enough, and an escrow without weight never.";
    EVIDENCE: "CreateCourt, SetCourt", "evidence", "seconds", MIN_EVIDENCE => MAX_EVIDENCE,
        "A day to answer in; with the commit phase, doubled, shorter than the notice of an unlock.";
    COMMIT: "CreateCourt, SetCourt", "commit", "seconds", MIN_COMMIT => MAX_COMMIT,
        "A day to vote in; who locked before a round cannot have left when it is committed.";
    REVEAL: "CreateCourt, SetCourt", "reveal", "seconds", MIN_REVEAL => MAX_REVEAL,
        "Half a day, so that no outage of a night costs a juror the slash; a verdict waits no longer than two days.";
    APPEAL: "CreateCourt, SetCourt", "appeal", "seconds", MIN_APPEAL => MAX_APPEAL,
        "Two days to raise what an appeal costs; holders wait for their money no longer than five.";

    CAP: "draft, SetLimits", "cap", "atoms", 1 => NONE,
        "Nothing is what retiring is for. No most: each sale must be carried by capital and group whatever the cap, and cover that jurors decide by what they have at stake; a cap that rises takes the long delay.";
    BASE: "draft, SetLimits", "base", "ppb a year", 0 => premium::MAX_RATE,
        "At most `at_kink`: the price never falls as cover is sold.";
    KINK: "draft, SetLimits", "kink", "ppb", 1 => PPB - 1,
        "The curve turns strictly inside the cap.";
    AT_KINK: "draft, SetLimits", "at_kink", "ppb a year", 0 => premium::MAX_RATE,
        "At least `base`, at most `full`.";
    FULL: "draft, SetLimits", "full", "ppb a year", 0 => premium::MAX_RATE,
        "At least `at_kink`; a hundred times the cover in a year is dearer than any cover, and the arithmetic is proven up to it. Buyers name the most that they pay; sold cover keeps its price.";
    MINIMUM: "draft, SetLimits", "minimum", "ppb a year", 0 => premium::MAX_RATE,
        "As `full`.";
    SEVERITY: "draft, SetLimits", "severity", "ppb", MIN_ASSESSED_SEVERITY => PPB,
        "Of a kind that jurors decide: half of the cover at least, since nobody knows what they will award; never more than all of it. It only rises.";
    WATCHED_SEVERITY: "draft, SetLimits", "severity (sources decide)", "ppb", 1 => PPB,
        "Of a kind that sources decide: at least the largest payout of its terms, which is not nothing; never more than all. It only rises.";
    AUDIT_PER_DAY: "draft, SetLimits", "audit_per_day", "ppb of the price", 0 => loading::MAX_AUDIT,
        "At most `audit_most`.";
    AUDIT_MOST: "draft, SetLimits", "audit_most", "ppb of the price", 0 => loading::MAX_AUDIT,
        "An old audit at most doubles a price.";
    EXPERIENCE: "draft, SetLimits", "experience", "ppb of the price", 0 => loading::MAX_EXPERIENCE,
        "The loss of a whole cap makes cover at most ten times as dear; it halves every 180 days.";
    AUDIT_DAYS: "draft, SetLimits", "audit_days", "days", 0 => u16::MAX,
        "It needs no bound: a longer time takes a loading away, which `audit_per_day` 0 does too.";

    FEE: "initialise, SetFees", "fee_bps", "bps", 0 => MAX_FEE_BPS,
        "Above 30 % cover would cost more to sell than to insure.";
    REVENUE: "initialise, SetFees", "revenue_bps", "bps", 0 => MAX_REVENUE_BPS,
        "At least half of what is swept stays with the treasury, which pays for audits and bounties: those who vote cannot vote it all to themselves.";
    DISCOUNT_LEAST: "SetDiscounts", "tiers.least", "atoms", 1 => NONE,
        "No discount for nothing; from tier to tier it rises.";
    DISCOUNT: "SetDiscounts", "tiers.discount", "ppb of the price", 1 => loading::MAX_DISCOUNT,
        "Above a fifth underwriters would pay for the discount; from tier to tier it rises. A tier of twice 0 is not used.";
    EMISSION_DAYS: "Emit", "days", "days", MIN_EMISSION / 86_400 => MAX_EMISSION / 86_400,
        "Within a week whoever came for a day would take it; what takes longer than a year is for a later vote.";
    EMISSION: "Emit", "amount", "atoms", 1 => NONE,
        "Funded in advance out of the treasury, and counts as spending: `spend_bps` of its purse at once is the most.";
    SPENDING: "Spend", "amount", "atoms", 1 => NONE,
        "The most is `spend_bps` of the purse at once.";
}

fixed! {
    "bootstrap delay", "seconds", BOOTSTRAP_DELAY, "Whatever the bootstrap authority queues can be seen for a day, and, unless it is about the guardian or the authority, cancelled by the guardian.";
    "bootstrap life", "seconds", BOOTSTRAP_LIFE, "Without any act the members govern after half a year, whether or not the key is handed over.";
    "upgrade delay", "seconds", UPGRADE_DELAY, "Whoever queues it and whatever `long_delay` says: time to read the build.";
    "execution window", "seconds", EXECUTION_WINDOW, "What is not executed by then is dead: nobody keeps an old decision for a better day.";
    "members who vote", "members", turnout::MIN_VOTERS, "A proposal that fewer vote on is rejected.";
    "part of all tokens that is for a proposal", "bps", turnout::LEAST_OF_SUPPLY_BPS, "However few are locked (Synthetify's votes were outvoted by a stranger).";
    "pause", "seconds", PAUSE, "Of new business only; it opens by itself.";
    "pauses in a row", "pauses", PAUSES_IN_A_ROW, "Without a rest as long as a pause between them.";
    "pauses in a week", "pauses", PAUSES, "Within the span of pauses.";
    "span of pauses", "seconds", PAUSE_SPAN, "No chain of pauses stops business for good.";
    "veto", "seconds", VETO_LIFE, "The guardian cancels an action once, and copies made before; what repeats it later passes for a year.";
    "silence", "seconds", SILENCE, "Afterwards anyone cleans up what nobody uses: every account can be closed without governance.";
    "life of a draft", "seconds", DRAFT_LIFE, "Afterwards anyone closes it.";
    "age of a juror's or voter's tokens", "days", JUROR_AGE_DAYS, "Tokens bought for a vote come too late for it (Beanstalk).";
    "age for a discount", "days", DISCOUNT_AGE_DAYS, "Nobody locks for one purchase.";
    "lag of the electorate", "days", ELECTORATE_LAG_DAYS, "The smaller of two days counts, so that neither a flood nor an old total helps.";
    "stream of a share of fees", "seconds", REVENUE_SECONDS, "To escrows: who locks for a moment gets a moment's part.";
    "period of spending", "seconds", SPEND_PERIOD, "What left counts less from second to second: `spend_bps` of a purse at most leaves at once, and less than twice that in a period.";
    "notice of an unlock", "seconds", UNLOCK_NOTICE, "Longer than evidence and commit of any round, and refused while a ballot or vote is open.";
    "ballots of an escrow", "ballots", MAX_BALLOTS, "Not settled, at most; all their slashes can be collected.";
    "votes of an escrow", "votes", MAX_VOTES, "Not closed, at most.";
    "slash for an unrevealed ballot", "ppb", slash::UNREVEALED, "1 % of its weight, nothing on a draw; the most that a ballot can lose.";
    "slash for a lost ballot", "ppb", slash::LOSING, "0.16 % of its weight, nothing on a draw (UMA).";
    "quorum of jurors", "hundredths", round::QUORUM_HUNDREDTHS, "Of the electorate; doubled in an appeal and when a verdict does not outweigh its payout.";
    "jurors who reveal", "jurors", round::MIN_JURORS, "Doubled with the quorum.";
    "most that an owner weighs, few escrows", "hundredths", 20, "Of the electorate, while fewer than 20 escrows are open.";
    "most that an owner weighs, many escrows", "hundredths", 5, "Of the electorate, from 20 escrows on: nobody decides alone (UMA, March 2025, had no cap).";
    "bond of a claim or an incident", "ppb", bond::REQUEST, "0.5 % of what is asked for, at least the smallest bond and the fee; twice that the second time.";
    "bond of a dispute", "ppb", bond::DISPUTE, "1 % of the step, at least the fee.";
    "rest of the token's worth", "seconds", VALUE_REST, "Between two changes by a court's parameters, each at most to the double or half.";
    "filing again", "seconds", REFILE_TIME, "After a denial or a draw.";
    "filings of an event", "filings", MAX_FILINGS, "One and one more.";
    "undecided declarations of a product", "incidents", MAX_DECLARED, "More would hold its capital for good.";
    "part that may always declare", "one in", DECLARE_PART, "Of the electorate, whatever threshold a court has.";
    "wait of a step", "seconds", STEP_WAIT, "Before a step of a breach is final; time to dispute it.";
    "wait of a large step", "seconds", LARGE_STEP_WAIT, "Of a step above the share below.";
    "large step", "ppb", LARGE_STEP_PPB, "Of a pool's capital.";
    "life of an incident", "seconds", INCIDENT_LIFE, "Nobody who does not come holds a pool's capital for longer.";
    "cancelling a policy", "seconds", CANCEL_AFTER, "After its sale: nobody buys for one vote or one price.";
    "cost of cancelling a policy", "ppb", premium::CANCEL_COST, "Of the whole premium.";
    "cost of cancelling a withdrawal", "ppb", CANCEL_COST_PPB, "Of its shares, or standing requests would be free options.";
    "money that comes back streams in", "seconds", STREAM_BACK_SECONDS, "No jump of a share's price to be there for.";
    "shortest period", "days", MIN_PERIOD_DAYS, "Bound of a draft's terms, which are sealed with it.";
    "longest period", "days", MAX_PERIOD_DAYS, "Bound of a draft's terms.";
    "longest waiting time", "days", MAX_WAITING_DAYS, "Bound of a draft's terms; always below the shortest period.";
    "longest grace", "days", MAX_GRACE_DAYS, "Bound of a draft's terms; time to file in after the end.";
    "highest bounty of an observation", "lamports", MAX_BOUNTY, "Bound of a draft's terms.";
    "oldest Pyth reading", "seconds", MAX_AGE_SECONDS, "Bound of a draft's sources.";
    "oldest Switchboard reading", "slots", MAX_AGE_SLOTS, "Bound of a draft's sources.";
}
