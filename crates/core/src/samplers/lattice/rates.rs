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

impl Rates {
    /// Tables for a lattice of so many points a unit; `None` where they would be too wide.
    pub(super) fn new(k: f64, points: f64) -> Option<Self> {
        // The density of Y at 0.
        let top = (k / std::f64::consts::TAU).sqrt() * libm::exp(-stirling_error_of_real(k));
        let density = |y: f64, power: f64| top * exp(-k * ((power - 1.0) - y));
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
        let powers: Vec<f64> =
            (ends[0]..=ends[1]).map(|j| libm::exp(f64::from(j) / points)).collect();
        let law = |place: u32| -> Vec<f64> {
            let back = f64::from(place) / f64::from(PLACES) / points;
            let power = libm::exp(-back);
            let at = |(j, p): (i32, &f64)| density(f64::from(j) / points - back, p * power);
            (ends[0]..).zip(&powers).map(at).map(|g| g / points * WORDS).collect()
        };
        // The window that holds most.
        let all = law(PLACES / 2);
        let held = |start: usize| all[start..start + symbols].iter().sum::<f64>();
        let starts = 0..all.len().checked_sub(symbols)?;
        let start = starts.max_by(|&a, &b| held(a).total_cmp(&held(b)))?;
        let window = start..start + symbols;
        let (mut cells, mut rests) = (vec![], vec![]);
        for place in 0..PLACES {
            let law = law(place);
            let mut weights: Vec<u64> = law[window.clone()].iter().map(|w| *w as u64).collect();
            weights.push((1 << WORD_BITS) - weights.iter().sum::<u64>());
            cells.extend(walker::cells(&weights, WORD_BITS));
            let left = law
                .iter()
                .enumerate()
                .map(|(i, w)| if window.contains(&i) { w - w.floor() } else { *w });
            rests.push(Rest::new(i64::from(ends[0]), left));
        }
        cells.resize(CELLS, 0);
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
