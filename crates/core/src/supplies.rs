//! Supplies: how many days a stockpile lasts, and rations while they are few.
//!
//! A supply is a pool: its use is a loss process, its resupply a transfer, its deliveries batches.
//! What is added to them is the days of supply at each close,
//!
//! days of supply = stock / (mean use − mean resupply), both a day,
//!
//! where the mean use is that of its law and its share on the next day, with the factor that the
//! schedule has then, though no pulse is foreseen; or that of the use demanded over the last `window`
//! days (over those there were, while there are fewer; of the law, before the first). Deliveries count when
//! they have come. An empty stock has 0 days of supply; one whose resupply covers the mean use, or that
//! would last for more than a century, is unlimited.
//!
//! While the days of supply at the close of the day before are below those of a ration, its factor
//! multiplies the mean use; of several rations the deepest that applies.

use crate::lanes::Lanes;
use crate::losses::{Modifiers, Process};
use crate::metrics::{CENSORED, COVERAGE_SCALE};
use crate::scenario::RationStep;
use crate::series::{DAYS_SCALE, UNLIMITED_DAYS};

/// A compiled supply.
#[derive(Debug, Clone)]
pub(crate) struct Supply {
    /// Index of its pool.
    pub(crate) pool: usize,
    /// Index of the loss process that is its use.
    pub(crate) usage: usize,
    pub(crate) resupply: Option<Resupply>,
    pub(crate) window: Option<u32>,
    /// Each deeper than the one before.
    pub(crate) ration: Vec<RationStep>,
}

/// A steady flow into a supply.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resupply {
    /// Index of the transfer that brings it.
    pub(crate) transfer: usize,
    /// The time that its rate is of [days].
    pub(crate) every: f64,
}

/// What a series of every day tells of unlimited days of supply, in its value units.
pub(crate) const UNLIMITED: i64 = UNLIMITED_DAYS as i64 * DAYS_SCALE;

/// What a block keeps of a supply.
#[derive(Debug, Clone)]
pub(crate) struct SupplyState<const L: usize> {
    /// Mean use of the law [counts a day].
    mean: [f64; L],
    /// The schedule's factor on it tomorrow.
    pace: [f64; L],
    /// Mean resupply [counts a day].
    resupply: [f64; L],
    /// Use demanded on each of the last days, by day modulo the window, and their sum [count].
    recent: Vec<[i64; L]>,
    sum: [i64; L],
    /// Days of supply at the last close, in millionths of a day; unlimited is [`CENSORED`].
    pub(crate) days: [i64; L],
    /// Fewest days of supply at a close, as `days`.
    pub(crate) fewest: [i64; L],
    /// Factor on tomorrow's mean use.
    pub(crate) factor: [f64; L],
    /// Whether a ration holds tomorrow.
    rationed: [bool; L],
    /// Days on which one held.
    pub(crate) rationed_days: [i64; L],
}

impl Supply {
    /// Bytes of a lane of its state.
    pub(crate) fn lane_bytes(&self) -> f64 {
        8.0 * f64::from(self.window.unwrap_or(0))
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> SupplyState<L> {
        SupplyState {
            mean: [0.0; L],
            pace: [1.0; L],
            resupply: [0.0; L],
            recent: vec![[0; L]; self.window.unwrap_or(0) as usize],
            sum: [0; L],
            days: [CENSORED; L],
            fewest: [CENSORED; L],
            factor: [1.0; L],
            rationed: [false; L],
            rationed_days: [0; L],
        }
    }

    /// Draws what is drawn once per replication, and tells the days of supply before day 1.
    pub(crate) fn begin<const L: usize>(
        &self,
        lanes: &Lanes,
        (usage, wish): (&Process, Option<&Process>),
        stock: &[i64; L],
        state: &mut SupplyState<L>,
    ) {
        state.mean = usage.mean(lanes);
        state.pace = usage.modifiers.scheduled(1, lanes);
        state.resupply = match (&self.resupply, wish) {
            (Some(resupply), Some(wish)) => wish.mean(lanes).map(|rate: f64| rate / resupply.every),
            _ => [0.0; L],
        };
        state.recent.fill([0; L]);
        state.sum = [0; L];
        state.fewest = [CENSORED; L];
        state.rationed_days = [0; L];
        self.tell(0, stock, state);
    }

    /// A day closes with so much left, after so much use was demanded.
    pub(crate) fn close<const L: usize>(
        &self,
        (day, lanes): (u32, &Lanes),
        modifiers: &Modifiers,
        (stock, demand): (&[i64; L], &[i64; L]),
        state: &mut SupplyState<L>,
    ) {
        if !modifiers.schedule.steps.is_empty() {
            state.pace = modifiers.scheduled(day + 1, lanes);
        }
        if let Some(window) = self.window {
            let oldest = &mut state.recent[(day % window) as usize];
            for i in 0..L {
                state.sum[i] += demand[i] - oldest[i];
            }
            *oldest = *demand;
        }
        for i in 0..L {
            state.rationed_days[i] += i64::from(state.rationed[i]);
        }
        self.tell(day, stock, state);
        for i in 0..L {
            state.fewest[i] = state.fewest[i].min(state.days[i]);
        }
    }

    /// Tells the days of supply at the close of a day, and tomorrow's ration.
    fn tell<const L: usize>(&self, day: u32, stock: &[i64; L], state: &mut SupplyState<L>) {
        let seen = self.window.map_or(0, |window| window.min(day));
        for i in 0..L {
            let usage = if seen > 0 {
                state.sum[i] as f64 / f64::from(seen)
            } else {
                state.mean[i] * state.pace[i]
            };
            let days = days_of_supply(stock[i] as f64, usage - state.resupply[i]);
            state.days[i] = match days {
                Some(days) => (days * COVERAGE_SCALE as f64) as i64,
                None => CENSORED,
            };
            let step = self.ration.iter().rev().find(|step| is_below(days, step.below_days));
            state.rationed[i] = step.is_some();
            state.factor[i] = step.map_or(1.0, |step| step.factor);
        }
    }
}

/// Days that a stock lasts; none if without limit.
fn days_of_supply(stock: f64, net: f64) -> Option<f64> {
    if stock == 0.0 {
        return Some(0.0);
    }
    let days = stock / net;
    (net > 0.0 && days <= UNLIMITED_DAYS).then_some(days)
}

/// Rounding does not make 30 days out of a hair less.
fn is_below(days: Option<f64>, level: f64) -> bool {
    days.is_some_and(|days| days < level - 1e-12 * level)
}

impl<const L: usize> SupplyState<L> {
    /// Days of supply at the last close for a series, in its value units: at most [`UNLIMITED`].
    pub(crate) fn days_told(&self) -> [i64; L] {
        self.days.map(|days| (days / (COVERAGE_SCALE / DAYS_SCALE)).min(UNLIMITED))
    }

    /// Days on which a ration held, in a run whose last `unseen` days found the stock empty for good.
    pub(crate) fn all_rationed_days(&self, unseen: u32) -> [i64; L] {
        std::array::from_fn(|i| {
            self.rationed_days[i] + i64::from(self.rationed[i]) * i64::from(unseen)
        })
    }
}
