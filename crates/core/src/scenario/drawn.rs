//! From the name of what is drawn to the path in the file.
//!
//! The two differ where a table of the file is made of others: a batch is drawn by its own name and not
//! by its place, what a transfer moves is a law as daily losses are, and a supply is a pool, a loss
//! process, a transfer and batches.

use super::Scenario;
use super::grammar::form_names;
use crate::plan::batch_path;

impl Scenario {
    /// The path in the file of an [uncertain input](crate::Plan::uncertain), by the name of its draws.
    /// The forms of laws are left out, as they are in that name.
    ///
    /// ```
    /// use outlast_core::scenario::{NoFiles, Scenario};
    ///
    /// let text = "horizon = 9\n[supplies.fuel]\nstock = { uniform = [80, 90] }\nuse = 9";
    /// let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).unwrap();
    /// assert_eq!(loaded.scenario.path_of("pools.fuel.strength"), "supplies.fuel.stock");
    /// assert_eq!(loaded.scenario.path_of("supplies.fuel.use.daily.mean"), "supplies.fuel.use.mean");
    /// ```
    pub fn path_of(&self, drawn: &str) -> String {
        let batches = self.batches.iter().enumerate();
        let batch = batches.into_iter().find_map(|(index, batch)| {
            let key = drawn.strip_prefix(&batch_path(self, index))?.strip_prefix('.')?;
            let before = &self.batches[..index];
            let place = before.iter().filter(|b| b.pool == batch.pool).count();
            Some(if self.supply(&batch.pool).is_some() {
                format!("supplies.{}.deliveries.{place}.{key}", batch.pool)
            } else {
                format!("batches.{index}.{key}")
            })
        });
        let is_supply = |pool: &str| self.supply(pool).is_some();
        let parts: Vec<&str> = drawn.split('.').collect();
        batch.unwrap_or_else(|| match parts[..] {
            ["pools", pool, "strength"] if is_supply(pool) => format!("supplies.{pool}.stock"),
            ["pools", pool, key] if is_supply(pool) => format!("supplies.{pool}.{key}"),
            ["supplies", pool, "use", "daily", ref rest @ ..] => {
                joined(["supplies", pool, "use"], rest)
            }
            ["supplies", pool, "use", ref rest @ ..] => joined(["supplies", pool], rest),
            ["transfers", pool, "resupply", ..] => format!("supplies.{pool}.resupply.rate"),
            ["transfers", name, "daily", ref rest @ ..] => {
                joined(["transfers", name, "rate"], rest)
            }
            _ => drawn.to_owned(),
        })
    }
}

/// Parts of a path, without the forms of laws in the rest.
pub(super) fn joined<const N: usize>(first: [&str; N], rest: &[&str]) -> String {
    let forms = form_names();
    let kept = rest.iter().copied().filter(|part| !forms.contains(part));
    first.into_iter().chain(kept).collect::<Vec<&str>>().join(".")
}
