//! `gamma`, `lognormal` and, of a supply's use, `normal`: real amounts a day, made counts by
//! stochastic rounding.
//!
//! The first two are given by mean μ [losses a day] and coefficient of variation c:
//! Gamma(shape 1/c², scale μ c²), and exp(m + s z) with s² = log(1 + c²), m = log μ − s²/2.
//! Mean μ, variance c² μ². Rounding up with the probability of the fraction keeps the mean and
//! adds at most 1/4 to the variance. For small units, whose daily casualty rates scatter over
//! orders of magnitude (log-sd 1.3), and for stocks measured in tonnes.
//!
//! The normal law is given by the mean m and the standard deviation s before it is truncated at 0;
//! with a = m/s it has mean m + s φ(a)/Φ(a).

use outlast_des::Cell;
use rand_distr::Distribution;

use super::{Columns, Today};
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::{self, quantile};

/// The law of the amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Gamma,
    Lognormal,
    /// Truncated at 0.
    Normal,
}

impl Shape {
    /// Mean of the law of a mean and a spread: a coefficient of variation, or the standard deviation
    /// of a normal law, both before truncation.
    pub(super) fn mean(self, mean: f64, spread: f64) -> f64 {
        if self != Self::Normal || spread == 0.0 {
            return mean;
        }
        let a = mean / spread;
        let density = libm::exp(-a * a / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        mean + spread * density / samplers::normal_cdf(a)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Amounts {
    pub(super) shape: Shape,
    /// Mean losses a day.
    pub(super) mean: Input,
    /// Coefficient of variation; standard deviation of a normal law.
    pub(super) cv: Input,
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
            let (mean, cv) = (columns[MEAN][i], columns[CV][i]);
            let mut cell = today.lanes.cell(i, self.count, today.day);
            let amount = self.amount([mean, cv], today.factor.get(i), &mut cell);
            round(amount, &mut cell)
        })
    }

    /// A real amount, `factor` times as large; the mean itself where the law has no spread.
    fn amount(&self, [mean, cv]: [f64; 2], factor: f64, cell: &mut Cell) -> f64 {
        if self.shape == Shape::Normal {
            let bounds = [0.0, f64::INFINITY];
            return factor * quantile::truncated_normal(cell.uniform(), mean, cv, bounds);
        }
        let mean = mean * factor;
        if cv == 0.0 {
            return mean;
        }
        match self.shape {
            Shape::Gamma => {
                samplers::Gamma::from_mean_and_cv(mean, cv).map_or(mean, |law| law.sample(cell))
            }
            _ => samplers::Lognormal::new(mean, cv).map_or(mean, |law| law.sample(cell)),
        }
    }
}

/// A real amount as a count, by stochastic rounding within the limit of a day.
pub(crate) fn round(amount: f64, cell: &mut Cell) -> i64 {
    samplers::stochastic_round(amount.min(super::MOST_A_DAY as f64), cell)
}
