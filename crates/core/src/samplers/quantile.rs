//! Inverse CDFs of one uniform number, for uncertain inputs and durations.
//!
//! Each function takes u in (0, 1) and gives the x with P(X <= x) = u, in the unit of its parameters. They
//! never decrease in u, so that Latin hypercubes, Sobol points and antithetic numbers feed the same
//! code. They refuse nothing: parameters come from a validated scenario; where they break the stated
//! bounds the value is meaningless, but there is no panic.
//!
//! Gamma durations have no closed inverse and are drawn by [`StandardGamma`](super::StandardGamma).

use super::normal::{normal_cdf, normal_quantile};

/// Uniform on low..high: low + u (high - low). Mean (low + high)/2, variance (high - low)^2/12.
///
/// ```
/// # use outlast_core::samplers::quantile;
/// assert_eq!(quantile::uniform(0.25, 10.0, 14.0), 11.0);
/// ```
#[inline]
pub fn uniform(u: f64, low: f64, high: f64) -> f64 {
    low + u * (high - low)
}

/// Uniform on the integers low..=high, at most 2^52 of them: low + floor(u (high - low + 1)). Mean
/// (low + high)/2, variance ((high - low + 1)^2 - 1)/12.
///
/// ```
/// # use outlast_core::samplers::quantile;
/// assert_eq!(quantile::uniform_integer(0.49, 1, 2), 1);
/// assert_eq!(quantile::uniform_integer(0.51, 1, 2), 2);
/// ```
#[inline]
pub fn uniform_integer(u: f64, low: i64, high: i64) -> i64 {
    let values = high as f64 - low as f64 + 1.0;
    low.saturating_add((u * values) as i64).min(high)
}

/// Triangular from low over mode to high. Mean (low + mode + high)/3, variance
/// (low^2 + mode^2 + high^2 - low mode - low high - mode high)/18.
///
/// ```
/// # use outlast_core::samplers::quantile;
/// assert_eq!(quantile::triangular(0.5, 0.0, 2.0, 4.0), 2.0);
/// ```
#[inline]
pub fn triangular(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    let width = high - low;
    if u * width < mode - low {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    }
}

/// Exponential of a mean: -mean ln(1 - u). Variance mean^2.
///
/// ```
/// # use outlast_core::samplers::quantile;
/// assert!((quantile::exponential(0.5, 2.0) - 2.0 * 2_f64.ln()).abs() < 1e-15);
/// ```
#[inline]
pub fn exponential(u: f64, mean: f64) -> f64 {
    -mean * libm::log1p(-u)
}

/// Weibull of a mean and a shape a in 0.01 or more: scale (-ln(1 - u))^(1/a) with scale = mean / Gamma(1 +
/// 1/a). Variance scale^2 (Gamma(1 + 2/a) - Gamma(1 + 1/a)^2). Shape 1 is exponential.
///
/// ```
/// # use outlast_core::samplers::quantile;
/// let same = quantile::exponential(0.3, 45.0);
/// assert!((quantile::weibull(0.3, 45.0, 1.0) - same).abs() < 1e-13);
/// ```
#[inline]
pub fn weibull(u: f64, mean: f64, shape: f64) -> f64 {
    let power = 1.0 / shape;
    mean / libm::tgamma(1.0 + power) * libm::pow(-libm::log1p(-u), power)
}

/// Index of one of several weights, which are 0 or more and need not sum to 1: the first at which
/// the weights so far exceed u times their sum. O(weights).
///
/// ```
/// # use outlast_core::samplers::quantile;
/// assert_eq!(quantile::choice(0.74, &[3.0, 1.0]), 0);
/// assert_eq!(quantile::choice(0.76, &[3.0, 1.0]), 1);
/// ```
#[inline]
pub fn choice(u: f64, weights: &[f64]) -> usize {
    let target = u * weights.iter().sum::<f64>();
    let mut sum = 0.0;
    let chosen = weights.iter().position(|w| {
        sum += w;
        target < sum
    });
    // Rounding may put the target on the sum itself: then the last weight above 0 has it.
    chosen.unwrap_or_else(|| weights.iter().rposition(|&w| w > 0.0).unwrap_or(0))
}

/// Normal of a mean and a standard deviation, truncated to `[low, high]`, either of which may be
/// infinite. `sd` 0 gives the mean, or the bound next to it.
///
/// Mean and variance are those of the law before truncation only where the bounds leave nearly all of it.
///
/// ```
/// # use outlast_core::samplers::quantile;
/// let x = quantile::truncated_normal(0.5, 100.0, 15.0, [0.0, f64::INFINITY]);
/// assert!((x - 100.0).abs() < 1e-9);
/// ```
pub fn truncated_normal(u: f64, mean: f64, sd: f64, [low, high]: [f64; 2]) -> f64 {
    if sd == 0.0 {
        return mean.max(low).min(high);
    }
    let z = truncated_standard(u, (low - mean) / sd, (high - mean) / sd);
    (mean + sd * z).max(low).min(high)
}

/// Lognormal of a mean > 0 and a coefficient of variation, both before truncation, truncated to
/// `[low, high]`, of which high may be infinite. `cv` 0 gives the mean, or the bound next to it.
///
/// ```
/// # use outlast_core::samplers::quantile;
/// let days = quantile::truncated_lognormal(0.5, 45.0, 0.75, [0.0, f64::INFINITY]);
/// assert!((days - 36.0).abs() < 1e-12); // median = mean / sqrt(1 + cv^2)
/// ```
pub fn truncated_lognormal(u: f64, mean: f64, cv: f64, [low, high]: [f64; 2]) -> f64 {
    if cv == 0.0 || mean == 0.0 {
        return mean.max(low).min(high);
    }
    let variance = libm::log1p(cv * cv);
    let s = variance.sqrt();
    let standard = |bound: f64| libm::log(bound.max(0.0) / mean) / s + 0.5 * s;
    let z = truncated_standard(u, standard(low), standard(high));
    (mean * libm::exp(s * z - 0.5 * variance)).max(low).min(high)
}

/// Standard normal truncated to alpha..beta. The CDF is inverted in whichever tail is nearer, so that
/// neither the probabilities nor their difference lose digits there.
fn truncated_standard(u: f64, alpha: f64, beta: f64) -> f64 {
    if alpha > 0.0 {
        return -truncated_below(1.0 - u, -beta, -alpha);
    }
    if beta <= 0.0 {
        return truncated_below(u, alpha, beta);
    }
    let (below, above) = (normal_cdf(alpha), normal_cdf(-beta));
    let mass = 1.0 - below - above;
    let p = below + u * mass;
    if p <= 0.5 { normal_quantile(p) } else { -normal_quantile(above + (1.0 - u) * mass) }
}

/// As [`truncated_standard`] for beta <= 0.
fn truncated_below(u: f64, alpha: f64, beta: f64) -> f64 {
    if beta < -FAR {
        return far_below(u, alpha, beta);
    }
    let least = normal_cdf(alpha);
    normal_quantile(least + u * (normal_cdf(beta) - least))
}

/// Beyond this the tail is computed by its logarithm: P(Z < -37.5) is near the least `f64`.
const FAR: f64 = 30.0;

/// As [`truncated_below`] for beta < -`FAR`, where P(Z < -x) = exp(-x^2/2) M(x) / sqrt(2 pi) with Mills'
/// ratio M(x) close to 1/x: solves x^2 = b^2 - 2 ln(w M(b)/M(x)) for the part w of the tail beyond b = -beta.
/// Each round shrinks the error a thousandfold.
fn far_below(u: f64, alpha: f64, beta: f64) -> f64 {
    let b = -beta;
    let beyond_alpha = if alpha.is_finite() {
        // (a^2 - b^2)/2 as a product: the squares would cancel.
        libm::exp(0.5 * (alpha - beta) * (b - alpha)) * mills(-alpha) / mills(b)
    } else {
        0.0
    };
    let w = beyond_alpha + u * (1.0 - beyond_alpha);
    let mut x = b;
    for _ in 0..6 {
        x = (b * b - 2.0 * libm::log(w * mills(b) / mills(x))).max(b * b).sqrt();
    }
    -x
}

/// Mills' ratio (1 - Phi(x)) / phi(x) for x > 30, by its asymptotic series: 1/x - 1/x^3 + 3/x^5 - 15/x^7 ...
fn mills(x: f64) -> f64 {
    let r = 1.0 / (x * x);
    (1.0 - r * (1.0 - r * (3.0 - r * (15.0 - r * (105.0 - r * 945.0))))) / x
}
