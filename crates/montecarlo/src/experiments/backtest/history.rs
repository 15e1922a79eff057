//! What happened: a series of consecutive days, in whole numbers.

use jiff::civil::Date;
use outlast_core::scenario::Series;

use super::{BacktestError, Request};

/// A day a row, of amounts in the finest parts that the scenario tells apart.
#[derive(Debug)]
pub(super) struct History {
    first: Date,
    dates: Vec<Date>,
    /// Amounts by day (value units).
    amounts: Vec<i64>,
    /// Their sums up to each day, that of no days first.
    sums: Vec<i64>,
    per_unit: f64,
}

impl History {
    /// Of a series with dates and without gaps. Amounts that are not whole are made so by carrying what
    /// is left over to the next day, so that no sum is off by more than half of one.
    pub(super) fn new(series: &Series, per_unit: f64) -> Result<Self, BacktestError> {
        let dates = series.dates.clone().ok_or(BacktestError::Undated)?;
        if let Some(pair) = dates.windows(2).find(|d| d[0].tomorrow().ok() != Some(d[1])) {
            return Err(BacktestError::Gap { before: pair[0], after: pair[1] });
        }
        let first = *dates.first().ok_or(BacktestError::Undated)?;
        let mut exact = 0.0;
        let mut sums = vec![0];
        for value in &series.values {
            exact += value * per_unit;
            sums.push(exact.round() as i64);
        }
        let amounts = sums.windows(2).map(|pair| pair[1] - pair[0]).collect();
        Ok(Self { first, dates, amounts, sums, per_unit })
    }

    pub(super) fn date(&self, row: usize) -> Date {
        self.dates[row]
    }

    pub(super) fn ends(&self) -> [Date; 2] {
        [self.first, self.dates[self.dates.len() - 1]]
    }

    /// Whether there are so many days from a row on.
    pub(super) fn has_ahead(&self, row: usize, days: u32) -> bool {
        row + days as usize <= self.amounts.len()
    }

    /// The amounts of so many days from a row on (the scenario's unit).
    pub(super) fn ahead(&self, row: usize, days: u32) -> Vec<f64> {
        let amounts = &self.amounts[row..row + days as usize];
        amounts.iter().map(|&amount| amount as f64 / self.per_unit).collect()
    }

    /// Their sum (value units).
    pub(super) fn total(&self, row: usize, days: u32) -> i64 {
        self.sums[row + days as usize] - self.sums[row]
    }

    /// The mean of the days before a row (the scenario's unit, a day).
    pub(super) fn average(&self, row: usize, days: u32) -> f64 {
        let sum = self.sums[row] - self.sums[row - days as usize];
        sum as f64 / (f64::from(days) * self.per_unit)
    }

    /// The rows to start from, which have so many days behind them.
    pub(super) fn starts(&self, past: u32, request: &Request) -> Result<Vec<usize>, BacktestError> {
        let first = match request.from {
            None => past as usize,
            Some(from) => {
                let row = self.dates.partition_point(|date| *date < from);
                if row < past as usize {
                    return Err(BacktestError::NoPast { from, first: self.first, level: past });
                }
                row
            }
        };
        let last = |row: &usize| request.to.is_none_or(|to| self.dates[*row] <= to);
        let rows = (first..self.dates.len()).step_by(request.every.max(1) as usize);
        Ok(rows.take_while(last).collect())
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    fn series(values: &[f64]) -> Series {
        let first = date(2024, 2, 27);
        Series {
            file: "made up".to_owned(),
            sha256: String::new(),
            column: "daily".to_owned(),
            values: values.to_vec(),
            dates: Some((0..values.len()).map(|day| first + (day as i64).days()).collect()),
        }
    }

    #[test]
    fn fractions_are_carried_to_the_next_day() {
        let history = History::new(&series(&[0.4, 0.4, 0.4, 0.4, 0.4]), 1.0).unwrap();
        // Sums of 0.4, 0.8, 1.2, 1.6 and 2.0, rounded: 0, 1, 1, 2, 2.
        assert_eq!(history.ahead(0, 5), [0.0, 1.0, 0.0, 1.0, 0.0]);
        assert_eq!(history.total(0, 5), 2);
        // In tenths they are what they are.
        let history = History::new(&series(&[0.4, 1.2]), 10.0).unwrap();
        assert_eq!(history.ahead(0, 2), [0.4, 1.2]);
        assert_eq!(history.total(0, 2), 16);
    }

    #[test]
    fn a_level_is_the_average_of_the_days_before_and_of_no_other() {
        let history = History::new(&series(&[9.0, 10.0, 20.0, 99.0]), 1.0).unwrap();
        assert_eq!(history.average(3, 2), 15.0);
        assert_eq!(history.average(1, 1), 9.0);
    }

    #[test]
    fn dates_that_skip_or_repeat_a_day_are_refused() {
        let mut skipping = series(&[1.0, 2.0, 3.0]);
        skipping.dates = Some(vec![date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 2)]);
        let error = History::new(&skipping, 1.0).unwrap_err().to_string();
        assert_eq!(error, "the series has a gap: 2024-03-02 follows 2024-02-29");
        skipping.dates = Some(vec![date(2024, 2, 28); 3]);
        let error = History::new(&skipping, 1.0).unwrap_err().to_string();
        assert_eq!(error, "the dates of the series go back: 2024-02-28 follows 2024-02-28");
    }
}
