//! Which metrics a scenario has, by name.

use super::Scenario;

/// The names of all metrics of a scenario: pool by pool in the order of the file, then loss
/// process by loss process, then transfer by transfer, then policy by policy.
///
/// Of a pool `P`: `P.coverage_days`, `P.exhaustion_day`, `P.strength_end`, `P.strength_min`,
/// `P.losses_total`, `P.shortfall_total`, `P.peak_day_losses`, `P.peak_week_losses`,
/// `P.arrivals_total`; if a recovery feeds it, `P.returns_total`; if a transfer brings to it,
/// `P.transferred_in_total`; if one takes from it, `P.transferred_out_total`; if a batch with a
/// `tour` joins it or a policy may withdraw all, `P.rotated_out_total` and `P.veteran_days_total`; for each threshold `T`, `P.first_below.T` and `P.days_below.T`.
/// Of a loss process `L`: `L.losses_total`; for each category `c` of its split, `L.c_total`; if
/// some of `c` come back, `L.c_in_recovery_end` and `L.c_in_recovery_peak`.
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
        name: &pool.name,
        thresholds: pool.thresholds.iter().map(|t| t.name.as_str()).collect(),
        refills: scenario.losses.iter().flat_map(|l| &l.recoveries).any(|r| r.to == pool.name),
        gains: scenario.transfers.iter().any(|t| t.to.as_ref() == Some(&pool.name)),
        gives: scenario.transfers.iter().any(|t| t.from.as_ref() == Some(&pool.name)),
        rotates: scenario.rotates(&pool.name),
    });
    let losses = scenario.losses.iter().map(|process| LossMetrics {
        name: &process.name,
        categories: process
            .split
            .iter()
            .map(|c| (c.name.as_str(), process.recoveries.iter().any(|r| r.category == c.name)))
            .collect(),
    });
    let transfers = scenario.transfers.iter();
    let transfers = transfers.flat_map(|t| transfer_metrics(&t.name, t.to.is_some()));
    let policies = scenario.policies.iter().flat_map(|policy| policy_metrics(&policy.name));
    let losses = losses.flat_map(|l| l.names());
    pools.flat_map(|p| p.names()).chain(losses).chain(transfers).chain(policies).collect()
}

/// What decides which metrics a pool has.
pub(super) struct PoolMetrics<'a> {
    pub(super) name: &'a str,
    pub(super) thresholds: Vec<&'a str>,
    /// Whether a recovery feeds it.
    pub(super) refills: bool,
    /// Whether a transfer brings to it.
    pub(super) gains: bool,
    /// Whether a transfer takes from it.
    pub(super) gives: bool,
    /// Whether a batch with a tour joins it, or a policy sends all home.
    pub(super) rotates: bool,
}

/// The metric that only a pool with returns has.
pub(super) const OF_RETURNS: &str = "returns_total";

/// The metrics that only a pool has that a transfer brings to, and one that it takes from.
pub(super) const OF_TRANSFERS: [&str; 2] = ["transferred_in_total", "transferred_out_total"];

/// Metrics that only a pool has from which some go home.
pub(super) const OF_ROTATION: [&str; 2] = ["rotated_out_total", "veteran_days_total"];

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
        let mut names: Vec<String> = always
            .iter()
            .chain(returns)
            .chain(transferred)
            .chain(rotation)
            .map(|m| format!("{}.{m}", self.name))
            .collect();
        for threshold in &self.thresholds {
            names.push(format!("{}.first_below.{threshold}", self.name));
            names.push(format!("{}.days_below.{threshold}", self.name));
        }
        names
    }
}

/// What decides which metrics a loss process has.
pub(super) struct LossMetrics<'a> {
    pub(super) name: &'a str,
    /// The categories of its split, and whether some of each come back.
    pub(super) categories: Vec<(&'a str, bool)>,
}

impl LossMetrics<'_> {
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = vec![loss_metric(self.name)];
        for (category, recovers) in &self.categories {
            names.push(category_metric(self.name, category));
            if *recovers {
                names.push(format!("{}.{category}_in_recovery_end", self.name));
                names.push(format!("{}.{category}_in_recovery_peak", self.name));
            }
        }
        names
    }
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
