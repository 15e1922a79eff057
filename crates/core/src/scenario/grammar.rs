//! The language in tables: every key, what it takes, its bounds, and one line on its meaning.
//!
//! This is the one place where keys are listed. The decoder takes known keys, missing keys and
//! bounds from here, `--set` finds its way by it, and the editor's schema is printed from it, so
//! that the three cannot drift apart.

use super::Per;

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) doc: &'static str,
}

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, doc }
}

const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, doc }
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// One line of text.
    Text,
    /// One line of text, or an array of them.
    Texts,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A TOML date.
    Date,
    /// Whole days: an integer, `"7d"` or `"2w"`.
    Days(Bounds),
    /// A day of the run: [`Days`](Self::Days) or a date.
    Day(Bounds),
    /// An integer.
    Whole(Bounds),
    /// A u64: an integer or a string of digits.
    Seed,
    /// A plain number.
    Number(Bounds),
    /// So many plain numbers (`None`: at least one).
    Numbers(Bounds, Option<usize>),
    /// A number, `"a to b"`, or one of [`quantity_forms`].
    Quantity(Bounds),
    /// A quantity, or one of [`rate_forms`].
    Rate(Bounds),
    /// A quantity, or one of [`daily_forms`].
    Daily,
    /// What [`Daily`](Self::Daily) takes, but for a law that holds another.
    PlainDaily,
    /// A number, `"a to b"`, or one of [`size_forms`].
    Size,
    /// A number, `"a to b"`, or a [`HAZARD`] table.
    Hazard,
    /// An array of numbers, or a [`WEIGHTED`] table.
    Options(Bounds),
    /// A number of days, `"7d"`, or one of [`duration_forms`].
    Duration,
    /// The level of a threshold.
    Level,
    /// `"metric op number"`.
    Predicate,
    /// `"each"` or a date.
    ReplayStart,
    /// A table with these keys.
    Table(&'static [Key]),
    /// An array of tables with these keys.
    List(&'static [Key]),
    /// A table from names to values of one kind.
    Named(&'static Named),
}

/// A table from names to values of one kind.
#[derive(Debug)]
pub(super) struct Named {
    /// What one entry is: "pool".
    pub(super) noun: &'static str,
    pub(super) kind: Kind,
}

/// The range that a number must lie in, ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    /// What it is, with its unit; also its name in the schema.
    pub(super) of: &'static str,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Whether `low` itself is excluded.
    pub(super) above_low: bool,
    /// Whether it is a count, so that only whole numbers make sense.
    pub(super) counts: bool,
}

impl Bounds {
    const fn real(of: &'static str, low: f64, high: f64) -> Self {
        Self { of, low, high, above_low: false, counts: false }
    }

    const fn positive(of: &'static str, high: f64) -> Self {
        Self { of, low: 0.0, high, above_low: true, counts: false }
    }

    const fn whole(of: &'static str, low: f64, high: f64) -> Self {
        Self { of, low, high, above_low: false, counts: true }
    }

    pub(super) fn contains(&self, x: f64) -> bool {
        (if self.above_low { x > self.low } else { x >= self.low }) && x <= self.high
    }
}

/// A billion: the largest count, so that every sum of a run stays exact in 64 bits.
const BILLION: f64 = 1e9;
/// A century: the longest time.
const CENTURY: f64 = 36_525.0;

const COUNT: Bounds = Bounds::whole("count", 0.0, BILLION);
const LOSSES: Bounds = Bounds::whole("losses a day", 0.0, BILLION);
const POSITIVE_LOSSES: Bounds =
    Bounds { above_low: true, ..Bounds::whole("losses a day, positive", 0.0, BILLION) };
const SALVOS: Bounds = Bounds::real("salvos a day", 0.0, 10_000.0);
const SIZE: Bounds = Bounds::whole("losses a salvo", 0.0, BILLION);
const SIZE_FROM_1: Bounds = Bounds::whole("losses a salvo, at least 1", 1.0, BILLION);
const POSITIVE_SIZE: Bounds =
    Bounds { above_low: true, ..Bounds::whole("losses a salvo, positive", 0.0, BILLION) };
const DISPERSION: Bounds = Bounds::real("dispersion", 1e-3, 1e9);
const SIGMA: Bounds = Bounds::real("log step of a day", 0.0, 2.0);
/// Open at both ends, but for what is too near to them to be meant.
const PHI: Bounds = Bounds::real("correlation with the day before", -0.9999, 0.9999);
const RATE_CV: Bounds = Bounds::real("cv of the rate", 0.0, 5.0);
const CV: Bounds = Bounds::real("coefficient of variation", 0.0, 10.0);
const FACTOR: Bounds = Bounds::real("factor", 0.0, 1000.0);
const PER_1000: Bounds = Bounds::real("per 1,000 a day", 0.0, 1000.0);
const FRACTION: Bounds = Bounds::real("fraction", 0.0, 1.0);
const PER_YEAR: Bounds = Bounds::real("times a year", 0.0, 366.0);
const WEIGHT: Bounds = Bounds::positive("weight", 1e12);
const SHAPE: Bounds = Bounds::real("shape", 0.05, 1000.0);
/// A duration and its mean.
const DURATION: Bounds = Bounds::real("days", 0.0, CENTURY);
const POSITIVE_DAYS: Bounds = Bounds::positive("days, positive", CENTURY);
/// The mean length of a stay in a regime.
const STAY: Bounds = Bounds::real("days, at least 1", 1.0, CENTURY);
/// Whole days of a delay, none included.
const WHOLE_DELAY: Bounds = Bounds::whole("whole days", 0.0, CENTURY);
/// Whole days.
const DAYS: Bounds = Bounds::whole("whole days", 1.0, CENTURY);
const ROWS: Bounds = Bounds::whole("rows", 1.0, BILLION);
const TIMES: Bounds = Bounds::whole("times", 1.0, BILLION);
const REPLICATIONS: Bounds = Bounds::whole("replications", 1.0, 1e10);
/// Parameters of a quantity's distribution, before it is truncated to the quantity's bounds.
const MEAN: Bounds = Bounds::real("mean", -BILLION, BILLION);
const POSITIVE_MEAN: Bounds = Bounds::positive("mean, positive", BILLION);
const SD: Bounds = Bounds::real("standard deviation", 0.0, BILLION);
/// The level of a threshold.
const LEVEL: Bounds = Bounds::positive("level", BILLION);

/// The whole file.
pub(super) const SCENARIO: &[Key] = &[
    optional("title", Kind::Text, "The question in words; shown in charts."),
    optional("sources", Kind::Texts, "Where the numbers come from: one text or an array."),
    optional("unit", Kind::Text, "What is counted, in the plural: \"troops\". Default \"units\"."),
    optional("start", Kind::Date, "Date of day 1, for example 2024-10-25; charts then show dates."),
    required("horizon", Kind::Days(DAYS), "Length of a run in days, 1 to 36_525, or \"8w\"."),
    optional("run", Kind::Table(RUN), "How to run it."),
    required(
        "pools",
        Kind::Named(&Named { noun: "pool", kind: Kind::Table(POOL) }),
        "Forces or stockpiles by name: [pools.NAME].",
    ),
    optional(
        "losses",
        Kind::Named(&Named { noun: "loss process", kind: Kind::Table(LOSS) }),
        "Loss processes by name: [losses.NAME].",
    ),
    optional("batches", Kind::List(BATCH), "Arrivals, once or recurring: [[batches]]."),
    optional(
        "transfers",
        Kind::Named(&Named { noun: "transfer", kind: Kind::Table(TRANSFER) }),
        "What moves from pool to pool, comes from outside, or leaves: [transfers.NAME].",
    ),
    optional(
        "ask",
        Kind::Named(&Named { noun: "question", kind: Kind::Predicate }),
        "Questions: a name and a predicate, \"contingent.coverage_days >= 14\".",
    ),
];

const RUN: &[Key] = &[
    optional(
        "seed",
        Kind::Seed,
        "Seed of all randomness, 0 to 2^64 - 1; in quotes from 2^63 on. Default 0.",
    ),
    optional(
        "replications",
        Kind::Whole(REPLICATIONS),
        "How many runs. Default 100_000, or every start of a replayed series.",
    ),
];

const POOL: &[Key] = &[
    optional("label", Kind::Text, "What to call it in charts; the name if absent."),
    required("strength", Kind::Quantity(COUNT), "On hand at the start of day 1."),
    optional(
        "establishment",
        Kind::Quantity(COUNT),
        "Authorised strength; the drawn strength if absent.",
    ),
    optional(
        "thresholds",
        Kind::Named(&Named { noun: "threshold", kind: Kind::Level }),
        "Named levels: a fraction of the establishment if at most 1, else a count.",
    ),
];

const LOSS: &[Key] = &[
    optional("label", Kind::Text, "What to call it in charts; the name if absent."),
    optional("pool", Kind::Text, "The pool it falls on; may be left out when there is one pool."),
    optional("daily", Kind::Daily, "Losses demanded each day: a number, a quantity or a law."),
    optional(
        "hazard",
        Kind::Hazard,
        "In place of `daily`: losses per 1,000 present a day, or { per_1000, spread, steps }.",
    ),
    optional(
        "share",
        Kind::Quantity(FRACTION),
        "Part of the losses that falls on this pool, 0 to 1. Default 1.",
    ),
    optional(
        "schedule",
        Kind::List(STEP),
        "Factors on the mean from given days on: [{ from = 31, factor = 1.5 }].",
    ),
    optional(
        "pulse",
        Kind::Table(PULSE),
        "Pulses of a higher or lower rate: { per_year, factor, days }.",
    ),
    optional(
        "split",
        Kind::Named(&Named { noun: "fate", kind: Kind::Number(FRACTION) }),
        "What becomes of the lost: { kia = 0.2, wia = 0.75, captured = 0.05 }, of sum 1.",
    ),
    optional(
        "recovery",
        Kind::Named(&Named { noun: "fate", kind: Kind::Table(RECOVERY) }),
        "Which of them come back, and when: [losses.NAME.recovery.CATEGORY].",
    ),
];

const RECOVERY: &[Key] = &[
    required("returns", Kind::Quantity(FRACTION), "Chance that each ever comes back, 0 to 1."),
    required("delay", Kind::Duration, "Days until then, rounded up, at least 1."),
    optional("to", Kind::Text, "The pool that they join; the one they were lost from if absent."),
];

pub(super) const HAZARD: &[Key] = &[
    optional("per_1000", Kind::Quantity(PER_1000), "Losses per 1,000 present, a day."),
    optional(
        "spread",
        Kind::Number(CV),
        "Coefficient of variation of the day's hazard. Default 0.",
    ),
    optional(
        "steps",
        Kind::List(HAZARD_STEP),
        "By days since joining: [{ from = 0, per_1000 = 20 }, { from = 30, per_1000 = 5 }].",
    ),
];

const HAZARD_STEP: &[Key] = &[
    required("from", Kind::Days(WHOLE_DELAY), "Days since joining from which it holds."),
    required("per_1000", Kind::Quantity(PER_1000), "Losses per 1,000 present, a day."),
];

const STEP: &[Key] = &[
    required("from", Kind::Day(DAYS), "First day it holds: a day or a date."),
    required("factor", Kind::Quantity(FACTOR), "Factor on the mean from then on."),
];

const PULSE: &[Key] = &[
    required("per_year", Kind::Quantity(PER_YEAR), "Expected pulses a year."),
    required("factor", Kind::Quantity(FACTOR), "Factor on the mean while one lasts."),
    required("days", Kind::Duration, "Length of each, rounded up to whole days."),
];

const BATCH: &[Key] = &[
    optional("label", Kind::Text, "What to call it in charts."),
    required("pool", Kind::Text, "The pool it joins."),
    required("day", Kind::Day(DAYS), "Day of the first one: a day or a date."),
    optional("every", Kind::Days(DAYS), "Days from one to the next, if it recurs."),
    optional("count", Kind::Whole(TIMES), "How many in all; without it, to the horizon."),
    required("size", Kind::Quantity(COUNT), "How many each brings."),
    optional("delay", Kind::Duration, "Delay of each, in days; the arrival is rounded up."),
    optional(
        "arrives",
        Kind::Quantity(FRACTION),
        "Chance that each comes at all, 0 to 1. Default 1.",
    ),
    optional("tour", Kind::Days(DAYS), "Its survivors leave after so many days in the line."),
];

const PERS: [&str; 4] = [Per::Day.name(), Per::Week.name(), Per::Month.name(), Per::Year.name()];

const TRANSFER: &[Key] = &[
    optional("label", Kind::Text, "What to call it in traces; the name if absent."),
    optional("from", Kind::Text, "The pool it takes from; without it, recruits from outside."),
    optional("to", Kind::Text, "The pool it brings to; without it, they leave for good."),
    required("rate", Kind::Daily, "How many it moves: a number, a quantity or a law."),
    optional(
        "per",
        Kind::Word(&PERS),
        "The time that the rate is of; a month is 30.4375 days. Default \"day\".",
    ),
    optional("cap", Kind::Quantity(COUNT), "Most that it moves in a day."),
    optional("from_day", Kind::Day(DAYS), "First day: a day or a date. Default 1."),
    optional("until", Kind::Day(DAYS), "Last day: a day or a date. Default: the horizon."),
    optional("delay", Kind::Duration, "Delay of each day's shipment, in days, rounded up."),
    optional("survives", Kind::Quantity(FRACTION), "Chance that each arrives, 0 to 1. Default 1."),
];

const MEAN_LOSSES: Key = required("mean", Kind::Quantity(LOSSES), "Mean losses a day.");

const NEG_BINOMIAL: &[Key] = &[
    MEAN_LOSSES,
    optional("k", Kind::Quantity(DISPERSION), "Dispersion: variance mean + mean^2/k. Default 40."),
];

const NB_DRIFT: &[Key] = &[
    MEAN_LOSSES,
    optional("k", Kind::Quantity(DISPERSION), "Dispersion: variance mean + mean^2/k. Default 60."),
    optional(
        "sigma",
        Kind::Quantity(SIGMA),
        "Standard deviation of a day's log step. Default 0.03.",
    ),
    optional("rate_cv", Kind::Quantity(RATE_CV), "CV of the run's rate factor. Default 0."),
];

const AR1_NEG_BINOMIAL: &[Key] = &[
    MEAN_LOSSES,
    optional("k", Kind::Quantity(DISPERSION), "Dispersion: variance mean + mean^2/k. Default 60."),
    required(
        "phi",
        Kind::Quantity(PHI),
        "Correlation of the log rate with the day before's, between -1 and 1.",
    ),
    required("sigma", Kind::Quantity(SIGMA), "Standard deviation of a day's log step."),
];

const MARKOV_NEG_BINOMIAL: &[Key] = &[required(
    "states",
    Kind::List(REGIME),
    "2 to 10 regimes, which follow each other at random: [{ mean, k = 40, stay }, ...].",
)];

const REGIME: &[Key] = &[
    required("mean", Kind::Quantity(LOSSES), "Mean losses a day while it lasts."),
    optional("k", Kind::Quantity(DISPERSION), "Dispersion: variance mean + mean^2/k. Default 40."),
    required("stay", Kind::Quantity(STAY), "Mean days until it gives way to another, at least 1."),
];

const GAMMA: &[Key] =
    &[MEAN_LOSSES, required("cv", Kind::Quantity(CV), "Coefficient of variation; 0 is constant.")];

const LOGNORMAL: &[Key] = &[
    required("mean", Kind::Quantity(POSITIVE_LOSSES), "Mean losses a day, above 0."),
    required("cv", Kind::Quantity(CV), "Coefficient of variation; 0 is constant."),
];

const COMPOUND_POISSON: &[Key] = &[
    required("events", Kind::Quantity(SALVOS), "Mean salvos a day."),
    required(
        "size",
        Kind::Size,
        "Losses of each: a number, or a law such as { geometric = { mean = 12 } }.",
    ),
];

const SIZE_GEOMETRIC: &[Key] =
    &[required("mean", Kind::Quantity(SIZE_FROM_1), "Mean losses a salvo, at least 1.")];
const SIZE_NEG_BINOMIAL: &[Key] = &[
    required("mean", Kind::Quantity(SIZE), "Mean losses a salvo."),
    required("k", Kind::Quantity(DISPERSION), "Dispersion: variance mean + mean^2/k."),
];
const SIZE_POISSON: &[Key] = &[required("mean", Kind::Quantity(SIZE), "Mean losses a salvo.")];
const SIZE_LOGNORMAL: &[Key] = &[
    required("mean", Kind::Quantity(POSITIVE_SIZE), "Mean losses a salvo, above 0."),
    required("cv", Kind::Quantity(CV), "Coefficient of variation; 0 is constant."),
];

/// The laws of a salvo's size; one is chosen.
pub(super) const fn size_forms() -> [Key; 6] {
    [
        optional("fixed", Kind::Quantity(SIZE), "Always the same."),
        optional("geometric", Kind::Table(SIZE_GEOMETRIC), "On 1, 2, ...: { mean }."),
        optional("neg_binomial", Kind::Table(SIZE_NEG_BINOMIAL), "On 0, 1, ...: { mean, k }."),
        optional("poisson", Kind::Table(SIZE_POISSON), "On 0, 1, ...: { mean }."),
        optional(
            "uniform",
            Kind::Numbers(SIZE, Some(2)),
            "[low, high]: each whole number between is as likely, ends included.",
        ),
        optional("lognormal", Kind::Table(SIZE_LOGNORMAL), "Rounded at random: { mean, cv }."),
    ]
}

const CSV: Key = required("csv", Kind::Text, "CSV file with a header, relative to the scenario.");
const COLUMN: Key = required("column", Kind::Text, "Column of the daily losses.");
const DATE_COLUMN: Key = optional(
    "date_column",
    Kind::Text,
    "Column of the dates; else the first one that holds dates only.",
);
const FROM: Key = optional("from", Kind::Date, "First row to use, by its date.");
const TO: Key = optional("to", Kind::Date, "Last row to use, by its date.");

const REPLAY: &[Key] = &[
    CSV,
    COLUMN,
    DATE_COLUMN,
    optional("from", Kind::Date, "First possible start, by its date."),
    optional("to", Kind::Date, "Last possible start, by its date."),
    optional(
        "start",
        Kind::ReplayStart,
        "Row of day 1: a date, or \"each\" (the default): one replication per possible start.",
    ),
];

const BOOTSTRAP: &[Key] = &[CSV, COLUMN, DATE_COLUMN, FROM, TO];

const EMPIRICAL: &[Key] = &[
    CSV,
    required("value", Kind::Text, "Column of the daily losses."),
    required("weight", Kind::Text, "Column of their weights: positive, any sum."),
];

const BLOCK_BOOTSTRAP: &[Key] = &[
    CSV,
    COLUMN,
    DATE_COLUMN,
    FROM,
    TO,
    optional("block", Kind::Whole(ROWS), "Rows a block. Default 14."),
];

const NORMAL_QUANTITY: &[Key] = &[
    required("mean", Kind::Number(MEAN), "Mean before truncation."),
    required("sd", Kind::Number(SD), "Standard deviation before truncation."),
];

const LOGNORMAL_QUANTITY: &[Key] = &[
    required("mean", Kind::Number(POSITIVE_MEAN), "Mean before truncation, above 0."),
    required("cv", Kind::Number(CV), "Coefficient of variation before truncation."),
];

/// `{ values = [...], weights = [...] }`
pub(super) const fn weighted(bounds: Bounds) -> [Key; 2] {
    [
        required("values", Kind::Numbers(bounds, None), "Possible values."),
        required("weights", Kind::Numbers(WEIGHT, None), "Their weights, positive, any sum."),
    ]
}

/// The distributions of an uncertain input; one is chosen.
pub(super) const fn quantity_forms(bounds: Bounds) -> [Key; 5] {
    [
        optional(
            "uniform",
            Kind::Numbers(bounds, Some(2)),
            "[low, high]; of two integers: uniform on the integers between, ends included.",
        ),
        optional("triangular", Kind::Numbers(bounds, Some(3)), "[low, mode, high]"),
        optional(
            "normal",
            Kind::Table(NORMAL_QUANTITY),
            "{ mean, sd }, truncated to the range of the quantity.",
        ),
        optional(
            "lognormal",
            Kind::Table(LOGNORMAL_QUANTITY),
            "{ mean, cv }, truncated to the range of the quantity.",
        ),
        optional(
            "choice",
            Kind::Options(bounds),
            "[a, b, ...], or { values = [...], weights = [...] }.",
        ),
    ]
}

/// The parameter of `constant` and `poisson`: named, or a distribution straight away.
pub(super) const fn rate_forms(bounds: Bounds) -> [Key; 7] {
    let [uniform, triangular, normal, lognormal, choice] = quantity_forms(bounds);
    [
        optional("mean", Kind::Quantity(bounds), "Mean losses a day."),
        optional("rate", Kind::Quantity(bounds), "Another name for `mean`."),
        uniform,
        triangular,
        normal,
        lognormal,
        choice,
    ]
}

const ZERO_INFLATED: &[Key] = &[
    required("zero", Kind::Quantity(FRACTION), "Chance that a day demands nothing, 0 to 1."),
    required("daily", Kind::PlainDaily, "Losses of the other days: a number, a quantity or a law."),
];

/// [`plain_daily_forms`], and the law that holds one of them.
pub(super) fn daily_forms() -> Vec<Key> {
    let mut forms = plain_daily_forms().to_vec();
    forms.push(optional(
        "zero_inflated",
        Kind::Table(ZERO_INFLATED),
        "Days of no losses among days of another law: { zero, daily }.",
    ));
    forms
}

/// The laws of daily losses, then the distributions of an uncertain constant (`lognormal` is the
/// law: losses that vary from day to day).
pub(super) const fn plain_daily_forms() -> [Key; 17] {
    let [uniform, triangular, normal, _, choice] = quantity_forms(LOSSES);
    [
        optional("constant", Kind::Rate(LOSSES), "The same every day."),
        optional("poisson", Kind::Rate(LOSSES), "Poisson counts."),
        optional(
            "neg_binomial",
            Kind::Table(NEG_BINOMIAL),
            "Negative binomial counts: { mean, k = 40 }.",
        ),
        optional(
            "nb_drift",
            Kind::Table(NB_DRIFT),
            "Negative binomial counts around a drifting rate: { mean, k, sigma, rate_cv }.",
        ),
        optional("gamma", Kind::Table(GAMMA), "Gamma amounts: { mean, cv }."),
        optional("lognormal", Kind::Table(LOGNORMAL), "Lognormal amounts: { mean, cv }."),
        optional(
            "compound_poisson",
            Kind::Table(COMPOUND_POISSON),
            "A Poisson number of salvos, each of a size of its own: { events, size }.",
        ),
        optional(
            "ar1_neg_binomial",
            Kind::Table(AR1_NEG_BINOMIAL),
            "Negative binomial counts around a rate that returns: { mean, k, phi, sigma }.",
        ),
        optional(
            "markov_neg_binomial",
            Kind::Table(MARKOV_NEG_BINOMIAL),
            "Negative binomial counts by regime: { states = [{ mean, k, stay }, ...] }.",
        ),
        optional("empirical", Kind::Table(EMPIRICAL), "A law in a CSV file: values and weights."),
        optional("replay", Kind::Table(REPLAY), "The rows of a CSV file in their order."),
        optional("bootstrap", Kind::Table(BOOTSTRAP), "Rows of a CSV file drawn at random."),
        optional(
            "block_bootstrap",
            Kind::Table(BLOCK_BOOTSTRAP),
            "Blocks of consecutive rows of a CSV file drawn at random.",
        ),
        uniform,
        triangular,
        normal,
        choice,
    ]
}

const DURATION_NORMAL: &[Key] = &[
    required("mean", Kind::Number(POSITIVE_DAYS), "Mean before truncation at 0, in days."),
    required("sd", Kind::Number(DURATION), "Standard deviation before truncation, in days."),
];
const DURATION_LOGNORMAL: &[Key] = &[
    required("mean", Kind::Number(POSITIVE_DAYS), "Mean in days."),
    required("cv", Kind::Number(CV), "Coefficient of variation."),
];
const DURATION_EXPONENTIAL: &[Key] =
    &[required("mean", Kind::Number(POSITIVE_DAYS), "Mean in days.")];
const DURATION_SHAPED: &[Key] = &[
    required("mean", Kind::Number(POSITIVE_DAYS), "Mean in days."),
    required("shape", Kind::Number(SHAPE), "Shape; 1 is the exponential."),
];

const DURATION_EVEN: &[Key] = &[
    required("from", Kind::Days(WHOLE_DELAY), "Shortest, in whole days."),
    required("to", Kind::Days(WHOLE_DELAY), "Longest, in whole days."),
];

/// The laws of a duration; one is chosen.
pub(super) const fn duration_forms() -> [Key; 9] {
    [
        optional("fixed", Kind::Number(DURATION), "Always the same, in days."),
        optional("uniform", Kind::Numbers(DURATION, Some(2)), "[low, high] in days."),
        optional("triangular", Kind::Numbers(DURATION, Some(3)), "[low, mode, high] in days."),
        optional("exponential", Kind::Table(DURATION_EXPONENTIAL), "{ mean }"),
        optional("gamma", Kind::Table(DURATION_SHAPED), "{ mean, shape }"),
        optional("weibull", Kind::Table(DURATION_SHAPED), "{ mean, shape }"),
        optional("lognormal", Kind::Table(DURATION_LOGNORMAL), "{ mean, cv }"),
        optional("normal", Kind::Table(DURATION_NORMAL), "{ mean, sd }, truncated at 0."),
        optional("even", Kind::Table(DURATION_EVEN), "{ from, to }, each whole day as likely."),
    ]
}

/// Where a key of the larger tables belongs, for who puts it elsewhere: in TOML all that follows
/// a header is in its table.
pub(super) fn home(key: &str) -> Option<&'static str> {
    let homes = [
        (SCENARIO, "at the top of the file, above every [table]"),
        (RUN, "in [run]"),
        (POOL, "in a pool, [pools.NAME]"),
        (LOSS, "in a loss process, [losses.NAME]"),
        (RECOVERY, "in a recovery, [losses.NAME.recovery.CATEGORY]"),
        (BATCH, "in a batch, [[batches]]"),
        (TRANSFER, "in a transfer, [transfers.NAME]"),
    ];
    homes.iter().find(|(keys, _)| keys.iter().any(|k| k.name == key)).map(|(_, home)| *home)
}

impl Kind {
    /// The bounds of the numbers it takes; none for what takes no number.
    pub(super) fn bounds(self) -> Bounds {
        match self {
            Self::Days(bounds)
            | Self::Day(bounds)
            | Self::Whole(bounds)
            | Self::Number(bounds)
            | Self::Numbers(bounds, _)
            | Self::Quantity(bounds)
            | Self::Rate(bounds)
            | Self::Options(bounds) => bounds,
            Self::Daily | Self::PlainDaily => LOSSES,
            Self::Size => SIZE,
            Self::Hazard => PER_1000,
            Self::Duration => DURATION,
            Self::Level => LEVEL,
            _ => Bounds::real("number", f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// The keys of which a table of this kind has exactly one.
    pub(super) fn forms(self) -> Option<Vec<Key>> {
        match self {
            Self::Quantity(bounds) => Some(quantity_forms(bounds).to_vec()),
            Self::Rate(bounds) => Some(rate_forms(bounds).to_vec()),
            Self::Daily => Some(daily_forms()),
            Self::PlainDaily => Some(plain_daily_forms().to_vec()),
            Self::Size => Some(size_forms().to_vec()),
            Self::Duration => Some(duration_forms().to_vec()),
            _ => None,
        }
    }

    /// What stands at `key` of a table of this kind, or at any index of an array.
    pub(super) fn child(self, key: &str) -> Option<Self> {
        let find = |keys: &[Key]| keys.iter().find(|k| k.name == key).map(|k| k.kind);
        match self {
            Self::Table(keys) => find(keys),
            Self::Hazard => find(HAZARD),
            Self::List(keys) => Some(Self::Table(keys)),
            Self::Named(named) => Some(named.kind),
            Self::Options(bounds) => find(&weighted(bounds)),
            _ => self.forms().and_then(|keys| find(&keys)),
        }
    }
}
