//! Which cover capital carries, product by product, with exact squares.

use {super::*, crate::stateful::sequences::big::Big};

/// Whole, basis points.
const ALL: u128 = 10_000;

impl Model {
    /// Cover of each product and what it exposes, as it is or as it is left if everything undecided is lost.
    fn exposed(&self, lost: bool) -> Vec<(Amount, Amount)> {
        let of = |p: &Product| {
            let falls = if lost { p.provisional() - p.ended_at_stake() } else { 0 };
            let cover = p.active().saturating_sub(falls);
            (cover, part_ceil(cover, p.severity, BILLION))
        };
        self.products.iter().map(of).collect()
    }

    /// `capital >= share of R`, with R from the exposures of the groups; each product is a group of its own.
    fn carries(&self, capital: Amount, share: u128, lost: bool) -> bool {
        let exposed = self.exposed(lost);
        let square = |x: u128| product_of(x, x);
        let correlation = self.limits[1];
        let sum: Amount = exposed.iter().map(|(_, e)| e).sum();
        let apart = exposed.iter().fold(Big::from(0), |all, (_, e)| all.plus(square(*e)));
        let needed = apart.times(ALL - correlation).plus(square(sum).times(correlation));
        needed.times(share * share) <= square(capital).times(ALL * ALL * ALL)
    }

    /// All limits hold with this capital.
    fn holds(&self, capital: Amount, junior: Option<Amount>, lost: bool) -> bool {
        let [margin, _, floor] = self.limits;
        let within = self.exposed(lost).iter().all(|(cover, exposure)| cover.max(exposure) <= &capital);
        within && self.carries(capital, margin, lost) && junior.is_none_or(|junior| self.carries(junior, floor, lost))
    }

    /// Capital, and junior's part of it, that a sale counts on.
    fn for_sale(&self) -> (Amount, Amount) {
        let matured = [0, 1].map(|layer| self.value(layer, self.pending(layer, true), self.layers[layer].capital));
        let undecided = self.provisional();
        let all = self.capital().saturating_sub(undecided).saturating_sub(matured[0]);
        let junior = self.layers[0].capital.saturating_sub(undecided);
        (all.saturating_sub(matured[1]), junior.saturating_sub(matured[0]))
    }

    /// Why this product's cover, with so much more, is not carried.
    pub fn check_carried(&self, product: usize, more: Amount, check: &mut Check) {
        let mut then = self.clone();
        let p = &mut then.products[product];
        if more > 0 {
            p.policies.push(product::Policy::only(more, p.rolled));
        }
        let (capital, junior) = then.for_sale();
        let (cover, exposure) = then.exposed(false)[product];
        check.need(
            cover <= capital && then.carries(capital, self.limits[0], false),
            "PolicyError::NotEnoughCapital",
        );
        check.need(exposure <= capital, "PolicyError::GroupFull");
        check.need(then.carries(junior, self.limits[2], false), "PolicyError::JuniorTooThin");
    }

    /// `atoms` may leave a layer, in both ways in which the undecided can end.
    pub fn may_leave(&self, layer: usize, atoms: Amount) -> bool {
        let mut ways = vec![(self.ended_at_stake(), false)];
        if self.provisional() > 0 {
            ways.push((self.provisional(), true));
        }
        let enough = self.capital() >= atoms + self.provisional();
        let left = |loss: Amount| self.capital().checked_sub(atoms + loss);
        let junior = |loss: Amount| (layer == 0).then(|| self.layers[0].capital.saturating_sub(atoms).saturating_sub(loss));
        let way = |(loss, lost): (Amount, bool)| left(loss).is_some_and(|capital| self.holds(capital, junior(loss), lost));
        enough && ways.into_iter().all(way)
    }

    /// The most that may leave a layer.
    pub fn free(&self, layer: usize) -> Amount {
        let (mut low, mut high) = (0, self.layers[layer].capital);
        if !self.may_leave(layer, 0) {
            return 0;
        }
        while low < high {
            let middle = (low + high).div_ceil(2);
            if self.may_leave(layer, middle) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }

    /// New parameters of the pool: margin, correlation, junior's least share.
    pub fn set_parameters(&mut self, limits: [u128; 3]) -> Answer {
        self.recognise();
        let stricter = limits.iter().zip(self.limits).any(|(new, old)| *new > old);
        self.limits = limits;
        self.fix_split();
        let (capital, junior) = self.for_sale();
        let mut check = Check::default();
        check.need(!stricter || self.holds(capital, Some(junior), false), "PoolError::LimitsBroken");
        check.done()
    }
}

fn product_of(a: u128, b: u128) -> Big {
    super::super::big::product(a, b)
}
