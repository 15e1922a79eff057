//! Counts of consecutive cells, widened on demand.
//!
//! A cell holds the low 16 bits of its count; the rest lies in a small map, to which a cell comes once in
//! 65,536 counts. Histograms of all days together are larger than the caches, and what they take to read
//! and write is what a count costs: so cells are small. A window is as long as the observed range and some
//! slack: memory follows the range of the values, not their number.

mod scan;

use std::collections::BTreeMap;
use std::hint::black_box;

/// Cells of the first allocation: 128 bytes.
const FIRST_LENGTH: u64 = 64;

const CELL_BITS: u32 = u16::BITS;

/// Counts of the cells `base .. base + cells.len()`.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    base: u64,
    cells: Vec<u16>,
    /// Counts in units of 2^16, of the cells that need them.
    carries: BTreeMap<u64, u64>,
}

impl Window {
    /// Adds one to a cell; false when it lies outside the window.
    #[inline]
    pub(super) fn bump(&mut self, cell: u64) -> bool {
        let Some(low) = self.cells.get_mut(cell.wrapping_sub(self.base) as usize) else {
            return false;
        };
        *low = low.wrapping_add(1);
        if *low == 0 {
            self.carry(cell, 1);
        }
        true
    }

    /// Adds one to the cell that each value is, up to the first that lies outside the window; gives
    /// their number.
    pub(super) fn bump_while_inside(&mut self, values: &[i64]) -> usize {
        for (place, &value) in values.iter().enumerate() {
            if !self.bump(value as u64) {
                return place;
            }
        }
        values.len()
    }

    /// Has all cells brought near, one after the other: in the order of values they would come singly,
    /// from far away, each when it is needed.
    pub(super) fn fetch(&self) {
        const LINE: usize = 64 / size_of::<u16>();
        black_box(self.cells.iter().step_by(LINE).fold(0, |all, cell| all | cell));
    }

    /// Adds one to the cells that lie so far from `base`, up to the first that lies outside the window;
    /// gives their number.
    pub(super) fn bump_offsets(&mut self, base: u64, offsets: &[u16]) -> usize {
        let start = base.wrapping_sub(self.base);
        for (place, &offset) in offsets.iter().enumerate() {
            let Some(low) = self.cells.get_mut(start.wrapping_add(u64::from(offset)) as usize)
            else {
                return place;
            };
            *low = low.wrapping_add(1);
            if *low == 0 {
                self.carry(base + u64::from(offset), 1);
            }
        }
        offsets.len()
    }

    /// Whether a cell lies inside the window.
    #[inline]
    pub(super) fn holds(&self, cell: u64) -> bool {
        cell.wrapping_sub(self.base) < self.cells.len() as u64
    }

    /// Adds one to the cell of each value; all must lie inside the window.
    #[inline]
    pub(super) fn bump_all(&mut self, values: &[i64], cell_of: impl Fn(i64) -> u64) {
        for &value in values {
            let counted = self.bump(cell_of(value));
            debug_assert!(counted, "the window was widened to hold every value");
        }
    }

    /// Adds `times` to a cell inside the window.
    pub(super) fn add(&mut self, cell: u64, times: u64) {
        let low = &mut self.cells[(cell - self.base) as usize];
        let total = u128::from(*low) + u128::from(times);
        *low = total as u16;
        let high = (total >> CELL_BITS) as u64;
        if high > 0 {
            self.carry(cell, high);
        }
    }

    #[cold]
    fn carry(&mut self, cell: u64, high: u64) {
        *self.carries.entry(cell).or_insert(0) += high;
    }

    /// Widens the window so that it holds the cells from `first` to `last`, which must include
    /// every cell counted so far, in at most `limit` cells.
    ///
    /// The side that grows gets an eighth of the window's length as slack, so that n pushes cost O(n)
    /// whatever their order; near the limit both sides share what is left.
    pub(super) fn cover(&mut self, first: u64, last: u64, limit: u64) {
        let length = self.cells.len() as u64;
        let end = self.base + length;
        if length > 0 && self.base <= first && last < end {
            return;
        }
        let slack = ((last - first) / 8).max(FIRST_LENGTH / 2);
        let grows_down = length == 0 || first < self.base;
        let grows_up = length == 0 || last >= end;
        let mut base = if grows_down { first.saturating_sub(slack) } else { self.base };
        let mut new_end = if grows_up { last + 1 + slack } else { end };
        if new_end - base > limit {
            let spare = limit - (last + 1 - first);
            base = first.saturating_sub(spare / 2);
            new_end = base + limit;
        }
        let mut cells = vec![0; (new_end - base) as usize];
        // What lies outside first..=last is empty slack, and may be dropped.
        let (from, to) = (first.max(self.base), (last + 1).min(end));
        if from < to {
            let old = &self.cells[(from - self.base) as usize..(to - self.base) as usize];
            cells[(from - base) as usize..(to - base) as usize].copy_from_slice(old);
        }
        self.base = base;
        self.cells = cells;
    }

    /// Bytes of the cells.
    pub(super) fn allocated_bytes(&self) -> usize {
        self.cells.len() * size_of::<u16>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_passes_what_a_cell_holds() {
        let mut window = Window::default();
        window.cover(5, 7, 100);
        window.add(5, u64::from(u16::MAX));
        assert!(window.bump(5));
        window.add(6, 3 << 32);
        assert!(window.bump(6));
        (0..200_000).for_each(|_| assert!(window.bump(7)));
        let counts: Vec<_> = window.counts().collect();
        assert_eq!(counts, [(5, 1 << 16), (6, (3 << 32) + 1), (7, 200_000)]);
    }

    #[test]
    fn alternate_growth_at_both_ends_reallocates_rarely_and_keeps_to_the_limit() {
        let (limit, middle) = (10_000, 1_000_000);
        let mut window = Window::default();
        let mut reallocations = 0;
        for step in 0..limit {
            let half = step / 2;
            let (first, last) = (middle - half, middle + half + step % 2);
            let cell = if step % 2 == 0 { first } else { last };
            let before = window.allocated_bytes();
            let base = window.base;
            window.cover(first, last, limit);
            reallocations += usize::from((before, base) != (window.allocated_bytes(), window.base));
            assert!(window.bump(cell));
            assert!(window.cells.len() as u64 <= limit);
        }
        assert!(reallocations < 60, "{reallocations}");
        assert_eq!(window.counts().count() as u64, limit);
    }

    #[test]
    fn a_window_may_begin_at_zero() {
        let mut window = Window::default();
        window.cover(3, 3, 1_000);
        assert!(window.bump(3));
        window.cover(0, 3, 1_000);
        assert!(window.bump(0) && window.bump(1));
        assert_eq!(window.counts().collect::<Vec<_>>(), [(0, 1), (1, 1), (3, 1)]);
    }
}
