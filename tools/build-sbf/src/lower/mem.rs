//! Copies, fills and comparisons whose length is known only at run time, or too long to unroll: the VM's syscalls.

use bpf_linker::llvm_sys::{LLVMIntPredicate, LLVMOpcode, core::*, prelude::*};

use super::Rewriter;
use crate::llvm;

/// Above this many bytes the syscall (10 compute units and its arguments) is cheaper than loads and stores.
const UNROLL_COPY: u64 = 64;
const UNROLL_FILL: u64 = 112;
const UNROLL_COMPARE: u64 = 32;

impl Rewriter<'_> {
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
            "memcpy" | "memmove" => self.fill_or_copy(call, "sol_memmove_"),
            "memset" => self.fill_or_copy(call, "sol_memset_"),
            "memcmp" | "bcmp" if !intrinsic => match length() {
                Some(length) if length <= UNROLL_COMPARE && only_equality(call, name) => {
                    self.differ(call, length)
                }
                _ => self.compare(call),
            },
            _ => return,
        };
        // The library functions return their first argument, the intrinsics nothing.
        if !llvm::users(call).is_empty() {
            unsafe { LLVMReplaceAllUsesWith(call, result) };
        }
        unsafe { LLVMInstructionEraseFromParent(call) };
    }

    fn fill_or_copy(&self, call: LLVMValueRef, syscall: &str) -> LLVMValueRef {
        let void = unsafe { LLVMVoidTypeInContext(self.module.context) };
        let destination = llvm::operand(call, 0);
        let mut arguments = [
            destination,
            self.as_register(llvm::operand(call, 1)),
            self.as_register(llvm::operand(call, 2)),
        ];
        self.syscall(syscall, &mut arguments, void);
        destination
    }

    /// sol_memcmp_ writes its result, an i32, to memory.
    fn compare(&self, call: LLVMValueRef) -> LLVMValueRef {
        let void = unsafe { LLVMVoidTypeInContext(self.module.context) };
        let out = self.slot(8);
        let mut arguments = [
            llvm::operand(call, 0),
            llvm::operand(call, 1),
            self.as_register(llvm::operand(call, 2)),
            out,
        ];
        self.syscall("sol_memcmp_", &mut arguments, void);
        self.load(32, out, 0)
    }

    /// Whether two short regions differ: their words combined by xor, then all of that by or.
    fn differ(&self, call: LLVMValueRef, length: u64) -> LLVMValueRef {
        let b = self.builder;
        let none = c"".as_ptr();
        let (left, right) = (llvm::operand(call, 0), llvm::operand(call, 1));
        let mut all = self.i64(0);
        let mut at = 0;
        while at < length {
            let size = [8, 4, 2, 1]
                .into_iter()
                .find(|size| at + size <= length)
                .unwrap_or(1);
            unsafe {
                let word = |side| {
                    let value = self.load(8 * size as u32, side, at);
                    LLVMSetAlignment(value, 1);
                    LLVMBuildZExt(b, value, self.module.int(64), none)
                };
                let difference = LLVMBuildXor(b, word(left), word(right), none);
                all = LLVMBuildOr(b, all, difference, none);
            }
            at += size;
        }
        unsafe {
            let predicate = LLVMIntPredicate::LLVMIntNE;
            let differs = LLVMBuildICmp(b, predicate, all, self.i64(0), none);
            LLVMBuildZExt(b, differs, llvm::type_of(call), none)
        }
    }

    /// An integer widened to 64 bits; a pointer as it is.
    fn as_register(&self, value: LLVMValueRef) -> LLVMValueRef {
        match llvm::int_width(llvm::type_of(value)) {
            0 | 64 => value,
            _ => unsafe { LLVMBuildZExt(self.builder, value, self.module.int(64), c"".as_ptr()) },
        }
    }
}

/// Is only asked whether the regions are equal, not which is greater?
fn only_equality(call: LLVMValueRef, name: &str) -> bool {
    name == "bcmp"
        || llvm::users(call).into_iter().all(|user| unsafe {
            !LLVMIsAInstruction(user).is_null()
                && llvm::opcode(user) == LLVMOpcode::LLVMICmp
                && matches!(
                    LLVMGetICmpPredicate(user),
                    LLVMIntPredicate::LLVMIntEQ | LLVMIntPredicate::LLVMIntNE
                )
                && llvm::constant(llvm::operand(user, 1)) == Some(0)
        })
}
