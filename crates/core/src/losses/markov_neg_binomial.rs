//! `markov_neg_binomial`: negative binomial counts by regime: offensives and pauses.
//!
//! On a day in regime i the count has law NB(μ(i), k(i)), of variance μ + μ²/k. At the end of each
//! day a regime of mean stay d(i) days gives way with probability 1/d(i), to each of the others alike;
//! so stays are geometric. Every flow from i to j is met by one back, so in the long run the part π(i)
//! of the days in regime i is proportional to d(i); day 1 is drawn from π.
//!
//! A day has mean m = Σ π(i) μ(i) and variance Σ π(i) (μ(i) + μ(i)² (1 + 1/k(i))) − m²; two days j
//! apart have covariance Σ π(i) μ(i) M(i) − m², M(i) the mean j days after a day in regime i. For
//! what-if regimes: on claimed daily losses four such regimes fit worse than one rate that drifts.

use super::Today;
use super::neg_binomial::Counts;
use crate::inputs::Input;
use crate::lanes::Lanes;

#[derive(Debug, Clone)]
pub(crate) struct MarkovNegBinomial {
    pub(super) regimes: Vec<Regime>,
    /// Stream of the changes.
    changes: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Regime {
    pub(super) inputs: RegimeInputs,
    counts: Counts,
}

/// Parameters of a regime.
#[derive(Debug, Clone)]
pub(crate) struct RegimeInputs {
    /// Mean losses a day.
    pub(crate) mean: Input,
    /// Dispersion.
    pub(crate) k: Input,
    /// Mean stay [days].
    pub(crate) stay: Input,
}

/// Today's regime.
const NOW: usize = 0;
/// Of regime i, `MEAN + 3 i` and so on.
const MEAN: usize = 1;
const K: usize = 2;
const STAY: usize = 3;

impl MarkovNegBinomial {
    pub(crate) fn new(regimes: Vec<RegimeInputs>, count: u32, changes: u32) -> Self {
        let regime =
            |inputs: RegimeInputs| Regime { counts: Counts::new(&inputs.k, count), inputs };
        Self { regimes: regimes.into_iter().map(regime).collect(), changes }
    }

    /// Columns that it keeps.
    pub(crate) fn columns(&self) -> usize {
        1 + 3 * self.regimes.len()
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut [[f64; L]]) {
        for (i, Regime { inputs, .. }) in self.regimes.iter().enumerate() {
            columns[MEAN + 3 * i] = inputs.mean.draw(lanes);
            columns[K + 3 * i] = inputs.k.draw(lanes);
            columns[STAY + 3 * i] = inputs.stay.draw(lanes);
        }
    }

    #[inline(never)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut [[f64; L]],
    ) -> [i64; L] {
        let uniforms = today.lanes.uniforms::<L>(self.changes, today.day);
        std::array::from_fn(|lane| {
            let now = if today.day == 1 {
                self.first(lane, uniforms[lane], columns)
            } else {
                self.next(lane, uniforms[lane], columns)
            };
            columns[NOW][lane] = now as f64;
            let mean = columns[MEAN + 3 * now][lane] * today.factor.get(lane);
            self.regimes[now].counts.sample(lane, mean, columns[K + 3 * now][lane], today)
        })
    }

    /// The regime of day 1, in proportion to the stays.
    fn first<const L: usize>(&self, lane: usize, u: f64, columns: &[[f64; L]]) -> usize {
        let stay = |i: usize| columns[STAY + 3 * i][lane];
        let all: f64 = (0..self.regimes.len()).map(stay).sum();
        let mut left = u * all;
        let last = self.regimes.len() - 1;
        (0..last)
            .find(|&i| {
                left -= stay(i);
                left < 0.0
            })
            .unwrap_or(last)
    }

    /// The regime after yesterday's.
    fn next<const L: usize>(&self, lane: usize, u: f64, columns: &[[f64; L]]) -> usize {
        let yesterday = columns[NOW][lane] as usize;
        // Below 1 it gives way, and what is left of the uniform is uniform again.
        let scaled = u * columns[STAY + 3 * yesterday][lane];
        if scaled >= 1.0 {
            return yesterday;
        }
        let others = self.regimes.len() - 1;
        let other = ((scaled * others as f64) as usize).min(others - 1);
        if other < yesterday { other } else { other + 1 }
    }
}
