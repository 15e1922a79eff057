//! Policies, as the file states them.

use super::{Comparison, Duration, Quantity, ScheduleStep};

/// A rule from the state at the close of a day to what is done from the next morning on.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name in the file.
    pub name: String,
    /// The predicate as written.
    pub text: String,
    /// What must hold, all of it.
    pub when: Vec<Condition>,
    /// The number that `level` stands for in the predicate.
    pub level: Option<Quantity>,
    /// What it does, in the order of the file; never empty.
    pub actions: Vec<Action>,
    /// Days after which it may act again; `None`: it acts once.
    pub gap: Option<u32>,
}

/// A comparison of a part of the state with a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What is looked at.
    pub state: State,
    /// The comparison; `==` of days alone.
    pub op: Comparison,
    /// What it is compared with.
    pub than: Than,
}

/// The right-hand side of a condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Than {
    /// A number.
    Number(f64),
    /// The policy's `level`.
    Level,
}

/// A part of the state at the close of a day, after its losses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The day itself, counted from 1.
    Day,
    /// A quantity of a pool.
    Pool {
        /// Its name.
        pool: String,
        /// The quantity.
        quantity: PoolQuantity,
    },
}

/// What can be known of a pool at the close of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolQuantity {
    /// On hand \[count\].
    Strength,
    /// Strength over establishment.
    Fill,
    /// Lost so far \[count\].
    LossesTotal,
    /// Lost today \[count\].
    LossesToday,
    /// Demanded and not met so far \[count\].
    ShortfallTotal,
    /// Demanded and not met today \[count\].
    ShortfallToday,
    /// Arrived by batches so far \[count\].
    ArrivalsTotal,
    /// Mean losses a day over so many days; while there are fewer, over the days so far.
    MeanLosses(u32),
    /// Days that the strength lasts at the rate of [`MeanLosses`](Self::MeanLosses); without limit
    /// if there were no losses.
    DaysLeft(u32),
}

impl PoolQuantity {
    /// Those without a number of days.
    pub const PLAIN: [Self; 7] = [
        Self::Strength,
        Self::Fill,
        Self::LossesTotal,
        Self::LossesToday,
        Self::ShortfallTotal,
        Self::ShortfallToday,
        Self::ArrivalsTotal,
    ];

    /// As the file has it, without the number of days: `losses_total`, `mean_losses`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strength => "strength",
            Self::Fill => "fill",
            Self::LossesTotal => "losses_total",
            Self::LossesToday => "losses_today",
            Self::ShortfallTotal => "shortfall_total",
            Self::ShortfallToday => "shortfall_today",
            Self::ArrivalsTotal => "arrivals_total",
            Self::MeanLosses(_) => "mean_losses",
            Self::DaysLeft(_) => "days_left",
        }
    }
}

/// What a policy does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A batch sets out the next morning.
    Request(Request),
    /// No further batches set out for a pool.
    StopBatches {
        /// The pool.
        pool: String,
    },
    /// All who are in a pool the next morning go home before its losses.
    Withdraw {
        /// The pool.
        pool: String,
    },
    /// All units in the line of a rotation are relieved the next morning, whatever is left of their
    /// tours, as far as fit units are at rest.
    Relieve {
        /// The rotation.
        rotation: String,
    },
    /// The mean of a loss process is multiplied by a factor, until another ration replaces it.
    Ration {
        /// The loss process.
        losses: String,
        /// The factor, at least 0.
        factor: Quantity,
    },
    /// A loss process follows another schedule.
    Switch {
        /// The loss process.
        losses: String,
        /// Its steps, days strictly ascending and counted from the next day, which is 0.
        schedule: Vec<ScheduleStep>,
    },
    /// A transfer moves no more.
    StopTransfers {
        /// The transfer.
        transfer: String,
    },
}

/// A batch that a policy asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The pool it joins.
    pub pool: String,
    /// How many it brings \[count\].
    pub size: Quantity,
    /// Time from the next morning to the arrival \[days\]; rounded up.
    pub lead: Duration,
    /// Chance that it comes at all, 0 to 1. Default 1.
    pub arrives: Quantity,
    /// Its survivors leave after so many days in the line.
    pub tour: Option<u32>,
}

impl Policy {
    /// Whether all who are in a pool may be sent home by it.
    pub fn withdraws(&self, from: &str) -> bool {
        self.actions.iter().any(|a| matches!(a, Action::Withdraw { pool } if pool == from))
    }

    /// Whether the units of a rotation may be relieved by it.
    pub fn relieves(&self, name: &str) -> bool {
        self.actions.iter().any(|a| matches!(a, Action::Relieve { rotation } if rotation == name))
    }

    /// The batches that it asks for, in the order of the file.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.actions.iter().filter_map(|action| match action {
            Action::Request(request) => Some(request),
            _ => None,
        })
    }
}
