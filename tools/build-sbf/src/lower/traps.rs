//! Ends of execution and calls into the VM: every way to stop becomes the `abort` syscall.

use bpf_linker::llvm_sys::{LLVMOpcode, core::*, prelude::*};

use super::Rewriter;
use crate::{
    llvm::{self, Module},
    syscalls,
};

const TRAPS: &[&str] = &["llvm.trap", "llvm.debugtrap", "llvm.ubsantrap"];

/// The call target of a syscall: its hash, which the VM finds in the call instruction.
pub(super) fn syscall_target(module: &Module, name: &str) -> LLVMValueRef {
    unsafe {
        let hash = LLVMConstInt(module.int(64), u64::from(syscalls::hash(name)), 0);
        LLVMConstIntToPtr(hash, module.pointer())
    }
}

/// Calls of functions that are syscalls by name (`extern "C"` without a body), and traps.
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
    let rewriter = Rewriter::new(module);
    for function in module.defined_functions() {
        for instruction in llvm::instructions(function) {
            if !llvm::is_call(instruction) {
                continue;
            }
            if llvm::callee_name(instruction).is_some_and(|callee| TRAPS.contains(&callee.as_str()))
            {
                unsafe { LLVMPositionBuilderBefore(rewriter.builder, instruction) };
                rewriter.abort();
                unsafe { LLVMInstructionEraseFromParent(instruction) };
            }
        }
    }
}

/// Puts `abort` before every `unreachable` that does not follow one already: execution that gets there must end,
/// and must not run into the next function.
pub(super) fn close_unreachable(module: &Module) {
    let abort = syscall_target(module, "abort");
    let rewriter = Rewriter::new(module);
    for function in module.defined_functions() {
        for instruction in llvm::instructions(function) {
            if llvm::opcode(instruction) != LLVMOpcode::LLVMUnreachable {
                continue;
            }
            unsafe {
                let before = LLVMGetPreviousInstruction(instruction);
                let aborted = !before.is_null()
                    && llvm::is_call(before)
                    && LLVMGetCalledValue(before) == abort;
                if !aborted {
                    LLVMPositionBuilderBefore(rewriter.builder, instruction);
                    rewriter.abort();
                }
            }
        }
    }
}

impl Rewriter<'_> {
    fn abort(&self) {
        let void = unsafe { LLVMVoidTypeInContext(self.module.context) };
        self.syscall("abort", &mut [], void);
    }
}
