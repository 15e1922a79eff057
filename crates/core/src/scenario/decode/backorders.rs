//! `backorders`: pools whose unmet demands wait, and what cannot be told of them.

use super::Decoder;
use super::item::{Fields, Item};
use crate::scenario::LossLaw;
use crate::scenario::document::Value;

impl Decoder<'_> {
    /// Says so if a hazard falls on a pool whose unmet demands wait: it demands nothing.
    pub(super) fn check_hazard_waits(
        &mut self,
        top: &Fields<'_>,
        (pool, law): (&str, &LossLaw),
        hazard: Option<&Item<'_>>,
    ) {
        if let (LossLaw::Hazard { .. }, Some(item)) = (law, hazard)
            && waits(top, pool)
        {
            let title = format!("`{}` falls on a pool with backorders", item.path);
            let label = "a hazard takes of those who are there: it demands nothing that could wait";
            let help = format!("write `daily`, or leave `backorders` out of pools.{pool}");
            self.fail_with_help::<()>(item.key_place, [title, label.to_owned(), help]);
        }
    }

    /// Says so if a pool whose unmet demands wait stands in a battle, which demands nothing either.
    pub(super) fn check_battle_waits(&mut self, top: &Fields<'_>, pool: &str, item: &Item<'_>) {
        if waits(top, pool) {
            let title = format!("`{}` is a pool with backorders", item.path);
            let label =
                format!("a battle takes of those who are there: nothing of `{pool}` could wait");
            let help = format!("leave `backorders` out of pools.{pool}, or the battle");
            self.fail_with_help::<()>(&item.node.place, [title, label, help]);
        }
    }

    /// Says so if a rotation batch joins a pool whose unmet demands wait: who of it would meet them?
    pub(super) fn check_tour_waits(&mut self, top: &Fields<'_>, pool: &str, tour: &Item<'_>) {
        if waits(top, pool) {
            let title = format!("`{}` is of a batch for a pool with backorders", tour.path);
            let label = "what meets a demand that waits has no tour to end".to_owned();
            let help = format!("leave `tour` out, or `backorders` out of pools.{pool}");
            self.fail_with_help::<()>(tour.key_place, [title, label, help]);
        }
    }
}

/// Whether the unmet demands of a pool wait, as far as the document tells.
fn waits(top: &Fields<'_>, pool: &str) -> bool {
    let Some(pools) = top.get("pools") else { return false };
    let Value::Table(pools) = &pools.node.value else { return false };
    let Some(entry) = pools.iter().find(|entry| entry.key == pool) else { return false };
    let Value::Table(keys) = &entry.node.value else { return false };
    keys.iter().any(|key| key.key == "backorders" && matches!(key.node.value, Value::Boolean(true)))
}
