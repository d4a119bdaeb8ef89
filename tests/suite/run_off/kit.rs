//! The life that is abandoned.

use {
    super::strangers::*,
    breakwater::state::Action,
    breakwater_testkit::{courts::*, jurors::GOVERNANCE_MINT, world::PLENTY, *},
};

/// A protocol in the middle of its life.
pub struct Life {
    pub w: World,
    /// Decided by sources, with ten days of grace.
    pub depeg: Address,
    /// Decided by jurors, by claim.
    pub claims: Address,
    /// Decided by jurors, by incident.
    pub declared: Address,
    pub junior: Address,
    pub senior: Address,
    supply: [u128; 2],
}

/// A pool with three products, capital, jurors, an escrow's share of fees and an emission of a year. All keys exist.
pub fn life() -> Life {
    let mut w = World::new();
    w.seat_court();
    w.open_revenue().ok();
    w.endow(200_000 * TOKEN);
    w.open_rewards().ok();
    let mut depeg = DepegSpec::default();
    depeg.terms.grace_days = 10;
    let mut claims = AssessedSpec::default();
    claims.terms.waiting_days = 1;
    claims.terms.min_days = 7;
    claims.terms.grace_days = 10;
    let mut declared = claims.clone();
    declared.terms.by_incident = true;
    declared.terms.grace_days = 6;
    let depeg = w.product_from(&depeg);
    let (claims, declared) = (w.assessed(&claims), w.assessed(&declared));
    let junior = w.underwriter(JUNIOR, 100_000 * USDC);
    let senior = w.underwriter(SENIOR, 400_000 * USDC);
    let pool = w.pool;
    w.enact(Action::Emit {
        pool,
        amount: 10_000 * TOKEN,
        days: 365,
    })
    .ok();
    for n in 0..JURORS {
        w.fund(juror(n), PLENTY);
    }
    Life {
        w,
        depeg,
        claims,
        declared,
        junior,
        senior,
        supply: [0; 2],
    }
}

impl Life {
    /// A holder with a policy who can pay for whatever comes.
    pub fn holder(&mut self, product: &Address, cover: u64, days: u16) -> (Address, Address) {
        let (holder, policy) = self.w.holder(product, cover, days);
        self.w.fund(holder, PLENTY);
        (holder, policy)
    }

    /// Nobody governs any more, and tokens are counted from here on.
    pub fn lose_keys(&mut self) {
        self.lose_keys_and(&[]);
    }

    /// As [`Life::lose_keys`]; the keys of these others are lost, too.
    pub fn lose_keys_and(&mut self, others: &[Address]) {
        self.w.lose_keys(others);
        self.supply = [tokens_of(&self.w, &self.w.mint), tokens_of(&self.w, &GOVERNANCE_MINT)];
    }

    /// Strangers and owners end everything; nothing is lost on the way, and what stays is named. Returns after how many days.
    #[track_caller]
    pub fn end(&mut self) -> i64 {
        let rents = rents(&self.w);
        let before = purses_of(&self.w, &rents);
        let mut strangers = Strangers::new(&mut self.w);
        let days = strangers.end_everything();
        assert_rents(&self.w, &rents, &before);
        self.assert_tokens();
        let all = self.w.voters();
        assert_eq!(
            (all.locked.get(), all.unlocking.get(), all.escrows.get()),
            (0, 0, 0),
            "books of jurors"
        );
        assert_eq!((self.w.dao().open.get(), self.w.dao().bonds.get()), (0, 0), "books of members");
        days
    }

    /// INV-04, of both mints.
    #[track_caller]
    pub fn assert_tokens(&self) {
        let now = [tokens_of(&self.w, &self.w.mint), tokens_of(&self.w, &GOVERNANCE_MINT)];
        assert_eq!(now, self.supply, "INV-04");
    }
}
