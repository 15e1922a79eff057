//! Fates: what becomes of the lost.
//!
//! A day's losses of a process are split among its categories, each loss independently: counts by
//! category are multinomial, drawn exactly as a chain of binomials, each category of those that
//! the categories before it left.

use rand_distr::Distribution;

use crate::lanes::Lanes;
use crate::samplers::Binomial;

/// The compiled split of a loss process.
#[derive(Debug, Clone)]
pub(crate) struct Fates {
    pub(crate) categories: Vec<Fate>,
    /// Stream of the split.
    stream: u32,
}

/// A compiled category.
#[derive(Debug, Clone)]
pub(crate) struct Fate {
    /// Name in the file.
    pub(crate) name: String,
    /// Probability of it for a loss that is of no category before it.
    odds: f64,
    /// Index of its recovery, if some of it come back.
    pub(crate) recovery: Option<usize>,
}

/// What a block keeps of a split.
#[derive(Debug, Clone, Default)]
pub(crate) struct FatesState<const L: usize> {
    /// By category, today [count].
    pub(crate) today: Vec<[i64; L]>,
    /// By category, so far [count].
    pub(crate) totals: Vec<[i64; L]>,
}

impl Fates {
    /// Categories by name, part of the losses, and recovery.
    pub(crate) fn new(categories: &[(&str, f64, Option<usize>)], stream: u32) -> Self {
        let mut fates = Vec::with_capacity(categories.len());
        let mut rest = 0.0;
        // From the back, so that the last category that anybody meets has odds of exactly 1.
        for &(name, part, recovery) in categories.iter().rev() {
            rest += part;
            let odds = if rest > 0.0 { part / rest } else { 0.0 };
            fates.push(Fate { name: name.to_owned(), odds, recovery });
        }
        fates.reverse();
        Self { categories: fates, stream }
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> FatesState<L> {
        let none = vec![[0; L]; self.categories.len()];
        FatesState { today: none.clone(), totals: none }
    }

    /// Splits a day's losses.
    pub(crate) fn split<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        lost: &[i64; L],
        state: &mut FatesState<L>,
    ) {
        for lane in 0..L {
            let mut left = lost[lane];
            let mut cell = lanes.cell(lane, self.stream, day);
            for (index, fate) in self.categories.iter().enumerate() {
                let count = Binomial::new(left, fate.odds).map_or(0, |law| law.sample(&mut cell));
                left -= count;
                state.today[index][lane] = count;
                state.totals[index][lane] += count;
            }
        }
    }
}

impl<const L: usize> FatesState<L> {
    /// Forgets the last block.
    pub(crate) fn clear(&mut self) {
        self.totals.fill([0; L]);
    }
}
