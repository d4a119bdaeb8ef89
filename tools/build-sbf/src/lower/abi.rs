//! The calling convention. The VM passes five registers and returns one; LLVM's back end refuses functions that need
//! more. Their signatures are changed, at the function and at every call alike, so that calls through pointers agree:
//!
//! - a result wider than one register is written through a pointer, the new first argument;
//! - arguments from the fifth register on travel in memory of the caller's frame, behind one pointer, the new last
//!   argument.

use bpf_linker::llvm_sys::{LLVMOpcode, LLVMTypeKind, core::*, prelude::*};

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
            LLVMTypeKind::LLVMArrayTypeKind => {
                registers(LLVMGetElementType(ty)) * LLVMGetArrayLength2(ty) as u32
            }
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
pub(super) fn fit_signatures(module: &Module) {
    let builder = unsafe { LLVMCreateBuilderInContext(module.context) };
    for function in module.defined_functions() {
        let ty = unsafe { LLVMGlobalGetValueType(function) };
        match Plan::new(module, ty) {
            Some(plan) => fit_function(module, builder, function, &plan),
            None => drop_sret(function),
        }
    }
    for function in module.defined_functions() {
        let mut slots = Slots::default();
        for call in llvm::instructions(function) {
            if !llvm::is_call(call) || is_intrinsic(call) {
                continue;
            }
            let ty = unsafe { LLVMGetCalledFunctionType(call) };
            match Plan::new(module, ty) {
                Some(plan) => fit_call(builder, call, &plan, slots.of(module, function)),
                None => drop_sret_at(call),
            }
        }
    }
    unsafe { LLVMDisposeBuilder(builder) };
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
fn fit_function(module: &Module, builder: LLVMBuilderRef, old: LLVMValueRef, plan: &Plan) {
    let name = llvm::name(old);
    let none = c"".as_ptr();
    unsafe {
        let new = LLVMAddFunction(module.raw, none, plan.ty);
        LLVMSetLinkage(new, LLVMGetLinkage(old));
        LLVMSetFunctionCallConv(new, LLVMGetFunctionCallConv(old));
        let mut block = LLVMGetFirstBasicBlock(old);
        while !block.is_null() {
            let next = LLVMGetNextBasicBlock(block);
            LLVMRemoveBasicBlockFromParent(block);
            LLVMAppendExistingBasicBlock(new, block);
            block = next;
        }

        let entry = LLVMGetEntryBasicBlock(new);
        LLVMPositionBuilderBefore(builder, LLVMGetFirstInstruction(entry));
        let first = u32::from(plan.result.is_some());
        for at in 0..LLVMCountParams(old) {
            let value = if (at as usize) < plan.kept {
                LLVMGetParam(new, first + at)
            } else {
                let packed = plan
                    .packed
                    .expect("arguments beyond the kept ones are packed");
                let memory = LLVMGetLastParam(new);
                let field = at - plan.kept as u32;
                let place = LLVMBuildStructGEP2(builder, packed, memory, field, none);
                LLVMBuildLoad2(
                    builder,
                    LLVMStructGetTypeAtIndex(packed, field),
                    place,
                    none,
                )
            };
            LLVMReplaceAllUsesWith(LLVMGetParam(old, at), value);
        }
        if plan.result.is_some() {
            for instruction in llvm::instructions(new) {
                if llvm::opcode(instruction) == LLVMOpcode::LLVMRet {
                    LLVMPositionBuilderBefore(builder, instruction);
                    LLVMBuildStore(builder, llvm::operand(instruction, 0), LLVMGetParam(new, 0));
                    LLVMBuildRetVoid(builder);
                    LLVMInstructionEraseFromParent(instruction);
                }
            }
        }

        LLVMReplaceAllUsesWith(old, new);
        LLVMDeleteFunction(old);
        LLVMSetValueName2(new, name.as_ptr().cast(), name.len());
    }
}

/// Memory of a function's frame for the arguments and results of its calls. All calls share it: arguments are read
/// when the callee starts, results as soon as it returns.
#[derive(Default)]
struct Slots(Option<Memory>);

#[derive(Clone, Copy)]
struct Memory {
    arguments: LLVMValueRef,
    result: LLVMValueRef,
}

impl Slots {
    fn of(&mut self, module: &Module, function: LLVMValueRef) -> Memory {
        *self.0.get_or_insert_with(|| {
            // The widest call decides. What a function does not need, the optimiser removes.
            let (mut arguments, mut result) = (1, 1);
            for call in llvm::instructions(function) {
                if !llvm::is_call(call) || is_intrinsic(call) {
                    continue;
                }
                let ty = unsafe { LLVMGetCalledFunctionType(call) };
                if let Some(plan) = Plan::new(module, ty) {
                    arguments = arguments.max(plan.packed.map_or(0, |ty| module.size_of(ty)));
                    result = result.max(plan.result.map_or(0, |ty| module.size_of(ty)));
                }
            }
            Memory {
                arguments: module.slot(function, arguments),
                result: module.slot(function, result),
            }
        })
    }
}

fn fit_call(builder: LLVMBuilderRef, old: LLVMValueRef, plan: &Plan, memory: Memory) {
    let none = c"".as_ptr();
    unsafe {
        LLVMPositionBuilderBefore(builder, old);
        let count = LLVMGetNumArgOperands(old);
        let mut arguments = Vec::new();
        arguments.extend(plan.result.map(|_| memory.result));
        arguments.extend((0..plan.kept as u32).map(|at| llvm::operand(old, at)));
        if let Some(packed) = plan.packed {
            for at in plan.kept as u32..count {
                let field = at - plan.kept as u32;
                let place = LLVMBuildStructGEP2(builder, packed, memory.arguments, field, none);
                LLVMBuildStore(builder, llvm::operand(old, at), place);
            }
            arguments.push(memory.arguments);
        }
        // Not marked as a tail call, whatever the old one was: the callee reads this frame.
        let new = LLVMBuildCall2(
            builder,
            plan.ty,
            LLVMGetCalledValue(old),
            arguments.as_mut_ptr(),
            arguments.len() as u32,
            none,
        );
        LLVMSetInstructionCallConv(new, LLVMGetInstructionCallConv(old));
        let value = match plan.result {
            Some(ty) => LLVMBuildLoad2(builder, ty, memory.result, none),
            None => new,
        };
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
                llvm::name(function)
            )));
        }
    }
    Ok(())
}
