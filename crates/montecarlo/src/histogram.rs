//! An exact, mergeable histogram of integers.
//!
//! A [`Histogram`] counts non-negative integers, and runs that gave none because the event did
//! not come (*censored* runs, counted apart and ranked above every value). It keeps
//!
//! * how many there are, the least, the greatest, the sum and the sum of squares, all of the
//!   values themselves and exact;
//! * counts of the values rounded to bins (see [`Layout`]), for every quantile at once.
//!
//! All of it is integers, and merging adds them. What a histogram holds, and how it is laid out,
//! is therefore a function of the multiset of values alone: not of their order, nor of how they
//! were divided among threads, nor of the order in which the parts were merged. Means and
//! quantiles become floats only when they are read.
//!
//! Memory follows the range of the values, not their number: 2 bytes a cell, for a window of cells
//! from the least to the greatest value and some slack, and never more than
//! [`Layout::max_cells`]. While the bins span at most the layout's cap, each has a cell of its own
//! and quantiles are exact to the bin; beyond it the histogram turns *coarse*: log-linear cells,
//! with the relative error that [`Histogram::relative_error`] tells. A part spans no more than the
//! whole, so a part that has turned coarse early would have done so anyway.

mod layout;
mod moments;
mod offsets;
mod read;
mod window;

pub use layout::{Layout, LayoutError, MAX_VALUE};
pub use moments::Moments;

use window::Window;

/// What marks a censored run among the values of [`Histogram::push_lanes`].
const CENSORED: i64 = i64::MAX;

/// Values below this can be squared and summed over a chunk of lanes in 64 bits.
const SMALL: u64 = 1 << 28;
const CHUNK: usize = 256;

/// Exact counts, sums and extremes of integers, and their distribution by bins.
///
/// ```
/// use outlast_montecarlo::{Histogram, Layout};
///
/// let layout = Layout::new(1, 1_000, Layout::PRECISION)?;
/// let mut early = Histogram::new(layout.clone());
/// early.push(9);
/// early.push(10);
/// let mut late = Histogram::new(layout);
/// late.push(14);
/// late.push_censored();
/// early.merge(&late);
///
/// assert_eq!(early.n(), 4);
/// assert_eq!(early.order_statistic(2), Some(10));
/// assert_eq!(early.order_statistic(4), None); // hidden by censoring
/// # Ok::<(), outlast_montecarlo::LayoutError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Histogram {
    layout: Layout,
    recorded: u64,
    censored: u64,
    /// Kept only where the cells do not tell it: see [`Histogram::cells_are_values`].
    noted: Noted,
    coarse: bool,
    window: Window,
}

/// Extremes and sums of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Noted {
    min: i64,
    max: i64,
    sum: i128,
    /// Modulo 2^128, see [`Moments`].
    squares: u128,
}

impl Noted {
    /// Of no values.
    const NONE: Self = Self { min: i64::MAX, max: i64::MIN, sum: 0, squares: 0 };

    #[inline]
    fn add(&mut self, value: i64, times: u64) {
        let square = u128::from(value.unsigned_abs()) * u128::from(value.unsigned_abs());
        self.merge(&Self {
            min: value,
            max: value,
            sum: i128::from(value) * i128::from(times),
            squares: square.wrapping_mul(u128::from(times)),
        });
    }

    #[inline]
    fn merge(&mut self, other: &Self) {
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.sum += other.sum;
        self.squares = self.squares.wrapping_add(other.squares);
    }
}

/// Extremes and sums of at most [`CHUNK`] values below [`SMALL`], which fit 64 bits.
#[derive(Clone, Copy)]
struct SmallSums {
    min: i32,
    max: i32,
    sum: u64,
    squares: u64,
}

impl SmallSums {
    /// The sums, and all values' bits together: the sums are right if those are below [`SMALL`].
    #[inline]
    fn of(values: &[i64]) -> (Self, u64) {
        let mut bits = 0;
        let mut sums = Self { min: i32::MAX, max: i32::MIN, sum: 0, squares: 0 };
        for &value in values {
            let low = value as u32;
            bits |= value as u64;
            sums.min = sums.min.min(low as i32);
            sums.max = sums.max.max(low as i32);
            sums.sum = sums.sum.wrapping_add(u64::from(low));
            sums.squares = sums.squares.wrapping_add(u64::from(low) * u64::from(low));
        }
        (sums, bits)
    }
}

impl Histogram {
    /// An empty histogram. It allocates nothing before the first value.
    pub fn new(layout: Layout) -> Self {
        Self {
            layout,
            recorded: 0,
            censored: 0,
            noted: Noted::NONE,
            coarse: false,
            window: Window::default(),
        }
    }

    /// Counts a value, in 0..=[`MAX_VALUE`] value units. O(1), amortised.
    ///
    /// # Panics
    ///
    /// When the value is out of that range; in release builds, when its bin is.
    #[inline]
    pub fn push(&mut self, value: i64) {
        if !self.window.bump(self.cell_of(value)) {
            self.widen(value, value);
            self.window.add(self.cell_of(value), 1);
        }
        self.note(value, 1);
    }

    /// Counts the same value `times` times, at the cost of once.
    ///
    /// # Panics
    ///
    /// When the value is not in 0..=[`MAX_VALUE`].
    pub fn push_same(&mut self, value: i64, times: u64) {
        if times > 0 {
            self.widen(value, value);
            self.window.add(self.cell_of(value), times);
            self.note(value, times);
        }
    }

    /// Counts a run that gave no value before it ended.
    #[inline]
    pub fn push_censored(&mut self) {
        self.censored += 1;
    }

    /// Counts the values of a block of lanes, where `i64::MAX` stands for a censored run. It costs some
    /// three times a bare increment in an array, where [`Self::push`] takes five or six (`cargo bench
    /// --bench tallies`).
    ///
    /// # Panics
    ///
    /// When a value other than `i64::MAX` is not in 0..=[`MAX_VALUE`].
    pub fn push_lanes(&mut self, values: &[i64]) {
        if self.cells_are_values() {
            return self.push_to_cells(values);
        }
        for chunk in values.chunks(CHUNK) {
            let (small, bits) = SmallSums::of(chunk);
            if bits < SMALL {
                self.push_small(chunk, small);
            } else {
                for &value in chunk {
                    if value == CENSORED { self.push_censored() } else { self.push(value) }
                }
            }
        }
    }

    /// Counts values that are cells: nothing else is to be kept of them.
    fn push_to_cells(&mut self, values: &[i64]) {
        let [first, .., last] = *values else {
            return values.iter().for_each(|&value| self.push_one(value));
        };
        // Many counts in one cell wait for each other; and many metrics have one value in all lanes.
        let differ = |all: i64, value: &i64| all | (value ^ first);
        if first == last && values.iter().fold(0, differ) == 0 {
            return self.push_equal(first, values.len() as u64);
        }
        let mut rest = values;
        loop {
            let counted = self.window.bump_while_inside(rest);
            self.recorded += counted as u64;
            rest = &rest[counted..];
            let Some((&outside, more)) = rest.split_first() else { return };
            if outside == CENSORED {
                self.censored += 1;
                rest = more;
                continue;
            }
            // Room for all that are left, at once.
            let recorded = more.iter().filter(|&&value| value != CENSORED);
            let [low, high] = recorded
                .fold([outside; 2], |[low, high], &value| [low.min(value), high.max(value)]);
            self.widen(low, high);
            if self.coarse {
                return self.push_lanes(rest);
            }
        }
    }

    fn push_one(&mut self, value: i64) {
        if value == CENSORED { self.push_censored() } else { self.push(value) }
    }

    fn push_equal(&mut self, value: i64, times: u64) {
        if value == CENSORED { self.censored += times } else { self.push_same(value, times) }
    }

    /// Counts values below [`SMALL`] of which the sums are known, so that the window need be
    /// looked after only once.
    fn push_small(&mut self, values: &[i64], sums: SmallSums) {
        let (min, max) = (i64::from(sums.min), i64::from(sums.max));
        if min == max {
            return self.push_same(min, values.len() as u64);
        }
        self.widen(min, max);
        let layout = &self.layout;
        if self.coarse {
            self.window.bump_all(values, |value| layout.coarse_cell(layout.bin_of(value)));
        } else {
            self.window.bump_all(values, |value| layout.bin_of(value));
        }
        self.recorded += values.len() as u64;
        let (sum, squares) = (i128::from(sums.sum), u128::from(sums.squares));
        self.noted.merge(&Noted { min, max, sum, squares });
    }

    /// Whether each cell holds one value, so that the cells tell the sums and the extremes too.
    #[inline]
    fn cells_are_values(&self) -> bool {
        !self.coarse && self.layout.bin() == 1
    }

    /// The least and the greatest value; those of no values where there are none.
    fn extremes(&self) -> [i64; 2] {
        let Noted { min, max, .. } = self.noted;
        let ends = if self.cells_are_values() { self.window.ends() } else { None };
        ends.map_or([min, max], |ends| ends.map(|cell| cell as i64))
    }

    /// Extremes and sums. O(window) where the cells tell them.
    fn noted(&self) -> Noted {
        if !self.cells_are_values() {
            return self.noted;
        }
        let [min, max] = self.extremes();
        let (sum, squares) = self.window.sums();
        Noted { min, max, sum, squares }
    }

    /// Adds all that `other` has counted, exactly. O(window).
    ///
    /// # Panics
    ///
    /// When the two have different layouts.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.layout, other.layout, "only histograms of one layout can be merged");
        self.censored += other.censored;
        if other.recorded == 0 {
            return;
        }
        let [min, max] = other.extremes();
        self.widen(min, max);
        for (cell, count) in other.window.counts() {
            // A coarse part makes the whole coarse, since the whole spans no less.
            let recut = self.coarse && !other.coarse;
            let cell = if recut { self.layout.coarse_cell(cell) } else { cell };
            self.window.add(cell, count);
        }
        self.recorded += other.recorded;
        if !self.cells_are_values() {
            self.noted.merge(&other.noted());
        }
    }

    #[inline]
    fn cell_of(&self, value: i64) -> u64 {
        let bin = if self.layout.bin() == 1 { value as u64 } else { self.layout.bin_of(value) };
        if self.coarse { self.layout.coarse_cell(bin) } else { bin }
    }

    #[inline]
    fn note(&mut self, value: i64, times: u64) {
        debug_assert!((0..=MAX_VALUE).contains(&value), "{value} is not within 0 to 2^53");
        self.recorded += times;
        if !self.cells_are_values() {
            self.noted.add(value, times);
        }
    }

    /// Makes room for values from `low` to `high` beside those counted, turning coarse when their
    /// bins together span more than the cap.
    fn widen(&mut self, low: i64, high: i64) {
        if self.has_room(low, high) {
            return;
        }
        assert!(0 <= low && high <= MAX_VALUE, "{low} or {high} is not within 0 to 2^53");
        let [min, max] = self.extremes();
        let first = self.layout.bin_of(low.min(min));
        let last = self.layout.bin_of(high.max(max));
        if !self.coarse && last - first >= self.layout.max_bins() {
            self.noted = self.noted();
            self.coarse = true;
            let fine = std::mem::take(&mut self.window);
            self.cover(first, last);
            for (bin, count) in fine.counts() {
                self.window.add(self.layout.coarse_cell(bin), count);
            }
        } else {
            self.cover(first, last);
        }
    }

    /// Whether values from `low` to `high` have cells.
    #[inline]
    fn has_room(&self, low: i64, high: i64) -> bool {
        if self.cells_are_values() {
            self.window.holds(low as u64) && self.window.holds(high as u64)
        } else {
            low >= self.noted.min && high <= self.noted.max
        }
    }

    fn cover(&mut self, first: u64, last: u64) {
        if self.coarse {
            let (first, last) = (self.layout.coarse_cell(first), self.layout.coarse_cell(last));
            self.window.cover(first, last, self.layout.coarse_limit(last + 1 - first));
        } else {
            self.window.cover(first, last, self.layout.max_bins());
        }
    }
}

/// Equal contents, whatever the slack of their windows.
impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        let scalars = |h: &Self| (h.recorded, h.censored, h.noted(), h.coarse);
        self.layout == other.layout
            && scalars(self) == scalars(other)
            && self.window.counts().eq(other.window.counts())
    }
}

impl Eq for Histogram {}
