//! The command lines of the demo and of the local network, read from the same files as theirs: a question for help or a slip is answered
//! before anything is built for it.

use {clap::Parser, std::ffi::OsString};

#[path = "../../demo/src/args.rs"]
#[allow(dead_code, reason = "only parsed here; the demo reads the values")]
mod args;
#[path = "../../demo/src/decimal.rs"]
#[allow(dead_code, reason = "the scale is the demo's")]
mod decimal;
#[path = "../../localnet/src/command/args.rs"]
#[allow(dead_code, reason = "only parsed here; the network reads the values")]
mod localnet_args;

/// Any text: the network itself reads prices.
type Price = String;

/// Ends this process with help, or with what is wrong, unless these are arguments of the demo.
pub fn check_demo(args: &[String]) {
    check::<args::Cli>(args);
}

/// The same for the local network. Without a command it starts: flags alone are those of the start. Gives all arguments.
pub fn check_localnet(mut args: Vec<String>) -> Vec<String> {
    let asks = |first: &String| ["--help", "-h", "--version", "-V"].contains(&first.as_str());
    if args.first().is_none_or(|first| first.starts_with('-') && !asks(first)) {
        args.insert(0, "start".to_owned());
    }
    check::<localnet_args::Cli>(&args);
    args
}

fn check<C: Parser>(args: &[String]) {
    let line = std::iter::once(OsString::from("cargo xtask")).chain(args.iter().map(OsString::from));
    if let Err(error) = C::try_parse_from(line) {
        error.exit();
    }
}
