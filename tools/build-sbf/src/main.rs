use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use breakwater_build_sbf::{
    backend,
    cli::{Internal, Options},
    error::{Error, Result},
    link, stock,
    toolchain::{self, Toolchain},
    wrapper,
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

fn build(mut options: Options) -> Result<()> {
    if let Some(Internal::Finish { module, output, lowered }) = options.command {
        let bytes = fs::read(&module).map_err(Error::io("reading", &module))?;
        if let Some(file) = lowered {
            fs::write(&file, backend::lowered_text(&bytes)?).map_err(Error::io("writing", &file))?;
        }
        return fs::write(&output, backend::compile(&bytes)?).map_err(Error::io("writing", &output));
    }
    let start = Instant::now();
    options.manifest = options
        .manifest
        .canonicalize()
        .map_err(|_| Error::ManifestMissing(options.manifest.clone()))?;
    let workspace = workspace(&options.manifest)?;
    let out_dir = options.out_dir.clone().unwrap_or_else(|| workspace.join("target/deploy"));
    fs::create_dir_all(&out_dir).map_err(Error::io("creating", &out_dir))?;

    match toolchain::choose(options.toolchain)? {
        Toolchain::Solana => {
            eprintln!("building with Solana's cargo-build-sbf");
            toolchain::build_with_solana(&options, &out_dir)?;
            eprintln!("built in {:.1} s, in {}", start.elapsed().as_secs_f32(), out_dir.display());
        }
        Toolchain::Stock => {
            eprintln!("building with stock Rust and LLVM 22");
            let (name, elf) = stock::build(&options, &workspace)?;
            let file = out_dir.join(format!("{name}.so"));
            let fresh = out_dir.join(format!("{name}.so.{}", std::process::id()));
            fs::write(&fresh, &elf).map_err(Error::io("writing", &fresh))?;
            fs::rename(&fresh, &file).map_err(Error::io("writing", &file))?;
            eprintln!(
                "built {} ({} bytes) in {:.1} s",
                file.display(),
                elf.len(),
                start.elapsed().as_secs_f32()
            );
        }
    }
    Ok(())
}

/// The folder of the workspace's Cargo.toml.
fn workspace(manifest: &Path) -> Result<PathBuf> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["locate-project", "--workspace", "--message-format", "plain", "--manifest-path"])
        .arg(manifest)
        .output()
        .map_err(Error::io("running", "cargo"))?;
    if !output.status.success() {
        return Err(Error::Command {
            command: "cargo locate-project".into(),
            status: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        });
    }
    let root = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    Ok(root.parent().unwrap_or(Path::new(".")).to_path_buf())
}
