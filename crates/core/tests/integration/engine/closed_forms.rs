//! Samples against closed forms and exact laws. Every expected value is derived in its test, by
//! formulas that share no code with the simulation; samples keep to within 4 standard errors of
//! them, with fixed seeds.

mod batches;
mod coverage;
mod inputs;
mod laws;
mod limits;
mod modifiers;

/// Replications of a sample: moments are then held to some 0.5 % of a standard deviation.
const RUNS: u64 = 40_000;
