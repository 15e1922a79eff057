//! Samples against closed forms and exact laws. Every expected value is derived in its test, by
//! formulas that share no code with the simulation; samples keep to within 4 standard errors of
//! them, with fixed seeds.

pub(crate) mod batches;
mod coverage;
pub(crate) mod empirical;
mod inputs;
pub(crate) mod laws;
mod limits;
pub(crate) mod modifiers;
pub(crate) mod regimes;
pub(crate) mod salvos;
pub(crate) mod zero_inflated;

/// Replications of a sample. Means are then held to 1 % of a standard deviation, and standard
/// deviations to 1 % of themselves: a dispersion 2 % off is found out.
pub(crate) const RUNS: u64 = 160_000;
