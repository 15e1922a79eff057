//! The answer of a run in plain words: how long, how likely, how sure.

mod pool;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use outlast_core::scenario::{LossLaw, LossProcess, Pool, Quantity, Scenario, Threshold};
use outlast_montecarlo::rounding::{chance, count, natural_frequency, with_interval, with_se};
use outlast_montecarlo::{AskSummary, MetricSummary, Summary, intervals};

use crate::census::Starts;
use crate::figures::{
    BOUNDED, Only, Spread, all_simulated, counted, days, in_every, inner_half, percentage, plain,
    telling,
};

/// The answer, sentence by sentence, and the table of all metrics. Ends with a newline.
///
/// `starts` is given when each run replays a series from a day of its own.
pub(crate) fn words(scenario: &Scenario, summary: &Summary, starts: Option<Starts>) -> String {
    let mut text = String::new();
    if let Some(title) = &scenario.title {
        line(&mut text, title);
        text.push('\n');
    }
    for pool in &scenario.pools {
        for sentence in pool::about_pool(pool, scenario, summary) {
            line(&mut text, &sentence);
        }
    }
    for policy in &scenario.policies {
        if let Some(day) = summary.metrics.get(&format!("{}.fired_day", policy.name)) {
            let acts = if policy.gap.is_some() { "first acts" } else { "acts" };
            let (acts, never) =
                (format!("{} {acts}", policy.name), format!("{} never acts", policy.name));
            line(&mut text, first_day((&acts, &never), day, summary.horizon_days).trim_start());
        }
    }
    if !summary.asks.is_empty() {
        text.push('\n');
        for (name, ask) in summary.asks.iter() {
            line(&mut text, &format!("{name} ({}): {}", ask.predicate, probability(ask)));
        }
    }
    text.push('\n');
    line(&mut text, &table(summary));
    text.push('\n');
    for sentence in honesty(scenario, summary, starts) {
        line(&mut text, &sentence);
    }
    text
}

fn line(text: &mut String, sentence: &str) {
    text.push_str(sentence);
    text.push('\n');
}

/// What to call a pool.
pub(crate) fn label(pool: &Pool) -> &str {
    pool.label.as_deref().unwrap_or(&pool.name)
}

/// Whether anything is ever demanded of a pool, so that it can fall short: a hazard demands nothing.
pub(crate) fn has_demand(pool: &Pool, scenario: &Scenario) -> bool {
    let demands = |process: &LossProcess| !matches!(process.daily, LossLaw::Hazard { .. });
    scenario.losses.iter().any(|process| process.pool == pool.name && demands(process))
}

/// The strength that a threshold means, counted in units, if it is the same in every run.
pub(crate) fn level(pool: &Pool, threshold: &Threshold) -> Option<f64> {
    if threshold.level > 1.0 {
        return Some(threshold.level);
    }
    match pool.establishment.as_ref().unwrap_or(&pool.strength) {
        Quantity::Fixed(establishment) => Some(threshold.level * establishment),
        _ => None,
    }
}

/// "half (6,000)"; without the number where it differs from run to run, or is the name.
fn named(pool: &Pool, threshold: &Threshold) -> String {
    match level(pool, threshold).map(plain) {
        Some(level) if level != threshold.name => format!("{} ({level})", threshold.name),
        _ => threshold.name.clone(),
    }
}

/// Whether anything is ever lost or taken from a pool, so that it may end.
pub(crate) fn can_shrink(pool: &Pool, scenario: &Scenario) -> bool {
    let taken = |from: &Option<String>| from.as_ref() == Some(&pool.name);
    scenario.losses.iter().any(|process| process.pool == pool.name)
        || scenario.transfers.iter().any(|transfer| taken(&transfer.from))
        || scenario.opposed.iter().any(|battle| battle.pools.contains(&pool.name))
        || scenario.rotations.iter().any(|rotation| rotation.takes_from(&pool.name))
        || scenario.policies.iter().any(|policy| policy.withdraws(&pool.name))
}

/// How a metric is told whose value did not come within the horizon.
pub(crate) fn open(metric: &str, horizon: u32) -> String {
    if metric.contains(".days_of_supply_") {
        return "unlimited".to_owned();
    }
    format!("not by day {horizon}")
}

/// "contingent covers the losses for 10.1 days at the median; ..."
fn covers(name: &str, coverage: &MetricSummary, horizon: u32) -> String {
    let runs = counted(coverage.n, "run");
    let every = in_every(coverage.n);
    if let Some(only) = Only::of(coverage) {
        let exactly = if only.exact && telling(coverage.n) { "exactly " } else { "" };
        return format!("{name} covers the losses for {exactly}{} in {every}.", days(&only.text));
    }
    if coverage.censored == coverage.n {
        return format!("{name} covers the losses of {} in {every}.", all_simulated(horizon));
    }
    if coverage.n < BOUNDED {
        return covers_in_few(name, coverage, horizon);
    }
    let horizon = days(&count(u64::from(horizon)));
    let outlasts = percent_of(coverage.censored, coverage.n);
    match Spread::of(coverage) {
        Spread { low: Some(low), median: Some(median), high: Some(high) } => {
            let outlasting = if coverage.censored > 0 {
                format!("; it outlasts the {horizon} simulated in {outlasts} of runs")
            } else {
                String::new()
            };
            let median_days = days(&median);
            if low == high {
                return format!(
                    "{name} covers the losses for {median_days} in 90 % of runs or more{outlasting} \
                     ({runs})."
                );
            }
            format!(
                "{name} covers the losses for {median_days} at the median; 90 % of runs lie \
                 between {low} and {high} days{outlasting} ({runs})."
            )
        }
        Spread { low: Some(low), median: Some(median), high: None } => format!(
            "{name} covers the losses for {} at the median; 5 % of runs cover no more than {}, \
             and {outlasts} outlast the {horizon} simulated ({runs}).",
            days(&median),
            days(&low)
        ),
        Spread { low: Some(low), .. } => format!(
            "{name} outlasts the {horizon} simulated in {outlasts} of runs; 5 % of runs cover no \
             more than {} ({runs}).",
            days(&low)
        ),
        Spread { low: None, .. } => {
            let least = coverage.min.map_or_else(String::new, |min| with_interval(min, min, min));
            format!(
                "{name} outlasts the {horizon} simulated in {outlasts} of runs; the shortest \
                 coverage seen was {} ({runs}).",
                days(&least)
            )
        }
    }
}

/// The same of so few runs that no range of them is known.
fn covers_in_few(name: &str, coverage: &MetricSummary, horizon: u32) -> String {
    let few = format!("{}: too few runs for a 90 % interval", counted(coverage.n, "run"));
    let outlasting =
        format!("{} of them outlast {}", count(coverage.censored), all_simulated(horizon));
    match Spread::of(coverage).median {
        Some(median) if coverage.censored == 0 => {
            format!("{name} covers the losses for {} at the median ({few}).", days(&median))
        }
        Some(median) => format!(
            "{name} covers the losses for {} at the median ({few}); {outlasting}.",
            days(&median)
        ),
        None => {
            format!("{name} covers the losses for longer than can be told ({few}); {outlasting}.")
        }
    }
}

/// "  closes below half on day 6 at the median (90 % of runs: day 5 to 7)"
fn first_day((event, no_event): (&str, &str), day: &MetricSummary, horizon: u32) -> String {
    let until = format!("the {} simulated", days(&count(u64::from(horizon))));
    if let Some(only) = Only::of(day) {
        return format!("  {event} on day {} in {}", only.text, every(day.n));
    }
    if day.censored == day.n {
        let any = match day.n {
            1 => "the one run made".to_owned(),
            few if !telling(few) => format!("any of the {few} runs made"),
            _ => "any run".to_owned(),
        };
        return format!("  {no_event} within {until}, in {any}");
    }
    let never = if day.censored > 0 {
        format!("; never within {until} in {} of runs", percent_of(day.censored, day.n))
    } else {
        String::new()
    };
    match bounded(day) {
        Spread { low: Some(low), median: Some(median), high: Some(high) } if low == high => {
            format!("  {event} on day {median} in 90 % of runs or more{never}")
        }
        Spread { low: Some(low), median: Some(median), high: Some(high) } => {
            format!(
                "  {event} on day {median} at the median (90 % of runs: day {low} to {high}){never}"
            )
        }
        Spread { median: Some(median), .. } => {
            format!("  {event} on day {median} at the median{never}")
        }
        Spread { median: None, .. } => {
            let happens = percent_of(day.n - day.censored, day.n);
            format!("  {event} within {until} in {happens} of runs")
        }
    }
}

/// ": 6,480 at the median (90 % of runs: 6,204 to 6,744)"
fn spread_of(metric: &MetricSummary) -> String {
    if let Some(only) = Only::of(metric) {
        return format!(": {} in {}", only.text, every(metric.n));
    }
    match bounded(metric) {
        Spread { low: Some(low), median: Some(_), high: Some(high) } if low == high => {
            format!(": {low} in 90 % of runs or more")
        }
        Spread { low: Some(low), median: Some(median), high: Some(high) } => {
            format!(": {median} at the median (90 % of runs: {low} to {high})")
        }
        Spread { median: Some(median), .. } => format!(": {median} at the median"),
        Spread { median: None, .. } => String::new(),
    }
}

/// The quantiles of a metric, without the outer ones where there are too few runs for them.
fn bounded(metric: &MetricSummary) -> Spread {
    let spread = Spread::of(metric);
    if metric.n < BOUNDED { Spread { low: None, high: None, ..spread } } else { spread }
}

/// "every run"; the number of runs only where it is small.
fn every(runs: u64) -> String {
    if telling(runs) { "every run".to_owned() } else { in_every(runs) }
}

fn percent_of(hits: u64, n: u64) -> String {
    if hits == n {
        return "all".to_owned();
    }
    intervals::wilson(hits, n, intervals::Confidence::P95).map_or_else(
        || "none".to_owned(),
        |interval| percentage(hits as f64 / n as f64, interval.low, interval.high),
    )
}

/// "0.36 %, about 4 in 1,000 runs (95 % interval 0.33 to 0.40 %)"
fn probability(ask: &AskSummary) -> String {
    let (Some(probability), Some(low), Some(high)) = (ask.probability, ask.low, ask.high) else {
        return "no runs".to_owned();
    };
    if (ask.hits == 0 || ask.hits == ask.n) && !telling(ask.n) {
        return chance(ask.hits, ask.n);
    }
    if ask.hits == 0 {
        return format!("never, {}", chance(ask.hits, ask.n));
    }
    if ask.hits == ask.n {
        return format!("always, {}", chance(ask.hits, ask.n));
    }
    let (inner_low, inner_high) = inner_half(low, high);
    let end = |end: f64| with_interval(100.0 * end, 100.0 * inner_low, 100.0 * inner_high);
    format!(
        "{}, {} (95 % interval {} to {} %)",
        percentage(probability, low, high),
        natural_frequency(probability),
        end(low),
        end(high)
    )
}

/// All metrics: quantiles and mean, each rounded to its simulation error.
fn table(summary: &Summary) -> String {
    let censored = summary.metrics.iter().any(|(_, metric)| metric.censored > 0);
    let beyond = format!("after day {}", summary.horizon_days);
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let mut header = vec!["metric", "5 %", "median", "95 %", "mean"];
    if censored {
        header.push("not in time");
    }
    table.set_header(header);
    for (name, metric) in summary.metrics.iter() {
        let Spread { low, median, high } = Spread::of(metric);
        let hidden = |figure: Option<String>| {
            figure.unwrap_or_else(|| match open(name, 0).as_str() {
                "unlimited" => "unlimited".to_owned(),
                _ => beyond.clone(),
            })
        };
        let mean = match (metric.mean, metric.mean_se) {
            (Some(mean), Some(se)) => with_se(mean, se),
            _ => "-".to_owned(),
        };
        let mut row = vec![name.to_owned(), hidden(low), hidden(median), hidden(high), mean];
        if censored {
            let share = (metric.censored > 0).then(|| percent_of(metric.censored, metric.n));
            row.push(share.unwrap_or_default());
        }
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        if column.index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// What chance alone leaves open, and what no number of runs can tell.
fn honesty(scenario: &Scenario, summary: &Summary, starts: Option<Starts>) -> Vec<String> {
    let mut sentences = Vec::new();
    match starts {
        Some(Starts::Census(all)) => sentences.push(census(all)),
        Some(Starts::Sample { all }) => {
            sentences.push(simulation_error(scenario, summary));
            sentences.push(sample(all, summary.replications));
        }
        None => sentences.push(simulation_error(scenario, summary)),
    }
    sentences.push(
        "What the model does not know is not in these intervals: whether the strengths, rates and \
         laws of the scenario are right. Change them with --set and see what moves."
            .to_owned(),
    );
    sentences
}

fn census(all: u64) -> String {
    let days = match all {
        1 => "The one day that the series can be started from was run".to_owned(),
        _ => format!("All {} that the series can be started from were run", counted(all, "day")),
    };
    format!(
        "{days}, so nothing is left to chance here; the intervals tell how little so few and \
         overlapping cases can show."
    )
}

fn sample(all: u64, runs: u64) -> String {
    let of = if runs < all { format!("{} of ", count(runs)) } else { String::new() };
    format!(
        "The runs are {of}the {} that the series can be started from. They overlap, so they are \
         fewer independent cases than they seem.",
        counted(all, "day")
    )
}

/// How far the figures may be off because the runs are no more than they are.
fn simulation_error(scenario: &Scenario, summary: &Summary) -> String {
    let runs = summary.replications;
    let mut text = if runs < BOUNDED {
        format!(
            "Simulation error: {} too few runs for an interval of every figure; what none bounds \
             has two digits at most",
            if runs == 1 { "one is".to_owned() } else { format!("{runs} are") }
        )
    } else {
        String::from("Simulation error: every figure above is rounded to it")
    };
    let median = scenario.pools.iter().filter(|pool| has_demand(pool, scenario)).find_map(|pool| {
        let metric = summary.metrics.get(&format!("{}.coverage_days", pool.name))?;
        let median = metric.quantiles.get("0.5")?;
        Some((label(pool), median.value?, median.low?, median.high))
    });
    match median {
        Some((name, _, low, Some(high))) if low < high => {
            let (inner_low, inner_high) = inner_half(low, high);
            let [low, high] = [low, high].map(|end| with_interval(end, inner_low, inner_high));
            text += &format!(
                "; the median coverage of {name} lies between {low} and {high} days (95 %)."
            );
        }
        Some((name, value, low, None)) if low < value => {
            let low = with_interval(low, low, value);
            text += &format!("; the median coverage of {name} is {low} days at least (95 %).");
        }
        Some((name, _, _, Some(_))) if telling(runs) => {
            text += &format!("; in the median coverage of {name} it is too small to show.");
        }
        _ => text.push('.'),
    }
    text
}
