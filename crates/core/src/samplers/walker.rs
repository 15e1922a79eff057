//! Building of alias tables from integer weights (A. J. Walker 1977, M. D. Vose 1991), and of what
//! the rounding to integers leaves over.
//!
//! A table is read with a word of so many random bits. Symbol i has an integer weight, the number of
//! words that lead to it, and all weights sum to 2^bits of the word: so the law read from the table
//! is exactly that of the weights. What rounding the probabilities down to weights takes away goes
//! to one symbol, the escape, and is drawn from a [`Rest`].

use outlast_des::unit_open;
use rand::Rng;

/// The cells of a table of weights, a power of two of them that sum to 2^`word_bits`: threshold
/// above, alias in the low bits, as many as number the cells. The high bits of a word choose its
/// cell; the rest of them, below the threshold, mean the cell's own symbol, else its alias.
pub(super) fn cells(weights: &[u64], word_bits: u32) -> Box<[u32]> {
    let count = weights.len();
    let bits = count.trailing_zeros();
    let capacity = 1_u64 << (word_bits - bits);
    let mut left = weights.to_vec();
    let mut cells = vec![0; count];
    // Two stacks in one: of underfull cells from the front, of the others from the back.
    let mut stacks = vec![0_u32; count];
    let (mut under, mut over) = (0, count);
    for i in 0..count {
        if left[i] < capacity {
            stacks[under] = i as u32;
            under += 1;
        } else {
            over -= 1;
            stacks[over] = i as u32;
        }
    }
    // All weights together fill all cells exactly, so an underfull cell always finds a donor.
    while under > 0 && over < count {
        under -= 1;
        let (cell, donor) = (stacks[under] as usize, stacks[over] as usize);
        cells[cell] = (left[cell] as u32) << bits | donor as u32;
        left[donor] -= capacity - left[cell];
        if left[donor] < capacity {
            stacks[under] = donor as u32;
            under += 1;
            over += 1;
        }
    }
    // A full cell is its own alias, whatever its threshold.
    for &full in &stacks[over..] {
        cells[full as usize] = full;
    }
    cells.into()
}

/// The law of a value given that its word escaped.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rest {
    base: i64,
    /// Cumulative weights that rounding took away, not normalised.
    cumulative: Box<[f64]>,
}

impl Rest {
    /// What is left of `base + i`, in the units of the weights.
    pub(super) fn new(base: i64, left: impl Iterator<Item = f64>) -> Self {
        let mut taken = 0.0;
        let cumulative = left.map(|w| {
            taken += w;
            taken
        });
        Self { base, cumulative: cumulative.collect() }
    }

    /// A value, from one `next_u64`.
    pub(super) fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        let last = self.cumulative.len() - 1;
        let target = unit_open(rng.next_u64()) * self.cumulative[last];
        self.base + self.cumulative.partition_point(|&c| c < target).min(last) as i64
    }

    /// The least value, and the cumulative weights from it on.
    #[cfg(test)]
    pub(super) fn parts(&self) -> (i64, &[f64]) {
        (self.base, &self.cumulative)
    }
}
