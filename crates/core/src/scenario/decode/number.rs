//! Plain numbers and their ranges.

use super::Decoder;
use super::item::Item;
use crate::diagnostics::Finding;
use crate::scenario::document::Value;
use crate::scenario::grammar::{Bounds, Kind};

/// A number as written.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) value: f64,
    /// Whether it was written as an integer.
    pub(super) integer: bool,
}

impl Decoder<'_> {
    /// A finite number, of any size. `expected` is for what is not a number.
    fn finite(&mut self, item: &Item<'_>, expected: &str) -> Option<Written> {
        match &item.node.value {
            Value::Integer(i) => Some(Written { value: *i as f64, integer: true }),
            Value::Float(x) if x.is_finite() => Some(Written { value: *x, integer: false }),
            Value::Float(_) => {
                let title = format!("`{}` is not a finite number", item.path);
                self.fail(&item.node.place, title, "expected a number that is not nan or infinite")
            }
            Value::Text(text) if parse(text).is_some() => {
                let title = format!("`{}` is a number in quotes", item.path);
                let help = format!("write {}", text.trim());
                let label = format!("expected {expected}");
                self.fail_with_help(&item.node.place, [title, label, help])
            }
            _ => self.mismatch(item, expected),
        }
    }

    /// A number within the bounds of the item's kind.
    pub(super) fn number(&mut self, item: &Item<'_>) -> Option<f64> {
        self.written(item, "a number").map(|w| w.value)
    }

    /// A number within the bounds of the item's kind, and how it was written.
    pub(super) fn written(&mut self, item: &Item<'_>, expected: &str) -> Option<Written> {
        let written = self.finite(item, expected)?;
        self.within(item, written.value).map(|_| written)
    }

    /// Says so if a number is out of bounds.
    pub(super) fn within(&mut self, item: &Item<'_>, x: f64) -> Option<f64> {
        let bounds = item.kind.bounds();
        if bounds.contains(x) {
            return Some(x);
        }
        let title = format!("`{}` is out of range", item.path);
        // Beyond this an integer has been cut to what the machine can hold.
        let shown = if x.abs() > 1e30 { "this".to_owned() } else { show(x) };
        let mut finding = Finding::error(title)
            .at(item.node.place.clone())
            .label(format!("{shown} is not {}", range(&bounds)));
        if (bounds.low, bounds.high) == (0.0, 1.0) && (5.0..=100.0).contains(&x) {
            finding = finding.help(format!("for {shown} % write {}", show(x / 100.0)));
        }
        self.push(finding);
        None
    }

    /// So many numbers within the bounds of the item's kind.
    pub(super) fn numbers(&mut self, item: &Item<'_>, expected: &str) -> Option<Vec<Written>> {
        let Kind::Numbers(bounds, many) = item.kind else { return None };
        let Value::Array(nodes) = &item.node.value else { return self.mismatch(item, expected) };
        if nodes.is_empty() || many.is_some_and(|n| n != nodes.len()) {
            let title = format!("`{}` is an array of {}", item.path, nodes.len());
            return self.fail(&item.node.place, title, format!("expected {expected}"));
        }
        let written: Vec<Option<Written>> = nodes
            .iter()
            .enumerate()
            .map(|(i, node)| self.written(&item.element(i, node, Kind::Number(bounds)), "a number"))
            .collect();
        written.into_iter().collect()
    }

    /// An integer within the bounds of the item's kind.
    pub(super) fn whole(&mut self, item: &Item<'_>) -> Option<u64> {
        self.integer(item, "a whole number")
    }

    /// [`whole`](Self::whole) for what is bounded by 32 bits.
    pub(super) fn small(&mut self, item: &Item<'_>) -> Option<u32> {
        self.integer(item, "a whole number").map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    }

    /// An integer within the bounds of the item's kind. `expected` is for what is not a number.
    pub(super) fn integer(&mut self, item: &Item<'_>, expected: &str) -> Option<u64> {
        match item.node.value {
            Value::Float(x) if x.is_finite() => self.fractional(item),
            _ => self.written(item, expected).map(|w| w.value as u64),
        }
    }

    fn fractional<T>(&mut self, item: &Item<'_>) -> Option<T> {
        let title = format!("`{}` is not a whole number", item.path);
        self.fail(&item.node.place, title, "expected an integer, without a decimal point")
    }

    /// Any u64: an integer, or digits in quotes.
    pub(super) fn seed(&mut self, item: &Item<'_>) -> Option<u64> {
        let seed = match &item.node.value {
            Value::Integer(i) => u64::try_from(*i).ok(),
            Value::Text(text) => text.replace('_', "").parse().ok(),
            Value::Float(_) => return self.fractional(item),
            _ => return self.mismatch(item, "a whole number"),
        };
        if seed.is_some() {
            return seed;
        }
        let label = "expected a whole number from 0 to 18_446_744_073_709_551_615";
        self.fail(&item.node.place, format!("`{}` is not a seed", item.path), label)
    }
}

/// A finite number as people write it: digits, perhaps with underscores, a point, an exponent.
pub(super) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | '-' | '+' | 'e' | 'E');
    if !text.chars().all(plain) {
        return None;
    }
    text.replace('_', "").parse().ok().filter(|x: &f64| x.is_finite())
}

/// A number for a message: `12_000`, `0.5`, `1e300`.
pub(super) fn show(x: f64) -> String {
    if x.abs() >= 1e21 || (x != 0.0 && x.abs() < 1e-6) {
        return format!("{x:e}");
    }
    let text = format!("{x}");
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |t| ("-", t));
    let (whole, rest) = text.find('.').map_or((text, ""), |dot| text.split_at(dot));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// `from 0 to 1`, `above 0 and at most 36_525`.
pub(super) fn range(bounds: &Bounds) -> String {
    if bounds.above_low {
        format!("above {} and at most {}", show(bounds.low), show(bounds.high))
    } else {
        format!("from {} to {}", show(bounds.low), show(bounds.high))
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, show};

    #[test]
    fn numbers_are_shown_as_they_would_be_written() {
        let shown: Vec<String> =
            [0.0, -1.5, 1200.0, 12_000.0, 36_525.0, 1e9, -1e9, 1e300].map(show).to_vec();
        let expected =
            ["0", "-1.5", "1200", "12_000", "36_525", "1_000_000_000", "-1_000_000_000", "1e300"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn words_for_no_number_are_not_numbers() {
        assert_eq!(parse(" 10_000 "), Some(10_000.0));
        assert_eq!(parse("1e3"), Some(1000.0));
        for text in ["", "nan", "inf", "1e999", "12k", "_", "-"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
