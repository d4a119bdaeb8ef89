use std::collections::BTreeSet;

use sbf_probe::{FAILURE, failures};
use solana_instruction::error::InstructionError;
use solana_transaction::TransactionError;

use crate::machine::Machine;

fn request(index: usize, (a, b): (u128, u128)) -> Vec<u8> {
    let mut data = vec![FAILURE];
    data.extend(u16::try_from(index).expect("the table is short").to_le_bytes());
    data.extend(a.to_le_bytes());
    data.extend(b.to_le_bytes());
    data
}

/// Each kind of failure ends the transaction; the same code with other operands gives what it gives on the host.
#[test]
fn every_panic_ends_the_transaction() {
    let mut machine = Machine::with_units(1_400_000);
    let mut names = BTreeSet::new();
    for (index, kind) in failures::kinds().enumerate() {
        assert!(names.insert(kind.name), "{} is there twice", kind.name);
        let answer = machine.ask(&request(index, kind.works), vec![]);
        let mut bytes = [0; 16];
        bytes[..answer.len()].copy_from_slice(&answer);
        let expected = (kind.run)(kind.works.0, kind.works.1);
        assert_eq!(u128::from_le_bytes(bytes), expected, "{} where it works", kind.name);

        let instruction = machine.instruction(&request(index, kind.fails), vec![]);
        let failed = machine.send(&[instruction]);
        let error = failed.err().unwrap_or_else(|| panic!("{} did not stop the transaction", kind.name));
        assert_eq!(
            error.err,
            TransactionError::InstructionError(0, InstructionError::ProgramFailedToComplete),
            "{}: {:#?}",
            kind.name,
            error.meta.logs
        );
        // By the abort syscall, not by an instruction the VM does not have.
        let reason = match kind.name {
            "stack exhausted" => "call depth",
            _ => "SBF program panicked",
        };
        let logs = error.meta.logs.join("\n");
        assert!(logs.contains(reason), "{}: {logs}", kind.name);
        assert!(error.meta.return_data.data.is_empty(), "{} went on and returned", kind.name);
    }
    assert!(names.len() > 95, "{} kinds", names.len());
}

/// The same operands stop the host as well: the table is about real failures.
#[test]
fn every_panic_is_one_on_the_host() {
    std::panic::set_hook(Box::new(|_| {}));
    for kind in failures::kinds() {
        if ["stack exhausted", "memory exhausted"].contains(&kind.name) {
            continue;
        }
        let failed = std::panic::catch_unwind(|| (kind.run)(kind.fails.0, kind.fails.1));
        assert!(failed.is_err(), "{} does not fail on the host", kind.name);
    }
    let _ = std::panic::take_hook();
}
