//! `outlast backtest`: would the model have been right?

use std::path::Path;

use jiff::civil::Date;
use outlast_core::Wanted;
use outlast_core::scenario::{LossProcess, Series, SeriesFile};
use outlast_montecarlo::experiments::backtest::{
    Backtest, BacktestError, Calibration, Forecast, LEVELS, Level, MOST_STARTS, Request, Target,
};
use outlast_plot::{Chart, Outcomes, Ranks, Source, Start, outcomes, ranks};
use serde::Serialize;

use crate::args::BacktestArgs;
use crate::charts::FileNames;
use crate::experiment::{Results, Variant, source};
use crate::failure::Failure;
use crate::load::Study;
use crate::progress::Progress;
use crate::run::failed;
use crate::{manifest, say};

mod words;

/// Runs of a forecast, unless somebody wants more.
const RUNS: u64 = 10_000;

/// The content of `backtest.json`.
#[derive(Serialize)]
struct File<'a> {
    outlast: &'a str,
    scenario: Variant,
    seed: u64,
    horizon_days: u32,
    process: &'a str,
    law: &'a str,
    series: SeriesUsed<'a>,
    /// Days before each start whose average is the mean of the law; null for the mean of the file.
    level_days: Option<u32>,
    every_days: u32,
    /// Runs of each forecast.
    replications: u64,
    targets: &'a [Calibration],
}

/// What happened, and where that is written.
#[derive(Serialize)]
struct SeriesUsed<'a> {
    file: String,
    sha256: &'a str,
    column: &'a str,
    first: Option<Date>,
    last: Option<Date>,
    days: usize,
}

/// Makes the forecasts, prints how good they were and writes the results.
pub(crate) fn command(args: &BacktestArgs) -> Result<(), Failure> {
    let mut study = Study::load(&args.scenario)?;
    let replications = args.experiment.replications.unwrap_or(RUNS);
    let series = series(args, &mut study)?;
    let process = process(args, &study)?;
    study.plan(&Wanted::Metrics(args.metric.clone()))?;
    let backtest = checked(args, &study, &series, process)?;
    let names = names(&backtest);
    let drawings: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
    let mut results = Results::prepare(
        (&args.experiment, "backtest"),
        &[&study],
        &["backtest.csv", "backtest.json"],
        &drawings,
    )?;
    results.supersede(&["outcomes-", "ranks-"]);
    let runs = backtest.forecasts().saturating_mul(replications);
    let progress = Progress::new(runs, args.experiment.quiet);
    let found = backtest.run(&args.experiment.options(replications), &progress);
    progress.finish();
    let targets =
        found.map_err(|error| refused(&error, (args, &study)))?.ok_or(Failure::Interrupted)?;
    let law = process.daily.name();
    let file = file(args, &study, (&process.name, law), (&series, replications, &targets));
    let json = manifest::pretty(&file)?;
    results.add("backtest.csv", &csv(&targets)?)?;
    results.add("backtest.json", json.as_bytes())?;
    if !args.experiment.no_charts {
        for ([outcomes, ranks], target) in names.iter().zip(&targets) {
            let note = Some(format!("what happened, by {}", file.series.file));
            let source = Source { note, ..source(study.scenario(), file.seed, replications) };
            let [seen, spread] = charts((&study, process), target, &source);
            results.draw(outcomes, &seen)?;
            results.draw(ranks, &spread)?;
        }
    }
    let text = words::words(&study, &file);
    results.publish(&args.experiment, &json, &text)
}

/// The series that the arguments name.
fn series(args: &BacktestArgs, study: &mut Study) -> Result<Series, Failure> {
    let bytes = study.also_read(&args.csv)?;
    let csv = args.csv.display().to_string();
    let date_column = args.date_column.as_deref();
    let file = SeriesFile { csv: &csv, bytes: &bytes, column: &args.column, date_column };
    file.read().map_err(Failure::Scenario)
}

/// The process that the series tells of: the one named, else the only one that there can be.
fn process<'s>(args: &BacktestArgs, study: &'s Study) -> Result<&'s LossProcess, Failure> {
    let losses = &study.scenario().losses;
    let list = |losses: &[&LossProcess]| {
        let names: Vec<String> = losses.iter().map(|known| format!("`{}`", known.name)).collect();
        names.join(", ")
    };
    let all: Vec<&LossProcess> = losses.iter().collect();
    if let Some(name) = &args.process {
        return losses.iter().find(|known| known.name == *name).ok_or_else(|| {
            let help = match &all[..] {
                [] => "it has none".to_owned(),
                known => format!("it has {}", list(known)),
            };
            Failure::usage(format!("the scenario has no loss process `{name}`"), help)
        });
    }
    let daily: Vec<&LossProcess> =
        losses.iter().filter(|known| known.daily.name() != "hazard").collect();
    match &daily[..] {
        [only] => Ok(only),
        [] => Err(Failure::usage(
            "the scenario has no losses of so many a day that a series could be held against",
            "give it a loss process with a law of daily losses",
        )),
        several => Err(Failure::usage(
            "it is not said which losses the series tells of",
            format!("say --process and one of {}", list(several)),
        )),
    }
}

/// The backtest asked for; where no target was named, the losses in the horizon, and the coverage of
/// the pool if the losses decide it.
fn checked<'s>(
    args: &BacktestArgs,
    study: &'s Study,
    series: &Series,
    process: &LossProcess,
) -> Result<Backtest<'s>, Failure> {
    let totals = args.days.iter().map(|days| Target::Total(*days));
    let mut targets: Vec<Target> =
        totals.chain(args.metric.iter().cloned().map(Target::Metric)).collect();
    let scenario = study.scenario();
    let request = |targets: &[Target]| Request {
        process: process.name.clone(),
        targets: targets.to_vec(),
        level: args.level,
        every: args.every,
        from: args.from,
        to: args.to,
    };
    if targets.is_empty() {
        let coverage = format!("{}.coverage_days", process.pool);
        targets = vec![Target::Total(scenario.horizon), Target::Metric(coverage)];
        match Backtest::new(scenario, series, &request(&targets)) {
            Err(undecided @ BacktestError::Undecided { .. }) => {
                if !args.experiment.quiet {
                    say::note(format_args!("note: {undecided}; left out"));
                }
                targets.pop();
            }
            other => return other.map_err(|error| refused(&error, (args, study))),
        }
    }
    Backtest::new(scenario, series, &request(&targets))
        .map_err(|error| refused(&error, (args, study)))
}

/// What is wrong, and the way out.
fn refused(error: &BacktestError, (args, study): (&BacktestArgs, &Study)) -> Failure {
    let scenario = study.scenario();
    let help = match error {
        BacktestError::NoProcess(_) => "`outlast check` lists the losses of a scenario".to_owned(),
        BacktestError::NoMean { law: "replay", .. } => {
            "a replay foresees nothing: name a law that does, such as --set \
             'losses.NAME.daily={ nb_drift = { mean = 1 } }'; its mean becomes that of the days before"
                .to_owned()
        }
        BacktestError::NoMean { .. } => {
            "--level file takes the law as written; or choose one with a mean, such as nb_drift"
                .to_owned()
        }
        BacktestError::Undated => {
            "each row needs its date, year first, as 2024-10-25; --date-column names the column"
                .to_owned()
        }
        BacktestError::Gap { .. } => {
            "each row is to be the day after the one above it: fill, sort or cut the file".to_owned()
        }
        BacktestError::NoPast { level, .. } => {
            format!("begin at least {level} days after the series does, or take a shorter --level")
        }
        BacktestError::TooShort { .. } => {
            "foresee fewer days, with --days or --set horizon=..., or take a longer series".to_owned()
        }
        BacktestError::TooMany(_) => {
            format!("start at most {MOST_STARTS} times: take a longer --every than {}", args.every)
        }
        BacktestError::Unlimited(_) => {
            "foresee days of coverage, or amounts, or --days alone".to_owned()
        }
        BacktestError::Undecided { inputs, .. } => match &inputs[..] {
            [] => "something else in the scenario is random: other losses, a share, fates, late \
                   batches; make it certain with --set, or foresee --days alone"
                .to_owned(),
            inputs => format!(
                "make certain with --set what else is uncertain ({}), or foresee --days alone",
                inputs.iter().map(|input| scenario.path_of(input)).collect::<Vec<_>>().join(", ")
            ),
        },
        BacktestError::Plan(_) => "`outlast check` tells what a scenario has".to_owned(),
        BacktestError::Run(error) => return failed(error),
    };
    Failure::usage(error.to_string(), help)
}

fn file<'a>(
    args: &BacktestArgs,
    study: &Study,
    (process, law): (&'a str, &'a str),
    (series, replications, targets): (&'a Series, u64, &'a [Calibration]),
) -> File<'a> {
    let name = Path::new(&series.file).file_name().unwrap_or(series.file.as_ref());
    let dates = series.dates.as_deref().unwrap_or_default();
    File {
        outlast: env!("CARGO_PKG_VERSION"),
        scenario: Variant::of(study),
        seed: study.scenario().run.seed,
        horizon_days: study.scenario().horizon,
        process,
        law,
        series: SeriesUsed {
            file: name.to_string_lossy().into_owned(),
            sha256: &series.sha256,
            column: &series.column,
            first: dates.first().copied(),
            last: dates.last().copied(),
            days: series.values.len(),
        },
        level_days: match args.level {
            Level::Last(days) => Some(days),
            Level::AsWritten => None,
        },
        every_days: args.every,
        replications,
        targets,
    }
}

/// One row a start and target; a cell is empty where a day lies beyond the horizon.
fn csv(targets: &[Calibration]) -> Result<Vec<u8>, Failure> {
    let failed = |error: csv::Error| Failure::running(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let quantiles = LEVELS.map(|level| format!("q{:02}", (100.0 * level).round()));
    let head = ["target", "start", "level", "outcome", "unchanged"].map(str::to_owned);
    let tail = ["pit", "crps"].map(str::to_owned);
    let header = head.into_iter().chain(quantiles).chain(tail);
    writer.write_record(header).map_err(failed)?;
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for target in targets {
        for Forecast { date, level, outcome, unchanged, quantiles, pit, crps, .. } in
            &target.forecasts
        {
            let mut row = vec![target.target.clone(), date.to_string()];
            row.extend([level, outcome, unchanged].into_iter().chain(quantiles).map(|v| cell(*v)));
            row.extend([f64::midpoint(pit[0], pit[1]), *crps].map(|value| value.to_string()));
            writer.write_record(row).map_err(failed)?;
        }
    }
    writer.into_inner().map_err(|error| Failure::running(format!("cannot write CSV: {error}")))
}

/// Names of the two charts of each target.
fn names(backtest: &Backtest<'_>) -> Vec<[String; 2]> {
    let mut names = FileNames::default();
    let targets = backtest.targets().iter().map(|target| match target {
        Target::Total(days) => names.of(&format!("{days}-days")),
        Target::Metric(metric) => names.of(metric),
    });
    targets.map(|name| [format!("outcomes-{name}"), format!("ranks-{name}")]).collect()
}

/// What was foreseen and came, start by start, and how the outcomes ranked.
fn charts(
    (study, process): (&Study, &LossProcess),
    target: &Calibration,
    source: &Source,
) -> [Chart; 2] {
    let scenario = study.scenario();
    let horizon = f64::from(scenario.horizon);
    let is_total = target.crps_per_day.is_some();
    let start = |forecast: &Forecast| Start {
        date: forecast.date,
        quantiles: [0, 2, 3, 4, 6].map(|at| forecast.quantiles[at].unwrap_or(horizon)),
        outcome: forecast.outcome.unwrap_or(horizon),
        held: forecast.held[2],
    };
    let unit = if is_total { words::unit(study, &process.name) } else { "" };
    let held = target.central.get("0.9").copied();
    let seen = Outcomes {
        foreseen: words::capitalised(&target.target),
        unit: unit.to_owned(),
        starts: target.forecasts.iter().map(start).collect(),
        low_and_high: held.map_or([0.0, 1.0], |held| [held.low, held.high]),
        independent: target.independent,
        limit: (target.outcomes_beyond + target.medians_beyond > 0).then_some(horizon),
    };
    let spread = Ranks {
        foreseen: words::capitalised(&target.target),
        bins: target.pit.bins.clone(),
        expected: target.pit.expected,
        distance: target.pit.ks,
        by_chance: target.pit.ks_by_chance,
        mean: target.pit.mean,
        starts: target.starts,
        independent: target.independent,
    };
    [outcomes(&seen, source), ranks(&spread, source)]
}
