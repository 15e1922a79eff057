//! Days from a table of values and weights.

use super::laws::{rounding_variance, totals};
use super::salvos::first_day;
use crate::engine::{assert_moments, assert_probability, square};

pub(crate) const LAW: &str =
    r#"daily = { empirical = { csv = "law.csv", value = "losses", weight = "weight" } }"#;

/// The rows of `law.csv`, again.
const ROWS: [(f64, f64); 5] = [(0.0, 5.0), (10.0, 2.5), (12.5, 1.5), (40.0, 0.75), (300.0, 0.25)];

/// Mean and variance of a day at a factor.
pub(crate) fn day(factor: f64) -> (f64, f64) {
    let all: f64 = ROWS.iter().map(|row| row.1).sum();
    let over = |f: &dyn Fn(f64) -> f64| -> f64 {
        ROWS.iter().map(|(value, weight)| weight / all * f(value * factor)).sum()
    };
    let mean = over(&|x| x);
    (mean, over(&|x| square(x) + rounding_variance(x)) - mean * mean)
}

#[test]
fn a_table_of_values_and_weights_has_its_own_moments() {
    let (mean, variance) = day(1.0);
    assert_moments("day", &first_day(LAW), mean, variance);
    assert_moments("total", &totals(LAW), 30.0 * mean, 30.0 * variance);
}

#[test]
fn each_value_comes_as_often_as_its_weight_says() {
    let losses = first_day(LAW);
    for (value, weight) in [(0, 5.0), (10, 2.5), (12, 0.75), (13, 0.75), (40, 0.75), (300, 0.25)] {
        assert_probability(&value.to_string(), &losses, weight / 10.0, |x| x == value);
    }
}

#[test]
fn a_scaled_table_is_rounded_so_that_its_mean_is_kept() {
    let (mean, variance) = day(0.37);
    let totals = totals(&format!("{LAW}\nschedule = [{{ from = 1, factor = 0.37 }}]"));
    assert_moments("scaled", &totals, 30.0 * mean, 30.0 * variance);
}

#[test]
fn a_table_may_lie_among_empty_days() {
    let law = format!("daily = {{ zero_inflated = {{ zero = 0.4, {LAW} }} }}");
    let (mean, variance) = day(1.0);
    let day = 0.6 * (variance + mean * mean) - square(0.6 * mean);
    assert_moments("among empty days", &totals(&law), 18.0 * mean, 30.0 * day);
}
