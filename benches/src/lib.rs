//! What benches, gates and the race share: the workloads, their twins written by hand, a clock.
//!
//! A twin does the same computing as the engine, in the plain loop that one would write for that one question with
//! `rand_distr` and a sequential generator. It can neither replay a run nor compare two policies under the same luck; what
//! the engine costs is told as a ratio to it, since ratios survive a change of machine.

pub mod clock;
pub mod command;
pub mod hold;
pub mod probe;
pub mod twins;
pub mod workloads;

#[cfg(test)]
mod tests;
