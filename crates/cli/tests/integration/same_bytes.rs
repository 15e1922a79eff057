//! Threads, widths, chunks and instructions change the speed and not one byte of what is written.

use crate::command::Home;
use crate::scenarios;

const WAYS: [&str; 12] = [
    "--threads 1",
    "--threads 2",
    "--threads 7",
    "--width 1",
    "--width 16",
    "--width 32",
    "--width 64",
    "--chunk 1",
    "--chunk 13",
    "--chunk 1000",
    "--threads 7 --width 16 --chunk 3",
    "--instructions baseline",
];

/// Everything but charts, which are drawn from the same summary.
const FILES: [&str; 4] = ["out/summary.json", "out/daily.csv", "out/manifest.json", "runs.csv"];

fn written(home: &Home, way: &str) -> Vec<String> {
    home.succeeds(&format!("run scenario.toml --out out --runs runs.csv --no-charts {way}"));
    FILES.iter().map(|file| home.read(file)).collect()
}

#[test]
fn every_way_to_run_a_scenario_writes_the_same_bytes() {
    for (name, home) in scenarios::all() {
        let first = written(&home, WAYS[0]);
        for way in &WAYS[1..] {
            for (file, (one, other)) in FILES.iter().zip(first.iter().zip(written(&home, way))) {
                assert!(*one == other, "{name}: {file} differs with {way}");
            }
        }
    }
}

#[test]
fn charts_are_the_same_bytes_twice() {
    let home = Home::with(scenarios::DRIFT);
    home.succeeds("run scenario.toml --out one --threads 1");
    home.succeeds("run scenario.toml --out two --threads 2");
    for file in home.files().iter().filter(|file| file.starts_with("one")) {
        let other = std::path::Path::new("two").join(file.strip_prefix("one").unwrap());
        let bytes = |file| std::fs::read(home.path().join(file)).unwrap();
        assert!(bytes(file.clone()) == bytes(other), "{} differs", file.display());
    }
}

#[test]
fn another_seed_gives_another_digest_and_the_scenarios_own_seed_the_same() {
    let home = Home::with(scenarios::DRIFT);
    let digest = |arguments: &str| {
        home.succeeds(&format!("run scenario.toml --no-charts {arguments}"));
        home.json("results/scenario/summary.json")["digest"].clone()
    };
    let own = digest("");
    assert_eq!(own, digest("--seed 11"));
    assert_eq!(own, digest("--set run.seed=11"));
    assert_ne!(own, digest("--seed 12"));
}

#[test]
fn more_replications_begin_with_the_same_rows() {
    let home = Home::with(scenarios::DRIFT);
    home.succeeds("run scenario.toml --no-charts --runs few.csv --replications 70");
    home.succeeds("run scenario.toml --no-charts --runs many.csv --replications 1_00");
    let (few, many) = (home.read("few.csv"), home.read("many.csv"));
    assert_eq!(few.lines().count(), 71);
    assert_eq!(many.lines().count(), 101);
    assert!(many.starts_with(&few));
}
