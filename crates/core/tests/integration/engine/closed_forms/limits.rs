//! Where one description passes into another: laws that agree in the limit, and changes that change
//! nothing.

use super::RUNS;
use super::laws::totals;
use crate::engine::{assert_moments, columns, plan};

/// Largest distance between two samples' distribution functions.
fn distance(a: &[i64], b: &[i64]) -> f64 {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    let n = a.len() as f64;
    let below = |sorted: &[i64], value| sorted.partition_point(|&v| v <= value) as f64 / n;
    a.iter().map(|&value| (below(&a, value) - below(&b, value)).abs()).fold(0.0, f64::max)
}

/// Two-sample Kolmogorov-Smirnov: distances above this come in one of 10,000 pairs of samples of
/// one law, by 2 exp(-n d^2) = 1e-4.
fn least_difference(n: u64) -> f64 {
    (libm::log(2e4) / n as f64).sqrt()
}

#[test]
fn a_rate_that_neither_drifts_nor_differs_is_independent_negative_binomial() {
    let still = totals("daily = { nb_drift = { mean = 90, k = 7, sigma = 0, rate_cv = 0 } }");
    let independent = totals("daily = { neg_binomial = { mean = 90, k = 7 } }");
    let distance = distance(&still, &independent);
    assert!(distance < least_difference(RUNS), "{distance}");
}

#[test]
fn a_huge_k_is_poisson() {
    let clumped = totals("daily = { neg_binomial = { mean = 90, k = 1_000_000_000 } }");
    assert_moments("neg_binomial", &clumped, 2_700.0, 2_700.0);
    let still =
        totals("daily = { nb_drift = { mean = 90, k = 1_000_000_000, sigma = 0, rate_cv = 0 } }");
    assert_moments("nb_drift", &still, 2_700.0, 2_700.0);
    let distance = distance(&clumped, &totals("daily = { poisson = { mean = 90 } }"));
    assert!(distance < least_difference(RUNS), "{distance}");
}

#[test]
fn a_mean_in_a_table_and_the_same_mean_drawn_have_one_law() {
    for (table, drawn) in [
        (
            "daily = { poisson = { mean = 14 } }",
            "daily = { poisson = { mean = { choice = [14] } } }",
        ),
        (
            "daily = { neg_binomial = { mean = 14, k = 2 } }",
            "daily = { neg_binomial = { mean = { choice = [14] }, k = 2 } }",
        ),
    ] {
        let distance = distance(&totals(table), &totals(drawn));
        assert!(distance < least_difference(RUNS), "{table}: {distance}");
    }
}

/// A scenario with a bit of everything, whose lines can be changed.
const BASE: &str = r#"
    horizon = 40
    [pools.p]
    strength = { uniform = [2_000, 3_000] }
    thresholds = { half = 0.5, floor = 100 }
    [losses.l]
    pool = "p"
    daily = { neg_binomial = { mean = 100, k = 9 } }
    [[batches]]
    pool = "p"
    day = 5
    every = 6
    size = 200
    delay = { exponential = { mean = 3 } }
    arrives = 0.7
    tour = 12
"#;

#[track_caller]
fn assert_same(a: &str, b: &str) {
    assert_ne!(a, b, "the two scenarios are written differently");
    assert_eq!(columns::<16>(&plan(a), 2_000), columns::<16>(&plan(b), 2_000));
}

#[test]
fn a_share_of_1_is_no_share() {
    let whole = BASE.replace("k = 9 } }", "k = 9 } }\n share = 1");
    assert_same(BASE, &whole);
    let drawn = BASE.replace("k = 9 } }", "k = 9 } }\n share = { choice = [1] }");
    assert_same(BASE, &drawn);
}

#[test]
fn a_factor_of_1_is_no_schedule() {
    let with =
        |steps: &str| BASE.replace("k = 9 } }", &format!("k = 9 }} }}\n schedule = {steps}"));
    assert_same(BASE, &with("[{ from = 3, factor = 1 }, { from = 15, factor = 1.0 }]"));
}

#[test]
fn a_batch_that_brings_nobody_changes_nothing() {
    for nobody in [
        "day = 3\nevery = 2\nsize = 0",
        "day = 3\nevery = 2\nsize = 0\ndelay = { exponential = { mean = 4 } }",
        "day = 3\nevery = 2\nsize = 500\narrives = 0",
        "day = 3\nsize = 500\ndelay = 60",
    ] {
        assert_same(BASE, &format!("{BASE}[[batches]]\npool = \"p\"\n{nobody}\n"));
    }
}

#[test]
fn a_process_without_losses_changes_nothing_else() {
    let base = columns::<16>(&plan(BASE), 2_000);
    for daily in ["0", "{ poisson = { mean = 0 } }", "{ nb_drift = { mean = 0 } }"] {
        let toml = format!("{BASE}[losses.none]\npool = \"p\"\ndaily = {daily}\n");
        let mut with = columns::<16>(&plan(&toml), 2_000);
        assert_eq!(with.pop(), Some(vec![0; 2_000]), "{daily}");
        assert_eq!(with, base, "{daily}");
    }
}

#[test]
fn a_longer_horizon_changes_no_day_before_it() {
    let longer = BASE.replace("horizon = 40", "horizon = 90");
    let (short, long) = (plan(BASE), plan(&longer));
    let column = |plan: &outlast_core::Plan, metric| super::super::values(plan, metric, 2_000);
    for metric in
        ["p.coverage_days", "p.exhaustion_day", "p.first_below.half", "p.first_below.floor"]
    {
        let limit = if metric == "p.coverage_days" { 40_000_000 } else { 41 };
        let pairs = column(&short, metric).into_iter().zip(column(&long, metric));
        for (short, long) in pairs {
            // What the shorter run censors, the longer one finds after it.
            let censored = short == outlast_core::metrics::CENSORED;
            assert!(
                if censored { long >= limit } else { long == short },
                "{metric}: {short} {long}"
            );
        }
    }
}
