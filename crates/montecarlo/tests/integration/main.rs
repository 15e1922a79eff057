//! What runs, tallies, intervals and summaries promise.

mod intervals;
mod runner;
mod summary;
mod tally;
