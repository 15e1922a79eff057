//! `[opposed.NAME]`

use super::Decoder;
use super::item::{Fields, Item};
use super::pool::names;
use crate::diagnostics::Finding;
use crate::scenario::document::Value;
use crate::scenario::grammar::Kind;
use crate::scenario::{Lanchester, Opposed, Quantity};

const LAW: &str = "a law such as { square = { a = 0.01, b = 0.01 } }";

impl Decoder<'_> {
    pub(super) fn opposed(&mut self, top: &Fields<'_>) -> Option<Vec<Opposed>> {
        let Some(item) = top.get("opposed") else { return Some(Vec::new()) };
        if matches!(item.node.value, Value::Array(_)) {
            let title = "`opposed` is an array".to_owned();
            let label = "expected a table from names to battles".to_owned();
            let help = "give each a name, which its metrics need: [opposed.battle]".to_owned();
            return self.fail_with_help(item.key_place, [title, label, help]);
        }
        let battles: Vec<Option<Opposed>> =
            self.named(item)?.iter().map(|item| self.battle(top, item)).collect();
        battles.into_iter().collect()
    }

    fn battle(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Opposed> {
        let others =
            [("pools", "a pool"), ("losses", "a loss process"), ("transfers", "a transfer")];
        for (table, noun) in others {
            if names(top, table).contains(&item.name) {
                let title = format!("`{}` names both {noun} and a battle", item.name);
                let label = "the metrics of the two could not be told apart".to_owned();
                let help = "give one of them another name".to_owned();
                self.fail_with_help::<()>(item.key_place, [title, label, help]);
            }
        }
        let fields = self.table(item)?;
        let label = fields.maybe(self, "label", Self::line);
        let pools = fields.need(self, "pools", |d, item| d.two_pools(top, item));
        let law = fields.need(self, "lanchester", Self::lanchester);
        let deterministic = fields.maybe(self, "deterministic", Self::flag);
        let from_day = fields.maybe(self, "from_day", |d, item| d.first_day_of("battle", item));
        let until = fields.maybe(self, "until", Self::day);
        if let (Some(first), Some(Some(last))) = (&from_day, until) {
            self.check_window(&fields, "battle", (first.unwrap_or(1), last))?;
        }
        let (law, coefficients) = law?;
        Some(Opposed {
            name: item.name.to_owned(),
            label: label?,
            pools: pools?,
            law,
            coefficients,
            deterministic: deterministic?.unwrap_or(false),
            from_day: from_day?.unwrap_or(1),
            until: until?.and_then(|day| u32::try_from(day).ok()),
        })
    }

    /// Two pools, not twice the same.
    fn two_pools(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<[String; 2]> {
        let two = "the names of two pools, [\"blue\", \"red\"]";
        let Value::Array(nodes) = &item.node.value else { return self.mismatch(item, two) };
        let [first, second] = nodes.as_slice() else {
            let title = format!("`{}` is an array of {}", item.path, nodes.len());
            let label = format!("expected {two}");
            let help = "a pool that fights several others stands in a battle with each".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        };
        let pools = [(0, first), (1, second)].map(|(index, node)| {
            let item = item.element(index, node, Kind::Text);
            let pool = self.pool_name(top, &item)?;
            self.check_battle_waits(top, &pool, &item);
            Some(pool)
        });
        let [Some(first_name), Some(second_name)] = pools else { return None };
        if first_name == second_name {
            let title = format!("`{first_name}` fights itself");
            let label = format!("expected a pool other than \"{first_name}\"");
            return self.fail(&second.place, title, label);
        }
        Some([first_name, second_name])
    }

    fn lanchester(&mut self, item: &Item<'_>) -> Option<(Lanchester, [Quantity; 2])> {
        let form = self.form(item, LAW)?;
        let law = Lanchester::ALL.into_iter().find(|law| law.name() == form.name)?;
        let fields = self.table(&form)?;
        let a = fields.need(self, "a", Self::quantity);
        let b = fields.need(self, "b", Self::quantity);
        let coefficients = [a?, b?];
        if coefficients == [Quantity::Fixed(0.0), Quantity::Fixed(0.0)] {
            self.push(
                Finding::warning(format!("nobody is lost by `{}`", form.path))
                    .at(form.node.place.clone())
                    .label("`a` and `b` are both 0"),
            );
        }
        Some((law, coefficients))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, item: &Item<'_>) -> Option<bool> {
        match &item.node.value {
            Value::Boolean(flag) => Some(*flag),
            Value::Text(text) if matches!(text.trim(), "true" | "false") => {
                let title = format!("`{}` is a string", item.path);
                let help = format!("write {}, without quotes", text.trim());
                let label = "expected true or false".to_owned();
                self.fail_with_help(&item.node.place, [title, label, help])
            }
            _ => self.mismatch(item, "true or false"),
        }
    }
}
