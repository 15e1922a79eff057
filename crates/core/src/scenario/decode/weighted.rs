//! `empirical`: a law as two columns of a CSV file.

use super::Decoder;
use super::item::Item;
use crate::samplers::pmf::MAX_SUPPORT;
use crate::scenario::{LossLaw, WeightedColumn};

/// The largest weight.
const MOST_WEIGHT: f64 = 1e12;

impl Decoder<'_> {
    pub(super) fn weighted_column(&mut self, form: &Item<'_>) -> Option<LossLaw> {
        let fields = self.table(form)?;
        let sheet = fields.need(self, "csv", Self::sheet);
        let value = fields.need(self, "value", Self::text);
        let weight = fields.need(self, "weight", Self::text);
        let sheet = sheet?;
        let values = fields.get("value").and_then(|item| {
            let index = self.column(item, &sheet, value.as_ref()?)?;
            self.values(item, &sheet, index)
        });
        let weights = fields.get("weight").and_then(|item| {
            let index = self.column(item, &sheet, weight.as_ref()?)?;
            let range = |x: f64| x > 0.0 && x <= MOST_WEIGHT;
            self.cells(item, &sheet, index, ("weight", "above 0 and at most 1e12", &range))
        });
        let (values, weights) = (values?, weights?);
        if values.len() > MAX_SUPPORT {
            let place = fields.get("csv").map_or(&form.node.place, |item| &item.node.place);
            let title = format!("`{}` has {} rows", sheet.file, values.len());
            let label = format!("expected at most {MAX_SUPPORT} values");
            return self.fail(place, title, label);
        }
        let table = WeightedColumn { file: sheet.file.clone(), value: value?, values, weights };
        Some(LossLaw::Empirical { table })
    }
}
