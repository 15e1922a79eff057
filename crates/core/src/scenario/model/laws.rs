//! Laws of what is demanded each day.

use jiff::civil::Date;

use super::Quantity;

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
