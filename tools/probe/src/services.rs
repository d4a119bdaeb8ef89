//! Services of the VM, by number. The program puts each answer into the return data.

pub const SHA256: u8 = 0;
pub const KECCAK256: u8 = 1;
/// Data: hash of 32 bytes, recovery id, signature of 64 bytes.
pub const RECOVER: u8 = 2;
/// Data: bump, then one seed.
pub const CREATE_ADDRESS: u8 = 3;
/// Data: one seed.
pub const FIND_ADDRESS: u8 = 4;
pub const LOG: u8 = 5;
pub const LOG_DATA: u8 = 6;
/// Reads the clock and the rent.
pub const SYSVARS: u8 = 7;
/// Data: lamports, bump, seed: a transfer of account 0, an address of the program, to account 1, by the system program.
pub const PAY: u8 = 8;
/// Account 0 is the sysvar of the transaction's instructions. Data: index of the instruction to look at.
pub const INTROSPECT: u8 = 9;
/// Calls the program itself (account 0) with SHA256, and returns what it returned, and who did.
pub const CALL_SELF: u8 = 10;
/// Data: two regions of equal length. By the syscall's name rather than its number.
pub const COMPARE: u8 = 11;
pub const STACK_HEIGHT: u8 = 12;
/// Uses collections and text formatting.
pub const FORMAT: u8 = 14;
/// Is the instruction data of the second entry argument that of the accounts' buffer?
pub const ENTRY: u8 = 15;
/// The instruction that ran before this one in the transaction.
pub const SIBLING: u8 = 16;
/// `sol_get_sysvar`: part of the clock.
pub const SYSVAR_PART: u8 = 17;
