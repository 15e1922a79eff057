//! `poisson`: independent Poisson counts.
//!
//! P(X = x) = μˣ e^(−μ) / x!, μ the mean losses a day. Mean μ, variance μ: losses that strike one
//! by one at a constant rate. Daily losses reported in wars scatter far more widely
//! (variance/mean 7 to 45); use it for rare items and as a yardstick.

use rand_distr::Distribution;

use super::table::{self, Tables};
use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::{self, AliasTable, pmf};

#[derive(Debug, Clone)]
pub(crate) struct Poisson {
    /// Mean losses a day.
    mean: Input,
    tables: Tables,
    /// Stream of the counts.
    count: u32,
}

const MEAN: usize = 0;

impl Poisson {
    pub(crate) fn new(mean: Input, levels: Option<&[f64]>, count: u32) -> Self {
        let tables = match mean.fixed() {
            Some(mean) => Tables::new(levels, |factor| {
                let (base, pmf) = pmf::poisson(mean * factor)?;
                AliasTable::from_pmf(base, &pmf).ok()
            }),
            None => Tables::default(),
        };
        Self { mean, tables, count }
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
    }

    #[inline]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut Columns<L>,
    ) -> [i64; L] {
        if let Some(table) = self.tables.level(today.factor.level()) {
            return table::draw(table, today.lanes, self.count, today.day);
        }
        std::array::from_fn(|i| {
            let mean = columns[MEAN][i] * today.factor.get(i);
            sample(mean, &mut today.lanes.cell(i, self.count, today.day))
        })
    }
}

/// A Poisson count of any mean that a scenario can reach [count].
#[inline]
pub(crate) fn sample(mean: f64, cell: &mut outlast_des::Cell) -> i64 {
    let most = super::MOST_A_DAY as f64;
    match samplers::Poisson::new(mean.min(most)) {
        Ok(law) => law.sample(cell).min(super::MOST_A_DAY),
        Err(_) => 0,
    }
}
