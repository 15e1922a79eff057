//! Deterministic cases whose answers can be worked out on paper.

use outlast_core::metrics::CENSORED;

use super::{plan, values};

/// Metrics of the first replication, by name.
#[track_caller]
fn assert_metrics(toml: &str, expected: &[(&str, i64)]) {
    let plan = plan(toml);
    for (metric, value) in expected {
        assert_eq!(values(&plan, metric, 3), [*value; 3], "{metric}");
    }
}

#[test]
fn twelve_thousand_cover_ten_days_of_twelve_hundred() {
    let toml = r#"
        horizon = 30
        [pools.a]
        strength = 12_000
        thresholds = { "70%" = 0.7, half = 0.5, floor = 1_000 }
        [losses.front]
        pool = "a"
        daily = 1_200
    "#;
    assert_metrics(
        toml,
        &[
            ("a.coverage_days", 10_000_000),
            ("a.exhaustion_day", 10),
            ("a.strength_end", 0),
            ("a.strength_min", 0),
            ("a.losses_total", 12_000),
            ("a.shortfall_total", 20 * 1_200),
            ("a.peak_day_losses", 1_200),
            ("a.peak_week_losses", 7 * 1_200),
            ("a.arrivals_total", 0),
            // 8,400 at the close of day 3 is not below 70 %; 7,200 at the close of day 4 is.
            ("a.first_below.70%", 4),
            ("a.days_below.70%", 27),
            ("a.first_below.half", 6),
            ("a.first_below.floor", 10),
            ("a.days_below.floor", 21),
            ("front.losses_total", 12_000),
        ],
    );
}

#[test]
fn the_last_day_is_covered_in_part() {
    let toml = r#"
        horizon = 30
        [pools.a]
        strength = 11_000
        [losses.front]
        pool = "a"
        daily = 1_200
    "#;
    // 9 days in full, then 200 of 1,200, rounded down to a millionth.
    assert_metrics(toml, &[("a.coverage_days", 9_166_666), ("a.exhaustion_day", 10)]);
}

#[test]
fn what_outlives_the_horizon_is_censored() {
    let toml = r#"
        horizon = 9
        [pools.a]
        strength = 12_000
        thresholds = { half = 0.5, floor = 100 }
        [losses.front]
        pool = "a"
        daily = 1_200
    "#;
    assert_metrics(
        toml,
        &[
            ("a.coverage_days", CENSORED),
            ("a.exhaustion_day", CENSORED),
            ("a.first_below.half", 6),
            ("a.first_below.floor", CENSORED),
            ("a.days_below.floor", 0),
            ("a.strength_end", 1_200),
        ],
    );
}

#[test]
fn a_fractional_rate_is_spread_evenly() {
    let toml = r#"
        horizon = 100
        [pools.a]
        strength = 1_000
        [losses.front]
        pool = "a"
        daily = 0.29
    "#;
    // floor(100 x 0.29) = 29, on 29 days of one loss each.
    assert_metrics(toml, &[("a.losses_total", 29), ("a.peak_day_losses", 1)]);
}

#[test]
fn processes_take_from_a_pool_in_the_order_of_the_file() {
    let toml = r#"
        horizon = 10
        [pools.a]
        strength = 1_000
        [losses.second_by_name]
        pool = "a"
        daily = 300
        [losses.a_by_name]
        pool = "a"
        daily = 150
    "#;
    // Two days take 900. On day 3 the first takes the last 100, the second nothing: of the 450
    // demanded that day 100 are met.
    assert_metrics(
        toml,
        &[
            ("a.coverage_days", 2_222_222),
            ("second_by_name.losses_total", 700),
            ("a_by_name.losses_total", 300),
            ("a.exhaustion_day", 3),
        ],
    );
}

#[test]
fn batches_arrive_before_the_days_losses() {
    let toml = r#"
        horizon = 20
        [pools.a]
        strength = 1_000
        [losses.front]
        pool = "a"
        daily = 1_000
        [[batches]]
        pool = "a"
        day = 2
        every = 1
        count = 3
        size = 1_000
        [[batches]]
        pool = "a"
        day = 6
        size = 500
        delay = 1.2
    "#;
    // Day 1 uses the strength, days 2 to 4 a batch each; day 5 finds nothing. The late one is due
    // on day 6 + ceil(1.2) = 8.
    assert_metrics(
        toml,
        &[
            ("a.coverage_days", 4_000_000),
            ("a.exhaustion_day", 1),
            ("a.arrivals_total", 3_500),
            ("a.losses_total", 4_500),
            ("a.shortfall_total", 20_000 - 4_500),
        ],
    );
}

#[test]
fn a_schedule_multiplies_the_mean_from_its_days_on() {
    let toml = r#"
        start = 2024-11-01
        horizon = 10
        [pools.a]
        strength = 100_000
        [losses.front]
        pool = "a"
        daily = 100
        schedule = [ { from = 4, factor = 2 }, { from = 2024-11-08, factor = 0.5 } ]
    "#;
    // Days 1-3 at 100, 4-7 at 200, 8-10 at 50.
    assert_metrics(toml, &[("a.losses_total", 300 + 800 + 150), ("a.peak_day_losses", 200)]);
}

#[test]
fn a_replay_follows_its_rows_from_each_start_in_turn() {
    let toml = r#"
        horizon = 5
        [pools.a]
        strength = 100_000
        [losses.front]
        pool = "a"
        daily = { replay = { csv = "series.csv", column = "losses", start = "each" } }
    "#;
    let totals = values(&plan(toml), "a.losses_total", 36);
    let expected: Vec<i64> =
        (0..36).map(|start| (start..start + 5).map(|i| 100 + 10 * (i % 7)).sum()).collect();
    assert_eq!(totals, expected);
}

#[test]
fn a_replay_may_start_at_a_date() {
    let toml = r#"
        horizon = 3
        [pools.a]
        strength = 100_000
        [losses.front]
        pool = "a"
        daily = { replay = { csv = "series.csv", column = "losses", start = 2024-01-06 } }
    "#;
    // Rows 5, 6, 7 of the series: 150, 160, 100.
    assert_metrics(toml, &[("a.losses_total", 410)]);
}

#[test]
fn thresholds_are_fractions_of_the_establishment_where_one_is_given() {
    let toml = r#"
        horizon = 10
        [pools.a]
        strength = 800
        establishment = 1_000
        thresholds = { "70%" = 0.7 }
        [losses.front]
        pool = "a"
        daily = 50
    "#;
    // 750, 700, 650: below 700 on day 3.
    assert_metrics(toml, &[("a.first_below.70%", 3)]);
}

#[test]
fn a_threshold_of_a_billion_is_met_to_the_last_one() {
    let toml = r#"
        horizon = 3
        [pools.a]
        strength = 1_000_000_000
        thresholds = { all = 1.0 }
        [losses.front]
        pool = "a"
        daily = 1
    "#;
    assert_metrics(toml, &[("a.first_below.all", 1)]);
}

#[test]
fn a_demand_that_no_day_can_hold_is_refused() {
    let toml = r#"
        horizon = 3
        [pools.a]
        strength = 5
        [losses.front]
        pool = "a"
        daily = 1_000_000_000
        schedule = [ { from = 2, factor = 11 } ]
    "#;
    let refused =
        outlast_core::Plan::compile(&super::scenario(toml), &outlast_core::Wanted::Everything);
    let message = refused.expect_err("11 billion a day").to_string();
    assert!(message.contains("1e10 a day"), "{message}");
}
