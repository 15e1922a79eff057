//! A metric's estimates, read from its histogram.

use serde::{Deserialize, Serialize};

use super::Ordered;
use crate::histogram::{Histogram, Moments};
use crate::intervals::{Confidence, Ranks, quantile_rank, quantile_ranks};
use crate::tally::MetricSpec;

/// Quantiles of a summary: their names and levels.
pub const LEVELS: [(&str, f64); 5] =
    [("0.05", 0.05), ("0.25", 0.25), ("0.5", 0.5), ("0.75", 0.75), ("0.95", 0.95)];

/// A metric's estimates, in its own unit. Null is "not known from these runs".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// Runs, censored ones included.
    pub n: u64,
    /// Runs that had not answered by the horizon.
    pub censored: u64,
    /// Mean; null when runs are censored.
    pub mean: Option<f64>,
    /// Standard error of the mean.
    pub mean_se: Option<f64>,
    /// Standard deviation between runs.
    pub sd: Option<f64>,
    /// Mean of min(value, horizon), where runs are censored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restricted_mean: Option<f64>,
    /// Standard error of the restricted mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restricted_mean_se: Option<f64>,
    /// Least value seen.
    pub min: Option<f64>,
    /// Greatest value seen; null when runs are censored.
    pub max: Option<f64>,
    /// Quantiles, by level.
    pub quantiles: Ordered<QuantileSummary>,
    /// Quantiles are told no finer than this, where values are finer: they are multiples of it,
    /// unless `relative_error` is given. Then it is the width of the widest cell, among values as
    /// great as the greatest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<f64>,
    /// Quantiles may be off by this fraction, where values spread too wide for exact counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_error: Option<f64>,
}

/// A quantile and its 95 % interval. Null lies among censored runs; an end of the interval is null
/// as well when the runs are too few to bound that side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantileSummary {
    /// The smallest value that at least this fraction of the runs do not exceed.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Ranks of the values that answer for a quantile.
#[derive(Clone, Copy)]
struct QuantileRanks {
    value: u64,
    interval: Ranks,
}

/// Reads metrics. Remembers the ranks, which depend on the number of runs alone.
pub(super) struct Reader {
    horizon_days: u32,
    n: u64,
    ranks: [QuantileRanks; LEVELS.len()],
}

impl Reader {
    pub(super) fn new(horizon_days: u32) -> Self {
        Self { horizon_days, n: 0, ranks: ranks_among(0) }
    }

    pub(super) fn read(&mut self, histogram: &Histogram, spec: MetricSpec) -> MetricSummary {
        if histogram.n() != self.n {
            self.n = histogram.n();
            self.ranks = ranks_among(self.n);
        }
        let censored = histogram.censored();
        let limit = i64::from(self.horizon_days) * spec.scale;
        let whole = if censored == 0 { histogram.moments() } else { None };
        let restricted = if censored > 0 { histogram.restricted_moments(limit) } else { None };

        let scale = spec.scale as f64;
        let unit = |value: i64| value as f64 / scale;
        let mean = |moments: Option<Moments>| moments.map(|m| m.mean / scale);
        let se = |moments: Option<Moments>| moments.and_then(|m| m.se).map(|se| se / scale);
        MetricSummary {
            n: histogram.n(),
            censored,
            mean: mean(whole),
            mean_se: se(whole),
            sd: whole.and_then(|m| m.sd).map(|sd| sd / scale),
            restricted_mean: mean(restricted),
            restricted_mean_se: se(restricted),
            min: histogram.min().map(unit),
            max: if censored == 0 { histogram.max().map(unit) } else { None },
            quantiles: self.quantiles(histogram, unit),
            resolution: (histogram.widest_cell() > 1).then(|| unit(histogram.widest_cell())),
            relative_error: histogram.relative_error(),
        }
    }

    fn quantiles(
        &self,
        histogram: &Histogram,
        unit: impl Fn(i64) -> f64,
    ) -> Ordered<QuantileSummary> {
        let at = |rank| histogram.order_statistic(rank).map(&unit);
        let named = LEVELS.iter().zip(&self.ranks).map(|((name, _), ranks)| {
            let quantile = QuantileSummary {
                value: at(ranks.value),
                low: ranks.interval.low.and_then(at),
                high: ranks.interval.high.and_then(at),
            };
            ((*name).to_owned(), quantile)
        });
        named.collect()
    }
}

fn ranks_among(n: u64) -> [QuantileRanks; LEVELS.len()] {
    LEVELS.map(|(_, q)| QuantileRanks {
        value: quantile_rank(q, n),
        interval: quantile_ranks(q, n, Confidence::P95),
    })
}
