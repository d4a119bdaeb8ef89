//! Arithmetic the VM has no instruction for: 128-bit products, quotients and shifts by a run-time amount,
//! overflow-checked products, and signed division of any width.

use bpf_linker::llvm_sys::{LLVMIntPredicate, LLVMOpcode, core::*, prelude::*};

use super::Rewriter;
use crate::llvm;

impl Rewriter<'_> {
    pub(super) fn wide_operation(&self, instruction: LLVMValueRef) {
        let width = llvm::int_width(llvm::type_of(instruction));
        let value = match (llvm::opcode(instruction), width) {
            (LLVMOpcode::LLVMMul, 128) => self.multiply(instruction),
            (LLVMOpcode::LLVMUDiv, 128) => self.divide(instruction, "__sbf_udivrem128", 0),
            (LLVMOpcode::LLVMURem, 128) => self.divide(instruction, "__sbf_udivrem128", 16),
            (LLVMOpcode::LLVMSDiv, 128) => self.divide(instruction, "__sbf_sdivrem128", 0),
            (LLVMOpcode::LLVMSRem, 128) => self.divide(instruction, "__sbf_sdivrem128", 16),
            (LLVMOpcode::LLVMSDiv, 1..=64) => self.signed_division(instruction, "__sbf_sdiv64"),
            (LLVMOpcode::LLVMSRem, 1..=64) => self.signed_division(instruction, "__sbf_srem64"),
            (op @ (LLVMOpcode::LLVMShl | LLVMOpcode::LLVMLShr | LLVMOpcode::LLVMAShr), 128) => {
                if unsafe { !LLVMIsAConstantInt(llvm::operand(instruction, 1)).is_null() } {
                    return;
                }
                self.shift(instruction, op)
            }
            _ => return,
        };
        llvm::replace(instruction, value);
    }

    /// Intrinsics of arithmetic; false if the call is none of them.
    pub(super) fn wide_intrinsic(&self, call: LLVMValueRef, callee: &str) -> bool {
        let (a, b) = (llvm::operand(call, 0), llvm::operand(call, 1));
        let value = match callee {
            "llvm.umul.with.overflow.i64" => self.checked_umul64(call, a, b),
            "llvm.smul.with.overflow.i64" => unsafe {
                let product = LLVMBuildMul(self.builder, a, b, c"".as_ptr());
                let overflow = self.helper("__sbf_smulo64", &mut [a, b]);
                self.with_overflow(call, product, self.is_set(overflow))
            },
            "llvm.umul.with.overflow.i128" => self.checked_mul128(call, "__sbf_umulo128"),
            "llvm.smul.with.overflow.i128" => self.checked_mul128(call, "__sbf_smulo128"),
            _ => return false,
        };
        llvm::replace(call, value);
        true
    }

    /// `b > MAX / max(a, 1)`: the VM's division costs as much as any other instruction.
    fn checked_umul64(&self, call: LLVMValueRef, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        unsafe {
            let product = LLVMBuildMul(self.builder, a, b, c"".as_ptr());
            let zero = LLVMBuildICmp(
                self.builder,
                LLVMIntPredicate::LLVMIntEQ,
                a,
                self.i64(0),
                c"".as_ptr(),
            );
            let divisor = LLVMBuildSelect(self.builder, zero, self.i64(1), a, c"".as_ptr());
            let most = LLVMBuildUDiv(self.builder, self.i64(u64::MAX), divisor, c"".as_ptr());
            let overflow = LLVMBuildICmp(
                self.builder,
                LLVMIntPredicate::LLVMIntUGT,
                b,
                most,
                c"".as_ptr(),
            );
            self.with_overflow(call, product, overflow)
        }
    }

    fn checked_mul128(&self, call: LLVMValueRef, helper: &str) -> LLVMValueRef {
        let out = self.slot(16);
        let (al, ah) = self.halves(llvm::operand(call, 0));
        let (bl, bh) = self.halves(llvm::operand(call, 1));
        let overflow = self.helper(helper, &mut [out, al, ah, bl, bh]);
        let product = self.load(128, out, 0);
        self.with_overflow(call, product, self.is_set(overflow))
    }

    /// The pair `{ value, overflow }` of the intrinsic's own type.
    fn with_overflow(
        &self,
        call: LLVMValueRef,
        value: LLVMValueRef,
        overflow: LLVMValueRef,
    ) -> LLVMValueRef {
        unsafe {
            let empty = LLVMGetPoison(llvm::type_of(call));
            let half = LLVMBuildInsertValue(self.builder, empty, value, 0, c"".as_ptr());
            LLVMBuildInsertValue(self.builder, half, overflow, 1, c"".as_ptr())
        }
    }

    fn is_set(&self, flag: LLVMValueRef) -> LLVMValueRef {
        unsafe {
            LLVMBuildICmp(
                self.builder,
                LLVMIntPredicate::LLVMIntNE,
                flag,
                self.i64(0),
                c"".as_ptr(),
            )
        }
    }

    /// low = al * bl; high = mulhi(al, bl) + al * bh + ah * bl.
    fn multiply(&self, instruction: LLVMValueRef) -> LLVMValueRef {
        let (al, ah) = self.halves(llvm::operand(instruction, 0));
        let (bl, bh) = self.halves(llvm::operand(instruction, 1));
        unsafe {
            let b = self.builder;
            let low = LLVMBuildMul(b, al, bl, c"".as_ptr());
            let carried = self.helper("__sbf_mulhi", &mut [al, bl]);
            let x = LLVMBuildMul(b, al, bh, c"".as_ptr());
            let y = LLVMBuildMul(b, ah, bl, c"".as_ptr());
            let sum = LLVMBuildAdd(b, carried, x, c"".as_ptr());
            let high = LLVMBuildAdd(b, sum, y, c"".as_ptr());
            self.join(low, high)
        }
    }

    fn divide(&self, instruction: LLVMValueRef, helper: &str, at: u64) -> LLVMValueRef {
        let out = self.slot(32);
        let (al, ah) = self.halves(llvm::operand(instruction, 0));
        let (bl, bh) = self.halves(llvm::operand(instruction, 1));
        self.helper(helper, &mut [out, al, ah, bl, bh]);
        self.load(128, out, at)
    }

    fn signed_division(&self, instruction: LLVMValueRef, helper: &str) -> LLVMValueRef {
        let ty = llvm::type_of(instruction);
        unsafe {
            let widen =
                |value| LLVMBuildSExt(self.builder, value, self.module.int(64), c"".as_ptr());
            let a = widen(llvm::operand(instruction, 0));
            let b = widen(llvm::operand(instruction, 1));
            let result = self.helper(helper, &mut [a, b]);
            LLVMBuildTrunc(self.builder, result, ty, c"".as_ptr())
        }
    }

    /// A shift by a run-time amount, on the halves. The amount is below 128: more is undefined in LLVM, and Rust masks it.
    fn shift(&self, instruction: LLVMValueRef, op: LLVMOpcode) -> LLVMValueRef {
        let (low, high) = self.halves(llvm::operand(instruction, 0));
        let b = self.builder;
        let none = c"".as_ptr();
        unsafe {
            let amount =
                LLVMBuildTrunc(b, llvm::operand(instruction, 1), self.module.int(64), none);
            let by = LLVMBuildAnd(b, amount, self.i64(63), none);
            let inverse = LLVMBuildXor(b, by, self.i64(63), none);
            let bit = LLVMBuildAnd(b, amount, self.i64(64), none);
            let far = self.is_set(bit);
            if op == LLVMOpcode::LLVMShl {
                let low_by = LLVMBuildShl(b, low, by, none);
                let high_by = LLVMBuildShl(b, high, by, none);
                let half = LLVMBuildLShr(b, low, self.i64(1), none);
                let carried = LLVMBuildLShr(b, half, inverse, none);
                let near = LLVMBuildOr(b, high_by, carried, none);
                let new_high = LLVMBuildSelect(b, far, low_by, near, none);
                let new_low = LLVMBuildSelect(b, far, self.i64(0), low_by, none);
                return self.join(new_low, new_high);
            }
            let (high_by, fill) = if op == LLVMOpcode::LLVMAShr {
                let sign = LLVMBuildAShr(b, high, self.i64(63), none);
                (LLVMBuildAShr(b, high, by, none), sign)
            } else {
                (LLVMBuildLShr(b, high, by, none), self.i64(0))
            };
            let low_by = LLVMBuildLShr(b, low, by, none);
            let twice = LLVMBuildShl(b, high, self.i64(1), none);
            let carried = LLVMBuildShl(b, twice, inverse, none);
            let near = LLVMBuildOr(b, low_by, carried, none);
            let new_low = LLVMBuildSelect(b, far, high_by, near, none);
            let new_high = LLVMBuildSelect(b, far, fill, high_by, none);
            self.join(new_low, new_high)
        }
    }

    fn halves(&self, value: LLVMValueRef) -> (LLVMValueRef, LLVMValueRef) {
        unsafe {
            let i64 = self.module.int(64);
            let sixty_four = LLVMConstInt(self.module.int(128), 64, 0);
            let low = LLVMBuildTrunc(self.builder, value, i64, c"".as_ptr());
            let top = LLVMBuildLShr(self.builder, value, sixty_four, c"".as_ptr());
            let high = LLVMBuildTrunc(self.builder, top, i64, c"".as_ptr());
            (low, high)
        }
    }

    fn join(&self, low: LLVMValueRef, high: LLVMValueRef) -> LLVMValueRef {
        unsafe {
            let i128 = self.module.int(128);
            let sixty_four = LLVMConstInt(i128, 64, 0);
            let low = LLVMBuildZExt(self.builder, low, i128, c"".as_ptr());
            let high = LLVMBuildZExt(self.builder, high, i128, c"".as_ptr());
            let top = LLVMBuildShl(self.builder, high, sixty_four, c"".as_ptr());
            LLVMBuildOr(self.builder, top, low, c"".as_ptr())
        }
    }
}
