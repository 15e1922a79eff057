//! Integers on their way from blocks to the tally.
//!
//! A tally is quickest when it is handed many values of one metric at once. So the lanes of
//! consecutive blocks are gathered in columns, whatever their width, and pushed a column at a time.
//! The counts of many days together are far larger than the nearer caches: the more values a day is
//! handed at once, the more of them find its counts there. Where days are few, and no rows are wanted,
//! the columns of wide blocks are pushed as they are.

use outlast_core::series::{Keep, Series};
use outlast_core::{Block, Plan};

use crate::runner::Rows;
use crate::tally::Tally;

/// About so much memory for the columns [bytes]: no more than comes back quickly.
const BYTES: usize = 1 << 20;
/// The fewest replications gathered before they are pushed, and the most: the sum of so many values of
/// 2^53 is an i64.
const FEWEST: usize = 64;
const MOST: usize = 512;
/// Days of series whose counts are at hand.
const FEW_CLOSINGS: usize = 100;
/// Lanes of a block where days are gathered; a wider one makes the columns grow once.
const BLOCK: usize = 64;

/// The days of a series.
enum Days {
    /// Values by day, and the replications by day after which all values are 0: these are pushed in
    /// the end.
    Columns { columns: Vec<Vec<i64>>, zero: Vec<u64> },
    /// Sums by day, of so few replications that they are no more than an i64 holds.
    Sums(Vec<i64>),
}

/// Columns of so many replications.
pub(crate) struct Gather<'p> {
    plan: &'p Plan,
    replications: usize,
    /// Replications gathered before they are pushed.
    rows: usize,
    /// Whether the columns of a wide block are as good as gathered ones.
    few_days: bool,
    /// Values by metric.
    metrics: Vec<Vec<i64>>,
    series: Vec<Days>,
}

impl<'p> Gather<'p> {
    pub(crate) fn new(plan: &'p Plan) -> Self {
        let days = plan.horizon() as usize;
        let spread = |series: &&Series| matches!(series.measure.keep(), Keep::Distribution);
        let closings = days * plan.series().iter().filter(spread).count();
        let columns = closings + plan.metrics().len();
        let rows = (BYTES / (8 * columns.max(1))).clamp(FEWEST, MOST);
        let column = Vec::with_capacity(rows + BLOCK);
        let series = plan.series().iter().map(|series| match series.measure.keep() {
            Keep::Distribution => {
                Days::Columns { columns: vec![column.clone(); days], zero: vec![0; days] }
            }
            Keep::Sum => Days::Sums(vec![0; days]),
        });
        let series = series.collect();
        let metrics = vec![column; plan.metrics().len()];
        let few_days = closings <= FEW_CLOSINGS;
        Self { plan, replications: 0, rows, few_days, metrics, series }
    }

    /// Whether blocks of so many lanes are [pushed](Self::push) as they are.
    pub(crate) fn is_passed<const L: usize>(&self) -> bool {
        L >= FEWEST && self.few_days
    }

    /// Takes the first lanes of a block.
    pub(crate) fn add<const L: usize>(&mut self, block: &Block<'_, L>, lanes: usize) {
        for (column, metric) in self.metrics.iter_mut().zip(self.plan.metrics()) {
            column.extend_from_slice(&block.measure(metric.measure)[..lanes]);
        }
        for (index, days) in self.series.iter_mut().enumerate() {
            days.add(index, block, lanes);
        }
        self.replications += lanes;
    }

    /// Pushes the first lanes of a block that is a tally's worth by itself, past the columns.
    ///
    /// Nothing may have been gathered.
    pub(crate) fn push<const L: usize>(
        &mut self,
        block: &Block<'_, L>,
        lanes: usize,
        tally: &mut Tally,
    ) {
        for (index, metric) in self.plan.metrics().iter().enumerate() {
            let column = &block.measure(metric.measure)[..lanes];
            tally.metric_mut(index).push_lanes(column);
            for (ask, question) in self.plan.questions().iter().enumerate() {
                if question.metric() == index {
                    let hits = column.iter().filter(|&&value| question.holds(value)).count();
                    tally.add_hits(ask, hits as u64);
                }
            }
        }
        for (index, days) in self.series.iter_mut().enumerate() {
            days.push(index, block, (lanes, tally));
        }
        tally.add_replications(lanes as u64);
    }

    /// Pushes the days on which nothing is left, which are counted apart. To be called in the end.
    pub(crate) fn finish(&mut self, tally: &mut Tally) {
        for (index, days) in self.series.iter_mut().enumerate() {
            days.finish(index, tally);
        }
    }

    /// Whether it is time to push.
    pub(crate) fn is_full(&self) -> bool {
        self.replications >= self.rows
    }

    /// The values gathered of a metric, replication by replication.
    pub(crate) fn column(&self, metric: usize) -> &[i64] {
        &self.metrics[metric]
    }

    /// Appends the replications gathered, row by row.
    pub(crate) fn append_rows(&self, rows: &mut Rows) {
        for row in 0..self.replications {
            rows.values.extend(self.metrics.iter().map(|column| column[row]));
        }
    }

    /// Pushes what was gathered, and starts anew.
    pub(crate) fn flush(&mut self, tally: &mut Tally) {
        for (index, question) in self.plan.questions().iter().enumerate() {
            let column = &self.metrics[question.metric()];
            let hits = column.iter().filter(|&&value| question.holds(value)).count();
            tally.add_hits(index, hits as u64);
        }
        for (index, column) in self.metrics.iter_mut().enumerate() {
            tally.metric_mut(index).push_lanes(column);
            column.clear();
        }
        for (index, days) in self.series.iter_mut().enumerate() {
            days.flush(index, tally);
        }
        tally.add_replications(self.replications as u64);
        self.replications = 0;
    }
}

impl Days {
    /// Takes the first lanes of a block.
    fn add<const L: usize>(&mut self, series: usize, block: &Block<'_, L>, lanes: usize) {
        // The first days may differ; those that follow are as the last of them.
        let settled = block.settled(series) as usize;
        let closing = |day: u32| &block.closing(series, day)[..lanes];
        match self {
            Self::Columns { columns, zero } => {
                for (day, column) in (1..).zip(&mut columns[..settled]) {
                    column.extend_from_slice(closing(day));
                }
                let last = closing(settled as u32);
                if last.iter().all(|&value| value == 0) {
                    zero[settled - 1] += lanes as u64;
                } else {
                    columns[settled..].iter_mut().for_each(|day| day.extend_from_slice(last));
                }
            }
            Self::Sums(sums) => {
                for (day, sum) in (1..).zip(&mut sums[..settled]) {
                    *sum += closing(day).iter().sum::<i64>();
                }
                let last: i64 = closing(settled as u32).iter().sum();
                sums[settled..].iter_mut().for_each(|sum| *sum += last);
            }
        }
    }

    /// Pushes the first lanes of a block.
    fn push<const L: usize>(
        &mut self,
        series: usize,
        block: &Block<'_, L>,
        (lanes, tally): (usize, &mut Tally),
    ) {
        let Self::Columns { columns, zero } = self else {
            self.add(series, block, lanes);
            return self.flush(series, tally);
        };
        let settled = block.settled(series) as usize;
        for day in 0..settled {
            let closing = &block.closing(series, day as u32 + 1)[..lanes];
            tally.closing_mut(series, day).push_lanes(closing);
        }
        let last = &block.closing(series, settled as u32)[..lanes];
        if last.iter().fold(0, |all, value| all | value) == 0 {
            zero[settled - 1] += lanes as u64;
        } else {
            for day in settled..columns.len() {
                tally.closing_mut(series, day).push_lanes(last);
            }
        }
    }

    /// Pushes what was gathered, and starts anew.
    fn flush(&mut self, series: usize, tally: &mut Tally) {
        match self {
            Self::Columns { columns, .. } => {
                for (day, column) in columns.iter_mut().enumerate() {
                    tally.closing_mut(series, day).push_lanes(column);
                    column.clear();
                }
            }
            Self::Sums(sums) => {
                for (day, sum) in sums.iter_mut().enumerate() {
                    tally.add_sum(series, day, i128::from(std::mem::take(sum)));
                }
            }
        }
    }

    /// Pushes the days on which all is 0.
    fn finish(&mut self, series: usize, tally: &mut Tally) {
        let Self::Columns { zero, .. } = self else { return };
        let mut zeros = 0;
        for (day, zero) in zero.iter_mut().enumerate() {
            tally.closing_mut(series, day).push_same(0, zeros);
            zeros += std::mem::take(zero);
        }
    }
}
