//! `--set KEY=VALUE`: changes of the document before it is decoded.

use std::sync::Arc;

use super::document::{self, Entry, Node, Value};
use super::grammar::{Kind, SCENARIO};
use crate::diagnostics::{Finding, Place, Report, Source};

/// One `--set` argument: a dotted path and the value to put there.
///
/// The path's parts are keys, names, and numbers for places in an array, counted from 0; a name
/// with a dot or an equals sign goes in quotes. The value is TOML; what is not TOML is text.
/// Setting one form of a choice drops the others: with `daily = { poisson = 900 }` in the file,
/// `losses.front.daily.gamma.mean=900` leaves `daily = { gamma = { mean = 900 } }`.
///
/// ```
/// use outlast_core::scenario::Override;
///
/// assert!(Override::parse("losses.front.daily.poisson.mean=900").is_ok());
/// assert!(Override::parse("batches.0.size={ uniform = [500, 900] }").is_ok());
/// assert!(Override::parse(r#"pools.contingent.thresholds."70%"=0.6"#).is_ok());
/// assert!(Override::parse("title=A shorter war").is_ok());
/// assert!(Override::parse("horizon").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The option that gave it, for messages.
    option: &'static str,
    text: String,
    path: Vec<Segment>,
    /// Where the value begins in `text`.
    value_at: usize,
}

/// Far more parts than any path of the language has.
const DEEPEST: usize = 32;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    key: String,
    span: std::ops::Range<usize>,
}

impl Override {
    /// Reads `KEY=VALUE`.
    ///
    /// # Errors
    ///
    /// If there is no `=`, the path has an empty part or an open quote, or a value that begins
    /// like a TOML array, table or quoted string is not one.
    pub fn parse(text: &str) -> Result<Self, Report> {
        Self::given_by("--set", text)
    }

    /// The same, given by an option of another name, which messages will mention.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`].
    pub fn given_by(option: &'static str, text: &str) -> Result<Self, Report> {
        let source = Source::new(option, text);
        let (path, value_at) = parse_path(&source)?;
        let this = Self { option, text: text.to_owned(), path, value_at };
        this.value(&source).map_err(Report::new)?;
        Ok(this)
    }

    /// The argument as given.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn value(&self, source: &Arc<Source>) -> Result<Node, Vec<Finding>> {
        let text = self.text[self.value_at..].trim_end();
        let at = self.value_at + (text.len() - text.trim_start().len());
        let text = text.trim_start();
        let place = Place::new(source, at..at + text.len());
        if text.is_empty() {
            return Err(vec![
                Finding::error("there is no value")
                    .at(place)
                    .label("expected a value here")
                    .help("write `--set KEY=VALUE`, for example `--set horizon=90`"),
            ]);
        }
        match document::parse_value(source, at) {
            Ok(node) => Ok(node),
            Err(errors) if text.starts_with(['[', '{', '"', '\'']) => Err(errors),
            Err(_) => Ok(Node { value: Value::Text(text.to_owned()), place }),
        }
    }

    /// Changes the document. `number` counts the arguments from 1.
    pub(super) fn apply(&self, root: &mut Node, number: usize) -> Result<(), Vec<Finding>> {
        let source =
            Source::ranked(format!("{} #{number}", self.option), self.text.as_str(), number);
        let value = self.value(&source)?;
        let path: Vec<(&str, Place)> = self
            .path
            .iter()
            .map(|s| (s.key.as_str(), Place::new(&source, s.span.clone())))
            .collect();
        set(root, Some(Kind::Table(SCENARIO)), &path, value).map_err(|f| vec![f])
    }
}

/// Puts `value` at `path` below `node`, which the grammar takes for a `kind`.
fn set(
    node: &mut Node,
    kind: Option<Kind>,
    path: &[(&str, Place)],
    value: Node,
) -> Result<(), Finding> {
    let [(key, place), rest @ ..] = path else {
        *node = value;
        return Ok(());
    };
    let below = kind.and_then(|k| k.child(key));
    if let (Value::Array(items), Ok(index)) = (&mut node.value, key.parse::<usize>()) {
        let number = items.len();
        return match items.get_mut(index) {
            Some(item) => set(item, below, rest, value),
            None => Err(Finding::error(format!("there is no element {index}"))
                .at(place.clone())
                .label(format!("the array has {number}, counted from 0"))
                .help("an element can be changed but not added: set the whole array instead")),
        };
    }
    let mut entries = Vec::new();
    match &mut node.value {
        Value::Table(there) => entries = std::mem::take(there),
        _ => node.place = place.clone(),
    }
    if kind.is_some_and(|k| k.forms().is_some()) {
        entries.retain(|e| e.key == *key);
    }
    let index = entries.iter().position(|e| e.key == *key).unwrap_or_else(|| {
        let node = Node { value: Value::Table(Vec::new()), place: place.clone() };
        entries.push(Entry { key: (*key).to_owned(), key_place: place.clone(), node });
        entries.len() - 1
    });
    let result = set(&mut entries[index].node, below, rest, value);
    if rest.is_empty() {
        entries[index].key_place = place.clone();
    }
    node.value = Value::Table(entries);
    result
}

/// The parts of the dotted path, and where the value begins.
fn parse_path(source: &Arc<Source>) -> Result<(Vec<Segment>, usize), Finding> {
    let text = source.text();
    let mut path = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let (inner, after) = if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            let close = rest[1..].find(quote).ok_or_else(|| {
                Finding::error("the quote is never closed")
                    .at(Place::new(source, at..at + 1))
                    .label(format!("expected another {quote} after the name"))
            })?;
            (at + 1..at + 1 + close, at + close + 2)
        } else {
            let end = at + rest.find(['.', '=']).unwrap_or(rest.len());
            (at..at + text[at..end].trim_end().len(), end)
        };
        if inner.is_empty() {
            return Err(Finding::error("a part of the path is empty")
                .at(Place::new(source, at..at))
                .label("expected a key")
                .help("write `--set KEY=VALUE`, for example `--set pools.front.strength=900`"));
        }
        if path.len() == DEEPEST {
            return Err(Finding::error("the path is too long")
                .at(Place::new(source, inner))
                .label(format!("no path has more than {DEEPEST} parts")));
        }
        path.push(Segment { key: text[inner.clone()].to_owned(), span: inner });
        let after = after + (text[after..].len() - text[after..].trim_start().len());
        match text[after..].chars().next() {
            Some('.') => at = after + 1,
            Some('=') => return Ok((path, after + 1)),
            _ => {
                return Err(Finding::error("this sets nothing")
                    .at(Place::new(source, after..after))
                    .label("expected `=` and a value")
                    .help("write `--set KEY=VALUE`, for example `--set horizon=90`"));
            }
        }
    }
}
