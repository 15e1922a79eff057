//! Tables: known, missing and unknown keys, choices, and tables of names.

use super::Decoder;
use super::item::{Fields, Item};
use crate::diagnostics::{Finding, nearest};
use crate::scenario::document::{Entry, Value};
use crate::scenario::grammar::{Key, Kind, home};

/// The longest name of a pool, a loss process, a threshold or a question.
const LONGEST_NAME: usize = 100;

impl Decoder<'_> {
    /// The entries of a table, or an error that says what it is instead.
    fn entries<'n>(&mut self, item: &Item<'n>, expected: &str) -> Option<&'n [Entry]> {
        match &item.node.value {
            Value::Table(entries) => Some(entries),
            _ => self.mismatch(item, expected),
        }
    }

    /// Says that a value is of the wrong type.
    pub(super) fn mismatch<T>(&mut self, item: &Item<'_>, expected: &str) -> Option<T> {
        let title = format!("`{}` is {}", item.path, item.node.value.kind());
        self.fail(&item.node.place, title, format!("expected {expected}"))
    }

    /// A table with the keys of the item's kind.
    pub(super) fn table<'n>(&mut self, item: &Item<'n>) -> Option<Fields<'n>> {
        let Kind::Table(keys) = item.kind else { return None };
        let names: Vec<&str> = keys.iter().map(|k| k.name).collect();
        self.fields(item, keys, &format!("a table with {}", names.join(", ")))
    }

    /// A table with these keys.
    pub(super) fn fields<'n>(
        &mut self,
        item: &Item<'n>,
        keys: &[Key],
        expected: &str,
    ) -> Option<Fields<'n>> {
        let entries = self.entries(item, expected)?;
        let mut items = Vec::new();
        let mut strangers = Vec::new();
        for entry in entries {
            match keys.iter().find(|k| k.name == entry.key) {
                Some(key) => items.push(item.entry(entry, key.kind)),
                None => strangers.extend(self.unknown_key(item, entry, keys)),
            }
        }
        for key in keys.iter().filter(|k| k.required) {
            // A misspelt key is not reported a second time as missing.
            let there = items.iter().any(|i| i.name == key.name);
            if !there && !strangers.contains(&key.name) {
                self.missing_key(item, key);
            }
        }
        let strange = items.len() < entries.len();
        Some(Fields::new(keys.to_vec(), items, item.node.place.clone(), strange))
    }

    /// Reports an unknown key and returns the one probably meant.
    fn unknown_key(
        &mut self,
        item: &Item<'_>,
        entry: &Entry,
        keys: &[Key],
    ) -> Option<&'static str> {
        let names: Vec<&'static str> = keys.iter().map(|k| k.name).collect();
        let other = (entry.key == "delay").then_some("lead");
        let near = nearest(&entry.key, names.iter().copied()).or(other);
        let near = names.into_iter().find(|n| Some(*n) == near);
        let place = match item.path.as_str() {
            "" => String::new(),
            path => format!(" in `{path}`"),
        };
        let names: Vec<&str> = keys.iter().map(|k| k.name).collect();
        let what = if item.kind.forms().is_some() { "one of" } else { "known keys here:" };
        self.push(
            Finding::error(format!("unknown key `{}`{place}", shorten(&entry.key)))
                .at(entry.key_place.clone())
                .label(match (near, home(&entry.key)) {
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, Some(home)) => format!("this key belongs {home}"),
                    (None, None) => "not a key of the language".to_owned(),
                })
                .help(format!("{what} {}", names.join(", "))),
        );
        near
    }

    fn missing_key(&mut self, item: &Item<'_>, key: &Key) {
        let title = match item.path.as_str() {
            "" => format!("the scenario has no `{}`", key.name),
            path => format!("`{path}` has no `{}`", key.name),
        };
        self.push(
            Finding::error(title)
                .at(item.node.place.clone())
                .label(format!("`{}` is required here", key.name))
                .help(format!("{}: {}", key.name, key.doc)),
        );
    }

    /// The one key of a choice, such as `{ poisson = ... }`. `expected` says what else it may be.
    pub(super) fn form<'n>(&mut self, item: &Item<'n>, expected: &str) -> Option<Item<'n>> {
        let keys = item.kind.forms()?;
        let entries = self.entries(item, expected)?;
        let names: Vec<&str> = keys.iter().map(|k| k.name).collect();
        let mut chosen: Option<Item<'n>> = None;
        let mut wrong = false;
        for entry in entries {
            let Some(key) = keys.iter().find(|k| k.name == entry.key) else {
                self.unknown_key(item, entry, &keys);
                wrong = true;
                continue;
            };
            if let Some(first) = &chosen {
                let title =
                    format!("`{}` has both `{}` and `{}`", item.path, first.name, entry.key);
                let label = "a choice has one key".to_owned();
                let help = format!("keep one of {}", names.join(", "));
                return self.fail_with_help(&entry.key_place, [title, label, help]);
            }
            chosen = Some(item.entry(entry, key.kind));
        }
        if chosen.is_none() && !wrong {
            let title = format!("`{}` is an empty table", item.path);
            return self.fail(&item.node.place, title, format!("one of {}", names.join(", ")));
        }
        chosen.filter(|_| !wrong)
    }

    /// The values of a table of names, in the order of the file. Bad names are reported.
    pub(super) fn named<'n>(&mut self, item: &Item<'n>) -> Option<Vec<Item<'n>>> {
        let Kind::Named(named) = item.kind else { return None };
        let expected = format!("a table from names to {}s", named.noun);
        let entries = self.entries(item, &expected)?;
        for entry in entries {
            if let Some(fault) = name_fault(&entry.key) {
                let title =
                    format!("\"{}\" cannot be the name of a {}", shorten(&entry.key), named.noun);
                self.fail::<()>(&entry.key_place, title, fault);
            }
        }
        Some(entries.iter().map(|entry| item.entry(entry, named.kind)).collect())
    }

    /// The tables of an array.
    pub(super) fn list<'n>(&mut self, item: &Item<'n>) -> Option<Vec<Item<'n>>> {
        let Kind::List(keys) = item.kind else { return None };
        match &item.node.value {
            Value::Array(nodes) => {
                let element = |(i, node)| item.element(i, node, Kind::Table(keys));
                Some(nodes.iter().enumerate().map(element).collect())
            }
            Value::Table(_) if matches!(item.path.as_str(), "batches" | "policies") => {
                let (title, each) = match item.path.as_str() {
                    "batches" => ("`batches` is a single table".to_owned(), "batch"),
                    _ => ("`policies` is a single table".to_owned(), "policy"),
                };
                let label = "expected an array of tables".to_owned();
                let help =
                    format!("write [[{}]] with two brackets, once for each {each}", item.path);
                self.fail_with_help(item.key_place, [title, label, help])
            }
            _ => self.mismatch(item, "an array of tables, [{ ... }, { ... }]"),
        }
    }
}

pub(super) fn name_fault(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        Some("a name cannot be empty")
    } else if name.contains('.') {
        Some("a name has no dot: dots separate the parts of a metric's name")
    } else if name.chars().any(char::is_control) {
        Some("a name has no control characters")
    } else if name.chars().count() > LONGEST_NAME {
        Some("a name has at most 100 characters")
    } else {
        None
    }
}

/// Keys in titles are cut short, and on one line.
pub(super) fn shorten(key: &str) -> String {
    const SHOWN: usize = 40;
    let line: String = key.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if key.chars().count() > SHOWN { line + "..." } else { line }
}
