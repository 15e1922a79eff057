//! What is measured: the names of DESIGN's metric table, as types.
//!
//! A metric of one replication is a non-negative integer in *value units*: counts and days as
//! they are, `coverage_days` in millionths of a day and `fill_min` in millionths, rounded down. A day that did not come within
//! the horizon is [`CENSORED`], which compares greater than every value: an event after the
//! horizon is later than any day inside it.

pub(crate) mod outline;

use self::outline::Outline;
use crate::scenario::Scenario;

/// The value of a metric whose event did not come within the horizon.
pub const CENSORED: i64 = i64::MAX;

/// Value units of `coverage_days` per day.
pub const COVERAGE_SCALE: i64 = 1_000_000;

/// Value units of `fill_min` per whole unit.
pub const FILL_SCALE: i64 = 1_000_000;

/// One quantity observed in every replication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Full name: `contingent.coverage_days`.
    pub name: String,
    /// What is measured.
    pub measure: Measure,
    /// Value units per unit: coverage and days of supply are kept in millionths of a day, amounts of
    /// a supply in its finest steps, all else in ones.
    pub scale: i64,
}

impl Metric {
    /// Value units per histogram bin: quantiles of days are read to a thousandth of a day.
    pub const fn bin(&self) -> i64 {
        if self.measure.is_real() { self.scale / 1_000 } else { 1 }
    }
}

/// What is measured, by index of pool, threshold, loss process, battle, transfer or policy in the
/// order of the file; the pools of rotations come after the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// A quantity of a pool.
    Pool(usize, PoolMeasure),
    /// First day that closes below a threshold (day), or censored: pool, threshold.
    FirstBelow(usize, usize),
    /// Days that close below a threshold (days): pool, threshold.
    DaysBelow(usize, usize),
    /// A quantity of a rotation, by its index in the order of the file.
    Rotation(usize, RotationMeasure),
    /// Losses that a process inflicted (count).
    ProcessLosses(usize),
    /// Losses of a process that met a fate (count): process, category of its split.
    Fate(usize, usize),
    /// Losses of a side of a battle (count): battle, side in the order of its pools.
    Opposed(usize, usize),
    /// Set out by a transfer (count).
    Moved(usize),
    /// Arrived by a transfer (count).
    Arrived(usize),
    /// In recovery at the close of the last day (count), by index of the recovery: they are
    /// counted through the processes and their recoveries.
    InRecoveryEnd(usize),
    /// Most in recovery at a close of day (count), by index of the recovery.
    InRecoveryPeak(usize),
    /// Waiting for a server at the close of the last day (count), by index of the recovery.
    WaitingEnd(usize),
    /// Most waiting for a server at a close of day (count), by index of the recovery.
    WaitingPeak(usize),
    /// A quantity of a supply, by its index among the supplies.
    Supply(usize, SupplyMeasure),
    /// First day on which a policy acts (day), or censored.
    FiredDay(usize),
    /// How often a policy acts.
    FiredTotal(usize),
}

/// Quantities of a supply, besides those of the pool that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SupplyMeasure {
    /// Days of supply at the close of the last day, or [`CENSORED`] where they are unlimited.
    DaysOfSupplyEnd,
    /// Fewest days of supply at a close of day, or [`CENSORED`].
    DaysOfSupplyMin,
    /// Days on which a ration held (days).
    RationedDays,
    /// Used (amount).
    UsedTotal,
    /// Use demanded and not met (amount).
    UnmetTotal,
    /// Come by deliveries and resupply (amount).
    DeliveredTotal,
}

impl SupplyMeasure {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 6] = [
        Self::DaysOfSupplyEnd,
        Self::DaysOfSupplyMin,
        Self::RationedDays,
        Self::UsedTotal,
        Self::UnmetTotal,
        Self::DeliveredTotal,
    ];

    /// The metric's name after the supply's: `days_of_supply_end`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DaysOfSupplyEnd => "days_of_supply_end",
            Self::DaysOfSupplyMin => "days_of_supply_min",
            Self::RationedDays => "rationed_days",
            Self::UsedTotal => "used_total",
            Self::UnmetTotal => "unmet_total",
            Self::DeliveredTotal => "delivered_total",
        }
    }
}

/// Quantities of a rotation besides those of its pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RotationMeasure {
    /// Lowest fill of a unit in the line at a close of day (millionths).
    FillMin,
    /// Days with fewer units fit in the line, after the morning's reliefs, than wanted (days).
    GapDays,
    /// Reliefs that have come to the line (count).
    ReliefsTotal,
    /// Of these, of a unit whose tour was not over: it was too weak, or relief was ordered (count).
    EarlyReliefsTotal,
    /// Units that came out of the line after a whole tour or more (count).
    ToursCompleted,
    /// Came out of the line alive (count).
    VeteransTotal,
    /// Days in the line that they had behind them then (count × days).
    VeteranDaysTotal,
    /// Strength of the units at rest at the close of the last day (count).
    AtRestEnd,
    /// Replacements that have joined units (count).
    RefilledTotal,
}

impl RotationMeasure {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 9] = [
        Self::FillMin,
        Self::GapDays,
        Self::ReliefsTotal,
        Self::EarlyReliefsTotal,
        Self::ToursCompleted,
        Self::VeteransTotal,
        Self::VeteranDaysTotal,
        Self::AtRestEnd,
        Self::RefilledTotal,
    ];

    /// The metric's name after the rotation's: `gap_days`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FillMin => "fill_min",
            Self::GapDays => "gap_days",
            Self::ReliefsTotal => "reliefs_total",
            Self::EarlyReliefsTotal => "early_reliefs_total",
            Self::ToursCompleted => "tours_completed",
            Self::VeteransTotal => "veterans_total",
            Self::VeteranDaysTotal => "veteran_days_total",
            Self::AtRestEnd => "at_rest_end",
            Self::RefilledTotal => "refilled_total",
        }
    }
}

/// Quantities of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PoolMeasure {
    /// Days of demand met in full plus the met fraction of the first day not met, or censored.
    CoverageDays,
    /// First day that closes with no strength left, or censored.
    ExhaustionDay,
    /// Strength at the close of the last day (count).
    StrengthEnd,
    /// Lowest strength at a close of day (count).
    StrengthMin,
    /// Losses suffered (count).
    LossesTotal,
    /// Losses demanded and not met (count).
    ShortfallTotal,
    /// Most losses suffered in a day (count).
    PeakDayLosses,
    /// Most losses suffered in seven days running (count).
    PeakWeekLosses,
    /// Arrived by batches (count).
    ArrivalsTotal,
    /// Come back from recovery (count).
    ReturnsTotal,
    /// Arrived by transfers (count).
    TransferredInTotal,
    /// Gone with transfers (count).
    TransferredOutTotal,
    /// Gone home, with a rotation batch whose tour ended or by a policy (count).
    RotatedOutTotal,
    /// Days in the line that went home with them (count × days).
    VeteranDaysTotal,
    /// Demands that wait for stock at the close of the last day (count).
    BackordersEnd,
    /// Most demands waiting for stock at a close of day (count).
    BackordersPeak,
    /// Demands that wait for stock at a close of day, summed over the days (count × days).
    BackorderDaysTotal,
}

impl PoolMeasure {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 17] = [
        Self::CoverageDays,
        Self::ExhaustionDay,
        Self::StrengthEnd,
        Self::StrengthMin,
        Self::LossesTotal,
        Self::ShortfallTotal,
        Self::PeakDayLosses,
        Self::PeakWeekLosses,
        Self::ArrivalsTotal,
        Self::ReturnsTotal,
        Self::TransferredInTotal,
        Self::TransferredOutTotal,
        Self::RotatedOutTotal,
        Self::VeteranDaysTotal,
        Self::BackordersEnd,
        Self::BackordersPeak,
        Self::BackorderDaysTotal,
    ];

    /// The metric's name after the pool's: `coverage_days`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoverageDays => "coverage_days",
            Self::ExhaustionDay => "exhaustion_day",
            Self::StrengthEnd => "strength_end",
            Self::StrengthMin => "strength_min",
            Self::LossesTotal => "losses_total",
            Self::ShortfallTotal => "shortfall_total",
            Self::PeakDayLosses => "peak_day_losses",
            Self::PeakWeekLosses => "peak_week_losses",
            Self::ArrivalsTotal => "arrivals_total",
            Self::ReturnsTotal => "returns_total",
            Self::TransferredInTotal => "transferred_in_total",
            Self::TransferredOutTotal => "transferred_out_total",
            Self::RotatedOutTotal => "rotated_out_total",
            Self::VeteranDaysTotal => "veteran_days_total",
            Self::BackordersEnd => "backorders_end",
            Self::BackordersPeak => "backorders_peak",
            Self::BackorderDaysTotal => "backorder_days_total",
        }
    }

    /// The measures of a pool that a supply has.
    pub const OF_SUPPLY: [Self; 6] = [
        Self::CoverageDays,
        Self::ExhaustionDay,
        Self::StrengthEnd,
        Self::StrengthMin,
        Self::PeakDayLosses,
        Self::PeakWeekLosses,
    ];

    /// Whether it is an amount of what the pool holds, rather than days.
    const fn is_amount(self) -> bool {
        !matches!(self, Self::CoverageDays | Self::ExhaustionDay)
    }
}

impl Measure {
    /// Whether it is a number of days and parts of a day.
    pub const fn is_of_days(self) -> bool {
        use SupplyMeasure::{DaysOfSupplyEnd, DaysOfSupplyMin};
        matches!(
            self,
            Self::Pool(_, PoolMeasure::CoverageDays)
                | Self::Supply(_, DaysOfSupplyEnd | DaysOfSupplyMin)
        )
    }

    /// Whether it is a real number, kept in millionths: days and parts of a day, or a fill.
    const fn is_real(self) -> bool {
        self.is_of_days() || matches!(self, Self::Rotation(_, RotationMeasure::FillMin))
    }

    /// Value units per unit, where amounts are counted in so many parts of one.
    const fn scale(self, per_unit: i64) -> i64 {
        match self {
            _ if self.is_of_days() => COVERAGE_SCALE,
            Self::Rotation(_, RotationMeasure::FillMin) => FILL_SCALE,
            Self::Pool(_, measure) if measure.is_amount() => per_unit,
            Self::Supply(_, SupplyMeasure::RationedDays) => 1,
            Self::Supply(..) => per_unit,
            _ => 1,
        }
    }

    /// Whether it is the time of a first event, which the horizon may censor.
    pub const fn is_first_passage(self) -> bool {
        matches!(
            self,
            Self::Pool(_, PoolMeasure::CoverageDays | PoolMeasure::ExhaustionDay)
                | Self::FirstBelow(..)
                | Self::FiredDay(_)
        )
    }
}

/// Every metric of a scenario: pools in the order of the file, then loss processes, then
/// battles, then transfers, then policies.
///
/// ```
/// use outlast_core::metrics;
/// use outlast_core::scenario::{NoFiles, Scenario};
///
/// let text = "horizon = 60\n[pools.a]\nstrength = 900\nthresholds = { half = 0.5 }";
/// let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).unwrap();
/// let names: Vec<_> = metrics::all(&loaded.scenario).into_iter().map(|m| m.name).collect();
/// assert_eq!(names[0], "a.coverage_days");
/// assert_eq!(names[9..], ["a.first_below.half", "a.days_below.half"]);
/// ```
pub fn all(scenario: &Scenario) -> Vec<Metric> {
    let metric = |(name, measure): (String, Measure)| {
        let scale = measure.scale(per_unit(measure, scenario));
        Metric { name, measure, scale }
    };
    Outline::of(scenario).metrics().into_iter().map(metric).collect()
}

/// Parts of a unit that the pool or supply of a measure counts.
fn per_unit(measure: Measure, scenario: &Scenario) -> i64 {
    let supply = match measure {
        Measure::Pool(pool, _) => scenario.pools[pool].supply.as_ref(),
        Measure::Supply(index, _) => {
            scenario.pools.iter().filter_map(|pool| pool.supply.as_ref()).nth(index)
        }
        _ => None,
    };
    supply.map_or(1, |supply| i64::from(supply.per_unit))
}
