//! A thin layer over the LLVM C API: one module, its context, and the diagnostics LLVM raises on it.

mod values;

use std::{
    cell::RefCell,
    ffi::{CStr, CString, c_char, c_void},
    ptr, slice,
    sync::Once,
};

use bpf_linker::llvm_sys::{
    LLVMAttributeFunctionIndex, LLVMDiagnosticSeverity,
    core::*,
    debuginfo::LLVMStripModuleDebugInfo,
    error::{LLVMDisposeErrorMessage, LLVMGetErrorMessage},
    error_handling::LLVMInstallFatalErrorHandler,
    ir_reader::LLVMParseIRInContext2,
    linker::LLVMLinkModules2,
    prelude::*,
    support::LLVMParseCommandLineOptions,
    target::*,
    target_machine::*,
    transforms::pass_builder::*,
};

use crate::error::{Error, Result};
pub use values::*;

/// Options of the BPF back end. Frames hold 4096 bytes (it refuses what reaches its limit); newer encodings, which
/// sBPF v3 does not have, stay off; traps at `unreachable` are written by `lower::traps` instead.
const LLVM_OPTIONS: &[&CStr] = &[
    c"build-sbf",
    c"--bpf-stack-size=4097",
    c"--disable-gotox",
    c"--disable-ldsx",
    c"--disable-movsx",
    c"--bpf-disable-trap-unreachable",
];

extern "C" fn fatal(reason: *const c_char) {
    // LLVM does not continue after this: leave with its words rather than with a core dump.
    let reason = unsafe { CStr::from_ptr(reason) }.to_string_lossy();
    eprintln!("error: LLVM cannot generate code: {reason}");
    std::process::exit(1);
}

fn initialise() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| unsafe {
        LLVMInitializeBPFTarget();
        LLVMInitializeBPFTargetMC();
        LLVMInitializeBPFTargetInfo();
        LLVMInitializeBPFAsmPrinter();
        LLVMInitializeBPFAsmParser();
        let arguments: Vec<_> = LLVM_OPTIONS.iter().map(|option| option.as_ptr()).collect();
        LLVMParseCommandLineOptions(arguments.len() as i32, arguments.as_ptr(), c"build-sbf".as_ptr());
        LLVMInstallFatalErrorHandler(Some(fatal));
    });
}

type Diagnostics = RefCell<Vec<String>>;

extern "C" fn record(info: LLVMDiagnosticInfoRef, diagnostics: *mut c_void) {
    unsafe {
        let severity = match LLVMGetDiagInfoSeverity(info) {
            LLVMDiagnosticSeverity::LLVMDSError => "error",
            LLVMDiagnosticSeverity::LLVMDSWarning => "warning",
            _ => return,
        };
        let text = LLVMGetDiagInfoDescription(info);
        let text = take_message(text);
        let text = text.trim().trim_start_matches("<unknown>:0:0: ");
        let line = format!("{severity}: {}", readable(text));
        (*diagnostics.cast::<Diagnostics>()).borrow_mut().push(line);
    }
}

/// A module in a context of its own.
pub struct Module {
    pub context: LLVMContextRef,
    pub raw: LLVMModuleRef,
    machine: LLVMTargetMachineRef,
    diagnostics: Box<Diagnostics>,
}

impl Drop for Module {
    fn drop(&mut self) {
        unsafe {
            LLVMDisposeTargetMachine(self.machine);
            LLVMDisposeModule(self.raw);
            LLVMContextDispose(self.context);
        }
    }
}

impl Module {
    /// Reads LLVM bitcode, or LLVM assembly.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        initialise();
        unsafe {
            let context = LLVMContextCreate();
            let diagnostics = Box::new(Diagnostics::default());
            LLVMContextSetDiagnosticHandler(context, Some(record), ptr::from_ref(&*diagnostics).cast_mut().cast());
            let raw = match parse_into(context, bytes) {
                Ok(raw) => raw,
                Err(error) => {
                    LLVMContextDispose(context);
                    return Err(error);
                }
            };
            Ok(Self {
                context,
                raw,
                machine: target_machine()?,
                diagnostics,
            })
        }
    }

    /// Links LLVM assembly into the module.
    pub fn link_assembly(&self, text: &str) -> Result<()> {
        unsafe {
            let other = parse_into(self.context, text.as_bytes())?;
            if LLVMLinkModules2(self.raw, other) != 0 {
                return Err(Error::Llvm("the run-time routines do not link".into()));
            }
        }
        self.fail_on_diagnostics()
    }

    pub fn strip_debug_info(&self) {
        unsafe { LLVMStripModuleDebugInfo(self.raw) };
    }

    pub fn run_passes(&self, pipeline: &str) -> Result<()> {
        let passes = CString::new(pipeline).expect("a pipeline has no NUL");
        unsafe {
            let options = LLVMCreatePassBuilderOptions();
            let error = LLVMRunPasses(self.raw, passes.as_ptr(), self.machine, options);
            LLVMDisposePassBuilderOptions(options);
            if !error.is_null() {
                let text = LLVMGetErrorMessage(error);
                let message = CStr::from_ptr(text).to_string_lossy().into_owned();
                LLVMDisposeErrorMessage(text);
                return Err(Error::Llvm(format!("passes `{pipeline}`: {message}")));
            }
        }
        self.fail_on_diagnostics()
    }

    /// Checks that the module is well formed; a lowering that breaks it must not reach the back end.
    pub fn verify(&self, stage: &str) -> Result<()> {
        use bpf_linker::llvm_sys::analysis::{LLVMVerifierFailureAction, LLVMVerifyModule};
        unsafe {
            let mut text = ptr::null_mut();
            let broken = LLVMVerifyModule(self.raw, LLVMVerifierFailureAction::LLVMReturnStatusAction, &mut text);
            let message = take_message(text);
            if broken != 0 {
                return Err(Error::Llvm(format!("{stage}: {message}")));
            }
        }
        Ok(())
    }

    /// Machine code as an ELF object file.
    pub fn emit_object(&self) -> Result<Vec<u8>> {
        unsafe {
            let mut text = ptr::null_mut();
            let mut buffer = ptr::null_mut();
            let failed =
                LLVMTargetMachineEmitToMemoryBuffer(self.machine, self.raw, LLVMCodeGenFileType::LLVMObjectFile, &mut text, &mut buffer);
            if failed != 0 {
                return Err(Error::Llvm(take_message(text)));
            }
            let start = LLVMGetBufferStart(buffer).cast::<u8>();
            let object = slice::from_raw_parts(start, LLVMGetBufferSize(buffer)).to_vec();
            LLVMDisposeMemoryBuffer(buffer);
            self.fail_on_diagnostics()?;
            Ok(object)
        }
    }

    pub fn fail_on_diagnostics(&self) -> Result<()> {
        let mut lines = self.diagnostics.take();
        // Of a large frame LLVM speaks twice, and only the other report has the size.
        if lines.iter().any(|line| line.contains("stack frame size")) {
            lines.retain(|line| !line.contains("stack limit is exceeded"));
        }
        lines.dedup();
        if lines.is_empty() {
            return Ok(());
        }
        Err(Error::Diagnostics(lines.join("\n")))
    }

    /// The module as LLVM assembly.
    pub fn to_text(&self) -> String {
        unsafe { take_message(LLVMPrintModuleToString(self.raw)) }
    }

    pub fn functions(&self) -> Vec<LLVMValueRef> {
        unsafe { chain(LLVMGetFirstFunction(self.raw), |f| LLVMGetNextFunction(f)) }
    }

    /// Functions with a body.
    pub fn defined_functions(&self) -> Vec<LLVMValueRef> {
        let mut functions = self.functions();
        functions.retain(|f| unsafe { LLVMIsDeclaration(*f) == 0 });
        functions
    }

    pub fn globals(&self) -> Vec<LLVMValueRef> {
        unsafe { chain(LLVMGetFirstGlobal(self.raw), |g| LLVMGetNextGlobal(g)) }
    }

    pub fn function(&self, name: &str) -> Option<LLVMValueRef> {
        let name = CString::new(name).ok()?;
        let found = unsafe { LLVMGetNamedFunction(self.raw, name.as_ptr()) };
        (!found.is_null()).then_some(found)
    }

    pub fn int(&self, bits: u32) -> LLVMTypeRef {
        unsafe { LLVMIntTypeInContext(self.context, bits) }
    }

    pub fn pointer(&self) -> LLVMTypeRef {
        unsafe { LLVMPointerTypeInContext(self.context, 0) }
    }

    /// Bytes a value of this type takes in memory.
    pub fn size_of(&self, ty: LLVMTypeRef) -> u64 {
        unsafe { LLVMABISizeOfType(LLVMGetModuleDataLayout(self.raw), ty) }
    }

    /// A stack slot, made where the function starts so that it is one slot however often it is used.
    pub fn slot(&self, function: LLVMValueRef, bytes: u64) -> LLVMValueRef {
        unsafe {
            let builder = LLVMCreateBuilderInContext(self.context);
            let entry = LLVMGetEntryBasicBlock(function);
            LLVMPositionBuilderBefore(builder, LLVMGetFirstInstruction(entry));
            let ty = LLVMArrayType2(self.int(64), bytes.div_ceil(8));
            let slot = LLVMBuildAlloca(builder, ty, c"".as_ptr());
            LLVMSetAlignment(slot, 16);
            LLVMDisposeBuilder(builder);
            slot
        }
    }

    /// Gives a function a string attribute.
    pub fn annotate(&self, function: LLVMValueRef, key: &str, value: &str) {
        unsafe {
            let attribute = LLVMCreateStringAttribute(
                self.context,
                key.as_ptr().cast(),
                key.len() as u32,
                value.as_ptr().cast(),
                value.len() as u32,
            );
            LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex, attribute);
        }
    }
}

unsafe fn parse_into(context: LLVMContextRef, bytes: &[u8]) -> Result<LLVMModuleRef> {
    unsafe {
        // The copy ends in a NUL, which the parser of LLVM assembly needs.
        let buffer = LLVMCreateMemoryBufferWithMemoryRangeCopy(bytes.as_ptr().cast(), bytes.len(), c"module".as_ptr());
        let mut raw = ptr::null_mut();
        let mut text = ptr::null_mut();
        let failed = LLVMParseIRInContext2(context, buffer, &mut raw, &mut text);
        LLVMDisposeMemoryBuffer(buffer);
        let message = take_message(text);
        if failed != 0 {
            return Err(Error::Llvm(format!("cannot be read: {message}")));
        }
        Ok(raw)
    }
}

unsafe fn target_machine() -> Result<LLVMTargetMachineRef> {
    unsafe {
        let mut target = ptr::null_mut();
        let mut text = ptr::null_mut();
        if LLVMGetTargetFromTriple(c"bpfel".as_ptr(), &mut target, &mut text) != 0 {
            return Err(Error::Llvm(take_message(text)));
        }
        // Instruction set v2, not v3: v3 adds 32-bit arithmetic, whose results LLVM takes as
        // zero-extended while the VM sign-extends those of add, sub and mul.
        Ok(LLVMCreateTargetMachine(
            target,
            c"bpfel".as_ptr(),
            c"v2".as_ptr(),
            c"+allows-misaligned-mem-access".as_ptr(),
            LLVMCodeGenOptLevel::LLVMCodeGenLevelAggressive,
            LLVMRelocMode::LLVMRelocStatic,
            LLVMCodeModel::LLVMCodeModelDefault,
        ))
    }
}

fn take_message(text: *mut c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    unsafe {
        let message = CStr::from_ptr(text).to_string_lossy().into_owned();
        LLVMDisposeMessage(text);
        message
    }
}
