//! Ends of execution and calls into the VM: every way to stop becomes the `abort` syscall.

use bpf_linker::llvm_sys::{LLVMOpcode, core::*};

use super::build::{Builder, syscall_target};
use crate::{
    llvm::{self, Module},
    syscalls,
};

const TRAPS: &[&str] = &["llvm.trap", "llvm.debugtrap", "llvm.ubsantrap"];

/// Functions that are syscalls by name (`extern "C"` without a body), and traps.
pub(super) fn resolve_syscalls(module: &Module) {
    for name in syscalls::KNOWN {
        let Some(function) = module.function(name) else {
            continue;
        };
        unsafe {
            if LLVMIsDeclaration(function) != 0 {
                LLVMReplaceAllUsesWith(function, syscall_target(module, name));
                LLVMDeleteFunction(function);
            }
        }
    }
    let builder = Builder::new(module);
    for function in module.defined_functions() {
        for instruction in llvm::instructions(function) {
            let traps = llvm::is_call(instruction) && llvm::callee_name(instruction).is_some_and(|name| TRAPS.contains(&name.as_str()));
            if traps {
                builder.before(instruction);
                builder.syscall("abort", &mut []);
                unsafe { LLVMInstructionEraseFromParent(instruction) };
            }
        }
    }
}

/// Puts `abort` before every `unreachable` that does not follow one already: execution that gets there must end,
/// and must not run into the next function.
pub(super) fn close_unreachable(module: &Module) {
    let abort = syscall_target(module, "abort");
    let builder = Builder::new(module);
    for function in module.defined_functions() {
        for instruction in llvm::instructions(function) {
            if llvm::opcode(instruction) != LLVMOpcode::LLVMUnreachable {
                continue;
            }
            let before = unsafe { LLVMGetPreviousInstruction(instruction) };
            let aborted = !before.is_null() && llvm::is_call(before) && unsafe { LLVMGetCalledValue(before) } == abort;
            if !aborted {
                builder.before(instruction);
                builder.syscall("abort", &mut []);
            }
        }
    }
}
