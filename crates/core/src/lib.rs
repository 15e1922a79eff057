//! Attrition and sustainment: scenarios, laws of loss, batches and rotation, simulated over
//! blocks of lanes.
//!
//! A [`Scenario`](scenario::Scenario) is read from TOML and validated; a [`Plan`] is the scenario
//! compiled to indices, tables and stream ids; an [`Engine`] runs the plan L replications at a
//! time through the calendar of `outlast-des`, and hands out integers: metrics and daily series by
//! lane. Nothing here reads files, prints, looks at a clock or knows of threads.
//!
//! ```text
//! TOML --load--> Scenario --compile--> Plan --Engine<L>::run(first)--> Block: L lanes of integers
//! ```
//!
//! # The order of a day
//!
//! Day 1 is the first day of losses. Within a day the order is fixed: batches arrive, and what
//! transfers have had on its way; transfers move, one after the other in the order of the file; who
//! has recovered comes back; survivors of rotation batches whose tour is over go home, and units that
//! take turns in the line are relieved and refilled, rotation after rotation; losses fall, limited by
//! what is left: those of battles, which see the same opening strengths, then those of process after
//! process in the order of the file, which are split into their fates; policies look at what is known
//! then, and order what begins the next morning; the day is observed at its close.
//!
//! # What is promised
//!
//! A draw is a pure function of (seed, replication, stream, day, number of the draw), so the same
//! scenario and seed give the same integers for any width L, in any order, on any machine; and
//! any replication can be run alone ([`Replay`]).

mod ahead;
mod aligned;
mod asks;
mod batches;
mod block;
mod correlation;
pub mod diagnostics;
mod durations;
mod fates;
mod inputs;
mod instructions;
mod lanes;
mod losses;
pub mod metrics;
mod opposed;
mod plan;
mod policies;
mod pools;
mod recovery;
mod replay;
mod rotation;
pub mod samplers;
pub mod scenario;
pub mod series;
mod supplies;
mod thinning;
mod transfers;
mod units;

pub use asks::Question;
pub use block::{Block, Engine, Part, Phase, Watch};
pub use inputs::Uncertain;
pub use instructions::InstructionSet;
pub use plan::{Plan, PlanError, Size, TooLarge, Wanted};
pub use replay::{Happening, Order, Replay, Tours, UnitDay, What};
