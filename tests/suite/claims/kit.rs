//! What the tests of claims, declared incidents and cases start from.

use breakwater_testkit::{
    client::ix::ClaimKey,
    world::{PLENTY, START},
    *,
};

/// A world with the default assessed product, 100,000 of junior and 400,000 of senior capital, and a policy of 40,000 in force.
pub fn insured() -> (World, Address, Address) {
    insured_under(&AssessedSpec::default())
}

/// As [`insured`], with this product.
pub fn insured_under(spec: &AssessedSpec) -> (World, Address, Address) {
    let mut w = World::new();
    let product = w.assessed(spec);
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    w.set_time(START + 10 * DAY + 3_600);
    (w, product, pda::policy(&product, &buyer, 0))
}

/// A claim of the whole cover for an event of yesterday is filed.
pub fn claimed() -> (World, ClaimKey) {
    let (mut w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    (w, key)
}

/// The default assessed product, settled by incident.
pub fn by_incident() -> AssessedSpec {
    let mut spec = AssessedSpec::default();
    spec.terms.by_incident = true;
    spec
}
