//! `constant`: the same losses every day.
//!
//! Day d demands floor(d r) − floor((d − 1) r) at a rate of r losses a day: a fractional rate is
//! spread evenly, and after d days d r have been demanded, rounded down. Mean r; no variance.

use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::Lanes;

#[derive(Debug, Clone)]
pub(crate) struct Constant {
    /// Losses a day.
    pub(crate) mean: Input,
}

const MEAN: usize = 0;
/// The fraction of a loss not yet demanded.
const OWED: usize = 1;

/// A rate such as 0.1 is a hair off its decimal; ten days of it must still make one loss.
const HAIR: f64 = 1e-9;

impl Constant {
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
        columns[OWED] = [0.0; L];
    }

    #[inline(never)]
    pub(crate) fn draw<const L: usize>(today: &Today<'_, L>, columns: &mut Columns<L>) -> [i64; L] {
        std::array::from_fn(|i| {
            let owed = columns[OWED][i] + columns[MEAN][i] * today.factor.get(i);
            let demand = (owed + HAIR).floor();
            columns[OWED][i] = owed - demand;
            super::table::count(demand)
        })
    }
}
