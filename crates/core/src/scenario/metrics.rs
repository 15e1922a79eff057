//! Which metrics a scenario has, by name.

use super::{Rotation, Scenario};
use crate::metrics::{PoolMeasure, SupplyMeasure};

/// The names of all metrics of a scenario: pool by pool in the order of the file, then loss
/// process by loss process, then transfer by transfer, then policy by policy.
///
/// Of a pool `P`: `P.coverage_days`, `P.exhaustion_day`, `P.strength_end`, `P.strength_min`,
/// `P.losses_total`, `P.shortfall_total`, `P.peak_day_losses`, `P.peak_week_losses`,
/// `P.arrivals_total`; if a recovery feeds it, `P.returns_total`; if a transfer brings to it,
/// `P.transferred_in_total`; if one takes from it, `P.transferred_out_total`; if a batch with a
/// `tour` joins it or a policy may withdraw it, `P.rotated_out_total` and `P.veteran_days_total`;
/// with `backorders`, `P.backorders_end`, `P.backorders_peak` and `P.backorder_days_total`; for each threshold `T`,
/// `P.first_below.T` and `P.days_below.T`.
/// If `P` is a rotation: `P.fill_min`, `P.gap_days`, `P.reliefs_total`,
/// `P.early_reliefs_total`, `P.tours_completed`, `P.veterans_total`, `P.veteran_days_total`,
/// `P.at_rest_end`; if it is refilled, `P.refilled_total`; if that happens in the line,
/// `P.transferred_in_total`. A pool that replacements are taken from has
/// `P.transferred_out_total`.
/// Of a supply `S`: the first four of these and the two peaks, `S.days_of_supply_end`,
/// `S.days_of_supply_min`, `S.rationed_days`, `S.used_total`, `S.unmet_total`, `S.delivered_total`,
/// and those of thresholds.
/// Of a loss process `L`: `L.losses_total`; for each category `c` of its split, `L.c_total`; if
/// some of `c` come back, `L.c_in_recovery_end` and `L.c_in_recovery_peak`; if they queue for
/// servers, `L.c_waiting_end` and `L.c_waiting_peak`.
/// Of a transfer `T`: `T.moved_total`; if it brings to a pool, `T.arrived_total`.
/// Of a policy `R`: `R.fired_day`, `R.fired_total`.
///
/// ```
/// use outlast_core::scenario::{NoFiles, Scenario, metric_names};
///
/// let text = "horizon = 60\n[pools.a]\nstrength = 900\nthresholds = { half = 0.5 }";
/// let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).unwrap();
/// let names = metric_names(&loaded.scenario);
/// assert_eq!(names[0], "a.coverage_days");
/// assert_eq!(names[9..], ["a.first_below.half", "a.days_below.half"]);
/// ```
pub fn metric_names(scenario: &Scenario) -> Vec<String> {
    let pools = scenario.pools.iter().map(|pool| PoolMetrics {
        supply: pool.supply.is_some(),
        name: &pool.name,
        thresholds: pool.thresholds.iter().map(|t| t.name.as_str()).collect(),
        refills: scenario.losses.iter().flat_map(|l| &l.recoveries).any(|r| r.to == pool.name),
        gains: scenario.transfers.iter().any(|t| t.to.as_ref() == Some(&pool.name))
            || scenario.rotation(&pool.name).is_some_and(Rotation::refills_in_line),
        gives: scenario.transfers.iter().any(|t| t.from.as_ref() == Some(&pool.name))
            || scenario.rotations.iter().any(|r| r.takes_from(&pool.name)),
        waits: pool.backorders,
        rotates: scenario.rotates(&pool.name),
        units: scenario
            .rotation(&pool.name)
            .map(|rotation| UnitMetrics { refilled: rotation.refill.is_some() }),
    });
    let told = |pool: &str| scenario.supply(pool).is_none();
    let losses =
        scenario.losses.iter().filter(|process| told(&process.pool)).map(|process| LossMetrics {
            name: &process.name,
            categories: process
                .split
                .iter()
                .map(|c| {
                    let recovery = process.recoveries.iter().find(|r| r.category == c.name);
                    let recovers = recovery.map(|r| Recovers { queues: r.servers.is_some() });
                    (c.name.as_str(), recovers)
                })
                .collect(),
        });
    let battles = scenario.opposed.iter();
    let battles = battles.flat_map(|b| battle_metrics(&b.name, b.pools.iter().map(String::as_str)));
    let transfers = scenario.transfers.iter().filter(|t| t.to.as_deref().is_none_or(told));
    let transfers = transfers.flat_map(|t| transfer_metrics(&t.name, t.to.is_some()));
    let policies = scenario.policies.iter().flat_map(|policy| policy_metrics(&policy.name));
    pools
        .flat_map(|p| p.names())
        .chain(losses.flat_map(|l| l.names()))
        .chain(battles)
        .chain(transfers)
        .chain(policies)
        .collect()
}

/// What decides which metrics a pool has.
pub(super) struct PoolMetrics<'a> {
    pub(super) name: &'a str,
    /// Whether it is a supply.
    pub(super) supply: bool,
    pub(super) thresholds: Vec<&'a str>,
    /// Whether a recovery feeds it.
    pub(super) refills: bool,
    /// Whether a transfer brings to it.
    pub(super) gains: bool,
    /// Whether a transfer takes from it.
    pub(super) gives: bool,
    /// Whether demands that it cannot meet wait.
    pub(super) waits: bool,
    /// Whether a batch with a tour joins it, or a policy sends all home.
    pub(super) rotates: bool,
    /// What it has as a rotation, if it is one.
    pub(super) units: Option<UnitMetrics>,
}

/// What decides which metrics a rotation has.
pub(super) struct UnitMetrics {
    /// Whether its units are refilled.
    pub(super) refilled: bool,
}

/// The metrics of a rotation besides those of its pool.
pub(super) const OF_UNITS: [&str; 8] = [
    "fill_min",
    "gap_days",
    "reliefs_total",
    "early_reliefs_total",
    "tours_completed",
    "veterans_total",
    "veteran_days_total",
    "at_rest_end",
];

/// The metric that only a rotation with replacements has.
pub(super) const OF_REFILLS: &str = "refilled_total";

/// The metric that only a pool with returns has.
pub(super) const OF_RETURNS: &str = "returns_total";

/// The metrics that only a pool has that a transfer brings to, and one that it takes from.
pub(super) const OF_TRANSFERS: [&str; 2] = ["transferred_in_total", "transferred_out_total"];

/// Metrics that only a pool has from which some go home.
pub(super) const OF_ROTATION: [&str; 2] = ["rotated_out_total", "veteran_days_total"];

/// Metrics that only a pool has whose unmet demands wait.
pub(super) const OF_BACKORDERS: [&str; 3] =
    ["backorders_end", "backorders_peak", "backorder_days_total"];

impl PoolMetrics<'_> {
    pub(super) fn names(&self) -> Vec<String> {
        let always = [
            "coverage_days",
            "exhaustion_day",
            "strength_end",
            "strength_min",
            "losses_total",
            "shortfall_total",
            "peak_day_losses",
            "peak_week_losses",
            "arrivals_total",
        ];
        let returns = Some(&OF_RETURNS).filter(|_| self.refills);
        let transferred = OF_TRANSFERS.iter().zip([self.gains, self.gives]);
        let transferred = transferred.filter(|(_, there)| *there).map(|(name, _)| name);
        let rotation = OF_ROTATION.iter().filter(|_| self.rotates);
        let waiting = OF_BACKORDERS.iter().filter(|_| self.waits);
        if self.supply {
            let own = PoolMeasure::OF_SUPPLY.map(PoolMeasure::name);
            let more = SupplyMeasure::ALL.map(SupplyMeasure::name);
            let names = own.iter().chain(&more).map(|m| format!("{}.{m}", self.name));
            return names.chain(self.of_thresholds()).collect();
        }
        let names = always
            .iter()
            .chain(returns)
            .chain(transferred)
            .chain(rotation)
            .chain(waiting)
            .map(|m| format!("{}.{m}", self.name));
        let units = self.units.iter().flat_map(|units| {
            OF_UNITS.into_iter().chain(Some(OF_REFILLS).filter(|_| units.refilled))
        });
        let units = units.map(|m| format!("{}.{m}", self.name));
        names.chain(self.of_thresholds()).chain(units).collect()
    }

    fn of_thresholds(&self) -> impl Iterator<Item = String> {
        self.thresholds.iter().flat_map(|threshold| {
            ["first_below", "days_below"].map(|m| format!("{}.{m}.{threshold}", self.name))
        })
    }
}

/// What decides which metrics a loss process has.
pub(super) struct LossMetrics<'a> {
    pub(super) name: &'a str,
    /// The categories of its split, and how some of each come back.
    pub(super) categories: Vec<(&'a str, Option<Recovers>)>,
}

/// What decides which metrics a recovery has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recovers {
    /// Whether they queue for servers.
    pub(super) queues: bool,
}

impl LossMetrics<'_> {
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = vec![loss_metric(self.name)];
        for (category, recovers) in &self.categories {
            names.push(category_metric(self.name, category));
            let Some(recovers) = recovers else { continue };
            names.push(format!("{}.{category}_in_recovery_end", self.name));
            names.push(format!("{}.{category}_in_recovery_peak", self.name));
            if recovers.queues {
                names.push(format!("{}.{category}_waiting_end", self.name));
                names.push(format!("{}.{category}_waiting_peak", self.name));
            }
        }
        names
    }
}

/// The metrics of a battle of these pools.
pub(super) fn battle_metrics<'a>(name: &str, pools: impl Iterator<Item = &'a str>) -> Vec<String> {
    pools.map(|pool| format!("{name}.{pool}_losses_total")).collect()
}

/// The metrics of a transfer, which may or may not bring to a pool.
pub(super) fn transfer_metrics(name: &str, arrives: bool) -> Vec<String> {
    let arrived = arrives.then(|| format!("{name}.arrived_total"));
    std::iter::once(format!("{name}.moved_total")).chain(arrived).collect()
}

/// The metrics of a policy.
pub(super) fn policy_metrics(name: &str) -> [String; 2] {
    [format!("{name}.fired_day"), format!("{name}.fired_total")]
}

pub(super) fn category_metric(process: &str, category: &str) -> String {
    format!("{process}.{category}_total")
}

pub(super) fn loss_metric(process: &str) -> String {
    format!("{process}.losses_total")
}

/// How a metric ends when its day has not come by the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Censoring {
    /// It always has a value.
    Never,
    /// `coverage_days`: it is the horizon or more.
    FromHorizon,
    /// `exhaustion_day`, `first_below.T`, `fired_day`: it is after the horizon.
    AfterHorizon,
}

/// The censoring of the metric with this full name.
pub(super) fn censoring(name: &str) -> Censoring {
    let mut parts = name.split('.').skip(1);
    match parts.next() {
        Some("coverage_days") => Censoring::FromHorizon,
        Some("exhaustion_day" | "first_below" | "fired_day") => Censoring::AfterHorizon,
        _ => Censoring::Never,
    }
}
