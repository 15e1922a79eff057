//! Probabilities of counts in saddle-point form, which does not cancel.
//!
//! With d = x - m, the Poisson probability of a count x at mean m is
//!
//! ```text
//! m^x e^-m / x! = exp(-D(x, m) - S(x)) / sqrt(W(x))
//! D(x, m) = x ln(x/m) - d                     deviance, >= 0
//! S(x)    = ln x! - ln(sqrt(2 pi x) (x/e)^x)  error of Stirling's formula; 0 at x = 0
//! W(x)    = 2 pi x                            1 at x = 0
//! ```
//!
//! Binomial and hypergeometric probabilities are ratios of such terms, one per cell of their table
//! of counts (2 and 4 cells), so this file serves all three. The plain formula subtracts numbers
//! of size m ln m and loses 1e-6 at m = 10^9; D and S are small where the law has mass, and are
//! computed to a relative 1e-15.
//!
//! Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities", Bell Labs, 2000.

use std::f64::consts::TAU;

/// One cell's term: exp(exponent) / sqrt(weight).
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) exponent: f64,
    pub(super) weight: f64,
}

impl Term {
    pub(super) const ONE: Self = Self { exponent: 0.0, weight: 1.0 };

    /// Term of the count `x` (a whole number >= 0) at `mean` > 0; `d` is x - mean, passed in
    /// because the caller may know it better than the subtraction does.
    #[inline]
    pub(super) fn new(x: f64, mean: f64, d: f64) -> Self {
        if x == 0.0 {
            return Self { exponent: -mean, ..Self::ONE };
        }
        Self { exponent: -(deviance(x, mean, d) + stirling_error(x)), weight: TAU * x }
    }

    /// Term of the count `x` > 0 at mean x.
    #[inline]
    pub(super) fn at_mean(x: f64) -> Self {
        Self { exponent: -stirling_error(x), weight: TAU * x }
    }

    /// The product of two cells' terms.
    #[inline]
    pub(super) fn and(self, other: Self) -> Self {
        Self { exponent: self.exponent + other.exponent, weight: self.weight * other.weight }
    }

    /// ln(scale * this / other), with one logarithm.
    #[inline]
    pub(super) fn log_ratio(self, other: Self, scale: f64) -> f64 {
        let factor = scale * (other.weight / self.weight).sqrt();
        self.exponent - other.exponent + libm::log(factor)
    }

    #[inline]
    pub(super) fn value(self) -> f64 {
        libm::exp(self.exponent) / self.weight.sqrt()
    }
}

/// The floor of x >= 0, by a cast: without SSE 4.1, `floor` is a call.
#[inline]
pub(super) fn whole(x: f64) -> f64 {
    (x as i64) as f64
}

/// D(x, m) = x ln(x/m) - (x - m) for x > 0.
///
/// Near m, with v = d / (x + m): ln(x/m) = 2 atanh v, so D = d v + 2 x (v^3/3 + v^5/5 + ...). Seven
/// terms reach 1e-17 of D at |v| = 0.1.
#[inline]
pub(super) fn deviance(x: f64, mean: f64, d: f64) -> f64 {
    let v = d / (x + mean);
    if v.abs() >= 0.1 {
        return x * libm::log(x / mean) - d;
    }
    let w = v * v;
    let w2 = w * w;
    let low = (1.0 / 3.0 + w * (1.0 / 5.0)) + w2 * (1.0 / 7.0 + w * (1.0 / 9.0));
    let high = (1.0 / 11.0 + w * (1.0 / 13.0)) + w2 * (1.0 / 15.0);
    d * v + 2.0 * x * v * w * (low + w2 * w2 * high)
}

/// S(x) for whole x > 0: a table to 15, then the first five terms of Stirling's series, of which
/// the first left out is below 2e-16 at x = 16.
#[inline]
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return STIRLING_ERRORS[x as usize];
    }
    stirling_series(x)
}

/// S(x) for any x >= 1, with x! = Gamma(x + 1): by S(x) = S(x+1) + (x + 1/2) ln(1 + 1/x) - 1 from
/// where the series holds.
pub(super) fn stirling_error_of_real(x: f64) -> f64 {
    let (mut x, mut above) = (x, 0.0);
    while x < 16.0 {
        above += (x + 0.5) * libm::log1p(1.0 / x) - 1.0;
        x += 1.0;
    }
    above + stirling_series(x)
}

#[inline]
fn stirling_series(x: f64) -> f64 {
    let r = 1.0 / x;
    let r2 = r * r;
    let series = 1.0 / 360.0 - r2 * (1.0 / 1260.0 - r2 * (1.0 / 1680.0 - r2 * (1.0 / 1188.0)));
    r * (1.0 / 12.0 - r2 * series)
}

/// S(0), ..., S(15), computed with 40 digits and rounded.
#[rustfmt::skip]
const STIRLING_ERRORS: [f64; 16] = [
    0.0, 0.081_061_466_795_327_26, 0.041_340_695_955_409_3, 0.027_677_925_684_998_34,
    0.020_790_672_103_765_093, 0.016_644_691_189_821_193, 0.013_876_128_823_070_748, 0.011_896_709_945_891_77,
    0.010_411_265_261_972_096, 0.009_255_462_182_712_733, 0.008_330_563_433_362_87, 0.007_573_675_487_951_841,
    0.006_942_840_107_209_53, 0.006_408_994_188_004_207, 0.005_951_370_112_758_847_5, 0.005_554_733_551_962_801,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// ln(m^x e^-m / x!) by a 60-digit program:
    /// `mpmath.log(m) * x - m - mpmath.loggamma(x + 1)`.
    #[rustfmt::skip]
    const LOG_POISSON: [(f64, f64, f64); 17] = [
        (0.0, 3.5, -3.5),
        (1.0, 3.5, -2.247_237_031_504_632),
        (7.0, 9.75, -2.334_290_365_997_123_5),
        (15.0, 10.0, -3.360_494_988_930_206_3),
        (16.0, 10.0, -3.830_498_618_175_942),
        (17.0, 30.5, -5.903_719_828_709_668),
        (90.0, 100.0, -3.687_322_881_281_103_6),
        (110.0, 100.0, -3.754_056_068_247_255),
        (125.0, 100.0, -6.226_705_981_376_513),
        (1_200.0, 1_200.0, -4.464_046_395_535_555),
        (1_350.0, 1_200.0, -13.530_028_333_432_506),
        (980.0, 1_200.25, -25.934_875_621_544_148),
        (999_000.0, 1_000_000.0, -8.326_360_395_486_802),
        (1_004_000.0, 1_000_000.0, -15.818_044_521_425_717),
        (1_000_000_000.0, 1_000_000_000.0, -11.280_571_451_761_212),
        (1_000_150_000.0, 1_000_000_000.0, -22.530_083_988_320_467),
        (999_900_000.0, 1_000_000_000.5, -16.280_738_124_386_54),
    ];

    #[test]
    fn stirling_errors_of_real_numbers_meet_those_of_whole_ones() {
        for (x, error) in STIRLING_ERRORS.iter().enumerate().skip(1) {
            assert!((stirling_error_of_real(x as f64) - error).abs() < 2e-15, "{x}");
        }
        // mpmath: loggamma(3.5) - log(2 pi 2.5)/2 - 2.5 (log(2.5) - 1).
        assert!((stirling_error_of_real(2.5) - 0.033_162_873_519_936_29).abs() < 2e-15);
    }

    #[test]
    fn probabilities_hold_to_thirteen_digits_up_to_means_of_a_billion() {
        for (x, mean, log_p) in LOG_POISSON {
            let term = Term::new(x, mean, x - mean);
            let got = term.log_ratio(Term::ONE, 1.0);
            assert!((got - log_p).abs() < 2e-13, "x {x}, mean {mean}: {got} for {log_p}");
        }
    }
}
