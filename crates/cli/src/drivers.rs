//! `outlast drivers`: which uncertain input the spread comes from.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use outlast_core::Wanted;
use outlast_montecarlo::experiments::drivers::{Drivers, Part, Swing, drivers};
use outlast_montecarlo::rounding::{count, with_interval, with_se};
use outlast_plot::{Tornado, TornadoRow, tornado};
use serde::Serialize;

use crate::args::DriversArgs;
use crate::experiment::{Results, Variant, source};
use crate::failure::Failure;
use crate::load::Study;
use crate::manifest;
use crate::progress::Progress;
use crate::run::{failed, fits};

/// The content of `drivers.json`.
#[derive(Serialize)]
struct File<'a> {
    outlast: &'a str,
    scenario: Variant,
    seed: u64,
    horizon_days: u32,
    #[serde(flatten)]
    drivers: &'a Drivers,
}

/// Runs the scenario, prints the shares and writes the results.
pub(crate) fn command(args: &DriversArgs) -> Result<(), Failure> {
    let study = Study::load(&args.scenario)?;
    let replications = study.replications(args.experiment.replications)?;
    let metric = args.metric.clone().unwrap_or_else(|| {
        let pool = study.scenario().pools.first().map_or("", |pool| &pool.name);
        format!("{pool}.coverage_days")
    });
    let plan = study.plan(&Wanted::Metrics(vec![metric.clone()]))?;
    let options = args.experiment.options(replications);
    fits(&plan, &options)?;
    let nothing = || {
        Failure::usage(
            "nothing in the scenario is uncertain: all its spread is chance from day to day",
            "write what is not known as a range, such as strength = { uniform = [10_000, 12_000] }",
        )
    };
    let index = plan.metrics().iter().position(|known| known.name == metric);
    let Some(index) = index.filter(|_| !plan.uncertain().is_empty()) else {
        return Err(nothing());
    };
    let mut results = Results::prepare(
        (&args.experiment, "drivers"),
        &[&study],
        &["drivers.json"],
        &["drivers"],
    )?;
    let progress = Progress::new(replications, args.experiment.quiet);
    let found = drivers(&plan, index, &options, &progress).map_err(|error| failed(&error))?;
    progress.finish();
    let mut found = found.ok_or_else(nothing)?;
    for driver in &mut found.inputs {
        driver.input = study.scenario().path_of(&driver.input);
    }
    if found.replications < replications {
        return Err(Failure::Interrupted);
    }
    let json = manifest::pretty(&File {
        outlast: env!("CARGO_PKG_VERSION"),
        scenario: Variant::of(&study),
        seed: plan.seed(),
        horizon_days: plan.horizon(),
        drivers: &found,
    })?;
    results.add("drivers.json", json.as_bytes())?;
    if !args.experiment.no_charts
        && let Some(data) = chart_of(&found)
    {
        let source = source(study.scenario(), plan.seed(), found.replications);
        results.draw("drivers", &tornado(&data, &source))?;
    }
    results.publish(&args.experiment, &json, &words(&study, &found))
}

fn words(study: &Study, found: &Drivers) -> String {
    let mut text = study.scenario().title.clone().map_or_else(String::new, |t| t + "\n\n");
    let se = found.sd / (found.replications as f64).sqrt();
    let sd = with_interval(found.sd, 0.995 * found.sd, 1.005 * found.sd);
    text += &format!("{}: mean {}, sd {sd}", found.metric, with_se(found.mean, se));
    if found.censored > 0 {
        text += &format!(
            ", the horizon standing for {} of {} runs beyond it",
            count(found.censored),
            count(found.replications)
        );
    }
    text += ".\n";
    if found.rest.value.is_none() {
        return text + "It was the same in every run: there is no spread to explain.\n";
    }
    text += "\n";
    text += &table(found);
    text += &format!(
        "\n\nShare: the part of the variance that would go if the input were known (± 95 %). Low and \
         high: the mean where the input is near its 5 % and its 95 % point, all else as it comes. The \
         rest is chance from day to day, and what inputs do only jointly. {} runs.\n",
        count(found.replications)
    );
    text
}

fn table(found: &Drivers) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["input", "share", "± 95 %", "from", "low", "to", "high"]);
    for driver in &found.inputs {
        let [share, error] = percents(driver.share);
        let [[from, low], [to, high]] = driver.swing.map(|swing| [point(swing.at), mean(swing)]);
        table.add_row([driver.input.clone(), share, error, from, low, to, high]);
    }
    let [share, error] = percents(found.rest);
    table.add_row(["the rest: chance".to_owned(), share, error]);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        if column.index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// A share and half its interval, in percent.
fn percents(part: Part) -> [String; 2] {
    let (Some(value), Some(se)) = (part.value, part.se) else {
        return ["-", "-"].map(str::to_owned);
    };
    let half = 196.0 * se;
    // A share is not negative: what noise made of nothing is nothing.
    let value = (100.0 * value).clamp(0.0, 100.0);
    let share = with_interval(value, value - half, value + half);
    [format!("{share} %"), with_interval(half, 0.95 * half, 1.05 * half)]
}

/// A point of an input, at three digits or so.
fn point(value: f64) -> String {
    with_interval(value, value - 0.002 * value.abs(), value + 0.002 * value.abs())
}

fn mean(swing: Swing) -> String {
    match (swing.mean, swing.mean_se) {
        (Some(mean), Some(se)) => with_se(mean, se),
        _ => "-".to_owned(),
    }
}

fn chart_of(found: &Drivers) -> Option<Tornado> {
    let row = |driver: &outlast_montecarlo::experiments::drivers::Driver| {
        Some(TornadoRow {
            input: driver.input.clone(),
            share: driver.share.value?,
            at: driver.swing.map(|swing| swing.at),
            means: [driver.swing[0].mean?, driver.swing[1].mean?],
        })
    };
    Some(Tornado {
        metric: found.metric.clone(),
        mean: found.mean,
        rows: found.inputs.iter().filter_map(row).collect(),
        rest: found.rest.value?,
    })
}
