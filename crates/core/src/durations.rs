//! Delays, compiled: laws of non-negative real durations, counted in whole days rounded up.

use outlast_des::Cell;
use rand_distr::Distribution;

use crate::samplers::{StandardGamma, quantile};
use crate::scenario::Duration;

/// A law of durations [days].
#[derive(Debug, Clone)]
pub(crate) struct Delay {
    law: Duration,
    /// The unit-scale gamma of its shape, if it is a gamma.
    gamma: Option<StandardGamma>,
}

/// No delay is longer [days]: later than any horizon.
const LONGEST: f64 = 1e6;

impl Delay {
    pub(crate) fn new(law: Duration) -> Self {
        let gamma = match law {
            Duration::Gamma { shape, .. } => StandardGamma::new(shape).ok(),
            _ => None,
        };
        Self { law, gamma }
    }

    /// A duration, rounded up to whole days.
    pub(crate) fn whole_days(&self, cell: &mut Cell) -> u32 {
        self.sample(cell).ceil().clamp(0.0, LONGEST) as u32
    }

    /// A duration [days].
    fn sample(&self, cell: &mut Cell) -> f64 {
        match self.law {
            Duration::Fixed(days) => days,
            Duration::Gamma { mean, shape } => {
                self.gamma.map_or(mean, |gamma| mean / shape * gamma.sample(cell))
            }
            Duration::Uniform { low, high } => quantile::uniform(cell.uniform(), low, high),
            Duration::Triangular { low, mode, high } => {
                quantile::triangular(cell.uniform(), low, mode, high)
            }
            Duration::Exponential { mean } => quantile::exponential(cell.uniform(), mean),
            Duration::Weibull { mean, shape } => quantile::weibull(cell.uniform(), mean, shape),
            Duration::Lognormal { mean, cv } => {
                quantile::truncated_lognormal(cell.uniform(), mean, cv, [0.0, LONGEST])
            }
            Duration::Normal { mean, sd } => {
                quantile::truncated_normal(cell.uniform(), mean, sd, [0.0, LONGEST])
            }
        }
    }
}
