//! `outlast drivers`.

use super::{CONSTANT, LAW, json, refused, same_bytes};
use crate::command::Home;

#[test]
fn the_input_that_matters_comes_first() {
    let home = Home::with(LAW);
    let ran = home.succeeds("drivers scenario.toml");
    let at = |what: &str| ran.stdout.find(what).unwrap_or_else(|| panic!("{what}: {}", ran.stdout));
    assert!(at("losses.front.daily.rate_factor") < at("pools.p.strength"));
    assert!(at("pools.p.strength") < at("the rest: chance"));
    assert!(ran.stdout.contains("drivers.json, charts/drivers.png"), "{}", ran.stdout);
}

#[test]
fn constant_losses_leave_all_the_spread_to_the_strength() {
    let home = Home::with(CONSTANT);
    let set = "pools.p.strength={ uniform = [9_000, 15_000] }";
    let arguments = ["drivers", "scenario.toml", "--set", set, "--replications", "40_000"];
    let told = json(&home, &arguments, "drivers.json");
    let strength = &told["inputs"][0];
    assert_eq!(strength["input"], "pools.p.strength");
    // Coverage is strength / 1,200: all of the variance, but for the 1/80² within the classes. It is
    // 9,300 / 1,200 = 7.75 days at the 5 % point and 14,700 / 1,200 = 12.25 at the 95 % point.
    let share = strength["share"]["value"].as_f64().unwrap();
    assert!((0.999..=1.0).contains(&share), "{share}");
    for (end, days) in [(0, 7.75), (1, 12.25)] {
        let mean = strength["swing"][end]["mean"].as_f64().unwrap();
        assert!((mean - days).abs() < 0.03, "{mean} for {days}");
    }
    assert_eq!(told["metric"], "p.coverage_days");
}

#[test]
fn inputs_are_called_what_the_file_calls_them() {
    let home = Home::with(
        r#"
horizon = 30
[supplies.fuel]
stock = { uniform = [900, 1_100] }
use = { gamma = { mean = { uniform = [35, 45] }, cv = 0.3 } }
share = { uniform = [0.9, 1] }
resupply = { rate = { uniform = [100, 200] }, per = "month" }
deliveries = [{ day = 3, size = { uniform = [50, 90] } }]
[pools.p]
strength = 100
[[batches]]
pool = "p"
day = 2
size = { uniform = [5, 9] }
"#,
    );
    let arguments = ["drivers", "scenario.toml", "--metric", "fuel.coverage_days"];
    let told =
        json(&home, &[&arguments[..], &["--replications", "2_000"]].concat(), "drivers.json");
    let mut names: Vec<&str> =
        told["inputs"].as_array().unwrap().iter().filter_map(|i| i["input"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "batches.0.size",
            "supplies.fuel.deliveries.0.size",
            "supplies.fuel.resupply.rate",
            "supplies.fuel.share",
            "supplies.fuel.stock",
            "supplies.fuel.use.mean",
        ]
    );
    // Each is a path that `--set` takes, but for the form of the law, which is left out.
    for name in names.iter().filter(|name| !name.ends_with("mean")) {
        let set = format!("{name}=1");
        let ran = home.outlast(&["run", "scenario.toml", "--replications", "9", "--set", &set]);
        assert_eq!(ran.code, Some(0), "{set}: {}", ran.stderr);
    }
}

#[test]
fn every_way_to_run_it_writes_the_same_bytes() {
    let home = Home::with(LAW);
    let arguments = "drivers scenario.toml --replications 3_000 --no-charts";
    same_bytes(&home, arguments, &["drivers.json"]);
}

#[test]
fn what_has_no_drivers_is_refused() {
    let home = Home::with(CONSTANT);
    refused(&home, &["drivers", "scenario.toml"], &["nothing in the scenario is uncertain"]);
    let slip = ["drivers", "scenario.toml", "--metric", "p.coverage_day"];
    refused(&home, &slip, &["did you mean `p.coverage_days`?"]);
}
