//! Supplies: stockpiles in units of their own.

/// What makes a pool a supply: `[supplies.NAME]`.
///
/// A supply is a pool whose strength is counted in the finest steps of its unit. Its use is the loss
/// process `NAME.use`, its resupply the transfer `NAME.resupply`, its deliveries are batches; amounts
/// of all three are in the supply's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply {
    /// What is measured: "shells", "tonnes".
    pub unit: String,
    /// Counts in one unit: 1 / `resolution`, a whole number. A resolution of 0.001 tonnes counts
    /// kilograms, 1,000 in a unit.
    pub per_unit: u32,
    /// Days of past use whose mean tells how long the supply lasts; `None`: the mean of its law.
    pub window: Option<u32>,
    /// Rations, in the order of the file: each below fewer days of supply than the one before, and
    /// with a lower factor.
    pub ration: Vec<RationStep>,
}

/// Below so many days of supply, the use is multiplied by a factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RationStep {
    /// Days of supply at the close of the day before.
    pub below_days: f64,
    /// Factor on the mean use, 0 to 1.
    pub factor: f64,
}

/// The name of the loss process that is a supply's use.
pub(crate) fn use_of(supply: &str) -> String {
    format!("{supply}.use")
}

/// The name of the transfer that is a supply's resupply.
pub(crate) fn resupply_of(supply: &str) -> String {
    format!("{supply}.resupply")
}
