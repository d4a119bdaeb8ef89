//! What a running network leaves on disk for the commands that control it: one file per RPC port, and the wallets.

use {
    crate::{
        error::{Error, Result},
        feeds::Price,
        seed::{self, Seed},
    },
    serde::{Deserialize, Serialize},
    std::{
        collections::BTreeMap,
        fs::{self, File},
        net::{Ipv4Addr, TcpStream},
        path::{Path, PathBuf},
    },
};

/// A feed as it was last set.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quote {
    pub price: Price,
    pub conf: Price,
}

/// A running network.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct State {
    pub pid: u32,
    pub rpc_url: String,
    pub ws_url: String,
    pub program: String,
    pub mint: String,
    /// Mint of the governance token.
    pub governance_mint: String,
    pub pool: String,
    /// Name and address of each product.
    pub products: BTreeMap<String, String>,
    /// Where the keypair files lie.
    pub wallets: PathBuf,
    pub feeds: BTreeMap<String, Quote>,
}

/// The folder of all local networks of this checkout.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// Holds other commands off while one reads, moves and writes. Released when dropped.
pub struct Lock(#[expect(dead_code, reason = "closing the file is what releases the lock")] File);

impl Folder {
    /// `dir` if given, else `localnet` under `$BREAKWATER_CACHE`, else `target/localnet` here.
    pub fn new(dir: Option<PathBuf>) -> Self {
        let cache = || std::env::var_os("BREAKWATER_CACHE").map(|cache| PathBuf::from(cache).join("localnet"));
        let folder = dir.or_else(cache).unwrap_or_else(|| "target/localnet".into());
        // Where it is a folder that does not exist yet, the path as given serves as well.
        Self(std::path::absolute(&folder).unwrap_or(folder))
    }

    /// Where the keypair files lie.
    pub fn wallets(&self) -> PathBuf {
        self.0.join("wallets")
    }

    fn state(&self, port: u16) -> PathBuf {
        self.0.join(format!("{port}.json"))
    }

    /// Writes every wallet as a keypair file that Solana's tools read.
    pub fn write_wallets(&self, seed: &Seed) -> Result<()> {
        let folder = self.wallets();
        fs::create_dir_all(&folder).map_err(Error::io("creating", &folder))?;
        for wallet in &seed.wallets {
            let path = folder.join(format!("{}.json", wallet.name));
            let bytes = seed::keypair(&wallet.name).to_bytes().to_vec();
            replace(&path, &serde_json::json!(bytes).to_string())?;
        }
        Ok(())
    }

    /// Waits for other commands on this network.
    pub fn lock(&self, port: u16) -> Result<Lock> {
        fs::create_dir_all(&self.0).map_err(Error::io("creating", &self.0))?;
        let path = self.0.join(format!("{port}.lock"));
        let file = File::create(&path).map_err(Error::io("opening", &path))?;
        file.lock().map_err(Error::io("locking", &path))?;
        Ok(Lock(file))
    }

    /// The network on this port.
    pub fn read(&self, port: u16) -> Result<State> {
        let path = self.state(port);
        let text = fs::read_to_string(&path).map_err(|_| Error::NotRunning { port, path: path.clone() })?;
        serde_json::from_str(&text).map_err(|error| Error::Format {
            what: path.display().to_string(),
            message: error.to_string(),
        })
    }

    /// The network on this port, if it answers: one that was killed leaves its state behind.
    pub fn running(&self, port: u16) -> Result<State> {
        let state = self.read(port)?;
        match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => Ok(state),
            Err(_) => Err(Error::NotRunning {
                port,
                path: self.state(port),
            }),
        }
    }

    /// Stores the network on this port. Call under the lock.
    pub fn write(&self, port: u16, state: &State) -> Result<()> {
        let text = serde_json::to_string_pretty(state).map_err(|error| Error::Format {
            what: "the state".into(),
            message: error.to_string(),
        })?;
        replace(&self.state(port), &text)
    }

    /// The network on this port has stopped.
    pub fn remove(&self, port: u16) {
        // What is left over is overwritten by the next start.
        let _ = fs::remove_file(self.state(port));
        let _ = fs::remove_file(self.0.join(format!("{port}.lock")));
    }
}

/// Whole or not at all: readers never see half a file.
fn replace(path: &Path, text: &str) -> Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, format!("{text}\n")).map_err(Error::io("writing", &new))?;
    fs::rename(&new, path).map_err(Error::io("replacing", path))
}
