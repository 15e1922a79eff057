//! `outlast sweep`.

use super::{CONSTANT, LAW, json, refused, same_bytes};
use crate::command::Home;

#[test]
fn a_grid_has_every_combination_and_each_is_a_run_of_its_own() {
    let home = Home::with(LAW);
    let arguments = [
        "sweep",
        "scenario.toml",
        "--vary",
        "pools.p.strength=10_000,12_000",
        "--vary",
        "losses.front.share=0.5..1/2",
        "--replications",
        "400",
        "--set",
        "horizon=40",
    ];
    let told = json(&home, &arguments, "sweep.json");
    let points = told["points"].as_array().unwrap();
    let values: Vec<String> = points.iter().map(|point| point["values"].to_string()).collect();
    let first = ["0.5", "0.75", "1.0"].map(|share| format!("[\"10_000\",\"{share}\"]"));
    assert_eq!(values[..3], first);
    assert_eq!(points.len(), 6);
    home.succeeds(
        "run scenario.toml --replications 400 --no-charts --out one --set horizon=40 \
         --set pools.p.strength=12_000 --set losses.front.share=0.75 \
         --metrics p.coverage_days,p.exhaustion_day",
    );
    let alone = home.json("one/summary.json");
    assert_eq!(points[4]["digest"], alone["digest"]);
    assert_eq!(points[4]["metrics"]["p.coverage_days"], alone["metrics"]["p.coverage_days"]);
    let csv = home.read("json/sweep.csv");
    assert_eq!(csv.lines().count(), 7);
    assert!(csv.starts_with("pools.p.strength,losses.front.share,ten_days,ten_days.low,"), "{csv}");
}

#[test]
fn the_table_shows_shares_and_medians_and_a_chart_is_drawn() {
    let home = Home::with(CONSTANT);
    let ran = home.succeeds("sweep scenario.toml --vary pools.p.strength=12_000..18_000/3");
    let rows: Vec<&str> = ran.stdout.lines().filter(|line| line.contains(",000 ")).collect();
    assert!(ran.stdout.contains("median p.coverage_days"), "{}", ran.stdout);
    assert_eq!(rows.len(), 4, "{}", ran.stdout);
    assert!(rows[1].contains("14,000") && rows[1].contains("11.667"), "{}", rows[1]);
    let svg = home.read("results/scenario-sweep/charts/sweep.svg");
    assert!(svg.contains("two weeks"), "the question is named");
}

#[test]
fn questions_can_be_added() {
    let home = Home::with(CONSTANT);
    let arguments = [
        "sweep",
        "scenario.toml",
        "--vary",
        "losses.front.daily=1_000,2_000",
        "--ask",
        "p.coverage_days > 11",
    ];
    let told = json(&home, &arguments, "sweep.json");
    let asked =
        |point: usize| told["points"][point]["asks"]["p coverage_days > 11"]["hits"].clone();
    assert_eq!((asked(0), asked(1)), (200.into(), 0.into()));
}

#[test]
fn every_way_to_run_it_writes_the_same_bytes() {
    let home = Home::with(LAW);
    let arguments =
        "sweep scenario.toml --vary pools.p.strength=9_000,11_000 --replications 300 --no-charts";
    same_bytes(&home, arguments, &["sweep.csv", "sweep.json"]);
}

#[test]
fn what_cannot_be_swept_is_refused() {
    let home = Home::with(CONSTANT);
    let of = |rest: &[&'static str]| [&["sweep", "scenario.toml"], rest].concat();
    refused(&home, &of(&["--vary", "pools.q.strenght=1,2"]), &["--vary #1"]);
    refused(&home, &of(&["--vary", "pools.p.strenght=1,2"]), &["did you mean `strength`?"]);
    refused(&home, &of(&["--vary", "pools.p.strength"]), &["names no values", "LOW..HIGH"]);
    refused(&home, &of(&["--vary", "pools.p.strength=9..1"]), &["range", "is empty"]);
    refused(&home, &of(&["--vary", "pools.p.strength=1,,2"]), &["empty value"]);
    refused(&home, &of(&["--vary", "pools.p.strength=1..2/0"]), &["no number of steps"]);
    refused(&home, &of(&["--vary", "pools.p.strength=-5,5"]), &["--vary #1:1:18"]);
    refused(&home, &of(&["--vary", "pools.p.strength=1..200_000/100_000"]), &["points", "10,000"]);
    let three = ["--vary", "horizon=60,70", "--vary", "run.seed=1,2", "--vary", "title=a,b"];
    refused(&home, &of(&three), &["3 keys are varied"]);
}
