//! Rotations: units, their tours, and their replacements.

use super::bounds::{
    COUNT, COUNT_FROM_1, DAYS, DWELL_RATIO, FRACTION, POSITIVE_FRACTION, UNITS, WHOLE_DELAY,
};
use super::{Key, Kind, Named, optional, required};
use crate::scenario::RotationStart;

pub(super) const ROTATION: &[Key] = &[
    optional("label", Kind::Text, "What to call it in charts; the name if absent."),
    required("units", Kind::Whole(UNITS), "How many units there are, in the line and at rest."),
    required("unit_size", Kind::Quantity(COUNT_FROM_1), "Strength of each unit when it is full."),
    required("deployed", Kind::Whole(UNITS), "How many units are wanted in the line."),
    required("tour", Kind::Days(DAYS), "Days of a tour in the line."),
    optional("dwell", Kind::Days(DAYS), "Least days at rest before the next tour."),
    optional(
        "dwell_ratio",
        Kind::Number(DWELL_RATIO),
        "In place of `dwell`: least tours at rest for one in the line, 2 for a ratio of 1:2.",
    ),
    optional(
        "handover",
        Kind::Days(WHOLE_DELAY),
        "The relief comes so many days before the relieved leaves. Default 0.",
    ),
    optional(
        "relieve_below",
        Kind::Number(FRACTION),
        "A unit in the line is relieved early when its fill is below this. Default: none is.",
    ),
    optional(
        "min_fill",
        Kind::Number(FRACTION),
        "Least fill of a unit that is sent to the line. Default `relieve_below`, or 0.",
    ),
    optional("fill", Kind::Quantity(FRACTION), "Fill of every unit on day 1. Default 1."),
    optional(
        "refill",
        Kind::Table(REFILL),
        "Replacements for losses: { to, from, rate, when }. Without it there are none.",
    ),
    optional(
        "start",
        Kind::Word(&STARTS),
        "On day 1: tours \"staggered\" evenly (the default), or begun \"together\".",
    ),
    optional(
        "establishment",
        Kind::Quantity(COUNT),
        "Authorised strength in the line; that of the deployed units when full if absent.",
    ),
    optional(
        "thresholds",
        Kind::Named(&Named { noun: "threshold", kind: Kind::Level }),
        "Named levels of the strength in the line: a fraction of the establishment if at most 1, \
         else a count.",
    ),
];

pub(in crate::scenario) const STARTS: [&str; 2] =
    [RotationStart::Staggered.name(), RotationStart::Together.name()];

/// When units are refilled: at rest, in the line, or both.
pub(in crate::scenario) const WHENS: [&str; 3] = ["at_rest", "in_line", "both"];

pub(super) const REFILL: &[Key] = &[
    optional("to", Kind::Number(POSITIVE_FRACTION), "Fill up to which. Default 1."),
    optional(
        "from",
        Kind::Text,
        "The pool that replacements are taken from; without it, from outside, without limit.",
    ),
    optional("rate", Kind::Quantity(COUNT), "Most a day, all units together. Default: no limit."),
    optional(
        "when",
        Kind::Word(&WHENS),
        "Which units are refilled: \"at_rest\" (the default), \"in_line\" or \"both\".",
    ),
];
