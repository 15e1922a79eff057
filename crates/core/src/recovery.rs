//! Recovery: part of a category of losses comes back.
//!
//! Of the n lost on day d each returns with probability p, after a delay x: on day
//! d + max(1, ceil(x)), in the returns phase. The returners are Binomial(n, p), and their days
//! multinomial over the law of the delay in whole days, so that with Poisson losses of mean m a
//! day the number in recovery is Poisson of mean m p times the sum of P(delay > k) over the days
//! k = 0, 1, ... since the losses (a queue M/G/infinity in whole days).
//!
//! With [`servers`] the delay is the time of a service, for which those in recovery queue.
//!
//! The block enters returners among the days ahead, and wakes in the returns phase of every day as
//! long as some are entered there. Who would return after the horizon stays in recovery and is
//! entered nowhere.

mod servers;

use outlast_des::Cell;
use rand_distr::Distribution;

pub(crate) use self::servers::Servers;
use self::servers::ServersState;
use crate::ahead::DaysAhead;
use crate::durations::Delay;
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::{AliasTable, Binomial};
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
    /// The most that enter it on an average day [count]: for the size of the work.
    pub(crate) most_a_day: f64,
    /// Stream of when they return.
    pub(crate) stream: u32,
    /// Length of a run [days].
    pub(crate) horizon: u32,
}

/// How the day of a return follows from the law of the delay.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// Each in a time of its own.
    Ample(ReturnDays),
    /// Each when so many servers have served him and all before him.
    Served(Servers),
}

/// The law of the whole days from a loss to the return.
#[derive(Debug, Clone)]
pub(crate) struct ReturnDays {
    /// Chance of each day 1, 2, ... for who has not come back before it.
    chances: Box<[f64]>,
    /// The days as a table; the first after `chances` stands for all that follow.
    table: AliasTable,
    /// More returners than this are dealt out day by day, fewer draw a day each.
    few: i64,
}

/// The longest horizon [days]: a century.
const LONGEST: u32 = 36_525;
/// No run sees what is less likely than this.
const NEVER: f64 = 1e-18;
/// A day costs a binomial count, a returner a look into a table: about a fifth of it.
const RETURNERS_A_DAY: i64 = 5;

impl ReturnDays {
    /// Of a delay of more than k days with probability `survival(k)`. It does not depend on the
    /// horizon, so that a longer run changes no day of a shorter one.
    pub(crate) fn new(delay: &Delay) -> Self {
        let (mut chances, mut pmf) = (Vec::new(), Vec::new());
        let mut usual = 0;
        let mut left = 1.0;
        for day in 1..=LONGEST {
            // The survival function falls but for the rounding of its last digit.
            let later = delay.survival(day).min(left);
            let later = if later < NEVER { 0.0 } else { later };
            chances.push((left - later) / left);
            pmf.push(left - later);
            if left > 0.01 {
                usual = i64::from(day);
            }
            left = later;
            if left == 0.0 {
                break;
            }
        }
        pmf.push(left);
        let table = AliasTable::from_pmf(1, &pmf).expect("a century of days that sum to 1");
        Self { chances: chances.into(), table, few: RETURNERS_A_DAY * usual }
    }

    /// The longest delay that a run can see [days].
    pub(crate) fn longest(&self) -> u32 {
        self.chances.len() as u32
    }

    /// Draws the days of so many returners; `enter(k, n)` learns that n come back after k days, for
    /// k up to `limit`.
    fn deal(&self, returners: i64, limit: u32, cell: &mut Cell, mut enter: impl FnMut(u32, i64)) {
        let limit = limit.min(self.longest());
        if returners <= self.few {
            for _ in 0..returners {
                let days = self.table.sample(cell);
                if days <= i64::from(limit) {
                    enter(days as u32, 1);
                }
            }
            return;
        }
        let mut left = returners;
        for days in 1..=limit {
            let chance = self.chances[days as usize - 1];
            let back = Binomial::new(left, chance).map_or(0, |law| law.sample(cell));
            if back > 0 {
                enter(days, back);
                left -= back;
            }
            if left == 0 {
                return;
            }
        }
    }
}

/// What a block keeps of a recovery.
#[derive(Debug, Clone)]
pub(crate) struct RecoveryState<const L: usize> {
    returns: [f64; L],
    /// Who returns on each of the days ahead.
    back: DaysAhead<L>,
    /// The queue for the servers, if there are so many.
    queue: Option<ServersState<L>>,
    /// Whether the next day's returns are in the calendar.
    pub(crate) awake: bool,
    /// In recovery now, those included who will return after the horizon [count].
    pub(crate) present: [i64; L],
    /// Most in recovery at a close of day [count].
    pub(crate) peak: [i64; L],
    /// Come back so far [count].
    pub(crate) returned: [i64; L],
}

impl Recovery {
    /// Days ahead on which somebody may come back within a run.
    fn reach(&self) -> u32 {
        match &self.way {
            Way::Ample(days) => days.longest().min(self.horizon),
            Way::Served(_) => self.horizon,
        }
    }

    /// Bytes of a lane of its state.
    pub(crate) fn lane_bytes(&self) -> f64 {
        let ring = DaysAhead::<1>::lane_bytes(self.reach());
        match &self.way {
            Way::Ample(_) => ring,
            Way::Served(servers) => 2.0 * ring + 8.0 * f64::from(servers.count),
        }
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> RecoveryState<L> {
        RecoveryState {
            returns: [0.0; L],
            back: DaysAhead::new(self.reach()),
            queue: match &self.way {
                Way::Ample(_) => None,
                Way::Served(servers) => Some(servers.state(self.horizon)),
            },
            awake: false,
            present: [0; L],
            peak: [0; L],
            returned: [0; L],
        }
    }

    /// Draws what is drawn once per replication and forgets the last block.
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut RecoveryState<L>) {
        state.returns = self.returns.draw(lanes);
        state.back.clear();
        if let Some(queue) = &mut state.queue {
            queue.clear();
        }
        state.awake = false;
        state.present = [0; L];
        state.peak = [0; L];
        state.returned = [0; L];
    }

    /// The lost of a day enter recovery, as far as they will ever return.
    pub(crate) fn enter<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        lost: &[i64; L],
        state: &mut RecoveryState<L>,
    ) {
        let who = self.who.draw((day, lanes), lost, &state.returns);
        for lane in 0..L {
            let returners = who[lane];
            let mut cell = lanes.cell(lane, self.stream, day);
            state.present[lane] += returners;
            state.peak[lane] = state.peak[lane].max(state.present[lane]);
            let RecoveryState { back, queue, .. } = state;
            match (&self.way, queue) {
                (Way::Ample(days), _) => {
                    days.deal(returners, self.horizon - day, &mut cell, |days, count| {
                        back.enter(day + days, lane, count);
                    });
                }
                (Way::Served(servers), Some(queue)) if returners > 0 => {
                    let (who, when) = ((returners, lane), (day, self.horizon));
                    servers.serve(who, when, &mut cell, queue, |day| back.enter(day, lane, 1));
                }
                (Way::Served(_), _) => {}
            }
        }
    }
}

impl<const L: usize> RecoveryState<L> {
    /// Those whose day this is come back, and services of the day begin; returns how many are
    /// back, by lane.
    pub(crate) fn take(&mut self, day: u32) -> [i64; L] {
        if let Some(queue) = &mut self.queue {
            queue.start(day);
        }
        let back = self.back.take(day);
        for lane in 0..L {
            self.present[lane] -= back[lane];
            self.returned[lane] += back[lane];
        }
        back
    }

    /// Whether some are still to come back within the run.
    pub(crate) fn awaits(&self) -> bool {
        self.back.is_due()
    }

    /// Whether anything will happen on a later day.
    pub(crate) fn is_due(&self) -> bool {
        self.back.is_due() || self.queue.as_ref().is_some_and(|queue| queue.begin.is_due())
    }

    /// Waiting for a server now, by lane.
    pub(crate) fn waiting(&self) -> [i64; L] {
        self.queue.as_ref().map_or([0; L], |queue| queue.waiting)
    }

    /// Most waiting at a close of day, by lane.
    pub(crate) fn waiting_peak(&self) -> [i64; L] {
        self.queue.as_ref().map_or([0; L], |queue| queue.peak)
    }
}
