//! What shares, schedules and pulses make of a law.

use super::laws::totals;
use crate::engine::exact::{integral, normal_density};
use crate::engine::{assert_moments, moments, sample, square};

const DAYS: f64 = 30.0;

#[test]
fn a_share_of_a_constant_is_binomial() {
    let totals = totals("daily = 1_200\nshare = 0.3");
    // 36,000 losses, each on the pool with probability 0.3.
    assert_moments("share", &totals, 36_000.0 * 0.3, 36_000.0 * 0.3 * 0.7);
}

#[test]
fn a_share_of_a_poisson_count_is_poisson() {
    for p in [0.02, 0.5, 0.97] {
        let totals = totals(&format!("daily = {{ poisson = {{ mean = 800 }} }}\nshare = {p:?}"));
        assert_moments(&format!("share {p}"), &totals, DAYS * 800.0 * p, DAYS * 800.0 * p);
    }
}

#[test]
fn a_share_of_a_negative_binomial_count_keeps_k() {
    let totals = totals("daily = { neg_binomial = { mean = 1_200, k = 43 } }\nshare = 0.25");
    // p^2 (m + m^2/k) + p (1 - p) m = p m + (p m)^2/k, with p m = 300.
    assert_moments("share", &totals, DAYS * 300.0, DAYS * (300.0 + 9e4 / 43.0));
}

#[test]
fn an_uncertain_share_adds_the_variance_of_the_share() {
    let totals = totals("daily = 1_200\nshare = { uniform = [0.02, 0.08] }");
    // E p = 0.05, Var p = 0.06^2/12 = 0.0003; E p (1 - p) = 0.05 - 0.0025 - 0.0003.
    let variance = 36_000.0 * 0.0472 + square(36_000.0) * 0.0003;
    assert_moments("share", &totals, 1_800.0, variance);
}

#[test]
fn an_uncertain_share_makes_mean_coverage_the_mean_of_its_inverse() {
    let toml = r#"
        horizon = 550
        [pools.a]
        strength = 12_000
        [losses.front]
        pool = "a"
        daily = 1_200
        share = { uniform = [0.02, 0.08] }
    "#;
    let coverage = sample(toml, "a.coverage_days", 6_000);
    // Given share p coverage is close to 10/p days (to 0.01 %: 12,000 losses scatter by their root),
    // of mean 10 ln 4/0.06 = 231.05 and mean square 100/(0.02 x 0.08).
    let mean = 10.0 * libm::log(4.0) / 0.06;
    let (sample_mean, _) = moments(&coverage);
    let se = ((100.0 / 0.0016 - mean * mean) / 6_000.0).sqrt();
    let error = sample_mean / 1e6 - mean;
    assert!(error.abs() < 4.0 * se + 0.02, "{sample_mean}, expected {mean} +- {se}");
}

#[test]
fn a_share_beyond_its_range_is_a_normal_law_cut_at_0_and_1() {
    let totals = totals("daily = 1_000_000\nshare = { normal = { mean = 0.9, sd = 0.3 } }");
    let moment = |power: fn(f64) -> f64| {
        integral(0.0, 1.0, |p| power(p) * normal_density((p - 0.9) / 0.3))
            / integral(0.0, 1.0, |p| normal_density((p - 0.9) / 0.3))
    };
    let (mean, mean_square) = (moment(|p| p), moment(|p| p * p));
    let variance = 3e7 * (mean - mean_square) + square(3e7) * (mean_square - mean * mean);
    assert_moments("share", &totals, 3e7 * mean, variance);
}

/// Variance of a day's count, given its mean.
type Variance = fn(f64) -> f64;

/// A schedule, and its factor on each of 30 days.
const STEPS: &str = "schedule = [{ from = 6, factor = 2 }, { from = 21, factor = 0.25 }]";
const STEP_DAYS: [(f64, f64); 3] = [(5.0, 1.0), (15.0, 2.0), (10.0, 0.25)];

#[test]
fn a_schedule_scales_each_laws_mean_and_what_follows_from_it() {
    let laws: [(&str, Variance); 4] = [
        ("{ poisson = { mean = 300 } }", |mean| mean),
        ("{ poisson = { mean = { choice = [300] } } }", |mean| mean),
        ("{ neg_binomial = { mean = 300, k = 12 } }", |mean| mean + mean * mean / 12.0),
        // cv stays; fractions of a broad law add 1/6.
        ("{ gamma = { mean = 300, cv = 0.4 } }", |mean| 0.16 * mean * mean + 1.0 / 6.0),
    ];
    for (law, variance) in laws {
        let totals = totals(&format!("daily = {law}\n{STEPS}"));
        let sum = |f: &dyn Fn(f64) -> f64| -> f64 {
            STEP_DAYS.iter().map(|(days, factor)| days * f(300.0 * factor)).sum()
        };
        assert_moments(law, &totals, sum(&|mean| mean), sum(&variance));
    }
}

#[test]
fn a_schedule_scales_a_drifting_rate_and_leaves_its_walk_alone() {
    let totals = totals(&format!(
        "daily = {{ nb_drift = {{ mean = 1_200, k = 60, sigma = 0.05, rate_cv = 0.1 }} }}\n{STEPS}"
    ));
    let factor = |day: usize| {
        if day < 5 {
            1.0
        } else if day < 20 {
            2.0
        } else {
            0.25
        }
    };
    let growth = |steps: usize| 1.01 * libm::exp(0.0025 * steps as f64);
    let (mut mean, mut variance) = (0.0, 0.0);
    for t in 0..30 {
        let rate = 1_200.0 * factor(t);
        mean += rate;
        variance += rate + rate * rate * growth(t) / 60.0;
        for s in 0..30 {
            variance += rate * 1_200.0 * factor(s) * (growth(s.min(t)) - 1.0);
        }
    }
    assert_moments("drift", &totals, mean, variance);
}

#[test]
fn an_uncertain_factor_adds_its_variance_over_the_days_it_rules() {
    let totals = totals(
        "daily = { poisson = { mean = 300 } }\nschedule = [{ from = 11, factor = { choice = [0.5, 1.5] } }]",
    );
    // The factor has mean 1 and variance 1/4, and rules 20 days.
    assert_moments("factor", &totals, 9_000.0, 9_000.0 + square(20.0 * 300.0) / 4.0);
}

/// Probabilities of 0, 1, ... pulse days in `days` days: on a day with none running one begins with
/// probability `begins`, and lasts n days, that day included, with probability `lengths[n - 1]`.
pub(crate) fn pulse_days(days: usize, begins: f64, lengths: &[f64]) -> Vec<f64> {
    // by[left][count]: `left` more days of a running pulse to come, `count` pulse days so far.
    let mut by = vec![vec![0.0; days + 1]; lengths.len()];
    by[0][0] = 1.0;
    for _ in 0..days {
        let mut next = vec![vec![0.0; days + 1]; lengths.len()];
        for count in 0..days {
            next[0][count] += by[0][count] * (1.0 - begins);
            for (more, length) in lengths.iter().enumerate() {
                next[more][count + 1] += by[0][count] * begins * length;
            }
            for left in 1..lengths.len() {
                next[left - 1][count + 1] += by[left][count];
            }
        }
        by = next;
    }
    (0..=days).map(|count| by.iter().map(|law| law[count]).sum()).collect()
}

#[test]
fn pulses_come_and_go_as_a_markov_chain() {
    // A length uniform between 1 and 4 days is rounded up to 2, 3 or 4, each with probability 1/3.
    for (length, lengths) in [
        ("{ uniform = [1, 4] }", vec![0.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]),
        ("3", vec![0.0, 0.0, 1.0]),
        ("1", vec![1.0]),
        // Exponential of mean 2: ceil(D) = n with e^(-(n-1)/2) - e^(-n/2).
        (
            "{ exponential = { mean = 2 } }",
            (0..40)
                .map(|n| libm::exp(-f64::from(n) / 2.0) - libm::exp(-f64::from(n + 1) / 2.0))
                .collect(),
        ),
    ] {
        let totals = totals(&format!(
            "daily = {{ poisson = {{ mean = 200 }} }}\npulse = {{ per_year = 73, factor = 1.5, days = {length} }}"
        ));
        let begins = -libm::expm1(-73.0 / 365.25);
        let law = pulse_days(30, begins, &lengths);
        let mean: f64 = law.iter().enumerate().map(|(n, p)| p * n as f64).sum();
        let spread: f64 = law.iter().enumerate().map(|(n, p)| p * square(n as f64 - mean)).sum();
        // Given N pulse days the total is Poisson of mean 200 (30 + N/2).
        let expected = 200.0 * (DAYS + 0.5 * mean);
        assert_moments(length, &totals, expected, expected + square(100.0) * spread);
    }
}

#[test]
fn a_pulse_multiplies_the_schedules_factor() {
    let totals = totals(
        "daily = { poisson = { mean = 200 } }\nschedule = [{ from = 1, factor = 2 }]\npulse = { per_year = 366, factor = 0, days = 1 }",
    );
    // With days independent, each is without losses with probability 1 - e^(-366/365.25).
    let free = libm::exp(-366.0 / 365.25);
    let mean = DAYS * 400.0 * free;
    assert_moments("pulse", &totals, mean, mean + DAYS * square(400.0) * free * (1.0 - free));
}

#[test]
fn every_run_draws_its_own_pulse_rate() {
    let totals = totals(
        "daily = { poisson = { mean = 200 } }\npulse = { per_year = { choice = [0, 300] }, factor = { choice = [0, 2] }, days = 1 }",
    );
    // In half of the runs there is no pulse; in the others each day is one with probability b.
    let b = -libm::expm1(-300.0 / 365.25);
    // Given factor f: total Poisson of mean 200 (30 + (f - 1) N), N binomial(30, b).
    let given = |f: f64| {
        let mean = 200.0 * DAYS * (1.0 + (f - 1.0) * b);
        (mean, mean + square(200.0 * (f - 1.0)) * DAYS * b * (1.0 - b))
    };
    let cases = [(0.5, (6_000.0, 6_000.0)), (0.25, given(0.0)), (0.25, given(2.0))];
    let mean: f64 = cases.iter().map(|(p, (mean, _))| p * mean).sum();
    let variance: f64 =
        cases.iter().map(|(p, (m, variance))| p * (variance + square(m - mean))).sum();
    assert_moments("pulses", &totals, mean, variance);
}

#[test]
fn a_pulse_of_factor_1_changes_no_moment() {
    let totals = totals(
        "daily = { poisson = { mean = 200 } }\npulse = { per_year = 50, factor = 1, days = 3 }",
    );
    assert_moments("factor 1", &totals, 6_000.0, 6_000.0);
}
