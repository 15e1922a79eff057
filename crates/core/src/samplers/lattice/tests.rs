//! The tables hold the law: all that words and escapes come to, put together, is the closed form.

use super::counts::mean_at;
use super::*;
use crate::samplers::walker::Rest;

/// Probabilities that the words of one table come to, by symbol, and what its escape has.
fn words(symbol: impl Fn(u32) -> u32, bits: u32) -> (Vec<f64>, f64) {
    let mut counted = vec![0_u32; 1 << bits];
    for word in 0..1 << WORD_BITS {
        counted[symbol(word << SPARE_BITS) as usize] += 1;
    }
    let mut parts: Vec<f64> = counted.iter().map(|&n| f64::from(n) / WORDS).collect();
    let escape = parts.pop().unwrap();
    (parts, escape)
}

/// What a rest comes to, by value, of a whole that its weights are parts of.
fn left(rest: &Rest) -> impl Iterator<Item = (i32, f64)> {
    let (base, cumulative) = rest.parts();
    let before = |i: usize| if i == 0 { 0.0 } else { cumulative[i - 1] };
    let each = move |i: usize| (base as i32 + i as i32, (cumulative[i] - before(i)) / WORDS);
    (0..cumulative.len()).map(each)
}

/// The law of Y at a place, from its table and its rest.
fn law_of_points(law: &NegBinomialLattice, place: u32) -> Vec<(i32, f64)> {
    let rates = &law.rates;
    let cell = |word| rates.cells[rates.index(place, word)];
    let (parts, escape) = words(|word| rates.symbol(word, cell(word)), rates.bits);
    let rest = &rates.rests[place as usize];
    let all: f64 = left(rest).map(|(_, p)| p).sum();
    assert!((all - escape).abs() < 1e-12, "an escape of {escape} has {all}");
    let own = |point: i32| parts.get((point - rates.first) as usize).copied().unwrap_or(0.0);
    left(rest).map(|(point, p)| (point, p + own(point))).collect()
}

/// ln of a negative binomial probability, by the gamma function of another library.
fn log_neg_binomial(x: f64, mean: f64, k: f64) -> f64 {
    use statrs::function::gamma::ln_gamma;
    ln_gamma(x + k) - ln_gamma(k) - ln_gamma(x + 1.0)
        + k * libm::log(k / (k + mean))
        + x * libm::log(mean / (k + mean))
}

/// Poisson probabilities by the recurrence from the mode, of a sum of 1: none of the code under test.
fn poisson(mean: f64, to: usize) -> Vec<f64> {
    let mode = mean as usize;
    let all = to.max((mean + 15.0 * mean.sqrt()) as usize + 60);
    let mut p = vec![0.0; all + 1];
    p[mode] = 1.0;
    for x in mode + 1..=all {
        p[x] = p[x - 1] * mean / x as f64;
    }
    for x in (0..mode).rev() {
        p[x] = p[x + 1] * (x + 1) as f64 / mean;
    }
    let sum: f64 = p.iter().sum();
    p.truncate(to + 1);
    p.iter().map(|p| p / sum).collect()
}

const LAWS: [(f64, f64); 7] = [
    (60.0, 1_200.0),
    (60.0, 40.0),
    (60.0, 1.5),
    (8.0, 90.0),
    (20.0, 500.0),
    (900.0, 1_200.0),
    (60.0, 2_400.0),
];

/// Sum over the lattice of the table's law of the point times Poisson = the closed form, for rounded means at
/// several places between two points.
fn assert_mixture(law: &NegBinomialLattice, k: f64, mean: f64) {
    let most = (mean * (1.0 + 9.0 / f64::sqrt(k)) + 12.0 * mean.sqrt()) as usize + 40;
    for place in [0, 13, 63] {
        let below = (libm::log(mean) * law.points).floor() as i32;
        let rounded =
            libm::exp((f64::from(below) + f64::from(place) / f64::from(PLACES)) / law.points);
        let mut sum = vec![0.0; most + 1];
        for (point, p) in law_of_points(law, place) {
            let at = poisson(mean_at(below + point, law.points), most);
            sum.iter_mut().zip(at).for_each(|(sum, at)| *sum += p * at);
        }
        for (x, p) in sum.iter().enumerate() {
            let expected = libm::exp(log_neg_binomial(x as f64, rounded, k));
            assert!((p - expected).abs() < 1e-12, "k {k}, mean {mean}, {x}: {p} {expected}");
        }
    }
}

#[test]
fn a_mixture_over_the_lattice_is_the_negative_binomial_law() {
    for (k, mean) in LAWS {
        let law = NegBinomialLattice::new(k, [mean * 0.8, mean * 1.25]).unwrap();
        assert_mixture(&law, k, mean);
    }
}

/// The window ends where the lattice would be too coarse.
#[test]
fn a_mixture_is_the_law_up_to_the_end_of_the_widest_window() {
    for (k, mean) in LAWS {
        let law = NegBinomialLattice::new(k, [mean / 20.0, mean * 20.0]).unwrap();
        assert_mixture(&law, k, libm::exp(law.high));
    }
}

/// Each row's words give p 2^22 rounded down of a Poisson law at its point; its escape has the rest.
#[test]
fn tables_of_counts_hold_the_whole_words_of_poisson_laws() {
    for (k, mean) in LAWS {
        let law = NegBinomialLattice::new(k, [mean * 0.8, mean * 1.25]).unwrap();
        let counts = &law.counts;
        for row in [0, counts.rows / 2, counts.rows - 1] {
            let cell = |word| counts.cells[counts.index(row, word)];
            let (parts, escape) = words(|word| counts.symbol(word, cell(word)), counts.bits);
            let base = counts.base(cell(0)) as usize;
            let law = poisson(mean_at(counts.first + row as i32, law.points), base + 9_000);
            let mut all = 0.0;
            for (symbol, p) in parts.iter().enumerate() {
                let expected = law[base + symbol];
                assert!((p - expected).abs() < 1.0 / WORDS, "row {row}, {symbol}: {p} {expected}");
                assert!(*p <= expected + 1e-12);
                all += p;
            }
            assert!((all + escape - 1.0).abs() < 1e-12);
        }
    }
}

/// The conditional law of an escaped count is what the table's whole words leave of the Poisson law.
#[test]
fn an_escaped_count_follows_what_its_table_leaves() {
    let law = NegBinomialLattice::new(60.0, [2.0, 5.0]).unwrap();
    let counts = &law.counts;
    let row = counts.rows / 2;
    let mean = mean_at(counts.first + row as i32, law.points);
    let exact = poisson(mean, 200);
    let unit = |x: usize| exact[x] * WORDS;
    let inside =
        |x: usize| (x as u32).wrapping_sub(counts.base(counts.cells[counts.index(row, 0)]));
    let left: Vec<f64> = (0..=200)
        .map(|x| if inside(x) < counts.escape() { unit(x) - unit(x).floor() } else { unit(x) })
        .collect();
    let all: f64 = left.iter().sum();
    let mut drawn = vec![0.0; 201];
    let mut cell = outlast_des::Streams::new(9).cell(outlast_des::Address {
        replication: 1,
        stream: 2,
        tick: 3,
    });
    let draws = 200_000;
    for _ in 0..draws {
        let x = counts.left_over(mean, counts.base(counts.cells[counts.index(row, 0)]), &mut cell);
        drawn[x as usize] += 1.0;
    }
    for x in 0..=200 {
        let p = left[x] / all;
        let error = (p * (1.0 - p) / f64::from(draws)).sqrt();
        let off = drawn[x] / f64::from(draws) - p;
        // The difference of p 2^22 and its floor magnifies the rounding of p.
        assert!(off.abs() <= 4.5 * error + 1e-6, "{x}: {} for {p}", drawn[x]);
    }
}

/// P(n go) by the closed form, for every word that the fast inversion settles.
#[test]
fn what_is_settled_fast_is_what_the_exact_inversion_gives() {
    for (rest, count) in
        [(1.2e-4, 1_200), (1e-6, 1_500), (1.2e-4, 4_000), (0.01, 1), (0.01, 2), (0.0, 7)]
    {
        let n = f64::from(count);
        let p = -libm::expm1(-rest);
        let mut cumulative = vec![];
        let (mut sum, mut term) = (0.0, libm::exp(-rest * n));
        for gone in 0..6 {
            sum += term;
            cumulative.push(sum);
            let gone = f64::from(gone);
            term *= (n - gone).max(0.0) / (gone + 1.0) * p / (1.0 - p);
        }
        let mut unsure = 0;
        for word in 0..1_u32 << 20 {
            let (gone, not) = fast_thinned(rest as f32, count, word);
            if not {
                unsure += 1;
                continue;
            }
            let [low, high] = [word, word + 1].map(|word| f64::from(word) / 1_048_576.0);
            let gone = gone as usize;
            let before = if gone == 0 { 0.0 } else { cumulative[gone - 1] };
            assert!(before <= low && high <= cumulative[gone], "{rest} {count}: {gone} at {word}");
        }
        assert!(unsure < 16_000, "{rest} {count}: {unsure} are not settled");
    }
}

#[test]
fn escapes_are_rare() {
    for (k, mean, most) in [(60.0, 1_200.0, 2.5e-4), (8.0, 90.0, 5e-3), (900.0, 1_200.0, 2.5e-4)] {
        let law = NegBinomialLattice::new(k, [mean * 0.8, mean * 1.25]).unwrap();
        for place in [0, 63] {
            let (_, cumulative) = law.rates.rests[place].parts();
            let escape = cumulative[cumulative.len() - 1] / WORDS;
            assert!(escape < most, "k {k}: {escape}");
        }
    }
}

#[test]
fn laws_without_a_lattice_are_refused() {
    for (k, means) in [
        (7.9, [900.0, 1_100.0]),
        (1e9, [900.0, 1_100.0]),
        (f64::NAN, [900.0, 1_100.0]),
        (60.0, [0.0, 1_100.0]),
        (60.0, [900.0, 800.0]),
        (60.0, [f64::NAN, 800.0]),
        (60.0, [900.0, 1e5]),
        (60.0, [4_500.0, 5_500.0]),
    ] {
        assert!(NegBinomialLattice::new(k, means).is_none(), "{k} {means:?}");
    }
}
