//! `poisson`: independent Poisson counts.
//!
//! P(X = x) = μˣ e^(−μ) / x!, μ the mean losses a day. Mean μ, variance μ: losses that strike one
//! by one at a constant rate. Daily losses reported in wars scatter far more widely
//! (variance/mean 7 to 45); use it for rare items and as a yardstick.

use super::table::Tables;
use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::{Lanes, StreamIds};
use crate::samplers::{AliasTable, PoissonDigits, pmf};

#[derive(Debug, Clone)]
pub(crate) struct Poisson {
    /// Mean losses a day.
    pub(super) mean: Input,
    digits: PoissonDigits,
    /// Stream of counts that no table gives.
    count: u32,
}

const MEAN: usize = 0;

impl Poisson {
    /// Compiles the law of the process at `path`.
    pub(crate) fn new(mean: Input, path: &str, ids: &mut StreamIds) -> Self {
        let count = ids.id(format!("{path}/count"));
        Self { mean, digits: PoissonDigits::new(), count }
    }

    /// Its tables by level of the mean, as far as that is known.
    pub(crate) fn tables(&self, path: &str, levels: Option<&[f64]>, ids: &mut StreamIds) -> Tables {
        let Some(mean) = self.mean.fixed() else { return Tables::none() };
        Tables::new(path, levels, ids, |factor| {
            let (base, pmf) = pmf::poisson(mean * factor).ok()?;
            AliasTable::from_pmf(base, &pmf).ok()
        })
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
    }

    /// Counts of means for which there is no table.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &Columns<L>,
    ) -> [i64; L] {
        let Today { day, lanes, .. } = *today;
        let means = std::array::from_fn(|i| columns[MEAN][i] * today.factor.get(i));
        let [w0, w1, w2, _] = lanes.words::<L>(self.count, day);
        let (mut counts, mut escaped) = ([0; L], [0; L]);
        self.digits.lanes(&means, ([&w0, &w1], || w2), &mut counts, &mut escaped);
        for lane in 0..L {
            if escaped[lane] != 0 {
                let mut cell = lanes.cell(lane, self.count, day);
                counts[lane] = self.digits.sample(means[lane], &mut cell);
            }
        }
        counts.map(|count| count.min(super::MOST_A_DAY))
    }
}
