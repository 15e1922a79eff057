//! From the path of an uncertain input in the file, as `--set` takes it, to the name of its draws.

use super::Known;
use crate::plan::batch_path;
use crate::scenario::drawn::joined;
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
}
