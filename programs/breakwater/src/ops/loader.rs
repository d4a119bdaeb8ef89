//! The program's upgrade authority, on the upgradeable loader: taking it over, upgrading, giving it up. Nothing else in the program calls the loader.
//!
//! The loader lets a program call Upgrade, SetAuthority, SetAuthorityChecked and Close, and nothing else (ADR 30). Its accounts are laid out by
//! bincode: a tag of four bytes, then the fields.

use {
    crate::{
        constants::{PROGRAM_DATA, UPGRADE_AUTHORITY, UPGRADE_BUMP, UPGRADEABLE_LOADER},
        errors::AccessError,
    },
    anchor_lang::{
        pinocchio::{
            cpi::{Seed, Signer, invoke_signed},
            instruction::{InstructionAccount, InstructionView},
        },
        prelude::*,
    },
};

/// Tag of a buffer; then the option of its authority (1 + 32 bytes), then the build.
const BUFFER: [u8; 4] = [1, 0, 0, 0];
/// Where the build begins in a buffer.
const BUILD_OFFSET: usize = 37;
/// Tag of ProgramData; then the slot of the last deployment (8 bytes) and the option of the authority (1 + 32 bytes).
const PROGRAM_DATA_TAG: [u8; 4] = [3, 0, 0, 0];
/// Number of the loader's `Upgrade`.
const UPGRADE: [u8; 4] = [3, 0, 0, 0];
/// Number of the loader's `SetAuthority`.
const SET_AUTHORITY: [u8; 4] = [4, 0, 0, 0];

/// What an upgrade touches.
pub struct Upgrade<'a> {
    pub program_data: &'a AccountView,
    pub program: &'a AccountView,
    pub buffer: &'a AccountView,
    pub uploader: &'a AccountView,
    pub rent: &'a AccountView,
    pub clock: &'a AccountView,
    pub authority: &'a AccountView,
}

/// This program's ProgramData names `wanted` as its upgrade authority.
pub fn check_authority(program_data: &AccountView, wanted: &Address) -> Result<()> {
    let named = authority(program_data)?;
    require!(named.is_some(), AccessError::NoUpgradeAuthority);
    require!(named.as_ref() == Some(wanted), AccessError::NotUpgradeAuthority);
    Ok(())
}

/// From whoever may upgrade the program to its own PDA. The loader asks for no signature of the new authority.
pub fn take_over(program_data: &AccountView, from: &AccountView, authority: &AccountView) -> Result<()> {
    let metas = [
        InstructionAccount::writable(program_data.address()),
        InstructionAccount::readonly_signer(from.address()),
        InstructionAccount::readonly(authority.address()),
    ];
    call(&SET_AUTHORITY, &metas, &[program_data, from, authority], &[])?;
    check_moved(program_data, Some(UPGRADE_AUTHORITY))
}

/// Replaces the program by the build in the buffer, whose SHA-256 must be `hash`. The buffer is its uploader's until this instruction takes it
/// over, and its lamports go back to them: nothing is stuck when it is never used.
///
/// The bytes are hashed in the instruction that uses them: nobody can change them in between.
pub fn upgrade(a: &Upgrade, hash: &[u8; 32]) -> Result<()> {
    check_authority(a.program_data, &UPGRADE_AUTHORITY)?;
    check_build(a.buffer, a.uploader.address(), hash)?;
    let metas = [
        InstructionAccount::writable(a.buffer.address()),
        InstructionAccount::readonly_signer(a.uploader.address()),
        InstructionAccount::readonly(a.authority.address()),
    ];
    call(&SET_AUTHORITY, &metas, &[a.buffer, a.uploader, a.authority], &[])?;
    let metas = [
        InstructionAccount::writable(a.program_data.address()),
        InstructionAccount::writable(a.program.address()),
        InstructionAccount::writable(a.buffer.address()),
        InstructionAccount::writable(a.uploader.address()),
        InstructionAccount::readonly(a.rent.address()),
        InstructionAccount::readonly(a.clock.address()),
        InstructionAccount::readonly_signer(a.authority.address()),
    ];
    let accounts = [a.program_data, a.program, a.buffer, a.uploader, a.rent, a.clock, a.authority];
    signed(&UPGRADE, &metas, &accounts)?;
    check_moved(a.program_data, Some(UPGRADE_AUTHORITY))
}

/// Leaves the program without an upgrade authority. The loader has no way back.
pub fn give_up(program_data: &AccountView, authority: &AccountView) -> Result<()> {
    check_authority(program_data, &UPGRADE_AUTHORITY)?;
    let metas = [
        InstructionAccount::writable(program_data.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    signed(&SET_AUTHORITY, &metas, &[program_data, authority])?;
    check_moved(program_data, None)
}

/// The upgrade authority that this program's ProgramData names.
fn authority(program_data: &AccountView) -> Result<Option<Address>> {
    require!(
        *program_data.address() == PROGRAM_DATA && program_data.owned_by(&UPGRADEABLE_LOADER),
        AccessError::WrongProgramData
    );
    let data = program_data.try_borrow()?;
    require!(data.get(..4) == Some(&PROGRAM_DATA_TAG), AccessError::WrongProgramData);
    Ok(option(&data, 12))
}

/// An option of an address, as bincode writes it.
fn option(data: &[u8], at: usize) -> Option<Address> {
    let (is_some, bytes) = data.get(at..)?.split_first()?;
    let bytes = bytes.first_chunk::<32>()?;
    (*is_some == 1).then_some(Address::new_from_array(*bytes))
}

/// ProgramData is read anew after the loader was called.
fn check_moved(program_data: &AccountView, wanted: Option<Address>) -> Result<()> {
    require!(authority(program_data)? == wanted, AccessError::AuthorityNotMoved);
    Ok(())
}

/// A buffer of the loader, in its uploader's hands, with exactly this build.
fn check_build(buffer: &AccountView, uploader: &Address, hash: &[u8; 32]) -> Result<()> {
    require!(buffer.owned_by(&UPGRADEABLE_LOADER), AccessError::WrongBuffer);
    let data = buffer.try_borrow()?;
    require!(data.get(..4) == Some(&BUFFER), AccessError::WrongBuffer);
    require!(option(&data, 4).as_ref() == Some(uploader), AccessError::NotUploader);
    let build = data.get(BUILD_OFFSET..).ok_or(AccessError::WrongBuffer)?;
    require!(sha256(build) == *hash, AccessError::WrongBuild);
    Ok(())
}

/// Calls the loader, signed by the upgrade authority.
fn signed<const N: usize>(data: &[u8], metas: &[InstructionAccount; N], accounts: &[&AccountView; N]) -> Result<()> {
    let bump = [UPGRADE_BUMP];
    let seeds = [Seed::from(b"upgrade"), Seed::from(&bump)];
    call(data, metas, accounts, &[Signer::from(&seeds)])
}

fn call<const N: usize>(data: &[u8], metas: &[InstructionAccount; N], accounts: &[&AccountView; N], signers: &[Signer]) -> Result<()> {
    let instruction = InstructionView {
        program_id: &UPGRADEABLE_LOADER,
        accounts: metas,
        data,
    };
    invoke_signed(&instruction, accounts, signers)
}
