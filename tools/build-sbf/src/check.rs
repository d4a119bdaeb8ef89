//! What a program may not contain. Each refusal names the function or symbol.

use std::collections::BTreeSet;

use bpf_linker::llvm_sys::{LLVMOpcode, LLVMTypeKind, core::*, prelude::*};
use object::{Object, ObjectSection, ObjectSymbol};

use crate::{
    error::{Error, Result},
    llvm::{self, Module},
    syscalls,
};

/// Bytes of stack a function may use.
pub const FRAME: i32 = 4096;

/// Lists LLVM keeps for itself; not data of the program.
const MARKERS: &[&str] = &["llvm.used", "llvm.compiler.used"];

fn list(names: BTreeSet<String>) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{}`", llvm::readable(name))).collect();
    quoted.join(", ")
}

fn has_float(ty: LLVMTypeRef) -> bool {
    unsafe {
        match LLVMGetTypeKind(ty) {
            LLVMTypeKind::LLVMHalfTypeKind
            | LLVMTypeKind::LLVMBFloatTypeKind
            | LLVMTypeKind::LLVMFloatTypeKind
            | LLVMTypeKind::LLVMDoubleTypeKind
            | LLVMTypeKind::LLVMX86_FP80TypeKind
            | LLVMTypeKind::LLVMFP128TypeKind
            | LLVMTypeKind::LLVMPPC_FP128TypeKind => true,
            LLVMTypeKind::LLVMStructTypeKind => (0..LLVMCountStructElementTypes(ty)).any(|at| has_float(LLVMStructGetTypeAtIndex(ty, at))),
            LLVMTypeKind::LLVMArrayTypeKind | LLVMTypeKind::LLVMVectorTypeKind => has_float(LLVMGetElementType(ty)),
            _ => false,
        }
    }
}

/// The VM starts at the function `entrypoint`; without one the ELF would start anywhere.
pub fn entrypoint(module: &Module) -> Result<()> {
    match module.function("entrypoint") {
        Some(function) if unsafe { LLVMIsDeclaration(function) } == 0 => Ok(()),
        _ => Err(Error::Undefined("`entrypoint`, the function the VM starts at".into())),
    }
}

/// No value of a floating-point type anywhere.
pub fn floats(module: &Module) -> Result<()> {
    let mut users = BTreeSet::new();
    for function in module.defined_functions() {
        let used = llvm::instructions(function).into_iter().any(|instruction| {
            has_float(llvm::type_of(instruction))
                || (0..unsafe { LLVMGetNumOperands(instruction) }).any(|at| has_float(llvm::type_of(llvm::operand(instruction, at as u32))))
        });
        if used {
            users.insert(llvm::name(function));
        }
    }
    if users.is_empty() {
        return Ok(());
    }
    Err(Error::Floats(list(users)))
}

/// No writable global, and nothing used that is not defined.
pub fn symbols(module: &Module) -> Result<()> {
    let mut writable = BTreeSet::new();
    let mut undefined = BTreeSet::new();
    for global in module.globals() {
        let name = llvm::name(global);
        if unsafe { LLVMIsDeclaration(global) } != 0 {
            if !llvm::users(global).is_empty() {
                undefined.insert(name);
            }
        } else if unsafe { LLVMIsGlobalConstant(global) } == 0 && !MARKERS.contains(&name.as_str()) {
            writable.insert(name);
        }
    }
    for function in module.functions() {
        let name = llvm::name(function);
        if unsafe { LLVMIsDeclaration(function) } != 0 && !name.starts_with("llvm.") && !llvm::users(function).is_empty() {
            undefined.insert(name);
        }
    }
    if !writable.is_empty() {
        return Err(Error::WritableStatics(list(writable)));
    }
    if !undefined.is_empty() {
        return Err(Error::Undefined(list(undefined)));
    }
    syscall_targets(module)
}

/// Calls of fixed addresses are syscalls; each must be one that exists.
fn syscall_targets(module: &Module) -> Result<()> {
    for function in module.defined_functions() {
        for instruction in llvm::instructions(function) {
            if !llvm::is_call(instruction) {
                continue;
            }
            let target = unsafe { LLVMGetCalledValue(instruction) };
            let fixed = unsafe { !LLVMIsAConstantExpr(target).is_null() && LLVMGetConstOpcode(target) == LLVMOpcode::LLVMIntToPtr };
            let hash = fixed.then(|| llvm::constant(llvm::operand(target, 0))).flatten();
            if let Some(hash) = hash.map(|hash| hash as u32)
                && !syscalls::is_known(hash)
            {
                let caller = llvm::readable(&llvm::name(function));
                let called = syscalls::describe(hash);
                return Err(Error::Undefined(format!("`{caller}` calls {called}")));
            }
        }
    }
    Ok(())
}

/// Has LLVM raise a diagnostic for each frame above the VM's size.
pub fn mark_frames(module: &Module) {
    for function in module.defined_functions() {
        module.annotate(function, "warn-stack-size", &FRAME.to_string());
    }
}

/// The object file again: code generation may have called library functions or kept writable data.
pub fn object(bytes: &[u8]) -> Result<()> {
    let file = object::File::parse(bytes).map_err(|error| Error::Elf(error.to_string()))?;
    let undefined: BTreeSet<_> = file
        .symbols()
        .filter(|symbol| symbol.is_undefined())
        .filter_map(|symbol| symbol.name().ok().map(str::to_owned))
        .filter(|name| !name.is_empty())
        .collect();
    if !undefined.is_empty() {
        return Err(Error::Undefined(list(undefined)));
    }
    let writable: BTreeSet<_> = file
        .sections()
        .filter(|section| section.size() > 0)
        .filter_map(|section| section.name().ok().map(str::to_owned))
        .filter(|name| {
            [".data", ".bss", ".tdata", ".tbss"]
                .iter()
                .any(|kind| name == kind || name.starts_with(&format!("{kind}.")))
                && !name.starts_with(".data.rel.ro")
        })
        .collect();
    if !writable.is_empty() {
        return Err(Error::WritableStatics(list(writable)));
    }
    Ok(())
}
