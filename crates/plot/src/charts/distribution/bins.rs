//! Equal classes of days, of a round width that shows the shape of the distribution.

use super::Distribution;
use crate::number;
use crate::ticks;

/// Days, and the runs that lasted so long.
pub(in crate::charts) type Value = (f64, u64);

/// Equal classes of days.
pub(in crate::charts) struct Bins {
    pub(in crate::charts) width: f64,
    /// Lower edge of the first class.
    low: f64,
    /// Runs per class.
    pub(in crate::charts) runs: Vec<u64>,
    /// Values so far out that they would press all others together.
    pub(in crate::charts) left_out: Vec<Value>,
}

/// At most so many classes.
const MOST_BINS: usize = 80;
/// The share of runs at either end that may be left out, where classes would otherwise be too many or too wide.
const TAIL: f64 = 0.001;

impl Bins {
    /// Round classes, about twenty of them over the central 90 % of the values; whole days for whole values.
    pub(super) fn of(data: &Distribution) -> Self {
        Self::of_values(&data.values)
    }

    /// The same of values that may be negative.
    pub(in crate::charts) fn of_values(values: &[Value]) -> Self {
        let (values, left_out) = cropped(values);
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            return Self { width: 1.0, low: 0.0, runs: Vec::new(), left_out };
        };
        let range = last.0 - first.0;
        let whole = values.iter().all(|value| value.0.fract() == 0.0);
        let coarse = if range > 0.0 { ticks::step(range, MOST_BINS) } else { 0.0 };
        let width = fine(&values).max(coarse).max(if whole { 1.0 } else { 0.0 });
        // Whole days stand in the middle of their class.
        let shift = if whole && width == 1.0 { 0.5 } else { 0.0 };
        let class = |days: f64| ((days + shift) / width + 1e-9).floor();
        let low = class(first.0);
        let mut runs = vec![0; (class(last.0) - low) as usize + 1];
        for (days, n) in values {
            runs[(class(days) - low) as usize] += n;
        }
        Self { width, low: low * width - shift, runs, left_out }
    }

    pub(in crate::charts) fn edge(&self, i: usize) -> f64 {
        self.low + self.width * i as f64
    }

    pub(super) fn name(&self) -> String {
        if self.width == 1.0 {
            return "day".to_owned();
        }
        format!("{}-day bin", number::trimmed(self.width, ticks::decimals(self.width)))
    }

    /// The days to show: all classes with some room at both sides, at least ten classes' width, not below 0.
    pub(in crate::charts) fn range(&self, horizon: f64) -> (f64, f64) {
        if self.runs.is_empty() {
            return (0.0, horizon.max(1.0));
        }
        let pad = self.width * ((10.0 - self.runs.len() as f64) / 2.0).ceil().max(1.0);
        let low = (self.low - pad).max(self.low.min(0.0));
        (low, self.edge(self.runs.len()) + pad)
    }
}

/// The width of classes that shows the shape of the central 90 % of the values.
fn fine(values: &[Value]) -> f64 {
    let core = rank(values, 0.95) - rank(values, 0.05);
    let range = rank(values, 1.0) - rank(values, 0.0);
    match (core > 0.0, range > 0.0) {
        (true, _) => ticks::step(core, 24),
        (false, true) => ticks::step(range, 24),
        (false, false) => 1.0,
    }
}

/// The values to show and those left out: none, unless the range is too long for classes of the right width.
fn cropped(values: &[Value]) -> (Vec<Value>, Vec<Value>) {
    let mut values: Vec<_> = values.iter().copied().filter(|value| value.0.is_finite()).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let range = rank(&values, 1.0) - rank(&values, 0.0);
    if range <= fine(&values) * MOST_BINS as f64 {
        return (values, Vec::new());
    }
    let inner = rank(&values, TAIL)..=rank(&values, 1.0 - TAIL);
    values.into_iter().partition(|value| inner.contains(&value.0))
}

/// The value that a share `p` of the runs with a value do not exceed.
fn rank(values: &[Value], p: f64) -> f64 {
    let all: u64 = values.iter().map(|value| value.1).sum();
    let wanted = p * all as f64;
    let mut seen = 0;
    values
        .iter()
        .find(|value| {
            seen += value.1;
            seen as f64 >= wanted
        })
        .map_or(0.0, |value| value.0)
}

#[cfg(test)]
mod tests {
    use super::super::{caption, example as data};
    use super::*;

    #[test]
    fn bins_are_round_and_lose_no_run() {
        let values: Vec<(f64, u64)> = (0..500).map(|i| (5.03 + 0.02 * f64::from(i), 3)).collect();
        let bins = Bins::of(&data(&values, 0, [None; 3]));
        // The central 90 % span 9 days; a twenty-fourth of that is 0.375, and the next round width 0.5.
        assert_eq!(bins.width, 0.5);
        assert_eq!(bins.low, 5.0);
        assert_eq!(bins.runs.iter().sum::<u64>(), 1_500);
    }

    #[test]
    fn whole_days_stand_in_the_middle_of_their_bar() {
        let bins = Bins::of(&data(&[(3.0, 1), (4.0, 2), (7.0, 1)], 0, [None; 3]));
        assert_eq!((bins.width, bins.low), (1.0, 2.5));
        assert_eq!(bins.runs, [1, 2, 0, 0, 1]);
    }

    #[test]
    fn far_outliers_are_left_out_of_the_bars_and_named_below_them() {
        let all = data(&[(9.5, 600), (10.0, 900), (10.5, 500), (3_000.0, 1)], 0, [None; 3]);
        let bins = Bins::of(&all);
        assert_eq!(bins.width, 0.05);
        assert_eq!(bins.left_out, [(3_000.0, 1)]);
        assert_eq!(caption(&all, &bins, false), "Days. Not shown: <0.1% of runs, at 3,000 days");
    }

    #[test]
    fn a_long_tail_that_matters_is_shown() {
        let all = data(&[(9.5, 600), (10.0, 900), (10.5, 500), (3_000.0, 90)], 0, [None; 3]);
        let bins = Bins::of(&all);
        assert_eq!(bins.left_out, []);
        assert!(bins.runs.len() <= MOST_BINS + 1);
    }
}
