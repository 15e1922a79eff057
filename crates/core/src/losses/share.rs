//! `share`: the part of an exogenous loss that falls on the pool.
//!
//! Each loss falls on the pool with probability p, independently: X' ~ Binomial(X, p), of mean
//! p E X and variance p² Var X + p (1 − p) E X. Thinning a Poisson count gives a Poisson count.

use rand_distr::Distribution;

use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::Binomial;

#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// Probability that a loss falls on the pool, 0 to 1.
    pub(crate) part: Input,
    /// Stream of the thinning.
    pub(crate) stream: u32,
}

impl Share {
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, part: &mut [f64; L]) {
        *part = self.part.draw(lanes);
    }

    pub(crate) fn thin<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        part: &[f64; L],
        demand: &mut [i64; L],
    ) {
        for i in 0..L {
            let law = Binomial::new(demand[i], part[i]).expect("a count and a probability");
            demand[i] = law.sample(&mut lanes.cell(i, self.stream, day));
        }
    }
}
