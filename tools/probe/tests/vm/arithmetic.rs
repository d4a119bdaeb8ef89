use sbf_probe::{ARITHMETIC, arithmetic, records};

use crate::{
    machine::Machine,
    operands::{edges, pairs},
};

const RANDOM: usize = 10_000;

/// Every operation, on every pair of edge values and on random pairs, gives in the VM what it gives on the host.
#[test]
fn every_operation_equals_the_host() {
    let mut machine = Machine::new();
    let mut cheapest: Vec<(u64, &str)> = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for (index, (name, operation)) in arithmetic::operations().enumerate() {
        assert!(names.insert(*name), "{name} is there twice");
        let pairs = pairs(index as u64, RANDOM);
        let expected_pairs = edges().len() * edges().len() + RANDOM;
        assert_eq!(pairs.len(), expected_pairs);
        let mut bytes = vec![0; pairs.len() * records::SIZE];
        for ((a, b), record) in pairs.iter().zip(bytes.chunks_exact_mut(records::SIZE)) {
            records::write_operands(record, *a, *b);
        }
        let mut expected = bytes.clone();
        records::apply(*operation, &mut expected);

        let mut request = vec![ARITHMETIC];
        request.extend(u16::try_from(index).expect("the table is short").to_le_bytes());
        let (after, _, cost) = machine.on_buffer(&request, bytes);
        cheapest.push((cost / pairs.len() as u64, name));

        let mut distinct = std::collections::BTreeSet::new();
        for (vm, host) in after.chunks_exact(records::SIZE).zip(expected.chunks_exact(records::SIZE)) {
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
