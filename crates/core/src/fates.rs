//! Fates: what becomes of the lost.
//!
//! A day's losses of a process are split among its categories, each loss independently: counts by
//! category are multinomial, drawn exactly as a chain of binomials, each category of those that
//! the categories before it left.

use crate::aligned::Aligned;
use crate::lanes::{Lanes, StreamIds};
use crate::thinning::Thinning;

/// The compiled split of a loss process.
#[derive(Debug, Clone)]
pub(crate) struct Fates {
    pub(crate) categories: Vec<Fate>,
}

/// A compiled category.
#[derive(Debug, Clone)]
pub(crate) struct Fate {
    /// Name in the file.
    pub(crate) name: String,
    taken: Taken,
    /// Index of its recovery, if some of it come back.
    pub(crate) recovery: Option<usize>,
}

/// What a category takes of the losses that are of no category before it.
#[derive(Debug, Clone)]
enum Taken {
    None,
    All,
    Part(Thinning),
}

/// What a block keeps of a split.
#[derive(Debug, Clone, Default)]
pub(crate) struct FatesState<const L: usize> {
    /// By category, today [count].
    pub(crate) today: Vec<Aligned<[i64; L]>>,
    /// By category, so far [count].
    pub(crate) totals: Vec<Aligned<[i64; L]>>,
}

impl Fates {
    /// Categories by name, part of the losses, and recovery, of the process at `path`.
    pub(crate) fn new(
        categories: &[(&str, f64, Option<usize>)],
        path: &str,
        ids: &mut StreamIds,
    ) -> Self {
        let mut fates = Vec::with_capacity(categories.len());
        let mut rest = 0.0;
        // From the back, so that the last category that anybody meets has odds of exactly 1.
        for &(name, part, recovery) in categories.iter().rev() {
            rest += part;
            // Of a loss that is of no category before it.
            let odds = if rest > 0.0 { part / rest } else { 0.0 };
            let stream = ids.id(format!("{path}/split/{name}"));
            let taken = match odds {
                0.0 => Taken::None,
                1.0 => Taken::All,
                odds => Thinning::new(odds, stream).map_or(Taken::None, Taken::Part),
            };
            fates.push(Fate { name: name.to_owned(), taken, recovery });
        }
        fates.reverse();
        Self { categories: fates }
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> FatesState<L> {
        let none = vec![Aligned([0; L]); self.categories.len()];
        FatesState { today: none.clone(), totals: none }
    }

    /// Splits a day's losses.
    #[inline(always)]
    pub(crate) fn split<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        lost: &[i64; L],
        state: &mut FatesState<L>,
    ) {
        let mut left = *lost;
        for (index, fate) in self.categories.iter().enumerate() {
            let taken = match &fate.taken {
                Taken::None => [0; L],
                Taken::All => left,
                Taken::Part(thinning) => thinning.draw(day, lanes, &left),
            };
            for lane in 0..L {
                left[lane] -= taken[lane];
                state.totals[index][lane] += taken[lane];
            }
            *state.today[index] = taken;
        }
    }
}

impl<const L: usize> FatesState<L> {
    /// Forgets the last block.
    pub(crate) fn clear(&mut self) {
        self.totals.fill(Aligned([0; L]));
    }
}
