//! The world in which every instruction works: two pools, two products in the first, and one of everything in each.

use {
    super::judged::Judged,
    crate::incident::kit::*,
    breakwater_testkit::{client::ix, *},
};

pub struct Stage {
    pub w: World,
    pub product: Address,
    pub junior: Address,
    pub senior: Address,
    pub holder: Address,
    pub policy: Address,
    pub second_holder: Address,
    pub second_policy: Address,
    pub sibling: Address,
    pub sibling_policy: Address,
    pub other: Option<Other>,
    pub draft: Address,
    pub juror: Address,
    pub second_juror: Address,
    /// Has a wallet, tokens of both mints and nothing else.
    pub stranger: Address,
    /// What jurors decide, once there is any.
    pub judged: Option<Judged>,
    /// More of the cast, by what it is.
    pub more: Vec<(String, Address)>,
    /// Counts addresses that nobody has used.
    pub fresh: u8,
}

impl Stage {
    /// An incident on the sibling and one in the other pool pay everything, so that nothing is undecided.
    pub fn new() -> Self {
        let mut stage = Self::calm();
        let (sibling, foreign) = (stage.sibling, stage.other().product);
        strike_and_finalise(&mut stage.w, &sibling, price_at(100));
        stage.in_other(|w| {
            strike_and_finalise(w, &foreign, price_at(100));
        });
        stage
    }

    /// Nothing has happened yet.
    pub fn calm() -> Self {
        let (mut w, product) = world();
        let junior = w.underwriter(JUNIOR, 20_000 * USDC);
        let senior = w.underwriter(SENIOR, 20_000 * USDC);
        let sibling = w.product_from(&spec_with_feeds(11));
        let other = other_pool(&mut w);
        let (holder, policy) = w.holder(&product, 3_000 * USDC, 60);
        let (second_holder, second_policy) = w.holder(&product, 1_000 * USDC, 7);
        let (_, sibling_policy) = w.holder(&sibling, 1_000 * USDC, 60);
        w.advance(3 * DAY);
        let mut stage = Self {
            draft: sibling,
            juror: sibling,
            second_juror: sibling,
            stranger: w.actor(1_000_000 * USDC),
            w,
            product,
            junior,
            senior,
            holder,
            policy,
            second_holder,
            second_policy,
            sibling,
            sibling_policy,
            other: Some(other),
            judged: None,
            more: vec![],
            fresh: 0,
        };
        stage.w.seat_court();
        stage.in_other(World::seat_court);
        (stage.juror, stage.second_juror) = (stage.w.juror(1_000), stage.w.juror(1_000));
        let stranger = stage.stranger;
        stage.w.grant(&stranger, 1_000);
        let spec = spec_with_feeds(31);
        stage.draft = stage.w.draft(&spec);
        for source in &spec.sources {
            stage.w.list_feed(*source);
            let add = ix::add_source(stage.w.bootstrap, stage.draft, source.args());
            stage.w.send_all(&[add]).ok();
        }
        let (mint, stranger) = (stage.other().mint, stage.stranger);
        stage
            .w
            .put_token(pda::associated_token(&stranger, &mint), &mint, &stranger, 1_000 * USDC);
        stage
    }

    /// The program is deployed and nothing exists.
    pub fn before_genesis() -> Self {
        let mut w = World::bare();
        let stranger = w.actor(1_000 * USDC);
        let nobody = Address::default();
        Self {
            w,
            product: nobody,
            junior: nobody,
            senior: nobody,
            holder: nobody,
            policy: nobody,
            second_holder: nobody,
            second_policy: nobody,
            sibling: nobody,
            sibling_policy: nobody,
            other: None,
            draft: nobody,
            juror: nobody,
            second_juror: nobody,
            stranger,
            judged: None,
            more: vec![],
            fresh: 0,
        }
    }

    pub fn other(&self) -> &Other {
        self.other.as_ref().expect("the other pool")
    }

    /// Acts in the other pool.
    pub fn in_other(&mut self, act: impl FnOnce(&mut World)) {
        let there = (self.other().pool, self.other().mint);
        let here = (self.w.pool, self.w.mint);
        (self.w.pool, self.w.mint) = there;
        act(&mut self.w);
        (self.w.pool, self.w.mint) = here;
    }

    /// An address that holds nothing.
    pub fn unused(&mut self) -> Address {
        self.fresh += 1;
        let mut bytes = [0x3e; 32];
        bytes[0] = self.fresh;
        Address::new_from_array(bytes)
    }
}
