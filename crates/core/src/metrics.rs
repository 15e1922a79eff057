//! What is measured: the names of DESIGN's metric table, as types.
//!
//! A metric of one replication is a non-negative integer in *value units*: counts and days as
//! they are, `coverage_days` in millionths of a day, rounded down. A day that did not come within
//! the horizon is [`CENSORED`], which compares greater than every value: an event after the
//! horizon is later than any day inside it.

use crate::scenario::Scenario;

/// The value of a metric whose event did not come within the horizon.
pub const CENSORED: i64 = i64::MAX;

/// Value units of `coverage_days` per day.
pub const COVERAGE_SCALE: i64 = 1_000_000;

/// One quantity observed in every replication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Full name: `contingent.coverage_days`.
    pub name: String,
    /// What is measured.
    pub measure: Measure,
}

/// What is measured, by index of pool, threshold, loss process, transfer or policy in the order of
/// the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// A quantity of a pool.
    Pool(usize, PoolMeasure),
    /// First day that closes below a threshold (day), or censored: pool, threshold.
    FirstBelow(usize, usize),
    /// Days that close below a threshold (days): pool, threshold.
    DaysBelow(usize, usize),
    /// Losses that a process inflicted (count).
    ProcessLosses(usize),
    /// Losses of a process that met a fate (count): process, category of its split.
    Fate(usize, usize),
    /// Set out by a transfer (count).
    Moved(usize),
    /// Arrived by a transfer (count).
    Arrived(usize),
    /// In recovery at the close of the last day (count), by index of the recovery: they are
    /// counted through the processes and their recoveries.
    InRecoveryEnd(usize),
    /// Most in recovery at a close of day (count), by index of the recovery.
    InRecoveryPeak(usize),
    /// First day on which a policy acts (day), or censored.
    FiredDay(usize),
    /// How often a policy acts.
    FiredTotal(usize),
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
}

impl PoolMeasure {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 14] = [
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
        }
    }

    /// Whether a pool has it: some exist only for pools that something feeds or draws on.
    fn exists(self, pool: &str, scenario: &Scenario) -> bool {
        let is = |name: &Option<String>| name.as_deref() == Some(pool);
        match self {
            Self::ReturnsTotal => {
                scenario.losses.iter().flat_map(|l| &l.recoveries).any(|r| r.to == pool)
            }
            Self::TransferredInTotal => scenario.transfers.iter().any(|t| is(&t.to)),
            Self::TransferredOutTotal => scenario.transfers.iter().any(|t| is(&t.from)),
            Self::RotatedOutTotal | Self::VeteranDaysTotal => scenario.rotates(pool),
            _ => true,
        }
    }
}

impl Measure {
    /// Value units per unit: coverage is kept in millionths of a day, all else in ones.
    pub const fn scale(self) -> i64 {
        match self {
            Self::Pool(_, PoolMeasure::CoverageDays) => COVERAGE_SCALE,
            _ => 1,
        }
    }

    /// Value units per histogram bin: quantiles of coverage are read to a thousandth of a day.
    pub const fn bin(self) -> i64 {
        match self {
            Self::Pool(_, PoolMeasure::CoverageDays) => COVERAGE_SCALE / 1_000,
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
/// transfers, then policies.
pub fn all(scenario: &Scenario) -> Vec<Metric> {
    let mut metrics = Vec::new();
    let mut push = |name: String, measure| metrics.push(Metric { name, measure });
    for (p, pool) in scenario.pools.iter().enumerate() {
        for measure in PoolMeasure::ALL {
            if measure.exists(&pool.name, scenario) {
                push(format!("{}.{}", pool.name, measure.name()), Measure::Pool(p, measure));
            }
        }
        for (t, threshold) in pool.thresholds.iter().enumerate() {
            push(
                format!("{}.first_below.{}", pool.name, threshold.name),
                Measure::FirstBelow(p, t),
            );
            push(format!("{}.days_below.{}", pool.name, threshold.name), Measure::DaysBelow(p, t));
        }
    }
    let mut recoveries = 0;
    for (l, process) in scenario.losses.iter().enumerate() {
        let name = &process.name;
        push(format!("{name}.losses_total"), Measure::ProcessLosses(l));
        for (c, category) in process.split.iter().enumerate() {
            let fate = &category.name;
            push(format!("{name}.{fate}_total"), Measure::Fate(l, c));
            if let Some(r) = process.recoveries.iter().position(|r| r.category == *fate) {
                let index = recoveries + r;
                push(format!("{name}.{fate}_in_recovery_end"), Measure::InRecoveryEnd(index));
                push(format!("{name}.{fate}_in_recovery_peak"), Measure::InRecoveryPeak(index));
            }
        }
        recoveries += process.recoveries.len();
    }
    for (t, transfer) in scenario.transfers.iter().enumerate() {
        push(format!("{}.moved_total", transfer.name), Measure::Moved(t));
        if transfer.to.is_some() {
            push(format!("{}.arrived_total", transfer.name), Measure::Arrived(t));
        }
    }
    for (p, policy) in scenario.policies.iter().enumerate() {
        push(format!("{}.fired_day", policy.name), Measure::FiredDay(p));
        push(format!("{}.fired_total", policy.name), Measure::FiredTotal(p));
    }
    metrics
}
