//! What is in the book, section by section.

pub(super) mod batches;
pub(super) mod correlations;
pub(super) mod drift;
pub(super) mod hazards;
pub(super) mod kernel;
pub(super) mod laws;
pub(super) mod modifiers;
pub(super) mod more_laws;
pub(super) mod opposed;
pub(super) mod passage;
pub(super) mod policies;
pub(super) mod returns;
pub(super) mod rotation;
pub(super) mod stocks;
pub(super) mod transfers;
pub(super) mod units;

use super::case::Case;
use super::chapter::Chapter;

/// Replications of most samples: a variance 2 % off is then 5 standard errors off.
const RUNS: u64 = crate::engine::closed_forms::RUNS;

pub(super) fn all() -> Vec<Chapter> {
    vec![
        kernel::section(),
        samplers(),
        laws::section(),
        more_laws::section(),
        modifiers::section(),
        passage::section(),
        drift::section(),
        batches::section(),
        rotation::section(),
        units::section(),
        returns::section(),
        transfers::section(),
        stocks::section(),
        hazards::section(),
        opposed::section(),
        correlations::section(),
        policies::section(),
    ]
}

/// A section of simulated cases.
fn section(title: &'static str, text: &str, cases: Vec<Case>) -> Chapter {
    Chapter { title, text: text.to_owned(), cases, rows: Vec::new() }
}

fn samplers() -> Chapter {
    let text = "How single values are drawn (Poisson, negative binomial, binomial, hypergeometric, gamma, normal, \
        lognormal, tables) is held to the laws of another library by chi-square tests, with up to a million \
        draws each, in `crates/core/tests/integration/samplers`; the rows below would show their errors in sums.";
    Chapter { title: "Samplers", text: text.to_owned(), cases: Vec::new(), rows: Vec::new() }
}
