//! Inversion by sequential search from 0, for laws of small mean.

/// Counts beyond this are never reached: for the laws searched here (means up to 10, tails no
/// heavier than a Poisson's) their probability is below 1e-110.
const FURTHEST: u32 = 150;

/// The least k whose cumulative probability reaches `u`, from p(0) and the ratios
/// `ratio(k) = p(k) / p(k - 1)`. `None` if rounding leaves `u` beyond the sum of all
/// probabilities (odds of about 2^-50): the caller draws another.
#[inline]
pub(super) fn search_up(u: f64, p0: f64, ratio: impl Fn(f64) -> f64) -> Option<i64> {
    let (mut left, mut p, mut k) = (u, p0, 0_u32);
    while left > p {
        left -= p;
        k += 1;
        if k > FURTHEST {
            return None;
        }
        p *= ratio(f64::from(k));
    }
    Some(i64::from(k))
}
