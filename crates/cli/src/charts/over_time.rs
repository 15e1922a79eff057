//! Charts over time: strengths, pools that feed each other, what became of the lost, who recovers,
//! days of supply.

use outlast_core::scenario::{LossProcess, Pool, Quantity, Scenario};
use outlast_core::series::{DailyMeasure, UNLIMITED_DAYS};
use outlast_montecarlo::{Bands, means};
use outlast_plot::{ChainPool, Chains, Fan, FanPool, Fate, Fates, InRecovery, Recovery, Supply};

use super::{Results, arrivals, capitalised, label};
use crate::answer::level;
use crate::figures::plain;

impl Results<'_> {
    /// Quantiles of a series by day; none where nothing is kept of every day.
    fn bands(&self, measure: DailyMeasure) -> Vec<[f64; 5]> {
        let series = self.plan.series().iter().position(|series| series.measure == measure);
        series.map_or_else(Vec::new, |series| Bands::new(self.tally, series).days)
    }

    /// Means of a series by day; none where nothing is kept of every day.
    fn means(&self, measure: DailyMeasure) -> Vec<f64> {
        let series = self.plan.series().iter().position(|series| series.measure == measure);
        series.map_or_else(Vec::new, |series| means(self.tally, series))
    }

    /// Strengths of pools that share a unit.
    pub(super) fn strengths(&self, pools: &[usize]) -> Fan {
        let all = pools.iter().map(|&index| (index, &self.scenario.pools[index]));
        let unit = pools.first().and_then(|&index| self.scenario.pools[index].supply.as_ref());
        let unit = unit.map_or(&self.scenario.unit, |supply| &supply.unit).clone();
        let pools = all.map(|(index, pool)| FanPool {
            thresholds: pool
                .thresholds
                .iter()
                .filter_map(|threshold| Some((threshold.name.clone(), level(pool, threshold)?)))
                .collect(),
            batches: arrivals(pool, self.scenario),
            ..self.strength(index, pool)
        });
        Fan { pools: pools.collect(), unit, timeline: self.timeline() }
    }

    /// Days of supply of a supply that is so manieth of them, unless they are unlimited throughout.
    pub(super) fn supply(&self, index: usize, pool: usize) -> Option<Supply> {
        let pool = &self.scenario.pools[pool];
        let days = self.bands(DailyMeasure::DaysOfSupply(index));
        let ration = pool.supply.iter().flat_map(|supply| &supply.ration);
        let rationing = ration.map(|step| (use_left(step.factor), step.below_days));
        let limited = days.iter().flatten().copied().filter(|&days| !is_unlimited(days));
        let most = limited.max_by(f64::total_cmp)?;
        Some(Supply {
            label: label(pool),
            start: None,
            is_cut: days.iter().flatten().any(|&days| is_unlimited(days)),
            days: days.iter().map(|day| day.map(|days| days.min(most))).collect(),
            rationing: rationing.collect(),
            timeline: self.timeline(),
        })
    }

    /// The strength of a pool, without what happens to it.
    fn strength(&self, index: usize, pool: &Pool) -> FanPool {
        FanPool {
            label: label(pool),
            start: known_quantiles(&pool.strength),
            days: self.bands(DailyMeasure::Strength(index)),
            ..FanPool::default()
        }
    }

    /// The pools that transfers link, if there are any.
    pub(super) fn chained(&self) -> Option<Chains> {
        let pools = self.scenario.pools.iter().enumerate();
        let pools: Vec<ChainPool> = pools
            .filter(|(_, pool)| is_linked(pool, self.scenario))
            .map(|(index, pool)| ChainPool {
                pool: self.strength(index, pool),
                gives_to: self.receivers(pool),
            })
            .collect();
        let (unit, timeline) = (self.scenario.unit.clone(), self.timeline());
        (!pools.is_empty()).then_some(Chains { pools, unit, timeline })
    }

    /// Names of the pools that a pool's transfers go to.
    fn receivers(&self, pool: &Pool) -> Vec<String> {
        let receivers = self.scenario.pools.iter().filter(|to| {
            links(self.scenario).any(|(from, receiver)| from == pool.name && receiver == to.name)
        });
        receivers.map(label).collect()
    }

    /// What became of the losses of a process, if it has a split.
    pub(super) fn fates(&self, index: usize, process: &LossProcess) -> Option<Fates> {
        let fates = process.split.iter().enumerate().map(|(category, fate)| {
            let back = self.recovery_of(index, &fate.name);
            let of = |measure: fn(usize) -> DailyMeasure| {
                back.map_or_else(Vec::new, |recovery| self.means(measure(recovery)))
            };
            Fate {
                label: fate_label(&fate.name),
                lost: self.means(DailyMeasure::Fate(index, category)),
                in_recovery: of(DailyMeasure::InRecovery),
                returned: of(DailyMeasure::Returned),
            }
        });
        let fates: Vec<Fate> = fates.collect();
        let label = process.label.clone().unwrap_or_else(|| capitalised(&process.name));
        let (unit, timeline) = (self.scenario.unit.clone(), self.timeline());
        (!fates.is_empty()).then_some(Fates { label, fates, unit, timeline })
    }

    /// Who is in recovery from the losses of a process, if anybody ever is.
    pub(super) fn in_recovery(&self, index: usize, process: &LossProcess) -> Option<Recovery> {
        let categories = process.recoveries.iter().filter_map(|recovery| {
            let days =
                self.bands(DailyMeasure::InRecovery(self.recovery_of(index, &recovery.category)?));
            Some(InRecovery { label: fate_label(&recovery.category), days })
        });
        let categories: Vec<InRecovery> = categories.collect();
        let (unit, timeline) = (self.scenario.unit.clone(), self.timeline());
        (!categories.is_empty()).then_some(Recovery { categories, unit, timeline })
    }

    /// The number of a category's recovery, counted through the processes.
    fn recovery_of(&self, process: usize, category: &str) -> Option<usize> {
        let before = &self.scenario.losses[..process];
        let before: usize = before.iter().map(|process| process.recoveries.len()).sum();
        let recoveries = &self.scenario.losses[process].recoveries;
        let place = recoveries.iter().position(|recovery| recovery.category == category)?;
        Some(before + place)
    }
}

/// Whether so many days of supply stand for unlimited ones. Quantiles of so wide a range are read to
/// a fraction of themselves.
fn is_unlimited(days: f64) -> bool {
    days > 0.9 * UNLIMITED_DAYS
}

/// "half of the use", "80% of the use".
fn use_left(factor: f64) -> String {
    if factor == 0.0 {
        "no use".to_owned()
    } else if factor == 0.5 {
        "half of the use".to_owned()
    } else {
        format!("{}% of the use", plain((1e6 * factor).round() / 1e4))
    }
}

/// The pairs of pools between which something is transferred, by name.
fn links(scenario: &Scenario) -> impl Iterator<Item = (&str, &str)> {
    let transfers = scenario.transfers.iter();
    transfers.filter_map(|transfer| Some((transfer.from.as_deref()?, transfer.to.as_deref()?)))
}

fn is_linked(pool: &Pool, scenario: &Scenario) -> bool {
    links(scenario).any(|(from, to)| from == pool.name || to == pool.name)
}

/// A category in words: the usual abbreviations are spelled out.
fn fate_label(name: &str) -> String {
    match name {
        "kia" => "Killed".to_owned(),
        "wia" => "Wounded".to_owned(),
        "mia" => "Missing".to_owned(),
        "pow" => "Captured".to_owned(),
        "dnbi" => "Disease and injury".to_owned(),
        other => capitalised(other),
    }
}

/// Quantiles 5, 25, 50, 75 and 95 % of a strength on hand before day 1, for the laws whose
/// quantiles are plain arithmetic. None either for a pool that begins with its first batch.
fn known_quantiles(strength: &Quantity) -> Option<[f64; 5]> {
    let between = |low: f64, high: f64| {
        outlast_montecarlo::summary::BAND_LEVELS.map(|level| low + level * (high - low))
    };
    match *strength {
        Quantity::Fixed(value) => (value > 0.0).then_some([value; 5]),
        Quantity::Uniform { low, high } => Some(between(low, high)),
        Quantity::UniformInteger { low, high } => Some(between(low as f64, high as f64)),
        _ => None,
    }
}
