//! The scenario as it was meant on another day, and as it then was.

use outlast_core::metrics::{self, Measure, SupplyMeasure};
use outlast_core::scenario::{
    LossLaw, LossProcess, Pool, Quantity, ReplayStart, Scenario, Series, Supply,
};

use super::BacktestError;

/// Scenarios made from one, by what a loss process does in them.
#[derive(Debug)]
pub(super) struct Variants<'s> {
    scenario: &'s Scenario,
    /// Index of the process.
    process: usize,
}

impl<'s> Variants<'s> {
    pub(super) fn new(scenario: &'s Scenario, process: &str) -> Result<Self, BacktestError> {
        let found = scenario.losses.iter().position(|known| known.name == process);
        let process = found.ok_or_else(|| BacktestError::NoProcess(process.to_owned()))?;
        Ok(Self { scenario, process })
    }

    pub(super) fn process(&self) -> &LossProcess {
        &self.scenario.losses[self.process]
    }

    pub(super) fn horizon(&self) -> u32 {
        self.scenario.horizon
    }

    /// Parts of the pool's unit that are told apart.
    pub(super) fn per_unit(&self) -> f64 {
        self.pool().map_or(1.0, Pool::per_unit)
    }

    /// Whether a metric is the time of a first event.
    pub(super) fn is_first_passage(&self, metric: &str) -> bool {
        self.measure(metric).is_some_and(Measure::is_first_passage)
    }

    /// Whether a metric is a number of days that may have no end.
    pub(super) fn may_be_unlimited(&self, metric: &str) -> bool {
        let days = [SupplyMeasure::DaysOfSupplyEnd, SupplyMeasure::DaysOfSupplyMin];
        matches!(self.measure(metric), Some(Measure::Supply(_, of)) if days.contains(&of))
    }

    fn measure(&self, metric: &str) -> Option<Measure> {
        let known = metrics::all(self.scenario).into_iter().find(|known| known.name == metric);
        known.map(|metric| metric.measure)
    }

    fn pool(&self) -> Option<&Pool> {
        self.scenario.pools.iter().find(|pool| pool.name == self.process().pool)
    }

    /// The process alone, against an empty pool of so many days: all of what it demands is missing.
    /// Also the metric that tells how much.
    pub(super) fn demand(&self, level: Option<f64>, days: u32) -> (Scenario, String) {
        let mut process = self.process().clone();
        process.daily = at_level(&process.daily, level);
        process.share = Quantity::Fixed(1.0);
        process.split.clear();
        process.recoveries.clear();
        let supply = self.pool().and_then(|pool| pool.supply.clone());
        let pool = Pool {
            name: process.pool.clone(),
            label: None,
            strength: Quantity::Fixed(0.0),
            establishment: None,
            thresholds: Vec::new(),
            backorders: false,
            supply: supply.map(|supply| Supply { ration: Vec::new(), window: None, ..supply }),
        };
        let missing = if pool.supply.is_some() { "unmet_total" } else { "shortfall_total" };
        let metric = format!("{}.{missing}", pool.name);
        let scenario = Scenario {
            horizon: days,
            pools: vec![pool],
            rotations: Vec::new(),
            losses: vec![process],
            opposed: Vec::new(),
            batches: Vec::new(),
            transfers: Vec::new(),
            correlations: Vec::new(),
            policies: Vec::new(),
            asks: Vec::new(),
            ..self.scenario.clone()
        };
        (scenario, metric)
    }

    /// The scenario with the process at a level.
    pub(super) fn foreseen(&self, level: Option<f64>) -> Scenario {
        let mut scenario = Scenario { asks: Vec::new(), ..self.scenario.clone() };
        let daily = &mut scenario.losses[self.process].daily;
        *daily = at_level(daily, level);
        scenario
    }

    /// The scenario with the losses that came from a day on, as many days as it has.
    pub(super) fn happened(&self, losses: Vec<f64>) -> Scenario {
        let series = Series {
            file: String::new(),
            sha256: String::new(),
            column: String::new(),
            values: losses,
            dates: None,
        };
        self.certain(LossLaw::Replay { series, start: ReplayStart::At(0) })
    }

    /// The scenario with the same losses every day.
    pub(super) fn unchanged(&self, level: f64) -> Scenario {
        self.certain(LossLaw::Constant { mean: Quantity::Fixed(level) })
    }

    /// The scenario with losses that are what they are: nothing multiplies them, and nothing drifts
    /// with them.
    fn certain(&self, daily: LossLaw) -> Scenario {
        let mut scenario = self.foreseen(None);
        let process = &mut scenario.losses[self.process];
        process.daily = daily;
        process.schedule.clear();
        process.pulse = None;
        scenario.correlations.clear();
        scenario
    }
}

fn at_level(law: &LossLaw, level: Option<f64>) -> LossLaw {
    level.and_then(|level| law.at_mean(level)).unwrap_or_else(|| law.clone())
}
