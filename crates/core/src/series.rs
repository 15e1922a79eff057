//! What is kept of every day: the series behind the charts over time.
//!
//! A series of one replication is a non-negative integer at each close of day, in *value units*.
//! A plan that was asked for everything has all the series of its scenario; one that was asked for
//! some metrics alone has none, for speed.
//!
//! To add a series: an arm of [`DailyMeasure`], its name where [`all`] lists them, and its value in
//! [`Block`](crate::Block)'s `today`. One that is no count of people or things says its value
//! units there too ([`Series::scale`]) and the most it can be in
//! [`Plan::largest`](crate::Plan::largest).

use crate::scenario::Scenario;

/// One quantity observed at every close of day in every replication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Full name: `contingent.strength`.
    pub name: String,
    /// What is observed.
    pub measure: DailyMeasure,
    /// Value units per unit: days of supply are kept in thousandths of a day, the stock of a supply in
    /// its finest steps, all else in ones.
    pub scale: i64,
}

/// What is observed at the close of a day, by index of pool or loss process in the order of the
/// file; recoveries are counted through the processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DailyMeasure {
    /// Strength of a pool (count).
    Strength(usize),
    /// In recovery (count): recovery.
    InRecovery(usize),
    /// Losses of a process that have met a fate so far (count): process, category of its split.
    Fate(usize, usize),
    /// Come back from a recovery so far (count): recovery.
    Returned(usize),
    /// Days of supply (days), by index among the supplies; [`UNLIMITED_DAYS`] where they are
    /// unlimited.
    DaysOfSupply(usize),
}

/// More days of supply than these are unlimited: a century.
pub const UNLIMITED_DAYS: f64 = 36_525.0;

/// Parts of a day that a series tells apart: finer ones would cost the quantiles of all series
/// precision, because they share their memory.
pub(crate) const DAYS_SCALE: i64 = 1_000;

/// How much of a day's values is kept over the replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Their distribution, for quantiles.
    Distribution,
    /// Their sum, for the mean: next to nothing.
    Sum,
}

impl DailyMeasure {
    /// How much of its values is kept.
    pub const fn keep(self) -> Keep {
        match self {
            Self::Fate(..) | Self::Returned(_) => Keep::Sum,
            _ => Keep::Distribution,
        }
    }
}

/// Every series of a scenario: the strengths of pools in the order of the file, so that a pool and
/// its strength have one index; then the days of supply of supplies; then loss process by loss
/// process.
pub fn all(scenario: &Scenario) -> Vec<Series> {
    let mut series = Vec::new();
    let mut push = |name: String, measure, scale| series.push(Series { name, measure, scale });
    for (p, pool) in scenario.pools.iter().enumerate() {
        let scale = pool.supply.as_ref().map_or(1, |supply| i64::from(supply.per_unit));
        push(format!("{}.strength", pool.name), DailyMeasure::Strength(p), scale);
    }
    let supplies = scenario.pools.iter().filter(|pool| pool.supply.is_some());
    for (s, supply) in supplies.enumerate() {
        let name = format!("{}.days_of_supply", supply.name);
        push(name, DailyMeasure::DaysOfSupply(s), DAYS_SCALE);
    }
    let mut recoveries = 0;
    for (l, process) in scenario.losses.iter().enumerate() {
        for (c, category) in process.split.iter().enumerate() {
            let name = format!("{}.{}", process.name, category.name);
            push(format!("{name}_total"), DailyMeasure::Fate(l, c), 1);
            if let Some(r) = process.recoveries.iter().position(|r| r.category == category.name) {
                let index = recoveries + r;
                push(format!("{name}_in_recovery"), DailyMeasure::InRecovery(index), 1);
                push(format!("{name}_returned"), DailyMeasure::Returned(index), 1);
            }
        }
        recoveries += process.recoveries.len();
    }
    series
}
