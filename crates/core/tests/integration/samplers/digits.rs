//! Digit tables: the laws, and lanes beside single draws.

use outlast_core::samplers::{BinomialDigits, NegBinomialDigits, PoissonDigits};
use outlast_des::{Address, Cell, Streams};
use rand::Rng;
use rand_distr::Distribution;
use statrs::distribution::{self as reference, Discrete};

use super::SplitMix;
use super::fit::{assert_counts_fit, assert_moments};

/// A sampler at one mean.
struct At<'a, L>(&'a L, f64);

impl Distribution<i64> for At<'_, PoissonDigits> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        self.0.sample(self.1, rng)
    }
}

impl Distribution<i64> for At<'_, NegBinomialDigits> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        self.0.sample(self.1, rng)
    }
}

impl Distribution<i64> for At<'_, BinomialDigits> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        self.0.sample(self.1 as i64, rng)
    }
}

/// Nine standard deviations either side.
fn window(mean: f64, variance: f64) -> (i64, i64) {
    let reach = 9.0 * variance.sqrt() + 20.0;
    ((mean - reach).max(0.0) as i64, (mean + reach) as i64)
}

/// Every place alone, all together, no fraction, hardly any, nearly 1; the ends of the tables; beyond.
const MEANS: [f64; 18] = [
    0.001, 0.3, 0.5, 0.999_99, 1.0, 7.0, 15.5, 16.0, 100.25, 240.0, 256.0, 1_200.7, 3_840.0,
    4_095.999, 4_096.0, 40_000.5, 65_535.5, 70_000.0,
];

#[test]
fn poisson_counts_by_digits_follow_their_law() {
    let digits = PoissonDigits::new();
    for mean in MEANS {
        let law = reference::Poisson::new(mean).unwrap();
        let name = format!("poisson digits {mean}");
        assert_counts_fit(&name, &At(&digits, mean), window(mean, mean), |k| law.pmf(k));
    }
}

#[test]
fn a_mean_of_nothing_counts_nothing() {
    let mut rng = SplitMix::new(5);
    let digits = PoissonDigits::new();
    assert!((0..10_000).all(|_| digits.sample(0.0, &mut rng) == 0));
}

#[test]
fn binomial_counts_by_digits_follow_their_law() {
    for p in [0.002, 0.42, 0.5, 0.75, 0.97] {
        let digits = BinomialDigits::new(p).unwrap();
        for trials in [1.0, 11.0, 460.0, 3_001.0, 40_961.0, 65_535.0, 70_000.0] {
            let law = reference::Binomial::new(p, trials as u64).unwrap();
            let (low, high) = window(trials * p, trials * p * (1.0 - p));
            let name = format!("binomial digits {trials} {p}");
            let window = (low, high.min(trials as i64));
            assert_counts_fit(&name, &At(&digits, trials), window, |k| libm::exp(law.ln_pmf(k)));
        }
    }
}

#[test]
fn certain_and_impossible_outcomes_are_certain() {
    let mut rng = SplitMix::new(6);
    let [none, all] = [0.0, 1.0].map(|p| BinomialDigits::new(p).unwrap());
    for trials in [0, 1, 15, 4_095, 65_535, 70_000] {
        for _ in 0..1_000 {
            assert_eq!(none.sample(trials, &mut rng), 0);
            assert_eq!(all.sample(trials, &mut rng), trials);
        }
    }
    assert!(BinomialDigits::new(1.1).is_none() && BinomialDigits::new(f64::NAN).is_none());
}

#[test]
fn negative_binomial_counts_by_digits_follow_their_law() {
    for (mean, k) in
        [(0.7, 2.0), (9.0, 2.5), (300.0, 4.0), (1_200.0, 20.0), (1_187.3, 60.0), (5_000.0, 1e4)]
    {
        let law = reference::NegativeBinomial::new(k, k / (mean + k)).unwrap();
        let ours = NegBinomialDigits::new(k).unwrap();
        let (_, high) = window(mean, 4.0 * (mean + mean * mean / k));
        let name = format!("nb digits {mean} {k}");
        assert_counts_fit(&name, &At(&ours, mean), (0, high), |x| law.pmf(x));
    }
}

#[test]
fn means_and_variances_are_those_of_the_closed_forms() {
    let mut rng = SplitMix::new(12);
    let poisson = PoissonDigits::new();
    for mean in MEANS.into_iter().chain([1e6, 1e12]) {
        let name = format!("poisson digits {mean}");
        assert_moments(&name, || poisson.sample(mean, &mut rng) as f64, mean, mean);
    }
    for (mean, k) in [(3.0, 2.0), (1_200.0, 60.0), (1_200.0, 1e9), (1e6, 60.0)] {
        let law = NegBinomialDigits::new(k).unwrap();
        let variance = mean + mean * mean / k;
        let name = format!("nb digits {mean} {k}");
        assert_moments(&name, || law.sample(mean, &mut rng) as f64, mean, variance);
    }
}

#[test]
fn there_are_no_tables_for_small_dispersions() {
    assert!(NegBinomialDigits::new(1.999).is_none());
    assert!(NegBinomialDigits::new(f64::NAN).is_none());
    assert!(NegBinomialDigits::new(f64::INFINITY).is_none());
}

/// The cell of a lane, after so many words.
fn after(words: usize, address: Address) -> Cell {
    let mut cell = Streams::new(77).cell(address);
    for _ in 0..words {
        cell.next_u32();
    }
    cell
}

/// Enough days that every kind of escape is met, at means that do and do not have four digits.
#[test]
fn lanes_give_what_single_draws_give() {
    const L: usize = 32;
    let (poisson, binomial) = (PoissonDigits::new(), BinomialDigits::new(0.42).unwrap());
    let neg_binomial = NegBinomialDigits::new(60.0).unwrap();
    for tick in 1..2_000 {
        let first = Address { replication: 500, stream: 9, tick };
        let at = |lane: usize| Address { replication: 500 + lane as u64, ..first };
        let [words, next] = [0, 1].map(|block| Streams::new(77).lanes::<L>(first, block));
        let scale = [0.4, 30.0, 900.0, 3_500.0, 60_000.0][tick as usize % 5];
        let means: [f64; L] = std::array::from_fn(|i| scale * (0.9 + 0.01 * i as f64));

        let mut counts = [0; L];
        let fifth = || next[0];
        neg_binomial.lanes(&means, (&words, fifth), &mut counts, |lane| after(4, at(lane)));
        let alone: [i64; L] =
            std::array::from_fn(|i| neg_binomial.sample(means[i], &mut after(0, at(i))));
        assert_eq!(counts, alone);

        let trials = means.map(|mean| mean as i64 * 2);
        let [w0, w1, ..] = &words;
        binomial.lanes(&trials, [w0, w1], &mut counts, |lane| after(2, at(lane)));
        let alone: [i64; L] =
            std::array::from_fn(|i| binomial.sample(trials[i], &mut after(0, at(i))));
        assert_eq!(counts, alone);

        let mut escaped = [0; L];
        let [w0, w1, w2, _] = &words;
        poisson.lanes(&means, ([w0, w1], || *w2), &mut counts, &mut escaped);
        for lane in 0..L {
            if escaped[lane] == 0 {
                assert_eq!(counts[lane], poisson.sample(means[lane], &mut after(0, at(lane))));
            }
        }
        assert!(tick % 5 == 4 || escaped.iter().filter(|&&flag| flag != 0).count() <= 4);
    }
}
