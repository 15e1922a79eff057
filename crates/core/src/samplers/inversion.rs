//! Inversion by sequential search from 0, for laws of small mean.

/// Counts beyond this are never reached: for the laws searched here (means up to 10, tails no
/// heavier than a Poisson's) their probability is below 1e-110.
const FURTHEST: usize = 150;

/// Probabilities added up between two looks at where the search is. Where it ends is as good as
/// random, so every look is half a branch misprediction: six at a time is 2 to 3 times as fast as
/// one at a time, at means of 1 to 8.
const STEP: usize = 6;

/// 1/k, by k.
const RECIPROCALS: [f64; FURTHEST + STEP] = {
    let mut table = [0.0; FURTHEST + STEP];
    let mut k = 1;
    while k < table.len() {
        table[k] = 1.0 / k as f64;
        k += 1;
    }
    table
};

/// The least k whose cumulative probability reaches `u`, from p(0) and the ratios
/// `ratio(k, 1/k)` = p(k) / p(k - 1), which are 0 just beyond the largest k possible.
///
/// `None` if rounding leaves `u` beyond the sum of all probabilities (odds of about 2^-50): the
/// caller draws another.
#[inline]
pub(super) fn search_up(u: f64, p0: f64, ratio: impl Fn(f64, f64) -> f64) -> Option<i64> {
    let (mut left, mut p) = (u, p0);
    let mut first = 0;
    while first < FURTHEST {
        let (mut sum, mut below) = (p, 0);
        for k in first + 1..first + STEP {
            below += i64::from(left > sum);
            p *= ratio(k as f64, RECIPROCALS[k]);
            sum += p;
        }
        if left <= sum {
            return Some(first as i64 + below);
        }
        left -= sum;
        first += STEP;
        p *= ratio(first as f64, RECIPROCALS[first]);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three values of probabilities 1/2, 1/4 and 1/4: every u finds its own.
    #[test]
    fn the_search_ends_where_the_cumulative_probability_reaches_u() {
        let ratio = |k: f64, _: f64| [0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0][(k as usize).min(6)];
        for (u, k) in [(1e-17, 0), (0.5, 0), (0.51, 1), (0.75, 1), (0.76, 2), (1.0, 2)] {
            assert_eq!(search_up(u, 0.5, ratio), Some(k), "u {u}");
        }
        assert_eq!(search_up(1.1, 0.5, ratio), None);
    }

    /// Geometric of ratio 7/8, whose cumulative probability after k is 1 - (7/8)^(k+1): far
    /// enough for several steps.
    #[test]
    fn the_search_goes_on_over_as_many_steps_as_it_takes() {
        let mut beyond = 1.0;
        for k in 0..100 {
            // Between what is reached before k and with it.
            let u = 1.0 - beyond * (1.0 + 0.875) / 2.0;
            assert_eq!(search_up(u, 0.125, |_, _| 0.875), Some(k));
            beyond *= 0.875;
        }
    }
}
