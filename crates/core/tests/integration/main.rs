//! Integration tests of the domain.

mod engine;
mod language;
mod samplers;
mod validation;
