//! The only place where tokens move. Every move checks that the vault changed by exactly the ledger's amount (INV-03).

use {
    crate::{
        errors::{GovernanceError, PoolError},
        state::{Court, Dao, Electorate, Pool, Purse, Rewards},
    },
    anchor_lang::{
        accounts::SlabInit,
        find_and_verify_program_address,
        pinocchio::{
            cpi::{CpiAccount, Seed, Signer, invoke_signed_unchecked},
            instruction::{InstructionAccount, InstructionView},
        },
        prelude::{Signer as Signs, *},
    },
    anchor_spl::{
        associated_token::AssociatedToken,
        mint::Mint,
        token::{TokenAccount, TokenAccountInitParams, TokenCpiExt},
    },
};

/// Number of the token program's `Transfer`.
const TRANSFER: u8 = 3;
const TOKEN_ACCOUNT_LEN: usize = TokenAccount::LEN;
const STATE_OFFSET: usize = 108;
const INITIALISED: u8 = 1;

/// Payer to vault.
pub fn pull(
    program: &Program<Token>,
    from: &mut Account<TokenAccount>,
    vault: &mut Account<TokenAccount>,
    authority: &Signs,
    amount: u64,
) -> Result<()> {
    require!(from.amount() >= amount, PoolError::SourceShort);
    let before = vault.amount();
    transfer(
        program.address(),
        [from.account(), vault.account(), authority.account()],
        amount,
        &[],
    );
    require!(before.checked_add(amount) == Some(vault.amount()), PoolError::VaultMoved);
    Ok(())
}

/// Vault to a receiver, signed by the pool.
pub fn push(
    program: &Program<Token>,
    pool: &Account<Pool>,
    vault: &mut Account<TokenAccount>,
    to: &AccountView,
    amount: u64,
) -> Result<()> {
    let (id, bump) = (pool.id.get().to_le_bytes(), [pool.bump]);
    let seeds = [Seed::from(b"pool"), Seed::from(&id), Seed::from(&bump)];
    let before = vault.amount();
    transfer(
        program.address(),
        [vault.account(), to, pool.account()],
        amount,
        &[Signer::from(&seeds)],
    );
    require!(before.checked_sub(amount) == Some(vault.amount()), PoolError::VaultMoved);
    Ok(())
}

/// A vault of the electorate, of locked tokens or of the escrows' share of fees, to a receiver, signed by the electorate.
pub fn release(
    program: &Program<Token>,
    electorate: &Account<Electorate>,
    vault: &mut Account<TokenAccount>,
    to: &AccountView,
    amount: u64,
) -> Result<()> {
    let bump = [electorate.bump];
    let seeds = [Seed::from(b"electorate"), Seed::from(&bump)];
    let before = vault.amount();
    transfer(
        program.address(),
        [vault.account(), to, electorate.account()],
        amount,
        &[Signer::from(&seeds)],
    );
    require!(before.checked_sub(amount) == Some(vault.amount()), PoolError::VaultMoved);
    Ok(())
}

/// Vault of bonds to a receiver, signed by the court.
pub fn refund(
    program: &Program<Token>,
    court: &Account<Court>,
    vault: &mut Account<TokenAccount>,
    to: &AccountView,
    amount: u64,
) -> Result<()> {
    let bump = [court.bump];
    let seeds = [Seed::from(b"court"), Seed::from(court.pool.as_ref()), Seed::from(&bump)];
    let before = vault.amount();
    transfer(
        program.address(),
        [vault.account(), to, court.account()],
        amount,
        &[Signer::from(&seeds)],
    );
    require!(before.checked_sub(amount) == Some(vault.amount()), PoolError::VaultMoved);
    Ok(())
}

/// Vault of proposers' bonds to a receiver, signed by the members' account.
pub fn return_bond(
    program: &Program<Token>,
    dao: &Account<Dao>,
    vault: &mut Account<TokenAccount>,
    to: &AccountView,
    amount: u64,
) -> Result<()> {
    let bump = [dao.bump];
    let seeds = [Seed::from(b"dao"), Seed::from(&bump)];
    let before = vault.amount();
    transfer(
        program.address(),
        [vault.account(), to, dao.account()],
        amount,
        &[Signer::from(&seeds)],
    );
    require!(before.checked_sub(amount) == Some(vault.amount()), PoolError::VaultMoved);
    Ok(())
}

/// A purse's vault to a receiver, signed by the purse.
pub fn spend(
    program: &Program<Token>,
    purse: &Account<Purse>,
    vault: &mut Account<TokenAccount>,
    to: &AccountView,
    amount: u64,
) -> Result<()> {
    let bump = [purse.bump];
    let seeds = [Seed::from(b"purse"), Seed::from(purse.mint.as_ref()), Seed::from(&bump)];
    let before = vault.amount();
    transfer(
        program.address(),
        [vault.account(), to, purse.account()],
        amount,
        &[Signer::from(&seeds)],
    );
    require!(before.checked_sub(amount) == Some(vault.amount()), PoolError::VaultMoved);
    Ok(())
}

/// Vault of rewards to a receiver, signed by the rewards.
pub fn reward(
    program: &Program<Token>,
    rewards: &Account<Rewards>,
    vault: &mut Account<TokenAccount>,
    to: &AccountView,
    amount: u64,
) -> Result<()> {
    let bump = [rewards.bump];
    let seeds = [Seed::from(b"rewards"), Seed::from(rewards.pool.as_ref()), Seed::from(&bump)];
    let before = vault.amount();
    transfer(
        program.address(),
        [vault.account(), to, rewards.account()],
        amount,
        &[Signer::from(&seeds)],
    );
    require!(before.checked_sub(amount) == Some(vault.amount()), PoolError::VaultMoved);
    Ok(())
}

/// The token program's `Transfer`: from, to, authority. A failure ends the transaction.
///
/// The framework's own call matches accounts in vectors on the heap and costs 3,500 compute units more (measured).
#[inline(never)]
fn transfer(program: &Address, accounts: [&AccountView; 3], amount: u64, signers: &[Signer]) {
    let [from, to, authority] = accounts;
    let mut data = [TRANSFER; 9];
    data[1..].copy_from_slice(&amount.to_le_bytes());
    let metas = [
        InstructionAccount::writable(from.address()),
        InstructionAccount::writable(to.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    let instruction = InstructionView {
        program_id: program,
        accounts: &metas,
        data: &data,
    };
    let infos = [CpiAccount::from(from), CpiAccount::from(to), CpiAccount::from(authority)];
    // SAFETY: the three infos belong to the three metas, in order. The callee writes only the data of `from` and `to`; their typed wrappers
    // keep a pointer and read it anew after the call, and nothing else in this program borrows that data across it.
    unsafe { invoke_signed_unchecked(&instruction, &infos, signers) }
}

/// Closes an empty vault, signed by the pool. Its lamports go to `to`.
pub fn close_vault<T: ToCpiHandleMut + ?Sized>(
    program: &Program<Token>,
    pool: &Account<Pool>,
    vault: &mut Account<TokenAccount>,
    to: &mut T,
) -> Result<()> {
    let (id, bump) = (pool.id.get().to_le_bytes(), [pool.bump]);
    let seeds: &[&[&[u8]]] = &[&[b"pool", &id, &bump]];
    program.close_account(vault, to, pool, seeds)?;
    Ok(())
}

/// Closes an empty vault of bonds, signed by the court. Its lamports go to `to`.
pub fn close_bonds<T: ToCpiHandleMut + ?Sized>(
    program: &Program<Token>,
    court: &Account<Court>,
    vault: &mut Account<TokenAccount>,
    to: &mut T,
) -> Result<()> {
    let bump = [court.bump];
    let seeds: &[&[&[u8]]] = &[&[b"court", court.pool.as_ref(), &bump]];
    program.close_account(vault, to, court, seeds)?;
    Ok(())
}

/// Closes an empty vault of rewards, signed by the rewards. Its lamports go to `to`.
pub fn close_rewards<T: ToCpiHandleMut + ?Sized>(
    program: &Program<Token>,
    rewards: &Account<Rewards>,
    vault: &mut Account<TokenAccount>,
    to: &mut T,
) -> Result<()> {
    let bump = [rewards.bump];
    let seeds: &[&[&[u8]]] = &[&[b"rewards", rewards.pool.as_ref(), &bump]];
    program.close_account(vault, to, rewards, seeds)?;
    Ok(())
}

/// Closes an empty vault of a purse, signed by the purse. Its lamports go to `to`.
pub fn close_purse_vault<T: ToCpiHandleMut + ?Sized>(
    program: &Program<Token>,
    purse: &Account<Purse>,
    vault: &mut Account<TokenAccount>,
    to: &mut T,
) -> Result<()> {
    let bump = [purse.bump];
    let seeds: &[&[&[u8]]] = &[&[b"purse", purse.mint.as_ref(), &bump]];
    program.close_account(vault, to, purse, seeds)?;
    Ok(())
}

/// Anything but an SPL Token mint is refused by name. Returns the mint's decimals.
pub fn check_mint(mint: &AccountView) -> Result<u8> {
    let (token, token_2022): (Address, Address) = (Token::id(), Token2022::id());
    require!(!mint.owned_by(&token_2022), PoolError::Token2022Mint);
    require!(
        mint.owned_by(&token) && mint.data_len() == core::mem::size_of::<Mint>(),
        PoolError::NotAMint
    );
    Ok(Account::<Mint>::load(*mint)?.decimals())
}

/// Nobody can mint this token or freeze accounts of it.
pub fn check_no_authority(mint: &AccountView) -> Result<()> {
    let mint = Account::<Mint>::load(*mint)?;
    let free = mint.mint_authority().is_none() && mint.freeze_authority().is_none();
    require!(free, GovernanceError::MintHasAuthority);
    Ok(())
}

/// Creates a vault at the PDA of `["vault", authority]`, owned by `authority`.
pub fn create_vault(payer: &AccountView, vault: &AccountView, mint: &AccountView, authority: &AccountView, bump: u8) -> Result<()> {
    create_vault_at(b"vault", payer, vault, mint, authority, bump)
}

/// Creates a vault at the PDA of `[name, authority]`, owned by `authority`.
pub fn create_vault_at(
    name: &[u8],
    payer: &AccountView,
    vault: &AccountView,
    mint: &AccountView,
    authority: &AccountView,
    bump: u8,
) -> Result<()> {
    let params = TokenAccountInitParams {
        mint: Some(mint),
        authority: Some(authority),
    };
    let seeds: &[&[u8]] = &[name, authority.address().as_ref(), &[bump]];
    TokenAccount::create_and_initialize(payer, vault, TokenAccount::LEN, &params, Some(seeds), None)
}

/// The owner's associated token account for this mint: its canonical address, derived by hashes, at a fifth of what the system call costs.
pub fn check_associated(account: &Address, owner: &Address, mint: &Address) -> Result<()> {
    let token: Address = Token::id();
    let seeds: &[&[u8]] = &[owner.as_ref(), token.as_ref(), mint.as_ref()];
    let found = find_and_verify_program_address(seeds, &AssociatedToken::id(), account);
    require!(found.is_ok(), PoolError::NotAssociated);
    Ok(())
}

/// A token account of the owner that can take money.
pub fn check_owned(to: &Account<TokenAccount>, owner: &Address, mint: &Address) -> Result<()> {
    require!(to.mint() == mint, PoolError::WrongMint);
    require!(to.owner() == owner, PoolError::WrongTokenOwner);
    require!(!to.is_frozen(), PoolError::DestinationFrozen);
    Ok(())
}

/// Where a payment may go: the owner's associated account, or any account of theirs when they sign.
pub fn check_destination(to: &Account<TokenAccount>, owner: &Address, mint: &Address, owner_signs: bool) -> Result<()> {
    check_owned(to, owner, mint)?;
    if !owner_signs {
        check_associated(to.address(), owner, mint)?;
    }
    Ok(())
}

/// Whether this account can take a payment to `owner` now: a token account of theirs, for this mint, not frozen.
/// Read before the transfer, so that one holder's account never stops a settlement.
pub fn can_receive(account: &AccountView, owner: &Address, mint: &Address) -> bool {
    let token: Address = Token::id();
    if !account.owned_by(&token) || account.data_len() != TOKEN_ACCOUNT_LEN {
        return false;
    }
    let Ok(data) = account.try_borrow() else { return false };
    data.get(0..32) == Some(mint.as_ref()) && data.get(32..64) == Some(owner.as_ref()) && data.get(STATE_OFFSET) == Some(&INITIALISED)
}
