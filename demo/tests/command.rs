//! The binary as people call it.

use std::{path::PathBuf, process::Command};

fn demo(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_breakwater-demo")).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

fn folder(name: &str) -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let text = path.to_str().unwrap().to_owned();
    (path, text)
}

fn extract(name: &str) -> String {
    format!("{}/../tests/data/prices/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn json_is_all_that_is_printed_and_holds_what_was_asked_for() {
    let (path, out) = folder("json");
    let (code, stdout, _) = demo(&["--scenario", "usdc-2023-03", "--holders", "15", "--json", "--out", &out]);
    assert_eq!(code, 0);
    let result: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(result["ok"], true);
    assert_eq!(result["breaches"], 132);
    assert_eq!(result["incidents"][0]["first_breach"], 1_678_524_300);
    assert_eq!(result["incidents"][0]["steps"][0]["ratio"], 0.215_654_9);
    assert_eq!(result["incidents"][0]["steps"][0]["time"], 1_678_527_900);
    assert_eq!(result["conservation_difference"], 0);
    assert_eq!(result["reference"]["equal"], true);
    let number = |key: &str| result[key].as_u64().unwrap();
    assert!(number("observations") > 250 && number("paid") > 0 && number("eligible") > 0 && number("refused") > 0);
    assert!(result["compute_units"]["observe"]["most"].as_u64().unwrap() > 0);
    let page = std::fs::read_to_string(path.join("index.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("2023-03-11 08:45") && page.contains("All checks hold"));
    for file in [
        "result.json",
        "usdc-2023-03-prices.svg",
        "usdc-2023-03-payouts.svg",
        "usdc-2023-03-pool.svg",
    ] {
        assert!(path.join(file).exists(), "{file}");
    }
}

#[test]
fn the_same_prices_brought_as_files_give_the_same_steps() {
    let (_, out) = folder("prices");
    let (chainlink, dex) = (extract("usdc-2023-03-chainlink.csv"), extract("usdc-2023-03-dex-15m.csv"));
    let args = [
        "--prices",
        &chainlink,
        "--prices",
        &dex,
        "--strike",
        "0.95",
        "--exhaustion",
        "0.8",
        "--need",
        "2",
    ];
    let rest = ["--window", "3600", "--step", "300", "--holders", "15", "--json", "--out", &out];
    let (code, stdout, stderr) = demo(&[args.as_slice(), rest.as_slice()].concat());
    assert_eq!(code, 0, "{stderr}");
    let result: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let ratios: Vec<u64> = result["incidents"][0]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["ratio_ppb"].as_u64().unwrap())
        .collect();
    assert_eq!(ratios, [215_654_900, 269_396_766, 277_261_833]);
}

#[test]
fn people_get_a_timeline_and_the_sums() {
    let (_, out) = folder("text");
    let (code, stdout, _) = demo(&["--scenario", "ust-2022-05", "--holders", "15", "--out", &out]);
    assert_eq!(code, 0);
    for wanted in [
        "2022-05-09 18:45",
        "triggered to 0.97 %",
        "raised to 100.00 %",
        "conservation",
        "All checks hold in 1 run",
    ] {
        assert!(stdout.contains(wanted), "{wanted} is missing in\n{stdout}");
    }
}

#[test]
fn what_is_wrong_is_said_with_an_exit_code_of_its_own() {
    let (_, out) = folder("wrong");
    let cases: [(&[&str], i32, &str); 5] = [
        (&["--scenario", "luna"], 2, "there is no such scenario"),
        (&["--strike", "0.9"], 2, "name it with --scenario"),
        (&["--scenario", "ust-2022-05", "--need", "3"], 2, "--need 3: with 1 source"),
        (&["--prices", "no/such.csv"], 1, "no/such.csv: cannot be read"),
        (&["--scenario", "ust-2022-05", "--holders", "x"], 2, "invalid value 'x'"),
    ];
    for (args, wanted, words) in cases {
        let (code, stdout, stderr) = demo(&[args, &["--out", &out]].concat());
        assert_eq!(code, wanted, "{args:?}: {stderr}");
        assert!(stderr.contains(words) && stdout.is_empty(), "{args:?}: {stderr}{stdout}");
    }
    // A folder that is a file is noticed before anything is replayed.
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("a-file");
    std::fs::write(&file, "").unwrap();
    for scenario in ["ust-2022-05", "year", "exploit"] {
        let (code, stdout, stderr) = demo(&["--scenario", scenario, "--out", file.to_str().unwrap()]);
        assert_eq!(code, 1, "{stderr}");
        assert!(stderr.contains("cannot be made. Give another folder with --out"), "{stderr}");
        assert!(
            stdout.is_empty() && !stderr.contains("replaying") && !stderr.contains("running"),
            "{stderr}"
        );
    }
    let missing = Command::new(env!("CARGO_BIN_EXE_breakwater-demo"))
        .args(["--scenario", "ust-2022-05", "--json", "--out", &out])
        .env("BREAKWATER_SO", "no/such.so")
        .output()
        .unwrap();
    let stderr = String::from_utf8(missing.stderr).unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        stderr.contains("no/such.so: the program is not built. Build it first: cargo xtask build-sbf"),
        "{stderr}"
    );
    assert!(missing.stdout.is_empty());
}
