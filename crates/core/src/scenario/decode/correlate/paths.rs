//! Uncertain inputs: their paths in the file, as `--set` takes them, and the names of their draws.
//!
//! The two differ where a table of the file is made of others: a batch is drawn by its own name and not
//! by its place, what a transfer moves is a law as daily losses are, and a supply is a pool, a loss
//! process, a transfer and batches.

use super::Known;
use crate::plan::batch_path;
use crate::scenario::grammar::form_names;
use crate::scenario::model::{resupply_of, use_of};

impl Known<'_> {
    /// The name of the draws of the input at a path, which may name the form of a law or not.
    pub(super) fn draws(&self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.split('.').collect();
        let plain = match parts[..] {
            ["batches", index, key] => self.batch(|_| true, index, key)?,
            ["supplies", name, "deliveries", index, key] => {
                self.batch(|pool| pool == name, index, key)?
            }
            ["supplies", name, "resupply", ..] => {
                format!("transfers.{}.daily.mean", resupply_of(name))
            }
            ["supplies", name, "stock"] => format!("pools.{name}.strength"),
            ["supplies", name, "establishment"] => format!("pools.{name}.establishment"),
            ["supplies", name, "use", ref rest @ ..] => {
                format!("supplies.{}", joined([&use_of(name), "daily"], rest))
            }
            ["supplies", name, ref rest @ ..] => {
                format!("supplies.{}", joined([&use_of(name)], rest))
            }
            ["transfers", name, "rate", ref rest @ ..] => {
                joined(["transfers", name, "daily"], rest)
            }
            [table, name, ref rest @ ..] => joined([table, name], rest),
            _ => return None,
        };
        // A law in another is drawn as the outer; a Poisson rate is its mean; a number is the mean of a
        // constant law, and a hazard's the first of its steps.
        let alike = [plain.replace(".daily.daily", ".daily"), plain];
        let candidates = alike.iter().flat_map(|path| {
            let base = path.strip_suffix(".rate").unwrap_or(path);
            let hazard = path.replace(".hazard.per_1000", ".hazard.0.per_1000");
            [path.clone(), format!("{base}.mean"), format!("{hazard}.0.per_1000"), hazard]
        });
        candidates.into_iter().find(|name| self.inputs.contains(name))
    }

    /// The draws of the batch at a place among those for some pools.
    fn batch(&self, of: impl Fn(&str) -> bool, place: &str, key: &str) -> Option<String> {
        let mut batches = self.scenario.batches.iter().enumerate().filter(|(_, b)| of(&b.pool));
        let (index, _) = batches.nth(place.parse().ok()?)?;
        Some(format!("{}.{key}", batch_path(self.scenario, index)))
    }

    /// The draws of an input as a path of the file.
    pub(super) fn shown(&self, name: &str) -> String {
        let batches = self.scenario.batches.iter().enumerate();
        let batch = batches.into_iter().find_map(|(index, batch)| {
            let key = name.strip_prefix(&batch_path(self.scenario, index))?.strip_prefix('.')?;
            let before = &self.scenario.batches[..index];
            let place = before.iter().filter(|b| b.pool == batch.pool).count();
            Some(if self.is_supply(&batch.pool) {
                format!("supplies.{}.deliveries.{place}.{key}", batch.pool)
            } else {
                format!("batches.{index}.{key}")
            })
        });
        let parts: Vec<&str> = name.split('.').collect();
        batch.unwrap_or_else(|| match parts[..] {
            ["pools", pool, "strength"] if self.is_supply(pool) => format!("supplies.{pool}.stock"),
            ["pools", pool, key] if self.is_supply(pool) => format!("supplies.{pool}.{key}"),
            ["supplies", pool, "use", "daily", ref rest @ ..] => {
                joined(["supplies", pool, "use"], rest)
            }
            ["supplies", pool, "use", ref rest @ ..] => joined(["supplies", pool], rest),
            ["transfers", pool, "resupply", ..] => format!("supplies.{pool}.resupply.rate"),
            ["transfers", name, "daily", ref rest @ ..] => {
                joined(["transfers", name, "rate"], rest)
            }
            _ => name.to_owned(),
        })
    }

    fn is_supply(&self, name: &str) -> bool {
        self.scenario.pools.iter().any(|pool| pool.name == name && pool.supply.is_some())
    }
}

/// Parts of a path, without the forms of laws in the rest.
fn joined<const N: usize>(first: [&str; N], rest: &[&str]) -> String {
    let forms = form_names();
    let kept = rest.iter().copied().filter(|part| !forms.contains(part));
    first.into_iter().chain(kept).collect::<Vec<&str>>().join(".")
}
