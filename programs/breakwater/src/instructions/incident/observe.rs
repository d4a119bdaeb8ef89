//! Reads the sources of a product, as of now. Anyone may send it.

use {
    crate::{
        constants::*,
        errors::{IncidentError, OrMath, OracleError},
        events::{BreachEnded, BreachStarted, Observed, WindowClosed},
        ops::episode,
        oracle,
        state::{Outcome, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::quorum::{self, Interval, Signal, View},
};

#[derive(Accounts)]
pub struct Observe {
    /// Gets the bounty.
    #[account(mut)]
    pub keeper: Signer,
    #[account(mut)]
    pub watch: Account<Watch>,
    /// Needed only when this observation starts or ends a breach.
    #[account(mut)]
    pub pool: Option<Account<Pool>>,
    /// Needed only when this observation starts or ends a breach.
    #[account(mut)]
    pub product: Option<Account<Product>>,
}

/// Specification (INV-14):
/// - One account per source of the terms shall be given, in their order; the program's own address stands for a source without a reading.
/// - Each reading shall pass every check of its adapter and shall be newer than the source's last one.
/// - At least as many sources as must agree shall be valid.
/// - The m-th lowest upper bound below the strike is a breach; the m-th highest lower bound above it is a recovery; else neutral.
/// - Every valid reading shall update the last price and price the open window; a breach that is over shall be ended first.
/// - A reading of fewer sources shall not replace one of more until the spacing has passed.
/// - An observation that starts or ends a breach shall enter it on product and pool.
/// - An observation that advances shall earn the bounty, from lamports above rent only.
pub fn handler(ctx: &mut Context<Observe>) -> Result<()> {
    let sources = ctx.remaining_accounts()?;
    let clock = clock()?;
    let at = clock.unix_timestamp;
    let a = &mut ctx.accounts;
    require!(!(a.watch.in_breach() && a.watch.has_lapsed(at)), IncidentError::EpisodeOver);
    require!(at > a.watch.observed_at.get(), OracleError::TooSoon);
    let (view, width, read) = read_sources(&mut a.watch, &sources, at, clock.slot)?;
    let signal = view.signal(a.watch.terms.strike.get());
    let recovered = a.watch.in_breach() && a.watch.has_recovered(at);
    require!(!(recovered && matches!(signal, Signal::Breach)), IncidentError::EpisodeOver);
    a.watch.check_sources(at, read)?;
    a.watch.note_reading(at, &view, width, read)?;
    let outcome = match signal {
        Signal::Breach => a.watch.note_breach(at, view.breach_price)?,
        Signal::Recovery => a.watch.note_recovery(at),
        Signal::Neutral => Outcome {
            starts_breach: false,
            ends_breach: false,
            advances: false,
            closed: None,
        },
    };
    if outcome.starts_breach {
        start_breach(a, at)?;
    }
    if let Some(closed) = outcome.closed {
        a.watch.keep_closed(closed)?;
        emit!(WindowClosed {
            watch: *a.watch.address(),
            episode: a.watch.episode.get(),
            start: closed.start,
            price: closed.price,
            at
        });
    }
    if outcome.ends_breach {
        end_breach(a, at)?;
    }
    if outcome.advances {
        pay_bounty(a)?;
    }
    emit!(Observed {
        watch: *a.watch.address(),
        signal: signal_byte(signal),
        price: view.breach_price,
        lowest: view.lowest,
        at
    });
    Ok(())
}

fn clock() -> Result<Clock> {
    use anchor_lang::prelude::PinocchioSysvar as _;
    Clock::get()
}

fn signal_byte(signal: Signal) -> u8 {
    match signal {
        Signal::Neutral => 0,
        Signal::Breach => 1,
        Signal::Recovery => 2,
    }
}

/// Reads every source, notes its order, and gives the view of all, the widest interval and how many there were.
fn read_sources(watch: &mut Account<Watch>, accounts: &[AccountView], at: i64, slot: u64) -> Result<(View, u32, u8)> {
    let count = watch.terms.sources().len();
    require!(accounts.len() == count, OracleError::WrongSourceCount);
    let mut intervals = [Interval { low: 0, high: 0 }; MAX_SOURCES];
    let (mut valid, mut width) = (0usize, 0u32);
    for (index, account) in accounts.iter().enumerate() {
        if *account.address() == crate::ID {
            continue;
        }
        let source = &watch.terms.sources[index];
        let reading = oracle::read(source, account, at, slot)?;
        let interval = quorum::interval(reading.price, reading.deviation, source.interval_bps.get()).or_math()?;
        width = width.max(quorum::width_bps_ceil(reading.price, &interval).or_math()?);
        watch.check_order(index, reading.order)?;
        watch.orders[index] = reading.order.into();
        intervals[valid] = interval;
        valid += 1;
    }
    let need = usize::from(watch.terms.need);
    require!(valid >= need && need > 0, OracleError::TooFewSources);
    let read = u8::try_from(valid).map_err(|_| OracleError::WrongSourceCount)?;
    Ok((quorum::view(&intervals[..valid], need).or_math()?, width, read))
}

fn start_breach(a: &mut Observe, at: i64) -> Result<()> {
    let (Some(pool), Some(product)) = (a.pool.as_mut(), a.product.as_mut()) else {
        return Err(IncidentError::PoolRequired.into());
    };
    a.watch.check_family(product.address(), pool.address())?;
    product.roll(pool, at)?;
    product.start_episode(pool, at, a.watch.terms.largest.get())?;
    product.check_invariants()?;
    a.watch.episode = product.episode_count;
    let number = product.episode_count.get();
    let episode = *product.episode(number).ok_or(IncidentError::NoEpisode)?;
    emit!(BreachStarted {
        product: *product.address(),
        episode: number,
        cover: episode.cover.get(),
        waiting: episode.waiting.get(),
        provisional: episode.provisional.get(),
        at,
    });
    Ok(())
}

fn end_breach(a: &mut Observe, at: i64) -> Result<()> {
    let (Some(pool), Some(product)) = (a.pool.as_mut(), a.product.as_mut()) else {
        return Err(IncidentError::PoolRequired.into());
    };
    a.watch.check_family(product.address(), pool.address())?;
    product.roll(pool, at)?;
    let number = a.watch.episode.get();
    episode::end_breach(&mut a.watch, product, pool, at)?;
    let state = product.episode(number).map_or(0, |e| e.state);
    emit!(BreachEnded {
        product: *product.address(),
        episode: number,
        state,
        at
    });
    Ok(())
}

/// From the watch's lamports above its rent; none when they do not reach.
fn pay_bounty(a: &mut Observe) -> Result<()> {
    let bounty = a.watch.terms.bounty.get();
    let spare = a.watch.get_lamports().saturating_sub(a.watch.min_lamports()?);
    if bounty > 0 && spare >= bounty {
        a.watch.sub_lamports(bounty)?;
        a.keeper.add_lamports(bounty)?;
    }
    Ok(())
}
