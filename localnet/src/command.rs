//! The command line.

mod args;
mod control;
mod start;

use crate::{
    error::{Error, Result},
    feeds::Price,
    state::Folder,
};
pub use args::Cli;
use args::{Airdrop, Command, Feed, Start, Target, Time};

impl Target {
    fn folder(&self) -> Folder {
        Folder::new(self.dir.clone())
    }
}

impl Cli {
    /// Does what was asked for.
    pub fn run(self) -> Result<()> {
        match self.command {
            Command::Start(options) => start::run(options),
            Command::Feed(Feed::List { target }) => control::list_feeds(&target),
            Command::Feed(Feed::Set { name, price, conf, target }) => control::set_feed(&target, &name, price, conf),
            Command::Time(Time::Show { target }) => control::show_time(&target),
            Command::Time(Time::Advance { by, target }) => control::advance(&target, seconds(&by)?),
            Command::Observe { target } => control::observe(&target),
            Command::Airdrop(options) => control::airdrop(&options),
        }
    }
}

/// `90`, `90s`, `5m`, `1h`, `2d` in seconds; nothing that is not forward.
fn seconds(text: &str) -> Result<i64> {
    let bad = || Error::BadDuration { text: text.into() };
    if text.starts_with('-') || text == "0" {
        return Err(Error::Backwards);
    }
    let (number, unit) = text.split_at(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len());
    let unit: i64 = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(bad()),
    };
    let number: u32 = number.parse().map_err(|_| bad())?;
    Ok(i64::from(number) * unit)
}

#[cfg(test)]
mod tests {
    use {super::*, clap::CommandFactory};

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn durations_are_forward_and_have_units() {
        for (text, expected) in [("90", 90), ("90s", 90), ("5m", 300), ("1h", 3_600), ("2d", 172_800)] {
            assert_eq!(seconds(text).unwrap(), expected, "{text}");
        }
        for text in ["", "x", "1w", "1.5h", "h", "5 m"] {
            assert!(matches!(seconds(text), Err(Error::BadDuration { .. })), "{text}");
        }
        for text in ["-1", "-2d", "0"] {
            assert!(matches!(seconds(text), Err(Error::Backwards)), "{text}");
        }
    }
}
