//! `poisson`: independent Poisson counts.
//!
//! P(X = x) = μˣ e^(−μ) / x!, μ the mean losses a day. Mean μ, variance μ: losses that strike one
//! by one at a constant rate. Daily losses reported in wars scatter far more widely
//! (variance/mean 7 to 45); use it for rare items and as a yardstick.

use rand_distr::Distribution;

use super::table::{Tables, Words};
use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::{Lanes, StreamIds};
use crate::samplers::{self, AliasTable, pmf};

#[derive(Debug, Clone)]
pub(crate) struct Poisson {
    /// Mean losses a day.
    mean: Input,
    tables: Tables,
    /// Stream of counts that no table gives.
    count: u32,
}

const MEAN: usize = 0;

impl Poisson {
    /// Compiles the law of the process at `path`.
    pub(crate) fn new(
        mean: Input,
        path: &str,
        levels: Option<&[f64]>,
        ids: &mut StreamIds,
    ) -> Self {
        let count = ids.id(format!("{path}/count"));
        let tables = match mean.fixed() {
            Some(mean) => Tables::new(path, levels, ids, |factor| {
                let (base, pmf) = pmf::poisson(mean * factor).ok()?;
                AliasTable::from_pmf(base, &pmf).ok()
            }),
            None => Tables::none(),
        };
        Self { mean, tables, count }
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
    }

    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &Columns<L>,
        words: &mut Words<L>,
    ) -> [i64; L] {
        let draw = |i: usize| {
            let mean = columns[MEAN][i] * today.factor.get(i);
            let mut cell = today.lanes.cell(i, self.count, today.day);
            let law = samplers::Poisson::new(mean.min(samplers::Poisson::MAX_MEAN));
            law.expect("a mean from 0 to the limit").sample(&mut cell).min(super::MOST_A_DAY)
        };
        if let Some(mut counts) = self.tables.draw(today, words) {
            today.factor.redraw(&mut counts, draw);
            return counts;
        }
        std::array::from_fn(draw)
    }
}
