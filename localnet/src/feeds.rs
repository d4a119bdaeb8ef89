//! Oracle accounts: what a feed says, and publishing it as of now.

use {
    crate::{
        error::{Error, Result},
        oracles::{PythSpec, SwitchboardSpec, pyth_account, switchboard_account},
        rpc::{Now, Rpc},
        seed::{Feed, FeedKind, Seed},
        state::{Quote, State},
    },
    serde::{Deserialize, Serialize},
    std::{fmt, str::FromStr},
    surfpool_sdk::Pubkey,
};

/// Decimals of a price here, which are Pyth's for US dollars.
const DECIMALS: usize = 8;
/// Samples behind a Switchboard value.
const SAMPLES: u8 = 5;

/// A price in units of 1e-8, written as a decimal number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Price(u32);

impl FromStr for Price {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bad = || Error::BadPrice { text: text.into() };
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if part.len() > DECIMALS || !digits(whole) || !digits(part) {
            return Err(bad());
        }
        let units = format!("{whole}{part:0<DECIMALS$}").parse().map_err(|_| bad())?;
        Ok(Self(units))
    }
}

impl TryFrom<String> for Price {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Price> for String {
    fn from(price: Price) -> Self {
        price.to_string()
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10u32.pow(DECIMALS as u32);
        write!(f, "{}.{:0DECIMALS$}", self.0 / one, self.0 % one)
    }
}

impl Price {
    /// Refuses zero: no oracle reports it and the program takes it for none.
    pub fn positive(self) -> Result<Self> {
        if self.0 == 0 {
            return Err(Error::BadPrice { text: self.to_string() });
        }
        Ok(self)
    }
}

/// The account of a feed as its oracle would write it now: owner and bytes.
fn encode(feed: &Feed, quote: Quote, now: Now) -> (Pubkey, Vec<u8>) {
    let (owner, data) = match feed.kind {
        FeedKind::Pyth => pyth_account(PythSpec {
            feed_id: feed.id,
            price: quote.price.0.into(),
            conf: quote.conf.0.into(),
            exponent: -(DECIMALS as i32),
            publish_time: now.time,
            full: true,
            posted_slot: now.slot,
        }),
        FeedKind::Switchboard => {
            let scale = 10i128.pow(18 - DECIMALS as u32);
            switchboard_account(SwitchboardSpec {
                queue: feed.queue.to_bytes(),
                feed_hash: feed.jobs,
                value_1e18: i128::from(quote.price.0) * scale,
                std_dev_1e18: i128::from(quote.conf.0) * scale,
                samples: SAMPLES,
                min_slot: now.slot,
                max_slot: now.slot,
                last_update_timestamp: now.time,
                ..SwitchboardSpec::default()
            })
        }
    };
    (Pubkey::new_from_array(owner), data)
}

/// Writes all feeds as of now. Call under the lock, with the state as read under it.
pub fn publish(rpc: &Rpc, seed: &Seed, state: &State) -> Result<Now> {
    let now = rpc.now()?;
    for feed in &seed.feeds {
        let quote = state.feeds.get(&feed.name).copied().unwrap_or(Quote {
            price: feed.price,
            conf: feed.conf,
        });
        let (owner, data) = encode(feed, quote, now);
        rpc.set_account(&feed.account, &owner, &data)?;
    }
    Ok(now)
}

/// The feeds that `name` stands for: one by its name, or all of an asset (`usdc`).
pub fn select<'a>(seed: &'a Seed, name: &str) -> Result<Vec<&'a Feed>> {
    let of_asset: Vec<_> = seed
        .feeds
        .iter()
        .filter(|feed| feed.name.split_once('-').is_some_and(|(asset, _)| asset == name))
        .collect();
    match of_asset.is_empty() {
        true => Ok(vec![seed.feed(name)?]),
        false => Ok(of_asset),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_exactly_and_written_back() {
        for (text, units) in [("1", 100_000_000), ("0.93", 93_000_000), ("0.00000001", 1), ("12.5", 1_250_000_000)] {
            assert_eq!(text.parse::<Price>().unwrap(), Price(units));
        }
        assert_eq!("0.93".parse::<Price>().unwrap().to_string(), "0.93000000");
        for text in ["", ".5", "1.", "-1", "0.123456789", "1e3", "1,5", "99999999999"] {
            assert!(text.parse::<Price>().is_err(), "{text}");
        }
        assert!("0".parse::<Price>().unwrap().positive().is_err());
    }

    #[test]
    fn an_asset_stands_for_all_its_feeds() {
        let seed = Seed::load().unwrap();
        assert_eq!(select(&seed, "usdc").unwrap().len(), 2);
        assert_eq!(select(&seed, "usdc-pyth").unwrap().len(), 1);
        assert!(matches!(select(&seed, "doge"), Err(Error::UnknownFeed { .. })));
    }

    #[test]
    fn accounts_have_the_sizes_and_owners_of_their_oracles() {
        let seed = Seed::load().unwrap();
        let now = Now {
            time: 1_700_000_000,
            slot: 7,
        };
        for feed in &seed.feeds {
            let quote = Quote {
                price: feed.price,
                conf: feed.conf,
            };
            let (owner, data) = encode(feed, quote, now);
            let (program, size) = match feed.kind {
                FeedKind::Pyth => ("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ", 134),
                FeedKind::Switchboard => ("SBondMDrcV3K4kxZR1HNVT7osZxAHVHgYXL5Ze1oMUv", 3_208),
            };
            assert_eq!((owner.to_string().as_str(), data.len()), (program, size), "{}", feed.name);
        }
    }
}
