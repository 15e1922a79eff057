//! The book as Markdown.

use std::fmt::Write;

use super::book::{BOUND, Book, Row, Section, chance_per_row};
use super::number::{decimals, fixed, trimmed};

pub(super) fn write(book: &Book) -> String {
    let mut page = introduction(book);
    for section in &book.sections {
        page.push_str(&table(section));
    }
    page
}

fn introduction(book: &Book) -> String {
    let rows = book.rows().count();
    let failed = book.failures().count();
    let verdict = if book.passes() {
        format!("**All {rows} rows pass.**")
    } else {
        format!("**{failed} of {rows} rows fail.**")
    };
    let estimated = book.estimated().count();
    let largest = book.estimated().map(|row| row.z().abs()).fold(0.0, f64::max);
    let family = chance_per_row() * estimated as f64;
    format!(
        "# Validation

Does the program compute what it says it computes? Each row below takes one part of the model, works
out by mathematics what must come of it, simulates it, and compares. {verdict} The largest |z| is
{largest:.2}, and the root mean square of all z is {rms:.2}. Right laws with right standard errors give 1, give or take
0.05, so this luck is an unusually bad one. That it is luck an ignored test shows, `over_many_seeds_...`, in a quarter
of an hour: drawn anew with 40 other seeds, 228 of the rows had 0.98, with 4.2 % beyond 2 and 0.3 % beyond 3 as a
normal z has, and the sums over the 40 of each row, which would show a bias of a fifth of a standard error, had 0.91.

**What is checked.** The laws of daily losses, what shares, schedules and pulses make of them, how long
a strength lasts, batches, rotation, fates and returns, transfers, backorders, servers and supplies, losses per
head, battles, correlations, policies, and the kernel beneath. The closed forms come from textbooks or are
derived in the tests; no code is shared with the simulation. Where there is no closed form, the reference is a
second program, in another language and with draws of its own, and has a standard error too.

**How to read a row.** *Closed form* is the formula and its value. *Simulated* is the estimate with its
standard error, the scatter that chance alone gives it. *z* is their difference in standard errors (of
both, if the reference has one): within 1 in two of three cases, beyond 2 in one of twenty, beyond 3 in one of
400. A row passes if |z| < {BOUND}. A right program fails one row with probability {per_row:.5}, and any of the
{estimated} rows that have a standard error with at most {family:.4}: that is the family-wise error. *Exact* means that
nothing is random and the two are equal. A row cannot see an error that is small beside its standard error: half of
the rows would show one of {resolution:.1} % of the value, or a smaller one, in 98 of 100 cases.

**Same luck every time.** Each case has a seed of its own, the hash of its name, so this page is the same on
every machine, and the ordinary tests compare it with a fresh run byte for byte. They also plant errors of 2 % in
rates, in k, in chances and in a hazard, and demand that the rows then fail.
`BLESS=1 cargo test -p outlast-core --test integration validation` writes the page anew.

**What is not validated here.** Whether the inputs are true: 1,200 losses a day, or half of the wounded returning, are
somebody's claims or assumptions, and a simulation that passes every row repeats a wrong rate faithfully. Whether a law
is right for the war at hand: that is a question to data, and the README's words on `nb_drift` say how far it was
answered. Nor does a page of marginal results prove that all parts work together: other tests hold whole scenarios to the
second program, and keep everybody counted.
",
        rms = book.root_mean_square_z(),
        per_row = chance_per_row(),
        resolution = 100.0 * book.median_resolution(),
    )
}

fn table(section: &Section) -> String {
    let mut text = format!("\n## {}\n\n{}\n", section.title, section.text);
    if section.rows.is_empty() {
        return text;
    }
    text.push_str("\n| what | closed form | simulated ± se | z | verdict | runs | seed |\n");
    text.push_str("|---|---|---|---|---|---|---|\n");
    for row in &section.rows {
        text.push_str(&line(row));
    }
    text
}

fn line(row: &Row) -> String {
    let Row { what, formula, expected, simulated, replications, seed } = row;
    let digits = if row.is_exact() { 6 } else { decimals(simulated.se.max(expected.se)) };
    let mut value = trimmed(expected.value, if digits == 0 { 0 } else { digits + 1 });
    if expected.se > 0.0 {
        let digits = decimals(expected.se);
        value = format!("{} ± {}", fixed(expected.value, digits), fixed(expected.se, digits));
    }
    let (seen, z) = if row.is_exact() {
        (trimmed(simulated.value, digits), "exact".to_owned())
    } else {
        let digits = decimals(simulated.se);
        let seen = fixed(simulated.value, digits);
        (format!("{seen} ± {}", fixed(simulated.se, digits)), format!("{:+.2}", row.z()))
    };
    let verdict = if row.passes() { "pass" } else { "**fail**" };
    let runs = fixed(*replications as f64, 0);
    let mut text = String::new();
    writeln!(text, "| {what} | {formula} = {value} | {seen} | {z} | {verdict} | {runs} | {seed} |")
        .expect("a string takes all");
    text
}
