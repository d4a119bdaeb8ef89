//! The end of a breach, shared by the observation that completes a recovery and by `end_episode`.

use {
    crate::{
        errors::IncidentError,
        state::{EpisodeState, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
};

/// The stake side ends: trigger and raise stay open for three days if a window closed, else nothing is left undecided.
pub fn end_stake(product: &mut Product, pool: &mut Pool, number: u32, windows: u32, now: i64) -> Result<()> {
    let episode = product.episode_mut(number)?;
    if episode.state != EpisodeState::Running as u8 {
        return Ok(());
    }
    episode.state = EpisodeState::Ended as u8;
    episode.ended_at = now.into();
    if windows == 0 {
        release(product, pool, number)?;
    }
    Ok(())
}

/// The whole breach ends: sales may reopen, and a later breach is another episode.
pub fn end_breach(watch: &mut Watch, product: &mut Product, pool: &mut Pool, now: i64) -> Result<()> {
    let (number, windows) = (watch.episode.get(), watch.closed_windows.get());
    watch.end_breach();
    end_stake(product, pool, number, windows, now)
}

/// Nothing of this episode can be triggered any more: what the pool held for it is free again.
pub fn release(product: &mut Product, pool: &mut Pool, number: u32) -> Result<()> {
    let episode = product.episode_mut(number)?;
    require!(episode.is_open(), IncidentError::NoEpisode);
    let held = episode.provisional.get();
    episode.provisional = 0u64.into();
    episode.state = EpisodeState::None as u8;
    product.replace_provisional(pool, held, 0)
}
