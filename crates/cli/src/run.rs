//! `outlast run`: simulate, answer, write.

use std::path::{Path, PathBuf};

use outlast_core::scenario::Scenario;
use outlast_core::{Plan, Wanted};
use outlast_montecarlo::{Options, Outcome, RowSink, Rows, RunError, RunFacts, Summary, run};

use crate::args::RunArgs;
use crate::census::Starts;
use crate::failure::Failure;
use crate::load::Study;
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::rows::{self, RowsFile};
use crate::timings::{Ledger, Section};
use crate::{End, answer, charts, daily, interrupt, manifest, say, warnings};

/// Runs a scenario, prints the answer and writes the results.
pub(crate) fn command(args: &RunArgs) -> Result<End, Failure> {
    let mut ledger = Ledger::new();
    let study = Study::load(&args.scenario)?;
    ledger.was(Section::StartUp, "reading and validating");
    let replications = study.replications(args.replications)?;
    let wanted = args.metrics.clone().map_or(Wanted::Everything, Wanted::Metrics);
    let plan = study.plan(&wanted)?;
    let options = args.options(replications);
    fits(&plan, &options)?;
    ledger.was(Section::StartUp, "compiling, with tables");
    let folder = folder(args, &study);
    let expected = expected(args, &plan);
    let places = expected.iter().map(|file| folder.join(file)).chain(args.runs.clone());
    places.into_iter().try_for_each(|place| study.spares(&place))?;
    interrupt::catch();
    let outputs = Outputs::prepare(&folder, &expected)?;
    let mut rows_file = match &args.runs {
        Some(path) => {
            let dates = rows::start_dates(study.scenario());
            Some(RowsFile::create(path, plan.metrics(), dates)?)
        }
        None => None,
    };
    let progress =
        Progress::new(options.replications, args.quiet).timed(args.timings.then(|| ledger.clock()));
    ledger.was(Section::StartUp, "preparing the folder");
    let outcome = simulate(&plan, &options, &progress, rows_file.as_mut())?;
    if outcome.replications == 0 {
        return Err(Failure::Interrupted);
    }
    if let Some(timings) = &outcome.timings {
        ledger.simulated(outcome.replications, timings, study.scenario());
    }
    let summary = summarize(study.scenario(), &plan, &outcome);
    ledger.was(Section::Tallies, "summary");
    let results =
        Results { args, study: &study, plan: &plan, outcome: &outcome, summary: &summary };
    let files = results.write(outputs, &folder, &mut ledger)?;
    if let Some(rows_file) = rows_file {
        rows_file.publish()?;
    }
    ledger.was(Section::Writing, FILES);
    results.tell(&folder, &files)?;
    ledger.was(Section::Writing, "answer");
    if args.timings {
        say::note(format_args!("\n{}", ledger.words()));
    }
    Ok(if outcome.interrupted() { End::Interrupted } else { End::Done })
}

/// What `--timings` calls the writing of files.
const FILES: &str = "files";

/// `--out`, or a folder by the name of the scenario.
fn folder(args: &RunArgs, study: &Study) -> PathBuf {
    args.out.clone().unwrap_or_else(|| Path::new("results").join(&study.stem))
}

/// The files that the run will write, as far as they are known before it.
fn expected(args: &RunArgs, plan: &Plan) -> Vec<&'static str> {
    let mut files = vec!["summary.json", manifest::NAME];
    files.extend(plan.has_days().then_some(daily::STRENGTHS));
    files.extend(daily::has_others(plan).then_some(daily::SERIES));
    files.extend((!args.no_charts && plan.has_days()).then_some("charts/strength.png"));
    files
}

/// Refuses what nobody can mean before anything is written.
pub(crate) fn fits(plan: &Plan, options: &Options) -> Result<(), Failure> {
    plan.size(options.replications, options.width_of(plan).lanes())
        .map(|_| ())
        .map_err(|error| failed(&RunError::TooLarge(error)))
}

/// What the failure of a run is to the user.
pub(crate) fn failed(error: &RunError) -> Failure {
    match error {
        RunError::TooLarge(_) | RunError::Tally(_) => {
            Failure::usage(error.to_string(), "`outlast check` tells what a run would take")
        }
        RunError::Threads(_) | RunError::Rows(_) | RunError::Instructions(_) => {
            Failure::running(error.to_string())
        }
    }
}

fn simulate(
    plan: &Plan,
    options: &Options,
    progress: &Progress,
    rows_file: Option<&mut RowsFile>,
) -> Result<Outcome, Failure> {
    let outcome = match rows_file {
        Some(file) => {
            let mut sink = |rows: &Rows| file.write(rows);
            run(plan, options, progress, Some(&mut sink as RowSink<'_>)).map_err(|error| {
                if let RunError::Rows(why) = &error {
                    return Failure::writing(file.place(), why);
                }
                failed(&error)
            })
        }
        None => run(plan, options, progress, None).map_err(|error| failed(&error)),
    };
    progress.finish();
    outcome
}

/// The summary of what was run.
pub(crate) fn summarize(scenario: &Scenario, plan: &Plan, outcome: &Outcome) -> Summary {
    let facts = RunFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: scenario.title.clone().unwrap_or_default(),
        unit: Some(scenario.unit.clone()),
        start: scenario.start.map(|date| date.to_string()),
        seed: plan.seed(),
        horizon_days: plan.horizon(),
        planned_replications: outcome.planned,
        metrics: plan.metrics().iter().map(|metric| metric.name.clone()).collect(),
        asks: plan.questions().iter().map(|q| (q.name.clone(), q.text.clone())).collect(),
    };
    Summary::new(&outcome.tally, &facts)
}

/// All that a run came to.
struct Results<'a> {
    args: &'a RunArgs,
    study: &'a Study,
    plan: &'a Plan,
    outcome: &'a Outcome,
    summary: &'a Summary,
}

impl Results<'_> {
    fn summary_json(&self) -> Result<String, Failure> {
        manifest::pretty(self.summary)
    }

    fn write(
        &self,
        mut outputs: Outputs,
        folder: &Path,
        ledger: &mut Ledger,
    ) -> Result<Vec<String>, Failure> {
        let scenario = self.study.scenario();
        outputs.add("summary.json", self.summary_json()?.as_bytes())?;
        if self.plan.has_days() {
            outputs.add(daily::STRENGTHS, &daily::strengths(scenario, &self.outcome.tally)?)?;
        }
        if daily::has_others(self.plan) {
            let series = daily::others(scenario, self.plan, &self.outcome.tally)?;
            outputs.add(daily::SERIES, &series)?;
        }
        if !self.args.no_charts {
            let (tally, summary) = (&self.outcome.tally, self.summary);
            let results = charts::Results { scenario, plan: self.plan, tally, summary };
            ledger.was(Section::Writing, FILES);
            let drawn = charts::draw(&results, self.args.threads, ledger)?;
            drawn.iter().try_for_each(|drawn| drawn.add(&mut outputs))?;
        }
        let asked = manifest::Asked {
            replications: self.outcome.planned,
            metrics: self.args.metrics.as_deref(),
        };
        let manifest = manifest::json(self.study, &asked, self.summary, outputs.files())?;
        outputs.add(manifest::NAME, manifest.as_bytes())?;
        outputs.publish(&manifest::files_of_earlier_run(folder))
    }

    fn tell(&self, folder: &Path, files: &[String]) -> Result<(), Failure> {
        let (scenario, runs) = (self.study.scenario(), self.outcome.replications);
        let starts = self.study.starts().map(|all| Starts::of(scenario, all, runs));
        if self.args.json {
            say::answer(&self.summary_json()?)?;
        } else {
            let mut text = answer::words(scenario, self.summary, starts);
            text.push('\n');
            text.push_str(&self.written(folder, files));
            say::answer(&text)?;
        }
        for warning in warnings::of(scenario, self.summary, starts) {
            say::warn(warning);
        }
        if self.outcome.interrupted() {
            let count = outlast_montecarlo::rounding::count;
            say::warn(format_args!(
                "interrupted: this is the answer of the first {} of {} runs",
                count(self.outcome.replications),
                count(self.outcome.planned)
            ));
        }
        Ok(())
    }

    /// Where everything is, and how to make it again.
    fn written(&self, folder: &Path, files: &[String]) -> String {
        let charts =
            files.iter().filter(|file| Path::new(file).extension() == Some("png".as_ref())).count();
        let mut names: Vec<String> =
            files.iter().filter(|file| !file.contains('/')).cloned().collect();
        if charts > 0 {
            let charts = crate::figures::counted(charts as u64, "chart");
            names.push(format!("{charts} in charts/ as PNG and SVG"));
        }
        let mut text = format!("Written to {}: {}\n", folder.display(), names.join(", "));
        if let Some(runs) = &self.args.runs {
            text.push_str(&format!("Every run, row by row: {}\n", runs.display()));
        }
        // Of a run that was stopped, the summary says so, and that of the shorter run does not.
        let same = if self.outcome.interrupted() {
            "The same figures, from these runs alone"
        } else {
            "The same again, to the byte"
        };
        text.push_str(&format!("{same}: {}\n", self.again()));
        text
    }

    /// The command that gives the same result wherever the scenario is.
    fn again(&self) -> String {
        let mut words = vec!["outlast".to_owned(), "run".to_owned()];
        words.push(operand(&self.args.scenario.scenario));
        for set in &self.study.sets {
            words.extend(["--set".to_owned(), set.clone()]);
        }
        if let Some(metrics) = &self.args.metrics {
            words.extend(["--metrics".to_owned(), metrics.join(",")]);
        }
        words.extend(["--seed".to_owned(), self.summary.seed.to_string()]);
        words.extend(["--replications".to_owned(), self.summary.replications.to_string()]);
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }
}

/// A path that is not taken for an option.
pub(crate) fn operand(path: &Path) -> String {
    let shown = path.display().to_string();
    if shown.starts_with('-') { format!("./{shown}") } else { shown }
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/=:,+-@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_reach_the_shell_whole() {
        assert_eq!(quoted("horizon=60"), "horizon=60");
        assert_eq!(quoted("title=It's on"), r"'title=It'\''s on'");
        assert_eq!(
            quoted("batches.0.size={ uniform = [1, 2] }"),
            "'batches.0.size={ uniform = [1, 2] }'"
        );
        assert_eq!(quoted(""), "''");
    }
}
