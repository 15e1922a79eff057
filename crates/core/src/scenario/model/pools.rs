//! Pools and their thresholds.

use super::{Quantity, Supply};

/// A force or stockpile: countable things that can be lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Name in the file: `[pools.NAME]`.
    pub name: String,
    /// What to call it in charts; the name if absent.
    pub label: Option<String>,
    /// On hand at the start of day 1 \[count\]; of a rotation, that of the units wanted in the
    /// line when they are full.
    pub strength: Quantity,
    /// Authorised \[count\]; the drawn strength if absent.
    pub establishment: Option<Quantity>,
    /// Named levels in the order of the file.
    pub thresholds: Vec<Threshold>,
    /// Whether a demand that cannot be met waits, and is met first when something comes in.
    pub backorders: bool,
    /// What makes it a supply, if it is one: its amounts are in the supply's unit.
    pub supply: Option<Supply>,
}

impl Pool {
    /// Counts of its strength in one unit: 1 but for supplies.
    pub fn per_unit(&self) -> f64 {
        self.supply.as_ref().map_or(1.0, |supply| f64::from(supply.per_unit))
    }
}

/// A named level of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// Its name: `"70%"`, `floor`.
    pub name: String,
    /// Fraction of the establishment if at most 1, else a count.
    pub level: f64,
}
