//! `replay`: a series as it happened.
//!
//! Day d of a replication is row start + d − 1. The start is one row for all replications, or
//! each eligible row in turn, replication r starting at the r-th: then one run is the realised
//! distribution over start dates. Rows that are not whole numbers, or that a modifier scales, are
//! rounded stochastically, so that the mean is kept.

use std::sync::Arc;

use super::{Columns, Today};
use crate::lanes::Lanes;
use crate::scenario::ReplayStart;

#[derive(Debug, Clone)]
pub(crate) struct Replay {
    /// The whole series [losses a day].
    pub(crate) values: Arc<[f64]>,
    pub(crate) start: ReplayStart,
    /// Stream of the rounding.
    pub(crate) count: u32,
}

const START: usize = 0;

impl Replay {
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        for (lane, start) in columns[START].iter_mut().enumerate() {
            *start = self.start(lanes.replication(lane)) as f64;
        }
    }

    /// First row of a replication. The last block may hold lanes past the last start; nobody
    /// reads them, and they repeat it.
    fn start(&self, replication: u64) -> usize {
        match &self.start {
            ReplayStart::At(row) => *row,
            ReplayStart::Each(rows) => rows[(replication as usize).min(rows.len() - 1)],
        }
    }

    #[inline(never)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut Columns<L>,
    ) -> [i64; L] {
        std::array::from_fn(|i| {
            let row = columns[START][i] as usize + today.day as usize - 1;
            let amount = self.values[row] * today.factor.get(i);
            super::amounts::round(amount, &mut today.lanes.cell(i, self.count, today.day))
        })
    }
}
