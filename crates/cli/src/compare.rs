//! `outlast compare`: which of two is better, by how much, how surely.

use outlast_core::Wanted;
use outlast_core::metrics;
use outlast_core::scenario::Override;
use outlast_montecarlo::experiments::compare::{
    Comparison, MetricComparison, Pair, PairError, PairTally, run, summarize,
};
use outlast_plot::{Difference, difference};
use serde::Serialize;

use crate::args::{CompareArgs, ScenarioArgs};
use crate::experiment::{Results, Variant, source};
use crate::failure::Failure;
use crate::load::Study;
use crate::progress::Progress;
use crate::run::{failed, fits};
use crate::{End, manifest, say};

mod words;

/// The content of `compare.json`.
#[derive(Serialize)]
struct File<'a> {
    outlast: &'a str,
    a: Variant,
    b: Variant,
    seed: u64,
    horizon_days: u32,
    planned_replications: u64,
    interrupted: bool,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

/// Runs both scenarios pair by pair, prints the answer and writes the results.
pub(crate) fn command(args: &CompareArgs) -> Result<End, Failure> {
    let (study_a, study_b) = load(args)?;
    let replications = study_a.replications(args.experiment.replications)?;
    study_b.replications(Some(replications))?;
    let wanted = Wanted::Metrics(wanted(args, &study_a, &study_b));
    let (plan_a, plan_b) = (study_a.plan(&wanted)?, study_b.plan(&wanted)?);
    let pair = Pair::new(&plan_a, &plan_b).map_err(|error| refused(&error))?;
    let options = args.experiment.options(replications);
    fits(&plan_a, &options)?;
    fits(&plan_b, &options)?;
    let mut results = Results::prepare(
        (&args.experiment, "compare"),
        &[&study_a, &study_b],
        &["compare.json"],
        &["difference"],
    )?;
    let progress = Progress::new(replications, args.experiment.quiet);
    let tally = run(&pair, &options, &progress).map_err(|error| failed(&error))?;
    progress.finish();
    if tally.replications() == 0 {
        return Err(Failure::Interrupted);
    }
    let comparison = summarize(&pair, &tally);
    let interrupted = tally.replications() < replications;
    let json = manifest::pretty(&File {
        outlast: env!("CARGO_PKG_VERSION"),
        a: Variant::of(&study_a),
        b: Variant::of(&study_b),
        seed: plan_a.seed(),
        horizon_days: plan_a.horizon(),
        planned_replications: replications,
        interrupted,
        comparison: &comparison,
    })?;
    results.add("compare.json", json.as_bytes())?;
    if !args.experiment.no_charts
        && let Some(chart) = chart((&study_a, &study_b), plan_a.seed(), &comparison, &tally)
    {
        results.draw("difference", &chart)?;
    }
    let text = words::words((&study_a, &study_b), &comparison);
    results.publish(&args.experiment, &json, &text)?;
    if interrupted {
        say::warn("interrupted: this is the answer of the pairs finished by then");
        return Ok(End::Interrupted);
    }
    Ok(End::Done)
}

/// A, and B: another file, or the same with its changes.
fn load(args: &CompareArgs) -> Result<(Study, Study), Failure> {
    if args.other.is_none() && args.sets_b.is_empty() {
        return Err(Failure::usage(
            "there is nothing to compare the scenario with",
            "name a second file, or change the first: --set-b pools.front.strength=900",
        ));
    }
    let changes = args.sets_b.iter().map(|set| Override::given_by("--set-b", set));
    let changes = changes.collect::<Result<Vec<_>, _>>().map_err(Failure::Scenario)?;
    let a = Study::load(&args.scenario)?;
    // Of one seed, whatever the second file says: that is what pairs the runs.
    let scenario = ScenarioArgs {
        scenario: args.other.clone().unwrap_or_else(|| args.scenario.scenario.clone()),
        sets: args.scenario.sets.clone(),
        seed: Some(a.scenario().run.seed),
    };
    let b = Study::load_changed(&scenario, &changes)?;
    Ok((a, b))
}

/// The metrics asked for, else all that both have.
fn wanted(args: &CompareArgs, a: &Study, b: &Study) -> Vec<String> {
    args.metrics.clone().unwrap_or_else(|| {
        let names = |study: &Study| {
            metrics::all(study.scenario()).into_iter().map(|metric| metric.name).collect::<Vec<_>>()
        };
        let in_b = names(b);
        names(a).into_iter().filter(|name| in_b.contains(name)).collect()
    })
}

fn refused(error: &PairError) -> Failure {
    let help = match error {
        PairError::Horizons(a, b) => {
            format!("give both the same, for example with --set horizon={}", a.min(b))
        }
        PairError::NothingInCommon => {
            "metrics are paired by their names: give the pools the same names".to_owned()
        }
    };
    Failure::usage(error.to_string(), help)
}

/// What the two are called, as short as tells them apart.
fn names(a: &Study, b: &Study) -> [String; 2] {
    let with = |study: &Study, sets: &[String]| match sets {
        [] => study.file.clone(),
        sets => format!("{} with {}", study.file, sets.join(", ")),
    };
    if a.file == b.file && b.sets.starts_with(&a.sets) {
        let own = &b.sets[a.sets.len()..];
        return [with(a, &a.sets), format!("the same with {}", own.join(", "))];
    }
    [with(a, &a.sets), with(b, &b.sets)]
}

/// The first metric that differs in some pair, else the first.
fn headline(comparison: &Comparison) -> Option<(usize, &str, &MetricComparison)> {
    let numbered = || comparison.metrics.iter().enumerate().map(|(i, (name, m))| (i, name, m));
    numbered().find(|(_, _, metric)| metric.equal.hits < metric.equal.n).or(numbered().next())
}

fn chart(
    (a, b): (&Study, &Study),
    seed: u64,
    comparison: &Comparison,
    tally: &PairTally,
) -> Option<outlast_plot::Chart> {
    let (index, name, metric) = headline(comparison)?;
    let summary = &metric.difference;
    let data = Difference {
        metric: name.to_owned(),
        names: names(a, b),
        values: tally.differences()[index].values(),
        mean: [summary.mean?, summary.low.or(summary.mean)?, summary.high.or(summary.mean)?],
        order: [metric.a_greater.hits, metric.equal.hits, metric.b_greater.hits],
        censored: summary.censored_a + summary.censored_b + summary.censored_both,
    };
    Some(difference(&data, &source(a.scenario(), seed, comparison.replications)))
}
