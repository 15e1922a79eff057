//! Loss processes: their modifiers, hazards, and fates.

use super::bounds::{CV, DAYS, FACTOR, FRACTION, PER_1000, PER_YEAR, SERVERS, WHOLE_DELAY};
use super::{Key, Kind, Named, optional, required};

pub(in crate::scenario) const LOSS: &[Key] = &[
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

pub(in crate::scenario) const RECOVERY: &[Key] = &[
    required("returns", Kind::Quantity(FRACTION), "Chance that each ever comes back, 0 to 1."),
    required("delay", Kind::Duration, "Days until then, rounded up, at least 1."),
    optional(
        "servers",
        Kind::Whole(SERVERS),
        "So many are served at a time, first come, first served; `delay` is then the time of each.",
    ),
    optional("to", Kind::Text, "The pool that they join; the one they were lost from if absent."),
];

pub(in crate::scenario) const HAZARD: &[Key] = &[
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

pub(in crate::scenario) const HAZARD_STEP: &[Key] = &[
    required("from", Kind::Days(WHOLE_DELAY), "Days since joining from which it holds."),
    required("per_1000", Kind::Quantity(PER_1000), "Losses per 1,000 present, a day."),
];

pub(in crate::scenario) const STEP: &[Key] = &[
    required("from", Kind::Day(DAYS), "First day it holds: a day or a date."),
    required("factor", Kind::Quantity(FACTOR), "Factor on the mean from then on."),
];

pub(in crate::scenario) const PULSE: &[Key] = &[
    required("per_year", Kind::Quantity(PER_YEAR), "Expected pulses a year."),
    required("factor", Kind::Quantity(FACTOR), "Factor on the mean while one lasts."),
    required("days", Kind::Duration, "Length of each, rounded up to whole days."),
];
