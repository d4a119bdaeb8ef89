//! Every test. Ends with `N passed, N failed`; a step that breaks before its tests counts as one failure.

use {
    crate::{docs, env::Env, env::Run, idl, sbf, setup},
    anyhow::{Result, bail},
    std::time::Instant,
};

#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Runs everything, whatever fails, and fails if anything did.
pub fn run(env: &Env) -> Result<()> {
    let mut count = Count::default();
    let start = Instant::now();
    step(&mut count, "formatting", || {
        one(env.command("cargo").args(["fmt", "--all", "--check"]))
    });
    step(&mut count, "programs to bytecode", || {
        sbf::build_all(env, "auto", false).map(|()| (1, 0))
    });
    step(&mut count, "the IDL is committed as generated", || {
        idl::run(env, true).and_then(|()| docs::run(env, true)).map(|()| (2, 0))
    });
    step(&mut count, "lints", || {
        one(env.cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    step(&mut count, "the workspace: formulas, client, suite in LiteSVM, probe, demo", || {
        cargo_tests(
            env.cargo(&["test", "--workspace", "--no-fail-fast"])
                .env("SBF_PROBE_SO", env.root.join("target/deploy/sbf_probe.so")),
        )
    });
    step(&mut count, "the build tool", || {
        let folder = env.root.join("tools/build-sbf");
        cargo_tests(env.cargo_in(&folder, "build-sbf", &["test", "--release", "--no-fail-fast"]))
    });
    step(&mut count, "compute units have not grown", || {
        one(env.cargo(&["run", "--quiet", "--package", "breakwater-bench", "--", "check"]))
    });
    step(&mut count, "the local network itself", || {
        setup::localnet(env)?;
        cargo_tests(env.cargo_in(&env.root.join("localnet"), "localnet", &["test"]))
    });
    step(&mut count, "types of migrations and end-to-end tests", || {
        setup::node_modules(env)?;
        one(env.command("npm").args(["run", "--silent", "check"]))
    });
    step(&mut count, "the same bytecode on a local network, through the IDL", || {
        let binary = setup::localnet(env)?;
        setup::node_modules(env)?;
        node_tests(
            env.command("npm")
                .args(["run", "--silent", "e2e"])
                .env("BREAKWATER_LOCALNET_BIN", binary),
        )
    });
    println!("\nall of it took {} s", start.elapsed().as_secs());
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 {
        bail!("{} of {} failed", count.failed, count.passed + count.failed);
    }
    Ok(())
}

/// Tests of the workspace whose name contains `filter`, with their output.
pub fn some(env: &Env, filter: &str) -> Result<()> {
    sbf::build_all(env, "auto", false)?;
    let (ok, text) = env
        .cargo(&["test", "--workspace", "--no-fail-fast", "--", filter])
        .env("SBF_PROBE_SO", env.root.join("target/deploy/sbf_probe.so"))
        .stream(|line| println!("{line}"))?;
    let count = results(&text);
    if !ok {
        bail!("the tests failed");
    }
    if count.passed + count.failed == 0 {
        bail!("no test of the workspace has `{filter}` in its name");
    }
    println!("\n{} passed, {} failed", count.passed, count.failed);
    Ok(())
}

fn step(count: &mut Count, name: &str, run: impl FnOnce() -> Result<(u64, u64)>) {
    println!("\n== {name}");
    let start = Instant::now();
    let (passed, failed) = run().unwrap_or_else(|error| {
        println!("{error:#}");
        (0, 1)
    });
    println!("-- {passed} passed, {failed} failed: {name} ({} s)", start.elapsed().as_secs());
    count.passed += passed;
    count.failed += failed;
}

/// A check that is one test by itself.
fn one(run: Run) -> Result<(u64, u64)> {
    let (ok, text) = run.capture()?;
    if !ok {
        println!("{text}");
    }
    Ok((u64::from(ok), u64::from(!ok)))
}

/// Runs tests by cargo: its own progress is shown, then what each binary came to and, in a long one, how many tests are done.
fn cargo_tests(run: Run) -> Result<(u64, u64)> {
    let mut done = 0;
    let (ok, text) = run.stream(|line| {
        if line.starts_with("test result: ") {
            println!("     {line}");
            done = 0;
        } else if line.starts_with("test ") {
            done += 1;
            if done % 100 == 0 {
                println!("     {done} tests done");
            }
        }
    })?;
    let Count { passed, failed } = results(&text);
    if !ok || failed > 0 {
        println!("{text}");
    }
    if passed == 0 && ok {
        bail!("no test ran");
    }
    Ok((passed, failed.max(u64::from(!ok))))
}

/// Sums `test result: ok. 3 passed; 0 failed` over all binaries.
fn results(text: &str) -> Count {
    let mut count = Count::default();
    for line in text.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        count.passed += number_before(line, " passed");
        count.failed += number_before(line, " failed");
    }
    count
}

/// Reads `# pass 3` and `# fail 0` (or `ℹ pass 3`) of Node's test runner.
fn node_tests(run: Run) -> Result<(u64, u64)> {
    let (ok, text) = run.capture()?;
    let figure = |word: &str| {
        text.lines()
            .filter_map(|line| line.split_once(word))
            .filter_map(|(_, n)| n.trim().parse::<u64>().ok())
            .next_back()
            .unwrap_or(0)
    };
    let (passed, failed) = (figure(" pass "), figure(" fail "));
    if !ok || failed > 0 {
        println!("{text}");
    }
    if passed == 0 && ok {
        bail!("no test ran:\n{text}");
    }
    Ok((passed, failed.max(u64::from(!ok))))
}

fn number_before(line: &str, word: &str) -> u64 {
    line.split(word)
        .next()
        .and_then(|head| head.split([' ', ';']).next_back())
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}
