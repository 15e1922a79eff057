//! How good one forecast was: an outcome against the runs that foresaw it.

use crate::intervals::quantile_rank;

/// The same quantity in all runs of a forecast, ascending (value units).
#[derive(Debug)]
pub(super) struct Ensemble {
    runs: Vec<i64>,
}

impl Ensemble {
    /// Of at least one run.
    pub(super) fn new(mut runs: Vec<i64>) -> Self {
        runs.sort_unstable();
        Self { runs }
    }

    /// The quantile of a level above 0 and below 1.
    pub(super) fn quantile(&self, level: f64) -> i64 {
        self.runs[quantile_rank(level, self.runs.len() as u64) as usize - 1]
    }

    /// The interval of probabilities over which the outcome's rank is spread.
    pub(super) fn pit(&self, outcome: i64) -> [f64; 2] {
        let below = self.runs.partition_point(|&run| run < outcome);
        let not_above = self.runs.partition_point(|&run| run <= outcome);
        [below, not_above + 1].map(|rank| rank as f64 / (self.runs.len() + 1) as f64)
    }

    /// The CRPS, where nothing beyond a limit is told apart (value units).
    pub(super) fn crps(&self, outcome: i64, limit: i64) -> f64 {
        let m = self.runs.len() as i128;
        let outcome = i128::from(outcome.min(limit));
        let (mut distances, mut spread) = (0_i128, 0_i128);
        for (i, &run) in (1..).zip(&self.runs) {
            let run = i128::from(run.min(limit));
            distances += (run - outcome).abs();
            spread += (2 * i - m - 1) * run;
        }
        (m * distances - spread) as f64 / (m as f64 * m as f64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FAR: i64 = 1_000_000;

    #[test]
    fn of_a_single_number_it_is_the_absolute_error() {
        let sure = Ensemble::new(vec![70; 9]);
        assert_eq!(sure.crps(100, FAR), 30.0);
        assert_eq!(sure.crps(70, FAR), 0.0);
    }

    #[test]
    fn of_a_coin_it_is_the_integral_by_hand() {
        // F is 1/2 from 0 to 10. With the outcome 4: (1/2)² over 0 to 4, and (1/2 - 1)² over 4 to
        // 10: 10/4.
        assert_eq!(Ensemble::new(vec![0, 10]).crps(4, FAR), 2.5);
        // With the outcome 14, 4 more at (1 - 0)².
        assert_eq!(Ensemble::new(vec![10, 0]).crps(14, FAR), 6.5);
    }

    #[test]
    fn of_a_normal_law_it_is_the_closed_form() {
        // σ (z (2 Φ(z) − 1) + 2 φ(z) − 1/√π) with z = 1.5: by scipy 1.1934... − 0.5642 + ...
        // = 1.5 (2 · 0.933193 − 1) + 2 · 0.129518 − 0.564190 = 0.994424.
        let m = 20_001;
        let normal = |i: i64| {
            // Quantiles of the middle of each of m parts, by bisection on erfc.
            let p = (i as f64 + 0.5) / m as f64;
            let (mut low, mut high) = (-9.0_f64, 9.0_f64);
            for _ in 0..60 {
                let middle = f64::midpoint(low, high);
                let below = 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2);
                if below < p { low = middle } else { high = middle }
            }
            (low * 1e6) as i64
        };
        let ensemble = Ensemble::new((0..m).map(normal).collect());
        let crps = ensemble.crps(1_500_000, i64::MAX) / 1e6;
        assert!((crps - 0.994_424).abs() < 1e-4, "{crps}");
    }

    #[test]
    fn what_lies_beyond_the_limit_is_not_told_apart() {
        let ensemble = Ensemble::new(vec![5, 20, i64::MAX]);
        assert_eq!(ensemble.crps(i64::MAX, 10), Ensemble::new(vec![5, 10, 10]).crps(10, 10));
    }

    #[test]
    fn a_rank_is_one_of_so_many_and_one() {
        let ensemble = Ensemble::new(vec![1, 3, 3, 7]);
        assert_eq!(ensemble.pit(0), [0.0, 0.2]);
        assert_eq!(ensemble.pit(3), [0.2, 0.8]);
        assert_eq!(ensemble.pit(8), [0.8, 1.0]);
        assert_eq!(ensemble.quantile(0.5), 3);
    }

    proptest! {
        /// ∫ (F(x) − 1{x ≥ y})² dx, one whole step after the other.
        #[test]
        fn it_is_the_integral_of_the_squared_distance(
            runs in prop::collection::vec(-40_i64..40, 1..30), outcome in -50_i64..50,
        ) {
            let m = runs.len() as f64;
            let integral: f64 = (-60..60).map(|x| {
                let f = runs.iter().filter(|&&run| run <= x).count() as f64 / m;
                let step = if x >= outcome { 1.0 } else { 0.0 };
                (f - step) * (f - step)
            }).sum();
            let crps = Ensemble::new(runs).crps(outcome, FAR);
            prop_assert!((crps - integral).abs() < 1e-9, "{} for {}", crps, integral);
        }
    }
}
