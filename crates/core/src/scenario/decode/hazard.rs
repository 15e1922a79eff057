//! `hazard`: losses per head.

use super::Decoder;
use super::item::Item;
use super::number::show;
use crate::scenario::document::Value;
use crate::scenario::grammar::HAZARD;
use crate::scenario::{HazardStep, LossLaw, Quantity};

const EXPECTED: &str =
    "losses per 1,000 a day, or a table such as { per_1000 = 7.67, spread = 0.3 }";

impl Decoder<'_> {
    pub(super) fn hazard(&mut self, item: &Item<'_>) -> Option<LossLaw> {
        if !matches!(item.node.value, Value::Table(_)) {
            let steps = vec![HazardStep { from: 0, per_1000: self.quantity(item)? }];
            return Some(LossLaw::Hazard { steps, spread: 0.0 });
        }
        let fields = self.fields(item, HAZARD, EXPECTED)?;
        let per_1000 = fields.maybe(self, "per_1000", Self::quantity);
        let spread = fields.maybe(self, "spread", Self::number);
        let steps = fields.maybe(self, "steps", Self::hazard_steps);
        let (per_1000, spread, steps) = (per_1000?, spread?.unwrap_or(0.0), steps?);
        match (per_1000, steps) {
            (Some(per_1000), None) => {
                if let Some(place) = fields.get("spread") {
                    self.possible(place, &per_1000, spread)?;
                }
                Some(LossLaw::Hazard { steps: vec![HazardStep { from: 0, per_1000 }], spread })
            }
            (None, Some(steps)) => match fields.get("spread") {
                None => Some(LossLaw::Hazard { steps, spread: 0.0 }),
                Some(place) => {
                    let title = format!("`{}` has both `steps` and `spread`", item.path);
                    let label = "a hazard by days since joining has no spread";
                    self.fail(place.key_place, title, label)
                }
            },
            (None, None) if fields.has_strangers() => None,
            (given, _) => {
                let which = if given.is_some() { "both" } else { "neither" };
                let or = if given.is_some() { "and" } else { "nor" };
                let title = format!("`{}` has {which} `per_1000` {or} `steps`", item.path);
                self.fail(&item.node.place, title, "expected one of the two")
            }
        }
    }

    /// Steps by days since joining, from 0 on.
    fn hazard_steps(&mut self, item: &Item<'_>) -> Option<Vec<HazardStep>> {
        let mut next = 0;
        let steps: Vec<Option<HazardStep>> = self
            .list(item)?
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let fields = self.table(item)?;
                let from = fields.need(self, "from", |d, item| {
                    let from = d.days(item)?;
                    if from < next || (index == 0 && from > 0) {
                        let title = format!("`{}` is {from} days after joining", item.path);
                        let label = if index == 0 {
                            "expected the first step from 0"
                        } else {
                            "expected a later day than the step before"
                        };
                        return d.fail(&item.node.place, title, label);
                    }
                    next = from + 1;
                    Some(from)
                });
                let per_1000 = fields.need(self, "per_1000", Self::quantity);
                Some(HazardStep { from: from?, per_1000: per_1000? })
            })
            .collect();
        let steps: Vec<HazardStep> = steps.into_iter().collect::<Option<_>>()?;
        if steps.is_empty() {
            let title = format!("`{}` is an empty array", item.path);
            return self.fail(&item.node.place, title, "expected at least one step");
        }
        Some(steps)
    }

    /// Says so if no hazard on 0 to 1 of this mean h varies so much: its variance would be h (1 - h)
    /// or more, so its cv the square root of (1 - h)/h.
    fn possible(&mut self, item: &Item<'_>, per_1000: &Quantity, spread: f64) -> Option<()> {
        let highest = match per_1000 {
            Quantity::Fixed(value) => *value,
            Quantity::Uniform { high, .. } | Quantity::Triangular { high, .. } => *high,
            Quantity::UniformInteger { high, .. } => *high as f64,
            Quantity::Choice { values, .. } => values.iter().copied().fold(0.0, f64::max),
            // Unbounded: their extremes are rare, and the widest hazard there is serves them.
            Quantity::Normal { mean, .. } | Quantity::Lognormal { mean, .. } => *mean,
        };
        let hazard = highest / 1_000.0;
        if spread * spread * hazard < 1.0 - hazard || spread == 0.0 {
            return Some(());
        }
        let title = format!("`{}` is too wide", item.path);
        let most = ((1.0 - hazard) / hazard).sqrt();
        let label = format!(
            "a hazard of {} per 1,000 has a cv below {}",
            show(highest),
            show((most * 100.0).floor() / 100.0,)
        );
        self.fail(&item.node.place, title, label)
    }
}
