//! Coverage under a drifting rate, of which no closed form is known: the second program.

use toml::Table;

use super::RUNS;
use crate::validation::book::Estimate;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Coverage under a rate that drifts has no closed form. The reference is a second \
    simulation, written apart from this one in another language with draws of its own, 2,000,000 runs each \
    (`crates/core/tests/integration/engine/oracle.toml`); its value has a standard error, and z counts both. Whole \
    shipped scenarios are held to it by some 1,000 more comparisons in `engine/oracle.rs` beside it.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Drifting rates", TEXT, cases())
}

/// Mean and standard deviation of a metric in the second program's run of a shipped scenario.
fn reference(case: &str, metric: &str) -> [Estimate; 2] {
    let file: Table = include_str!("../../engine/oracle.toml").parse().expect("it is TOML");
    let cases = file["case"].as_array().expect("cases are a list");
    let of = |key: &str| {
        let found = cases.iter().find(|c| c["name"].as_str() == Some(case)).expect("it is there");
        let pair = found["metrics"][metric][key].as_array().expect("value and standard error");
        let number = |index: usize| pair[index].as_float().expect("it is a number");
        Estimate { value: number(0), se: number(1) }
    };
    ["mean", "sd"].map(of)
}

fn cases() -> Vec<Case> {
    let shipped = |name: &'static str, text: &str, daily: &str| {
        let metric = "contingent.coverage_days";
        let [mean, sd] = reference(name, metric);
        Case::new(daily, text, metric, RUNS).like("second program", mean, sd)
    };
    vec![
        shipped(
            "seed_drift",
            include_str!("../../../../../../configs/seed_drift.toml"),
            "coverage of `seed_drift.toml`: m = 1,200, k = 60, sigma = 0.03, rate_cv = 0.1",
        ),
        shipped(
            "contingent_2024",
            include_str!("../../../../../../configs/contingent_2024.toml"),
            "coverage of `contingent_2024.toml`: the same with batches on the way",
        ),
    ]
}
