//! Why a series cannot be held against a scenario.

use jiff::civil::Date;
use outlast_core::PlanError;

use crate::runner::RunError;

/// Why there is no answer.
#[derive(Debug)]
pub enum BacktestError {
    /// The scenario has no such loss process.
    NoProcess(String),
    /// No number of the process's law sets its mean.
    NoMean {
        /// The process.
        process: String,
        /// Its law.
        law: &'static str,
    },
    /// The series has no dates.
    Undated,
    /// The rows of the series are not consecutive days.
    Gap {
        /// A date.
        before: Date,
        /// That of the next row.
        after: Date,
    },
    /// A first start without enough days before it.
    NoPast {
        /// The start.
        from: Date,
        /// First date of the series.
        first: Date,
        /// Days needed before it.
        level: u32,
    },
    /// No start has its level behind it and its window ahead of it.
    TooShort {
        /// Days that one start needs.
        needed: u64,
        /// First and last date of the series.
        dates: [Date; 2],
        /// Days of the window.
        window: u32,
    },
    /// Too many starts.
    TooMany(usize),
    /// A metric that may be unlimited, which has no distance from anything.
    Unlimited(String),
    /// An outcome that differs between runs in which the losses are those of the series.
    Undecided {
        /// The metric.
        metric: String,
        /// The start.
        start: Date,
        /// Two of its values, none where its day did not come.
        values: [Option<f64>; 2],
        /// Inputs of the scenario that are uncertain.
        inputs: Vec<String>,
    },
    /// A scenario of some start cannot be compiled.
    Plan(PlanError),
    /// The runs failed.
    Run(RunError),
}

impl std::fmt::Display for BacktestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoProcess(name) => write!(f, "the scenario has no loss process `{name}`"),
            Self::NoMean { process, law } => {
                write!(f, "the law of `{process}`, {law}, has no mean that could be set")
            }
            Self::Undated => f.write_str("the series has no dates"),
            Self::Gap { before, after } if after <= before => {
                write!(f, "the dates of the series go back: {after} follows {before}")
            }
            Self::Gap { before, after } => {
                write!(f, "the series has a gap: {after} follows {before}")
            }
            Self::NoPast { from, first, level } => write!(
                f,
                "the first start, {from}, has no {level} days of the series before it, which \
                 begins on {first}"
            ),
            Self::TooShort { needed, dates: [first, last], window } => write!(
                f,
                "the series, {first} to {last}, has no start with all it needs: {needed} days, of \
                 which {window} are foreseen"
            ),
            Self::TooMany(starts) => write!(f, "there are {starts} starts, too many"),
            Self::Unlimited(metric) => {
                write!(f, "`{metric}` may be unlimited, which is at no distance from anything")
            }
            Self::Undecided { metric, start, values, .. } => {
                let [one, other] = values.map(|value| {
                    value.map_or_else(|| "beyond the horizon".to_owned(), |v| v.to_string())
                });
                write!(
                    f,
                    "the series does not decide `{metric}`: from {start} on it is {one} in one run \
                     and {other} in another, with the same losses"
                )
            }
            Self::Plan(error) => error.fmt(f),
            Self::Run(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BacktestError {}
