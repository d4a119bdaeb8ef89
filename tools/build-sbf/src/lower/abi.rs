//! The calling convention: at most five argument registers and one result register.

use bpf_linker::llvm_sys::{
    LLVMAttributeFunctionIndex, LLVMOpcode, LLVMTypeKind, core::*, prelude::*,
};

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

/// Argument registers and result registers of a function type.
fn signature(ty: LLVMTypeRef) -> (u32, u32) {
    unsafe {
        let mut parameters = vec![std::ptr::null_mut(); LLVMCountParamTypes(ty) as usize];
        LLVMGetParamTypes(ty, parameters.as_mut_ptr());
        let arguments = parameters.into_iter().map(registers).sum();
        (arguments, registers(LLVMGetReturnType(ty)))
    }
}

fn too_wide((arguments, results): (u32, u32)) -> bool {
    arguments > ARGUMENT_REGISTERS || results > 1
}

/// Has functions inlined whose signature does not fit the registers, and drops `sret`, which the back end refuses.
pub(super) fn inline_wide_signatures(module: &Module) {
    let sret = llvm::attribute_kind("sret");
    let always = module.attribute("alwaysinline");
    let against = ["noinline", "optnone", "optsize", "minsize", "cold"].map(llvm::attribute_kind);
    for function in module.defined_functions() {
        unsafe {
            for index in 1..=LLVMCountParams(function) {
                LLVMRemoveEnumAttributeAtIndex(function, index, sret);
            }
            if too_wide(signature(LLVMGlobalGetValueType(function))) {
                for kind in against {
                    LLVMRemoveEnumAttributeAtIndex(function, LLVMAttributeFunctionIndex, kind);
                }
                LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex, always);
            }
            for call in llvm::instructions(function) {
                if !llvm::is_call(call) {
                    continue;
                }
                for index in 1..=LLVMGetNumArgOperands(call) {
                    LLVMRemoveCallSiteEnumAttribute(call, index, sret);
                }
                if too_wide(signature(LLVMGetCalledFunctionType(call))) {
                    for kind in against {
                        LLVMRemoveCallSiteEnumAttribute(call, LLVMAttributeFunctionIndex, kind);
                    }
                }
            }
        }
    }
}

/// What is left after inlining must fit.
pub(super) fn check_signatures(module: &Module) -> Result<()> {
    for function in module.defined_functions() {
        let (arguments, results) = signature(unsafe { LLVMGlobalGetValueType(function) });
        if too_wide((arguments, results)) {
            return Err(Error::Abi(format!(
                "function `{}` takes {arguments} argument registers and {results} result registers (5 and 1 are \
                 available) and cannot be inlined, because its address is taken or it calls itself",
                llvm::name(function)
            )));
        }
        for call in llvm::instructions(function) {
            if llvm::opcode(call) != LLVMOpcode::LLVMCall
                || llvm::callee_name(call).is_some_and(|callee| callee.starts_with("llvm."))
            {
                continue;
            }
            if too_wide(signature(unsafe { LLVMGetCalledFunctionType(call) })) {
                return Err(Error::Abi(format!(
                    "function `{}` calls through a pointer with more arguments or results than registers",
                    llvm::name(function)
                )));
            }
        }
    }
    Ok(())
}
