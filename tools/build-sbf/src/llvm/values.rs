//! Looking at values, types and instructions.

use std::slice;

use bpf_linker::llvm_sys::{LLVMLinkage, LLVMOpcode, LLVMTypeKind, core::*, prelude::*};

/// All members of one of LLVM's linked lists.
pub(super) unsafe fn chain(first: LLVMValueRef, next: impl Fn(LLVMValueRef) -> LLVMValueRef) -> Vec<LLVMValueRef> {
    let mut all = Vec::new();
    let mut at = first;
    while !at.is_null() {
        all.push(at);
        at = next(at);
    }
    all
}

/// A text with the symbols in it as their authors wrote them.
pub fn readable(text: &str) -> String {
    let is_symbol = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_symbol) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_symbol(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        result.push_str(before);
        match rustc_demangle::try_demangle(word) {
            Ok(name) => result.push_str(&format!("{name:#}")),
            Err(_) => result.push_str(word),
        }
        rest = after;
    }
    result + rest
}

pub fn attribute_kind(name: &str) -> u32 {
    unsafe { LLVMGetEnumAttributeKindForName(name.as_ptr().cast(), name.len()) }
}

pub fn name(value: LLVMValueRef) -> String {
    let mut length = 0;
    unsafe {
        let start = LLVMGetValueName2(value, &mut length);
        String::from_utf8_lossy(slice::from_raw_parts(start.cast(), length)).into_owned()
    }
}

/// All instructions of a function, in order.
pub fn instructions(function: LLVMValueRef) -> Vec<LLVMValueRef> {
    let mut all = Vec::new();
    unsafe {
        let mut block = LLVMGetFirstBasicBlock(function);
        while !block.is_null() {
            all.extend(chain(LLVMGetFirstInstruction(block), |i| LLVMGetNextInstruction(i)));
            block = LLVMGetNextBasicBlock(block);
        }
    }
    all
}

pub fn opcode(instruction: LLVMValueRef) -> LLVMOpcode {
    unsafe { LLVMGetInstructionOpcode(instruction) }
}

pub fn is_call(instruction: LLVMValueRef) -> bool {
    opcode(instruction) == LLVMOpcode::LLVMCall
}

/// The name of the function that a call names directly.
pub fn callee_name(call: LLVMValueRef) -> Option<String> {
    unsafe {
        let callee = LLVMGetCalledValue(call);
        (!LLVMIsAFunction(callee).is_null()).then(|| name(callee))
    }
}

pub fn operand(value: LLVMValueRef, index: u32) -> LLVMValueRef {
    unsafe { LLVMGetOperand(value, index) }
}

pub fn type_of(value: LLVMValueRef) -> LLVMTypeRef {
    unsafe { LLVMTypeOf(value) }
}

/// Width of an integer type; 0 for any other.
pub fn int_width(ty: LLVMTypeRef) -> u32 {
    unsafe {
        match LLVMGetTypeKind(ty) {
            LLVMTypeKind::LLVMIntegerTypeKind => LLVMGetIntTypeWidth(ty),
            _ => 0,
        }
    }
}

pub fn constant(value: LLVMValueRef) -> Option<u64> {
    unsafe {
        if LLVMIsAConstantInt(value).is_null() || int_width(type_of(value)) > 64 {
            return None;
        }
        Some(LLVMConstIntGetZExtValue(value))
    }
}

pub fn users(value: LLVMValueRef) -> Vec<LLVMValueRef> {
    let mut all = Vec::new();
    unsafe {
        let mut at = LLVMGetFirstUse(value);
        while !at.is_null() {
            all.push(LLVMGetUser(at));
            at = LLVMGetNextUse(at);
        }
    }
    all
}

pub fn make_internal(value: LLVMValueRef) {
    unsafe { LLVMSetLinkage(value, LLVMLinkage::LLVMInternalLinkage) };
}

/// Replaces an instruction by a value and removes it.
pub fn replace(instruction: LLVMValueRef, value: LLVMValueRef) {
    unsafe {
        LLVMReplaceAllUsesWith(instruction, value);
        LLVMInstructionEraseFromParent(instruction);
    }
}
