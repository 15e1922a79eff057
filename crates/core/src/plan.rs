//! From a scenario to what a block can run: indices, tables and stream ids; no names to look up
//! and no text to parse are left.

mod batches;
mod fates;
mod losses;
mod opposed;
mod policies;
mod pools;
mod rotations;
mod salvos;
mod size;
mod supplies;
mod transfers;

pub(crate) use batches::batch_path;
pub use size::{Size, TooLarge};

use crate::asks::Question;
use crate::batches::Batch;
use crate::correlation::Mixes;
use crate::inputs::Uncertain;
use crate::lanes::StreamIds;
use crate::losses::{Law, MOST_A_DAY, Process};
use crate::metrics::{self, Measure, Metric, SupplyMeasure};
use crate::opposed::Battle;
use crate::policies::Policies;
use crate::pools::{Observed, Pool};
use crate::recovery::Recovery;
use crate::scenario::{self, Scenario};
use crate::series::{self, Series};
use crate::supplies::Supply;
use crate::transfers::Transfer;
use crate::units::Rotation;

/// A scenario compiled for its seed and for the metrics asked of it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) seed: u64,
    pub(crate) horizon: u32,
    pub(crate) pools: Vec<Pool>,
    pub(crate) processes: Vec<Process>,
    pub(crate) battles: Vec<Battle>,
    /// Recoveries, process by process.
    pub(crate) recoveries: Vec<Recovery>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) rotations: Vec<Rotation>,
    /// Those of the file, and behind them those that policies may ask for.
    pub(crate) batches: Vec<Batch>,
    pub(crate) supplies: Vec<Supply>,
    pub(crate) policies: Policies,
    /// What is kept of every day.
    pub(crate) series: Vec<Series>,
    /// Whether nothing is asked but first days, so that a run may stop when all have come.
    pub(crate) first_passages_only: bool,
    metrics: Vec<Metric>,
    questions: Vec<Question>,
    uncertain: Vec<Uncertain>,
}

/// What is asked of a plan besides its questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Every metric and every daily series.
    #[default]
    Everything,
    /// These metrics alone, by name, and nothing by day: for speed.
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
        let mut ids = StreamIds::new(Mixes::of(&scenario.correlations));
        let batches = batches::compile(scenario, &mut ids);
        let mut pools: Vec<_> = scenario
            .pools
            .iter()
            .map(|pool| pools::compile(pool, &batches, scenario, &mut ids))
            .collect();
        let supplies = supplies::compile(scenario);
        observe(&mut pools, &supplies, &metrics);
        let mut recoveries = fates::recoveries(scenario, &mut ids);
        for (index, recovery) in recoveries.iter().enumerate() {
            pools[recovery.to].fed_by.push(index);
        }
        let mut processes: Vec<_> = scenario
            .losses
            .iter()
            .map(|process| {
                losses::compile(process, table_of(process, scenario), scenario, &mut ids)
            })
            .collect();
        for (named, process) in scenario.losses.iter().enumerate().zip(&mut processes) {
            process.observed = metrics
                .iter()
                .any(|m| matches!(m.measure, Measure::ProcessLosses(of) if of == named.0));
            process.fates = fates::fates(named, &recoveries, &metrics, &mut ids);
        }
        let battles = opposed::compile(scenario, &mut ids);
        let transfers = transfers::compile(scenario, &mut ids);
        for (index, transfer) in transfers.iter().enumerate() {
            if let Some(to) = transfer.to {
                pools[to].supplied_by.push(index);
            }
        }
        let rotations = rotations::compile(scenario, &pools, &metrics, &mut ids);
        let policies =
            policies::compile(scenario, (&mut pools, &mut processes), &metrics, &mut ids);
        fates::bound(&mut recoveries, scenario, &processes);
        if let Some((a, b)) = ids.clash() {
            return Err(PlanError::StreamClash(a.clone(), b.clone()));
        }
        let daily = *wanted == Wanted::Everything;
        let mut plan = Self {
            seed: scenario.run.seed,
            horizon: scenario.horizon,
            pools,
            processes,
            battles,
            recoveries,
            transfers,
            rotations,
            supplies,
            batches,
            series: if daily { series::all(scenario) } else { Vec::new() },
            policies,
            first_passages_only: !daily && metrics.iter().all(|m| m.measure.is_first_passage()),
            questions: Question::compile(&scenario.asks, &metrics),
            metrics,
            uncertain: ids.into_uncertain(),
        };
        plan.note_alone();
        for (process, compiled) in scenario.losses.iter().zip(&plan.processes) {
            let units = supply_of(scenario, &process.pool).map_or(1, |supply| supply.per_unit);
            let demand = losses::most_a_day(process, &compiled.modifiers) * f64::from(units);
            if demand > MOST_A_DAY as f64 {
                return Err(PlanError::TooLarge(TooLarge::Demand(demand)));
            }
        }
        plan.size(1, 1).map_err(PlanError::TooLarge)?;
        Ok(plan)
    }

    /// The first day within the run on which a battle is fought, if any is.
    pub(crate) fn first_battle(&self) -> Option<u32> {
        self.battles.iter().map(|battle| battle.days[0]).min().filter(|&day| day <= self.horizon)
    }

    /// Whether there is nothing but pools and what they lose to processes: nobody comes to a pool or
    /// leaves it otherwise, and nobody decides anything.
    pub(crate) fn has_only_losses(&self) -> bool {
        self.batches.is_empty()
            && self.recoveries.is_empty()
            && self.transfers.is_empty()
            && self.rotations.is_empty()
            && self.battles.is_empty()
            && self.supplies.is_empty()
            && self.policies.list.is_empty()
    }

    /// Notes which pools do nothing but lose to one process that is no hazard.
    fn note_alone(&mut self) {
        if !self.has_only_losses() {
            return;
        }
        for (index, pool) in self.pools.iter_mut().enumerate() {
            let mut own = self.processes.iter_mut().filter(|process| process.pool == index);
            let (Some(process), None) = (own.next(), own.next()) else { continue };
            pool.alone = !pool.backorders && !matches!(process.law, Law::Hazard(_));
            process.alone = pool.alone && pool.observed.has(Observed::LOSSES);
            process.observed &= !process.alone;
        }
    }

    /// The metrics that are computed, in the order in which they are reported.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The questions, in the order of the file.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The inputs that are drawn once per replication, in the order of compilation, by the name of
    /// their draws: `pools.contingent.strength`, `losses.front.daily.mean`.
    pub fn uncertain_inputs(&self) -> impl Iterator<Item = &str> {
        self.uncertain.iter().filter(|one| one.is_input()).map(Uncertain::name)
    }

    /// What is drawn once per replication, in the order in which it was compiled: of these, some
    /// may matter to the answer and some not.
    ///
    /// ```
    /// use outlast_core::scenario::{NoFiles, Scenario};
    /// use outlast_core::{Plan, Wanted};
    ///
    /// let text = "horizon = 9\n[pools.a]\nstrength = { uniform = [900, 1_100] }";
    /// let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).unwrap();
    /// let plan = Plan::compile(&loaded.scenario, &Wanted::Everything).unwrap();
    /// let [strength] = plan.uncertain() else { panic!("one thing is uncertain") };
    /// assert_eq!(strength.name(), "pools.a.strength");
    /// let drawn = strength.value(plan.seed(), 4_711);
    /// assert!((900.0..=1_100.0).contains(&drawn));
    /// ```
    pub fn uncertain(&self) -> &[Uncertain] {
        &self.uncertain
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

    /// What is kept of every day: the strength of each pool first, by the pool's index. None for
    /// a plan that was asked for some metrics alone.
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// Whether anything is kept of every day.
    pub fn has_days(&self) -> bool {
        !self.series.is_empty()
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
fn observe(pools: &mut [Pool], supplies: &[Supply], metrics: &[Metric]) {
    for supply in supplies {
        if supply.window.is_some() {
            pools[supply.pool].observed.insert(Observed::DEMAND);
        }
    }
    for metric in metrics {
        match metric.measure {
            Measure::Pool(pool, measure) => pools[pool].observed.add(measure),
            Measure::FirstBelow(pool, threshold) | Measure::DaysBelow(pool, threshold) => {
                pools[pool].thresholds[threshold].observed = true;
                pools[pool].observed.insert(Observed::BELOW);
            }
            Measure::Supply(supply, SupplyMeasure::UsedTotal) => {
                pools[supplies[supply].pool].observed.insert(Observed::LOSSES);
            }
            Measure::Supply(supply, SupplyMeasure::UnmetTotal) => {
                pools[supplies[supply].pool].observed.insert(Observed::SHORTFALL);
            }
            Measure::Rotation(..)
            | Measure::ProcessLosses(_)
            | Measure::Fate(..)
            | Measure::Opposed(..)
            | Measure::Moved(_)
            | Measure::Arrived(_)
            | Measure::InRecoveryEnd(_)
            | Measure::InRecoveryPeak(_)
            | Measure::WaitingEnd(_)
            | Measure::WaitingPeak(_)
            | Measure::Supply(..)
            | Measure::FiredDay(_)
            | Measure::FiredTotal(_) => {}
        }
    }
}

/// The table of the file that a loss process stands in.
fn table_of(process: &scenario::LossProcess, scenario: &Scenario) -> &'static str {
    if supply_of(scenario, &process.pool).is_some() { losses::SUPPLIES } else { "losses" }
}

/// What makes a pool a supply, if it is one.
fn supply_of<'s>(scenario: &'s Scenario, pool: &str) -> Option<&'s scenario::Supply> {
    scenario.pools[pool_index(scenario, pool)].supply.as_ref()
}

fn pool_index(scenario: &Scenario, name: &str) -> usize {
    scenario
        .pools
        .iter()
        .position(|pool| pool.name == name)
        .expect("a validated scenario names only pools that it has")
}
