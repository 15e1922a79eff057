//! What `run` writes and says.

use serde_json::Value;

use crate::command::Home;
use crate::scenarios::{self, DRIFT, HISTORY, ROTATION, TEN_DAYS};

#[test]
fn a_run_writes_all_its_files_and_no_others() {
    let home = Home::with(DRIFT);
    let said = home.succeeds("run scenario.toml --replications 60").stdout;
    let expected = [
        "results/scenario/charts/asks.png",
        "results/scenario/charts/asks.svg",
        "results/scenario/charts/coverage-force.png",
        "results/scenario/charts/coverage-force.svg",
        "results/scenario/charts/strength.png",
        "results/scenario/charts/strength.svg",
        "results/scenario/charts/survival-force.png",
        "results/scenario/charts/survival-force.svg",
        "results/scenario/daily.csv",
        "results/scenario/manifest.json",
        "results/scenario/summary.json",
        "scenario.toml",
    ];
    assert_eq!(home.files(), expected.map(std::path::PathBuf::from));
    assert!(said.contains("Written to results/scenario: summary.json, daily.csv"), "{said}");
    assert!(said.contains("outlast run scenario.toml --seed 11 --replications 60"), "{said}");
}

#[test]
fn ten_days_are_said_to_be_ten_days() {
    let home = Home::with(TEN_DAYS);
    let said = home.succeeds("run scenario.toml --no-charts").stdout;
    assert!(said.contains("depot covers the losses for exactly 10 days in every run (50 runs)."));
    assert!(said.contains("  is exhausted on day 10 in every run"), "{said}");
    let ask = "lasts (depot.coverage_days >= 10): always, 50 of 50 runs";
    assert!(said.contains(ask), "{said}");
}

#[test]
fn censored_runs_are_told_and_have_no_mean() {
    let home = Home::with(TEN_DAYS);
    let ran = home.succeeds("run scenario.toml --no-charts --set horizon=9 --set ask={}");
    let all = "depot covers the losses of all 9 days simulated in every run (50 runs).";
    assert!(ran.stdout.contains(all), "{}", ran.stdout);
    assert!(ran.stderr.contains("raise `horizon`"), "{}", ran.stderr);
    let row = ran.stdout.lines().find(|line| line.starts_with("depot.coverage_days")).unwrap();
    let cells: Vec<&str> = row.split("  ").filter(|cell| !cell.trim().is_empty()).collect();
    let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
    let hidden = "after day 9";
    assert_eq!(cells, ["depot.coverage_days", hidden, hidden, hidden, "-", "all"]);
}

#[test]
fn json_is_the_summary_and_nothing_else() {
    let home = Home::with(DRIFT);
    let ran = home.succeeds("run scenario.toml --json --no-charts");
    assert_eq!(ran.stdout, home.read("results/scenario/summary.json"));
    let summary: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["replications"], 300);
    assert_eq!(summary["interrupted"], false);
    let median = &summary["metrics"]["force.coverage_days"]["quantiles"]["0.5"];
    assert!(median["low"].as_f64().unwrap() <= median["value"].as_f64().unwrap());
}

#[test]
fn daily_strengths_have_a_row_for_each_day_and_pool() {
    let home = Home::with(ROTATION);
    home.succeeds("run scenario.toml --no-charts");
    let daily = home.read("results/scenario/daily.csv");
    let rows: Vec<Vec<&str>> = daily.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["day", "date", "pool", "q05", "q25", "q50", "q75", "q95"]);
    assert_eq!(rows.len(), 1 + 30 * 2);
    assert_eq!(rows[60][..3], ["30", "", "tanks & guns"]);
    for row in &rows[1..] {
        let quantiles: Vec<f64> = row[3..].iter().map(|q| q.parse().unwrap()).collect();
        assert!(quantiles.is_sorted(), "{row:?}");
    }
}

#[test]
fn what_becomes_of_the_lost_is_written_day_by_day() {
    // 10 a day, all wounded, all back after 3 days: 10, 20, 30 in recovery, and 10 more back each day.
    let home = Home::with(
        "horizon = 6\n[pools.a]\nstrength = 100\n[losses.l]\ndaily = 10\n\
         split = { wia = 1 }\nrecovery.wia = { returns = 1, delay = 3 }\n[run]\nreplications = 20",
    );
    let said = home.succeeds("run scenario.toml --no-charts").stdout;
    assert!(said.contains("summary.json, daily.csv, series.csv"), "{said}");
    let series = home.read("results/scenario/series.csv");
    let rows: Vec<&str> = series.lines().collect();
    assert_eq!(rows[0], "day,date,series,mean,q05,q25,q50,q75,q95");
    assert_eq!(rows[1], "1,,l.wia_total,10,,,,,");
    assert_eq!(rows[2], "1,,l.wia_in_recovery,10,10,10,10,10,10");
    assert_eq!(rows[3], "1,,l.wia_returned,0,,,,,");
    assert_eq!(
        rows[16..],
        [
            "6,,l.wia_total,60,,,,,",
            "6,,l.wia_in_recovery,30,30,30,30,30,30",
            "6,,l.wia_returned,30,,,,,"
        ]
    );
    // The next run keeps nothing by day, and leaves no table of the last one behind.
    home.succeeds("run scenario.toml --no-charts --metrics l.wia_total");
    assert!(!home.has("results/scenario/series.csv"));
}

#[test]
fn what_a_scenario_has_is_drawn_over_time_and_nothing_else() {
    let home = Home::with(
        "horizon = 20\n[run]\nreplications = 50\n\
         [pools.depot]\nstrength = 300\n[pools.front_line]\nstrength = 90\n[pools.far]\nstrength = 5\n\
         [losses.fire]\npool = \"front_line\"\ndaily = { poisson = { mean = 9 } }\n\
         split = { kia = 0.3, wia = 0.7 }\nrecovery.wia = { returns = 0.5, delay = 4 }\n\
         [losses.decay]\npool = \"depot\"\ndaily = 1\n\
         [transfers.convoys]\nfrom = \"depot\"\nto = \"front_line\"\nrate = 8\n",
    );
    home.succeeds("run scenario.toml --threads 2");
    let drawn = |name: &str| home.has(&format!("results/scenario/charts/{name}.png"));
    for name in ["strength", "chains", "fates-fire", "recovery-fire"] {
        assert!(drawn(name), "{name}");
    }
    assert!(!drawn("fates-decay") && !drawn("recovery-decay"));
    let chains = home.read("results/scenario/charts/chains.svg");
    // Of the three pools only two are linked.
    assert!(chains.contains("aria-label=\"Front line\"") && !chains.contains("aria-label=\"Far\""));
    assert!(chains.contains("aria-label=\"to Front line\""));
    let fates = home.read("results/scenario/charts/fates-fire.svg");
    for label in ["Killed", "Wounded, gone for good", "Wounded, in recovery", "Wounded, returned"] {
        assert!(fates.contains(&format!("aria-label=\"{label}\"")), "{label}");
    }
    // The threads that drew them leave no trace.
    home.succeeds("run scenario.toml --threads 1 --out alone");
    for name in ["chains", "fates-fire", "recovery-fire"] {
        let again = home.read(&format!("alone/charts/{name}.svg"));
        assert!(again == home.read(&format!("results/scenario/charts/{name}.svg")), "{name}");
    }
}

#[test]
fn dates_count_from_the_start_of_the_scenario() {
    let home = Home::with(DRIFT);
    home.succeeds("run scenario.toml --no-charts");
    let daily = home.read("results/scenario/daily.csv");
    assert!(daily.contains("\n1,2025-02-27,force,"));
    assert!(daily.contains("\n20,2025-03-18,force,"));
}

#[test]
fn rows_of_a_replayed_series_say_on_which_date_they_start() {
    let home = scenarios::home(HISTORY);
    home.succeeds("run scenario.toml --no-charts --runs runs.csv --metrics a.coverage_days");
    // 60 less 30 leaves 30 of the 40 or 41 on the second day; less 40 or 41 leaves 19 or 20 of 20;
    // 20 and 10 are covered, so the third is censored.
    let runs = home.read("runs.csv");
    let rows: Vec<&str> = runs.lines().collect();
    assert_eq!(rows[0], "run,start_date,a.coverage_days");
    assert!(["0,2025-01-01,1.75", "0,2025-01-01,1.731707"].contains(&rows[1]), "{runs}");
    assert!(["1,2025-01-02,", "1,2025-01-02,1.95"].contains(&rows[2]), "{runs}");
    assert_eq!(rows[3], "2,2025-01-03,");
    assert_eq!(rows.len(), 4);
}

#[test]
fn overrides_change_the_answer_and_stand_in_the_manifest() {
    let home = Home::with(TEN_DAYS);
    let ran = home.succeeds("run scenario.toml --no-charts --set losses.front.daily=20");
    assert!(ran.stdout.contains("exactly 5 days"), "{}", ran.stdout);
    let manifest = home.json("results/scenario/manifest.json");
    assert_eq!(manifest["overrides"][0], "losses.front.daily=20");
    assert_eq!(manifest["scenario"]["text"], TEN_DAYS);
}

#[test]
fn the_manifest_knows_inputs_and_no_place_on_this_machine() {
    let home = scenarios::home(scenarios::BLOCKS);
    let scenario = home.path().join("scenario.toml");
    let out = home.path().join("deep/er");
    let [scenario, out] = [&scenario, &out].map(|path| path.to_str().unwrap());
    let ran = home.outlast(&["run", scenario, "--out", out, "--no-charts"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let text = home.read("deep/er/manifest.json");
    assert!(!text.contains(home.path().to_str().unwrap()), "{text}");
    let manifest = home.json("deep/er/manifest.json");
    assert_eq!(manifest["scenario"]["file"], "scenario.toml");
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 1);
    assert_eq!(manifest["inputs"][0]["file"], "series.csv");
    // sha256sum of the series.
    let series = "6361f001f04d03f7e3c2adf27cfbf205b8d8178406aa889eb19424dab174228e";
    assert_eq!(manifest["inputs"][0]["sha256"], series);
}

#[test]
fn chosen_metrics_are_computed_with_those_of_the_questions_and_no_others() {
    let home = Home::with(DRIFT);
    home.succeeds("run scenario.toml");
    assert!(home.has("results/scenario/daily.csv"));
    let all = home.json("results/scenario/summary.json");
    let spaced = "force.coverage_days, front.losses_total";
    let ran = home.outlast(&["run", "scenario.toml", "--metrics", spaced]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let few = home.json("results/scenario/summary.json");
    let names: Vec<&str> = few["metrics"].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["force.coverage_days", "force.first_below.half", "front.losses_total"];
    assert_eq!(names, expected);
    for name in expected {
        assert_eq!(few["metrics"][name], all["metrics"][name], "{name}");
    }
    assert_eq!(few["asks"], all["asks"]);
    // What needs daily strengths is not there any more: it would be another run's.
    assert!(!home.has("results/scenario/daily.csv"));
    assert!(!home.has("results/scenario/charts/strength.png"));
    assert!(home.has("results/scenario/charts/coverage-force.png"));
}

#[test]
fn pools_of_any_name_have_charts() {
    let home = Home::with(ROTATION);
    home.succeeds("run scenario.toml");
    assert!(home.has("results/scenario/charts/coverage-tanks---guns.svg"));
    assert!(home.has("results/scenario/charts/survival-line.png"));
}

#[test]
fn few_events_are_warned_of_with_the_option_that_mends_it() {
    let home = Home::with(DRIFT);
    let ran = home.succeeds("run scenario.toml --no-charts --replications 12 --quiet");
    assert!(ran.stderr.contains("the interval is wide; raise --replications"), "{}", ran.stderr);
}

#[test]
fn a_hundred_years_fit_and_are_warned_of_when_their_bands_are_coarse() {
    // On the first day anything from 100 to 12,000 may be left: too much for exact counts, which
    // have room for some hundred bins on each of 36,525 days.
    let century = DRIFT
        .replace("horizon = 20", "horizon = 36525")
        .replace("uniform = [900, 1_100]", "uniform = [100, 12_000]")
        .replace("every = 4\n", "");
    let home = Home::with(&century);
    let ran = home.succeeds("run scenario.toml --no-charts --replications 100 --quiet");
    assert!(
        ran.stderr.contains("quantiles by day, in the tables and charts over time"),
        "{}",
        ran.stderr
    );
    let summary = home.json("results/scenario/summary.json");
    let error = summary["daily_relative_error"].as_f64().unwrap();
    assert!(error <= 1.0 / 32.0, "{error}");
}

#[test]
fn a_threshold_is_named_with_its_level_where_all_runs_share_it() {
    let home = Home::with(
        &TEN_DAYS
            .replace("strength = 100", "strength = 100\nthresholds = { half = 0.5, floor = 20 }"),
    );
    let said = home.succeeds("run scenario.toml --no-charts").stdout;
    // After six days 40 are left of 100; after nine, 10.
    assert!(said.contains("  closes below half (50) on day 6 in every run"), "{said}");
    assert!(said.contains("  closes below floor (20) on day 9 in every run"), "{said}");
    let drift = Home::with(DRIFT).succeeds("run scenario.toml --no-charts").stdout;
    assert!(drift.contains("  closes below half on day"), "{drift}");
}
