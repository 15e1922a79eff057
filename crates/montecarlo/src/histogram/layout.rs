//! Which values share a cell.
//!
//! A value is first rounded to a *bin*, the nearest multiple of the bin width. While the observed
//! bins span no more than a cap, each bin has its own cell. Beyond the cap, neighbouring bins
//! share log-linear cells: bins below 2^(p+1) keep a cell each, and every octave above is cut
//! into 2^p equal cells, so that a cell is never wider than 2^-p of the bins it holds.

use std::fmt;

/// The largest value a histogram takes: up to 2^53 an integer is exactly a double.
pub const MAX_VALUE: i64 = 1 << 53;

const MAX_BIN: i64 = 1 << 31;
const MAX_PRECISION: u32 = 16;

/// Bin width, cap on the number of bins, and the precision above that cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    bin: u64,
    max_bins: u64,
    /// Division by `bin` as a multiplication and a shift, see [`Self::bin_of`].
    reciprocal: u64,
    shift: u32,
    /// Half a bin, added so that division rounds to the nearest.
    half: u32,
    precision: u32,
    /// Log-linear cells for the values expected.
    reserve: u32,
}

/// Why a [`Layout`] cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// The bin width is outside 1 to 2^31 value units.
    Bin(i64),
    /// The cap on the number of bins is zero.
    NoBins,
    /// The precision is outside 1 to 16 bits.
    Precision(u32),
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bin(bin) => write!(f, "a bin of {bin} value units is not within 1 to 2^31"),
            Self::NoBins => write!(f, "a histogram needs at least one bin"),
            Self::Precision(p) => write!(f, "a precision of {p} bits is not within 1 to 16"),
        }
    }
}

impl std::error::Error for LayoutError {}

impl Layout {
    /// The default precision above the cap: 2^11 cells an octave.
    pub const PRECISION: u32 = 11;

    /// A layout of bins of `bin` value units, one cell each while they span at most `max_bins`,
    /// and 2^`precision` cells an octave beyond.
    ///
    /// # Errors
    ///
    /// When `bin` is outside 1..=2^31, `max_bins` is 0, or `precision` is outside 1..=16.
    pub fn new(bin: i64, max_bins: usize, precision: u32) -> Result<Self, LayoutError> {
        if !(1..=MAX_BIN).contains(&bin) {
            return Err(LayoutError::Bin(bin));
        }
        if max_bins == 0 {
            return Err(LayoutError::NoBins);
        }
        if !(1..=MAX_PRECISION).contains(&precision) {
            return Err(LayoutError::Precision(precision));
        }
        let bin = bin as u64;
        // Granlund and Montgomery 1994, theorem 4.2: with s = ceil(log2 d) and
        // m = floor(2^(63+s)/d) + 1, floor(m n / 2^(63+s)) = floor(n/d) for all n < 2^63.
        let shift = bin.next_power_of_two().trailing_zeros();
        let reciprocal = ((1_u128 << (63 + shift)) / u128::from(bin) + 1) as u64;
        let half = (bin / 2) as u32;
        let max_bins = max_bins as u64;
        let layout = Self { bin, max_bins, reciprocal, shift, half, precision, reserve: 0 };
        Ok(layout.expecting(MAX_VALUE))
    }

    /// The same for values that are expected not to exceed `largest`. Larger ones are counted all
    /// the same, in more memory than [`Self::max_cells`] tells.
    #[must_use]
    pub fn expecting(mut self, largest: i64) -> Self {
        // At most 38 x 2^16.
        self.reserve = self.coarse_cells_to(largest) as u32;
        self
    }

    /// Width of a bin [value units].
    pub fn bin(&self) -> i64 {
        self.bin as i64
    }

    /// Bits of precision above the cap.
    pub fn precision(&self) -> u32 {
        self.precision
    }

    /// Largest span of bins that have a cell each.
    pub(super) fn max_bins(&self) -> u64 {
        self.max_bins
    }

    /// The bin nearest to a value; a value half-way goes up.
    #[inline]
    pub(super) fn bin_of(&self, value: i64) -> u64 {
        // Doubled so that the high word of the product is already shifted by 63.
        let doubled = (value as u64).wrapping_add(u64::from(self.half)) << 1;
        let product = u128::from(doubled) * u128::from(self.reciprocal);
        ((product >> 64) as u64) >> self.shift
    }

    /// The log-linear cell of a bin. With e the octaves of the bin above 2^(p+1), the cell is
    /// e 2^p + floor(bin / 2^e): consecutive cells for consecutive bins.
    #[inline]
    pub(super) fn coarse_cell(&self, bin: u64) -> u64 {
        let octave = self.octave(bin);
        (u64::from(octave) << self.precision) + (bin >> octave)
    }

    /// The octave of a bin above 2^(p+1); 0 below.
    #[inline]
    pub(super) fn octave(&self, bin: u64) -> u32 {
        (bin >> self.precision).checked_ilog2().unwrap_or(0)
    }

    /// First and last bin of a log-linear cell: the inverse of [`Self::coarse_cell`].
    pub(super) fn coarse_bins(&self, cell: u64) -> (u64, u64) {
        let octave = (cell >> self.precision).saturating_sub(1);
        let first = (cell - (octave << self.precision)) << octave;
        (first, first + (1 << octave) - 1)
    }

    /// Log-linear cells from 0 to a value.
    fn coarse_cells_to(&self, value: i64) -> u64 {
        self.coarse_cell(self.bin_of(value.clamp(0, MAX_VALUE))) + 1
    }

    /// Log-linear cells in which a window keeps that must hold `needed`: those of the values
    /// expected, or of all values when they do not suffice.
    pub(super) fn coarse_limit(&self, needed: u64) -> u64 {
        let reserve = self.reserve();
        if needed <= reserve { reserve } else { self.coarse_cells_to(MAX_VALUE) }
    }

    /// Log-linear cells from 0 to the largest value expected.
    pub(crate) fn reserve(&self) -> u64 {
        u64::from(self.reserve)
    }

    /// The most cells that a histogram of this layout holds of the values expected.
    pub fn max_cells(&self) -> u64 {
        self.max_bins.max(self.reserve())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_is_the_rounded_quotient() {
        for bin in [1, 2, 3, 7, 10, 64, 999, 1_000, 1_000_000, MAX_BIN - 1, MAX_BIN] {
            let layout = Layout::new(bin, 1, 11).unwrap();
            let mut value = 0_i64;
            while value <= MAX_VALUE {
                for near in [-1, 0, 1] {
                    let v = (value / bin * bin + bin / 2 + near).clamp(0, MAX_VALUE);
                    assert_eq!(layout.bin_of(v), ((v + bin / 2) / bin) as u64, "{v} by {bin}");
                }
                value = value * 2 + 12_345;
            }
        }
    }

    #[test]
    fn log_linear_cells_tile_the_bins_without_gap_or_overlap() {
        for precision in [1, 5, 11] {
            let layout = Layout::new(1, 1, precision).unwrap();
            let mut next = 0;
            for cell in 0..layout.reserve() {
                let (first, last) = layout.coarse_bins(cell);
                assert_eq!(first, next, "cell {cell} at precision {precision}");
                assert_eq!(layout.coarse_cell(first), cell);
                assert_eq!(layout.coarse_cell(last), cell);
                // Relative width at most 2^-p; a bin of its own below 2^(p+1).
                assert!((last - first) << precision <= first);
                assert!(first >= 2 << precision || first == last);
                next = last + 1;
            }
            assert!(next > MAX_VALUE as u64);
        }
    }

    #[test]
    fn a_layout_out_of_range_is_refused() {
        assert_eq!(Layout::new(0, 1, 11), Err(LayoutError::Bin(0)));
        assert_eq!(Layout::new(MAX_BIN + 1, 1, 11), Err(LayoutError::Bin(MAX_BIN + 1)));
        assert_eq!(Layout::new(1, 0, 11), Err(LayoutError::NoBins));
        assert_eq!(Layout::new(1, 1, 17), Err(LayoutError::Precision(17)));
        assert_eq!(Layout::new(1, 1, 0), Err(LayoutError::Precision(0)));
    }
}
