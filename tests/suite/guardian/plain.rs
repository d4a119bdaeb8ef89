//! The rules of pauses as anyone would write them down: the whole history is kept and searched each time.

use super::kit::{PAUSE, WEEK};

/// One pause: when it was called, and from when to when it stopped business.
#[derive(Clone, Copy, Debug)]
pub struct Pause {
    pub called: i64,
    pub from: i64,
    pub until: i64,
}

/// Everything that the guardian ever did.
#[derive(Default, Debug)]
pub struct Plain {
    pub history: Vec<Pause>,
    /// The last pause was not lifted.
    standing: bool,
}

impl Plain {
    /// Business is stopped.
    pub fn is_paused(&self, at: i64) -> bool {
        self.history.iter().any(|pause| pause.from <= at && at < pause.until) || self.history.last().is_some_and(|pause| at < pause.until)
    }

    /// How many of the last pauses follow each other without a rest as long as a pause, if another one were called now.
    fn run(&self, at: i64) -> usize {
        let (mut next, mut run) = (at, 0);
        for pause in self.history.iter().rev() {
            if next - pause.until >= PAUSE {
                break;
            }
            (next, run) = (pause.called, run + 1);
        }
        run
    }

    /// A pause is called; whether it may be.
    pub fn pause(&mut self, at: i64) -> bool {
        let lately = self.history.iter().filter(|pause| at - pause.called < WEEK).count();
        if lately >= 3 || self.run(at) >= 2 {
            return false;
        }
        let from = self.history.last().map_or(at, |last| last.until.max(at));
        self.history.push(Pause {
            called: at,
            from,
            until: from + PAUSE,
        });
        self.standing = true;
        true
    }

    /// Somebody lifts; whether they may.
    pub fn lift(&mut self, by_guardian: bool, at: i64) -> bool {
        if !self.standing || !by_guardian && self.is_paused(at) {
            return false;
        }
        self.standing = false;
        // Each that still runs, or would have begun later, ends now.
        for pause in &mut self.history {
            pause.until = pause.until.min(at.max(pause.from));
            if pause.from > at {
                (pause.from, pause.until) = (at, at);
            }
        }
        true
    }

    /// Seconds of pauses between two times.
    fn stopped(&self, from: i64, until: i64) -> i64 {
        let inside = |pause: &Pause| (pause.until.min(until) - pause.from.max(from)).max(0);
        self.history.iter().map(inside).sum()
    }

    /// Longest that business was stopped in any seven days. The sum is largest in a span that begins with a pause or ends with one.
    pub fn most_in_a_week(&self) -> i64 {
        let starts = self.history.iter().flat_map(|pause| [pause.from, pause.until - WEEK]);
        starts.map(|start| self.stopped(start, start + WEEK)).max().unwrap_or(0)
    }

    /// Longest that business was stopped without a rest as long as a pause.
    pub fn most_without_rest(&self) -> i64 {
        let (mut most, mut sum, mut end) = (0, 0, i64::MIN / 2);
        for pause in &self.history {
            if pause.from - end >= PAUSE {
                sum = 0;
            }
            sum += pause.until - pause.from;
            (most, end) = (most.max(sum), pause.until);
        }
        most
    }
}
