//! Salvos: mean and variance of a day and of thirty, for each law of their size.

use super::RUNS;
use super::laws::{rounding_variance, totals};
use crate::engine::exact::{integral, normal_density};
use crate::engine::{assert_moments, assert_probability, sample, square};

/// Losses of day 1, demanded of a pool that nobody can exhaust.
pub(super) fn first_day(losses: &str) -> Vec<i64> {
    let toml = format!(
        "horizon = 1\n[pools.p]\nstrength = 1_000_000_000\n[losses.l]\npool = \"p\"\n{losses}\n"
    );
    sample(&toml, "l.losses_total", RUNS)
}

/// A law of size with E B and E B^2.
pub(crate) struct Size {
    pub(crate) toml: String,
    pub(crate) mean: f64,
    pub(crate) square: f64,
}

/// Each law of size. With B on 1, 2, ... geometric of chance p = 1/m: E B = m and
/// Var B = (1 - p)/p^2 = m (m - 1).
pub(crate) fn sizes() -> Vec<Size> {
    let size = |toml: &str, mean: f64, variance: f64| Size {
        toml: toml.to_owned(),
        mean,
        square: variance + mean * mean,
    };
    let (m, cv) = (7.3, 1.2_f64);
    let s2 = libm::log1p(cv * cv);
    let amount = |z: f64| m * libm::exp(s2.sqrt() * z - s2 / 2.0);
    let rounding = integral(-8.0, 8.0, |z| rounding_variance(amount(z)) * normal_density(z));
    vec![
        size("12", 12.0, 0.0),
        size("{ fixed = 2.3 }", 2.3, 0.3 * 0.7),
        size("{ geometric = { mean = 9.5 } }", 9.5, 9.5 * 8.5),
        size("{ geometric = { mean = 1 } }", 1.0, 0.0),
        size("{ neg_binomial = { mean = 20, k = 1.5 } }", 20.0, 20.0 + 400.0 / 1.5),
        size("{ poisson = { mean = 3.5 } }", 3.5, 3.5),
        // 17 values: (17^2 - 1)/12.
        size("{ uniform = [4, 20] }", 12.0, 24.0),
        size("{ lognormal = { mean = 7.3, cv = 1.2 } }", m, square(m * cv) + rounding),
    ]
}

#[test]
fn a_day_of_salvos_has_the_moments_of_a_compound_poisson_sum() {
    for Size { toml, mean, square } in sizes() {
        let losses = first_day(&format!(
            "daily = {{ compound_poisson = {{ events = 1.7, size = {toml} }} }}"
        ));
        assert_moments(&toml, &losses, 1.7 * mean, 1.7 * square);
    }
}

#[test]
fn thirty_days_of_salvos_are_independent() {
    for Size { toml, mean, square } in sizes() {
        let totals =
            totals(&format!("daily = {{ compound_poisson = {{ events = 0.3, size = {toml} }} }}"));
        assert_moments(&toml, &totals, 9.0 * mean, 9.0 * square);
    }
}

#[test]
fn many_salvos_are_summed_as_exactly_as_few() {
    for Size { toml, mean, square } in sizes() {
        let losses = first_day(&format!(
            "daily = {{ compound_poisson = {{ events = 250, size = {toml} }} }}"
        ));
        assert_moments(&toml, &losses, 250.0 * mean, 250.0 * square);
    }
}

#[test]
fn a_schedule_multiplies_the_salvos_and_not_their_size() {
    let totals = totals(
        "daily = { compound_poisson = { events = 0.3, size = 12 } }
        schedule = [{ from = 11, factor = 3 }, { from = 21, factor = 0 }]",
    );
    // Ten days of 0.3 and ten of 0.9 salvos: 12 a day.
    assert_moments("scheduled", &totals, 12.0 * 12.0, 12.0 * 144.0);
    assert!(totals.iter().all(|total| total % 12 == 0));
}

#[test]
fn an_uncertain_number_and_size_of_salvos_add_their_own_variance() {
    let totals = totals(
        "daily = { compound_poisson = { events = { uniform = [0.2, 0.8] }, size = { poisson = { mean = { choice = [2, 6] } } } } }",
    );
    // Rate r: E r = 0.5, E r^2 = 0.25 + 0.03. Size m: E m = 4, E m^2 = 20. Given both, the total
    // has mean 30 r m and variance 30 r (m + m^2).
    let variance = 30.0 * 0.5 * (4.0 + 20.0) + 900.0 * (0.28 * 20.0 - 0.25 * 16.0);
    assert_moments("uncertain", &totals, 60.0, variance);
}

#[test]
fn a_day_without_a_salvo_is_as_likely_as_the_poisson_law_says() {
    let losses = first_day(
        "daily = { compound_poisson = { events = 0.3, size = { geometric = { mean = 12 } } } }",
    );
    assert_probability("none", &losses, libm::exp(-0.3), |losses| losses == 0);
    // One salvo of one: 0.3 e^-0.3 / 12.
    assert_probability("one", &losses, 0.3 * libm::exp(-0.3) / 12.0, |losses| losses == 1);
}
