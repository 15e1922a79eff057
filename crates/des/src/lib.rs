//! To be written.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod calendar;
mod philox;
mod simulation;
pub mod streams;
mod when;

pub use calendar::{Calendar, Fired, Handle};
pub use philox::philox4x32;
pub use simulation::{Context, Ended, Model, Simulation};
pub use streams::{Address, BLOCKS_PER_CELL, Cell, REPLICATIONS, Streams, stream_id, unit_open};
pub use when::{LAST_TICK, ScheduleError, When};
