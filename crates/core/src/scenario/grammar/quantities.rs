//! Numbers that may be uncertain, and durations.

use super::bounds::{
    CV, DURATION, MEAN, POSITIVE_DAYS, POSITIVE_MEAN, SD, SHAPE, WEIGHT, WHOLE_DELAY,
};
use super::{Bounds, Key, Kind, optional, required};

const NORMAL_QUANTITY: &[Key] = &[
    required("mean", Kind::Number(MEAN), "Mean before truncation."),
    required("sd", Kind::Number(SD), "Standard deviation before truncation."),
];

const LOGNORMAL_QUANTITY: &[Key] = &[
    required("mean", Kind::Number(POSITIVE_MEAN), "Mean before truncation, above 0."),
    required("cv", Kind::Number(CV), "Coefficient of variation before truncation."),
];

/// `{ values = [...], weights = [...] }`
pub(in crate::scenario) const fn weighted(bounds: Bounds) -> [Key; 2] {
    [
        required("values", Kind::Numbers(bounds, None), "Possible values."),
        required("weights", Kind::Numbers(WEIGHT, None), "Their weights, positive, any sum."),
    ]
}

/// The distributions of an uncertain input; one is chosen.
pub(in crate::scenario) const fn quantity_forms(bounds: Bounds) -> [Key; 5] {
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
pub(in crate::scenario) const fn rate_forms(bounds: Bounds) -> [Key; 7] {
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
pub(in crate::scenario) const fn duration_forms() -> [Key; 9] {
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
