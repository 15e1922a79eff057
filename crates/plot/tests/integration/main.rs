//! What readers get: pictures in which all text is whole, and files that are the same everywhere.

#[path = "../../examples/gallery/cases.rs"]
mod cases;
mod files;
mod layout;
mod random;

use std::sync::LazyLock;

use outlast_plot::Chart;

/// The charts of the gallery, drawn once for all tests.
static GALLERY: LazyLock<Vec<(String, Chart)>> = LazyLock::new(cases::all);
