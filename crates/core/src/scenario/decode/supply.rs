//! `[supplies.NAME]`: a pool, its use, its deliveries and its resupply.

use super::Decoder;
use super::item::{Fields, Item};
use super::number::show;
use super::pool::{is_nothing, names};
use crate::scenario::document::Value;
use crate::scenario::grammar::Kind;
use crate::scenario::model::{resupply_of, use_of};
use crate::scenario::{
    Batch, LossLaw, LossProcess, Per, Pool, Quantity, RationStep, Supply, Transfer,
};

/// How far the counts in one unit may be from a whole number, relatively.
const SLACK: f64 = 1e-9;

/// What a supply is made of.
pub(super) struct Stockpile {
    pub(super) pool: Pool,
    pub(super) usage: LossProcess,
    pub(super) deliveries: Vec<Batch>,
    pub(super) resupply: Option<Transfer>,
}

impl Decoder<'_> {
    pub(super) fn supplies(
        &mut self,
        top: &Fields<'_>,
        unit: Option<&str>,
    ) -> Option<Vec<Stockpile>> {
        let Some(item) = top.get("supplies") else { return Some(Vec::new()) };
        let supplies: Vec<Option<Stockpile>> =
            self.named(item)?.iter().map(|item| self.supply(top, item, unit)).collect();
        supplies.into_iter().collect()
    }

    fn supply(
        &mut self,
        top: &Fields<'_>,
        item: &Item<'_>,
        unit: Option<&str>,
    ) -> Option<Stockpile> {
        let others = [
            ("pools", "a pool"),
            ("rotations", "a rotation"),
            ("losses", "a loss process"),
            ("opposed", "a battle"),
            ("transfers", "a transfer"),
        ];
        for (table, noun) in others {
            if names(top, table).contains(&item.name) {
                let title = format!("`{}` names both {noun} and a supply", item.name);
                let label = "the metrics of the two could not be told apart".to_owned();
                let help = "give one of them another name".to_owned();
                self.fail_with_help::<()>(item.key_place, [title, label, help]);
            }
        }
        let fields = self.table(item)?;
        let name = item.name;
        let label = fields.maybe(self, "label", Self::line);
        let stock = fields.need(self, "stock", Self::quantity);
        let own_unit = fields.maybe(self, "unit", Self::line);
        let per_unit = fields.maybe(self, "resolution", Self::per_unit);
        let establishment = fields.maybe(self, "establishment", Self::quantity);
        let empty = is_nothing(establishment.as_ref(), stock.as_ref());
        let thresholds = fields.maybe(self, "thresholds", |d, item| d.thresholds(item, empty));
        let law = fields.need(self, "use", Self::transfer_rate);
        let share = fields.maybe(self, "share", Self::quantity);
        let schedule = fields.maybe(self, "schedule", Self::schedule);
        let pulse = fields.maybe(self, "pulse", Self::pulse);
        let window = fields.maybe(self, "window", Self::days);
        let deliveries = fields.maybe(self, "deliveries", |d, item| d.deliveries(item, name));
        let resupply = fields.maybe(self, "resupply", |d, item| d.resupply(item, name));
        let ration = fields.maybe(self, "ration", Self::ration);
        let supply = Supply {
            unit: own_unit?.or(unit.map(str::to_owned)).unwrap_or_else(|| "units".to_owned()),
            per_unit: per_unit?.unwrap_or(1),
            window: window?,
            ration: ration?.unwrap_or_default(),
        };
        Some(Stockpile {
            pool: Pool {
                name: name.to_owned(),
                label: label?,
                strength: stock?,
                establishment: establishment?,
                thresholds: thresholds?.unwrap_or_default(),
                backorders: false,
                supply: Some(supply),
            },
            usage: LossProcess {
                name: use_of(name),
                label: None,
                pool: name.to_owned(),
                daily: law?,
                share: share?.unwrap_or(Quantity::Fixed(1.0)),
                schedule: schedule?.unwrap_or_default(),
                pulse: pulse?,
                split: Vec::new(),
                recoveries: Vec::new(),
            },
            deliveries: deliveries?.unwrap_or_default(),
            resupply: resupply?,
        })
    }

    /// Whole counts in a unit of the finest amount that is told apart.
    fn per_unit(&mut self, item: &Item<'_>) -> Option<u32> {
        let resolution = self.number(item)?;
        let counts = 1.0 / resolution;
        let whole = counts.round();
        if (counts - whole).abs() <= SLACK * whole {
            return Some(whole as u32);
        }
        let title = format!("`{}` divides no unit", item.path);
        let label = format!("{} is not 1 over a whole number", show(resolution));
        let help = "write 1, 0.5, 0.1, 0.01, 0.001".to_owned();
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    fn deliveries(&mut self, item: &Item<'_>, supply: &str) -> Option<Vec<Batch>> {
        let deliveries: Vec<Option<Batch>> = self
            .list(item)?
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let fields = self.table(item)?;
                let mut batch = self.arrival(&fields)?;
                supply.clone_into(&mut batch.pool);
                let label = || format!("delivery {} of {supply}", index + 1);
                batch.label = Some(batch.label.take().unwrap_or_else(label));
                Some(batch)
            })
            .collect();
        deliveries.into_iter().collect()
    }

    fn resupply(&mut self, item: &Item<'_>, supply: &str) -> Option<Transfer> {
        let fields = self.table(item)?;
        let rate = fields.need(self, "rate", Self::quantity);
        let per = fields.maybe(self, "per", Self::per);
        Some(Transfer {
            name: resupply_of(supply),
            label: Some(format!("resupply of {supply}")),
            from: None,
            to: Some(supply.to_owned()),
            rate: LossLaw::Constant { mean: rate? },
            per: per?.unwrap_or(Per::Day),
            cap: None,
            from_day: 1,
            until: None,
            delay: None,
            survives: Quantity::Fixed(1.0),
        })
    }

    /// One ration, or several, deeper and deeper.
    fn ration(&mut self, item: &Item<'_>) -> Option<Vec<RationStep>> {
        let Kind::OneOrList(keys) = item.kind else { return None };
        if !matches!(item.node.value, Value::Array(_)) {
            let kind = Kind::Table(keys);
            let one = Item { kind, path: item.path.clone(), ..*item };
            return Some(vec![self.ration_step(&one, None)?]);
        }
        let kind = Kind::List(keys);
        let list = Item { kind, path: item.path.clone(), ..*item };
        let mut before = None;
        let steps: Vec<Option<RationStep>> = self
            .list(&list)?
            .iter()
            .map(|item| {
                let step = self.ration_step(item, before)?;
                before = Some(step);
                Some(step)
            })
            .collect();
        steps.into_iter().collect()
    }

    fn ration_step(&mut self, item: &Item<'_>, before: Option<RationStep>) -> Option<RationStep> {
        let fields = self.table(item)?;
        let below_days = fields.need(self, "below_days", Self::number);
        let factor = fields.need(self, "factor", Self::number);
        let step = RationStep { below_days: below_days?, factor: factor? };
        let Some(before) = before else { return Some(step) };
        let (key, label) = if step.below_days >= before.below_days {
            let days = show(before.below_days);
            ("below_days", format!("expected fewer days than the {days} of the step before"))
        } else if step.factor >= before.factor {
            let factor = show(before.factor);
            ("factor", format!("expected a factor below the {factor} of the step before"))
        } else {
            return Some(step);
        };
        let place = fields.get(key).map_or(&item.node.place, |item| &item.node.place);
        let title = format!("`{}.{key}` is no deeper ration", item.path);
        let help = "list the rations in order: fewer and fewer days, less and less use".to_owned();
        self.fail_with_help(place, [title, label, help])
    }
}
