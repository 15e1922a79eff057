//! All that a set of replications leaves behind, as integers.
//!
//! A [`Tally`] has a histogram for each metric, one for each day of a daily series (or, of a series
//! that is only asked for its mean, a sum), a counter for each ask, and the number of replications.
//! Threads fill tallies of their own, or share the days of one; merging is addition, so the merged
//! tally depends on which replications were run and on nothing else.
//!
//! # Memory
//!
//! A [`TallySpec`] has a memory cap, and the tally is laid out so that it cannot exceed it, however
//! wide the values spread. With H histograms and a cap of B bytes, what is left after the fixed part,
//! S sums among it,
//!
//! ```text
//! cells = (B - H size_of(Histogram) - 16 S - 8 asks) / 4
//! ```
//!
//! is divided so: each histogram gets what the coarsest log-linear layout (p = 5) needs for all
//! values, 49 x 32 cells = 6 KB; of the rest the metrics share a quarter and the days the
//! remainder, at most 2^20 cells (4 MB) each. Where 6 KB for each day are too much, a day gets what
//! p = 5 needs up to the largest value of its series (1.2 KB for a strength of 12,000), without
//! which the tally is refused.
//! A histogram's share is its cap of exact bins, and decides its precision beyond that cap: the
//! largest p of 5 to 11 whose log-linear cells fit, for days those up to the largest value. One
//! pool over 365 days in 64 MiB has some 35,000 exact bins a day and then, at strengths up to a
//! million, p = 11. While a histogram is widened, its old and new cells exist together for a
//! moment.
//!
//! The largest value decides on memory alone: a larger one is counted like any other, in cells
//! that were not reserved.

use std::fmt;

use outlast_core::series::Keep;

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

/// Units of a daily series, and what is kept of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesSpec {
    /// Value units per 1.0 of the series: 1 for counts.
    pub scale: i64,
    /// A value that none is expected to exceed; [`MAX_VALUE`] where nothing is known. It decides how
    /// much memory is set aside for each day, not what is counted.
    pub largest: i64,
    /// A histogram for each day, or a sum.
    pub keep: Keep,
}

/// What a [`Tally`] counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallySpec {
    /// The metrics, in the order of their values.
    pub metrics: Vec<MetricSpec>,
    /// Days whose close is recorded.
    pub days: usize,
    /// What is recorded of each day, in the order of its values.
    pub series: Vec<SeriesSpec>,
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
                "the tallies need at least {needed_mb} MB, more than the cap of {cap_mb} MB: \
                 shorten the horizon, have fewer pools and recoveries, or ask for some metrics only \
                 (`--metrics`), which leaves out what is kept of every day"
            ),
        }
    }
}

impl std::error::Error for TallyError {}

/// The integers that replications leave behind.
///
/// ```
/// use outlast_core::series::Keep;
/// use outlast_montecarlo::{MetricSpec, SeriesSpec, Tally, TallySpec};
///
/// let spec = TallySpec {
///     metrics: vec![MetricSpec { scale: 1, bin: 1 }],
///     days: 2,
///     series: vec![SeriesSpec { scale: 1, largest: 12_000, keep: Keep::Distribution }],
///     asks: 1,
///     memory_cap_bytes: 64 << 20,
/// };
/// let mut tally = Tally::new(spec)?;
/// tally.add_replications(2);
/// tally.metric_mut(0).push_lanes(&[7, 9]);
/// tally.closing_mut(0, 1).push_lanes(&[12_000, 11_500]);
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
    /// By series, then day.
    series: Vec<Days>,
    hits: Vec<u64>,
}

/// The days of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Days {
    Histograms(Vec<Histogram>),
    Sums(Vec<i128>),
}

impl Days {
    fn histograms(&self) -> &[Histogram] {
        match self {
            Self::Histograms(histograms) => histograms,
            Self::Sums(_) => &[],
        }
    }

    fn histograms_mut(&mut self) -> &mut [Histogram] {
        match self {
            Self::Histograms(histograms) => histograms,
            Self::Sums(_) => &mut [],
        }
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.histograms_mut().iter_mut().zip(other.histograms()) {
            mine.merge(theirs);
        }
        if let (Self::Sums(mine), Self::Sums(theirs)) = (self, other) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }
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
        let series = spec.series.iter().map(|series| match series.keep {
            Keep::Distribution => Days::Histograms(vec![shares.of_day(series); spec.days]),
            Keep::Sum => Days::Sums(vec![0; spec.days]),
        });
        let series = series.collect();
        let hits = vec![0; spec.asks];
        Ok(Self { spec, replications: 0, metrics, series, hits })
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

    /// Values of a series at the close of a day; the first recorded day is 0.
    ///
    /// # Panics
    ///
    /// When only sums are kept of it, or the tally has no such series or day.
    pub fn closing(&self, series: usize, day: usize) -> &Histogram {
        &self.series[series].histograms()[day]
    }

    /// Values of a series at the close of a day, to be added to.
    ///
    /// # Panics
    ///
    /// When only sums are kept of it, or the tally has no such series or day.
    pub fn closing_mut(&mut self, series: usize, day: usize) -> &mut Histogram {
        &mut self.series[series].histograms_mut()[day]
    }

    /// The sum of a series' values at the close of a day [value units].
    pub fn sum(&self, series: usize, day: usize) -> i128 {
        match &self.series[series] {
            Days::Histograms(histograms) => histograms[day].sum(),
            Days::Sums(sums) => sums[day],
        }
    }

    /// Adds to the sum of a series at the close of a day [value units].
    ///
    /// # Panics
    ///
    /// When more than sums are kept of it, or the tally has no such series or day.
    pub fn add_sum(&mut self, series: usize, day: usize, values: i128) {
        let Days::Sums(sums) = &mut self.series[series] else {
            panic!("series {series} has histograms, which add up what they are told");
        };
        sums[day] += values;
    }

    /// Histograms of all series and days, series by series.
    pub(crate) fn closings(&self) -> impl Iterator<Item = &Histogram> {
        self.series.iter().flat_map(Days::histograms)
    }

    /// Histograms of each series, day by day; none where only sums are kept.
    pub(crate) fn days_mut(&mut self) -> impl Iterator<Item = &mut [Histogram]> {
        self.series.iter_mut().map(Days::histograms_mut)
    }

    /// Sums of the series of which only those are kept, series by series and day by day.
    pub(crate) fn sums(&self) -> impl Iterator<Item = &i128> {
        self.series.iter().flat_map(|days| match days {
            Days::Histograms(_) => [].iter(),
            Days::Sums(sums) => sums.iter(),
        })
    }

    /// The largest relative error of a quantile of a day; none where all are exact.
    pub fn daily_relative_error(&self) -> Option<f64> {
        self.closings().filter_map(Histogram::relative_error).reduce(f64::max)
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
        for (mine, theirs) in self.metrics.iter_mut().zip(&other.metrics) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.series.iter_mut().zip(&other.series) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.hits.iter_mut().zip(&other.hits) {
            *mine += theirs;
        }
    }

    /// Bytes taken at present, at most the cap.
    pub fn allocated_bytes(&self) -> usize {
        let histograms = self.metrics.iter().chain(self.closings());
        let cells: usize = histograms.map(Histogram::allocated_bytes).sum();
        cells + fixed_bytes(&self.spec) as usize
    }
}

/// Cells of each metric and of each day, see the [module](self).
#[derive(Clone, Copy)]
struct Shares {
    metric: u64,
    /// What a day has beyond what its series needs at least.
    more: u64,
    /// Whether a day can hold every value there is, at the coarsest.
    any: bool,
}

impl Shares {
    fn new(spec: &TallySpec) -> Result<Self, TallyError> {
        Self::reserving(spec, true).or_else(|_| Self::reserving(spec, false))
    }

    /// At least what holds everything, or `any` of it by day, and what else there is room for.
    fn reserving(spec: &TallySpec, any: bool) -> Result<Self, TallyError> {
        let mut shares = Self { metric: least(MAX_VALUE), more: 0, any };
        let metrics = spec.metrics.len() as u64;
        let days = (spec.distributions().count() * spec.days) as u64;
        let by_day: u64 = spec.distributions().map(|series| shares.of_series(series)).sum();
        let cells = metrics * shares.metric + spec.days as u64 * by_day;
        let needed = fixed_bytes(spec) + cells * 4;
        let cap = spec.memory_cap_bytes as u64;
        let Some(spare) = cap.checked_sub(needed) else {
            let mb = 1_000_000;
            return Err(TallyError::TooLarge { needed_mb: needed.div_ceil(mb), cap_mb: cap / mb });
        };
        let spare = spare / 4;
        let for_metrics = if days == 0 { spare } else { spare / 4 };
        let more = for_metrics.checked_div(metrics).unwrap_or(0);
        let metric = (shares.metric + more).min(MOST_CELLS);
        let spare = spare - metrics * (metric - shares.metric);
        shares.metric = metric;
        shares.more = spare.checked_div(days).unwrap_or(0);
        Ok(shares)
    }

    /// Cells of a day of a series.
    fn of_series(&self, series: &SeriesSpec) -> u64 {
        let least = least(if self.any { MAX_VALUE } else { series.largest });
        (least + self.more).min(MOST_CELLS)
    }

    /// An empty day of a series.
    fn of_day(&self, series: &SeriesSpec) -> Histogram {
        let layout = layout(1, self.of_series(series), series.largest);
        Histogram::new(layout.expect("bins of one are valid, and a share is not empty"))
    }
}

impl TallySpec {
    /// The series of which histograms are kept.
    pub(crate) fn distributions(&self) -> impl Iterator<Item = &SeriesSpec> {
        self.series.iter().filter(|series| series.keep == Keep::Distribution)
    }
}

fn fixed_bytes(spec: &TallySpec) -> u64 {
    let distributions = spec.distributions().count();
    let histograms = spec.metrics.len() + distributions * spec.days;
    let sums = (spec.series.len() - distributions) * spec.days;
    (histograms * size_of::<Histogram>() + sums * size_of::<i128>() + spec.asks * size_of::<u64>())
        as u64
}

/// Cells that the coarsest histogram needs for values up to `largest`.
fn least(largest: i64) -> u64 {
    log_linear_cells(1, COARSEST, largest)
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
