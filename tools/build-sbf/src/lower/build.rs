//! Building instructions: LLVM's C API without its noise.

use bpf_linker::llvm_sys::{LLVMIntPredicate, LLVMOpcode, core::*, prelude::*};

use crate::{
    llvm::{self, Module},
    syscalls,
};

const UNNAMED: *const std::ffi::c_char = c"".as_ptr();

/// A position in a module, where instructions are inserted.
pub(super) struct Builder<'m> {
    pub(super) module: &'m Module,
    raw: LLVMBuilderRef,
}

impl Drop for Builder<'_> {
    fn drop(&mut self) {
        unsafe { LLVMDisposeBuilder(self.raw) };
    }
}

/// The call target of a syscall: its hash, which the VM finds in the call instruction.
pub(super) fn syscall_target(module: &Module, name: &str) -> LLVMValueRef {
    unsafe {
        let hash = LLVMConstInt(module.int(64), u64::from(syscalls::hash(name)), 0);
        LLVMConstIntToPtr(hash, module.pointer())
    }
}

impl<'m> Builder<'m> {
    pub(super) fn new(module: &'m Module) -> Self {
        let raw = unsafe { LLVMCreateBuilderInContext(module.context) };
        Self { module, raw }
    }

    pub(super) fn before(&self, instruction: LLVMValueRef) {
        unsafe { LLVMPositionBuilderBefore(self.raw, instruction) };
    }

    pub(super) fn block(&self) -> LLVMBasicBlockRef {
        unsafe { LLVMGetInsertBlock(self.raw) }
    }

    /// The function the builder stands in.
    pub(super) fn function(&self) -> LLVMValueRef {
        unsafe { LLVMGetBasicBlockParent(self.block()) }
    }

    pub(super) fn i64(&self, value: u64) -> LLVMValueRef {
        unsafe { LLVMConstInt(self.module.int(64), value, 0) }
    }

    pub(super) fn binary(&self, op: LLVMOpcode, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        unsafe { LLVMBuildBinOp(self.raw, op, a, b, UNNAMED) }
    }

    pub(super) fn add(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMAdd, a, b)
    }

    pub(super) fn mul(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMMul, a, b)
    }

    pub(super) fn udiv(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMUDiv, a, b)
    }

    pub(super) fn and(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMAnd, a, b)
    }

    pub(super) fn or(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMOr, a, b)
    }

    pub(super) fn xor(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMXor, a, b)
    }

    pub(super) fn shl(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMShl, a, b)
    }

    pub(super) fn lshr(&self, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        self.binary(LLVMOpcode::LLVMLShr, a, b)
    }

    pub(super) fn compare(&self, predicate: LLVMIntPredicate, a: LLVMValueRef, b: LLVMValueRef) -> LLVMValueRef {
        unsafe { LLVMBuildICmp(self.raw, predicate, a, b, UNNAMED) }
    }

    /// Is a 64-bit value other than 0?
    pub(super) fn is_set(&self, value: LLVMValueRef) -> LLVMValueRef {
        self.compare(LLVMIntPredicate::LLVMIntNE, value, self.i64(0))
    }

    pub(super) fn select(&self, condition: LLVMValueRef, yes: LLVMValueRef, no: LLVMValueRef) -> LLVMValueRef {
        unsafe { LLVMBuildSelect(self.raw, condition, yes, no, UNNAMED) }
    }

    pub(super) fn trunc(&self, value: LLVMValueRef, bits: u32) -> LLVMValueRef {
        unsafe { LLVMBuildTrunc(self.raw, value, self.module.int(bits), UNNAMED) }
    }

    pub(super) fn zext(&self, value: LLVMValueRef, bits: u32) -> LLVMValueRef {
        unsafe { LLVMBuildZExt(self.raw, value, self.module.int(bits), UNNAMED) }
    }

    pub(super) fn sext(&self, value: LLVMValueRef, bits: u32) -> LLVMValueRef {
        unsafe { LLVMBuildSExt(self.raw, value, self.module.int(bits), UNNAMED) }
    }

    /// An integer of at most 64 bits as a register; a pointer as it is.
    pub(super) fn as_register(&self, value: LLVMValueRef) -> LLVMValueRef {
        match llvm::int_width(llvm::type_of(value)) {
            0 | 64 => value,
            _ => self.zext(value, 64),
        }
    }

    /// The halves of a 128-bit value, low half first.
    pub(super) fn halves(&self, value: LLVMValueRef) -> (LLVMValueRef, LLVMValueRef) {
        let sixty_four = unsafe { LLVMConstInt(self.module.int(128), 64, 0) };
        let top = self.lshr(value, sixty_four);
        (self.trunc(value, 64), self.trunc(top, 64))
    }

    pub(super) fn join(&self, low: LLVMValueRef, high: LLVMValueRef) -> LLVMValueRef {
        let sixty_four = unsafe { LLVMConstInt(self.module.int(128), 64, 0) };
        let top = self.shl(self.zext(high, 128), sixty_four);
        self.or(top, self.zext(low, 128))
    }

    /// The pair `{ first, second }` of type `ty`.
    pub(super) fn pair(&self, ty: LLVMTypeRef, first: LLVMValueRef, second: LLVMValueRef) -> LLVMValueRef {
        unsafe {
            let half = LLVMBuildInsertValue(self.raw, LLVMGetPoison(ty), first, 0, UNNAMED);
            LLVMBuildInsertValue(self.raw, half, second, 1, UNNAMED)
        }
    }

    /// The address of a field of a struct in memory.
    pub(super) fn field(&self, ty: LLVMTypeRef, memory: LLVMValueRef, at: u32) -> LLVMValueRef {
        unsafe { LLVMBuildStructGEP2(self.raw, ty, memory, at, UNNAMED) }
    }

    pub(super) fn load(&self, ty: LLVMTypeRef, memory: LLVMValueRef) -> LLVMValueRef {
        unsafe { LLVMBuildLoad2(self.raw, ty, memory, UNNAMED) }
    }

    pub(super) fn store(&self, value: LLVMValueRef, memory: LLVMValueRef) {
        unsafe { LLVMBuildStore(self.raw, value, memory) };
    }

    /// Reads an integer some bytes behind a pointer.
    pub(super) fn load_at(&self, bits: u32, memory: LLVMValueRef, offset: u64, align: u32) -> LLVMValueRef {
        unsafe {
            let mut index = [self.i64(offset)];
            let byte = self.module.int(8);
            let at = LLVMBuildGEP2(self.raw, byte, memory, index.as_mut_ptr(), 1, UNNAMED);
            let value = self.load(self.module.int(bits), at);
            LLVMSetAlignment(value, align);
            value
        }
    }

    pub(super) fn return_nothing(&self) {
        unsafe { LLVMBuildRetVoid(self.raw) };
    }

    pub(super) fn call(&self, ty: LLVMTypeRef, target: LLVMValueRef, arguments: &mut [LLVMValueRef]) -> LLVMValueRef {
        let count = arguments.len() as u32;
        unsafe { LLVMBuildCall2(self.raw, ty, target, arguments.as_mut_ptr(), count, UNNAMED) }
    }

    /// Calls a routine of `runtime.ll`.
    pub(super) fn routine(&self, name: &str, arguments: &mut [LLVMValueRef]) -> LLVMValueRef {
        let function = self.module.function(name).unwrap_or_else(|| panic!("runtime.ll defines {name}"));
        self.call(unsafe { LLVMGlobalGetValueType(function) }, function, arguments)
    }

    /// Calls a syscall whose result does not matter.
    pub(super) fn syscall(&self, name: &str, arguments: &mut [LLVMValueRef]) {
        let mut types: Vec<_> = arguments.iter().copied().map(llvm::type_of).collect();
        let ty = unsafe {
            let void = LLVMVoidTypeInContext(self.module.context);
            LLVMFunctionType(void, types.as_mut_ptr(), types.len() as u32, 0)
        };
        self.call(ty, syscall_target(self.module, name), arguments);
    }
}
