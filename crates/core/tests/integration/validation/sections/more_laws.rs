//! Salvos, empty days, rates that return, regimes and tables: totals of thirty days.

use super::laws::totals;
use crate::engine::closed_forms::empirical::{self, LAW};
use crate::engine::closed_forms::regimes::{State, chain, returning, total_variance};
use crate::engine::closed_forms::salvos::{Size, sizes};
use crate::engine::closed_forms::zero_inflated::{DRIFT, thirty, thirty_of_drift};
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Totals of 30 days again. Salvos: a Poisson number of mean λ a day, each of size B, whose laws differ in E B \
    and E B². Empty days: with chance z nothing, else X. A rate that returns: log r(t) is AR(1) with stationary variance \
    s² = σ²/(1 - φ²), so that days j apart covary by m² (e^(s² φ^j) - 1) and a day has variance \
    v = m + m² (e^(s²) (1 + 1/k) - 1). Regimes: a Markov chain in its stationary law π; the covariance c(j) of days j \
    apart goes by the j-th power of its matrix. The table is of values x and weights w: 0, 10, 12.5, 40, 300 and 5, 2.5, \
    1.5, 0.75, 0.25.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Salvos, empty days, regimes and tables", TEXT, cases())
}

/// Totals under a law that names the case.
fn law(law: &str) -> Case {
    totals(format!("`{law}`"), &format!("daily = {{ {law} }}"))
}

pub(in crate::validation) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = sizes().iter().map(salvos).collect();
    cases.extend(empty_days());
    cases.extend([(0.87, 0.1), (-0.6, 0.3)].map(returns));
    cases.extend(regimes());
    let (mean, variance) = empirical::day(1.0);
    cases.push(
        totals("`empirical`", LAW)
            .mean("30 Σ w x/Σ w", 30.0 * mean)
            .variance("30 (Σ w (x² + r)/Σ w - m²), r = 1/4 for 12.5", 30.0 * variance),
    );
    cases
}

fn salvos(size: &Size) -> Case {
    law(&format!("compound_poisson = {{ events = 0.3, size = {} }}", size.toml))
        .mean("30 λ E B", 9.0 * size.mean)
        .variance("30 λ E B²", 9.0 * size.square)
}

fn empty_days() -> Vec<Case> {
    let of = |daily: &str, (mean, variance): (f64, f64)| {
        law(daily)
            .mean("30 (1 - z) E X", mean)
            .variance("30 ((1 - z) E X² - (1 - z)² (E X)²)", variance)
    };
    let (mean, variance) = thirty_of_drift();
    vec![
        of("zero_inflated = { zero = 0.4, daily = { poisson = { mean = 9 } } }", thirty(0.4, 9.0, 9.0)),
        of(
            "zero_inflated = { zero = 0.9, daily = { neg_binomial = { mean = 40, k = 3 } } }",
            thirty(0.9, 40.0, 40.0 + 1_600.0 / 3.0),
        ),
        law(DRIFT).mean("30 (1 - z) m", mean).variance(
            "Σ (1 - z)(m + (1 + 1/k) m² g(t - 1)) + Σ (1 - z)² m² g(min(s, t) - 1) - mean², g(j) = e^(σ² j)",
            variance,
        ),
    ]
}

fn returns((phi, sigma): (f64, f64)) -> Case {
    let text =
        format!("ar1_neg_binomial = {{ mean = 1_200, k = 60, phi = {phi}, sigma = {sigma} }}");
    let (_, variance) = returning((1_200.0, 60.0), (phi, sigma));
    law(&text).mean("30 m", 36_000.0).variance("30 v + 2 Σ (30 - j) m² (e^(s² φ^j) - 1)", variance)
}

fn regimes() -> Vec<Case> {
    let of = |states: &[State]| {
        let list: Vec<String> = states
            .iter()
            .map(|(mean, k, stay)| format!("{{ mean = {mean}, k = {k}, stay = {stay} }}"))
            .collect();
        let (mean, day, covariances) = chain(states);
        law(&format!("markov_neg_binomial = {{ states = [{}] }}", list.join(", ")))
            .mean("30 Σ π m", 30.0 * mean)
            .variance(
                "30 (Σ π (m + m² (1 + 1/k)) - mean²) + 2 Σ (30 - j) c(j)",
                total_variance(day, |j| covariances[j as usize]),
            )
    };
    vec![
        of(&[(600.0, 20.0, 12.0), (1_400.0, 40.0, 5.0)]),
        of(&[(0.0, 40.0, 20.0), (30.0, 2.0, 3.0), (200.0, 10.0, 1.5)]),
    ]
}
