//! The discrete-event kernel, on two models of textbooks.

use outlast_des::stream_id;

use crate::validation::book::{Estimate, Row};
use crate::validation::chapter::Chapter;

#[path = "../../../../../des/examples/mm1.rs"]
#[expect(dead_code, reason = "its main is the example's")]
mod mm1;
#[path = "../../../../../des/examples/ross_repair.rs"]
#[expect(dead_code, reason = "its main is the example's")]
mod ross_repair;

pub(in crate::validation) fn section() -> Chapter {
    let text = "The event calendar, the clock and the random streams, on two models that know no losses: \
        `crates/des/examples/ross_repair.rs` (10 machines in use, 3 spares, one repairer; when is none left?) and \
        `crates/des/examples/mm1.rs` (a queue with arrivals at rate 1.2 and service at rate 2; 2,000 units of time \
        a run).";
    let mut rows = vec![ross()];
    rows.extend(queue());
    Chapter { title: "Kernel", text: text.to_owned(), cases: Vec::new(), rows }
}

fn ross() -> Row {
    let (replications, seed) = (2_000, u64::from(stream_id("Ross")));
    let (value, se) = ross_repair::mean_time_to_failure(seed, replications);
    Row {
        what: "Ross's repair problem: mean time to failure".to_owned(),
        formula: "first passage of a birth-death chain, h(0) = 10, h(k) = 10 + 10 h(k - 1): \
            10 + 110 + 1,110 + 11,110"
            .to_owned(),
        expected: Estimate::exact(ross_repair::EXACT_MEAN),
        simulated: Estimate { value, se },
        replications,
        seed,
    }
}

/// Number in the system, and wait.
fn queue() -> [Row; 2] {
    let (replications, seed) = (300, u64::from(stream_id("M/M/1")));
    let (number, wait) = mm1::observe(seed, replications);
    let row = |what: &str, formula: &str, finding: mm1::Finding, exact: f64| Row {
        what: format!("M/M/1 queue, load r = 0.6: {what}"),
        formula: formula.to_owned(),
        expected: Estimate::exact(exact),
        simulated: Estimate {
            value: finding.estimate,
            se: (finding.estimate - exact) / finding.errors_from_theory,
        },
        replications,
        seed,
    };
    [
        row("mean number in the system L", "r/(1 - r)", number, mm1::EXACT_NUMBER),
        row("mean wait Wq", "r/(2 - 1.2)", wait, mm1::EXACT_WAIT),
    ]
}
