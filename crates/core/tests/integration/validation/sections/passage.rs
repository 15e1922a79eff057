//! How long a strength lasts against independent days.

use super::RUNS;
use super::modifiers::contingent_share;
use crate::engine::exact::{FirstPassage, Passages, neg_binomial, poisson};
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "A strength A meets days whose sums S(n) have a known law: n Poisson days of mean m are \
    Poisson(n m), n negative binomial days NB(n m, n k). The day of exhaustion T has P(T > n) = P(S(n) < A). \
    Coverage C is the sum over days of the part met of that day's demand, if all days before were met in full: \
    E C = Σ E[min(1, (A - S(n - 1))/X); S(n - 1) < A], summed exactly, and E C² likewise. Here A = 12,000 and \
    m = 1,200 unless said otherwise.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("First passage: how long it lasts", TEXT, cases())
}

fn scenario(strength: &str, daily: &str) -> String {
    format!(
        "horizon = 40\n[pools.a]\nstrength = {strength}\n[losses.front]\npool = \"a\"\ndaily = {daily}\n"
    )
}

/// Coverage and the day of exhaustion, against their exact laws.
fn both(name: &str, toml: &str, exact: &Passages, days: &[usize]) -> [Case; 2] {
    let coverage = Case::new(format!("coverage, {name}"), toml, "a.coverage_days", RUNS)
        .mean("E C", exact.coverage_mean)
        .sd("(E C² - (E C)²)^½", exact.coverage_variance.sqrt());
    let mut exhaustion = Case::new(format!("exhaustion, {name}"), toml, "a.exhaustion_day", RUNS);
    for &day in days {
        let formula = format!("P(S({}) < A) - P(S({day}) < A)", day - 1);
        let what = format!("part on day {day}");
        exhaustion =
            exhaustion.part(&what, &formula, exact.exhaustion[day], move |t| t == day as f64);
    }
    [coverage, exhaustion]
}

pub(in crate::validation) fn cases() -> Vec<Case> {
    let clumped = |days: usize, n| neg_binomial(1_200.0 * days as f64, 43.0 * days as f64, n);
    let independent = |days: usize, n| poisson(1_200.0 * days as f64, n);
    let poisson = FirstPassage { strengths: 12_000..=12_000, days: 20, sum: independent }.solve();
    let single = FirstPassage { strengths: 12_000..=12_000, days: 30, sum: clumped }.solve();
    let spread = FirstPassage { strengths: 10_000..=12_000, days: 30, sum: clumped }.solve();
    let law = "{ neg_binomial = { mean = 1_200, k = 43 } }";
    let constant =
        Case::new("coverage, constant days", scenario("12_000", "1_200"), "a.coverage_days", 64)
            .mean("A/m", 10.0);
    let mut cases = vec![constant];
    let toml = scenario("12_000", "{ poisson = { mean = 1_200 } }");
    cases.extend(both("Poisson days", &toml, &poisson, &[10, 11]));
    cases.extend(both("NB days, k = 43", &scenario("12_000", law), &single, &[9, 10, 11, 12]));
    let toml = scenario("{ uniform = [10_000, 12_000] }", law);
    cases.extend(both("NB days, A uniform 10,000 to 12,000", &toml, &spread, &[8, 9, 10, 11]));
    cases.push(contingent_share());
    cases
}
