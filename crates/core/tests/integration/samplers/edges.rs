//! Parameters and words at the edge of what is allowed: no panic, no endless loop, and no draw where
//! the outcome is certain.

use outlast_core::samplers::{
    Binomial, Hypergeometric, Lognormal, NegBinomial, Poisson, SplitError, StandardGamma,
    StandardNormal, split,
};
use rand::Rng;
use rand_distr::Distribution;

use super::SplitMix;

#[test]
fn certain_outcomes_draw_nothing() {
    let mut rng = SplitMix::new(1);
    assert_eq!(Poisson::new(0.0).unwrap().sample(&mut rng), 0);
    assert_eq!(NegBinomial::new(0.0, 3.0).unwrap().sample(&mut rng), 0);
    for (trials, p, count) in [(0, 0.3, 0), (9, 0.0, 0), (9, 1.0, 9), (1_000_000, 1.0, 1_000_000)] {
        assert_eq!(Binomial::new(trials, p).unwrap().sample(&mut rng), count);
    }
    for (total, marked, drawn, count) in
        [(0, 0, 0, 0), (9, 0, 4, 0), (9, 9, 4, 4), (9, 4, 0, 0), (9, 4, 9, 4), (9, 9, 9, 9)]
    {
        let law = Hypergeometric::new(total, marked, drawn).unwrap();
        assert_eq!(law.sample(&mut rng), count);
    }
    let mut lost = [7; 4];
    split(10, &[0, 3, 0, 7], &mut lost, &mut rng).unwrap();
    assert_eq!(lost, [0, 3, 0, 7]);
    split(0, &[5, 3, 0, 7], &mut lost, &mut rng).unwrap();
    assert_eq!(lost, [0; 4]);
    split(0, &[], &mut [], &mut rng).unwrap();
    assert_eq!(rng.next_u64(), SplitMix::new(1).next_u64(), "something was drawn");
}

#[test]
fn what_cannot_be_split_is_refused_and_leaves_no_trace() {
    let (mut rng, mut lost) = (SplitMix::new(1), [8, 8]);
    let mut refused = |losses, groups: &[i64], lost: &mut [i64]| {
        split(losses, groups, lost, &mut rng).unwrap_err()
    };
    assert_eq!(refused(3, &[1, 1], &mut lost), SplitError::Losses(3));
    assert_eq!(refused(-1, &[1, 1], &mut lost), SplitError::Losses(-1));
    assert_eq!(refused(1, &[-1, 3], &mut lost), SplitError::Strength);
    assert_eq!(refused(1, &[i64::MAX, i64::MAX], &mut lost), SplitError::Strength);
    assert_eq!(refused(1, &[1], &mut lost), SplitError::Places);
    assert_eq!(lost, [8, 8]);
}

/// The first words are all zeros, all ones and their likes, in every combination of two.
#[test]
fn extreme_words_give_values_within_the_law() {
    let extreme = [0, 1, u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) - 1, 1 << 11, 1 << 12];
    for first in extreme {
        for second in extreme {
            let mut rng = SplitMix::after(vec![0, second, first]);
            for mean in [1e-300, 0.5, 9.99, 10.0, 1e3, 1e9, Poisson::MAX_MEAN] {
                rng.first = vec![0, second, first];
                let k = Poisson::new(mean).unwrap().sample(&mut rng);
                assert!((0..=2_000_000_000_000_000).contains(&k), "poisson {mean}: {k}");
            }
            for (n, p) in [(1, 0.5), (20, 0.5), (1_000_000_000, 0.5), (Binomial::MAX_TRIALS, 0.3)] {
                rng.first = vec![0, second, first];
                let k = Binomial::new(n, p).unwrap().sample(&mut rng);
                assert!((0..=n).contains(&k), "binomial {n} {p}: {k}");
            }
            for (total, marked, drawn) in [
                (2, 1, 1),
                (60, 45, 50),
                (Hypergeometric::MAX_TOTAL, Hypergeometric::MAX_TOTAL / 3, 1 << 40),
            ] {
                rng.first = vec![0, second, first];
                let k = Hypergeometric::new(total, marked, drawn).unwrap().sample(&mut rng);
                let least = (marked + drawn - total).max(0);
                assert!((least..=marked.min(drawn)).contains(&k), "{total} {marked} {drawn}: {k}");
            }
            for shape in [1e-300, 1e-3, 0.5, 1.0, 1e9, 1e300] {
                rng.first = vec![0, second, first];
                let x = StandardGamma::new(shape).unwrap().sample(&mut rng);
                assert!(x >= 0.0 && x.is_finite(), "gamma {shape}: {x}");
            }
            rng.first = vec![0, second, first];
            let z: f64 = StandardNormal.sample(&mut rng);
            assert!(z.abs() < 8.3, "normal: {z}");
        }
    }
}

#[test]
fn extreme_parameters_end_and_stay_within_the_law() {
    let mut rng = SplitMix::new(2);
    for p in [1e-300, 1e-12, 0.5, 1.0 - f64::EPSILON / 2.0] {
        for trials in [1, 1_000_000_000, Binomial::MAX_TRIALS] {
            let law = Binomial::new(trials, p).unwrap();
            assert!((0..1_000).all(|_| (0..=trials).contains(&law.sample(&mut rng))));
        }
    }
    let most = Hypergeometric::MAX_TOTAL;
    for (total, marked, drawn) in
        [(most, 1, most / 2), (most, most / 2, most / 2), (most, most - 1, most - 1), (3, 1, 2)]
    {
        let law = Hypergeometric::new(total, marked, drawn).unwrap();
        let range = (marked + drawn - total).max(0)..=marked.min(drawn);
        assert!((0..1_000).all(|_| range.contains(&law.sample(&mut rng))));
    }
    for (mean, k) in [(1e9, 1e-3), (1e12, 1e300), (1e-300, 1e-300)] {
        let law = NegBinomial::new(mean, k).unwrap();
        assert!((0..1_000).all(|_| law.sample(&mut rng) >= 0), "nb {mean} {k}");
    }
    for (mean, cv) in [(0.0, 1.0), (1e9, 1e3), (1e-300, 1e150)] {
        let law = Lognormal::new(mean, cv).unwrap();
        assert!((0..1_000).all(|_| law.sample(&mut rng) >= 0.0), "lognormal {mean} {cv}");
    }
}
