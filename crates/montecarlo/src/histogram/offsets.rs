//! Counting many values near each other, held in 16 bits: the fastest way in.

use super::{Histogram, Noted};

/// Values whose cells are found together.
const CHUNK: usize = 256;

impl Histogram {
    /// What values are told from in [`Histogram::push_offsets`] is a multiple of this, so that adding
    /// it to an offset carries nothing into the bits that log-linear cells of that width leave out.
    pub(crate) const BASES: i64 = 1 << OCTAVES;

    /// Counts the values that exceed `base`, a multiple of [`Histogram::BASES`], by these offsets. The
    /// bins must be of one value unit.
    ///
    /// # Panics
    ///
    /// When a value is greater than [`super::MAX_VALUE`].
    pub(crate) fn push_offsets(&mut self, base: i64, offsets: &[u16]) {
        debug_assert!(self.layout.bin() == 1 && base % Self::BASES == 0);
        let [first, .., last] = *offsets else {
            return offsets.iter().for_each(|&offset| self.push(base + i64::from(offset)));
        };
        if first == last && offsets.iter().all(|&offset| offset == first) {
            return self.push_same(base + i64::from(first), offsets.len() as u64);
        }
        // Before it is widened: to read what was never written takes a page that writing takes again.
        self.window.fetch();
        let rest = if self.coarse { offsets } else { self.push_to_bins(base, offsets) };
        if !rest.is_empty() {
            self.push_to_coarse_cells(base, rest);
        }
    }

    /// Counts values that are cells; what is left when there are too many of them.
    fn push_to_bins<'o>(&mut self, base: i64, offsets: &'o [u16]) -> &'o [u16] {
        let counted = self.window.bump_offsets(base as u64, offsets);
        self.recorded += counted as u64;
        let rest = &offsets[counted..];
        // The window has no cell for the next one: it gets one for each that is left.
        let Some((low, high)) = rest.iter().min().zip(rest.iter().max()) else { return rest };
        self.widen(base + i64::from(*low), base + i64::from(*high));
        if self.coarse {
            return rest;
        }
        self.recorded += self.window.bump_offsets(base as u64, rest) as u64;
        &[]
    }

    fn push_to_coarse_cells(&mut self, base: i64, offsets: &[u16]) {
        let noted = noted(base, offsets);
        self.widen(noted.min, noted.max);
        let layout = &self.layout;
        let octaves = [noted.min, noted.max].map(|value| layout.octave(value as u64));
        if octaves[1] > OCTAVES {
            let cell = |offset: &u16| layout.coarse_cell(base as u64 + u64::from(*offset));
            offsets.iter().map(cell).for_each(|cell| self.window.add(cell, 1));
        } else {
            // The cell of a bin is the least of e 2^p + floor(bin / 2^e) over all octaves e. The least
            // and the greatest value's are no further apart than they, so that 16 bits tell the cells
            // between, if they are told from the first.
            let first = layout.coarse_cell(noted.min as u64);
            let of_base = |octave: u32| {
                let cell = (u64::from(octave) << layout.precision()) + (base as u64 >> octave);
                cell.wrapping_sub(first) as u16
            };
            for chunk in offsets.chunks(CHUNK) {
                let mut cells = [u16::MAX; CHUNK];
                for octave in octaves[0]..=octaves[1] {
                    let of_base = of_base(octave);
                    for (cell, offset) in cells.iter_mut().zip(chunk) {
                        *cell = (*cell).min(of_base.wrapping_add(offset >> octave));
                    }
                }
                let counted = self.window.bump_offsets(first, &cells[..chunk.len()]);
                debug_assert_eq!(counted, chunk.len(), "the window was widened for all");
            }
        }
        self.recorded += offsets.len() as u64;
        self.noted.merge(&noted);
    }
}

/// Only cells of so many octaves are found by arithmetic of 16 bits.
const OCTAVES: u32 = 14;

/// Extremes and sums of the values b + x, with Σ (b + x)² = n b² + 2 b Σ x + Σ x².
fn noted(base: i64, offsets: &[u16]) -> Noted {
    // In 16 bits with a sign, which every processor has instructions for.
    const SIGN: u16 = 1 << 15;
    let (mut min, mut max) = (i16::MAX, i16::MIN);
    for &offset in offsets {
        let turned = (offset ^ SIGN) as i16;
        (min, max) = (min.min(turned), max.max(turned));
    }
    let [min, max] = [min, max].map(|turned| base + i64::from(turned as u16 ^ SIGN));
    let (mut sum, mut squares) = (0, 0);
    for chunk in offsets.chunks(CHUNK) {
        sum += u64::from(chunk.iter().map(|&offset| u32::from(offset)).sum::<u32>());
        let square = |&offset: &u16| u64::from(u32::from(offset) * u32::from(offset));
        squares += chunk.iter().map(square).sum::<u64>();
    }
    let (wide, count) = (i128::from(base), offsets.len() as i128);
    let (sum, squares) = (i128::from(sum), i128::from(squares));
    Noted {
        min,
        max,
        sum: wide * count + sum,
        squares: (wide * wide * count + 2 * wide * sum + squares) as u128,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::histogram::{Layout, MAX_VALUE};

    /// Columns of offsets, near each other or far apart, and what they are told from.
    fn columns() -> impl Strategy<Value = Vec<(i64, Vec<u16>)>> {
        let offset = prop_oneof![3 => 0..50_u16, 3 => 9_000..12_000_u16, 1 => any::<u16>()];
        let several = prop::collection::vec(offset, 0..700);
        let same = (any::<u16>(), 0..700_usize).prop_map(|(offset, n)| vec![offset; n]);
        let greatest = MAX_VALUE / Histogram::BASES - 4;
        let base = prop_oneof![4 => Just(0), 2 => 0..8_i64, 1 => 0..1_i64 << 20, 1 => 0..=greatest];
        let base = base.prop_map(|steps| steps * Histogram::BASES);
        prop::collection::vec((base, prop_oneof![4 => several, 1 => same]), 1..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn offsets_count_as_the_values_they_tell_do(
            columns in columns(),
            max_bins in prop_oneof![Just(1_usize), Just(3_000), Just(100_000)],
            precision in 1..17_u32,
        ) {
            let empty = Histogram::new(Layout::new(1, max_bins, precision).unwrap());
            let (mut by_offsets, mut singly) = (empty.clone(), empty);
            for (base, offsets) in &columns {
                by_offsets.push_offsets(*base, offsets);
                for &offset in offsets {
                    singly.push(base + i64::from(offset));
                }
                prop_assert_eq!(&by_offsets, &singly);
            }
        }
    }

    #[test]
    fn a_cell_passes_what_16_bits_count() {
        let mut histogram = Histogram::new(Layout::new(1, 100, 11).unwrap());
        let offsets: Vec<u16> = (0..40_000).map(|i| i % 2).collect();
        (0..5).for_each(|_| histogram.push_offsets(3 * Histogram::BASES, &offsets));
        let first = 3 * Histogram::BASES as u64;
        let expected = [(first, 100_000), (first + 1, 100_000)];
        assert_eq!(histogram.cells().collect::<Vec<_>>(), expected);
    }
}
