//! What goes wrong is said in one line with its fix, has its exit code, and leaves nothing behind.

use std::process::Stdio;

use crate::command::{Home, Ran};
use crate::scenarios::{self, HISTORY, TEN_DAYS};

/// Runs arguments that must fail with a code and a message, and must leave the folder as it was.
fn fails(home: &Home, arguments: &[&str], code: i32, message: &str) {
    let before = home.files();
    let ran = home.outlast(arguments);
    assert_eq!(ran.code, Some(code), "{arguments:?}\n{}", ran.stderr);
    assert!(ran.stderr.contains(message), "{arguments:?}: no {message:?} in\n{}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "{arguments:?}");
    assert_eq!(home.files(), before, "{arguments:?} left something behind");
    assert!(!home.has("results"), "{arguments:?} left a folder behind");
}

#[test]
fn a_scenario_that_cannot_be_read_is_bad_usage() {
    let home = Home::with(TEN_DAYS);
    std::fs::create_dir(home.path().join("folder")).unwrap();
    std::fs::write(home.path().join("bytes"), [0xff, 0xfe, 0x00]).unwrap();
    fails(&home, &["run", "scenari.toml"], 2, "did you mean `scenario.toml`?");
    fails(&home, &["run", "scenario"], 2, "did you mean `scenario.toml`?");
    fails(&home, &["check", "folder/x.toml"], 2, "`outlast init folder/x.toml` writes one");
    fails(&home, &["run", "folder"], 2, "`folder` is a folder");
    fails(&home, &["run", "bytes"], 2, "not text");
}

#[test]
fn a_bad_scenario_gets_a_caret_and_nothing_is_written() {
    let home = Home::with(&TEN_DAYS.replace("strength", "strenght"));
    fails(&home, &["run", "scenario.toml"], 2, "did you mean `strength`?");
    fails(&home, &["run", "scenario.toml"], 2, "scenario.toml:8:1");
    fails(&home, &["check", "scenario.toml"], 2, "unknown key");
    fails(&home, &["replay", "scenario.toml", "--run", "0"], 2, "unknown key");
}

#[test]
fn numbers_out_of_range_are_bad_usage() {
    let home = Home::with(TEN_DAYS);
    for bad in ["0", "1_099_511_627_777", "99999999999999999999", "-1", "1.5", "many", ""] {
        let argument = format!("--replications={bad}");
        fails(&home, &["run", "scenario.toml", &argument], 2, "--replications");
    }
    let hopeless =
        ["run", "scenario.toml", "--replications", "1_099_511_627_776", "--set", "horizon=36_000"];
    fails(&home, &hopeless, 2, "steps");
    fails(&home, &["run", "scenario.toml", "--threads", "0"], 2, "from 1 to 1,024");
    fails(&home, &["run", "scenario.toml", "--width", "8"], 2, "1, 16, 32, 64 or 256");
    fails(&home, &["replay", "scenario.toml"], 2, "--run");
    fails(&home, &[], 2, "Usage: outlast");
}

#[test]
fn unknown_metrics_get_the_nearest() {
    let home = Home::with(TEN_DAYS);
    let arguments = ["run", "scenario.toml", "--metrics", "depot.losses_total,depot.coverage_day"];
    fails(&home, &arguments, 2, "did you mean `depot.coverage_days`?");
}

#[test]
fn a_bad_override_is_shown_where_it_is() {
    let home = Home::with(TEN_DAYS);
    fails(&home, &["run", "scenario.toml", "--set", "horizon"], 2, "this sets nothing");
    fails(&home, &["run", "scenario.toml", "--set", "horizon=-3"], 2, "--set #1:1:9");
    fails(&home, &["run", "scenario.toml", "--set", "horizen=3"], 2, "did you mean `horizon`?");
}

#[test]
fn a_series_that_is_not_there_is_named() {
    let home = Home::with(HISTORY);
    fails(&home, &["run", "scenario.toml"], 2, "series.csv");
}

#[test]
fn there_are_no_more_runs_than_days_to_start_from() {
    let home = scenarios::home(HISTORY);
    fails(&home, &["run", "scenario.toml", "--replications", "4"], 2, "only 3 days");
    fails(&home, &["replay", "scenario.toml", "--run", "3"], 2, "the last one is --run 2");
}

#[test]
fn what_cannot_be_written_is_found_out_before_the_run() {
    let home = Home::with(TEN_DAYS);
    // If this ran first, it would take hours.
    let run = ["run", "scenario.toml", "--replications", "10_000_000_000"];
    let into = |out| [&run[..], &["--out", out]].concat();
    fails(&home, &into("scenario.toml"), 1, "cannot write `scenario.toml`");
    fails(&home, &into("scenario.toml/below"), 1, "cannot write");
    let rows = |file| [&run[..], &["--runs", file]].concat();
    fails(&home, &rows("nowhere/runs.csv"), 1, "cannot write `nowhere/runs.csv`");
    std::fs::create_dir(home.path().join("folder")).unwrap();
    fails(&home, &rows("folder"), 1, "cannot write `folder`");
}

#[test]
fn a_folder_in_the_place_of_a_result_is_found_before_the_run_and_nothing_is_replaced() {
    let home = Home::with(TEN_DAYS);
    let run = ["run", "scenario.toml", "--replications", "10_000_000_000", "--out", "out"];
    for place in ["summary.json", "daily.csv", "manifest.json", "charts/strength.png"] {
        let folder = home.path().join("out").join(place);
        std::fs::create_dir_all(&folder).unwrap();
        fails(&home, &run, 1, &format!("cannot write `out/{place}`"));
        std::fs::remove_dir(folder).unwrap();
    }
    std::fs::remove_dir(home.path().join("out/charts")).unwrap();
    home.write("out/charts", "a file");
    fails(&home, &run, 1, "cannot write `out/charts`");
}

#[test]
fn a_chart_that_cannot_be_placed_leaves_the_earlier_results_whole() {
    let home = Home::with(TEN_DAYS);
    home.succeeds("run scenario.toml --out out");
    let before = home.read("out/summary.json");
    let chart = home.path().join("out/charts/asks.png");
    std::fs::remove_file(&chart).unwrap();
    std::fs::create_dir(&chart).unwrap();
    fails(&home, &["run", "scenario.toml", "--out", "out", "--seed", "4"], 1, "asks.png");
    assert_eq!(home.read("out/summary.json"), before);
}

#[test]
fn what_a_run_reads_is_not_written_over() {
    let home = scenarios::home(HISTORY);
    let run = |arguments: &[&'static str]| [&["run", "scenario.toml"], arguments].concat();
    for read in ["scenario.toml", "./scenario.toml", "series.csv"] {
        fails(&home, &run(&["--runs", read]), 2, "would be overwritten");
    }
    assert_eq!(home.read("scenario.toml"), HISTORY);
    assert_eq!(home.read("series.csv"), scenarios::SERIES);
    let home = Home::with(&HISTORY.replace("series.csv", "daily.csv"));
    home.write("daily.csv", scenarios::SERIES);
    fails(&home, &run(&["--out", "."]), 2, "`./daily.csv` is read by this run");
}

#[test]
fn init_leaves_a_file_that_exists_alone() {
    let home = Home::with(TEN_DAYS);
    fails(&home, &["init"], 2, "already there");
    assert_eq!(home.read("scenario.toml"), TEN_DAYS);
}

#[test]
fn a_reader_who_goes_early_is_no_failure() {
    let home = Home::with(TEN_DAYS);
    for arguments in [&["run", "scenario.toml", "--no-charts"][..], &["schema"]] {
        let mut command = home.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::of(&child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    }
}
