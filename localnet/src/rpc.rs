//! The network's JSON-RPC: calls that move or set things, and transactions.

use {
    crate::error::{Error, Result},
    solana_commitment_config::CommitmentConfig,
    solana_instruction::Instruction,
    solana_rpc_client_api::request::RpcRequest,
    solana_transaction::Transaction,
    std::{
        thread::sleep,
        time::{Duration, Instant},
    },
    surfpool_sdk::{Keypair, Pubkey, RpcClient, Signer},
};

const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");
/// Mainnet's rent of a byte, which is more than the local network's.
const LAMPORTS_PER_BYTE: u64 = 6_960;
/// Bytes that every account pays rent for beyond its data.
const ACCOUNT_OVERHEAD: usize = 128;
/// A transaction that was sent is processed within this.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The chain's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Now {
    /// Unix seconds.
    pub time: i64,
    pub slot: u64,
}

/// What an account with this much data needs to live.
pub fn rent(bytes: usize) -> u64 {
    LAMPORTS_PER_BYTE.saturating_mul(bytes.saturating_add(ACCOUNT_OVERHEAD) as u64)
}

/// A client of one network.
pub struct Rpc(RpcClient);

impl Rpc {
    /// Reads what is processed: here nothing is ever rolled back.
    pub fn new(url: &str) -> Self {
        Self(RpcClient::new_with_commitment(url.to_owned(), CommitmentConfig::processed()))
    }

    fn call(&self, method: &'static str, params: serde_json::Value) -> Result<serde_json::Value> {
        self.0.send(RpcRequest::Custom { method }, params).map_err(|error| Error::Rpc {
            method,
            message: error.to_string(),
        })
    }

    /// The chain's clock, as the next transaction sees it.
    pub fn now(&self) -> Result<Now> {
        let data = self.data(&CLOCK)?.unwrap_or_default();
        let word = |at: usize| data.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        let (Some(slot), Some(time)) = (word(0).map(u64::from_le_bytes), word(32).map(i64::from_le_bytes)) else {
            return Err(Error::Rpc {
                method: "getAccountInfo",
                message: "the network has no clock".into(),
            });
        };
        Ok(Now { time, slot })
    }

    /// Bytes of an account, if there is one.
    pub fn data(&self, address: &Pubkey) -> Result<Option<Vec<u8>>> {
        self.0
            .get_account_with_commitment(address, CommitmentConfig::processed())
            .map(|response| response.value.map(|account| account.data))
            .map_err(|error| Error::Rpc {
                method: "getAccountInfo",
                message: error.to_string(),
            })
    }

    /// Replaces an account.
    pub fn set_account(&self, address: &Pubkey, owner: &Pubkey, data: &[u8]) -> Result<()> {
        let lamports = rent(data.len());
        let account = serde_json::json!({"lamports": lamports, "data": hex::encode(data), "owner": owner.to_string()});
        self.call("surfnet_setAccount", serde_json::json!([address.to_string(), account]))?;
        Ok(())
    }

    /// Gives `lamports` to an account beyond what it has.
    pub fn give_lamports(&self, address: &Pubkey, lamports: u64) -> Result<()> {
        let has = self.0.get_balance(address).map_err(|error| Error::Rpc {
            method: "getBalance",
            message: error.to_string(),
        })?;
        let account = serde_json::json!({"lamports": has.saturating_add(lamports)});
        self.call("surfnet_setAccount", serde_json::json!([address.to_string(), account]))?;
        Ok(())
    }

    /// Deploys a program at an address, with an upgrade authority.
    pub fn deploy(&self, program: &Pubkey, elf: &[u8], authority: &Pubkey) -> Result<()> {
        self.call(
            "surfnet_writeProgram",
            serde_json::json!([program.to_string(), hex::encode(elf), 0]),
        )?;
        self.call(
            "surfnet_setProgramAuthority",
            serde_json::json!([program.to_string(), authority.to_string()]),
        )?;
        Ok(())
    }

    /// Moves the clock to `time` (unix seconds), never back. A busy network may run past it before it is asked, and then refuses to go back: being
    /// there is enough.
    pub fn travel(&self, time: i64) -> Result<()> {
        let mut tries = 20;
        loop {
            let refused = match self.jump(time) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if self.now()?.time >= time {
                return Ok(());
            }
            tries -= 1;
            if tries == 0 {
                return Err(refused);
            }
            sleep(Duration::from_millis(250));
        }
    }

    /// Asks once. Slots move with the clock.
    fn jump(&self, time: i64) -> Result<()> {
        let milliseconds = u64::try_from(time).map_err(|_| Error::Backwards)?.saturating_mul(1_000);
        self.call("surfnet_timeTravel", serde_json::json!([{"absoluteTimestamp": milliseconds}]))?;
        Ok(())
    }

    /// Sends one transaction and waits until it is processed. The first signer pays.
    pub fn send(&self, what: &str, instructions: &[Instruction], signers: &[&Keypair]) -> Result<()> {
        let failed = |error: &dyn ToString| Error::Transaction {
            what: what.into(),
            message: error.to_string(),
        };
        let blockhash = self.0.get_latest_blockhash().map_err(|error| failed(&error))?;
        let payer = signers.first().map(|signer| signer.pubkey());
        let transaction = Transaction::new_signed_with_payer(instructions, payer.as_ref(), signers, blockhash);
        let signature = self.0.send_transaction(&transaction).map_err(|error| failed(&error))?;
        let until = Instant::now() + TIMEOUT;
        while Instant::now() < until {
            match self
                .0
                .get_signature_status_with_commitment(&signature, CommitmentConfig::processed())
            {
                Ok(Some(Ok(()))) => return Ok(()),
                Ok(Some(Err(error))) => return Err(failed(&error)),
                Ok(None) => sleep(Duration::from_millis(2)),
                Err(error) => return Err(failed(&error)),
            }
        }
        Err(failed(&"it was sent and never processed"))
    }
}
