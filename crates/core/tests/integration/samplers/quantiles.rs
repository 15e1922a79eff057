//! Inverse CDFs against values computed with 60 digits by an independent program: `mpmath`'s
//! `erfc` inverted by bisection and secant on its logarithm, and its `gamma`.
#![allow(clippy::excessive_precision, clippy::unreadable_literal)] // as that program prints them

use outlast_core::samplers::{normal_cdf, normal_quantile, quantile};
use statrs::distribution::{self as reference, ContinuousCDF};

/// (p, z) with P(Z <= z) = p.
#[rustfmt::skip]
const NORMAL: [(f64, f64); 24] = [
    (1e-300, -37.0470962993612),
    (1e-100, -21.273453560965326),
    (1e-20, -9.262340089798407),
    (1.1e-16, -8.210646881627001),
    (1e-10, -6.361340902404057),
    (1e-06, -4.753424308822899),
    (0.001, -3.0902323061678136),
    (0.01, -2.326347874040841),
    (0.05, -1.6448536269514726),
    (0.074, -1.4466320671589785),
    (0.076, -1.4325027208258116),
    (0.2, -0.8416212335729142),
    (0.4, -0.2533471031357997),
    (0.49999, -2.5066282748960008e-05),
    (0.500001, 2.5066282747057052e-06),
    (0.6, 0.2533471031357997),
    (0.8, 0.8416212335729144),
    (0.924, 1.4325027208258119),
    (0.926, 1.4466320671589787),
    (0.95, 1.6448536269514722),
    (0.975, 1.9599639845400538),
    (0.999, 3.090232306167813),
    (0.999999, 4.753424308817087),
    (0.9999999999999991, 7.956038125481531),
];

/// (u, mean, sd, low, high, x).
#[rustfmt::skip]
const TRUNCATED_NORMAL: [(f64, f64, f64, f64, f64, f64); 20] = [
    (0.5, 100.0, 15.0, 0.0, f64::INFINITY, 100.00000000024598),
    (0.3, 10.0, 10.0, 0.0, f64::INFINITY, 7.751774921013379),
    (1e-06, 10.0, 10.0, 0.0, f64::INFINITY, 3.4770457667800624e-05),
    (0.999999, 10.0, 10.0, 0.0, f64::INFINITY, 57.88217827041137),
    (0.25, 0.0, 1.0, -0.5, 2.0, -0.06090955207738294),
    (0.5, 0.0, 1.0, 5.0, f64::INFINITY, 5.132018332044298),
    (0.9, 0.0, 1.0, 5.0, 6.0, 5.421484350937918),
    (0.1, 0.0, 1.0, f64::NEG_INFINITY, -5.0, -5.426934003050024),
    (0.5, 0.0, 1.0, -9.0, -8.0, -8.084888899018166),
    (0.75, 0.0, 1.0, 20.0, f64::INFINITY, 20.069024194031027),
    (0.5, 0.0, 1.0, 29.9, 30.5, 29.923147395510576),
    (0.5, 0.0, 1.0, 31.0, f64::INFINITY, 31.022328367148035),
    (0.999, 0.0, 1.0, 31.0, 31.01, 31.009988278334077),
    (0.01, -50.0, 1.0, 0.0, f64::INFINITY, 0.00020092600728371853),
    (0.6, -120.0, 1.0, 0.0, 0.01, 0.0045290503348174565),
    (0.2, 300.0, 2.0, f64::NEG_INFINITY, 200.0, 199.93566887961748),
    (0.5, 0.3, 0.2, 0.0, 1.0, 0.3167071813214192),
    (1e-12, 0.3, 0.2, 0.0, 1.0, 1.4406693775473776e-12),
    (0.9999999999990905, 0.3, 0.2, 0.0, 1.0, 0.999999999805537),
    (0.5, 0.0, 1.0, -0.001, 0.001, -3.988431566912806e-62),
];

/// (u, mean, cv, low, high, x).
#[rustfmt::skip]
const TRUNCATED_LOGNORMAL: [(f64, f64, f64, f64, f64, f64); 10] = [
    (0.5, 45.0, 0.75, 0.0, f64::INFINITY, 36.0),
    (0.05, 1200.0, 0.1, 0.0, f64::INFINITY, 1013.3584671531812),
    (0.95, 1200.0, 0.1, 0.0, 1000000000.0, 1406.9479068574337),
    (0.5, 0.4, 0.5, 0.0, 1.0, 0.35465359441640265),
    (0.999, 0.4, 0.5, 0.0, 1.0, 0.9879694360133975),
    (1e-09, 0.4, 0.5, 0.0, 1.0, 0.0210205799956953),
    (0.3, 1000000000.0, 10.0, 0.0, 1000000000.0, 24583638.7349445),
    (0.7, 1.0, 0.01, 1.2, 2.0, 1.2007886581301674),
    (0.5, 1.0, 0.01, 2.0, 3.0, 2.0001999295719144),
    (0.5, 2.0, 3.0, 0.0, 0.001, 0.0007931237490805158),
];

/// (u, mean, shape, x).
#[rustfmt::skip]
const WEIBULL: [(f64, f64, f64, f64); 6] = [
    (0.5, 45.0, 2.0, 42.27467754148431),
    (0.01, 45.0, 0.5, 0.0022727081422839724),
    (0.99, 10.0, 3.7, 16.74290466351551),
    (1e-12, 1.0, 1.5, 1.1077321674328417e-08),
    (0.5, 1.0, 0.02, 3.6157482092546496e-73),
    (0.9999, 7.0, 50.0, 7.400408301100903),
];

fn assert_close(got: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((got - expected).abs() <= tolerance, "{what}: {got} for {expected}");
}

#[test]
fn normal_quantiles_hold_to_fifteen_digits() {
    for (p, z) in NORMAL {
        // 1 - p, where it is small, is exact; but one unit of p then moves z by its part of p.
        assert_close(normal_quantile(p), z, 1e-15 * z.abs().max(0.1), &format!("quantile of {p}"));
    }
    assert_eq!(normal_quantile(0.5), 0.0);
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert!(normal_quantile(1.5).is_nan() && normal_quantile(f64::NAN).is_nan());
}

#[test]
fn normal_probabilities_invert_normal_quantiles() {
    for (p, z) in NORMAL {
        // One unit in the last place of z moves the tail's logarithm by z^2 2^-53.
        assert_close(normal_cdf(z) / p, 1.0, 1e-15 * (2.0 + z * z), &format!("cdf of {z}"));
    }
}

#[test]
fn truncated_normals_hold_in_the_bulk_and_far_in_the_tails() {
    for (u, mean, sd, low, high, x) in TRUNCATED_NORMAL {
        let got = quantile::truncated_normal(u, mean, sd, [low, high]);
        let tolerance = 1e-12 * x.abs() + 4e-16 * (mean.abs() + sd);
        assert_close(got, x, tolerance, &format!("{u} of normal({mean}, {sd}) in {low}..{high}"));
    }
}

#[test]
fn truncated_lognormals_hold_in_the_bulk_and_in_the_tails() {
    for (u, mean, cv, low, high, x) in TRUNCATED_LOGNORMAL {
        let got = quantile::truncated_lognormal(u, mean, cv, [low, high]);
        assert_close(
            got,
            x,
            1e-12 * x,
            &format!("{u} of lognormal({mean}, {cv}) in {low}..{high}"),
        );
    }
}

#[test]
fn weibulls_have_the_mean_asked_for() {
    for (u, mean, shape, x) in WEIBULL {
        assert_close(quantile::weibull(u, mean, shape), x, 1e-12 * x, &format!("weibull {shape}"));
    }
    // The mean is the integral of the quantile over u; midpoint rule.
    for shape in [0.8, 1.0, 2.0, 6.0] {
        let n = 200_000;
        let sum: f64 = (0..n)
            .map(|i| quantile::weibull((f64::from(i) + 0.5) / f64::from(n), 45.0, shape))
            .sum();
        assert_close(sum / f64::from(n), 45.0, 0.01, &format!("mean of weibull {shape}"));
    }
}

#[test]
fn quantiles_agree_with_another_library() {
    let triangular = reference::Triangular::new(2.0, 9.0, 3.5).unwrap();
    let exponential = reference::Exp::new(1.0 / 45.0).unwrap();
    for i in 1..1_000 {
        let u = f64::from(i) / 1_000.0;
        let x = quantile::triangular(u, 2.0, 3.5, 9.0);
        assert_close(triangular.cdf(x), u, 1e-14, "triangular");
        assert_close(exponential.cdf(quantile::exponential(u, 45.0)), u, 1e-14, "exponential");
        assert_close(quantile::uniform(u, -4.0, 6.0), 10.0 * u - 4.0, 1e-14, "uniform");
    }
}

#[test]
fn integers_are_equally_likely_and_both_ends_are_reached() {
    let mut tally = [0; 5];
    for i in 0..1_000 {
        let k = quantile::uniform_integer((f64::from(i) + 0.5) / 1_000.0, -2, 2);
        tally[(k + 2) as usize] += 1;
    }
    assert_eq!(tally, [200; 5]);
    let almost_one = 1.0 - f64::EPSILON / 2.0;
    assert_eq!(quantile::uniform_integer(almost_one, 10_000, 12_000), 12_000);
    assert_eq!(quantile::uniform_integer(almost_one, 0, 1 << 52), 1 << 52);
    assert_eq!(quantile::uniform_integer(0.3, 7, 7), 7);
}

#[test]
fn choices_come_in_proportion_to_their_weights() {
    let weights = [0.5, 0.0, 1.5, 2.0];
    let mut tally = [0; 4];
    for i in 0..4_000 {
        tally[quantile::choice((f64::from(i) + 0.5) / 4_000.0, &weights)] += 1;
    }
    assert_eq!(tally, [500, 0, 1_500, 2_000]);
    assert_eq!(quantile::choice(1.0, &[0.1, 0.2, 0.0]), 1);
}

#[test]
fn degenerate_laws_give_their_only_value() {
    for u in [1e-16, 0.3, 0.999] {
        assert_eq!(quantile::uniform(u, 5.0, 5.0), 5.0);
        assert_eq!(quantile::triangular(u, 5.0, 5.0, 5.0), 5.0);
        assert_eq!(quantile::truncated_normal(u, 5.0, 0.0, [0.0, 9.0]), 5.0);
        assert_eq!(quantile::truncated_normal(u, 5.0, 0.0, [6.0, 9.0]), 6.0);
        assert_eq!(quantile::truncated_lognormal(u, 5.0, 0.0, [0.0, 9.0]), 5.0);
        assert_eq!(quantile::truncated_normal(u, 0.0, 1.0, [3.0, 3.0]), 3.0);
        assert_eq!(quantile::choice(u, &[2.0]), 0);
    }
}

/// Every law over u from the least to the greatest uniform: no NaN, within the bounds, never
/// decreasing (but for rounding, where a law changes its formula).
#[test]
fn quantiles_never_decrease_and_stay_within_their_bounds() {
    type Law = fn(f64) -> f64;
    let laws: [(&str, Law, f64, f64); 9] = [
        ("triangular", |u| quantile::triangular(u, 0.0, 0.1, 1.0), 0.0, 1.0),
        ("triangular, mode first", |u| quantile::triangular(u, 0.0, 0.0, 1.0), 0.0, 1.0),
        ("exponential", |u| quantile::exponential(u, 45.0), 0.0, 1e4),
        ("weibull", |u| quantile::weibull(u, 45.0, 0.3), 0.0, 1e6),
        ("normal", |u| quantile::truncated_normal(u, 0.4, 0.3, [0.0, 1.0]), 0.0, 1.0),
        ("normal above", |u| quantile::truncated_normal(u, 0.0, 1.0, [4.0, 5.0]), 4.0, 5.0),
        ("normal far above", |u| quantile::truncated_normal(u, 0.0, 1.0, [40.0, 41.0]), 40.0, 41.0),
        ("normal far below", |u| quantile::truncated_normal(u, 0.0, 1.0, [-1e9, -1e8]), -1e9, -1e8),
        ("lognormal", |u| quantile::truncated_lognormal(u, 0.4, 3.0, [0.0, 1.0]), 0.0, 1.0),
    ];
    let ends = [f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0];
    let us = (1..10_000).map(|i| f64::from(i) / 10_000.0);
    for (name, law, low, high) in laws {
        let mut before = law(ends[0]);
        for u in us.clone().chain([ends[1]]) {
            let x = law(u);
            assert!(x >= low && x <= high, "{name} at {u}: {x}");
            assert!(x >= before - 1e-14 * before.abs(), "{name} at {u}: {x} after {before}");
            before = x;
        }
    }
}
