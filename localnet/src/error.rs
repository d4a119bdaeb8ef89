//! What can go wrong, in words for whoever typed the command.

use std::path::PathBuf;

/// Everything that stops a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{what} port {port} is taken ({source}): choose another with {flag} <port>, or {flag} 0 for any free one")]
    PortTaken {
        what: &'static str,
        port: u16,
        flag: &'static str,
        source: std::io::Error,
    },
    #[error("there is no program at {}: build it with `cargo xtask build-sbf`, or name another with --program <file>", .0.display())]
    NoProgram(PathBuf),
    #[error("the network did not start: {0}")]
    Start(String),
    #[error("the network did not stop: {0}")]
    Stop(String),
    #[error("no network of this command runs on port {port} ({}): start one with `cargo xtask localnet`, or name its port with --rpc-port", path.display())]
    NotRunning { port: u16, path: PathBuf },
    #[error("{method}: {message}")]
    Rpc { method: &'static str, message: String },
    #[error("{what} failed: {message}")]
    Transaction { what: String, message: String },
    #[error("there is no feed `{name}`; there are {known}")]
    UnknownFeed { name: String, known: String },
    #[error("`{text}` is not a price: digits with at most eight decimals, above zero")]
    BadPrice { text: String },
    #[error("`{text}` is not a duration: a number of seconds, or with a unit, e.g. 90, 5m, 1h, 2d")]
    BadDuration { text: String },
    #[error("time moves forward only: the chain's clock cannot be set back")]
    Backwards,
    #[error("`{name}` is neither a wallet ({known}) nor an address")]
    UnknownWallet { name: String, known: String },
    #[error("{action} {}: {source}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{what} is not what this command writes: {message}")]
    Format { what: String, message: String },
}

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// For `map_err` on file operations.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io {
            action,
            path: path.into(),
            source,
        }
    }
}
