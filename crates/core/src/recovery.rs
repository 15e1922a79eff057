//! Recovery: part of a category of losses comes back.
//!
//! Of the n lost on day d each returns with probability p, after a delay x: on day
//! d + max(1, ceil(x)), in the returns phase. The returners are Binomial(n, p), and their days
//! multinomial over the law of the delay in whole days, so that with Poisson losses of mean m a
//! day the number in recovery is Poisson of mean m p times the sum of P(delay > k) over the days
//! k = 0, 1, ... since the losses (a queue M/G/infinity in whole days).
//!
//! The block enters returners in a ring of the days ahead, a column of lanes each, and wakes in the
//! returns phase of every day as long as some are entered in it. Who would return after the
//! horizon stays in recovery and is entered nowhere.

use outlast_des::Cell;
use rand_distr::Distribution;

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
    pub(crate) days: ReturnDays,
    /// Stream of when they return.
    pub(crate) stream: u32,
    /// Length of a run [days].
    pub(crate) horizon: u32,
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
    /// Who returns on each of the days ahead, by day modulo the length [count].
    ring: Vec<[i64; L]>,
    /// Entered in the ring, all lanes together [count].
    pub(crate) due: i64,
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
    pub(crate) fn days_ahead(&self) -> u32 {
        self.days.longest().min(self.horizon)
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> RecoveryState<L> {
        RecoveryState {
            returns: [0.0; L],
            ring: vec![[0; L]; self.days_ahead() as usize + 1],
            due: 0,
            awake: false,
            present: [0; L],
            peak: [0; L],
            returned: [0; L],
        }
    }

    /// Draws what is drawn once per replication and forgets the last block.
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut RecoveryState<L>) {
        state.returns = self.returns.draw(lanes);
        if state.due > 0 {
            state.ring.fill([0; L]);
        }
        state.due = 0;
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
        let length = state.ring.len() as u32;
        let who = self.who.draw((day, lanes), lost, &state.returns);
        for lane in 0..L {
            let returners = who[lane];
            let mut cell = lanes.cell(lane, self.stream, day);
            state.present[lane] += returners;
            state.peak[lane] = state.peak[lane].max(state.present[lane]);
            let RecoveryState { ring, due, .. } = state;
            self.days.deal(returners, self.horizon - day, &mut cell, |days, count| {
                ring[((day + days) % length) as usize][lane] += count;
                *due += count;
            });
        }
    }

    /// Those whose day this is come back; returns how many, by lane.
    pub(crate) fn take<const L: usize>(day: u32, state: &mut RecoveryState<L>) -> [i64; L] {
        let place = day as usize % state.ring.len();
        let back = std::mem::replace(&mut state.ring[place], [0; L]);
        for lane in 0..L {
            state.due -= back[lane];
            state.present[lane] -= back[lane];
            state.returned[lane] += back[lane];
        }
        back
    }
}
