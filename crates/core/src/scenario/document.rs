//! The TOML document as a tree that remembers where everything stood.
//!
//! It is made once from the file, changed by `--set` overrides, and then decoded. Tables keep
//! the order of the file.

use std::sync::Arc;

use toml::de::{DeInteger, DeTable, DeValue};
use toml::value::Datetime;

use crate::diagnostics::{Finding, Place, Source};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) place: Place,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    /// Numbers beyond `i128` are saturated: they are beyond every bound as well.
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Date(Datetime),
    Array(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key of a table with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_place: Place,
    pub(super) node: Node,
}

impl Value {
    /// "a string", "a table": for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Boolean(_) => "a boolean",
            Self::Date(_) => "a date",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
        }
    }
}

/// Parses a whole file. All syntax errors that the TOML parser can tell are reported.
pub(super) fn parse(source: &Arc<Source>) -> Result<Node, Vec<Finding>> {
    let (table, errors) = DeTable::parse_recoverable(source.text());
    if errors.is_empty() {
        let place = Place::new(source, table.span());
        Ok(Node { value: entries(source, table.get_ref(), 0), place })
    } else {
        Err(errors.iter().map(|e| syntax_error(source, 0, e)).collect())
    }
}

/// Parses the one value that `source` has from byte `from` on.
pub(super) fn parse_value(source: &Arc<Source>, from: usize) -> Result<Node, Vec<Finding>> {
    let (value, errors) = DeValue::parse_recoverable(&source.text()[from..]);
    if errors.is_empty() {
        let place = Place::new(source, from + value.span().start..from + value.span().end);
        Ok(Node { value: convert(source, value.get_ref(), from), place })
    } else {
        Err(errors.iter().map(|e| syntax_error(source, from, e)).collect())
    }
}

fn syntax_error(source: &Arc<Source>, offset: usize, error: &toml::de::Error) -> Finding {
    let span = error.span().unwrap_or(0..0);
    let mut message = error.message().split(", expected nothing").collect::<String>();
    let mut finding = Finding::error("this is not valid TOML");
    if message == "duplicate key" {
        finding.title = "this key is already there".into();
        message = "a second time".into();
        finding = finding.help("keep one of the two");
    } else if message.starts_with("string values must be quoted") {
        message = "not a number, a string in quotes, a date, an array or a table".into();
    }
    finding.at(Place::new(source, offset + span.start..offset + span.end)).label(message)
}

fn convert(source: &Arc<Source>, value: &DeValue<'_>, offset: usize) -> Value {
    match value {
        DeValue::String(s) => Value::Text(s.to_string()),
        DeValue::Integer(i) => Value::Integer(integer(i)),
        DeValue::Float(f) => Value::Float(f.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Boolean(*truth),
        DeValue::Datetime(d) => Value::Date(*d),
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| Node {
                    value: convert(source, item.get_ref(), offset),
                    place: place(source, item.span(), offset),
                })
                .collect(),
        ),
        DeValue::Table(table) => entries(source, table, offset),
    }
}

fn entries(source: &Arc<Source>, table: &DeTable<'_>, offset: usize) -> Value {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_place: place(source, key.span(), offset),
            node: Node {
                value: convert(source, value.get_ref(), offset),
                place: place(source, value.span(), offset),
            },
        })
        .collect();
    entries.sort_by_key(|e| e.key_place.span().start);
    Value::Table(entries)
}

fn place(source: &Arc<Source>, span: std::ops::Range<usize>, offset: usize) -> Place {
    Place::new(source, offset + span.start..offset + span.end)
}

fn integer(integer: &DeInteger<'_>) -> i128 {
    let digits = integer.as_str();
    let saturated = if digits.starts_with('-') { i128::MIN } else { i128::MAX };
    i128::from_str_radix(digits, integer.radix()).unwrap_or(saturated)
}
