//! Rotation batches against what can be derived for them.

use super::{assert_moments, plan, values};

#[test]
fn without_losses_everybody_goes_home_after_the_tour() {
    let toml = r#"
        horizon = 60
        [pools.line]
        strength = 0
        [[batches]]
        pool = "line"
        day = 1
        every = 10
        count = 4
        size = 3_000
        tour = 30
    "#;
    let plan = plan(toml);
    // Batches of days 1, 11, 21 leave on 31, 41, 51; that of day 31 on day 61, past the horizon.
    assert_eq!(values(&plan, "line.rotated_out_total", 1), [9_000]);
    assert_eq!(values(&plan, "line.veteran_days_total", 1), [270_000]);
    assert_eq!(values(&plan, "line.strength_end", 1), [3_000]);
    assert_eq!(values(&plan, "line.arrivals_total", 1), [12_000]);
}

#[test]
fn losses_fall_on_cohorts_in_proportion_to_strength() {
    let toml = r#"
        horizon = 10
        [pools.line]
        strength = 700
        [losses.front]
        pool = "line"
        daily = 100
        [[batches]]
        pool = "line"
        day = 1
        size = 300
        tour = 1
    "#;
    // 100 of 1,000 are drawn on day 1 without replacement; those of the 300 who were not drawn
    // leave on day 2. Survivors: 300 - Hypergeometric(1000, 300, 100), of mean 270 and variance
    // 100 x 0.3 x 0.7 x 900/999.
    let home = values(&plan(toml), "line.rotated_out_total", 40_000);
    assert_moments("survivors", &home, 270.0, 100.0 * 0.3 * 0.7 * 900.0 / 999.0);
}

#[test]
fn a_tours_survivors_are_what_each_days_odds_leave() {
    let toml = r#"
        horizon = 60
        [pools.line]
        strength = 5_000
        [losses.front]
        pool = "line"
        daily = 60
        [[batches]]
        pool = "line"
        day = 3
        size = 1_000
        tour = 20
        [[batches]]
        pool = "line"
        day = 11
        size = 2_000
        tour = 30
    "#;
    // A person in the line on day d survives it with probability 1 - 60/N_d. While no tour ends
    // N_d is certain: 5,000 - 60 (d - 1), + 1,000 from day 3, + 2,000 from day 11.
    let before = |day: i32| {
        5_000 - 60 * (day - 1)
            + if day >= 3 { 1_000 } else { 0 }
            + if day >= 11 { 2_000 } else { 0 }
    };
    let odds: f64 = (3..23).map(|day| 1.0 - 60.0 / f64::from(before(day))).product();
    let first = values(
        &plan(&toml.replace("horizon = 60", "horizon = 23")),
        "line.rotated_out_total",
        20_000,
    );
    let mean = 1_000.0 * odds;
    let (sample, _) = super::moments(&first);
    // Deaths are negatively correlated, so the binomial variance is an upper bound.
    let se = (1_000.0 * odds * (1.0 - odds) / 20_000.0).sqrt();
    assert!((sample - mean).abs() < 4.0 * se, "{sample}, expected {mean} +- {se}");
    let days =
        values(&plan(&toml.replace("horizon = 60", "horizon = 23")), "line.veteran_days_total", 50);
    assert!(days.iter().zip(&first).all(|(days, home)| *days == 20 * home));
}

/// Two cohorts that leave on one day.
pub(crate) const TWO_COHORTS: &str = r#"
        horizon = 23
        [pools.line]
        strength = 2_000
        [losses.front]
        pool = "line"
        daily = 60
        [[batches]]
        pool = "line"
        day = 3
        size = 1_000
        tour = 20
        [[batches]]
        pool = "line"
        day = 11
        size = 2_000
        tour = 12
    "#;

/// Mean and variance of the survivors of the first, of the second, and of both.
pub(crate) fn two_cohorts() -> [(f64, f64); 3] {
    // Both leave on day 23, so the line's strength N is certain until then. Of m = 60 lost among N,
    // k falls on a cohort of K with mean m K/N and variance m K/N (1 - K/N) (N - m)/(N - 1), and the
    // covariance with a cohort of J is -m K J/N^2 (N - m)/(N - 1). With f = m (N - m)/(N - 1) a day takes
    //   E K   to (1 - m/N) E K,
    //   E K^2 to (1 - m/N)^2 E K^2 + f (E K/N - E K^2/N^2),
    //   E K J to ((1 - m/N)^2 - f/N^2) E K J.
    let (mut k, mut kk, mut j, mut jj, mut kj) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let mut line = 2_000.0;
    for day in 1..23 {
        if day == 3 {
            (k, kk, line) = (1_000.0, 1e6, line + 1_000.0);
        }
        if day == 11 {
            (j, jj, kj, line) = (2_000.0, 4e6, 2_000.0 * k, line + 2_000.0);
        }
        let keep = 1.0 - 60.0 / line;
        let f = 60.0 * (line - 60.0) / (line - 1.0);
        let square_of = |mean: f64, square: f64| {
            keep * keep * square + f * (mean / line - square / (line * line))
        };
        (kk, jj) = (square_of(k, kk), square_of(j, jj));
        kj *= keep * keep - f / (line * line);
        (k, j) = (keep * k, keep * j);
        line -= 60.0;
    }
    let variance = kk + jj + 2.0 * kj - (k + j) * (k + j);
    [(k, kk - k * k), (j, jj - j * j), (k + j, variance)]
}

#[test]
fn two_cohorts_share_the_losses_as_all_their_members_do() {
    let [alone, late, both] = two_cohorts();
    let home = values(&plan(TWO_COHORTS), "line.rotated_out_total", 40_000);
    assert_moments("both cohorts", &home, both.0, both.1);
    let first = TWO_COHORTS.replace("tour = 12", "tour = 13");
    let home = values(&plan(&first), "line.rotated_out_total", 40_000);
    assert_moments("the first cohort", &home, alone.0, alone.1);
    let second = TWO_COHORTS.replace("tour = 20", "tour = 21");
    let home = values(&plan(&second), "line.rotated_out_total", 40_000);
    assert_moments("the second cohort", &home, late.0, late.1);
}

#[test]
fn a_late_cohort_serves_its_whole_tour() {
    let toml = r#"
        horizon = 30
        [pools.line]
        strength = 0
        [[batches]]
        pool = "line"
        day = 4
        size = 100
        delay = { exponential = { mean = 3 } }
        tour = 20
    "#;
    // Gone home by day 30 if it came by day 10, so if the delay is at most 6 days.
    let home = values(&plan(toml), "line.rotated_out_total", 20_000);
    super::assert_probability("home", &home, -libm::expm1(-2.0), |count| count == 100);
    let days = values(&plan(toml), "line.veteran_days_total", 20_000);
    assert!(days.iter().zip(&home).all(|(days, home)| *days == 20 * home));
}

#[test]
fn nobody_is_lost_track_of() {
    let toml = r#"
        horizon = 90
        [pools.line]
        strength = { uniform = [500, 1_500] }
        [losses.front]
        pool = "line"
        daily = { neg_binomial = { mean = 90, k = 5 } }
        [losses.sickness]
        pool = "line"
        daily = { poisson = { mean = 7 } }
        [[batches]]
        pool = "line"
        day = 2
        every = 5
        size = "300 to 900"
        delay = { gamma = { mean = 4, shape = 2 } }
        arrives = 0.8
        tour = 21
        [[batches]]
        pool = "line"
        day = 7
        every = 13
        size = 200
    "#;
    let scenario = super::scenario(toml);
    let plan = super::plan(toml);
    let all = super::columns::<16>(&plan, 2_000);
    let column =
        |name: &str| &all[plan.metrics().iter().position(|m| m.name == name).expect("it exists")];
    let start = {
        // The strength on day 0 is what a run without losses or batches ends with.
        let mut alone = scenario;
        alone.losses.clear();
        alone.batches.clear();
        let plan = outlast_core::Plan::compile(&alone, &outlast_core::Wanted::Everything)
            .expect("compiles");
        values(&plan, "line.strength_end", 2_000)
    };
    for (run, start) in start.into_iter().enumerate() {
        let of = |name: &str| column(name)[run];
        assert_eq!(
            start + of("line.arrivals_total"),
            of("line.strength_end") + of("line.losses_total") + of("line.rotated_out_total"),
            "run {run}"
        );
        assert_eq!(
            of("line.losses_total"),
            of("front.losses_total") + of("sickness.losses_total"),
            "run {run}"
        );
    }
}
