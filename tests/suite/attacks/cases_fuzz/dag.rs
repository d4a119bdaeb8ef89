//! INV-09 and INV-12 along a sequence: claims and cases go through their states in one direction, and what was claimed was claimed in time.

use {
    super::Run,
    breakwater::state::{Case, CasePhase, Claim, ClaimState},
    breakwater_testkit::{Address, DAY},
    std::collections::BTreeMap,
};

/// Claims and cases as they were after the last action.
#[derive(Default)]
pub struct Past {
    claims: BTreeMap<Address, (u8, u8)>,
    cases: BTreeMap<Address, (u8, u8, u8)>,
}

/// A state that nothing leaves.
fn is_absorbing(state: u8) -> bool {
    [ClaimState::Accepted, ClaimState::Denied, ClaimState::Withdrawn]
        .map(|s| s as u8)
        .contains(&state)
}

impl Run {
    /// Compares with the state after the last action.
    #[track_caller]
    pub(super) fn check_directions(&mut self) {
        let books = self.w.books();
        let mut now = Past::default();
        for (address, claim) in &books.claims {
            self.check_claim(address, claim);
            now.claims.insert(*address, (claim.state, claim.filings));
        }
        for (address, case) in &books.cases {
            self.check_case(address, case);
            now.cases.insert(*address, (case.round, case.phase, case.ruling));
        }
        self.past = now;
    }

    #[track_caller]
    fn check_claim(&self, address: &Address, claim: &Claim) {
        let policy = self.w.policy(&claim.policy);
        let (start, end, day) = (policy.start_day.get(), policy.end_day.get(), claim.event_day.get());
        assert!(start <= day && day < end, "INV-12: {address} is for an event in force");
        let grace = u32::from(self.w.product(&claim.product).terms.grace_days.get());
        assert!(
            claim.filed_at.get() < i64::from(end + grace) * DAY,
            "INV-12: {address} was filed in time"
        );
        if let Some((state, filings)) = self.past.claims.get(address) {
            assert!(claim.state == *state || !is_absorbing(*state), "INV-09: {address} left {state}");
            assert!(claim.filings >= *filings && claim.filings <= 2, "INV-09: filings of {address}");
        }
    }

    #[track_caller]
    fn check_case(&self, address: &Address, case: &Case) {
        let Some((round, phase, ruling)) = self.past.cases.get(address) else {
            return;
        };
        let (ended, now) = (CasePhase::Ended as u8, case.phase);
        assert!(case.round >= *round, "INV-09: {address} went back to round {}", case.round);
        let forward = now >= *phase || (*phase == CasePhase::Decided as u8 && case.round == 2);
        assert!(forward, "INV-09: {address} went from phase {phase} to {now}");
        let fixed = *phase < ended || (case.ruling, case.round) == (*ruling, *round);
        assert!(fixed, "INV-09: the ruling of {address} has changed after its end");
    }
}
