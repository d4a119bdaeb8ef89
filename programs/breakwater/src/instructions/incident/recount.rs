//! Counts again what a breach can still cost, as cover ends and windows close, and frees the rest. Anyone may send it.

use {
    crate::{
        errors::{IncidentError, OrMath, PoolError, ProductError},
        events::UndecidedFell,
        instructions::{no_extra, now},
        state::{Episode, Incident, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::{ladder, time},
};

#[derive(Accounts)]
pub struct Recount {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    pub watch: Account<Watch>,
    /// The incident of the episode, once it has one.
    #[account(mut)]
    pub incident: Option<Account<Incident>>,
}

/// Specification:
/// - What is held as undecided shall fall, never rise, to what can still be lost: steps that wait; windows that have closed, for all
///   cover that was in force when the last step's window began; windows still to close, while the breach runs, for the cover that
///   had not ended when the open one began.
/// - What ended cover may lose shall fall to the cover that has ended since the first breach of what is still open.
/// - It shall be the incident of this episode that is passed, and it shall be passed once it exists.
/// - A recount that frees nothing shall be refused.
pub fn handler(ctx: &mut Context<Recount>, episode: u32) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.product.roll(&mut a.pool, at)?;
    let (held, left) = match a.incident.as_mut() {
        Some(incident) => {
            require!(
                incident.product == *a.product.address() && incident.episode.get() == episode,
                IncidentError::OtherProduct
            );
            of_incident(incident, &mut a.product, &a.watch, at)?
        }
        None => of_episode(&mut a.product, &a.watch, episode, at)?,
    };
    let freed = a.product.recount_ended(&mut a.pool)?;
    require!(left < held || freed > 0, IncidentError::NothingToRelease);
    a.product.replace_provisional(&mut a.pool, held, left)?;
    a.product.check_invariants()?;
    emit!(UndecidedFell {
        product: *a.product.address(),
        episode,
        released: held.saturating_sub(left),
        held: left,
        at
    });
    Ok(())
}

/// What the incident held and holds.
fn of_incident(incident: &mut Incident, product: &mut Product, watch: &Watch, at: i64) -> Result<(u64, u64)> {
    let number = incident.episode.get();
    let lowered = product.lowered(incident.number.get());
    let open = |e: &&Episode| e.may_raise(at) || incident.is_reopened(at);
    let Some(episode) = product.episode(number).filter(open).copied() else {
        return incident.lower_held(lowered, 0, 0);
    };
    let deepest = deepest_ratio(watch, &episode, incident.next_day()?, at)?; // windows that jurors voided count too: it errs for holders
    let later = still_to_close(product, watch, &episode, at, incident.cover.get(), incident.final_ratio.get())?;
    let (held, left) = incident.lower_held(lowered, deepest, later.1)?;
    keep(product.episode_mut(number)?, later);
    Ok((held, left))
}

/// What an episode without an incident held and holds.
fn of_episode(product: &mut Product, watch: &Watch, number: u32, at: i64) -> Result<(u64, u64)> {
    let episode = *product.episode(number).filter(|e| e.is_open()).ok_or(IncidentError::NoEpisode)?;
    require!(episode.triggered == 0, IncidentError::IncidentRequired);
    let deepest = deepest_ratio(watch, &episode, time::day_of(episode.first_breach.get()).or_math()?, at)?;
    let later = still_to_close(product, watch, &episode, at, episode.cover.get(), 0)?;
    let bound = ladder::to_come_ceil(episode.cover.get(), later.1, 0, deepest, watch.terms.largest.get()).or_math()?;
    let (held, left) = (episode.provisional.get(), episode.provisional.get().min(bound));
    let episode = product.episode_mut(number)?;
    episode.provisional = left.into();
    keep(episode, later);
    Ok((held, left))
}

/// Ratio of the deepest closed window that a step can still come from; 0 when there is none.
fn deepest_ratio(watch: &Watch, episode: &Episode, from_day: u32, at: i64) -> Result<u64> {
    let today = time::day_of(at).or_math()?;
    let deepest = watch.deepest_window(episode.number.get(), from_day, today, |start| episode.pays_from(start))?;
    Ok(deepest.map_or(0, |(_, ratio)| ratio))
}

/// Earliest start of a window of this episode that has not closed, and the cover that it can pay: none once the watch is calm.
fn still_to_close(product: &Product, watch: &Watch, episode: &Episode, at: i64, cover: u64, paid_ratio: u64) -> Result<(i64, u64)> {
    if !watch.in_breach() || watch.episode != episode.number {
        return Ok((at, 0));
    }
    let from = watch.next_window_from(at);
    let eligible = product.eligible_at(episode.first_breach.get(), from, cover, episode.waiting.get(), paid_ratio)?;
    Ok((from, episode.at_most(from, eligible)))
}

/// What was freed for windows still to close must not be taken by one of them.
fn keep(episode: &mut Episode, later: (i64, u64)) {
    (episode.later_from, episode.later_cover) = (later.0.into(), later.1.into());
}
