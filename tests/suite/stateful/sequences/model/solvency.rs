//! Which cover capital carries, product by product, with exact squares.

use {super::*, crate::stateful::sequences::big::Big};

/// Whole, basis points.
const ALL: u128 = 10_000;

/// Cover that has to be carried.
pub struct Load {
    /// Cover of each product.
    pub covers: Vec<Amount>,
    /// What each of them exposes.
    pub exposures: Vec<Amount>,
    /// What each group exposes.
    pub groups: [Amount; GROUPS],
}

impl Model {
    /// Cover as it is, or as it is left if everything undecided is lost.
    pub fn load(&self, lost: bool) -> Load {
        let cover = |p: &Product| {
            let falls = if lost { p.provisional() - p.ended_at_stake() } else { 0 };
            p.active().saturating_sub(falls)
        };
        let covers: Vec<_> = self.products.iter().map(cover).collect();
        let exposed = |(p, cover): (&Product, &Amount)| part_ceil(*cover, p.limits.severity, BILLION);
        let exposures: Vec<_> = self.products.iter().zip(&covers).map(exposed).collect();
        let mut groups = [0; GROUPS];
        for (p, exposure) in self.products.iter().zip(&exposures) {
            groups[usize::from(p.spec.group)] += exposure;
        }
        Load { covers, exposures, groups }
    }

    /// `capital >= share of R`, with R from the exposures of the groups.
    fn carries(&self, capital: Amount, share: u128, load: &Load) -> bool {
        let square = |x: u128| product_of(x, x);
        let correlation = self.limits[1];
        let sum: Amount = load.groups.iter().sum();
        let apart = load.groups.iter().fold(Big::from(0), |all, e| all.plus(square(*e)));
        let needed = apart.times(ALL - correlation).plus(square(sum).times(correlation));
        needed.times(share * share) <= square(capital).times(ALL * ALL * ALL)
    }

    /// The least capital that carries what is active, with its margin.
    pub fn required(&self) -> Amount {
        self.least(self.limits[0])
    }

    /// The same without a margin.
    pub fn risk(&self) -> Amount {
        self.least(ALL)
    }

    /// The least capital that is so many basis points of R.
    fn least(&self, share: u128) -> Amount {
        let (load, mut low, mut high) = (self.load(false), 0, 1 << 70);
        while low < high {
            let middle = (low + high) / 2;
            if self.carries(middle, share, &load) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// A group takes no more of this capital than it may.
    fn fits(&self, group: usize, capital: Amount, load: &Load) -> bool {
        load.groups[group] * ALL <= capital * self.caps[group]
    }

    /// All limits hold with this capital.
    fn holds(&self, capital: Amount, junior: Option<Amount>, load: &Load) -> bool {
        let [margin, _, floor] = self.limits;
        let within = load.covers.iter().all(|cover| *cover <= capital);
        let within = within && (0..GROUPS).all(|group| self.fits(group, capital, load));
        within && self.carries(capital, margin, load) && junior.is_none_or(|junior| self.carries(junior, floor, load))
    }

    /// All limits hold, capital counted as for a sale.
    pub fn all_limits_hold(&self) -> bool {
        let (capital, junior) = self.for_sale();
        self.holds(capital, Some(junior), &self.load(false))
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
        let (group, (capital, junior), load) = (usize::from(p.spec.group), then.for_sale(), then.load(false));
        check.need(
            load.covers[product] <= capital && then.carries(capital, self.limits[0], &load),
            "PolicyError::NotEnoughCapital",
        );
        check.need(then.fits(group, capital, &load), "PolicyError::GroupFull");
        check.need(then.carries(junior, self.limits[2], &load), "PolicyError::JuniorTooThin");
    }

    /// The two ways in which the undecided can end: what is lost, and what has to be carried then.
    fn endings(&self) -> Vec<(Amount, Load)> {
        let mut ways = vec![(self.ended_at_stake(), self.load(false))];
        if self.provisional() > 0 {
            ways.push((self.provisional(), self.load(true)));
        }
        ways
    }

    /// `atoms` may leave a layer, in both ways in which the undecided can end.
    pub fn may_leave(&self, layer: usize, atoms: Amount) -> bool {
        self.leaves(layer, atoms, &self.endings())
    }

    fn leaves(&self, layer: usize, atoms: Amount, endings: &[(Amount, Load)]) -> bool {
        let enough = self.capital() >= atoms + self.provisional();
        let left = |loss: Amount| self.capital().checked_sub(atoms + loss);
        let junior = |loss: Amount| (layer == 0).then(|| self.layers[0].capital.saturating_sub(atoms).saturating_sub(loss));
        let way = |(loss, load): &(Amount, Load)| left(*loss).is_some_and(|capital| self.holds(capital, junior(*loss), load));
        enough && endings.iter().all(way)
    }

    /// The most that may leave a layer.
    pub fn free(&self, layer: usize) -> Amount {
        let (mut low, mut high) = (0, self.layers[layer].capital);
        let endings = self.endings();
        if !self.leaves(layer, 0, &endings) {
            return 0;
        }
        while low < high {
            let middle = (low + high).div_ceil(2);
            if self.leaves(layer, middle, &endings) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}

fn product_of(a: u128, b: u128) -> Big {
    super::super::big::product(a, b)
}
