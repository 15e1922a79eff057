//! What is kept of every day, against the metrics of the same runs and days worked by hand.

use outlast_core::series::{DailyMeasure, Keep};
use outlast_core::{Engine, Plan, Wanted};

use super::{plan, scenario};

/// Two pools, a split, and recoveries that feed either pool.
const TOML: &str = r#"
    horizon = 50
    [pools.a]
    strength = { uniform = [500, 1_500] }
    [pools.b]
    strength = 300
    [losses.front]
    pool = "a"
    daily = { nb_drift = { mean = 60, k = 5, sigma = 0.1, rate_cv = 0.3 } }
    split = { kia = 0.2, wia = 0.5, sick = 0.3 }
    recovery.wia = { returns = 0.6, delay = { gamma = { mean = 20, shape = 2 } } }
    recovery.sick = { returns = 0.9, delay = { even = { from = 1, to = 6 } }, to = "b" }
    [losses.rear]
    pool = "b"
    daily = { poisson = { mean = 9 } }
"#;

/// Every value of a series in replications 0..n, by day.
fn days<const L: usize>(plan: &Plan, name: &str, n: u64) -> Vec<Vec<i64>> {
    let index = plan.series().iter().position(|series| series.name == name);
    let index = index.unwrap_or_else(|| panic!("no series {name}"));
    let mut engine = Engine::<L>::new(plan);
    let mut days = vec![Vec::new(); plan.horizon() as usize];
    for first in (0..n).step_by(L) {
        let block = engine.run(first);
        let lanes = (n - first).min(L as u64) as usize;
        for (day, values) in (1..).zip(&mut days) {
            values.extend_from_slice(&block.closing(index, day)[..lanes]);
        }
    }
    days
}

fn metric<const L: usize>(plan: &Plan, name: &str, n: u64) -> Vec<i64> {
    let index = plan.metrics().iter().position(|metric| metric.name == name);
    super::columns::<L>(plan, n).swap_remove(index.unwrap_or_else(|| panic!("no metric {name}")))
}

#[test]
fn strengths_come_first_and_then_process_by_process() {
    let plan = plan(TOML);
    let names: Vec<&str> = plan.series().iter().map(|series| series.name.as_str()).collect();
    let expected = [
        "a.strength",
        "b.strength",
        "front.kia_total",
        "front.wia_total",
        "front.wia_in_recovery",
        "front.wia_returned",
        "front.sick_total",
        "front.sick_in_recovery",
        "front.sick_returned",
    ];
    assert_eq!(names, expected);
    let kept = |name: &str| plan.series().iter().find(|s| s.name == name).unwrap().measure.keep();
    assert_eq!(kept("front.wia_in_recovery"), Keep::Distribution);
    assert_eq!(kept("front.kia_total"), Keep::Sum);
}

#[test]
fn who_asks_for_metrics_alone_gets_no_series() {
    let wanted = Wanted::Metrics(vec!["front.kia_total".to_owned()]);
    let plan = Plan::compile(&scenario(TOML), &wanted).unwrap();
    assert!(plan.series().is_empty() && !plan.has_days());
}

#[test]
fn the_last_day_of_a_series_is_the_metric_of_the_end() {
    let plan = plan(TOML);
    for (series, end) in [
        ("a.strength", "a.strength_end"),
        ("b.strength", "b.strength_end"),
        ("front.kia_total", "front.kia_total"),
        ("front.wia_total", "front.wia_total"),
        ("front.wia_in_recovery", "front.wia_in_recovery_end"),
        ("front.sick_in_recovery", "front.sick_in_recovery_end"),
        ("front.wia_returned", "a.returns_total"),
        ("front.sick_returned", "b.returns_total"),
    ] {
        let days = days::<16>(&plan, series, 200);
        assert_eq!(days[49], metric::<16>(&plan, end, 200), "{series}");
    }
}

#[test]
fn most_in_recovery_is_the_largest_of_the_days() {
    let plan = plan(TOML);
    for category in ["wia", "sick"] {
        let days = days::<16>(&plan, &format!("front.{category}_in_recovery"), 200);
        let largest = |run: usize| days.iter().map(|day| day[run]).max().unwrap();
        let peak = metric::<16>(&plan, &format!("front.{category}_in_recovery_peak"), 200);
        assert_eq!((0..200).map(largest).collect::<Vec<_>>(), peak, "{category}");
    }
}

#[test]
fn every_day_those_in_recovery_and_returned_are_no_more_than_the_lost() {
    let plan = plan(TOML);
    for category in ["wia", "sick"] {
        let of = |what: &str| days::<32>(&plan, &format!("front.{category}_{what}"), 200);
        let (total, inside, back) = (of("total"), of("in_recovery"), of("returned"));
        let mut gone_before = vec![0; 200];
        for day in 0..50 {
            for run in 0..200 {
                // Whoever is neither inside nor back will never come back, and stays gone.
                let gone = total[day][run] - inside[day][run] - back[day][run];
                assert!(gone >= gone_before[run], "{category}, day {}, run {run}", day + 1);
                gone_before[run] = gone;
            }
        }
        assert!(gone_before.iter().any(|&gone| gone > 0));
    }
}

#[test]
fn series_are_the_same_at_any_width() {
    let plan = plan(TOML);
    for series in plan.series() {
        let narrow = days::<1>(&plan, &series.name, 70);
        assert!(narrow == days::<16>(&plan, &series.name, 70), "{}", series.name);
        assert!(narrow == days::<32>(&plan, &series.name, 70), "{}", series.name);
        assert!(narrow == days::<64>(&plan, &series.name, 70), "{}", series.name);
    }
}

#[test]
fn after_a_pool_is_empty_for_good_its_wounded_and_its_dead_stay_what_they_are() {
    // 100 a day of 250: 100, 100 and 50 are lost by day 3, and all come back to the other pool after
    // 10 days, those of day 3 beyond the horizon.
    let toml = r#"
        horizon = 12
        [pools.p]
        strength = 250
        [pools.q]
        strength = 0
        [losses.l]
        pool = "p"
        daily = 100
        split = { wia = 1 }
        recovery.wia = { returns = 1, delay = 10, to = "q" }
    "#;
    let plan = plan(toml);
    let one = |name: &str| days::<1>(&plan, name, 1).into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(one("p.strength"), [150, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(one("q.strength"), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 200]);
    assert_eq!(one("l.wia_total"), [100, 200, 250, 250, 250, 250, 250, 250, 250, 250, 250, 250]);
    let inside = [100, 200, 250, 250, 250, 250, 250, 250, 250, 250, 150, 50];
    assert_eq!(one("l.wia_in_recovery"), inside);
    assert_eq!(one("l.wia_returned"), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 200]);
}

#[test]
fn a_run_that_is_over_early_keeps_its_values_to_the_horizon() {
    // Everybody is lost on day 2 and would return after the horizon: nothing is due, and the run
    // ends there.
    let toml = r"
        horizon = 9
        [pools.p]
        strength = 150
        [losses.l]
        daily = 100
        split = { kia = 0, wia = 1 }
        recovery.wia = { returns = 1, delay = 30 }
    ";
    let plan = plan(toml);
    let mut engine = Engine::<16>::new(&plan);
    let block = engine.run(0);
    for (index, series) in plan.series().iter().enumerate() {
        assert_eq!(block.settled(index), 2, "{}", series.name);
        let value = |day| block.closing(index, day)[7];
        let expected = match series.measure {
            DailyMeasure::Strength(_) => [50, 0, 0],
            DailyMeasure::Fate(_, 1) | DailyMeasure::InRecovery(_) => [100, 150, 150],
            _ => [0, 0, 0],
        };
        assert_eq!([value(1), value(2), value(9)], expected, "{}", series.name);
    }
}
