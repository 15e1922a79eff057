//! `daily`: the law of the losses demanded each day.

use super::Decoder;
use super::item::{Fields, Item};
use crate::diagnostics::Finding;
use crate::scenario::document::Value;
use crate::scenario::grammar::Kind;
use crate::scenario::{LossLaw, Quantity};

/// Dispersion and drift where the file gives none, as the model's documentation states.
pub(super) const NEG_BINOMIAL_K: f64 = 40.0;
const NB_DRIFT_K: f64 = 60.0;
const AR1_K: f64 = 60.0;
const NB_DRIFT_SIGMA: f64 = 0.03;
const NB_DRIFT_RATE_CV: f64 = 0.0;
/// Rows a block: two weeks of daily rows.
const BLOCK: u32 = 14;

pub(super) const EXPECTED: &str =
    "a number, a quantity, or a law such as { poisson = { mean = 1_200 } }";

impl Decoder<'_> {
    pub(super) fn law(&mut self, item: &Item<'_>) -> Option<LossLaw> {
        match &item.node.value {
            Value::Table(_) => {
                let form = self.form(item, EXPECTED)?;
                self.law_form(item, &form)
            }
            Value::Text(_) | Value::Integer(_) | Value::Float(_) => {
                Some(LossLaw::Constant { mean: self.quantity(item)? })
            }
            _ => self.mismatch(item, EXPECTED),
        }
    }

    fn law_form(&mut self, item: &Item<'_>, form: &Item<'_>) -> Option<LossLaw> {
        match form.name {
            "constant" => Some(LossLaw::Constant { mean: self.rate(form)? }),
            "poisson" => Some(LossLaw::Poisson { mean: self.rate(form)? }),
            "neg_binomial" | "nb_drift" | "ar1_neg_binomial" | "gamma" | "lognormal" => {
                self.shaped(form)
            }
            "compound_poisson" => self.compound_poisson(form),
            "markov_neg_binomial" => self.markov(form),
            "empirical" => self.weighted_column(form),
            "zero_inflated" => self.zero_inflated(form),
            "replay" | "bootstrap" | "block_bootstrap" => self.series_law(form),
            "normal" if matches!(item.kind, Kind::Use) => {
                let fields = self.table(form)?;
                let mean = fields.need(self, "mean", Self::quantity);
                let sd = fields.need(self, "sd", Self::quantity);
                Some(LossLaw::Normal { mean: mean?, sd: sd? })
            }
            // A distribution straight away: an uncertain constant.
            _ => {
                let mean = self.quantity_form(form, &item.kind.bounds())?;
                Some(LossLaw::Constant { mean })
            }
        }
    }

    /// A quantity, `{ mean = ... }` or `{ rate = ... }`.
    fn rate(&mut self, item: &Item<'_>) -> Option<Quantity> {
        if !matches!(item.node.value, Value::Table(_)) {
            return self.quantity(item);
        }
        let form = self.form(item, "a number of losses a day, or { mean = ... }")?;
        match form.kind {
            Kind::Quantity(_) => self.quantity(&form),
            _ => self.quantity_form(&form, &item.kind.bounds()),
        }
    }

    /// The laws with a mean and a shape.
    fn shaped(&mut self, form: &Item<'_>) -> Option<LossLaw> {
        let fields = self.table(form)?;
        let mean = fields.need(self, "mean", Self::quantity);
        match form.name {
            "neg_binomial" => {
                let k = self.quantity_or(&fields, "k", NEG_BINOMIAL_K);
                Some(LossLaw::NegBinomial { mean: mean?, k: k? })
            }
            "nb_drift" => {
                let k = self.quantity_or(&fields, "k", NB_DRIFT_K);
                let sigma = self.quantity_or(&fields, "sigma", NB_DRIFT_SIGMA);
                let rate_cv = self.quantity_or(&fields, "rate_cv", NB_DRIFT_RATE_CV);
                Some(LossLaw::NbDrift { mean: mean?, k: k?, sigma: sigma?, rate_cv: rate_cv? })
            }
            "ar1_neg_binomial" => {
                let k = self.quantity_or(&fields, "k", AR1_K);
                let phi = fields.need(self, "phi", Self::quantity);
                let sigma = fields.need(self, "sigma", Self::quantity);
                Some(LossLaw::Ar1NegBinomial { mean: mean?, k: k?, phi: phi?, sigma: sigma? })
            }
            "gamma" => {
                let cv = fields.need(self, "cv", Self::quantity);
                Some(LossLaw::Gamma { mean: mean?, cv: cv? })
            }
            _ => {
                let cv = fields.need(self, "cv", Self::quantity);
                Some(LossLaw::Lognormal { mean: mean?, cv: cv? })
            }
        }
    }

    /// A law of the days that are not empty; one level deep.
    fn zero_inflated(&mut self, form: &Item<'_>) -> Option<LossLaw> {
        let fields = self.table(form)?;
        let zero = fields.need(self, "zero", Self::quantity);
        let daily = fields.need(self, "daily", |d, item| {
            if let Value::Table(entries) = &item.node.value
                && let Some(entry) = entries.iter().find(|e| e.key == form.name)
            {
                let title = format!("`{}` is zero-inflated twice", form.path);
                let label = "one level is enough".to_owned();
                let help = "of the chances a and b write the one chance a + b - a b";
                return d.fail_with_help(&entry.key_place, [title, label, help.to_owned()]);
            }
            d.law(item)
        });
        Some(LossLaw::ZeroInflated { zero: zero?, daily: Box::new(daily?) })
    }

    pub(super) fn quantity_or(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        default: f64,
    ) -> Option<Quantity> {
        let given = fields.maybe(self, key, Self::quantity)?;
        Some(given.unwrap_or(Quantity::Fixed(default)))
    }

    /// The laws that use a column of a CSV file.
    fn series_law(&mut self, form: &Item<'_>) -> Option<LossLaw> {
        let fields = self.table(form)?;
        let rows = self.rows(form, &fields);
        match form.name {
            "replay" => {
                let start = self.replay_start(form, &fields, rows.as_ref());
                Some(LossLaw::Replay { series: rows?.series, start: start? })
            }
            "bootstrap" => Some(LossLaw::Bootstrap { series: rows?.selected() }),
            _ => {
                let block = fields.maybe(self, "block", Self::small);
                let (series, block) = (rows?.selected(), block?);
                let rows = series.values.len();
                if let Some(block) = block.filter(|b| *b as usize > rows) {
                    let place = fields.get("block").map_or(&form.node.place, |i| &i.node.place);
                    let title = format!("a block of {block} rows does not fit");
                    return self.fail(place, title, format!("the series has {rows} rows"));
                }
                let block = block.unwrap_or(BLOCK).min(u32::try_from(rows).unwrap_or(u32::MAX));
                if rows < 2 * block as usize {
                    let place = fields.get("block").map_or(&form.node.place, |i| &i.node.place);
                    self.push(
                        Finding::warning(format!("{rows} rows make few blocks of {block}"))
                            .at(place.clone())
                            .label("every run will meet nearly the same days")
                            .help("name a smaller `block`, or a longer series"),
                    );
                }
                Some(LossLaw::BlockBootstrap { series, block })
            }
        }
    }
}
