//! Pools, and what brings to them: batches and transfers.

use super::bounds::{COUNT, DAYS, FRACTION, TIMES};
use super::{Key, Kind, Named, optional, required};
use crate::scenario::Per;

pub(super) const POOL: &[Key] = &[
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
    optional(
        "backorders",
        Kind::Flag,
        "Whether a demand that cannot be met waits, and is met first when something comes in. \
         Default false.",
    ),
];

pub(super) const BATCH: &[Key] = &{
    let size = required("size", Kind::Quantity(COUNT), "How many each brings.");
    let [label, day, every, count, size, delay, arrives] = arrival(size);
    let pool = required("pool", Kind::Text, "The pool it joins.");
    let tour =
        optional("tour", Kind::Days(DAYS), "Its survivors leave after so many days in the line.");
    [label, pool, day, every, count, size, delay, arrives, tour]
};

/// What batches and the deliveries of a supply have in common, with a size each of its own.
pub(super) const fn arrival(size: Key) -> [Key; 7] {
    [
        optional("label", Kind::Text, "What to call it in charts."),
        required("day", Kind::Day(DAYS), "Day of the first one: a day or a date."),
        optional("every", Kind::Days(DAYS), "Days from one to the next, if it recurs."),
        optional("count", Kind::Whole(TIMES), "How many in all; without it, to the horizon."),
        size,
        optional("delay", Kind::Duration, "Delay of each, in days; the arrival is rounded up."),
        optional(
            "arrives",
            Kind::Quantity(FRACTION),
            "Chance that each comes at all, 0 to 1. Default 1.",
        ),
    ]
}

pub(super) const PERS: [&str; 4] =
    [Per::Day.name(), Per::Week.name(), Per::Month.name(), Per::Year.name()];

pub(super) const TRANSFER: &[Key] = &[
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
