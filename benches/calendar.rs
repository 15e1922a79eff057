//! The calendar beside its twin: the binary heap that an event loop usually has.
//!
//! The hold model, and holds that also move another event. For trends; `gates` holds the ratios.
#![allow(missing_docs)] // criterion's macros

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use outlast_benches::hold::{Heap, Loop, Tournament, ticks};
use outlast_des::{Calendar, When};

const PENDING: [usize; 3] = [64, 1_000, 100_000];
const HOLDS: usize = 50_000;

fn hold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(HOLDS as u64));
    for pending in PENDING {
        let mut heap = Heap::new(pending);
        group.bench_function(BenchmarkId::new("binary_heap", pending), |bench| {
            bench.iter(|| heap.hold(HOLDS));
        });
        let mut tournament = Tournament::new(pending);
        group.bench_function(BenchmarkId::new("calendar", pending), |bench| {
            bench.iter(|| tournament.hold(HOLDS));
        });
        let mut simulation = Loop::new(pending);
        group.bench_function(BenchmarkId::new("simulation", pending), |bench| {
            bench.iter(|| simulation.hold(HOLDS));
        });
    }
    group.finish();
}

/// One other event is moved at each hold: the tree's other operation.
fn move_another(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold_and_reschedule");
    group.throughput(Throughput::Elements(HOLDS as u64));
    for pending in PENDING {
        let mut delays = ticks();
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

criterion_group!(benches, hold, move_another);
criterion_main!(benches);
