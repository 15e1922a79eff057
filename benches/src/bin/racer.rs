//! The contestants of the race that need nothing but this workspace.
//!
//! Each line of standard input is a job, `CONTESTANT WORKLOAD RUNS SEED`; each is answered by a line of JSON with the
//! seconds of CPU it took and its answers. `peers/race.py` asks.
#![allow(clippy::print_stdout)] // its answers

use std::io::BufRead;

use outlast_benches::clock::process_seconds;
use outlast_benches::workloads::{Kernel, exhaustion, plan, replicate};
use outlast_benches::{hold, twins};
use outlast_core::Wanted;
use outlast_montecarlo::{Bands, RunFacts, Summary, Width};
use rand::{SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input can be read");
        let words: Vec<_> = line.split_whitespace().collect();
        let [contestant, workload, runs, seed] = words[..] else {
            panic!("not a job: {line}");
        };
        let number = |word: &str| word.parse().unwrap_or_else(|_| panic!("not a number: {word}"));
        let (runs, seed) = (number(runs), number(seed));
        let before = process_seconds();
        let (before, answers) = match (contestant, workload.split_once('-')) {
            ("outlast", Some(("w3", pending))) => {
                let mut queue = hold::Tournament::new(number(pending) as usize);
                let (before, now) = (process_seconds(), queue.now());
                std::hint::black_box(queue.hold(runs as usize));
                (before, pace(queue.now() - now, number(pending), runs))
            }
            ("heap", Some(("w3", pending))) => {
                let mut queue = hold::Heap::new(number(pending) as usize);
                let (before, now) = (process_seconds(), queue.now());
                std::hint::black_box(queue.hold(runs as usize));
                (before, pace(queue.now() - now, number(pending), runs))
            }
            ("outlast", _) => (before, outlast::<256>(workload, runs, seed, None)),
            ("outlast-1", _) => (before, outlast::<1>(workload, runs, seed, Some(Width::One))),
            ("heap", None) if workload == "w1" => {
                (before, json!({ "day": twins::w1_heap(runs, seed) }))
            }
            ("rand_distr", _) => (before, by_hand(workload, runs, seed)),
            _ => panic!("{contestant} does not run {workload}"),
        };
        let seconds = process_seconds() - before;
        println!("{}", json!({ "seconds": seconds, "answers": answers }));
    }
}

/// How much faster than 1 per pending event and unit of time the events came.
fn pace(elapsed: f64, pending: u64, events: u64) -> Value {
    json!({ "pace": elapsed * pending as f64 / events as f64 })
}

/// The engine as a library.
fn outlast<const L: usize>(workload: &str, runs: u64, seed: u64, width: Option<Width>) -> Value {
    if !workload.starts_with("w2") {
        let plan = plan(workload, seed, &exhaustion());
        return json!({ "day": Kernel::<L>::new(&plan).mean_day(runs) });
    }
    // Strengths by day come with every metric, or not at all.
    let plan = plan(workload, seed, &Wanted::Everything);
    let outcome = replicate(&plan, runs, 1, width);
    let facts = RunFacts {
        metrics: plan.metrics().iter().map(|metric| metric.name.clone()).collect(),
        planned_replications: runs,
        horizon_days: plan.horizon(),
        ..RunFacts::default()
    };
    let summary = Summary::new(&outcome.tally, &facts);
    let bands = Bands::new(&outcome.tally, 0);
    let metric = |name: &str| summary.metrics.get(name).expect("every metric is there");
    json!({
        "end": metric("p.strength_end").mean,
        "median_90": bands.days[89][2],
        "first": metric("p.first_below.half").restricted_mean,
    })
}

fn by_hand(workload: &str, runs: u64, seed: u64) -> Value {
    let rng = &mut SmallRng::seed_from_u64(seed);
    let year = match workload {
        "w1" => return json!({ "day": twins::w1(runs, rng) }),
        "w4" => return json!({ "day": twins::w4(runs, rng) }),
        "w2" => twins::w2(runs, 3.0, rng),
        "w2_general" => twins::w2(runs, 2.5, rng),
        _ => panic!("there is no workload {workload}"),
    };
    json!({ "end": year.end, "median_90": year.median_90, "first": year.first })
}
