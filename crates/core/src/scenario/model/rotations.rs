//! Rotations: units that take turns in the line.

use super::Quantity;

/// Units that take turns in the line. Its deployed strength is a pool of the same name.
#[derive(Debug, Clone, PartialEq)]
pub struct Rotation {
    /// Name in the file: `[rotations.NAME]`.
    pub name: String,
    /// How many units there are, 1 to 1000.
    pub units: u32,
    /// Authorised strength of each \[count\].
    pub unit_size: Quantity,
    /// How many units are wanted in the line, at most all.
    pub deployed: u32,
    /// Length of a tour in the line \[days\].
    pub tour: u32,
    /// Least time at rest before the next tour \[days\], at least 1. A ratio of 1:r in the file
    /// is r tours here, rounded up.
    pub dwell: u32,
    /// A relief comes so many days before the relieved leaves, less than a tour \[days\].
    pub handover: u32,
    /// Fill below which a unit in the line is relieved early; 0: none is.
    pub relieve_below: f64,
    /// Least fill of a unit that is sent to the line, at least `relieve_below`.
    pub min_fill: f64,
    /// Fill of every unit at the start of day 1. Default 1.
    pub fill: Quantity,
    /// What is done about losses, if anything.
    pub refill: Option<Refill>,
    /// How far the units are with their tours on day 1.
    pub start: RotationStart,
}

/// Replacements for the losses of a rotation's units.
#[derive(Debug, Clone, PartialEq)]
pub struct Refill {
    /// Fill up to which, above 0.
    pub to: f64,
    /// The pool that they are taken from; `None`: from outside, without limit.
    pub from: Option<String>,
    /// Most a day, all units together \[count\]; `None`: as many as are missing.
    pub rate: Option<Quantity>,
    /// Whether units at rest are refilled.
    pub at_rest: bool,
    /// Whether units in the line are refilled.
    pub in_line: bool,
}

/// How far the units of a rotation are with their tours on day 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotationStart {
    /// As if it had always gone on: tours end one after the other, evenly.
    Staggered,
    /// The units in the line begin their tours on day 1, the others are rested.
    Together,
}

impl RotationStart {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Staggered, Self::Together];

    /// As the file has it: `staggered`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Staggered => "staggered",
            Self::Together => "together",
        }
    }
}

impl Rotation {
    /// Whether units are refilled in the line, so that replacements join its pool.
    pub fn refills_in_line(&self) -> bool {
        self.refill.as_ref().is_some_and(|refill| refill.in_line)
    }

    /// Whether its replacements are taken from a pool.
    pub fn takes_from(&self, pool: &str) -> bool {
        self.refill.as_ref().is_some_and(|refill| refill.from.as_deref() == Some(pool))
    }

    /// The fewest units that keep up the rotation without losses.
    ///
    /// A unit comes to the line again after a tour and its dwell, and each place in the line is
    /// taken over every tour less the handover: for d places N = d (tour + dwell)/(tour − handover),
    /// rounded up. With a dwell of r tours and no handover this is d (1 + r). Units that all begin
    /// together rotate in groups of d, of which there are whole ones only.
    ///
    /// ```
    /// use outlast_core::scenario::{NoFiles, Scenario};
    ///
    /// let text = "horizon = 360\n[rotations.line]\nunits = 9\nunit_size = 3_000\ndeployed = 3\n\
    ///             tour = 60\ndwell_ratio = 2\n";
    /// let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).unwrap();
    /// assert_eq!(loaded.scenario.rotations[0].units_needed(), 9);
    /// ```
    pub fn units_needed(&self) -> u64 {
        let [deployed, tour, dwell, handover] =
            [self.deployed, self.tour, self.dwell, self.handover].map(u64::from);
        match self.start {
            RotationStart::Staggered => (deployed * (tour + dwell)).div_ceil(tour - handover),
            RotationStart::Together => deployed * (tour + dwell).div_ceil(tour - handover),
        }
    }
}
