//! `run --timings`: a table on standard error, and not a byte elsewhere.

use crate::command::Home;
use crate::scenarios;

/// Something of every part of the model, with names that the table can be seen to use.
const EVERY_PART: &str = r#"
horizon = 12
[run]
replications = 100
[pools.front]
strength = 1_000
[pools.rear]
strength = 500
[pools.line]
strength = 300
[losses.shelling]
pool = "front"
daily = { poisson = { mean = 40 } }
split = { kia = 0.25, wia = 0.75 }
recovery.wia = { returns = 0.5, delay = { uniform = [1, 4] } }
[losses.sickness]
pool = "rear"
daily = 5
[[batches]]
pool = "front"
day = 2
every = 3
size = 50
tour = 4
[transfers.reserve]
from = "rear"
to = "front"
rate = 10
[opposed.battle]
pools = ["front", "line"]
lanchester = { square = { a = 0.01, b = 0.01 } }
"#;

/// The cells of the table's row of this name.
fn row<'a>(table: &'a str, name: &str) -> Vec<&'a str> {
    let cells = |line: &'a str| -> Vec<&'a str> {
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
    };
    let found = table.lines().map(cells).find(|cells| cells.first() == Some(&name));
    found.unwrap_or_else(|| panic!("no row {name} in\n{table}"))
}

#[test]
fn every_stage_part_and_chart_has_its_row() {
    let home = Home::with(EVERY_PART);
    let table = home.succeeds("run scenario.toml --timings --runs runs.csv --threads 2").stderr;
    let parts = [
        "arrivals",
        "transfers",
        "returns",
        "rotation",
        "battles",
        "losses.shelling",
        "losses.sickness",
        "close of the day",
    ];
    for part in parts {
        assert_eq!(row(&table, part).len(), 5, "{part} has events in\n{table}");
    }
    let tasks = [
        "start-up",
        "reading and validating",
        "compiling, with tables",
        "simulation",
        "calendar",
        "inputs, drawn once a run",
        "tallies",
        "gathering",
        "counting into histograms",
        "adding the threads' tallies",
        "summary",
        "charts",
        "coverage-front",
        "survival-rear",
        "strength",
        "fates-shelling",
        "recovery-shelling",
        "writing",
        "rows of the runs",
        "files",
        "answer",
    ];
    for task in tasks {
        assert_eq!(row(&table, task).len(), 4, "{task} in\n{table}");
    }
    assert_eq!(row(&table, "total")[2], "100.0 %");
    assert!(table.contains("2 threads; an event acts on 16 runs; instructions: "), "{table}");
    assert!(table.contains(" runs a second."), "{table}");
}

#[test]
fn events_are_counted_once_for_a_block() {
    let home = Home::with(scenarios::TEN_DAYS);
    // Eight days, on none of which the pool is empty. Fifty runs are four blocks of sixteen.
    for (width, blocks) in [(1, 50), (16, 4), (64, 1)] {
        let run = "run scenario.toml --timings --no-charts --set horizon=8 --set ask={}";
        let table = home.succeeds(&format!("{run} --width {width}")).stderr;
        let expected = (8 * blocks).to_string();
        assert_eq!(row(&table, "losses.front")[4], expected, "width {width} in\n{table}");
    }
}

#[test]
fn what_is_written_and_answered_is_the_same_bytes() {
    for (name, home) in scenarios::all() {
        let plain = home.succeeds("run scenario.toml --out out --runs runs.csv --quiet");
        let files: Vec<_> = home.files();
        let bytes = |file: &std::path::PathBuf| std::fs::read(home.path().join(file)).unwrap();
        let before: Vec<_> = files.iter().map(bytes).collect();
        let timed = home.succeeds("run scenario.toml --out out --runs runs.csv --quiet --timings");
        assert_eq!(home.files(), files, "{name}");
        for (file, before) in files.iter().zip(before) {
            assert!(bytes(file) == before, "{name}: {} differs", file.display());
        }
        assert_eq!(timed.stdout, plain.stdout, "{name}");
        assert!(timed.stderr.starts_with(&plain.stderr), "{name}: the table comes last");
    }
}

#[test]
fn the_json_has_no_times_in_it() {
    let home = Home::with(scenarios::DRIFT);
    let ran = home.succeeds("run scenario.toml --json --no-charts --timings");
    assert_eq!(ran.stdout, home.read("results/scenario/summary.json"));
    assert!(!ran.stderr.contains("charts"), "nothing was drawn: {}", ran.stderr);
}

#[test]
fn nobody_who_did_not_ask_is_told_of_times() {
    let home = Home::with(scenarios::DRIFT);
    assert!(!home.succeeds("run scenario.toml --no-charts").stderr.contains("where the time went"));
}
