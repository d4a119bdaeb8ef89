//! Builds the IDL of a program and writes it with the package's version.
//!
//! Usage: `breakwater-idl <program folder> <output file> <version>`

use {
    anchor_lang_idl::build::IdlBuilder,
    anyhow::{Context, Result, bail},
    std::path::PathBuf,
};

fn main() -> Result<()> {
    if let Ok(toolchain) = std::env::var("RUSTUP_TOOLCHAIN") {
        // The builder would tell rustup to install it, and so update the machine's compiler.
        bail!("RUSTUP_TOOLCHAIN is set to {toolchain}: call this through `cargo xtask idl`");
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [program, out, version] = args.as_slice() else {
        bail!(
            "usage: breakwater-idl <program folder> <output file> <version>; got {} arguments",
            args.len()
        );
    };
    let mut idl = IdlBuilder::new()
        .program_path(PathBuf::from(program))
        .skip_lint(true)
        .cargo_args(vec!["--ignore-rust-version".into(), "--locked".into()])
        .build()
        .with_context(|| format!("the IDL of {program} could not be built"))?;
    // The builder always says 0.1.0.
    idl.metadata.version.clone_from(version);
    // The builder prints the enums in whatever order its threads finish.
    idl.errors.sort_by_key(|error| error.code);
    let mut text = serde_json::to_string_pretty(&idl)?;
    text.push('\n');
    std::fs::write(out, text).with_context(|| format!("cannot write {out}"))
}
