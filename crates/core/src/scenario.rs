//! The scenario language: from TOML text to a validated [`Scenario`].

mod model;

pub use model::*;
