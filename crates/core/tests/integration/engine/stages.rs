//! Recovery in stages, against the law of Erlang; and recovery by days against the same law.

use outlast_core::{Replay, What};

use super::{assert_moments, columns, plan, sample};

/// P(x > k) of the gamma law of integer shape m and mean mu: no more than m - 1 events of a Poisson
/// process of rate m/mu by time k, e^-y (1 + y + ... + y^(m-1)/(m-1)!) with y = k m/mu.
pub(crate) fn later_than(k: u32, shape: u32, mean: f64) -> f64 {
    let y = f64::from(k * shape) / mean;
    let term = |term: &mut f64, i: u32| {
        let now = *term;
        *term *= y / f64::from(i + 1);
        Some(now)
    };
    libm::exp(-y) * (0..shape).scan(1.0, term).sum::<f64>()
}

/// `lost` are lost on day 1, all return.
fn once(lost: u32, shape: f64, mean: f64, horizon: u32) -> String {
    format!(
        "horizon = {horizon}
        [pools.p]
        strength = 1_000_000_000
        [losses.l]
        daily = {lost}
        schedule = [{{ from = 2, factor = 0 }}]
        split = {{ all = 1 }}
        recovery.all = {{ returns = 1, delay = {{ gamma = {{ mean = {mean}, shape = {shape} }} }} }}"
    )
}

/// Days of the return after the loss, and those who are not back by then, of so many runs.
fn returned(toml: &str, runs: u64, days: usize) -> Vec<i64> {
    let plan = plan(toml);
    let mut counts = vec![0; days + 1];
    for run in 0..runs {
        let mut left = 0;
        for happening in Replay::new(&plan, run).happenings {
            match happening.what {
                What::Lost { lost, .. } => left += lost,
                What::Returned { count, .. } => {
                    counts[happening.day as usize - 2] += count;
                    left -= count;
                }
                _ => {}
            }
        }
        counts[days] += left;
    }
    counts
}

/// Asserts that counts fit probabilities: chi-square of the days with 10 or more, of the others
/// together, within 99.9 % (Wilson and Hilferty's cube root).
#[track_caller]
fn assert_fits(what: &str, counts: &[i64], law: impl Fn(usize) -> f64) {
    let n = counts.iter().sum::<i64>() as f64;
    let (mut square, mut cells) = (0.0, 0);
    let (mut few, mut expected_few) = (0.0, 0.0);
    for (day, &count) in counts.iter().enumerate() {
        let expected = n * law(day);
        if expected < 10.0 {
            few += count as f64;
            expected_few += expected;
        } else {
            square += super::square(count as f64 - expected) / expected;
            cells += 1;
        }
    }
    if expected_few > 10.0 {
        square += super::square(few - expected_few) / expected_few;
        cells += 1;
    } else {
        assert!(few < 30.0, "{what}: {few} where {expected_few} were expected");
    }
    let free = f64::from((cells - 1).max(1));
    let root = 1.0 - 2.0 / (9.0 * free) + 3.09 * (2.0 / (9.0 * free)).sqrt();
    let bound = free * root * root * root;
    assert!(square < bound.max(10.83), "{what}: chi-square {square} of {free}, bound {bound}");
}

#[test]
fn days_of_the_return_follow_erlangs_law() {
    // In a stage hundreds (three digits of a count), thousands (four), and more than tables hold; days in
    // which hardly anybody leaves a stage, some leave several, and nearly all are back at once.
    for (lost, runs) in [(900, 60), (30_000, 3), (200_000, 1)] {
        for (mean, days) in [(0.4, 4), (3.0, 12), (25.0, 60)] {
            for shape in 1..=4 {
                // Drawn in stages; by a law that is the same to nine digits, and has none.
                for drawn in [f64::from(shape), f64::from(shape) + 1e-10] {
                    let toml = once(lost, drawn, mean, days + 1);
                    let counts = returned(&toml, runs, days as usize);
                    let what = format!("{lost} lost, shape {drawn}, mean {mean}");
                    assert_eq!(counts.iter().sum::<i64>(), i64::from(lost) * runs as i64, "{what}");
                    assert_fits(&what, &counts, |day| {
                        let after = |day: usize| later_than(day as u32, shape, mean);
                        after(day) - if day == days as usize { 0.0 } else { after(day + 1) }
                    });
                }
            }
        }
    }
}

#[test]
fn poisson_losses_leave_a_poisson_number_in_any_stages() {
    for (shape, mean) in [(1, 30.0), (2, 0.7), (3, 30.0), (4, 6.0)] {
        let toml = format!(
            "horizon = 120
            [pools.p]
            strength = 1_000_000_000
            [losses.l]
            daily = {{ poisson = 1_200 }}
            split = {{ wia = 0.75, kia = 0.25 }}
            recovery.wia = {{ returns = 1, delay = {{ gamma = {{ mean = {mean}, shape = {shape} }} }} }}"
        );
        let seen: f64 = (0..120).map(|k| later_than(k, shape, mean)).sum();
        let expected = 1_200.0 * 0.75 * seen;
        let present = sample(&toml, "l.wia_in_recovery_end", 2_000);
        assert_moments(&format!("shape {shape}, mean {mean}"), &present, expected, expected);
        // Losses of another year go through the same stages: whoever is lost, is back or is there.
        let lost = sample(&toml, "l.wia_total", 2_000);
        let back = sample(&toml, "p.returns_total", 2_000);
        assert!((0..2_000).all(|run| lost[run] == back[run] + present[run]), "shape {shape}");
    }
}

#[test]
fn large_counts_are_the_same_at_every_width() {
    // Stages of none, of a few, of hundreds, of thousands and of more than 65,535 side by side; days
    // drawn each, and dealt out.
    for shape in [1.0, 2.0, 3.0, 4.0, 2.5] {
        for mean in ["{ uniform = [0.0, 400.0] }", "{ choice = [0.3, 5_000, 90_000] }"] {
            let toml = format!(
                "horizon = 40
                [pools.p]
                strength = 1_000_000
                [losses.l]
                daily = {{ poisson = {mean} }}
                split = {{ all = 1 }}
                recovery.all = {{ returns = 0.9, delay = {{ gamma = {{ mean = 9, shape = {shape} }} }} }}"
            );
            let plan = plan(&toml);
            let one = columns::<1>(&plan, 70);
            assert_eq!(one, columns::<16>(&plan, 70), "{shape}, {mean}");
            assert_eq!(one, columns::<32>(&plan, 70), "{shape}, {mean}");
            assert_eq!(one, columns::<64>(&plan, 70), "{shape}, {mean}");
            assert_eq!(one, columns::<256>(&plan, 70), "{shape}, {mean}");
        }
    }
}

#[test]
fn an_exponential_delay_is_one_stage_of_a_gamma_delay() {
    let gamma = once(900, 1.0, 7.0, 30);
    let exponential =
        gamma.replace("gamma = { mean = 7, shape = 1 }", "exponential = { mean = 7 }");
    assert_ne!(gamma, exponential);
    assert_eq!(columns::<16>(&plan(&gamma), 100), columns::<16>(&plan(&exponential), 100));
}

#[test]
fn a_pool_that_is_empty_waits_for_those_in_stages() {
    // All are lost on day 1, and again on the day that they come back.
    let toml = "horizon = 40
        [pools.p]
        strength = 100
        [losses.l]
        daily = 100
        split = { all = 1 }
        recovery.all = { returns = 1, delay = { exponential = { mean = 2 } } }";
    // Each comes back on each of the days 2 to 40 with probability 1 - e^(-1/2).
    let p = 1.0 - libm::exp(-0.5);
    let lost = sample(toml, "p.losses_total", 2_000);
    let (mean, variance) = (100.0 * (1.0 + 39.0 * p), 100.0 * 39.0 * p * (1.0 - p));
    assert_moments("lost again and again", &lost, mean, variance);
}
