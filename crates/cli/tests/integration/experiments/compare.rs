//! `outlast compare`.

use super::{CONSTANT, LAW, json, refused, same_bytes};
use crate::command::Home;

#[test]
fn a_certain_difference_is_told_exactly() {
    let home = Home::with(CONSTANT);
    let arguments = ["compare", "scenario.toml", "--set-b", "pools.p.strength=16_800"];
    let ran = home.outlast(&arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    // 4,800 more at 1,200 a day.
    for part in [
        "B: the same with pools.p.strength=16_800",
        "p.coverage_days: B has 4 more on average; B is greater in every pair.",
        "two_weeks (p.coverage_days >= 14): ",
        "Written to results/scenario-compare: compare.json, charts/difference.png",
    ] {
        assert!(ran.stdout.contains(part), "no {part} in\n{}", ran.stdout);
    }
    let told = json(&home, &arguments, "compare.json");
    assert_eq!(told["metrics"]["p.coverage_days"]["difference"]["mean"], 4.0);
    assert_eq!(told["asks"]["two_weeks"]["only_b"], 200);
    assert_eq!(told["b"]["overrides"][0], "pools.p.strength=16_800");
}

#[test]
fn two_files_meet_the_same_luck_whatever_seed_the_second_has() {
    let home = Home::with(LAW);
    home.write("other.toml", &LAW.replace("seed = 2", "seed = 77"));
    let told = json(&home, &["compare", "scenario.toml", "other.toml"], "compare.json");
    for (name, metric) in told["metrics"].as_object().unwrap() {
        assert_eq!(metric["difference"]["sd"], 0.0, "{name}");
    }
    assert_eq!(told["seed"], 2);
}

#[test]
fn the_difference_is_that_of_the_two_runs() {
    let home = Home::with(LAW);
    let set = "losses.front.daily.nb_drift.mean=1_300";
    let told = json(&home, &["compare", "scenario.toml", "--set-b", set], "compare.json");
    home.succeeds("run scenario.toml --no-charts --out a");
    home.succeeds(&format!("run scenario.toml --no-charts --out b --set {set}"));
    let mean = |folder: &str| {
        let summary = home.json(&format!("{folder}/summary.json"));
        summary["metrics"]["p.coverage_days"]["mean"].as_f64().unwrap()
    };
    let coverage = &told["metrics"]["p.coverage_days"];
    assert_eq!(coverage["a"]["mean"].as_f64(), Some(mean("a")));
    assert_eq!(coverage["b"]["mean"].as_f64(), Some(mean("b")));
    let difference = coverage["difference"]["mean"].as_f64().unwrap();
    assert!((difference - (mean("b") - mean("a"))).abs() < 1e-9, "{difference}");
    assert_eq!(coverage["better"], "more");
}

#[test]
fn every_way_to_run_it_writes_the_same_bytes() {
    let home = Home::with(LAW);
    let arguments =
        "compare scenario.toml --set-b pools.p.strength=13_000 --replications 500 --no-charts";
    same_bytes(&home, arguments, &["compare.json"]);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let home = Home::with(CONSTANT);
    home.write("longer.toml", &CONSTANT.replace("horizon = 60", "horizon = 90"));
    home.write("other.toml", &CONSTANT.replace("pools.p", "pools.q").replace("\"p.", "\"q."));
    let with = |rest: &[&'static str]| [&["compare", "scenario.toml"], rest].concat();
    refused(&home, &with(&[]), &["nothing to compare", "--set-b"]);
    refused(&home, &with(&["longer.toml"]), &["60 days in A and 90 days in B", "--set horizon=60"]);
    refused(&home, &with(&["--set-b", "pools.p.strenght=9"]), &["--set-b #1", "`strength`"]);
    refused(&home, &with(&["--set-b", "horizon"]), &["this sets nothing"]);
    refused(&home, &with(&["othr.toml"]), &["there is no file `othr.toml`"]);
    let metric = ["--set-b", "pools.p.strength=9", "--metrics", "p.coverage_day"];
    refused(&home, &with(&metric), &["did you mean `p.coverage_days`?"]);
}
