//! Bad input never panics.

use outlast_core::scenario::{Override, Scenario};
use proptest::prelude::*;

use super::files;

const EVERYTHING: &str = include_str!("everything.toml");

/// Loads whatever it is and renders whatever is found.
fn survive(bytes: &[u8], overrides: &[Override]) {
    match Scenario::load("s.toml", bytes, overrides, &files()) {
        Ok(loaded) => {
            for warning in loaded.warnings {
                warning.render(true);
            }
        }
        Err(report) => {
            assert!(!report.findings().is_empty());
            report.render(true);
        }
    }
}

/// A stretch of the file and what to put in its place.
fn patch() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let snippets = [
        "",
        "\"",
        "'",
        "'''",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\n",
        "\r",
        "\t",
        "#",
        "-",
        "-1",
        "0",
        "1",
        "1.5",
        "nan",
        "-inf",
        "1e308",
        "1e999",
        "true",
        "false",
        "2024-02-30",
        "0001-01-01",
        "9999-12-31",
        "99999999999999999999999999999999999999999",
        "\"a to b\"",
        "\"0 to 1\"",
        "{}",
        "[]",
        "[pools.b]\n",
        "[rotations.b]\n",
        "\u{feff}",
        "\u{0}",
        "é",
        "💥",
        "\u{202e}",
    ];
    let text = proptest::sample::select(snippets.to_vec()).prop_map(|s| s.as_bytes().to_vec());
    let bytes = proptest::collection::vec(any::<u8>(), 0..4);
    (0..EVERYTHING.len(), 0..12_usize, prop_oneof![4 => text, 1 => bytes])
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_241_025),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_damaged_file_never_panics(patches in proptest::collection::vec(patch(), 1..4)) {
        let mut bytes = EVERYTHING.as_bytes().to_vec();
        for (at, cut, put) in patches {
            let at = at.min(bytes.len());
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, put);
        }
        survive(&bytes, &[]);
    }

    #[test]
    fn a_truncated_file_never_panics(at in 0..EVERYTHING.len()) {
        survive(&EVERYTHING.as_bytes()[..at], &[]);
    }

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survive(&bytes, &[]);
    }

    #[test]
    fn any_override_never_panics(path in path(), value in ".{0,12}|-?[0-9]{1,40}|[0-9]+[dw]") {
        if let Ok(change) = Override::parse(&format!("{path}={value}")) {
            survive(EVERYTHING.as_bytes(), &[change]);
        }
    }
}

/// Paths of the language, put together at random.
fn path() -> impl Strategy<Value = String> {
    let parts = [
        "title",
        "start",
        "horizon",
        "run",
        "seed",
        "pools",
        "zulu",
        "strength",
        "thresholds",
        "losses",
        "poisson",
        "replay",
        "daily",
        "mean",
        "uniform",
        "normal",
        "choice",
        "values",
        "schedule",
        "from",
        "csv",
        "batches",
        "opposed",
        "battle",
        "lanchester",
        "correlate",
        "square",
        "0",
        "1",
        "99",
        "delay",
        "failures",
        "recovery",
        "repairable",
        "servers",
        "spares",
        "backorders",
        "supplies",
        "fuel",
        "stock",
        "use",
        "resolution",
        "ration",
        "below_days",
        "deliveries",
        "resupply",
        "gamma",
        "rotations",
        "line",
        "refill",
        "tour",
        "ask",
        "q",
        "é",
        "\"a.b\"",
    ];
    proptest::collection::vec(proptest::sample::select(parts.to_vec()), 1..7)
        .prop_map(|parts| parts.join("."))
}

#[test]
fn deep_and_long_files_never_panic() {
    survive("[".repeat(100_000).as_bytes(), &[]);
    survive(format!("a = {}", "[".repeat(100_000)).as_bytes(), &[]);
    survive(format!("{}a = 1", "a.".repeat(50_000)).as_bytes(), &[]);
    survive(format!("title = \"{}\"", "é".repeat(100_000)).as_bytes(), &[]);
    survive("x = 1\n".repeat(1_000).as_bytes(), &[]);
    let many: Vec<String> = (0..2_000).map(|i| format!("x{i} = 1")).collect();
    survive(many.join("\n").as_bytes(), &[]);
}
