//! Account bytes to account structs.

use {
    anchor_lang::{
        Discriminator, Owner,
        accounts::{AnchorAccountSerialize, BorshSerializer},
    },
    breakwater::state::{PROPOSAL_BYTES, Proposal},
    bytemuck::Pod,
};

/// Why bytes are not the account that was asked for.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Too short or too long.
    #[error("the account has {found} bytes, a {name} has {expected}: is it another account, or closed?")]
    Size { name: &'static str, expected: usize, found: usize },
    /// Another type.
    #[error("the account's discriminator {found:02x?} is not that of a {name} ({expected:02x?})")]
    Discriminator {
        name: &'static str,
        expected: Vec<u8>,
        found: Vec<u8>,
    },
    /// An action that this client does not know.
    #[error("the proposal's action is none that this client knows: is the client older than the program?")]
    Action,
}

/// Copies an account out of its bytes, after checking size and discriminator. The caller checks the owner.
pub fn account<T: Pod + Discriminator + Owner>(data: &[u8]) -> Result<Box<T>, DecodeError> {
    let name = core::any::type_name::<T>().rsplit("::").next().unwrap_or("account");
    let expected = 8 + core::mem::size_of::<T>();
    if data.len() != expected {
        return Err(DecodeError::Size {
            name,
            expected,
            found: data.len(),
        });
    }
    let (tag, body) = data.split_at(8);
    if tag != T::DISCRIMINATOR {
        return Err(DecodeError::Discriminator {
            name,
            expected: T::DISCRIMINATOR.to_vec(),
            found: tag.to_vec(),
        });
    }
    let mut value = Box::new(T::zeroed());
    bytemuck::bytes_of_mut(&mut *value).copy_from_slice(body);
    Ok(value)
}

/// A proposal, whose action is an enum and so not a plain copy of bytes. The caller checks the owner.
pub fn proposal(data: &[u8]) -> Result<Proposal, DecodeError> {
    let (expected, found) = (PROPOSAL_BYTES, data.len());
    let size = DecodeError::Size {
        name: "Proposal",
        expected,
        found,
    };
    let Some((tag, mut body)) = data.split_at_checked(8).filter(|_| found == expected) else {
        return Err(size);
    };
    if tag != Proposal::DISCRIMINATOR {
        return Err(DecodeError::Discriminator {
            name: "Proposal",
            expected: Proposal::DISCRIMINATOR.to_vec(),
            found: tag.to_vec(),
        });
    }
    BorshSerializer::deserialize(&mut body).map_err(|_| DecodeError::Action)
}
