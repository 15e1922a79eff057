//! Findings: what is wrong with a scenario, where, and what to write instead.
//!
//! A [`Finding`] is self-contained: it carries the text it points into, so that whoever meets a
//! mistake (the parser, the compiler of a plan, the command) can make one and anybody can render
//! it. Many findings make a [`Report`]. They look like the compiler's of Rust:
//!
//! ```text
//! error: unknown key `strenght` in `pools.contingent`
//!  --> scenario.toml:4:1
//!   |
//! 4 | strenght = 12_000
//!   | ^^^^^^^^ did you mean `strength`?
//!   |
//!   = help: known keys here: label, strength, establishment, thresholds
//! ```
//!
//! The title says what is wrong, the label what was expected at the caret, the help how to mend
//! it. Positions inside a scenario come from [`Places`](crate::scenario::Places), by dotted path.

mod nearest;
mod render;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub(crate) use nearest::nearest;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can be run, but may not mean what its author thinks.
    Warning,
}

/// A named text that places point into: the scenario file, or one `--set` argument.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    /// Reports list the findings of lower ranks first: the file, then `--set #1`, `--set #2`.
    rank: usize,
}

impl Source {
    /// A text with the name shown in front of line and column.
    ///
    /// ```
    /// use outlast_core::diagnostics::Source;
    /// let source = Source::new("scenario.toml", "horizon = 60");
    /// assert_eq!(source.name(), "scenario.toml");
    /// ```
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::ranked(name, text, 0)
    }

    pub(crate) fn ranked(
        name: impl Into<String>,
        text: impl Into<String>,
        rank: usize,
    ) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), rank })
    }

    /// The name shown in front of line and column.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A stretch of a [`Source`], which a caret can mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    source: Arc<Source>,
    span: Range<usize>,
}

impl Place {
    /// The bytes `span` of `source`. A span that leaves the text or cuts a character is narrowed
    /// or widened to the nearest one that does not.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        let text = source.text();
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
        Self { source: Arc::clone(source), span: start..end }
    }

    /// The text it lies in.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Its bytes in the source.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The marked text.
    pub fn text(&self) -> &str {
        &self.source.text[self.span.clone()]
    }

    /// A part of this place: `span` counts from its start.
    pub(crate) fn part(&self, span: Range<usize>) -> Self {
        let at = self.span.start;
        Self::new(&self.source, at + span.start..at + span.end)
    }

    fn order(&self, other: &Self) -> Ordering {
        let key = |p: &Self| (p.source.rank, p.span.start);
        key(self).cmp(&key(other))
    }
}

/// One thing to say about a scenario.
///
/// ```
/// use outlast_core::diagnostics::{Finding, Place, Source};
///
/// let source = Source::new("scenario.toml", "horizon = 0\n");
/// let finding = Finding::error("`horizon` is 0")
///     .at(Place::new(&source, 10..11))
///     .label("at least 1 day")
///     .help("for two months write `horizon = 60`");
/// assert_eq!(
///     finding.render(false),
///     "error: `horizon` is 0\n \
///       --> scenario.toml:1:11\n  \
///        |\n\
///      1 | horizon = 0\n  \
///        |           ^ at least 1 day\n  \
///        |\n  \
///        = help: for two months write `horizon = 60`"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether the scenario can still be run.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub title: String,
    /// What was expected at the place; may be empty.
    pub label: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Where it is, if it is anywhere in a text.
    pub place: Option<Place>,
}

impl Finding {
    /// A mistake: the scenario cannot be run.
    pub fn error(title: impl Into<String>) -> Self {
        Self::new(Severity::Error, title.into())
    }

    /// Something that may not mean what the author thinks.
    pub fn warning(title: impl Into<String>) -> Self {
        Self::new(Severity::Warning, title.into())
    }

    fn new(severity: Severity, title: String) -> Self {
        Self { severity, title, label: String::new(), help: None, place: None }
    }

    /// Puts the caret there.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Writes `label` next to the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a line that says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The finding as shown on a terminal, with ANSI colours if asked for; no final newline.
    pub fn render(&self, color: bool) -> String {
        render::finding(self, color)
    }
}

/// Everything that was found, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Orders the findings by place; those without one come first.
    pub fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| match (&a.place, &b.place) {
            (Some(a), Some(b)) => a.order(b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        });
        Self { findings }
    }

    /// The findings, in the order of the text.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Consumes the report.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// All findings as shown on a terminal, one blank line between two; no final newline.
    /// After fifty it only says how many more there are.
    pub fn render(&self, color: bool) -> String {
        const SHOWN: usize = 50;
        let mut parts: Vec<String> =
            self.findings.iter().take(SHOWN).map(|f| f.render(color)).collect();
        if self.findings.len() > SHOWN {
            parts.push(format!("... and {} more findings", self.findings.len() - SHOWN));
        }
        parts.join("\n\n")
    }
}

impl From<Finding> for Report {
    fn from(finding: Finding) -> Self {
        Self { findings: vec![finding] }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Report {}
