//! When batches come, if they do.

use super::RUNS;
use crate::engine::exact::{integral, normal_cdf, normal_density};
use crate::engine::{assert_moments, assert_probability, sample, square};

/// Arrivals by the close of day `horizon`.
fn arrivals(horizon: u32, batch: &str) -> Vec<i64> {
    let toml = format!(
        "horizon = {horizon}\n[pools.p]\nstrength = 5\n[[batches]]\npool = \"p\"\n{batch}\n"
    );
    sample(&toml, "p.arrivals_total", RUNS)
}

#[test]
fn each_batch_of_a_series_comes_with_its_own_chance() {
    let came = arrivals(60, "day = 1\nevery = 5\ncount = 9\nsize = 100\narrives = 0.9");
    // 100 x Binomial(9, 0.9).
    assert_moments("arrivals", &came, 100.0 * 9.0 * 0.9, 1e4 * 9.0 * 0.9 * 0.1);
    for n in 5..=9 {
        let chosen = [126.0, 84.0, 36.0, 9.0, 1.0][n as usize - 5];
        let p = chosen * libm::pow(0.9, f64::from(n)) * libm::pow(0.1, f64::from(9 - n));
        assert_probability(&format!("{n} of 9"), &came, p, |v| v == 100 * i64::from(n));
    }
}

#[test]
fn an_uncertain_chance_is_drawn_once_for_the_series() {
    let came = arrivals(
        60,
        "day = 1\nevery = 5\ncount = 9\nsize = 100\narrives = { uniform = [0.2, 1.0] }",
    );
    // E p = 0.6, Var p = 0.64/12; given p binomial.
    let spread = 0.64 / 12.0;
    let variance = 9.0 * (0.6 - 0.36 - spread) + 81.0 * spread;
    assert_moments("arrivals", &came, 100.0 * 9.0 * 0.6, 1e4 * variance);
}

/// P(delay <= days), by the law's own distribution function.
pub(crate) type Cdf = fn(f64) -> f64;

pub(crate) const DELAYS: [(&str, Cdf); 8] = [
    ("{ exponential = { mean = 2 } }", |x| -libm::expm1(-x / 2.0)),
    // Shape 2 and mean 3: scale 1.5, P = 1 - e^(-y) (1 + y) with y = x/1.5.
    ("{ gamma = { mean = 3, shape = 2 } }", |x| 1.0 - libm::exp(-x / 1.5) * (1.0 + x / 1.5)),
    // Mean 3 and shape 2: scale 3/Gamma(3/2), Gamma(3/2) = sqrt(pi)/2.
    ("{ weibull = { mean = 3, shape = 2 } }", |x| {
        -libm::expm1(-square(x * std::f64::consts::PI.sqrt() / 6.0))
    }),
    ("{ uniform = [0.5, 4.5] }", |x| ((x - 0.5) / 4.0).clamp(0.0, 1.0)),
    // Triangular 0, 1, 5: x^2/5 up to 1, then 1 - (5 - x)^2/20.
    ("{ triangular = [0, 1, 5] }", |x| {
        if x <= 1.0 { square(x) / 5.0 } else { 1.0 - square((5.0 - x).max(0.0)) / 20.0 }
    }),
    // Mean 3, cv 1: s^2 = ln 2, median 3/sqrt 2.
    ("{ lognormal = { mean = 3, cv = 1 } }", |x| {
        let log_two = libm::log(2.0);
        if x > 0.0 {
            normal_cdf((libm::log(x / 3.0) + log_two / 2.0) / log_two.sqrt())
        } else {
            0.0
        }
    }),
    // Cut at 0.
    ("{ normal = { mean = 2, sd = 2 } }", |x| {
        let below = normal_cdf(-1.0);
        (normal_cdf((x - 2.0) / 2.0) - below) / (1.0 - below)
    }),
    ("2.5", |x| if x >= 2.5 { 1.0 } else { 0.0 }),
];

#[test]
fn a_late_batch_has_come_by_a_day_as_its_delay_says() {
    for (delay, cdf) in DELAYS {
        for late in [0_u32, 1, 2, 3, 6] {
            // Due on day 4, late by the delay rounded up to whole days: there on day 4 + n if the
            // delay is at most n.
            let came = arrivals(4 + late, &format!("day = 4\nsize = 70\ndelay = {delay}"));
            let p = cdf(f64::from(late));
            assert_probability(&format!("{delay} by {late}"), &came, p, |v| v == 70);
        }
    }
}

#[test]
fn a_series_of_late_batches_fills_up_one_by_one() {
    let came = arrivals(
        20,
        "day = 3\nevery = 4\ncount = 9\nsize = { uniform = [1_000, 2_000] }\ndelay = { exponential = { mean = 2 } }\narrives = 0.9",
    );
    // Due on days 3, 7, 11, 15, 19 (the others after the horizon): batch i has come with probability
    // q = 0.9 (1 - e^(-(20 - day)/2)). Their number N is a sum of independent yes or no; the size
    // Z, on the integers, is one for the run: E NZ = E N E Z, E (NZ)^2 = E N^2 E Z^2.
    let (mut mean, mut variance) = (0.0, 0.0);
    for day in [3.0, 7.0, 11.0, 15.0, 19.0] {
        let q = -0.9 * libm::expm1(-(20.0 - day) / 2.0);
        mean += q;
        variance += q * (1.0 - q);
    }
    let size_square = square(1_500.0) + (square(1_001.0) - 1.0) / 12.0;
    let second = (variance + mean * mean) * size_square;
    assert_moments("arrivals", &came, 1_500.0 * mean, second - square(1_500.0 * mean));
}

#[test]
fn a_size_below_zero_is_not_drawn() {
    let came = arrivals(3, "day = 2\nsize = { normal = { mean = 1_000, sd = 1_500 } }");
    let law = |power: fn(f64) -> f64| {
        integral(0.0, 15_000.0, |x| power(x) * normal_density((x - 1_000.0) / 1_500.0))
    };
    let whole = law(|_| 1.0);
    let mean = law(|x| x) / whole;
    assert_moments("size", &came, mean, law(|x| x * x) / whole - mean * mean);
}
