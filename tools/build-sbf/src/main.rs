use std::{env, fs, path::Path, process::ExitCode, time::Instant};

use breakwater_build_sbf::{
    backend,
    cli::{Internal, Options},
    error::{Error, Result},
    link,
    program::Program,
    stock,
    toolchain::{self, Toolchain},
    verify, wrapper,
};
use clap::Parser;

fn main() -> ExitCode {
    let mut arguments = env::args();
    let invoked_as = arguments
        .next()
        .as_deref()
        .map(Path::new)
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let result = match invoked_as.as_str() {
        stock::AS_RUSTC => Err(Error::io("running", wrapper::rustc())(wrapper::run(arguments))),
        stock::AS_LINKER => link::run(arguments),
        _ => {
            // Cargo runs its subcommands with their own name as first argument.
            let arguments = arguments.enumerate().filter(|(at, word)| *at > 0 || word != "build-sbf");
            let words = std::iter::once(invoked_as).chain(arguments.map(|(_, word)| word));
            build(Options::parse_from(words))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(options: Options) -> Result<()> {
    if let Some(Internal::Finish { module, output, lowered }) = options.command {
        let bytes = fs::read(&module).map_err(Error::io("reading", &module))?;
        if let Some(file) = lowered {
            fs::write(&file, backend::lowered_text(&bytes)?).map_err(Error::io("writing", &file))?;
        }
        return fs::write(&output, backend::compile(&bytes)?).map_err(Error::io("writing", &output));
    }
    let start = Instant::now();
    let program = Program::find(&options.manifest)?;
    let out_dir = options.out_dir.clone().unwrap_or_else(|| program.workspace.join("target/deploy"));
    fs::create_dir_all(&out_dir).map_err(Error::io("creating", &out_dir))?;
    let file = out_dir.join(format!("{}.so", program.name));

    match toolchain::choose(options.toolchain)? {
        Toolchain::Solana(tool) => {
            eprintln!("building with Solana's tools, {}", tool.display());
            toolchain::build_with_solana(&tool, &options, &program, &out_dir)?;
            let elf = fs::read(&file).map_err(Error::io("reading", &file))?;
            verify::verify(&elf)?;
        }
        Toolchain::Stock => {
            eprintln!("building with stock Rust and LLVM 22");
            let elf = stock::build(&options, &program)?;
            // A rename is atomic: nobody reads half a program.
            let fresh = out_dir.join(format!("{}.so.{}", program.name, std::process::id()));
            fs::write(&fresh, &elf).map_err(Error::io("writing", &fresh))?;
            fs::rename(&fresh, &file).map_err(Error::io("writing", &file))?;
        }
    }
    let size = fs::metadata(&file).map_err(Error::io("reading", &file))?.len();
    eprintln!("built {} ({size} bytes) in {:.1} s", file.display(), start.elapsed().as_secs_f32());
    Ok(())
}
