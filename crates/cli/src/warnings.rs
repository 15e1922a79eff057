//! What in an answer deserves a second look: the cause, and the option that mends it.

use outlast_core::scenario::Scenario;
use outlast_montecarlo::{AskSummary, MetricSummary, Summary};

use crate::answer::{has_demand, label};
use crate::census::Starts;
use crate::figures::{BOUNDED, all_simulated, counted, in_every};

/// Fewer events than this tell an order of magnitude at best: the interval spans a factor of 3.
const FEW_EVENTS: u64 = 10;

/// Half an interval wider than this is too wide for a probability, points of a hundred.
const WIDE_POINTS: f64 = 2.5;

/// Half an interval wider than this part of a median is too wide.
const WIDE_PART: f64 = 0.05;

/// A relative error of strengths by day that no chart shows is not worth a warning.
const SMALL_ERROR: f64 = 0.001;

/// Everything that deserves a warning.
pub(crate) fn of(scenario: &Scenario, summary: &Summary, starts: Option<Starts>) -> Vec<String> {
    let more = match starts {
        Some(Starts::Census(_)) => "a longer series would tell more",
        Some(Starts::Sample { all }) if all <= summary.replications => {
            "a longer series would tell more"
        }
        _ => "raise --replications",
    };
    let few = (summary.replications < BOUNDED).then(|| about_few(summary.replications, more));
    let asks = summary.asks.iter().filter_map(|(name, ask)| about_ask(name, ask, more));
    let pools = scenario.pools.iter().filter(|pool| has_demand(pool, scenario));
    let coverages = pools.filter_map(|pool| {
        let coverage = summary.metrics.get(&format!("{}.coverage_days", pool.name))?;
        about_coverage(label(pool), coverage, summary.horizon_days, more)
    });
    few.into_iter().chain(coverages).chain(asks).chain(about_bands(summary)).collect()
}

fn about_few(replications: u64, more: &str) -> String {
    let runs = counted(replications, "run");
    let enough = if more.contains("--replications") {
        format!(" to {BOUNDED} or more")
    } else {
        String::new()
    };
    format!("{runs} cannot bound the 5 % and 95 % quantiles; {more}{enough}")
}

fn about_bands(summary: &Summary) -> Option<String> {
    let error = summary.daily_relative_error.filter(|&error| error > SMALL_ERROR)?;
    // Rounded up, for it is a bound.
    let percent = (1e4 * error).ceil() / 100.0;
    Some(format!(
        "quantiles by day, in the tables and charts over time, are only within {percent:.2}%: the \
         values range too widely for exact counts of so many days; shorten the horizon, or have \
         fewer pools and recoveries"
    ))
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
        let leave = if ask.n == 1 { "leaves" } else { "leave" };
        format!("`{name}`: {runs} {leave} it open by ±{points:.0} points; {more}")
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
            "{name} outlasts {} in {}: to see how long it lasts, raise `horizon`",
            all_simulated(horizon),
            in_every(coverage.n)
        ));
    }
    let median = coverage.quantiles.get("0.5")?;
    let (low, value, high) = (median.low?, median.value?, median.high?);
    (high - low > 2.0 * WIDE_PART * value).then(|| {
        let runs = counted(coverage.n, "run");
        format!(
            "{name}: after {runs} the median coverage is only known to lie between {low:.1} and \
             {high:.1} days; {more}"
        )
    })
}
