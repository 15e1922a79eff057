//! `neg_binomial`: independent negative binomial counts, NB(μ, k).
//!
//! A Poisson count whose mean is itself gamma: mean μ [losses a day], variance μ + μ²/k. Within a
//! month, claimed daily losses in Ukraine fit it with k about 40 (quartiles 28 and 81). k to
//! infinity is Poisson. Independent days average out: for a month or longer prefer `nb_drift`.

use super::table::{self, Tables};
use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::{AliasTable, StandardGamma, pmf};
use rand_distr::Distribution;

#[derive(Debug, Clone)]
pub(crate) struct NegBinomial {
    /// Mean losses a day.
    mean: Input,
    /// Dispersion.
    k: Input,
    tables: Tables,
    counts: Counts,
}

const MEAN: usize = 0;
const K: usize = 1;

impl NegBinomial {
    pub(crate) fn new(mean: Input, k: Input, levels: Option<&[f64]>, stream: u32) -> Self {
        let tables = match (mean.fixed(), k.fixed()) {
            (Some(mean), Some(k)) => Tables::new(levels, |factor| {
                let (base, pmf) = pmf::neg_binomial(mean * factor, k)?;
                AliasTable::from_pmf(base, &pmf).ok()
            }),
            _ => Tables::default(),
        };
        let counts = Counts::new(&k, stream);
        Self { mean, k, tables, counts }
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
        columns[K] = self.k.draw(lanes);
    }

    #[inline]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut Columns<L>,
    ) -> [i64; L] {
        if let Some(table) = self.tables.level(today.factor.level()) {
            return table::draw(table, today.lanes, self.counts.stream, today.day);
        }
        std::array::from_fn(|i| {
            let mean = columns[MEAN][i] * today.factor.get(i);
            self.counts.sample(i, mean, columns[K][i], today)
        })
    }
}

/// NB(mean, k) counts whose mean changes from draw to draw: Poisson(Gamma(k, mean/k)).
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    /// The unit-scale gamma of shape k, where k is fixed.
    shape: Option<StandardGamma>,
    stream: u32,
}

impl Counts {
    pub(crate) fn new(k: &Input, stream: u32) -> Self {
        let shape = k.fixed().and_then(|k| StandardGamma::new(k).ok());
        Self { shape, stream }
    }

    /// One lane's count today [count].
    #[inline]
    pub(crate) fn sample<const L: usize>(
        &self,
        lane: usize,
        mean: f64,
        k: f64,
        today: &Today<'_, L>,
    ) -> i64 {
        let shape = match self.shape {
            Some(shape) => shape,
            None => match StandardGamma::new(k) {
                Ok(shape) => shape,
                Err(_) => return 0,
            },
        };
        let mut cell = today.lanes.cell(lane, self.stream, today.day);
        let rate = mean / k * shape.sample(&mut cell);
        super::poisson::sample(rate, &mut cell)
    }
}
