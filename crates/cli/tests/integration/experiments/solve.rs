//! `outlast solve`.

use super::{CONSTANT, LAW, json, refused, same_bytes};
use crate::command::Home;

fn solved(home: &Home, rest: &[&str]) -> serde_json::Value {
    json(home, &[&["solve", "scenario.toml"], rest].concat(), "solve.json")
}

#[test]
fn fourteen_days_at_1200_a_day_need_16800() {
    let home = Home::with(CONSTANT);
    let vary = "--vary pools.p.strength=10_000..30_000";
    let ran = home.succeeds(&format!("solve scenario.toml {vary} --ask two_weeks --reach 0.9"));
    let answer = "The least pools.p.strength at which two_weeks (p.coverage_days >= 14) holds in at \
                  least 90 % of runs is 16,800: the runs leave no other.";
    assert!(ran.stdout.contains(answer), "{}", ran.stdout);
    assert!(ran.stdout.contains("solve.json, charts/solve.png"), "{}", ran.stdout);
    let told = home.json("results/scenario-solve/solve.json");
    assert_eq!((&told["value"], &told["low"]), (&16_800.0.into(), &16_800.0.into()));
    assert_eq!(told["extreme"], "least");
}

#[test]
fn the_most_that_can_be_borne_is_the_greatest_rate() {
    let home = Home::with(CONSTANT);
    // 12,000 / 50 = 240 a day. And 50 days at 160.03 demand 8,001.5, of which the half is not due
    // before day 51; at 160.04 they demand 8,002, one more than there are.
    let rest = ["--metric", "p.coverage_days", "--quantile", "0.1", "--reach", "50"];
    let told = solved(&home, &[&["--vary", "losses.front.daily=100..500"], &rest[..]].concat());
    assert_eq!((&told["value"], &told["extreme"]), (&240.0.into(), &"greatest".into()));
    let set = ["--set", "pools.p.strength=8_001", "--vary", "losses.front.daily=100.00..500"];
    let told = solved(&home, &[&set[..], &rest[..]].concat());
    assert_eq!(told["value"], 160.03);
}

#[test]
fn a_chance_can_be_bounded_from_above() {
    let home = Home::with(CONSTANT);
    // Below 14 days in at most a tenth of the runs: the same 16,800.
    let ask = ["--ask", "p.coverage_days < 14", "--at-most", "0.1"];
    let told = solved(&home, &[&["--vary", "pools.p.strength=10_000..30_000"], &ask[..]].concat());
    assert_eq!(told["value"], 16_800.0);
    assert_eq!(told["there"]["probability"], 0.0);
    assert_eq!(told["short_of_it"]["probability"], 1.0);
}

#[test]
fn a_poisson_quantile_is_met_within_its_interval() {
    // Ten days of Poisson losses of mean 100 are Poisson(1,000), and the strength that covers all of
    // them in nine runs of ten is its 90 % quantile: scipy.stats.poisson.ppf(0.9, 1000) = 1041.
    let home = Home::with(
        "horizon = 20\n[run]\nseed = 6\nreplications = 100_000\n[pools.p]\nstrength = 900\n\
         [losses.l]\ndaily = { poisson = { mean = 100 } }\n",
    );
    let vary = ["--vary", "pools.p.strength=800..1_400"];
    let ask = ["--ask", "p.coverage_days >= 10", "--reach", "0.9"];
    let told = solved(&home, &[&vary[..], &ask[..]].concat());
    let number = |key: &str| told[key].as_f64().unwrap();
    assert!(number("low") <= 1_041.0 && 1_041.0 <= number("high"), "{told}");
    assert!(number("high") - number("low") <= 3.0, "{told}");
    assert!((number("value") - 1_041.0).abs() <= 1.0, "{told}");
}

#[test]
fn more_runs_narrow_the_interval() {
    let home = Home::with(LAW);
    let width = |replications| {
        let vary = ["--vary", "losses.front.daily.nb_drift.mean=500..2_000"];
        let ask = ["--ask", "ten_days", "--reach", "0.8", "--replications", replications];
        let told = solved(&home, &[&vary[..], &ask[..]].concat());
        told["high"].as_f64().unwrap() - told["low"].as_f64().unwrap()
    };
    let (few, many) = (width("1_000"), width("20_000"));
    // Twenty times the runs: a width 4.5 times less.
    assert!(many < few / 3.0, "{few} {many}");
}

#[test]
fn every_way_to_run_it_writes_the_same_bytes() {
    let home = Home::with(LAW);
    let arguments = "solve scenario.toml --vary pools.p.strength=9_000..20_000 --ask ten_days \
                     --reach 0.8 --replications 700 --no-charts";
    same_bytes(&home, arguments, &["solve.json"]);
}

#[test]
fn what_has_no_answer_is_refused_with_the_reason() {
    let home = Home::with(CONSTANT);
    let base = ["solve", "scenario.toml"];
    let vary = ["--vary", "pools.p.strength=10_000..12_000"];
    let ask = ["--ask", "two_weeks", "--reach", "0.9"];
    let of = |parts: &[&[&'static str]]| [&base[..], &parts.concat()[..]].concat();
    refused(
        &home,
        &of(&[&vary, &ask]),
        &["never holds in at least 90 % of runs", "at 10,000", "at 12,000", "another range"],
    );
    let high = ["--vary", "pools.p.strength=17_000..20_000"];
    refused(&home, &of(&[&high, &ask]), &["always holds in at least 90 % of runs"]);
    let names = &["no question `two_week`", "it asks `two_weeks`"];
    refused(&home, &of(&[&vary, &["--ask", "two_week", "--reach", "0.9"]]), names);
    refused(&home, &of(&[&vary, &["--ask", "two_weeks", "--reach", "90"]]), &["0.9 is 90 %"]);
    refused(&home, &of(&[&vary, &["--ask", "two_weeks"]]), &["--reach"]);
    refused(&home, &of(&[&vary, &["--reach", "0.5"]]), &["--ask"]);
    refused(
        &home,
        &of(&[&vary, &["--metric", "p.coverage_days", "--reach", "5"]]),
        &["--quantile"],
    );
    let slip = ["--vary", "pools.p.strenght=1..2"];
    refused(&home, &of(&[&slip, &ask]), &["--vary #1", "did you mean `strength`?"]);
    let text = ["--vary", "pools.p.strength=few..many"];
    refused(&home, &of(&[&text, &ask]), &["`few`", "not a number"]);
    let list = ["--vary", "pools.p.strength=1,2"];
    refused(&home, &of(&[&list, &ask]), &["no range to search", "outlast sweep"]);
    let predicate = ["--ask", "p.coverage_day >= 14", "--reach", "0.9"];
    refused(&home, &of(&[&vary, &predicate]), &["did you mean `p.coverage_days`?"]);
}

#[test]
fn a_chance_that_rises_and_falls_is_refused() {
    // Between 10 and 20 days: with 6,000 it is less, with 30,000 more.
    let home = Home::with(&CONSTANT.replace("p.coverage_days >= 14", "p.strength_end == 0"));
    home.write(
        "hill.toml",
        "horizon = 20\n[run]\nreplications = 500\n[pools.p]\nstrength = 100\nthresholds = { low = 50 }\n\
         [losses.l]\ndaily = 10\n[ask]\nlow = \"p.days_below.low == 10\"\n",
    );
    // 10 days of 20 close below 50 exactly where (strength - 50) / 10 days do not: 150 or so.
    let arguments = [
        "solve",
        "hill.toml",
        "--vary",
        "pools.p.strength=100..200",
        "--ask",
        "low",
        "--reach",
        "0.9",
    ];
    refused(&home, &arguments, &["neither only rises nor only falls", "outlast sweep"]);
}
