//! Whole models against theory: the examples, with fewer runs. Bounds are 99.9 % (3.29 standard
//! errors) and the seeds are fixed.

#[path = "../../examples/mm1.rs"]
#[expect(dead_code, reason = "its main is the example's")]
mod mm1;
#[path = "../../examples/ross_repair.rs"]
#[expect(dead_code, reason = "its main is the example's")]
mod ross_repair;

const BOUND: f64 = 3.29;

/// The standard error is 2.2 % of the mean. A repair 5 % slower would take 14 % off the mean (it goes
/// about as the cube of the repair rate), six standard errors.
#[test]
fn the_workshop_lasts_as_long_as_first_passage_theory_says() {
    let (mean, error) = ross_repair::mean_time_to_failure(1, 2_000);
    assert!(error < 0.03 * ross_repair::EXACT_MEAN, "standard error {error}");
    assert!((mean - ross_repair::EXACT_MEAN).abs() < BOUND * error, "mean {mean} +- {error}");
}

/// 300 replications of 2,000 units: standard errors near 0.7 %.
#[test]
fn the_single_server_queue_is_as_long_and_as_slow_as_theory_says() {
    let (number, wait) = mm1::observe(1, 300);
    for (finding, theory) in [(number, mm1::EXACT_NUMBER), (wait, mm1::EXACT_WAIT)] {
        let (estimate, errors) = (finding.estimate, finding.errors_from_theory);
        assert!(errors.abs() < BOUND, "{estimate} is {errors} standard errors from {theory}");
        // The test has power: within the bound, the estimate is close.
        assert!((estimate / theory - 1.0).abs() < 0.03, "{estimate} against {theory}");
    }
}
