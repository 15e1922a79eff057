//! `neg_binomial`: independent negative binomial counts, NB(μ, k).
//!
//! A Poisson count whose mean is itself gamma: mean μ [losses a day], variance μ + μ²/k. Within a
//! month, claimed daily losses in Ukraine fit it with k about 40 (quartiles 28 and 81). k to
//! infinity is Poisson. Independent days average out: for a month or longer prefer `nb_drift`.

use std::sync::Arc;

use rand_distr::Distribution;

use super::table::Tables;
use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::{Lanes, StreamIds};
use crate::samplers::{self, AliasTable, NegBinomialDigits, pmf};

#[derive(Debug, Clone)]
pub(crate) struct NegBinomial {
    /// Mean losses a day.
    pub(super) mean: Input,
    /// Dispersion.
    k: Input,
    counts: Counts,
}

const MEAN: usize = 0;
const K: usize = 1;

impl NegBinomial {
    /// Compiles the law of the process at `path`.
    pub(crate) fn new(mean: Input, k: Input, path: &str, ids: &mut StreamIds) -> Self {
        let counts = Counts::new(&k, ids.id(format!("{path}/count")));
        Self { mean, k, counts }
    }

    /// Its tables by level of the mean, as far as that is known.
    pub(crate) fn tables(&self, path: &str, levels: Option<&[f64]>, ids: &mut StreamIds) -> Tables {
        let (Some(mean), Some(k)) = (self.mean.fixed(), self.k.fixed()) else {
            return Tables::none();
        };
        Tables::new(path, levels, ids, |factor| {
            let (base, pmf) = pmf::neg_binomial(mean * factor, k).ok()?;
            AliasTable::from_pmf(base, &pmf).ok()
        })
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
        columns[K] = self.k.draw(lanes);
    }

    /// Counts of means for which there is no table.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &Columns<L>,
    ) -> [i64; L] {
        let means = std::array::from_fn(|i| columns[MEAN][i] * today.factor.get(i));
        self.counts.draw(&means, &columns[K], today)
    }
}

/// NB(mean, k) counts whose mean changes from draw to draw.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    law: CountsLaw,
    stream: u32,
}

#[derive(Debug, Clone)]
enum CountsLaw {
    /// By tables, where k is fixed, and not so small that its gamma numbers have none.
    Table(Arc<NegBinomialDigits>),
    Fixed(samplers::NegBinomial),
    /// Each lane has a k of its own.
    Each,
}

impl Counts {
    pub(crate) fn new(k: &Input, stream: u32) -> Self {
        let table = |k| NegBinomialDigits::new(k).map(|law| CountsLaw::Table(Arc::new(law)));
        let fixed = |k| samplers::NegBinomial::new(0.0, k).ok().map(CountsLaw::Fixed);
        let law = k.fixed().and_then(|k| table(k).or_else(|| fixed(k)));
        Self { law: law.unwrap_or(CountsLaw::Each), stream }
    }

    /// Today's counts.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        means: &[f64; L],
        k: &[f64; L],
        today: &Today<'_, L>,
    ) -> [i64; L] {
        let CountsLaw::Table(law) = &self.law else {
            return std::array::from_fn(|lane| self.sample(lane, means[lane], k[lane], today));
        };
        let Today { day, lanes, .. } = *today;
        let mut counts = [0; L];
        let words = lanes.words::<L>(self.stream, day);
        let fifth = || lanes.block::<L>(self.stream, day, 1)[0];
        law.lanes(means, (&words, fifth), &mut counts, |lane| {
            lanes.after_block(lane, self.stream, day)
        });
        counts.map(|count| count.min(super::MOST_A_DAY))
    }

    /// One lane's count today [count].
    pub(crate) fn sample<const L: usize>(
        &self,
        lane: usize,
        mean: f64,
        k: f64,
        today: &Today<'_, L>,
    ) -> i64 {
        let mut cell = today.lanes.cell(lane, self.stream, today.day);
        // The sampler's limits: met only by rates that have drifted to absurd heights, or by a mean
        // of more than 10^10 at the smallest k, whose counts the limit of a day would cut anyway.
        let mean = mean.min(samplers::NegBinomial::MAX_MEAN).min(k * 1e13);
        let law = match &self.law {
            CountsLaw::Table(law) => return law.sample(mean, &mut cell).min(super::MOST_A_DAY),
            CountsLaw::Fixed(law) => law.with_mean(mean),
            CountsLaw::Each => samplers::NegBinomial::new(mean, k),
        };
        law.expect("a mean and k within the limits").sample(&mut cell).min(super::MOST_A_DAY)
    }
}
