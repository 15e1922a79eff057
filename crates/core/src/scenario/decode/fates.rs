//! `split` and `recovery`: what becomes of the lost, and who of them comes back.

use super::Decoder;
use super::item::{Fields, Item};
use super::number::show;
use crate::diagnostics::nearest;
use crate::metrics::outline::LossOutline;
use crate::scenario::{Category, Recovery};

/// How far the parts of a split may be from 1 in sum.
const SLACK: f64 = 1e-9;

impl Decoder<'_> {
    /// The parts of a split, whose sum is 1.
    pub(super) fn split(&mut self, item: &Item<'_>) -> Option<Vec<Category>> {
        let parts: Vec<Option<Category>> = self
            .named(item)?
            .iter()
            .map(|item| {
                let name = item.name.to_owned();
                if name == LossOutline::NO_CATEGORY {
                    let title = format!("`{name}` cannot be the name of a fate");
                    let label = "its total could not be told from that of all losses".to_owned();
                    let help = "give it another name".to_owned();
                    self.fail_with_help::<()>(item.key_place, [title, label, help]);
                }
                Some(Category { part: self.number(item)?, name })
            })
            .collect();
        let parts: Vec<Category> = parts.into_iter().collect::<Option<_>>()?;
        let sum = parts.iter().fold(0.0, |sum, category| sum + category.part);
        if (sum - 1.0).abs() <= SLACK {
            return Some(parts);
        }
        let title = format!("the parts of `{}` do not sum to 1", item.path);
        // Nine digits show what the slack does not forgive, and none of binary's crumbs.
        let label = format!("they sum to {}", show((sum * 1e9).round() / 1e9));
        let help = "every loss has one fate; give the rest a name of its own".to_owned();
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    /// The recoveries of a process on `pool`, each of a category that its split has.
    pub(super) fn recoveries(
        &mut self,
        top: &Fields<'_>,
        fields: &Fields<'_>,
        pool: Option<&str>,
    ) -> Option<Vec<Recovery>> {
        let Some(item) = fields.get("recovery") else { return Some(Vec::new()) };
        let items = self.named(item)?;
        let Some(split) = fields.get("split") else {
            let title = format!("`{}` is of no split", item.path);
            let label = "expected a `split` next to it".to_owned();
            let help = "say what part of the losses each fate is: split = { kia = 0.2, wia = 0.8 }";
            return self.fail_with_help(item.key_place, [title, label, help.to_owned()]);
        };
        let known = split.keys();
        let recoveries: Vec<Option<Recovery>> =
            items.iter().map(|item| self.recovery(top, item, (&known, pool))).collect();
        recoveries.into_iter().collect()
    }

    fn recovery(
        &mut self,
        top: &Fields<'_>,
        item: &Item<'_>,
        (known, pool): (&[&str], Option<&str>),
    ) -> Option<Recovery> {
        if !known.contains(&item.name) {
            let title = format!("`{}` is of a fate that the split has not", item.path);
            let label = match nearest(item.name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "expected a name in `split`".to_owned(),
            };
            let help = format!("the split has {}", known.join(", "));
            self.fail_with_help::<()>(item.key_place, [title, label, help]);
        }
        let fields = self.table(item)?;
        let returns = fields.need(self, "returns", Self::quantity);
        let delay = fields.need(self, "delay", Self::duration);
        let servers = fields.maybe(self, "servers", Self::small);
        let to = match fields.get("to") {
            Some(item) => self.pool_name(top, item),
            // A pool that is missing or wrong has been reported.
            None => pool.map(str::to_owned),
        };
        Some(Recovery {
            category: item.name.to_owned(),
            returns: returns?,
            delay: delay?,
            servers: servers?,
            to: to?,
        })
    }
}
