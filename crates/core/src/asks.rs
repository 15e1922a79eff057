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
            let scale = metrics[metric].measure.scale() as f64;
            let (name, text) = (ask.name.clone(), ask.text.clone());
            Some(Self { name, text, metric, op: ask.op, value: ask.value * scale })
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
        let value = value as f64;
        match self.op {
            Comparison::Less => value < self.value,
            Comparison::LessOrEqual => value <= self.value,
            Comparison::Greater => value > self.value,
            Comparison::GreaterOrEqual => value >= self.value,
            Comparison::Equal => value == self.value,
            Comparison::NotEqual => value != self.value,
        }
    }
}
