//! Poisson counts whose mean changes from draw to draw.
//!
//! p(k) = m^k e^-m / k!, mean m (count), variance m.
//!
//! Below a mean of 10: inversion by sequential search. From 10: transformed rejection with squeeze,
//! algorithm PTRS of W. Hörmann, "The transformed rejection method for generating Poisson random
//! variables", Insurance: Mathematics and Economics 12 (1993) 39-45. The set-up is one square root;
//! eight draws in ten (for large means) are accepted without evaluating the law. The published hat
//! falls short of the law by up to 0.6 % in places, for means below 1,300, and the published squeeze
//! exceeds it; here the hat is 0.6 % higher and the squeeze lower, so that both hold (scanned over
//! means from 10 to 10^5; the test below repeats it on a coarser grid). For a mean that is fixed for
//! the run, [`AliasTable`](super::AliasTable) is twenty times as fast over lanes.

use std::fmt;

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::inversion::search_up;
use super::saddle::{Term, whole};

/// Poisson counts of a given mean.
///
/// ```
/// use outlast_core::samplers::Poisson;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let losses: i64 = Poisson::new(1_200.0)?.sample(&mut cell);
/// assert!((1_000..1_400).contains(&losses));
/// # Ok::<(), outlast_core::samplers::PoissonError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
    method: Method,
}

/// Why a Poisson law was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PoissonError {
    /// The mean is negative, above [`Poisson::MAX_MEAN`] or not a number.
    Mean(f64),
}

impl fmt::Display for PoissonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Mean(mean) = self;
        write!(f, "mean {mean} of a Poisson law is not in 0..={:e}", Poisson::MAX_MEAN)
    }
}

impl std::error::Error for PoissonError {}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    Zero,
    Inversion { p0: f64 },
    Rejection(Hat),
}

impl Poisson {
    /// Largest mean (count): its counts are exact as `f64`.
    pub const MAX_MEAN: f64 = 1e15;

    /// Poisson counts of this mean (count).
    ///
    /// # Errors
    ///
    /// [`PoissonError::Mean`] if the mean is not in 0..=[`Self::MAX_MEAN`].
    #[inline]
    pub fn new(mean: f64) -> Result<Self, PoissonError> {
        if !(0.0..=Self::MAX_MEAN).contains(&mean) {
            return Err(PoissonError::Mean(mean));
        }
        let method = if mean >= 10.0 {
            Method::Rejection(Hat::new(mean))
        } else if mean > 0.0 {
            Method::Inversion { p0: libm::exp(-mean) }
        } else {
            Method::Zero
        };
        Ok(Self { mean, method })
    }
}

impl Distribution<i64> for Poisson {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        match self.method {
            Method::Zero => 0,
            Method::Inversion { p0 } => loop {
                let u = unit_open(rng.next_u64());
                if let Some(k) = search_up(u, p0, |_, reciprocal| self.mean * reciprocal) {
                    return k;
                }
            },
            Method::Rejection(hat) => loop {
                let u = unit_open(rng.next_u64()) - 0.5;
                let v = unit_open(rng.next_u64());
                let x = hat.transform(u);
                if hat.squeeze(u, v) || (x >= 0.0 && hat.accept(u, v, x)) {
                    return x as i64;
                }
            },
        }
    }
}

/// PTRS's hat: with u uniform on (-1/2, 1/2), G(u) = (2a / (1/2 - |u|) + b) u + m + 0.43, and
/// the count is the floor of G(u), accepted with probability p(k) G'(u) / `inverse_alpha`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hat {
    mean: f64,
    a: f64,
    b: f64,
}

impl Hat {
    #[inline]
    fn new(mean: f64) -> Self {
        let b = 0.931 + 2.53 * mean.sqrt();
        Self { mean, a: 0.02483 * b - 0.059, b }
    }

    #[inline]
    fn transform(&self, u: f64) -> f64 {
        (2.0 * self.a / (0.5 - u.abs()) + self.b) * u + self.mean + 0.43
    }

    /// Height under which v is accepted wherever 1/2 - |u| >= 0.07.
    #[inline]
    fn squeeze_height(&self) -> f64 {
        0.919 - 3.6224 / (self.b - 2.0)
    }

    #[inline]
    fn squeeze(&self, u: f64, v: f64) -> bool {
        u.abs() <= 0.43 && v <= self.squeeze_height()
    }

    /// ln of the probability with which the floor of x = `transform(u)` is accepted, less ln v.
    #[inline]
    fn log_acceptance(&self, u: f64, v: f64, x: f64) -> f64 {
        let us = 0.5 - u.abs();
        let inverse_alpha = 1.131 + 1.14 / (self.b - 3.4);
        let slope = (self.a / (us * us) + self.b) / inverse_alpha;
        let k = whole(x);
        Term::new(k, self.mean, k - self.mean).log_ratio(Term::ONE, slope / v)
    }

    #[inline]
    fn accept(&self, u: f64, v: f64, x: f64) -> bool {
        let us = 0.5 - u.abs();
        (us >= 0.013 || v <= us) && self.log_acceptance(u, v, x) >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over a fine grid of u: acceptance never exceeds 1, is at least the squeeze where that
    /// applies, and below `us` where v > us is refused at once. This is what makes PTRS exact.
    #[test]
    fn the_hat_covers_the_law_and_the_squeeze_lies_under_it() {
        for mean in [10.0, 10.5, 11.0, 13.7, 20.0, 50.0, 100.0, 1_200.0, 1e5, 1e7, 1e9, 1e12] {
            let hat = Hat::new(mean);
            for i in 1..40_000 {
                let u = f64::from(i) / 40_000.0 - 0.5;
                let x = hat.transform(u);
                if x < 0.0 {
                    assert!(u < -0.43, "mean {mean}: the squeeze would accept {x}");
                    continue;
                }
                let log = hat.log_acceptance(u, 1.0, x);
                assert!(log <= 1e-12, "mean {mean}, u {u}: acceptance exp({log})");
                let us = 0.5 - u.abs();
                if us >= 0.07 {
                    assert!(log >= libm::log(hat.squeeze_height()), "mean {mean}, u {u}");
                }
                if us < 0.013 {
                    assert!(log <= libm::log(us), "mean {mean}, u {u}: refused too early");
                }
            }
        }
    }

    #[test]
    fn means_outside_the_range_are_refused() {
        for mean in [-1e-9, f64::NAN, f64::INFINITY, 1.1e15] {
            assert!(Poisson::new(mean).is_err());
        }
        assert_eq!(Poisson::new(-2.0), Err(PoissonError::Mean(-2.0)));
    }
}
