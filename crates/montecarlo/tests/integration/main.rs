//! What runs, tallies, intervals and summaries promise.

mod corpus;
mod experiments;
mod intervals;
mod runner;
mod summary;
mod tally;
