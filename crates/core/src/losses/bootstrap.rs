//! `bootstrap` and `block_bootstrap`: rows of a series, drawn with replacement.
//!
//! Blocks of b consecutive rows (b = 1 is the plain bootstrap) begin at rows uniform on
//! 0..=n − b, the moving-block bootstrap (Künsch 1989). Day d lies in block (d − 1)/b, whose
//! first row is drawn at the block's first day, so any day can be drawn alone. It cannot leave
//! the levels of its window: on four years of claimed losses its 90 % intervals of 30-day totals
//! covered the outcome in 28 to 73 % of cases.

use std::sync::Arc;

use rand::Rng;

use super::Today;

#[derive(Debug, Clone)]
pub(crate) struct Bootstrap {
    /// The rows to draw from [losses a day].
    pub(crate) values: Arc<[f64]>,
    /// Rows a block, at most the number of rows.
    pub(crate) block: u32,
    /// Stream of the blocks' first rows.
    pub(crate) rows: u32,
    /// Stream of the rounding.
    pub(crate) count: u32,
}

impl Bootstrap {
    #[inline(never)]
    pub(crate) fn draw<const L: usize>(&self, today: &Today<'_, L>) -> [i64; L] {
        let into_block = (today.day - 1) % self.block;
        let starts = (self.values.len() - self.block as usize + 1) as u128;
        std::array::from_fn(|i| {
            let word = today.lanes.cell(i, self.rows, today.day - into_block).next_u64();
            // The high half of a 64-bit product is uniform on 0..starts to within starts/2^64.
            let first = ((u128::from(word) * starts) >> 64) as usize;
            let amount = self.values[first + into_block as usize] * today.factor.get(i);
            super::amounts::round(amount, &mut today.lanes.cell(i, self.count, today.day))
        })
    }
}
