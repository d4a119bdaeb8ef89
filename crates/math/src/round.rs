//! What follows from a round of a case: a decision, another round, a draw. Weights in atoms of the governance token, payouts in atoms of the
//! pool.
//!
//! Sources: the quorum of 15 % is that of Nexus Mutual's governor (its assessors have none, and one vote wins); the economic floor is UMA's
//! lesson of March 2025, when a quarter of the votes moved a market worth more than they were.
use crate::{
    PPB,
    tally::{Side, Verdict},
    wide,
};

/// Least number of jurors who reveal; twice that for a double quorum.
pub const MIN_JURORS: u32 = 5;
/// Least share of the electorate that is revealed, in hundredths; twice that for a double quorum.
pub const QUORUM_HUNDREDTHS: u64 = 15;

/// Which round it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// The first.
    First,
    /// The second and last but for an appeal: after a missed quorum, or with a double one after too little weight for the payout.
    Second {
        /// As [`Outcome::Again`] said.
        double: bool,
    },
    /// After a decided round, paid for by whoever wanted it: double quorum.
    Appeal,
}

/// Who took part in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnout {
    /// Revealed weight.
    pub revealed: u64,
    /// Ballots revealed; one per owner.
    pub jurors: u32,
    /// The round's electorate.
    pub electorate: u64,
}

impl Turnout {
    /// Whether at least 15 % of the electorate and 5 jurors revealed; 30 % and 10 when doubled, for the quorum is both. Never without an
    /// electorate. Exact.
    #[inline]
    pub fn has_quorum(&self, double: bool) -> bool {
        let (hundredths, jurors) = if double {
            (QUORUM_HUNDREDTHS.saturating_mul(2), MIN_JURORS.saturating_mul(2))
        } else {
            (QUORUM_HUNDREDTHS, MIN_JURORS)
        };
        self.electorate != 0 && self.jurors >= jurors && wide::mul(self.revealed, 100) >= wide::mul(self.electorate, hundredths)
    }

    /// Whether the revealed weight is worth at least twice the `payout`: buying a verdict costs more than it brings. `token_value` is the
    /// pool's atoms for 1e9 atoms of the governance token. Exact.
    #[inline]
    pub fn outweighs(&self, payout: u64, token_value: u64) -> bool {
        const TWICE: u64 = 2 * PPB;
        wide::mul(self.revealed, token_value) >= wide::mul(payout, TWICE)
    }
}

/// What follows from a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Round 2 opens, longer, perhaps with a double quorum.
    Again {
        /// The quorum is doubled.
        double: bool,
    },
    /// Decided. An appeal may follow, unless this was one: then it is final, whatever was decided before.
    Decided {
        /// Never a tie.
        verdict: Verdict,
        /// An appeal window opens; without an appeal the verdict is final at its end.
        appealable: bool,
    },
    /// The case ends without a decision, at once: only decided rounds can be appealed. A disputed step stands.
    Draw,
    /// The appeal has decided nothing: the earlier decision is final.
    Upheld,
}

/// What follows from a round with this turnout and verdict. The quorum comes first: a missed one makes round 2, a second one a draw. A tie is
/// a draw in either round. `payout` is what the verdict moves: what a request pays (for an incident, its share of all eligible cover), what
/// a void takes from holders. If the revealed weight does not outweigh it, round 2 follows with a double quorum, and there a draw: the floor
/// holds in every round. Verdicts against pay nothing and need not outweigh anything, or large junk claims would always end in a draw.
/// In an appeal each of the three leaves the earlier decision. A dispute has the same rounds: a step that might be wrong is heard twice before
/// a missed quorum lets it stand. Errors: none for any argument.
pub fn resolve(round: Round, turnout: &Turnout, verdict: Verdict, payout: u64, token_value: u64) -> Outcome {
    let double = matches!(round, Round::Second { double: true } | Round::Appeal);
    let missed = !turnout.has_quorum(double);
    let cheap = verdict.side() == Some(Side::For) && !turnout.outweighs(payout, token_value);
    let undecided = missed || cheap || verdict == Verdict::Tie;
    match round {
        Round::First if missed => Outcome::Again { double: false },
        Round::First if cheap => Outcome::Again { double: true },
        Round::Appeal if undecided => Outcome::Upheld,
        _ if undecided => Outcome::Draw,
        _ => Outcome::Decided {
            verdict,
            appealable: round != Round::Appeal,
        },
    }
}
