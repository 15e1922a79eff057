//! What addressed randomness costs, beside generators that run on and others that are seeded anew for each run.
#![allow(missing_docs)] // criterion's macros

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use outlast_des::{Address, Streams, stream_id};
use rand::rngs::{SmallRng, StdRng};
use rand::{Rng, SeedableRng};
use std::hint::black_box;

const DRAWS: u64 = 10_000;

/// The first number of each of many replications.
fn first_of_each(criterion: &mut Criterion) {
    let streams = Streams::new(2024);
    let first = Address { replication: 0, stream: stream_id("bench"), tick: 1 };
    let mut group = criterion.benchmark_group("first u64 of each replication");
    group.throughput(Throughput::Elements(DRAWS));
    let sum = |draw: &dyn Fn(u64) -> u64| (0..DRAWS).map(draw).fold(0, u64::wrapping_add);
    group.bench_function("outlast, a cell", |bench| {
        let draw = |replication| streams.cell(Address { replication, ..first }).next_u64();
        bench.iter(|| sum(&draw));
    });
    group.bench_function("ChaCha12, seeded", |bench| {
        bench.iter(|| sum(&|replication| StdRng::seed_from_u64(replication).next_u64()));
    });
    // Words 0 and 1 of each block, as the first `next_u64` of a cell has them.
    group.bench_function("outlast, 64 lanes", |bench| {
        bench.iter(|| {
            for replication in (0..DRAWS).step_by(64) {
                black_box(streams.lanes::<64>(Address { replication, ..first }, 0));
            }
        });
    });
    group.finish();
}

/// Numbers from one place, one after the other.
fn one_after_the_other(criterion: &mut Criterion) {
    let address = Address { replication: 0, stream: stream_id("bench"), tick: 1 };
    let mut group = criterion.benchmark_group("u64 after u64");
    group.throughput(Throughput::Elements(DRAWS));
    let mut time = |name: &str, rng: &mut dyn FnMut() -> u64| {
        group.bench_function(name, |bench| {
            bench.iter(|| (0..DRAWS).map(|_| rng()).fold(0, u64::wrapping_add));
        });
    };
    let mut cell = Streams::new(2024).cell(address);
    time("outlast, a cell", &mut || cell.next_u64());
    let mut chacha = StdRng::seed_from_u64(1);
    time("ChaCha12", &mut || chacha.next_u64());
    let mut xoshiro = SmallRng::seed_from_u64(1);
    time("xoshiro256++", &mut || xoshiro.next_u64());
    group.finish();
}

criterion_group!(benches, first_of_each, one_after_the_other);
criterion_main!(benches);
