//! Rates that wander and return: a day's moments, and a total's with its autocovariance.

use super::laws::totals;
use super::salvos::first_day;
use crate::engine::{assert_moments, square};

/// Variance of the total of 30 days, from the variance of a day and the covariance of two days
/// j apart.
fn total_variance(day: f64, covariance: impl Fn(i32) -> f64) -> f64 {
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
        let s2: f64 = square(sigma) / (1.0 - square(phi));
        let day = mean + mean * mean * (libm::exp(s2) * (1.0 + 1.0 / k) - 1.0);
        let covariance = |j| mean * mean * libm::expm1(s2 * f64::powi(phi, j));
        assert_moments(&format!("day of {law}"), &first_day(&law), mean, day);
        let variance = total_variance(day, covariance);
        assert_moments(&law, &totals(&law), 30.0 * mean, variance);
    }
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
        total_variance(day, |j| 1e4 * libm::expm1(s2 * f64::powi(phi, j)))
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
            let together = libm::expm1(s2 * f64::powi(0.9, (s - t).abs()));
            variance += factor(s) * factor(t) * together;
        }
    }
    assert_moments("schedule", &totals, 4_500.0, variance);
}
