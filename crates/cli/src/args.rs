//! What can be typed: the command's arguments and their help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use outlast_core::InstructionSet;
use outlast_montecarlo::experiments::backtest::Level;
use outlast_montecarlo::{Options, Width};

/// How long will it last?
#[derive(Debug, Parser)]
#[command(
    name = "outlast",
    version,
    about = "How long will it last? Monte Carlo simulation of attrition and sustainment",
    long_about = ABOUT,
    after_long_help = AFTER,
    after_help = "See `outlast --help` for examples, files and exit codes.",
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const ABOUT: &str = "\
How long will it last? Outlast simulates a force or a stockpile that loses a random number every \
day while batches arrive and go home again, and says how long it holds, how sure that is, and how \
likely the things are that you ask about.

A scenario is one TOML file. Everything a run did is in that file, its seed and the version of \
outlast: the same three give the same bytes on any machine, with any number of threads.";

const AFTER: &str = "\
Examples:
  outlast init                          write a commented scenario to start from
  outlast check scenario.toml           what would run, and for how long
  outlast run scenario.toml             the answer, and charts in results/scenario/
  outlast run scenario.toml --set losses.front.daily.poisson.mean=900
  outlast replay scenario.toml --run 7 --trace

Files of a run, in results/SCENARIO/ or --out:
  summary.json     every metric and question with its interval
  daily.csv        strength at the close of each day: median, 50 % and 90 % bands
  series.csv       other figures of each day: fates of the lost so far, those in recovery
  charts/*.png     the charts, and as *.svg
  manifest.json    scenario, seed, version and digest: all that is needed to run it again

Exit codes:
  0    done
  1    failed while running: a file could not be written, for instance
  2    bad usage or a bad scenario; nothing was written
  130  stopped by Ctrl-C; the runs finished by then were kept and written";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate a scenario: print the answer, write charts and tables
    Run(RunArgs),
    /// Validate a scenario and say what would run and for how long; writes nothing
    Check(CheckArgs),
    /// Show one replication day by day, exactly as `run` met it
    Replay(ReplayArgs),
    /// Compare two scenarios, or one with a change of it, run by run on the same luck
    Compare(CompareArgs),
    /// Run a scenario for every value of one or two of its numbers
    Sweep(SweepArgs),
    /// Find the number at which a question is answered with the chance wanted
    Solve(SolveArgs),
    /// Tell which uncertain input the spread of a metric comes from
    Drivers(DriversArgs),
    /// Tell whether the model would have been right, by a series of what happened
    Backtest(BacktestArgs),
    /// Write a commented scenario to start from
    Init(InitArgs),
    /// Print the JSON Schema of the scenario language, for editors
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
}

/// Which scenario.
#[derive(Debug, Args)]
pub(crate) struct ScenarioArgs {
    /// The scenario file
    #[arg(value_name = "SCENARIO.toml")]
    pub(crate) scenario: PathBuf,

    /// Change the scenario: a dotted path and a TOML value; may be given many times
    ///
    /// Elements of arrays are counted from 0 (`batches.0.size=900`). Names with a dot go in quotes.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sets: Vec<String>,

    /// Seed of all randomness, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = seed)]
    pub(crate) seed: Option<u64>,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// Folder of the results [default: results/SCENARIO]
    ///
    /// Files of an earlier run in it are replaced, all at once, at the end.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// How many times to simulate, instead of the scenario's number
    #[arg(long, value_name = "N", value_parser = replications)]
    pub(crate) replications: Option<u64>,

    /// Threads [default: as many as the machine has]. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Compute these metrics alone, and what the questions need: faster, and nothing by day
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = metric)]
    pub(crate) metrics: Option<Vec<String>>,

    /// Write one row per replication: its number and every metric
    ///
    /// A cell is empty where the event did not come within the horizon. The column `start_date`
    /// is there when every replication replays a dated series from a day of its own. Row K is what
    /// `outlast replay --run K` shows.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) runs: Option<PathBuf>,

    /// Draw no charts
    #[arg(long)]
    pub(crate) no_charts: bool,

    /// Print summary.json to standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,

    /// No progress; warnings and errors remain
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Say on standard error where the time went: by stage, process of the model, and chart
    ///
    /// Reading the clock at every event takes time of its own, which is told and left out of the
    /// table. The results are the same bytes.
    #[arg(long)]
    pub(crate) timings: bool,

    /// Replications a block simulates at once: 1, 16, 32, 64 or 256. Changes the speed, never
    /// the result
    #[arg(long, value_name = "N", value_parser = width, hide_short_help = true)]
    pub(crate) width: Option<Width>,

    /// Replications a thread takes at a time. Changes the speed, never the result
    #[arg(long, value_name = "N", value_parser = chunk, hide_short_help = true)]
    pub(crate) chunk: Option<u64>,

    /// Instructions to use: baseline, or avx2 or avx512 where the machine has them. Changes the
    /// speed, never the result
    #[arg(long, value_name = "SET", value_parser = instructions, hide = true)]
    pub(crate) instructions: Option<InstructionSet>,
}

impl RunArgs {
    /// How to run so many replications.
    pub(crate) fn options(&self, replications: u64) -> Options {
        let mut options = Options::new(replications);
        options.threads = self.threads;
        options.width = self.width;
        options.chunk = self.chunk.unwrap_or(options.chunk);
        options.instructions = self.instructions;
        options
    }
}

const RUN_EXAMPLES: &str = "\
Examples:
  outlast run scenario.toml
  outlast run scenario.toml --replications 1_000_000 --out results/long
  outlast run scenario.toml --set horizon=90 --set pools.contingent.strength=14_000
  outlast run scenario.toml --metrics contingent.coverage_days --runs runs.csv --no-charts
  outlast run scenario.toml --json --no-charts | jq .asks
  outlast run scenario.toml --timings --quiet > answer.txt

Ctrl-C stops after the replications begun, writes what they give, and exits with 130; a second
Ctrl-C ends at once.";

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// How many times `run` would simulate, instead of the scenario's number
    #[arg(long, value_name = "N", value_parser = replications)]
    pub(crate) replications: Option<u64>,

    /// Threads that `run` would have [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  outlast check scenario.toml
  outlast check scenario.toml --set losses.front.share=0.5 --replications 10_000_000

Exits with 0 when the scenario can be run and with 2 when it cannot.";

/// Arguments of `replay`.
#[derive(Debug, Args)]
#[command(after_help = REPLAY_EXAMPLES)]
pub(crate) struct ReplayArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// Number of the replication, counted from 0, as in the file of `run --runs`
    #[arg(long, value_name = "K", value_parser = replication)]
    pub(crate) run: u64,

    /// Say in words everything that happened
    #[arg(long)]
    pub(crate) trace: bool,

    /// Print JSON instead of tables
    #[arg(long)]
    pub(crate) json: bool,
}

const REPLAY_EXAMPLES: &str = "\
Examples:
  outlast replay scenario.toml --run 0
  outlast replay scenario.toml --run 4711 --trace
  outlast replay scenario.toml --run 4711 --seed 2 --json | jq .metrics

The values are those of row K of `outlast run --runs`, exactly, for the same scenario and seed.";

/// How an experiment is run, and where its results go.
#[derive(Debug, Args)]
pub(crate) struct ExperimentArgs {
    /// Folder of the results [default: results/SCENARIO-COMMAND]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// How many times to simulate each variant, instead of the scenario's number
    #[arg(long, value_name = "N", value_parser = replications)]
    pub(crate) replications: Option<u64>,

    /// Threads [default: as many as the machine has]. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Draw no chart
    #[arg(long)]
    pub(crate) no_charts: bool,

    /// Print the JSON of the results to standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,

    /// No progress; warnings and errors remain
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Replications a block simulates at once: 1, 16, 32 or 64. Changes the speed, never the result
    #[arg(long, value_name = "N", value_parser = width, hide_short_help = true)]
    pub(crate) width: Option<Width>,

    /// Replications a thread takes at a time. Changes the speed, never the result
    #[arg(long, value_name = "N", value_parser = chunk, hide_short_help = true)]
    pub(crate) chunk: Option<u64>,
}

impl ExperimentArgs {
    /// How to run so many replications.
    pub(crate) fn options(&self, replications: u64) -> Options {
        let mut options = Options::new(replications);
        options.threads = self.threads;
        options.width = self.width;
        options.chunk = self.chunk.unwrap_or(options.chunk);
        options
    }
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[command(after_help = COMPARE_EXAMPLES)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// The scenario to compare it with [default: the same, with the changes of --set-b]
    #[arg(value_name = "OTHER.toml")]
    pub(crate) other: Option<PathBuf>,

    /// Change the second scenario alone; --set changes both
    #[arg(long = "set-b", value_name = "KEY=VALUE")]
    pub(crate) sets_b: Vec<String>,

    /// Compare these metrics alone, and the questions
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = metric)]
    pub(crate) metrics: Option<Vec<String>>,

    #[command(flatten)]
    pub(crate) experiment: ExperimentArgs,
}

const COMPARE_EXAMPLES: &str = "\
Examples:
  outlast compare one_lump.toml staged.toml
  outlast compare scenario.toml --set-b pools.contingent.strength=14_000
  outlast compare scenario.toml --set-b batches.0.arrives=0.5 --metrics contingent.coverage_days

Both run under one seed, so that what they have in common has the same luck in both, and their
difference is what was changed. Written: compare.json and a chart of the differences.";

/// Arguments of `sweep`.
#[derive(Debug, Args)]
#[command(after_help = SWEEP_EXAMPLES)]
pub(crate) struct SweepArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// A key and its values, `a,b,c` or `LOW..HIGH/STEPS`; may be given twice, for a grid
    #[arg(long = "vary", value_name = "KEY=VALUES", required = true)]
    pub(crate) vary: Vec<String>,

    /// Show these metrics [default: coverage and exhaustion of every pool]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = metric)]
    pub(crate) metrics: Option<Vec<String>>,

    /// Ask this as well: a predicate such as `contingent.coverage_days >= 14`
    #[arg(long, value_name = "PREDICATE")]
    pub(crate) ask: Vec<String>,

    #[command(flatten)]
    pub(crate) experiment: ExperimentArgs,
}

const SWEEP_EXAMPLES: &str = "\
Examples:
  outlast sweep scenario.toml --vary pools.contingent.strength=8_000..16_000/8
  outlast sweep scenario.toml --vary losses.front.share=0.25,0.5,1 --vary pools.contingent.strength=10_000,12_000
  outlast sweep scenario.toml --vary batches.0.every=5..10/5 --ask 'contingent.coverage_days >= 30'

All points run under one seed, so that nothing but the numbers varied differs from one to the next.
Written: sweep.csv, sweep.json, and a chart where one key is varied.";

/// Arguments of `solve`.
#[derive(Debug, Args)]
#[command(after_help = SOLVE_EXAMPLES)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["ask", "metric"]))]
#[command(group = clap::ArgGroup::new("limit").required(true).args(["reach", "at_most"]))]
pub(crate) struct SolveArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// The key and where to look for its value: LOW..HIGH. Whole ends look for whole numbers
    #[arg(long = "vary", value_name = "KEY=LOW..HIGH")]
    pub(crate) vary: String,

    /// The question: its name in the file, or a predicate such as `contingent.coverage_days >= 14`
    #[arg(long, value_name = "NAME")]
    pub(crate) ask: Option<String>,

    /// Instead of a question: a metric, of which --quantile is to --reach a value
    #[arg(long, value_name = "NAME", value_parser = metric, requires = "quantile")]
    pub(crate) metric: Option<String>,

    /// Which quantile of the metric: 0.1 for what nine runs in ten exceed
    #[arg(long, value_name = "Q", value_parser = chance, conflicts_with = "ask")]
    pub(crate) quantile: Option<f64>,

    /// The chance of the question, 0 to 1, or the value of the metric's quantile, that is to be
    /// reached
    #[arg(long, value_name = "X", value_parser = number)]
    pub(crate) reach: Option<f64>,

    /// In place of --reach: the chance, or the value, is to be no greater than this
    #[arg(long, value_name = "X", value_parser = number)]
    pub(crate) at_most: Option<f64>,

    #[command(flatten)]
    pub(crate) experiment: ExperimentArgs,
}

const SOLVE_EXAMPLES: &str = "\
Examples:
  outlast solve scenario.toml --vary pools.contingent.strength=10_000..30_000 --ask lasts_two_weeks --reach 0.9
  outlast solve scenario.toml --vary losses.front.daily.poisson.mean=50..500 \\
      --metric contingent.coverage_days --quantile 0.1 --reach 90
  outlast solve scenario.toml --vary batches.0.size=0..5_000 --ask 'contingent.strength_min < 6_000' --at-most 0.1

The answer is the least number with the chance wanted, or the greatest where more is worse, with the
95 % interval that the simulation leaves. Raise --replications to narrow it.";

/// Arguments of `drivers`.
#[derive(Debug, Args)]
#[command(after_help = DRIVERS_EXAMPLES)]
pub(crate) struct DriversArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// The metric [default: coverage of the first pool]
    #[arg(long, value_name = "NAME", value_parser = metric)]
    pub(crate) metric: Option<String>,

    #[command(flatten)]
    pub(crate) experiment: ExperimentArgs,
}

const DRIVERS_EXAMPLES: &str = "\
Examples:
  outlast drivers scenario.toml
  outlast drivers scenario.toml --metric contingent.first_below.half --replications 1_000_000

Of each number that the scenario leaves open: the share of the metric's variance that would go if it
were known, and the metric's mean where it is low and where it is high. What no number explains is
chance from day to day, and what numbers do only jointly.";

/// Arguments of `backtest`.
#[derive(Debug, Args)]
#[command(after_help = BACKTEST_EXAMPLES)]
pub(crate) struct BacktestArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// What happened: a CSV file with a header, a date and a number a day
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) csv: PathBuf,

    /// The column of the losses
    #[arg(long, value_name = "NAME", default_value = "daily")]
    pub(crate) column: String,

    /// The column of the dates [default: the first that holds nothing else]
    #[arg(long, value_name = "NAME")]
    pub(crate) date_column: Option<String>,

    /// The loss process that they are losses of [default: the only one with a law a day]
    #[arg(long, value_name = "NAME")]
    pub(crate) process: Option<String>,

    /// Foresee the losses of so many days; several after commas [default: the scenario's horizon]
    #[arg(long, value_name = "N,...", value_delimiter = ',', value_parser = days)]
    pub(crate) days: Vec<u32>,

    /// Foresee these metrics, which the losses must decide [default: coverage of the process's pool,
    /// if they do]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = metric)]
    pub(crate) metric: Vec<String>,

    /// Days before each start whose average is the mean of the law; `file` for the mean as written
    #[arg(long, value_name = "N", default_value = "14", value_parser = level)]
    pub(crate) level: Level,

    /// From one start to the next
    #[arg(long, value_name = "DAYS", default_value = "10", value_parser = days)]
    pub(crate) every: u32,

    /// The first start [default: the first with all days of its level before it]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) from: Option<Date>,

    /// The last start [default: the last with all days foreseen ahead of it]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) to: Option<Date>,

    #[command(flatten)]
    pub(crate) experiment: ExperimentArgs,
}

const BACKTEST_EXAMPLES: &str = "\
Examples:
  outlast backtest scenario.toml --csv losses.csv
  outlast backtest scenario.toml --csv losses.csv --column personnel --days 30,90,180
  outlast backtest scenario.toml --csv losses.csv --metric contingent.coverage_days --from 2024-01-01
  outlast backtest scenario.toml --csv losses.csv --level 7 --set losses.front.daily.nb_drift.sigma=0.04

At each start the mean of the law becomes the average of the last days before it, the scenario is
simulated (10,000 runs a start unless --replications says otherwise), and what it foresaw is held against
what then happened. Written: backtest.csv, a row for each start; backtest.json; charts.";

fn level(text: &str) -> Result<Level, String> {
    match text.trim() {
        "file" => Ok(Level::AsWritten),
        days_before => {
            let error = |error| format!("{error}, or `file` for the mean as written");
            within(days_before, 1, MOST_DAYS).map(|days| Level::Last(days as u32)).map_err(error)
        }
    }
}

fn days(text: &str) -> Result<u32, String> {
    within(text.trim(), 1, MOST_DAYS).map(|days| days as u32)
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2024-10-25".to_owned())
}

/// A century, the longest horizon.
const MOST_DAYS: u64 = 36_525;

/// A number, which may have underscores between its digits.
fn number(text: &str) -> Result<f64, String> {
    let plain = text.replace('_', "");
    let number: f64 =
        plain.parse().map_err(|_| "expected a number such as 0.9 or 90".to_owned())?;
    if number.is_finite() { Ok(number) } else { Err("it must be finite".to_owned()) }
}

/// A number above 0 and below 1.
fn chance(text: &str) -> Result<f64, String> {
    let number = number(text)?;
    if 0.0 < number && number < 1.0 {
        Ok(number)
    } else {
        Err("it must be above 0 and below 1".to_owned())
    }
}

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(after_help = INIT_EXAMPLES)]
pub(crate) struct InitArgs {
    /// The file to write; one that exists is left alone
    #[arg(value_name = "FILE", default_value = "scenario.toml")]
    pub(crate) file: PathBuf,
}

const INIT_EXAMPLES: &str = "\
Examples:
  outlast init
  outlast init studies/autumn.toml && outlast run studies/autumn.toml

The schema of the language, which lets an editor complete and check the file, is written next to
it as scenario.schema.json if it is not there.";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  outlast schema > scenario.schema.json

With `#:schema ./scenario.schema.json` as the first line of a scenario, editors that use Taplo
complete and check it.";

/// Replications of a study, and the numbers that one can have, are below 2^40: the address of a
/// draw has 40 bits for them.
pub(crate) const MOST_REPLICATIONS: u64 = 1 << 40;

/// More than any machine has; an operating system refuses not many more.
const MOST_THREADS: u64 = 1_024;

/// A whole number, which may have underscores between its digits.
fn whole(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().filter(|&c| c != '_').collect();
    if digits.is_empty() || text.starts_with('_') || text.ends_with('_') {
        return Err("expected a whole number such as 100_000".to_owned());
    }
    digits.parse().map_err(|error: std::num::ParseIntError| match error.kind() {
        std::num::IntErrorKind::PosOverflow => format!("the largest number is {}", u64::MAX),
        _ => "expected a whole number such as 100_000".to_owned(),
    })
}

fn within(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = whole(text)?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        let most = outlast_montecarlo::rounding::count(most);
        Err(format!("it must be from {least} to {most}"))
    }
}

fn seed(text: &str) -> Result<u64, String> {
    whole(text)
}

fn replications(text: &str) -> Result<u64, String> {
    within(text, 1, MOST_REPLICATIONS)
}

fn replication(text: &str) -> Result<u64, String> {
    within(text, 0, MOST_REPLICATIONS - 1)
}

/// A name from a list that may have spaces after its commas.
fn metric(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("expected the name of a metric".to_owned()),
        name => Ok(name.to_owned()),
    }
}

fn chunk(text: &str) -> Result<u64, String> {
    within(text, 1, MOST_REPLICATIONS)
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let threads = within(text, 1, MOST_THREADS)?;
    Ok(NonZeroUsize::new(threads as usize).unwrap_or(NonZeroUsize::MIN))
}

fn width(text: &str) -> Result<Width, String> {
    let lanes = whole(text)?;
    usize::try_from(lanes)
        .ok()
        .and_then(Width::from_lanes)
        .ok_or_else(|| "it must be 1, 16, 32, 64 or 256".to_owned())
}

fn instructions(text: &str) -> Result<InstructionSet, String> {
    let sets = InstructionSet::available();
    let named = sets.iter().copied().find(|set| set.name() == text);
    let names: Vec<&str> = sets.iter().map(|set| set.name()).collect();
    named.ok_or_else(|| format!("this machine has {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn numbers_may_have_underscores_between_digits() {
        assert_eq!(whole("1_000_000"), Ok(1_000_000));
        assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
        for bad in ["", "_", "_1", "1_", "1.5", "-1", "1e6", "18446744073709551616"] {
            assert!(whole(bad).is_err(), "{bad} is not a number");
        }
    }

    #[test]
    fn numbers_out_of_range_are_refused_with_the_range() {
        assert_eq!(replications("0"), Err("it must be from 1 to 1,099,511,627,776".to_owned()));
        assert!(replications("1_099_511_627_777").is_err());
        assert!(threads("0").is_err());
        assert_eq!(width("8"), Err("it must be 1, 16, 32, 64 or 256".to_owned()));
    }
}
