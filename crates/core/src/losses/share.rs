//! `share`: the part of an exogenous loss that falls on the pool.
//!
//! Each loss falls on the pool with probability p, independently: X' ~ Binomial(X, p), of mean
//! p E X and variance p² Var X + p (1 − p) E X. Thinning a Poisson count gives a Poisson count.

use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::thinning::UncertainThinning;

#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// Probability that a loss falls on the pool, 0 to 1.
    pub(crate) part: Input,
    thinning: UncertainThinning,
}

impl Share {
    /// Of a part, thinned by this stream.
    pub(crate) fn new(part: Input, stream: u32) -> Self {
        Self { thinning: UncertainThinning::new(&part, stream), part }
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, part: &mut [f64; L]) {
        *part = self.part.draw(lanes);
    }

    #[inline(always)]
    pub(crate) fn thin<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        part: &[f64; L],
        demand: &mut [i64; L],
    ) {
        *demand = self.thinning.draw((day, lanes), demand, part);
    }
}
