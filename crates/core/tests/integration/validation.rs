//! The validation book, `docs/validation.md`: every law and part of the model against its closed
//! form, as a page to read. It is written from what a run gives, and a run must give it again, byte
//! for byte; `BLESS=1 cargo test -p outlast-core --test integration validation` writes it anew.
//!
//! The closed forms share no code with the simulation: they are those of [`crate::engine`]'s tests.

mod book;
mod case;
mod number;
mod page;
mod sections;

use std::path::PathBuf;

use book::{Book, Row, Section};
use case::Case;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation.md")
}

#[test]
fn the_shipped_validation_book_is_what_a_run_gives_and_every_row_passes() {
    let book = Book { sections: sections::all() };
    let page = page::write(&book);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path(), &page).expect("docs/ can be written to");
    }
    let failures: Vec<String> = book.failures().map(Row::to_string).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    // Standard errors are neither too wide nor too narrow: over some 120 rows, of which those of a
    // sample are not quite independent, the standard deviation of this is about 0.07.
    let spread = book.root_mean_square_z();
    assert!((0.75..1.25).contains(&spread), "root mean square of z: {spread}");
    let shipped = std::fs::read_to_string(path()).unwrap_or_default();
    for (number, (new, old)) in page.lines().zip(shipped.lines()).enumerate() {
        assert_eq!(new, old, "line {}: run with BLESS=1 if the change is meant", number + 1);
    }
    assert_eq!(page.len(), shipped.len(), "the run's page and the shipped one differ in length");
}

/// The verdict on one case, of which the simulated scenario is altered and the closed form is not.
fn verdict_with(case: Case, from: &str, to: &str) -> Book {
    let rows = case.altered(from, to).rows();
    Book { sections: vec![Section { title: "planted", text: String::new(), rows }] }
}

fn case_named(cases: Vec<Case>, name: &str) -> Case {
    cases.into_iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no case {name}"))
}

#[test]
fn an_error_of_2_percent_in_a_rate_fails_the_validation_book() {
    for name in [
        "`poisson = { mean = 1_200 }`",
        "`neg_binomial = { mean = 1_200, k = 43 }`",
        "`nb_drift = { mean = 1_200, k = 60, sigma = 0.03, rate_cv = 0.1 }`",
        "`gamma = { mean = 1_200, cv = 0.5 }`",
        "`lognormal = { mean = 1_200, cv = 0.5 }`",
    ] {
        let case = || case_named(sections::laws::cases(), name);
        let book = verdict_with(case(), "mean = 1_200", "mean = 1_224");
        assert!(!book.passes(), "{name}: {:?}", book.sections[0].rows);
        assert!(page::write(&book).contains("**fail**"), "{name}");
        assert!(verdict_with(case(), "mean = 1_200", "mean = 1_200.0").passes(), "{name}");
    }
    // Days to exhaustion, and a hazard.
    let seed = case_named(sections::passage::cases(), "coverage, Poisson days");
    assert!(!verdict_with(seed, "mean = 1_200", "mean = 1_224").passes());
    let hazard = case_named(sections::hazards::cases(), "7.67 per 1,000, day 130");
    assert!(!verdict_with(hazard, "7.67", "7.8234").passes());
}

#[test]
fn an_error_of_2_percent_in_a_variance_fails_its_own_row() {
    // The mean of a Poisson total is 2 % off, and so is its variance: each row says so alone.
    let name = "`poisson = { mean = 1_200 }`";
    let poisson = case_named(sections::laws::cases(), name);
    let rows = poisson.altered("mean = 1_200", "mean = 1_224").rows();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| !row.passes()), "{rows:?}");
    // k 2 % off leaves the mean of a negative binomial as it is, and moves its variance by 1.9 %.
    let name = "`neg_binomial = { mean = 1_200, k = 43 }`";
    let case = case_named(sections::laws::cases(), name);
    let rows = case.altered("k = 43", "k = 42.14").rows();
    let verdicts: Vec<bool> = rows.iter().map(Row::passes).collect();
    assert_eq!(verdicts, [true, false], "{rows:?}");
}
