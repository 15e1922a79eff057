//! From results to charts: fills the structs of `outlast-plot` and writes what it draws.

use std::num::NonZeroUsize;

use outlast_core::Plan;
use outlast_core::metrics::{Measure, PoolMeasure};
use outlast_core::scenario::{Batch, Pool, Quantity, Scenario, Threshold};
use outlast_montecarlo::{Histogram, Stopwatch, Summary, Tally};
use outlast_plot::{
    AskRow, Asks, Chains, Chart, Curve, Distribution, Fan, Fates, Recovery, Source, Supply,
    Survival, Timeline, Units, asks, chains, distribution, fan, fates, recovery, supply, survival,
    units,
};
use rayon::prelude::*;

use crate::answer::{can_shrink, has_demand, level};
use crate::failure::Failure;
use crate::figures::plain;
use crate::outputs::{CHARTS, Outputs};
use crate::say;
use crate::timings::{Clock, Ledger, Section};

mod over_time;
mod tours;

/// What the charts are drawn from.
pub(crate) struct Results<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) plan: &'a Plan,
    pub(crate) tally: &'a Tally,
    pub(crate) summary: &'a Summary,
}

/// Draws every chart that the metrics computed allow, on so many threads or all there are.
pub(crate) fn draw(
    results: &Results<'_>,
    threads: Option<NonZeroUsize>,
    ledger: &mut Ledger,
) -> Result<Vec<Drawn>, Failure> {
    let source = results.source();
    let charts = results.charts();
    let threads = threads.map_or(0, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| {
        Failure::running(format!("could not start the threads for the charts: {error}"))
    })?;
    ledger.was(Section::Charts, "start of the threads");
    let clock = ledger.clock();
    let draw = |chart| Drawn::new(chart, &source, clock);
    let drawn: Result<Vec<Drawn>, Failure> = pool.install(|| charts.par_iter().map(draw).collect());
    let drawn = drawn?;
    ledger.drawn(drawn.iter().map(|chart| (chart.name.as_str(), chart.nanoseconds)));
    Ok(drawn)
}

/// Draws a chart that is already laid out, and adds it to the results.
pub(crate) fn add(outputs: &mut Outputs, name: &str, chart: &Chart) -> Result<(), Failure> {
    write(outputs, name, chart, &png(name, chart)?)
}

fn png(name: &str, chart: &Chart) -> Result<Vec<u8>, Failure> {
    chart.png().map_err(|error| Failure::running(format!("cannot draw the chart {name}: {error}")))
}

/// Writes a chart as SVG and PNG, and says what in it is not as it was meant.
fn write(outputs: &mut Outputs, name: &str, chart: &Chart, png: &[u8]) -> Result<(), Failure> {
    for warning in chart.warnings() {
        say::warn(format_args!("chart {name}: {warning}"));
    }
    outputs.add(&format!("{CHARTS}/{name}.png"), png)?;
    outputs.add(&format!("{CHARTS}/{name}.svg"), chart.svg().as_bytes())
}

/// What a chart shows.
enum Data {
    Coverage(Distribution),
    Holding(Survival),
    Strengths(Fan),
    Chained(Chains),
    Fates(Fates),
    InRecovery(Recovery),
    Tours(Units),
    Supply(Supply),
    Questions(Asks),
}

/// A chart that is drawn.
pub(crate) struct Drawn {
    name: String,
    chart: Chart,
    png: Vec<u8>,
    /// How long it took.
    nanoseconds: u64,
}

impl Drawn {
    fn new((name, data): &(String, Data), source: &Source, clock: Clock) -> Result<Self, Failure> {
        let begun = clock.nanoseconds();
        let chart = match data {
            Data::Coverage(data) => distribution(data, source),
            Data::Holding(data) => survival(data, source),
            Data::Strengths(data) => fan(data, source),
            Data::Chained(data) => chains(data, source),
            Data::Fates(data) => fates(data, source),
            Data::InRecovery(data) => recovery(data, source),
            Data::Tours(data) => units(data, source),
            Data::Supply(data) => supply(data, source),
            Data::Questions(data) => asks(data, source),
        };
        let png = png(name, &chart)?;
        let nanoseconds = clock.nanoseconds().saturating_sub(begun);
        Ok(Self { name: name.clone(), chart, png, nanoseconds })
    }

    /// Writes it as SVG and PNG, and says what in it is not as it was meant.
    pub(crate) fn add(&self, outputs: &mut Outputs) -> Result<(), Failure> {
        write(outputs, &self.name, &self.chart, &self.png)
    }
}

impl Results<'_> {
    /// Every chart, by the name of its file.
    fn charts(&self) -> Vec<(String, Data)> {
        let mut charts = Vec::new();
        let mut push = |name: String, data: Option<Data>| {
            charts.extend(data.map(|data| (name, data)));
        };
        let mut names = FileNames::default();
        for (index, pool) in self.scenario.pools.iter().enumerate() {
            let name = names.of(&pool.name);
            push(format!("coverage-{name}"), self.coverage(index, pool).map(Data::Coverage));
            push(format!("survival-{name}"), self.holding(index, pool).map(Data::Holding));
        }
        if self.plan.has_days() {
            // Supplies have units of their own, and so charts of their own.
            let (supplies, pools): (Vec<usize>, Vec<usize>) = (0..self.scenario.pools.len())
                .partition(|&pool| self.scenario.pools[pool].supply.is_some());
            let strengths = (!pools.is_empty()).then(|| self.strengths(&pools));
            push("strength".to_owned(), strengths.map(Data::Strengths));
            let mut names = FileNames::default();
            for (index, pool) in supplies.into_iter().enumerate() {
                let name = names.of(&self.scenario.pools[pool].name);
                push(format!("stock-{name}"), Some(Data::Strengths(self.strengths(&[pool]))));
                push(format!("supply-{name}"), self.supply(index, pool).map(Data::Supply));
            }
            push("chains".to_owned(), self.chained().map(Data::Chained));
            let mut names = FileNames::default();
            for (index, process) in self.scenario.losses.iter().enumerate() {
                let name = names.of(&process.name);
                push(format!("fates-{name}"), self.fates(index, process).map(Data::Fates));
                let recovering = self.in_recovery(index, process);
                push(format!("recovery-{name}"), recovering.map(Data::InRecovery));
            }
        }
        if self.plan.has_days() {
            let mut names = FileNames::default();
            for (rotation, units) in self.tours() {
                push(format!("units-{}", names.of(rotation)), Some(Data::Tours(units)));
            }
        }
        push("asks".to_owned(), self.questions().map(Data::Questions));
        charts
    }

    fn source(&self) -> Source {
        Source {
            scenario: self.summary.title.clone(),
            replications: self.summary.replications,
            seed: self.summary.seed,
            note: sources(&self.scenario.sources),
        }
    }

    fn timeline(&self) -> Timeline {
        Timeline { horizon: self.scenario.horizon, start: self.scenario.start }
    }

    /// The values of a metric and their scale, if it was computed.
    fn metric(&self, measure: Measure) -> Option<(&Histogram, i64)> {
        let index = self.plan.metrics().iter().position(|metric| metric.measure == measure)?;
        Some((self.tally.metric(index), self.plan.metrics()[index].scale))
    }

    fn coverage(&self, index: usize, pool: &Pool) -> Option<Distribution> {
        if !has_demand(pool, self.scenario) {
            return None;
        }
        let (histogram, scale) = self.metric(Measure::Pool(index, PoolMeasure::CoverageDays))?;
        let summary = self.summary.metrics.get(&format!("{}.coverage_days", pool.name))?;
        let quantile = |level| summary.quantiles.get(level).and_then(|quantile| quantile.value);
        Some(Distribution {
            label: label(pool),
            values: histogram.values(scale).collect(),
            censored: histogram.censored(),
            quantiles: ["0.05", "0.5", "0.95"].map(quantile),
            timeline: self.timeline(),
        })
    }

    /// Survival of any strength, and of each threshold.
    fn holding(&self, index: usize, pool: &Pool) -> Option<Survival> {
        if !can_shrink(pool, self.scenario) {
            return None;
        }
        let curve = |label: String, measure| {
            let (histogram, _) = self.metric(measure)?;
            Some(Curve { label, alive: histogram.alive(self.scenario.horizon as usize) })
        };
        let exhaustion = Measure::Pool(index, PoolMeasure::ExhaustionDay);
        let anything = curve("any strength left".to_owned(), exhaustion);
        let thresholds = pool.thresholds.iter().enumerate().filter_map(|(t, threshold)| {
            curve(at_least(pool, threshold), Measure::FirstBelow(index, t))
        });
        let curves: Vec<Curve> = anything.into_iter().chain(thresholds).collect();
        let (label, runs) = (label(pool), self.summary.replications);
        (!curves.is_empty()).then(|| Survival { label, curves, runs, timeline: self.timeline() })
    }

    fn questions(&self) -> Option<Asks> {
        let rows: Vec<AskRow> = self
            .summary
            .asks
            .iter()
            .filter_map(|(name, ask)| {
                Some(AskRow {
                    name: name.to_owned(),
                    predicate: ask.predicate.clone(),
                    probability: ask.probability?,
                    low: ask.low?,
                    high: ask.high?,
                })
            })
            .collect();
        (!rows.is_empty()).then_some(Asks { rows, runs: self.summary.replications })
    }
}

/// The first source, and that there are more: a chart has no room for all.
pub(crate) fn sources(sources: &[String]) -> Option<String> {
    let (first, more) = sources.split_first()?;
    Some(match more.len() {
        0 => first.clone(),
        1 => format!("{first}; and one more source"),
        more => format!("{first}; and {more} more sources"),
    })
}

/// What to call a pool: its label, else its name as a word that titles can begin with.
fn label(pool: &Pool) -> String {
    pool.label.clone().unwrap_or_else(|| capitalised(&pool.name))
}

/// A name of the file as words, with a capital at its beginning.
fn capitalised(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// "at least half (6,000)"; without the number where it differs from run to run.
fn at_least(pool: &Pool, threshold: &Threshold) -> String {
    level(pool, threshold).map_or_else(
        || format!("at least {}", threshold.name),
        |level| format!("at least {} ({})", threshold.name, plain(level)),
    )
}

/// The days on which something is due to arrive, in order, and what.
fn arrivals(pool: &Pool, scenario: &Scenario) -> Vec<(u32, String)> {
    let batches = scenario.batches.iter().filter(|batch| batch.pool == pool.name);
    let mut arrivals: Vec<_> = batches
        .flat_map(|batch| due(batch, scenario.horizon).map(|day| (day, arrival(batch))))
        .collect();
    arrivals.sort_by_key(|arrival| arrival.0);
    arrivals
}

/// The nominal days of a batch within the horizon.
fn due(batch: &Batch, horizon: u32) -> impl Iterator<Item = u32> {
    let count = match (batch.every, batch.count) {
        (None, _) => 1,
        (Some(_), count) => count.unwrap_or(u32::MAX) as usize,
    };
    let every = batch.every.unwrap_or(1).max(1) as usize;
    (batch.day..=horizon).step_by(every).take(count)
}

/// "+1,500"
fn arrival(batch: &Batch) -> String {
    match &batch.size {
        Quantity::Fixed(size) => format!("+{}", plain(*size)),
        Quantity::UniformInteger { low, high } => {
            format!("+{} to {}", plain(*low as f64), plain(*high as f64))
        }
        Quantity::Uniform { low, high } => format!("+{} to {}", plain(*low), plain(*high)),
        _ => "+?".to_owned(),
    }
}

/// File names for pools, whatever they are called.
#[derive(Default)]
pub(crate) struct FileNames {
    taken: Vec<String>,
}

impl FileNames {
    /// File systems allow 255 bytes, and a character has up to 4.
    const LONGEST: usize = 48;

    pub(crate) fn of(&mut self, pool: &str) -> String {
        let safe = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
        let name: String = pool.chars().take(Self::LONGEST).map(safe).collect();
        let mut unique = name.clone();
        let mut number = 1;
        while self.taken.contains(&unique.to_lowercase()) {
            number += 1;
            unique = format!("{name}-{number}");
        }
        self.taken.push(unique.to_lowercase());
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_of_pools_become_different_names_of_files() {
        let mut names = FileNames::default();
        assert_eq!(names.of("contingent"), "contingent");
        assert_eq!(names.of("../a b"), "---a-b");
        assert_eq!(names.of("..\\a b"), "---a-b-2");
        assert_eq!(names.of("Contingent"), "Contingent-2");
        assert_eq!(names.of("танки"), "танки");
    }

    #[test]
    fn a_recurring_batch_is_due_until_its_count_or_the_horizon() {
        let mut batch = Batch {
            label: None,
            pool: "a".to_owned(),
            day: 8,
            every: Some(7),
            count: Some(3),
            size: Quantity::Fixed(1_500.0),
            delay: None,
            arrives: Quantity::Fixed(1.0),
            tour: None,
        };
        assert_eq!(due(&batch, 60).collect::<Vec<_>>(), [8, 15, 22]);
        assert_eq!(due(&batch, 16).collect::<Vec<_>>(), [8, 15]);
        batch.count = None;
        assert_eq!(due(&batch, 60).count(), 8);
        batch.every = None;
        assert_eq!(due(&batch, 60).collect::<Vec<_>>(), [8]);
        assert_eq!(due(&batch, 7).count(), 0);
    }
}
