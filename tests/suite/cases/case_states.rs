//! Every state of a case, of each of its three subjects.

use {
    super::{automaton::Stage, kit::*},
    crate::{claims::kit::*, incident},
    breakwater::state::{Case, CasePhase},
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::{evidence, juror},
        world::{PLENTY, START},
        *,
    },
};

/// What the case is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Claim,
    Incident,
    Step,
}

/// How a round is voted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Votes {
    /// Four jurors reveal.
    Few,
    /// Five do, for it; their weight is worth less than twice what it moves.
    Cheap,
    /// Ten against ten.
    Even,
    /// Twenty for it.
    All,
}

/// See [`Stage`].
pub struct CaseStage {
    w: World,
    kind: Kind,
    case: Address,
    product: Address,
    /// Of a claim.
    key: Option<ClaimKey>,
}

/// This juror commits in every round and never reveals; the next one never votes.
const SILENT: usize = 20;
const IDLE: usize = 21;

impl CaseStage {
    /// The state of this row; none when this subject does not have it.
    pub fn new(kind: Kind, row: &str) -> Option<Self> {
        let (state, how) = row.split_once(" (").unwrap_or((row, ""));
        if how == "withdrawn)" && kind != Kind::Claim {
            return None;
        }
        let mut stage = Self::open(kind);
        let votes = match how {
            "no quorum)" => Votes::Few,
            "too little weight)" | "double quorum missed)" => Votes::Cheap,
            "a tie)" => Votes::Even,
            _ => Votes::All,
        };
        match state.split_once(", ") {
            Some(("first", phase)) => stage.to(phase, votes),
            Some(("second", phase)) => {
                let first = if how == "double quorum missed)" { Votes::Cheap } else { Votes::Few };
                stage.to("over", first);
                stage.to(phase, votes);
            }
            Some(("appeal", phase)) => {
                stage.to("over", Votes::All);
                stage.appeal();
                stage.to(phase, votes);
            }
            _ => stage.later(state, how),
        }
        Some(stage)
    }

    fn open(kind: Kind) -> Self {
        let (mut w, product, key, case) = match kind {
            Kind::Claim => {
                let (mut w, product, policy) = insured();
                // Five jurors of 20,000 tokens are then worth 76,000 USDC less a tenth: not twice the 38,000 that are asked for.
                set_token_value(&mut w, 684_000);
                let key = w.claim_key(&product, &policy, w.today() - 1);
                w.file_claim(&key, 40_000 * USDC).ok();
                (w, product, Some(key), key.case(0))
            }
            Kind::Incident => {
                let (mut w, product, _) = insured_under(&by_incident());
                set_token_value(&mut w, 684_000);
                let day = w.today() - 1;
                let (outcome, number) = w.declare(&product, &juror(24), day);
                outcome.ok();
                let case = pda::case(&pda::incident(&product, number), 0);
                (w, product, None, case)
            }
            Kind::Step => {
                let (mut w, product) = incident::kit::world();
                w.seat_court();
                w.holder(&product, 40_000 * USDC, 60);
                w.set_time(START + 10 * DAY + 3_600);
                let number = incident::kit::strike(&mut w, &product, incident::kit::price_at(50));
                // Half of 40,000: five jurors are worth 40,000 less a tenth.
                set_token_value(&mut w, 360_000);
                let disputer = w.actor(PLENTY);
                w.dispute(&product, &disputer, number, 0).ok();
                let case = pda::case(&pda::incident(&product, number), 0);
                (w, product, None, case)
            }
        };
        let purse = w.keeper;
        w.purse(&purse);
        Self {
            w,
            kind,
            case,
            product,
            key,
        }
    }

    /// The choice that pays, or voids.
    fn for_it(&self) -> u8 {
        if self.kind == Kind::Step { 1 } else { 20 }
    }

    /// Moves the round that runs to a phase, or past its count.
    fn to(&mut self, phase: &str, votes: Votes) {
        let (w, case, yes) = (&mut self.w, self.case, if self.kind == Kind::Step { 1 } else { 20 });
        if phase == "evidence" {
            return;
        }
        let votes: Vec<(Address, u8)> = match votes {
            Votes::Few => World::votes(0, 4, yes),
            Votes::Cheap => World::votes(0, 5, yes),
            Votes::Even => [World::votes(0, 10, yes), World::votes(10, 20, 0)].concat(),
            Votes::All => World::votes(0, 20, yes),
        };
        w.to_commit(&case);
        w.commit(&case, &juror(SILENT), yes).ok();
        if phase == "commit" {
            return;
        }
        for (juror, choice) in &votes {
            w.commit(&case, juror, *choice).ok();
        }
        w.to_reveal(&case);
        if phase == "reveal" {
            return;
        }
        for (juror, choice) in &votes {
            w.reveal(&case, juror, *choice).ok();
        }
        w.to_count(&case);
        if phase == "over" {
            w.advance_case(&case).ok();
        }
    }

    fn appeal(&mut self) {
        let appellant = self.w.keeper;
        self.w.appeal(&self.case, &appellant).ok();
    }

    fn later(&mut self, state: &str, how: &str) {
        if how == "withdrawn)" {
            let withdraw = self.instruction("withdraw_claim").expect("a claim");
            self.w.send("withdraw_claim", withdraw).ok();
            return;
        }
        if how == "second round)" {
            self.to("over", Votes::Few);
        }
        self.to("over", Votes::All);
        if state == "decided" {
            return;
        }
        let until = self.w.case(&self.case).appeal_until.get();
        self.w.set_time(until);
        if state == "decided, window over" {
            return;
        }
        self.w.advance_case(&self.case).ok();
        if state == "ended" {
            return;
        }
        let conclude = self.instruction("conclude").expect("an instruction");
        self.w.send("conclude", conclude).ok();
        if how == "all settled)" || how == "all settled and refunded)" {
            for n in 0..=SILENT {
                self.w.settle_ballot(&self.case, &juror(n), FIRST).ok();
            }
        }
        if how == "all settled and refunded)" {
            self.w.refund(&self.case, false).ok();
        }
    }
}

impl Stage for CaseStage {
    fn world(&mut self) -> &mut World {
        &mut self.w
    }

    fn instruction(&mut self, column: &str) -> Option<Instruction> {
        let (w, case) = (&self.w, self.case);
        let of = w.case(&case);
        let silent = juror(SILENT);
        // The latest ballot of the juror who never reveals.
        let cast = (0..=of.round).rev().find(|round| {
            let ballot = pda::ballot(&case, *round, &silent);
            w.try_read::<breakwater::state::Ballot>(&ballot).is_some()
        });
        Some(match column {
            "submit_evidence" => ix::submit_evidence(w.keeper, case, evidence()),
            "commit_ballot" => commit_ix(w, &case, of.round, &juror(IDLE), self.for_it()),
            "reveal_ballot" => reveal_ix(w, &case, cast?, &silent, self.for_it()),
            "advance_case" => ix::advance_case(case),
            "appeal_case" => ix::appeal_case(w.keeper, w.pool, case, pda::associated_token(&w.keeper, &w.mint)),
            "withdraw_claim" => ix::withdraw_claim(of.claimant, &self.key?),
            "conclude" => match self.kind {
                Kind::Claim => ix::conclude_claim(&self.key?, 0),
                Kind::Incident => ix::conclude_declared(w.pool, self.product, 0),
                Kind::Step => ix::conclude_dispute(w.pool, self.product, 0, 0),
            },
            "settle_ballot" => ix::settle_ballot(silent, w.pool, w.mint, case, cast?),
            "refund_bond" => {
                let to = pda::associated_token(&of.claimant, &w.mint);
                ix::refund_bond(w.keeper, w.pool, case, to, false)
            }
            "close_case" => ix::close_case(w.pool, case, of.claimant),
            other => panic!("{other}"),
        })
    }

    fn state(&self) -> String {
        let Some(case) = self.w.try_read::<Case>(&self.case) else {
            return "closed".to_owned();
        };
        let (now, round) = (self.w.now(), case.current());
        if case.is(CasePhase::Concluded) {
            return "concluded".to_owned();
        }
        if case.is(CasePhase::Ended) {
            return "ended".to_owned();
        }
        if case.is(CasePhase::Decided) {
            let over = now >= case.appeal_until.get();
            return if over { "decided, window over" } else { "decided" }.to_owned();
        }
        let name = ["first", "second", "appeal"][usize::from(case.round)];
        let phase = match now {
            at if at < round.commit_from.get() => "evidence",
            at if at < round.reveal_from.get() => "commit",
            at if at < round.reveal_until.get() => "reveal",
            _ => "to count",
        };
        format!("{name}, {phase}")
    }
}
