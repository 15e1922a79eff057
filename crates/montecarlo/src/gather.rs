//! From blocks to the tally.
//!
//! Metrics are counted block by block: they are few. What is kept of every day is another matter: the
//! histograms of hundreds of days are far larger than the nearer caches, and each block has a handful of
//! values for each. So values are gathered by day in columns of 16 bits, and a day is counted when some
//! thousand are there, which find its counts in the cache.

use outlast_core::series::Keep;
use outlast_core::{Block, Plan};

use crate::days::SharedDays;
use crate::histogram::Histogram;
use crate::runner::Rows;
use crate::tally::Tally;

/// About so much memory for the columns [bytes], which takes a millisecond to be had at all.
const BYTES: usize = 3 << 20;
/// The fewest replications gathered before they are counted, and the most: more gain nothing.
const FEWEST: usize = 64;
const MOST: usize = 4_096;

/// Where the integers of a block go.
pub(crate) struct Into<'a, 't> {
    /// Counts metrics, questions and sums.
    pub(crate) tally: &'a mut Tally,
    /// Count what is kept of each day.
    pub(crate) days: &'a SharedDays<'t>,
}

/// Counts the metrics of the first lanes of a block, and the answers to questions.
pub(crate) fn count_metrics<const L: usize>(
    plan: &Plan,
    block: &Block<'_, L>,
    lanes: usize,
    tally: &mut Tally,
) {
    for (index, metric) in plan.metrics().iter().enumerate() {
        let column = &block.measure(metric.measure)[..lanes];
        tally.metric_mut(index).push_lanes(column);
        for (ask, question) in plan.questions().iter().enumerate() {
            if question.metric() == index {
                let hits = column.iter().filter(|&&value| question.holds(value)).count();
                tally.add_hits(ask, hits as u64);
            }
        }
    }
    tally.add_replications(lanes as u64);
}

/// Appends the metrics of the first lanes of a block, replication by replication.
pub(crate) fn append_rows<const L: usize>(
    plan: &Plan,
    block: &Block<'_, L>,
    lanes: usize,
    rows: &mut Rows,
) {
    let start = rows.values.len();
    rows.values.resize(start + lanes * rows.width, 0);
    for (index, metric) in plan.metrics().iter().enumerate() {
        let places = rows.values[start + index..].iter_mut().step_by(rows.width);
        let column = block.measure(metric.measure);
        places.zip(&column[..lanes]).for_each(|(place, value)| *place = *value);
    }
}

/// What is gathered of every day.
pub(crate) struct Gather {
    /// Replications for which there is room.
    room: usize,
    replications: usize,
    series: Vec<Days>,
}

/// The days of a series.
enum Days {
    /// Their values.
    Columns(Columns),
    /// Nothing: sums are added up at once.
    Sums,
}

/// A column for each day of a series.
struct Columns {
    room: usize,
    /// Day by day as many values as there is room for, each less the day's base.
    values: Vec<u16>,
    days: Vec<Column>,
}

/// What to do about days that other threads are counting.
#[derive(Clone, Copy)]
enum Others {
    PassBy,
    WaitFor,
}

#[derive(Clone)]
struct Column {
    base: i64,
    length: usize,
    /// Replications after which this day has 0, and all that follow: counted in the end.
    zeros: u64,
}

impl Gather {
    /// For a plan that is run so many times by blocks of L lanes.
    pub(crate) fn new<const L: usize>(plan: &Plan, replications: u64) -> Self {
        let days = plan.horizon() as usize;
        let kept = plan.series().iter().map(|series| series.measure.keep());
        let columns = days * kept.clone().filter(|keep| *keep == Keep::Distribution).count();
        let bytes = size_of::<u16>() * columns.max(1);
        // All of few replications, however they are cut.
        let all = usize::try_from(replications).unwrap_or(MOST).saturating_add(L);
        let most = all.clamp(FEWEST, MOST);
        let room = (BYTES / bytes).clamp(FEWEST, most).next_multiple_of(L);
        let series = kept.map(|keep| match keep {
            Keep::Distribution => Days::Columns(Columns::new(room, days)),
            Keep::Sum => Days::Sums,
        });
        Self { room, replications: 0, series: series.collect() }
    }

    /// Takes the days of the first lanes of a block, for which there must be room.
    pub(crate) fn add<const L: usize>(
        &mut self,
        block: &Block<'_, L>,
        lanes: usize,
        into: &mut Into<'_, '_>,
    ) {
        for (index, days) in self.series.iter_mut().enumerate() {
            // The first days may differ; those that follow are as the last of them.
            let settled = block.settled(index);
            let closing = |day: u32| &block.closing(index, day)[..lanes];
            match days {
                Days::Columns(columns) => {
                    for day in 1..=settled {
                        columns.add(day as usize - 1, closing(day), (index, into));
                    }
                    columns.extend(settled as usize, closing(settled), (index, into));
                }
                Days::Sums => {
                    let sum = |day: u32| i128::from(closing(day).iter().sum::<i64>());
                    for day in 1..settled {
                        into.tally.add_sum(index, day as usize - 1, sum(day));
                    }
                    let last = sum(settled);
                    for day in settled as usize..=into.tally.spec().days {
                        into.tally.add_sum(index, day - 1, last);
                    }
                }
            }
        }
        self.replications += lanes;
    }

    /// Whether there is no room for another block, so that it is time to count.
    pub(crate) fn is_full<const L: usize>(&self) -> bool {
        self.replications + L > self.room
    }

    /// Counts what was gathered, and starts anew.
    pub(crate) fn flush(&mut self, into: &SharedDays<'_>) {
        for others in [Others::PassBy, Others::WaitFor] {
            for (series, days) in self.series.iter_mut().enumerate() {
                if let Days::Columns(columns) = days {
                    columns.flush((series, into), others);
                }
            }
        }
        self.replications = 0;
    }

    /// Counts what is left, and the days on which all was 0. To be called in the end.
    pub(crate) fn finish(mut self, into: &SharedDays<'_>) {
        self.flush(into);
        for (series, days) in self.series.iter().enumerate() {
            if let Days::Columns(columns) = days {
                columns.finish(series, into);
            }
        }
    }
}

impl Columns {
    fn new(room: usize, days: usize) -> Self {
        let column = Column { base: 0, length: 0, zeros: 0 };
        Self { room, values: vec![0; days * room], days: vec![column; days] }
    }

    /// Takes the values of a day. If the column cannot hold them they are counted at once.
    #[inline]
    fn add(&mut self, day: usize, values: &[i64], (series, into): (usize, &Into<'_, '_>)) {
        let column = &mut self.days[day];
        if column.length == 0 {
            column.base = base_for(values[0]);
        }
        let start = day * self.room + column.length;
        let mut all = 0;
        for (place, value) in self.values[start..start + values.len()].iter_mut().zip(values) {
            let offset = (value - column.base) as u64;
            all |= offset;
            *place = offset as u16;
        }
        if all >> u16::BITS == 0 {
            column.length += values.len();
        } else {
            into.days.count(series, day, |histogram| histogram.push_lanes(values));
        }
    }

    /// Takes the values that all days have from a day on.
    fn extend(&mut self, from: usize, values: &[i64], into: (usize, &Into<'_, '_>)) {
        if from == self.days.len() {
            return;
        }
        if values.iter().fold(0, |all, value| all | value) == 0 {
            self.days[from].zeros += values.len() as u64;
        } else {
            (from..self.days.len()).for_each(|day| self.add(day, values, into));
        }
    }

    /// Counts the days that are not empty, but for those that another thread is at, unless waited for.
    fn flush(&mut self, (series, into): (usize, &SharedDays<'_>), others: Others) {
        for (day, column) in self.days.iter_mut().enumerate().filter(|(_, day)| day.length > 0) {
            let start = day * self.room;
            let values = &self.values[start..start + column.length];
            let count = |histogram: &mut Histogram| histogram.push_offsets(column.base, values);
            let counted = match others {
                Others::PassBy => into.try_count(series, day, count),
                Others::WaitFor => {
                    into.count(series, day, count);
                    true
                }
            };
            if counted {
                column.length = 0;
            }
        }
    }

    fn finish(&self, series: usize, into: &SharedDays<'_>) {
        let mut zeros = 0;
        for (day, column) in self.days.iter().enumerate() {
            zeros += column.zeros;
            if zeros > 0 {
                into.count(series, day, |histogram| histogram.push_same(0, zeros));
            }
        }
    }
}

/// What a column's values are told from, whose first is known: 2^14 and more are left on either side of
/// it, and down to 0 where that is near.
fn base_for(first: i64) -> i64 {
    const STEP: i64 = Histogram::BASES;
    (first / STEP - 2).max(0) * STEP
}
