//! A VM with the probe in it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use litesvm::{LiteSVM, types::TransactionResult};
use solana_account::Account;
use solana_address::Address;
use solana_compute_budget::compute_budget::ComputeBudget;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_message::Message;
use solana_signer::Signer;
use solana_transaction::Transaction;

pub struct Machine {
    pub vm: LiteSVM,
    pub program: Address,
    pub payer: Keypair,
    buffer: Address,
}

/// The ELF that `tools/build-sbf` made of this crate: the one SBF_PROBE_SO names, or one in the cache.
fn probe() -> Vec<u8> {
    let given = env::var_os("SBF_PROBE_SO").map(PathBuf::from);
    let path = given.clone().unwrap_or_else(|| {
        let cache = env::var_os("BREAKWATER_CACHE").map(PathBuf::from);
        let home = || PathBuf::from(env::var_os("HOME").expect("HOME is set"));
        cache
            .unwrap_or_else(|| home().join(".cache/breakwater"))
            .join("sbf/probe/sbf_probe.so")
    });
    let command = format!(
        "cargo xtask test, or breakwater-build-sbf --toolchain stock --manifest-path tools/probe/Cargo.toml --out-dir {}",
        path.parent().unwrap_or(&path).display()
    );
    let elf = fs::read(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}. Run {command}", path.display()));
    if given.is_none() {
        let age = |file: &Path| fs::metadata(file).and_then(|file| file.modified()).expect("the file has a time");
        for source in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).expect("the sources are there") {
            let source = source.expect("a source").path();
            assert!(
                age(&source) <= age(&path),
                "{} is older than {}. Run {command}",
                path.display(),
                source.display()
            );
        }
    }
    elf
}

impl Machine {
    /// A machine whose transactions may use any number of compute units, for batches.
    pub fn new() -> Self {
        Self::with_units(20_000_000_000)
    }

    pub fn with_units(limit: u64) -> Self {
        let budget = ComputeBudget {
            compute_unit_limit: limit,
            ..ComputeBudget::new_with_defaults(true)
        };
        let mut vm = LiteSVM::new().with_mainnet_features().with_builtins().with_sysvars();
        vm = vm.with_compute_budget(budget).with_log_bytes_limit(None);
        let program = Address::new_from_array([7; 32]);
        vm.add_program(program, &probe()).expect("the VM takes the ELF");
        let payer = Keypair::new();
        vm.airdrop(&payer.pubkey(), 1_000_000_000_000).expect("the payer is funded");
        Self {
            vm,
            program,
            payer,
            buffer: Address::new_from_array([8; 32]),
        }
    }

    /// Sends instructions in one transaction of its own blockhash.
    #[allow(clippy::result_large_err, reason = "the VM's own type, moved once in a test")]
    pub fn send(&mut self, instructions: &[Instruction]) -> TransactionResult {
        self.vm.expire_blockhash();
        let message = Message::new(instructions, Some(&self.payer.pubkey()));
        let transaction = Transaction::new(&[&self.payer], message, self.vm.latest_blockhash());
        self.vm.send_transaction(transaction)
    }

    /// One call of the probe.
    pub fn instruction(&self, data: &[u8], accounts: Vec<AccountMeta>) -> Instruction {
        Instruction {
            program_id: self.program,
            accounts,
            data: data.to_vec(),
        }
    }

    /// Calls the probe and gives what it returned.
    pub fn ask(&mut self, data: &[u8], accounts: Vec<AccountMeta>) -> Vec<u8> {
        let instruction = self.instruction(data, accounts);
        let done = self
            .send(&[instruction])
            .unwrap_or_else(|error| panic!("{:?}: {:#?}", error.err, error.meta.logs));
        done.return_data.data
    }

    /// Calls the probe on an account that holds `bytes`; gives the bytes afterwards, the return data and the cost.
    pub fn on_buffer(&mut self, data: &[u8], bytes: Vec<u8>) -> (Vec<u8>, Vec<u8>, u64) {
        let length = bytes.len();
        let account = Account {
            lamports: 1_000_000_000_000,
            data: bytes,
            owner: self.program,
            executable: false,
            rent_epoch: 0,
        };
        self.vm.set_account(self.buffer, account).expect("the buffer is set");
        let instruction = self.instruction(data, vec![AccountMeta::new(self.buffer, false)]);
        let done = self
            .send(&[instruction])
            .unwrap_or_else(|error| panic!("{:?}: {:#?}", error.err, error.meta.logs));
        let after = self.vm.get_account(&self.buffer).expect("the buffer is there").data;
        assert_eq!(after.len(), length);
        (after, done.return_data.data, done.compute_units_consumed)
    }
}
