//! Laws computed exactly, from textbook formulas: what samples are held to. Nothing here is shared
//! with the simulation but the elementary functions of `libm`.

use std::f64::consts::{PI, SQRT_2};
use std::ops::RangeInclusive;

use super::square;

/// Probabilities of 0, 1, ..., n - 1 in a Poisson law.
pub(crate) fn poisson(mean: f64, n: usize) -> Vec<f64> {
    let log = |x: f64| x * libm::log(mean) - mean - libm::lgamma(x + 1.0);
    (0..n).map(|x| libm::exp(log(x as f64))).collect()
}

/// Probabilities of 0, 1, ..., n - 1 in the negative binomial law of this mean and variance
/// mean + mean^2/k: Gamma(x + k)/(x! Gamma(k)) (m/(m + k))^x (k/(m + k))^k.
pub(crate) fn neg_binomial(mean: f64, k: f64, n: usize) -> Vec<f64> {
    let (hit, miss) = (libm::log(mean / (mean + k)), libm::log(k / (mean + k)));
    let log =
        |x: f64| libm::lgamma(x + k) - libm::lgamma(x + 1.0) - libm::lgamma(k) + x * hit + k * miss;
    (0..n).map(|x| libm::exp(log(x as f64))).collect()
}

/// P(Z <= z) of a standard normal Z.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    libm::erfc(-z / SQRT_2) / 2.0
}

pub(crate) fn normal_density(z: f64) -> f64 {
    libm::exp(-square(z) / 2.0) / (2.0 * PI).sqrt()
}

/// Integral of a function from a to b by the midpoint rule, in 200,000 steps.
pub(crate) fn integral(a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    let steps = 200_000;
    let step = (b - a) / f64::from(steps);
    (0..steps).map(|i| f(a + (f64::from(i) + 0.5) * step)).sum::<f64>() * step
}

/// A strength that meets independent days: when does it end?
///
/// With `S_n` the losses demanded in n days, all sums are over the law of `S_n`, which is known.
pub(crate) struct FirstPassage<F> {
    /// Strengths on hand before day 1, equally likely.
    pub(crate) strengths: RangeInclusive<usize>,
    /// Days to look at.
    pub(crate) days: usize,
    /// Probabilities of `S_n`, given n and how many of them to give.
    pub(crate) sum: F,
}

/// What can be said exactly about coverage and exhaustion.
pub(crate) struct Passages {
    /// P(exhausted on day n) at index n.
    pub(crate) exhaustion: Vec<f64>,
    pub(crate) coverage_mean: f64,
    pub(crate) coverage_variance: f64,
}

impl<F: Fn(usize, usize) -> Vec<f64>> FirstPassage<F> {
    pub(crate) fn solve(&self) -> Passages {
        let most = *self.strengths.end() + 1;
        let one_day = (self.sum)(1, most);
        let (part, part_squared) =
            (self.averaged(&met(&one_day, 1)), self.averaged(&met(&one_day, 2)));
        // P(T > n) = P(S_n < A); A has the weight of the strengths above s in P(A > s).
        let above =
            self.averaged(&(0..most).map(|m| f64::from(u8::from(m > 0))).collect::<Vec<_>>());
        let mut law = vec![0.0; most];
        law[0] = 1.0;
        let (mut mean, mut square_mean, mut left) = (0.0, 0.0, 1.0);
        let mut exhaustion = vec![0.0];
        for day in 1..=self.days {
            // C is the sum over days d of the part c_d of that day's demand that was met if all days
            // before were met in full; so C^2 is the sum of (2 (d - 1) + c_d) c_d.
            let met = dot(&law, &part);
            mean += met;
            square_mean += 2.0 * (day - 1) as f64 * met + dot(&law, &part_squared);
            law = (self.sum)(day, most);
            let still = dot(&law, &above);
            exhaustion.push(left - still);
            left = still;
        }
        assert!(left < 1e-9, "so many days decide nearly every run");
        Passages { exhaustion, coverage_mean: mean, coverage_variance: square_mean - square(mean) }
    }

    /// E f(A - s) over the strengths A of s or more, at index s.
    fn averaged(&self, f: &[f64]) -> Vec<f64> {
        let (low, high) = (*self.strengths.start(), *self.strengths.end());
        let mut sums = vec![0.0];
        for value in f {
            sums.push(sums[sums.len() - 1] + value);
        }
        let count = (high - low + 1) as f64;
        (0..=high).map(|s| (sums[high - s + 1] - sums[low.saturating_sub(s)]) / count).collect()
    }
}

/// E min(1, m/X)^power at index m, for X with the given probabilities; 0/0 counts as 1.
fn met(law: &[f64], power: u32) -> Vec<f64> {
    let weighted = |x: usize| law[x] / if power == 1 { x as f64 } else { square(x as f64) };
    let mut beyond: f64 = (1..law.len()).map(weighted).sum();
    let mut within = 0.0;
    (0..law.len())
        .map(|m| {
            within += law[m];
            if m > 0 {
                beyond -= weighted(m);
            }
            let m = m as f64;
            within + beyond * if power == 1 { m } else { square(m) }
        })
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
