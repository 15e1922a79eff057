//! What tallies, intervals and summaries promise.

mod intervals;
mod summary;
mod tally;
