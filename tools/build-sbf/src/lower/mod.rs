//! Rewrites a program's optimised module into what LLVM 22's BPF back end can select and the VM can run.

mod abi;
mod build;
mod mem;
mod traps;
mod wide;

use std::{cell::RefCell, collections::HashMap};

use bpf_linker::llvm_sys::prelude::*;

use crate::{
    check,
    error::Result,
    llvm::{self, Module},
};
use build::Builder;

const RUNTIME: &str = include_str!("runtime.ll");

/// All rewrites, in order. What they leave is checked before any code is generated.
pub fn lower(module: &Module) -> Result<()> {
    module.strip_debug_info();
    module.run_passes("function(lower-atomic),globaldce")?;
    check::entrypoint(module)?;
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
    module.verify("after the rewrites")?;

    abi::fit_signatures(module)?;
    module.verify("after the calling convention")?;
    module.run_passes("globaldce,function(sroa,early-cse,simplifycfg)")?;
    abi::check_signatures(module)?;

    traps::resolve_syscalls(module);
    traps::close_unreachable(module);
    mem::place_constants(module);
    module.verify("before code generation")?;
    check::symbols(module)?;
    check::mark_frames(module);
    Ok(())
}

/// Quotient and remainder of a division that was rewritten, for others of the same operands in the same block.
type Divisions = HashMap<(LLVMBasicBlockRef, &'static str, LLVMValueRef, LLVMValueRef), [LLVMValueRef; 2]>;

/// Rewrites single instructions.
struct Rewriter<'m> {
    b: Builder<'m>,
    /// Memory of each function's frame where routines leave results.
    slots: RefCell<HashMap<LLVMValueRef, LLVMValueRef>>,
    divisions: RefCell<Divisions>,
}

impl<'m> Rewriter<'m> {
    fn new(module: &'m Module) -> Self {
        Self {
            b: Builder::new(module),
            slots: RefCell::default(),
            divisions: RefCell::default(),
        }
    }

    fn rewrite(&self, instruction: LLVMValueRef) {
        self.b.before(instruction);
        if !llvm::is_call(instruction) {
            self.wide_operation(instruction);
        } else if let Some(callee) = llvm::callee_name(instruction)
            && !self.wide_intrinsic(instruction, &callee)
        {
            self.memory_operation(instruction, &callee);
        }
    }

    /// Memory for a routine's result. All calls of a function share it, as results are read at once.
    fn slot(&self) -> LLVMValueRef {
        const WIDEST_RESULT: u64 = 32;
        let function = self.b.function();
        *self
            .slots
            .borrow_mut()
            .entry(function)
            .or_insert_with(|| self.b.module.slot(function, WIDEST_RESULT))
    }
}
