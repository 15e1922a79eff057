//! Gamma amounts.
//!
//! Density x^(a-1) e^(-x/s) / (Gamma(a) s^a), shape a, scale s (unit of the amount); mean a s, variance
//! a s^2, coefficient of variation 1/sqrt(a).
//!
//! For shape >= 1: G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM
//! Transactions on Mathematical Software 26 (2000) 363-372. Below: a gamma of shape a + 1 times
//! U^(1/a), same paper. The paper's acceptance test, x^2/2 + d (1 - v + ln v), cancels when the shape is
//! large; here it is computed as one number (see `gap`).

use std::fmt;

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::normal::StandardNormal;

/// Gamma numbers of scale 1 and a given shape: mean and variance are the shape.
///
/// ```
/// use outlast_core::samplers::StandardGamma;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let days = 22.5 * StandardGamma::new(2.0)?.sample(&mut cell); // mean 45 days
/// assert!(days > 0.0);
/// # Ok::<(), outlast_core::samplers::GammaError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardGamma {
    d: f64,
    c: f64,
    /// 1 / shape where the shape is below 1.
    boost: Option<f64>,
}

/// Why a gamma law was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GammaError {
    /// The shape is not positive, infinite or not a number.
    Shape(f64),
    /// The scale is negative, infinite or not a number.
    Scale(f64),
    /// The mean is negative, infinite or not a number.
    Mean(f64),
    /// The coefficient of variation is not positive, infinite or not a number.
    Cv(f64),
}

impl fmt::Display for GammaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(x) => write!(f, "shape {x} of a gamma law is not a positive number"),
            Self::Scale(x) => write!(f, "scale {x} of a gamma law is not a number of 0 or more"),
            Self::Mean(x) => write!(f, "mean {x} of a gamma law is not a number of 0 or more"),
            Self::Cv(x) => {
                write!(f, "coefficient of variation {x} of a gamma law is not a positive number")
            }
        }
    }
}

impl std::error::Error for GammaError {}

impl StandardGamma {
    /// Gamma numbers of this shape.
    ///
    /// # Errors
    ///
    /// [`GammaError::Shape`] if the shape is not a positive number.
    #[inline]
    pub fn new(shape: f64) -> Result<Self, GammaError> {
        if !(shape > 0.0 && shape.is_finite()) {
            return Err(GammaError::Shape(shape));
        }
        let (shape, boost) =
            if shape < 1.0 { (shape + 1.0, Some(1.0 / shape)) } else { (shape, None) };
        let d = shape - 1.0 / 3.0;
        Ok(Self { d, c: 1.0 / (9.0 * d).sqrt(), boost })
    }
}

impl Distribution<f64> for StandardGamma {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let gamma = loop {
            let x: f64 = StandardNormal.sample(rng);
            let t = self.c * x;
            let root = 1.0 + t;
            if root <= 0.0 {
                continue;
            }
            let u = unit_open(rng.next_u64());
            let squeeze = 1.0 - 0.0331 * (x * x) * (x * x);
            if u < squeeze || libm::log(u) < self.d * gap(t) {
                break self.d * (root * root * root);
            }
        };
        match self.boost {
            None => gamma,
            Some(inverse_shape) => {
                let u = unit_open(rng.next_u64());
                gamma * libm::exp(libm::log(u) * inverse_shape)
            }
        }
    }
}

/// (x^2/2 + d (1 - v + ln v)) / d for x = t/c and v = (1 + t)^3: 3 (ln(1+t) - t + t^2/2) - t^3, which is
/// -3 (t^4/4 - t^5/5 + t^6/6 - ...).
fn gap(t: f64) -> f64 {
    if t.abs() >= 0.05 {
        return 3.0 * (libm::log1p(t) - t + 0.5 * t * t) - t * t * t;
    }
    // Terms to t^15: the next is below 1e-16 of the first.
    let series = (4..=15).rev().fold(0.0, |sum, n| 1.0 / f64::from(n) - t * sum);
    -3.0 * (t * t) * (t * t) * series
}

/// Gamma amounts of given mean.
///
/// ```
/// use outlast_core::samplers::Gamma;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let shells = Gamma::from_mean_and_cv(10_000.0, 0.3)?; // rounds a day
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// assert!(shells.sample(&mut cell) > 1_000.0);
/// # Ok::<(), outlast_core::samplers::GammaError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    standard: StandardGamma,
    scale: f64,
}

impl Gamma {
    /// By shape and scale (unit of the amount); scale 0 gives 0.
    ///
    /// # Errors
    ///
    /// [`GammaError::Shape`] or [`GammaError::Scale`].
    pub fn new(shape: f64, scale: f64) -> Result<Self, GammaError> {
        if !(scale >= 0.0 && scale.is_finite()) {
            return Err(GammaError::Scale(scale));
        }
        Ok(Self { standard: StandardGamma::new(shape)?, scale })
    }

    /// By mean (unit of the amount) and shape.
    ///
    /// # Errors
    ///
    /// [`GammaError::Mean`], or [`GammaError::Shape`].
    pub fn from_mean_and_shape(mean: f64, shape: f64) -> Result<Self, GammaError> {
        if !(mean >= 0.0 && mean.is_finite()) {
            return Err(GammaError::Mean(mean));
        }
        Ok(Self { standard: StandardGamma::new(shape)?, scale: mean / shape })
    }

    /// By mean (unit of the amount) and coefficient of variation: the shape is 1/cv^2.
    ///
    /// # Errors
    ///
    /// [`GammaError::Mean`], or [`GammaError::Cv`].
    pub fn from_mean_and_cv(mean: f64, cv: f64) -> Result<Self, GammaError> {
        let shape = 1.0 / (cv * cv);
        if !(cv > 0.0 && shape > 0.0 && shape.is_finite()) {
            return Err(GammaError::Cv(cv));
        }
        Self::from_mean_and_shape(mean, shape)
    }
}

impl Distribution<f64> for Gamma {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.scale * self.standard.sample(rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By a 60-digit program: `3 * (mpmath.log(1 + t) - t + t**2 / 2) - t**3`.
    #[test]
    fn the_acceptance_test_does_not_cancel() {
        for (t, expected) in GAPS {
            let got = gap(t);
            assert!((got / expected - 1.0).abs() < 1e-10, "t {t}: {got} for {expected}");
        }
    }

    const GAPS: [(f64, f64); 12] = [
        (-0.9, -2.263_755_278_982_137_6),
        (-0.3, -0.008_024_831_816_197_136),
        (-0.051, -5.290_116_627_560_724e-6),
        (-0.049, -4.500_310_240_239_377e-6),
        (-0.001, -7.506_005_004_289_468e-13),
        (-3e-6, -6.075_014_580_036_451e-23),
        (1e-8, -7.499_999_940_000_002e-33),
        (0.000_2, -1.199_808_031_994_515_5e-15),
        (0.049_9, -4.471_882_724_352_695e-6),
        (0.050_1, -4.543_311_568_106_059e-6),
        (0.2, -0.001_035_329_618_136_121_5),
        (1.5, -1.751_127_804_377_535),
    ];

    #[test]
    fn parameters_outside_the_range_are_refused() {
        assert_eq!(StandardGamma::new(0.0), Err(GammaError::Shape(0.0)));
        assert!(StandardGamma::new(f64::NAN).is_err());
        assert_eq!(Gamma::new(2.0, -1.0), Err(GammaError::Scale(-1.0)));
        assert_eq!(Gamma::from_mean_and_shape(-1.0, 2.0), Err(GammaError::Mean(-1.0)));
        assert_eq!(Gamma::from_mean_and_cv(1.0, 0.0), Err(GammaError::Cv(0.0)));
    }
}
