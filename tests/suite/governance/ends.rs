//! By time and strangers alone every proposal ends and is closed (INV-18).

use {
    super::{acts::Run, plain::Stand},
    breakwater_testkit::{client::ix, *},
};

/// The longest vote, the longest delay and the window, in days.
const LONGEST: i64 = 14 + 30 + 14;

/// Closes the proposals of the set-up, which were executed.
pub fn clear(w: &mut World) {
    for (address, _) in w.svm.get_program_accounts(&breakwater::ID) {
        if let Some(proposal) = w.try_proposal(&address) {
            w.send("close_proposal", ix::close_proposal(address, proposal.proposer, None)).ok();
        }
    }
}

impl Run {
    /// Nobody proposes, votes, cancels or executes any more.
    #[track_caller]
    pub fn abandon(&mut self) -> i64 {
        let from = self.w.now();
        let open = |run: &Self| -> Vec<usize> { (0..run.plain.history.len()).filter(|n| !run.plain.history[*n].closed).collect() };
        while !open(self).is_empty() {
            for n in open(self) {
                let now = self.w.now();
                if self.plain.history[n].stand == Stand::Voting && now >= self.plain.history[n].vote_until {
                    let outcome = self.w.send_all(&[ix::count_votes(self.at(n))]);
                    assert!(self.plain.count(n, now));
                    self.agree("count", &outcome, true);
                }
                if now >= self.plain.history[n].vote_until {
                    for who in self.plain.history[n].open_votes.clone() {
                        self.close_vote_of(n, who);
                    }
                }
                self.close_one(n);
            }
            self.check();
            let days = (self.w.now() - from) / DAY;
            assert!(days <= LONGEST, "INV-18: {:?} are open after {days} days", open(self));
            self.w.advance(DAY);
        }
        let dao = self.w.dao();
        assert_eq!((dao.open.get(), dao.bonds.get()), (0, 0), "INV-18: everything is closed");
        (self.w.now() - from) / DAY
    }
}
