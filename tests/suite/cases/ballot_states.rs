//! Every state of a ballot.

use {
    super::{automaton::Stage, kit::*},
    crate::{
        claims::kit::*,
        incident::kit::{freeze, thaw},
    },
    breakwater::state::{Ballot, HIDDEN},
    breakwater_testkit::{client::ix, courts::juror, *},
};

/// See [`Stage`].
pub struct BallotStage {
    w: World,
    case: Address,
}

/// Whose ballot it is; all others vote for it and reveal.
const OWNER: usize = 20;

impl BallotStage {
    /// The state of this row.
    pub fn new(row: &str) -> Self {
        let (state, how) = row.split_once(" (").unwrap_or((row, ""));
        let (mut w, key) = claimed();
        let case = key.case(0);
        let owner = juror(OWNER);
        let stage = |w| Self { w, case };
        if how == "evidence phase)" {
            return stage(w);
        }
        w.to_commit(&case);
        for n in 0..OWNER {
            w.commit(&case, &juror(n), 20).ok();
        }
        if state != "none" {
            w.commit(&case, &owner, 20).ok();
        }
        if how == "commit phase)" {
            return stage(w);
        }
        w.to_reveal(&case);
        for n in 0..OWNER {
            w.reveal(&case, &juror(n), 20).ok();
        }
        if matches!(state, "shown" | "settled") {
            w.reveal(&case, &owner, 20).ok();
        }
        if how == "reveal phase)" {
            return stage(w);
        }
        w.to_count(&case);
        if how == "round over)" {
            return stage(w);
        }
        w.advance_case(&case).ok();
        w.end_case(&case);
        if state == "settled" {
            let account = pda::associated_token(&owner, &w.mint);
            freeze(&mut w, &account);
            w.settle_ballot(&case, &owner, FIRST).ok();
            if how != "account frozen)" {
                thaw(&mut w, &account);
            }
        }
        stage(w)
    }
}

impl Stage for BallotStage {
    fn world(&mut self) -> &mut World {
        &mut self.w
    }

    fn instruction(&mut self, column: &str) -> Option<Instruction> {
        let (w, case, owner) = (&self.w, self.case, juror(OWNER));
        let there = w.try_read::<Ballot>(&pda::ballot(&case, FIRST, &owner)).is_some();
        Some(match column {
            "commit_ballot" => commit_ix(w, &case, FIRST, &owner, 20),
            _ if !there => return None,
            "reveal_ballot" => reveal_ix(w, &case, FIRST, &owner, 20),
            "settle_ballot" => ix::settle_ballot(owner, w.pool, w.mint, case, FIRST),
            "pay_juror" => {
                let to = pda::associated_token(&owner, &w.mint);
                ix::pay_juror(w.keeper, owner, w.pool, case, FIRST, to)
            }
            other => panic!("{other}"),
        })
    }

    fn state(&self) -> String {
        let address = pda::ballot(&self.case, FIRST, &juror(OWNER));
        match self.w.try_read::<Ballot>(&address) {
            None => "none",
            Some(ballot) if ballot.settled == 1 => "settled",
            Some(ballot) if ballot.choice == HIDDEN => "hidden",
            Some(_) => "shown",
        }
        .to_owned()
    }
}
