//! The histograms of each day, counted by all threads of a run together.
//!
//! Hundreds of days take megabytes: a thread that had its own would fetch memory, and fill caches, for
//! what is added up in the end anyway. So there is one set. Whoever has gathered values of a day locks
//! that day, and counts them; the next day is another lock. Counts are integers, so it does not matter
//! who comes first.

use std::sync::{Mutex, PoisonError, TryLockError};

use crate::histogram::Histogram;
use crate::tally::Tally;

/// The days of a tally, to be counted by several threads at once.
pub(crate) struct SharedDays<'t> {
    /// By series, then day; a series of which only sums are kept has none.
    series: Vec<Vec<Mutex<&'t mut Histogram>>>,
}

impl<'t> SharedDays<'t> {
    /// Those of a tally.
    pub(crate) fn of(tally: &'t mut Tally) -> Self {
        let days = |days: &'t mut [Histogram]| days.iter_mut().map(Mutex::new).collect();
        Self { series: tally.days_mut().map(days).collect() }
    }

    /// Counts values of a series at the close of a day; the first day is 0.
    ///
    /// # Panics
    ///
    /// When only sums are kept of it, or there is no such series or day.
    pub(crate) fn count(&self, series: usize, day: usize, count: impl FnOnce(&mut Histogram)) {
        // Whoever panicked brings the whole run down: nobody will read what was left half counted.
        let day = self.series[series][day].lock();
        count(&mut day.unwrap_or_else(PoisonError::into_inner));
    }

    /// The same, unless another thread is counting that day; whether it was done. Threads that begin
    /// together would otherwise wait for each other day after day.
    ///
    /// # Panics
    ///
    /// As [`Self::count`] does.
    pub(crate) fn try_count(
        &self,
        series: usize,
        day: usize,
        count: impl FnOnce(&mut Histogram),
    ) -> bool {
        match self.series[series][day].try_lock() {
            Ok(mut histogram) => count(&mut histogram),
            Err(TryLockError::Poisoned(histogram)) => count(&mut histogram.into_inner()),
            Err(TryLockError::WouldBlock) => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use outlast_core::series::Keep;

    use super::*;
    use crate::tally::{SeriesSpec, TallySpec};

    #[test]
    fn days_counted_by_four_threads_at_once_are_as_counted_by_one() {
        let series = SeriesSpec { scale: 1, largest: 1_000, keep: Keep::Distribution };
        let spec = TallySpec {
            metrics: vec![],
            days: 3,
            series: vec![series],
            asks: 0,
            memory_cap_bytes: 1 << 20,
        };
        let mut together = Tally::new(spec).unwrap();
        let mut alone = together.clone();
        let values: Vec<i64> = (0..40_000).map(|i| i * i % 1_009).collect();
        for (day, values) in values.chunks(100).enumerate() {
            alone.closing_mut(0, day % 3).push_lanes(values);
        }
        let days = SharedDays::of(&mut together);
        std::thread::scope(|scope| {
            for part in 0..4 {
                let (days, chunks) = (&days, values.chunks(100).enumerate());
                scope.spawn(move || {
                    for (day, values) in chunks.skip(part).step_by(4) {
                        days.count(0, day % 3, |histogram| histogram.push_lanes(values));
                    }
                });
            }
        });
        assert_eq!(together, alone);
    }
}
