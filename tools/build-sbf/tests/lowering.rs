//! What the back end cannot select, or selects wrongly, is gone from the lowered module.

use std::path::Path;

use breakwater_build_sbf::backend;

fn lowered(fixture: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{fixture}.ll"));
    let source = std::fs::read(path).expect("the fixture is there");
    backend::compile(&source).expect("the fixture builds to an ELF the verifier accepts");
    backend::lowered_text(&source).expect("the fixture lowers")
}

/// An instruction `op` on the type `ty` whose second operand is no constant.
fn has(text: &str, op: &str, ty: &str, by_constant_too: bool) -> bool {
    text.lines().any(|line| {
        let Some((_, instruction)) = line.split_once(" = ") else {
            return false;
        };
        let words: Vec<&str> = instruction.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        words.first() == Some(&op)
            && words.contains(&ty)
            && (by_constant_too || words.last().is_some_and(|operand| operand.starts_with('%')))
    })
}

#[test]
fn wide_operations_become_calls_of_routines() {
    let source = include_str!("fixtures/wide.ll");
    let lowered = lowered("wide");
    for ty in ["i128", "i96"] {
        for op in ["mul", "udiv", "urem", "sdiv", "srem"] {
            assert!(!has(&lowered, op, ty, true), "{op} {ty} is left:\n{lowered}");
        }
        for op in ["shl", "lshr", "ashr"] {
            assert!(!has(&lowered, op, ty, false), "{op} {ty} by a variable is left:\n{lowered}");
        }
    }
    for op in ["sdiv", "srem"] {
        for ty in ["i64", "i32"] {
            assert!(!has(&lowered, op, ty, true), "{op} {ty} is left:\n{lowered}");
        }
    }
    for call in [
        "llvm.umul.with.overflow",
        "llvm.smul.with.overflow",
        "llvm.memmove",
        "llvm.memset",
        "@memcmp(",
        "@bcmp(",
        "llvm.trap",
        "atomicrmw",
        "@nothing",
    ] {
        assert!(source.contains(call), "the fixture does not try {call}");
        assert!(
            !lowered.contains(&format!("call {call}")) && !calls(&lowered, call),
            "{call} is left:\n{lowered}"
        );
    }
    // The fixture itself does have them: the test above looks for the right thing.
    for op in ["mul", "udiv", "urem", "sdiv", "srem"] {
        assert!(has(source, op, "i128", true));
    }
    assert!(has(source, "shl", "i128", false) && has(source, "sdiv", "i64", true) && calls(source, "llvm.trap"));
    for routine in [
        "__sbf_mulhi",
        "__sbf_udivrem128",
        "__sbf_sdivrem128",
        "__sbf_umulo128",
        "__sbf_smulo128",
    ] {
        assert!(calls(&lowered, routine), "{routine} is not called:\n{lowered}");
    }
}

fn calls(text: &str, what: &str) -> bool {
    text.lines()
        .filter(|line| !line.trim_start().starts_with(';') && !line.starts_with("declare"))
        .any(|line| line.contains(what))
}

/// Quotient and remainder of the same operands are computed once.
#[test]
fn one_division_gives_both_results() {
    let lowered = lowered("wide");
    let count = |name: &str| {
        let call = format!("call void @{name}(");
        lowered.lines().filter(|line| line.contains(&call)).count()
    };
    // entrypoint: udiv and urem of different operands, one of width 96; twice signed, one of width 96
    assert_eq!(
        count("__sbf_udivrem128"),
        3 + 1,
        "three in the program, one in the signed routine:\n{lowered}"
    );
    let twice = "define i64 @entrypoint(ptr %p) {
        %a = load i128, ptr %p, align 8
        %b = add i128 %a, 7
        %q = udiv i128 %a, %b
        %r = urem i128 %a, %b
        %x = xor i128 %q, %r
        %t = trunc i128 %x to i64
        ret i64 %t
    }";
    let lowered = backend::lowered_text(twice.as_bytes()).expect("it lowers");
    assert_eq!(lowered.matches("call void @__sbf_udivrem128(").count(), 1, "{lowered}");
}

/// Five argument registers, one result register, in definitions and in calls alike.
#[test]
fn signatures_fit_the_registers() {
    let lowered = lowered("calls");
    for function in ["add_seven", "sub_seven"] {
        let definition = format!("define internal i64 @{function}(i64 %0, i64 %1, i128 %2, ptr %3)");
        assert!(lowered.contains(&definition), "{function} keeps its signature:\n{lowered}");
    }
    assert!(lowered.contains("define internal void @two_results(ptr "), "{lowered}");
    assert!(lowered.contains("define internal void @wide_result(ptr "), "{lowered}");
    assert!(
        !lowered.contains("tail call i64 @sub_seven"),
        "a tail call may not read its caller's frame"
    );
}
