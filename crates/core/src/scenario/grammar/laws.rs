//! The laws of daily losses.

use super::bounds::{
    CV, DISPERSION, FRACTION, LOSSES, PHI, POSITIVE_LOSSES, POSITIVE_SIZE, RATE_CV, ROWS, SALVOS,
    SIGMA, SIZE, SIZE_FROM_1, STAY,
};
use super::quantities::quantity_forms;
use super::{Key, Kind, optional, required};

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
pub(in crate::scenario) const fn size_forms() -> [Key; 6] {
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

const ZERO_INFLATED: &[Key] = &[
    required("zero", Kind::Quantity(FRACTION), "Chance that a day demands nothing, 0 to 1."),
    required("daily", Kind::PlainDaily, "Losses of the other days: a number, a quantity or a law."),
];

/// [`plain_daily_forms`], and the law that holds one of them.
pub(in crate::scenario) fn daily_forms() -> Vec<Key> {
    let mut forms = plain_daily_forms().to_vec();
    forms.push(optional(
        "zero_inflated",
        Kind::Table(ZERO_INFLATED),
        "Days of no losses among days of another law: { zero, daily }.",
    ));
    forms
}

const NORMAL: &[Key] = &[
    required("mean", Kind::Quantity(LOSSES), "Mean a day before truncation at 0."),
    required("sd", Kind::Quantity(LOSSES), "Standard deviation before truncation."),
];

/// [`daily_forms`] of a supply's use, where `normal` is the law: use that varies from day to day.
pub(in crate::scenario) fn use_forms() -> Vec<Key> {
    let mut forms = daily_forms();
    for form in forms.iter_mut().filter(|form| form.name == "normal") {
        *form =
            optional("normal", Kind::Table(NORMAL), "Normal amounts, cut off at 0: { mean, sd }.");
    }
    forms
}

/// The laws of daily losses, then the distributions of an uncertain constant (`lognormal` is the
/// law: losses that vary from day to day).
pub(in crate::scenario) const fn plain_daily_forms() -> [Key; 17] {
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
