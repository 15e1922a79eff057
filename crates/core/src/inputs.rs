//! Uncertain inputs, compiled: drawn once per replication, each from its own stream.
//!
//! An input is the inverse CDF of one addressed uniform, so that designs other than plain random
//! sampling (Latin hypercubes, Sobol points, copulas) can feed the same code.

use crate::correlation::Normals;
use crate::lanes::{Lanes, StreamIds};
use crate::losses::RateFactor;
use crate::samplers::quantile;
use crate::scenario::Quantity;

/// A quantity that is fixed or drawn.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    quantity: Quantity,
    bounds: Bounds,
    /// Factor on what is drawn.
    scale: f64,
    normals: Normals,
}

/// Something that a scenario leaves open, and that is drawn once per replication, before day 1:
/// an uncertain quantity, or the rate factor of a drifting rate.
#[derive(Debug, Clone)]
pub struct Uncertain {
    name: String,
    drawn: Drawn,
}

#[derive(Debug, Clone)]
enum Drawn {
    Input(Input),
    RateFactor(RateFactor),
}

impl Uncertain {
    /// The factor of a process's rate.
    pub(crate) fn rate_factor(name: String, factor: RateFactor) -> Self {
        Self { name, drawn: Drawn::RateFactor(factor) }
    }

    /// Its place in the scenario: `pools.contingent.strength`; `losses.front.daily.rate_factor` for
    /// what `rate_cv` spreads.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a quantity of the file.
    pub(crate) fn is_input(&self) -> bool {
        matches!(self.drawn, Drawn::Input(_))
    }

    /// What a replication under a seed draws of it.
    pub fn value(&self, seed: u64, replication: u64) -> f64 {
        let lanes = Lanes::new(seed, replication);
        let [value] = match &self.drawn {
            Drawn::Input(input) => input.draw::<1>(&lanes),
            Drawn::RateFactor(factor) => factor.draw::<1>(&lanes),
        };
        value
    }
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
    /// What a head does to the other side a day.
    pub(crate) const COEFFICIENT: Self = Self { low: 0.0, high: 100.0 };
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
        let normals = match quantity {
            Quantity::Fixed(_) => Normals::none(),
            _ => ids.input(&name.to_string()),
        };
        let input = Self { quantity: quantity.clone(), bounds, scale: 1.0, normals };
        if input.fixed().is_none() {
            ids.note(Uncertain { name: name.to_string(), drawn: Drawn::Input(input.clone()) });
        }
        input
    }

    /// The same, so many times as large.
    pub(crate) fn scaled(self, scale: f64) -> Self {
        Self { scale: self.scale * scale, ..self }
    }

    /// The value, if it is not uncertain.
    pub(crate) fn fixed(&self) -> Option<f64> {
        match self.quantity {
            Quantity::Fixed(value) => Some(value * self.scale),
            _ => None,
        }
    }

    /// Every lane's value.
    pub(crate) fn draw<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        match self.quantity {
            Quantity::Fixed(value) => [value * self.scale; L],
            _ => self.normals.uniforms::<L>(lanes).map(|u| self.quantile(u) * self.scale),
        }
    }

    /// [`Self::draw`], into a column of zeros or of what it held for another block: a fixed value is there.
    pub(crate) fn fill<const L: usize>(&self, lanes: &Lanes, column: &mut [f64; L]) {
        if self.fixed() != Some(column[0]) {
            *column = self.draw(lanes);
        }
    }

    /// Every lane's value as a count, rounded to the nearest.
    pub(crate) fn draw_counts<const L: usize>(&self, lanes: &Lanes) -> [i64; L] {
        match self.fixed_count() {
            Some(value) => [value; L],
            None => self.draw::<L>(lanes).map(to_count),
        }
    }

    /// The value as a count, if it is not uncertain.
    pub(crate) fn fixed_count(&self) -> Option<i64> {
        self.fixed().map(to_count)
    }

    /// A value that no draw of a quantity exceeds.
    pub(crate) fn most_of(quantity: &Quantity, bounds: Bounds) -> f64 {
        Self { quantity: quantity.clone(), bounds, scale: 1.0, normals: Normals::none() }.most()
    }

    /// A value that no draw exceeds.
    pub(crate) fn most(&self) -> f64 {
        self.quantile(1.0 - f64::EPSILON / 2.0) * self.scale
    }

    /// A range that 998 draws in 1,000 are in.
    pub(crate) fn range(&self) -> [f64; 2] {
        [0.001, 0.999].map(|u| self.quantile(u) * self.scale)
    }

    /// Inverse CDF at u in (0, 1), within the bounds, before it is scaled.
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

/// A count, rounded to the nearest. None is negative, so that the cast, which drops the fraction, rounds down.
fn to_count(value: f64) -> i64 {
    (value + 0.5) as i64
}
