//! `compound_poisson`: salvos, each of a size of its own.
//!
//! A day has a Poisson number of salvos of mean λ, `events` a day, which schedule and pulse multiply;
//! each takes an independent number B of losses. Mean λ E B, variance λ E B² (W. Feller, An
//! Introduction to Probability Theory and Its Applications I, chapter XII). B is one of
//!
//! ```text
//! fixed s          s whole: E B² = s²; a fraction is rounded up or down at random, for each
//! geometric m      on 1, 2, ...: E B² = 2 m² − m
//! neg_binomial     E B² = m + m² (1 + 1/k)
//! poisson m        E B² = m + m²
//! uniform a..=b    E B² = (a + b)²/4 + ((b − a + 1)² − 1)/12
//! lognormal m, c   E B² = m² (1 + c²), and at most 1/4 for the rounding
//! ```
//!
//! Of n salvos the sum is drawn at once where its law is known: n s; n more than NB(n (m − 1), n);
//! NB(n m, n k); Poisson(n m). Uniform and lognormal sizes are drawn one by one. For incidents: rare
//! days of many losses among days of none.

use outlast_des::Cell;
use rand::Rng;
use rand_distr::Distribution;

use super::{Columns, MOST_A_DAY, Today};
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::{Binomial, Lognormal, NegBinomial, Poisson};

#[derive(Debug, Clone)]
pub(crate) struct CompoundPoisson {
    /// Mean salvos a day.
    pub(crate) events: Input,
    pub(crate) size: Size,
    /// Stream of the number of salvos.
    pub(crate) salvos: u32,
    /// Stream of their sizes.
    pub(crate) count: u32,
}

/// Law of the losses of one salvo.
#[derive(Debug, Clone)]
pub(crate) enum Size {
    Fixed(Input),
    Geometric { mean: Input },
    NegBinomial { mean: Input, k: Input },
    Poisson { mean: Input },
    Uniform { low: u32, high: u32 },
    Lognormal { mean: Input, cv: Input },
}

const EVENTS: usize = 0;
/// Mean of a salvo, or its size where that is fixed.
const MEAN: usize = 1;
/// k or cv of a salvo.
const SHAPE: usize = 2;

impl CompoundPoisson {
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, columns: &mut Columns<L>) {
        columns[EVENTS] = self.events.draw(lanes);
        match &self.size {
            Size::Fixed(mean) | Size::Geometric { mean } | Size::Poisson { mean } => {
                columns[MEAN] = mean.draw(lanes);
            }
            Size::NegBinomial { mean, k: shape } | Size::Lognormal { mean, cv: shape } => {
                columns[MEAN] = mean.draw(lanes);
                columns[SHAPE] = shape.draw(lanes);
            }
            Size::Uniform { .. } => {}
        }
    }

    #[inline(never)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &Columns<L>,
    ) -> [i64; L] {
        std::array::from_fn(|i| {
            let events = columns[EVENTS][i] * today.factor.get(i);
            let mut cell = today.lanes.cell(i, self.salvos, today.day);
            let salvos = Poisson::new(events).map_or(0, |law| law.sample(&mut cell));
            if salvos == 0 {
                return 0;
            }
            let mut cell = today.lanes.cell(i, self.count, today.day);
            let (mean, shape) = (columns[MEAN][i], columns[SHAPE][i]);
            self.size.sum(salvos.min(MOST_A_DAY), [mean, shape], &mut cell).min(MOST_A_DAY)
        })
    }

    /// Sizes drawn one by one on a day of the highest mean that a run may have [count].
    pub(crate) fn most_work(&self) -> f64 {
        match self.size {
            Size::Uniform { .. } | Size::Lognormal { .. } => self.events.most(),
            _ => 0.0,
        }
    }
}

impl Size {
    /// The losses of n salvos, 1 or more [count]; beyond the limit of a day perhaps too few.
    fn sum(&self, n: i64, [mean, shape]: [f64; 2], cell: &mut Cell) -> i64 {
        let many = n as f64;
        match self {
            Self::Fixed(_) => {
                let whole = mean.floor();
                let more = Binomial::new(n, mean - whole).map_or(0, |law| law.sample(cell));
                n.saturating_mul(whole as i64).saturating_add(more)
            }
            Self::Geometric { .. } => n + neg_binomial(many * (mean - 1.0), many, cell),
            Self::NegBinomial { .. } => neg_binomial(many * mean, many * shape, cell),
            Self::Poisson { .. } => Poisson::new((many * mean).min(Poisson::MAX_MEAN))
                .map_or(MOST_A_DAY, |law| law.sample(cell)),
            Self::Uniform { low, high } => {
                let (low, values) = (i64::from(*low), u128::from(high - low) + 1);
                each(n, || {
                    // The high half of a 64-bit product is uniform to within values/2^64.
                    low + ((u128::from(cell.next_u64()) * values) >> 64) as i64
                })
            }
            Self::Lognormal { .. } => match Lognormal::new(mean, shape) {
                Ok(law) => each(n, || super::amounts::round(law.sample(cell), cell)),
                Err(_) => 0,
            },
        }
    }
}

fn neg_binomial(mean: f64, k: f64, cell: &mut Cell) -> i64 {
    let law = NegBinomial::new(mean.min(NegBinomial::MAX_MEAN), k);
    law.map_or(0, |law| law.sample(cell))
}

/// The sum of n draws, which stops at the limit of a day.
fn each(n: i64, mut draw: impl FnMut() -> i64) -> i64 {
    let mut sum = 0;
    for _ in 0..n {
        sum += draw();
        if sum >= MOST_A_DAY {
            break;
        }
    }
    sum
}
