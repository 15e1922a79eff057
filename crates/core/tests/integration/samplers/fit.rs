//! Tests of fit: chi-square for counts, Kolmogorov-Smirnov for amounts, and moments for both.

use rand_distr::Distribution;

use super::SplitMix;

/// Draws of a chi-square test.
pub(super) fn draws() -> usize {
    std::env::var("OUTLAST_TEST_DRAWS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000)
}

/// A seed of its own for each test, from its name.
fn seed(name: &str) -> u64 {
    name.bytes().fold(7, |hash: u64, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

/// Draws counts and compares them with `pmf` by chi-square: its normal score stays within +-4. `window` is the range of counts of which each has its own cell before pooling to 10 expected.
pub(super) fn assert_counts_fit(
    name: &str,
    law: &impl Distribution<i64>,
    window: (i64, i64),
    pmf: impl Fn(u64) -> f64,
) {
    let draws = draws();
    let mut rng = SplitMix::new(seed(name));
    let (low, high) = window;
    let mut tally = vec![0_u64; (high - low + 1) as usize];
    let mut outside = 0_u64;
    for _ in 0..draws {
        let k = law.sample(&mut rng);
        assert!(k >= 0, "{name}: drew {k}");
        match tally.get_mut((k - low) as usize) {
            Some(n) if k >= low => *n += 1,
            _ => outside += 1,
        }
    }
    let expected: Vec<f64> = (low..=high).map(|k| pmf(k as u64) * draws as f64).collect();
    let z = chi_square_score(&tally, &expected, outside, draws);
    assert!(z.abs() < 4.0, "{name}: z = {z}");
}

/// Score of tallies against expectations; what lies outside of both is one more cell.
pub(super) fn chi_square_score(tally: &[u64], expected: &[f64], outside: u64, draws: usize) -> f64 {
    let beyond = (draws as f64 - expected.iter().sum::<f64>()).max(0.0);
    let cells = tally.iter().map(|&n| n as f64).zip(expected.iter().copied());
    let (mut statistic, mut pooled) = (0.0, 0.0);
    let (mut seen, mut due) = (outside as f64, beyond);
    let mut last = (0.0, 0.0);
    for (n, e) in cells {
        seen += n;
        due += e;
        if due >= 10.0 {
            statistic += (seen - due) * (seen - due) / due;
            pooled += 1.0;
            last = (seen, due);
            (seen, due) = (0.0, 0.0);
        }
    }
    // What is left over joins the last pool.
    if due > 0.0 || seen > 0.0 {
        let (n, e) = last;
        statistic -= (n - e) * (n - e) / e;
        statistic += (n + seen - e - due) * (n + seen - e - due) / (e + due);
    }
    let freedom = pooled - 1.0;
    assert!(freedom >= 1.0, "nothing to compare");
    // Normal by its cube root (E. B. Wilson and M. M. Hilferty 1931), be there one degree or a thousand.
    let spread = 2.0 / (9.0 * freedom);
    (libm::cbrt(statistic / freedom) - (1.0 - spread)) / spread.sqrt()
}

/// Draws and compares mean and variance with their closed forms, within 4 standard errors (that of
/// the variance from the fourth moment drawn).
pub(super) fn assert_moments(name: &str, mut draw: impl FnMut() -> f64, mean: f64, variance: f64) {
    let n = 200_000.0;
    // Deviations from the closed form's mean: sums of squares then do not cancel.
    let deviations: Vec<f64> = (0..200_000).map(|_| draw() - mean).collect();
    let average = |power: fn(f64) -> f64| deviations.iter().map(|&d| power(d)).sum::<f64>() / n;
    let (shift, second, fourth) = (average(|d| d), average(|d| d * d), average(|d| d * d * d * d));
    let error = (variance / n).sqrt();
    assert!(shift.abs() <= 4.0 * error, "{name}: mean off by {} errors", shift / error);
    let error = ((fourth - second * second) / n).sqrt();
    let off = second - variance;
    assert!(
        off.abs() <= 4.0 * error + 1e-9 * variance,
        "{name}: variance off by {} errors",
        off / error
    );
}

/// Draws amounts and compares with `cdf`: sqrt(n) times the greatest distance exceeds 2.2 by chance
/// once in 8,000 (Kolmogorov 1933).
pub(super) fn assert_amounts_fit(
    name: &str,
    law: &impl Distribution<f64>,
    cdf: impl Fn(f64) -> f64,
) {
    const DRAWS: usize = 200_000;
    let mut rng = SplitMix::new(seed(name));
    let mut amounts: Vec<f64> = (0..DRAWS).map(|_| law.sample(&mut rng)).collect();
    amounts.sort_by(f64::total_cmp);
    let n = DRAWS as f64;
    let distance = amounts.iter().enumerate().map(|(i, &x)| {
        let p = cdf(x);
        (p - i as f64 / n).abs().max((p - (i + 1) as f64 / n).abs())
    });
    let score = distance.fold(0.0, f64::max) * n.sqrt();
    assert!(score < 2.2, "{name}: {score}");
}
