//! `compound_poisson`: salvos and the law of their size.

use super::Decoder;
use super::item::{Fields, Item};
use crate::scenario::document::Value;
use crate::scenario::{LossLaw, SalvoSize};

const EXPECTED: &str = "a number, or a law such as { geometric = { mean = 12 } }";

impl Decoder<'_> {
    pub(super) fn compound_poisson(&mut self, form: &Item<'_>) -> Option<LossLaw> {
        let fields = self.table(form)?;
        let events = fields.need(self, "events", Self::quantity);
        let size = fields.need(self, "size", Self::salvo_size);
        Some(LossLaw::CompoundPoisson { events: events?, size: size? })
    }

    fn salvo_size(&mut self, item: &Item<'_>) -> Option<SalvoSize> {
        match &item.node.value {
            Value::Table(_) => {
                let form = self.form(item, EXPECTED)?;
                match form.name {
                    "fixed" => Some(SalvoSize::Fixed { size: self.quantity(&form)? }),
                    "uniform" => self.whole_range(&form),
                    _ => {
                        let fields = self.table(&form)?;
                        self.shaped_size(form.name, &fields)
                    }
                }
            }
            Value::Text(_) | Value::Integer(_) | Value::Float(_) => {
                Some(SalvoSize::Fixed { size: self.quantity(item)? })
            }
            _ => self.mismatch(item, EXPECTED),
        }
    }

    /// The sizes with a mean.
    fn shaped_size(&mut self, name: &str, fields: &Fields<'_>) -> Option<SalvoSize> {
        let mean = fields.need(self, "mean", Self::quantity);
        match name {
            "geometric" => Some(SalvoSize::Geometric { mean: mean? }),
            "poisson" => Some(SalvoSize::Poisson { mean: mean? }),
            "neg_binomial" => {
                let k = fields.need(self, "k", Self::quantity);
                Some(SalvoSize::NegBinomial { mean: mean?, k: k? })
            }
            _ => {
                let cv = fields.need(self, "cv", Self::quantity);
                Some(SalvoSize::Lognormal { mean: mean?, cv: cv? })
            }
        }
    }

    /// Two whole numbers in order.
    fn whole_range(&mut self, form: &Item<'_>) -> Option<SalvoSize> {
        let ends = self.numbers(form, "two whole numbers, [low, high]")?;
        if ends.iter().any(|end| !end.integer) {
            let title = format!("`{}` is not of whole numbers", form.path);
            return self.fail(&form.node.place, title, "expected two integers, [low, high]");
        }
        let (low, high) = (ends[0].value, ends[1].value);
        self.ascending(form, &[low, high])?;
        Some(SalvoSize::Uniform { low: low as u32, high: high as u32 })
    }
}
