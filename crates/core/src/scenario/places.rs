//! Where each key and value of a scenario stands in its text.

use std::collections::BTreeMap;

use super::document::{Node, Value};
use crate::diagnostics::Place;

/// The places of keys and values by dotted path, as in `pools.contingent.strength` and
/// `batches.0.size` (names have no dots, so parts need no quotes).
///
/// A path that the text does not have, because a default holds, gives the place of the nearest
/// table around it.
///
/// ```
/// use outlast_core::diagnostics::Finding;
/// use outlast_core::scenario::{NoFiles, Scenario};
///
/// let text = "horizon = 60\n[pools.a]\nstrength = 900";
/// let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).unwrap();
/// let place = loaded.places.value("pools.a.strength");
/// assert_eq!(place.text(), "900");
/// assert_eq!(loaded.places.key("pools.a.strength").text(), "strength");
/// assert_eq!(loaded.places.value("pools.a.establishment").text(), "[pools.a]");
/// let finding = Finding::warning("`a` is small").at(place);
/// assert!(finding.render(false).contains("a.toml:3:12"));
/// ```
#[derive(Debug, Clone)]
pub struct Places {
    root: Place,
    by_path: BTreeMap<String, (Place, Place)>,
}

impl Places {
    pub(super) fn of(root: &Node) -> Self {
        let mut by_path = BTreeMap::new();
        collect(root, "", &mut by_path);
        Self { root: root.place.clone(), by_path }
    }

    /// The key at `path`; for an element of an array, the element.
    pub fn key(&self, path: &str) -> Place {
        self.nearest(path).0.clone()
    }

    /// The value at `path`; for a table with a header of its own, the header.
    pub fn value(&self, path: &str) -> Place {
        self.nearest(path).1.clone()
    }

    /// Whether the text has this path itself.
    pub(super) fn has(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    fn nearest(&self, path: &str) -> (&Place, &Place) {
        let mut path = path;
        loop {
            if let Some((key, value)) = self.by_path.get(path) {
                return (key, value);
            }
            match path.rsplit_once('.') {
                Some((parent, _)) => path = parent,
                None => return (&self.root, &self.root),
            }
        }
    }
}

fn collect(node: &Node, path: &str, out: &mut BTreeMap<String, (Place, Place)>) {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match &node.value {
        Value::Table(entries) => {
            for entry in entries {
                let path = join(&entry.key);
                collect(&entry.node, &path, out);
                out.insert(path, (entry.key_place.clone(), entry.node.place.clone()));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = join(&index.to_string());
                collect(item, &path, out);
                out.insert(path, (item.place.clone(), item.place.clone()));
            }
        }
        _ => {}
    }
}
