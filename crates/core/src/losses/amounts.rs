//! `gamma` and `lognormal`: real amounts a day, made counts by stochastic rounding.
//!
//! Both are given by mean μ [losses a day] and coefficient of variation c:
//! Gamma(shape 1/c², scale μ c²), and exp(m + s z) with s² = log(1 + c²), m = log μ − s²/2.
//! Mean μ, variance c² μ². Rounding up with the probability of the fraction keeps the mean and
//! adds at most 1/4 to the variance. For small units, whose daily casualty rates scatter over
//! orders of magnitude (log-sd 1.3), and for stocks measured in tonnes.

use outlast_des::Cell;
use rand_distr::Distribution;

use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers;

/// The law of the amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Gamma,
    Lognormal,
}

#[derive(Debug, Clone)]
pub(crate) struct Amounts {
    shape: Shape,
    /// Mean losses a day.
    mean: Input,
    /// Coefficient of variation.
    cv: Input,
    /// Stream of the amounts and of their rounding.
    count: u32,
}

const MEAN: usize = 0;
const CV: usize = 1;

impl Amounts {
    pub(crate) fn new(shape: Shape, mean: Input, cv: Input, count: u32) -> Self {
        Self { shape, mean, cv, count }
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[MEAN] = self.mean.draw(lanes);
        columns[CV] = self.cv.draw(lanes);
    }

    #[inline(never)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut Columns<L>,
    ) -> [i64; L] {
        std::array::from_fn(|i| {
            let mean = columns[MEAN][i] * today.factor.get(i);
            let mut cell = today.lanes.cell(i, self.count, today.day);
            let amount = self.amount(mean, columns[CV][i], &mut cell);
            round(amount, &mut cell)
        })
    }

    /// A real amount; the mean itself where the law has no spread.
    fn amount(&self, mean: f64, cv: f64, cell: &mut Cell) -> f64 {
        if cv == 0.0 {
            return mean;
        }
        match self.shape {
            Shape::Gamma => {
                samplers::Gamma::from_mean_and_cv(mean, cv).map_or(mean, |law| law.sample(cell))
            }
            Shape::Lognormal => {
                samplers::Lognormal::new(mean, cv).map_or(mean, |law| law.sample(cell))
            }
        }
    }
}

/// A real amount as a count, by stochastic rounding within the limit of a day.
pub(crate) fn round(amount: f64, cell: &mut Cell) -> i64 {
    samplers::stochastic_round(amount.min(super::MOST_A_DAY as f64), cell)
}
