//! Comparing, sweeping and solving, as users do it.

mod backtest;
mod compare;
mod drivers;
mod solve;
mod sweep;

use serde_json::Value;

use crate::command::{Home, Ran};

/// Losses of exactly 1,200 a day.
const CONSTANT: &str = r#"
title = "Exactly 1,200 a day"
horizon = 60
[run]
seed = 1
replications = 200
[pools.p]
strength = 12_000
[losses.front]
daily = 1_200
[ask]
two_weeks = "p.coverage_days >= 14"
"#;

/// Losses by a law, against an uncertain strength.
const LAW: &str = r#"
title = "By chance"
horizon = 30
[run]
seed = 2
replications = 20_000
[pools.p]
strength = { uniform = [11_000, 13_000] }
thresholds = { half = 0.5 }
[losses.front]
daily = { nb_drift = { mean = 1_200, k = 60, sigma = 0.03, rate_cv = 0.10 } }
[ask]
ten_days = "p.coverage_days >= 10"
"#;

/// Runs a command that must fail as bad usage, write nothing, and say so much.
fn refused(home: &Home, arguments: &[&str], messages: &[&str]) {
    let before = home.files();
    let ran: Ran = home.outlast(arguments);
    assert_eq!(ran.code, Some(2), "{arguments:?}\n{}", ran.stderr);
    for message in messages {
        assert!(ran.stderr.contains(message), "{arguments:?}: no {message:?} in\n{}", ran.stderr);
    }
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "{arguments:?}");
    assert_eq!(home.files(), before, "{arguments:?} left something behind");
}

/// Everything that a command writes and prints is the same however it is run.
fn same_bytes(home: &Home, arguments: &str, files: &[&str]) {
    let written = |way: &str| {
        let ran = home.succeeds(&format!("{arguments} --quiet --out out {way}"));
        let texts = files.iter().map(|file| home.read(&format!("out/{file}")));
        texts.chain([ran.stdout]).collect::<Vec<_>>()
    };
    let first = written("--threads 1");
    for way in ["--threads 2", "--threads 7", "--width 1 --chunk 7", "--width 16 --threads 2"] {
        assert_eq!(written(way), first, "{arguments} {way}");
    }
}

/// The JSON that a command prints with `--json`, which is the file it writes.
fn json(home: &Home, arguments: &[&str], file: &str) -> Value {
    let ran = home.outlast(&[arguments, &["--json", "--no-charts", "--out", "json"]].concat());
    assert_eq!(ran.code, Some(0), "{arguments:?}\n{}", ran.stderr);
    assert_eq!(ran.stdout, home.read(&format!("json/{file}")));
    serde_json::from_str(&ran.stdout).expect("it is JSON")
}
