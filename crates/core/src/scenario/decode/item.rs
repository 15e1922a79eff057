//! A value of the document under decoding, and the keys of a table.

use super::Decoder;
use crate::diagnostics::Place;
use crate::scenario::document::{Entry, Node, Value};
use crate::scenario::grammar::{Key, Kind};

/// A value, what the grammar takes it for, and its path for messages.
pub(super) struct Item<'n> {
    pub(super) node: &'n Node,
    /// Where its key stands; its own place if it has none.
    pub(super) key_place: &'n Place,
    /// Its key; empty for the whole document and for elements of arrays.
    pub(super) name: &'n str,
    /// `pools.contingent.strength`; empty for the whole document.
    pub(super) path: String,
    pub(super) kind: Kind,
}

impl<'n> Item<'n> {
    pub(super) fn root(node: &'n Node, kind: Kind) -> Self {
        Self { node, key_place: &node.place, name: "", path: String::new(), kind }
    }

    /// The value of a key of this table.
    pub(super) fn entry(&self, entry: &'n Entry, kind: Kind) -> Self {
        Self {
            node: &entry.node,
            key_place: &entry.key_place,
            name: &entry.key,
            path: self.join(&entry.key),
            kind,
        }
    }

    /// An element of this array.
    pub(super) fn element(&self, index: usize, node: &'n Node, kind: Kind) -> Self {
        Self { node, key_place: &node.place, name: "", path: self.join(&index.to_string()), kind }
    }

    /// The keys of this table, whatever is wrong with their values.
    pub(super) fn keys(&self) -> Vec<&'n str> {
        match &self.node.value {
            Value::Table(entries) => entries.iter().map(|e| e.key.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    fn join(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// The keys of a table that has been checked for unknown and missing ones.
pub(super) struct Fields<'n> {
    keys: Vec<Key>,
    /// Where the table stands.
    place: Place,
    /// Whether there were unknown keys, which have been reported.
    strangers: bool,
    items: Vec<Item<'n>>,
}

impl<'n> Fields<'n> {
    pub(super) fn new(keys: Vec<Key>, items: Vec<Item<'n>>, place: Place, strangers: bool) -> Self {
        Self { keys, place, strangers, items }
    }

    /// Whether there were unknown keys, which have been reported.
    pub(super) fn has_strangers(&self) -> bool {
        self.strangers
    }

    /// Where the table stands.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The value of a key, if it is there.
    pub(super) fn get(&self, key: &str) -> Option<&Item<'n>> {
        debug_assert!(self.keys.iter().any(|k| k.name == key), "the grammar has no `{key}`");
        self.items.iter().find(|item| item.name == key)
    }

    /// Decodes a required key. `None`: it is missing or wrong, and that has been reported.
    pub(super) fn need<'d, T>(
        &self,
        decoder: &mut Decoder<'d>,
        key: &str,
        decode: impl FnOnce(&mut Decoder<'d>, &Item<'n>) -> Option<T>,
    ) -> Option<T> {
        decode(decoder, self.get(key)?)
    }

    /// Decodes an optional key. `Some(None)`: it is absent; `None`: it is wrong, and that has
    /// been reported.
    #[allow(clippy::option_option, reason = "one `?` for wrong, one default for absent")]
    pub(super) fn maybe<'d, T>(
        &self,
        decoder: &mut Decoder<'d>,
        key: &str,
        decode: impl FnOnce(&mut Decoder<'d>, &Item<'n>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.get(key) {
            None => Some(None),
            Some(item) => decode(decoder, item).map(Some),
        }
    }
}
