//! Builds the programs to bytecode. What was built from the same inputs before is taken from the cache.

use {
    crate::{env::Env, setup},
    anyhow::{Context, Result, bail},
    sha2::{Digest, Sha256},
    std::path::{Path, PathBuf},
};

/// A program of this repository.
#[derive(Clone, Copy)]
pub struct Program {
    /// Folder of its package.
    pub folder: &'static str,
    /// Name of its library.
    pub name: &'static str,
    /// What it is built from, besides the build tool and the lock file.
    pub inputs: &'static [&'static str],
}

/// The product.
pub const PROGRAM: Program = Program {
    folder: "programs/breakwater",
    name: "breakwater",
    inputs: &["programs/breakwater", "crates/math"],
};
/// Makes the same calls and nothing else.
pub const FLOOR: Program = Program {
    folder: "bench/floor",
    name: "breakwater_floor",
    inputs: &["bench/floor"],
};
/// What the build tool is tested with.
pub const PROBE: Program = Program {
    folder: "tools/probe",
    name: "sbf_probe",
    inputs: &["tools/probe"],
};

/// All three.
pub fn build_all(env: &Env, toolchain: &str, force: bool) -> Result<()> {
    for program in [PROGRAM, FLOOR, PROBE] {
        build(env, program, toolchain, force)?;
    }
    Ok(())
}

/// Builds one program to `target/deploy/<name>.so`.
pub fn build(env: &Env, program: Program, toolchain: &str, force: bool) -> Result<PathBuf> {
    let out = env.root.join("target/deploy");
    std::fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    let elf = out.join(format!("{}.so", program.name));
    let solana = match toolchain {
        "stock" => false,
        "solana" => true,
        _ => setup::has_solana_tools(env),
    };
    let kept = env.cache.join("elf").join(format!(
        "{}-{}-{}.so",
        program.name,
        if solana { "solana" } else { "stock" },
        hash(env, program)?
    ));
    if kept.exists() && !force {
        std::fs::copy(&kept, &elf).with_context(|| format!("cannot copy {}", kept.display()))?;
        eprintln!("{}: {} bytes, unchanged", program.name, std::fs::metadata(&elf)?.len());
        return Ok(elf);
    }
    eprintln!(
        "Building {} to bytecode with {} …",
        program.name,
        if solana { "Solana's tools" } else { "stock Rust and LLVM" }
    );
    let manifest = env.root.join(program.folder).join("Cargo.toml");
    let tool = setup::build_tool(env)?;
    let run = env
        .command(&tool)
        .args(["--toolchain", toolchain])
        .args([Path::new("--manifest-path"), &manifest]);
    let (ok, text) = run
        .args([Path::new("--out-dir"), &out])
        .args([Path::new("--cache"), &env.cache])
        .capture()?;
    if !ok {
        bail!("{} could not be built:\n{text}", program.name);
    }
    eprintln!("{}", text.lines().last().unwrap_or_default());
    std::fs::create_dir_all(env.cache.join("elf"))?;
    std::fs::copy(&elf, &kept).with_context(|| format!("cannot keep {}", kept.display()))?;
    Ok(elf)
}

/// Hash of every input file, so that an old build is taken only for the same source.
fn hash(env: &Env, program: Program) -> Result<String> {
    let mut files = vec![env.root.join("Cargo.toml"), env.root.join("Cargo.lock")];
    for folder in program.inputs.iter().copied().chain(["tools/build-sbf"]) {
        walk(&env.root.join(folder), &mut files)?;
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        let name = file.strip_prefix(&env.root)?.to_string_lossy().into_owned();
        hasher.update(name.as_bytes());
        hasher.update(std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(hasher.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        let skip = path.file_name().is_some_and(|name| name == "target" || name == "tests");
        match (path.is_dir(), skip) {
            (_, true) => {}
            (true, false) => walk(&path, files)?,
            (false, false) => files.push(path),
        }
    }
    Ok(())
}
