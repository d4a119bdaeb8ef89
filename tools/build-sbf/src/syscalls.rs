//! The VM's syscalls. In sBPF v3 a syscall is a call whose target is the murmur3 hash of its name.

/// Syscalls that mainnet's validators (agave 4.3, features of October 2026) register for programs; anything else that
/// stays undefined is refused.
pub const KNOWN: &[&str] = &[
    "abort",
    "sol_panic_",
    "sol_log_",
    "sol_log_64_",
    "sol_log_compute_units_",
    "sol_log_pubkey",
    "sol_log_data",
    "sol_create_program_address",
    "sol_try_find_program_address",
    "sol_sha256",
    "sol_keccak256",
    "sol_poseidon",
    "sol_secp256k1_recover",
    "sol_curve_validate_point",
    "sol_curve_group_op",
    "sol_curve_multiscalar_mul",
    "sol_curve_decompress",
    "sol_curve_pairing_map",
    "sol_alt_bn128_group_op",
    "sol_alt_bn128_compression",
    "sol_get_clock_sysvar",
    "sol_get_epoch_schedule_sysvar",
    "sol_get_epoch_rewards_sysvar",
    "sol_get_rent_sysvar",
    "sol_get_last_restart_slot",
    "sol_get_sysvar",
    "sol_get_epoch_stake",
    "sol_memcpy_",
    "sol_memmove_",
    "sol_memcmp_",
    "sol_memset_",
    "sol_invoke_signed_c",
    "sol_invoke_signed_rust",
    "sol_set_return_data",
    "sol_get_return_data",
    "sol_get_processed_sibling_instruction",
    "sol_get_stack_height",
];

/// Syscalls agave knows, but whose feature is not on, or no longer on, on mainnet: calling one fails there.
pub const INACTIVE: &[&str] = &[
    "sol_alloc_free_",
    "sol_big_mod_exp",
    "sol_blake3",
    "sol_get_fees_sysvar",
    "sol_get_leader",
    "sol_keccak_p1600",
    "sol_remaining_compute_units",
    "sol_sha512",
];

/// The call target of a syscall: MurmurHash3 (x86, 32 bit, seed 0) of its name.
pub const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut state = 0u32;
    let mut at = 0;
    while at < bytes.len() {
        let mut block = 0u32;
        let mut lane = 0;
        while lane < 4 && at + lane < bytes.len() {
            block |= (bytes[at + lane] as u32) << (8 * lane);
            lane += 1;
        }
        state ^= block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
        if lane == 4 {
            state = state.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
        }
        at += 4;
    }
    state ^= bytes.len() as u32;
    state = (state ^ (state >> 16)).wrapping_mul(0x85eb_ca6b);
    state = (state ^ (state >> 13)).wrapping_mul(0xc2b2_ae35);
    state ^ (state >> 16)
}

/// Is this call target one of `KNOWN`?
pub fn is_known(target: u32) -> bool {
    KNOWN.iter().any(|name| hash(name) == target)
}

/// A call target in words, for messages about those that are not known.
pub fn describe(target: u32) -> String {
    match INACTIVE.iter().find(|name| hash(name) == target) {
        Some(name) => format!("the syscall {name}, which is not active on mainnet"),
        None => format!("{target:#x}, which is no syscall"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_vm() {
        // The targets that solana-sbpf and pinocchio use.
        assert_eq!(hash("abort"), 3_069_975_057);
        assert_eq!(hash("sol_memmove_"), 1_128_493_560);
        assert_eq!(hash("sol_memset_"), 0x3770_fb22);
        for name in KNOWN {
            assert!(is_known(hash(name)));
            assert_eq!(hash(name), solana_sbpf::ebpf::hash_symbol_name(name.as_bytes()));
        }
        assert!(describe(hash("sol_sha512")).contains("sol_sha512"));
        assert!(!is_known(hash("sol_sha512")));
    }
}
