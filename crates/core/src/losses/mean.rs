//! The mean of a law: what a process demands on an average day without modifiers.

use super::{Amounts, CompoundPoisson, Law, MarkovNegBinomial, Process, SalvoSize};
use crate::inputs::Input;
use crate::lanes::Lanes;

impl Process {
    /// The mean demand of its law in each lane [counts a day]. A hazard has none.
    pub(crate) fn mean<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        let mean = self.law.mean::<L>(lanes);
        let zero = self.zero.as_ref().map_or([0.0; L], |zero| zero.zero.draw(lanes));
        let share = self.share.as_ref().map_or([1.0; L], |share| share.part.draw(lanes));
        let per_unit = f64::from(self.per_unit);
        std::array::from_fn(|i| mean[i] * (1.0 - zero[i]) * share[i] * per_unit)
    }
}

impl Law {
    fn mean<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        let of = |input: &Input| input.draw(lanes);
        match self {
            Self::Constant(law) => of(&law.mean),
            Self::Poisson(law) => of(&law.mean),
            Self::NegBinomial(law) => of(&law.mean),
            Self::NbDrift(law) => of(&law.mean),
            Self::Ar1NegBinomial(law) => of(&law.mean),
            Self::MarkovNegBinomial(law) => law.mean(lanes),
            Self::Empirical(law) => [law.mean; L],
            Self::Amounts(law) => law.mean(lanes),
            Self::CompoundPoisson(law) => law.mean(lanes),
            Self::Replay(law) => [average(&law.values); L],
            Self::Bootstrap(law) => [average(&law.values); L],
            Self::Hazard(_) => [0.0; L],
        }
    }
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

impl MarkovNegBinomial {
    /// The regimes' means, weighted by their stays.
    fn mean<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        let (mut sum, mut days) = ([0.0; L], [0.0; L]);
        for regime in &self.regimes {
            let mean: [f64; L] = regime.inputs.mean.draw(lanes);
            let stay: [f64; L] = regime.inputs.stay.draw(lanes);
            for i in 0..L {
                sum[i] += mean[i] * stay[i];
                days[i] += stay[i];
            }
        }
        std::array::from_fn(|i| sum[i] / days[i])
    }
}

impl Amounts {
    fn mean<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        let (mean, spread): ([f64; L], [f64; L]) = (self.mean.draw(lanes), self.cv.draw(lanes));
        std::array::from_fn(|i| self.shape.mean(mean[i], spread[i]))
    }
}

impl CompoundPoisson {
    /// Salvos a day times their mean size.
    fn mean<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        let size: [f64; L] = match &self.size {
            SalvoSize::Fixed(mean)
            | SalvoSize::Geometric { mean }
            | SalvoSize::NegBinomial { mean, .. }
            | SalvoSize::Poisson { mean }
            | SalvoSize::Lognormal { mean, .. } => mean.draw(lanes),
            SalvoSize::Uniform { low, high } => {
                [f64::midpoint(f64::from(*low), f64::from(*high)); L]
            }
        };
        let events: [f64; L] = self.events.draw(lanes);
        std::array::from_fn(|i| events[i] * size[i])
    }
}
