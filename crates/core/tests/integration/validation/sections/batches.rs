//! When batches come, if they do.

use super::RUNS;
use crate::engine::closed_forms::batches::DELAYS;
use crate::engine::square;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Arrivals, in persons. Each batch of a series comes with the chance `arrives`, and late by a delay x \
    rounded up to whole days, so that one due on day 4 is there by day 4 + n with probability F(n), \
    F the distribution function of x.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Batches", TEXT, cases())
}

fn arrivals(name: impl Into<String>, horizon: u32, batch: &str) -> Case {
    let toml = format!(
        "horizon = {horizon}\n[pools.p]\nstrength = 5\n[[batches]]\npool = \"p\"\n{batch}\n"
    );
    Case::new(name, toml, "p.arrivals_total", RUNS)
}

fn cases() -> Vec<Case> {
    let mut cases = vec![chance(), uncertain_chance()];
    for (delay, cdf) in DELAYS {
        let late = 3_u32;
        let p = cdf(f64::from(late));
        let batch = format!("day = 4\nsize = 70\ndelay = {delay}");
        let what = format!("part there {late} days after the due one");
        let name = format!("delay `{delay}`");
        cases.push(arrivals(name, 4 + late, &batch).part(&what, "F(3)", p, |count| count == 70.0));
    }
    cases.push(staged());
    cases
}

fn chance() -> Case {
    arrivals(
        "9 batches of 100, each with chance 0.9",
        60,
        "day = 1\nevery = 5\ncount = 9\nsize = 100\narrives = 0.9",
    )
    .mean("100 × 9 p", 810.0)
    .variance("100² × 9 p (1 - p)", 1e4 * 9.0 * 0.9 * 0.1)
    .part("part with all 9", "p⁹", libm::pow(0.9, 9.0), |count| count == 900.0)
}

fn uncertain_chance() -> Case {
    // E p = 0.6, Var p = 0.64/12; given p binomial.
    let spread = 0.64 / 12.0;
    arrivals(
        "9 batches of 100, one chance uniform 0.2 to 1 for all",
        60,
        "day = 1\nevery = 5\ncount = 9\nsize = 100\narrives = { uniform = [0.2, 1.0] }",
    )
    .mean("100 × 9 E p", 540.0)
    .variance("100² (9 E p(1 - p) + 81 Var p)", 1e4 * (9.0 * (0.6 - 0.36 - spread) + 81.0 * spread))
}

fn staged() -> Case {
    // Due on days 3, 7, 11, 15, 19: batch i has come by day 20 with probability q, and their number N
    // is a sum of independent yes or no. The size Z, on the integers, is one for the run.
    let (mut mean, mut variance) = (0.0, 0.0);
    for day in [3.0, 7.0, 11.0, 15.0, 19.0] {
        let q = -0.9 * libm::expm1(-(20.0 - day) / 2.0);
        mean += q;
        variance += q * (1.0 - q);
    }
    let size_square = square(1_500.0) + (square(1_001.0) - 1.0) / 12.0;
    arrivals(
        "staged, by day 20: size uniform 1,000 to 2,000 every 4 days from day 3, chance 0.9, delay exponential of mean 2",
        20,
        "day = 3\nevery = 4\ncount = 9\nsize = { uniform = [1_000, 2_000] }\ndelay = { exponential = { mean = 2 } }\narrives = 0.9",
    )
    .mean("E Z Σ q, q = 0.9 (1 - e^(-(20 - day)/2))", 1_500.0 * mean)
    .variance(
        "E Z² (Σ q (1 - q) + (Σ q)²) - (E Z Σ q)²",
        (variance + mean * mean) * size_square - square(1_500.0 * mean),
    )
}
