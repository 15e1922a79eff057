//! Questions: a predicate on a metric, true or false in each replication.

use crate::metrics::Metric;
use crate::scenario::{Ask, Comparison};

/// A compiled question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its name in the file.
    pub name: String,
    /// The predicate as written.
    pub text: String,
    /// Index of its metric among the plan's.
    metric: usize,
    op: Comparison,
    /// The number compared with, in the metric's value units.
    value: f64,
}

impl Question {
    /// Compiles questions about metrics of a plan.
    pub(crate) fn compile(asks: &[Ask], metrics: &[Metric]) -> Vec<Self> {
        let compile = |ask: &Ask| {
            let metric = metrics.iter().position(|metric| metric.name == ask.metric)?;
            let scale = metrics[metric].scale as f64;
            let (name, text) = (ask.name.clone(), ask.text.clone());
            Some(Self { name, text, metric, op: ask.op, value: in_units(ask.value * scale) })
        };
        asks.iter().filter_map(compile).collect()
    }

    /// Index of its metric among the plan's.
    pub fn metric(&self) -> usize {
        self.metric
    }

    /// The answer for a value of the metric, in value units. A censored value is greater than
    /// every number within the horizon, and questions ask about no others.
    #[inline]
    pub fn holds(&self, value: i64) -> bool {
        compare(self.op, value as f64, self.value)
    }
}

/// Whether `value op bound` holds.
#[inline]
pub(crate) fn compare(op: Comparison, value: f64, bound: f64) -> bool {
    match op {
        Comparison::Less => value < bound,
        Comparison::LessOrEqual => value <= bound,
        Comparison::Greater => value > bound,
        Comparison::GreaterOrEqual => value >= bound,
        Comparison::Equal => value == bound,
        Comparison::NotEqual => value != bound,
    }
}

/// A number of value units. 2.01 days are a hair less than 2,010,000 millionths in binary; whoever
/// writes 2.01 means 2,010,000.
pub(crate) fn in_units(value: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() <= 1e-12 * whole.abs() { whole } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Measure, PoolMeasure};

    #[test]
    fn two_decimals_of_a_day_are_met_exactly() {
        let name = "p.coverage_days".to_owned();
        let measure = Measure::Pool(0, PoolMeasure::CoverageDays);
        let metrics = [Metric { name: name.clone(), measure, scale: 1_000_000 }];
        for hundredths in 1..6_000 {
            let value = f64::from(hundredths) / 100.0;
            let ask = |op| {
                let (text, metric) = (String::new(), name.clone());
                let ask = Ask { name: String::new(), text, metric, op, value };
                Question::compile(&[ask], &metrics).remove(0)
            };
            let met = i64::from(hundredths) * 10_000;
            assert!(ask(Comparison::GreaterOrEqual).holds(met), "{value}");
            assert!(ask(Comparison::LessOrEqual).holds(met), "{value}");
            assert!(ask(Comparison::Equal).holds(met), "{value}");
            assert!(!ask(Comparison::Greater).holds(met), "{value}");
            assert!(ask(Comparison::Greater).holds(met + 1), "{value}");
        }
    }
}
