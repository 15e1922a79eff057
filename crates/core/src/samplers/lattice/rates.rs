//! The points of the lattice: tables of Y.

use rand::Rng;

use super::{PLACES, SPARE_BITS, WORD_BITS, WORDS};
use crate::samplers::exp;
use crate::samplers::saddle::stirling_error_of_real;
use crate::samplers::walker::{self, Rest};

/// Cells of all tables.
pub(super) const CELLS: usize = 1 << 14;

/// Half the range of a table, of both sides together [standard deviations of ln gamma].
const REACH: f64 = 3.85;

/// Tables of Y, by place.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    /// log2 of the cells of a table.
    pub(super) bits: u32,
    /// The point of symbol 0, counted from the one below the mean.
    pub(super) first: i32,
    /// A power of two a place: threshold above, alias in the low bits. The last symbol is the escape.
    pub(super) cells: Box<[u32; CELLS]>,
    pub(super) rests: Box<[Rest]>,
}

/// The probabilities of the points between two ends, as words of a table.
struct Law {
    k: f64,
    points: f64,
    /// The density of Y at 0.
    top: f64,
    /// By point: its y and e^y.
    powers: Vec<(f64, f64)>,
    words: Vec<f64>,
}

impl Law {
    fn new(k: f64, points: f64, ends: [i32; 2]) -> Self {
        let top = (k / std::f64::consts::TAU).sqrt() * libm::exp(-stirling_error_of_real(k));
        let power = |y: f64| (y, libm::exp(y));
        let powers: Vec<_> = (ends[0]..=ends[1]).map(|j| power(f64::from(j) / points)).collect();
        Self { k, points, top, words: vec![0.0; powers.len()], powers }
    }

    /// At a place.
    fn at(&mut self, place: u32) -> &mut [f64] {
        let Self { k, points, top, .. } = *self;
        let back = f64::from(place) / f64::from(PLACES) / points;
        let down = libm::exp(-back);
        for (word, &(y, power)) in self.words.iter_mut().zip(&self.powers) {
            let density = top * exp(-k * ((power * down - 1.0) - (y - back)));
            *word = density / points * WORDS;
        }
        &mut self.words
    }
}

impl Rates {
    /// Tables for a lattice of so many points a unit; `None` where they would be too wide.
    pub(super) fn new(k: f64, points: f64) -> Option<Self> {
        let reach = 2.0 * REACH / k.sqrt() * points;
        let bits = ((reach + 3.0).ceil() as usize).next_power_of_two().trailing_zeros();
        let symbols = (1 << bits) - 1;
        if PLACES as usize * (symbols + 1) > CELLS {
            return None;
        }
        // Beyond these the density is less than 1e-22 of its top: left e^(ky), right by the cube (10
        // deviations), both with room to spare.
        let (left, right) = (-10.0 / k.sqrt() - 52.0 / k, 10.0 / k.sqrt());
        let ends = [(left * points).floor() as i32, (right * points).ceil() as i32 + 1];
        let mut law = Law::new(k, points, ends);
        // The window that holds most.
        let all = law.at(PLACES / 2);
        let held = |start: usize| all[start..start + symbols].iter().sum::<f64>();
        let starts = 0..all.len().checked_sub(symbols)?;
        let start = starts.max_by(|&a, &b| held(a).total_cmp(&held(b)))?;
        let window = start..start + symbols;
        let (mut cells, mut rests) = (vec![0; CELLS], Vec::with_capacity(PLACES as usize));
        let (mut weights, mut stacks) = (vec![0; symbols + 1], Vec::new());
        for (place, cells) in (0..PLACES).zip(cells.chunks_exact_mut(symbols + 1)) {
            let law = law.at(place);
            let mut left = 1 << WORD_BITS;
            for (weight, w) in weights.iter_mut().zip(&law[window.clone()]) {
                // Below 2^22: a cast by way of a signed number takes one instruction.
                *weight = *w as i32 as u64;
                left -= *weight;
            }
            weights[symbols] = left;
            walker::fill(&weights, WORD_BITS, cells, &mut stacks);
            for w in &mut law[window.clone()] {
                *w -= f64::from(*w as i32);
            }
            rests.push(Rest::new(i64::from(ends[0]), law.iter().copied()));
        }
        let cells = cells.try_into().ok()?;
        Some(Self { bits, first: ends[0] + start as i32, cells, rests: rests.into() })
    }

    #[inline(always)]
    pub(super) fn escape(&self) -> u32 {
        (1 << self.bits) - 1
    }

    #[inline(always)]
    pub(super) fn index(&self, place: u32, word: u32) -> usize {
        (place << self.bits | word >> (32 - self.bits)) as usize
    }

    #[inline(always)]
    pub(super) fn symbol(&self, word: u32, cell: u32) -> u32 {
        let part = (word >> SPARE_BITS) & ((1 << (WORD_BITS - self.bits)) - 1);
        let own = word >> (32 - self.bits);
        if part < cell >> self.bits { own } else { cell & self.escape() }
    }

    /// A point, counted from the one below the mean.
    pub(super) fn sample<R: Rng + ?Sized>(&self, place: u32, word: u32, rng: &mut R) -> i32 {
        let symbol = self.symbol(word, self.cells[self.index(place, word) & (CELLS - 1)]);
        if symbol == self.escape() {
            self.rests[place as usize].sample(rng) as i32
        } else {
            self.first + symbol as i32
        }
    }
}
