use outlast_core::series::Keep;
use outlast_montecarlo::{
    Bands, MAX_VALUE, MetricSpec, MetricSummary, QuantileSummary, RunFacts, SeriesSpec, Summary,
    Tally, TallySpec,
};

const CENSORED: i64 = i64::MAX;
const DAY: i64 = 1_000_000;

fn facts() -> RunFacts {
    RunFacts {
        version: "0.1.0".into(),
        title: "A depot".into(),
        seed: u64::MAX,
        horizon_days: 60,
        planned_replications: 100,
        metrics: vec!["depot.exhaustion_day".into(), "depot.coverage_days".into()],
        asks: vec![
            ("two_weeks".into(), "depot.coverage_days >= 14".into()),
            ("a_year".into(), "depot.coverage_days >= 365".into()),
        ],
        ..RunFacts::default()
    }
}

fn empty() -> Tally {
    let spec = TallySpec {
        metrics: vec![MetricSpec { scale: 1, bin: 1 }, MetricSpec { scale: DAY, bin: 1_000 }],
        days: 3,
        series: vec![SeriesSpec { scale: 1, largest: MAX_VALUE, keep: Keep::Distribution }; 2],
        asks: 2,
        memory_cap_bytes: 8 << 20,
    };
    Tally::new(spec).unwrap()
}

/// Exhaustion days 1 to 100 (those beyond `horizon` censored), coverage half a day less.
fn hundred(horizon: i64) -> Tally {
    let mut tally = empty();
    tally.add_replications(100);
    for i in 1..=100 {
        tally.metric_mut(0).push_lanes(&[if i > horizon { CENSORED } else { i }]);
        tally.metric_mut(1).push(i * DAY - DAY / 2);
    }
    tally.add_hits(0, 86);
    tally
}

fn quantile(metric: &MetricSummary, level: &str) -> (Option<f64>, Option<f64>, Option<f64>) {
    let QuantileSummary { value, low, high } = *metric.quantiles.get(level).unwrap();
    (value, low, high)
}

#[test]
fn the_json_has_the_stable_keys_in_their_order() {
    let mut tally = empty();
    tally.add_replications(2);
    for metric in 0..2 {
        tally.metric_mut(metric).push_same(DAY, 2);
    }
    let facts = RunFacts { planned_replications: 2, ..facts() };
    let mut summary = Summary::new(&tally, &facts);
    summary.digest = "00".into();
    // Two runs bound only the upper end of the lowest quantile, P(B = 2) = 0.0025, and the lower
    // end of the highest.
    let quantiles = |v: &str| {
        [
            format!(r#""0.05":{{"value":{v},"low":null,"high":{v}}}"#),
            format!(r#""0.25":{{"value":{v},"low":null,"high":null}}"#),
            format!(r#""0.5":{{"value":{v},"low":null,"high":null}}"#),
            format!(r#""0.75":{{"value":{v},"low":null,"high":null}}"#),
            format!(r#""0.95":{{"value":{v},"low":{v},"high":null}}"#),
        ]
        .join(",")
    };
    // Wilson of 0 of 2: z²/(2 + z²) = 0.657619772493347.
    let ask = |predicate: &str| {
        format!(
            r#"{{"predicate":"{predicate}","hits":0,"n":2,"probability":0.0,"low":0.0,"high":0.6576197724933"#
        )
    };
    let expected = [
        r#"{"outlast":"0.1.0","title":"A depot","seed":18446744073709551615,"replications":2,"#,
        r#""interrupted":false,"horizon_days":60,"digest":"00","metrics":{"#,
        r#""depot.exhaustion_day":{"n":2,"censored":0,"mean":1000000.0,"mean_se":0.0,"sd":0.0,"#,
        r#""min":1000000.0,"max":1000000.0,"quantiles":{"#,
        &quantiles("1000000.0"),
        r#"}},"depot.coverage_days":{"n":2,"censored":0,"mean":1.0,"mean_se":0.0,"sd":0.0,"#,
        r#""min":1.0,"max":1.0,"quantiles":{"#,
        &quantiles("1.0"),
        r#"},"resolution":0.001}},"asks":{"two_weeks":"#,
        &ask("depot.coverage_days >= 14"),
    ]
    .concat();
    let json = serde_json::to_string(&summary).unwrap();
    assert!(json.starts_with(&expected), "{json}\n{expected}");
    assert!(json.contains(&format!(r#","a_year":{}"#, ask("depot.coverage_days >= 365"))));
}

#[test]
fn a_summary_read_back_is_the_one_written() {
    for tally in [hundred(100), hundred(60), empty()] {
        let facts =
            RunFacts { unit: Some("troops".into()), start: Some("2024-10-25".into()), ..facts() };
        let summary = Summary::new(&tally, &facts);
        let json = serde_json::to_string_pretty(&summary).unwrap();
        let back: Summary = serde_json::from_str(&json).unwrap();
        assert_eq!(back, summary);
        assert_eq!(serde_json::to_string_pretty(&back).unwrap(), json);
    }
}

#[test]
fn the_integers_to_a_hundred_have_their_textbook_summary() {
    let summary = Summary::new(&hundred(100), &facts());
    let days = summary.metrics.get("depot.exhaustion_day").unwrap();
    assert_eq!((days.n, days.censored), (100, 0));
    assert_eq!(days.mean, Some(50.5));
    // Variance n (n + 1)/12 = 10100/12.
    let sd = (10_100.0 / 12.0_f64).sqrt();
    assert!((days.sd.unwrap() - sd).abs() < 1e-13);
    assert!((days.mean_se.unwrap() - sd / 10.0).abs() < 1e-14);
    assert_eq!((days.min, days.max), (Some(1.0), Some(100.0)));
    assert_eq!((days.restricted_mean, days.resolution, days.relative_error), (None, None, None));
    // Ranks by mpmath, tails of Bin(100, q) at 0.025; the median's 40 and 61 are in every table.
    let expected = [
        ("0.05", 5.0, 1.0, 11.0),
        ("0.25", 25.0, 17.0, 35.0),
        ("0.5", 50.0, 40.0, 61.0),
        ("0.75", 75.0, 66.0, 84.0),
        ("0.95", 95.0, 90.0, 100.0),
    ];
    for (level, value, low, high) in expected {
        assert_eq!(quantile(days, level), (Some(value), Some(low), Some(high)), "{level}");
    }
    // Another unit, the same ranks.
    let coverage = summary.metrics.get("depot.coverage_days").unwrap();
    assert_eq!(coverage.mean, Some(50.0));
    assert!((coverage.sd.unwrap() - sd).abs() < 1e-13);
    assert_eq!(quantile(coverage, "0.5"), (Some(49.5), Some(39.5), Some(60.5)));
    assert_eq!(coverage.resolution, Some(0.001));
}

#[test]
fn what_censoring_hides_is_null_and_the_restricted_mean_stands_in() {
    let summary = Summary::new(&hundred(60), &facts());
    let days = summary.metrics.get("depot.exhaustion_day").unwrap();
    assert_eq!((days.n, days.censored), (100, 40));
    assert_eq!((days.mean, days.sd, days.mean_se, days.max), (None, None, None, None));
    assert_eq!(days.min, Some(1.0));
    // (1 + ... + 60 + 40 x 60) / 100 = (1830 + 2400) / 100; Σx² = 60 x 61 x 121/6 + 40 x 3600.
    assert_eq!(days.restricted_mean, Some(42.3));
    let squares = 73_810.0 + 144_000.0;
    let se = ((squares - 100.0 * 42.3 * 42.3) / 99.0 / 100.0_f64).sqrt();
    assert!((days.restricted_mean_se.unwrap() - se).abs() < 1e-12);
    assert_eq!(quantile(days, "0.25"), (Some(25.0), Some(17.0), Some(35.0)));
    // The median is seen, the upper end of its interval, rank 61, is not.
    assert_eq!(quantile(days, "0.5"), (Some(50.0), Some(40.0), None));
    assert_eq!(quantile(days, "0.75"), (None, None, None));
}

#[test]
fn runs_that_all_outlive_the_horizon_tell_only_that() {
    let summary = Summary::new(&hundred(0), &facts());
    let days = summary.metrics.get("depot.exhaustion_day").unwrap();
    assert_eq!((days.censored, days.min, days.max), (100, None, None));
    assert_eq!((days.restricted_mean, days.restricted_mean_se), (Some(60.0), Some(0.0)));
    assert!(days.quantiles.iter().all(|(_, q)| (q.value, q.low, q.high) == (None, None, None)));
}

#[test]
fn a_single_run_has_values_but_no_errors() {
    let mut tally = empty();
    tally.add_replications(1);
    tally.metric_mut(0).push(12);
    tally.metric_mut(1).push(11_250_000);
    tally.add_hits(0, 1);
    let summary = Summary::new(&tally, &facts());
    let coverage = summary.metrics.get("depot.coverage_days").unwrap();
    assert_eq!((coverage.mean, coverage.sd, coverage.mean_se), (Some(11.25), None, None));
    assert_eq!(quantile(coverage, "0.95"), (Some(11.25), None, None));
    let ask = summary.asks.get("two_weeks").unwrap();
    assert_eq!((ask.probability, ask.high), (Some(1.0), Some(1.0)));
    assert!((ask.low.unwrap() - 0.206_549_314_377_237_4).abs() < 1e-15);
}

#[test]
fn no_run_at_all_is_all_nulls() {
    let summary = Summary::new(&empty(), &facts());
    assert!(summary.interrupted);
    let days = summary.metrics.get("depot.exhaustion_day").unwrap();
    assert_eq!((days.n, days.mean, days.min, days.restricted_mean), (0, None, None, None));
    let ask = summary.asks.get("a_year").unwrap();
    assert_eq!((ask.probability, ask.low, ask.high), (None, None, None));
}

#[test]
fn fewer_runs_than_planned_are_told() {
    let planned = |planned_replications| RunFacts { planned_replications, ..facts() };
    assert!(!Summary::new(&hundred(100), &planned(100)).interrupted);
    assert!(Summary::new(&hundred(100), &planned(101)).interrupted);
}

#[test]
fn values_too_wide_for_exact_counts_tell_their_error() {
    let mut tally = empty();
    tally.metric_mut(0).push_lanes(&[0, 1_000, 1 << 40]);
    let summary = Summary::new(&tally, &facts());
    let days = summary.metrics.get("depot.exhaustion_day").unwrap();
    assert_eq!(days.relative_error, Some(1.0 / 2_048.0));
    // From 2^40 on a cell holds 2^40 / 2^11.
    assert_eq!(days.resolution, Some((1_u64 << 29) as f64));
    assert_eq!(days.max, Some((1_u64 << 40) as f64));
}

#[test]
fn strengths_too_wide_for_exact_counts_tell_the_error_of_their_quantiles() {
    let mut tally = empty();
    tally.closing_mut(0, 1).push_lanes(&[0, 12_000]);
    let exact = Summary::new(&tally, &facts());
    assert_eq!(exact.daily_relative_error, None);
    assert!(!serde_json::to_string(&exact).unwrap().contains("daily_relative_error"));
    tally.closing_mut(1, 2).push_lanes(&[0, 1 << 40]);
    let coarse = Summary::new(&tally, &facts());
    assert_eq!(coarse.daily_relative_error, Some(1.0 / 2_048.0));
}

#[test]
fn bands_are_the_quantiles_of_each_day() {
    let mut tally = empty();
    for day in 0..3 {
        for i in 1..=100 {
            tally.closing_mut(0, day).push(i + 1_000 * day as i64);
        }
        tally.closing_mut(1, day).push_same(7, 100);
    }
    let day = [5.0, 25.0, 50.0, 75.0, 95.0];
    let expected: Vec<_> = (0..3).map(|d| day.map(|q| q + 1_000.0 * f64::from(d))).collect();
    assert_eq!(Bands::new(&tally, 0).days, expected);
    assert_eq!(Bands::new(&tally, 1).days, [[7.0; 5]; 3]);
    assert!(Bands::new(&empty(), 0).days.is_empty());
}
