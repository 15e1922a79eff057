//! Samplers of amounts against the laws of `statrs` and closed forms.

use outlast_core::samplers::{Gamma, Lognormal, StandardGamma, StandardNormal, normal_cdf};
use rand_distr::Distribution;
use statrs::distribution::{self as reference, ContinuousCDF};

use super::SplitMix;
use super::fit::{assert_amounts_fit, assert_moments};

#[test]
fn gamma_amounts_follow_their_law_on_both_sides_of_shape_one() {
    for shape in [0.05, 0.4, 0.99, 1.0, 1.01, 2.0, 7.5, 60.0, 1e3, 1e5] {
        let law = reference::Gamma::new(shape, 1.0).unwrap();
        let ours = StandardGamma::new(shape).unwrap();
        assert_amounts_fit(&format!("gamma {shape}"), &ours, |x| law.cdf(x));
    }
}

/// Beyond 10^5 the law is compared by moments: its CDF is known to fewer digits than it has.
#[test]
fn gamma_means_and_variances_are_those_of_the_closed_forms() {
    let mut rng = SplitMix::new(21);
    for shape in [0.01, 0.3, 1.0, 20.0, 1e6, 1e9] {
        let law = StandardGamma::new(shape).unwrap();
        assert_moments(&format!("gamma {shape}"), || law.sample(&mut rng), shape, shape);
    }
    let law = Gamma::from_mean_and_cv(10_000.0, 0.3).unwrap();
    assert_moments("gamma mean and cv", || law.sample(&mut rng), 1e4, 9e6);
    let law = Gamma::from_mean_and_shape(45.0, 2.0).unwrap();
    assert_moments("gamma mean and shape", || law.sample(&mut rng), 45.0, 45.0 * 45.0 / 2.0);
    let law = Gamma::new(3.0, 5.0).unwrap();
    assert_moments("gamma shape and scale", || law.sample(&mut rng), 15.0, 75.0);
}

#[test]
fn normal_numbers_follow_their_law() {
    let law = reference::Normal::new(0.0, 1.0).unwrap();
    assert_amounts_fit("normal", &StandardNormal, |x| law.cdf(x));
    let mut rng = SplitMix::new(22);
    assert_moments("normal", || StandardNormal.sample(&mut rng), 0.0, 1.0);
}

#[test]
fn lognormal_amounts_have_their_mean_cv_and_law() {
    let mut rng = SplitMix::new(23);
    for (mean, cv) in [(1.0, 0.1), (1_200.0, 0.5), (3.0, 1.0)] {
        let law = Lognormal::new(mean, cv).unwrap();
        let variance = mean * cv * mean * cv;
        assert_moments(&format!("lognormal {mean} {cv}"), || law.sample(&mut rng), mean, variance);
        let s = libm::log1p(cv * cv).sqrt();
        let median = mean / (1.0 + cv * cv).sqrt();
        assert_amounts_fit(&format!("lognormal {mean} {cv}"), &law, |x| {
            normal_cdf(libm::log(x / median) / s)
        });
    }
    assert_eq!(Lognormal::new(7.0, 0.0).unwrap().sample(&mut rng), 7.0);
}
