//! `outlast sweep`: how the answers move with one or two numbers of the scenario.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use outlast_core::Wanted;
use outlast_core::metrics::{self, Measure, PoolMeasure};
use outlast_core::scenario::{Override, Scenario};
use outlast_montecarlo::experiments::sweep::{Sweep, SweepPoint, combinations};
use outlast_montecarlo::rounding::count;
use outlast_montecarlo::{AskSummary, MetricSummary, run};
use outlast_plot::{Chart, Course, CourseLine, CoursePoint, course};
use serde::Serialize;

use crate::args::SweepArgs;
use crate::experiment::{Results, Variant, source};
use crate::failure::Failure;
use crate::figures::{Spread, percentage, plain};
use crate::load::Study;
use crate::manifest;
use crate::progress::Progress;
use crate::run::{failed, fits, summarize};
use crate::vary::{Range, Values, Vary};
use crate::{End, say};

/// Points of a grid at most: each is a run of its own.
const MOST_POINTS: usize = 10_000;
/// Steps of a range that does not say how many.
const STEPS: u64 = 10;

/// The content of `sweep.json`.
#[derive(Serialize)]
struct File<'a> {
    outlast: &'a str,
    scenario: Variant,
    seed: u64,
    horizon_days: u32,
    planned_points: usize,
    interrupted: bool,
    #[serde(flatten)]
    sweep: &'a Sweep,
}

/// Runs every point, prints the table and writes the results.
pub(crate) fn command(args: &SweepArgs) -> Result<End, Failure> {
    let axes = axes(args)?;
    let lists: Vec<Vec<String>> = axes.iter().map(|axis| axis.1.clone()).collect();
    let points: usize = lists.iter().map(Vec::len).product();
    if points > MOST_POINTS {
        return Err(Failure::usage(
            format!("the grid has {} points", count(points as u64)),
            format!("sweep {} at most: cut the ranges into fewer steps", count(MOST_POINTS as u64)),
        ));
    }
    let study = Study::load(&args.scenario)?;
    let replications = study.replications(args.experiment.replications)?;
    let mut results = Results::prepare(
        (&args.experiment, "sweep"),
        &[&study],
        &["sweep.csv", "sweep.json"],
        &["sweep"],
    )?;
    let keys: Vec<String> = axes.iter().map(|axis| axis.0.clone()).collect();
    let grid = combinations(&lists);
    let progress = Progress::new(replications * grid.len() as u64, args.experiment.quiet);
    let points = grid
        .iter()
        .map_while(|values| point(args, &keys, values, (replications, &progress)).transpose());
    let points = points.collect::<Result<Vec<_>, _>>()?;
    progress.finish();
    if points.is_empty() {
        return Err(Failure::Interrupted);
    }
    let interrupted = points.len() < grid.len();
    let sweep = Sweep { keys, replications, points };
    let (seed, horizon_days) = (study.scenario().run.seed, study.scenario().horizon);
    let json = manifest::pretty(&File {
        outlast: env!("CARGO_PKG_VERSION"),
        scenario: Variant::of(&study),
        seed,
        horizon_days,
        planned_points: grid.len(),
        interrupted,
        sweep: &sweep,
    })?;
    results.add("sweep.csv", &csv(&sweep)?)?;
    results.add("sweep.json", json.as_bytes())?;
    if !args.experiment.no_charts
        && let Some(data) = chart_of(&sweep)
    {
        let chart: Chart = course(&data, &source(study.scenario(), seed, replications));
        results.draw("sweep", &chart)?;
    }
    results.publish(&args.experiment, &json, &words(&study, &sweep))?;
    if interrupted {
        let (done, planned) = (count(sweep.points.len() as u64), count(grid.len() as u64));
        say::warn(format!("interrupted: these are the first {done} of {planned} points"));
        return Ok(End::Interrupted);
    }
    Ok(End::Done)
}

/// The keys and their values.
fn axes(args: &SweepArgs) -> Result<Vec<(String, Vec<String>)>, Failure> {
    if args.vary.len() > 2 {
        return Err(Failure::usage(
            format!("{} keys are varied", args.vary.len()),
            "vary one or two; fix the others with --set",
        ));
    }
    let texts = |range: &Range| {
        let whole = range.fine();
        // Ten steps, or every whole number where there are no more.
        let grid = match range.steps {
            None if whole.points() > STEPS + 1 => range.cut(STEPS),
            _ => whole,
        };
        (0..grid.points()).map(|point| grid.text(point)).collect()
    };
    let axis = |text: &String| {
        let vary = Vary::parse(text)?;
        Ok(match vary.values {
            Values::List(list) => (vary.key, list),
            Values::Range(range) => (vary.key, texts(&range)),
        })
    };
    args.vary.iter().map(axis).collect()
}

/// Runs a point; nothing if Ctrl-C came before all of its runs were done.
fn point(
    args: &SweepArgs,
    keys: &[String],
    values: &[String],
    (replications, progress): (u64, &Progress),
) -> Result<Option<SweepPoint>, Failure> {
    let sets = keys.iter().zip(values).map(|(key, value)| ("--vary", format!("{key}={value}")));
    let asks = args.ask.iter().map(|predicate| {
        let name = predicate.replace('.', " ");
        let quote = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        ("--ask", format!("ask.\"{}\"=\"{}\"", name.replace('"', "'"), quote(predicate)))
    });
    let changes = sets.chain(asks).map(|(option, text)| Override::given_by(option, &text));
    let changes = changes.collect::<Result<Vec<_>, _>>().map_err(Failure::Scenario)?;
    let study = Study::load_changed(&args.scenario, &changes)?;
    let wanted = args.metrics.clone().unwrap_or_else(|| usual(study.scenario()));
    let plan = study.plan(&Wanted::Metrics(wanted.clone()))?;
    let options = args.experiment.options(replications);
    fits(&plan, &options)?;
    let outcome = run(&plan, &options, progress, None).map_err(|error| failed(&error))?;
    if outcome.interrupted() {
        return Ok(None);
    }
    let summary = summarize(study.scenario(), &plan, &outcome);
    let shown = summary.metrics.iter().filter(|(name, _)| wanted.iter().any(|w| w == name));
    Ok(Some(SweepPoint {
        values: values.to_vec(),
        digest: summary.digest.clone(),
        metrics: shown.map(|(name, metric)| (name.to_owned(), metric.clone())).collect(),
        asks: summary.asks,
    }))
}

/// Coverage and exhaustion of every pool.
fn usual(scenario: &Scenario) -> Vec<String> {
    let usual = |measure| {
        matches!(measure, Measure::Pool(_, PoolMeasure::CoverageDays | PoolMeasure::ExhaustionDay))
    };
    let all = metrics::all(scenario).into_iter().filter(|metric| usual(metric.measure));
    all.map(|metric| metric.name).collect()
}

fn words(study: &Study, sweep: &Sweep) -> String {
    let mut text = study.scenario().title.clone().map_or_else(String::new, |t| t + "\n\n");
    text += &table(sweep);
    text += &format!(
        "\n\nShares of runs, and medians of metrics, each rounded to its simulation error ({} runs a \
         line, all on the same luck). Intervals are in sweep.csv. What the model does not know is not \
         in them.\n",
        count(sweep.replications)
    );
    text
}

fn table(sweep: &Sweep) -> String {
    let Some(first) = sweep.points.first() else { return String::new() };
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let asks = first.asks.iter().map(|(name, _)| name.to_owned());
    let medians = first.metrics.iter().map(|(name, _)| format!("median {name}"));
    table.set_header(sweep.keys.iter().cloned().chain(asks).chain(medians));
    for point in &sweep.points {
        let asks = point.asks.iter().map(|(_, ask)| answer(ask));
        let medians = point.metrics.iter().map(|(_, metric)| median(metric));
        table.add_row(point.values.iter().map(|value| shown(value)).chain(asks).chain(medians));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// A value with thousands separators, if it is a number.
fn shown(value: &str) -> String {
    value.replace('_', "").parse().map_or_else(|_| value.to_owned(), plain)
}

fn answer(ask: &AskSummary) -> String {
    match (ask.probability, ask.low, ask.high) {
        (Some(probability), Some(low), Some(high)) => percentage(probability, low, high),
        _ => "-".to_owned(),
    }
}

fn median(metric: &MetricSummary) -> String {
    Spread::of(metric).median.unwrap_or_else(|| "not in time".to_owned())
}

/// One row a point: the values, each question's share and interval, each metric's quantiles.
fn csv(sweep: &Sweep) -> Result<Vec<u8>, Failure> {
    let failed = |error: csv::Error| Failure::running(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header = sweep.keys.clone();
    if let Some(first) = sweep.points.first() {
        for (name, _) in first.asks.iter() {
            header.extend(["", ".low", ".high"].map(|end| format!("{name}{end}")));
        }
        for (name, metric) in first.metrics.iter() {
            header.extend([".mean", ".mean_se", ".censored"].map(|end| format!("{name}{end}")));
            for (level, _) in metric.quantiles.iter() {
                let ends = ["", ".low", ".high"];
                header.extend(ends.map(|end| format!("{name}.q{level}{end}")));
            }
        }
    }
    writer.write_record(&header).map_err(failed)?;
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for point in &sweep.points {
        let mut row = point.values.clone();
        for (_, ask) in point.asks.iter() {
            row.extend([ask.probability, ask.low, ask.high].map(cell));
        }
        for (_, metric) in point.metrics.iter() {
            row.extend([cell(metric.mean), cell(metric.mean_se), metric.censored.to_string()]);
            for (_, quantile) in metric.quantiles.iter() {
                row.extend([quantile.value, quantile.low, quantile.high].map(cell));
            }
        }
        writer.write_record(&row).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Failure::running(format!("cannot write CSV: {error}")))
}

/// The questions' shares, else the medians of the first metric, over one key of numbers.
fn chart_of(sweep: &Sweep) -> Option<Course> {
    let [key] = sweep.keys.as_slice() else { return None };
    let xs = sweep.points.iter().map(|point| point.values[0].replace('_', "").parse().ok());
    let xs: Vec<f64> = xs.collect::<Option<_>>()?;
    let first = sweep.points.first()?;
    let mut order: Vec<usize> = (0..xs.len()).collect();
    order.sort_by(|&a, &b| xs[a].total_cmp(&xs[b]));
    let line = |label: &str, at: &dyn Fn(&SweepPoint) -> Option<[f64; 3]>| CourseLine {
        label: label.to_owned(),
        points: order
            .iter()
            .filter_map(|&index| {
                let [y, low, high] = at(&sweep.points[index])?;
                Some(CoursePoint { x: xs[index], y, low, high })
            })
            .collect(),
    };
    let shares = !first.asks.is_empty();
    let lines: Vec<CourseLine> = if shares {
        let share = |name: &str, point: &SweepPoint| {
            let ask = point.asks.get(name)?;
            Some([ask.probability?, ask.low?, ask.high?])
        };
        first.asks.iter().map(|(name, _)| line(name, &|point| share(name, point))).collect()
    } else {
        let median = |name: &str, point: &SweepPoint| {
            let median = point.metrics.get(name)?.quantiles.get("0.5")?;
            let value = median.value?;
            Some([value, median.low.unwrap_or(value), median.high.unwrap_or(value)])
        };
        let name = first.metrics.iter().next()?.0;
        vec![line(name, &|point| median(name, point))]
    };
    let shows = if shares { "Share of runs" } else { "Median of all runs" };
    Some(Course { key: key.clone(), shows: shows.to_owned(), shares, lines, sought: None })
}
