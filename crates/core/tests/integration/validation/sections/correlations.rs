//! Rates and inputs that go together.

use super::RUNS;
use crate::engine::correlations::{two_fronts, two_fronts_moments};
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Two fronts of drifting rates, of means μ = 700 and ν = 500, σ = 0.05 and τ = 0.04, and factors F and G of cv 0.1 \
    and 0.2: the covariance of their totals is μν Σ Σ (E FG e^(ρστ (min(s,t) - 1)) - 1) over the days s and t, with E FG = e^(ρ √(log 1.01 log 1.04)). \
    Two choices of two as likely values are the signs of two normals.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Correlations", TEXT, cases())
}

fn cases() -> Vec<Case> {
    let fronts = |rho: f64| {
        let (mean, variance) = two_fronts_moments(30, rho);
        let name = format!("total of two fronts in 30 days, ρ = {rho}");
        Case::new(name, two_fronts(30, rho), "p.losses_total", RUNS / 2)
            .mean("30 (μ + ν)", mean)
            .variance("both variances + 2 × covariance", variance)
    };
    let signs = "horizon = 1\ncorrelate = [['pools.p.strength', 'batches.0.size', 0.6]]\n\
                 [pools.p]\nstrength = { choice = [0, 1] }\n\
                 [[batches]]\npool = 'p'\nday = 1\nsize = { choice = [0, 1] }\n";
    let both = 0.25 + libm::asin(0.6) / (2.0 * std::f64::consts::PI);
    let signs = Case::new("two choices of 0 or 1, ρ = 0.6", signs, "p.strength_end", RUNS).part(
        "part with both 1",
        "1/4 + arcsin ρ/(2π)",
        both,
        |there| there == 2.0,
    );
    vec![fronts(-0.7), fronts(0.3), fronts(0.9), signs]
}
