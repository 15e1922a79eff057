//! Any law on integers that is fixed for a run, drawn from one 32-bit word by one table look-up.
//!
//! Walker's alias method on integer weights (A. J. Walker, ACM Transactions on Mathematical Software 3
//! (1977) 253-256; table building after M. D. Vose, IEEE Transactions on Software Engineering 17
//! (1991) 972-975). Value i has weight floor(`p_i` 2^32), and the words left over are one more symbol,
//! the escape, whose conditional law is what the rounding took away. So nothing is rounded: the law
//! drawn is that of the given probabilities, whatever their tails, for the price of an escape once
//! in some 10^7 draws (Poisson of mean 1,200).
//!
//! A cell of the table is one `u32`: the threshold in the high bits, the alias in the low `bits`. The
//! high `bits` of a word choose the cell, the rest is compared with the threshold. Mean and variance are
//! those of the probabilities given.

use std::fmt;

use rand::Rng;
use rand_distr::Distribution;

use super::pmf::MAX_SUPPORT;
use super::walker::{self, Rest};
use crate::aligned::Aligned;

/// Alias table of a law on integers, exact for the probabilities it was given.
///
/// Memory: 4 bytes a cell, with the number of values rounded up to a power of two, and 8 bytes a
/// probability that only escapes read.
///
/// ```
/// use outlast_core::samplers::{AliasTable, pmf};
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let (base, probabilities) = pmf::poisson(1_200.0)?;
/// let table = AliasTable::from_pmf(base, &probabilities)?;
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// assert!((1_000..1_400).contains(&table.sample(&mut cell)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AliasTable {
    /// Value of symbol 0.
    base: i64,
    /// log2 of the number of cells, 1 to 16.
    bits: u32,
    /// Its complement to a word's 32 bits, and the low bits that it covers: known, not worked out for each draw.
    shift: u32,
    mask: u32,
    /// Symbol of the escape.
    escape: u32,
    /// A power of two of them: threshold | alias.
    cells: Box<[u32]>,
    rest: Rest,
}

/// Why a table was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AliasError {
    /// A probability is negative, infinite or not a number.
    Probability(f64),
    /// The probabilities do not sum to 1 within 1e-9.
    Sum(f64),
    /// More values than [`MAX_SUPPORT`] have a probability of 2^-32 or more, or none has.
    TooWide(usize),
}

impl fmt::Display for AliasError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Probability(p) => write!(f, "{p} is not a probability"),
            Self::Sum(sum) => write!(f, "probabilities sum to {sum}, not to 1"),
            Self::TooWide(n) => write!(f, "{n} values are too many for a table of {MAX_SUPPORT}"),
        }
    }
}

impl std::error::Error for AliasError {}

const WORDS: f64 = 4_294_967_296.0;

impl AliasTable {
    /// Table of the law that gives `base + i` the probability `pmf[i]`. O(values).
    ///
    /// # Errors
    ///
    /// [`AliasError`] if the numbers are no probabilities, do not sum to 1, or are too many.
    pub fn from_pmf(base: i64, pmf: &[f64]) -> Result<Self, AliasError> {
        if let Some(&bad) = pmf.iter().find(|p| !(p.is_finite() && **p >= 0.0)) {
            return Err(AliasError::Probability(bad));
        }
        let sum: f64 = pmf.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(AliasError::Sum(sum));
        }
        // Both the product and the difference below are exact; so weights sum to 2^32 or less.
        let scaled = pmf.iter().map(|p| p / sum.max(1.0) * WORDS);
        let weights: Vec<u64> = scaled.clone().map(|w| w as u64).collect();
        let heavy = |w: &u64| *w > 0;
        let (Some(first), Some(last)) =
            (weights.iter().position(heavy), weights.iter().rposition(heavy))
        else {
            return Err(AliasError::TooWide(pmf.len()));
        };
        let values = last - first + 1;
        if values > MAX_SUPPORT {
            return Err(AliasError::TooWide(values));
        }
        let symbols = values + 1;
        let count = symbols.next_power_of_two().max(2);
        let mut table = weights[first..=last].to_vec();
        table.push((1 << 32) - table.iter().sum::<u64>());
        table.resize(count, 0);
        let bits = count.trailing_zeros();
        Ok(Self {
            base: base + first as i64,
            bits,
            shift: u32::BITS - bits,
            mask: (1 << bits) - 1,
            escape: values as u32,
            cells: walker::cells(&table, 32),
            rest: Rest::new(base, scaled.map(|w| w - w.floor())),
        })
    }

    /// The value of one word, or `None` where it escapes: then [`Self::sample_escape`] has it.
    #[inline]
    pub fn sample_word(&self, word: u32) -> Option<i64> {
        let symbol = self.symbol(word, self.cell(word));
        (symbol != self.escape).then(|| self.base + i64::from(symbol))
    }

    /// The value of a draw whose word escaped, from one `next_u64` of the same generator.
    #[cold]
    pub fn sample_escape<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        self.rest.sample(rng)
    }

    /// One draw in each of L lanes: from a lane's word, or, where the word escapes, what
    /// `escape(lane)` gives. With `escape` a [`sample`](Distribution::sample) from the lane's own
    /// generator rewound to that word, every lane gets what it would get alone.
    #[inline(always)]
    pub fn lanes<const L: usize>(
        &self,
        words: &[u32; L],
        out: &mut [i64; L],
        mut escape: impl FnMut(usize) -> i64,
    ) {
        if self.fill(words, out) {
            for lane in 0..L {
                if self.sample_word(words[lane]).is_none() {
                    out[lane] = escape(lane);
                }
            }
        }
    }

    /// As [`lanes`](Self::lanes), of a table whose values are all from 0 to 2^32.
    #[inline(always)]
    pub(crate) fn small_lanes<const L: usize>(
        &self,
        words: &[u32; L],
        out: &mut [u32; L],
        mut escape: impl FnMut(usize) -> i64,
    ) {
        let mut symbols = Aligned([0; L]);
        let escaped = self.symbols(words, &mut symbols);
        for lane in 0..L {
            out[lane] = self.base as u32 + symbols[lane];
        }
        if escaped {
            for lane in 0..L {
                if symbols[lane] == self.escape {
                    out[lane] = escape(lane) as u32;
                }
            }
        }
    }

    /// One draw in each of L lanes, from its word; whether any word escaped, in whose lane there is
    /// then no draw.
    #[inline(always)]
    pub(crate) fn fill<const L: usize>(&self, words: &[u32; L], out: &mut [i64; L]) -> bool {
        let cells = self.all_cells(words);
        let mut escaped = 0;
        for lane in 0..L {
            let symbol = self.symbol(words[lane], cells[lane]);
            escaped |= u32::from(symbol == self.escape);
            out[lane] = self.base + i64::from(symbol);
        }
        escaped != 0
    }

    /// The symbols of words, and whether one of them is the escape.
    #[inline(always)]
    fn symbols<const L: usize>(&self, words: &[u32; L], symbols: &mut [u32; L]) -> bool {
        let cells = self.all_cells(words);
        let mut escaped = 0;
        for lane in 0..L {
            symbols[lane] = self.symbol(words[lane], cells[lane]);
            escaped |= u32::from(symbols[lane] == self.escape);
        }
        escaped != 0
    }

    /// The cells of words. Apart from the comparisons, these look-ups are vectorised, and so are those;
    /// together, neither.
    #[inline(always)]
    fn all_cells<const L: usize>(&self, words: &[u32; L]) -> Aligned<[u32; L]> {
        let mut cells = Aligned([0; L]);
        for lane in 0..L {
            cells[lane] = self.cell(words[lane]);
        }
        cells
    }

    /// Values that have a cell of their own: the table's core (count).
    pub fn values(&self) -> usize {
        self.escape as usize
    }

    #[inline(always)]
    fn cell(&self, word: u32) -> u32 {
        let own = word >> self.shift;
        // `bits` is at most 16, so this mask changes nothing; it shows the compiler that the index has
        // no sign, and sixteen reads become one gather.
        let place = (own & 0xFFFF) as usize;
        // SAFETY: the table has 2^bits cells, and a word shifted to its high `bits` is below that.
        // Checked, the reads of a loop over lanes are made one by one: half as long again.
        #[expect(unsafe_code, reason = "the index is in the table by construction")]
        unsafe {
            *self.cells.get_unchecked(place)
        }
    }

    #[inline(always)]
    fn symbol(&self, word: u32, cell: u32) -> u32 {
        let own = word >> self.shift;
        if word << self.bits < cell & !self.mask { own } else { cell & self.mask }
    }
}

impl Distribution<i64> for AliasTable {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        match self.sample_word(rng.next_u32()) {
            Some(value) => value,
            None => self.sample_escape(rng),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that lead to each symbol, counted from the cells.
    fn words_by_symbol(table: &AliasTable) -> Vec<u64> {
        let capacity = 1_u64 << (32 - table.bits);
        let mut words = vec![0; table.cells.len()];
        for (own, cell) in table.cells.iter().enumerate() {
            let threshold = u64::from(cell >> table.bits);
            words[own] += threshold;
            words[(cell & ((1 << table.bits) - 1)) as usize] += capacity - threshold;
        }
        words
    }

    #[test]
    fn every_value_has_exactly_its_share_of_all_words() {
        let pmf = [0.5, 0.0, 0.1, 0.3, 1e-12, 0.1 - 1e-12];
        let table = AliasTable::from_pmf(-3, &pmf).unwrap();
        let words = words_by_symbol(&table);
        let floors: Vec<u64> = pmf.iter().map(|p| (p * WORDS) as u64).collect();
        assert_eq!(words[..6], floors);
        assert_eq!(words[table.escape as usize], (1 << 32) - floors.iter().sum::<u64>());
        assert_eq!(words.iter().sum::<u64>(), 1 << 32);
    }

    #[test]
    fn what_rounding_takes_is_what_an_escape_gives() {
        let third = 1.0 / 3.0;
        let table = AliasTable::from_pmf(0, &[third, third, third]).unwrap();
        assert_eq!(words_by_symbol(&table)[table.escape as usize], 1);
        let (_, cumulative) = table.rest.parts();
        assert!((cumulative[2] - 1.0).abs() < 1e-6);
        assert_eq!(cumulative[1], 2.0 * cumulative[0]);
    }

    #[test]
    fn a_certain_value_takes_every_word() {
        let table = AliasTable::from_pmf(42, &[0.0, 1.0]).unwrap();
        for word in [0, 1, 1 << 31, u32::MAX] {
            assert_eq!(table.sample_word(word), Some(43));
        }
    }

    #[test]
    fn what_is_no_law_is_refused() {
        assert_eq!(AliasTable::from_pmf(0, &[]), Err(AliasError::Sum(0.0)));
        assert_eq!(AliasTable::from_pmf(0, &[0.5, 0.4]), Err(AliasError::Sum(0.9)));
        assert_eq!(AliasTable::from_pmf(0, &[1.5, -0.5]), Err(AliasError::Probability(-0.5)));
        assert!(AliasTable::from_pmf(0, &[f64::NAN]).is_err());
        let flat = vec![1.0 / 70_000.0; 70_000];
        assert_eq!(AliasTable::from_pmf(0, &flat), Err(AliasError::TooWide(70_000)));
    }
}
