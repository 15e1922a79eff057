//! From a scenario to what a block can run: indices, tables and stream ids; no names to look up
//! and no text to parse are left.

mod fates;
mod salvos;
mod size;
mod transfers;

use std::sync::Arc;

pub use size::{Size, TooLarge};

use crate::asks::Question;
use crate::batches::Batch;
use crate::durations::Delay;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::losses::{self, Law, MOST_A_DAY, Modifiers, Process, Pulse, Schedule, Share};
use crate::metrics::{self, Measure, Metric, PoolMeasure};
use crate::pools::{Observed, Pool, Threshold};
use crate::recovery::Recovery;
use crate::scenario::{self, LossLaw, Quantity, Scenario};
use crate::transfers::Transfer;

/// A scenario compiled for its seed and for the metrics asked of it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) seed: u64,
    pub(crate) horizon: u32,
    pub(crate) pools: Vec<Pool>,
    pub(crate) processes: Vec<Process>,
    /// Recoveries, process by process.
    pub(crate) recoveries: Vec<Recovery>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) batches: Vec<Batch>,
    /// Whether strengths at close are kept for every day.
    pub(crate) daily: bool,
    /// Whether anybody asked for a shortfall, which goes on growing when a pool is empty.
    pub(crate) shortfall: bool,
    /// Whether nothing is asked but first days, so that a run may stop when all have come.
    pub(crate) first_passages_only: bool,
    metrics: Vec<Metric>,
    questions: Vec<Question>,
}

/// What is asked of a plan besides its questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Every metric, and the strengths of every day.
    #[default]
    Everything,
    /// These metrics alone, by name, and no strengths by day: for speed.
    Metrics(Vec<String>),
}

/// Why a scenario cannot be compiled.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanError {
    /// No such metric in this scenario.
    UnknownMetric {
        /// The name asked for.
        name: String,
        /// The nearest that exists.
        nearest: Option<String>,
    },
    /// Two streams of randomness hash to one id; renaming either process helps.
    StreamClash(String, String),
    /// Even one replication would be absurdly large.
    TooLarge(TooLarge),
}

impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownMetric { name, nearest } => {
                write!(f, "there is no metric `{name}` in this scenario")?;
                match nearest {
                    Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
                    None => Ok(()),
                }
            }
            Self::StreamClash(a, b) => write!(
                f,
                "the random streams `{a}` and `{b}` happen to share an id; rename one of the two (a \
                 batch by its `label`)"
            ),
            Self::TooLarge(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PlanError {}

impl Plan {
    /// Compiles a scenario.
    ///
    /// # Errors
    ///
    /// When a metric asked for does not exist, two stream names collide, or a single replication
    /// would need absurd memory or count more than can be counted.
    pub fn compile(scenario: &Scenario, wanted: &Wanted) -> Result<Self, PlanError> {
        let all = metrics::all(scenario);
        let metrics = select(&all, scenario, wanted)?;
        let mut ids = StreamIds::default();
        let batches = batches(scenario, &mut ids);
        let mut pools: Vec<_> = scenario
            .pools
            .iter()
            .map(|pool| compile_pool(pool, &batches, scenario, &mut ids))
            .collect();
        observe(&mut pools, &metrics);
        let recoveries = fates::recoveries(scenario, &mut ids);
        for (index, recovery) in recoveries.iter().enumerate() {
            pools[recovery.to].fed_by.push(index);
        }
        let mut processes: Vec<_> = scenario
            .losses
            .iter()
            .map(|process| compile_process(process, "losses", scenario, &mut ids))
            .collect();
        for (named, process) in scenario.losses.iter().enumerate().zip(&mut processes) {
            process.fates = fates::fates(named, &recoveries, &metrics, &mut ids);
        }
        let transfers = transfers::compile(scenario, &mut ids);
        for (index, transfer) in transfers.iter().enumerate() {
            if let Some(to) = transfer.to {
                pools[to].supplied_by.push(index);
            }
        }
        if let Some((a, b)) = ids.clash() {
            return Err(PlanError::StreamClash(a.clone(), b.clone()));
        }
        let daily = *wanted == Wanted::Everything;
        let is_shortfall =
            |m: &Metric| matches!(m.measure, Measure::Pool(_, PoolMeasure::ShortfallTotal));
        let plan = Self {
            seed: scenario.run.seed,
            horizon: scenario.horizon,
            pools,
            processes,
            recoveries,
            transfers,
            batches,
            daily,
            shortfall: metrics.iter().any(is_shortfall),
            first_passages_only: !daily && metrics.iter().all(|m| m.measure.is_first_passage()),
            questions: Question::compile(&scenario.asks, &metrics),
            metrics,
        };
        for process in &scenario.losses {
            let demand = most_a_day(process);
            if demand > MOST_A_DAY as f64 {
                return Err(PlanError::TooLarge(TooLarge::Demand(demand)));
            }
        }
        plan.size(1, 1).map_err(PlanError::TooLarge)?;
        Ok(plan)
    }

    /// The metrics that are computed, in the order in which they are reported.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The questions, in the order of the file.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Length of a run (days).
    pub fn horizon(&self) -> u32 {
        self.horizon
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Number of pools.
    pub fn pool_count(&self) -> usize {
        self.pools.len()
    }

    /// Whether strengths at close are kept for every day.
    pub fn has_daily_strengths(&self) -> bool {
        self.daily
    }
}

/// The metrics asked for and those the questions need, in the order of the table.
fn select(all: &[Metric], scenario: &Scenario, wanted: &Wanted) -> Result<Vec<Metric>, PlanError> {
    let Wanted::Metrics(names) = wanted else { return Ok(all.to_vec()) };
    for name in names {
        if !all.iter().any(|metric| metric.name == *name) {
            let nearest = all
                .iter()
                .map(|metric| (strsim::damerau_levenshtein(&metric.name, name), &metric.name))
                .min()
                .map(|(_, nearest)| nearest.clone());
            return Err(PlanError::UnknownMetric { name: name.clone(), nearest });
        }
    }
    let asked = |metric: &&Metric| {
        names.contains(&metric.name) || scenario.asks.iter().any(|ask| ask.metric == metric.name)
    };
    Ok(all.iter().filter(asked).cloned().collect())
}

/// Notes on each pool what is asked of it.
fn observe(pools: &mut [Pool], metrics: &[Metric]) {
    for metric in metrics {
        match metric.measure {
            Measure::Pool(pool, measure) => pools[pool].observed.add(measure),
            Measure::FirstBelow(pool, threshold) | Measure::DaysBelow(pool, threshold) => {
                pools[pool].thresholds[threshold].observed = true;
            }
            Measure::ProcessLosses(_)
            | Measure::Fate(..)
            | Measure::Moved(_)
            | Measure::Arrived(_)
            | Measure::InRecoveryEnd(_)
            | Measure::InRecoveryPeak(_) => {}
        }
    }
}

fn pool_index(scenario: &Scenario, name: &str) -> usize {
    scenario
        .pools
        .iter()
        .position(|pool| pool.name == name)
        .expect("a validated scenario names only pools that it has")
}

fn batches(scenario: &Scenario, ids: &mut StreamIds) -> Vec<Batch> {
    let mut cohorts = vec![0; scenario.pools.len()];
    let mut compiled = Vec::with_capacity(scenario.batches.len());
    for (index, batch) in scenario.batches.iter().enumerate() {
        let path = batch_path(scenario, index);
        let pool = pool_index(scenario, &batch.pool);
        let every = batch.every.unwrap_or(0);
        let count = occurrences(batch, scenario.horizon);
        let first_cohort =
            (batch.tour.is_some() || ages(scenario, &batch.pool)).then_some(cohorts[pool]);
        if first_cohort.is_some() {
            cohorts[pool] += count as usize;
        }
        compiled.push(Batch {
            label: batch.label.clone().unwrap_or_else(|| format!("batch {}", index + 1)),
            pool,
            day: batch.day,
            every,
            count,
            size: Input::new(&batch.size, Bounds::COUNT, format!("{path}.size"), ids),
            arrives: Input::new(&batch.arrives, Bounds::PART, format!("{path}.arrives"), ids),
            delay: batch.delay.map(Delay::new),
            tour: batch.tour,
            first_cohort,
            chance_stream: ids
                .id_if(batch.arrives != Quantity::Fixed(1.0), format!("{path}/arrives")),
            delay_stream: ids.id_if(batch.delay.is_some(), format!("{path}/delay")),
        });
    }
    compiled
}

/// What names a batch's streams: its label, or its pool and first day, so that a batch put before
/// it in the file does not change its luck. Namesakes are counted.
fn batch_path(scenario: &Scenario, index: usize) -> String {
    let name = |batch: &scenario::Batch| match &batch.label {
        Some(label) => label.clone(),
        None => format!("{}@{}", batch.pool, batch.day),
    };
    let own = name(&scenario.batches[index]);
    let namesakes = scenario.batches[..index].iter().filter(|b| name(b) == own).count();
    if namesakes == 0 { format!("batches.{own}") } else { format!("batches.{own}#{namesakes}") }
}

/// Whether a hazard of a pool depends on the days since joining.
fn ages(scenario: &Scenario, pool: &str) -> bool {
    let by_age = |law: &LossLaw| matches!(law, LossLaw::Hazard { steps, .. } if steps.len() > 1);
    scenario.losses.iter().any(|process| process.pool == pool && by_age(&process.daily))
}

/// How many of a batch have their nominal day within the horizon.
fn occurrences(batch: &scenario::Batch, horizon: u32) -> u32 {
    if batch.day > horizon {
        return 0;
    }
    match batch.every {
        None => 1,
        Some(every) => {
            let fit = (horizon - batch.day) / every + 1;
            batch.count.map_or(fit, |count| count.min(fit))
        }
    }
}

fn compile_pool(
    pool: &scenario::Pool,
    batches: &[Batch],
    scenario: &Scenario,
    ids: &mut StreamIds,
) -> Pool {
    let path = format!("pools.{}", pool.name);
    let index = pool_index(scenario, &pool.name);
    let bound_for_it = || batches.iter().filter(|batch| batch.pool == index && batch.count > 0);
    let count = |quantity: &Quantity, key: &str, ids: &mut StreamIds| {
        Input::new(quantity, Bounds::COUNT, format!("{path}.{key}"), ids)
    };
    Pool {
        strength: count(&pool.strength, "strength", ids),
        establishment: pool.establishment.as_ref().map(|q| count(q, "establishment", ids)),
        thresholds: pool
            .thresholds
            .iter()
            .map(|t| Threshold { level: t.level, observed: false })
            .collect(),
        last_dispatch: bound_for_it().map(|b| b.nominal_day(b.count - 1)).max().unwrap_or(0),
        cohorts: bound_for_it()
            .filter(|b| b.first_cohort.is_some())
            .map(|b| b.count as usize)
            .sum(),
        fed_by: Vec::new(),
        supplied_by: Vec::new(),
        observed: Observed::default(),
    }
}

/// Compiles a process that stands in a table of the file: `losses`.
fn compile_process(
    process: &scenario::LossProcess,
    table: &str,
    scenario: &Scenario,
    ids: &mut StreamIds,
) -> Process {
    let path = format!("{table}.{}", process.name);
    let steps = process.schedule.iter().enumerate().map(|(i, step)| {
        let name = format!("{path}.schedule.{i}.factor");
        (step.from, Input::new(&step.factor, Bounds::FACTOR, name, ids))
    });
    let schedule = Schedule { steps: steps.collect() };
    let pulse = process.pulse.as_ref().map(|pulse| Pulse {
        per_year: Input::new(
            &pulse.per_year,
            Bounds::PER_YEAR,
            format!("{path}.pulse.per_year"),
            ids,
        ),
        factor: Input::new(&pulse.factor, Bounds::FACTOR, format!("{path}.pulse.factor"), ids),
        days: Delay::new(pulse.days),
        stream: ids.id(format!("{path}/pulse")),
    });
    let modifiers = Modifiers { schedule, pulse };
    let (daily, zero) = match &process.daily {
        LossLaw::ZeroInflated { zero, daily } => (&**daily, Some(zero)),
        daily => (daily, None),
    };
    let law = compile_law(daily, &path, modifiers.levels().as_deref(), ids);
    let zero = zero.map(|zero| losses::ZeroInflated {
        zero: Input::new(zero, Bounds::PART, format!("{path}.daily.zero"), ids),
        stream: ids.id(format!("{path}/zero")),
    });
    let share = (process.share != Quantity::Fixed(1.0)).then(|| Share {
        part: Input::new(&process.share, Bounds::PART, format!("{path}.share"), ids),
        stream: ids.id(format!("{path}/share")),
    });
    Process {
        name: process.name.clone(),
        pool: pool_index(scenario, &process.pool),
        law,
        modifiers,
        zero,
        share,
        cohorts: ids.id(format!("{path}/cohorts")),
        fates: None,
    }
}

/// The largest mean that a process can have on a day, by its law and its modifiers.
fn most_a_day(process: &scenario::LossProcess) -> f64 {
    let most = |quantity: &Quantity, bounds: Bounds| Input::most_of(quantity, bounds);
    let steps = process.schedule.iter().map(|step| most(&step.factor, Bounds::FACTOR));
    let scheduled = steps.fold(1.0, f64::max);
    let pulse = process.pulse.as_ref().map_or(1.0, |pulse| most(&pulse.factor, Bounds::FACTOR));
    most_mean(&process.daily) * scheduled * pulse.max(1.0)
}

/// The largest mean that a law can have.
fn most_mean(law: &LossLaw) -> f64 {
    match law {
        LossLaw::Constant { mean }
        | LossLaw::Poisson { mean }
        | LossLaw::NegBinomial { mean, .. }
        | LossLaw::NbDrift { mean, .. }
        | LossLaw::Ar1NegBinomial { mean, .. }
        | LossLaw::Gamma { mean, .. }
        | LossLaw::Lognormal { mean, .. } => Input::most_of(mean, Bounds::COUNT),
        LossLaw::CompoundPoisson { events, size } => salvos::most_mean(events, size),
        LossLaw::Replay { series, .. }
        | LossLaw::Bootstrap { series }
        | LossLaw::BlockBootstrap { series, .. } => {
            series.values.iter().copied().fold(0.0, f64::max)
        }
        LossLaw::MarkovNegBinomial { states } => {
            states.iter().map(|s| Input::most_of(&s.mean, Bounds::COUNT)).fold(0.0, f64::max)
        }
        LossLaw::Empirical { table } => table.values.iter().copied().fold(0.0, f64::max),
        LossLaw::ZeroInflated { daily, .. } => most_mean(daily),
        LossLaw::Hazard { .. } => 0.0,
    }
}

fn compile_law(law: &LossLaw, path: &str, levels: Option<&[f64]>, ids: &mut StreamIds) -> Law {
    let input = |quantity: &Quantity, key: &str, bounds: Bounds, ids: &mut StreamIds| {
        Input::new(quantity, bounds, format!("{path}.daily.{key}"), ids)
    };
    let mean =
        |quantity: &Quantity, ids: &mut StreamIds| input(quantity, "mean", Bounds::COUNT, ids);
    match law {
        LossLaw::Constant { mean: m } => Law::Constant(losses::Constant { mean: mean(m, ids) }),
        LossLaw::Poisson { mean: m } => {
            Law::Poisson(losses::Poisson::new(mean(m, ids), path, levels, ids))
        }
        LossLaw::NegBinomial { mean: m, k } => {
            let k = input(k, "k", Bounds::DISPERSION, ids);
            let mean = mean(m, ids);
            Law::NegBinomial(losses::NegBinomial::new(mean, k, path, (levels, ids)))
        }
        LossLaw::NbDrift { mean: m, k, sigma, rate_cv } => {
            let inputs = losses::NbDriftInputs {
                mean: mean(m, ids),
                k: input(k, "k", Bounds::DISPERSION, ids),
                sigma: input(sigma, "sigma", Bounds::SIGMA, ids),
                rate_cv: input(rate_cv, "rate_cv", Bounds::RATE_CV, ids),
            };
            let streams = losses::NbDriftStreams {
                count: ids.id(format!("{path}/count")),
                drift: ids.id(format!("{path}/drift")),
                factor: ids.id(format!("{path}/rate")),
            };
            Law::NbDrift(losses::NbDrift::new(inputs, &streams))
        }
        LossLaw::Ar1NegBinomial { mean: m, k, phi, sigma } => {
            let inputs = losses::Ar1Inputs {
                mean: mean(m, ids),
                k: input(k, "k", Bounds::DISPERSION, ids),
                phi: input(phi, "phi", Bounds::PHI, ids),
                sigma: input(sigma, "sigma", Bounds::SIGMA, ids),
            };
            let (count, steps) = (ids.id(format!("{path}/count")), ids.id(format!("{path}/drift")));
            Law::Ar1NegBinomial(losses::Ar1NegBinomial::new(inputs, count, steps))
        }
        LossLaw::MarkovNegBinomial { states } => {
            let regime = |index: usize, state: &scenario::Regime, ids: &mut StreamIds| {
                let mut input = |quantity, key: &str, bounds| {
                    input(quantity, &format!("states.{index}.{key}"), bounds, ids)
                };
                losses::RegimeInputs {
                    mean: input(&state.mean, "mean", Bounds::COUNT),
                    k: input(&state.k, "k", Bounds::DISPERSION),
                    stay: input(&state.stay, "stay", Bounds::STAY),
                }
            };
            let regimes = states.iter().enumerate().map(|(i, s)| regime(i, s, ids)).collect();
            let (count, changes) =
                (ids.id(format!("{path}/count")), ids.id(format!("{path}/regimes")));
            Law::MarkovNegBinomial(losses::MarkovNegBinomial::new(regimes, count, changes))
        }
        LossLaw::Empirical { table } => {
            let count = ids.id(format!("{path}/count"));
            Law::Empirical(losses::Empirical::new(&table.values, &table.weights, count))
        }
        LossLaw::Gamma { mean: m, cv } | LossLaw::Lognormal { mean: m, cv } => {
            let shape = match law {
                LossLaw::Gamma { .. } => losses::Shape::Gamma,
                _ => losses::Shape::Lognormal,
            };
            let cv = input(cv, "cv", Bounds::CV, ids);
            let (mean, count) = (mean(m, ids), ids.id(format!("{path}/count")));
            Law::Amounts(losses::Amounts::new(shape, mean, cv, count))
        }
        LossLaw::CompoundPoisson { events, size } => {
            Law::CompoundPoisson(salvos::compile((events, size), path, ids))
        }
        // Its parser and its compiler see to it that it holds no other of its kind.
        LossLaw::ZeroInflated { daily, .. } => compile_law(daily, path, levels, ids),
        LossLaw::Replay { series, start } => Law::Replay(losses::Replay {
            values: Arc::from(series.values.as_slice()),
            start: start.clone(),
            count: ids.id(format!("{path}/count")),
        }),
        LossLaw::Bootstrap { series } => compile_bootstrap(series, 1, path, ids),
        LossLaw::BlockBootstrap { series, block } => compile_bootstrap(series, *block, path, ids),
        LossLaw::Hazard { steps, spread } => {
            let input = |index: usize, step: &scenario::HazardStep, ids: &mut StreamIds| {
                let name = format!("{path}.hazard.{index}.per_1000");
                (step.from, Input::new(&step.per_1000, Bounds::PER_1000, name, ids))
            };
            Law::Hazard(losses::Hazard {
                steps: steps.iter().enumerate().map(|(i, step)| input(i, step, ids)).collect(),
                spread: *spread,
                count: ids.id(format!("{path}/count")),
            })
        }
    }
}

fn compile_bootstrap(
    series: &scenario::Series,
    block: u32,
    path: &str,
    ids: &mut StreamIds,
) -> Law {
    Law::Bootstrap(losses::Bootstrap {
        values: Arc::from(series.values.as_slice()),
        block,
        rows: ids.id(format!("{path}/rows")),
        count: ids.id(format!("{path}/count")),
    })
}
