use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError,
        shares::{self, VIRTUAL_ASSETS, VIRTUAL_SHARES},
    },
    proptest::prelude::*,
};

/// Assets and shares of a tranche, with people who come and go.
#[derive(Clone, Copy, Debug)]
struct Tranche {
    assets: u64,
    shares: u128,
}

impl Tranche {
    fn deposit(&mut self, amount: u64) -> u128 {
        let minted = shares::for_deposit_floor(amount, self.assets, self.shares).unwrap();
        self.assets += amount;
        self.shares += minted;
        minted
    }

    fn redeem(&mut self, part: u128) -> u64 {
        let atoms = shares::value_floor(part, self.assets, self.shares).unwrap();
        self.assets -= atoms;
        self.shares -= part;
        atoms
    }

    /// Whether a share is worth at least as much as in `before`, compared as exact fractions.
    fn is_worth_at_least(&self, before: &Self) -> bool {
        let assets = |t: &Self| big(t.assets) + VIRTUAL_ASSETS;
        let shares = |t: &Self| big(t.shares) + VIRTUAL_SHARES;
        assets(self) * shares(before) >= assets(before) * shares(self)
    }
}

/// A tranche at any price per share that premium and losses can lead to: from 2^60 times the first price down to 2^-30 of it
/// (a tranche is closed at a millionth).
fn tranche() -> impl Strategy<Value = Tranche> {
    (0u64..1 << 60, any::<u128>(), any::<u8>(), any::<u8>()).prop_map(|(assets, shares, a, s)| {
        let assets = assets >> (a % 60);
        Tranche {
            assets,
            shares: (shares >> (s % 128)) % ((u128::from(assets) + 1) * (1_000 << 30)),
        }
    })
}

#[test]
fn an_empty_tranche_sells_a_thousand_shares_per_atom() {
    assert_eq!(shares::for_deposit_floor(1, 0, 0), Ok(1_000));
    assert_eq!(shares::for_deposit_floor(1_000_000, 0, 0), Ok(1_000_000_000));
    assert_eq!(shares::value_floor(1_000_000_000, 1_000_000, 1_000_000_000), Ok(1_000_000));
    assert_eq!(shares::value_floor(0, 0, 0), Ok(0));
}

#[test]
fn more_shares_than_there_are_have_no_value() {
    assert_eq!(shares::value_floor(11, 10, 10), Err(MathError::OutOfRange));
}

#[test]
fn the_largest_tranche_can_still_be_redeemed() {
    let all = u128::MAX - VIRTUAL_SHARES;
    assert_eq!(shares::value_floor(all, u64::MAX, all), Ok(u64::MAX));
    assert_eq!(shares::value_floor(all + 1, u64::MAX, all + 1), Err(MathError::Overflow));
}

/// at a price of 2.0 shares and assets must not be confused.
#[test]
fn at_a_price_of_two_a_share_buys_two_thousandths() {
    let t = Tranche {
        assets: 2_000_001,
        shares: 1_000_000_000,
    };
    assert_eq!(shares::for_deposit_floor(500, t.assets, t.shares), Ok(250_000));
    assert_eq!(shares::value_floor(250_000, t.assets, t.shares), Ok(500));
    assert_eq!(shares::for_assets_floor(500, t.assets, t.shares), Ok(250_000));
}

/// one atom, then a gift of 1e12 to the vault, then a victim. The gift is not in the ledger.
#[test]
fn a_gift_before_the_second_deposit_takes_nothing_from_it() {
    let mut t = Tranche { assets: 0, shares: 0 };
    t.deposit(1);
    for victim in [1, 2, 999_999_999_999, 1_000_000_000_000] {
        let minted = t.deposit(victim);
        assert!(victim - t.redeem(minted) <= 1);
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn shares_for_a_deposit_are_exact(amount in any_u64(), assets in any_u64(), all in any_u128()) {
        let exact = floor(big(amount) * (big(all) + 1_000u32), big(assets) + 1u8);
        let fits = all.checked_add(1_000).and(u128_of(exact));
        prop_assert_eq!(shares::for_deposit_floor(amount, assets, all).ok(), fits);
        prop_assert_eq!(shares::for_assets_floor(amount, assets, all).ok(), fits);
    }

    #[test]
    fn the_value_of_shares_is_exact(part in any_u128(), assets in any_u64(), all in any_u128()) {
        let exact = floor(big(part) * (big(assets) + 1u8), big(all) + 1_000u32);
        let valid = part <= all && all.checked_add(1_000).is_some();
        let value = shares::value_floor(part, assets, all);
        prop_assert_eq!(value.ok(), u64_of(exact).filter(|_| valid));
        prop_assert!(value.is_err() || value.unwrap() <= assets);
    }

    /// INV-06.
    #[test]
    fn a_round_trip_never_returns_more(before in tranche(), amount in 0u64..1 << 60) {
        let mut t = before;
        let minted = t.deposit(amount);
        prop_assert!(t.is_worth_at_least(&before));
        prop_assert!(t.redeem(minted) <= amount);
        prop_assert!(t.is_worth_at_least(&before));
    }

    /// INV-06.
    #[test]
    fn redeeming_in_two_steps_never_returns_more_than_in_one(before in tranche(), part in any_u128(), cut in any_u128()) {
        let part = part % (before.shares + 1);
        let cut = cut % (part + 1);
        let (mut one, mut two) = (before, before);
        prop_assert!(two.redeem(cut) + two.redeem(part - cut) <= one.redeem(part));
    }

    #[test]
    fn depositing_in_two_steps_never_mints_more_than_in_one(before in tranche(), a in 0u64..1 << 59, b in 0u64..1 << 59) {
        let (mut one, mut two) = (before, before);
        prop_assert!(two.deposit(a) + two.deposit(b) <= one.deposit(a + b));
    }

    /// Partial withdrawals: the shares burned for an amount are never worth more, and one share more would be.
    #[test]
    fn shares_for_an_amount_are_the_most_whose_exact_value_fits(t in tranche(), amount in any_u64()) {
        let amount = amount % (t.assets + 1);
        let part = shares::for_assets_floor(amount, t.assets, t.shares).unwrap();
        let worth = |part: u128| big(part) * (big(t.assets) + 1u8);
        prop_assert!(worth(part) <= big(amount) * (big(t.shares) + 1_000u32));
        prop_assert!(worth(part + 1) > big(amount) * (big(t.shares) + 1_000u32));
        let part = part.min(t.shares);
        prop_assert!(shares::value_floor(part, t.assets, t.shares).unwrap() <= amount);
    }

    /// whatever one person does in any order beside others, nobody gains atoms by it.
    #[test]
    fn loops_of_deposits_and_redemptions_never_profit(
        before in tranche(),
        moves in prop::collection::vec((any::<bool>(), any::<u64>(), any::<u8>()), 1..24),
    ) {
        let mut t = before;
        let (mut paid, mut got, mut held) = (0u128, 0u128, 0u128);
        for (enters, x, shift) in moves {
            let price = t;
            if enters {
                let amount = (x >> 8) >> (shift % 56);
                paid += u128::from(amount);
                held += t.deposit(amount);
            } else {
                let part = (u128::from(x) << 64 >> (shift % 128)) % (held + 1);
                held -= part;
                got += u128::from(t.redeem(part));
            }
            prop_assert!(t.is_worth_at_least(&price));
        }
        got += u128::from(t.redeem(held));
        prop_assert!(got <= paid, "{} > {}", got, paid);
    }

    /// A-31, even if the gift did reach the ledger: it costs the giver about a thousand times what it costs the victim.
    #[test]
    fn inflating_the_price_costs_the_attacker_far_more_than_the_victim(
        first in 1u64..1 << 40, gift in 0u64..1 << 55, victim in 1u64..1 << 55,
    ) {
        let mut t = Tranche { assets: 0, shares: 0 };
        let attackers = t.deposit(first);
        t.assets += gift;
        let victims = t.deposit(victim);
        let left = shares::value_floor(attackers, t.assets, t.shares).unwrap();
        let attacker_lost = i128::from(first + gift) - i128::from(left);
        let victim_lost = i128::from(victim) - i128::from(t.redeem(victims));
        prop_assert!(attacker_lost >= 990 * (victim_lost - 2), "{} {}", attacker_lost, victim_lost);
    }
}
