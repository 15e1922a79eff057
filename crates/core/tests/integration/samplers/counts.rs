//! Samplers of counts whose parameters vary, against the laws of `statrs`.

use outlast_core::samplers::{
    Binomial, Hypergeometric, NegBinomial, Poisson, split, stochastic_round,
};
use rand_distr::Distribution;
use statrs::distribution::{self as reference, Discrete};

use super::SplitMix;
use super::fit::{assert_counts_fit, assert_moments, chi_square_score};

/// Nine standard deviations either side, within 0..=most.
fn window(mean: f64, variance: f64, most: f64) -> (i64, i64) {
    let reach = 9.0 * variance.sqrt() + 20.0;
    ((mean - reach).max(0.0) as i64, (mean + reach).min(most) as i64)
}

#[test]
fn poisson_counts_follow_their_law_on_both_sides_of_the_switch_of_method() {
    for mean in [0.1, 1.0, 5.5, 9.9, 10.0, 10.1, 12.4, 15.7, 26.0, 100.0, 1_200.0, 1e5, 1e6] {
        let law = reference::Poisson::new(mean).unwrap();
        let ours = Poisson::new(mean).unwrap();
        assert_counts_fit(&format!("poisson {mean}"), &ours, window(mean, mean, 1e9), |k| {
            law.pmf(k)
        });
    }
}

#[test]
fn binomial_counts_follow_their_law() {
    for (trials, p) in [
        (1, 0.3),
        (2, 0.5),
        (20, 0.499),
        (20, 0.5),
        (21, 0.5),
        (25, 0.4),
        (40, 0.9),
        (97, 0.1),
        (101, 0.1),
        (300, 0.42),
        (300, 0.97),
        (1_200, 0.002),
        (1_200, 0.75),
        (30_000, 0.42),
        (1_000_000, 1e-5),
        (1_000_000, 1.1e-5),
        (1_000_000, 0.999),
        (1_000_000_000, 5e-9),
        (1_000_000_000, 1e-6),
    ] {
        let n = f64::from(trials);
        let law = reference::Binomial::new(p, trials as u64).unwrap();
        let ours = Binomial::new(i64::from(trials), p).unwrap();
        let window = window(n * p, n * p * (1.0 - p), n);
        assert_counts_fit(&format!("binomial {trials} {p}"), &ours, window, |k| {
            libm::exp(law.ln_pmf(k))
        });
    }
}

/// (total, marked, drawn) over both methods, all four changes of role, and the edges.
const TABLES: [(i64, i64, i64); 19] = [
    (10, 3, 1),
    (10, 5, 5),
    (40, 19, 20),
    (40, 20, 20),
    (41, 21, 20),
    (60, 25, 45),
    (60, 45, 25),
    (60, 45, 50),
    (1_000, 990, 30),
    (1_000, 500, 19),
    (1_000, 500, 21),
    (12_000, 1_500, 600),
    (12_000, 10_500, 11_400),
    (500_000, 100_000, 50_000),
    (500_000, 20, 250_000),
    (10_000_000, 4_000_000, 30),
    (10_000_000_000, 4_000_000_000, 300),
    (10_000_000_000, 4_000_000_000, 30_000),
    (10_000_000_000, 20_000, 5_000_000_000),
];

fn hypergeometric_moments((total, marked, drawn): (i64, i64, i64)) -> (f64, f64) {
    let (total, part, drawn) = (total as f64, marked as f64 / total as f64, drawn as f64);
    (drawn * part, drawn * part * (1.0 - part) * (total - drawn) / (total - 1.0))
}

/// Probabilities of low..=high, which hold nearly all, from p(x)/p(x-1).
fn hypergeometric_by_recurrence(
    (total, marked, drawn): (i64, i64, i64),
    (low, high): (i64, i64),
) -> Vec<f64> {
    let ways = |x| (marked - x + 1) as f64 * (drawn - x + 1) as f64;
    let ratio = |x| ways(x) / (x as f64 * (total - marked - drawn + x) as f64);
    let mut logs = vec![0.0];
    for x in low + 1..=high {
        logs.push(logs[logs.len() - 1] + libm::log(ratio(x)));
    }
    let greatest = logs.iter().copied().fold(f64::MIN, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - greatest)).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

#[test]
fn hypergeometric_counts_follow_their_law() {
    for table @ (total, marked, drawn) in TABLES {
        let ours = Hypergeometric::new(total, marked, drawn).unwrap();
        let (mean, variance) = hypergeometric_moments(table);
        let (low, high) = window(mean, variance, marked.min(drawn) as f64);
        let window = (low.max(marked + drawn - total), high);
        let name = format!("hypergeometric {table:?}");
        if total <= 10_000_000 {
            let (total, marked, drawn) = (total as u64, marked as u64, drawn as u64);
            let law = reference::Hypergeometric::new(total, marked, drawn).unwrap();
            assert_counts_fit(&name, &ours, window, |k| libm::exp(law.ln_pmf(k)));
        } else {
            // There statrs subtracts logarithms of 10^11: 3e7 draws show its error.
            let pmf = hypergeometric_by_recurrence(table, window);
            assert_counts_fit(&name, &ours, window, |k| pmf[k as usize - window.0 as usize]);
        }
    }
}

#[test]
fn negative_binomial_counts_follow_their_law() {
    for (mean, k) in
        [(0.3, 0.05), (3.0, 0.4), (10.0, 1.0), (40.0, 3.0), (200.0, 1e3), (1_200.0, 60.0)]
    {
        let variance = mean + mean * mean / k;
        let law = reference::NegativeBinomial::new(k, k / (mean + k)).unwrap();
        let ours = NegBinomial::new(mean, k).unwrap();
        let (_, high) = window(mean, 4.0 * variance, 1e9);
        assert_counts_fit(&format!("neg_binomial {mean} {k}"), &ours, (0, high), |x| law.pmf(x));
    }
}

#[test]
fn means_and_variances_are_those_of_the_closed_forms() {
    let mut rng = SplitMix::new(11);
    for mean in [0.02, 3.0, 9.99, 10.01, 55.0, 1e4, 1e9, 1e12] {
        let law = Poisson::new(mean).unwrap();
        assert_moments(&format!("poisson {mean}"), || law.sample(&mut rng) as f64, mean, mean);
    }
    for (trials, p) in
        [(7, 0.2), (50, 0.2), (50, 0.85), (10_000_000_000, 0.3), (10_000_000_000, 1e-10)]
    {
        let law = Binomial::new(trials, p).unwrap();
        let (mean, n) = (trials as f64 * p, trials as f64);
        let name = format!("binomial {trials} {p}");
        assert_moments(&name, || law.sample(&mut rng) as f64, mean, n * p * (1.0 - p));
    }
    let large = [
        (10_000_000_000, 5_000_000_000, 3_333_333_333),
        (10_000_000_000, 9_999_999_000, 30_000_000),
    ];
    for table @ (total, marked, drawn) in TABLES.into_iter().chain(large) {
        let law = Hypergeometric::new(total, marked, drawn).unwrap();
        let (mean, variance) = hypergeometric_moments(table);
        let name = format!("hypergeometric {table:?}");
        assert_moments(&name, || law.sample(&mut rng) as f64, mean, variance);
    }
    for (mean, k) in [(0.7, 0.3), (90.0, 2.5), (1e5, 20.0), (1e9, 4.0), (1e3, 1e9)] {
        let law = NegBinomial::new(1.0, k).unwrap().with_mean(mean).unwrap();
        let variance = mean + mean * mean / k;
        assert_moments(&format!("nb {mean} {k}"), || law.sample(&mut rng) as f64, mean, variance);
    }
    for amount in [0.25, 3.5, 1_000.001] {
        let part = amount - f64::floor(amount);
        let draw = || stochastic_round(amount, &mut rng) as f64;
        assert_moments(&format!("rounding {amount}"), draw, amount, part * (1.0 - part));
    }
}

#[test]
fn losses_split_among_groups_make_every_outcome_as_likely_as_its_number_of_ways() {
    // 5 lost of groups of 2, 3 and 4: C(2,a) C(3,b) C(4,c) / C(9,5) for a + b + c = 5.
    let groups = [2, 3, 4];
    let ways = [[1.0, 2.0, 1.0, 0.0, 0.0], [1.0, 3.0, 3.0, 1.0, 0.0], [1.0, 4.0, 6.0, 4.0, 1.0]];
    let draws = 300_000;
    let (mut tally, mut expected) = (vec![0; 12], vec![0.0; 12]);
    for a in 0..3 {
        for b in 0..4 {
            let c = 5_usize.wrapping_sub(a + b);
            if c < 5 {
                expected[4 * a + b] =
                    ways[0][a] * ways[1][b] * ways[2][c] / 126.0 * f64::from(draws);
            }
        }
    }
    let (mut rng, mut lost) = (SplitMix::new(3), [0; 3]);
    for _ in 0..draws {
        split(5, &groups, &mut lost, &mut rng).unwrap();
        assert_eq!(lost.iter().sum::<i64>(), 5);
        assert!(lost.iter().zip(groups).all(|(l, g)| (0..=g).contains(l)));
        tally[(4 * lost[0] + lost[1]) as usize] += 1;
    }
    let z = chi_square_score(&tally, &expected, 0, draws as usize);
    assert!(z.abs() < 4.0, "z = {z}");
}
