//! The two distributions that are unbounded, and how much of them a range holds.

use crate::scenario::grammar::Bounds;

/// The 95 % quantile of the standard normal.
const Z95: f64 = 1.644_853_626_951_472_2;

/// Standard normal distribution function.
fn phi(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// Probability that a normal lies in the bounds; `sd` above 0.
pub(super) fn normal_mass(mean: f64, sd: f64, bounds: &Bounds) -> f64 {
    let (low, high) = ((bounds.low - mean) / sd, (bounds.high - mean) / sd);
    // In the upper tail both are near 1; the mirrored difference keeps its digits.
    if low > 0.0 { phi(-low) - phi(-high) } else { phi(high) - phi(low) }
}

/// Probability that a lognormal lies in the bounds; `mean` and `cv` above 0.
pub(super) fn lognormal_mass(mean: f64, cv: f64, bounds: &Bounds) -> f64 {
    let variance = libm::log1p(cv * cv);
    let sigma = variance.sqrt();
    let mu = libm::log(mean) - variance / 2.0;
    let below = |x: f64| {
        if x <= 0.0 {
            0.0
        } else if sigma == 0.0 {
            // The square of a tiny cv is lost: a point.
            f64::from(x >= mean)
        } else {
            phi((libm::log(x) - mu) / sigma)
        }
    };
    below(bounds.high) - below(bounds.low)
}

/// Mean and cv of the lognormal whose 5 % and 95 % quantiles are `a` and `b`, 0 < a < b:
/// mu = (ln a + ln b)/2, s = (ln b - ln a)/(2 z), mean = exp(mu + s^2/2), cv^2 = exp(s^2) - 1.
pub(super) fn lognormal_of_interval(a: f64, b: f64) -> (f64, f64) {
    let (ln_a, ln_b) = (libm::log(a), libm::log(b));
    let mu = f64::midpoint(ln_a, ln_b);
    let s = (ln_b - ln_a) / (2.0 * Z95);
    (libm::exp(mu + s * s / 2.0), libm::expm1(s * s).sqrt())
}
