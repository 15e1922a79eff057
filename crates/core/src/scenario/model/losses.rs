//! Loss processes, and what becomes of the lost.

use super::{Duration, LossLaw, Quantity};

/// A loss process: a demand of so many a day, or a hazard of each head.
#[derive(Debug, Clone, PartialEq)]
pub struct LossProcess {
    /// Name in the file: `[losses.NAME]`.
    pub name: String,
    /// What to call it in charts.
    pub label: Option<String>,
    /// The pool it falls on.
    pub pool: String,
    /// Law of the daily count.
    pub daily: LossLaw,
    /// Part of it that falls on this pool, 0 to 1; thinned binomially. Default 1.
    pub share: Quantity,
    /// Piecewise factors on the mean; empty means 1 throughout. Strictly ascending days, and
    /// factor 1 before the first.
    pub schedule: Vec<ScheduleStep>,
    /// Random pulses of a higher or lower rate.
    pub pulse: Option<Pulse>,
    /// What becomes of the lost, in the order of the file: parts of sum 1. Empty: not told.
    pub split: Vec<Category>,
    /// Who of them comes back, in the order of the file; each of a category of the split.
    pub recoveries: Vec<Recovery>,
}

/// A fate of the lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its name: `kia`, `wia`.
    pub name: String,
    /// Part of the losses that it is, 0 to 1.
    pub part: f64,
}

/// Part of a category comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovery {
    /// The category.
    pub category: String,
    /// Probability that one of them ever returns, 0 to 1.
    pub returns: Quantity,
    /// Time from the loss to the return; rounded up to whole days, at least 1. With `servers`, the
    /// time of one service, which is not rounded.
    pub delay: Duration,
    /// How many are served at a time, first come, first served; `None`: all.
    pub servers: Option<u32>,
    /// The pool that they join.
    pub to: String,
}

/// From `from` on the mean is multiplied by `factor`.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleStep {
    /// First day it holds (dates are turned into days by the parser). Day 1 is the first day of
    /// losses; earlier dates become day 1.
    pub from: u32,
    /// Factor on the mean, at least 0.
    pub factor: Quantity,
}

/// Pulses begin at random and multiply the mean while they last.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulse {
    /// Expected pulses begun per year of 365.25 days without a pulse running.
    pub per_year: Quantity,
    /// Factor on the mean while it lasts, at least 0.
    pub factor: Quantity,
    /// Length of each pulse; rounded up to whole days, at least 1.
    pub days: Duration,
}
