//! All that a set of replications leaves behind, as integers.
//!
//! A [`Tally`] has a histogram for each metric, one for each pool and day (strength at close), a
//! counter for each ask, and the number of replications. Every thread fills its own; merging is
//! addition, so the merged tally depends on which replications were run and on nothing else.
//!
//! # Memory
//!
//! A [`TallySpec`] has a memory cap, and the tally is laid out so that it cannot exceed it, however
//! wide the values spread (each thread has a tally of its own). With H histograms and a cap of B
//! bytes, what is left after the fixed part,
//!
//! ```text
//! cells = (B - H size_of(Histogram) - 8 asks) / 4
//! ```
//!
//! is divided so: each histogram gets what the coarsest log-linear layout (p = 5) needs for all
//! values, 49 x 32 cells = 6 KB; of the rest the metrics share a quarter and the days the
//! remainder, at most 2^20 cells (4 MB) each. Where 6 KB for each day are too much, a day gets what
//! p = 5 needs up to the largest strength (1.2 KB for 12,000), without which the tally is refused.
//! A histogram's share is its cap of exact bins, and decides its precision beyond that cap: the
//! largest p of 5 to 11 whose log-linear cells fit, for days those up to the largest strength. One
//! pool over 365 days in 64 MiB has some 35,000 exact bins a day and then, at strengths up to a
//! million, p = 11. While a histogram is widened, its old and new cells exist together for a
//! moment.
//!
//! The largest strength decides on memory alone: a larger one is counted like any other, in cells
//! that were not reserved.

use std::fmt;

use crate::histogram::{Histogram, Layout, LayoutError, MAX_VALUE};

/// Cells that a histogram gets at most.
const MOST_CELLS: u64 = 1 << 20;

const COARSEST: u32 = 5;

/// Units of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricSpec {
    /// Value units per 1.0 of the metric: 1 for counts and days.
    pub scale: i64,
    /// Value units per bin: quantiles are read to this.
    pub bin: i64,
}

/// What a [`Tally`] counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallySpec {
    /// The metrics, in the order of their values.
    pub metrics: Vec<MetricSpec>,
    /// Days whose strength at close is recorded.
    pub days: usize,
    /// Pools.
    pub pools: usize,
    /// A strength that none is expected to exceed; [`MAX_VALUE`] where nothing is known. It decides
    /// how much memory is set aside for each day, not what is counted.
    pub largest_strength: i64,
    /// Questions.
    pub asks: usize,
    /// What one tally may take at most, in bytes.
    pub memory_cap_bytes: usize,
}

/// Why a [`Tally`] cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TallyError {
    /// A metric has no valid bins: its index and the reason.
    Metric(usize, LayoutError),
    /// A metric's scale is not positive: its index and scale.
    Scale(usize, i64),
    /// Even the coarsest histograms exceed the memory cap.
    TooLarge {
        /// What they need at least, in MB.
        needed_mb: u64,
        /// The cap, in MB.
        cap_mb: u64,
    },
}

impl fmt::Display for TallyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric(index, why) => write!(f, "metric {index}: {why}"),
            Self::Scale(index, scale) => write!(f, "metric {index}: the scale {scale} is not >= 1"),
            Self::TooLarge { needed_mb, cap_mb } => write!(
                f,
                "the tallies need at least {needed_mb} MB a thread, more than the cap of {cap_mb} MB: \
                 shorten the horizon, have fewer pools, or ask for some metrics only (`--metrics`), \
                 which leaves out the strengths by day"
            ),
        }
    }
}

impl std::error::Error for TallyError {}

/// The integers that replications leave behind.
///
/// ```
/// use outlast_montecarlo::{MetricSpec, Tally, TallySpec};
///
/// let spec = TallySpec {
///     metrics: vec![MetricSpec { scale: 1, bin: 1 }],
///     days: 2,
///     pools: 1,
///     largest_strength: 12_000,
///     asks: 1,
///     memory_cap_bytes: 64 << 20,
/// };
/// let mut tally = Tally::new(spec)?;
/// tally.add_replications(2);
/// tally.metric_mut(0).push_lanes(&[7, 9]);
/// tally.strength_mut(0, 1).push_lanes(&[12_000, 11_500]);
/// tally.add_hits(0, 1);
/// assert_eq!(tally.metric(0).sum(), 16);
/// assert_eq!(tally.hits(0), 1);
/// # Ok::<(), outlast_montecarlo::TallyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    spec: TallySpec,
    replications: u64,
    metrics: Vec<Histogram>,
    /// By pool, then day.
    strengths: Vec<Histogram>,
    hits: Vec<u64>,
}

impl Tally {
    /// An empty tally.
    ///
    /// # Errors
    ///
    /// When a metric's scale or bin is out of range, or the memory cap cannot be kept.
    pub fn new(spec: TallySpec) -> Result<Self, TallyError> {
        if let Some(index) = spec.metrics.iter().position(|metric| metric.scale < 1) {
            return Err(TallyError::Scale(index, spec.metrics[index].scale));
        }
        let shares = Shares::new(&spec)?;
        let metrics = spec.metrics.iter().enumerate().map(|(index, metric)| {
            let layout = layout(metric.bin, shares.metric, MAX_VALUE);
            layout.map(Histogram::new).map_err(|why| TallyError::Metric(index, why))
        });
        let metrics = metrics.collect::<Result<Vec<_>, _>>()?;
        let strengths = vec![of_strengths(&spec, shares.day); spec.pools * spec.days];
        let hits = vec![0; spec.asks];
        Ok(Self { spec, replications: 0, metrics, strengths, hits })
    }

    /// What is counted.
    pub fn spec(&self) -> &TallySpec {
        &self.spec
    }

    /// Replications counted.
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// Counts replications, of which every other part of the tally is told separately.
    pub fn add_replications(&mut self, count: u64) {
        self.replications += count;
    }

    /// The values of a metric, by index.
    pub fn metric(&self, index: usize) -> &Histogram {
        &self.metrics[index]
    }

    /// The values of a metric, to be added to.
    pub fn metric_mut(&mut self, index: usize) -> &mut Histogram {
        &mut self.metrics[index]
    }

    /// Strengths of a pool at the close of a day; the first recorded day is 0.
    pub fn strength(&self, pool: usize, day: usize) -> &Histogram {
        &self.strengths[self.index(pool, day)]
    }

    /// Strengths of a pool at the close of a day, to be added to.
    pub fn strength_mut(&mut self, pool: usize, day: usize) -> &mut Histogram {
        let index = self.index(pool, day);
        &mut self.strengths[index]
    }

    /// Strengths of all pools and days, pool by pool.
    pub fn strengths(&self) -> &[Histogram] {
        &self.strengths
    }

    /// The largest relative error of a quantile of strengths by day; none where all are exact.
    pub fn daily_relative_error(&self) -> Option<f64> {
        self.strengths.iter().filter_map(Histogram::relative_error).reduce(f64::max)
    }

    /// Replications in which the answer to an ask was yes.
    pub fn hits(&self, ask: usize) -> u64 {
        self.hits[ask]
    }

    /// Counts replications in which the answer to an ask was yes.
    pub fn add_hits(&mut self, ask: usize, count: u64) {
        self.hits[ask] += count;
    }

    /// Adds all that `other` has counted, exactly.
    ///
    /// # Panics
    ///
    /// When the two count different things.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.spec, other.spec, "only tallies of one spec can be merged");
        self.replications += other.replications;
        let mine = self.metrics.iter_mut().chain(&mut self.strengths);
        for (mine, theirs) in mine.zip(other.metrics.iter().chain(&other.strengths)) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.hits.iter_mut().zip(&other.hits) {
            *mine += theirs;
        }
    }

    /// Bytes taken at present, at most the cap.
    pub fn allocated_bytes(&self) -> usize {
        let histograms = self.metrics.iter().chain(&self.strengths);
        let cells: usize = histograms.map(Histogram::allocated_bytes).sum();
        cells + fixed_bytes(&self.spec) as usize
    }

    fn index(&self, pool: usize, day: usize) -> usize {
        assert!(day < self.spec.days, "day {day} of {} recorded", self.spec.days);
        pool * self.spec.days + day
    }
}

/// Cells of each metric and of each pool and day, see the [module](self).
#[derive(Clone, Copy)]
struct Shares {
    metric: u64,
    day: u64,
}

impl Shares {
    fn new(spec: &TallySpec) -> Result<Self, TallyError> {
        let least = |largest| log_linear_cells(1, COARSEST, largest);
        let reserving = |day| Self::reserving(spec, Self { metric: least(MAX_VALUE), day });
        reserving(least(MAX_VALUE)).or_else(|_| reserving(least(spec.largest_strength)))
    }

    /// At least so many cells, and what else there is room for.
    fn reserving(spec: &TallySpec, least: Self) -> Result<Self, TallyError> {
        let metrics = spec.metrics.len() as u64;
        let days = (spec.pools * spec.days) as u64;
        let needed = fixed_bytes(spec) + (metrics * least.metric + days * least.day) * 4;
        let cap = spec.memory_cap_bytes as u64;
        let Some(spare) = cap.checked_sub(needed) else {
            let mb = 1_000_000;
            return Err(TallyError::TooLarge { needed_mb: needed.div_ceil(mb), cap_mb: cap / mb });
        };
        let spare = spare / 4;
        let for_metrics = if days == 0 { spare } else { spare / 4 };
        let share = |least: u64, spare: u64, histograms: u64| match spare.checked_div(histograms) {
            Some(more) => (least + more).min(MOST_CELLS),
            None => least,
        };
        let metric = share(least.metric, for_metrics, metrics);
        let day = share(least.day, spare - metrics * (metric - least.metric), days);
        Ok(Self { metric, day })
    }
}

fn fixed_bytes(spec: &TallySpec) -> u64 {
    let histograms = spec.metrics.len() + spec.pools * spec.days;
    (histograms * size_of::<Histogram>() + spec.asks * size_of::<u64>()) as u64
}

/// A histogram of strengths in at most `cells`, of which there is a share's least number.
fn of_strengths(spec: &TallySpec, cells: u64) -> Histogram {
    let layout = layout(1, cells, spec.largest_strength);
    Histogram::new(layout.expect("bins of one are valid, and a share is not empty"))
}

/// The finest layout that takes no more than `cells` for values up to `largest`.
fn layout(bin: i64, cells: u64, largest: i64) -> Result<Layout, LayoutError> {
    let fits = |p: &u32| log_linear_cells(bin.max(1), *p, largest) <= cells;
    let precision = (COARSEST..=Layout::PRECISION).rev().find(fits).unwrap_or(COARSEST);
    Layout::new(bin, cells as usize, precision).map(|layout| layout.expecting(largest))
}

/// Log-linear cells of bins of a given width that hold every value up to `largest`.
fn log_linear_cells(bin: i64, precision: u32, largest: i64) -> u64 {
    Layout::new(bin, 1, precision).map_or(0, |layout| layout.expecting(largest).reserve())
}
