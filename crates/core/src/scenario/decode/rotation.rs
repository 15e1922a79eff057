//! `[rotations.NAME]`

use super::Decoder;
use super::item::{Fields, Item};
use super::number::show;
use super::pool::names;
use crate::diagnostics::{Finding, nearest};
use crate::scenario::document::Value;
use crate::scenario::grammar::{STARTS, WHENS};
use crate::scenario::{Pool, Quantity, Refill, Rotation, RotationStart};

impl Decoder<'_> {
    /// The rotations and, one for each, the pools of their deployed strengths.
    pub(super) fn rotations(&mut self, top: &Fields<'_>) -> Option<(Vec<Pool>, Vec<Rotation>)> {
        let Some(item) = top.get("rotations") else { return Some(Default::default()) };
        if matches!(item.node.value, Value::Array(_)) {
            let title = "`rotations` is an array".to_owned();
            let label = "expected a table from names to rotations".to_owned();
            let help = "give each a name, which its metrics need: [rotations.line]".to_owned();
            return self.fail_with_help(item.key_place, [title, label, help]);
        }
        let rotations: Vec<Option<(Pool, Rotation)>> =
            self.named(item)?.iter().map(|item| self.rotation(top, item)).collect();
        Some(rotations.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip())
    }

    fn rotation(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<(Pool, Rotation)> {
        if names(top, "pools").contains(&item.name) {
            let title = format!("`{}` names both a pool and a rotation", item.name);
            let label = "a rotation is itself a pool, of the units in the line".to_owned();
            let help = "leave the pool out, or give one of them another name".to_owned();
            self.fail_with_help::<()>(item.key_place, [title, label, help]);
        }
        let fields = self.table(item)?;
        let label = fields.maybe(self, "label", Self::line);
        let units = fields.need(self, "units", Self::small);
        let deployed = fields.need(self, "deployed", Self::small);
        let unit_size = fields.need(self, "unit_size", Self::quantity);
        let tour = fields.need(self, "tour", Self::days);
        let dwell = self.dwell(item, &fields, tour);
        let handover = fields.maybe(self, "handover", Self::days).map(|days| days.unwrap_or(0));
        let relieve_below = fields.maybe(self, "relieve_below", Self::number);
        let min_fill = fields.maybe(self, "min_fill", Self::number);
        let fill = fields.maybe(self, "fill", Self::quantity);
        let refill = fields.maybe(self, "refill", |d, refill| d.refill(top, refill, item.name));
        let start = fields.maybe(self, "start", Self::rotation_start);
        let establishment = fields.maybe(self, "establishment", Self::quantity);
        let thresholds = fields.maybe(self, "thresholds", |d, item| {
            d.thresholds(item, establishment == Some(Some(Quantity::Fixed(0.0))))
        });
        let rotation = Rotation {
            name: item.name.to_owned(),
            units: units?,
            unit_size: unit_size?,
            deployed: deployed?,
            tour: tour?,
            dwell: dwell?,
            handover: handover?,
            relieve_below: relieve_below?.unwrap_or(0.0),
            min_fill: min_fill?.or(relieve_below?).unwrap_or(0.0),
            fill: fill?.unwrap_or(Quantity::Fixed(1.0)),
            refill: refill?,
            start: start?.unwrap_or(RotationStart::Staggered),
        };
        self.check_days(&fields, &rotation)?;
        self.check_fills(&fields, &rotation)?;
        let pool = Pool {
            name: rotation.name.clone(),
            label: label?,
            strength: times(&rotation.unit_size, f64::from(rotation.deployed)),
            establishment: establishment?,
            thresholds: thresholds?.unwrap_or_default(),
            backorders: false,
            supply: None,
        };
        Some((pool, rotation))
    }

    /// `dwell`, or `dwell_ratio` times the tour, rounded up.
    fn dwell(&mut self, item: &Item<'_>, fields: &Fields<'_>, tour: Option<u32>) -> Option<u32> {
        match (fields.get("dwell"), fields.get("dwell_ratio")) {
            (Some(dwell), None) => self.days(dwell),
            (None, Some(ratio)) => {
                if let Value::Text(text) = &ratio.node.value
                    && let Some(rest) = text.trim().strip_prefix("1:")
                {
                    let title = format!("`{}` is a string", ratio.path);
                    let label = "expected a number, the days at rest for one in the line";
                    let help = format!("write {rest}, without quotes");
                    return self.fail_with_help(&ratio.node.place, [title, label.to_owned(), help]);
                }
                // A ratio such as 1.1 is a hair off in binary; the hair is not a day.
                let days = self.number(ratio)? * f64::from(tour?);
                Some((days - 1e-9).ceil().max(1.0) as u32)
            }
            (Some(_), Some(ratio)) => {
                let title = format!("`{}` has both `dwell` and `dwell_ratio`", item.path);
                let label = "the time at rest is given in days or by the tour".to_owned();
                let help = "leave one of the two out".to_owned();
                self.fail_with_help(ratio.key_place, [title, label, help])
            }
            // A misspelt key has been reported as unknown.
            (None, None) if fields.has_strangers() => None,
            (None, None) => {
                let title = format!("`{}` has no `dwell`", item.path);
                let label = "`dwell` or `dwell_ratio` is required here".to_owned();
                let help =
                    "dwell: least days at rest before the next tour; dwell_ratio = 2: two tours";
                self.fail_with_help(&item.node.place, [title, label, help.to_owned()])
            }
        }
    }

    fn refill(&mut self, top: &Fields<'_>, item: &Item<'_>, own: &str) -> Option<Refill> {
        let fields = self.table(item)?;
        let to = fields.maybe(self, "to", Self::number);
        let from = fields.maybe(self, "from", |d, item| {
            if matches!(&item.node.value, Value::Text(name) if name == own) {
                let title = format!("`{}` is the rotation itself", item.path);
                let label = "expected a pool of replacements".to_owned();
                let help = "leave `from` out for replacements from outside".to_owned();
                return d.fail_with_help(&item.node.place, [title, label, help]);
            }
            d.stock_name(top, item)
        });
        let rate = fields.maybe(self, "rate", Self::quantity);
        let when = fields.maybe(self, "when", |d, item| d.word(item, &WHENS));
        let when = when?.unwrap_or(0);
        Some(Refill {
            to: to?.unwrap_or(1.0),
            from: from?,
            rate: rate?,
            at_rest: when != 1,
            in_line: when != 0,
        })
    }

    /// The name of a pool that single people or things can be taken from: not of a rotation.
    pub(super) fn stock_name(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<String> {
        let help = "expected a pool that is not a rotation".to_owned();
        self.no_rotation(top, item, |_| help)
    }

    /// The name of a pool that is not a rotation; else what helps with the name that is one.
    pub(super) fn no_rotation(
        &mut self,
        top: &Fields<'_>,
        item: &Item<'_>,
        help: impl FnOnce(&str) -> String,
    ) -> Option<String> {
        let name = self.pool_name(top, item)?;
        if !names(top, "rotations").contains(&name.as_str()) {
            return Some(name);
        }
        let title = format!("`{}` is a rotation", item.path);
        let label = format!("the units of `{name}` stay together");
        self.fail_with_help(&item.node.place, [title, label, help(&name)])
    }

    fn rotation_start(&mut self, item: &Item<'_>) -> Option<RotationStart> {
        self.word(item, &STARTS).map(|index| RotationStart::ALL[index])
    }

    /// One of a few words, by index.
    fn word(&mut self, item: &Item<'_>, words: &[&'static str]) -> Option<usize> {
        let word = self.text(item)?;
        let index = words.iter().position(|known| *known == word);
        if index.is_some() {
            return index;
        }
        let label = match nearest(&word, words.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("expected one of \"{}\"", words.join("\", \"")),
        };
        self.fail(&item.node.place, format!("`{}` cannot be \"{word}\"", item.path), label)
    }

    /// Says so if the units and days of a rotation contradict each other.
    fn check_days(&mut self, fields: &Fields<'_>, rotation: &Rotation) -> Option<()> {
        let Rotation { units, deployed, tour, handover, .. } = *rotation;
        if let Some(item) = fields.get("deployed").filter(|_| deployed > units) {
            let title = format!("`{}` is more than there are", item.path);
            let label = format!("{deployed} of {units}");
            let help = "`units` counts all units, in the line and at rest".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        }
        if let Some(item) = fields.get("handover").filter(|_| handover >= tour) {
            let title = format!("`{}` is not shorter than the tour", item.path);
            let label = format!("expected less than {tour} days");
            let help = "the relief would be due when the unit itself arrives".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        }
        if let Some(item) =
            fields.get("units").filter(|_| u64::from(units) < rotation.units_needed())
        {
            let needed = rotation.units_needed();
            let dwell = rotation.dwell;
            let label = format!("{needed} are needed for {deployed} in the line at all times");
            let help = format!(
                "with {tour} days in the line and {dwell} at rest; tours will last longer, and the \
                 days beyond are gap days"
            );
            self.push(
                Finding::warning(format!("`{}` is too few to keep up the rotation", item.path))
                    .at(item.node.place.clone())
                    .label(label)
                    .help(help),
            );
        }
        let first = match rotation.start {
            RotationStart::Staggered => (tour - handover) / deployed,
            RotationStart::Together => tour - handover,
        };
        let late = |horizon: &u32| first >= *horizon;
        if let (Some(item), Some(horizon)) = (fields.get("tour"), self.horizon.filter(late)) {
            let day = u64::from(first) + 1;
            self.push(
                Finding::warning(format!("no tour of `{}` ends", rotation.name))
                    .at(item.node.place.clone())
                    .label(format!("the first relief is due on day {day} of a run of {horizon}")),
            );
        }
        Some(())
    }

    /// Says so if no unit could be fit by what is asked of its fill.
    fn check_fills(&mut self, fields: &Fields<'_>, rotation: &Rotation) -> Option<()> {
        let Rotation { relieve_below, min_fill, .. } = *rotation;
        if let Some(item) = fields.get("min_fill").filter(|_| min_fill < relieve_below) {
            let title = format!("`{}` is less than `relieve_below`", item.path);
            let label = format!("expected at least {}", show(relieve_below));
            let help = "a unit would be relieved as soon as it has come to the line".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        }
        if let (Some(refill), Some(item)) = (&rotation.refill, fields.get("refill"))
            && refill.to < min_fill
        {
            let title = format!("`{}` leaves every unit unfit", item.path);
            let label =
                format!("filled to {}, less than the {} it takes", show(refill.to), show(min_fill));
            let help = "raise `refill.to`, or lower `min_fill` and `relieve_below`".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        }
        if let (Some(item), Quantity::Fixed(fill)) = (fields.get("fill"), &rotation.fill)
            && *fill < min_fill
        {
            self.push(
                Finding::warning(format!("no unit of `{}` is fit on day 1", rotation.name))
                    .at(item.node.place.clone())
                    .label(format!("less than the {} it takes", show(min_fill))),
            );
        }
        Some(())
    }
}

/// So many times a quantity.
fn times(quantity: &Quantity, factor: f64) -> Quantity {
    let times = |x: f64| x * factor;
    match quantity {
        Quantity::Fixed(x) => Quantity::Fixed(times(*x)),
        Quantity::Uniform { low, high } => {
            Quantity::Uniform { low: times(*low), high: times(*high) }
        }
        Quantity::UniformInteger { low, high } => {
            Quantity::Uniform { low: times(*low as f64), high: times(*high as f64) }
        }
        Quantity::Triangular { low, mode, high } => {
            Quantity::Triangular { low: times(*low), mode: times(*mode), high: times(*high) }
        }
        Quantity::Normal { mean, sd } => Quantity::Normal { mean: times(*mean), sd: times(*sd) },
        Quantity::Lognormal { mean, cv } => Quantity::Lognormal { mean: times(*mean), cv: *cv },
        Quantity::Choice { values, weights } => Quantity::Choice {
            values: values.iter().map(|x| times(*x)).collect(),
            weights: weights.clone(),
        },
    }
}
