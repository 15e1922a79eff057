//! B − A of one metric, pair by pair, as integers.
//!
//! A histogram holds what is not negative, so there are two: of the differences from 0 up, and of
//! the negative ones by their size. Sums, order statistics and counts of the whole follow.

use std::cmp::Ordering;

use outlast_core::metrics::{CENSORED, Metric};
use serde::{Deserialize, Serialize};

use super::half_width;
use crate::histogram::{Histogram, Layout, Moments};
use crate::intervals::{Confidence, quantile_rank, quantile_ranks};
use crate::summary::{LEVELS, Ordered, QuantileSummary};

/// Cells that a histogram of differences gets at most: 1 MB of counts.
const MOST_BINS: usize = 1 << 18;

/// The differences of a metric over all pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    scale: i64,
    /// What stands for a day that did not come [value units].
    limit: i64,
    /// Differences below 0, by their size.
    pub(crate) below: Histogram,
    /// Differences from 0 up.
    pub(crate) above: Histogram,
    /// Pairs by their order: A greater, equal, B greater, not known.
    pub(crate) order: [u64; 4],
    /// Pairs in which the day did not come in A alone, in B alone, in both.
    pub(crate) censored: [u64; 3],
}

/// The distribution of B − A, in the metric's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceSummary {
    /// Pairs.
    pub n: u64,
    /// Pairs in which the day did not come within the horizon in A alone.
    pub censored_a: u64,
    /// In B alone.
    pub censored_b: u64,
    /// In both.
    pub censored_both: u64,
    /// Whether mean and sd are those of restricted values: the horizon stands for every day that
    /// did not come within it.
    pub restricted: bool,
    /// Mean of B − A.
    pub mean: Option<f64>,
    /// Its standard error.
    pub mean_se: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Standard deviation of B − A from pair to pair.
    pub sd: Option<f64>,
    /// Quantiles of B − A; null where pairs are censored.
    pub quantiles: Ordered<QuantileSummary>,
}

impl Difference {
    pub(super) fn new(metric: &Metric, horizon: i64) -> Self {
        let layout = Layout::new(metric.bin(), MOST_BINS, Layout::PRECISION)
            .expect("the bins of a metric are valid");
        let histogram = Histogram::new(layout);
        Self {
            scale: metric.scale,
            limit: horizon * metric.scale,
            below: histogram.clone(),
            above: histogram,
            order: [0; 4],
            censored: [0; 3],
        }
    }

    /// Counts the values of A and B of the same replications.
    pub(super) fn push(&mut self, in_a: &[i64], in_b: &[i64]) {
        for (&a, &b) in in_a.iter().zip(in_b) {
            // A day that did not come is later than every day that did.
            let order = match a.cmp(&b) {
                Ordering::Greater => 0,
                Ordering::Equal if a == CENSORED => 3,
                Ordering::Equal => 1,
                Ordering::Less => 2,
            };
            self.order[order] += 1;
            match (a == CENSORED, b == CENSORED) {
                (false, false) => {}
                (true, false) => self.censored[0] += 1,
                (false, true) => self.censored[1] += 1,
                (true, true) => self.censored[2] += 1,
            }
            let known = |value| if value == CENSORED { self.limit } else { value };
            let difference = known(b) - known(a);
            if difference < 0 {
                self.below.push(-difference);
            } else {
                self.above.push(difference);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.below.merge(&other.below);
        self.above.merge(&other.above);
        for (mine, theirs) in self.order.iter_mut().zip(other.order) {
            *mine += theirs;
        }
        for (mine, theirs) in self.censored.iter_mut().zip(other.censored) {
            *mine += theirs;
        }
    }

    /// Pairs in which A is the greater, both are equal, B is the greater.
    pub fn order(&self) -> [u64; 3] {
        [self.order[0], self.order[1], self.order[2]]
    }

    /// Pairs in which the day came in neither.
    pub fn neither(&self) -> u64 {
        self.order[3]
    }

    /// Whether the day did not come in some pair.
    pub fn is_censored(&self) -> bool {
        self.censored != [0; 3]
    }

    fn n(&self) -> u64 {
        self.below.n() + self.above.n()
    }

    /// Of B − A in value units, the horizon in place of a day that did not come.
    fn moments(&self) -> Option<Moments> {
        let sum = self.above.sum() - self.below.sum();
        let squares = self.above.squares().wrapping_add(self.below.squares());
        Moments::of_sums(self.n(), sum, squares)
    }

    /// The difference of a rank, 1 the least [value units].
    fn order_statistic(&self, rank: u64) -> Option<i64> {
        let below = self.below.n();
        if rank <= below {
            self.below.order_statistic(below + 1 - rank).map(|size| -size)
        } else {
            self.above.order_statistic(rank - below)
        }
    }

    /// The differences and how often each was seen, ascending, in the metric's unit and read to
    /// their cells; the horizon in place of a day that did not come.
    pub fn values(&self) -> Vec<(f64, u64)> {
        let below = self.below.values(self.scale).map(|(size, count)| (-size, count));
        let mut values: Vec<_> = below.collect();
        values.reverse();
        values.extend(self.above.values(self.scale));
        values
    }

    pub(super) fn summary(&self) -> DifferenceSummary {
        let scale = self.scale as f64;
        let n = self.n();
        let moments = self.moments();
        let mean = moments.map(|m| m.mean / scale);
        let mean_se = moments.and_then(|m| m.se).map(|se| se / scale);
        let end = |sign: f64| Some(mean? + sign * half_width(mean_se?));
        let [censored_a, censored_b, censored_both] = self.censored;
        let quantiles = LEVELS.iter().map(|&(name, level)| {
            let at = |rank: Option<u64>| {
                let known = rank.filter(|_| !self.is_censored());
                known.and_then(|rank| self.order_statistic(rank)).map(|v| v as f64 / scale)
            };
            let ranks = quantile_ranks(level, n, Confidence::P95);
            let quantile = QuantileSummary {
                value: at(Some(quantile_rank(level, n))),
                low: at(ranks.low),
                high: at(ranks.high),
            };
            (name.to_owned(), quantile)
        });
        DifferenceSummary {
            n,
            censored_a,
            censored_b,
            censored_both,
            restricted: self.is_censored(),
            mean,
            mean_se,
            low: end(-1.0),
            high: end(1.0),
            sd: moments.and_then(|m| m.sd).map(|sd| sd / scale),
            quantiles: quantiles.collect(),
        }
    }

    /// (Var A + Var B) / Var(B − A), given the moments of A and B alone.
    pub(super) fn variance_ratio(&self, alone: [Option<Moments>; 2]) -> Option<f64> {
        let sd = |moments: Option<Moments>| moments.and_then(|m| m.sd);
        let ([Some(a), Some(b)], Some(paired)) = (alone.map(sd), sd(self.moments())) else {
            return None;
        };
        (paired > 0.0).then(|| (a * a + b * b) / (paired * paired))
    }
}

#[cfg(test)]
mod tests {
    use outlast_core::metrics::{Measure, PoolMeasure};

    use super::*;

    fn of(pairs: &[(i64, i64)]) -> Difference {
        let measure = Measure::Pool(0, PoolMeasure::ExhaustionDay);
        let metric = Metric { name: "a.exhaustion_day".to_owned(), measure, scale: 1 };
        let mut difference = Difference::new(&metric, 100);
        let (a, b): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
        difference.push(&a, &b);
        difference
    }

    #[test]
    fn order_statistics_run_from_the_most_negative_to_the_greatest() {
        let difference = of(&[(9, 2), (5, 5), (3, 7), (6, 5), (1, 11)]);
        let sorted: Vec<_> = (1..=5).map(|rank| difference.order_statistic(rank)).collect();
        assert_eq!(sorted, [-7, -1, 0, 4, 10].map(Some));
        assert_eq!(difference.order_statistic(6), None);
        assert_eq!(difference.order(), [2, 1, 2]);
        assert_eq!(difference.values(), [-7., -1., 0., 4., 10.].map(|value| (value, 1)));
    }

    #[test]
    fn the_mean_of_negative_differences_is_exact() {
        let summary = of(&[(10, 1), (10, 2), (10, 3)]).summary();
        assert_eq!(summary.mean, Some(-8.0));
        assert_eq!(summary.sd, Some(1.0));
    }

    #[test]
    fn a_day_that_did_not_come_is_later_and_counts_as_the_horizon_in_the_mean() {
        let difference = of(&[(40, CENSORED), (CENSORED, CENSORED), (CENSORED, 90)]);
        assert_eq!(difference.order(), [1, 0, 1]);
        assert_eq!(difference.neither(), 1);
        let summary = difference.summary();
        assert!(summary.restricted);
        assert_eq!(summary.mean, Some((60.0 + 0.0 - 10.0) / 3.0));
        assert_eq!(summary.quantiles.get("0.5").unwrap().value, None);
        assert_eq!((summary.censored_a, summary.censored_b, summary.censored_both), (1, 1, 1));
    }

    #[test]
    fn any_partition_gives_the_same_tally() {
        let pairs = [(9, 2), (5, 5), (3, CENSORED), (6, 5), (1, 11)];
        let mut parts = of(&pairs[..2]);
        parts.merge(&of(&pairs[2..]));
        assert_eq!(parts, of(&pairs));
    }
}
