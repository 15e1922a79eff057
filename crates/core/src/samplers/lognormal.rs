//! Lognormal amounts by mean and coefficient of variation.
//!
//! X = m exp(s Z - s^2/2) with Z standard normal and s^2 = ln(1 + cv^2); mean m (unit of the amount),
//! variance (m cv)^2, median m / sqrt(1 + cv^2).

use std::fmt;

use rand::Rng;
use rand_distr::Distribution;

use super::normal::StandardNormal;

/// Lognormal amounts, one `next_u64` each.
///
/// ```
/// use outlast_core::samplers::Lognormal;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let rate = Lognormal::new(1.0, 0.10)?; // a factor on a rate
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// assert!((0.4..2.5).contains(&rate.sample(&mut cell)));
/// # Ok::<(), outlast_core::samplers::LognormalError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognormal {
    mean: f64,
    /// s^2, the variance of the logarithm.
    variance: f64,
    /// s.
    deviation: f64,
}

/// Why a lognormal law was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LognormalError {
    /// The mean is negative, infinite or not a number.
    Mean(f64),
    /// The coefficient of variation is negative, above 1e150 or not a number.
    Cv(f64),
}

impl fmt::Display for LognormalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mean(x) => write!(f, "mean {x} of a lognormal law is not a number of 0 or more"),
            Self::Cv(x) => {
                write!(f, "coefficient of variation {x} of a lognormal law is not in 0..=1e150")
            }
        }
    }
}

impl std::error::Error for LognormalError {}

impl Lognormal {
    /// By mean (unit of the amount) and coefficient of variation; cv 0 always gives the mean.
    ///
    /// # Errors
    ///
    /// [`LognormalError::Mean`] or [`LognormalError::Cv`].
    pub fn new(mean: f64, cv: f64) -> Result<Self, LognormalError> {
        if !(mean >= 0.0 && mean.is_finite()) {
            return Err(LognormalError::Mean(mean));
        }
        if !(0.0..=1e150).contains(&cv) {
            return Err(LognormalError::Cv(cv));
        }
        let variance = libm::log1p(cv * cv);
        Ok(Self { mean, variance, deviation: variance.sqrt() })
    }

    /// The logarithm of the amount at a standard normal number, for mean 1.
    #[inline(always)]
    pub(crate) fn log_at(&self, z: f64) -> f64 {
        self.deviation * z - 0.5 * self.variance
    }

    /// The amount at a standard normal number.
    #[inline]
    pub fn at(&self, z: f64) -> f64 {
        self.mean * libm::exp(self.log_at(z))
    }
}

impl Distribution<f64> for Lognormal {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.at(StandardNormal.sample(rng))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_outside_the_range_are_refused() {
        assert_eq!(Lognormal::new(-1.0, 1.0), Err(LognormalError::Mean(-1.0)));
        assert_eq!(Lognormal::new(1.0, -1.0), Err(LognormalError::Cv(-1.0)));
        assert!(Lognormal::new(1.0, f64::NAN).is_err());
    }
}
