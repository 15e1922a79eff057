//! `outlast check`: what would run, and for how long. Nothing is written.

// The clock times a calibration run; it reaches no result.
#![allow(clippy::disallowed_types)]

use std::num::NonZeroUsize;
use std::time::Instant;

use outlast_core::scenario::{Scenario, Transfer};
use outlast_core::{Plan, Wanted};
use outlast_montecarlo::{Options, Width, run};

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::figures::{counted, plain};
use crate::load::Study;
use crate::run::failed;
use crate::{answer, describe, say};

/// A calibration run that took this long is believed, in seconds.
const LONG_ENOUGH: f64 = 0.2;

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

/// Pools, losses, battles, batches, transfers, supplies, policies and questions, a line each.
fn contents(scenario: &Scenario) -> String {
    let mut text = String::new();
    if let Some(title) = &scenario.title {
        text += &format!("{title}\n");
    }
    for pool in scenario.pools.iter().filter(|pool| pool.supply.is_none()) {
        let name = named(&pool.name, pool.label.as_deref());
        text += &match scenario.rotation(&pool.name) {
            Some(rotation) => {
                let words = describe::rotation(rotation, pool, scenario);
                format!("  rotation {name}: {words}\n")
            }
            None => format!("  pool {name}: {}\n", describe::pool(pool, &scenario.unit)),
        };
    }
    let supply = |pool: &str| scenario.supply(pool).is_some();
    for process in scenario.losses.iter().filter(|process| !supply(&process.pool)) {
        let name = named(&process.name, process.label.as_deref());
        text += &format!("  losses {name}: {}\n", describe::losses(process));
    }
    for battle in &scenario.opposed {
        let name = named(&battle.name, battle.label.as_deref());
        text += &format!("  battle {name}: {}\n", describe::opposed(battle, scenario));
    }
    for batch in scenario.batches.iter().filter(|batch| !supply(&batch.pool)) {
        let label = batch.label.as_deref().map_or_else(String::new, |label| format!(" {label}"));
        text += &format!("  batch{label}: {}\n", describe::batch(batch, scenario));
    }
    let steady = |transfer: &Transfer| transfer.to.as_deref().is_some_and(supply);
    for transfer in scenario.transfers.iter().filter(|transfer| !steady(transfer)) {
        let words = describe::transfer(transfer, scenario);
        text += &format!("  transfer {}: {words}\n", transfer.name);
    }
    for pool in scenario.pools.iter().filter(|pool| pool.supply.is_some()) {
        let name = named(&pool.name, pool.label.as_deref());
        text += &format!("  supply {name}: {}\n", describe::supply(pool, scenario));
    }
    for correlation in &scenario.correlations {
        text += &format!("  {}\n", describe::correlation(correlation));
    }
    for policy in &scenario.policies {
        text += &format!("  policy {}: {}\n", policy.name, describe::policy(policy));
    }
    for ask in &scenario.asks {
        text += &format!("  ask {}: {}\n", ask.name, ask.text);
    }
    for pool in scenario.pools.iter().filter(|pool| !answer::can_shrink(pool, scenario)) {
        text += &format!("  nothing is ever lost from {}\n", answer::label(pool));
    }
    text
}

/// The metrics, one to a line, each as `--metrics` takes it.
fn names(plan: &Plan) -> String {
    let mut text = String::new();
    for metric in plan.metrics() {
        text += &format!("  {}\n", metric.name);
    }
    text
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
    /// Runs one replication, and then more and more on one thread until the time taken can be
    /// believed. A block of many lanes is tried only when one lane took little enough.
    fn measure(plan: &Plan, options: &Options) -> Result<Self, Failure> {
        let machine = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = options.threads.map_or(machine, NonZeroUsize::get);
        let width = options.width_of(plan);
        let lanes = width.lanes();
        let size = plan
            .size(options.replications, lanes)
            .map_err(|error| failed(&outlast_montecarlo::RunError::TooLarge(error)))?;
        let mut trial = Options {
            threads: Some(NonZeroUsize::MIN),
            width: Some(Width::One),
            chunk: 1,
            ..Options::new(1)
        };
        loop {
            let begun = Instant::now();
            let outcome = run(plan, &trial, &(), None).map_err(|error| failed(&error))?;
            let seconds = begun.elapsed().as_secs_f64();
            if seconds >= LONG_ENOUGH || trial.replications >= options.replications {
                let bytes = size.block_bytes + outcome.tally.allocated_bytes() as f64;
                let per_thread = trial.replications as f64 / seconds.max(1e-6);
                return Ok(Self {
                    threads,
                    bytes: bytes * threads as f64,
                    replications_per_second: per_thread * threads as f64,
                });
            }
            let block = lanes as f64 * seconds / trial.replications as f64;
            if block < LONG_ENOUGH {
                trial.width = Some(width);
            }
            trial.replications = trial.replications.saturating_mul(4).min(options.replications);
            trial.chunk = trial.replications.min(options.chunk);
        }
    }

    fn memory(&self) -> String {
        format!("about {} MB", plain((self.bytes / 1e6).ceil()))
    }

    fn time(&self, replications: u64) -> String {
        let seconds = replications as f64 / self.replications_per_second;
        match seconds {
            s if s < 1.0 => "less than a second".to_owned(),
            s if s < 90.0 => about(s, "second"),
            s if s < 5_400.0 => about(s / 60.0, "minute"),
            s if s < 172_800.0 => about(s / 3_600.0, "hour"),
            s => about(s / 86_400.0, "day"),
        }
    }
}

/// "about 1 second", "about 12 hours".
fn about(number: f64, unit: &str) -> String {
    format!("about {}", counted(number.round() as u64, unit))
}

/// A name of the file, with its label where it has another.
fn named(name: &str, label: Option<&str>) -> String {
    match label {
        Some(label) if label != name => format!("{name} ({label})"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_unit_is_not_many() {
        assert_eq!(about(1.4, "second"), "about 1 second");
        assert_eq!(about(89.0, "minute"), "about 89 minutes");
    }

    #[test]
    fn a_label_stands_behind_the_name_that_it_explains() {
        assert_eq!(named("front", Some("Losses of the front")), "front (Losses of the front)");
        assert_eq!(named("front", Some("front")), "front");
        assert_eq!(named("front", None), "front");
    }
}
