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
    let mut cells = vec![0; weights.len()];
    fill(weights, word_bits, &mut cells, &mut Vec::new());
    cells.into()
}

/// [`cells`], into cells that are there: as many as weights. `stacks` is memory to work in.
pub(super) fn fill(weights: &[u64], word_bits: u32, cells: &mut [u32], stacks: &mut Vec<u32>) {
    let count = weights.len();
    let bits = count.trailing_zeros();
    let capacity = 1_u64 << (word_bits - bits);
    // Two stacks in one: of underfull cells from the front, of the others from the back.
    stacks.resize(count, 0);
    let stacks = &mut stacks[..count];
    let cells = &mut cells[..count];
    let (mut under, mut over) = (0, count);
    for (i, &weight) in weights.iter().enumerate() {
        // Both, without a branch on what nobody can foretell: one of the two stays.
        stacks[under] = i as u32;
        stacks[over - 1] = i as u32;
        let lacks = weight < capacity;
        under += usize::from(lacks);
        over -= usize::from(!lacks);
    }
    // All weights together fill all cells exactly, so an underfull cell always finds a donor.
    if under > 0 && over < count {
        let mut donor = stacks[over] as usize;
        let mut rest = weights[donor];
        under -= 1;
        let mut cell = stacks[under] as usize;
        let mut own = weights[cell];
        loop {
            cells[cell] = (own as u32) << bits | donor as u32;
            rest -= capacity - own;
            if rest < capacity {
                // The donor is underfull now, and next.
                over += 1;
                if over == count {
                    break;
                }
                (cell, own) = (donor, rest);
                donor = stacks[over] as usize;
                rest = weights[donor];
            } else {
                if under == 0 {
                    break;
                }
                under -= 1;
                cell = stacks[under] as usize;
                own = weights[cell];
            }
        }
    }
    // A full cell is its own alias, whatever its threshold.
    for &full in &stacks[over..] {
        cells[full as usize] = full;
    }
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
