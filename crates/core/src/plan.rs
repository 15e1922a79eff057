//! From a scenario to what a block can run: indices, tables and stream ids; no names to look up
//! and no text to parse are left.

mod batches;
mod fates;
mod losses;
mod policies;
mod pools;
mod salvos;
mod size;
mod transfers;

pub use size::{Size, TooLarge};

use crate::asks::Question;
use crate::batches::Batch;
use crate::lanes::StreamIds;
use crate::losses::{MOST_A_DAY, Process};
use crate::metrics::{self, Measure, Metric, PoolMeasure};
use crate::policies::Policies;
use crate::pools::Pool;
use crate::recovery::Recovery;
use crate::scenario::Scenario;
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
    /// Those of the file, and behind them those that policies may ask for.
    pub(crate) batches: Vec<Batch>,
    pub(crate) policies: Policies,
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
        let batches = batches::compile(scenario, &mut ids);
        let mut pools: Vec<_> = scenario
            .pools
            .iter()
            .map(|pool| pools::compile(pool, &batches, scenario, &mut ids))
            .collect();
        observe(&mut pools, &metrics);
        let recoveries = fates::recoveries(scenario, &mut ids);
        for (index, recovery) in recoveries.iter().enumerate() {
            pools[recovery.to].fed_by.push(index);
        }
        let mut processes: Vec<_> = scenario
            .losses
            .iter()
            .map(|process| losses::compile(process, "losses", scenario, &mut ids))
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
        let policies = policies::compile(scenario, &mut processes, &metrics, &mut ids);
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
            policies,
            daily,
            shortfall: metrics.iter().any(is_shortfall),
            first_passages_only: !daily && metrics.iter().all(|m| m.measure.is_first_passage()),
            questions: Question::compile(&scenario.asks, &metrics),
            metrics,
        };
        for (process, compiled) in scenario.losses.iter().zip(&plan.processes) {
            let demand = losses::most_a_day(process, &compiled.modifiers);
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
            | Measure::InRecoveryPeak(_)
            | Measure::FiredDay(_)
            | Measure::FiredTotal(_) => {}
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
