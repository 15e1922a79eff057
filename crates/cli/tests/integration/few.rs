//! Few runs are not called certain, and all that there are not called a sample.

use crate::command::Home;
use crate::scenarios::{self, DRIFT, HISTORY, TEN_DAYS};

#[test]
fn one_run_is_one_run() {
    let home = Home::with(DRIFT);
    let ran = home.succeeds("run scenario.toml --no-charts --replications 1");
    let said = &ran.stdout;
    assert!(said.contains(" days in the one run made.\n"), "{said}");
    for certain in ["exactly", "every run", "too small to show", "(95 %)", "always", "never,"] {
        assert!(!said.contains(certain), "{certain} in\n{said}");
    }
    assert!(said.contains("Simulation error: one is too few runs for an interval"), "{said}");
    let warning = "1 run cannot bound the 5 % and 95 % quantiles; raise --replications to 72";
    assert!(ran.stderr.contains(warning), "{}", ran.stderr);
}

#[test]
fn two_runs_have_no_interval() {
    let home = Home::with(DRIFT);
    let said = home.succeeds("run scenario.toml --no-charts --replications 2").stdout;
    assert!(said.contains("at the median (2 runs: too few runs for a 90 % interval)"), "{said}");
    assert!(!said.contains("(95 %)") && !said.contains("90 % of runs"), "{said}");
}

#[test]
fn fifty_runs_bound_the_median_and_not_what_lies_far_from_it() {
    let home = Home::with(DRIFT);
    let ran = home.succeeds("run scenario.toml --no-charts --replications 50");
    let summary = home.json("results/scenario/summary.json");
    let quantiles = &summary["metrics"]["force.coverage_days"]["quantiles"];
    assert!(quantiles["0.95"]["high"].is_null() && !quantiles["0.5"]["high"].is_null());
    let row = ran.stdout.lines().find(|line| line.starts_with("force.strength_min")).unwrap();
    let digits = |cell: &str| cell.replace(',', "").trim_matches('0').len();
    let low = row.split_whitespace().nth(1).unwrap();
    assert!(digits(low) <= 2, "{row}");
    assert!(ran.stdout.contains("days (95 %)."), "{}", ran.stdout);
    assert!(ran.stderr.contains("50 runs cannot bound"), "{}", ran.stderr);
    let more = home.succeeds("run scenario.toml --no-charts --replications 80");
    assert!(!more.stderr.contains("cannot bound"), "{}", more.stderr);
}

#[test]
fn few_runs_that_agree_are_counted_and_not_called_certain() {
    let home = Home::with(TEN_DAYS);
    let said = home.succeeds("run scenario.toml --no-charts --replications 2").stdout;
    assert!(said.contains("depot covers the losses for 10 days in all 2 runs made.\n"), "{said}");
    assert!(said.contains("  is exhausted on day 10 in all 2 runs made\n"), "{said}");
    assert!(said.contains("lasts (depot.coverage_days >= 10): 2 of 2 runs (above"), "{said}");
    assert!(!said.contains("too small to show"), "{said}");
}

#[test]
fn what_is_rounded_is_not_exact() {
    let home = Home::with(TEN_DAYS);
    // 100 / 24 = 4 1/6.
    let said = home.succeeds("run scenario.toml --no-charts --set losses.front.daily=24").stdout;
    assert!(said.contains("covers the losses for 4.167 days in every run (50 runs)."), "{said}");
}

#[test]
fn all_days_that_a_series_can_start_from_are_no_sample() {
    let home = scenarios::home(HISTORY);
    let said = home.succeeds("run scenario.toml --no-charts").stdout;
    let census = "All 3 days that the series can be started from were run, so nothing is left to \
                  chance here; the intervals tell how little so few and overlapping cases can show.";
    assert!(said.contains(census), "{said}");
    assert!(!said.contains("Simulation error"), "{said}");

    let some = home.succeeds("run scenario.toml --no-charts --replications 2").stdout;
    assert!(some.contains("Simulation error"), "{some}");
    assert!(some.contains("The runs are 2 of the 3 days that the series"), "{some}");
}

#[test]
fn a_replay_with_chance_besides_is_a_sample() {
    let home = scenarios::home(HISTORY);
    let uncertain = "pools.a.strength={uniform=[50,70]}";
    let said = home.outlast(&["run", "scenario.toml", "--no-charts", "--set", uncertain]).stdout;
    assert!(said.contains("Simulation error") && !said.contains("nothing is left"), "{said}");
}

#[test]
fn one_day_is_not_all_one_days() {
    let home = Home::with(TEN_DAYS);
    let ran = home.succeeds("run scenario.toml --no-charts --set horizon=1 --set ask={}");
    let said = "depot covers the losses of the one day simulated in every run (50 runs).";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("1 days"), "{}", ran.stderr);
}
