//! Two pools that fight each other.

use super::RUNS;
use crate::engine::opposed::{battle, square_law, square_moments};
use crate::validation::book::Estimate;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Blue is A, red B; a is what a head of red does to blue a day, b what a head of blue does to red. \
    Square: A' = -aB, B' = -bA. Linear: A' = -aAB, B' = -bAB. Mixed: A' = -aAB, B' = -bA. Without chance the counts are the \
    closed form, rounded. By chance each of S is lost with probability m/S, m the law's loss of that day: under the \
    square law the means are the closed form, and variances follow from M, which takes the strengths of a day to those of \
    the next. The second program is written in Python, with steps of Runge and Kutta within the day.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Opposed pools", TEXT, cases())
}

fn cases() -> Vec<Case> {
    // Two runs, which must be one.
    let fixed = |name, days, strengths, law: &str, metric| {
        let toml = battle(days, strengths, law) + "deterministic = true\n";
        Case::new(name, toml, metric, 2)
    };
    let square = "square = { a = 0.01, b = 0.01 }";
    let invariant = (144e6_f64 - 100e6).sqrt();
    let end = libm::atanh(10.0 / 12.0) / 0.01;
    let linear = 2e-6_f64 * 4_000.0 * 400.0;
    let stays = 0.01_f64 * 5_000.0 - 1e-6 * 4_000.0 * 4_000.0;
    let (s, k) = ((stays / 1e-6).sqrt(), (1e-6 * stays).sqrt());
    let mut cases = vec![
        fixed(
            "square, 12,000 v 10,000, blue left",
            150,
            [12_000, 10_000],
            square,
            "blue.strength_end",
        )
        .mean("√(A² - B²), rounded", (invariant + 0.5).floor()),
        fixed(
            "square, 12,000 v 10,000, red gone",
            150,
            [12_000, 10_000],
            square,
            "red.exhaustion_day",
        )
        .mean("artanh(B/A)/a, rounded up", end.ceil()),
        fixed(
            "linear, 8,000 v 4,000, red on day 400",
            400,
            [8_000, 4_000],
            "linear = { a = 2e-6, b = 1e-6 }",
            "red.strength_end",
        )
        .mean("B/(1 + aBt), bA = aB, rounded", (4_000.0 / (1.0 + linear) + 0.5).floor()),
        fixed(
            "mixed, 5,000 v 4,000, red gone",
            200,
            [5_000, 4_000],
            "mixed = { a = 2e-6, b = 0.01 }",
            "red.exhaustion_day",
        )
        .mean(
            "arctan(B/s)/k, s = √(2C/a), k = √(aC/2), rounded up",
            (libm::atan(4_000.0 / s) / k).ceil(),
        ),
    ];
    let (strengths, coefficients) = ([120_000.0, 100_000.0], [0.01, 0.01]);
    let mean = square_law(strengths, coefficients, 60.0);
    let (_, variance) = square_moments(strengths, coefficients, 60);
    for (side, metric) in ["blue.strength_end", "red.strength_end"].into_iter().enumerate() {
        let name =
            format!("square by chance, 120,000 v 100,000, {} on day 60", ["blue", "red"][side]);
        let case = Case::new(name, battle(60, [120_000, 100_000], square), metric, RUNS / 8)
            .mean("A cosh t√(ab) - √(a/b) B sinh t√(ab), and so for B", mean[side])
            .variance("C ← M C Mᵀ + diag(S p (1 - p)), by day", variance[side]);
        cases.push(case);
    }
    let from = |value, se| Estimate { value, se };
    let small = |law: &str, strengths: [u32; 2], metric| {
        let name = format!("{law}, {} v {}: {metric} on day 60", strengths[0], strengths[1]);
        Case::new(name, battle(60, strengths, law), metric, RUNS)
    };
    // 2,000,000 runs of the second program; the se of an sd by that of a normal's, sd/sqrt(2n).
    cases.push(
        small("square = { a = 0.05, b = 0.05 }", [30, 27], "blue.strength_end")
            .like("second program", from(11.58627, 0.00563), from(7.96322, 0.00398))
            .part("part of the runs that red wins", "second program", 0.225_818, |left| {
                left == 0.0
            }),
    );
    cases.push(small("linear = { a = 0.004, b = 0.003 }", [30, 40], "red.strength_end").like(
        "second program",
        from(17.80853, 0.00395),
        from(5.59182, 0.00280),
    ));
    cases.push(
        small("mixed = { a = 0.004, b = 0.05 }", [40, 30], "red.strength_end")
            .like("second program", from(5.18504, 0.00450), from(6.35758, 0.00318))
            .part("part of the runs that blue wins", "second program", 0.480_822, |left| {
                left == 0.0
            }),
    );
    cases
}
