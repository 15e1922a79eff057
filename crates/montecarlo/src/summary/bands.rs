//! Daily series over the replications: their quantiles and means, day by day.

use crate::intervals::quantile_rank;
use crate::tally::Tally;

/// Levels of the daily quantiles.
pub const BAND_LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// A series at the close of each recorded day: its quantiles over the replications. Each day stands
/// alone: no replication need follow a line of equal level.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// By day, at [`BAND_LEVELS`], in the units of the series.
    pub days: Vec<[f64; 5]>,
}

impl Bands {
    /// The bands of a series, empty when no replication was counted.
    ///
    /// # Panics
    ///
    /// When only sums are kept of the series.
    pub fn new(tally: &Tally, series: usize) -> Self {
        let scale = tally.spec().series[series].scale as f64;
        let days = (0..tally.spec().days).filter_map(|day| {
            let closing = tally.closing(series, day);
            let ranks = BAND_LEVELS.map(|level| quantile_rank(level, closing.n()));
            let values: Option<Vec<i64>> = closing.order_statistics(&ranks).into_iter().collect();
            let values = values?;
            Some(std::array::from_fn(|level| values[level] as f64 / scale))
        });
        Self { days: days.collect() }
    }
}

/// The mean of a series over the replications at the close of each recorded day, in the units of
/// the series; empty when no replication was counted.
pub fn means(tally: &Tally, series: usize) -> Vec<f64> {
    let values = i128::from(tally.spec().series[series].scale) * i128::from(tally.replications());
    let days = if values == 0 { 0 } else { tally.spec().days };
    (0..days).map(|day| tally.sum(series, day) as f64 / values as f64).collect()
}
