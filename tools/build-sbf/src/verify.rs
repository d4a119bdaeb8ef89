//! The finished ELF, as the VM will take it: its loader, its verifier, and every call target.

use std::{ptr::NonNull, sync::Arc};

use solana_sbpf::{
    ebpf,
    elf::Executable,
    memory_region::MemoryMapping,
    program::{BuiltinProgram, SBPFVersion},
    verifier::RequisiteVerifier,
    vm::{Config, ContextObject},
};

use crate::{
    error::{Error, Result},
    syscalls,
};

/// The verifier runs nothing, so it needs no budget.
struct NoContext;

impl ContextObject for NoContext {
    fn consume(&mut self, _amount: u64) {}

    fn get_remaining(&self) -> u64 {
        0
    }

    fn active_mapping_ptr(&mut self) -> NonNull<MemoryMapping> {
        NonNull::dangling()
    }
}

pub fn verify(elf: &[u8]) -> Result<()> {
    let config = Config {
        enabled_sbpf_versions: SBPFVersion::V3..=SBPFVersion::V3,
        ..Config::default()
    };
    let loader = Arc::new(BuiltinProgram::<NoContext>::new_loader(config));
    let executable = Executable::load(elf, loader).map_err(|error| Error::Verifier(error.to_string()))?;
    executable
        .verify::<RequisiteVerifier>()
        .map_err(|error| Error::Verifier(error.to_string()))?;
    calls(executable.get_text_bytes().1)
}

/// The VM looks call targets up when it reaches them; a wrong one must not wait until then.
fn calls(text: &[u8]) -> Result<()> {
    let count = text.len() / ebpf::INSN_SIZE;
    let mut at = 0;
    while at < count {
        let instruction = ebpf::get_insn(text, at);
        if instruction.opc == ebpf::CALL_IMM {
            let target = at as i64 + 1 + instruction.imm;
            match instruction.src {
                0 if !syscalls::is_known(instruction.imm as u32) => {
                    return Err(Error::Verifier(format!(
                        "instruction {at} calls {}",
                        syscalls::describe(instruction.imm as u32)
                    )));
                }
                1 if !(0..count as i64).contains(&target) => {
                    return Err(Error::Verifier(format!("instruction {at} calls outside the program")));
                }
                _ => {}
            }
        }
        at += if instruction.opc == ebpf::LD_DW_IMM { 2 } else { 1 };
    }
    Ok(())
}
