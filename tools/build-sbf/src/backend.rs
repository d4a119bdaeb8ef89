//! From a program's module to the ELF the VM loads.

use std::panic::catch_unwind;

use sbpf_linker::{OptimizationConfig, ProgramOptions, SbpfArch, SbpfLinkerError, link_program};

use crate::{
    check,
    error::{Error, Result},
    llvm::Module,
    lower, verify,
};

/// Turns LLVM bitcode or assembly into a verified sBPF v3 ELF.
pub fn compile(module: &[u8]) -> Result<Vec<u8>> {
    let module = Module::parse(module)?;
    lower::lower(&module)?;
    let object = module.emit_object()?;
    check::object(&object)?;
    // The assembler's own rewrites repair 32-bit arithmetic and signed division, neither of which is emitted here.
    let options = ProgramOptions::new(OptimizationConfig::disabled(), SbpfArch::V3, check::FRAME);
    // It asserts what it takes for granted; a program that breaks that must not look like a crash of this tool.
    let elf = catch_unwind(|| link_program(&object, options))
        .map_err(|_| Error::Elf("the linker gave up, see its message above".into()))?
        .map_err(|errors| Error::Elf(SbpfLinkerError::format_errors(&errors)))?;
    verify::verify(&elf)?;
    Ok(elf)
}

/// The module as it is handed to code generation, as LLVM assembly.
pub fn lowered_text(module: &[u8]) -> Result<String> {
    let module = Module::parse(module)?;
    lower::lower(&module)?;
    Ok(module.to_text())
}
