//! The kernel from outside.

mod allocation;
mod calendar;
mod routine;
mod simulation;
mod streams;
mod validation;
