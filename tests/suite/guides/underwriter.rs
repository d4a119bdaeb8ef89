//! The numbers of `docs/guides/underwriter.md` are what the program does: each row of its tables is recomputed here.

use {
    super::Rows,
    crate::incident::kit::*,
    breakwater_testkit::{world::PLENTY, *},
};

const GUIDE: &str = include_str!("../../../docs/guides/underwriter.md");

fn percent_of(part: u64, whole: u64) -> String {
    let bps = u128::from(part) * 10_000 / u128::from(whole);
    format!("{}.{:02} %", bps / 100, bps % 100)
}

fn pool_of_the_guide() -> World {
    let mut spec = PoolSpec::default();
    (spec.0.margin_bps, spec.0.junior_floor_bps) = (12_000, 2_000);
    World::with_pool(spec)
}

fn recompute() -> Rows {
    let mut rows = Rows::default();
    let mut w = pool_of_the_guide();
    let depeg = w.product_from(&DepegSpec::default());
    let exploit = w.assessed(&AssessedSpec::default());
    let (ann, _ben) = (w.underwriter(JUNIOR, 200_000 * USDC), w.underwriter(SENIOR, 600_000 * USDC));
    w.set_time((w.now() / DAY + 1) * DAY);
    earn(&mut rows, &mut w, &depeg);
    carry(&mut rows, &mut w, &exploit);
    leave(&mut rows, &mut w, &ann);
    lose(&mut rows, &mut w, &depeg);
    rows
}

/// Where a premium goes.
fn earn(rows: &mut Rows, w: &mut World, depeg: &Address) {
    w.observe_at(depeg, PAR).ok();
    let carol = w.actor(PLENTY);
    w.buy(depeg, &carol, 0, 400_000 * USDC, 90).ok();
    let premium = w.policy(&pda::policy(depeg, &carol, 0)).premium.get();
    let before = w.pool();
    rows.usdc("premium for 400,000 of cover for 90 days", premium);
    rows.usdc("of it the protocol's fee (5 %)", before.fees_owed.get());
    rows.usdc("to the pool's reserve (5 %)", before.reserve.get());
    rows.usdc("streams to the tranches over the 90 days", before.unearned_atoms().expect("atoms"));
    w.advance(30 * DAY);
    let mut after = w.pool();
    after.recognise(w.now()).expect("a ledger");
    let earned = |n: usize| after.tranches[n].capital.get() - before.tranches[n].capital.get();
    rows.usdc("earned by junior in 30 days", earned(0));
    rows.usdc("earned by senior in 30 days", earned(1));
}

/// What the pool must keep.
fn carry(rows: &mut Rows, w: &mut World, exploit: &Address) {
    let dora = w.actor(PLENTY);
    w.buy(exploit, &dora, 0, 200_000 * USDC, 300).ok();
    let s = w.pool_summary();
    rows.usdc("exposure of group 0, de-peg: 400,000 at severity 100 %", s.groups[0].exposure);
    rows.usdc("exposure of group 1, exploit: 200,000 at severity 50 %", s.groups[1].exposure);
    rows.usdc("required capital, margin 120 %, correlation 25 %", s.required);
    rows.usdc("capital", s.capital);
    rows.text(
        "capital divided by required capital",
        format!("{}.{:02} %", s.ratio_bps / 100, s.ratio_bps % 100),
    );
    rows.usdc("free to leave senior", s.free_senior);
    rows.usdc("free to leave junior (least share 20 % of R)", s.free_junior);
}

/// A request, and what taking it back costs.
fn leave(rows: &mut Rows, w: &mut World, ann: &Address) {
    let shares = w.position(ann).tranches[0].shares.get();
    let asked = w.now();
    w.request(ann, JUNIOR, shares / 10).ok();
    let matures = i64::from(w.position(ann).tranches[0].matures_day.get()) * DAY;
    rows.text(
        "days from a request at midnight to its maturity",
        ((matures - asked) / DAY).to_string(),
    );
    w.fund(*ann, 1_000 * USDC);
    let before = w.wallet(ann);
    w.cancel(ann, JUNIOR).ok();
    rows.usdc("cost of taking a request for a tenth of Ann's shares back", before - w.wallet(ann));
    w.request(ann, JUNIOR, shares / 10).ok();
    w.advance(7 * DAY);
    let before = w.wallet(ann);
    w.execute(ann, JUNIOR).ok();
    rows.usdc("paid to Ann for a tenth of her shares at maturity", w.wallet(ann) - before);
}

/// A breach: prices while it is undecided, the loss, what comes back.
fn lose(rows: &mut Rows, w: &mut World, depeg: &Address) {
    strike(w, depeg, price_at(20));
    let pool = w.pool();
    let junior = pool.tranches[0].capital.get();
    rows.usdc("provisional when the first step waits", pool.provisional.get());
    rows.usdc("junior's capital, the price of a deposit", junior);
    rows.usdc(
        "what junior's shares are worth to who leaves now",
        pool.assets_if_lost(JUNIOR).expect("a tranche"),
    );
    w.advance(24 * HOUR);
    w.finalise(depeg, 0).ok();
    let pool = w.pool();
    rows.usdc("final loss: 20 % of 400,000", pool.loss_total.get());
    rows.text("of junior's capital that is", percent_of(pool.loss_total.get(), junior));
    rows.usdc(
        "priced into junior's deposits until the policies are paid",
        pool.tranches[0].may_return.get(),
    );
}

#[test]
fn every_number_of_the_underwriters_guide_is_what_the_program_does() {
    let rows = recompute();
    rows.check(GUIDE, 4);
}
