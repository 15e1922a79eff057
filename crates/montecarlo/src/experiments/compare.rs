//! Two variants under one seed, run by run.
//!
//! Replication r of A and replication r of B draw the same numbers from every stream that both
//! have. Their difference D = B − A is therefore the effect of what was changed and of little else,
//! and its mean is known far better than from two independent runs:
//!
//! ```text
//! Var(mean D) = (Var A + Var B − 2 Cov(A, B)) / n
//! ```
//!
//! How much the pairing helped is told as (Var A + Var B) / Var D: the number of times as many
//! runs that independent samples would have needed. It is honest both ways: below 1 the pairing
//! did harm (it can, where luck that is good for A is bad for B).
//!
//! * **Metrics.** Differences are integers in value units, tallied exactly. Pairs in which a day
//!   did not come within the horizon are counted apart; the mean is then of restricted values
//!   (the horizon in place of what is beyond it), and quantiles are not told.
//! * **Questions.** The 2 × 2 table of answers. The difference of the two probabilities has the
//!   interval of Agresti and Min (2005, "Simple improved confidence intervals for comparing
//!   matched proportions"): the normal interval after half a pair is added to each cell.

mod asks;
mod difference;

use std::ops::Range;

use outlast_core::metrics::{Measure, PoolMeasure};
use outlast_core::{Block, Engine, Plan, Question};
use serde::{Deserialize, Serialize};

pub use asks::{Agreement, AskComparison};
pub use difference::{Difference, DifferenceSummary};

use super::Share;
use super::parallel::{Worker, in_parallel};
use crate::days::SharedDays;
use crate::digest::digest_of_pairs;
use crate::gather::{self, Gather};
use crate::runner::{Observer, Options, RunError, Width, spec};
use crate::summary::{MetricSummary, Ordered, Summary};
use crate::tally::Tally;
use crate::{RunFacts, intervals};

/// Two plans to be compared, and what they have in common.
#[derive(Debug, Clone)]
pub struct Pair<'p> {
    a: &'p Plan,
    b: &'p Plan,
    metrics: Vec<Common>,
    asks: Vec<Common>,
}

/// Something of one name: its index in A and in B.
#[derive(Debug, Clone, Copy)]
struct Common {
    a: usize,
    b: usize,
}

/// Why two plans cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairError {
    /// Their horizons differ (days): a day beyond one of them is within the other.
    Horizons(u32, u32),
    /// They have no metric in common.
    NothingInCommon,
}

impl std::fmt::Display for PairError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Horizons(a, b) => {
                write!(f, "the horizons differ: {a} days in A and {b} days in B")
            }
            Self::NothingInCommon => write!(f, "the two have no metric in common"),
        }
    }
}

impl std::error::Error for PairError {}

impl<'p> Pair<'p> {
    /// Pairs the metrics and the questions of the same names, in the order of A.
    ///
    /// # Errors
    ///
    /// When the horizons differ, or there is nothing to compare.
    pub fn new(a: &'p Plan, b: &'p Plan) -> Result<Self, PairError> {
        if a.horizon() != b.horizon() {
            return Err(PairError::Horizons(a.horizon(), b.horizon()));
        }
        let common = |(a, found): (usize, Option<usize>)| Some(Common { a, b: found? });
        let in_b = |name: &str| b.metrics().iter().position(|metric| metric.name == name);
        let metrics = a.metrics().iter().map(|metric| in_b(&metric.name)).enumerate();
        let metrics: Vec<_> = metrics.filter_map(common).collect();
        let asked_in_b = |name: &str| b.questions().iter().position(|ask| ask.name == name);
        let asks = a.questions().iter().map(|ask| asked_in_b(&ask.name)).enumerate();
        let asks = asks.filter_map(common).collect();
        if metrics.is_empty() {
            return Err(PairError::NothingInCommon);
        }
        Ok(Self { a, b, metrics, asks })
    }
}

/// All that paired runs leave behind, as integers.
#[derive(Debug, Clone)]
pub struct PairTally {
    a: Tally,
    b: Tally,
    differences: Vec<Difference>,
    asks: Vec<Agreement>,
}

impl PairTally {
    fn new(pair: &Pair<'_>) -> Result<Self, RunError> {
        let empty = |plan| Tally::new(spec(plan)).map_err(RunError::Tally);
        let horizon = i64::from(pair.a.horizon());
        let differences =
            pair.metrics.iter().map(|common| Difference::new(&pair.a.metrics()[common.a], horizon));
        Ok(Self {
            a: empty(pair.a)?,
            b: empty(pair.b)?,
            differences: differences.collect(),
            asks: vec![Agreement::default(); pair.asks.len()],
        })
    }

    fn merge(&mut self, other: &Self) {
        self.a.merge(&other.a);
        self.b.merge(&other.b);
        for (mine, theirs) in self.differences.iter_mut().zip(&other.differences) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.asks.iter_mut().zip(&other.asks) {
            mine.merge(theirs);
        }
    }

    /// Pairs counted.
    pub fn replications(&self) -> u64 {
        self.a.replications()
    }

    /// The differences, metric by metric of those in common.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }
}

/// Runs the same replications of both plans.
///
/// # Errors
///
/// When the run would need absurd time or memory, or its threads cannot be started.
pub fn run(
    pair: &Pair<'_>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<PairTally, RunError> {
    let width = options.width_of(pair.a);
    for plan in [pair.a, pair.b] {
        plan.size(options.replications, width.lanes()).map_err(RunError::TooLarge)?;
    }
    let empty = PairTally::new(pair)?;
    match width {
        Width::One => run_at::<1>(pair, options, observer, &empty),
        Width::Sixteen => run_at::<16>(pair, options, observer, &empty),
        Width::ThirtyTwo => run_at::<32>(pair, options, observer, &empty),
        Width::SixtyFour => run_at::<64>(pair, options, observer, &empty),
        Width::TwoFiftySix => run_at::<256>(pair, options, observer, &empty),
    }
}

fn run_at<const L: usize>(
    pair: &Pair<'_>,
    options: &Options,
    observer: &dyn Observer,
    empty: &PairTally,
) -> Result<PairTally, RunError> {
    let mut total = empty.clone();
    // What the threads count for themselves: all but the days.
    let mut rest = empty.clone();
    let days = [SharedDays::of(&mut total.a), SharedDays::of(&mut total.b)];
    let gather = |plan| Gather::new::<L>(plan, options.replications);
    let worker = || PairWorker::<L> {
        pair,
        engines: [pair.a, pair.b].map(Engine::new),
        gathers: [pair.a, pair.b].map(gather),
        days: &days,
        tally: empty.clone(),
    };
    in_parallel(options, observer, worker, |tally| rest.merge(&tally))?;
    drop(days);
    total.merge(&rest);
    Ok(total)
}

struct PairWorker<'w, 't, 'p, const L: usize> {
    pair: &'w Pair<'p>,
    engines: [Engine<'p, L>; 2],
    gathers: [Gather; 2],
    days: &'w [SharedDays<'t>; 2],
    tally: PairTally,
}

impl PairTally {
    /// Counts what the metrics and the answers of the first lanes have to do with each other.
    fn pair<const L: usize>(&mut self, pair: &Pair<'_>, blocks: [&Block<'_, L>; 2], lanes: usize) {
        let [in_a, in_b] = blocks;
        for (common, difference) in pair.metrics.iter().zip(&mut self.differences) {
            let (a, b) = (&pair.a.metrics()[common.a], &pair.b.metrics()[common.b]);
            let (a, b) = (in_a.measure(a.measure), in_b.measure(b.measure));
            difference.push(&a[..lanes], &b[..lanes]);
        }
        for (common, agreement) in pair.asks.iter().zip(&mut self.asks) {
            let (a, b) = (&pair.a.questions()[common.a], &pair.b.questions()[common.b]);
            let measure = |plan: &Plan, ask: &Question| plan.metrics()[ask.metric()].measure;
            let in_a = in_a.measure(measure(pair.a, a));
            let in_b = in_b.measure(measure(pair.b, b));
            for (&value_a, &value_b) in in_a.iter().zip(&in_b).take(lanes) {
                agreement.push(a.holds(value_a), b.holds(value_b));
            }
        }
    }
}

impl<const L: usize> Worker for PairWorker<'_, '_, '_, L> {
    type Tally = PairTally;

    fn work(&mut self, replications: Range<u64>) {
        let pair = self.pair;
        let mut first = replications.start;
        while first < replications.end {
            let lanes = usize::try_from(replications.end - first).map_or(L, |left| left.min(L));
            let blocks = self.engines.each_mut().map(|engine| engine.run(first));
            self.tally.pair(pair, blocks, lanes);
            let tallies = [(pair.a, &mut self.tally.a), (pair.b, &mut self.tally.b)];
            let places =
                tallies.into_iter().zip(&mut self.gathers).zip(self.days.iter().zip(blocks));
            for (((plan, tally), gather), (days, block)) in places {
                gather::count_metrics(plan, block, lanes, tally);
                gather.add(block, lanes, &mut gather::Into { tally, days });
                if gather.is_full::<L>() {
                    gather.flush(days);
                }
            }
            first += lanes as u64;
        }
    }

    fn finish(self) -> PairTally {
        for (gather, days) in self.gathers.into_iter().zip(self.days) {
            gather.finish(days);
        }
        self.tally
    }
}

/// What a comparison says: the content of `compare.json`, but for what was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Pairs of runs.
    pub replications: u64,
    /// SHA-256 of all integers tallied.
    pub digest: String,
    /// The metrics that both have, by name.
    pub metrics: Ordered<MetricComparison>,
    /// The questions that both have, by name.
    pub asks: Ordered<AskComparison>,
}

/// A metric in A and in B.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricComparison {
    /// Which is the better value, where the metric says so by itself.
    pub better: Option<Better>,
    /// In A alone.
    pub a: MetricSummary,
    /// In B alone.
    pub b: MetricSummary,
    /// B − A, run by run.
    pub difference: DifferenceSummary,
    /// Pairs in which A is the greater.
    pub a_greater: Share,
    /// Pairs in which both are the same.
    pub equal: Share,
    /// Pairs in which B is the greater.
    pub b_greater: Share,
    /// Pairs in which neither had come within the horizon: which is the greater is not known.
    pub neither: u64,
    /// (Var A + Var B) / Var(B − A): how many times as many runs independent samples would have
    /// needed. Null where the difference is the same in every pair.
    pub variance_ratio: Option<f64>,
}

/// Which of two values of a metric is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// The greater: days of coverage, strength.
    More,
    /// The smaller: losses, days below a threshold.
    Less,
}

impl Better {
    /// For the one whose pool it is. None where it depends: arrivals cost somebody something, too.
    pub fn of(measure: Measure) -> Option<Self> {
        match measure {
            Measure::FirstBelow(..)
            | Measure::Pool(
                _,
                PoolMeasure::CoverageDays
                | PoolMeasure::ExhaustionDay
                | PoolMeasure::StrengthEnd
                | PoolMeasure::StrengthMin,
            ) => Some(Self::More),
            Measure::DaysBelow(..)
            | Measure::ProcessLosses(_)
            | Measure::Pool(
                _,
                PoolMeasure::LossesTotal
                | PoolMeasure::ShortfallTotal
                | PoolMeasure::PeakDayLosses
                | PoolMeasure::PeakWeekLosses,
            ) => Some(Self::Less),
            _ => None,
        }
    }
}

/// What paired runs say of the two.
pub fn summarize(pair: &Pair<'_>, tally: &PairTally) -> Comparison {
    let alone = |plan: &Plan, tally: &Tally| Summary::new(tally, &facts(plan));
    let (alone_a, alone_b) = (alone(pair.a, &tally.a), alone(pair.b, &tally.b));
    let metrics = pair.metrics.iter().zip(&tally.differences).filter_map(|(common, difference)| {
        let metric = &pair.a.metrics()[common.a];
        let of = |summary: &Summary| summary.metrics.get(&metric.name).cloned();
        let (a, b) = (of(&alone_a)?, of(&alone_b)?);
        let [less, same, more] = difference.order();
        let share = |hits| Share::of(hits, tally.replications());
        let limit = i64::from(pair.a.horizon()) * metric.scale;
        let sds = [tally.a.metric(common.a), tally.b.metric(common.b)]
            .map(|histogram| histogram.restricted_moments(limit.max(histogram.max().unwrap_or(0))));
        let comparison = MetricComparison {
            better: Better::of(metric.measure),
            a,
            b,
            difference: difference.summary(),
            a_greater: share(less),
            equal: share(same),
            b_greater: share(more),
            neither: difference.neither(),
            variance_ratio: difference.variance_ratio(sds),
        };
        Some((metric.name.clone(), comparison))
    });
    let asks = pair.asks.iter().zip(&tally.asks).map(|(common, agreement)| {
        let (a, b) = (&pair.a.questions()[common.a], &pair.b.questions()[common.b]);
        (a.name.clone(), agreement.summary([&a.text, &b.text]))
    });
    Comparison {
        replications: tally.replications(),
        digest: digest_of_pairs([&tally.a, &tally.b], &tally.differences, &tally.asks),
        metrics: metrics.collect(),
        asks: asks.collect(),
    }
}

/// The names that a summary needs.
fn facts(plan: &Plan) -> RunFacts {
    RunFacts {
        seed: plan.seed(),
        horizon_days: plan.horizon(),
        metrics: plan.metrics().iter().map(|metric| metric.name.clone()).collect(),
        asks: plan.questions().iter().map(|ask| (ask.name.clone(), ask.text.clone())).collect(),
        ..RunFacts::default()
    }
}

/// Half the width of a 95 % interval of a mean with this standard error.
fn half_width(se: f64) -> f64 {
    intervals::Confidence::P95.z() * se
}
