//! `empirical`: independent days from a law given as values and weights.
//!
//! A day demands x(i), the value of row i, with probability p(i), its weight over the sum of all,
//! drawn from an alias table that is exact for these probabilities. Values that are not whole numbers,
//! or that a modifier scales, are rounded stochastically, so that the mean is kept. Mean Σ p(i) x(i),
//! variance Σ p(i) x(i)² less its square, and at most 1/4 for the rounding. For a histogram in hand;
//! whoever has the days in their order has more with `block_bootstrap`.

use std::sync::Arc;

use rand_distr::Distribution;

use super::Today;
use crate::samplers::AliasTable;

#[derive(Debug, Clone)]
pub(crate) struct Empirical {
    /// Losses a day, by row.
    values: Arc<[f64]>,
    /// Their weighted mean [losses a day].
    pub(super) mean: f64,
    /// Draws a row.
    rows: AliasTable,
    /// Stream of the rows and of their rounding.
    count: u32,
}

impl Empirical {
    /// The law of values and as many positive weights, at most what an alias table holds.
    pub(crate) fn new(values: &[f64], weights: &[f64], count: u32) -> Self {
        let sum: f64 = weights.iter().sum();
        let parts: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
        let mean = values.iter().zip(&parts).map(|(value, part)| value * part).sum();
        let rows = AliasTable::from_pmf(0, &parts).expect("validated weights make a law");
        Self { values: Arc::from(values), mean, rows, count }
    }

    #[inline(never)]
    pub(crate) fn draw<const L: usize>(&self, today: &Today<'_, L>) -> [i64; L] {
        std::array::from_fn(|i| {
            let mut cell = today.lanes.cell(i, self.count, today.day);
            let amount = self.values[self.rows.sample(&mut cell) as usize] * today.factor.get(i);
            super::amounts::round(amount, &mut cell)
        })
    }
}
