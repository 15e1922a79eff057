//! Opposed pools.

use super::bounds::{COEFFICIENT, DAYS};
use super::{Key, Kind, optional, required};

pub(in crate::scenario) const OPPOSED: &[Key] = &[
    optional("label", Kind::Text, "What to call it in traces; the name if absent."),
    required("pools", Kind::Two, "The two pools: [\"blue\", \"red\"]."),
    required(
        "lanchester",
        Kind::OneOf(LAWS),
        "The law of their losses: { square = { a, b } }, linear or mixed.",
    ),
    optional(
        "deterministic",
        Kind::Flag,
        "Whether the losses are the law's, rounded, instead of drawn around them. Default false.",
    ),
    optional("from_day", Kind::Day(DAYS), "First day: a day or a date. Default 1."),
    optional("until", Kind::Day(DAYS), "Last day: a day or a date. Default: the horizon."),
];

pub(super) const LAWS: &[Key] = &[
    optional("square", Kind::Table(BY_HEAD), "A' = -a B, B' = -b A: each hits whom he aims at."),
    optional(
        "linear",
        Kind::Table(BY_HEAD_SQUARED),
        "A' = -a A B, B' = -b A B: fire at areas, or duels in turn.",
    ),
    optional(
        "mixed",
        Kind::Table(MIXED),
        "A' = -a A B, B' = -b A: the first pool is hidden, the second in the open.",
    ),
];

const BY_HEAD: &[Key] = &[
    required(
        "a",
        Kind::Quantity(COEFFICIENT),
        "Losses of the first pool a day, by each head of the second.",
    ),
    required(
        "b",
        Kind::Quantity(COEFFICIENT),
        "Losses of the second pool a day, by each head of the first.",
    ),
];

const BY_HEAD_SQUARED: &[Key] = &[
    required(
        "a",
        Kind::Quantity(COEFFICIENT),
        "Part of the first pool lost a day, by each head of the second.",
    ),
    required(
        "b",
        Kind::Quantity(COEFFICIENT),
        "Part of the second pool lost a day, by each head of the first.",
    ),
];

const MIXED: &[Key] = &[BY_HEAD_SQUARED[0], BY_HEAD[1]];
