//! `nb_drift`: negative binomial counts around a rate that drifts. The default law.
//!
//! Day t has a count of law NB(λ, k), of variance λ + λ²/k, whose rate λ = λ(t) is a log random
//! walk: log λ(t) = log λ(t−1) + σ e(t) − σ²/2 with e standard normal, and λ(1) = μ F. F is the
//! run's rate factor, lognormal of mean 1 and coefficient of variation c = `rate_cv`: what we do
//! not know of today's rate. The −σ²/2 keeps the mean rate at μ.
//!
//! With q = 1 + c², the total of n days has mean n μ and variance
//!
//! ```text
//! n μ  +  (μ² q / k) Σ_t e^(σ²(t−1))  +  μ² Σ_s Σ_t (q e^(σ²(min(s,t)−1)) − 1)
//! ```
//!
//! (t − 1, because day 1 has not drifted yet.)
//!
//! k = 60 and σ = 0.03 are calibrated on four years of claimed daily losses: 90 % intervals of
//! 30- to 180-day totals made from the last 7 to 14 days covered the outcome in 87 to 95 % of
//! cases, against 8 % for Poisson and 26 % for independent negative binomial days.

use super::neg_binomial::Counts;
use super::{Columns, Today};
use crate::correlation::Normals;
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::Lognormal;

#[derive(Debug, Clone)]
pub(crate) struct NbDrift {
    /// Mean losses a day.
    pub(super) mean: Input,
    /// Dispersion of a day's count.
    k: Input,
    /// Standard deviation of the log rate's daily step.
    sigma: Input,
    /// Coefficient of variation of the run's rate factor.
    rate_cv: Input,
    counts: Counts,
    /// Normals of the daily steps.
    drift: Normals,
    /// Normals of the run's rate factor.
    factor: Normals,
}

/// Streams of an `nb_drift` process.
pub(crate) struct NbDriftStreams {
    pub(crate) count: u32,
    pub(crate) drift: Normals,
    pub(crate) factor: Normals,
}

/// Parameters of an `nb_drift` process.
pub(crate) struct NbDriftInputs {
    pub(crate) mean: Input,
    pub(crate) k: Input,
    pub(crate) sigma: Input,
    pub(crate) rate_cv: Input,
}

const RATE: usize = 0;
const K: usize = 1;
const SIGMA: usize = 2;

impl NbDrift {
    pub(crate) fn new(inputs: NbDriftInputs, streams: NbDriftStreams) -> Self {
        let NbDriftInputs { mean, k, sigma, rate_cv } = inputs;
        let counts = Counts::new(&k, streams.count);
        Self { mean, k, sigma, rate_cv, counts, drift: streams.drift, factor: streams.factor }
    }

    /// Streams that it reads besides its own.
    pub(crate) fn others(&self) -> usize {
        self.drift.others()
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[K] = self.k.draw(lanes);
        columns[SIGMA] = self.sigma.draw(lanes);
        columns[RATE] = self.mean.draw(lanes);
        if self.rate_cv.fixed() == Some(0.0) {
            return;
        }
        let cv: [f64; L] = self.rate_cv.draw(lanes);
        let normals = self.factor.draw::<L>(lanes, 0);
        for i in 0..L {
            if let Ok(factor) = Lognormal::new(1.0, cv[i]) {
                columns[RATE][i] *= factor.at(normals[i]);
            }
        }
    }

    #[inline(never)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut Columns<L>,
    ) -> [i64; L] {
        if today.day > 1 && self.sigma.fixed() != Some(0.0) {
            self.step(today, columns);
        }
        std::array::from_fn(|i| {
            let mean = columns[RATE][i] * today.factor.get(i);
            self.counts.sample(i, mean, columns[K][i], today)
        })
    }

    /// Moves the rate from yesterday's to today's.
    fn step<const L: usize>(&self, today: &Today<'_, L>, columns: &mut Columns<L>) {
        let normals = self.drift.draw::<L>(today.lanes, today.day);
        for i in 0..L {
            let sigma = columns[SIGMA][i];
            let log = sigma * normals[i] - sigma * sigma / 2.0;
            columns[RATE][i] *= libm::exp(log);
        }
    }
}
