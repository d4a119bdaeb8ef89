//! Commands on a running network.

use {
    super::{Airdrop, Target},
    crate::{
        error::{Error, Result},
        feeds::{self, Price},
        rpc::{Now, Rpc},
        seed::{Seed, keypair},
        setup,
        state::Quote,
    },
    surfpool_sdk::{Pubkey, Signer},
};

/// Prints every feed with its price.
pub fn list_feeds(target: &Target) -> Result<()> {
    let state = target.folder().running(target.rpc_port)?;
    println!("{:<18} {:>12} {:>12}  account", "feed", "price", "conf");
    for feed in &Seed::load()?.feeds {
        if let Some(quote) = state.feeds.get(&feed.name) {
            println!("{:<18} {:>12} {:>12}  {}", feed.name, quote.price, quote.conf, feed.account);
        }
    }
    Ok(())
}

/// Sets one feed, or all of an asset, and publishes all.
pub fn set_feed(target: &Target, name: &str, price: Price, conf: Option<Price>) -> Result<()> {
    let (folder, seed) = (target.folder(), Seed::load()?);
    let selected = feeds::select(&seed, name)?;
    let price = price.positive()?;
    folder.running(target.rpc_port)?;
    let _lock = folder.lock(target.rpc_port)?;
    let mut state = folder.running(target.rpc_port)?;
    for feed in &selected {
        let conf = conf
            .or_else(|| state.feeds.get(&feed.name).map(|quote| quote.conf))
            .unwrap_or(feed.conf);
        state.feeds.insert(feed.name.clone(), Quote { price, conf });
    }
    let now = feeds::publish(&Rpc::new(&state.rpc_url), &seed, &state)?;
    folder.write(target.rpc_port, &state)?;
    for feed in selected {
        println!("{} is {price} at {}", feed.name, utc(now.time));
    }
    Ok(())
}

/// Prints the chain's time and slot.
pub fn show_time(target: &Target) -> Result<()> {
    let state = target.folder().running(target.rpc_port)?;
    print_time(Rpc::new(&state.rpc_url).now()?);
    Ok(())
}

/// Moves time forward and publishes all feeds as of then.
pub fn advance(target: &Target, seconds: i64) -> Result<()> {
    let (folder, seed) = (target.folder(), Seed::load()?);
    folder.running(target.rpc_port)?;
    let _lock = folder.lock(target.rpc_port)?;
    let state = folder.running(target.rpc_port)?;
    let rpc = Rpc::new(&state.rpc_url);
    rpc.travel(rpc.now()?.time.saturating_add(seconds))?;
    print_time(feeds::publish(&rpc, &seed, &state)?);
    Ok(())
}

/// Observes every product once, with feeds published as of now.
pub fn observe(target: &Target) -> Result<()> {
    let (folder, seed) = (target.folder(), Seed::load()?);
    folder.running(target.rpc_port)?;
    let _lock = folder.lock(target.rpc_port)?;
    let state = folder.running(target.rpc_port)?;
    let rpc = Rpc::new(&state.rpc_url);
    let now = feeds::publish(&rpc, &seed, &state)?;
    setup::observe(&rpc, &seed)?;
    println!("observed at {}", utc(now.time));
    Ok(())
}

/// Gives SOL and tokens to a test wallet or any address.
pub fn airdrop(options: &Airdrop) -> Result<()> {
    let seed = Seed::load()?;
    let wallet = seed.wallets.iter().find(|wallet| wallet.name == options.to);
    let to: Pubkey = match wallet {
        Some(wallet) => keypair(&wallet.name).pubkey(),
        None => options.to.parse().map_err(|_| Error::UnknownWallet {
            name: options.to.clone(),
            known: seed
                .wallets
                .iter()
                .map(|wallet| wallet.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        })?,
    };
    let state = options.target.folder().running(options.target.rpc_port)?;
    setup::airdrop(&Rpc::new(&state.rpc_url), &seed, &to, options.sol, options.tokens)?;
    println!("{to} got {} SOL and {} tokens", options.sol, options.tokens);
    Ok(())
}

fn print_time(now: Now) {
    println!("{} ({}), slot {}", utc(now.time), now.time, now.slot);
}

/// Unix seconds as a date and time of day.
pub fn utc(time: i64) -> String {
    let (days, seconds) = (time.div_euclid(86_400), time.rem_euclid(86_400));
    // Civil date from a day number, by Howard Hinnant's algorithm: years begin in March, eras have 400 years.
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (time, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_678_505_696, "2023-03-11 03:34:56 UTC"),
            (1_735_689_599, "2024-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(utc(time), text);
        }
    }
}
