use sbf_probe::{SERVICE, services};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_instruction::{AccountMeta, Instruction};
use solana_rent::Rent;

use crate::machine::Machine;

fn request(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[SERVICE, kind], data].concat()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
        .collect()
}

/// The VM drops zeros at the end of return data.
fn word(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    for (to, from) in word.iter_mut().zip(bytes.iter().skip(at)) {
        *to = *from;
    }
    u64::from_le_bytes(word)
}

/// The published test values for "abc" and for nothing.
#[test]
fn sha256_and_keccak256() {
    let mut machine = Machine::new();
    for (kind, text, digest) in [
        (
            services::SHA256,
            "abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            services::SHA256,
            "",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        (
            services::KECCAK256,
            "abc",
            "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        ),
        (
            services::KECCAK256,
            "",
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        ),
    ] {
        assert_eq!(
            machine.ask(&request(kind, text.as_bytes()), vec![]),
            hex(digest),
            "{kind} of {text:?}"
        );
    }
}

/// The test value of Ethereum's recovery contract: the key's keccak ends in the known address.
#[test]
fn secp256k1_recover() {
    let mut machine = Machine::new();
    let mut data = hex("456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3");
    data.push(28 - 27);
    data.extend(hex("9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac8038825608"));
    data.extend(hex("4f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada"));
    let key = machine.ask(&request(services::RECOVER, &data), vec![]);
    assert_eq!(key.len(), 64);
    let digest = machine.ask(&request(services::KECCAK256, &key), vec![]);
    assert_eq!(digest[12..], hex("7156526fbd7a3c72969b54f64e42c10fbb768c8a"));

    data[32] = 9;
    let instruction = machine.instruction(&request(services::RECOVER, &data), vec![]);
    let error = machine.send(&[instruction]).expect_err("there is no recovery id 9");
    assert!(format!("{:?}", error.err).contains("Custom(10"), "{:?}", error.err);
}

#[test]
fn program_addresses() {
    let mut machine = Machine::new();
    for seed in [&b"pool"[..], b"", &[9; 32]] {
        let (expected, bump) = Address::find_program_address(&[seed], &machine.program);
        let found = machine.ask(&request(services::FIND_ADDRESS, seed), vec![]);
        assert_eq!(found[..32], expected.to_bytes());
        assert_eq!(found[32], bump);
        let created = machine.ask(&request(services::CREATE_ADDRESS, &[&[bump], seed].concat()), vec![]);
        assert_eq!(created, expected.to_bytes());
    }
}

#[test]
fn logs() {
    let mut machine = Machine::new();
    let instruction = machine.instruction(&request(services::LOG, b"a word"), vec![]);
    let logs = machine.send(&[instruction]).expect("it logs").logs;
    let expected = [
        "Program log: a word".to_owned(),
        "Program log: 0x1, 0xab, 0x3, 0x4, 0xffffffffffffffff".to_owned(),
        format!("Program log: {}", Address::new_from_array([7; 32])),
    ];
    assert_eq!(logs[1..4], expected);
    assert!(logs[4].starts_with("Program consumption: "), "{logs:?}");

    let instruction = machine.instruction(&request(services::LOG_DATA, b"event!"), vec![]);
    let logs = machine.send(&[instruction]).expect("it logs").logs;
    assert_eq!(logs[1], "Program data: ZXZl bnQh");
}

#[test]
fn clock_and_rent() {
    let mut machine = Machine::new();
    let clock = Clock {
        slot: 12_345_678_901,
        unix_timestamp: 1_760_000_000,
        epoch: 777,
        ..Clock::default()
    };
    machine.vm.set_sysvar(&clock);
    let answer = machine.ask(&request(services::SYSVARS, &[]), vec![]);
    assert_eq!(word(&answer, 0), 12_345_678_901);
    assert_eq!(word(&answer, 8), 1_760_000_000);
    assert_eq!(word(&answer, 16), 777);
    let rent: Rent = machine.vm.get_sysvar();
    assert_eq!(word(&answer, 24), rent.minimum_balance(0));
    assert_eq!(word(&answer, 32), rent.minimum_balance(1000));

    let id = "SysvarC1ock11111111111111111111111111111111"
        .parse::<Address>()
        .expect("an address");
    let part = machine.ask(&request(services::SYSVAR_PART, id.as_ref()), vec![]);
    assert_eq!(word(&part, 0), 1_760_000_000);
}

/// The program pays from an address of its own, signing with its seeds; with another seed it may not.
#[test]
fn cpi_signed_by_a_program_address() {
    let mut machine = Machine::new();
    let (vault, bump) = Address::find_program_address(&[b"vault"], &machine.program);
    let receiver = Address::new_from_array([99; 32]);
    let system = Address::default();
    let funded = Account {
        lamports: 5_000_000_000,
        ..Account::default()
    };
    machine.vm.set_account(vault, funded).expect("the vault is set");
    let accounts = vec![
        AccountMeta::new(vault, false),
        AccountMeta::new(receiver, false),
        AccountMeta::new_readonly(system, false),
    ];
    let data = [&1_234_567_890u64.to_le_bytes()[..], &[bump], b"vault"].concat();
    machine.ask(&request(services::PAY, &data), accounts.clone());
    assert_eq!(machine.vm.get_balance(&receiver), Some(1_234_567_890));
    assert_eq!(machine.vm.get_balance(&vault), Some(5_000_000_000 - 1_234_567_890));

    let data = [&1u64.to_le_bytes()[..], &[bump], b"other"].concat();
    let instruction = machine.instruction(&request(services::PAY, &data), accounts);
    machine.send(&[instruction]).expect_err("the seeds are of another address");
    assert_eq!(machine.vm.get_balance(&receiver), Some(1_234_567_890));
}

#[test]
fn introspection_of_the_transaction() {
    let mut machine = Machine::new();
    let sysvar = "Sysvar1nstructions1111111111111111111111111"
        .parse::<Address>()
        .expect("an address");
    let memo = Instruction {
        program_id: machine.program,
        accounts: vec![AccountMeta::new_readonly(Address::new_from_array([3; 32]), false)],
        data: request(services::STACK_HEIGHT, &[]),
    };
    let look = |at: u8| request(services::INTROSPECT, &[at]);
    let see = |machine: &Machine, at| machine.instruction(&look(at), vec![AccountMeta::new_readonly(sysvar, false)]);
    let done = machine
        .send(&[memo.clone(), see(&machine, 0)])
        .expect("it looks at the first instruction");
    let answer = done.return_data.data;
    assert_eq!(answer[..32], machine.program.to_bytes());
    assert_eq!(
        answer[32..36],
        [1, 2, 1, 2],
        "index of this one, number of all, accounts and data of the first"
    );
    assert_eq!(answer[36..38], [SERVICE, services::STACK_HEIGHT]);

    let sibling = machine.instruction(&request(services::SIBLING, &[]), vec![]);
    let done = machine.send(&[memo, sibling]).expect("it finds its sibling");
    assert_eq!(word(&done.return_data.data, 32), 2, "bytes of the sibling's data");
    assert_eq!(word(&done.return_data.data, 40), 1, "accounts of the sibling");
}

#[test]
fn return_data_of_a_cpi() {
    let mut machine = Machine::new();
    let own = vec![AccountMeta::new_readonly(machine.program, false)];
    let answer = machine.ask(&request(services::CALL_SELF, b"abc"), own);
    assert_eq!(answer[..32], machine.program.to_bytes());
    let digest = hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(answer[32..], digest);
}

#[test]
fn a_syscall_by_its_name() {
    let mut machine = Machine::new();
    let mut compare = |left: &[u8], right: &[u8]| {
        let answer = machine.ask(&request(services::COMPARE, &[left, right].concat()), vec![]);
        let mut bytes = [0; 4];
        bytes[..answer.len()].copy_from_slice(&answer);
        i32::from_le_bytes(bytes)
    };
    assert_eq!(compare(b"same", b"same"), 0);
    assert_eq!(compare(b"abcd", b"abed"), i32::from(b'c') - i32::from(b'e'));
    assert!(compare(&[255; 70], &[[255; 69].as_slice(), &[0]].concat()) > 0);
}

#[test]
fn stack_height_and_the_second_argument() {
    let mut machine = Machine::new();
    assert_eq!(word(&machine.ask(&request(services::STACK_HEIGHT, &[]), vec![]), 0), 1);
    assert_eq!(machine.ask(&request(services::ENTRY, b"anything"), vec![]), [1]);
}

#[test]
fn collections_and_text() {
    let mut machine = Machine::new();
    let answer = machine.ask(&request(services::FORMAT, b"mississippi"), vec![]);
    let text = String::from_utf8(answer).expect("text");
    assert_eq!(text, "'i'=  4/0x0004;'s'=  4/0x0004;'p'=  2/0x0002;'m'=  1/0x0001");
}
