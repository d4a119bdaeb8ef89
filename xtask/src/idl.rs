//! The IDL is generated, committed and checked.

use {
    crate::env::Env,
    anyhow::{Context, Result, bail},
};

/// Writes `idl/breakwater.json`, or compares it with what the program says now.
pub fn run(env: &Env, check: bool) -> Result<()> {
    let committed = env.root.join("idl/breakwater.json");
    let fresh = env.cache.join("idl.json");
    let program = env.root.join("programs/breakwater");
    env.cargo(&["build", "--quiet", "--package", "breakwater-idl"])
        .check("building tools/idl")?;
    // Called without cargo in between: the builder asks rustup to install whatever toolchain cargo names in the environment.
    let builder = env.target("host").join("debug/breakwater-idl");
    let run = env
        .command(&builder)
        .args([program.as_os_str(), fresh.as_os_str()])
        .args([env!("CARGO_PKG_VERSION")]);
    run.env("CARGO_TARGET_DIR", env.target("host")).check("building the IDL")?;
    let new = std::fs::read_to_string(&fresh).context("the fresh IDL")?;
    if check {
        let old = std::fs::read_to_string(&committed).unwrap_or_default();
        if old != new {
            bail!("idl/breakwater.json is not what the program says: run `cargo xtask idl` and commit the difference");
        }
        println!("idl/breakwater.json is up to date");
        return Ok(());
    }
    std::fs::create_dir_all(env.root.join("idl"))?;
    std::fs::write(&committed, new).context("idl/breakwater.json")?;
    println!("wrote idl/breakwater.json");
    Ok(())
}
