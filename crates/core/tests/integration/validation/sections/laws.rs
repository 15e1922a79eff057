//! The laws of daily losses: totals of thirty days.

use super::RUNS;
use crate::engine::closed_forms::laws::{
    blocks, drift, gamma_rounding, lognormal_rounding, mean_and_variance, series,
};
use crate::engine::square;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const DAYS: f64 = 30.0;

const TEXT: &str = "The total of 30 days of each law, against a strength that nobody can exhaust; m is the mean of a day, in \
    losses. The variance is what the laws differ in. `rate_cv` and `sigma` of `nb_drift` enter by \
    q = 1 + rate_cv² and g(j) = e^(sigma² j): the rates of days s and t have covariance m² (q g(min(s, t) - 1) - 1). \
    Fractions of a loss are rounded at random so that the mean is kept, which adds r to a day's variance: 1/6 for \
    broad laws. The last three laws draw on a made-up series of 200 days, \
    `configs/data/made_up_daily_losses.csv`.";

/// Totals of 30 days under lines of a loss process.
pub(super) fn totals(name: impl Into<String>, losses: &str) -> Case {
    let toml = format!(
        "horizon = 30\n[pools.p]\nstrength = 1_000_000_000\n[losses.l]\npool = \"p\"\n{losses}\n"
    );
    Case::new(name, toml, "l.losses_total", RUNS)
}

/// The same, named by its law.
fn law(law: &str) -> Case {
    totals(format!("`{law}`"), &format!("daily = {{ {law} }}"))
}

pub(in crate::validation) fn cases() -> Vec<Case> {
    let mut cases = independent();
    cases.extend(drifting());
    cases.extend(amounts());
    cases.extend(from_series());
    cases
}

pub(in crate::validation) fn section() -> Chapter {
    super::section("Laws of loss", TEXT, cases())
}

fn independent() -> Vec<Case> {
    let poisson = |mean: f64, text: &str| {
        law(&format!("poisson = {{ mean = {text} }}"))
            .mean("30 m", DAYS * mean)
            .variance("30 m", DAYS * mean)
    };
    let neg_binomial = |mean: f64, k: f64, text: &str| {
        law(&format!("neg_binomial = {{ {text} }}"))
            .mean("30 m", DAYS * mean)
            .variance("30 (m + m²/k)", DAYS * (mean + mean * mean / k))
    };
    let uncertain = "poisson = { mean = { uniform = [1_000.0, 1_400.0] } }";
    vec![
        law("constant = 1_200").mean("30 m", 36_000.0).variance("nothing is random", 0.0),
        // Two losses a day, and a third on every tenth day in three.
        law("constant = 2.3").mean("30 m", 69.0).variance("nothing is random", 0.0),
        poisson(1_200.0, "1_200"),
        poisson(0.7, "0.7"),
        law(uncertain).mean("30 E m", 36_000.0).variance(
            "30 E m + 30² Var m, Var m = 400²/12",
            36_000.0 + square(DAYS) * square(400.0) / 12.0,
        ),
        neg_binomial(1_200.0, 43.0, "mean = 1_200, k = 43"),
        neg_binomial(3.0, 0.5, "mean = 3, k = 0.5"),
    ]
}

fn drifting() -> Vec<Case> {
    let drifting = |sigma: f64, cv: f64| {
        let text =
            format!("nb_drift = {{ mean = 1_200, k = 60, sigma = {sigma:?}, rate_cv = {cv:?} }}");
        let rates = (1_200.0, 1_200.0 * 1_200.0 * (1.0 + cv * cv));
        let (mean, variance) = drift(rates, 60.0, |j| libm::exp(sigma * sigma * j));
        law(&text)
            .mean("30 m", mean)
            .variance("30 m + (m² q/k) Σ g(t - 1) + m² Σ (q g(min(s, t) - 1) - 1)", variance)
    };
    [(0.03, 0.0), (0.03, 0.1), (0.1, 0.0), (0.0, 0.1)].map(|(s, cv)| drifting(s, cv)).into()
}

fn amounts() -> Vec<Case> {
    let amounts = |name: &str, mean: f64, text: &str, rounding: f64| {
        let (cv, law) = (0.5, law(&format!("{name} = {{ mean = {text}, cv = 0.5 }}")));
        law.mean("30 m", DAYS * mean)
            .variance("30 (cv² m² + r)", DAYS * (square(cv * mean) + rounding))
    };
    vec![
        amounts("gamma", 1_200.0, "1_200", gamma_rounding(1_200.0, 0.5)),
        amounts("gamma", 2.0, "2", gamma_rounding(2.0, 0.5)),
        amounts("lognormal", 1_200.0, "1_200", lognormal_rounding(1_200.0, 0.5)),
        amounts("lognormal", 2.0, "2", lognormal_rounding(2.0, 0.5)),
    ]
}

fn from_series() -> Vec<Case> {
    let rows = series();
    let csv = "csv = \"data/made_up_daily_losses.csv\", column = \"daily\"";
    let of = |name: &str, more: &str| {
        totals(format!("`{name}`"), &format!("daily = {{ {name} = {{ {csv}{more} }} }}"))
    };
    let (mean, variance) = mean_and_variance(&rows);
    let (blocks_mean, blocks_variance) = blocks();
    let first: f64 = rows[..30].iter().sum();
    vec![
        of("replay", ", start = 2030-01-01")
            .mean("sum of the first 30 rows", first)
            .variance("nothing is random", 0.0),
        of("bootstrap", "")
            .mean("30 mean(rows)", DAYS * mean)
            .variance("30 var(rows)", DAYS * variance),
        of("block_bootstrap", ", block = 14")
            .mean(
                "2 mean(a) + mean(b), a = sums of 14 rows running, b = of their first 2",
                blocks_mean,
            )
            .variance("2 var(a) + var(b)", blocks_variance),
    ]
}
