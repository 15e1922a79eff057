//! How long a strength lasts against independent days, whose sums have known laws.

use super::RUNS;
use crate::engine::exact::{FirstPassage, Passages, neg_binomial, poisson};
use crate::engine::{assert_moments, moments, sample};

fn toml(strength: &str, daily: &str) -> String {
    format!(
        "horizon = 40\n[pools.a]\nstrength = {strength}\n[losses.front]\npool = \"a\"\ndaily = {daily}\n"
    )
}

/// Holds both first passages of a scenario to their exact laws.
#[track_caller]
fn assert_passages(toml: &str, expected: &Passages) {
    let coverage = sample(toml, "a.coverage_days", RUNS);
    // In millionths of a day; rounding down to one takes half of one on average.
    let (mean, variance) = (1e6 * expected.coverage_mean - 0.5, 1e12 * expected.coverage_variance);
    assert_moments("coverage", &coverage, mean, variance);
    assert_law("exhaustion", &sample(toml, "a.exhaustion_day", RUNS), &expected.exhaustion);
}

/// Pearson's chi-square of a sample against the probabilities of 0, 1, 2, ..., with values expected
/// fewer than 5 times taken together.
#[track_caller]
fn assert_law(what: &str, values: &[i64], law: &[f64]) {
    let n = values.len() as f64;
    let (mut seen, mut expected) = (vec![0.0], vec![0.0]);
    for (value, &p) in law.iter().enumerate() {
        let count = values.iter().filter(|&&v| v == value as i64).count() as f64;
        if n * p < 5.0 {
            seen[0] += count;
            expected[0] += n * p;
        } else {
            seen.push(count);
            expected.push(n * p);
        }
    }
    assert_eq!(seen.iter().sum::<f64>(), n, "{what}: all values are within the law");
    let rare = (seen.remove(0), expected.remove(0));
    assert!(
        rare.0 <= rare.1 + 4.0 * rare.1.max(0.0).sqrt() + 4.0,
        "{what}: {rare:?} of rare values"
    );
    let terms = seen.iter().zip(&expected).map(|(s, e)| (s - e) * (s - e) / e);
    let statistic: f64 = terms.sum();
    // 99.99 % points of chi-square with 1, 2, ... degrees of freedom (any table).
    let bounds = [15.14, 18.42, 21.11, 23.51, 25.74, 27.86, 29.88, 31.83, 33.72, 35.56];
    let bound = bounds[seen.len() - 2];
    assert!(statistic < bound, "{what}: chi-square {statistic} > {bound}: {seen:?} {expected:?}");
}

#[test]
fn poisson_days_end_as_poisson_sums_say() {
    // n days demand Poisson(1200 n).
    let sum = |days: usize, n| poisson(1_200.0 * days as f64, n);
    let exact = FirstPassage { strengths: 12_000..=12_000, days: 20, sum }.solve();
    // The same sums done in SciPy: mean 10.000415, sd 0.090739; exhausted on day 10 with 0.501214.
    assert!((exact.coverage_mean - 10.000_415_334).abs() < 1e-8);
    assert!((exact.coverage_variance.sqrt() - 0.090_739_159).abs() < 1e-8);
    assert!((exact.exhaustion[10] - 0.501_213_943).abs() < 1e-8);
    assert_passages(&toml("12_000", "{ poisson = { mean = 1_200 } }"), &exact);
}

#[test]
fn negative_binomial_days_end_as_their_sums_say() {
    // n days of NB(1200, 43) demand NB(1200 n, 43 n).
    let sum = |days: usize, n| neg_binomial(1_200.0 * days as f64, 43.0 * days as f64, n);
    let exact = FirstPassage { strengths: 12_000..=12_000, days: 40, sum }.solve();
    // The same sums done in SciPy: mean 10.012056, sd 0.486476; exhausted on day 10 with 0.475620.
    assert!((exact.coverage_mean - 10.012_056_112).abs() < 1e-7);
    assert!((exact.coverage_variance.sqrt() - 0.486_476_329).abs() < 1e-7);
    assert!((exact.exhaustion[10] - 0.475_620_157).abs() < 1e-7);
    assert_passages(&toml("12_000", "{ neg_binomial = { mean = 1_200, k = 43 } }"), &exact);
}

#[test]
fn an_uncertain_strength_is_an_average_over_strengths() {
    let sum = |days: usize, n| neg_binomial(1_200.0 * days as f64, 43.0 * days as f64, n);
    let exact = FirstPassage { strengths: 10_000..=12_000, days: 40, sum }.solve();
    // The same sums done in SciPy: mean 9.178722, sd 0.669716; exhausted on day 10 with 0.475780.
    assert!((exact.coverage_mean - 9.178_722_085).abs() < 1e-7);
    assert!((exact.coverage_variance.sqrt() - 0.669_715_920).abs() < 1e-7);
    assert!((exact.exhaustion[10] - 0.475_780_137).abs() < 1e-7);
    let strength = "{ uniform = [10_000, 12_000] }";
    assert_passages(&toml(strength, "{ neg_binomial = { mean = 1_200, k = 43 } }"), &exact);
}

#[test]
fn a_few_people_end_as_the_law_of_small_numbers_says() {
    // Days without a loss are days met in full, also when nobody is left.
    let sum = |days: usize, n| poisson(0.6 * days as f64, n);
    let exact = FirstPassage { strengths: 3..=3, days: 80, sum }.solve();
    let toml = toml("3", "{ poisson = { mean = 0.6 } }").replace("horizon = 40", "horizon = 80");
    let coverage = sample(&toml, "a.coverage_days", RUNS);
    let variance = 1e12 * exact.coverage_variance;
    assert_moments("coverage", &coverage, 1e6 * exact.coverage_mean, variance);
    let exhaustion = sample(&toml, "a.exhaustion_day", RUNS);
    let mean = |power: i32| -> f64 {
        let term =
            |(day, p): (usize, &f64)| p * if power == 1 { day as f64 } else { (day * day) as f64 };
        exact.exhaustion.iter().enumerate().map(term).sum()
    };
    assert_moments("exhaustion", &exhaustion, mean(1), mean(2) - mean(1) * mean(1));
}

#[test]
fn doubling_the_pool_doubles_mean_coverage() {
    let mean = |strength: &str, daily: &str| {
        moments(&sample(&toml(strength, daily), "a.coverage_days", RUNS)).0
    };
    assert_eq!(mean("24_000", "1_200"), 2.0 * mean("12_000", "1_200"));
    // By the exact law the mean is A/1200 days and a constant hundredth (the last day is interrupted),
    // which is 0.1 % of 10 days.
    let daily = "{ neg_binomial = { mean = 1_200, k = 43 } }";
    let ratio = mean("24_000", daily) / mean("12_000", daily);
    assert!((ratio - 2.0).abs() < 0.003, "{ratio}");
}

#[test]
fn halving_the_losses_doubles_mean_coverage() {
    let mean = |daily: &str| moments(&sample(&toml("12_000", daily), "a.coverage_days", RUNS)).0;
    let drift = |mean: u32| {
        format!("{{ nb_drift = {{ mean = {mean}, k = 60, sigma = 0, rate_cv = 0.1 }} }}")
    };
    let ratio = mean(&drift(600)) / mean(&drift(1_200));
    // Relative standard error of each mean: 0.11/sqrt(160,000) = 0.0003.
    assert!((ratio - 2.0).abs() < 0.003, "{ratio}");
}
