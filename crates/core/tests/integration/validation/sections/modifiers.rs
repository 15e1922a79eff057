//! What shares, schedules and pulses make of a law.

use super::RUNS;
use super::laws::totals;
use crate::engine::closed_forms::modifiers::pulse_days;
use crate::engine::square;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const DAYS: f64 = 30.0;

const TEXT: &str = "Totals of 30 days again. A share p lets each loss fall on the pool with probability p; a schedule \
    multiplies the mean of its days by f; a pulse begins on a quiet day with probability 1 - e^(-per_year/365.25), and \
    multiplies the mean while it lasts.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Shares, schedules and pulses", TEXT, cases())
}

fn cases() -> Vec<Case> {
    let mut cases = shares();
    cases.extend(schedules());
    cases.push(pulse());
    cases
}

fn shares() -> Vec<Case> {
    let uncertain = "share = { uniform = [0.02, 0.08] }";
    vec![
        totals("`constant = 1_200`, share 0.3", "daily = 1_200\nshare = 0.3")
            .mean("36,000 p", 10_800.0)
            .variance("36,000 p (1 - p)", 36_000.0 * 0.3 * 0.7),
        totals("`poisson = 800`, share 0.02", "daily = { poisson = 800 }\nshare = 0.02")
            .mean("30 m p", 480.0)
            .variance("30 m p", 480.0),
        totals(
            "`neg_binomial = { mean = 1_200, k = 43 }`, share 0.25",
            "daily = { neg_binomial = { mean = 1_200, k = 43 } }\nshare = 0.25",
        )
        .mean("30 m p", 9_000.0)
        .variance("30 (m p + (m p)²/k)", DAYS * (300.0 + 9e4 / 43.0)),
        totals(
            "`constant = 1_200`, share uniform 0.02 to 0.08",
            &format!("daily = 1_200\n{uncertain}"),
        )
        .mean("36,000 E p", 1_800.0)
        // E p (1 - p) = 0.05 - 0.0025 - 0.0003.
        .variance(
            "36,000 E p(1 - p) + 36,000² Var p, Var p = 0.06²/12",
            36_000.0 * 0.0472 + square(36_000.0) * 0.0003,
        ),
    ]
}

fn schedules() -> Vec<Case> {
    let steps = "schedule = [{ from = 6, factor = 2 }, { from = 21, factor = 0.25 }]";
    // 5 days at 1, 15 at 2, 10 at 0.25.
    let sum = |day: &dyn Fn(f64) -> f64| 5.0 * day(1.0) + 15.0 * day(2.0) + 10.0 * day(0.25);
    let k = 12.0;
    let clumped = |f: f64| 300.0 * f + square(300.0 * f) / k;
    vec![
        totals(
            "`neg_binomial = { mean = 300, k = 12 }`, factors 1, 2, 0.25 over 5, 15, 10 days",
            &format!("daily = {{ neg_binomial = {{ mean = 300, k = 12 }} }}\n{steps}"),
        )
        .mean("m Σ f", sum(&|f| 300.0 * f))
        .variance("Σ (m f + (m f)²/k)", sum(&clumped)),
        totals(
            "`poisson = 300`, factor 0.5 or 1.5 from day 11",
            "daily = { poisson = 300 }\nschedule = [{ from = 11, factor = { choice = [0.5, 1.5] } }]",
        )
        .mean("30 m E f", 9_000.0)
        .variance("30 m + (20 m)² Var f, Var f = 1/4", 9_000.0 + square(6_000.0) / 4.0),
    ]
}

fn pulse() -> Case {
    let begins = -libm::expm1(-73.0 / 365.25);
    // A length between 1 and 4 days is rounded up to 2, 3 or 4, each with probability 1/3.
    let third = 1.0 / 3.0;
    let law = pulse_days(30, begins, &[0.0, third, third, third]);
    let mean: f64 = law.iter().enumerate().map(|(n, p)| p * n as f64).sum();
    let spread: f64 = law.iter().enumerate().map(|(n, p)| p * square(n as f64 - mean)).sum();
    let expected = 200.0 * (DAYS + 0.5 * mean);
    totals(
        "`poisson = 200`, pulses of factor 1.5 for 1 to 4 days, 73 a year",
        "daily = { poisson = 200 }\npulse = { per_year = 73, factor = 1.5, days = { uniform = [1, 4] } }",
    )
    .mean("m (30 + E N/2), N pulse days by the Markov chain", expected)
    .variance("m (30 + E N/2) + (m/2)² Var N", expected + square(100.0) * spread)
}

/// Contingent under a share that is not known: coverage is the mean of its inverse.
pub(super) fn contingent_share() -> Case {
    let toml = "horizon = 560\n[pools.a]\nstrength = 12_000\n[losses.front]\npool = \"a\"\n\
        daily = 1_200\nshare = { uniform = [0.02, 0.08] }\n";
    let mean = 10.0 * libm::log(4.0) / 0.06;
    Case::new("coverage, share uniform 0.02 to 0.08", toml, "a.coverage_days", RUNS / 16)
        // 10/p to within 0.01 day: a share of each day scatters, and the last day is interrupted.
        .mean("E 10/p = 10 ln 4/0.06 (to 0.01 day)", mean)
        .part("part of at most 200 days", "P(10/p <= 200)", 0.5, |days| days <= 200.0)
}
