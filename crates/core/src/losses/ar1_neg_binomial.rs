//! `ar1_neg_binomial`: negative binomial counts around a rate that wanders and returns.
//!
//! Day t has a count of law NB(λ(t), k), of variance λ + λ²/k, with log λ(t) = log μ − s²/2 + y(t) and
//! y a stationary first-order autoregression: y(t) = φ y(t−1) + σ e(t) with e standard normal, and
//! y(1) normal of variance s² = σ²/(1 − φ²), as are all y. The −s²/2 keeps the mean rate at μ.
//!
//! A day has mean μ and variance μ + μ² (e^(s²) (1 + 1/k) − 1); two days j apart have covariance
//! μ² (e^(s² φ^j) − 1).
//!
//! The level comes back to μ, with a half-life of log 2/(−log φ) days: for what-if regimes. Claimed
//! daily losses fit φ of 0.98 to 0.99, σ = 0.06 and k = 60; where the level itself moves, as over
//! months it did, `nb_drift` is the honest choice.

use super::Today;
use super::neg_binomial::Counts;
use super::normal_steps::NormalSteps;
use super::table::Words;
use crate::inputs::Input;
use crate::lanes::{Lanes, StreamIds};
use crate::samplers::exp;

#[derive(Debug, Clone)]
pub(crate) struct Ar1NegBinomial {
    /// Mean losses a day.
    pub(super) mean: Input,
    /// Dispersion of a day's count.
    k: Input,
    /// Correlation of the log rate with the day before's.
    phi: Input,
    /// Standard deviation of the log rate's daily step.
    sigma: Input,
    counts: Counts,
    steps: NormalSteps,
}

/// Parameters of an `ar1_neg_binomial` process.
pub(crate) struct Ar1Inputs {
    pub(crate) mean: Input,
    pub(crate) k: Input,
    pub(crate) phi: Input,
    pub(crate) sigma: Input,
}

/// The rate at y = 0.
const LEVEL: usize = 0;
const K: usize = 1;
const PHI: usize = 2;
const SIGMA: usize = 3;
/// Today's y.
const LOG: usize = 4;

impl Ar1NegBinomial {
    /// Columns that it keeps.
    pub(crate) const COLUMNS: usize = 5;

    /// Compiles the law of the process at `path`.
    pub(crate) fn new(inputs: Ar1Inputs, path: &str, ids: &mut StreamIds) -> Self {
        let Ar1Inputs { mean, k, phi, sigma } = inputs;
        let counts = Counts::new(&k, ids.id(format!("{path}/count")));
        Self { mean, k, phi, sigma, counts, steps: NormalSteps::new(path, ids) }
    }

    /// Streams that it reads besides its own.
    pub(crate) fn others(&self) -> usize {
        self.steps.others()
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut [[f64; L]]) {
        columns[K] = self.k.draw(lanes);
        columns[PHI] = self.phi.draw(lanes);
        columns[SIGMA] = self.sigma.draw(lanes);
        let mean: [f64; L] = self.mean.draw(lanes);
        for i in 0..L {
            let deviation = stationary(columns[PHI][i], columns[SIGMA][i]);
            columns[LEVEL][i] = mean[i] * libm::exp(-deviation * deviation / 2.0);
        }
    }

    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut [[f64; L]],
        words: &mut Words<L>,
    ) -> [i64; L] {
        self.steps.draw(today, words, |i, step| {
            let (phi, sigma) = (columns[PHI][i], columns[SIGMA][i]);
            columns[LOG][i] = if today.day == 1 {
                stationary(phi, sigma) * step
            } else {
                phi * columns[LOG][i] + sigma * step
            };
        });
        let level = |i: usize| columns[LEVEL][i] * exp(columns[LOG][i]);
        let means = std::array::from_fn(|i| level(i) * today.factor.get(i));
        self.counts.draw(&means, &columns[K], today)
    }
}

/// Standard deviation of the log rate on any day.
fn stationary(phi: f64, sigma: f64) -> f64 {
    sigma / (1.0 - phi * phi).sqrt()
}
