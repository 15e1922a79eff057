//! Questions of a run.

/// A question: how probable is it that a metric compares so with a number?
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Its name in the file.
    pub name: String,
    /// The predicate as written.
    pub text: String,
    /// Full metric name: `contingent.coverage_days`.
    pub metric: String,
    /// The comparison.
    pub op: Comparison,
    /// The right-hand side, in the metric's unit.
    pub value: f64,
}

/// A comparison of a metric with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}
