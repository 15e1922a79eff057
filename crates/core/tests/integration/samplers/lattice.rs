//! Negative binomial counts on the lattice: the law, and lanes beside single draws. That its tables hold the
//! law to 1e-12 is proved beside them.

use outlast_core::samplers::NegBinomialLattice;
use outlast_des::{Address, Cell, Streams};
use rand::Rng;
use rand_distr::Distribution;
use statrs::distribution::{self as reference, Discrete};

use super::SplitMix;
use super::fit::{assert_counts_fit, assert_moments};

/// A sampler at one mean.
struct At<'a>(&'a NegBinomialLattice, f64);

impl Distribution<i64> for At<'_> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        self.0.sample(self.1, rng)
    }
}

/// Dispersions, windows, and means: within, at either end and beyond.
const CASES: [(f64, [f64; 2], [f64; 4]); 5] = [
    (60.0, [600.0, 2_400.0], [1_200.0, 603.7, 2_390.0, 4_000.0]),
    (60.0, [0.5, 4.0], [0.51, 1.0, 3.9, 90.0]),
    (8.0, [50.0, 200.0], [50.5, 100.0, 199.0, 20.0]),
    (20.0, [300.0, 900.0], [300.1, 511.3, 777.7, 1_000.0]),
    (900.0, [900.0, 1_500.0], [901.0, 1_187.3, 1_499.0, 2_500.0]),
];

#[test]
fn counts_on_the_lattice_follow_their_law() {
    for (k, window, means) in CASES {
        let ours = NegBinomialLattice::new(k, window).unwrap();
        for mean in means {
            let law = reference::NegativeBinomial::new(k, k / (mean + k)).unwrap();
            let reach = 12.0 * f64::sqrt(mean + mean * mean / k) + 20.0;
            let name = format!("nb lattice {mean} {k}");
            let window = (0, (mean + reach) as i64);
            assert_counts_fit(&name, &At(&ours, mean), window, |x| law.pmf(x));
        }
    }
}

#[test]
fn means_and_variances_are_those_of_the_closed_form() {
    let mut rng = SplitMix::new(13);
    for (k, window, means) in CASES {
        let law = NegBinomialLattice::new(k, window).unwrap();
        for mean in means {
            let variance = mean + mean * mean / k;
            let name = format!("nb lattice {mean} {k}");
            assert_moments(&name, || law.sample(mean, &mut rng) as f64, mean, variance);
        }
    }
}

#[test]
fn a_mean_of_nothing_counts_nothing() {
    let mut rng = SplitMix::new(5);
    let law = NegBinomialLattice::new(60.0, [600.0, 2_400.0]).unwrap();
    assert!((0..10_000).all(|_| law.sample(0.0, &mut rng) == 0));
}

/// The cell of a lane, after so many words.
fn after(words: usize, address: Address) -> Cell {
    let mut cell = Streams::new(77).cell(address);
    for _ in 0..words {
        cell.next_u32();
    }
    cell
}

/// Enough draws that every kind of escape is met: of points, of counts, of the thinning, of the window.
#[test]
fn lanes_give_what_single_draws_give() {
    const L: usize = 32;
    let law = NegBinomialLattice::new(60.0, [600.0, 2_400.0]).unwrap();
    let mut escapes = 0;
    for tick in 1..6_000 {
        let first = Address { replication: 500, stream: 9, tick };
        let at = |lane: usize| Address { replication: 500 + lane as u64, ..first };
        let words = Streams::new(77).lanes::<L>(first, 0);
        let scale = [700.0, 1_200.0, 1_900.0, 2_300.0][tick as usize % 4];
        let means: [f64; L] = std::array::from_fn(|i| scale * (0.9 + 0.01 * i as f64));
        let logs = means.map(libm::log);

        let mut counts = [0; L];
        law.lanes(&logs, [&words[0], &words[1]], &mut counts, |lane| {
            escapes += u32::from((600.0..2_400.0).contains(&means[lane]));
            let own = [words[0][lane], words[1][lane]];
            law.sample_words(logs[lane], own, &mut after(2, at(lane)))
        });
        let alone: [i64; L] = std::array::from_fn(|i| {
            let own = [words[0][i], words[1][i]];
            law.sample_words(logs[i], own, &mut after(2, at(i)))
        });
        assert_eq!(counts, alone);
    }
    assert!((20..200).contains(&escapes), "{escapes} escapes of 180,000 draws within the window");
}
