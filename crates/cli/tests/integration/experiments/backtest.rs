//! `outlast backtest`.

use super::{json, refused, same_bytes};
use crate::command::Home;

/// 12,000 against a law with a mean that the days before set.
const MODEL: &str = r#"
title = "Would it have been right?"
unit = "troops"
horizon = 20
[run]
seed = 5
[pools.p]
strength = 1_000
[losses.front]
daily = { poisson = { mean = 70 } }
"#;

/// So many days of 100 and 120 by turns.
fn days(number: usize) -> String {
    let day = |day: usize| format!("{},{},x", date_of(day), 100 + 20 * (day % 2));
    let lines: Vec<String> = (0..number).map(day).collect();
    format!("when,daily,other\n{}\n", lines.join("\n"))
}

/// Days from 1 January 2031 on, a year without a leap day.
fn date_of(day: usize) -> String {
    let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut month, mut left) = (0, day);
    while left >= months[month] {
        left -= months[month];
        month += 1;
    }
    format!("2031-{:02}-{:02}", month + 1, left + 1)
}

fn home() -> Home {
    let home = Home::with(MODEL);
    home.write("losses.csv", &days(120));
    home
}

const ARGUMENTS: [&str; 4] = ["backtest", "scenario.toml", "--csv", "losses.csv"];

#[test]
fn the_answer_can_be_quoted() {
    let ran = home().succeeds("backtest scenario.toml --csv losses.csv --days 10,20");
    for part in [
        "Would it have been right?",
        "Forecasts of front by poisson, from the mean of the 14 days before, every 10 days, 10,000 runs",
        // 14 days before, and 10 ahead: starts on days 15, 25, ..., 105 of 120, none overlapping.
        "Losses in 10 days: the 90 % interval held the truth at 10 of 10 starts (100 %; 72 to 100 %)",
        // Of 20 days, one fewer, and every other overlaps.
        "at 9 of 9 starts (100 %; 57 to 100 % given that only 5 of them do not overlap)",
        "Nothing speaks against the intervals, but so few windows prove little.",
        "troops a day",
        "What happened is what losses.csv says.",
        "backtest.csv, backtest.json, charts/outcomes-10-days.png, charts/ranks-10-days.png",
    ] {
        assert!(ran.stdout.contains(part), "no {part:?} in\n{}", ran.stdout);
    }
}

#[test]
fn without_a_target_it_is_the_horizon_and_the_coverage() {
    let home = home();
    let told = json(&home, &ARGUMENTS, "backtest.json");
    assert_eq!(told["process"], "front");
    assert_eq!((&told["law"], &told["level_days"]), (&"poisson".into(), &14.into()));
    assert_eq!(
        (&told["series"]["days"], &told["series"]["first"]),
        (&120.into(), &"2031-01-01".into())
    );
    let [total, coverage] = &told["targets"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!(total["target"], "losses in 20 days");
    assert_eq!(coverage["target"], "p.coverage_days");
    // Twenty days of 110, and 1,000 against 100, 120, ...: nine days are 980, and 20 of 120.
    assert_eq!(total["outcome"], 2_200.0);
    let days = coverage["outcome"].as_f64().unwrap();
    assert!((days - 9.166_666).abs() < 2e-6, "{days}");
    // With the same 110 before as after, what is foreseen cannot be bettered.
    assert_eq!(total["unchanged_error"], 0.0);
    assert_eq!(total["skill"], serde_json::Value::Null);
}

#[test]
fn what_the_losses_do_not_decide_is_left_out_by_default_and_refused_on_demand() {
    let home = home();
    let uncertain = ["--set", "pools.p.strength={ uniform = [800, 1_200] }"];
    let arguments = [&ARGUMENTS[..], &uncertain, &["--no-charts"]].concat();
    let ran = home.outlast(&arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("the series does not decide `p.coverage_days`"), "{}", ran.stderr);
    assert!(!ran.stdout.contains("coverage_days"), "{}", ran.stdout);
    refused(
        &home,
        &[&arguments[..], &["--metric", "p.coverage_days"]].concat(),
        &[
            "the series does not decide `p.coverage_days`: from 2031-01-15 on it is ",
            "make certain with --set what else is uncertain (pools.p.strength)",
        ],
    );
}

#[test]
fn there_is_a_row_for_each_start_and_target() {
    let home = home();
    home.succeeds("backtest scenario.toml --csv losses.csv --days 10 --level 1 --every 25 --no-charts --out o");
    let csv = home.read("o/backtest.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "target,start,level,outcome,unchanged,q05,q10,q25,q50,q75,q90,q95,pit,crps"
    );
    // From day 2 on, by 25: days 2, 27, 52, 77 and 102, the last of which has 19 ahead.
    assert_eq!(lines.len(), 6);
    assert!(lines[1].starts_with("losses in 10 days,2031-01-02,100,1100,1000,"), "{csv}");
    assert!(lines[2].starts_with("losses in 10 days,2031-01-27,120,1100,1200,"), "{csv}");
}

#[test]
fn charts_of_an_earlier_backtest_go() {
    let home = home();
    home.succeeds("backtest scenario.toml --csv losses.csv --days 10,20 --quiet --out o");
    home.succeeds("backtest scenario.toml --csv losses.csv --days 20 --quiet --out o");
    assert!(home.has("o/charts/outcomes-20-days.png") && home.has("o/charts/ranks-20-days.svg"));
    assert!(!home.has("o/charts/outcomes-10-days.png") && !home.has("o/charts/ranks-10-days.svg"));
}

#[test]
fn starts_and_levels_can_be_chosen() {
    let home = home();
    let more = ["--days", "5", "--from", "2031-02-01", "--to", "2031-02-21", "--level", "file"];
    let told = json(&home, &[&ARGUMENTS[..], &more].concat(), "backtest.json");
    let target = &told["targets"][0];
    assert_eq!((&target["first"], &target["last"]), (&"2031-02-01".into(), &"2031-02-21".into()));
    assert_eq!((&target["starts"], &told["level_days"]), (&3.into(), &serde_json::Value::Null));
    // The mean of the file is 70; the days are of 110.
    assert_eq!((&target["above"], &target["verdict"]), (&3.into(), &"too_narrow".into()));
    // Five days of 70 are 350; the days are 100, 120, 100, 120, 100 or the other way round.
    let error = target["unchanged_error"].as_f64().unwrap();
    assert!((190.0..=210.0).contains(&error), "{error}");
}

#[test]
fn every_way_to_run_it_writes_the_same_bytes() {
    let arguments = "backtest scenario.toml --csv losses.csv --replications 300 --no-charts";
    same_bytes(&home(), arguments, &["backtest.csv", "backtest.json"]);
}

#[test]
fn a_series_that_will_not_do_is_refused_with_the_reason() {
    let home = home();
    let with = |more: &[&'static str]| [&ARGUMENTS[..], more].concat();
    let no = |more: &[&'static str], messages: &[&str]| refused(&home, &with(more), messages);
    no(&["--column", "dayly"], &["`losses.csv` has no column `dayly`", "did you mean \"daily\"?"]);
    no(
        &["--column", "other"],
        &["`losses.csv` has no daily loss on line 2", "\"x\" is not a number"],
    );
    no(&["--date-column", "other"], &["`losses.csv` has no date on line 2"]);
    no(&["--from", "2031-01-09"], &["the first start, 2031-01-09, has no 14 days", "--level"]);
    no(&["--days", "200"], &["2031-01-01 to 2031-04-30", "214 days, of which 200 are foreseen"]);
    no(&["--from", "2032-01-01"], &["has no start with all it needs"]);
    no(&["--metric", "p.coverage"], &["did you mean `p.coverage_days`?"]);
    no(&["--process", "back"], &["no loss process `back`", "it has `front`"]);
}

#[test]
fn gaps_and_repetitions_and_missing_dates_are_refused() {
    let home = home();
    let whole = days(60);
    let gap: Vec<&str> = whole.lines().filter(|l| !l.starts_with("2031-01-20")).collect();
    home.write("gap.csv", &gap.join("\n"));
    let twice = whole.replace("2031-01-20", "2031-01-19");
    home.write("twice.csv", &twice);
    home.write("undated.csv", "daily\n100\n120\n");
    home.write("empty.csv", "date,daily\n");
    for (file, messages) in [
        (
            "gap.csv",
            &["the series has a gap: 2031-01-21 follows 2031-01-19", "fill, sort or cut"][..],
        ),
        ("twice.csv", &["the dates of the series go back: 2031-01-19 follows 2031-01-19"]),
        ("undated.csv", &["the series has no dates", "--date-column"]),
        ("empty.csv", &["`empty.csv` has a header but no rows"]),
        ("none.csv", &["cannot read `none.csv`"]),
    ] {
        refused(&home, &["backtest", "scenario.toml", "--csv", file], messages);
    }
}

#[test]
fn a_law_without_a_mean_is_refused() {
    let home = home();
    let with = |law: &str| {
        let set = format!("losses.front.daily={law}");
        let arguments = [&ARGUMENTS[..], &["--set", &set]].concat();
        let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        arguments
    };
    let no = |law: &str, messages: &[&str]| {
        let arguments = with(law);
        refused(&home, &arguments.iter().map(String::as_str).collect::<Vec<_>>(), messages);
    };
    no(
        "{ replay = { csv = \"losses.csv\", column = \"daily\" } }",
        &["the law of `front`, replay, has no mean", "a replay foresees nothing"],
    );
    no(
        "{ bootstrap = { csv = \"losses.csv\", column = \"daily\" } }",
        &["the law of `front`, bootstrap, has no mean", "--level file takes the law as written"],
    );
    let hazard = "horizon = 20\n[pools.p]\nstrength = 9\n[losses.front]\nhazard = 3\n";
    home.write("hazard.toml", hazard);
    refused(
        &home,
        &["backtest", "hazard.toml", "--csv", "losses.csv"],
        &["no losses of so many a day that a series could be held against"],
    );
    let two =
        "horizon = 20\n[pools.p]\nstrength = 9\n[losses.a]\ndaily = 3\n[losses.b]\ndaily = 3\n";
    home.write("two.toml", two);
    refused(
        &home,
        &["backtest", "two.toml", "--csv", "losses.csv"],
        &["it is not said which losses", "--process and one of `a`, `b`"],
    );
}

#[test]
fn a_bootstrap_can_be_tested_as_it_is_written() {
    let home = home();
    let set = "losses.front.daily={ bootstrap = { csv = \"losses.csv\", column = \"daily\" } }";
    let arguments = [&ARGUMENTS[..], &["--set", set, "--level", "file", "--days", "10"]].concat();
    let told = json(&home, &arguments, "backtest.json");
    // Its level is no number of the law, so that nothing can be said to stay.
    assert_eq!(told["targets"][0]["unchanged_error"], serde_json::Value::Null);
    assert_eq!(told["targets"][0]["central"]["0.9"]["share"], 1.0);
}
