//! Losses per head.

use super::RUNS;
use crate::engine::hazards::thinned;
use crate::engine::square;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;
use crate::validation::number::fixed;

const TEXT: &str = "Each head is lost each day with probability h. Of 12,000, those left after t days are binomial with \
    q = (1 - h)^t. A spread c makes a day's hazard random with mean h and cv c, for all heads alike. Two cohorts by days \
    since joining: 5,000 from day 1 and 3,000 from day 4 lose 40 per 1,000 in their first five days, then 10.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Losses per head", TEXT, cases())
}

/// Strength after so many days.
fn left(name: &str, days: u32, hazard: &str, replications: u64) -> Case {
    let toml =
        format!("horizon = {days}\n[pools.p]\nstrength = 12_000\n[losses.l]\nhazard = {hazard}\n");
    Case::new(name, toml, "p.strength_end", replications)
}

pub(in crate::validation) fn cases() -> Vec<Case> {
    let mut cases = vec![
        constant("7.67 per 1,000, day 46", 46),
        constant("7.67 per 1,000, day 130", 130),
        first_below("70%", "0.7", 8_400, "46.3"),
        first_below("half", "0.5", 6_000, "90.0"),
        uncertain(),
    ];
    cases.extend(spread());
    cases.push(two_cohorts());
    cases
}

fn constant(name: &str, days: u32) -> Case {
    let (mean, variance) = thinned(12_000.0, libm::pow(0.99233, f64::from(days)));
    left(name, days, "7.67", RUNS / 16)
        .mean("12,000 q", mean)
        .variance("12,000 q (1 - q)", variance)
}

/// P(X < limit) for X binomial(n, q).
fn binomial_below(limit: u32, n: u32, q: f64) -> f64 {
    let choose = |x: f64| {
        let n = f64::from(n);
        libm::lgamma(n + 1.0) - libm::lgamma(x + 1.0) - libm::lgamma(n - x + 1.0)
    };
    let log = |x: f64| choose(x) + x * libm::log(q) + (f64::from(n) - x) * libm::log1p(-q);
    (0..limit).map(|x| libm::exp(log(f64::from(x)))).sum()
}

/// The first day that closes below a part of 12,000: strength only falls, so that the day is after t
/// if strength is not below on t.
fn first_below(name: &'static str, part: &str, limit: u32, crossing: &str) -> Case {
    let not_below = |t: u32| 1.0 - binomial_below(limit, 12_000, libm::pow(0.99233, f64::from(t)));
    // On day 0 all 12,000 are there; by day 129 so many are surely gone.
    let mean: f64 = 1.0 + (1..130).map(not_below).sum::<f64>();
    let toml = format!(
        "horizon = 130\n[pools.p]\nstrength = 12_000\nthresholds = {{ \"{name}\" = {part} }}\n\
        [losses.l]\nhazard = 7.67\n"
    );
    let metric = if name == "70%" { "p.first_below.70%" } else { "p.first_below.half" };
    let what = format!("7.67 per 1,000, first day below {name} (q = {part} at t = {crossing})");
    let formula = format!("Σ P(Binomial(12,000, q) >= {})", fixed(f64::from(limit), 0));
    Case::new(what, toml, metric, RUNS / 16).mean(&formula, mean)
}

fn uncertain() -> Case {
    // q uniform over 1 - h, h from 0.01 to 0.03, over 4 days: the moments of q^4 by integration.
    let power = |n: f64| (libm::pow(0.99, n + 1.0) - libm::pow(0.97, n + 1.0)) / (n + 1.0) / 0.02;
    let (mean, second) = (power(4.0), power(8.0));
    left(
        "uniform 10 to 30 per 1,000, day 4",
        4,
        "{ per_1000 = { uniform = [10.0, 30.0] } }",
        RUNS / 4,
    )
    .mean("12,000 E q", 12_000.0 * mean)
    .variance(
        "12,000 E q(1 - q) + 12,000² Var q",
        12_000.0 * (mean - second) + square(12_000.0) * (second - mean * mean),
    )
}

fn spread() -> Vec<Case> {
    let case = |name: &str, per_1000: f64, spread: f64| {
        let (s, h, c) = (12_000.0, per_1000 / 1_000.0, spread);
        let hazard = format!("{{ per_1000 = {per_1000}, spread = {spread} }}");
        left(name, 1, &hazard, RUNS / 4).mean("12,000 (1 - h)", s * (1.0 - h)).variance(
            "S h (1 - h) + S (S - 1) c² h²",
            s * h * (1.0 - h) + s * (s - 1.0) * square(c * h),
        )
    };
    vec![
        case("7.67 per 1,000, spread 0.3, day 1", 7.67, 0.3),
        case("300 per 1,000, spread 1.2, day 1", 300.0, 1.2),
    ]
}

fn two_cohorts() -> Case {
    let toml = "horizon = 7\n[pools.p]\nstrength = 5_000\n[losses.l]\n\
        hazard = { steps = [{ from = 0, per_1000 = 40 }, { from = 5, per_1000 = 10 }] }\n\
        [[batches]]\npool = \"p\"\nday = 4\nsize = 3_000\n";
    // At the close of day 7 the first have had 5 days at 0.96 and 2 at 0.99, the others 4 at 0.96.
    let old = thinned(5_000.0, libm::pow(0.96, 5.0) * square(0.99));
    let new = thinned(3_000.0, libm::pow(0.96, 4.0));
    Case::new("two cohorts by age, day 7", toml, "p.strength_end", RUNS / 16)
        .mean("5,000 × 0.96⁵ × 0.99² + 3,000 × 0.96⁴", old.0 + new.0)
        .variance("sum of both n q (1 - q)", old.1 + new.1)
}
