//! Who may declare an incident, whatever a court asks.

use {
    super::kit::*,
    breakwater::errors::ClaimError,
    breakwater_testkit::{courts::*, *},
};

#[test]
fn no_threshold_of_a_court_stops_declarations() {
    let (mut w, product, _) = insured_under(&by_incident());
    let mut args = court_args();
    args.declare_least = u64::MAX;
    w.set_court(args).ok();
    // 25 jurors have 500,000 and the two below a little more: a hundredth of all is 5,101.6.
    let (low, just) = (w.juror(5_050 * TOKEN), w.juror(5_110 * TOKEN));
    w.advance(15 * DAY);
    let day = w.today() - 1;
    w.declare(&product, &low, day).0.refused(ClaimError::BelowThreshold);
    w.declare(&product, &just, day).0.ok();
    w.assert_books();
}
