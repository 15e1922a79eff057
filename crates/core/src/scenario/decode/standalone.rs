//! A series of a CSV file by itself, for what is not part of a scenario but held against one.

use std::collections::BTreeMap;

use super::Decoder;
use super::item::Item;
use crate::diagnostics::{Place, Report, Severity, Source};
use crate::scenario::Series;
use crate::scenario::document::{Entry, Node, Value};
use crate::scenario::grammar::{Kind, SCENARIO};

/// A column of a CSV file, with the dates of its rows, as a [`replay`](crate::scenario::LossLaw::Replay)
/// reads them.
///
/// ```
/// use outlast_core::scenario::SeriesFile;
///
/// let bytes = b"date,daily\n2024-10-25,1200\n2024-10-26,1350\n";
/// let file = SeriesFile { csv: "losses.csv", bytes, column: "daily", date_column: None };
/// let series = file.read().unwrap();
/// assert_eq!(series.values, [1_200.0, 1_350.0]);
/// assert_eq!(series.dates.unwrap()[1].to_string(), "2024-10-26");
///
/// let report = SeriesFile { column: "dayly", ..file }.read().unwrap_err();
/// assert!(report.render(false).contains("did you mean \"daily\"?"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SeriesFile<'a> {
    /// What findings call the file.
    pub csv: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The column of the values.
    pub column: &'a str,
    /// The column of the dates; the first that holds nothing else if it is not said.
    pub date_column: Option<&'a str>,
}

impl SeriesFile<'_> {
    /// Reads and validates the series.
    ///
    /// # Errors
    ///
    /// A report of what is wrong with the file or the names of its columns. A gap in the dates is not
    /// an error here, nor are dates that are not there.
    pub fn read(&self) -> Result<Series, Report> {
        let keys = [("csv", Some(self.csv)), ("column", Some(self.column))];
        let keys = keys.into_iter().chain([("date_column", self.date_column)]);
        let node = self::node(keys.filter_map(|(key, value)| Some((key, value?))));
        let files = BTreeMap::from([(self.csv.to_owned(), self.bytes.to_vec())]);
        let mut decoder = Decoder::new(&files);
        let item = Item { name: "replay", ..Item::root(&node, kind()) };
        let rows = decoder.table(&item).and_then(|fields| decoder.rows(&item, &fields));
        let failed = decoder.findings.iter().any(|f| f.severity == Severity::Error);
        match rows {
            Some(rows) if !failed => Ok(rows.series),
            _ => Err(Report::new(decoder.findings)),
        }
    }
}

/// What the grammar takes a replay for.
fn kind() -> Kind {
    let path = ["losses", "any", "daily", "replay"];
    let kind = path.iter().try_fold(Kind::Table(SCENARIO), |kind, key| kind.child(key));
    kind.expect("the language has replays")
}

/// A table as the command line would show it: `csv losses.csv, column daily`.
fn node<'a>(keys: impl Iterator<Item = (&'static str, &'a str)>) -> Node {
    let mut text = String::new();
    let mut spans = Vec::new();
    for (key, value) in keys {
        if !text.is_empty() {
            text.push_str(", ");
        }
        let at = text.len();
        text.push_str(key);
        text.push(' ');
        let value_at = text.len();
        text.push_str(value);
        spans.push((key, value.to_owned(), at..at + key.len(), value_at..text.len()));
    }
    let source = Source::new("series", text);
    let entry = |(key, value, key_span, span): (&str, String, _, _)| Entry {
        key: key.to_owned(),
        key_place: Place::new(&source, key_span),
        node: Node { value: Value::Text(value), place: Place::new(&source, span) },
    };
    let value = Value::Table(spans.into_iter().map(entry).collect());
    Node { value, place: Place::new(&source, 0..source.text().len()) }
}
