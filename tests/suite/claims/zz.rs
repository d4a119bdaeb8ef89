use {
    super::kit::*,
    breakwater_testkit::{courts::juror, *},
};
#[test]
fn zz_units() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.to_commit(&case);
    for n in 0..20 {
        w.commit(&case, &juror(n), if n < 14 { 10 } else { 0 }).ok();
    }
    w.to_reveal(&case);
    for n in 0..18 {
        w.reveal(&case, &juror(n), if n < 14 { 10 } else { 0 }).ok();
    }
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.end_case(&case);
    w.conclude_claim(&key, 0).ok();
    w.pay_claim(&key).ok();
    for n in 0..20 {
        w.settle_ballot(&case, &juror(n), 0).ok();
    }
    w.refund(&case, false).ok();
    w.close_case(&case).ok();
    for (k, v) in &w.units {
        eprintln!("{k}: {v:?}");
    }
}
