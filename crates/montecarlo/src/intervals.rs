//! Monte Carlo intervals of probabilities and quantiles.
//!
//! * A probability seen as k hits in n runs: the interval of Wilson (1927), which is never empty
//!   and never leaves 0 to 1, and holds at k = 0 as well.
//! * A quantile: between two order statistics, by the binomial law of the number of values below
//!   it, whatever the distribution of the values. Conservative where values tie.
//!
//! The ranks are decided by exact binomial tails, summed from the probability mass of Loader
//! (2000, "Fast and accurate computation of binomial probabilities"), which keeps full precision
//! up to n of 10^10 and beyond, and has the same bits everywhere.

mod binomial;

use binomial::Binomial;

/// How often an interval is to hold, and the normal quantile that goes with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    tail: f64,
    z: f64,
}

impl Confidence {
    /// 95 %, two-sided.
    pub const P95: Self = Self { tail: 0.025, z: 1.959_963_984_540_054 };

    /// A two-sided confidence level, from 0 to 1 exclusive. None outside, or when so near to 1 that
    /// the tail is lost (above 1 - 2^-52).
    pub fn new(level: f64) -> Option<Self> {
        let tail = (1.0 - level) / 2.0;
        (tail > f64::EPSILON / 2.0 && level > 0.0).then(|| Self { tail, z: normal_upper(tail) })
    }

    /// Probability that an interval errs on one given side.
    pub fn tail(self) -> f64 {
        self.tail
    }

    /// The standard normal quantile of 1 - tail.
    pub fn z(self) -> f64 {
        self.z
    }
}

/// The z that a standard normal exceeds with probability `tail`, by Newton's method on
/// erfc(z/√2)/2 = tail. From z = 0 it climbs to the root without overshooting, as erfc is convex.
fn normal_upper(tail: f64) -> f64 {
    let density_at_0 = 0.5 * std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2;
    let mut z = 0.0;
    for _ in 0..200 {
        let excess = 0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2) - tail;
        let step = excess / (density_at_0 * libm::exp(-0.5 * z * z));
        z += step;
        if step.abs() <= 1e-15 * z {
            break;
        }
    }
    z
}

/// From `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Wilson's interval of a probability seen as `hits` of `n` runs; none without runs.
///
/// The ends are the p at which k is z standard deviations from n p:
/// (k + z²/2 ± z √(k(n-k)/n + z²/4)) / (n + z²).
///
/// ```
/// use outlast_montecarlo::intervals::{Confidence, wilson};
///
/// let none_seen = wilson(0, 100_000, Confidence::P95).unwrap();
/// assert_eq!(none_seen.low, 0.0);
/// assert!((none_seen.high - 3.841e-5).abs() < 1e-8); // z²/(n + z²)
/// ```
pub fn wilson(hits: u64, n: u64, confidence: Confidence) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    Some(wilson_of(hits as f64, (n - hits) as f64, n as f64, confidence))
}

/// Wilson's interval of a share, 0 to 1, seen in what is worth no more than `n` independent trials,
/// at least one: k may be a fraction.
///
/// ```
/// use outlast_montecarlo::intervals::{Confidence, wilson, wilson_of_share};
///
/// // 30 of 120 that overlap so far that they tell no more than 40.
/// let some = wilson_of_share(0.25, 40, Confidence::P95);
/// assert_eq!(Some(some), wilson(10, 40, Confidence::P95));
/// ```
pub fn wilson_of_share(share: f64, n: u64, confidence: Confidence) -> Interval {
    let n = n as f64;
    wilson_of(share * n, (1.0 - share) * n, n, confidence)
}

fn wilson_of(k: f64, misses: f64, runs: f64, confidence: Confidence) -> Interval {
    let z2 = confidence.z * confidence.z;
    let spread = confidence.z * (k * misses / runs + z2 / 4.0).sqrt();
    // At the ends of the range, exactly: no rounding may turn "never seen" into a bound above 0.
    let low = if k == 0.0 { 0.0 } else { (k + z2 / 2.0 - spread) / (runs + z2) };
    let high = if misses == 0.0 { 1.0 } else { (k + z2 / 2.0 + spread) / (runs + z2) };
    Interval { low, high }
}

/// The rank of the quantile of level `q` among n values, 1 the least: ceil(q n), at least 1. The
/// level is taken to a billionth, so that 0.07 of 100 is 7.
pub fn quantile_rank(q: f64, n: u64) -> u64 {
    let billionths = u128::from(billionths(q));
    ((billionths * u128::from(n)).div_ceil(u128::from(BILLION)) as u64).max(1)
}

const BILLION: u64 = 1_000_000_000;

fn billionths(q: f64) -> u64 {
    debug_assert!(0.0 < q && q < 1.0, "a quantile level lies within 0 and 1, unlike {q}");
    (q * BILLION as f64).round() as u64
}

/// Ranks of the order statistics that enclose a quantile; an end is none when there are too few
/// values to bound that side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranks {
    /// Rank of the lower end, 1 the least value.
    pub low: Option<u64>,
    /// Rank of the upper end.
    pub high: Option<u64>,
}

/// Ranks l and u such that the quantile of level `q` lies within \[x(l), x(u)\].
///
/// With B of law Bin(n, q) and a/2 the tail, l is the largest rank with P(B >= l) >= 1 - a/2, and
/// u the smallest with P(B <= u - 1) >= 1 - a/2: each end errs with probability at most a/2.
/// O(√n): a millisecond at n = 10^10.
///
/// ```
/// use outlast_montecarlo::intervals::{Confidence, Ranks, quantile_ranks};
///
/// // Of the median of 10 values: P(B <= 1) = 11/1024, P(B <= 2) = 56/1024.
/// let ranks = quantile_ranks(0.5, 10, Confidence::P95);
/// assert_eq!(ranks, Ranks { low: Some(2), high: Some(9) });
/// assert_eq!(quantile_ranks(0.95, 50, Confidence::P95).high, None);
/// ```
pub fn quantile_ranks(q: f64, n: u64, confidence: Confidence) -> Ranks {
    let below = billionths(q);
    let ratio = |billionths: u64| billionths as f64 / BILLION as f64;
    let (q, rest) = (ratio(below), ratio(BILLION - below));
    // P(B >= l) >= 1 - a/2 is P(B <= l - 1) <= a/2; and P(B <= u - 1) >= 1 - a/2 is
    // P(B >= u) <= a/2, or P(n - B <= n - u) <= a/2 for n - B of law Bin(n, 1 - q).
    let low = Binomial::new(n, q, rest).largest_with_tail_within(confidence);
    let high = Binomial::new(n, rest, q).largest_with_tail_within(confidence);
    Ranks { low: low.map(|m| m + 1), high: high.map(|m| n - m) }
}
