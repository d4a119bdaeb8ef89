//! A case: the one machine in which jurors decide claims, declared incidents and disputed steps.
//!
//! Evidence, commit, reveal, and again if the round has decided nothing; then the appeal window, at most one appeal, the end. Phases within a
//! round follow from the clock alone; `advance_case`, which anyone may send, does what is due once a round or the window is over.

use {
    super::{
        court::Court,
        electorate::Electorate,
        round::{About, CasePhase, EvidenceArgs, Opening, Round, ruling},
    },
    crate::{
        constants::*,
        errors::{CaseError, OrMath},
    },
    anchor_lang::prelude::*,
    breakwater_math::{
        bond, payout,
        round::{self, Outcome},
        slash::Pot,
        tally::{self, Form, Side, Sides, Verdict},
        weight,
    },
    bytemuck::Zeroable,
};

/// PDA: `["case", subject, number]`.
#[account]
pub struct Case {
    pub version: u8,
    pub bump: u8,
    /// An [`About`].
    pub about: u8,
    /// A [`CasePhase`].
    pub phase: u8,
    /// The round that runs or has decided: 0, 1, or 2 for the appeal.
    pub round: u8,
    /// 1 when the second round needs a double quorum.
    pub double: u8,
    /// 1 when a request needs 60 %.
    pub large: u8,
    /// A [`ruling`].
    pub ruling: u8,
    /// Number of the case of its subject.
    pub number: PodU32,
    /// Ballots that are not settled.
    pub open_ballots: PodU32,
    /// Claim or incident.
    pub subject: Address,
    pub product: Address,
    pub pool: Address,
    pub court: Address,
    /// Opened it and paid bond and rent; has no vote.
    pub claimant: Address,
    /// Paid for the appeal; zero without one.
    pub appellant: Address,
    /// SHA-256 of the evidence.
    pub evidence_hash: [u8; 32],
    /// Where it lies, UTF-8, zero-padded.
    pub evidence_uri: [u8; 96],
    /// Share that the ruling pays, parts per billion of `base`.
    pub share: PodU64,
    /// Amount requested, cover that an incident counts, or what a step takes; atoms.
    pub base: PodU64,
    /// Deductible, atoms.
    pub deductible: PodU64,
    /// Most that can be paid, atoms.
    pub limit: PodU64,
    /// Fee and worth of the governance token when it was opened, as [`Court`] says.
    pub fee: PodU64,
    pub token_value: PodU64,
    /// Phases as [`Court`] said then, seconds.
    pub evidence: PodU32,
    pub commit: PodU32,
    pub reveal: PodU32,
    pub appeal: PodU32,
    // --- money, atoms of the pool's mint
    /// Bond as it was paid.
    pub bond: PodU64,
    /// Of it and of the pool's fee: waits for the claimant.
    pub bond_back: PodU64,
    /// Neither the claimant's nor the jurors': the pool's or the holders' at the conclusion.
    pub bond_rest: PodU64,
    /// Price of the appeal; while it waits for the appellant or its fate is open.
    pub appeal_price: PodU64,
    /// Of it: waits for the appellant.
    pub appeal_back: PodU64,
    /// Fees for jurors …
    pub fees: PodU64,
    /// … and what was given to them of it.
    pub fees_given: PodU64,
    // --- slashes and rewards, atoms of the governance token; fixed at the end
    pub slashed: PodU64,
    pub rewarded: PodU64,
    /// Weight that shares.
    pub coherent: PodU128,
    pub opened_at: PodI64,
    /// End of the appeal window (unix seconds).
    pub appeal_until: PodI64,
    pub ended_at: PodI64,
    /// First, second and appeal round.
    pub rounds: [Round; 3],
    /// Step of an incident that is disputed.
    pub step: PodU32,
    pub _pad: [u8; 4],
    pub reserved: [u8; 64],
}

const _: () = assert!(core::mem::size_of::<Case>() == 16 + 6 * 32 + 32 + 96 + 6 * 8 + 16 + 7 * 8 + 2 * 8 + 16 + 3 * 8 + 3 * 240 + 8 + 64);

impl Case {
    /// What is asked.
    pub fn form(&self) -> Form {
        if self.about == About::Step as u8 {
            Form::Dispute
        } else {
            Form::Request
        }
    }

    /// It is in this phase.
    pub fn is(&self, phase: CasePhase) -> bool {
        self.phase == phase as u8
    }

    /// A new case, with its first round. `size` is the electorate now.
    #[inline(never)]
    pub fn open(&mut self, opening: &Opening, court: &Court, evidence: &EvidenceArgs, size: (u64, u32), at: i64) -> Result<()> {
        self.version = VERSION;
        self.about = opening.about as u8;
        self.phase = CasePhase::Voting as u8;
        self.large = u8::from(opening.large);
        self.number = opening.number.into();
        self.subject = opening.subject;
        self.product = opening.product;
        self.pool = opening.pool;
        self.court = opening.court;
        self.claimant = opening.claimant;
        self.evidence_hash = evidence.hash;
        self.evidence_uri = evidence.uri;
        (self.base, self.deductible, self.limit) = (opening.base.into(), opening.deductible.into(), opening.limit.into());
        (self.fee, self.token_value) = (court.fee, court.token_value);
        (self.evidence, self.commit, self.reveal, self.appeal) = (court.evidence, court.commit, court.reveal, court.appeal);
        self.bond = opening.bond.into();
        self.opened_at = at.into();
        self.open_round(0, size, at)
    }

    /// Opens a round: weights, electorate and cap are those of this moment.
    fn open_round(&mut self, index: u8, size: (u64, u32), at: i64) -> Result<()> {
        let (electorate, escrows) = size;
        // Whoever missed the first round gets twice the time in the second.
        let longer = if index == 1 { 2 } else { 1 };
        let commit_from = after(at, self.evidence.get())?;
        let reveal_from = after(commit_from, self.commit.get().saturating_mul(longer))?;
        let reveal_until = after(reveal_from, self.reveal.get().saturating_mul(longer))?;
        self.round = index;
        self.rounds[usize::from(index) % 3] = Round {
            opened_at: at.into(),
            commit_from: commit_from.into(),
            reveal_from: reveal_from.into(),
            reveal_until: reveal_until.into(),
            electorate: electorate.into(),
            cap: weight::cap_floor(electorate, escrows).into(),
            ..Round::zeroed()
        };
        Ok(())
    }

    /// The round that runs, or ran last.
    pub fn current(&self) -> &Round {
        &self.rounds[usize::from(self.round) % 3]
    }

    fn current_mut(&mut self) -> &mut Round {
        &mut self.rounds[usize::from(self.round) % 3]
    }

    /// Ballots can be committed now.
    pub fn check_commit(&self, at: i64) -> Result<()> {
        let round = self.current();
        let open = self.is(CasePhase::Voting) && at >= round.commit_from.get() && at < round.reveal_from.get();
        require!(open, CaseError::NotCommitPhase);
        Ok(())
    }

    /// A ballot of so much weight, before the cap. Returns what it weighs.
    pub fn apply_commit(&mut self, weight: u64) -> Result<u64> {
        let round = self.current_mut();
        let weight = weight::ballot(weight, round.cap.get()).map_err(|_| CaseError::NoWeight)?;
        let committed = round.committed.get().checked_add(weight).ok_or(CaseError::CaseLedgerBroken)?;
        round.committed = committed.into();
        round.ballots = round.ballots.get().checked_add(1).ok_or(CaseError::CaseLedgerBroken)?.into();
        self.open_ballots = self.open_ballots.get().checked_add(1).ok_or(CaseError::CaseLedgerBroken)?.into();
        Ok(weight)
    }

    /// A ballot of this round can be revealed now.
    pub fn check_reveal(&self, round: u8, at: i64) -> Result<()> {
        let now = self.current();
        let open = self.is(CasePhase::Voting) && round == self.round;
        require!(
            open && at >= now.reveal_from.get() && at < now.reveal_until.get(),
            CaseError::NotRevealPhase
        );
        Ok(())
    }

    /// A ballot shows its choice.
    pub fn apply_reveal(&mut self, choice: u8, weight: u64) -> Result<()> {
        let round = self.current_mut();
        let tally = round.weights.get_mut(usize::from(choice)).ok_or(CaseError::UnknownChoice)?;
        *tally = tally.get().checked_add(weight).ok_or(CaseError::CaseLedgerBroken)?.into();
        round.revealed = round.revealed.get().checked_add(1).ok_or(CaseError::CaseLedgerBroken)?.into();
        Ok(())
    }

    /// The ruling as the math crate says it; a case without one is drawn.
    pub fn verdict(&self) -> Verdict {
        match self.ruling {
            ruling::SHARE => Verdict::Share(self.share.get()),
            ruling::NOTHING => Verdict::Nothing { abusive: false },
            ruling::ABUSIVE => Verdict::Nothing { abusive: true },
            ruling::VOID => Verdict::Void,
            ruling::STANDS => Verdict::Stands,
            _ => Verdict::Tie,
        }
    }

    /// The side that has won; none on a draw, and before there is a ruling.
    pub fn side(&self) -> Option<Side> {
        self.verdict().side()
    }

    fn rule(&mut self, verdict: Verdict) {
        let (ruling, share) = match verdict {
            Verdict::Share(share) => (ruling::SHARE, share),
            Verdict::Nothing { abusive: false } => (ruling::NOTHING, 0),
            Verdict::Nothing { abusive: true } => (ruling::ABUSIVE, 0),
            Verdict::Void => (ruling::VOID, 0),
            Verdict::Stands => (ruling::STANDS, 0),
            Verdict::Tie => (ruling::DRAW, 0),
        };
        (self.ruling, self.share) = (ruling, share.into());
    }

    /// What a verdict moves, atoms: what a request pays, or what a void takes from holders.
    fn moves(&self, verdict: Verdict) -> Result<u64> {
        match verdict {
            Verdict::Share(share) => payout::assessed_floor(self.base.get(), share, self.deductible.get(), self.limit.get(), 0).or_math(),
            Verdict::Void => Ok(self.limit.get()),
            _ => Ok(0),
        }
    }

    /// Does what is due: counts a round that is over, or ends the case after its appeal window. `size` is the electorate now.
    #[inline(never)]
    pub fn advance(&mut self, size: (u64, u32), at: i64) -> Result<()> {
        if self.is(CasePhase::Decided) {
            require!(at >= self.appeal_until.get(), CaseError::PhaseRunning);
            return self.end(self.verdict(), at);
        }
        require!(self.is(CasePhase::Voting), CaseError::CaseEnded);
        require!(at >= self.current().reveal_until.get(), CaseError::PhaseRunning);
        let current = self.current();
        let verdict = tally::verdict(self.form(), &current.weights(), self.large == 1).or_math()?;
        let round = match self.round {
            0 => round::Round::First,
            1 => round::Round::Second { double: self.double == 1 },
            _ => round::Round::Appeal,
        };
        let turnout = current.turnout()?;
        match round::resolve(round, &turnout, verdict, self.moves(verdict)?, self.token_value.get()) {
            Outcome::Again { double } => {
                self.double = u8::from(double);
                self.open_round(1, size, at)
            }
            Outcome::Decided { verdict, appealable: true } => {
                self.rule(verdict);
                self.phase = CasePhase::Decided as u8;
                self.appeal_until = after(at, self.appeal.get())?.into();
                Ok(())
            }
            Outcome::Decided {
                verdict,
                appealable: false,
            } => self.end(verdict, at),
            Outcome::Draw => self.end(Verdict::Tie, at),
            Outcome::Upheld => self.end(self.verdict(), at),
        }
    }

    /// Somebody pays for another round. Returns the price.
    pub fn apply_appeal(&mut self, appellant: Address, size: (u64, u32), at: i64) -> Result<u64> {
        let open = self.is(CasePhase::Decided) && self.round < 2 && at < self.appeal_until.get();
        require!(open, CaseError::NotAppealable);
        let price = bond::appeal(self.fee.get()).or_math()?;
        self.appellant = appellant;
        self.appeal_price = price.into();
        self.phase = CasePhase::Voting as u8;
        self.open_round(2, size, at)?;
        Ok(price)
    }

    /// The decision is final: what every ballot loses and wins is fixed, and so is where bond and price of the appeal go. The fee comes out of
    /// the bond; the pool gives it back to the claimant at the conclusion when it owes it.
    fn end(&mut self, verdict: Verdict, at: i64) -> Result<()> {
        let before = self.verdict();
        let release = bond::release(self.form(), verdict, self.bond.get(), self.fee.get());
        let appeal_back = bond::appeal_back(self.appeal_price.get(), before, verdict);
        self.rule(verdict);
        let mut pot = Pot::default();
        for round in &self.rounds {
            if !round.opened_at.is_zero() {
                let sides = Sides::of(&round.weights()).or_math()?;
                pot.add_round(round.committed.get(), &sides, verdict.side()).or_math()?;
            }
        }
        let from_bond = release.fee.max(release.pool_fee).min(self.bond.get());
        let kept_appeal = self.appeal_price.get().saturating_sub(appeal_back);
        let mut fees = from_bond.checked_add(kept_appeal).ok_or(CaseError::CaseLedgerBroken)?;
        let mut rest = release.rest;
        if pot.coherent == 0 {
            // Nobody can take a fee.
            rest = rest.checked_add(fees).ok_or(CaseError::CaseLedgerBroken)?;
            fees = 0;
        }
        let back = self.bond.get().checked_sub(from_bond).and_then(|b| b.checked_sub(release.rest));
        self.bond_back = back.ok_or(CaseError::CaseLedgerBroken)?.into();
        (self.bond_rest, self.fees) = (rest.into(), fees.into());
        (self.appeal_back, self.appeal_price) = (appeal_back.into(), 0u64.into());
        (self.slashed, self.coherent) = (pot.slashed.into(), pot.coherent.into());
        (self.phase, self.ended_at) = (CasePhase::Ended as u8, at.into());
        self.check_invariants()
    }

    /// What the pool owes the claimant at the conclusion: the fee of a request that was right.
    pub fn pool_fee(&self) -> u64 {
        bond::release(self.form(), self.verdict(), self.bond.get(), self.fee.get()).pool_fee
    }

    /// The pool has given the fee back: it waits for the claimant.
    pub fn add_back(&mut self, amount: u64) -> Result<()> {
        let back = self.bond_back.get().checked_add(amount).ok_or(CaseError::CaseLedgerBroken)?;
        self.bond_back = back.into();
        Ok(())
    }

    /// Its subject is concluded, once.
    pub fn conclude(&mut self, about: About, subject: &Address) -> Result<()> {
        require!(self.about == about as u8 && self.subject == *subject, CaseError::WrongSubject);
        require!(self.is(CasePhase::Ended), CaseError::CaseNotEnded);
        self.phase = CasePhase::Concluded as u8;
        Ok(())
    }

    /// The claimant takes the request back before anybody could vote: the fee is lost to the pool, the rest goes back.
    pub fn withdraw(&mut self, at: i64) -> Result<()> {
        let early = self.is(CasePhase::Voting) && self.round == 0 && at < self.rounds[0].commit_from.get();
        require!(early, crate::errors::ClaimError::CannotWithdraw);
        let kept = self.fee.get().min(self.bond.get());
        self.bond_rest = kept.into();
        self.bond_back = self.bond.get().saturating_sub(kept).into();
        self.ruling = ruling::DRAW;
        (self.phase, self.ended_at) = (CasePhase::Concluded as u8, at.into());
        Ok(())
    }

    /// Parts of a ballot in what there is to win: tokens, then fee.
    #[inline(never)]
    pub fn shares(&self, weight: u64) -> Result<(u64, u64)> {
        let pot = Pot {
            slashed: self.slashed.get(),
            coherent: self.coherent.get(),
        };
        let tokens = pot.reward_floor(self.slashed.get(), weight).or_math()?;
        let fee = pot.reward_floor(self.fees.get(), weight).or_math()?;
        Ok((tokens, fee))
    }

    /// A ballot is settled: it got so much.
    pub fn settle_ballot(&mut self, tokens: u64, fee: u64) -> Result<()> {
        let broken = CaseError::CaseLedgerBroken;
        self.open_ballots = self.open_ballots.get().checked_sub(1).ok_or(broken)?.into();
        self.rewarded = self.rewarded.get().checked_add(tokens).ok_or(broken)?.into();
        self.fees_given = self.fees_given.get().checked_add(fee).ok_or(broken)?.into();
        self.check_invariants()
    }

    /// Nothing refers to it any more. Returns what is left of its fees.
    pub fn check_over(&self) -> Result<u64> {
        require!(self.is(CasePhase::Concluded), CaseError::NotConcluded);
        require!(self.open_ballots.is_zero(), CaseError::BallotsUnsettled);
        require!(self.bond_back.is_zero() && self.appeal_back.is_zero(), CaseError::RefundsWait);
        Ok(self.fees.get().saturating_sub(self.fees_given.get()))
    }

    /// What is shared out never passes what was collected.
    pub fn check_invariants(&self) -> Result<()> {
        require!(
            self.rewarded.get() <= self.slashed.get() && self.fees_given.get() <= self.fees.get(),
            CaseError::CaseLedgerBroken
        );
        Ok(())
    }
}

impl Electorate {
    /// The electorate and the number of escrows now, for a round that opens.
    pub fn for_round(&self, at: i64) -> Result<(u64, u32)> {
        Ok((self.size(at)?, self.escrows.get()))
    }
}

fn after(at: i64, seconds: u32) -> Result<i64> {
    at.checked_add(i64::from(seconds)).ok_or_else(|| CaseError::CaseLedgerBroken.into())
}
