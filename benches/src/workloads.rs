//! The race's workloads as scenarios, and the engine alone on one thread.
//!
//! `peers/README.md` defines them for every contestant.

use std::num::NonZeroUsize;

use outlast_core::metrics::Measure;
use outlast_core::scenario::{NoFiles, Scenario};
use outlast_core::{Engine, Plan, Wanted};
use outlast_montecarlo::{Options, Outcome, Width, run};

/// Scenario files by name.
const SCENARIOS: [(&str, &str); 4] = [
    ("w1", include_str!("../peers/scenarios/w1.toml")),
    ("w2", include_str!("../peers/scenarios/w2.toml")),
    ("w2_general", include_str!("../peers/scenarios/w2_general.toml")),
    ("w4", include_str!("../peers/scenarios/w4.toml")),
];

/// The text of a workload's scenario.
///
/// # Panics
///
/// When there is no such workload.
pub fn scenario(workload: &str) -> &'static str {
    let named = SCENARIOS.into_iter().find(|(name, _)| *name == workload);
    named.unwrap_or_else(|| panic!("there is no workload {workload}")).1
}

/// A plan for a workload under a seed.
///
/// # Panics
///
/// When its file is wrong.
pub fn plan(workload: &str, seed: u64, wanted: &Wanted) -> Plan {
    compile(&format!("{}\n[run]\nseed = {seed}\n", scenario(workload)), wanted)
}

/// A plan for the text of a scenario.
///
/// # Panics
///
/// When it is wrong.
pub fn compile(text: &str, wanted: &Wanted) -> Plan {
    let loaded = Scenario::load("workload.toml", text.as_bytes(), &[], &NoFiles)
        .unwrap_or_else(|report| panic!("{}", report.render(false)));
    Plan::compile(&loaded.scenario, wanted).expect("the workloads compile")
}

/// Nothing but the day on which nobody is left.
pub fn exhaustion() -> Wanted {
    Wanted::Metrics(vec!["p.exhaustion_day".into()])
}

/// The bare kernel on this thread: block after block, one metric, counted in a bare array.
#[derive(Debug, Clone)]
pub struct Kernel<'p, const L: usize> {
    engine: Engine<'p, L>,
    metric: Measure,
    /// Replications by day.
    days: [u64; 128],
}

impl<'p, const L: usize> Kernel<'p, L> {
    /// For a plan that wants the [`exhaustion`] day.
    pub fn new(plan: &'p Plan) -> Self {
        let metric = plan.metrics()[0].measure;
        Self { engine: Engine::new(plan), metric, days: [0; 128] }
    }

    /// Runs at least so many replications from number 0, in whole blocks; gives their mean day.
    pub fn mean_day(&mut self, replications: u64) -> f64 {
        self.days = [0; 128];
        for first in (0..replications).step_by(L) {
            for day in self.engine.run(first).measure(self.metric) {
                self.days[day.clamp(0, 127) as usize] += 1;
            }
        }
        let sum: u64 = (0..).zip(self.days).map(|(day, runs)| day * runs).sum();
        sum as f64 / self.days.iter().sum::<u64>() as f64
    }
}

/// Runs a plan through threads, tallies and merging, in blocks that suit it or of so many lanes.
///
/// # Panics
///
/// When it does not fit in memory.
pub fn replicate(plan: &Plan, replications: u64, threads: usize, width: Option<Width>) -> Outcome {
    let threads = NonZeroUsize::new(threads);
    let options = Options { threads, width, ..Options::new(replications) };
    run(plan, &options, &(), None).expect("the workloads fit in memory")
}
