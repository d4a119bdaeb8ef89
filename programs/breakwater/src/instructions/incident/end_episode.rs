//! Ends a breach that is over, and later releases what could still have been triggered. Anyone may send it.

use {
    crate::{
        errors::{IncidentError, PoolError, ProductError},
        events::BreachEnded,
        instructions::{no_extra, now},
        ops::episode as ops,
        state::{EpisodeState, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct EndEpisode {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    #[account(mut)]
    pub watch: Account<Watch>,
}

/// Specification:
/// - A breach shall end after a day with twelve recoveries and no breach (at once with them if no window had closed), after 14 days without a breach observation, or,
///   if no window closed, after a day without a valid observation: by time alone (INV-18, A-50).
/// - When no eligible policy runs any more, the stake shall end and the watch shall stay in breach until the price recovers,
///   so that cover which was waiting at the first breach is not paid for the same breach.
/// - Three days after the end, what an untriggered episode held shall be free again.
pub fn handler(ctx: &mut Context<EndEpisode>, episode: u32) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.product.roll(&mut a.pool, at)?;
    let breach_over = a.watch.in_breach() && a.watch.episode.get() == episode && (a.watch.has_recovered(at) || a.watch.has_lapsed(at));
    let state = a.product.episode(episode).map_or(EpisodeState::None as u8, |e| e.state);
    if breach_over {
        ops::end_breach(&mut a.watch, &mut a.product, &mut a.pool, at)?;
    } else if state == EpisodeState::Running as u8 {
        require!(nobody_is_eligible(a, episode, at)?, IncidentError::BreachNotOver);
        ops::end_stake(&mut a.product, &mut a.pool, episode, a.watch.closed_windows.get(), at)?;
    } else {
        let ended = a.product.episode(episode).filter(|e| e.is_open()).ok_or(IncidentError::NoEpisode)?;
        require!(!ended.may_raise(at), IncidentError::BreachNotOver);
        ops::release(&mut a.product, &mut a.pool, episode)?;
    }
    a.product.check_invariants()?;
    let state = a.product.episode(episode).map_or(EpisodeState::None as u8, |e| e.state);
    emit!(BreachEnded {
        product: *a.product.address(),
        episode,
        state,
        at
    });
    Ok(())
}

/// Every policy that was in force at the first breach has ended, and had when the window began that is open now.
fn nobody_is_eligible(a: &EndEpisode, number: u32, at: i64) -> Result<bool> {
    let episode = a.product.episode(number).ok_or(IncidentError::NoEpisode)?;
    Ok(!episode.pays_from(a.watch.next_window_from(at)))
}
