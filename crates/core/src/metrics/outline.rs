//! Which metrics there are, and by which names, from as much of a scenario as decides it.
//!
//! A document with mistakes has metrics as well: its questions are checked against those it would
//! have. So both a valid scenario and such a document give an outline, and only here the two become
//! metrics.

use super::{Measure, PoolMeasure, RotationMeasure, SupplyMeasure};
use crate::scenario::{Rotation, Scenario};

/// What decides which metrics there are; all in the order of their indices.
#[derive(Debug, Default)]
pub(crate) struct Outline<'a> {
    pub(crate) pools: Vec<PoolOutline<'a>>,
    pub(crate) losses: Vec<LossOutline<'a>>,
    /// Name and pools of each battle.
    pub(crate) battles: Vec<(&'a str, Vec<&'a str>)>,
    pub(crate) transfers: Vec<TransferOutline<'a>>,
    /// Names of the policies.
    pub(crate) policies: Vec<&'a str>,
}

/// A pool, a rotation, or a supply.
#[derive(Debug)]
pub(crate) struct PoolOutline<'a> {
    pub(crate) name: &'a str,
    pub(crate) thresholds: Vec<&'a str>,
    pub(crate) kind: Kind,
    /// Whether a recovery feeds it.
    pub(crate) returns: bool,
    /// Whether a transfer, or a refill, brings to it.
    pub(crate) gains: bool,
    /// Whether a transfer, or a refill, takes from it.
    pub(crate) gives: bool,
    /// Whether a batch with a tour joins it, or a policy sends all home.
    pub(crate) rotates: bool,
    /// Whether demands that it cannot meet wait.
    pub(crate) waits: bool,
}

/// What a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Pool,
    Supply,
    Rotation {
        /// Whether its units are refilled.
        refilled: bool,
    },
}

/// A loss process.
#[derive(Debug)]
pub(crate) struct LossOutline<'a> {
    pub(crate) name: &'a str,
    /// The categories of its split, and how some of each come back.
    pub(crate) categories: Vec<(&'a str, Option<Recovers>)>,
    /// Whether it is told as the use of a supply.
    pub(crate) is_use: bool,
}

/// How some of a category come back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recovers {
    /// Index of the recovery, counted through the processes.
    pub(crate) recovery: usize,
    /// Whether they queue for servers.
    pub(crate) queues: bool,
}

/// A transfer.
#[derive(Debug)]
pub(crate) struct TransferOutline<'a> {
    pub(crate) name: &'a str,
    /// Whether it brings to a pool.
    pub(crate) arrives: bool,
    /// Whether it is told as the resupply of a supply.
    pub(crate) is_resupply: bool,
}

impl<'a> Outline<'a> {
    /// Of a valid scenario.
    pub(super) fn of(scenario: &'a Scenario) -> Self {
        let mut recoveries = 0;
        let supplied = |pool: &str| scenario.supply(pool).is_some();
        let losses = scenario.losses.iter().map(|process| {
            let first = recoveries;
            recoveries += process.recoveries.len();
            let recovers = |category: &str| {
                let mine = process.recoveries.iter().position(|r| r.category == category)?;
                let queues = process.recoveries[mine].servers.is_some();
                Some(Recovers { recovery: first + mine, queues })
            };
            let split = process.split.iter();
            LossOutline {
                name: &process.name,
                categories: split.map(|c| (c.name.as_str(), recovers(&c.name))).collect(),
                is_use: supplied(&process.pool),
            }
        });
        let battles = scenario.opposed.iter();
        let transfers = scenario.transfers.iter().map(|transfer| TransferOutline {
            name: &transfer.name,
            arrives: transfer.to.is_some(),
            is_resupply: transfer.to.as_deref().is_some_and(supplied),
        });
        Self {
            losses: losses.collect(),
            pools: scenario
                .pools
                .iter()
                .map(|pool| PoolOutline::of(&pool.name, scenario))
                .collect(),
            battles: battles
                .map(|b| (b.name.as_str(), b.pools.iter().map(String::as_str).collect()))
                .collect(),
            transfers: transfers.collect(),
            policies: scenario.policies.iter().map(|policy| policy.name.as_str()).collect(),
        }
    }

    /// All metrics by name: pools in the order of the file, then loss processes, battles, transfers and
    /// policies.
    pub(crate) fn metrics(&self) -> Vec<(String, Measure)> {
        let mut metrics = Vec::new();
        let (mut supplies, mut rotations) = (0.., 0..);
        for (index, pool) in self.pools.iter().enumerate() {
            let mut push = |name: &str, measure| {
                metrics.push((format!("{}.{name}", pool.name), measure));
            };
            for measure in PoolMeasure::ALL.into_iter().filter(|&measure| pool.has(measure)) {
                push(measure.name(), Measure::Pool(index, measure));
            }
            if pool.kind == Kind::Supply {
                let supply = supplies.next().unwrap_or_default();
                for measure in SupplyMeasure::ALL {
                    push(measure.name(), Measure::Supply(supply, measure));
                }
            }
            for (t, threshold) in pool.thresholds.iter().enumerate() {
                push(&format!("first_below.{threshold}"), Measure::FirstBelow(index, t));
                push(&format!("days_below.{threshold}"), Measure::DaysBelow(index, t));
            }
            if let Kind::Rotation { refilled } = pool.kind {
                let rotation = rotations.next().unwrap_or_default();
                for measure in RotationMeasure::ALL {
                    if refilled || measure != RotationMeasure::RefilledTotal {
                        push(measure.name(), Measure::Rotation(rotation, measure));
                    }
                }
            }
        }
        // What a supply uses, and its resupply, are told as its own.
        for (index, process) in self.losses.iter().enumerate().filter(|(_, l)| !l.is_use) {
            process.metrics(index, &mut metrics);
        }
        for (index, (name, pools)) in self.battles.iter().enumerate() {
            for (side, pool) in pools.iter().enumerate() {
                metrics
                    .push((format!("{name}.{pool}_losses_total"), Measure::Opposed(index, side)));
            }
        }
        for (index, transfer) in self.transfers.iter().enumerate().filter(|(_, t)| !t.is_resupply) {
            metrics.push((format!("{}.moved_total", transfer.name), Measure::Moved(index)));
            if transfer.arrives {
                metrics.push((format!("{}.arrived_total", transfer.name), Measure::Arrived(index)));
            }
        }
        for (index, policy) in self.policies.iter().enumerate() {
            metrics.push((format!("{policy}.fired_day"), Measure::FiredDay(index)));
            metrics.push((format!("{policy}.fired_total"), Measure::FiredTotal(index)));
        }
        metrics
    }
}

impl<'a> PoolOutline<'a> {
    fn of(name: &'a str, scenario: &'a Scenario) -> Self {
        let is = |other: &Option<String>| other.as_deref() == Some(name);
        let rotation = scenario.rotation(name);
        let pool = scenario.pools.iter().find(|pool| pool.name == name);
        Self {
            name,
            thresholds: pool
                .iter()
                .flat_map(|pool| pool.thresholds.iter().map(|t| t.name.as_str()))
                .collect(),
            kind: match rotation {
                Some(rotation) => Kind::Rotation { refilled: rotation.refill.is_some() },
                None if scenario.supply(name).is_some() => Kind::Supply,
                None => Kind::Pool,
            },
            returns: scenario.losses.iter().flat_map(|l| &l.recoveries).any(|r| r.to == name),
            gains: scenario.transfers.iter().any(|t| is(&t.to))
                || rotation.is_some_and(Rotation::refills_in_line),
            gives: scenario.transfers.iter().any(|t| is(&t.from))
                || scenario.rotations.iter().any(|r| r.takes_from(name)),
            rotates: scenario.rotates(name),
            waits: pool.is_some_and(|pool| pool.backorders),
        }
    }

    /// Whether it has a measure: some exist only for pools that something feeds or draws on.
    fn has(&self, measure: PoolMeasure) -> bool {
        use PoolMeasure as P;
        if self.kind == Kind::Supply {
            return P::OF_SUPPLY.contains(&measure);
        }
        match measure {
            P::ReturnsTotal => self.returns,
            P::TransferredInTotal => self.gains,
            P::TransferredOutTotal => self.gives,
            P::RotatedOutTotal | P::VeteranDaysTotal => self.rotates,
            P::BackordersEnd | P::BackordersPeak | P::BackorderDaysTotal => self.waits,
            P::CoverageDays
            | P::ExhaustionDay
            | P::StrengthEnd
            | P::StrengthMin
            | P::LossesTotal
            | P::ShortfallTotal
            | P::PeakDayLosses
            | P::PeakWeekLosses
            | P::ArrivalsTotal => true,
        }
    }
}

impl LossOutline<'_> {
    /// A category of this name would have the metric of the process itself.
    pub(crate) const NO_CATEGORY: &'static str = "losses";

    fn metrics(&self, index: usize, metrics: &mut Vec<(String, Measure)>) {
        let mut push = |name: &str, measure| {
            metrics.push((format!("{}.{name}", self.name), measure));
        };
        push("losses_total", Measure::ProcessLosses(index));
        for (c, (category, recovers)) in self.categories.iter().enumerate() {
            push(&format!("{category}_total"), Measure::Fate(index, c));
            let Some(Recovers { recovery, queues }) = *recovers else { continue };
            push(&format!("{category}_in_recovery_end"), Measure::InRecoveryEnd(recovery));
            push(&format!("{category}_in_recovery_peak"), Measure::InRecoveryPeak(recovery));
            if queues {
                push(&format!("{category}_waiting_end"), Measure::WaitingEnd(recovery));
                push(&format!("{category}_waiting_peak"), Measure::WaitingPeak(recovery));
            }
        }
    }
}
