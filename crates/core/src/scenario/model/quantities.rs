//! Numbers that may be uncertain, and laws of durations.

/// A number, or an uncertain input drawn once per replication.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// A plain number.
    Fixed(f64),
    /// `{ uniform = [a, b] }`, uniform on the reals from a to b.
    Uniform {
        /// Lowest value.
        low: f64,
        /// Highest value.
        high: f64,
    },
    /// `{ uniform = [a, b] }` of two integers: uniform on the integers a..=b.
    UniformInteger {
        /// Lowest value.
        low: i64,
        /// Highest value.
        high: i64,
    },
    /// `{ triangular = [low, mode, high] }`.
    Triangular {
        /// Lowest value.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Highest value.
        high: f64,
    },
    /// `{ normal = { mean, sd } }`, truncated to the bounds of the quantity it stands for.
    Normal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
    },
    /// `{ lognormal = { mean, cv } }`, truncated above where the quantity has an upper bound.
    /// `"a to b"` is the lognormal whose 5 % and 95 % quantiles are a and b, and is turned
    /// into mean and cv by the parser.
    Lognormal {
        /// Mean before truncation.
        mean: f64,
        /// Coefficient of variation before truncation.
        cv: f64,
    },
    /// `{ choice = [v1, v2, ...] }` or `{ choice = { values = [...], weights = [...] } }`.
    Choice {
        /// Possible values.
        values: Vec<f64>,
        /// Their weights, positive, any sum; as many as values.
        weights: Vec<f64>,
    },
}

/// A law of non-negative real durations \[days\]: delays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Duration {
    /// Always the same.
    Fixed(f64),
    /// Uniform on low..high.
    Uniform {
        /// Shortest.
        low: f64,
        /// Longest.
        high: f64,
    },
    /// Triangular.
    Triangular {
        /// Shortest.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Longest.
        high: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean \[days\].
        mean: f64,
    },
    /// Gamma by mean and shape (shape 1 is exponential).
    Gamma {
        /// Mean \[days\].
        mean: f64,
        /// Shape.
        shape: f64,
    },
    /// Weibull by mean and shape.
    Weibull {
        /// Mean \[days\].
        mean: f64,
        /// Shape.
        shape: f64,
    },
    /// Lognormal by mean and coefficient of variation.
    Lognormal {
        /// Mean \[days\].
        mean: f64,
        /// Coefficient of variation.
        cv: f64,
    },
    /// Normal truncated at 0.
    Normal {
        /// Mean before truncation \[days\].
        mean: f64,
        /// Standard deviation before truncation \[days\].
        sd: f64,
    },
    /// Each whole day from first to last is as likely as the others.
    Even {
        /// Shortest \[days\].
        from: u32,
        /// Longest \[days\].
        to: u32,
    },
}
