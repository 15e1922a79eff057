//! `[transfers.NAME]`

use super::Decoder;
use super::item::{Fields, Item};
use super::pool::names;
use crate::diagnostics::{Finding, nearest};
use crate::scenario::document::Value;
use crate::scenario::{LossLaw, Per, Quantity, ReplayStart, Transfer};

impl Decoder<'_> {
    pub(super) fn transfers(&mut self, top: &Fields<'_>) -> Option<Vec<Transfer>> {
        let Some(item) = top.get("transfers") else { return Some(Vec::new()) };
        if matches!(item.node.value, Value::Array(_)) {
            let title = "`transfers` is an array".to_owned();
            let label = "expected a table from names to transfers".to_owned();
            let help = "give each a name, which its metrics need: [transfers.recruits]".to_owned();
            return self.fail_with_help(item.key_place, [title, label, help]);
        }
        let transfers: Vec<Option<Transfer>> =
            self.named(item)?.iter().map(|item| self.transfer(top, item)).collect();
        transfers.into_iter().collect()
    }

    fn transfer(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Transfer> {
        for (table, noun) in
            [("pools", "a pool"), ("rotations", "a rotation"), ("losses", "a loss process")]
        {
            if names(top, table).contains(&item.name) {
                let title = format!("`{}` names both {noun} and a transfer", item.name);
                let label = "the metrics of the two could not be told apart".to_owned();
                let help = "give one of them another name".to_owned();
                self.fail_with_help::<()>(item.key_place, [title, label, help]);
            }
        }
        let fields = self.table(item)?;
        let label = fields.maybe(self, "label", Self::line);
        let from = fields.maybe(self, "from", |d, item| d.stock_name(top, item));
        let to = fields.maybe(self, "to", |d, item| d.pool_name(top, item));
        self.check_ends(item, &fields);
        let rate = fields.need(self, "rate", Self::transfer_rate);
        let per = fields.maybe(self, "per", Self::per);
        let cap = fields.maybe(self, "cap", Self::quantity);
        let from_day = fields.maybe(self, "from_day", |d, item| d.first_day_of("transfer", item));
        let until = fields.maybe(self, "until", Self::day);
        if let (Some(first), Some(Some(last))) = (&from_day, until) {
            self.check_window(&fields, "transfer", (first.unwrap_or(1), last))?;
        }
        let delay = fields.maybe(self, "delay", Self::duration);
        let survives = fields.maybe(self, "survives", Self::quantity);
        Some(Transfer {
            name: item.name.to_owned(),
            label: label?,
            from: from?,
            to: to?,
            rate: rate?,
            per: per?.unwrap_or(Per::Day),
            cap: cap?,
            from_day: from_day?.unwrap_or(1),
            until: until?.and_then(|day| u32::try_from(day).ok()),
            delay: delay?,
            survives: survives?.unwrap_or(Quantity::Fixed(1.0)),
        })
    }

    /// A transfer goes somewhere, comes from somewhere, and not from there.
    fn check_ends(&mut self, item: &Item<'_>, fields: &Fields<'_>) {
        match (fields.get("from"), fields.get("to")) {
            (None, None) if !fields.has_strangers() => {
                let title = format!("`{}` has neither `from` nor `to`", item.path);
                let label = "expected the name of a pool as at least one of the two".to_owned();
                let help =
                    "without `from` they come from outside, without `to` they leave for good";
                self.fail_with_help::<()>(&item.node.place, [title, label, help.to_owned()]);
            }
            (Some(from), Some(to)) => {
                let (Value::Text(source), Value::Text(target)) = (&from.node.value, &to.node.value)
                else {
                    return;
                };
                if source == target {
                    let title = format!("`{}` goes where it comes from", item.path);
                    let label = format!("expected a pool other than \"{source}\"");
                    self.fail::<()>(&to.node.place, title, label);
                }
            }
            (Some(_), None) if !fields.has_strangers() => {
                for key in ["delay", "survives"] {
                    if let Some(stray) = fields.get(key) {
                        let title = format!("`{}` is of people who leave for good", stray.path);
                        let label = "expected a pool that they join, as `to`".to_owned();
                        let help = format!("add `to`, or leave `{key}` out");
                        self.fail_with_help::<()>(stray.key_place, [title, label, help]);
                    }
                }
            }
            _ => {}
        }
    }

    /// A law of daily losses, of which a replay has one start: replications are not counted here.
    pub(super) fn transfer_rate(&mut self, item: &Item<'_>) -> Option<LossLaw> {
        let law = self.law(item)?;
        if !matches!(law, LossLaw::Replay { start: ReplayStart::Each(_), .. }) {
            return Some(law);
        }
        let title = format!("`{}` starts from every row in turn", item.path);
        let label = "only losses can".to_owned();
        let help = "give the replay a start: start = 2024-10-25".to_owned();
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    /// `"day"`, `"week"`, `"month"` or `"year"`.
    pub(super) fn per(&mut self, item: &Item<'_>) -> Option<Per> {
        let word = self.text(item)?;
        let per = Per::ALL.into_iter().find(|per| per.name() == word);
        if per.is_some() {
            return per;
        }
        let label = match nearest(&word, Per::ALL.map(Per::name)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "expected \"day\", \"week\", \"month\" or \"year\"".to_owned(),
        };
        let help = "a rate of 90 every 10 days is one of 9 a day".to_owned();
        let title = format!("`{}` is not a time that a rate can be of", item.path);
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    /// The first day of something. Dates before day 1 are day 1.
    pub(super) fn first_day_of(&mut self, noun: &str, item: &Item<'_>) -> Option<u32> {
        let day = u32::try_from(self.day(item)?.max(1)).ok()?;
        if let Some(horizon) = self.horizon.filter(|h| day > *h) {
            self.push(
                Finding::warning(format!("`{}` is past the horizon", item.path))
                    .at(item.node.place.clone())
                    .label(format!("day {day} of a run of {horizon}: this {noun} never begins")),
            );
        }
        Some(day)
    }

    /// Says so if the last day is before the first.
    pub(super) fn check_window(
        &mut self,
        fields: &Fields<'_>,
        noun: &str,
        (first, last): (u32, i64),
    ) -> Option<()> {
        if last >= i64::from(first) {
            return Some(());
        }
        let until = fields.get("until")?;
        let title = format!("`{}` is before the {noun} begins", until.path);
        let label = format!("day {last}, before day {first}");
        self.fail(&until.node.place, title, label)
    }
}
