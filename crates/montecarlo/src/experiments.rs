//! Questions that one run cannot answer: which of two is better, what happens between here and
//! there, how much is enough, and what the spread comes from.
//!
//! All of them rest on *common random numbers*. A draw is addressed by seed, replication, stream
//! and day, and by nothing of the scenario's values, so two variants run under one seed meet the
//! same luck, replication by replication. What differs between them then is what was changed, and
//! it shows after few runs.
//!
//! | experiment | question | how |
//! |---|---|---|
//! | [`compare`] | which of two is better, by how much, how surely? | paired replications, differences run by run |
//! | [`sweep`] | how does the answer move with one or two numbers? | a grid of ordinary runs on one seed |
//! | [`solve`] | how much is enough? | bisection on one seed, with the Monte Carlo interval of the root |
//! | [`drivers`] | which uncertain input does the spread come from? | shares of variance within the same runs |
//! | [`backtest`] | would the model have been right? | forecasts from past days, scored by what then happened |
//!
//! Tallies are integers here too, and what is derived from them is derived in a fixed order: the
//! results are the same bytes for any number of threads, width and chunk size.

pub mod backtest;
pub mod compare;
pub mod drivers;
mod parallel;
mod share;
pub mod solve;
pub mod sweep;

pub use share::Share;
