//! Twins and engine answer alike, or their ratio means nothing.

use rand::{SeedableRng, rngs::SmallRng};

use crate::twins;
use crate::workloads::{Kernel, exhaustion, plan};

/// Mean and standard deviation of W1's day, from the exact law of Poisson sums.
const W1: (f64, f64) = (10.498_786_056_737_437, 0.499_998_5);
/// The same of W4, from 40 million runs of an independent program (`numpy_racer.py`); the mean's standard error is 0.0002.
const W4: (f64, f64) = (10.650_36, 1.19);

const RUNS: u64 = 20_000;

/// Within the bounds that 99.9 % of right means keep.
fn assert_mean(mean: f64, (expected, sd): (f64, f64), who: &str) {
    let bound = 3.3 * sd / (RUNS as f64).sqrt();
    assert!((mean - expected).abs() < bound, "{who}: {mean}, not {expected} within {bound}");
}

fn kernel_mean<const L: usize>(workload: &str) -> f64 {
    Kernel::<L>::new(&plan(workload, 1, &exhaustion())).mean_day(RUNS)
}

#[test]
fn all_answer_the_seed_question_alike() {
    assert_mean(kernel_mean::<256>("w1"), W1, "lanes");
    assert_mean(kernel_mean::<1>("w1"), W1, "width 1");
    assert_mean(twins::w1(RUNS, &mut SmallRng::seed_from_u64(2)), W1, "by hand");
    assert_mean(twins::w1_heap(RUNS, 3), W1, "binary heap");
}

#[test]
fn all_answer_the_default_law_alike() {
    assert_mean(kernel_mean::<256>("w4"), W4, "lanes");
    assert_mean(twins::w4(RUNS, &mut SmallRng::seed_from_u64(2)), W4, "by hand");
}
