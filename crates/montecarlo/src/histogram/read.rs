//! What a histogram says: counts, moments, order statistics, survival.

use super::moments::{Moments, Sums};
use super::{Histogram, Layout, Noted};

impl Histogram {
    /// How values are cut into cells.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Runs counted, censored ones included.
    pub fn n(&self) -> u64 {
        self.recorded + self.censored
    }

    /// Runs that gave no value before they ended.
    pub fn censored(&self) -> u64 {
        self.censored
    }

    /// The least value [value units], exact; none when there is no value.
    pub fn min(&self) -> Option<i64> {
        (self.recorded > 0).then(|| self.extremes()[0])
    }

    /// The greatest value [value units], exact; none when there is no value. Censored runs are not
    /// values: they would have been greater.
    pub fn max(&self) -> Option<i64> {
        (self.recorded > 0).then(|| self.extremes()[1])
    }

    /// Extremes, sum and sum of squares modulo 2^128, as the next two have them, in one pass.
    pub(crate) fn totals(&self) -> (Option<[i64; 2]>, i128, u128) {
        let Noted { min, max, sum, squares } = self.noted();
        ((self.recorded > 0).then_some([min, max]), sum, squares)
    }

    /// Sum of the values [value units], exact.
    pub fn sum(&self) -> i128 {
        self.noted().sum
    }

    /// Sum of the squared values modulo 2^128 [(value units)²].
    pub fn squares(&self) -> u128 {
        self.noted().squares
    }

    /// Mean, sd and standard error of the values, censored runs left out; none without a value.
    pub fn moments(&self) -> Option<Moments> {
        let Noted { sum, squares, .. } = self.noted();
        Sums { n: self.recorded, sum, squares }.moments()
    }

    /// Moments of min(value, limit), with `limit` [value units] in place of every censored run: the
    /// *restricted* mean. No value may exceed the limit, as when both end at one horizon.
    pub fn restricted_moments(&self, limit: i64) -> Option<Moments> {
        debug_assert!(self.max().is_none_or(|max| max <= limit), "a value exceeds the limit");
        let square = u128::from(limit.unsigned_abs()) * u128::from(limit.unsigned_abs());
        let Noted { sum, squares, .. } = self.noted();
        Sums {
            n: self.n(),
            sum: sum + i128::from(limit) * i128::from(self.censored),
            squares: squares.wrapping_add(square.wrapping_mul(u128::from(self.censored))),
        }
        .moments()
    }

    /// The value of rank `rank`, 1 the least, among all runs [value units], read to its bin; none
    /// when there is no such run or censoring hides it. The values in a log-linear cell are taken
    /// to lie evenly in it. O(window).
    pub fn order_statistic(&self, rank: u64) -> Option<i64> {
        self.order_statistics(&[rank])[0]
    }

    /// [`Self::order_statistic`] of several ranks, which must ascend, in one pass.
    pub fn order_statistics(&self, ranks: &[u64]) -> Vec<Option<i64>> {
        debug_assert!(ranks.is_sorted(), "ranks must ascend: {ranks:?}");
        let mut values = Vec::with_capacity(ranks.len());
        values.extend(ranks.iter().take_while(|&&rank| rank == 0).map(|_| None));
        let zeros = values.len();
        self.window.find(&ranks[zeros..], |cell, rank, count| {
            values.push(Some(self.value_within(cell, rank, count)));
        });
        values.resize(ranks.len(), None);
        values
    }

    /// The values and how often each was seen, ascending, in units of the metric (`scale` value
    /// units each) and read to their cells.
    pub fn values(&self, scale: i64) -> impl Iterator<Item = (f64, u64)> {
        let scale = scale as f64;
        self.window.counts().map(move |(cell, count)| (self.value_of(cell) as f64 / scale, count))
    }

    /// Of a day on which something happened first: runs in which it had not happened by the close
    /// of day 0, 1, ... `horizon`. Censored runs are alive throughout. Never increasing.
    pub fn alive(&self, horizon: usize) -> Vec<u64> {
        let mut alive = vec![self.n(); horizon + 1];
        let mut left = self.n();
        let mut next = 0;
        for (cell, count) in self.window.counts() {
            let day = (self.value_of(cell) as usize).min(horizon + 1);
            alive[next..day.max(next)].fill(left);
            next = next.max(day);
            left -= count;
        }
        alive[next..].fill(left);
        alive
    }

    /// The width of a cell over its values, at most: the relative error of a value read from a
    /// coarse histogram, beside the rounding to a bin. None while every bin has its own cell.
    pub fn relative_error(&self) -> Option<f64> {
        self.coarse.then(|| 1.0 / (1_u64 << self.layout.precision()) as f64)
    }

    /// The width of the widest cell in use [value units]: a bin, or more when coarse.
    pub fn widest_cell(&self) -> i64 {
        match self.max() {
            Some(max) if self.coarse => {
                let cell = self.layout.coarse_cell(self.layout.bin_of(max));
                let (first, last) = self.layout.coarse_bins(cell);
                (last - first + 1) as i64 * self.layout.bin()
            }
            _ => self.layout.bin(),
        }
    }

    /// The cells that are not empty and their counts, ascending: bins, or log-linear cells when
    /// coarse.
    pub fn cells(&self) -> impl Iterator<Item = (u64, u64)> {
        self.window.counts()
    }

    /// The [cells](Self::cells) and their counts, each as 8 bytes with the lowest first, some at a time.
    pub(crate) fn bytes(&self, each: impl FnMut(&[u8])) {
        self.window.bytes(each);
    }

    /// How many cells are not empty.
    pub(crate) fn occupied(&self) -> u64 {
        self.window.occupied()
    }

    /// Bytes that the counts take at present.
    pub fn allocated_bytes(&self) -> usize {
        self.window.allocated_bytes()
    }

    /// The middle of a cell [value units], within the values seen: when all values are equal it is
    /// their value.
    fn value_of(&self, cell: u64) -> i64 {
        if self.cells_are_values() {
            return cell as i64;
        }
        let (first, last) = self.bins_of(cell);
        let middle = (first + last) * self.layout.bin() as u64 / 2;
        (middle as i64).clamp(self.noted.min, self.noted.max)
    }

    /// The value of rank `rank` among the `count` of a cell [value units], if they lie evenly: the
    /// middle of its part of the cell, down to a bin, within the values seen.
    fn value_within(&self, cell: u64, rank: u64, count: u64) -> i64 {
        if self.cells_are_values() {
            return cell as i64;
        }
        let (first, last) = self.bins_of(cell);
        let halves = u128::from(2 * rank - 1) * u128::from(last - first + 1);
        let bin = first + (halves / (2 * u128::from(count))) as u64;
        (bin as i64 * self.layout.bin()).clamp(self.noted.min, self.noted.max)
    }

    fn bins_of(&self, cell: u64) -> (u64, u64) {
        if self.coarse { self.layout.coarse_bins(cell) } else { (cell, cell) }
    }
}
