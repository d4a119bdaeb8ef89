use sbf_probe::{ARITHMETIC, arithmetic, records};

use crate::{
    machine::Machine,
    operands::{edges, pairs},
};

/// Random pairs for each operation; SBF_PROBE_RANDOM asks for more.
fn random_pairs() -> usize {
    let asked = std::env::var("SBF_PROBE_RANDOM").ok().and_then(|count| count.parse().ok());
    asked.unwrap_or(0).max(10_000)
}

/// Every operation, on every pair of edge values and on random pairs, gives in the VM what it gives on the host.
#[test]
fn every_operation_equals_the_host() {
    let random = random_pairs();
    let mut machine = Machine::new();
    let mut cheapest: Vec<(u64, &str)> = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for (index, (name, operation)) in arithmetic::operations().enumerate() {
        assert!(names.insert(*name), "{name} is there twice");
        let pairs = pairs(index as u64, random);
        let expected_pairs = edges().len() * edges().len() + random;
        assert_eq!(pairs.len(), expected_pairs);
        let mut bytes = vec![0; pairs.len() * records::SIZE];
        for ((a, b), record) in pairs.iter().zip(records::of_mut(&mut bytes)) {
            records::write_operands(record, *a, *b);
        }
        let mut expected = bytes.clone();
        records::apply(*operation, &mut expected);

        let mut request = vec![ARITHMETIC];
        request.extend(u16::try_from(index).expect("the table is short").to_le_bytes());
        let (after, _, cost) = machine.on_buffer(&request, bytes);
        cheapest.push((cost / pairs.len() as u64, name));

        let mut distinct = std::collections::BTreeSet::new();
        for (vm, host) in records::of(&after).iter().zip(records::of(&expected)) {
            let (a, b) = records::operands(host);
            assert_eq!(records::operands(vm), (a, b), "{name}: the operands changed");
            assert_eq!(
                records::result(vm),
                records::result(host),
                "{name}({a:#x}, {b:#x}), VM against host"
            );
            distinct.insert(records::result(host));
        }
        assert!(distinct.len() > 1, "{name} gives one result for all operands: nothing is tested");
    }
    assert!(names.len() > 280, "{} operations", names.len());
    if std::env::var_os("SBF_PROBE_COSTS").is_some() {
        cheapest.sort();
        for (cost, name) in cheapest {
            println!("{cost:>6} CU  {name}");
        }
    }
}
