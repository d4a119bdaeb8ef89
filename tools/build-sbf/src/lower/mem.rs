//! Copies, fills and comparisons whose length is known only at run time, or too long to unroll: the VM's syscalls.

use bpf_linker::llvm_sys::{LLVMIntPredicate, LLVMOpcode, core::*, prelude::*};

use super::Rewriter;
use crate::llvm::{self, Module};

/// Above this many bytes the syscall (10 compute units and its arguments) is cheaper than loads and stores.
const UNROLL_COPY: u64 = 64;
const UNROLL_FILL: u64 = 112;
const UNROLL_COMPARE: u64 = 32;

impl Rewriter<'_> {
    /// Memory intrinsics of LLVM, and the C functions of the same names, to which Rust's library refers.
    pub(super) fn memory_operation(&self, call: LLVMValueRef, callee: &str) {
        let (intrinsic, name) = match callee.strip_prefix("llvm.") {
            Some(rest) => (true, rest.split('.').next().unwrap_or_default()),
            None => (false, callee),
        };
        let length = || llvm::constant(llvm::operand(call, 2));
        let unrolled = |limit| intrinsic && length().is_some_and(|length| length <= limit);
        let result = match name {
            "memcpy" | "memmove" if unrolled(UNROLL_COPY) => return,
            "memset" if unrolled(UNROLL_FILL) => return,
            // memmove for both: LLVM's memcpy may be given one region as source and destination,
            // which sol_memcpy_ refuses, and both cost the same.
            "memcpy" | "memmove" => self.copy_or_fill(call, "sol_memmove_"),
            "memset" => self.copy_or_fill(call, "sol_memset_"),
            "memcmp" | "bcmp" if !intrinsic => match length() {
                Some(length) if length <= UNROLL_COMPARE && only_equality(call, name) => self.differ(call, length),
                _ => self.compare(call),
            },
            _ => return,
        };
        // The C functions return their first argument, the intrinsics nothing.
        if !llvm::users(call).is_empty() {
            unsafe { LLVMReplaceAllUsesWith(call, result) };
        }
        unsafe { LLVMInstructionEraseFromParent(call) };
    }

    fn copy_or_fill(&self, call: LLVMValueRef, syscall: &str) -> LLVMValueRef {
        let destination = llvm::operand(call, 0);
        let other = self.b.as_register(llvm::operand(call, 1));
        let length = self.b.as_register(llvm::operand(call, 2));
        self.b.syscall(syscall, &mut [destination, other, length]);
        destination
    }

    /// sol_memcmp_ writes its result, an i32, to memory.
    fn compare(&self, call: LLVMValueRef) -> LLVMValueRef {
        let out = self.slot();
        let length = self.b.as_register(llvm::operand(call, 2));
        let (left, right) = (llvm::operand(call, 0), llvm::operand(call, 1));
        self.b.syscall("sol_memcmp_", &mut [left, right, length, out]);
        self.b.load_at(32, out, 0, 8)
    }

    /// Whether two short regions differ: their words combined by xor, then all of that by or.
    fn differ(&self, call: LLVMValueRef, length: u64) -> LLVMValueRef {
        let (left, right) = (llvm::operand(call, 0), llvm::operand(call, 1));
        let mut all = self.b.i64(0);
        let mut at = 0;
        while at < length {
            let size = 1 << (length - at).ilog2().min(3);
            let word = |side| {
                let value = self.b.load_at(8 * size as u32, side, at, 1);
                self.b.as_register(value)
            };
            all = self.b.or(all, self.b.xor(word(left), word(right)));
            at += size;
        }
        let width = llvm::int_width(llvm::type_of(call));
        self.b.zext(self.b.is_set(all), width)
    }
}

/// Is only asked whether the regions are equal, not which is greater?
fn only_equality(call: LLVMValueRef, name: &str) -> bool {
    let asks_for_zero = |user| unsafe {
        !LLVMIsAInstruction(user).is_null()
            && llvm::opcode(user) == LLVMOpcode::LLVMICmp
            && matches!(
                LLVMGetICmpPredicate(user),
                LLVMIntPredicate::LLVMIntEQ | LLVMIntPredicate::LLVMIntNE
            )
            && llvm::constant(llvm::operand(user, 1)) == Some(0)
    };
    name == "bcmp" || llvm::users(call).into_iter().all(asks_for_zero)
}

/// Prepares constants for the final link, which knows one section for all of them and cannot place those without
/// bytes. Any address does for the latter; the former go there even if they ask for a section of their own, such as
/// `.security.txt`, whose readers search the whole ELF.
pub(super) fn place_constants(module: &Module) {
    for global in module.globals() {
        unsafe {
            if LLVMIsDeclaration(global) != 0 || LLVMIsGlobalConstant(global) == 0 {
                continue;
            }
            if module.size_of(LLVMGlobalGetValueType(global)) == 0 {
                let address = LLVMConstInt(module.int(64), 16, 0);
                LLVMReplaceAllUsesWith(global, LLVMConstIntToPtr(address, module.pointer()));
                LLVMDeleteGlobal(global);
            } else {
                LLVMSetSection(global, c"".as_ptr());
            }
        }
    }
}
