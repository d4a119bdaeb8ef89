//! Where things lie, and how other programs are called.

use {
    crate::cache,
    anyhow::{Context, Result, bail},
    std::{
        ffi::OsStr,
        io::{BufRead as _, BufReader},
        path::{Path, PathBuf},
        process::{Command, Stdio},
    },
};

/// Checkout and cache. Heavy build output lives in the cache, so that a clean clone does not rebuild the world.
pub struct Env {
    pub root: PathBuf,
    pub cache: PathBuf,
}

impl Env {
    /// The checkout this was built in, and `$BREAKWATER_CACHE` or `~/.cache/breakwater`.
    pub fn new() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in the checkout")?
            .to_owned();
        let cache = match std::env::var_os("BREAKWATER_CACHE") {
            Some(dir) => PathBuf::from(dir),
            None => PathBuf::from(std::env::var_os("HOME").context("HOME is not set: set BREAKWATER_CACHE to a folder for build output")?)
                .join(".cache/breakwater"),
        };
        std::fs::create_dir_all(&cache).with_context(|| format!("cannot create the cache folder {}", cache.display()))?;
        Ok(Self { root, cache })
    }

    /// A target folder in the cache.
    pub fn target(&self, name: &str) -> PathBuf {
        self.cache.join("target").join(name)
    }

    /// A program of the checkout, run in its root.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Run {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        // cargo sets it for us; the IDL builder would pass it on as text.
        command.env_remove("RUSTUP_TOOLCHAIN");
        // So does it with our package, by which build scripts (ring's) would think that everything has changed whenever another checkout calls.
        let ours = |name: &OsStr| {
            name.to_str()
                .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        };
        std::env::vars_os().filter(|(name, _)| ours(name)).for_each(|(name, _)| {
            command.env_remove(name);
        });
        Run(command, None)
    }

    /// Cargo for the checkout's workspace. `args` begins with the subcommand.
    pub fn cargo(&self, args: &[&str]) -> Run {
        self.cargo_in(&self.root, "host", args)
    }

    /// Cargo for a workspace of its own.
    pub fn cargo_in(&self, folder: &Path, target: &str, args: &[&str]) -> Run {
        let mut run = self.command("cargo");
        run.0.current_dir(folder).env("CARGO_TARGET_DIR", self.target(target));
        // A folder that cannot be claimed is one that cargo cannot use: it says so itself.
        run.1 = cache::claim(&self.target(target), folder).ok();
        let (sub, rest) = args.split_first().unwrap_or((&"help", &[]));
        // The VM's crates declare a newer compiler than they need.
        run.0.args([*sub, "--ignore-rust-version", "--locked"]).args(rest);
        run
    }
}

/// A command that is about to run, and the build output that it holds meanwhile.
pub struct Run(pub Command, Option<cache::Claim>);

impl Run {
    /// More arguments.
    pub fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, args: I) -> Self {
        self.0.args(args);
        self
    }

    /// An environment variable.
    pub fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(key, value);
        self
    }

    /// Runs it with our output; fails with what it was for.
    pub fn check(mut self, what: &str) -> Result<()> {
        let status = self
            .0
            .status()
            .with_context(|| format!("{what}: cannot start {:?}", self.0.get_program()))?;
        if !status.success() {
            bail!("{what} failed: {:?} ended with {status}", self.0.get_program());
        }
        Ok(())
    }

    /// Becomes it: its output, exit code and signals are then this process's.
    pub fn replace(mut self, what: &str) -> Result<()> {
        use std::os::unix::process::CommandExt as _;
        drop(self.1.take());
        let error = self.0.exec();
        Err(error).with_context(|| format!("{what}: cannot start {:?}", self.0.get_program()))
    }

    /// Runs it, hands over each line of its standard output as it comes, and keeps them. What it says on standard error, as cargo does about
    /// its progress, goes to ours. Gives success and text.
    pub fn stream(mut self, mut each: impl FnMut(&str)) -> Result<(bool, String)> {
        let program = format!("{:?}", self.0.get_program());
        let start = || format!("cannot start {program}");
        let mut child = self.0.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().with_context(start)?;
        let mut text = String::new();
        let mut lines = BufReader::new(child.stdout.take().context("no standard output")?);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            let read = String::from_utf8_lossy(&line);
            each(read.trim_end());
            text.push_str(&read);
            line.clear();
        }
        Ok((child.wait()?.success(), text))
    }

    /// Runs it and keeps what it prints, both streams in order of arrival per stream. Gives success and text.
    pub fn capture(mut self) -> Result<(bool, String)> {
        let out = self
            .0
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot start {:?}", self.0.get_program()))?;
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        Ok((out.status.success(), text))
    }
}
