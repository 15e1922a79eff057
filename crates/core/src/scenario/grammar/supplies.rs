//! Supplies: stockpiles in units of their own, with use, deliveries, resupply and rations.

use super::bounds::{AMOUNT, BELOW_DAYS, DAYS, FRACTION, RESOLUTION};
use super::losses::{PULSE, STEP};
use super::pools::{PERS, arrival};
use super::{Key, Kind, Named, optional, required};

pub(super) const SUPPLY: &[Key] = &[
    optional("label", Kind::Text, "What to call it in charts; the name if absent."),
    required("stock", Kind::Quantity(AMOUNT), "On hand at the start of day 1, in its unit."),
    optional(
        "unit",
        Kind::Text,
        "What is measured: \"tonnes\". Default: the unit of the scenario.",
    ),
    optional(
        "resolution",
        Kind::Number(RESOLUTION),
        "The finest amount that is told apart, in its unit: 1 (the default), 0.1, 0.001.",
    ),
    optional(
        "establishment",
        Kind::Quantity(AMOUNT),
        "The stock of which thresholds are fractions; the drawn stock if absent.",
    ),
    optional(
        "thresholds",
        Kind::Named(&Named { noun: "threshold", kind: Kind::Level }),
        "Named levels: a fraction of the establishment if at most 1, else an amount.",
    ),
    required(
        "use",
        Kind::Use,
        "Use demanded each day, in its unit: a number, a quantity or a law.",
    ),
    optional(
        "share",
        Kind::Quantity(FRACTION),
        "Part of that use that falls on this supply, 0 to 1. Default 1.",
    ),
    optional(
        "schedule",
        Kind::List(STEP),
        "Factors on the mean use from given days on: [{ from = 31, factor = 1.5 }].",
    ),
    optional(
        "pulse",
        Kind::Table(PULSE),
        "Pulses of a higher or lower use: { per_year, factor, days }.",
    ),
    optional(
        "window",
        Kind::Days(DAYS),
        "Days of past use whose mean tells the days of supply. Default: the mean of the law.",
    ),
    optional("deliveries", Kind::List(DELIVERY), "Deliveries: [{ day, size, every, count }]."),
    optional("resupply", Kind::Table(RESUPPLY), "A steady flow, spread evenly: { rate, per }."),
    optional(
        "ration",
        Kind::OneOrList(RATION),
        "Less use while few days of supply are left: { below_days, factor }, or several of them.",
    ),
];

const DELIVERY: &[Key] = &arrival(required(
    "size",
    Kind::Quantity(AMOUNT),
    "How much each brings, in the supply's unit.",
));

const RESUPPLY: &[Key] = &[
    required("rate", Kind::Quantity(AMOUNT), "How much comes, in the supply's unit."),
    optional(
        "per",
        Kind::Word(&PERS),
        "The time that the rate is of; a month is 30.4375 days. Default \"day\".",
    ),
];

const RATION: &[Key] = &[
    required(
        "below_days",
        Kind::Number(BELOW_DAYS),
        "It holds while fewer days of supply are left at the close of the day before.",
    ),
    required("factor", Kind::Number(FRACTION), "Factor on the mean use, 0 to 1."),
];
