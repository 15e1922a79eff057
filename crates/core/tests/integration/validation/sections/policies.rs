//! When policies act, and what comes of it.

use super::RUNS;
use crate::validation::book::Estimate;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Policies see the close of a day and act from the next morning on. A total of Poisson losses \
    reaches a level L by day d unless fewer than L fell, so that P(day > d) = P(Poisson(d μ) < L), and the mean day is \
    the sum of that over d = 0, 1, ...; with an uncertain level it is a mean over the levels. A ration and a switch \
    multiply the mean of the days behind the one that ordered them. Who is withdrawn takes the days since joining home, \
    counted at the mean day of joining of those present; the other program follows each batch person by person.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Policies", TEXT, cases())
}

/// 5 Poisson losses a day fall on so many that they never end, under a policy.
fn case(name: &str, metric: &'static str, policy: &str) -> Case {
    let toml = format!(
        "horizon = 60\n[pools.p]\nstrength = 5_000\n[losses.l]\ndaily = {{ poisson = 5 }}\n\
         [[policies]]\nname = \"r\"\n{policy}\n"
    );
    Case::new(name, toml, metric, RUNS)
}

/// P(N < level) of a Poisson N.
fn below(level: u32, mean: f64) -> f64 {
    let mut term = libm::exp(-mean);
    let mut sum = 0.0;
    for count in 0..level {
        sum += term;
        term *= mean / f64::from(count + 1);
    }
    sum
}

/// Mean and variance of the day on which 5 losses a day reach a level from `low` to `high`, each as
/// likely; it is later than day 60 with a chance below 1e-12.
fn passage(low: u32, high: u32) -> (f64, f64) {
    let levels = f64::from(high - low + 1);
    let survival = |day: u32| {
        (low..=high).map(|level| below(level, 5.0 * f64::from(day))).sum::<f64>() / levels
    };
    let mean: f64 = (0..=60).map(survival).sum();
    // E T² = Σ (2 d + 1) P(T > d).
    let square: f64 = (0..=60).map(|day| f64::from(2 * day + 1) * survival(day)).sum();
    (mean, square - mean * mean)
}

fn cases() -> Vec<Case> {
    let day = |name: &str, when: &str| {
        case(name, "r.fired_day", &format!("{when}\ndo = {{ withdraw = \"p\" }}"))
    };
    let (fixed, uncertain) = (passage(100, 100), passage(60, 140));
    vec![
        day("the day on which 5 a day reach 100", "when = \"p.losses_total >= 100\"")
            .mean("Σ P(Poisson(5 d) < 100)", fixed.0)
            .variance("Σ (2 d + 1) P(T > d) - (E T)²", fixed.1),
        day(
            "the day on which 5 a day reach a level uniform 60 to 140",
            "when = \"p.losses_total >= level\"\nlevel = { uniform = [60, 140] }",
        )
        .mean("mean over L of Σ P(Poisson(5 d) < L)", uncertain.0)
        .variance("Σ (2 d + 1) P(T > d) - (E T)²", uncertain.1),
        // 20 days of 5 and 40 of 2.
        case(
            "5 a day, rationed to two fifths from day 21 on",
            "p.losses_total",
            "when = \"day >= 20\"\ndo = { ration = { losses = \"l\", factor = 0.4 } }",
        )
        .mean("20 μ + 40 × 0.4 μ", 180.0)
        .variance("the same, as Poisson", 180.0),
        // 50 days of 5 and 10 of 15.
        case(
            "5 a day, switched to three times as many for ten days from day 6 on",
            "p.losses_total",
            "when = \"day == 5\"\ndo = { switch = { losses = \"l\", schedule = \
             [{ from = 0, factor = 3 }, { from = 10, factor = 1 }] } }",
        )
        .mean("50 μ + 10 × 3 μ", 400.0)
        .variance("the same, as Poisson", 400.0),
        // 50 evenings, 10 to 59, have a morning after them.
        case(
            "batches of 10 with chance 0.3, one requested on each evening from day 10 on",
            "p.arrivals_total",
            "when = \"day >= 10\"\n\
             do = { request = { pool = \"p\", size = 10, arrives = 0.3 } }\nwhenever = { gap = 1 }",
        )
        .mean("10 × 50 p", 150.0)
        .variance("10² × 50 p (1 - p)", 100.0 * 50.0 * 0.3 * 0.7),
        withdrawn(),
    ]
}

/// A sender that stops at some level, and withdraws below half.
fn withdrawn() -> Case {
    let toml = "horizon = 180\n[pools.p]\nstrength = 12_000\n[losses.l]\n\
        daily = { nb_drift = { mean = 200, k = 60, sigma = 0.03, rate_cv = 0.10 } }\n\
        [[batches]]\npool = \"p\"\nday = 8\nevery = 7\nsize = 1_400\n\
        [[policies]]\nname = \"r\"\nwhen = \"p.losses_total >= level\"\n\
        level = { uniform = [3_000, 9_000] }\ndo = { stop_batches = \"p\" }\n\
        [[policies]]\nname = \"s\"\nwhen = \"p.fill < 0.5\"\ndo = { withdraw = \"p\" }\n";
    let name =
        "days in the line of who is withdrawn below half, after a tolerance stopped the batches";
    let mean = Estimate { value: 314_911.0, se: 237.0 };
    let sd = Estimate { value: 94_746.0, se: 290.0 };
    Case::new(name, toml, "p.veteran_days_total", RUNS / 4).like("the other program", mean, sd)
}
