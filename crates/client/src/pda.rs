//! Addresses of every account. A test holds them equal to what the program derives.

use {anchor_lang::prelude::*, breakwater::state::ListingKind};

/// The upgradeable loader.
pub const LOADER: Address = breakwater::constants::UPGRADEABLE_LOADER;
/// The associated-token program.
pub const ASSOCIATED_TOKEN: Address = anchor_lang::address!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/// The SPL Token program.
pub const TOKEN: Address = anchor_lang::address!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// The instructions of the transaction that runs.
pub const INSTRUCTIONS: Address = anchor_lang::address!("Sysvar1nstructions1111111111111111111111111");
/// The rent sysvar.
pub const RENT: Address = anchor_lang::address!("SysvarRent111111111111111111111111111111111");
/// The clock sysvar.
pub const CLOCK: Address = anchor_lang::address!("SysvarC1ock11111111111111111111111111111111");
/// The system program.
pub const SYSTEM: Address = anchor_lang::address!("11111111111111111111111111111111");

fn find(seeds: &[&[u8]]) -> Address {
    Address::find_program_address(seeds, &breakwater::ID).0
}

/// The configuration.
pub fn config() -> Address {
    find(&[b"config"])
}

/// The program's upgrade authority.
pub fn upgrade_authority() -> Address {
    find(&[b"upgrade"])
}

/// Pool number `id`.
pub fn pool(id: u32) -> Address {
    find(&[b"pool", &id.to_le_bytes()])
}

/// The treasury's purse of a mint.
pub fn purse(mint: &Address) -> Address {
    find(&[b"purse", mint.as_ref()])
}

/// The vault of the escrows' share of fees.
pub fn revenue_vault() -> Address {
    find(&[b"revenue", electorate().as_ref()])
}

/// The vault of a pool, of its rewards, of the electorate, of a court, of a purse or of the members' account.
pub fn vault(of: &Address) -> Address {
    find(&[b"vault", of.as_ref()])
}

/// An underwriter's position in a pool.
pub fn position(pool: &Address, owner: &Address) -> Address {
    find(&[b"position", pool.as_ref(), owner.as_ref()])
}

/// Product number `id` of a pool.
pub fn product(pool: &Address, id: u32) -> Address {
    find(&[b"product", pool.as_ref(), &id.to_le_bytes()])
}

/// The watch of a product.
pub fn watch(product: &Address) -> Address {
    find(&[b"watch", product.as_ref()])
}

/// A policy, by its buyer and the number the buyer chose.
pub fn policy(product: &Address, buyer: &Address, id: u64) -> Address {
    find(&[b"policy", product.as_ref(), buyer.as_ref(), &id.to_le_bytes()])
}

/// Incident number `number` of a product.
pub fn incident(product: &Address, number: u32) -> Address {
    find(&[b"incident", product.as_ref(), &number.to_le_bytes()])
}

/// The one electorate.
pub fn electorate() -> Address {
    find(&[b"electorate"])
}

/// What an owner has locked.
pub fn escrow(owner: &Address) -> Address {
    find(&[b"escrow", owner.as_ref()])
}

/// The court of a pool.
pub fn court(pool: &Address) -> Address {
    find(&[b"court", pool.as_ref()])
}

/// The rewards of a pool's underwriters.
pub fn rewards(pool: &Address) -> Address {
    find(&[b"rewards", pool.as_ref()])
}

/// A claim, by the day of its event.
pub fn claim(policy: &Address, event_day: u32) -> Address {
    find(&[b"claim", policy.as_ref(), &event_day.to_le_bytes()])
}

/// Case number `number` about a claim or an incident.
pub fn case(subject: &Address, number: u32) -> Address {
    find(&[b"case", subject.as_ref(), &number.to_le_bytes()])
}

/// A juror's ballot in a round of a case.
pub fn ballot(case: &Address, round: u8, juror: &Address) -> Address {
    find(&[b"ballot", case.as_ref(), &[round], juror.as_ref()])
}

/// The members' account.
pub fn dao() -> Address {
    find(&[b"dao"])
}

/// Proposal number `number`.
pub fn proposal(number: u64) -> Address {
    find(&[b"proposal", &number.to_le_bytes()])
}

/// A member's vote on a proposal.
pub fn vote(proposal: &Address, voter: &Address) -> Address {
    find(&[b"vote", proposal.as_ref(), voter.as_ref()])
}

/// The veto of an action.
pub fn veto(hash: &[u8; 32]) -> Address {
    find(&[b"veto", hash])
}

/// The listing of a mint or a feed.
pub fn listing(kind: ListingKind, id: &Address) -> Address {
    find(&[b"listing", &[kind as u8], id.as_ref()])
}

/// ProgramData of the program itself, where its upgrade authority stands.
pub fn program_data() -> Address {
    Address::find_program_address(&[breakwater::ID.as_ref()], &LOADER).0
}

/// The associated token account of `owner` for `mint`.
pub fn associated_token(owner: &Address, mint: &Address) -> Address {
    Address::find_program_address(&[owner.as_ref(), TOKEN.as_ref(), mint.as_ref()], &ASSOCIATED_TOKEN).0
}
