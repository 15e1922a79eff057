//! Experiments against exact laws, and the same bytes however they are run.

mod backtest;
mod compare;
mod drivers;

use std::num::NonZeroUsize;

use outlast_montecarlo::{Options, Width};

/// Ways to run so many replications that may change the speed and nothing else.
fn ways(replications: u64) -> Vec<Options> {
    let usual = Options::new(replications);
    let threads = |n| Options { threads: NonZeroUsize::new(n), ..usual };
    vec![
        threads(1),
        threads(2),
        threads(7),
        Options { width: Some(Width::One), chunk: 13, ..threads(2) },
        Options { width: Some(Width::Sixteen), chunk: 1, ..threads(7) },
        Options { width: Some(Width::ThirtyTwo), chunk: 1_000, ..threads(1) },
    ]
}
