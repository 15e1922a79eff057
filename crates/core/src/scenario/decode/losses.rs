//! `[losses.NAME]`

use super::Decoder;
use super::item::{Fields, Item};
use super::pool::{names, pool_names};
use crate::diagnostics::Finding;
use crate::scenario::{LossLaw, LossProcess, Pulse, Quantity, ScheduleStep};

impl Decoder<'_> {
    pub(super) fn losses(&mut self, top: &Fields<'_>) -> Option<Vec<LossProcess>> {
        let Some(item) = top.get("losses") else { return Some(Vec::new()) };
        let processes: Vec<Option<LossProcess>> =
            self.named(item)?.iter().map(|item| self.process(top, item)).collect();
        processes.into_iter().collect()
    }

    fn process(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<LossProcess> {
        if pool_names(top).contains(&item.name) {
            let title = format!("`{}` names both a pool and a loss process", item.name);
            let label = "the metrics of the two could not be told apart".to_owned();
            let help = "give one of them another name".to_owned();
            self.fail_with_help::<()>(item.key_place, [title, label, help]);
        }
        let fields = self.table(item)?;
        let label = fields.maybe(self, "label", Self::line);
        let pool = match fields.get("pool") {
            Some(item) => self.pool_name(top, item),
            None => self.only_pool(top, item),
        };
        let daily = self.daily_or_hazard(item, &fields);
        if let (Some(pool), Some(law)) = (&pool, &daily) {
            self.check_hazard_waits(top, (pool, law), fields.get("hazard"));
        }
        let share = fields.maybe(self, "share", Self::quantity);
        let schedule = fields.maybe(self, "schedule", Self::schedule);
        let pulse = fields.maybe(self, "pulse", Self::pulse);
        let split = fields.maybe(self, "split", Self::split);
        let recoveries = self.recoveries(top, &fields, pool.as_deref());
        Some(LossProcess {
            name: item.name.to_owned(),
            label: label?,
            pool: pool?,
            daily: daily?,
            share: share?.unwrap_or(Quantity::Fixed(1.0)),
            schedule: schedule?.unwrap_or_default(),
            pulse: pulse?,
            split: split?.unwrap_or_default(),
            recoveries: recoveries?,
        })
    }

    /// The law of the losses: `daily` or `hazard`.
    fn daily_or_hazard(&mut self, item: &Item<'_>, fields: &Fields<'_>) -> Option<LossLaw> {
        match (fields.get("daily"), fields.get("hazard")) {
            (Some(daily), None) => self.law(daily),
            (None, Some(hazard)) => self.hazard(hazard),
            (Some(_), Some(hazard)) => {
                let title = format!("`{}` has both `daily` and `hazard`", item.path);
                let label = "a process is the one or the other".to_owned();
                let help = "`daily` is a demand of so many a day, whoever is there; `hazard` takes \
                            so many per 1,000 present; two processes can have one each";
                self.fail_with_help(hazard.key_place, [title, label, help.to_owned()])
            }
            // A misspelt key has been reported as unknown.
            (None, None) if fields.has_strangers() => None,
            (None, None) => {
                let title = format!("`{}` has no `daily`", item.path);
                let label = "`daily` or `hazard` is required here".to_owned();
                let help =
                    "daily: losses demanded each day; hazard: losses per 1,000 present, a day";
                self.fail_with_help(&item.node.place, [title, label, help.to_owned()])
            }
        }
    }

    /// The pool of a process that names none.
    fn only_pool(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<String> {
        let pools = pool_names(top);
        match pools[..] {
            [only] => Some(only.to_owned()),
            [] if names(top, "supplies").is_empty() => {
                // No pool at all has been reported.
                None
            }
            [] => {
                let title = format!("`{}` falls on no pool", item.path);
                let label = "there are supplies alone".to_owned();
                let help = "what a supply uses is told in its own table, as `use`".to_owned();
                self.fail_with_help(&item.node.place, [title, label, help])
            }
            _ => {
                let title = format!("`{}` has no `pool`", item.path);
                let label = "`pool` is required where there are several".to_owned();
                let help = format!("the pools are {}", pools.join(", "));
                self.fail_with_help(&item.node.place, [title, label, help])
            }
        }
    }

    pub(super) fn schedule(&mut self, item: &Item<'_>) -> Option<Vec<ScheduleStep>> {
        let mut last = 0;
        let steps: Vec<Option<ScheduleStep>> = self
            .list(item)?
            .iter()
            .map(|item| {
                let fields = self.table(item)?;
                let from = fields.need(self, "from", |d, item| d.step_day(item, &mut last));
                let factor = fields.need(self, "factor", Self::quantity);
                Some(ScheduleStep { from: from?, factor: factor? })
            })
            .collect();
        steps.into_iter().collect()
    }

    /// The day of a step, after the `last` one. Dates before day 1 are day 1.
    fn step_day(&mut self, item: &Item<'_>, last: &mut u32) -> Option<u32> {
        let day = u32::try_from(self.day(item)?.max(1)).ok()?;
        let place = &item.node.place;
        if day <= *last {
            let title = format!("`{}` is day {day}, after a step from day {last}", item.path);
            let label = "expected a later day than the step before".to_owned();
            let help = "list the steps in order; dates before `start` all count as day 1";
            return self.fail_with_help(place, [title, label, help.to_owned()]);
        }
        if let Some(horizon) = self.horizon.filter(|h| day > *h) {
            self.push(
                Finding::warning(format!("`{}` is past the horizon", item.path))
                    .at(place.clone())
                    .label(format!("day {day} of a run of {horizon}: this step never holds")),
            );
        }
        *last = day;
        Some(day)
    }

    pub(super) fn pulse(&mut self, item: &Item<'_>) -> Option<Pulse> {
        let fields = self.table(item)?;
        let per_year = fields.need(self, "per_year", Self::quantity);
        let factor = fields.need(self, "factor", Self::quantity);
        let days = fields.need(self, "days", Self::duration);
        Some(Pulse { per_year: per_year?, factor: factor?, days: days? })
    }
}
