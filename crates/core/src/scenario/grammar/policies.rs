//! Policies: what they look at, and what they do.

use super::bounds::{COUNT, DAYS, FACTOR, FRACTION, POLICY_LEVEL, WHOLE_DELAY};
use super::{Key, Kind, optional, required};

pub(in crate::scenario) const POLICY: &[Key] = &[
    required("name", Kind::Text, "What to call it; its metrics begin with it."),
    required(
        "when",
        Kind::Condition,
        "What must hold at the close of a day: \"contingent.fill < 0.7 and day >= 10\".",
    ),
    optional(
        "level",
        Kind::Quantity(POLICY_LEVEL),
        "The number that the word `level` stands for in `when`; drawn once per replication.",
    ),
    required("do", Kind::Actions, "What it does from the next morning on: an action, or an array."),
    optional(
        "whenever",
        Kind::Table(WHENEVER),
        "It may act again, not once only: { gap = 14 }, at the earliest after 14 days.",
    ),
];

pub(in crate::scenario) const WHENEVER: &[Key] =
    &[required("gap", Kind::Days(DAYS), "Days after which it may act again, 1 or more.")];

/// What a policy can do; an action is one of them.
pub(in crate::scenario) const fn action_forms() -> [Key; 7] {
    [
        optional(
            "request",
            Kind::Table(REQUEST),
            "A batch, or a delivery, sets out: { pool, size, lead }.",
        ),
        optional(
            "stop_batches",
            Kind::Text,
            "No further batches set out for this pool, or deliveries for this supply.",
        ),
        optional("withdraw", Kind::Text, "All who are in this pool go home."),
        optional(
            "relieve",
            Kind::Text,
            "All units in the line of this rotation are relieved, as far as others are fit.",
        ),
        optional(
            "ration",
            Kind::Table(RATION),
            "A loss process is multiplied by a factor: { losses, factor }.",
        ),
        optional(
            "switch",
            Kind::Table(SWITCH),
            "A loss process follows another schedule: { losses, schedule }.",
        ),
        optional("stop_transfers", Kind::Text, "This transfer moves no more."),
    ]
}

pub(in crate::scenario) const REQUEST: &[Key] = &[
    required("pool", Kind::Text, "The pool it joins, or the supply it is delivered to."),
    required("size", Kind::Quantity(COUNT), "How many it brings; of a supply, in its unit."),
    optional("lead", Kind::Duration, "Days from the next morning to the arrival. Default 0."),
    optional("arrives", Kind::Quantity(FRACTION), "Chance that it comes, 0 to 1. Default 1."),
    optional("tour", Kind::Days(DAYS), "Its survivors leave after so many days in the line."),
];

const RATION: &[Key] = &[
    required("losses", Kind::Text, "The loss process."),
    required("factor", Kind::Quantity(FACTOR), "Factor on its mean, until the next ration."),
];

const SWITCH: &[Key] = &[
    required("losses", Kind::Text, "The loss process."),
    required(
        "schedule",
        Kind::List(SWITCH_STEP),
        "Factors on its mean in place of its schedule: [{ from = 0, factor = 1.5 }].",
    ),
];

const SWITCH_STEP: &[Key] = &[
    required("from", Kind::Days(WHOLE_DELAY), "First day it holds, counted from the next day, 0."),
    required("factor", Kind::Quantity(FACTOR), "Factor on the mean from then on."),
];
