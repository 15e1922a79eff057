//! Counts whose mean or number of trials changes from draw to draw, by one look-up a digit.
//!
//! A Poisson count of mean m is the sum of independent ones of means that sum to m, and a binomial
//! count of n trials the sum of those of parts of n: so with n in base 16, n = d0 + 16 d1 + 256 d2 +
//! 4096 d3, one table for each place and each digit gives all counts of up to 65,535 trials, or of
//! whole means up to there. The fraction of a Poisson mean, at most 1, is drawn by inversion.
//!
//! Each digit takes 16 random bits. A table of a place has as many cells as hold its widest law to
//! 4 standard deviations either side; what 16 bits round away, and what lies beyond, is the escape
//! (see [`walker`](super::walker)), which is drawn at 52 bits of the exact law of what is left: once
//! in some 300 draws. So no probability is rounded; each is that of the f64 law to 1e-12.

mod binomial;
mod neg_binomial;
mod poisson;

pub use binomial::BinomialDigits;
pub use neg_binomial::NegBinomialDigits;
pub use poisson::PoissonDigits;

use rand::Rng;

use super::walker::{self, Rest};
use crate::aligned::Aligned;

/// Bits of a digit's word.
const WORD_BITS: u32 = 16;
const DIGITS: usize = 16;
/// Numbers from here on have two digits, three, and four.
const TWO_DIGITS: u32 = 16;
const THREE_DIGITS: u32 = 256;
const FOUR_DIGITS: u32 = 4_096;

/// Tables of one place, N cells for its 16 digits.
///
/// A cell is 32 bits: the least value of its table in the upper half, threshold and alias in the
/// lower. The last symbol of a table is the escape.
#[derive(Debug, Clone, PartialEq)]
struct Place<const N: usize> {
    cells: Box<[u32; N]>,
    rests: Box<[Rest]>,
}

impl<const N: usize> Place<N> {
    const BITS: u32 = (N / DIGITS).trailing_zeros();
    const ESCAPE: u32 = (1 << Self::BITS) - 1;

    /// Of the laws of each digit: least value and the probabilities from it on.
    fn new(law: impl Fn(u32) -> (i64, Vec<f64>)) -> Self {
        let (mut cells, mut rests) = (Vec::with_capacity(N), Vec::with_capacity(DIGITS));
        for digit in 0..DIGITS as u32 {
            let (low, pmf) = law(digit);
            let (base, table, rest) = Self::table(low, &pmf);
            cells.extend(table.iter().map(|cell| base << 16 | cell));
            rests.push(rest);
        }
        Self { cells: cells.try_into().expect("cells of 16 digits"), rests: rests.into() }
    }

    fn table(low: i64, pmf: &[f64]) -> (u32, Box<[u32]>, Rest) {
        let unit = f64::from(1 << WORD_BITS);
        let symbols = Self::ESCAPE as usize;
        let weight = |p: f64| (p * unit) as u64;
        // The window of the table, around the values that have a weight.
        let heavy = |p: &f64| weight(*p) > 0;
        let first = pmf.iter().position(heavy).unwrap_or(0);
        let last = pmf.iter().rposition(heavy).unwrap_or(0);
        let start = (first + (last + 1).saturating_sub(first + symbols) / 2).min(last);
        let window = start..(start + symbols).min(pmf.len());
        let mut weights: Vec<u64> = pmf[window.clone()].iter().map(|&p| weight(p)).collect();
        weights.resize(symbols, 0);
        weights.push((1 << WORD_BITS) - weights.iter().sum::<u64>());
        let left = pmf.iter().enumerate().map(|(i, &p)| {
            let taken = if window.contains(&i) { (p * unit).floor() } else { 0.0 };
            p * unit - taken
        });
        let base = (low + start as i64) as u32;
        (base, walker::cells(&weights, WORD_BITS), Rest::new(low, left))
    }

    #[inline(always)]
    fn index(digit: u32, word: u32) -> u32 {
        digit << Self::BITS | word >> (WORD_BITS - Self::BITS)
    }

    /// The symbol of a word in its cell.
    #[inline(always)]
    fn symbol(word: u32, cell: u32) -> u32 {
        let own = word >> (WORD_BITS - Self::BITS);
        let part = word & ((1 << (WORD_BITS - Self::BITS)) - 1);
        let threshold = (cell & 0xFFFF) >> Self::BITS;
        if part < threshold { own } else { cell & Self::ESCAPE }
    }

    #[inline]
    fn sample<R: Rng + ?Sized>(&self, digit: u32, word: u32, rng: &mut R) -> i64 {
        // The mask changes nothing; it shows the compiler that the index is in bounds.
        let cell = self.cells[Self::index(digit, word) as usize & (N - 1)];
        let symbol = Self::symbol(word, cell);
        if symbol == Self::ESCAPE {
            self.rests[digit as usize].sample(rng)
        } else {
            i64::from((cell >> 16) + symbol)
        }
    }

    /// Adds every lane's value to `sum`; where a word escapes, the lane's flag is raised.
    #[inline(always)]
    fn lanes<const L: usize>(
        &self,
        digit: impl Fn(usize) -> u32,
        word: impl Fn(usize) -> u32,
        (sum, escaped): (&mut [u32; L], &mut [u32; L]),
    ) {
        // Apart, the arithmetic is vectorised and the look-ups are bare; together, neither.
        let mut cells = Aligned([0; L]);
        for lane in 0..L {
            cells[lane] = Self::index(digit(lane), word(lane));
        }
        for lane in 0..L {
            cells[lane] = self.cells[cells[lane] as usize & (N - 1)];
        }
        for lane in 0..L {
            let symbol = Self::symbol(word(lane), cells[lane]);
            escaped[lane] |= u32::from(symbol == Self::ESCAPE);
            sum[lane] += (cells[lane] >> 16) + symbol;
        }
    }
}

/// Tables of the three lower places, and of the fourth: of so many cells each.
#[derive(Debug, Clone, PartialEq)]
struct Places<const A: usize, const B: usize, const C: usize, const D: usize> {
    ones: Place<A>,
    sixteens: Place<B>,
    hundreds: Place<C>,
    thousands: Place<D>,
}

impl<const A: usize, const B: usize, const C: usize, const D: usize> Places<A, B, C, D> {
    /// `law(n)` for n of one digit that is not 0.
    fn new(law: impl Fn(u32) -> (i64, Vec<f64>)) -> Self {
        let at = |place: u32| {
            let law = &law;
            move |digit: u32| {
                if digit == 0 { (0, vec![1.0]) } else { law(digit << (4 * place)) }
            }
        };
        Self {
            ones: Place::new(at(0)),
            sixteens: Place::new(at(1)),
            hundreds: Place::new(at(2)),
            thousands: Place::new(at(3)),
        }
    }

    /// Adds the counts of the three lower digits in each lane, from two words of 16 bits a place; the upper
    /// half of the second is for the caller. A place that is 0 in every lane, as `all` tells that has the
    /// bits of every `n`, has nothing to add.
    #[inline(always)]
    fn lower_lanes<const L: usize>(
        &self,
        (n, all): (&[u32; L], u32),
        [w0, w1]: [&[u32; L]; 2],
        (sum, escaped): (&mut [u32; L], &mut [u32; L]),
    ) {
        let digit = |place: u32| move |lane: usize| n[lane] >> (4 * place) & 15;
        let to = (&mut *sum, &mut *escaped);
        self.ones.lanes(digit(0), |lane| w0[lane] & 0xFFFF, to);
        if all >= TWO_DIGITS {
            let to = (&mut *sum, &mut *escaped);
            self.sixteens.lanes(digit(1), |lane| w0[lane] >> 16, to);
        }
        if all >= THREE_DIGITS {
            self.hundreds.lanes(digit(2), |lane| w1[lane] & 0xFFFF, (sum, escaped));
        }
    }

    /// The count of `n` below 65,536, from a word of 16 bits a place.
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, n: u32, words: [u32; 4], rng: &mut R) -> i64 {
        let digit = |place: u32| n >> (4 * place) & 15;
        self.ones.sample(digit(0), words[0], rng)
            + self.sixteens.sample(digit(1), words[1], rng)
            + self.hundreds.sample(digit(2), words[2], rng)
            + self.thousands.sample(digit(3), words[3], rng)
    }
}

#[cfg(test)]
mod tests {
    use super::binomial::BinomialPlaces;
    use super::poisson::PoissonPlaces;
    use super::*;
    use crate::samplers::pmf;
    use crate::samplers::saddle::Term;

    /// Probabilities by value that a table's words and its escapes come to.
    fn drawn<const N: usize>(place: &Place<N>, digit: usize) -> Vec<(i64, f64)> {
        let bits = Place::<N>::BITS;
        let table = &place.cells[digit << bits..(digit + 1) << bits];
        let mut words = vec![0; 1 << bits];
        for (own, cell) in table.iter().enumerate() {
            let threshold = (cell & 0xFFFF) >> bits;
            words[own] += threshold;
            words[(cell & Place::<N>::ESCAPE) as usize] += (1 << (WORD_BITS - bits)) - threshold;
        }
        assert_eq!(words.iter().sum::<u32>(), 1 << WORD_BITS);
        let base = i64::from(table[0] >> 16);
        let (low, cumulative) = place.rests[digit].parts();
        let escapes = f64::from(words[Place::<N>::ESCAPE as usize]);
        assert!((cumulative[cumulative.len() - 1] - escapes).abs() < 1e-6);
        let before = |i: usize| if i == 0 { 0.0 } else { cumulative[i - 1] };
        (0..cumulative.len())
            .map(|i| {
                let value = low + i as i64;
                let symbol = (value - base) as usize;
                let own = if symbol < Place::<N>::ESCAPE as usize { words[symbol] } else { 0 };
                (value, (f64::from(own) + cumulative[i] - before(i)) / 65_536.0)
            })
            .collect()
    }

    fn assert_drawn<const N: usize>(place: &Place<N>, digit: usize, log_pmf: impl Fn(f64) -> f64) {
        let mut sum = 0.0;
        for (value, p) in drawn(place, digit) {
            let expected = libm::exp(log_pmf(value as f64));
            assert!((p - expected).abs() < 1e-12, "{digit}: {value} at {p} for {expected}");
            sum += p;
        }
        assert!((sum - 1.0).abs() < 1e-12);
    }

    #[test]
    fn poisson_tables_hold_every_probability_to_twelve_digits() {
        let places = PoissonPlaces::new(|n| pmf::poisson(f64::from(n)).unwrap());
        let log = |n: usize| {
            let m = n as f64;
            move |x: f64| x * libm::log(m) - m - libm::lgamma(x + 1.0)
        };
        for digit in 1..DIGITS {
            assert_drawn(&places.ones, digit, log(digit));
            assert_drawn(&places.sixteens, digit, log(digit << 4));
            assert_drawn(&places.hundreds, digit, log(digit << 8));
            assert_drawn(&places.thousands, digit, log(digit << 12));
        }
    }

    #[test]
    fn binomial_tables_hold_every_probability_to_twelve_digits() {
        for p in [1e-4, 0.05, 0.42, 0.75, 0.999] {
            let places = BinomialPlaces::new(|n| pmf::binomial(n, p).unwrap());
            // Loader's form, which does not cancel as differences of lgamma do: to 1e-13 (see `saddle`).
            let log = |n: usize| {
                let n = n as f64;
                move |x: f64| {
                    if x > n {
                        return f64::NEG_INFINITY;
                    }
                    let d = x - n * p;
                    let both = Term::new(x, n * p, d).and(Term::new(n - x, n * (1.0 - p), -d));
                    both.log_ratio(Term::at_mean(n), 1.0)
                }
            };
            for digit in [1, 2, 7, 15] {
                assert_drawn(&places.ones, digit, log(digit));
                assert_drawn(&places.sixteens, digit, log(digit << 4));
                assert_drawn(&places.hundreds, digit, log(digit << 8));
                assert_drawn(&places.thousands, digit, log(digit << 12));
            }
        }
    }

    /// The chance of an escape at each place, of a digit.
    fn escapes<const A: usize, const B: usize, const C: usize, const D: usize>(
        places: &Places<A, B, C, D>,
        digit: usize,
    ) -> [f64; 4] {
        let Places { ones, sixteens, hundreds, thousands } = places;
        [&ones.rests, &sixteens.rests, &hundreds.rests, &thousands.rests].map(|rests| {
            let (_, cumulative) = rests[digit].parts();
            cumulative[cumulative.len() - 1] / 65_536.0
        })
    }

    #[test]
    fn escapes_are_rare() {
        let poisson = PoissonPlaces::new(|n| pmf::poisson(f64::from(n)).unwrap());
        let binomial =
            [0.05, 0.42, 0.5].map(|p| BinomialPlaces::new(|n| pmf::binomial(n, p).unwrap()));
        for digit in 1..DIGITS {
            let all = binomial.iter().map(|places| escapes(places, digit));
            for chances in all.chain([escapes(&poisson, digit)]) {
                for (chance, most) in chances.into_iter().zip([0.000_5, 0.001_2, 0.004, 0.016]) {
                    assert!(chance < most, "{chance} of {digit}");
                }
            }
        }
    }
}
