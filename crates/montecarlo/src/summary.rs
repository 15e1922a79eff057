//! The answer of a run, as people and programs read it.
//!
//! A [`Summary`] is what `summary.json` holds: every metric with its mean, quantiles and Monte
//! Carlo intervals, every ask with its probability. It is computed from the integers of a
//! [`Tally`] in a fixed order, so equal tallies give equal bytes.
//!
//! Two things are never done. A mean over runs of which some were censored is not given (`mean`,
//! `sd`, `mean_se` and `max` are null), for it would be the mean of the runs that ended; the
//! *restricted mean*, of min(value, horizon), stands in its place. And a quantile, or an end of its
//! interval, that lies among censored runs is null: all that is known is that it lies beyond the
//! horizon.

mod bands;
mod metric;
mod ordered;

pub use bands::{BAND_LEVELS, Bands, means};
pub use metric::{LEVELS, MetricSummary, QuantileSummary};
pub use ordered::Ordered;

use serde::{Deserialize, Serialize};

use crate::digest::digest;
use crate::intervals::{Confidence, wilson};
use crate::tally::Tally;
use metric::Reader;

/// What a summary tells of a run beside its tally.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// Version of Outlast that ran it.
    pub version: String,
    /// Title of the scenario.
    pub title: String,
    /// What the counts count: "troops".
    pub unit: Option<String>,
    /// Calendar date of day 1, as YYYY-MM-DD.
    pub start: Option<String>,
    /// Seed.
    pub seed: u64,
    /// Last day simulated.
    pub horizon_days: u32,
    /// Replications asked for; more than those counted when the run was interrupted.
    pub planned_replications: u64,
    /// Names of the metrics, in the tally's order.
    pub metrics: Vec<String>,
    /// Names and predicates of the asks, in the tally's order.
    pub asks: Vec<(String, String)>,
}

/// The content of `summary.json`. Keys keep the order of these fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of Outlast that ran it.
    pub outlast: String,
    /// Title of the scenario.
    pub title: String,
    /// What the counts count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Calendar date of day 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Seed.
    pub seed: u64,
    /// Replications counted.
    pub replications: u64,
    /// Whether fewer replications were counted than were asked for.
    #[serde(default)]
    pub interrupted: bool,
    /// Replications asked for, where fewer were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_replications: Option<u64>,
    /// Last day simulated.
    pub horizon_days: u32,
    /// [`digest`] of the tally.
    pub digest: String,
    /// The metrics, by name.
    pub metrics: Ordered<MetricSummary>,
    /// The asks, by name.
    pub asks: Ordered<AskSummary>,
    /// Quantiles by day may be off by this fraction, where values spread too wide for exact counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_relative_error: Option<f64>,
}

/// The answer to an ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskSummary {
    /// The question, as the scenario puts it.
    pub predicate: String,
    /// Replications in which it held.
    pub hits: u64,
    /// Replications.
    pub n: u64,
    /// hits / n; null without replications.
    pub probability: Option<f64>,
    /// Lower end of Wilson's 95 % interval.
    pub low: Option<f64>,
    /// Upper end of Wilson's 95 % interval.
    pub high: Option<f64>,
}

impl Summary {
    /// What a tally says.
    ///
    /// ```
    /// use outlast_montecarlo::{MetricSpec, RunFacts, Summary, Tally, TallySpec};
    ///
    /// let spec = TallySpec {
    ///     metrics: vec![MetricSpec { scale: 1, bin: 1 }],
    ///     days: 0,
    ///     series: vec![],
    ///     asks: 1,
    ///     memory_cap_bytes: 1 << 20,
    /// };
    /// let mut tally = Tally::new(spec)?;
    /// tally.add_replications(4);
    /// tally.metric_mut(0).push_lanes(&[8, 9, 11, 12]);
    /// tally.add_hits(0, 3);
    /// let facts = RunFacts {
    ///     metrics: vec!["depot.exhaustion_day".into()],
    ///     asks: vec![("holds".into(), "depot.exhaustion_day >= 9".into())],
    ///     planned_replications: 4,
    ///     ..RunFacts::default()
    /// };
    /// let summary = Summary::new(&tally, &facts);
    /// assert_eq!(summary.metrics.get("depot.exhaustion_day").unwrap().mean, Some(10.0));
    /// assert_eq!(summary.asks.get("holds").unwrap().probability, Some(0.75));
    /// # Ok::<(), outlast_montecarlo::TallyError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When the facts name another number of metrics or asks than the tally counts.
    pub fn new(tally: &Tally, facts: &RunFacts) -> Self {
        let spec = tally.spec();
        assert_eq!(facts.metrics.len(), spec.metrics.len(), "a name for each metric");
        assert_eq!(facts.asks.len(), spec.asks, "a name for each ask");
        let mut reader = Reader::new(facts.horizon_days);
        let metrics = facts.metrics.iter().enumerate().map(|(index, name)| {
            (name.clone(), reader.read(tally.metric(index), spec.metrics[index]))
        });
        let metrics = metrics.collect();
        let asks = facts.asks.iter().enumerate().map(|(index, (name, predicate))| {
            (name.clone(), AskSummary::new(predicate, tally.hits(index), tally.replications()))
        });
        let interrupted = tally.replications() < facts.planned_replications;
        Self {
            outlast: facts.version.clone(),
            title: facts.title.clone(),
            unit: facts.unit.clone(),
            start: facts.start.clone(),
            seed: facts.seed,
            replications: tally.replications(),
            interrupted,
            planned_replications: interrupted.then_some(facts.planned_replications),
            horizon_days: facts.horizon_days,
            digest: digest(tally),
            metrics,
            asks: asks.collect(),
            daily_relative_error: tally.daily_relative_error(),
        }
    }
}

impl AskSummary {
    fn new(predicate: &str, hits: u64, n: u64) -> Self {
        let interval = wilson(hits, n, Confidence::P95);
        Self {
            predicate: predicate.to_owned(),
            hits,
            n,
            probability: interval.map(|_| hits as f64 / n as f64),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }
    }
}
