//! `neg_binomial`: independent negative binomial counts, NB(μ, k).
//!
//! A Poisson count whose mean is itself gamma: mean μ [losses a day], variance μ + μ²/k. Within a
//! month, claimed daily losses in Ukraine fit it with k about 40 (quartiles 28 and 81). k to
//! infinity is Poisson. Independent days average out: for a month or longer prefer `nb_drift`.

use rand_distr::Distribution;

use super::table::{Tables, Words};
use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::{Lanes, StreamIds};
use crate::samplers::{self, AliasTable, pmf};

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
    /// Compiles the law of the process at `path`.
    pub(crate) fn new(
        mean: Input,
        k: Input,
        path: &str,
        (levels, ids): (Option<&[f64]>, &mut StreamIds),
    ) -> Self {
        let counts = Counts::new(&k, ids.id(format!("{path}/count")));
        let tables = match (mean.fixed(), k.fixed()) {
            (Some(mean), Some(k)) => Tables::new(path, levels, ids, |factor| {
                let (base, pmf) = pmf::neg_binomial(mean * factor, k).ok()?;
                AliasTable::from_pmf(base, &pmf).ok()
            }),
            _ => Tables::none(),
        };
        Self { mean, k, tables, counts }
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
        columns[K] = self.k.draw(lanes);
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
            self.counts.sample(i, mean, columns[K][i], today)
        };
        if let Some(mut counts) = self.tables.draw(today, words) {
            today.factor.redraw(&mut counts, draw);
            return counts;
        }
        std::array::from_fn(draw)
    }
}

/// NB(mean, k) counts whose mean changes from draw to draw.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    /// The law of dispersion k, where k is fixed.
    law: Option<samplers::NegBinomial>,
    stream: u32,
}

impl Counts {
    pub(crate) fn new(k: &Input, stream: u32) -> Self {
        let law = k.fixed().and_then(|k| samplers::NegBinomial::new(0.0, k).ok());
        Self { law, stream }
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
        // The sampler's limits: met only by rates that have drifted to absurd heights, or by a mean
        // of more than 10^10 at the smallest k, whose counts the limit of a day would cut anyway.
        let mean = mean.min(samplers::NegBinomial::MAX_MEAN).min(k * 1e13);
        let law = match self.law {
            Some(law) => law.with_mean(mean),
            None => samplers::NegBinomial::new(mean, k),
        };
        let mut cell = today.lanes.cell(lane, self.stream, today.day);
        law.expect("a mean and k within the limits").sample(&mut cell).min(super::MOST_A_DAY)
    }
}
