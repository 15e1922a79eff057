//! Counts whose mean or number of trials changes from draw to draw, by one look-up a digit.
//!
//! A Poisson count of mean m is the sum of independent ones of means that sum to m, and a binomial
//! count of n trials the sum of those of parts of n: so with n in base 16, n = d0 + 16 d1 + 256 d2 +
//! 4096 d3, one table for each place and each digit gives all counts of up to 65,535 trials, or of
//! whole means up to there. The fraction of a Poisson mean, at most 1, is drawn by inversion.
//!
//! Each digit takes 16 random bits. A table of a place has as many cells as hold its widest law to
//! 4.2 standard deviations either side; what 16 bits round away, and what lies beyond, is the escape
//! (see [`walker`](super::walker)), which is drawn at 52 bits of the exact law of what is left: once
//! in some 300 draws. So no probability is rounded; each is that of the f64 law to 1e-12.

mod neg_binomial;
mod poisson;

pub use neg_binomial::NegBinomialDigits;
pub use poisson::PoissonDigits;

use rand::Rng;

use super::walker::{self, Rest};

/// Bits of a digit's word.
const WORD_BITS: u32 = 16;
const DIGITS: usize = 16;

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
        Self {
            cells: cells.try_into().expect("cells of 16 digits"),
            rests: rests.into(),
        }
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

    #[expect(clippy::inline_always, reason = "to be compiled for its caller's instruction set")]
    #[inline(always)]
    fn index(digit: u32, word: u32) -> u32 {
        digit << Self::BITS | word >> (WORD_BITS - Self::BITS)
    }

    /// The symbol of a word in its cell.
    #[expect(clippy::inline_always, reason = "to be compiled for its caller's instruction set")]
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
    #[expect(clippy::inline_always, reason = "to be compiled for its caller's instruction set")]
    #[inline(always)]
    fn lanes<const L: usize>(
        &self,
        digit: impl Fn(usize) -> u32,
        word: impl Fn(usize) -> u32,
        (sum, escaped): (&mut [u32; L], &mut [u32; L]),
    ) {
        // Apart, the arithmetic is vectorised and the look-ups are bare; together, neither.
        let mut cells = [0; L];
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

/// Tables of the three lower places, and of the fourth.
#[derive(Debug, Clone, PartialEq)]
struct Places {
    ones: Place<1_024>,
    sixteens: Place<2_048>,
    hundreds: Place<8_192>,
    thousands: Place<32_768>,
}

impl Places {
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
