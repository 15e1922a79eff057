//! Quantities: a number, an uncertain input, or `"a to b"`.

use super::Decoder;
use super::distribution::{lognormal_mass, lognormal_of_interval, normal_mass};
use super::item::Item;
use super::law::EXPECTED as LAW;
use super::number::{parse, range, show};
use crate::diagnostics::Finding;
use crate::scenario::Quantity;
use crate::scenario::document::Value;
use crate::scenario::grammar::{Bounds, Kind, weighted};

const EXPECTED: &str = "a number, a distribution such as { uniform = [1, 2] }, or \"1 to 2\"";

/// The widest lognormal that `"a to b"` may mean, by coefficient of variation.
const WIDEST: f64 = 10.0;

impl Decoder<'_> {
    /// A quantity within the bounds of the item's kind.
    pub(super) fn quantity(&mut self, item: &Item<'_>) -> Option<Quantity> {
        match &item.node.value {
            Value::Text(text) if parse(text).is_none() => self.interval(item, text),
            Value::Table(_) => {
                let form = self.form(item, EXPECTED)?;
                self.quantity_form(&form, &item.kind.bounds())
            }
            _ => self.written(item, EXPECTED).map(|w| Quantity::Fixed(w.value)),
        }
    }

    /// `"a to b"`
    fn interval(&mut self, item: &Item<'_>, text: &str) -> Option<Quantity> {
        let ends = text.split_once(" to ").and_then(|(a, b)| Some((parse(a)?, parse(b)?)));
        let place = &item.node.place;
        let Some((a, b)) = ends else {
            let title = format!("`{}` is neither a number nor an interval", item.path);
            let expected = if matches!(item.kind, Kind::Daily | Kind::PlainDaily | Kind::Use) {
                LAW
            } else {
                EXPECTED
            };
            let label = format!("expected {expected}");
            let help = "\"10_000 to 12_000\" is a central 90 % interval".to_owned();
            return self.fail_with_help(place, [title, label, help]);
        };
        if !(a > 0.0 && a < b) {
            let title = format!("`{}` is not an interval", item.path);
            let label = "expected \"a to b\" with 0 < a < b";
            return self.fail(place, title, label);
        }
        self.within(item, a)?;
        self.within(item, b)?;
        let (mean, cv) = lognormal_of_interval(a, b);
        if cv > WIDEST {
            let title = format!("the interval of `{}` is too wide", item.path);
            let label = format!("{} is {} times {}", show(b), show((b / a).round()), show(a));
            let help = "an interval means a lognormal, here with a cv of more than 10; \
                        `uniform` or `choice` may say better what is known";
            return self.fail_with_help(place, [title, label, help.to_owned()]);
        }
        self.truncated(item, &item.kind.bounds(), lognormal_mass(mean, cv, &item.kind.bounds()))?;
        Some(Quantity::Lognormal { mean, cv })
    }

    /// The value of `uniform`, `triangular`, `normal`, `lognormal` or `choice`.
    pub(super) fn quantity_form(&mut self, form: &Item<'_>, bounds: &Bounds) -> Option<Quantity> {
        match form.name {
            "uniform" => self.uniform(form),
            "triangular" => {
                let (low, mode, high) = self.three(form)?;
                Some(if low == high {
                    Quantity::Fixed(low)
                } else {
                    Quantity::Triangular { low, mode, high }
                })
            }
            "normal" => {
                let fields = self.table(form)?;
                let mean = fields.need(self, "mean", Self::number);
                let sd = fields.need(self, "sd", Self::number);
                let (mean, sd) = (mean?, sd?);
                if sd == 0.0 {
                    return self.constant(form, bounds, mean);
                }
                self.truncated(form, bounds, normal_mass(mean, sd, bounds))?;
                Some(Quantity::Normal { mean, sd })
            }
            "lognormal" => {
                let fields = self.table(form)?;
                let mean = fields.need(self, "mean", Self::number);
                let cv = fields.need(self, "cv", Self::number);
                let (mean, cv) = (mean?, cv?);
                if cv == 0.0 {
                    return self.constant(form, bounds, mean);
                }
                self.truncated(form, bounds, lognormal_mass(mean, cv, bounds))?;
                Some(Quantity::Lognormal { mean, cv })
            }
            _ => self.choice(form, bounds),
        }
    }

    /// A distribution without spread.
    fn constant(&mut self, form: &Item<'_>, bounds: &Bounds, x: f64) -> Option<Quantity> {
        let kind = Kind::Quantity(*bounds);
        let whole = Item { kind, path: form.path.clone(), ..*form };
        self.within(&whole, x).map(Quantity::Fixed)
    }

    fn uniform(&mut self, form: &Item<'_>) -> Option<Quantity> {
        let ends = self.numbers(form, "two numbers, [low, high]")?;
        let (low, high) = (ends[0], ends[1]);
        self.ascending(form, &[low.value, high.value])?;
        if low.value == high.value {
            return Some(Quantity::Fixed(low.value));
        }
        if !(low.integer && high.integer) {
            return Some(Quantity::Uniform { low: low.value, high: high.value });
        }
        let (low, high) = (low.value, high.value);
        if high - low < 10.0 && !form.kind.bounds().counts {
            self.push(
                Finding::warning(format!("`{}` takes whole numbers only", form.path))
                    .at(form.node.place.clone())
                    .label("between two integers, only integers are drawn")
                    .help(format!("for all numbers between write [{low:.1}, {high:.1}]")),
            );
        }
        Some(Quantity::UniformInteger { low: low as i64, high: high as i64 })
    }

    /// Three numbers in order.
    pub(super) fn three(&mut self, form: &Item<'_>) -> Option<(f64, f64, f64)> {
        let ends = self.numbers(form, "three numbers, [low, mode, high]")?;
        let (low, mode, high) = (ends[0].value, ends[1].value, ends[2].value);
        self.ascending(form, &[low, mode, high])?;
        Some((low, mode, high))
    }

    /// Says so if numbers do not ascend.
    pub(super) fn ascending(&mut self, form: &Item<'_>, ends: &[f64]) -> Option<()> {
        if ends.is_sorted() {
            return Some(());
        }
        let mut sorted = ends.to_vec();
        sorted.sort_by(f64::total_cmp);
        let sorted: Vec<String> = sorted.into_iter().map(show).collect();
        let title = format!("`{}` is out of order", form.path);
        let label = "expected the lowest first, the highest last".to_owned();
        let help = format!("write [{}]", sorted.join(", "));
        self.fail_with_help(&form.node.place, [title, label, help])
    }

    fn choice(&mut self, form: &Item<'_>, bounds: &Bounds) -> Option<Quantity> {
        let numbers = |item: &Item<'_>, d: &mut Self| {
            let written = d.numbers(item, "at least one number")?;
            Some(written.iter().map(|w| w.value).collect::<Vec<f64>>())
        };
        if matches!(form.node.value, Value::Array(_)) {
            let kind = Kind::Numbers(*bounds, None);
            let values = numbers(&Item { kind, path: form.path.clone(), ..*form }, self)?;
            let weights = vec![1.0; values.len()];
            return Some(Quantity::Choice { values, weights });
        }
        let keys = weighted(*bounds);
        let fields = self.fields(form, &keys, "an array, or a table with values and weights")?;
        let values = fields.need(self, "values", |d, item| numbers(item, d));
        let weights = fields.need(self, "weights", |d, item| numbers(item, d));
        let (values, weights) = (values?, weights?);
        if values.len() == weights.len() {
            return Some(Quantity::Choice { values, weights });
        }
        let than = if values.len() > weights.len() { "more" } else { "fewer" };
        let title = format!("`{}` has {than} values than weights", form.path);
        self.fail(&form.node.place, title, "expected one weight for each value")
    }

    /// Says so if a distribution loses much by being truncated to the bounds; `mass` is what
    /// they hold of it.
    fn truncated(&mut self, item: &Item<'_>, bounds: &Bounds, mass: f64) -> Option<()> {
        /// Less than this is taken for a mistake.
        const LEAST: f64 = 0.01;
        /// Less than this deserves a word.
        const MOST: f64 = 0.95;
        let place = &item.node.place;
        if mass < LEAST {
            let title = format!("`{}` is almost never in range", item.path);
            let label = format!("less than 1 % of it is {}", range(bounds));
            return self.fail(place, title, label);
        }
        if mass < MOST {
            let outside = show((100.0 * (1.0 - mass)).round());
            self.push(
                Finding::warning(format!("`{}` is truncated", item.path))
                    .at(place.clone())
                    .label(format!("{outside} % of it is not {}", range(bounds)))
                    .help("only the part within is drawn, so its mean and spread are others"),
            );
        }
        Some(())
    }
}
