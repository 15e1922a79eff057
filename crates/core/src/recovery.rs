//! Recovery: part of a category of losses comes back.
//!
//! Of the n lost on day d each returns with probability p, after a delay x: on day
//! d + max(1, ceil(x)), in the returns phase. The returners are Binomial(n, p), and their days
//! multinomial over the law of the delay in whole days, so that with Poisson losses of mean m a
//! day the number in recovery is Poisson of mean m p times the sum of P(delay > k) over the days
//! k = 0, 1, ... since the losses (a queue M/G/infinity in whole days).
//!
//! How the days follow depends on the law of the delay. Of a delay in whole [`stages`] only how many are
//! in each is kept, of any other each returner draws [a day](days). With [`servers`] the delay is the
//! time of a service, for which those in recovery queue.
//!
//! The block wakes in the returns phase of every day as long as some may come back. Who would return
//! after the horizon stays in recovery.

mod days;
mod servers;
mod stages;

use self::days::Due;
pub(crate) use self::days::ReturnDays;
pub(crate) use self::servers::Servers;
use self::servers::ServersState;
pub(crate) use self::stages::Stages;
use self::stages::StagesState;
use crate::ahead::DaysAhead;
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::thinning::UncertainThinning;

/// A compiled recovery.
#[derive(Debug, Clone)]
pub(crate) struct Recovery {
    /// Index of the loss process.
    pub(crate) process: usize,
    /// Index of the pool that the returners join.
    pub(crate) to: usize,
    /// Chance that each ever returns.
    pub(crate) returns: Input,
    /// Who returns.
    pub(crate) who: UncertainThinning,
    pub(crate) way: Way,
    /// The most that enter it on an average day: for the size of the work.
    pub(crate) most_a_day: Entering,
    /// Length of a run [days].
    pub(crate) horizon: u32,
}

/// How many enter a recovery on a day, if all return: no more than either.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entering {
    /// So many [count].
    pub(crate) count: f64,
    /// Such a part of those present.
    pub(crate) part: f64,
}

/// How the day of a return follows from the law of the delay.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// Through stages, day by day.
    Staged(Stages),
    /// Each in a time of its own.
    Ample(ReturnDays),
    /// Each when so many servers have served him and all before him.
    Served(Servers),
}

/// What a block keeps of a recovery. Columns come first, each from a line of the cache on.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(crate) struct RecoveryState<const L: usize> {
    returns: [f64; L],
    /// In recovery now, those included who will return after the horizon [count].
    pub(crate) present: [i64; L],
    /// Most in recovery at a close of day [count].
    pub(crate) peak: [i64; L],
    /// Come back so far [count].
    pub(crate) returned: [i64; L],
    under: Under<L>,
    /// Whether there is anybody, in some lane.
    anybody: bool,
    /// Whether the next day's returns are in the calendar.
    pub(crate) awake: bool,
}

/// Those in recovery, as their way has it.
#[derive(Debug, Clone)]
enum Under<const L: usize> {
    Staged(StagesState<L>),
    Ample(Due<L>),
    Served {
        /// Who returns on each of the days ahead.
        back: DaysAhead<L>,
        queue: ServersState<L>,
    },
}

impl Recovery {
    /// Bytes of a lane of its state.
    pub(crate) fn lane_bytes(&self) -> f64 {
        match &self.way {
            Way::Staged(stages) => stages.lane_bytes(),
            Way::Ample(days) => Due::<1>::lane_bytes(days.longest().min(self.horizon)),
            Way::Served(servers) => {
                2.0 * DaysAhead::<1>::lane_bytes(self.horizon) + 8.0 * f64::from(servers.count)
            }
        }
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> RecoveryState<L> {
        let under = match &self.way {
            Way::Staged(stages) => Under::Staged(stages.state()),
            Way::Ample(days) => Under::Ample(Due::new(days.longest().min(self.horizon))),
            Way::Served(servers) => Under::Served {
                back: DaysAhead::new(self.horizon),
                queue: servers.state(self.horizon),
            },
        };
        RecoveryState {
            returns: [0.0; L],
            under,
            anybody: false,
            awake: false,
            present: [0; L],
            peak: [0; L],
            returned: [0; L],
        }
    }

    /// Draws what is drawn once per replication and forgets the last block.
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut RecoveryState<L>) {
        state.returns = self.returns.draw(lanes);
        match &mut state.under {
            Under::Staged(stages) => stages.clear(),
            Under::Ample(due) => due.clear(),
            Under::Served { back, queue } => {
                back.clear();
                queue.clear();
            }
        }
        state.anybody = false;
        state.awake = false;
        state.present = [0; L];
        state.peak = [0; L];
        state.returned = [0; L];
    }

    /// The lost of a day enter recovery, as far as they will ever return.
    #[inline(always)]
    pub(crate) fn enter<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        lost: &[i64; L],
        state: &mut RecoveryState<L>,
    ) {
        let who = self.who.draw((day, lanes), lost, &state.returns);
        for lane in 0..L {
            state.present[lane] += who[lane];
            state.peak[lane] = state.peak[lane].max(state.present[lane]);
        }
        state.anybody |= who.iter().fold(0, |all, count| all | count) != 0;
        let days = (day, self.horizon);
        match (&self.way, &mut state.under) {
            (_, Under::Staged(stages)) => stages.enter(&who),
            (Way::Ample(law), Under::Ample(due)) => law.enter(days, lanes, &who, due),
            (Way::Served(servers), Under::Served { back, queue }) => {
                servers.enter(days, lanes, &who, (queue, back));
            }
            _ => {}
        }
    }

    /// Those whose day this is come back, and services of the day begin; returns how many are
    /// back, by lane.
    #[inline(always)]
    pub(crate) fn take<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &mut RecoveryState<L>,
    ) -> [i64; L] {
        let back = match (&self.way, &mut state.under) {
            (Way::Staged(law), Under::Staged(stages)) => law.advance((day, lanes), stages),
            (_, Under::Ample(due)) => due.take(day),
            (_, Under::Served { back, queue }) => {
                queue.start(day);
                back.take(day)
            }
            _ => [0; L],
        };
        for lane in 0..L {
            state.present[lane] -= back[lane];
            state.returned[lane] += back[lane];
        }
        state.anybody = state.present.iter().fold(0, |all, count| all | count) != 0;
        back
    }
}

impl<const L: usize> RecoveryState<L> {
    /// Whether some may still come back within the run.
    pub(crate) fn awaits(&self) -> bool {
        match &self.under {
            // Of those in stages it is not known who comes back too late.
            Under::Staged(_) => self.anybody,
            Under::Ample(due) => due.is_due(),
            Under::Served { back, .. } => back.is_due(),
        }
    }

    /// Whether anything may happen on a later day of the run.
    pub(crate) fn is_due(&self) -> bool {
        let begins = match &self.under {
            Under::Served { queue, .. } => queue.begin.is_due(),
            _ => false,
        };
        begins || self.awaits()
    }

    /// Waiting for a server now, by lane.
    pub(crate) fn waiting(&self) -> [i64; L] {
        self.queue().map_or([0; L], |queue| queue.waiting)
    }

    /// Most waiting at a close of day, by lane.
    pub(crate) fn waiting_peak(&self) -> [i64; L] {
        self.queue().map_or([0; L], |queue| queue.peak)
    }

    fn queue(&self) -> Option<&ServersState<L>> {
        match &self.under {
            Under::Served { queue, .. } => Some(queue),
            _ => None,
        }
    }
}
