//! Negative binomial counts whose mean changes from draw to draw.
//!
//! p(x) = Gamma(x+k) / (x! Gamma(k)) q^x (1-q)^k with q = m / (m+k); mean m (count), dispersion k; variance
//! m + m^2/k. Drawn as a Poisson count whose mean is gamma distributed with shape k and mean m
//! (M. Greenwood and G. U. Yule, Journal of the Royal Statistical Society 83 (1920) 255-279). For
//! parameters fixed for the run, [`AliasTable`](super::AliasTable) is fifty times as fast over lanes.

use std::fmt;

use rand::Rng;
use rand_distr::Distribution;

use super::{Poisson, StandardGamma};

/// Negative binomial counts of a given mean and dispersion.
///
/// ```
/// use outlast_core::samplers::NegBinomial;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let law = NegBinomial::new(1_200.0, 60.0)?;
/// let first: i64 = law.sample(&mut cell);
/// let second = law.with_mean(900.0)?.sample(&mut cell);
/// assert!(first > 500 && second > 300);
/// # Ok::<(), outlast_core::samplers::NegBinomialError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegBinomial {
    mean: f64,
    k: f64,
    /// Unit-scale gamma of shape k.
    rate: StandardGamma,
}

/// Why a negative binomial law was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NegBinomialError {
    /// The mean is negative, above [`NegBinomial::MAX_MEAN`] or not a number.
    Mean(f64),
    /// The dispersion is not positive, infinite or not a number, or less than mean / 10^13.
    Dispersion(f64),
}

impl fmt::Display for NegBinomialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mean(mean) => {
                let most = NegBinomial::MAX_MEAN;
                write!(f, "mean {mean} of a negative binomial law is not in 0..={most:e}")
            }
            Self::Dispersion(k) => {
                write!(f, "dispersion {k} of a negative binomial law is not a positive number")
            }
        }
    }
}

impl std::error::Error for NegBinomialError {}

impl NegBinomial {
    /// Largest mean (count).
    pub const MAX_MEAN: f64 = 1e12;

    /// Counts of mean `mean` (count) and dispersion `k`.
    ///
    /// # Errors
    ///
    /// [`NegBinomialError::Mean`] if the mean is not in 0..=[`Self::MAX_MEAN`],
    /// [`NegBinomialError::Dispersion`] if k is not a positive number or less than mean / 10^13.
    #[inline]
    pub fn new(mean: f64, k: f64) -> Result<Self, NegBinomialError> {
        let rate = StandardGamma::new(k).map_err(|_| NegBinomialError::Dispersion(k))?;
        Self { mean: 0.0, k, rate }.with_mean(mean)
    }

    /// The same dispersion and another mean (count), without setting up the gamma law again.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    #[inline]
    pub fn with_mean(self, mean: f64) -> Result<Self, NegBinomialError> {
        if !(0.0..=Self::MAX_MEAN).contains(&mean) {
            return Err(NegBinomialError::Mean(mean));
        }
        if mean / self.k > 1e13 {
            return Err(NegBinomialError::Dispersion(self.k));
        }
        Ok(Self { mean, ..self })
    }
}

impl Distribution<i64> for NegBinomial {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        if self.mean == 0.0 {
            return 0;
        }
        // The rate stays below the Poisson sampler's limit but for odds of e^-100 and less.
        let rate = self.mean / self.k * self.rate.sample(rng);
        Poisson::new(rate.min(Poisson::MAX_MEAN)).map_or(0, |counts| counts.sample(rng))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_outside_the_range_are_refused() {
        assert_eq!(NegBinomial::new(-1.0, 1.0), Err(NegBinomialError::Mean(-1.0)));
        assert_eq!(NegBinomial::new(1.0, 0.0), Err(NegBinomialError::Dispersion(0.0)));
        assert_eq!(NegBinomial::new(1e12, 1e-3), Err(NegBinomialError::Dispersion(1e-3)));
        assert!(NegBinomial::new(f64::NAN, 1.0).is_err());
    }
}
