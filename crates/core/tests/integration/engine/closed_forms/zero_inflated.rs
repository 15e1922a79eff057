//! Empty days among days of another law.
//!
//! Day t demands `I_t` `X_t` with `I_t` 0 of chance z, else 1, independent of all else. So E is
//! (1 - z) E X, E of the square (1 - z) E X^2, and E of the product of two days
//! (1 - z)^2 E `X_s` `X_t`.

use super::laws::{series, totals};
use super::salvos::first_day;
use crate::engine::{assert_moments, assert_probability, sample, square};

/// Mean and variance of 30 independent days, from z and the inner law's mean and variance.
pub(crate) fn thirty(z: f64, mean: f64, variance: f64) -> (f64, f64) {
    let kept = 1.0 - z;
    (30.0 * kept * mean, 30.0 * (kept * (variance + mean * mean) - square(kept * mean)))
}

#[test]
fn independent_days_have_the_moments_of_a_mixture() {
    for (z, law, mean, variance) in [
        (0.4, "97", 97.0, 0.0),
        (0.4, "{ poisson = { mean = 9 } }", 9.0, 9.0),
        (0.9, "{ neg_binomial = { mean = 40, k = 3 } }", 40.0, 40.0 + 1_600.0 / 3.0),
        (0.0, "{ poisson = { mean = 9 } }", 9.0, 9.0),
        (
            0.25,
            "{ compound_poisson = { events = 2, size = { poisson = { mean = 5 } } } }",
            10.0,
            60.0,
        ),
    ] {
        let law = format!("daily = {{ zero_inflated = {{ zero = {z:?}, daily = {law} }} }}");
        let (total, total_variance) = thirty(z, mean, variance);
        assert_moments(&law, &first_day(&law), total / 30.0, total_variance / 30.0);
        assert_moments(&law, &totals(&law), total, total_variance);
    }
}

#[test]
fn a_day_is_empty_by_itself_or_by_its_law() {
    let losses = first_day(
        "daily = { zero_inflated = { zero = 0.4, daily = { poisson = { mean = 1.5 } } } }",
    );
    assert_probability("empty", &losses, 0.4 + 0.6 * libm::exp(-1.5), |losses| losses == 0);
}

#[test]
fn a_rate_goes_on_drifting_on_empty_days() {
    let (total, variance) = thirty_of_drift();
    assert_moments("drift", &totals(&format!("daily = {{ {DRIFT} }}")), total, variance);
}

/// Empty days among those of a rate that drifts.
pub(crate) const DRIFT: &str =
    "zero_inflated = { zero = 0.4, daily = { nb_drift = { mean = 1_200, k = 60, sigma = 0.1 } } }";

/// Mean and variance of 30 days of it.
pub(crate) fn thirty_of_drift() -> (f64, f64) {
    let (z, mean, k, sigma) = (0.4, 1_200.0, 60.0, 0.1_f64);
    // The rates of days s <= t have E of their product mean^2 exp(sigma^2 (s - 1)).
    let rates = |s: i32| mean * mean * libm::exp(sigma * sigma * f64::from(s));
    let mut square_of_total = 0.0;
    for t in 0..30 {
        square_of_total += (1.0 - z) * (mean + rates(t) * (1.0 + 1.0 / k));
        for s in 0..t {
            square_of_total += 2.0 * square(1.0 - z) * rates(s);
        }
    }
    let total = 30.0 * (1.0 - z) * mean;
    (total, square_of_total - total * total)
}

#[test]
fn an_uncertain_chance_is_one_for_the_whole_run() {
    let totals =
        totals("daily = { zero_inflated = { zero = { choice = [0.2, 0.6] }, daily = 10 } }");
    // Given z: 30 (1 - z) days of ten, of variance 100 x 30 z (1 - z); z (1 - z) is 0.16 or 0.24.
    assert_moments("z", &totals, 180.0, 3_000.0 * 0.2 + square(300.0) * 0.04);
}

#[test]
fn a_schedule_multiplies_the_inner_mean_and_a_share_thins_what_is_left() {
    let totals = totals(
        "daily = { zero_inflated = { zero = 0.4, daily = { poisson = { mean = 10 } } } }
        schedule = [{ from = 16, factor = 2 }]
        share = 0.5",
    );
    // Fifteen days of mean 5 and fifteen of 10, Poisson again after thinning.
    let (five, ten) = (thirty(0.4, 5.0, 5.0), thirty(0.4, 10.0, 10.0));
    assert_moments("modified", &totals, f64::midpoint(five.0, ten.0), f64::midpoint(five.1, ten.1));
}

#[test]
fn a_replayed_series_goes_on_underneath() {
    let law = |start: &str| {
        format!(
            r#"daily = {{ zero_inflated = {{ zero = 0.3, daily = {{ replay = {{ csv = "data/made_up_daily_losses.csv", column = "daily", start = {start} }} }} }} }}"#
        )
    };
    let rows = &series()[..30];
    let mean = rows.iter().map(|row| 0.7 * row).sum();
    let variance = rows.iter().map(|row| 0.21 * row * row).sum();
    assert_moments("replay", &totals(&law("2030-01-01")), mean, variance);
    // From each start in turn: as many replications as starts.
    let each = format!("horizon = 30\n[pools.p]\nstrength = 1\n[losses.l]\n{}\n", law("\"each\""));
    assert_eq!(crate::engine::scenario(&each).replications(), 171);
    assert_eq!(sample(&each, "l.losses_total", 171).len(), 171);
}

#[test]
fn bootstrapped_rows_may_be_empty_too() {
    let rows = series();
    let n = rows.len() as f64;
    let mean = rows.iter().sum::<f64>() / n;
    let variance = rows.iter().map(|row| square(row - mean)).sum::<f64>() / n;
    let totals = totals(
        r#"daily = { zero_inflated = { zero = 0.3, daily = { bootstrap = { csv = "data/made_up_daily_losses.csv", column = "daily" } } } }"#,
    );
    let (total, total_variance) = thirty(0.3, mean, variance);
    assert_moments("bootstrap", &totals, total, total_variance);
}
