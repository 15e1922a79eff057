//! Poisson counts at the points of the lattice.

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::{SPARE_BITS, WORD_BITS, WORDS};
use crate::samplers::Poisson;
use crate::samplers::saddle::{Term, whole};
use crate::samplers::walker;

/// Cells of all tables.
pub(super) const CELLS: usize = 1 << 18;
/// Bits of a cell that hold the least value of its table, in units of 16.
const BASE_BITS: u32 = 10;
const MOST_BASE: u32 = ((1 << BASE_BITS) - 1) << 4;

/// Tables of Poisson counts, by point of the lattice.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    pub(super) bits: u32,
    /// The point of the first table.
    pub(super) first: i32,
    pub(super) rows: u32,
    /// A power of two a table: threshold, the table's least value in units of 16, alias. The last symbol
    /// is the escape.
    pub(super) cells: Box<[u32; CELLS]>,
}

impl Counts {
    /// log2 of the cells that tables of such means take.
    pub(super) fn bits(mean: f64) -> u32 {
        let symbols = (7.4 * mean.sqrt()) as usize + 20;
        symbols.next_power_of_two().trailing_zeros().clamp(5, 11)
    }

    pub(super) fn new((bits, points): (u32, f64), first: i32, rows: u32) -> Option<Self> {
        // Zeroed by the system, and not there before they are written: few rows take little memory.
        let mut cells: Box<[u32; CELLS]> = vec![0; CELLS].try_into().ok()?;
        let symbols = (1 << bits) - 1;
        let (mut weights, mut stacks) = (vec![0; 1 << bits], Vec::new());
        for (row, cells) in (0..rows).zip(cells.chunks_exact_mut(1 << bits)) {
            let mean = mean_at(first + row as i32, points);
            let base = ((mean.floor() as u32).saturating_sub(symbols / 2) & !15).min(MOST_BASE);
            weigh(mean, base, &mut weights);
            walker::fill(&weights, WORD_BITS, cells, &mut stacks);
            let mask = (1 << bits) - 1;
            for cell in cells {
                *cell = (*cell & !mask) << BASE_BITS | base >> 4 << bits | *cell & mask;
            }
        }
        Some(Self { bits, first, rows, cells })
    }

    #[inline(always)]
    pub(super) fn escape(&self) -> u32 {
        (1 << self.bits) - 1
    }

    #[inline(always)]
    pub(super) fn index(&self, row: u32, word: u32) -> usize {
        (row << self.bits | word >> (32 - self.bits)) as usize
    }

    #[inline(always)]
    pub(super) fn symbol(&self, word: u32, cell: u32) -> u32 {
        let part = (word >> SPARE_BITS) & ((1 << (WORD_BITS - self.bits)) - 1);
        let own = word >> (32 - self.bits);
        if part < cell >> (self.bits + BASE_BITS) { own } else { cell & self.escape() }
    }

    /// The least value of a cell's table.
    #[inline(always)]
    pub(super) fn base(&self, cell: u32) -> u32 {
        (cell >> self.bits & ((1 << BASE_BITS) - 1)) << 4
    }

    /// The count at a point of the lattice.
    pub(super) fn sample<R: Rng + ?Sized>(
        &self,
        (point, points): (i32, f64),
        word: u32,
        rng: &mut R,
    ) -> i64 {
        let mean = mean_at(point, points);
        let row = point.wrapping_sub(self.first) as u32;
        if row >= self.rows {
            let law = Poisson::new(mean.min(Poisson::MAX_MEAN));
            return law.map_or(0, |law| law.sample(rng));
        }
        let cell = self.cells[self.index(row, word) & (CELLS - 1)];
        let symbol = self.symbol(word, cell);
        if symbol == self.escape() {
            self.left_over(mean, self.base(cell), rng)
        } else {
            i64::from(self.base(cell) + symbol)
        }
    }

    /// A count of what the weights of a table leave over.
    #[cold]
    pub(super) fn left_over<R: Rng + ?Sized>(&self, mean: f64, base: u32, rng: &mut R) -> i64 {
        let left = |count: u32, p: f64| {
            let weight = p * WORDS;
            if count.wrapping_sub(base) < self.escape() { weight - whole(weight) } else { weight }
        };
        let mut all = 0.0;
        outwards(mean, |count, p| {
            all += left(count, p);
            true
        });
        let mut target = unit_open(rng.next_u64()) * all;
        let mut found = mean.floor() as u32;
        outwards(mean, |count, p| {
            if target > 0.0 {
                target -= left(count, p);
                found = count;
            }
            target > 0.0
        });
        i64::from(found)
    }
}

/// The Poisson mean at a point.
pub(super) fn mean_at(point: i32, points: f64) -> f64 {
    libm::exp(f64::from(point) / points)
}

/// The weights of the counts of a Poisson law from `base` on, and in the end what they leave.
fn weigh(mean: f64, base: u32, weights: &mut [u64]) {
    let Some((left, weights)) = weights.split_last_mut() else { return };
    weights.fill(0);
    *left = 1 << WORD_BITS;
    let (mode, at_mode) = mode(mean);
    let place = mode as usize - base as usize;
    if place > weights.len() {
        return;
    }
    // Smaller ones have no weight.
    let least = 1.0 / WORDS;
    // A cast by way of a signed number takes one instruction.
    let weight = |p: f64| (p * WORDS) as i32 as u64;
    let (below, above) = weights.split_at_mut(place);
    let (mut count, mut p, mut sum) = (mode, at_mode, 0);
    for to in above {
        if p < least {
            break;
        }
        *to = weight(p);
        sum += *to;
        count += 1.0;
        p *= mean / count;
    }
    (count, p) = (mode, at_mode);
    let reciprocal = 1.0 / mean;
    for to in below.iter_mut().rev() {
        p *= count * reciprocal;
        count -= 1.0;
        if p < least {
            break;
        }
        *to = weight(p);
        sum += *to;
    }
    *left -= sum;
}

/// The mode of a Poisson law and its probability.
fn mode(mean: f64) -> (f64, f64) {
    let mode = mean.floor();
    let at_mode = if mode == 0.0 {
        libm::exp(-mean)
    } else {
        let ln_p = Term::new(mode, mean, mode - mean).log_ratio(Term::ONE, 1.0);
        libm::exp(ln_p)
    };
    (mode, at_mode)
}

/// Tells of the counts of a Poisson law and their probabilities, from the mode upwards, then downwards,
/// each way as long as the probability is above 1e-26 of the mode's and the listener wants to go on.
fn outwards(mean: f64, mut tell: impl FnMut(u32, f64) -> bool) {
    let (mode, at_mode) = mode(mean);
    let least = at_mode * 1e-26;
    let (mut count, mut p) = (mode, at_mode);
    while p > least && tell(count as u32, p) {
        count += 1.0;
        p *= mean / count;
    }
    (count, p) = (mode, at_mode);
    let reciprocal = 1.0 / mean;
    while count > 0.0 {
        p *= count * reciprocal;
        count -= 1.0;
        if p <= least || !tell(count as u32, p) {
            return;
        }
    }
}
