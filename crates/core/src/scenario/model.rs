//! What a scenario says, as plain data: the typed form of the TOML file.
//!
//! Nothing here is drawn or compiled yet. Numbers that may be uncertain are [`Quantity`]s; names
//! are still names; days are whole days counted from day 1. Tables keep the order of the file,
//! because ties inside a phase go by declaration order.

mod asks;
mod correlation;
mod flows;
mod laws;
mod level;
mod losses;
mod opposed;
mod policy;
mod pools;
mod quantities;
mod rotations;
mod supplies;

use jiff::civil::Date;

pub use self::asks::{Ask, Comparison};
pub use self::correlation::{Correlation, Member};
pub use self::flows::{Batch, Per, Transfer};
pub use self::laws::{HazardStep, LossLaw, Regime, ReplayStart, SalvoSize, Series, WeightedColumn};
pub use self::losses::{Category, LossProcess, Pulse, Recovery, ScheduleStep};
pub use self::opposed::{Lanchester, Opposed};
pub use self::policy::{Action, Condition, Policy, PoolQuantity, Request, State, Than};
pub use self::pools::{Pool, Threshold};
pub use self::quantities::{Duration, Quantity};
pub use self::rotations::{Refill, Rotation, RotationStart};
pub use self::supplies::{RationStep, Supply};
pub(crate) use self::supplies::{resupply_of, use_of};

/// One scenario file, parsed and validated.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The question in words; shown in charts.
    pub title: Option<String>,
    /// Where the numbers come from.
    pub sources: Vec<String>,
    /// What is counted, in the plural: "troops", "tanks". Default "units".
    pub unit: String,
    /// Calendar date of day 1, if known.
    pub start: Option<Date>,
    /// Length of a run \[days\], 1 to 36 525.
    pub horizon: u32,
    /// How to run it.
    pub run: RunSettings,
    /// Pools in the order of the file, then the deployed strengths of the rotations, then supplies.
    pub pools: Vec<Pool>,
    /// Rotations in the order of the file; the pool of each has its name.
    pub rotations: Vec<Rotation>,
    /// Loss processes in the order of the file, then what the supplies use.
    pub losses: Vec<LossProcess>,
    /// Opposed pools in the order of the file.
    pub opposed: Vec<Opposed>,
    /// Batches in the order of the file, then what is delivered to supplies.
    pub batches: Vec<Batch>,
    /// Transfers in the order of the file, then the supplies' resupply.
    pub transfers: Vec<Transfer>,
    /// Correlations in the order of the file.
    pub correlations: Vec<Correlation>,
    /// Policies in the order of the file.
    pub policies: Vec<Policy>,
    /// Questions in the order of the file.
    pub asks: Vec<Ask>,
}

/// The `[run]` table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunSettings {
    /// Seed of all randomness; any u64, 0 included. Default 0.
    pub seed: u64,
    /// Number of replications; `None` when the file leaves it to the default.
    pub replications: Option<u64>,
}

impl Scenario {
    /// What makes a pool a supply, if there is such a pool and it is one.
    pub fn supply(&self, pool: &str) -> Option<&Supply> {
        self.pools.iter().find(|other| other.name == pool)?.supply.as_ref()
    }
}
