//! Thirty days of each law: the total's mean and variance.

use super::RUNS;
use crate::engine::exact::{integral, normal_density};
use crate::engine::{MADE_UP, assert_moments, sample, square};

const DAYS: f64 = 30.0;

/// Totals of 30 days, demanded of a pool that nobody can exhaust.
pub(super) fn totals(losses: &str) -> Vec<i64> {
    let toml = format!(
        "horizon = 30\n[pools.p]\nstrength = 1_000_000_000\n[losses.l]\npool = \"p\"\n{losses}\n"
    );
    sample(&toml, "l.losses_total", RUNS)
}

#[test]
fn poisson_totals_have_variance_equal_to_mean() {
    // From a table, from a table of few values, and too wide for a table.
    for mean in [1_200.0, 0.7, 2e7] {
        let totals = totals(&format!("daily = {{ poisson = {{ mean = {mean:?} }} }}"));
        assert_moments(&format!("mean {mean}"), &totals, DAYS * mean, DAYS * mean);
    }
}

#[test]
fn an_uncertain_poisson_rate_adds_the_variance_of_the_rate() {
    let totals = totals("daily = { poisson = { mean = { uniform = [1_000.0, 1_400.0] } } }");
    // Var E(total | rate) = 30^2 Var rate, Var rate = 400^2/12.
    let variance = DAYS * 1_200.0 + square(DAYS) * square(400.0) / 12.0;
    assert_moments("poisson", &totals, DAYS * 1_200.0, variance);
}

#[test]
fn negative_binomial_totals_have_the_extra_variance_of_k() {
    for (mean, k) in [(1_200.0, 43.0), (3.0, 0.5), (1e7, 20.0)] {
        let law = format!("daily = {{ neg_binomial = {{ mean = {mean:?}, k = {k:?} }} }}");
        let variance = DAYS * (mean + mean * mean / k);
        assert_moments(&format!("mean {mean} k {k}"), &totals(&law), DAYS * mean, variance);
    }
}

#[test]
fn an_uncertain_k_is_averaged_over_its_inverse() {
    let totals =
        totals("daily = { neg_binomial = { mean = 100, k = { uniform = [20.0, 80.0] } } }");
    // E 1/k = ln(80/20)/60; the mean does not depend on k, so no more variance comes from it.
    let variance = DAYS * (100.0 + 1e4 * libm::log(4.0) / 60.0);
    assert_moments("k", &totals, DAYS * 100.0, variance);
}

/// Mean and variance of 30 days of `nb_drift`, derived anew: `rates` are E R and E R^2 of day 1's
/// rate R, which is the mean times the run's factor; `growth(j)` is E exp(sigma^2 j).
///
/// Day t's rate is R prod exp(sigma e - sigma^2/2) over t - 1 steps, so E `rate_s` `rate_t` =
/// E R^2 exp(sigma^2 (min(s, t) - 1)). Given the rates the days are independent, of variance rate +
/// rate^2/k; the rest is the covariance of the rates.
pub(crate) fn drift(rates: (f64, f64), k: f64, growth: impl Fn(f64) -> f64) -> (f64, f64) {
    let (rate, rate_squared) = rates;
    let mut variance = 0.0;
    for t in 0..30 {
        variance += rate + rate_squared * growth(f64::from(t)) / k;
        for s in 0..30 {
            variance += rate_squared * growth(f64::from(s.min(t))) - rate * rate;
        }
    }
    (DAYS * rate, variance)
}

#[test]
fn drifting_totals_have_the_closed_form_moments() {
    for (sigma, cv) in [(0.03, 0.0), (0.03, 0.1), (0.1, 0.0), (0.1, 0.3), (0.0, 0.1)] {
        let law = format!(
            "daily = {{ nb_drift = {{ mean = 1_200, k = 60, sigma = {sigma:?}, rate_cv = {cv:?} }} }}"
        );
        let q = 1.0 + cv * cv;
        let (mean, variance) =
            drift((1_200.0, 1_200.0 * 1_200.0 * q), 60.0, |j| libm::exp(sigma * sigma * j));
        assert_moments(&format!("sigma {sigma}, cv {cv}"), &totals(&law), mean, variance);
        if (sigma, cv) == (0.03, 0.1) {
            // The same formula evaluated in NumPy.
            assert!((variance.sqrt() - 5_000.571_570).abs() < 1e-4);
        }
    }
}

#[test]
fn an_uncertain_drifting_mean_adds_its_own_variance() {
    let totals = totals(
        "daily = { nb_drift = { mean = { uniform = [1_000.0, 1_400.0] }, k = 60, sigma = 0.03, rate_cv = 0.1 } }",
    );
    let mean_squared = 1_200.0 * 1_200.0 + square(400.0) / 12.0;
    let (mean, variance) = drift((1_200.0, mean_squared * 1.01), 60.0, |j| libm::exp(0.0009 * j));
    assert_moments("uncertain mean", &totals, mean, variance);
}

#[test]
fn uncertain_sigma_and_rate_cv_are_averaged_over() {
    let totals = totals(
        "daily = { nb_drift = { mean = 1_200, k = 60, sigma = { choice = [0.0, 0.08] }, rate_cv = { choice = [0.0, 0.2] } } }",
    );
    // E R^2 = 1200^2 (1 + E cv^2), and the growth is the average of both sigmas'.
    let growth = |j: f64| f64::midpoint(1.0, libm::exp(0.0064 * j));
    let (mean, variance) = drift((1_200.0, 1_200.0 * 1_200.0 * 1.02), 60.0, growth);
    assert_moments("uncertain sigma", &totals, mean, variance);
}

/// E f (1 - f), f the fraction of an amount: the variance that stochastic rounding adds.
pub(crate) fn rounding_variance(amount: f64) -> f64 {
    let fraction = amount - amount.floor();
    fraction * (1.0 - fraction)
}

/// Variance that stochastic rounding adds to a gamma amount.
pub(crate) fn gamma_rounding(mean: f64, cv: f64) -> f64 {
    if mean > 100.0 {
        // Over a broad law fractions are uniform: 1/6.
        return 1.0 / 6.0;
    }
    let (shape, scale) = (1.0 / (cv * cv), mean * cv * cv);
    let density = |x: f64| {
        let log = (shape - 1.0) * libm::log(x) - x / scale;
        libm::exp(log - libm::lgamma(shape) - shape * libm::log(scale))
    };
    integral(0.0, 40.0 * mean, |x| rounding_variance(x) * density(x))
}

/// Variance that stochastic rounding adds to a lognormal amount.
pub(crate) fn lognormal_rounding(mean: f64, cv: f64) -> f64 {
    let s2 = libm::log1p(cv * cv);
    let amount = |z: f64| mean * libm::exp(s2.sqrt() * z - s2 / 2.0);
    integral(-8.0, 8.0, |z| rounding_variance(amount(z)) * normal_density(z))
}

#[test]
fn gamma_totals_keep_mean_and_cv_and_add_the_variance_of_rounding() {
    for (mean, cv) in [(1_200.0, 0.5), (2.0, 0.5), (0.8, 1.0)] {
        let law = format!("daily = {{ gamma = {{ mean = {mean:?}, cv = {cv:?} }} }}");
        let rounding = gamma_rounding(mean, cv);
        assert!((0.0..0.25).contains(&rounding));
        let variance = DAYS * (square(cv * mean) + rounding);
        assert_moments(&format!("gamma {mean} {cv}"), &totals(&law), DAYS * mean, variance);
    }
}

#[test]
fn lognormal_totals_keep_mean_and_cv_and_add_the_variance_of_rounding() {
    for (mean, cv) in [(1_200.0, 0.5), (2.0, 0.5), (0.8, 1.0)] {
        let law = format!("daily = {{ lognormal = {{ mean = {mean:?}, cv = {cv:?} }} }}");
        let variance = DAYS * (square(cv * mean) + lognormal_rounding(mean, cv));
        assert_moments(&format!("lognormal {mean} {cv}"), &totals(&law), DAYS * mean, variance);
    }
}

#[test]
fn an_amount_without_spread_is_rounded_so_that_its_mean_is_kept() {
    for law in ["gamma", "lognormal"] {
        let totals = totals(&format!("daily = {{ {law} = {{ mean = 2.3, cv = 0 }} }}"));
        // Two losses, and a third with probability 0.3, each day.
        assert_moments(law, &totals, DAYS * 2.3, DAYS * 0.3 * 0.7);
    }
}

/// The shipped series, one count a row.
pub(crate) fn series() -> Vec<f64> {
    let text = std::str::from_utf8(MADE_UP).expect("it is text");
    text.lines().skip(1).map(|row| row.split(',').nth(1).unwrap().parse().unwrap()).collect()
}

pub(crate) fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|v| square(v - mean)).sum::<f64>() / n)
}

#[test]
fn bootstrapped_totals_are_sums_of_independent_rows() {
    let (mean, variance) = mean_and_variance(&series());
    let law =
        r#"daily = { bootstrap = { csv = "data/made_up_daily_losses.csv", column = "daily" } }"#;
    assert_moments("bootstrap", &totals(law), DAYS * mean, DAYS * variance);
}

/// Mean and variance of thirty days in blocks of 14.
pub(crate) fn blocks() -> (f64, f64) {
    let rows = series();
    // Thirty days are two whole blocks of 14 and the first two rows of a third; each block begins
    // at any of rows 0 to 186.
    let heads = |length: usize| -> (f64, f64) {
        let sums: Vec<f64> =
            (0..=rows.len() - 14).map(|start| rows[start..start + length].iter().sum()).collect();
        mean_and_variance(&sums)
    };
    let ((whole, whole_variance), (part, part_variance)) = (heads(14), heads(2));
    (2.0 * whole + part, 2.0 * whole_variance + part_variance)
}

#[test]
fn block_bootstrapped_totals_are_sums_of_independent_blocks() {
    let law = r#"daily = { block_bootstrap = { csv = "data/made_up_daily_losses.csv", column = "daily", block = 14 } }"#;
    let (mean, variance) = blocks();
    assert_moments("blocks", &totals(law), mean, variance);
}

#[test]
fn replayed_totals_are_the_plain_sums_of_the_series() {
    let rows = series();
    let toml = r#"
        horizon = 30
        [pools.p]
        strength = 1_000_000
        [losses.l]
        pool = "p"
        daily = { replay = { csv = "data/made_up_daily_losses.csv", column = "daily", start = "each" } }
    "#;
    let expected: Vec<i64> = rows.windows(30).map(|days| days.iter().sum::<f64>() as i64).collect();
    assert_eq!(expected.len(), 171);
    assert_eq!(sample(toml, "l.losses_total", 171), expected);
}

#[test]
fn a_scaled_replay_is_rounded_so_that_its_mean_is_kept() {
    let totals = totals(
        r#"daily = { replay = { csv = "data/made_up_daily_losses.csv", column = "daily", start = 2030-01-01 } }
        schedule = [{ from = 1, factor = 0.037 }]"#,
    );
    let scaled: Vec<f64> = series()[..30].iter().map(|row| row * 0.037).collect();
    let variance = scaled.iter().map(|&amount| rounding_variance(amount)).sum();
    assert_moments("scaled replay", &totals, scaled.iter().sum(), variance);
}
