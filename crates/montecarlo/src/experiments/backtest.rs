//! Would the model have been right? Forecasts from past days, held against what then happened.
//!
//! From a series of what was lost day by day, and for a start every so many days: the mean of a loss
//! process is set to the average of the days before the start, the scenario is simulated, and what it
//! foresaw is compared with what the series then did. Nothing after a start enters its forecast, but
//! what the file says of the law's shape.
//!
//! | target | foreseen | outcome |
//! |---|---|---|
//! | [`Target::Total`] | the losses that the process demands in so many days, whatever is left to lose | their sum in the series |
//! | [`Target::Metric`] | a metric of the scenario | the same of the scenario with the process replayed from the series |
//!
//! The series is taken to be what the law draws: a share of the process does not thin the total, and
//! its schedule and pulses are part of the forecast, not of the outcome. Both are
//! ordinary plans on the ordinary engine: the total is what an empty pool falls short of. A metric
//! has an outcome only if the series decides it, in every run the same; else
//! [`BacktestError::Undecided`] says so.
//!
//! # How forecasts are scored
//!
//! With x(1) ≤ ... ≤ x(m) the runs of a forecast and y the outcome:
//!
//! * **Central intervals** of 50, 80 and 90 % go from one quantile of the runs to another, both
//!   included; how often they hold the outcome should be what they say.
//! * **CRPS**, the continuous ranked probability score ∫ (F(x) − 1{x ≥ y})² dx of the runs'
//!   distribution F, exactly, in integers:
//!
//!   ```text
//!   CRPS = (1/m) Σ |x(i) − y| − (1/m²) Σ (2i − m − 1) x(i)
//!   ```
//!
//!   (the second sum is half the mean difference of two runs; Gneiting & Raftery 2007, "Strictly
//!   proper scoring rules, prediction, and estimation", J. Am. Stat. Assoc. 102, eq. 21). It has the
//!   unit of the outcome, is less for better forecasts, and of a single number is the absolute
//!   error: that of "the rate stays as it is" is what it is compared with.
//! * **PIT**, the probability that the forecast gave to less than the outcome. Of a model that is right
//!   it is uniform. The outcome's rank among m runs is a place between r/(m + 1) and
//!   (r + e + 1)/(m + 1), with r runs below it and e equal to it; the mass of each outcome is spread
//!   evenly over that interval (Czado, Gneiting & Held 2009, "Predictive model assessment for count
//!   data", Biometrics 65), so that counts need no randomisation.
//!
//! Windows of successive starts overlap, and what overlaps tells the same twice. Intervals are those of
//! Wilson for as many trials as windows fit into the span without overlapping: a cautious count.
//!
//! A day that did not come within the horizon is later than any day in it for quantiles and ranks, and
//! counts as the horizon for the CRPS, forecast and outcome alike.

mod error;
mod history;
mod report;
mod score;
mod variants;

use std::ops::Range;

use jiff::civil::Date;
use outlast_core::metrics::{CENSORED, Metric};
use outlast_core::scenario::{Scenario, Series};
use outlast_core::{Engine, Plan, Wanted};

pub use self::error::BacktestError;
pub use self::report::{Calibration, Forecast, Held, Pit, Verdict};

use self::history::History;
use self::score::Ensemble;
use self::variants::Variants;
use super::parallel::{Worker, in_parallel};
use crate::runner::{Observer, Options, RunError, Width};

/// Levels of the quantiles of a forecast.
pub const LEVELS: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Starts at most.
pub const MOST_STARTS: usize = 5_000;

/// Runs in which an outcome must be the same to be called decided by the series.
const DECIDING: u64 = 64;

/// What is foreseen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The losses that the process demands in so many days.
    Total(u32),
    /// A metric of the scenario, by name.
    Metric(String),
}

/// What the mean of the law is, at each start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The average of so many days before it, at least 1.
    Last(u32),
    /// What the scenario says.
    AsWritten,
}

/// What is to be tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The loss process that the series tells of.
    pub process: String,
    /// What is foreseen, in order.
    pub targets: Vec<Target>,
    /// The mean at each start.
    pub level: Level,
    /// From one start to the next (days), at least 1.
    pub every: u32,
    /// The first start, if it is not the first that has its level behind it.
    pub from: Option<Date>,
    /// The last start, if it is not the last that has its window ahead of it.
    pub to: Option<Date>,
}

/// A request that can be met: the series is whole, and each target has starts.
#[derive(Debug)]
pub struct Backtest<'s> {
    variants: Variants<'s>,
    history: History,
    targets: Vec<Target>,
    level: Level,
    every: u32,
    /// Rows of the starts.
    starts: Vec<usize>,
}

impl<'s> Backtest<'s> {
    /// Checks a request against a scenario and a series.
    ///
    /// # Errors
    ///
    /// When the process cannot be set to a level, the series has gaps or is too short, or the first
    /// outcome of a metric is not decided by the series.
    pub fn new(
        scenario: &'s Scenario,
        series: &Series,
        request: &Request,
    ) -> Result<Self, BacktestError> {
        let variants = Variants::new(scenario, &request.process)?;
        let process = variants.process();
        let replays = process.daily.name() == "replay";
        if replays || request.level != Level::AsWritten && process.daily.at_mean(1.0).is_none() {
            let (process, law) = (process.name.clone(), process.daily.name());
            return Err(BacktestError::NoMean { process, law });
        }
        let history = History::new(series, variants.per_unit())?;
        for target in &request.targets {
            if let Target::Metric(name) = target
                && variants.may_be_unlimited(name)
            {
                return Err(BacktestError::Unlimited(name.clone()));
            }
        }
        let past = match request.level {
            Level::Last(days) => days.max(1),
            Level::AsWritten => 0,
        };
        let starts = history.starts(past, request)?;
        let mut this = Self {
            variants,
            history,
            targets: request.targets.clone(),
            level: request.level,
            every: request.every.max(1),
            starts,
        };
        let shortest = (0..this.targets.len()).map(|t| this.window(t)).min().unwrap_or(1);
        this.starts.retain(|&row| this.history.has_ahead(row, shortest));
        if this.starts.len() > MOST_STARTS {
            return Err(BacktestError::TooMany(this.starts.len()));
        }
        for target in 0..this.targets.len() {
            let window = this.window(target);
            let Some(first) = this.starts_of(target).next() else {
                let needed = u64::from(past) + u64::from(window);
                let dates = this.history.ends();
                return Err(BacktestError::TooShort { needed, dates, window });
            };
            this.outcome(target, first)?;
        }
        Ok(this)
    }

    /// What is foreseen, in order.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Starts in all, of the target that has the most.
    pub fn starts(&self) -> usize {
        self.starts.len()
    }

    /// Forecasts in all, over all targets.
    pub fn forecasts(&self) -> u64 {
        (0..self.targets.len()).map(|target| self.starts_of(target).count() as u64).sum()
    }

    /// Days ahead that a target is about.
    fn window(&self, target: usize) -> u32 {
        match &self.targets[target] {
            Target::Total(days) => *days,
            Target::Metric(_) => self.variants.horizon(),
        }
    }

    /// Rows of the starts of a target.
    fn starts_of(&self, target: usize) -> impl Iterator<Item = usize> {
        let window = self.window(target);
        let starts = self.starts.iter().copied();
        starts.filter(move |&row| self.history.has_ahead(row, window))
    }

    /// The level at a start (losses a day).
    fn level(&self, row: usize) -> Option<f64> {
        match self.level {
            Level::Last(days) => Some(self.history.average(row, days.max(1))),
            Level::AsWritten => self.variants.process().daily.fixed_mean(),
        }
    }

    /// What then happened (value units).
    fn outcome(&self, target: usize, row: usize) -> Result<i64, BacktestError> {
        let days = self.window(target);
        let name = match &self.targets[target] {
            Target::Total(_) => return Ok(self.history.total(row, days)),
            Target::Metric(name) => name,
        };
        let happened = self.variants.happened(self.history.ahead(row, days));
        let (plan, metric) = compiled(&happened, name)?;
        let values = values::<16>(&plan, &metric, DECIDING);
        match values.iter().find(|&&value| value != values[0]) {
            None => Ok(values[0]),
            Some(&other) => Err(BacktestError::Undecided {
                metric: name.clone(),
                start: self.history.date(row),
                values: [values[0], other].map(|value| natural(value, metric.scale)),
                inputs: plan.uncertain_inputs().map(str::to_owned).collect(),
            }),
        }
    }

    /// What would have come had the rate stayed as it is (value units).
    fn unchanged(&self, target: usize, level: f64) -> Result<i64, BacktestError> {
        match &self.targets[target] {
            Target::Total(days) => {
                Ok((level * self.variants.per_unit() * f64::from(*days)).round() as i64)
            }
            Target::Metric(name) => {
                let (plan, metric) = compiled(&self.variants.unchanged(level), name)?;
                Ok(values::<1>(&plan, &metric, 1)[0])
            }
        }
    }

    /// The scenario as it foresees a target from a level, and the metric that tells it.
    fn foreseen(&self, target: usize, row: usize) -> Result<(Plan, Metric), BacktestError> {
        let level = match self.level {
            Level::Last(_) => self.level(row),
            Level::AsWritten => None,
        };
        match &self.targets[target] {
            Target::Total(days) => {
                let (scenario, metric) = self.variants.demand(level, *days);
                compiled(&scenario, &metric)
            }
            Target::Metric(name) => compiled(&self.variants.foreseen(level), name),
        }
    }

    /// One forecast and its score.
    fn forecast<const L: usize>(
        &self,
        (target, row): (usize, usize),
        runs: u64,
    ) -> Result<Forecast, BacktestError> {
        let outcome = self.outcome(target, row)?;
        let (plan, metric) = self.foreseen(target, row)?;
        plan.size(runs, L).map_err(|error| BacktestError::Run(RunError::TooLarge(error)))?;
        let level = self.level(row);
        let unchanged = level.map(|level| self.unchanged(target, level)).transpose()?;
        let limit = if metric.measure.is_first_passage() {
            i64::from(plan.horizon()) * metric.scale
        } else {
            i64::MAX
        };
        let ensemble = Ensemble::new(values::<L>(&plan, &metric, runs));
        let seen = |value: i64| if value == CENSORED { limit } else { value };
        let scale = metric.scale as f64;
        let error = |value: i64| (seen(value) - seen(outcome)).unsigned_abs() as f64 / scale;
        Ok(Forecast {
            date: self.history.date(row),
            level,
            outcome: natural(outcome, metric.scale),
            unchanged: unchanged.and_then(|value| natural(value, metric.scale)),
            quantiles: LEVELS.map(|q| natural(ensemble.quantile(q), metric.scale)),
            held: [(2, 4), (1, 5), (0, 6)].map(|(low, high)| {
                let [low, high] = [low, high].map(|at: usize| ensemble.quantile(LEVELS[at]));
                (low..=high).contains(&outcome)
            }),
            above: outcome > ensemble.quantile(LEVELS[6]),
            pit: ensemble.pit(outcome),
            crps: ensemble.crps(seen(outcome), limit) / scale,
            unchanged_error: unchanged.map(error),
        })
    }

    /// Makes all forecasts, of so many runs each (the replications of the options), and scores them.
    /// None if it was stopped before all were made.
    ///
    /// # Errors
    ///
    /// When an outcome is not decided by the series, or a run would need absurd time or memory.
    pub fn run(
        &self,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<Option<Vec<Calibration>>, BacktestError> {
        let jobs: Vec<(usize, usize)> = (0..self.targets.len())
            .flat_map(|target| self.starts_of(target).map(move |row| (target, row)))
            .collect();
        let mut made = match options.width.unwrap_or(Width::TwoFiftySix) {
            Width::One => self.work::<1>(&jobs, options, observer),
            Width::Sixteen => self.work::<16>(&jobs, options, observer),
            Width::ThirtyTwo => self.work::<32>(&jobs, options, observer),
            Width::SixtyFour => self.work::<64>(&jobs, options, observer),
            Width::TwoFiftySix => self.work::<256>(&jobs, options, observer),
        }
        .map_err(BacktestError::Run)?;
        made.sort_by_key(|(job, _)| *job);
        if made.len() < jobs.len() && made.iter().all(|(_, forecast)| forecast.is_ok()) {
            return Ok(None);
        }
        let mut of: Vec<Vec<Forecast>> = vec![Vec::new(); self.targets.len()];
        for ((target, _), (_, forecast)) in jobs.iter().zip(made) {
            of[*target].push(forecast?);
        }
        let calibration = |(target, forecasts)| self.calibration(target, forecasts);
        Ok(Some(of.into_iter().enumerate().map(calibration).collect()))
    }

    fn calibration(&self, target: usize, forecasts: Vec<Forecast>) -> Calibration {
        let window = match &self.targets[target] {
            Target::Total(days) => *days,
            // A first day tells of nothing after it.
            Target::Metric(name) if self.variants.is_first_passage(name) => {
                let longest = forecasts.iter().map(|forecast| forecast.outcome);
                let longest = longest.reduce(|a, b| Some(a?.max(b?))).flatten();
                longest.map_or(self.variants.horizon(), |days| (days.ceil() as u32).max(1))
            }
            Target::Metric(_) => self.variants.horizon(),
        };
        Calibration::of(&self.targets[target], window, self.every, forecasts)
    }

    fn work<const L: usize>(
        &self,
        jobs: &[(usize, usize)],
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<Vec<Made>, RunError> {
        let runs = options.replications;
        let each = Options { replications: jobs.len() as u64, chunk: 1, ..*options };
        let observer = Forecasts { observer, runs };
        let worker = || Forecaster::<L> { backtest: self, jobs, runs, made: Vec::new() };
        let mut made = Vec::new();
        in_parallel(&each, &observer, worker, |some| made.extend(some))?;
        Ok(made)
    }
}

/// A forecast, by the number of its job.
type Made = (u64, Result<Forecast, BacktestError>);

/// Tells of forecasts as the runs that they are made of.
struct Forecasts<'o> {
    observer: &'o dyn Observer,
    runs: u64,
}

impl Observer for Forecasts<'_> {
    fn advanced(&self, forecasts: u64) {
        self.observer.advanced(forecasts.saturating_mul(self.runs));
    }

    fn stop(&self) -> bool {
        self.observer.stop()
    }
}

struct Forecaster<'w, 's, const L: usize> {
    backtest: &'w Backtest<'s>,
    jobs: &'w [(usize, usize)],
    runs: u64,
    made: Vec<Made>,
}

impl<const L: usize> Worker for Forecaster<'_, '_, L> {
    type Tally = Vec<Made>;

    fn work(&mut self, jobs: Range<u64>) {
        for job in jobs {
            let forecast = self.backtest.forecast::<L>(self.jobs[job as usize], self.runs);
            self.made.push((job, forecast));
        }
    }

    fn finish(self) -> Self::Tally {
        self.made
    }
}

/// A scenario compiled for one metric.
fn compiled(scenario: &Scenario, metric: &str) -> Result<(Plan, Metric), BacktestError> {
    let wanted = Wanted::Metrics(vec![metric.to_owned()]);
    let plan = Plan::compile(scenario, &wanted).map_err(BacktestError::Plan)?;
    let metric = plan.metrics()[0].clone();
    Ok((plan, metric))
}

/// A metric in each of so many runs (value units).
fn values<const L: usize>(plan: &Plan, metric: &Metric, runs: u64) -> Vec<i64> {
    let mut engine = Engine::<L>::new(plan);
    let mut values = Vec::with_capacity(runs as usize);
    let mut first = 0;
    while first < runs {
        let lanes = usize::try_from(runs - first).map_or(L, |left| left.min(L));
        values.extend_from_slice(&engine.run(first).measure(metric.measure)[..lanes]);
        first += lanes as u64;
    }
    values
}

/// A value in the unit of the metric; none where its day did not come.
fn natural(value: i64, scale: i64) -> Option<f64> {
    (value != CENSORED).then(|| value as f64 / scale as f64)
}
