//! What in an answer deserves a second look: the cause, and the option that mends it.

use outlast_core::scenario::Scenario;
use outlast_montecarlo::rounding::count;
use outlast_montecarlo::{AskSummary, MetricSummary, Summary};

use crate::answer::{has_demand, label};
use crate::figures::{counted, ends};

/// Fewer events than this tell an order of magnitude at best: the interval spans a factor of 3.
const FEW_EVENTS: u64 = 10;

/// Half an interval wider than this is too wide for a probability, points of a hundred.
const WIDE_POINTS: f64 = 2.5;

/// Half an interval wider than this part of a median is too wide.
const WIDE_PART: f64 = 0.05;

/// Everything that deserves a warning. With `starts` given, there are no more runs to be had.
pub(crate) fn of(scenario: &Scenario, summary: &Summary, starts: Option<u64>) -> Vec<String> {
    let more = match starts {
        Some(_) => "a longer series would tell more",
        None => "raise --replications",
    };
    let asks = summary.asks.iter().filter_map(|(name, ask)| about_ask(name, ask, more));
    let pools = scenario.pools.iter().filter(|pool| has_demand(pool, scenario));
    let coverages = pools.filter_map(|pool| {
        let coverage = summary.metrics.get(&format!("{}.coverage_days", pool.name))?;
        about_coverage(label(pool), coverage, summary.horizon_days, more)
    });
    coverages.chain(asks).collect()
}

fn about_ask(name: &str, ask: &AskSummary, more: &str) -> Option<String> {
    let (low, high) = (ask.low?, ask.high?);
    let rarer = ask.hits.min(ask.n - ask.hits);
    if (1..FEW_EVENTS).contains(&rarer) {
        let events = counted(rarer, "event");
        return Some(format!("`{name}`: only {events}: the interval is wide; {more}"));
    }
    let points = 50.0 * (high - low);
    (points > WIDE_POINTS).then(|| {
        let runs = counted(ask.n, "run");
        format!("`{name}`: {runs} leave it open by ±{points:.0} points; {more}")
    })
}

fn about_coverage(
    name: &str,
    coverage: &MetricSummary,
    horizon: u32,
    more: &str,
) -> Option<String> {
    if coverage.n > 0 && coverage.censored == coverage.n {
        return Some(format!(
            "{name} outlasts all {} days in every run: to see how long it lasts, raise `horizon`",
            count(u64::from(horizon))
        ));
    }
    let median = coverage.quantiles.get("0.5")?;
    let (low, high) = ends(median, coverage)?;
    let value = median.value?;
    (high - low > 2.0 * WIDE_PART * value).then(|| {
        let runs = counted(coverage.n, "run");
        format!(
            "{name}: after {runs} the median coverage is only known to lie between {low:.1} and \
             {high:.1} days; {more}"
        )
    })
}
