//! The ranges of numbers.

use super::Bounds;

/// A billion: the largest count, so that every sum of a run stays exact in 64 bits.
pub(super) const BILLION: f64 = 1e9;
/// A century: the longest time.
pub(super) const CENTURY: f64 = 36_525.0;

pub(super) const COUNT: Bounds = Bounds::whole("count", 0.0, BILLION);
pub(super) const COUNT_FROM_1: Bounds = Bounds::whole("count, at least 1", 1.0, BILLION);
/// Units of a rotation: a thousand regiments are enough, and each costs time on every day.
pub(super) const UNITS: Bounds = Bounds::whole("units", 1.0, 1000.0);
/// Days at rest for a day in the line.
pub(super) const DWELL_RATIO: Bounds = Bounds::positive("days at rest for one in the line", 100.0);
pub(super) const LOSSES: Bounds = Bounds::whole("losses a day", 0.0, BILLION);
pub(super) const POSITIVE_LOSSES: Bounds =
    Bounds { above_low: true, ..Bounds::whole("losses a day, positive", 0.0, BILLION) };
pub(super) const SALVOS: Bounds = Bounds::real("salvos a day", 0.0, 10_000.0);
pub(super) const SIZE: Bounds = Bounds::whole("losses a salvo", 0.0, BILLION);
pub(super) const SIZE_FROM_1: Bounds = Bounds::whole("losses a salvo, at least 1", 1.0, BILLION);
pub(super) const POSITIVE_SIZE: Bounds =
    Bounds { above_low: true, ..Bounds::whole("losses a salvo, positive", 0.0, BILLION) };
pub(super) const DISPERSION: Bounds = Bounds::real("dispersion", 1e-3, 1e9);
pub(super) const SIGMA: Bounds = Bounds::real("log step of a day", 0.0, 2.0);
/// Open at both ends, but for what is too near to them to be meant.
pub(super) const PHI: Bounds = Bounds::real("correlation with the day before", -0.9999, 0.9999);
pub(in crate::scenario) const CORRELATION: Bounds = Bounds::real("correlation", -0.9999, 0.9999);
pub(super) const RATE_CV: Bounds = Bounds::real("cv of the rate", 0.0, 5.0);
pub(super) const CV: Bounds = Bounds::real("coefficient of variation", 0.0, 10.0);
pub(super) const FACTOR: Bounds = Bounds::real("factor", 0.0, 1000.0);
pub(super) const PER_1000: Bounds = Bounds::real("per 1,000 a day", 0.0, 1000.0);
pub(super) const FRACTION: Bounds = Bounds::real("fraction", 0.0, 1.0);
/// What a head does to the other side.
pub(super) const COEFFICIENT: Bounds = Bounds::real("losses a day by each head", 0.0, 100.0);
pub(super) const POSITIVE_FRACTION: Bounds = Bounds::positive("fraction, positive", 1.0);
pub(super) const PER_YEAR: Bounds = Bounds::real("times a year", 0.0, 366.0);
pub(super) const WEIGHT: Bounds = Bounds::positive("weight", 1e12);
pub(super) const SHAPE: Bounds = Bounds::real("shape", 0.05, 1000.0);
/// A duration and its mean.
pub(super) const DURATION: Bounds = Bounds::real("days", 0.0, CENTURY);
pub(super) const POSITIVE_DAYS: Bounds = Bounds::positive("days, positive", CENTURY);
/// The mean length of a stay in a regime.
pub(super) const STAY: Bounds = Bounds::real("days, at least 1", 1.0, CENTURY);
/// Whole days of a delay, none included.
pub(super) const WHOLE_DELAY: Bounds = Bounds::whole("whole days", 0.0, CENTURY);
/// Whole days.
pub(super) const DAYS: Bounds = Bounds::whole("whole days", 1.0, CENTURY);
pub(super) const ROWS: Bounds = Bounds::whole("rows", 1.0, BILLION);
pub(super) const TIMES: Bounds = Bounds::whole("times", 1.0, BILLION);
/// What a supply holds, in its unit.
pub(super) const AMOUNT: Bounds = Bounds::real("amount", 0.0, BILLION);
/// The finest amount of a supply: a millionth of its unit or more.
pub(super) const RESOLUTION: Bounds = Bounds::real("resolution", 1e-6, 1.0);
/// Days of supply below which a ration holds.
pub(super) const BELOW_DAYS: Bounds = Bounds::positive("days of supply, positive", CENTURY);
pub(super) const SERVERS: Bounds = Bounds::whole("servers", 1.0, 1e6);
pub(super) const REPLICATIONS: Bounds = Bounds::whole("replications", 1.0, 1e10);
/// Parameters of a quantity's distribution, before it is truncated to the quantity's bounds.
pub(super) const MEAN: Bounds = Bounds::real("mean", -BILLION, BILLION);
pub(super) const POSITIVE_MEAN: Bounds = Bounds::positive("mean, positive", BILLION);
pub(super) const SD: Bounds = Bounds::real("standard deviation", 0.0, BILLION);
/// The level of a threshold.
pub(super) const LEVEL: Bounds = Bounds::positive("level", BILLION);
/// What a policy compares a state with: a part, a count, or a total.
pub(super) const POLICY_LEVEL: Bounds = Bounds::real("level of a policy", 0.0, 1e12);
