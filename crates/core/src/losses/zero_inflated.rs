//! `zero_inflated`: days of no losses among days of another law.
//!
//! A day demands nothing with probability z, independently of the other days, else what the inner law
//! demands. Of an inner mean μ and variance v a day has mean (1 − z) μ and variance
//! (1 − z) v + z (1 − z) μ² (D. Lambert, Technometrics 34 (1992) 1-14). The inner law goes on
//! underneath: a rate drifts and a replayed series advances on empty days too. For stocks drawn on
//! some days only, and for lulls.

use crate::inputs::Input;
use crate::lanes::Lanes;

#[derive(Debug, Clone)]
pub(crate) struct ZeroInflated {
    /// Probability that a day demands nothing, 0 to 1.
    pub(crate) zero: Input,
    /// Stream of the empty days.
    pub(crate) stream: u32,
}

impl ZeroInflated {
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, zero: &mut [f64; L]) {
        *zero = self.zero.draw(lanes);
    }

    /// Empties the day in the lanes where it falls so.
    #[inline(never)]
    pub(crate) fn empty<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        zero: &[f64; L],
        demand: &mut [i64; L],
    ) {
        let uniforms = lanes.uniforms::<L>(self.stream, day);
        for i in 0..L {
            if uniforms[i] < zero[i] {
                demand[i] = 0;
            }
        }
    }
}
