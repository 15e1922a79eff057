//! A section before it is simulated.

use super::book::{Row, Section};
use super::case::Case;

/// The cases of a section.
pub(super) struct Chapter {
    pub(super) title: &'static str,
    pub(super) text: String,
    pub(super) cases: Vec<Case>,
    /// What is no scenario, and has been run already.
    pub(super) rows: Vec<Row>,
}

impl Chapter {
    /// Simulates all cases; the book's luck is 0, and any other draws anew.
    pub(super) fn run(self, luck: u32) -> Section {
        let rows = self.cases.iter().flat_map(|case| case.rows(luck));
        Section {
            title: self.title,
            text: self.text,
            rows: self.rows.into_iter().chain(rows).collect(),
        }
    }
}
