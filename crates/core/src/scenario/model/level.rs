//! The same law at another level: what a forecast made on another day would have said.

use super::{LossLaw, Quantity, SalvoSize};

impl LossLaw {
    /// This law with a mean of so many a day; its shape stays. A mean that was uncertain is so no more.
    ///
    /// None where no number of the law sets its mean: regimes, tables, series and hazards, and where
    /// what stands between is uncertain, such as the chance of an empty day.
    ///
    /// ```
    /// use outlast_core::scenario::{LossLaw, Quantity};
    ///
    /// let law = LossLaw::Poisson { mean: Quantity::Uniform { low: 80.0, high: 120.0 } };
    /// assert_eq!(law.at_mean(90.0), Some(LossLaw::Poisson { mean: Quantity::Fixed(90.0) }));
    ///
    /// // Half of the days are empty: the others demand twice as much.
    /// let lulls = LossLaw::ZeroInflated { zero: Quantity::Fixed(0.5), daily: Box::new(law) };
    /// assert_eq!(lulls.at_mean(90.0).unwrap().fixed_mean(), Some(90.0));
    /// ```
    #[must_use]
    pub fn at_mean(&self, losses_a_day: f64) -> Option<Self> {
        let mut law = self.clone();
        match &mut law {
            Self::Constant { mean }
            | Self::Poisson { mean }
            | Self::NegBinomial { mean, .. }
            | Self::NbDrift { mean, .. }
            | Self::Gamma { mean, .. }
            | Self::Lognormal { mean, .. }
            | Self::Ar1NegBinomial { mean, .. } => *mean = Quantity::Fixed(losses_a_day),
            Self::CompoundPoisson { events, size } => {
                let size = size.fixed_mean().filter(|mean| *mean > 0.0)?;
                *events = Quantity::Fixed(losses_a_day / size);
            }
            Self::ZeroInflated { zero, daily } => {
                let others = 1.0 - zero.fixed().filter(|zero| *zero < 1.0)?;
                **daily = daily.at_mean(losses_a_day / others)?;
            }
            Self::Normal { .. }
            | Self::MarkovNegBinomial { .. }
            | Self::Empirical { .. }
            | Self::Replay { .. }
            | Self::Bootstrap { .. }
            | Self::BlockBootstrap { .. }
            | Self::Hazard { .. } => return None,
        }
        Some(law)
    }

    /// The mean of a law that [`at_mean`](Self::at_mean) can set \[losses a day\]; none where it is
    /// uncertain, or not a number of the law.
    pub fn fixed_mean(&self) -> Option<f64> {
        match self {
            Self::Constant { mean }
            | Self::Poisson { mean }
            | Self::NegBinomial { mean, .. }
            | Self::NbDrift { mean, .. }
            | Self::Gamma { mean, .. }
            | Self::Lognormal { mean, .. }
            | Self::Ar1NegBinomial { mean, .. } => mean.fixed(),
            Self::CompoundPoisson { events, size } => Some(events.fixed()? * size.fixed_mean()?),
            Self::ZeroInflated { zero, daily } => Some((1.0 - zero.fixed()?) * daily.fixed_mean()?),
            _ => None,
        }
    }

    /// What the language calls it: `poisson`, `nb_drift`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant",
            Self::Poisson { .. } => "poisson",
            Self::NegBinomial { .. } => "neg_binomial",
            Self::NbDrift { .. } => "nb_drift",
            Self::Gamma { .. } => "gamma",
            Self::Lognormal { .. } => "lognormal",
            Self::Normal { .. } => "normal",
            Self::CompoundPoisson { .. } => "compound_poisson",
            Self::MarkovNegBinomial { .. } => "markov_neg_binomial",
            Self::Empirical { .. } => "empirical",
            Self::ZeroInflated { .. } => "zero_inflated",
            Self::Ar1NegBinomial { .. } => "ar1_neg_binomial",
            Self::Replay { .. } => "replay",
            Self::Bootstrap { .. } => "bootstrap",
            Self::BlockBootstrap { .. } => "block_bootstrap",
            Self::Hazard { .. } => "hazard",
        }
    }
}

impl Quantity {
    /// The number, if it is not uncertain.
    pub const fn fixed(&self) -> Option<f64> {
        match self {
            Self::Fixed(number) => Some(*number),
            _ => None,
        }
    }
}

impl SalvoSize {
    fn fixed_mean(&self) -> Option<f64> {
        match self {
            Self::Fixed { size: mean }
            | Self::Geometric { mean }
            | Self::NegBinomial { mean, .. }
            | Self::Poisson { mean }
            | Self::Lognormal { mean, .. } => mean.fixed(),
            Self::Uniform { low, high } => Some(f64::midpoint(f64::from(*low), f64::from(*high))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salvos_come_as_often_as_the_level_asks_for() {
        let size = SalvoSize::Uniform { low: 4, high: 20 };
        let law = LossLaw::CompoundPoisson { events: Quantity::Fixed(1.0), size };
        let LossLaw::CompoundPoisson { events, .. } = law.at_mean(36.0).unwrap() else {
            panic!("the law stays")
        };
        // Salvos of 12 on average: three make 36.
        assert_eq!(events, Quantity::Fixed(3.0));
    }

    #[test]
    fn what_no_number_sets_has_no_level() {
        let uncertain = Quantity::Uniform { low: 0.1, high: 0.2 };
        let daily = || Box::new(LossLaw::Constant { mean: Quantity::Fixed(5.0) });
        let lulls = |zero| LossLaw::ZeroInflated { zero, daily: daily() };
        assert_eq!(lulls(uncertain).at_mean(5.0), None);
        assert_eq!(lulls(Quantity::Fixed(1.0)).at_mean(5.0), None);
        assert_eq!(LossLaw::MarkovNegBinomial { states: Vec::new() }.at_mean(5.0), None);
        assert_eq!(LossLaw::Hazard { steps: Vec::new(), spread: 0.0 }.at_mean(5.0), None);
    }
}
