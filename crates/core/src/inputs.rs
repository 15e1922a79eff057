//! Uncertain inputs, compiled: drawn once per replication, each from its own stream.
//!
//! An input is the inverse CDF of one addressed uniform, so that designs other than plain random
//! sampling (Latin hypercubes, Sobol points, copulas) can feed the same code.

use crate::lanes::{Lanes, StreamIds};
use crate::samplers::quantile;
use crate::scenario::Quantity;

/// A quantity that is fixed or drawn.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    quantity: Quantity,
    bounds: Bounds,
    stream: u32,
}

/// The values that a quantity may take; laws with wider support are truncated to them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Bounds {
    /// Counts and rates.
    pub(crate) const COUNT: Self = Self { low: 0.0, high: 1e9 };
    /// Counts of 1 or more.
    pub(crate) const COUNT_FROM_1: Self = Self { low: 1.0, high: 1e9 };
    /// Salvos a day.
    pub(crate) const SALVOS: Self = Self { low: 0.0, high: 1e4 };
    /// Probabilities and parts.
    pub(crate) const PART: Self = Self { low: 0.0, high: 1.0 };
    /// Losses per 1,000 a day.
    pub(crate) const PER_1000: Self = Self { low: 0.0, high: 1_000.0 };
    /// Factors on a mean.
    pub(crate) const FACTOR: Self = Self { low: 0.0, high: 1_000.0 };
    /// Dispersion k of a negative binomial.
    pub(crate) const DISPERSION: Self = Self { low: 1e-3, high: 1e9 };
    /// Daily log steps of a drifting rate.
    pub(crate) const SIGMA: Self = Self { low: 0.0, high: 2.0 };
    /// Correlation of a rate with the day before's.
    pub(crate) const PHI: Self = Self { low: -0.9999, high: 0.9999 };
    /// Mean days of a stay.
    pub(crate) const STAY: Self = Self { low: 1.0, high: 36_525.0 };
    /// Coefficients of variation.
    pub(crate) const CV: Self = Self { low: 0.0, high: 10.0 };
    /// Coefficient of variation of a run's rate factor.
    pub(crate) const RATE_CV: Self = Self { low: 0.0, high: 5.0 };
    /// What a policy compares a state with.
    pub(crate) const POLICY_LEVEL: Self = Self { low: 0.0, high: 1e12 };
    /// Events a year.
    pub(crate) const PER_YEAR: Self = Self { low: 0.0, high: 366.0 };
}

impl Input {
    /// Compiles a quantity; `name` is its path in the scenario and names its stream.
    pub(crate) fn new(
        quantity: &Quantity,
        bounds: Bounds,
        name: impl std::fmt::Display,
        ids: &mut StreamIds,
    ) -> Self {
        let drawn = !matches!(quantity, Quantity::Fixed(_));
        let stream = ids.id_if(drawn, format!("{name}/input"));
        Self { quantity: quantity.clone(), bounds, stream }
    }

    /// The value, if it is not uncertain.
    pub(crate) fn fixed(&self) -> Option<f64> {
        match self.quantity {
            Quantity::Fixed(value) => Some(value),
            _ => None,
        }
    }

    /// Every lane's value.
    pub(crate) fn draw<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        match self.quantity {
            Quantity::Fixed(value) => [value; L],
            _ => lanes.uniforms::<L>(self.stream, 0).map(|u| self.quantile(u)),
        }
    }

    /// Every lane's value as a count, rounded to the nearest.
    pub(crate) fn draw_counts<const L: usize>(&self, lanes: &Lanes) -> [i64; L] {
        self.draw::<L>(lanes).map(|value| (value + 0.5).floor() as i64)
    }

    /// A value that no draw of a quantity exceeds.
    pub(crate) fn most_of(quantity: &Quantity, bounds: Bounds) -> f64 {
        Self { quantity: quantity.clone(), bounds, stream: 0 }.most()
    }

    /// A value that no draw exceeds.
    pub(crate) fn most(&self) -> f64 {
        self.quantile(1.0 - f64::EPSILON / 2.0)
    }

    /// Inverse CDF at u in (0, 1), within the bounds.
    fn quantile(&self, u: f64) -> f64 {
        let Bounds { low: lo, high: hi } = self.bounds;
        match &self.quantity {
            Quantity::Fixed(value) => *value,
            Quantity::Uniform { low, high } => quantile::uniform(u, *low, *high),
            Quantity::UniformInteger { low, high } => {
                quantile::uniform_integer(u, *low, *high) as f64
            }
            Quantity::Triangular { low, mode, high } => quantile::triangular(u, *low, *mode, *high),
            Quantity::Normal { mean, sd } => quantile::truncated_normal(u, *mean, *sd, [lo, hi]),
            Quantity::Lognormal { mean, cv } => {
                quantile::truncated_lognormal(u, *mean, *cv, [lo, hi])
            }
            Quantity::Choice { values, weights } => values[quantile::choice(u, weights)],
        }
    }
}
