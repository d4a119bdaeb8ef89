//! A mint or a feed that the protocol takes.

use {
    crate::{constants::VERSION, errors::GovernanceError, state::terms::Source},
    anchor_lang::prelude::*,
};

/// What a listing is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum ListingKind {
    /// Mint of pools.
    Mint,
    /// Pyth feed, by its feed id.
    Pyth,
    /// Switchboard feed, by its address; its queue and job hash belong to it.
    Switchboard,
}

/// PDA: `["listing", kind, id]`. While it exists a pool of the mint can be created, or a source of the feed drafted.
#[account]
pub struct Listing {
    pub version: u8,
    pub bump: u8,
    /// A [`ListingKind`].
    pub kind: u8,
    pub _pad: [u8; 5],
    pub id: Address,
    /// Queue of a Switchboard feed; zero otherwise.
    pub queue: Address,
    /// Job hash of a Switchboard feed; zero otherwise.
    pub feed_hash: [u8; 32],
    /// Gets the rent back when the listing ends.
    pub rent_payer: Address,
    /// Listed since (unix seconds).
    pub listed_at: PodI64,
    pub reserved: [u8; 32],
}

const _: () = assert!(core::mem::size_of::<Listing>() == 8 + 4 * 32 + 8 + 32);

impl Listing {
    /// Everything that a listing says.
    pub fn write(&mut self, bump: u8, kind: ListingKind, id: Address, feed: (Address, [u8; 32]), payer: Address, at: i64) {
        self.version = VERSION;
        self.bump = bump;
        self.kind = kind as u8;
        self.id = id;
        (self.queue, self.feed_hash) = feed;
        self.rent_payer = payer;
        self.listed_at = at.into();
    }

    /// What governance may list: an id, and for a Switchboard feed its queue and hash, for others neither.
    pub fn check(kind: ListingKind, id: &Address, queue: &Address, feed_hash: &[u8; 32]) -> Result<()> {
        let zero = Address::default();
        let whole = if kind == ListingKind::Switchboard {
            *queue != zero && *feed_hash != [0; 32]
        } else {
            *queue == zero && *feed_hash == [0; 32]
        };
        require!(*id != zero && whole, GovernanceError::BadListing);
        Ok(())
    }

    /// The listing is of this mint.
    pub fn check_mint(&self, mint: &Address) -> Result<()> {
        require!(
            self.kind == ListingKind::Mint as u8 && self.id == *mint,
            GovernanceError::NotListedMint
        );
        Ok(())
    }

    /// The listing is of this source's feed, with the same queue and job hash.
    pub fn check_source(&self, source: &Source) -> Result<()> {
        let same = self.kind == source.kind && self.id.as_ref() == source.feed;
        require!(
            same && self.queue.as_ref() == source.queue && self.feed_hash == source.feed_hash,
            GovernanceError::NotListedFeed
        );
        Ok(())
    }
}
