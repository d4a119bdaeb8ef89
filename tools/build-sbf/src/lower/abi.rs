//! The calling convention. The VM passes five registers and returns one; LLVM's back end refuses functions that need
//! more. Their signatures are changed, at the function and at every call alike, so that calls through pointers agree:
//!
//! - a result wider than one register is written through a pointer, the new first argument;
//! - arguments from the fifth register on travel in memory of the caller's frame, behind one pointer, the new last
//!   argument.

use bpf_linker::llvm_sys::{LLVMOpcode, LLVMTypeKind, core::*, prelude::*};

use super::build::Builder;
use crate::{
    error::{Error, Result},
    llvm::{self, Module},
};

const ARGUMENT_REGISTERS: u32 = 5;

/// 64-bit registers a value takes.
fn registers(ty: LLVMTypeRef) -> u32 {
    unsafe {
        match LLVMGetTypeKind(ty) {
            LLVMTypeKind::LLVMVoidTypeKind => 0,
            LLVMTypeKind::LLVMIntegerTypeKind => LLVMGetIntTypeWidth(ty).div_ceil(64),
            LLVMTypeKind::LLVMStructTypeKind => (0..LLVMCountStructElementTypes(ty))
                .map(|at| registers(LLVMStructGetTypeAtIndex(ty, at)))
                .sum(),
            LLVMTypeKind::LLVMArrayTypeKind => registers(LLVMGetElementType(ty)) * LLVMGetArrayLength2(ty) as u32,
            _ => 1,
        }
    }
}

fn parameters(ty: LLVMTypeRef) -> Vec<LLVMTypeRef> {
    unsafe {
        let mut types = vec![std::ptr::null_mut(); LLVMCountParamTypes(ty) as usize];
        LLVMGetParamTypes(ty, types.as_mut_ptr());
        types
    }
}

/// How a signature that does not fit is passed instead.
struct Plan {
    /// The function type that fits.
    ty: LLVMTypeRef,
    /// The type of the result, if it goes through memory.
    result: Option<LLVMTypeRef>,
    /// Arguments that stay in registers.
    kept: usize,
    /// The struct that holds the others, if there are others.
    packed: Option<LLVMTypeRef>,
}

impl Plan {
    /// None if the signature fits as it is.
    fn new(module: &Module, ty: LLVMTypeRef) -> Option<Self> {
        let types = parameters(ty);
        let returned = unsafe { LLVMGetReturnType(ty) };
        let result = (registers(returned) > 1).then_some(returned);
        let hidden = u32::from(result.is_some());
        let all: u32 = types.iter().copied().map(registers).sum();
        if result.is_none() && all <= ARGUMENT_REGISTERS {
            return None;
        }
        let mut kept = types.len();
        if hidden + all > ARGUMENT_REGISTERS {
            let mut used = hidden;
            kept = types
                .iter()
                .take_while(|ty| {
                    used += registers(**ty);
                    used < ARGUMENT_REGISTERS
                })
                .count();
        }
        let mut rest = types[kept..].to_vec();
        let mut fitting = Vec::new();
        fitting.extend(result.map(|_| module.pointer()));
        fitting.extend_from_slice(&types[..kept]);
        unsafe {
            let packed = (!rest.is_empty()).then(|| {
                fitting.push(module.pointer());
                LLVMStructTypeInContext(module.context, rest.as_mut_ptr(), rest.len() as u32, 0)
            });
            let void = LLVMVoidTypeInContext(module.context);
            let returned = if result.is_some() { void } else { returned };
            Some(Self {
                ty: LLVMFunctionType(returned, fitting.as_mut_ptr(), fitting.len() as u32, 0),
                result,
                kept,
                packed,
            })
        }
    }
}

/// Gives every function and every call a signature that fits, and drops `sret`, which the back end refuses.
pub(super) fn fit_signatures(module: &Module) -> Result<()> {
    let builder = Builder::new(module);
    for function in module.defined_functions() {
        let ty = unsafe { LLVMGlobalGetValueType(function) };
        match Plan::new(module, ty) {
            Some(plan) => fit_function(&builder, function, &plan),
            None => drop_sret(function),
        }
    }
    for function in module.defined_functions() {
        let mut memory = None;
        for call in llvm::instructions(function) {
            if !llvm::is_call(call) || is_intrinsic(call) {
                continue;
            }
            let ty = unsafe { LLVMGetCalledFunctionType(call) };
            match Plan::new(module, ty) {
                Some(_) if is_outside(call) => {
                    return Err(Error::Abi(format!(
                        "function `{}` calls a syscall with more arguments or results than registers",
                        llvm::readable(&llvm::name(function))
                    )));
                }
                Some(plan) => {
                    let memory = memory.get_or_insert_with(|| Memory::of(module, function));
                    fit_call(&builder, call, &plan, memory);
                }
                None => drop_sret_at(call),
            }
        }
    }
    Ok(())
}

/// Does the call leave the program, so that its signature is not ours to change?
fn is_outside(call: LLVMValueRef) -> bool {
    unsafe {
        let target = LLVMGetCalledValue(call);
        let declared = !LLVMIsAFunction(target).is_null() && LLVMIsDeclaration(target) != 0;
        declared || !LLVMIsAConstantExpr(target).is_null()
    }
}

fn is_intrinsic(call: LLVMValueRef) -> bool {
    llvm::callee_name(call).is_some_and(|callee| callee.starts_with("llvm."))
}

fn drop_sret(function: LLVMValueRef) {
    let sret = llvm::attribute_kind("sret");
    for index in 1..=unsafe { LLVMCountParams(function) } {
        unsafe { LLVMRemoveEnumAttributeAtIndex(function, index, sret) };
    }
}

fn drop_sret_at(call: LLVMValueRef) {
    let sret = llvm::attribute_kind("sret");
    for index in 1..=unsafe { LLVMGetNumArgOperands(call) } {
        unsafe { LLVMRemoveCallSiteEnumAttribute(call, index, sret) };
    }
}

/// Moves a function's body into a new function of the fitting type. Attributes stay behind: some, such as
/// `memory(none)`, are no longer true, and the others only help passes that have run.
fn fit_function(builder: &Builder, old: LLVMValueRef, plan: &Plan) {
    let name = llvm::name(old);
    let new = unsafe { LLVMAddFunction(builder.module.raw, c"".as_ptr(), plan.ty) };
    unsafe {
        LLVMSetLinkage(new, LLVMGetLinkage(old));
        LLVMSetFunctionCallConv(new, LLVMGetFunctionCallConv(old));
        let mut block = LLVMGetFirstBasicBlock(old);
        while !block.is_null() {
            let next = LLVMGetNextBasicBlock(block);
            LLVMRemoveBasicBlockFromParent(block);
            LLVMAppendExistingBasicBlock(new, block);
            block = next;
        }
        builder.before(LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(new)));
    }

    let first = u32::from(plan.result.is_some());
    let kept = plan.kept as u32;
    for at in 0..unsafe { LLVMCountParams(old) } {
        let value = match plan.packed {
            Some(packed) if at >= kept => unsafe {
                let memory = LLVMGetLastParam(new);
                let place = builder.field(packed, memory, at - kept);
                builder.load(LLVMStructGetTypeAtIndex(packed, at - kept), place)
            },
            _ => unsafe { LLVMGetParam(new, first + at) },
        };
        unsafe { LLVMReplaceAllUsesWith(LLVMGetParam(old, at), value) };
    }
    if plan.result.is_some() {
        for instruction in llvm::instructions(new) {
            if llvm::opcode(instruction) == LLVMOpcode::LLVMRet {
                builder.before(instruction);
                builder.store(llvm::operand(instruction, 0), unsafe { LLVMGetParam(new, 0) });
                builder.return_nothing();
                unsafe { LLVMInstructionEraseFromParent(instruction) };
            }
        }
    }

    unsafe {
        LLVMReplaceAllUsesWith(old, new);
        LLVMDeleteFunction(old);
        LLVMSetValueName2(new, name.as_ptr().cast(), name.len());
    }
}

/// Memory of a function's frame for the arguments and results of its calls. All calls share it: arguments are read
/// when the callee starts, results as soon as it returns.
struct Memory {
    arguments: LLVMValueRef,
    result: LLVMValueRef,
}

impl Memory {
    /// As large as the widest call needs. What a function does not need, the optimiser removes.
    fn of(module: &Module, function: LLVMValueRef) -> Self {
        let (mut arguments, mut result) = (1, 1);
        for call in llvm::instructions(function) {
            if !llvm::is_call(call) || is_intrinsic(call) {
                continue;
            }
            let ty = unsafe { LLVMGetCalledFunctionType(call) };
            if let Some(plan) = Plan::new(module, ty) {
                let size = |ty: Option<_>| ty.map_or(0, |ty| module.size_of(ty));
                arguments = arguments.max(size(plan.packed));
                result = result.max(size(plan.result));
            }
        }
        Self {
            arguments: module.slot(function, arguments),
            result: module.slot(function, result),
        }
    }
}

fn fit_call(builder: &Builder, old: LLVMValueRef, plan: &Plan, memory: &Memory) {
    builder.before(old);
    let kept = plan.kept as u32;
    let mut arguments = Vec::new();
    arguments.extend(plan.result.map(|_| memory.result));
    arguments.extend((0..kept).map(|at| llvm::operand(old, at)));
    if let Some(packed) = plan.packed {
        for at in kept..unsafe { LLVMGetNumArgOperands(old) } {
            let place = builder.field(packed, memory.arguments, at - kept);
            builder.store(llvm::operand(old, at), place);
        }
        arguments.push(memory.arguments);
    }
    // Not marked as a tail call, whatever the old one was: the callee reads this frame.
    let new = builder.call(plan.ty, unsafe { LLVMGetCalledValue(old) }, &mut arguments);
    unsafe { LLVMSetInstructionCallConv(new, LLVMGetInstructionCallConv(old)) };
    let value = plan.result.map_or(new, |ty| builder.load(ty, memory.result));
    unsafe {
        if !llvm::users(old).is_empty() {
            LLVMReplaceAllUsesWith(old, value);
        }
        LLVMInstructionEraseFromParent(old);
    }
}

/// What this leaves must fit; it runs after the last pass that changes calls.
pub(super) fn check_signatures(module: &Module) -> Result<()> {
    let unfit = |ty| Plan::new(module, ty).is_some();
    for function in module.defined_functions() {
        let mut fits = !unfit(unsafe { LLVMGlobalGetValueType(function) });
        for call in llvm::instructions(function) {
            if llvm::is_call(call) && !is_intrinsic(call) {
                fits &= !unfit(unsafe { LLVMGetCalledFunctionType(call) });
            }
        }
        if !fits {
            return Err(Error::Abi(format!(
                "function `{}` has, or calls a function with, more arguments or results than registers",
                llvm::readable(&llvm::name(function))
            )));
        }
    }
    Ok(())
}
