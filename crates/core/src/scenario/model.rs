//! What a scenario says, as plain data: the typed form of the TOML file.
//!
//! Nothing here is drawn or compiled yet. Numbers that may be uncertain are [`Quantity`]s; names
//! are still names; days are whole days counted from day 1. Tables keep the order of the file,
//! because ties inside a phase go by declaration order.

mod correlation;
mod opposed;
mod policy;
mod rotations;
mod supplies;

use jiff::civil::Date;

pub use self::correlation::{Correlation, Member};
pub use self::opposed::{Lanchester, Opposed};
pub use self::policy::{Action, Condition, Policy, PoolQuantity, Request, State, Than};
pub use self::rotations::{Refill, Rotation, RotationStart};
pub use self::supplies::{RationStep, Supply};
pub(crate) use self::supplies::{resupply_of, use_of};

/// One scenario file, parsed and validated.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The question in words; shown in charts.
    pub title: Option<String>,
    /// Where the numbers come from.
    pub sources: Vec<String>,
    /// What is counted, in the plural: "troops", "tanks". Default "units".
    pub unit: String,
    /// Calendar date of day 1, if known.
    pub start: Option<Date>,
    /// Length of a run \[days\], 1 to 36 525.
    pub horizon: u32,
    /// How to run it.
    pub run: RunSettings,
    /// Pools in the order of the file, then the deployed strengths of the rotations, then supplies.
    pub pools: Vec<Pool>,
    /// Rotations in the order of the file; the pool of each has its name.
    pub rotations: Vec<Rotation>,
    /// Loss processes in the order of the file, then what the supplies use.
    pub losses: Vec<LossProcess>,
    /// Opposed pools in the order of the file.
    pub opposed: Vec<Opposed>,
    /// Batches in the order of the file, then what is delivered to supplies.
    pub batches: Vec<Batch>,
    /// Transfers in the order of the file, then the supplies' resupply.
    pub transfers: Vec<Transfer>,
    /// Correlations in the order of the file.
    pub correlations: Vec<Correlation>,
    /// Policies in the order of the file.
    pub policies: Vec<Policy>,
    /// Questions in the order of the file.
    pub asks: Vec<Ask>,
}

/// The `[run]` table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunSettings {
    /// Seed of all randomness; any u64, 0 included. Default 0.
    pub seed: u64,
    /// Number of replications; `None` when the file leaves it to the default.
    pub replications: Option<u64>,
}

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

/// A force or stockpile: countable things that can be lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Name in the file: `[pools.NAME]`.
    pub name: String,
    /// What to call it in charts; the name if absent.
    pub label: Option<String>,
    /// On hand at the start of day 1 \[count\]; of a rotation, that of the units wanted in the
    /// line when they are full.
    pub strength: Quantity,
    /// Authorised \[count\]; the drawn strength if absent.
    pub establishment: Option<Quantity>,
    /// Named levels in the order of the file.
    pub thresholds: Vec<Threshold>,
    /// Whether a demand that cannot be met waits, and is met first when something comes in.
    pub backorders: bool,
    /// What makes it a supply, if it is one: its amounts are in the supply's unit.
    pub supply: Option<Supply>,
}

impl Pool {
    /// Counts of its strength in one unit: 1 but for supplies.
    pub fn per_unit(&self) -> f64 {
        self.supply.as_ref().map_or(1.0, |supply| f64::from(supply.per_unit))
    }
}

impl Scenario {
    /// What makes a pool a supply, if there is such a pool and it is one.
    pub fn supply(&self, pool: &str) -> Option<&Supply> {
        self.pools.iter().find(|other| other.name == pool)?.supply.as_ref()
    }
}

/// A named level of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// Its name: `"70%"`, `floor`.
    pub name: String,
    /// Fraction of the establishment if at most 1, else a count.
    pub level: f64,
}

/// A loss process: a demand of so many a day, or a hazard of each head.
#[derive(Debug, Clone, PartialEq)]
pub struct LossProcess {
    /// Name in the file: `[losses.NAME]`.
    pub name: String,
    /// What to call it in charts.
    pub label: Option<String>,
    /// The pool it falls on.
    pub pool: String,
    /// Law of the daily count.
    pub daily: LossLaw,
    /// Part of it that falls on this pool, 0 to 1; thinned binomially. Default 1.
    pub share: Quantity,
    /// Piecewise factors on the mean; empty means 1 throughout. Strictly ascending days, and
    /// factor 1 before the first.
    pub schedule: Vec<ScheduleStep>,
    /// Random pulses of a higher or lower rate.
    pub pulse: Option<Pulse>,
    /// What becomes of the lost, in the order of the file: parts of sum 1. Empty: not told.
    pub split: Vec<Category>,
    /// Who of them comes back, in the order of the file; each of a category of the split.
    pub recoveries: Vec<Recovery>,
}

/// A fate of the lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its name: `kia`, `wia`.
    pub name: String,
    /// Part of the losses that it is, 0 to 1.
    pub part: f64,
}

/// Part of a category comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovery {
    /// The category.
    pub category: String,
    /// Probability that one of them ever returns, 0 to 1.
    pub returns: Quantity,
    /// Time from the loss to the return; rounded up to whole days, at least 1. With `servers`, the
    /// time of one service, which is not rounded.
    pub delay: Duration,
    /// How many are served at a time, first come, first served; `None`: all.
    pub servers: Option<u32>,
    /// The pool that they join.
    pub to: String,
}

/// From `from` on the mean is multiplied by `factor`.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleStep {
    /// First day it holds (dates are turned into days by the parser). Day 1 is the first day of
    /// losses; earlier dates become day 1.
    pub from: u32,
    /// Factor on the mean, at least 0.
    pub factor: Quantity,
}

/// Pulses begin at random and multiply the mean while they last.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulse {
    /// Expected pulses begun per year of 365.25 days without a pulse running.
    pub per_year: Quantity,
    /// Factor on the mean while it lasts, at least 0.
    pub factor: Quantity,
    /// Length of each pulse; rounded up to whole days, at least 1.
    pub days: Duration,
}

/// Law of the losses demanded each day.
#[derive(Debug, Clone, PartialEq)]
pub enum LossLaw {
    /// The same every day; a fractional rate is spread evenly.
    Constant {
        /// Losses a day.
        mean: Quantity,
    },
    /// Poisson counts.
    Poisson {
        /// Mean losses a day.
        mean: Quantity,
    },
    /// Negative binomial counts of variance mean + mean²/k.
    NegBinomial {
        /// Mean losses a day.
        mean: Quantity,
        /// Dispersion. Default 40.
        k: Quantity,
    },
    /// Negative binomial counts around a rate that drifts as a log random walk.
    NbDrift {
        /// Mean losses a day.
        mean: Quantity,
        /// Dispersion. Default 60.
        k: Quantity,
        /// Standard deviation of a day's log step. Default 0.03.
        sigma: Quantity,
        /// Coefficient of variation of the run's lognormal rate factor. Default 0.
        rate_cv: Quantity,
    },
    /// Gamma amounts, made counts by stochastic rounding.
    Gamma {
        /// Mean losses a day.
        mean: Quantity,
        /// Coefficient of variation.
        cv: Quantity,
    },
    /// Lognormal amounts, made counts by stochastic rounding.
    Lognormal {
        /// Mean losses a day.
        mean: Quantity,
        /// Coefficient of variation.
        cv: Quantity,
    },
    /// Normal amounts truncated at 0, made counts by stochastic rounding; of supplies alone.
    Normal {
        /// Mean a day before truncation.
        mean: Quantity,
        /// Standard deviation before truncation.
        sd: Quantity,
    },
    /// Salvos: a Poisson number of them a day, each of a size of its own.
    CompoundPoisson {
        /// Mean salvos a day; schedule and pulse multiply it.
        events: Quantity,
        /// Law of the losses of one salvo.
        size: SalvoSize,
    },
    /// Negative binomial counts whose mean and dispersion are those of the regime of the day.
    MarkovNegBinomial {
        /// 2 to 10 regimes.
        states: Vec<Regime>,
    },
    /// Days drawn independently from a table of values and weights.
    Empirical {
        /// The table.
        table: WeightedColumn,
    },
    /// Days that demand nothing among days of another law.
    ZeroInflated {
        /// Chance that a day demands nothing, 0 to 1.
        zero: Quantity,
        /// Law of the other days; not itself zero-inflated.
        daily: Box<LossLaw>,
    },
    /// Negative binomial counts around a rate whose logarithm is a stationary AR(1).
    Ar1NegBinomial {
        /// Mean losses a day.
        mean: Quantity,
        /// Dispersion. Default 60.
        k: Quantity,
        /// Correlation of the log rate with the day before's, between -1 and 1.
        phi: Quantity,
        /// Standard deviation of a day's log step.
        sigma: Quantity,
    },
    /// The rows of a series in their order.
    Replay {
        /// The whole column, every row of the file.
        series: Series,
        /// Which row is day 1 of a replication.
        start: ReplayStart,
    },
    /// Rows drawn independently with replacement.
    Bootstrap {
        /// The rows between `from` and `to`.
        series: Series,
    },
    /// Blocks of consecutive rows drawn with replacement (moving blocks).
    BlockBootstrap {
        /// The rows between `from` and `to`.
        series: Series,
        /// Rows a block. Default 14.
        block: u32,
    },
    /// Losses per head: `hazard` in place of `daily`.
    Hazard {
        /// By days since joining; the first from 0, days strictly ascending.
        steps: Vec<HazardStep>,
        /// Coefficient of variation of the day's hazard; 0 if there are several steps.
        spread: f64,
    },
}

impl LossLaw {
    /// The series and the starts of a law that replays it from each of them in turn.
    pub fn replayed_starts(&self) -> Option<(&Series, &[usize])> {
        match self {
            Self::Replay { series, start: ReplayStart::Each(starts) } => Some((series, starts)),
            Self::ZeroInflated { daily, .. } => daily.replayed_starts(),
            _ => None,
        }
    }
}

/// A spell of days of one law.
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    /// Mean losses a day while it lasts.
    pub mean: Quantity,
    /// Dispersion. Default 40.
    pub k: Quantity,
    /// Mean length of a stay \[days\], at least 1; then another regime follows, each as likely.
    pub stay: Quantity,
}

/// Law of the losses of one salvo \[count\].
#[derive(Debug, Clone, PartialEq)]
pub enum SalvoSize {
    /// Always the same; a fraction is rounded up or down at random, so that the mean is kept.
    Fixed {
        /// Losses of each.
        size: Quantity,
    },
    /// Geometric on 1, 2, ...
    Geometric {
        /// Mean, at least 1.
        mean: Quantity,
    },
    /// Negative binomial on 0, 1, ..., of variance mean + mean²/k.
    NegBinomial {
        /// Mean.
        mean: Quantity,
        /// Dispersion.
        k: Quantity,
    },
    /// Poisson on 0, 1, ...
    Poisson {
        /// Mean.
        mean: Quantity,
    },
    /// Each whole number from low to high is as likely as the others.
    Uniform {
        /// Fewest.
        low: u32,
        /// Most.
        high: u32,
    },
    /// Lognormal amounts, made counts by stochastic rounding.
    Lognormal {
        /// Mean.
        mean: Quantity,
        /// Coefficient of variation.
        cv: Quantity,
    },
}

/// From so many days after joining on, a hazard.
#[derive(Debug, Clone, PartialEq)]
pub struct HazardStep {
    /// Days since joining.
    pub from: u32,
    /// Losses per 1,000 present, a day.
    pub per_1000: Quantity,
}

/// Which row of a replayed series is day 1.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplayStart {
    /// The same row in every replication: 0-based index into the series.
    At(usize),
    /// Replication r starts at row `starts[r]`: every row that `from`/`to` select and that has
    /// `horizon` rows ahead, itself included. Never empty.
    Each(Vec<usize>),
}

/// Two columns of a CSV file: values and their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedColumn {
    /// The file as the scenario names it.
    pub file: String,
    /// Name of the column of the values.
    pub value: String,
    /// Values row by row \[losses a day\]: finite and at least 0.
    pub values: Vec<f64>,
    /// Their weights, positive, any sum; as many as values.
    pub weights: Vec<f64>,
}

/// A column of a CSV file.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The file as the scenario names it.
    pub file: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// The column's name.
    pub column: String,
    /// Its values, non-negative.
    pub values: Vec<f64>,
    /// The rows' dates, if the file has a date column; as many as values.
    pub dates: Option<Vec<Date>>,
}

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
