//! What a transaction did: its compute units and events, or its error with the proof that nothing changed.

use {
    crate::{Address, World},
    anchor_lang::{
        BorshConfig, Discriminator,
        wincode::{self, SchemaRead},
    },
    base64::{Engine, engine::general_purpose::STANDARD},
    litesvm::types::{FailedTransactionMetadata, TransactionMetadata},
    solana_account::Account,
    solana_instruction_error::InstructionError,
    solana_transaction_error::TransactionError,
};

/// Accounts before a transaction, to compare with after.
pub type Snapshot = Vec<(Address, Option<Account>)>;

/// The result of one transaction.
#[must_use]
pub struct Outcome {
    pub result: Result<TransactionMetadata, FailedTransactionMetadata>,
    /// Whether any account of the transaction differs from before, the fee payer's lamports aside.
    pub changed: bool,
}

impl Outcome {
    /// Succeeded; gives the compute units.
    #[track_caller]
    pub fn ok(self) -> u64 {
        match self.result {
            Ok(meta) => meta.compute_units_consumed,
            Err(failed) => panic!(
                "refused: {} {:?}\n{}",
                describe(&failed.err),
                failed.err,
                failed.meta.logs.join("\n")
            ),
        }
    }

    /// Refused with exactly this program error, and nothing changed.
    #[track_caller]
    pub fn refused(self, code: impl Into<ErrorCode>) {
        let ErrorCode(code) = code.into();
        let wanted = breakwater_client::error::name(code).map_or_else(|| code.to_string(), str::to_owned);
        match self.result {
            Ok(_) => panic!("accepted, but {wanted} was expected"),
            Err(failed) => {
                assert_eq!(
                    custom(&failed.err),
                    Some(code),
                    "wanted {wanted}, got {} {:?}\n{}",
                    describe(&failed.err),
                    failed.err,
                    failed.meta.logs.join("\n")
                );
                assert!(!self.changed, "{wanted}, but an account changed");
            }
        }
    }

    /// Refused by the framework or runtime with this error, and nothing changed.
    #[track_caller]
    pub fn refused_by_framework(self, wanted: InstructionError) {
        match self.result {
            Ok(_) => panic!("accepted, but {wanted:?} was expected"),
            Err(failed) => {
                let TransactionError::InstructionError(_, error) = &failed.err else {
                    panic!("{:?}", failed.err)
                };
                assert_eq!(*error, wanted, "{}", failed.meta.logs.join("\n"));
                assert!(!self.changed, "{wanted:?}, but an account changed");
            }
        }
    }

    /// Refused, whatever says so first, and nothing changed.
    #[track_caller]
    pub fn refused_somehow(self) {
        assert!(self.result.is_err(), "accepted, but a refusal was expected");
        assert!(!self.changed, "refused, but an account changed");
    }

    /// The error's code, if it is a custom one.
    pub fn code(&self) -> Option<u32> {
        self.result.as_ref().err().and_then(|failed| custom(&failed.err))
    }

    /// The error's name, or `ok`.
    pub fn name(&self) -> String {
        self.result
            .as_ref()
            .err()
            .map_or_else(|| "ok".to_owned(), |failed| describe(&failed.err))
    }

    /// Events of this type, in order.
    pub fn events<E>(&self) -> Vec<E>
    where
        E: Discriminator + for<'de> SchemaRead<'de, BorshConfig, Dst = E>,
    {
        let logs = match &self.result {
            Ok(meta) => &meta.logs,
            Err(failed) => &failed.meta.logs,
        };
        logs.iter()
            .filter_map(|line| line.strip_prefix("Program data: "))
            .filter_map(|line| STANDARD.decode(line).ok())
            .filter_map(|bytes| {
                bytes
                    .strip_prefix(E::DISCRIMINATOR)
                    .and_then(|body| wincode::config::deserialize(body, anchor_lang::BORSH_CONFIG).ok())
            })
            .collect()
    }
}

/// A code that a refusal must carry.
pub struct ErrorCode(pub u32);

impl From<u32> for ErrorCode {
    fn from(code: u32) -> Self {
        Self(code)
    }
}

macro_rules! codes {
    ($($kind:ident: $offset:literal),* $(,)?) => {
        $(impl From<breakwater::errors::$kind> for ErrorCode {
            fn from(error: breakwater::errors::$kind) -> Self {
                Self(error as u32 + $offset)
            }
        })*
    };
}

codes!(AccessError: 6000, PoolError: 6100, ProductError: 6200, PolicyError: 6300, IncidentError: 6400, OracleError: 6500, ArithmeticError: 6600, EscrowError: 6700, CaseError: 6800, ClaimError: 6900, GovernanceError: 7000, TreasuryError: 7100, RewardError: 7300);

fn custom(error: &TransactionError) -> Option<u32> {
    match error {
        TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(*code),
        _ => None,
    }
}

fn describe(error: &TransactionError) -> String {
    custom(error).map_or_else(
        || format!("{error:?}"),
        |code| breakwater_client::error::name(code).map_or_else(|| format!("custom {code}"), str::to_owned),
    )
}

impl World {
    /// The accounts named, as they are now.
    pub fn snapshot(&self, addresses: &[Address]) -> Snapshot {
        addresses.iter().map(|address| (*address, self.svm.get_account(address))).collect()
    }
}
