//! Integers on their way from blocks to the tally.
//!
//! A tally is quickest when it is handed many values of one metric at once. So the lanes of
//! consecutive blocks are gathered in columns, whatever their width, and pushed a column at a time.

use outlast_core::{Block, Plan};

use crate::runner::Rows;
use crate::tally::Tally;

/// Columns of at most [`Gather::ROWS`] replications.
pub(crate) struct Gather<'p> {
    plan: &'p Plan,
    replications: usize,
    /// Values by metric.
    metrics: Vec<Vec<i64>>,
    /// Strengths at close by pool and day, of the replications whose pool was not yet closed.
    strengths: Vec<Vec<i64>>,
    /// Replications by pool and day on which the pool was closed: empty from then on.
    closed: Vec<u64>,
}

impl<'p> Gather<'p> {
    /// Replications gathered before they are pushed: few enough to stay in the cache.
    const ROWS: usize = 64;

    pub(crate) fn new(plan: &'p Plan) -> Self {
        let days = if plan.has_daily_strengths() { plan.horizon() as usize } else { 0 };
        let column = Vec::with_capacity(2 * Self::ROWS);
        Self {
            plan,
            replications: 0,
            metrics: vec![column.clone(); plan.metrics().len()],
            strengths: vec![column; plan.pool_count() * days],
            closed: vec![0; plan.pool_count() * days],
        }
    }

    /// Takes the first lanes of a block.
    pub(crate) fn add<const L: usize>(&mut self, block: &Block<'_, L>, lanes: usize) {
        for (column, metric) in self.metrics.iter_mut().zip(self.plan.metrics()) {
            column.extend_from_slice(&block.measure(metric.measure)[..lanes]);
        }
        if self.plan.has_daily_strengths() {
            let horizon = self.plan.horizon();
            for pool in 0..self.plan.pool_count() {
                let first = pool * horizon as usize;
                let open = block.closed(pool).unwrap_or(horizon);
                let columns = &mut self.strengths[first..first + open as usize];
                for (day, column) in (1..).zip(columns) {
                    column.extend_from_slice(&block.strengths(pool, day)[..lanes]);
                }
                self.closed[first + open as usize - 1] += lanes as u64;
            }
        }
        self.replications += lanes;
    }

    /// Whether it is time to push.
    pub(crate) fn is_full(&self) -> bool {
        self.replications >= Self::ROWS
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
        if self.plan.has_daily_strengths() {
            self.flush_strengths(tally);
        }
        tally.add_replications(self.replications as u64);
        self.replications = 0;
    }

    fn flush_strengths(&mut self, tally: &mut Tally) {
        let horizon = self.plan.horizon() as usize;
        for pool in 0..self.plan.pool_count() {
            let mut empty = 0;
            for day in 0..horizon {
                let closing = tally.strength_mut(pool, day);
                let column = &mut self.strengths[pool * horizon + day];
                closing.push_lanes(column);
                column.clear();
                if empty > 0 {
                    closing.push_same(0, empty);
                }
                empty += std::mem::take(&mut self.closed[pool * horizon + day]);
            }
        }
    }
}
