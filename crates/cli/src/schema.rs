//! `outlast schema`: the JSON Schema of the scenario language.

use crate::failure::Failure;
use crate::{manifest, say};

/// What editors look for next to a scenario, as its first line says.
pub(crate) const FILE: &str = "scenario.schema.json";

/// The schema as text, the same bytes every time.
pub(crate) fn text() -> Result<String, Failure> {
    manifest::pretty(&outlast_core::scenario::schema())
}

/// Prints it.
pub(crate) fn command() -> Result<(), Failure> {
    say::answer(&text()?)
}
