//! What an empty network is brought to: `migrations/seed.json`, the one description that this crate and `migrations/deploy.ts` share.

use {
    crate::{
        error::{Error, Result},
        feeds::Price,
    },
    serde::Deserialize,
    sha2::{Digest, Sha256},
    surfpool_sdk::{Keypair, Pubkey},
};

const TEXT: &str = include_str!("../../migrations/seed.json");

/// The whole description.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// Protocol fee on premiums, basis points.
    pub fee_bps: u16,
    /// The escrows' share of swept fees, basis points.
    pub revenue_bps: u16,
    /// Decimals of the pool's mint.
    pub decimals: u8,
    /// Whole governance tokens, all there will ever be; they have as many decimals and go to the bootstrap wallet.
    pub governance_supply: u64,
    pub pool: Pool,
    pub feeds: Vec<Feed>,
    pub products: Vec<Product>,
    pub wallets: Vec<Wallet>,
    pub deposits: Vec<Deposit>,
}

/// Parameters of the pool, as the program's `CreatePoolArgs`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pool {
    pub junior_weight: u64,
    pub min_deposit: u64,
    pub reserve_bps: u16,
    pub margin_bps: u16,
    pub correlation_bps: u16,
    pub junior_floor_bps: u16,
    pub notice_days: u8,
    pub group_caps_bps: [u16; 8],
}

/// Which oracle's account a feed is.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub enum FeedKind {
    Pyth,
    Switchboard,
}

/// An oracle account and the price it starts with.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Feed {
    pub name: String,
    pub kind: FeedKind,
    #[serde(deserialize_with = "address")]
    pub account: Pubkey,
    /// Pyth: the feed id.
    #[serde(default, deserialize_with = "hash")]
    pub id: [u8; 32],
    /// Switchboard: the queue.
    #[serde(default, deserialize_with = "address")]
    pub queue: Pubkey,
    /// Switchboard: hash of the jobs.
    #[serde(default, deserialize_with = "hash")]
    pub jobs: [u8; 32],
    pub price: Price,
    pub conf: Price,
}

/// A product with its terms, sources and limits.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Product {
    pub name: String,
    /// Risk group in the pool.
    pub group: u8,
    pub terms: Terms,
    pub parametric: Parametric,
    pub sources: Vec<Source>,
    pub limits: Limits,
}

/// As the program's `TermsArgs`; texts are padded with zeros there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    pub kind: u8,
    pub by_incident: bool,
    pub waiting_days: u16,
    pub grace_days: u16,
    pub min_days: u16,
    pub max_days: u16,
    pub deductible_bps: u16,
    pub exclusions: u32,
    pub min_cover: u64,
    pub max_cover: u64,
    pub claim_window_days: u16,
    #[serde(deserialize_with = "hash")]
    pub wording_hash: [u8; 32],
    pub wording_uri: String,
    pub chain: String,
    /// Hex.
    pub subject: String,
}

/// As the program's `ParametricArgs`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parametric {
    pub strike: i64,
    pub attachment: i64,
    pub exhaustion: i64,
    pub largest: u64,
    pub bounty: u64,
    pub window: u32,
    pub spacing: u32,
    pub max_gap: u32,
    pub min_count: u16,
    pub guard_bps: u16,
    pub sale_width_bps: u16,
    pub binary: bool,
    pub need: u8,
}

/// As the program's `SourceArgs`, with the feed by its name.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    pub feed: String,
    pub max_age: u32,
    pub interval_bps: u32,
    pub exponent: u8,
    pub min_samples: u8,
}

/// As the program's `LimitsArgs`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    pub cap: u64,
    pub base: u64,
    pub kink: u64,
    pub at_kink: u64,
    pub full: u64,
    pub minimum: u64,
    pub severity: u64,
    pub audit_per_day: u64,
    pub audit_most: u64,
    pub experience: u64,
    pub audit_days: u16,
}

/// A test wallet with what it is given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wallet {
    pub name: String,
    /// Whole SOL.
    pub sol: u64,
    /// Whole tokens of the pool's mint.
    pub tokens: u64,
}

/// Capital that a wallet puts into the pool at the start.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deposit {
    pub wallet: String,
    /// 0 junior, 1 senior.
    pub tranche: u8,
    /// Atoms.
    pub amount: u64,
}

impl Seed {
    /// The description in the repository.
    pub fn load() -> Result<Self> {
        serde_json::from_str(TEXT).map_err(|error| Error::Format {
            what: "migrations/seed.json".into(),
            message: error.to_string(),
        })
    }

    /// The feed with this name.
    pub fn feed(&self, name: &str) -> Result<&Feed> {
        self.feeds.iter().find(|feed| feed.name == name).ok_or_else(|| Error::UnknownFeed {
            name: name.into(),
            known: self.feeds.iter().map(|feed| feed.name.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

/// A key that everybody can derive from its name: test wallets and the mint are the same on every local network.
pub fn keypair(name: &str) -> Keypair {
    Keypair::new_from_array(Sha256::digest(format!("breakwater localnet key {name}")).into())
}

fn address<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Pubkey, D::Error> {
    let text = <&str>::deserialize(from)?;
    text.parse().map_err(serde::de::Error::custom)
}

fn hash<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<[u8; 32], D::Error> {
    let text = <&str>::deserialize(from)?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).map_err(serde::de::Error::custom)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_names_feeds_that_exist() {
        let seed = Seed::load().unwrap();
        assert!(seed.products.len() >= 2);
        for product in &seed.products {
            assert!(product.sources.len() >= usize::from(product.parametric.need));
            for source in &product.sources {
                seed.feed(&source.feed).unwrap();
            }
        }
    }

    #[test]
    fn the_wording_is_the_file_that_the_terms_hash() {
        let hash: [u8; 32] = Sha256::digest(include_bytes!("../../docs/wordings/depeg.md")).into();
        for product in Seed::load().unwrap().products {
            assert_eq!(product.terms.wording_hash, hash, "{}", product.name);
        }
    }

    #[test]
    fn keys_depend_on_names_alone() {
        use surfpool_sdk::Signer;
        assert_eq!(keypair("holder-1").pubkey(), keypair("holder-1").pubkey());
        assert_ne!(keypair("holder-1").pubkey(), keypair("holder-2").pubkey());
    }
}
