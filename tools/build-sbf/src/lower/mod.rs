//! Rewrites a program's optimised module into what LLVM 22's BPF back end can select and the VM can run.

mod abi;
mod mem;
mod traps;
mod wide;

use bpf_linker::llvm_sys::{core::*, prelude::*};

use crate::{
    check,
    error::Result,
    llvm::{self, Module},
};

const RUNTIME: &str = include_str!("runtime.ll");

/// All rewrites, in order. What they leave is checked before any code is generated.
pub fn lower(module: &Module) -> Result<()> {
    module.strip_debug_info();
    module.run_passes("function(lower-atomic),globaldce")?;
    check::floats(module)?;

    let program = module.defined_functions();
    module.link_assembly(RUNTIME)?;
    for function in module.defined_functions() {
        if llvm::name(function).starts_with("__sbf_") {
            llvm::make_internal(function);
        }
    }
    let rewriter = Rewriter::new(module);
    for function in program {
        for instruction in llvm::instructions(function) {
            rewriter.rewrite(instruction);
        }
    }
    drop(rewriter);
    module.verify("after the rewrites")?;

    abi::fit_signatures(module);
    module.verify("after the calling convention")?;
    module.run_passes("globaldce,function(sroa,early-cse,simplifycfg)")?;
    abi::check_signatures(module)?;

    traps::resolve_syscalls(module);
    traps::close_unreachable(module);
    module.verify("before code generation")?;
    check::symbols(module)?;
    check::mark_frames(module);
    Ok(())
}

/// Builds replacement code at the place of an instruction.
struct Rewriter<'m> {
    module: &'m Module,
    builder: LLVMBuilderRef,
}

impl Drop for Rewriter<'_> {
    fn drop(&mut self) {
        unsafe { LLVMDisposeBuilder(self.builder) };
    }
}

impl<'m> Rewriter<'m> {
    fn new(module: &'m Module) -> Self {
        Self {
            module,
            builder: unsafe { LLVMCreateBuilderInContext(module.context) },
        }
    }

    fn rewrite(&self, instruction: LLVMValueRef) {
        unsafe { LLVMPositionBuilderBefore(self.builder, instruction) };
        if llvm::is_call(instruction) {
            let Some(callee) = llvm::callee_name(instruction) else {
                return;
            };
            if !self.wide_intrinsic(instruction, &callee) {
                self.memory_operation(instruction, &callee);
            }
        } else {
            self.wide_operation(instruction);
        }
    }

    /// Calls a helper of `runtime.ll`.
    fn helper(&self, name: &str, arguments: &mut [LLVMValueRef]) -> LLVMValueRef {
        let function = self
            .module
            .function(name)
            .unwrap_or_else(|| panic!("runtime.ll defines {name}"));
        unsafe {
            let ty = LLVMGlobalGetValueType(function);
            self.call(ty, function, arguments)
        }
    }

    /// Calls a syscall with arguments and result of one register each.
    fn syscall(
        &self,
        name: &str,
        arguments: &mut [LLVMValueRef],
        result: LLVMTypeRef,
    ) -> LLVMValueRef {
        unsafe {
            let mut types: Vec<_> = arguments.iter().map(|a| LLVMTypeOf(*a)).collect();
            let ty = LLVMFunctionType(result, types.as_mut_ptr(), types.len() as u32, 0);
            self.call(ty, traps::syscall_target(self.module, name), arguments)
        }
    }

    fn call(
        &self,
        ty: LLVMTypeRef,
        target: LLVMValueRef,
        arguments: &mut [LLVMValueRef],
    ) -> LLVMValueRef {
        unsafe {
            LLVMBuildCall2(
                self.builder,
                ty,
                target,
                arguments.as_mut_ptr(),
                arguments.len() as u32,
                c"".as_ptr(),
            )
        }
    }

    fn i64(&self, value: u64) -> LLVMValueRef {
        unsafe { LLVMConstInt(self.module.int(64), value, 0) }
    }

    /// A stack slot of the function the builder stands in.
    fn slot(&self, bytes: u64) -> LLVMValueRef {
        let here = unsafe { LLVMGetBasicBlockParent(LLVMGetInsertBlock(self.builder)) };
        self.module.slot(here, bytes)
    }

    fn offset(&self, pointer: LLVMValueRef, bytes: u64) -> LLVMValueRef {
        unsafe {
            let mut index = [self.i64(bytes)];
            LLVMBuildGEP2(
                self.builder,
                self.module.int(8),
                pointer,
                index.as_mut_ptr(),
                1,
                c"".as_ptr(),
            )
        }
    }

    fn load(&self, bits: u32, pointer: LLVMValueRef, offset: u64) -> LLVMValueRef {
        unsafe {
            let at = self.offset(pointer, offset);
            let value = LLVMBuildLoad2(self.builder, self.module.int(bits), at, c"".as_ptr());
            LLVMSetAlignment(value, 8);
            value
        }
    }
}
