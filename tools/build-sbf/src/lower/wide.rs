//! Arithmetic the VM has no instruction for: 128-bit products, quotients and shifts by a run-time amount,
//! overflow-checked products, and signed division of any width.

use bpf_linker::llvm_sys::{LLVMIntPredicate, LLVMOpcode, core::*, prelude::*};

use super::Rewriter;
use crate::llvm;

impl Rewriter<'_> {
    pub(super) fn wide_operation(&self, instruction: LLVMValueRef) {
        use LLVMOpcode::*;
        let op = llvm::opcode(instruction);
        if !matches!(
            op,
            LLVMMul | LLVMUDiv | LLVMURem | LLVMSDiv | LLVMSRem | LLVMShl | LLVMLShr | LLVMAShr
        ) {
            return;
        }
        let (a, b) = (llvm::operand(instruction, 0), llvm::operand(instruction, 1));
        let value = match llvm::int_width(llvm::type_of(instruction)) {
            1..=64 => match op {
                LLVMSDiv => self.signed_division("__sbf_sdiv64", a, b),
                LLVMSRem => self.signed_division("__sbf_srem64", a, b),
                _ => return,
            },
            // A width between two registers' sizes, which the optimiser may make up.
            width @ 65..=127 => {
                let widen = |value| match op {
                    LLVMSDiv | LLVMSRem => self.b.sext(value, 128),
                    _ => self.b.zext(value, 128),
                };
                let (left, right) = match op {
                    LLVMAShr => (self.b.sext(a, 128), self.b.zext(b, 128)),
                    _ => (widen(a), widen(b)),
                };
                self.b.trunc(self.operation_128(op, left, right), width)
            }
            128 if is_shift(op) && unsafe { !LLVMIsAConstantInt(b).is_null() } => return,
            128 => self.operation_128(op, a, b),
            _ => return,
        };
        llvm::replace(instruction, value);
    }

    fn operation_128(&self, op: LLVMOpcode, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        match op {
            LLVMOpcode::LLVMMul => self.multiply(a, b),
            LLVMOpcode::LLVMUDiv => self.divide("__sbf_udivrem128", a, b)[0],
            LLVMOpcode::LLVMURem => self.divide("__sbf_udivrem128", a, b)[1],
            LLVMOpcode::LLVMSDiv => self.divide("__sbf_sdivrem128", a, b)[0],
            LLVMOpcode::LLVMSRem => self.divide("__sbf_sdivrem128", a, b)[1],
            _ => self.shift(op, a, b),
        }
    }

    /// Intrinsics of arithmetic; false if the call is none of them.
    pub(super) fn wide_intrinsic(&self, call: LLVMValueRef, callee: &str) -> bool {
        let Some(name) = callee.strip_prefix("llvm.") else {
            return false;
        };
        let Some((operation, width)) = name.split_once(".with.overflow.i") else {
            return false;
        };
        let (a, b) = (llvm::operand(call, 0), llvm::operand(call, 1));
        let (product, overflow) = match (operation, width) {
            ("umul", "64") => (self.b.mul(a, b), self.unsigned_overflow(a, b)),
            ("smul", "64") => {
                let overflow = self.b.routine("__sbf_smulo64", &mut [a, b]);
                (self.b.mul(a, b), self.b.is_set(overflow))
            }
            ("umul", "128") => self.checked_mul128("__sbf_umulo128", a, b),
            ("smul", "128") => self.checked_mul128("__sbf_smulo128", a, b),
            _ => return false,
        };
        llvm::replace(call, self.b.pair(llvm::type_of(call), product, overflow));
        true
    }

    /// `b > MAX / max(a, 1)`: the VM's division costs as much as any other instruction.
    fn unsigned_overflow(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        let some = self.b.is_set(a);
        let divisor = self.b.select(some, a, self.b.i64(1));
        let most = self.b.udiv(self.b.i64(u64::MAX), divisor);
        self.b.compare(LLVMIntPredicate::LLVMIntUGT, b, most)
    }

    fn checked_mul128(&self, routine: &str, a: LLVMValueRef, b: LLVMValueRef) -> (LLVMValueRef, LLVMValueRef) {
        let out = self.slot();
        let (al, ah) = self.b.halves(a);
        let (bl, bh) = self.b.halves(b);
        let overflow = self.b.routine(routine, &mut [out, al, ah, bl, bh]);
        (self.b.load_at(128, out, 0, 8), self.b.is_set(overflow))
    }

    /// low = al * bl; high = mulhi(al, bl) + al * bh + ah * bl.
    fn multiply(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        let (al, ah) = self.b.halves(a);
        let (bl, bh) = self.b.halves(b);
        let carried = self.b.routine("__sbf_mulhi", &mut [al, bl]);
        let crossed = self.b.add(self.b.mul(al, bh), self.b.mul(ah, bl));
        self.b.join(self.b.mul(al, bl), self.b.add(carried, crossed))
    }

    /// Quotient and remainder; the routine computes both, so a division by the same operands nearby is not repeated.
    fn divide(&self, routine: &'static str, a: LLVMValueRef, b: LLVMValueRef) -> [LLVMValueRef; 2] {
        let key = (self.b.block(), routine, a, b);
        if let Some(both) = self.divisions.borrow().get(&key) {
            return *both;
        }
        let out = self.slot();
        let (al, ah) = self.b.halves(a);
        let (bl, bh) = self.b.halves(b);
        self.b.routine(routine, &mut [out, al, ah, bl, bh]);
        let both = [self.b.load_at(128, out, 0, 8), self.b.load_at(128, out, 16, 8)];
        self.divisions.borrow_mut().insert(key, both);
        both
    }

    fn signed_division(&self, routine: &str, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        let width = llvm::int_width(llvm::type_of(a));
        let result = self.b.routine(routine, &mut [self.b.sext(a, 64), self.b.sext(b, 64)]);
        self.b.trunc(result, width)
    }

    /// A shift by a run-time amount, on the halves. The amount is below 128: more is undefined in LLVM, and Rust masks it.
    fn shift(&self, op: LLVMOpcode, value: LLVMValueRef, amount: LLVMValueRef) -> LLVMValueRef {
        let b = &self.b;
        let (low, high) = b.halves(value);
        let amount = b.trunc(amount, 64);
        let by = b.and(amount, b.i64(63));
        let inverse = b.xor(by, b.i64(63));
        let far = b.is_set(b.and(amount, b.i64(64)));
        if op == LLVMOpcode::LLVMShl {
            let moved = b.shl(low, by);
            let carried = b.lshr(b.lshr(low, b.i64(1)), inverse);
            let near = b.or(b.shl(high, by), carried);
            return b.join(b.select(far, b.i64(0), moved), b.select(far, moved, near));
        }
        let fill = match op {
            LLVMOpcode::LLVMAShr => b.binary(op, high, b.i64(63)),
            _ => b.i64(0),
        };
        let moved = b.binary(op, high, by);
        let carried = b.shl(b.shl(high, b.i64(1)), inverse);
        let near = b.or(b.lshr(low, by), carried);
        b.join(b.select(far, moved, near), b.select(far, fill, moved))
    }
}

fn is_shift(op: LLVMOpcode) -> bool {
    matches!(op, LLVMOpcode::LLVMShl | LLVMOpcode::LLVMLShr | LLVMOpcode::LLVMAShr)
}
