//! Rates that wander and return: a day's moments, and a total's with its autocovariance.

use super::laws::totals;
use super::salvos::first_day;
use crate::engine::{assert_moments, square};

/// Variance of the total of 30 days, from the variance of a day and the covariance of two days
/// j apart.
pub(crate) fn total_variance(day: f64, covariance: impl Fn(i32) -> f64) -> f64 {
    30.0 * day + (1..30).map(|j| 2.0 * f64::from(30 - j) * covariance(j)).sum::<f64>()
}

/// Of an AR(1) log rate of stationary variance s^2, the rates of two days j apart are lognormal of
/// mean m and covariance m^2 (exp(s^2 phi^j) - 1); given the rates the counts are independent, of
/// variance rate + rate^2/k.
#[test]
fn an_autoregressive_rate_has_the_closed_form_moments() {
    for (mean, k, phi, sigma) in [
        (1_200.0, 60.0, 0.87, 0.1_f64),
        (1_200.0, 60.0, -0.6, 0.3),
        (9.0, 2.0, 0.98, 0.06),
        (300.0, 20.0, 0.0, 0.4),
        (300.0, 20.0, 0.9, 0.0),
    ] {
        let law = format!(
            "daily = {{ ar1_neg_binomial = {{ mean = {mean:?}, k = {k:?}, phi = {phi:?}, sigma = {sigma:?} }} }}"
        );
        let (day, variance) = returning((mean, k), (phi, sigma));
        assert_moments(&format!("day of {law}"), &first_day(&law), mean, day);
        assert_moments(&law, &totals(&law), 30.0 * mean, variance);
    }
}

/// Variance of a day and of 30 days under a rate that returns to its mean.
pub(crate) fn returning((mean, k): (f64, f64), (phi, sigma): (f64, f64)) -> (f64, f64) {
    let s2: f64 = square(sigma) / (1.0 - square(phi));
    let day = mean + mean * mean * (libm::exp(s2) * (1.0 + 1.0 / k) - 1.0);
    let covariance = |j| mean * mean * libm::expm1(s2 * libm::pow(phi, f64::from(j)));
    (day, total_variance(day, covariance))
}

#[test]
fn an_uncertain_correlation_is_one_for_the_whole_run() {
    let totals = totals(
        "daily = { ar1_neg_binomial = { mean = 100, k = 60, phi = { choice = [-0.5, 0.9] }, sigma = 0.2 } }",
    );
    // The mean does not depend on phi: the variance is the average of both.
    let of = |phi: f64| {
        let s2 = 0.04 / (1.0 - square(phi));
        let day = 100.0 + 1e4 * (libm::exp(s2) * (1.0 + 1.0 / 60.0) - 1.0);
        total_variance(day, |j| 1e4 * libm::expm1(s2 * libm::pow(phi, f64::from(j))))
    };
    assert_moments("phi", &totals, 3_000.0, f64::midpoint(of(-0.5), of(0.9)));
}

#[test]
fn a_schedule_multiplies_the_mean_of_a_rate_that_returns() {
    let totals = totals(
        "daily = { ar1_neg_binomial = { mean = 100, k = 60, phi = 0.9, sigma = 0.1 } }
        schedule = [{ from = 16, factor = 2 }]",
    );
    let s2 = 0.01 / 0.19;
    let factor = |t: i32| if t < 15 { 100.0 } else { 200.0 };
    let mut variance = 0.0;
    for t in 0..30 {
        variance += factor(t) + square(factor(t)) * libm::exp(s2) / 60.0;
        for s in 0..30 {
            let together = libm::expm1(s2 * libm::pow(0.9, f64::from((s - t).abs())));
            variance += factor(s) * factor(t) * together;
        }
    }
    assert_moments("schedule", &totals, 4_500.0, variance);
}

/// A regime in the tests: mean, k, mean stay.
pub(crate) type State = (f64, f64, f64);

/// Mean, variance of a day, and covariances of days 1, 2, ... apart, by powers of the matrix of
/// changes. The stationary law is found by applying it until nothing changes.
pub(crate) fn chain(states: &[State]) -> (f64, f64, Vec<f64>) {
    let n = states.len();
    let others = (n - 1) as f64;
    let change = |i: usize, j: usize| {
        let leave = 1.0 / states[i].2;
        if i == j { 1.0 - leave } else { leave / others }
    };
    let step = |row: &[f64]| -> Vec<f64> {
        (0..n).map(|j| (0..n).map(|i| row[i] * change(i, j)).sum()).collect()
    };
    let mut part = vec![1.0 / n as f64; n];
    for _ in 0..100_000 {
        // Half a step at a time, so that regimes which alternate settle too.
        part = step(&part).iter().zip(&part).map(|(a, b)| f64::midpoint(*a, *b)).collect();
    }
    let mean: f64 = (0..n).map(|i| part[i] * states[i].0).sum();
    let of_square = |(mean, k, _): State| mean + mean * mean * (1.0 + 1.0 / k);
    let day = (0..n).map(|i| part[i] * of_square(states[i])).sum::<f64>() - mean * mean;
    // Sums over the first day's regime of its part times its mean, moved on day by day.
    let mut weighted: Vec<f64> = (0..n).map(|i| part[i] * states[i].0).collect();
    let mut covariances = vec![f64::NAN];
    for _ in 1..30 {
        weighted = step(&weighted);
        let product: f64 = (0..n).map(|j| weighted[j] * states[j].0).sum();
        covariances.push(product - mean * mean);
    }
    (mean, day, covariances)
}

#[test]
fn regimes_have_the_moments_of_their_markov_chain() {
    let cases: [&[State]; 4] = [
        &[(600.0, 20.0, 12.0), (1_400.0, 40.0, 5.0)],
        &[(0.0, 40.0, 20.0), (30.0, 2.0, 3.0), (200.0, 10.0, 1.5)],
        // They alternate.
        &[(10.0, 5.0, 1.0), (100.0, 5.0, 1.0)],
        &[(5.0, 1.0, 100.0), (9.0, 3.0, 30.0), (50.0, 40.0, 7.0), (20.0, 9.0, 1.0)],
    ];
    for states in cases {
        let list: Vec<String> = states
            .iter()
            .map(|(mean, k, stay)| format!("{{ mean = {mean:?}, k = {k:?}, stay = {stay:?} }}"))
            .collect();
        let law =
            format!("daily = {{ markov_neg_binomial = {{ states = [{}] }} }}", list.join(", "));
        let (mean, day, covariances) = chain(states);
        assert_moments(&format!("day of {law}"), &first_day(&law), mean, day);
        let variance = total_variance(day, |j| covariances[j as usize]);
        assert_moments(&law, &totals(&law), 30.0 * mean, variance);
    }
}

#[test]
fn regimes_that_never_change_are_kept_for_the_run() {
    let totals = totals(
        "daily = { markov_neg_binomial = { states = [{ mean = 10, k = 1e9, stay = 36_525 }, { mean = 1_000, k = 1e9, stay = 36_525 }] } }",
    );
    // A change within 30 days has a chance of 29/36,525; nearly all are Poisson of 300 or 30,000.
    let near = |total: i64, mean: f64| (total as f64 - mean).abs() < 6.0 * mean.sqrt();
    let part = |mean: f64| totals.iter().filter(|t| near(**t, mean)).count() as f64;
    let n = totals.len() as f64;
    let kept = libm::pow(1.0 - 1.0 / 36_525.0, 29.0) / 2.0;
    for mean in [300.0, 30_000.0] {
        // Four standard errors of a part of one half.
        assert!((part(mean) / n - kept).abs() < 4.0 * 0.5 / n.sqrt(), "{mean}");
    }
}

#[test]
fn an_uncertain_mean_of_a_regime_is_one_for_the_whole_run() {
    let totals = totals(
        "daily = { markov_neg_binomial = { states = [{ mean = { choice = [50, 150] }, stay = 4 }, { mean = 400, stay = 2 }] } }",
    );
    // Given the choice as above, with the default k of 40.
    let of = |mean: f64| {
        let (mean, day, covariances) = chain(&[(mean, 40.0, 4.0), (400.0, 40.0, 2.0)]);
        (30.0 * mean, total_variance(day, |j| covariances[j as usize]))
    };
    let ((a, var_a), (b, var_b)) = (of(50.0), of(150.0));
    let variance = f64::midpoint(var_a, var_b) + square((b - a) / 2.0);
    assert_moments("choice", &totals, f64::midpoint(a, b), variance);
}
