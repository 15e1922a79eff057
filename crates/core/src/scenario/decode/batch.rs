//! `[[batches]]`

use super::Decoder;
use super::item::{Fields, Item};
use super::pool::names;
use crate::diagnostics::Finding;
use crate::scenario::{Batch, Quantity};

impl Decoder<'_> {
    pub(super) fn batches(&mut self, top: &Fields<'_>) -> Option<Vec<Batch>> {
        let Some(item) = top.get("batches") else { return Some(Vec::new()) };
        let batches: Vec<Option<Batch>> =
            self.list(item)?.iter().map(|item| self.batch(top, item)).collect();
        batches.into_iter().collect()
    }

    fn batch(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Batch> {
        let fields = self.table(item)?;
        let pool = fields.need(self, "pool", |d, item| d.pool_name(top, item));
        let arrival = self.arrival(&fields);
        let tour = fields.maybe(self, "tour", Self::days);
        if let Some(item) = fields.get("tour") {
            self.check_no_units(top, item, pool.as_deref());
            self.check_tour(item, arrival.as_ref().map(|batch| batch.day), tour.flatten());
            if let Some(pool) = &pool {
                self.check_tour_waits(top, pool, item);
            }
        }
        Some(Batch { pool: pool?, tour: tour?, ..arrival? })
    }

    /// What a batch and a delivery have in common: all but the pool and the tour.
    pub(super) fn arrival(&mut self, fields: &Fields<'_>) -> Option<Batch> {
        let label = fields.maybe(self, "label", Self::line);
        let day = fields.need(self, "day", Self::batch_day);
        let every = fields.maybe(self, "every", Self::days);
        let count = fields.maybe(self, "count", Self::small);
        let size = fields.need(self, "size", Self::quantity);
        let delay = fields.maybe(self, "delay", Self::duration);
        let arrives = fields.maybe(self, "arrives", Self::quantity);
        if let (Some(count), None) = (fields.get("count"), fields.get("every")) {
            let title = format!("`{}` counts a batch that does not recur", count.path);
            let label = "expected `every` next to it".to_owned();
            let help = "add `every = 7`, or leave `count` out for a single batch".to_owned();
            self.fail_with_help::<()>(count.key_place, [title, label, help]);
        }
        Some(Batch {
            label: label?,
            pool: String::new(),
            day: day?,
            every: every?,
            count: count?,
            size: size?,
            delay: delay?,
            arrives: arrives?.unwrap_or(Quantity::Fixed(1.0)),
            tour: None,
        })
    }

    /// Says so if a batch of its own tour joins units that have theirs.
    pub(super) fn check_no_units(&mut self, top: &Fields<'_>, item: &Item<'_>, pool: Option<&str>) {
        if let Some(rotation) = pool.filter(|pool| names(top, "rotations").contains(pool)) {
            let title = format!("`{}` is of a batch that joins a rotation", item.path);
            let label = format!("who joins `{rotation}` goes on its units' tours");
            let help = "leave `tour` out, or let the batch join a pool of its own".to_owned();
            self.fail_with_help::<()>(item.key_place, [title, label, help]);
        }
    }

    /// Warns of a tour that nobody can end within the horizon.
    fn check_tour(&mut self, item: &Item<'_>, day: Option<u32>, tour: Option<u32>) {
        let (Some(horizon), Some(day), Some(tour)) = (self.horizon, day, tour) else { return };
        if day <= horizon && day.saturating_add(tour) > horizon {
            let home = u64::from(day) + u64::from(tour);
            self.push(
                Finding::warning(format!("nobody comes home from `{}`", item.path))
                    .at(item.node.place.clone())
                    .label(format!("the first would leave on day {home} of a run of {horizon}")),
            );
        }
    }

    /// The day of the first batch, which may not be before day 1.
    fn batch_day(&mut self, item: &Item<'_>) -> Option<u32> {
        let day = self.day(item)?;
        let place = &item.node.place;
        if day < 1 {
            let title = format!("`{}` is before day 1", item.path);
            let label = "expected a date from `start` on".to_owned();
            let help = "what has arrived before day 1 belongs to the pool's strength".to_owned();
            return self.fail_with_help(place, [title, label, help]);
        }
        if let Some(horizon) = self.horizon.filter(|h| day > i64::from(*h)) {
            self.push(
                Finding::warning(format!("`{}` is past the horizon", item.path))
                    .at(place.clone())
                    .label(format!("day {day} of a run of {horizon}: this batch never comes")),
            );
        }
        u32::try_from(day).ok()
    }
}
