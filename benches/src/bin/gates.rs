//! The ratios that have to hold, whatever the machine: each the engine beside its twin, in turns, in CPU time.
//!
//! ```text
//! cargo run --release -p outlast-benches --bin gates [-- --quick] [-- NAME...]
//! ```
//!
//! Each line is a gate: what was measured (the median of the rounds' ratios), what is wanted, and whether it holds. The
//! exit code is 1 if one does not. `--quick` takes fewer runs and rounds: to see that all works, not to judge by. With
//! names, only gates whose name has one of them in it.
#![allow(clippy::print_stdout, clippy::print_stderr)] // its result

use std::hint::black_box;
use std::process::ExitCode;

use outlast_benches::clock::{process_seconds, timed};
use outlast_benches::command::Outlast;
use outlast_benches::hold::{Heap, Tournament};
use outlast_benches::probe::Probe;
use outlast_benches::workloads::{Kernel, exhaustion, plan, replicate};
use outlast_benches::{command, twins};
use outlast_core::{Engine, Wanted};
use rand::{SeedableRng, rngs::SmallRng};

/// What a ratio has to be.
#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}
use Bound::{AtLeast, AtMost};

/// How much is run.
#[derive(Clone, Copy)]
struct Effort {
    rounds: usize,
    /// Part of the usual runs.
    share: f64,
}

impl Effort {
    fn runs(self, usual: u64) -> u64 {
        ((usual as f64 * self.share) as u64).max(64)
    }

    /// The median over rounds of what `above` takes for each second that `below` takes; both give seconds per run.
    fn ratio(self, mut above: impl FnMut() -> f64, mut below: impl FnMut() -> f64) -> f64 {
        // The first round fills caches and histograms.
        let mut ratios: Vec<f64> = (0..=self.rounds).map(|_| above() / below()).skip(1).collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    }
}

/// Seconds of this thread's CPU per run of a job that does so many.
fn per_run<T>(runs: u64, job: impl FnOnce(u64) -> T) -> f64 {
    let (seconds, result) = timed(|| job(runs));
    black_box(result);
    seconds / runs as f64
}

/// A gate: name, bound, and how it is measured.
type Gate = (&'static str, Bound, fn(Effort) -> f64);

const GATES: [Gate; 18] = [
    ("peak memory, 1,000,000 ÷ 10,000 runs", AtMost(1.1), peak_memory),
    ("calendar, 64 pending: BinaryHeap ÷ Outlast", AtLeast(4.0), |e| hold(e, 64)),
    ("calendar, 1,000 pending: BinaryHeap ÷ Outlast", AtLeast(4.5), |e| hold(e, 1_000)),
    ("calendar, 100,000 pending: BinaryHeap ÷ Outlast", AtLeast(3.0), |e| hold(e, 100_000)),
    ("W1: rand_distr by hand ÷ lanes", AtLeast(15.0), w1_twin),
    ("W1: lanes ÷ a probe of 12 words and 12 look-ups", AtMost(1.9), w1_probe),
    ("W1: BinaryHeap, rand_distr, ChaCha12 ÷ width 1", AtLeast(2.5), w1_heap),
    ("W1: CPU a run, all cores ÷ one thread", AtMost(1.05), |e| cores(e, "w1", 4_000_000)),
    ("W2: CPU a run, all cores ÷ one thread", AtMost(1.05), |e| cores(e, "w2", 40_000)),
    ("W2: run and tallied ÷ kernel", AtMost(1.05), tallied),
    ("W4: CPU a run, all cores ÷ one thread", AtMost(1.05), |e| cores(e, "w4", 200_000)),
    ("W1: whole command, one metric ÷ kernel", AtMost(1.3), |e| {
        whole(e, &["--metrics", "p.exhaustion_day"])
    }),
    ("W1: whole command, everything ÷ kernel", AtMost(4.0), |e| whole(e, &[])),
    ("W2, any delay: rand_distr by hand ÷ lanes", AtLeast(8.0), |e| {
        year(e, "w2_general", 2.5, 4_000)
    }),
    ("W2: rand_distr by hand ÷ lanes", AtLeast(75.0), |e| year(e, "w2", 3.0, 40_000)),
    ("W4: rand_distr by hand ÷ lanes", AtLeast(7.0), w4_twin),
    ("contingent_2024, 100,000 runs, charts: seconds", AtMost(1.0), main_job),
    ("contingent_2024, 1 run, no charts: CPU milliseconds", AtMost(10.0), start_up),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, runs] = &words[..]
        && flag == "--peak-memory"
    {
        println!("{}", command::own_peak_kib(runs.parse().expect("a number of runs")));
        return ExitCode::SUCCESS;
    }
    let (flags, names): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.starts_with("--"));
    let effort = match flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>()[..] {
        [] => Effort { rounds: 7, share: 1.0 },
        ["--quick"] => Effort { rounds: 1, share: 0.05 },
        _ => {
            eprintln!("gates [--quick] [NAME...]");
            return ExitCode::from(2);
        }
    };
    println!("{:52} {:>9} {:>8}", "gate", "measured", "wanted");
    let mut failed = 0;
    for (name, bound, measure) in GATES {
        if !names.is_empty() && !names.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        let measured = measure(effort);
        let (holds, wanted) = match bound {
            AtLeast(least) => (measured >= least, format!(">= {least}")),
            AtMost(most) => (measured <= most, format!("<= {most}")),
        };
        failed += u32::from(!holds);
        println!("{name:52} {measured:9.2} {wanted:>8}  {}", if holds { "holds" } else { "FAILS" });
    }
    if failed == 0 {
        return ExitCode::SUCCESS;
    }
    println!("{failed} of the gates fail");
    ExitCode::FAILURE
}

fn hold(effort: Effort, pending: usize) -> f64 {
    let (mut heap, mut calendar) = (Heap::new(pending), Tournament::new(pending));
    // Always so many: fewer would only measure how memory comes back into the caches.
    let holds = 1_000_000;
    effort.ratio(
        || per_run(holds, |n| heap.hold(n as usize)),
        || per_run(holds, |n| calendar.hold(n as usize)),
    )
}

/// Seconds per run of the bare kernel at a width.
fn kernel<const L: usize>(workload: &str, runs: u64) -> impl FnMut() -> f64 {
    let plan: &'static _ = Box::leak(Box::new(plan(workload, 1, &exhaustion())));
    let mut kernel = Kernel::<L>::new(plan);
    move || per_run(runs, |n| kernel.mean_day(n))
}

fn w1_twin(effort: Effort) -> f64 {
    let mut rng = SmallRng::seed_from_u64(1);
    let runs = effort.runs(1_000_000);
    effort.ratio(|| per_run(runs, |n| twins::w1(n, &mut rng)), kernel::<256>("w1", 4 * runs))
}

fn w1_probe(effort: Effort) -> f64 {
    let probe = Probe::default();
    let runs = effort.runs(4_000_000);
    effort.ratio(kernel::<256>("w1", runs), || per_run(runs, |n| probe.run(n)))
}

fn w1_heap(effort: Effort) -> f64 {
    let runs = effort.runs(500_000);
    effort.ratio(|| per_run(runs, |n| twins::w1_heap(n, 1)), kernel::<1>("w1", runs))
}

fn w4_twin(effort: Effort) -> f64 {
    let mut rng = SmallRng::seed_from_u64(1);
    let runs = effort.runs(300_000);
    effort.ratio(|| per_run(runs, |n| twins::w4(n, &mut rng)), kernel::<256>("w4", runs))
}

/// Seconds per run of all threads, through tallies and merging.
fn replicated(workload: &str, runs: u64, threads: usize) -> impl FnMut() -> f64 {
    let plan = plan(workload, 1, &Wanted::Everything);
    move || {
        let before = process_seconds();
        black_box(replicate(&plan, runs, threads, None));
        (process_seconds() - before) / runs as f64
    }
}

fn cores(effort: Effort, workload: &str, usual: u64) -> f64 {
    let runs = effort.runs(usual);
    let all = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    effort.ratio(replicated(workload, runs, all), replicated(workload, runs, 1))
}

/// A year with the strengths of each day, tallied, for the kernel alone at the same width.
fn tallied(effort: Effort) -> f64 {
    let runs = effort.runs(40_000).next_multiple_of(64);
    let plan = plan("w2", 1, &Wanted::Everything);
    let mut engine = Engine::<64>::new(&plan);
    let mut blocks = |n: u64| {
        for first in (0..n).step_by(64) {
            black_box(engine.run(first));
        }
    };
    effort.ratio(replicated("w2", runs, 1), || per_run(runs, &mut blocks))
}

/// A year in so many runs, some tenths of a second, for a year of the loop by hand.
fn year(effort: Effort, workload: &'static str, shape: f64, runs: u64) -> f64 {
    let mut rng = SmallRng::seed_from_u64(1);
    let by_hand = effort.runs(1_000);
    effort.ratio(
        || per_run(by_hand, |n| twins::w2(n, shape, &mut rng)),
        replicated(workload, effort.runs(runs), 1),
    )
}

/// The whole command on one thread, without charts.
fn whole(effort: Effort, options: &[&str]) -> f64 {
    let runs = effort.runs(10_000_000);
    let outlast = Outlast::built();
    let seconds = || {
        let mut words = vec!["--no-charts", "--threads", "1"];
        words.extend(options);
        outlast.run("benches/peers/scenarios/w1.toml", runs, &words).cpu_seconds / runs as f64
    };
    effort.ratio(seconds, kernel::<256>("w1", runs))
}

/// It does not vary from round to round, nor would it show in fewer runs.
fn peak_memory(_: Effort) -> f64 {
    command::peak_kib(1_000_000) / command::peak_kib(10_000)
}

/// Seconds by the clock on all cores.
fn main_job(effort: Effort) -> f64 {
    let outlast = Outlast::built();
    let runs = effort.runs(100_000);
    effort.ratio(|| outlast.run(MAIN, runs, &[]).wall_seconds, || 1.0)
}

fn start_up(effort: Effort) -> f64 {
    let outlast = Outlast::built();
    effort.ratio(|| 1e3 * outlast.run(MAIN, 1, &["--no-charts"]).cpu_seconds, || 1.0)
}

const MAIN: &str = "configs/contingent_2024.toml";
