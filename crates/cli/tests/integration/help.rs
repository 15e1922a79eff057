//! Help, schema, and the scenario to start from.

use serde_json::Value;

use crate::command::Home;

#[test]
fn help_reads_like_a_manual() {
    let help = Home::new().succeeds("--help").stdout;
    for part in ["How long will it last?", "Examples:", "Files of a run", "Exit codes:", "130"] {
        assert!(help.contains(part), "no {part} in\n{help}");
    }
}

#[test]
fn every_subcommand_ends_its_help_with_examples() {
    for subcommand in [
        "run", "check", "replay", "compare", "sweep", "solve", "drivers", "backtest", "init",
        "schema",
    ] {
        let help = Home::new().succeeds(&format!("{subcommand} --help")).stdout;
        let examples = help.split_once("Examples:\n").unwrap_or_else(|| panic!("{help}")).1;
        assert!(examples.contains(&format!("outlast {subcommand}")), "{help}");
    }
}

#[test]
fn the_version_is_the_packages() {
    let version = Home::new().succeeds("--version").stdout;
    assert_eq!(version.trim(), concat!("outlast ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_starter_passes_check_and_runs() {
    let home = Home::new();
    home.succeeds("init");
    assert!(home.read("scenario.toml").starts_with("#:schema ./scenario.schema.json\n"));
    let check = home.succeeds("check scenario.toml");
    assert_eq!(check.stderr, "", "the starter should give no warning");
    assert!(
        check.stdout.contains("100,000 replications of 60 days with seed 1"),
        "{}",
        check.stdout
    );
    home.succeeds("run scenario.toml --replications 500 --no-charts");
}

#[test]
fn the_schema_is_the_one_that_init_writes() {
    let home = Home::new();
    home.succeeds("init");
    let schema = home.succeeds("schema").stdout;
    assert_eq!(schema, home.read("scenario.schema.json"));
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert!(schema["properties"]["pools"].is_object());
}

#[test]
fn check_says_what_would_run_and_writes_nothing() {
    let home = crate::scenarios::home(crate::scenarios::DRIFT);
    let before = home.files();
    let check = home.succeeds("check scenario.toml --replications 2_000_000 --threads 3").stdout;
    for part in [
        "pool force: 900 to 1,100 troops on day 1; thresholds half (0.5), floor (100)",
        "negative binomial around a drifting rate, mean 100 a day, k 20",
        "120 to force on day 3 (2025-03-01), then every 4 days to the horizon",
        "ask lasts: force.coverage_days >= 11",
        "\n  force.coverage_days\n",
        "\n  force.first_below.half\n",
        "2,000,000 replications of 20 days with seed 11",
        "3 threads",
    ] {
        assert!(check.contains(part), "no {part} in\n{check}");
    }
    assert_eq!(home.files(), before);
}

#[test]
#[allow(clippy::disallowed_types)] // The clock is what is tested.
fn a_scenario_of_slow_runs_is_checked_in_seconds() {
    // Three thousand batches are in the line at once: a block of 32 runs takes many seconds.
    let home = Home::with(
        r#"
horizon = 3_650
[pools.line]
label = "The line"
strength = 0
[losses.front]
label = "Losses of the front"
daily = { poisson = { mean = 100 } }
[[batches]]
pool = "line"
day = 1
every = 1
size = 200
tour = 3_000
"#,
    );
    let begun = std::time::Instant::now();
    let check = home.succeeds("check scenario.toml --threads 1").stdout;
    // Fifty times what it takes: the machine may be slow and busy.
    assert!(begun.elapsed().as_secs() < 30, "it took {:?}", begun.elapsed());
    assert!(check.contains(" hours.") || check.contains(" days."), "{check}");
    assert!(check.contains("  pool line (The line): "), "{check}");
    assert!(check.contains("  losses front (Losses of the front): "), "{check}");
}
