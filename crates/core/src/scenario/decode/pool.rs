//! `[pools.NAME]`

use super::Decoder;
use super::item::{Fields, Item};
use crate::diagnostics::nearest;
use crate::scenario::document::Value;
use crate::scenario::{Pool, Quantity, Threshold};

impl Decoder<'_> {
    /// The pools that are not those of rotations.
    pub(super) fn pools(&mut self, top: &Fields<'_>) -> Option<Vec<Pool>> {
        // What is no table has been reported.
        let rotates = top.get("rotations").is_some_and(|item| match &item.node.value {
            Value::Table(rotations) => !rotations.is_empty(),
            _ => true,
        });
        let Some(item) = top.get("pools") else {
            if rotates || top.get("supplies").is_some() {
                return Some(Vec::new());
            }
            // A misspelt key has been reported as unknown.
            if top.has_strangers() {
                return None;
            }
            let title = "the scenario has no `pools`, no `rotations` and no `supplies`".to_owned();
            let label = "expected at least one of them".to_owned();
            let help = "a pool is a table [pools.NAME] with its strength".to_owned();
            return self.fail_with_help(top.place(), [title, label, help]);
        };
        let items = self.named(item)?;
        if items.is_empty() && !rotates {
            let title = "there is no pool".to_owned();
            let label = "expected at least one".to_owned();
            let help = "a pool is a table [pools.NAME] with its strength".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        }
        let pools: Vec<Option<Pool>> = items.iter().map(|item| self.pool(item)).collect();
        pools.into_iter().collect()
    }

    fn pool(&mut self, item: &Item<'_>) -> Option<Pool> {
        let fields = self.table(item)?;
        let label = fields.maybe(self, "label", Self::line);
        let strength = fields.need(self, "strength", Self::quantity);
        let establishment = fields.maybe(self, "establishment", Self::quantity);
        let empty = is_nothing(establishment.as_ref(), strength.as_ref());
        let thresholds = fields.maybe(self, "thresholds", |d, item| d.thresholds(item, empty));
        let backorders = fields.maybe(self, "backorders", Self::flag);
        Some(Pool {
            name: item.name.to_owned(),
            label: label?,
            strength: strength?,
            establishment: establishment?,
            thresholds: thresholds?.unwrap_or_default(),
            backorders: backorders?.unwrap_or(false),
            supply: None,
        })
    }

    /// `empty`: the establishment, of which levels up to 1 are fractions, is certainly 0.
    pub(super) fn thresholds(&mut self, item: &Item<'_>, empty: bool) -> Option<Vec<Threshold>> {
        let thresholds: Vec<Option<Threshold>> = self
            .named(item)?
            .iter()
            .map(|item| {
                let level = self.number(item)?;
                if level <= 1.0 && empty {
                    let title = format!("`{}` is a fraction of nothing", item.path);
                    let label =
                        "a level of at most 1 is a fraction of the establishment".to_owned();
                    let help = "give the pool an establishment, or write a count".to_owned();
                    return self.fail_with_help(&item.node.place, [title, label, help]);
                }
                Some(Threshold { name: item.name.to_owned(), level })
            })
            .collect();
        thresholds.into_iter().collect()
    }

    /// The name of a pool or a supply that exists.
    pub(super) fn pool_or_supply(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<String> {
        let supplies = names(top, "supplies");
        let Value::Text(name) = &item.node.value else { return self.pool_name(top, item) };
        if supplies.contains(&name.as_str()) {
            return Some(name.clone());
        }
        let pools = pool_names(top);
        if supplies.is_empty() || pools.contains(&name.as_str()) {
            return self.pool_name(top, item);
        }
        let all: Vec<&str> = pools.into_iter().chain(supplies).collect();
        let title = format!("there is no pool or supply `{name}`");
        let label = match nearest(name, all.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "expected the name of a pool or a supply".to_owned(),
        };
        let help = format!("there are {}", all.join(", "));
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    /// The name of a pool that exists.
    pub(super) fn pool_name(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<String> {
        let name = self.text(item)?;
        let names = pool_names(top);
        if names.contains(&name.as_str()) {
            return Some(name);
        }
        let supplies = self::names(top, "supplies");
        if names.is_empty() && supplies.is_empty() {
            // No pool at all has been reported.
            return None;
        }
        if supplies.contains(&name.as_str()) {
            let title = format!("`{name}` is a supply");
            let label = "expected the name of a pool".to_owned();
            let help = "what a supply uses and receives is told in its own table: use, deliveries, \
                        resupply";
            return self.fail_with_help(&item.node.place, [title, label, help.to_owned()]);
        }
        let title = format!("there is no pool `{name}`");
        let label = match nearest(&name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "expected the name of a pool".to_owned(),
        };
        let help = match &names[..] {
            [] => "there are supplies alone; a pool is a table [pools.NAME]".to_owned(),
            names => format!("the pools are {}", names.join(", ")),
        };
        self.fail_with_help(&item.node.place, [title, label, help])
    }
}

/// Whether an establishment, of which levels up to 1 are fractions, is certainly 0; the strength
/// stands for one that is absent.
pub(super) fn is_nothing(
    establishment: Option<&Option<Quantity>>,
    strength: Option<&Quantity>,
) -> bool {
    let full = match establishment {
        Some(Some(establishment)) => Some(establishment),
        Some(None) => strength,
        None => None,
    };
    full == Some(&Quantity::Fixed(0.0))
}

/// The names in a table of names at the top, whatever is wrong with their values.
pub(super) fn names<'n>(top: &Fields<'n>, key: &str) -> Vec<&'n str> {
    top.get(key).map_or_else(Vec::new, Item::keys)
}

/// The names of all pools, those of rotations last.
pub(super) fn pool_names<'n>(top: &Fields<'n>) -> Vec<&'n str> {
    let mut all = names(top, "pools");
    all.extend(names(top, "rotations"));
    all
}
