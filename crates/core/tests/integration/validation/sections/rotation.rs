//! Who goes home from a rotation.

use super::RUNS;
use crate::engine::rotation::{TWO_COHORTS, two_cohorts};
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Survivors who go home after their tour. Losses fall on all who are in the line alike, so those of a \
    cohort are hypergeometric: of m lost among N, a cohort of K loses m K/N on average, with variance \
    m (K/N)(1 - K/N)(N - m)/(N - 1), and two cohorts are negatively correlated. The moments of survivors follow day by day. \
    Two cohorts: 60 a day among 2,000, with 1,000 more for 20 days from day 3 and 2,000 more for 12 days from day 11.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Rotation", TEXT, cases())
}

fn cases() -> Vec<Case> {
    let one_day = "horizon = 10\n[pools.line]\nstrength = 700\n[losses.front]\npool = \"line\"\ndaily = 100\n\
        [[batches]]\npool = \"line\"\nday = 1\nsize = 300\ntour = 1\n";
    let home = |name: &str, toml: &str| Case::new(name, toml, "line.rotated_out_total", RUNS / 4);
    let [first, second, both] = two_cohorts();
    vec![
        home("one day: 300 among 1,000, of whom 100 are lost", one_day)
            .mean("K (1 - m/N)", 270.0)
            .variance("m (K/N)(1 - K/N)(N - m)/(N - 1)", 100.0 * 0.3 * 0.7 * 900.0 / 999.0),
        home("the first of two cohorts", &TWO_COHORTS.replace("tour = 12", "tour = 13"))
            .mean("1,000 Π (1 - 60/N)", first.0)
            .variance("recursion of E K²", first.1),
        home("the second of two cohorts", &TWO_COHORTS.replace("tour = 20", "tour = 21"))
            .mean("2,000 Π (1 - 60/N)", second.0)
            .variance("recursion of E K²", second.1),
        home("both cohorts", TWO_COHORTS)
            .mean("sum of both", both.0)
            .variance("sum of both + 2 covariance", both.1),
    ]
}
