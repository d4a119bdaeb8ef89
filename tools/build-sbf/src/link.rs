//! What rustc calls as its linker: links and optimises all bitcode into one module. Its output is bitcode, not
//! machine code: the tool takes it from cargo's target folder and finishes it (`backend`), so that a change of the
//! tool never needs the program compiled again.

use std::{
    ffi::CString,
    fs,
    path::{Path, PathBuf},
};

use bpf_linker::{Cpu, Linker, LinkerInput, LinkerOptions, OptLevel, OutputType};

use crate::error::{Error, Result};

/// The part of rustc's linker command line (flavour `bpf`) that matters here.
#[derive(Default)]
struct Arguments {
    inputs: Vec<PathBuf>,
    output: PathBuf,
    exports: Vec<String>,
    level: String,
}

fn parse(arguments: impl Iterator<Item = String>) -> Result<Arguments> {
    let mut parsed = Arguments::default();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| Error::Lto(format!("{argument} has no value")));
        match argument.as_str() {
            "-o" => parsed.output = value()?.into(),
            "--export-symbols" => {
                let file = PathBuf::from(value()?);
                let text = fs::read_to_string(&file).map_err(Error::io("reading", &file))?;
                parsed.exports.extend(text.lines().map(str::to_owned));
            }
            "-L" | "--cpu" | "--cpu-features" | "--target" | "-flavor" => {
                value()?;
            }
            flag if flag.starts_with("-O") => parsed.level = flag[2..].to_owned(),
            flag if flag.starts_with('-') => {}
            input => parsed.inputs.push(input.into()),
        }
    }
    Ok(parsed)
}

fn level(text: &str) -> OptLevel {
    match text {
        "0" => OptLevel::No,
        "1" => OptLevel::Less,
        "2" => OptLevel::Default,
        "s" => OptLevel::Size,
        "z" => OptLevel::SizeMin,
        _ => OptLevel::Aggressive,
    }
}

/// Runs as rustc's linker.
pub fn run(arguments: impl Iterator<Item = String>) -> Result<()> {
    let arguments = parse(arguments)?;
    let bitcode = link(&arguments.inputs, &arguments.exports, level(&arguments.level))?;
    fs::write(&arguments.output, bitcode).map_err(Error::io("writing", &arguments.output))
}

fn link(inputs: &[PathBuf], exports: &[String], optimize: OptLevel) -> Result<Vec<u8>> {
    let linker = Linker::new(LinkerOptions {
        target: None,
        cpu: Cpu::V2,
        cpu_features: CString::default(),
        optimize,
        unroll_loops: false,
        ignore_inline_never: false,
        llvm_args: Vec::new(),
        disable_expand_memcpy_in_order: true,
        disable_memory_builtins: false,
        btf: false,
        allow_bpf_trap: false,
    });
    let inputs = inputs.iter().map(|path| LinkerInput::new_from_file(Path::new(path)));
    let bitcode = linker
        .link_to_buffer(inputs, OutputType::Bitcode, exports.iter().map(String::as_str))
        .map_err(|error| Error::Lto(error.to_string()))?;
    if linker.has_errors() {
        return Err(Error::Lto("LLVM reported errors, see above".into()));
    }
    Ok(bitcode.as_slice().to_vec())
}
