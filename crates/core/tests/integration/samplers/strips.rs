//! Continuous laws as tables of strips.

use outlast_core::samplers::{Strips, normal_cdf};
use rand_distr::Distribution;
use statrs::distribution::{self as reference, ContinuousCDF};

use super::SplitMix;
use super::fit::{assert_amounts_fit, assert_counts_fit, assert_moments};

const SHAPES: [f64; 9] = [2.0, 2.3, 3.0, 7.5, 20.0, 60.0, 999.5, 1e4, 1e6];

#[test]
fn gamma_numbers_follow_their_law() {
    for shape in SHAPES {
        let ours = Strips::gamma(shape).unwrap();
        let name = format!("gamma strips {shape}");
        if shape <= 1e4 {
            let law = reference::Gamma::new(shape, shape).unwrap();
            assert_amounts_fit(&name, &ours, |x| law.cdf(x));
        }
        let mut rng = SplitMix::new(31);
        assert_moments(&name, || ours.sample(&mut rng), 1.0, 1.0 / shape);
    }
}

#[test]
fn normal_numbers_follow_their_law() {
    let ours = Strips::normal();
    assert_amounts_fit("normal strips", &ours, normal_cdf);
    let mut rng = SplitMix::new(32);
    assert_moments("normal strips", || ours.sample(&mut rng), 0.0, 1.0);
}

/// A sampler's numbers by the cell of a grid that they fall in: of odd width, so that it lies across
/// the strips.
struct Gridded<'a> {
    law: &'a Strips,
    low: f64,
    width: f64,
}

impl Distribution<i64> for Gridded<'_> {
    fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        let cell = ((self.law.sample(rng) - self.low) / self.width).floor();
        (cell as i64).clamp(0, 4_999)
    }
}

/// 5,000 cells, five to a strip, and both tails beyond 5 standard deviations: a chi-square sees what a
/// distance of distribution functions does not.
#[test]
fn numbers_follow_their_law_within_the_strips_and_beyond_them() {
    let fit = |name: &str, law: &Strips, [low, high]: [f64; 2], cdf: &dyn Fn(f64) -> f64| {
        let width = (high - low) / 5_000.0;
        let gridded = Gridded { law, low, width };
        assert_counts_fit(name, &gridded, (0, 4_999), |cell| {
            let edge = |i: u64| low + width * i as f64;
            let below = if cell == 0 { 0.0 } else { cdf(edge(cell)) };
            let above = if cell == 4_999 { 1.0 } else { cdf(edge(cell + 1)) };
            above - below
        });
    };
    fit("normal grid", &Strips::normal(), [-5.0, 5.0], &normal_cdf);
    for shape in [2.0, 5.5, 60.0] {
        let law = reference::Gamma::new(shape, shape).unwrap();
        let sd = 1.0 / f64::sqrt(shape);
        let range = [f64::max(1.0 - 5.0 * sd, 0.0), 1.0 + 6.0 * sd];
        let ours = Strips::gamma(shape).unwrap();
        fit(&format!("gamma grid {shape}"), &ours, range, &|x| law.cdf(x));
    }
}

#[test]
fn shapes_without_a_table_are_refused() {
    for shape in [0.0, 1.99, f64::NAN, f64::INFINITY] {
        assert!(Strips::gamma(shape).is_none());
    }
}
