//! What comes and moves: batches and transfers.

use super::{Duration, LossLaw, Quantity};

/// An arrival, once or recurring.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// What to call it in charts and traces.
    pub label: Option<String>,
    /// The pool it joins.
    pub pool: String,
    /// Day of the first one (dates are turned into days by the parser).
    pub day: u32,
    /// Days from one to the next, if it recurs.
    pub every: Option<u32>,
    /// How many in all; `None`: one if it does not recur, else to the horizon.
    pub count: Option<u32>,
    /// How many each brings \[count\].
    pub size: Quantity,
    /// Delay of each \[days\]; the arrival day is rounded up.
    pub delay: Option<Duration>,
    /// Chance that each comes at all, 0 to 1. Default 1.
    pub arrives: Quantity,
    /// A rotation batch: its survivors leave after so many days in the line.
    pub tour: Option<u32>,
}

/// What moves from pool to pool, comes from outside, or leaves for good.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Name in the file: `[transfers.NAME]`.
    pub name: String,
    /// What to call it in traces; the name if absent.
    pub label: Option<String>,
    /// The pool it takes from; `None`: from outside, without limit. One of `from` and `to` is there.
    pub from: Option<String>,
    /// The pool it brings to; `None`: they leave for good.
    pub to: Option<String>,
    /// Law of what is to be moved each day, its mean that of a whole `per`.
    pub rate: LossLaw,
    /// The time that the rate is of.
    pub per: Per,
    /// Most a day \[count\].
    pub cap: Option<Quantity>,
    /// First day.
    pub from_day: u32,
    /// Last day; `None`: the horizon.
    pub until: Option<u32>,
    /// Delay of each day's shipment \[days\]; rounded up to whole days.
    pub delay: Option<Duration>,
    /// Chance that each arrives, 0 to 1. Default 1.
    pub survives: Quantity,
}

/// The time that a rate is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// One day.
    Day,
    /// Seven days.
    Week,
    /// The twelfth part of a year, 30.4375 days.
    Month,
    /// 365.25 days.
    Year,
}

impl Per {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// As the file has it: `month`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// Its length \[days\].
    pub const fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 30.4375,
            Self::Year => 365.25,
        }
    }
}
