//! Opens an incident from a closed window of a breach. Anyone may send it.

use {
    crate::{
        constants::VERSION,
        errors::{IncidentError, OrMath, PoolError, ProductError},
        events::IncidentTriggered,
        instructions::{no_extra, now},
        state::{DayDeepest, Episode, Incident, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct TriggerIncident {
    /// Pays the rent.
    #[account(mut)]
    pub caller: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    pub watch: Account<Watch>,
    #[account(init, payer = caller, seeds = [b"incident", product.address().as_ref(), &product.incident_count.get().to_le_bytes()], bump)]
    pub incident: Account<Incident>,
    pub system_program: Program<System>,
}

/// Specification:
/// - The episode shall run or have ended at most three days ago, and shall have no incident yet.
/// - Breaches shall be triggered in their order, as far as they can be: their incidents become final one after the other.
/// - The first closed window in day order that pays shall make the first step: nobody chooses it.
/// - Eligible shall be the cover past waiting and in force at the first breach observation.
/// - What the episode held as undecided shall pass to the incident, less what cover that ended before the window cannot lose.
pub fn handler(ctx: &mut Context<TriggerIncident>, episode: u32) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.incident;
    let a = &mut ctx.accounts;
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let (window, ratio) = first_step(a, episode, at)?;
    let breach = *a.product.episode(episode).ok_or(IncidentError::NoEpisode)?;
    let eligible = a.product.eligible_at(
        breach.first_breach.get(),
        window.start.get(),
        breach.cover.get(),
        breach.waiting.get(),
        0,
    )?;
    let eligible = breach.at_most(window.start.get(), eligible);
    let number = a.product.mark_incident(breach.first_breach.get())?;
    let incident = &mut a.incident;
    incident.version = VERSION;
    incident.bump = bump;
    incident.number = number.into();
    incident.episode = episode.into();
    incident.product = *a.product.address();
    incident.rent_payer = *a.caller.address();
    incident.first_breach = breach.first_breach;
    incident.opened_at = at.into();
    incident.cover = breach.cover;
    incident.waiting = breach.waiting;
    incident.largest = a.watch.terms.largest;
    incident.add_step(&window, ratio, eligible, a.pool.capital()?, at)?;
    incident.provisional = breach.provisional;
    let (held, left) = incident.lower_held(0, a.watch.terms.largest.get(), 0)?;
    let slot = a.product.episode_mut(episode)?;
    slot.triggered = 1;
    slot.provisional = 0u64.into();
    a.product.replace_provisional(&mut a.pool, held, left)?;
    a.product.check_invariants()?;
    a.incident.check_invariants()?;
    let step = a.incident.ladder[0];
    emit!(IncidentTriggered {
        incident: *a.incident.address(),
        product: *a.product.address(),
        number,
        ratio,
        window_start: window.start.get(),
        eligible,
        final_at: step.final_at.get(),
        at,
    });
    Ok(())
}

/// The first closed window of the episode that pays, if it may still be triggered.
fn first_step(a: &TriggerIncident, episode: u32, at: i64) -> Result<(DayDeepest, u64)> {
    let breach = a.product.episode(episode).filter(|e| e.is_open()).ok_or(IncidentError::NoEpisode)?;
    require!(breach.triggered == 0, IncidentError::AlreadyTriggered);
    require!(breach.may_raise(at), IncidentError::RaiseClosed);
    require!(!breach.cover.is_zero(), IncidentError::NothingEligible);
    for earlier in a.product.episodes.iter().filter(|e| e.number.get() < episode) {
        let open = earlier.is_open() && earlier.triggered == 0 && earlier.may_raise(at) && !earlier.cover.is_zero();
        require!(
            !open || paying_window(&a.watch, earlier, at)?.is_none(),
            IncidentError::EarlierBreach
        );
    }
    paying_window(&a.watch, breach, at)?.ok_or_else(|| IncidentError::NoWindow.into())
}

/// The first closed window of an episode that pays anybody.
fn paying_window(watch: &Watch, episode: &Episode, at: i64) -> Result<Option<(DayDeepest, u64)>> {
    let (from, today) = (time::day_of(episode.first_breach.get()).or_math()?, time::day_of(at).or_math()?);
    watch.first_window(episode.number.get(), from, today, |start, ratio| {
        ratio > 0 && episode.pays_from(start)
    })
}
