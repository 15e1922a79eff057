//! Binomial counts: how many of n happen, each with probability p.
//!
//! p(k) = n! / (k! (n-k)!) p^k q^(n-k) with q = 1 - p; n trials (count), p in 0..=1; mean n p (count),
//! variance n p q.
//!
//! Drawn for min(p, q) and reflected. Below a mean of 10: inversion by sequential search. From 10:
//! transformed rejection with squeeze, algorithm BTRS of W. Hörmann, "The generation of binomial
//! random variates", Journal of Statistical Computation and Simulation 46 (1993) 101-110.
//! Acceptance holds to 1e-12 for n up to 10^8 and to 1e-11 for 10^10, as if p were off by half a
//! unit in its last place.

use std::fmt;

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::inversion::search_up;
use super::saddle::{Term, whole};

/// Binomial counts of n trials of probability p.
///
/// ```
/// use outlast_core::samplers::Binomial;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let wounded: i64 = Binomial::new(1_200, 0.75)?.sample(&mut cell);
/// assert!((800..1_000).contains(&wounded));
/// # Ok::<(), outlast_core::samplers::BinomialError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    trials: i64,
    /// Whether failures are drawn, q being less than p.
    reflected: bool,
    method: Method,
}

/// Why a binomial law was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BinomialError {
    /// The number of trials is negative or above [`Binomial::MAX_TRIALS`].
    Trials(i64),
    /// The probability is not in 0..=1.
    Probability(f64),
}

impl fmt::Display for BinomialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trials(n) => {
                write!(f, "{n} trials of a binomial law are not in 0..={}", Binomial::MAX_TRIALS)
            }
            Self::Probability(p) => write!(f, "probability {p} of a binomial law is not in 0..=1"),
        }
    }
}

impl std::error::Error for BinomialError {}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    Zero,
    Inversion { p0: f64, odds: f64 },
    Rejection(Hat),
}

impl Binomial {
    /// Most trials (count): every count is exact as `f64`.
    pub const MAX_TRIALS: i64 = 1_000_000_000_000_000;

    /// Successes among `trials` (count) of `probability` each.
    ///
    /// # Errors
    ///
    /// [`BinomialError::Trials`] if the trials are not in 0..=[`Self::MAX_TRIALS`],
    /// [`BinomialError::Probability`] if the probability is not in 0..=1.
    #[inline]
    pub fn new(trials: i64, probability: f64) -> Result<Self, BinomialError> {
        if !(0..=Self::MAX_TRIALS).contains(&trials) {
            return Err(BinomialError::Trials(trials));
        }
        if !(0.0..=1.0).contains(&probability) {
            return Err(BinomialError::Probability(probability));
        }
        let reflected = probability > 0.5;
        let p = if reflected { 1.0 - probability } else { probability };
        let n = trials as f64;
        let method = if n * p >= 10.0 {
            Method::Rejection(Hat::new(n, p))
        } else if n * p > 0.0 {
            Method::Inversion { p0: libm::exp(n * libm::log1p(-p)), odds: p / (1.0 - p) }
        } else {
            Method::Zero
        };
        Ok(Self { trials, reflected, method })
    }
}

impl Distribution<i64> for Binomial {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        let k = match self.method {
            Method::Zero => 0,
            Method::Inversion { p0, odds } => {
                let places = (self.trials + 1) as f64;
                let ratio = |k: f64, reciprocal| (places - k) * reciprocal * odds;
                loop {
                    let u = unit_open(rng.next_u64());
                    if let Some(k) = search_up(u, p0, ratio) {
                        break k;
                    }
                }
            }
            Method::Rejection(hat) => hat.sample(rng),
        };
        if self.reflected { self.trials - k } else { k }
    }
}

/// BTRS's hat for p <= 1/2 and n p >= 10: with u uniform on (-1/2, 1/2), G(u) =
/// (2a / (1/2 - |u|) + b) u + n p + 1/2, and the count is the floor of G(u), accepted with
/// probability p(k)/p(mode) G'(u) / alpha.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hat {
    n: f64,
    p: f64,
    deviation: f64,
    a: f64,
    b: f64,
}

impl Hat {
    #[inline]
    fn new(n: f64, p: f64) -> Self {
        let deviation = (n * p * (1.0 - p)).sqrt();
        let b = 1.15 + 2.53 * deviation;
        Self { n, p, deviation, a: 0.0248 * b + 0.01 * p - 0.0873, b }
    }

    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        let squeeze = self.squeeze_height();
        let mut at_mode = None;
        loop {
            let u = unit_open(rng.next_u64()) - 0.5;
            let v = unit_open(rng.next_u64());
            let x = self.transform(u);
            if u.abs() <= 0.43 && v <= squeeze {
                return x as i64;
            }
            if x < 0.0 || x >= self.n + 1.0 {
                continue;
            }
            let mode = *at_mode.get_or_insert_with(|| self.at_mode());
            let slope = self.slope(u);
            if self.term(whole(x)).log_ratio(mode, slope / v) >= 0.0 {
                return x as i64;
            }
        }
    }

    #[inline]
    fn transform(&self, u: f64) -> f64 {
        (2.0 * self.a / (0.5 - u.abs()) + self.b) * u + self.n * self.p + 0.5
    }

    /// G'(u) / alpha.
    #[inline]
    fn slope(&self, u: f64) -> f64 {
        let us = 0.5 - u.abs();
        let alpha = (2.83 + 5.1 / self.b) * self.deviation;
        (self.a / (us * us) + self.b) / alpha
    }

    /// Height under which v is accepted wherever 1/2 - |u| >= 0.07.
    #[inline]
    fn squeeze_height(&self) -> f64 {
        0.92 - 4.2 / self.b
    }

    /// p(k), up to a factor common to all k.
    #[inline]
    fn term(&self, k: f64) -> Term {
        let mean = self.n * self.p;
        let d = k - mean;
        Term::new(k, mean, d).and(Term::new(self.n - k, self.n * (1.0 - self.p), -d))
    }

    #[inline]
    fn at_mode(&self) -> Term {
        self.term(whole((self.n + 1.0) * self.p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over a fine grid of u: acceptance never exceeds 1 and is at least the squeeze where that
    /// applies. This is what makes BTRS exact.
    #[test]
    fn the_hat_covers_the_law_and_the_squeeze_lies_under_it() {
        for p in [0.5, 0.49, 0.4, 0.3, 0.2, 0.1, 0.03, 0.01, 1e-3, 1e-6] {
            for mean in [10.0, 10.3, 12.0, 17.0, 40.0, 200.0, 1e4, 1e7] {
                let n = f64::ceil(mean / p);
                let hat = Hat::new(n, p);
                for i in 1..10_000 {
                    let u = f64::from(i) / 10_000.0 - 0.5;
                    let x = hat.transform(u);
                    if x < 0.0 || x >= n + 1.0 {
                        assert!(u.abs() > 0.43, "n {n}, p {p}: the squeeze would accept {x}");
                        continue;
                    }
                    let log = hat.term(whole(x)).log_ratio(hat.at_mode(), hat.slope(u));
                    assert!(log <= 1e-12, "n {n}, p {p}, u {u}: acceptance exp({log})");
                    if u.abs() <= 0.43 {
                        assert!(log >= libm::log(hat.squeeze_height()), "n {n}, p {p}, u {u}");
                    }
                }
            }
        }
    }

    #[test]
    fn parameters_outside_the_range_are_refused() {
        assert_eq!(Binomial::new(-1, 0.5), Err(BinomialError::Trials(-1)));
        assert_eq!(Binomial::new(3, 1.5), Err(BinomialError::Probability(1.5)));
        assert!(Binomial::new(3, f64::NAN).is_err());
    }
}
