//! A run gives the same integers however it is cut up, and ends well when it ends early.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use outlast_core::metrics::CENSORED;
use outlast_core::scenario::{NoFiles, Scenario};
use outlast_core::series::Keep;
use outlast_core::{Engine, Part, Plan, Replay, Wanted};
use outlast_montecarlo::{
    Observer, Options, Outcome, RowSink, RunError, Stopwatch, Task, Width, digest, run,
};

pub(crate) fn plan_of(toml: &str, wanted: &Wanted) -> Plan {
    let loaded = Scenario::load("test.toml", toml.as_bytes(), &[], &NoFiles);
    let scenario = loaded.unwrap_or_else(|report| panic!("{}", report.render(false))).scenario;
    Plan::compile(&scenario, wanted).expect("the plan compiles")
}

fn plan(toml: &str) -> Plan {
    plan_of(toml, &Wanted::Everything)
}

/// Small scenarios: a table, a drifting rate that outlives the horizon in some runs, uncertain
/// everything with two pools, lateness and rotation.
const CORPUS: [&str; 5] = [
    r#"
    horizon = 15
    [run]
    seed = 11
    [pools.a]
    strength = 1_000
    [losses.l]
    daily = { poisson = { mean = 90 } }
    [ask]
    ten = "a.coverage_days >= 10"
    "#,
    r#"
    horizon = 11
    [pools.a]
    strength = { uniform = [900, 1_100] }
    thresholds = { half = 0.5 }
    [losses.l]
    daily = { nb_drift = { mean = 90, k = 60, sigma = 0.03, rate_cv = 0.1 } }
    [ask]
    holds = "a.exhaustion_day > 11"
    half  = "a.first_below.half <= 6"
    "#,
    r#"
    horizon = 20
    [pools.a]
    strength = "500 to 900"
    thresholds = { "70%" = 0.7, low = 90 }
    [pools.b]
    strength = 100
    [losses.front]
    pool = "a"
    daily = { neg_binomial = { mean = 120, k = 4 } }
    share = { uniform = [0.3, 0.8] }
    [losses.rear]
    pool = "b"
    daily = { gamma = { mean = 9, cv = 1 } }
    pulse = { per_year = 60, factor = 2, days = 2 }
    [[batches]]
    pool = "a"
    day = 2
    every = 3
    size = { uniform = [50, 90] }
    delay = { exponential = { mean = 2 } }
    arrives = 0.8
    tour = 6
    [ask]
    home = "a.rotated_out_total >= 100"
    "#,
    // The pool is empty for good by day 4 or so, and what is kept of every day goes on.
    r"
    horizon = 30
    [pools.a]
    strength = 250
    [losses.l]
    daily = { poisson = { mean = 90 } }
    split = { kia = 0.25, wia = 0.75 }
    recovery.wia = { returns = 0.4, delay = { uniform = [20, 60] } }
    ",
    // Nothing is ever lost: every day that could come is censored.
    "
    horizon = 5
    [pools.a]
    strength = 7
    ",
];

const RUNS: u64 = 137;

fn options(replications: u64, threads: usize, width: Width, chunk: u64) -> Options {
    let threads = Some(NonZeroUsize::new(threads).expect("a thread at least"));
    Options { threads, width: Some(width), chunk, ..Options::new(replications) }
}

/// A run with its rows, which are seen to follow each other.
fn run_with_rows(plan: &Plan, options: &Options, observer: &dyn Observer) -> (Outcome, Vec<i64>) {
    let width = plan.metrics().len();
    let mut all = Vec::new();
    let outcome = run(
        plan,
        options,
        observer,
        Some(&mut |rows| {
            assert_eq!(rows.width, width);
            assert_eq!(rows.first * width as u64, all.len() as u64, "rows come in order");
            all.extend_from_slice(&rows.values);
            Ok(())
        }),
    );
    (outcome.expect("it runs"), all)
}

#[test]
fn threads_widths_and_chunks_change_neither_digest_nor_rows() {
    for toml in CORPUS {
        let plan = plan(toml);
        let (one, expected) = run_with_rows(&plan, &options(RUNS, 1, Width::One, 1_000), &());
        assert_eq!(expected.len(), RUNS as usize * plan.metrics().len());
        let expected_digest = digest(&one.tally);
        for threads in [1, 2, 7] {
            for width in Width::ALL {
                for chunk in [1, 13, 1_000] {
                    let options = options(RUNS, threads, width, chunk);
                    let (outcome, rows) = run_with_rows(&plan, &options, &());
                    assert_eq!(digest(&outcome.tally), expected_digest, "{options:?}");
                    assert!(rows == expected, "{options:?}");
                    let alone = run(&plan, &options, &(), None).expect("it runs");
                    assert_eq!(digest(&alone.tally), expected_digest, "without rows: {options:?}");
                    assert!(!alone.interrupted());
                }
            }
        }
    }
}

#[test]
fn one_replication_more_or_another_seed_changes_the_digest() {
    let toml = CORPUS[0];
    let of = |toml: &str, n| {
        let options = options(n, 2, Width::Sixteen, 13);
        digest(&run(&plan(toml), &options, &(), None).expect("it runs").tally)
    };
    let reference = of(toml, RUNS);
    assert_eq!(of(toml, RUNS), reference);
    assert_ne!(of(toml, RUNS + 1), reference);
    assert_ne!(of(&toml.replace("seed = 11", "seed = 12"), RUNS), reference);
}

#[test]
fn every_row_is_what_its_replication_gives_alone() {
    for toml in CORPUS {
        let plan = plan(toml);
        let (_, rows) = run_with_rows(&plan, &options(RUNS, 2, Width::ThirtyTwo, 13), &());
        for (number, row) in rows.chunks(plan.metrics().len()).enumerate() {
            assert_eq!(Replay::new(&plan, number as u64).values, row, "replication {number}");
        }
    }
}

#[test]
fn the_tally_counts_what_the_rows_say() {
    for toml in CORPUS {
        let plan = plan(toml);
        let (outcome, rows) = run_with_rows(&plan, &options(RUNS, 2, Width::SixtyFour, 100), &());
        let tally = outcome.tally;
        assert_eq!((tally.replications(), outcome.replications), (RUNS, RUNS));
        let column =
            |metric: usize| rows.iter().skip(metric).step_by(plan.metrics().len()).copied();
        for (index, metric) in plan.metrics().iter().enumerate() {
            let known = || column(index).filter(|&value| value != CENSORED);
            let histogram = tally.metric(index);
            assert_eq!(histogram.n(), RUNS, "{}", metric.name);
            assert_eq!(histogram.censored(), RUNS - known().count() as u64, "{}", metric.name);
            assert_eq!(histogram.sum(), known().map(i128::from).sum(), "{}", metric.name);
            assert_eq!((histogram.min(), histogram.max()), (known().min(), known().max()));
        }
        for (index, question) in plan.questions().iter().enumerate() {
            let hits = column(question.metric()).filter(|&value| question.holds(value)).count();
            assert_eq!(tally.hits(index), hits as u64, "{}", question.name);
        }
        // The last day's strengths at close are the metric of that name.
        for (index, metric) in plan.metrics().iter().enumerate() {
            if metric.name.ends_with(".strength_end") {
                let pool = usize::from(metric.name.starts_with("b."));
                let close = tally.closing(pool, plan.horizon() as usize - 1);
                assert_eq!(close.sum(), tally.metric(index).sum(), "{}", metric.name);
                assert_eq!(close.n(), RUNS);
            }
        }
    }
}

#[test]
fn every_day_of_a_tally_adds_up_its_replications() {
    for toml in CORPUS {
        let plan = plan(toml);
        let tally = run(&plan, &options(RUNS, 2, Width::SixtyFour, 100), &(), None).unwrap().tally;
        let mut engine = Engine::<1>::new(&plan);
        let (series, days) = (plan.series().len(), plan.horizon());
        let mut values = vec![vec![Vec::new(); days as usize]; series];
        for run in 0..RUNS {
            let block = engine.run(run);
            for (index, by_day) in values.iter_mut().enumerate() {
                for (day, values) in (1..).zip(by_day) {
                    values.push(block.closing(index, day)[0]);
                }
            }
        }
        for (index, series) in plan.series().iter().enumerate() {
            for (day, values) in values[index].iter_mut().enumerate() {
                let sum: i128 = values.iter().map(|&value| i128::from(value)).sum();
                assert_eq!(tally.sum(index, day), sum, "{}, day {}", series.name, day + 1);
                if series.measure.keep() == Keep::Distribution {
                    values.sort_unstable();
                    let closing = tally.closing(index, day);
                    assert_eq!(closing.order_statistic(69), Some(values[68]), "{}", series.name);
                }
            }
        }
    }
}

/// Asks for a stop when so many replications are done.
struct StopAfter {
    limit: u64,
    done: AtomicU64,
}

impl StopAfter {
    fn new(limit: u64) -> Self {
        Self { limit, done: AtomicU64::new(0) }
    }
}

impl Observer for StopAfter {
    fn advanced(&self, replications: u64) {
        self.done.fetch_add(replications, Ordering::Relaxed);
    }

    fn stop(&self) -> bool {
        self.done.load(Ordering::Relaxed) >= self.limit
    }
}

/// A clock that goes on by 1 ns at each reading.
#[derive(Default)]
struct Ticks(AtomicU64);

impl Stopwatch for Ticks {
    fn nanoseconds(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

impl Observer for Ticks {
    fn stopwatch(&self) -> Option<&dyn Stopwatch> {
        Some(self)
    }
}

/// Strengths that a column holds; that spread too far for one; and beyond the first bins, around a
/// few values. More runs than are gathered at once.
#[test]
fn each_day_counts_every_run_once_however_strengths_spread() {
    for (strength, daily) in [
        ("{ uniform = [900, 1_100] }", "{ poisson = { mean = 300 } }"),
        ("{ uniform = [40_000, 400_000] }", "{ poisson = { mean = 90_000 } }"),
        ("{ uniform = [5_000_000, 5_030_000] }", "{ constant = 30_000 }"),
    ] {
        let toml =
            format!("horizon = 6\n[pools.a]\nstrength = {strength}\n[losses.l]\ndaily = {daily}");
        let plan = plan(&toml);
        let runs = 9_000;
        let mut days = vec![BTreeMap::new(); 6];
        let mut engine = Engine::<16>::new(&plan);
        for first in (0..runs).step_by(16) {
            let block = engine.run(first);
            for (day, counts) in (1..).zip(&mut days) {
                for lane in 0..16.min((runs - first) as usize) {
                    *counts.entry(block.closing(0, day)[lane] as u64).or_insert(0) += 1;
                }
            }
        }
        for (threads, width) in [(1, Width::SixtyFour), (3, Width::TwoFiftySix)] {
            let options = options(runs, threads, width, 500);
            let tally = run(&plan, &options, &(), None).expect("it runs").tally;
            for (day, counts) in days.iter().enumerate() {
                let counted = tally.closing(0, day);
                let sum: i128 = counts.iter().map(|(v, n)| i128::from(v * n)).sum();
                assert_eq!((counted.n(), counted.sum()), (runs, sum), "day {day} of {strength}");
                if counted.relative_error().is_none() {
                    let expected = counts.iter().map(|(value, count)| (*value, *count));
                    assert!(counted.cells().eq(expected), "day {day} of {strength}");
                }
                let mut values =
                    counts.iter().flat_map(|(v, n)| std::iter::repeat_n(*v, *n as usize));
                let median = values.nth(4_499).unwrap() as f64;
                let read = counted.order_statistic(4_500).unwrap() as f64;
                assert!((read - median).abs() <= counted.relative_error().unwrap_or(0.0) * median);
            }
        }
    }
}

#[test]
fn a_timed_run_gives_the_same_integers() {
    for toml in CORPUS {
        let plan = plan(toml);
        for (threads, width) in [(1, Width::One), (2, Width::Sixteen), (2, Width::SixtyFour)] {
            let options = options(RUNS, threads, width, 40);
            let (expected, expected_rows) = run_with_rows(&plan, &options, &());
            assert!(expected.timings.is_none());
            let (outcome, rows) = run_with_rows(&plan, &options, &Ticks::default());
            assert_eq!(digest(&outcome.tally), digest(&expected.tally));
            assert!(rows == expected_rows);
        }
    }
}

#[test]
fn a_timed_run_counts_every_block_and_event() {
    let plan = plan("horizon = 6\n[pools.a]\nstrength = 1_000\n[losses.l]\ndaily = 10");
    // Chunks of 20 at width 16: two blocks each. 100 runs are 5 chunks.
    let options = options(100, 2, Width::Sixteen, 20);
    let outcome = run(&plan, &options, &Ticks::default(), None).expect("it runs");
    let timings = outcome.timings.expect("it had a clock");
    assert_eq!((timings.threads, timings.lanes), (2, 16));
    let times = |task| timings.of(task).times;
    assert_eq!(times(Task::Begin), 10);
    assert_eq!(times(Task::Gather), 10);
    assert_eq!(times(Task::Event(Part::Process(0))), 60, "six days in ten blocks");
    assert_eq!(timings.events(), 120, "and as many closes");
    assert_eq!(times(Task::Calendar), timings.events());
    assert_eq!(times(Task::Tally), 12, "metrics by block, and each thread's days in the end");
    assert_eq!(times(Task::Merge), 3, "a tally for each thread, and the days that they share");
    assert_eq!(times(Task::Rows), 0);
}

#[test]
fn an_interrupted_run_is_a_shorter_run() {
    let plan = plan(CORPUS[2]);
    for (threads, chunk) in [(1, 10), (2, 7), (7, 64)] {
        let observer = StopAfter::new(200);
        let options = options(100_000_000, threads, Width::Sixteen, chunk);
        let (outcome, rows) = run_with_rows(&plan, &options, &observer);
        let done = outcome.replications;
        assert!(outcome.interrupted() && outcome.planned == 100_000_000);
        // Each thread finishes the chunk it is at when the stop is asked for.
        assert!((200..200 + threads as u64 * chunk).contains(&done), "{done}");
        assert_eq!(observer.done.into_inner(), done);
        let fresh = Options { replications: done, ..options };
        let (shorter, shorter_rows) = run_with_rows(&plan, &fresh, &());
        assert!(!shorter.interrupted());
        assert_eq!(digest(&outcome.tally), digest(&shorter.tally));
        assert!(rows == shorter_rows);
    }
}

#[test]
fn a_run_stopped_before_it_begins_has_done_nothing() {
    let plan = plan(CORPUS[0]);
    let options = options(1_000, 2, Width::Sixteen, 10);
    let (outcome, rows) = run_with_rows(&plan, &options, &StopAfter::new(0));
    assert_eq!((outcome.replications, rows.len()), (0, 0));
    assert!(outcome.interrupted());
}

#[test]
fn rows_that_cannot_be_written_end_the_run() {
    let plan = plan(CORPUS[0]);
    for threads in [1, 2, 7] {
        let seen = StopAfter::new(u64::MAX);
        let mut calls = 0;
        let result = run(
            &plan,
            &options(100_000_000, threads, Width::Sixteen, 16),
            &seen,
            Some(&mut |_| {
                calls += 1;
                if calls < 3 { Ok(()) } else { Err(std::io::Error::other("the disk is full")) }
            }),
        );
        let error = result.expect_err("the sink has refused");
        assert!(matches!(error, RunError::Rows(_)));
        assert_eq!(error.to_string(), "could not write the rows: the disk is full");
        assert_eq!(calls, 3, "a sink that has failed is left alone");
        assert!(seen.done.into_inner() < 10_000_000, "the rest is not run");
    }
}

#[test]
fn a_slow_sink_holds_the_threads_up() {
    let plan = plan(CORPUS[0]);
    let seen = StopAfter::new(u64::MAX);
    let mut most_ahead = 0;
    let mut calls = 0;
    run(
        &plan,
        &options(300, 4, Width::One, 1),
        &seen,
        Some(&mut |rows| {
            calls += 1;
            if calls % 50 == 1 {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            most_ahead = most_ahead.max(seen.done.load(Ordering::Relaxed) - rows.first);
            Ok(())
        }),
    )
    .unwrap();
    assert!(most_ahead <= 64, "{most_ahead} chunks ahead of the rows");
    assert_eq!(calls, 300);
}

#[test]
fn a_panic_of_the_sink_leaves_no_thread_waiting() {
    let plan = plan(CORPUS[0]);
    let panicked = std::panic::catch_unwind(|| {
        let sink: RowSink<'_> = &mut |_| panic!("the sink has panicked");
        run(&plan, &options(100_000_000, 4, Width::One, 1), &(), Some(sink))
    });
    assert!(panicked.is_err());
}

#[test]
fn an_absurd_number_of_steps_is_refused_with_the_figure() {
    let plan = plan(CORPUS[0]);
    // One process and one pool for 15 days: 30 steps a replication, of 10 ns each.
    let error = run(&plan, &Options::new(10_000_000_000_000), &(), None).expect_err("3e14 steps");
    assert!(matches!(error, RunError::TooLarge(_)));
    let text = error.to_string();
    assert!(text.contains("3e14 steps") && text.contains("35 days"), "{text}");
}

#[test]
fn an_absurd_block_is_refused_with_the_figure() {
    use std::fmt::Write;
    let mut toml = String::from("horizon = 36_525\n");
    for pool in 0..120 {
        writeln!(toml, "[pools.p{pool}]\nstrength = 1").expect("a string takes it");
    }
    let plan = plan(&toml);
    // 64 lanes x 120 pools x 36,525 days x 8 bytes.
    let error = run(&plan, &Options::new(1_000), &(), None).expect_err("2.2 GB");
    assert!(matches!(error, RunError::TooLarge(_)));
    assert!(error.to_string().contains("2 GB"), "{error}");
}

#[test]
fn memory_does_not_grow_with_the_replications() {
    // Every value there can be has come after some thousands of runs.
    let plan = plan(
        "
        horizon = 12
        [pools.a]
        strength = { uniform = [1_000, 1_100] }
        [losses.l]
        daily = { uniform = [90, 110] }
        ",
    );
    // One thread: among several, how far each has to widen its histograms depends on its share.
    let bytes = |replications| {
        let options = options(replications, 1, Width::SixtyFour, Options::CHUNK);
        let outcome = run(&plan, &options, &(), None).expect("it runs");
        assert_eq!(outcome.tally.replications(), replications);
        outcome.tally.allocated_bytes()
    };
    assert_eq!(bytes(10_000), bytes(100_000));
}

#[test]
fn a_plan_of_one_metric_counts_as_the_whole_plan_does() {
    for toml in CORPUS {
        let all = plan(toml);
        let options = options(RUNS, 2, Width::SixtyFour, 13);
        let whole = run(&all, &options, &(), None).expect("it runs").tally;
        for (index, metric) in all.metrics().iter().enumerate() {
            let one = plan_of(toml, &Wanted::Metrics(vec![metric.name.clone()]));
            let alone = run(&one, &options, &(), None).expect("it runs").tally;
            let place =
                one.metrics().iter().position(|m| m.name == metric.name).expect("asked for");
            let (alone, whole) = (alone.metric(place), whole.metric(index));
            assert_eq!(alone.n(), whole.n(), "{}", metric.name);
            assert_eq!(alone.sum(), whole.sum(), "{}", metric.name);
            assert_eq!(alone.squares(), whole.squares(), "{}", metric.name);
            let ranks: Vec<u64> = (1..=RUNS).collect();
            assert_eq!(alone.order_statistics(&ranks), whole.order_statistics(&ranks));
        }
    }
}
