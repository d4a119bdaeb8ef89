//! How a wallet lists its policies: by filters of `getProgramAccounts`, without an index of its own.
//!
//! A filter compares bytes of the account at an offset; these offsets are part of the account's layout and are checked against it.

use {crate::Address, anchor_lang::Discriminator, breakwater::state::Policy, core::mem::offset_of};

/// Bytes of a policy's account: the `dataSize` filter.
pub const SIZE: u64 = 8 + size_of::<Policy>() as u64;
/// Where the product's address lies.
pub const PRODUCT: usize = 8 + offset_of!(Policy, product);
/// Where the address of the holder lies, who is paid.
pub const HOLDER: usize = 8 + offset_of!(Policy, holder);
/// Where the address of the buyer lies, who gets the rent back.
pub const BUYER: usize = 8 + offset_of!(Policy, buyer);

/// One `memcmp` filter: the account's bytes at `offset` are `bytes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// From the beginning of the account's data.
    pub offset: usize,
    /// Compared as they are (base58 in JSON-RPC).
    pub bytes: Vec<u8>,
}

impl Filter {
    fn address(offset: usize, address: &Address) -> Self {
        Self {
            offset,
            bytes: address.as_ref().to_vec(),
        }
    }

    /// Whether an account's data passes.
    pub fn passes(&self, data: &[u8]) -> bool {
        data.get(self.offset..self.offset + self.bytes.len()) == Some(self.bytes.as_slice())
    }
}

/// All policies; beside the `dataSize` filter with [`SIZE`].
pub fn all() -> Filter {
    Filter {
        offset: 0,
        bytes: Policy::DISCRIMINATOR.to_vec(),
    }
}

/// Policies that pay `holder`.
pub fn of_holder(holder: &Address) -> [Filter; 2] {
    [all(), Filter::address(HOLDER, holder)]
}

/// Policies that `buyer` bought, whoever holds them now: closing them gives the rent to the buyer.
pub fn of_buyer(buyer: &Address) -> [Filter; 2] {
    [all(), Filter::address(BUYER, buyer)]
}

/// Policies of one product.
pub fn of_product(product: &Address) -> [Filter; 2] {
    [all(), Filter::address(PRODUCT, product)]
}
