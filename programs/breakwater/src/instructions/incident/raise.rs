//! Adds a step to an incident as the price falls further. Anyone may send it.

use {
    crate::{
        errors::{IncidentError, OrMath, PoolError, ProductError},
        events::IncidentRaised,
        instructions::{no_extra, now},
        state::{DayDeepest, EpisodeState, Incident, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::{
        ladder::{STEP_MIN_RISE, qualifies},
        time,
    },
};

#[derive(Accounts)]
pub struct RaiseIncident {
    /// Anyone.
    pub caller: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    pub watch: Account<Watch>,
    #[account(mut, constraint = incident.product == *product.address() @ IncidentError::OtherProduct)]
    pub incident: Account<Incident>,
}

/// Specification:
/// - A step shall come from the first closed window in day order that is deeper than the last standing step by five points of ratio,
///   or reaches the largest payout; after the episode one last step of any size shall come from the deepest window.
/// - What is held as undecided shall fall to what this step and later ones can still take.
/// - Raising shall end three days after the episode, or after a step was voided, and shall be refused once the incident is sealed.
/// - No step shall come from a window up to one that jurors have voided.
pub fn handler(ctx: &mut Context<RaiseIncident>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.incident.sealed == 0, IncidentError::AlreadySealed);
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let (window, ratio, last) = next_step(a, at)?;
    let incident = &mut a.incident;
    let eligible = a.product.eligible_at(
        incident.first_breach.get(),
        window.start.get(),
        incident.cover.get(),
        incident.waiting.get(),
        incident.final_ratio.get(),
    )?;
    // What a window can pay never grows: a later one is bounded by the last step, and by a recount.
    let eligible = incident.last_standing().map_or(eligible, |s| eligible.min(s.eligible.get()));
    let eligible = a
        .product
        .episode(incident.episode.get())
        .map_or(eligible, |e| e.at_most(window.start.get(), eligible));
    incident.last_used |= u8::from(last);
    incident.add_step(&window, ratio, eligible, a.pool.capital()?, at)?;
    let lowered = a.product.lowered(incident.number.get());
    let (held, left) = incident.lower_held(lowered, a.watch.terms.largest.get(), 0)?;
    a.product.replace_provisional(&mut a.pool, held, left)?;
    incident.check_invariants()?;
    let step = incident.step_count.saturating_sub(1);
    let final_at = incident.ladder[usize::from(step)].final_at.get();
    emit!(IncidentRaised {
        incident: *a.incident.address(),
        step,
        ratio,
        window_start: window.start.get(),
        eligible,
        final_at,
        at
    });
    Ok(())
}

/// The window of the next step, its ratio, and whether it is the last one of any size.
fn next_step(a: &RaiseIncident, at: i64) -> Result<(DayDeepest, u64, bool)> {
    let number = a.incident.episode.get();
    let episode = a.product.episode(number).ok_or(IncidentError::RaiseClosed)?;
    require!(episode.may_raise(at) || a.incident.is_reopened(at), IncidentError::RaiseClosed);
    let (from, today) = (a.incident.next_day()?, time::day_of(at).or_math()?);
    let last = a.incident.last_standing().map_or(0, |s| s.ratio.get());
    let largest = a.incident.largest.get();
    let pays = |start: i64| episode.pays_from(start) && a.incident.may_use(start);
    let deep_enough = |start: i64, ratio: u64| qualifies(ratio, last, largest, STEP_MIN_RISE) && pays(start);
    if let Some((window, ratio)) = a.watch.first_window(number, from, today, deep_enough)? {
        return Ok((window, ratio, false));
    }
    let ended = episode.state == EpisodeState::Ended as u8;
    require!(ended && a.incident.last_used == 0, IncidentError::RiseTooSmall);
    match a.watch.deepest_window(number, from, today, pays)? {
        Some((window, ratio)) if ratio > last => Ok((window, ratio, true)),
        _ => Err(IncidentError::RiseTooSmall.into()),
    }
}
