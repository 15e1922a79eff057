//! Alias tables: the law, the escapes, and lanes beside single draws.

use outlast_core::samplers::{AliasTable, pmf};
use outlast_des::{Address, Streams};
use rand::Rng;
use rand_distr::Distribution;
use statrs::distribution::{self as reference, Discrete};

use super::SplitMix;
use super::fit::{assert_counts_fit, chi_square_score};

#[test]
fn tables_follow_the_law_they_were_made_of() {
    for mean in [0.1, 1.0, 100.0, 1_200.0, 1e5] {
        let (base, probabilities) = pmf::poisson(mean).unwrap();
        let table = AliasTable::from_pmf(base, &probabilities).unwrap();
        let law = reference::Poisson::new(mean).unwrap();
        let window = (base, base + probabilities.len() as i64 - 1);
        assert_counts_fit(&format!("table poisson {mean}"), &table, window, |k| law.pmf(k));
    }
    for (mean, k) in [(3.0, 0.4), (1_200.0, 20.0), (1_200.0, 60.0)] {
        let (base, probabilities) = pmf::neg_binomial(mean, k).unwrap();
        let table = AliasTable::from_pmf(base, &probabilities).unwrap();
        let law = reference::NegativeBinomial::new(k, k / (mean + k)).unwrap();
        let window = (base, base + probabilities.len() as i64 - 1);
        assert_counts_fit(&format!("table nb {mean} {k}"), &table, window, |x| law.pmf(x));
    }
}

#[test]
fn probabilities_agree_with_another_library() {
    let (base, probabilities) = pmf::poisson(1_200.0).unwrap();
    let law = reference::Poisson::new(1_200.0).unwrap();
    for (i, p) in probabilities.iter().enumerate() {
        // statrs subtracts numbers of 10^4: it holds to about 1e-11.
        let expected = law.pmf(base as u64 + i as u64);
        assert!((p / expected - 1.0).abs() < 1e-10, "{}", base + i as i64);
    }
}

/// An escape's law is what rounding down to 2^-32 took from each probability.
#[test]
fn escapes_follow_the_law_of_what_rounding_took() {
    let (base, probabilities) = pmf::poisson(30.0).unwrap();
    let table = AliasTable::from_pmf(base, &probabilities).unwrap();
    let taken: Vec<f64> = probabilities.iter().map(|p| (p * 4_294_967_296.0).fract()).collect();
    let sum: f64 = taken.iter().sum();
    let draws = 500_000;
    let expected: Vec<f64> = taken.iter().map(|t| t / sum * f64::from(draws)).collect();
    let mut tally = vec![0; taken.len()];
    let mut rng = SplitMix::new(5);
    for _ in 0..draws {
        tally[(table.sample_escape(&mut rng) - base) as usize] += 1;
    }
    let z = chi_square_score(&tally, &expected, 0, draws as usize);
    assert!(z.abs() < 4.0, "z = {z}");
}

/// A flat law of 60,001 values escapes once in about 110,000 words, so that both ways are met.
#[test]
fn lanes_give_what_each_would_draw_alone() {
    let flat = vec![1.0 / 60_001.0; 60_001];
    let table = AliasTable::from_pmf(-30_000, &flat).unwrap();
    let streams = Streams::new(9);
    let mut escapes = 0;
    for block in 0..8_000 {
        let cell = |lane: usize| {
            let replication = block * 64 + lane as u64;
            streams.cell(Address { replication, stream: 4, tick: 2 })
        };
        let words: [u32; 64] = std::array::from_fn(|lane| cell(lane).next_u32());
        let mut together = [0; 64];
        table.lanes(&words, &mut together, |lane| {
            escapes += 1;
            table.sample(&mut cell(lane))
        });
        let alone: [i64; 64] = std::array::from_fn(|lane| table.sample(&mut cell(lane)));
        assert_eq!(together, alone);
    }
    assert!(escapes > 0, "no word escaped: nothing was tested");
}
