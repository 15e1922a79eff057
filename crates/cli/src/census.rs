//! A replay of a series from each of its days in turn: what there is to run is finite.

use outlast_core::scenario::{Batch, LossLaw, LossProcess, Pool, Quantity, Scenario};

/// How a set of replayed days was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Starts {
    /// All of them, and nothing else in the scenario is random: no figure is an estimate.
    Census(u64),
    /// Some of them, or each with random things besides.
    Sample {
        /// Days that the series can be started from.
        all: u64,
    },
}

impl Starts {
    /// Of so many days that the series can be started from, so many were run.
    pub(crate) fn of(scenario: &Scenario, all: u64, runs: u64) -> Self {
        if runs == all && is_certain(scenario) { Self::Census(all) } else { Self::Sample { all } }
    }
}

/// Whether a run is decided by the day it starts from, but for the rounding of fractions.
fn is_certain(scenario: &Scenario) -> bool {
    scenario.pools.iter().all(pool)
        && scenario.rotations.is_empty()
        && scenario.losses.iter().all(process)
        && scenario.batches.iter().all(batch)
}

fn pool(pool: &Pool) -> bool {
    fixed(&pool.strength) && pool.establishment.as_ref().is_none_or(fixed)
}

fn process(process: &LossProcess) -> bool {
    let law = match &process.daily {
        LossLaw::Replay { .. } => true,
        LossLaw::Constant { mean } => fixed(mean),
        _ => false,
    };
    law && process.share == Quantity::Fixed(1.0)
        && process.schedule.iter().all(|step| fixed(&step.factor))
        && process.pulse.is_none()
        && process.split.is_empty()
}

/// Losses are shared out at random between batches that go home at different times.
fn batch(batch: &Batch) -> bool {
    fixed(&batch.size)
        && batch.delay.is_none()
        && batch.arrives == Quantity::Fixed(1.0)
        && batch.tour.is_none()
}

fn fixed(quantity: &Quantity) -> bool {
    matches!(quantity, Quantity::Fixed(_))
}
