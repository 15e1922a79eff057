//! The validation book, `docs/validation.md`: every law and part of the model against its closed
//! form, as a page to read. It is written from what a run gives, and a run must give it again, byte
//! for byte; `BLESS=1 cargo test -p outlast-core --test integration validation` writes it anew.
//!
//! The closed forms share no code with the simulation: they are those of [`crate::engine`]'s tests.

mod book;
mod case;
mod chapter;
mod number;
mod page;
mod sections;

use std::path::PathBuf;

use book::{Book, Row, Section};
use case::Case;

use crate::engine::square;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation.md")
}

/// The book with the luck of this number; that of 0 is shipped.
fn book(luck: u32) -> Book {
    Book { sections: sections::all().into_iter().map(|chapter| chapter.run(luck)).collect() }
}

#[test]
fn the_shipped_validation_book_is_what_a_run_gives_and_every_row_passes() {
    let book = book(0);
    let page = page::write(&book);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path(), &page).expect("docs/ can be written to");
    }
    let failures: Vec<String> = book.failures().map(Row::to_string).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    // Standard errors are neither too wide nor too narrow. With 40 other seeds this was 0.91 to 1.09, of
    // standard deviation 0.05; the shipped luck is worse, and stays as it is: seeds are not chosen.
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
    let rows = case.altered(from, to).rows(0);
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
    // Salvos, empty days, rates that return, regimes, and transfers.
    for (name, from, to) in [
        ("`compound_poisson = { events = 0.3, size = 12 }`", "events = 0.3", "events = 0.306"),
        (
            "`zero_inflated = { zero = 0.4, daily = { poisson = { mean = 9 } } }`",
            "zero = 0.4",
            "zero = 0.412",
        ),
        (
            "`ar1_neg_binomial = { mean = 1_200, k = 60, phi = 0.87, sigma = 0.1 }`",
            "mean = 1_200",
            "mean = 1_224",
        ),
        (
            "`markov_neg_binomial = { states = [{ mean = 600, k = 20, stay = 12 }, \
             { mean = 1400, k = 40, stay = 5 }] }`",
            "mean = 600",
            "mean = 612",
        ),
    ] {
        let case = case_named(sections::more_laws::cases(), name);
        assert!(!verdict_with(case, from, to).passes(), "{name}");
    }
    for (name, from, to) in [
        ("tank chain, day on which storage is empty, in month 45", "rate = 90", "rate = 91.8"),
        (
            "120 hires a day, of whom 5 % leave a day, after 90 days",
            "poisson = 120",
            "poisson = 122.4",
        ),
    ] {
        let case = case_named(sections::transfers::cases(), name);
        assert!(!verdict_with(case, from, to).passes(), "{name}");
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
    let rows = poisson.altered("mean = 1_200", "mean = 1_224").rows(0);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| !row.passes()), "{rows:?}");
    // k 2 % off leaves the mean of a negative binomial as it is, and moves its variance by 1.9 %.
    let name = "`neg_binomial = { mean = 1_200, k = 43 }`";
    let case = case_named(sections::laws::cases(), name);
    let rows = case.altered("k = 43", "k = 42.14").rows(0);
    let verdicts: Vec<bool> = rows.iter().map(Row::passes).collect();
    assert_eq!(verdicts, [true, false], "{rows:?}");
}

/// What the z of many runs of the book must be like if laws and standard errors are right: standard
/// normal in every row, over runs, and in the sum over all of them. A bias of a fifth of a standard
/// error in a row shows.
#[test]
#[ignore = "takes a quarter of an hour in release: cargo test --release -p outlast-core --test integration -- --ignored many_seeds"]
#[expect(clippy::print_stdout, reason = "the page quotes these figures")]
fn over_many_seeds_the_z_scores_of_every_row_are_standard_normal() {
    const SEEDS: u32 = 40;
    let books: Vec<Vec<f64>> = (1..=SEEDS).map(z_scores).collect();
    let (rows, seeds) = (books[0].len(), f64::from(SEEDS));
    let of = |row: usize| books.iter().map(move |book| book[row]);
    let mean_square =
        |values: &mut dyn Iterator<Item = f64>, n: f64| values.map(square).sum::<f64>() / n;
    let all = mean_square(&mut books.iter().flatten().copied(), seeds * rows as f64).sqrt();
    let sums: Vec<f64> = (0..rows).map(|row| of(row).sum::<f64>() / seeds.sqrt()).collect();
    let of_sums = mean_square(&mut sums.iter().copied(), rows as f64).sqrt();
    println!(
        "{rows} rows, {SEEDS} seeds: root mean square {all:.3}; of the sums of a row {of_sums:.3}"
    );
    let beyond = |bound: f64| books.iter().flatten().filter(|z| z.abs() > bound).count();
    println!("beyond 2: {}, beyond 3: {}, beyond 4: {}", beyond(2.0), beyond(3.0), beyond(4.0));
    assert!((0.95..1.05).contains(&all) && (0.8..1.2).contains(&of_sums));
    for (row, sum) in sums.iter().enumerate() {
        // Chi-square of 40 over 40: 0.46 to 1.84 is all but 1 in 10,000 at either end. Where the reference
        // has an error of its own, that is the same in all runs: they scatter less, and their sum more.
        let spread = mean_square(&mut of(row), seeds);
        assert!(spread < 1.84, "row {row}: mean square {spread}");
        assert!(sum.abs() < 4.5, "row {row}: sum {sum}");
    }
}

/// z of the rows of a run that are scenarios and have a standard error of their own alone.
fn z_scores(luck: u32) -> Vec<f64> {
    let book = book(luck);
    let kernel = book.sections[0].rows.len();
    let rows = book.rows().skip(kernel);
    rows.filter(|row| row.simulated.se > 0.0 && row.expected.se == 0.0).map(Row::z).collect()
}
