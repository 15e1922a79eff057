//! Replications in parallel with exact integer tallies and honest intervals.

mod days;
pub mod digest;
pub mod experiments;
mod gather;
pub mod histogram;
pub mod intervals;
pub mod rounding;
pub mod runner;
pub mod summary;
pub mod tally;
pub mod timings;

pub use digest::digest;
pub use histogram::{Histogram, Layout, LayoutError, MAX_VALUE, Moments};
pub use runner::{Observer, Options, Outcome, RowSink, Rows, RunError, Width, run};
pub use summary::{
    AskSummary, Bands, MetricSummary, Ordered, QuantileSummary, RunFacts, Summary, means,
};
pub use tally::{MetricSpec, SeriesSpec, Tally, TallyError, TallySpec};
pub use timings::{Spent, Stopwatch, Task, Timings};
