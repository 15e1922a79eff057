//! Text: titles, labels, sources.

use super::Decoder;
use super::item::Item;
use crate::scenario::document::Value;
use crate::scenario::grammar::Kind;

/// The longest line of text [characters].
const LONGEST: usize = 500;

impl Decoder<'_> {
    /// A string, whatever it says.
    pub(super) fn text(&mut self, item: &Item<'_>) -> Option<String> {
        match &item.node.value {
            Value::Text(text) => Some(text.clone()),
            _ => self.mismatch(item, "a string in quotes"),
        }
    }

    /// One line to be shown.
    pub(super) fn line(&mut self, item: &Item<'_>) -> Option<String> {
        let text = self.text(item)?;
        let label = if text.trim().is_empty() {
            "expected a text that is not empty"
        } else if text.chars().any(char::is_control) {
            "expected one line, without control characters"
        } else if text.chars().count() > LONGEST {
            "expected at most 500 characters"
        } else {
            return Some(text);
        };
        self.fail(&item.node.place, format!("`{}` cannot be shown", item.path), label)
    }

    /// One line, or an array of lines.
    pub(super) fn lines(&mut self, item: &Item<'_>) -> Option<Vec<String>> {
        match &item.node.value {
            Value::Text(_) => Some(vec![self.line(item)?]),
            Value::Array(nodes) => {
                let lines: Vec<Option<String>> = nodes
                    .iter()
                    .enumerate()
                    .map(|(i, node)| self.line(&item.element(i, node, Kind::Text)))
                    .collect();
                lines.into_iter().collect()
            }
            _ => self.mismatch(item, "a string or an array of strings"),
        }
    }
}
