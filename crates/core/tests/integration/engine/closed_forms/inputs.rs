//! Uncertain inputs: every law of a quantity that a scenario can name, read off a strength that
//! nothing happens to. Strengths are rounded to the nearest count, which is nothing beside the
//! thousands they scatter over.

use super::RUNS;
use crate::engine::exact::{integral, normal_cdf, normal_density};
use crate::engine::{assert_moments, assert_probability, sample, square};

fn strengths(quantity: &str) -> Vec<i64> {
    sample(&format!("horizon = 1\n[pools.p]\nstrength = {quantity}\n"), "p.strength_end", RUNS)
}

#[test]
fn a_uniform_of_reals_spreads_over_its_interval() {
    let drawn = strengths("{ uniform = [1_000.0, 13_000.0] }");
    assert_moments("uniform", &drawn, 7_000.0, square(12_000.0) / 12.0);
    assert_probability("lower quarter", &drawn, 0.25, |v| v < 4_000);
    assert!(drawn.iter().all(|v| (1_000..=13_000).contains(v)));
}

#[test]
fn a_uniform_of_integers_has_each_with_equal_chance() {
    let drawn = strengths("{ uniform = [3, 9] }");
    // ((9 - 3 + 1)^2 - 1)/12.
    assert_moments("integers", &drawn, 6.0, 4.0);
    for value in 3..=9 {
        assert_probability(&value.to_string(), &drawn, 1.0 / 7.0, |v| v == value);
    }
}

#[test]
fn a_triangular_leans_to_its_mode() {
    let (a, m, b) = (9_000.0, 11_000.0, 14_000.0);
    let drawn = strengths("{ triangular = [9_000, 11_000, 14_000] }");
    let variance = (a * a + m * m + b * b - a * m - a * b - m * b) / 18.0;
    assert_moments("triangular", &drawn, (a + m + b) / 3.0, variance);
    // (m - a)/(b - a) lies below the mode; counts up to 10,999 are what rounds to below it.
    let below = square(10_999.5 - a) / ((b - a) * (m - a));
    assert_probability("below the mode", &drawn, below, |v| v < 11_000);
}

#[test]
fn a_normal_is_cut_at_zero() {
    for (mean, sd) in [(11_000.0, 800.0), (1_000.0, 3_000.0)] {
        let drawn = strengths(&format!("{{ normal = {{ mean = {mean:?}, sd = {sd:?} }} }}"));
        let law = |power: fn(f64) -> f64| {
            integral(f64::max(0.0, mean - 9.0 * sd), mean + 9.0 * sd, |x| {
                power(x) * normal_density((x - mean) / sd)
            })
        };
        let whole = law(|_| 1.0);
        let cut_mean = law(|x| x) / whole;
        let variance = law(|x| x * x) / whole - cut_mean * cut_mean;
        assert_moments(&format!("normal {mean}"), &drawn, cut_mean, variance);
    }
}

#[test]
fn a_lognormal_has_its_mean_and_cv() {
    let drawn = strengths("{ lognormal = { mean = 11_000, cv = 0.3 } }");
    assert_moments("lognormal", &drawn, 11_000.0, square(3_300.0));
    // Its median is mean/sqrt(1 + cv^2).
    let median = (11_000.0 / 1.09_f64.sqrt()) as i64;
    let p = normal_cdf(
        (libm::log((median as f64 + 0.5) / 11_000.0) + libm::log(1.09) / 2.0)
            / libm::log(1.09).sqrt(),
    );
    assert_probability("below the median", &drawn, p, |v| v <= median);
}

#[test]
fn a_choice_has_its_values_by_weight() {
    let drawn = strengths("{ choice = { values = [8_000, 10_000, 12_500], weights = [1, 5, 2] } }");
    for (value, weight) in [(8_000, 1.0), (10_000, 5.0), (12_500, 2.0)] {
        assert_probability(&value.to_string(), &drawn, weight / 8.0, |v| v == value);
    }
    let alike = strengths("{ choice = [8_000, 10_000, 12_500] }");
    for value in [8_000, 10_000, 12_500] {
        assert_probability(&value.to_string(), &alike, 1.0 / 3.0, |v| v == value);
    }
}

#[test]
fn a_range_in_words_holds_nine_in_ten() {
    let drawn = strengths("\"6_000 to 20_000\"");
    // Lognormal with these 5 % and 95 % quantiles, 1.644854 standard deviations from the middle.
    let middle = f64::midpoint(libm::log(6_000.0), libm::log(20_000.0));
    let s = libm::log(20.0 / 6.0) / (2.0 * 1.644_853_626_951);
    let below = |count: f64| normal_cdf((libm::log(count - 0.5) - middle) / s);
    assert!((below(6_000.5) - 0.05).abs() < 1e-9 && (below(20_000.5) - 0.95).abs() < 1e-9);
    assert_probability("below", &drawn, below(6_000.0), |v| v < 6_000);
    assert_probability("below the middle", &drawn, below(10_954.0), |v| v < 10_954);
    assert_probability("up to the end", &drawn, below(20_001.0), |v| v <= 20_000);
    let mean = libm::exp(middle + s * s / 2.0);
    assert_moments("range", &drawn, mean, mean * mean * libm::expm1(s * s));
}

#[test]
fn an_uncertain_establishment_moves_the_thresholds() {
    let below = sample(
        "horizon = 1\n[pools.p]\nstrength = 700\nestablishment = { uniform = [1_000, 1_999] }\nthresholds = { half = 0.5 }\n",
        "p.days_below.half",
        RUNS,
    );
    // 700 is below half of 1,401 to 1,999: of 599 in 1,000.
    assert_probability("below half", &below, 0.599, |v| v == 1);
}

#[test]
fn inputs_are_drawn_apart() {
    let toml = |metric: &str| {
        sample(
            "horizon = 1\n[pools.p]\nstrength = { uniform = [0, 999] }\n[pools.q]\nstrength = { uniform = [0, 999] }\n[[batches]]\npool = \"q\"\nday = 1\nsize = { uniform = [0, 999] }\n",
            metric,
            RUNS,
        )
    };
    let (p, q, came) = (toml("p.strength_end"), toml("q.strength_end"), toml("q.arrivals_total"));
    let correlation = |a: &[i64], b: &dyn Fn(usize) -> i64| {
        let terms = a.iter().enumerate().map(|(i, &x)| (x as f64 - 499.5) * (b(i) as f64 - 499.5));
        terms.sum::<f64>() / RUNS as f64 / ((1e6 - 1.0) / 12.0)
    };
    // Between independent samples: of mean 0 and standard error 1/sqrt(160,000) = 0.0025.
    assert!(correlation(&p, &|i| q[i] - came[i]).abs() < 0.01);
    assert!(correlation(&p, &|i| came[i]).abs() < 0.01);
    assert!(correlation(&came, &|i| q[i] - came[i]).abs() < 0.01);
}
