//! Rotations with demands, hazards, early reliefs, handovers and replacements, against a program of
//! its own (Python, `NumPy`'s generator and its binomial, Poisson and multivariate hypergeometric
//! laws), written from the words of the language: 20,000 runs of each scenario.

use super::{columns, moments, plan};
use crate::engine::square;

/// Early reliefs by worn units, handover, a reserve that runs out; refilled at rest.
const WORN: &str = "horizon = 150\n[pools.replacements]\nstrength = 1_000\n[rotations.line]\nunits = 9\n\
    unit_size = 400\ndeployed = 3\ntour = 40\ndwell = 20\nhandover = 2\nrelieve_below = 0.7\n\
    min_fill = 0.8\nrefill = { to = 0.95, from = \"replacements\", rate = 8 }\n\
    [losses.sickness]\npool = \"line\"\nhazard = 4\n\
    [losses.front]\npool = \"line\"\ndaily = { poisson = 13 }\n";

/// Too few units for their dwell, in the end without replacements, and now and then the line is
/// empty.
const SHORT: &str = "horizon = 120\n[pools.replacements]\nstrength = 400\n[rotations.line]\nunits = 5\n\
    unit_size = 300\ndeployed = 2\ntour = 15\ndwell = 25\nrelieve_below = 0.5\nmin_fill = 0.6\n\
    refill = { from = \"replacements\", rate = 6, when = \"both\" }\n\
    [losses.sickness]\npool = \"line\"\nhazard = 4\n\
    [losses.front]\npool = \"line\"\ndaily = { poisson = 11 }\n";

const RUNS: u64 = 20_000;

/// Mean, its standard error, and standard deviation of metrics of the line, in their units.
#[track_caller]
fn assert_like(toml: &str, expected: &[(&str, f64, f64, f64)]) {
    let plan = plan(toml);
    let columns = columns::<64>(&plan, RUNS);
    for &(metric, mean, se, sd) in expected {
        let name = format!("line.{metric}");
        let place = plan.metrics().iter().position(|metric| metric.name == name);
        let sample = &columns[place.expect("a metric")];
        let scale = if metric == "fill_min" { 1e6 } else { 1.0 };
        let (found, variance) = moments(sample);
        let (found, found_sd) = (found / scale, variance.sqrt() / scale);
        let error = (square(se) + square(found_sd) / RUNS as f64).sqrt();
        // 99.9 % bounds; a fill is rounded down to a millionth.
        assert!(
            (found - mean).abs() <= 3.29 * error + 1e-6,
            "{name}: {found}, expected {mean} +- {error}"
        );
        // Of laws with tails as short as these the sd is known to 1/sqrt(2n) or little more.
        assert!((found_sd - sd).abs() <= 0.04 * sd, "{name}: sd {found_sd}, expected {sd}");
    }
}

#[test]
fn worn_units_and_handovers_are_as_an_independent_program_has_them() {
    assert_like(
        WORN,
        &[
            ("gap_days", 49.28810, 0.03146, 4.4497),
            ("reliefs_total", 18.83015, 0.00343, 0.4851),
            ("early_reliefs_total", 17.64240, 0.00443, 0.6269),
            ("tours_completed", 1.18775, 0.00276, 0.3905),
            ("veterans_total", 4_858.124, 0.82476, 116.6388),
            ("veteran_days_total", 121_887.849, 16.94880, 2_396.922),
            ("refilled_total", 1_000.0, 0.0, 0.0),
            ("losses_total", 2_556.961, 0.32832, 46.4308),
            ("fill_min", 0.46577, 0.00023, 0.0326),
            ("strength_end", 654.85595, 0.32610, 46.1173),
            ("at_rest_end", 1_388.183, 0.35770, 50.5864),
        ],
    );
}

#[test]
fn too_few_units_and_empty_lines_are_as_an_independent_program_has_them() {
    assert_like(
        SHORT,
        &[
            ("gap_days", 54.20455, 0.02049, 2.8971),
            ("reliefs_total", 10.93960, 0.00192, 0.2714),
            ("early_reliefs_total", 0.0, 0.0, 0.0),
            ("tours_completed", 10.93960, 0.00192, 0.2714),
            ("veterans_total", 2_205.211, 0.47991, 67.8688),
            ("veteran_days_total", 37_077.257, 8.00634, 1_132.268),
            ("refilled_total", 400.0, 0.0, 0.0),
            ("losses_total", 1_500.134, 0.22156, 31.3327),
            ("shortfall_total", 7.35830, 0.14421, 20.3951),
            ("fill_min", 0.02287, 0.00018, 0.0251),
            ("strength_end", 16.81590, 0.12245, 17.3165),
            ("at_rest_end", 383.05050, 0.17832, 25.2186),
        ],
    );
}
