//! The calendar beside its twin: the binary heap that an event loop usually has.
//!
//! The hold model: of `n` pending events the next is taken and put back an exponential time later.
//! Besides criterion's times, the ratios of the two are measured in turns and printed
//! with the ratio to hold. `simulation` is the same loop through `Simulation` and a model's handler.
#![allow(clippy::print_stdout, clippy::disallowed_types)] // a bench reads the clock and prints
#![allow(missing_docs)] // criterion's macros

use criterion::{BenchmarkId, Criterion};
use outlast_des::{Calendar, Context, Model, Simulation, When};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;

/// Pending events, and how many times faster than the heap the calendar has to be.
const TARGETS: [(usize, f64); 3] = [(64, 4.0), (1_000, 4.5), (100_000, 3.0)];
const TICKS_PER_UNIT: f64 = 65_536.0;
const DELAYS: usize = 4_096;
const HOLDS: usize = 50_000;
const ROUNDS: usize = 15;

/// Exponential delays of mean 1, at the midpoints of equal probabilities, in an order that the
/// branch predictor cannot learn.
#[derive(Clone)]
struct Delays<T> {
    table: Vec<T>,
    state: u64,
}

impl<T: Copy> Delays<T> {
    fn new(of: impl Fn(f64) -> T) -> Self {
        let midpoint = |i| (i as f64 + 0.5) / DELAYS as f64;
        let table = (0..DELAYS).map(|i| of(-libm::log(midpoint(i)))).collect();
        Self { table, state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// Marsaglia's xorshift64: cheap beside a hold, the same for both sides.
    #[inline]
    fn draw(&mut self) -> T {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.table[(self.state >> 52) as usize]
    }
}

#[derive(Clone, Copy, PartialEq)]
struct Entry(f64, u64, u64);

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.partial_cmp(&self.0).unwrap().then_with(|| other.1.cmp(&self.1))
    }
}

struct Heap {
    pending: BinaryHeap<Entry>,
    scheduled: u64,
    delays: Delays<f64>,
}

impl Heap {
    fn new(pending: usize) -> Self {
        let mut delays = Delays::new(|delay| delay);
        let entries = (0..pending as u64).map(|i| Entry(delays.draw(), i, i)).collect();
        let mut warm = Self { pending: entries, scheduled: pending as u64, delays };
        warm.hold(4 * pending);
        warm
    }

    fn hold(&mut self, times: usize) -> u64 {
        let mut sum = 0;
        for _ in 0..times {
            let Entry(time, _, payload) = self.pending.pop().unwrap();
            sum += payload;
            self.pending.push(Entry(time + self.delays.draw(), self.scheduled, payload));
            self.scheduled += 1;
        }
        sum
    }
}

fn ticks(delay: f64) -> u64 {
    (delay * TICKS_PER_UNIT) as u64
}

struct Tournament {
    calendar: Calendar<u64>,
    delays: Delays<u64>,
}

impl Tournament {
    fn new(pending: usize) -> Self {
        let mut delays = Delays::new(ticks);
        let mut calendar = Calendar::new();
        for i in 0..pending as u64 {
            calendar.push(When::at(delays.draw()), i).unwrap();
        }
        let mut warm = Self { calendar, delays };
        warm.hold(4 * pending);
        warm
    }

    fn hold(&mut self, times: usize) -> u64 {
        let mut sum = 0;
        for _ in 0..times {
            let fired = self.calendar.pop().unwrap();
            sum += fired.event;
            let when = When::at(fired.when.tick + self.delays.draw());
            self.calendar.push(when, fired.event).unwrap();
        }
        sum
    }
}

struct Holding {
    delays: Delays<u64>,
    left: usize,
    sum: u64,
}

impl Model for Holding {
    type Event = u64;

    #[inline]
    fn handle(&mut self, event: u64, cx: &mut Context<'_, u64>) {
        self.sum += event;
        cx.schedule(When::at(cx.now() + self.delays.draw()), event).unwrap();
        self.left -= 1;
        if self.left == 0 {
            cx.stop();
        }
    }
}

fn simulation(pending: usize) -> Simulation<Holding> {
    let mut delays = Delays::new(ticks);
    let starts: Vec<u64> = (0..pending).map(|_| delays.draw()).collect();
    let mut simulation = Simulation::new(Holding { delays, left: 4 * pending, sum: 0 });
    for (event, &start) in (0..).zip(&starts) {
        simulation.schedule(When::at(start), event).unwrap();
    }
    simulation.run();
    simulation
}

fn run_simulation(simulation: &mut Simulation<Holding>, times: usize) -> u64 {
    simulation.model_mut().left = times;
    simulation.run();
    simulation.model().sum
}

fn hold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    group.throughput(criterion::Throughput::Elements(HOLDS as u64));
    for (pending, _) in TARGETS {
        let mut heap = Heap::new(pending);
        group.bench_function(BenchmarkId::new("binary_heap", pending), |bench| {
            bench.iter(|| heap.hold(HOLDS));
        });
        let mut tournament = Tournament::new(pending);
        group.bench_function(BenchmarkId::new("calendar", pending), |bench| {
            bench.iter(|| tournament.hold(HOLDS));
        });
        let mut simulation = simulation(pending);
        group.bench_function(BenchmarkId::new("simulation", pending), |bench| {
            bench.iter(|| run_simulation(&mut simulation, HOLDS));
        });
    }
    group.finish();
}

/// One other event is moved at each hold: the tree's other operation.
fn move_another(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold_and_reschedule");
    group.throughput(criterion::Throughput::Elements(HOLDS as u64));
    for (pending, _) in TARGETS {
        let mut delays = Delays::new(ticks);
        let mut calendar = Calendar::new();
        let mut handles: Vec<_> = (0..pending)
            .map(|slot| calendar.push(When::at(delays.draw()), slot).unwrap())
            .collect();
        group.bench_function(BenchmarkId::new("calendar", pending), |bench| {
            bench.iter(|| {
                for _ in 0..HOLDS {
                    let fired = calendar.pop().unwrap();
                    let now = fired.when.tick;
                    let when = When::at(now + delays.draw());
                    handles[fired.event] = calendar.push(when, fired.event).unwrap();
                    let other = delays.state as usize % pending;
                    let when = When::at(now + delays.draw());
                    calendar.reschedule(handles[other], when).unwrap();
                }
            });
        });
    }
    group.finish();
}

/// The least of a few rounds on end: the first has to fetch its memory back into the caches.
fn nanoseconds_per_hold(mut hold: impl FnMut(usize) -> u64) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        black_box(hold(HOLDS));
        least = least.min(start.elapsed().as_nanos() as f64 / HOLDS as f64);
    }
    least
}

/// The least of many short rounds in which the contestants take turns: what each does when a busy
/// machine leaves it alone.
fn print_ratios() {
    println!("\npending   heap ns  calendar ns  ratio (to hold)  simulation ns  ratio");
    for (pending, target) in TARGETS {
        let mut heap = Heap::new(pending);
        let mut tournament = Tournament::new(pending);
        let mut simulation = simulation(pending);
        let mut least = [f64::INFINITY; 3];
        for _ in 0..ROUNDS {
            let round = [
                nanoseconds_per_hold(|times| heap.hold(times)),
                nanoseconds_per_hold(|times| tournament.hold(times)),
                nanoseconds_per_hold(|times| run_simulation(&mut simulation, times)),
            ];
            least = std::array::from_fn(|i| least[i].min(round[i]));
        }
        let [heap, calendar, kernel] = least;
        println!(
            "{pending:7} {heap:9.1} {calendar:12.1} {:6.2}   ({target:4.1})  {kernel:14.1} {:6.2}",
            heap / calendar,
            heap / kernel,
        );
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    hold(&mut criterion);
    move_another(&mut criterion);
    criterion.final_summary();
    print_ratios();
}
