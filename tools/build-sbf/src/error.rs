use std::path::PathBuf;

/// Everything that stops a build. Each message says which function, symbol or file is at fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{action} {}: {source}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("no Cargo.toml at {}", .0.display())]
    ManifestMissing(PathBuf),
    #[error("cargo cannot read the workspace: {0}")]
    Metadata(String),
    #[error("{0}")]
    Toolchain(String),
    #[error("`{command}` failed ({status}); its messages are above")]
    Command { command: String, status: String },
    #[error("{0} builds no library of crate type `cdylib`: add `crate-type = [\"cdylib\", \"lib\"]` under [lib]")]
    NoProgram(String),
    #[error("link-time optimisation failed: {0}")]
    Lto(String),
    #[error("LLVM refused the module: {0}")]
    Llvm(String),
    #[error("LLVM reported, and every report is fatal because some stand for wrong code:\n{0}")]
    Diagnostics(String),
    #[error("floating point is not available in a program; used by: {0}")]
    Floats(String),
    #[error("writable statics are not available in a program: {0}")]
    WritableStatics(String),
    #[error("undefined symbols, neither defined nor a syscall of the VM: {0}")]
    Undefined(String),
    #[error("{0}")]
    Abi(String),
    #[error("writing the ELF failed: {0}")]
    Elf(String),
    #[error("the VM's verifier refuses the program: {0}")]
    Verifier(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// For `map_err` on file operations.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
