//! The first values of each sampler from `SplitMix64` of seed 2024.
//!
//! Recorded, not derived: the other tests say that the samplers are right, these that they stay the same.
//! A change here changes results, and so the major version of the results.
#![allow(clippy::excessive_precision, clippy::unreadable_literal)] // as they were printed

use outlast_core::samplers::{
    AliasTable, Binomial, BinomialDigits, Hypergeometric, Lognormal, NegBinomial,
    NegBinomialDigits, NegBinomialLattice, Poisson, PoissonDigits, StandardGamma, StandardNormal,
    Strips, pmf, quantile, split, stochastic_round,
};
use rand_distr::Distribution;

use super::SplitMix;

fn eight<T>(law: &impl Distribution<T>) -> [T; 8] {
    let mut rng = SplitMix::new(2024);
    std::array::from_fn(|_| law.sample(&mut rng))
}

#[test]
fn counts_stay_the_same() {
    let poisson = |mean| eight::<i64>(&Poisson::new(mean).unwrap());
    assert_eq!(poisson(3.7), [4, 1, 3, 1, 6, 4, 2, 4]);
    assert_eq!(poisson(1_200.0), [1212, 1179, 1238, 1156, 1162, 1196, 1240, 1158]);
    assert_eq!(
        poisson(1e9),
        [
            1_000_011_115,
            999_981_204,
            1_000_034_201,
            999_960_385,
            999_965_714,
            999_996_593,
            1_000_036_287,
            999_961_967
        ]
    );
    let binomial = |trials, p| eight::<i64>(&Binomial::new(trials, p).unwrap());
    assert_eq!(binomial(30, 0.2), [7, 3, 5, 3, 8, 6, 4, 6]);
    assert_eq!(binomial(1_200, 0.75), [895, 909, 884, 919, 916, 902, 883, 918]);
    let hypergeometric = |t, m, d| eight::<i64>(&Hypergeometric::new(t, m, d).unwrap());
    assert_eq!(hypergeometric(500, 40, 30), [3, 1, 2, 1, 4, 2, 1, 3]);
    assert_eq!(hypergeometric(12_000, 9_000, 600), [462, 449, 437, 458, 436, 446, 426, 451]);
    let neg_binomial = NegBinomial::new(1_200.0, 60.0).unwrap();
    assert_eq!(eight::<i64>(&neg_binomial), [1221, 1301, 1048, 1312, 1643, 1169, 1281, 1073]);
    let (base, probabilities) = pmf::poisson(1_200.0).unwrap();
    let table = AliasTable::from_pmf(base, &probabilities).unwrap();
    assert_eq!(eight::<i64>(&table), [1196, 1170, 1151, 1173, 1219, 1190, 1176, 1194]);
}

#[test]
fn counts_by_digits_stay_the_same() {
    let eight = |mut draw: Box<dyn FnMut(&mut SplitMix) -> i64>| -> [i64; 8] {
        let mut rng = SplitMix::new(2024);
        std::array::from_fn(|_| draw(&mut rng))
    };
    let poisson = PoissonDigits::new();
    assert_eq!(eight(Box::new(move |rng| poisson.sample(3.7, rng))), [3, 2, 5, 2, 5, 4, 6, 3]);
    assert_eq!(
        eight(Box::new(move |rng| poisson.sample(1_187.3, rng))),
        [1165, 1152, 1176, 1130, 1167, 1199, 1206, 1167]
    );
    assert_eq!(
        eight(Box::new(move |rng| poisson.sample(40_000.5, rng))),
        [39769, 40379, 40075, 40037, 39826, 40002, 40242, 39978]
    );
    let binomial = BinomialDigits::new(0.42).unwrap();
    assert_eq!(
        eight(Box::new(move |rng| binomial.sample(1_200, rng))),
        [489, 485, 499, 477, 493, 507, 513, 495]
    );
    let neg_binomial = NegBinomialDigits::new(60.0).unwrap();
    assert_eq!(
        eight(Box::new(move |rng| neg_binomial.sample(1_187.3, rng))),
        [1108, 1180, 1140, 1217, 1380, 1329, 1221, 921]
    );
    let lattice = NegBinomialLattice::new(60.0, [600.0, 2_400.0]).unwrap();
    assert_eq!(
        eight(Box::new(move |rng| lattice.sample(1_187.3, rng))),
        [1261, 1132, 1289, 1120, 1050, 964, 1282, 1092]
    );
}

#[test]
fn strips_stay_the_same_to_the_last_bit() {
    let four = |law: &Strips| -> [f64; 4] {
        let mut rng = SplitMix::new(2024);
        std::array::from_fn(|_| law.sample(&mut rng))
    };
    assert_eq!(
        four(&Strips::normal()),
        [1.1107921439750292, -0.024489167987999494, 0.3766833537758103, -0.47332278639694536]
    );
    assert_eq!(
        four(&Strips::gamma(60.0).unwrap()),
        [0.9549336957849786, 0.8668348886831054, 1.036293722564495, 0.6819757957565002]
    );
    // Of escapes alone: the sum of a thousand.
    let sum = |law: &Strips| -> f64 {
        let mut rng = SplitMix::new(2024);
        (0..1_000).map(|_| law.sample_escape(&mut rng)).sum()
    };
    assert_eq!(sum(&Strips::normal()), 33.884181907153064);
    assert_eq!(sum(&Strips::gamma(60.0).unwrap()), 1003.2241773870512);
}

#[test]
fn amounts_stay_the_same_to_the_last_bit() {
    assert_eq!(
        eight::<f64>(&StandardNormal),
        [
            0.31275220909141244,
            -1.297486587771684,
            -0.5285000358093948,
            -1.1942672058110864,
            0.9564515862391265,
            0.13178113884715326,
            -1.0950212386191613,
            0.24389566720495187,
        ]
    );
    assert_eq!(
        eight::<f64>(&StandardGamma::new(0.4).unwrap()),
        [
            0.06933585982092934,
            0.0561539731193581,
            0.003378083506891289,
            0.5687041638684737,
            0.020116733805461653,
            0.11111762464857057,
            0.4000171925277591,
            0.20243944908849762,
        ]
    );
    assert_eq!(
        eight::<f64>(&StandardGamma::new(20.0).unwrap()),
        [
            21.086492642356145,
            17.41479270385571,
            24.220494138715736,
            15.199288066288382,
            15.714079332275404,
            19.241749804137875,
            24.500161556987365,
            15.34664541050886,
        ]
    );
    assert_eq!(
        eight::<f64>(&Lognormal::new(1.0, 0.1).unwrap()),
        [
            1.0265691172314126,
            0.8742392513434813,
            0.9439389798697975,
            0.8832871565515122,
            1.0946472517437749,
            1.0082036474407168,
            0.8920750555814986,
            1.0195422534552212,
        ]
    );
}

#[test]
fn rounding_and_splitting_stay_the_same() {
    let mut rng = SplitMix::new(2024);
    let rounded: [i64; 8] = std::array::from_fn(|_| stochastic_round(2.3, &mut rng));
    assert_eq!(rounded, [2, 3, 3, 3, 2, 2, 3, 2]);
    let mut lost = [0; 4];
    split(600, &[4_000, 5_000, 1_000, 2_000], &mut lost, &mut SplitMix::new(2024)).unwrap();
    assert_eq!(lost, [187, 257, 60, 96]);
}

/// Inverse CDFs at three uniforms.
#[test]
fn quantiles_stay_the_same_to_the_last_bit() {
    let at = |law: fn(f64) -> f64| [0.001, 0.3, 0.95].map(law);
    assert_eq!(
        at(|u| quantile::triangular(u, 1.0, 2.0, 5.0)),
        [1.0632455532033676, 2.1017246507621126, 4.225403330758517]
    );
    assert_eq!(
        at(|u| quantile::exponential(u, 45.0)),
        [0.04502251501125901, 16.050372477242956, 134.80795230992956]
    );
    assert_eq!(
        at(|u| quantile::weibull(u, 45.0, 1.7)),
        [0.8672624390289165, 27.501702207947595, 96.16665593190547]
    );
    assert_eq!(
        at(|u| quantile::truncated_normal(u, 5.0, 3.0, [0.0, 20.0])),
        [0.028490197142167162, 3.7088067063600794, 10.005424414629914]
    );
    assert_eq!(
        at(|u| quantile::truncated_lognormal(u, 1_200.0, 0.3, [0.0, 1e9])),
        [463.9692228745194, 985.3971661690623, 1862.8294902532632]
    );
}
