//! The end of episodes, and what is held for them meanwhile.

use super::{product::Phase, *};

impl Model {
    /// The incident of an episode, while its account exists.
    pub fn incident_from(&self, product: usize, number: usize) -> Option<usize> {
        self.products[product].incidents.iter().position(|i| i.open && i.episode == number)
    }

    /// What an episode can no longer cost is held no more.
    pub fn recount(&mut self, product: usize, number: usize) -> Answer {
        self.watched(product)?;
        self.roll(product);
        let found = self.incident_from(product, number);
        let p = &self.products[product];
        let episode = p.episode(number).filter(|e| e.phase != Phase::Over);
        let incident = found.map(|n| &p.incidents[n]);
        let held = match (incident, episode) {
            (Some(incident), _) => incident.held,
            (None, None) => return Err(vec!["IncidentError::NoEpisode"]),
            (None, Some(episode)) if episode.triggered => return Err(vec!["IncidentError::IncidentRequired"]),
            (None, Some(episode)) => episode.held,
        };
        let largest = p.largest();
        let (mut deepest, mut running, mut later) = (0, 0, None);
        if let Some(episode) = episode.filter(|_| found.is_none() || self.may_raise(product, number)) {
            let from = incident.and_then(|i| i.steps.last()).map_or(episode.first, |s| s.window);
            let windows = self.deepest(product, number, day_of(from));
            let ratios = windows
                .iter()
                .filter(|w| episode.pays_from(w.start))
                .map(|w| self.ratio(product, w.price));
            deepest = ratios.max().unwrap_or(0);
            let mut from = self.now;
            if p.watch.breach && number == p.episodes.len() {
                let (cover, paid) = incident.map_or((episode.cover, 0), |i| (i.cover, i.final_ratio()));
                from = p.next_window_from(self.now);
                running = episode.at_most(from, p.eligible(episode.first, cover, episode.waiting, paid, day_of(from)));
            }
            later = Some((from, running));
        }
        let up = |cover: Amount, rise: u128| part_ceil(cover, rise, BILLION);
        let bound = match incident {
            Some(incident) => incident.undecided(deepest, running, largest),
            None => up(episode.map_or(0, |e| e.cover), deepest) + up(running, largest - deepest),
        };
        let stake = p.ended_at_stake();
        let p = &mut self.products[product];
        p.recount_ended();
        if bound >= held && p.ended_at_stake() == stake {
            return Err(vec!["IncidentError::NothingToRelease"]);
        }
        let bound = bound.min(held);
        match found {
            Some(n) => p.incidents[n].held = bound,
            None => p.episodes[number - 1].held = bound,
        }
        if later.is_some() {
            p.episodes[number - 1].later = later;
        }
        self.after_release(product);
        Ok(())
    }

    pub fn end_episode(&mut self, product: usize, number: usize) -> Answer {
        self.watched(product)?;
        self.roll(product);
        let p = &self.products[product];
        let phase = p.episode(number).map_or(Phase::Over, |e| e.phase);
        if number == p.episodes.len() && (self.recovered(product) || self.lapsed(product)) {
            self.end_breach(product);
            return Ok(());
        }
        match phase {
            Phase::Running if !p.episode(number).is_some_and(|e| e.pays_from(p.next_window_from(self.now))) => {
                self.end_stake(product, number)
            }
            Phase::Ended if !self.may_raise(product, number) => self.release(product, number),
            Phase::Over => return Err(vec!["IncidentError::NoEpisode"]),
            _ => return Err(vec!["IncidentError::BreachNotOver"]),
        }
        Ok(())
    }
}
