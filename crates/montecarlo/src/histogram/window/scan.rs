//! What a window says: its counts one by one, by stretches, and summed up.
//!
//! A histogram of each day is read from end to end whenever a run is told, thousands of cells each. So what is asked of all
//! cells together takes about a cycle for each, empty or not.

use std::ops::Range;

use super::{CELL_BITS, Window};

/// Cells whose sums are taken together. Their counts below 2^16 keep the sums of sums below 2^52.
const STRETCH: usize = 1 << 12;

/// Cells that a search leaves out at once.
const STEP: usize = 1 << 6;

impl Window {
    /// The cells that are not empty, in ascending order, with their counts.
    pub(in super::super) fn counts(&self) -> impl Iterator<Item = (u64, u64)> {
        self.counts_within(0..self.cells.len())
    }

    /// The same of some places in the window.
    fn counts_within(&self, places: Range<usize>) -> impl Iterator<Item = (u64, u64)> {
        let carries = (!self.carries.is_empty()).then_some(&self.carries);
        let first = self.base + places.start as u64;
        self.cells[places].iter().zip(first..).filter_map(move |(&low, cell)| {
            let high = carries.and_then(|c| c.get(&cell)).map_or(0, |high| high << CELL_BITS);
            let count = high + u64::from(low);
            (count > 0).then_some((cell, count))
        })
    }

    /// The cells that are not empty and their counts, in ascending order, some at a time: as bytes, with
    /// the lowest first.
    pub(in super::super) fn bytes(&self, mut each: impl FnMut(&[u8])) {
        for start in (0..self.cells.len()).step_by(STEP) {
            let places = start..self.cells.len().min(start + STEP);
            let mut list = [[[0; 8]; 2]; STEP];
            let mut length = 0;
            let first = self.base + start as u64;
            if self.carries_within(&places).next().is_some() {
                for entry in self.counts_within(places) {
                    list[length] = [entry.0.to_le_bytes(), entry.1.to_le_bytes()];
                    length += 1;
                }
            } else {
                // Whatever is empty is overwritten by what follows: no branch that nobody can foretell.
                for (&low, cell) in self.cells[places].iter().zip(first..) {
                    list[length] = [cell.to_le_bytes(), u64::from(low).to_le_bytes()];
                    length += usize::from(low > 0);
                }
            }
            each(list[..length].as_flattened().as_flattened());
        }
    }

    /// The cells in which the counts of some ranks lie, which must ascend from 1, 1 the first of all:
    /// to each the cell, its rank in there, and how many the cell counts.
    pub(in super::super) fn find(&self, ranks: &[u64], mut found: impl FnMut(u64, u64, u64)) {
        let mut ranks = ranks.iter().copied().peekable();
        let mut below = 0;
        for start in (0..self.cells.len()).step_by(STEP) {
            let Some(next) = ranks.peek() else { return };
            let places = start..self.cells.len().min(start + STEP);
            let after = below + self.counted_within(places.clone());
            if *next <= after {
                for (cell, count) in self.counts_within(places) {
                    while let Some(rank) = ranks.next_if(|&rank| rank <= below + count) {
                        found(cell, rank - below, count);
                    }
                    below += count;
                }
            }
            below = after;
        }
    }

    fn counted_within(&self, places: Range<usize>) -> u64 {
        let high: u64 = self.carries_within(&places).map(|high| high << CELL_BITS).sum();
        // At most 64 of 16 bits.
        let low: u32 = self.cells[places].iter().map(|&low| u32::from(low)).sum();
        u64::from(low) + high
    }

    fn carries_within(&self, places: &Range<usize>) -> impl Iterator<Item = u64> {
        let cells = self.base + places.start as u64..self.base + places.end as u64;
        self.carries.range(cells).map(|(_, &high)| high)
    }

    /// How many cells are not empty.
    pub(in super::super) fn occupied(&self) -> u64 {
        let low = self.cells.iter().map(|&low| u64::from(low > 0)).sum::<u64>();
        let place = |cell: u64| (cell - self.base) as usize;
        let full = self.carries.keys().filter(|&&cell| self.cells[place(cell)] == 0);
        low + full.count() as u64
    }

    /// The first and the last cell that are not empty.
    pub(in super::super) fn ends(&self) -> Option<[u64; 2]> {
        let some = |low: &u16| *low > 0;
        let mut ends = self.carries.keys().next().zip(self.carries.keys().next_back());
        let ends = ends.take().map(|(&first, &last)| [first, last]);
        let Some(first) = self.cells.iter().position(some) else { return ends };
        let last = self.cells.iter().rposition(some).expect("the first is one");
        let [first, last] = [first, last].map(|place| self.base + place as u64);
        Some(ends.map_or([first, last], |ends| [first.min(ends[0]), last.max(ends[1])]))
    }

    /// Sum of the cells' numbers, each as often as it was counted, and of their squares modulo 2^128.
    ///
    /// Adding up the counts `c` of a stretch from its last to its first gives `S0 = Σ c`, adding up
    /// what that is after each `S1 = Σ (i + 1) c`, and adding up those `S2 = Σ (i + 1)(i + 2)/2 c`,
    /// where `i` is the place in the stretch, from 0.
    pub(in super::super) fn sums(&self) -> (i128, u128) {
        let (mut sum, mut squares) = (0_u128, 0_u128);
        for (first, stretch) in (self.base..).step_by(STRETCH).zip(self.cells.chunks(STRETCH)) {
            let (mut s0, mut s1, mut s2) = (0_u64, 0_u64, 0_u64);
            for &low in stretch.iter().rev() {
                s0 += u64::from(low);
                s1 += s0;
                s2 += s1;
            }
            let first = u128::from(first);
            let [count, once, twice] = [s0, s1 - s0, 2 * s2 + s0 - 3 * s1].map(u128::from);
            sum += first * count + once;
            for square in [(first * first).wrapping_mul(count), 2 * first * once, twice] {
                squares = squares.wrapping_add(square);
            }
        }
        for (&cell, &high) in &self.carries {
            let (cell, count) = (u128::from(cell), u128::from(high) << CELL_BITS);
            sum += cell * count;
            squares = squares.wrapping_add((cell * cell).wrapping_mul(count));
        }
        (sum as i128, squares)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some thousand cells from 1,000 on, some empty, some with more than 16 bits.
    fn window() -> Window {
        let mut window = Window::default();
        window.cover(1_000, 10_000, 20_000);
        for step in 0..6_000_u64 {
            window.add(1_007 + step * step % 8_923, 1 + step % 3);
        }
        window.add(1_500, 1 << 16);
        window.add(9_999, (5 << 32) + 3);
        window
    }

    #[test]
    fn all_cells_together_tell_what_they_tell_one_by_one() {
        let window = window();
        let counts: Vec<(u64, u64)> = window.counts().collect();
        assert!(counts.len() > 2 * STEP && counts.len() < window.cells.len());
        let total = |term: fn(u128) -> u128| -> u128 {
            counts.iter().map(|&(cell, count)| term(u128::from(cell)) * u128::from(count)).sum()
        };
        let sums = (total(|cell| cell) as i128, total(|cell| cell * cell));
        assert_eq!(window.sums(), sums);
        assert_eq!(window.occupied(), counts.len() as u64);
        assert_eq!(window.ends(), Some([counts[0].0, counts[counts.len() - 1].0]));
        let mut bytes = Vec::new();
        window.bytes(|some| bytes.extend_from_slice(some));
        let pairs = counts.iter().flat_map(|&(cell, count)| [cell, count]);
        assert_eq!(bytes, pairs.flat_map(u64::to_le_bytes).collect::<Vec<_>>());
    }

    #[test]
    fn every_rank_is_found_in_its_cell() {
        let window = window();
        let mut ranks = vec![];
        let mut expected = vec![];
        let mut below = 0;
        for (cell, count) in window.counts() {
            for rank in [1, count.div_ceil(2), count] {
                ranks.push(below + rank);
                expected.push((cell, rank, count));
            }
            below += count;
        }
        ranks.push(below + 1);
        let mut found = vec![];
        window.find(&ranks, |cell, rank, count| found.push((cell, rank, count)));
        assert_eq!(found, expected);
    }

    #[test]
    fn an_empty_window_tells_nothing() {
        let window = Window::default();
        assert_eq!((window.ends(), window.occupied(), window.sums()), (None, 0, (0, 0)));
        window.find(&[1], |_, _, _| panic!("there is nothing to find"));
    }
}
