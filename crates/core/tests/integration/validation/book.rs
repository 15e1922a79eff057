//! What the book says: rows in sections, and a verdict.

use std::fmt;

use crate::engine::square;

/// Largest |z| that passes.
pub(super) const BOUND: f64 = 4.0;

/// Chance that the |z| of a right program reaches [`BOUND`]: erfc(4/sqrt 2).
pub(super) fn chance_per_row() -> f64 {
    libm::erfc(BOUND / std::f64::consts::SQRT_2)
}

/// A value and its standard error; 0 if it is exact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) se: f64,
}

impl Estimate {
    pub(super) fn exact(value: f64) -> Self {
        Self { value, se: 0.0 }
    }
}

/// One comparison.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) what: String,
    /// The closed form in symbols.
    pub(super) formula: String,
    pub(super) expected: Estimate,
    pub(super) simulated: Estimate,
    pub(super) replications: u64,
    pub(super) seed: u64,
}

impl Row {
    /// Standard error of the difference.
    fn se(&self) -> f64 {
        (square(self.expected.se) + square(self.simulated.se)).sqrt()
    }

    /// Neither side has an error: they must be equal, but for the last digits of the closed form.
    pub(super) fn is_exact(&self) -> bool {
        self.se() == 0.0
    }

    /// The difference in standard errors.
    pub(super) fn z(&self) -> f64 {
        let difference = self.simulated.value - self.expected.value;
        if !self.is_exact() {
            difference / self.se()
        } else if difference.abs() <= 1e-9 * self.expected.value.abs() {
            0.0
        } else {
            f64::INFINITY
        }
    }

    pub(super) fn passes(&self) -> bool {
        self.z().abs() < BOUND
    }

    /// The relative error that fails the row in 98 of 100 cases: two standard errors beyond the bound.
    pub(super) fn resolution(&self) -> f64 {
        (BOUND + 2.0) * self.se() / self.expected.value.abs()
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, se, expected) = (self.simulated.value, self.simulated.se, self.expected.value);
        write!(f, "{}: {value} +- {se}, expected {expected}, z = {:+.2}", self.what, self.z())
    }
}

pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) text: String,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Book {
    pub(super) sections: Vec<Section>,
}

impl Book {
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(|section| &section.rows)
    }

    pub(super) fn failures(&self) -> impl Iterator<Item = &Row> {
        self.rows().filter(|row| !row.passes())
    }

    pub(super) fn passes(&self) -> bool {
        self.rows().next().is_some() && self.failures().next().is_none()
    }

    /// Rows with a standard error.
    pub(super) fn estimated(&self) -> impl Iterator<Item = &Row> {
        self.rows().filter(|row| !row.is_exact())
    }

    /// Root mean square of z over the rows with a standard error.
    pub(super) fn root_mean_square_z(&self) -> f64 {
        let count = self.estimated().count() as f64;
        (self.estimated().map(|row| square(row.z())).sum::<f64>() / count).sqrt()
    }

    /// The resolution that half of the rows have.
    pub(super) fn median_resolution(&self) -> f64 {
        let mut all: Vec<f64> = self.estimated().map(Row::resolution).collect();
        all.sort_unstable_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(0.0)
    }
}
