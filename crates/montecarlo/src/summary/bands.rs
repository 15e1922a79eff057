//! Quantiles of strength, day by day.

use crate::intervals::quantile_rank;
use crate::tally::Tally;

/// Levels of the daily quantiles.
pub const BAND_LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The strength of a pool at the close of each recorded day: its quantiles over the replications.
/// Each day stands alone: no replication need follow a line of equal level.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// By day, at [`BAND_LEVELS`], in counts.
    pub days: Vec<[f64; 5]>,
}

impl Bands {
    /// The bands of a pool, empty when no replication was counted.
    pub fn new(tally: &Tally, pool: usize) -> Self {
        let days = (0..tally.spec().days).filter_map(|day| {
            let strength = tally.strength(pool, day);
            let ranks = BAND_LEVELS.map(|level| quantile_rank(level, strength.n()));
            let values: Option<Vec<i64>> = strength.order_statistics(&ranks).into_iter().collect();
            let values = values?;
            Some(std::array::from_fn(|level| values[level] as f64))
        });
        Self { days: days.collect() }
    }
}
