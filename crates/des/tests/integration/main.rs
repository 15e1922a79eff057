//! The kernel from outside.

mod allocation;
mod calendar;
mod simulation;
mod streams;
mod validation;
