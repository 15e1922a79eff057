//! `outlast check`: what would run, and for how long. Nothing is written.

// The clock times a calibration run; it reaches no result.
#![allow(clippy::disallowed_types)]

use std::num::NonZeroUsize;
use std::time::Instant;

use outlast_core::scenario::Scenario;
use outlast_core::{Plan, Wanted};
use outlast_montecarlo::{Options, run};

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::figures::{counted, plain};
use crate::load::Study;
use crate::run::failed;
use crate::{answer, describe, say};

/// A calibration run that took this long is believed, in seconds.
const LONG_ENOUGH: f64 = 0.15;

/// Validates the scenario and describes the run.
pub(crate) fn command(args: &CheckArgs) -> Result<(), Failure> {
    let study = Study::load(&args.scenario)?;
    let replications = study.replications(args.replications)?;
    let plan = study.plan(&Wanted::Everything)?;
    let mut options = Options::new(replications);
    options.threads = args.threads;
    let scenario = study.scenario();
    let cost = Cost::measure(&plan, &options)?;
    let mut text = format!("{} can be run.\n\n", study.file);
    text += &contents(scenario);
    text += "\nMetrics, for [ask] and --metrics:\n";
    text += &names(&plan);
    text += &format!(
        "\nWould run {} of {} with seed {}, {}, on {}: {}.\n",
        counted(replications, "replication"),
        counted(u64::from(scenario.horizon), "day"),
        scenario.run.seed,
        cost.memory(),
        counted(cost.threads as u64, "thread"),
        cost.time(replications)
    );
    say::answer(&text)
}

/// Pools, losses, batches and questions, a line each.
fn contents(scenario: &Scenario) -> String {
    let mut text = String::new();
    if let Some(title) = &scenario.title {
        text += &format!("{title}\n");
    }
    for pool in &scenario.pools {
        text += &format!("  pool {}: {}\n", pool.name, describe::pool(pool, &scenario.unit));
    }
    for process in &scenario.losses {
        text += &format!("  losses {}: {}\n", process.name, describe::losses(process));
    }
    for batch in &scenario.batches {
        let label = batch.label.as_deref().map_or_else(String::new, |label| format!(" {label}"));
        text += &format!("  batch{label}: {}\n", describe::batch(batch, scenario));
    }
    for ask in &scenario.asks {
        text += &format!("  ask {}: {}\n", ask.name, ask.text);
    }
    for pool in scenario.pools.iter().filter(|pool| !answer::has_losses(pool, scenario)) {
        text += &format!("  nothing is ever lost from {}\n", pool.name);
    }
    text
}

/// The metrics, a line for each pool and loss process.
fn names(plan: &Plan) -> String {
    let mut text = String::new();
    let mut owner = "";
    for metric in plan.metrics() {
        let (first, rest) = metric.name.split_once('.').unwrap_or(("", &metric.name));
        if first == owner {
            text += &format!(", {rest}");
        } else {
            let end = if owner.is_empty() { "" } else { "\n" };
            text += &format!("{end}  {first}. {rest}");
            owner = first;
        }
    }
    text + "\n"
}

/// What a run takes, by a small one.
struct Cost {
    threads: usize,
    /// Of all threads together.
    bytes: f64,
    /// Of all threads together.
    replications_per_second: f64,
}

impl Cost {
    /// Runs more and more replications until the time taken can be believed.
    fn measure(plan: &Plan, options: &Options) -> Result<Self, Failure> {
        let machine = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = options.threads.map_or(machine, NonZeroUsize::get);
        let size = plan
            .size(options.replications, options.width.lanes())
            .map_err(|error| failed(&outlast_montecarlo::RunError::TooLarge(error)))?;
        let mut sample = (options.chunk * threads as u64).min(options.replications);
        loop {
            let begun = Instant::now();
            let trial = Options { replications: sample, ..*options };
            let outcome = run(plan, &trial, &(), None).map_err(|error| failed(&error))?;
            let seconds = begun.elapsed().as_secs_f64();
            if seconds >= LONG_ENOUGH || sample >= options.replications {
                let bytes = size.block_bytes + outcome.tally.allocated_bytes() as f64;
                return Ok(Self {
                    threads,
                    bytes: bytes * threads as f64,
                    replications_per_second: sample as f64 / seconds.max(1e-6),
                });
            }
            sample = sample.saturating_mul(4).min(options.replications);
        }
    }

    fn memory(&self) -> String {
        format!("about {} MB", plain((self.bytes / 1e6).ceil()))
    }

    fn time(&self, replications: u64) -> String {
        let seconds = replications as f64 / self.replications_per_second;
        match seconds {
            s if s < 1.0 => "less than a second".to_owned(),
            s if s < 90.0 => format!("about {s:.0} seconds"),
            s if s < 5_400.0 => format!("about {:.0} minutes", s / 60.0),
            s if s < 172_800.0 => format!("about {:.0} hours", s / 3_600.0),
            s => format!("about {:.0} days", s / 86_400.0),
        }
    }
}
