//! Every state of a claim.

use {
    super::{automaton::Stage, kit::*},
    crate::{claims::kit::*, incident::kit::write_capital},
    breakwater::state::{CasePhase, Claim, ClaimState},
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::evidence,
        *,
    },
};

/// See [`Stage`].
pub struct ClaimStage {
    w: World,
    key: ClaimKey,
}

impl ClaimStage {
    /// The state of this row.
    pub fn new(row: &str) -> Self {
        let (state, how) = row.split_once(" (").unwrap_or((row, ""));
        let mut stage = if state == "accepted, short" {
            Self::short()
        } else {
            Self::insured()
        };
        match state {
            "none" | "accepted, short" => {}
            "open" => stage.file(),
            "withdrawn" => {
                stage.file();
                let withdraw = stage.instruction("withdraw_claim").expect("an instruction");
                stage.w.send("withdraw_claim", withdraw).ok();
            }
            _ => stage.decided(state, how),
        }
        let key = stage.key;
        if state == "open" && how == "commit phase)" {
            stage.w.to_commit(&key.case(0));
        }
        if how == "grace over)" {
            let end = stage.w.policy(&key.policy).end_day.get();
            stage.w.set_time(i64::from(end + 35) * DAY);
        }
        let (payer, holder) = (stage.w.keeper, stage.w.policy(&key.policy).holder);
        stage.w.purse(&payer);
        stage.w.purse(&holder);
        stage
    }

    fn insured() -> Self {
        let (w, product, policy) = insured();
        let key = w.claim_key(&product, &policy, w.today() - 1);
        Self { w, key }
    }

    fn file(&mut self) {
        self.w.file_claim(&self.key, 40_000 * USDC).ok();
    }

    fn decided(&mut self, state: &str, how: &str) {
        self.file();
        let (key, case) = (self.key, self.key.case(0));
        match how {
            "a draw)" => {
                round(&mut self.w, &case, &[World::votes(0, 10, 20), World::votes(10, 20, 0)].concat(), 0);
            }
            "denied)" | "a denial)" => self.w.decide(&case, 0),
            _ if matches!(state, "refused" | "refused, time over" | "denied") => self.w.decide(&case, 0),
            _ => self.w.decide(&case, 20),
        }
        if state == "case ended" {
            return;
        }
        self.w.conclude_claim(&key, 0).ok();
        match state {
            "accepted" => {
                self.w.pay_claim(&key).ok();
            }
            "refused, time over" => {
                let until = self.w.claim(&key).refile_until.get();
                self.w.set_time(until);
            }
            "denied" if how == "twice)" => {
                let holder = self.w.policy(&key.policy).holder;
                let source = self.w.purse(&holder);
                let again = ix::refile_claim(holder, &key, source, 40_000 * USDC, evidence());
                self.w.send("refile_claim", again).ok();
                self.w.decide(&key.case(1), 0);
                self.w.conclude_claim(&key, 1).ok();
            }
            "denied" => {
                let give_up = self.instruction("give_up_claim, holder").expect("an instruction");
                self.w.send("give_up_claim", give_up).ok();
            }
            _ => {}
        }
    }

    /// The pool has 10,000 when 38,000 are due: those are paid, the rest is short.
    fn short() -> Self {
        let mut stage = Self::insured();
        stage.file();
        let key = stage.key;
        stage.w.decide(&key.case(0), 20);
        write_capital(&mut stage.w, 0, 10_000 * USDC);
        stage.w.conclude_claim(&key, 0).ok();
        stage.w.pay_claim(&key).ok();
        stage
    }
}

impl Stage for ClaimStage {
    fn world(&mut self) -> &mut World {
        &mut self.w
    }

    fn instruction(&mut self, column: &str) -> Option<Instruction> {
        let (w, key) = (&self.w, &self.key);
        let holder = w.policy(&key.policy).holder;
        let source = pda::associated_token(&holder, &w.mint);
        let claim = w.try_read::<Claim>(&key.claim());
        // Without a claim nothing else can name one.
        if claim.is_none() && column != "file_claim" {
            return None;
        }
        let filing = claim.map_or(0, |claim| u32::from(claim.filings) - 1);
        Some(match column {
            "file_claim" => ix::file_claim(holder, key, false, source, 1_000 * USDC, evidence()),
            "refile_claim" => {
                // The case of the next filing, also where there can be none.
                let mut again = ix::refile_claim(holder, key, source, 1_000 * USDC, evidence());
                let case = again.accounts.iter_mut().find(|meta| meta.pubkey == key.case(1));
                case.expect("the case").pubkey = key.case(filing + 1);
                again
            }
            "withdraw_claim" => ix::withdraw_claim(holder, key),
            "conclude_claim" => ix::conclude_claim(key, filing),
            "pay_claim" => ix::pay_claim(w.keeper, key, holder, w.mint),
            "give_up_claim, holder" => ix::give_up_claim(holder, key),
            "give_up_claim, anyone" => ix::give_up_claim(w.keeper, key),
            "recover_claim" => ix::recover_claim(w.keeper, key, pda::associated_token(&w.keeper, &w.mint), USDC),
            "close_claim" => ix::close_claim(key, holder),
            other => panic!("{other}"),
        })
    }

    fn state(&self) -> String {
        let (w, key) = (&self.w, &self.key);
        let Some(claim) = w.try_read::<Claim>(&key.claim()) else {
            return "none".to_owned();
        };
        let owed = w.policy(&key.policy).owed.get();
        let case = |phase| w.case(&key.case(u32::from(claim.filings) - 1)).is(phase);
        match claim.state {
            s if s == ClaimState::Open as u8 && case(CasePhase::Ended) => "case ended",
            s if s == ClaimState::Open as u8 => "open",
            s if s == ClaimState::Accepted as u8 && owed > 0 => "accepted, owed",
            s if s == ClaimState::Accepted as u8 && !claim.shortfall.is_zero() => "accepted, short",
            s if s == ClaimState::Accepted as u8 => "accepted",
            s if s == ClaimState::Refused as u8 && w.now() >= claim.refile_until.get() => "refused, time over",
            s if s == ClaimState::Refused as u8 => "refused",
            s if s == ClaimState::Denied as u8 => "denied",
            _ => "withdrawn",
        }
        .to_owned()
    }
}
