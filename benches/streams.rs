//! What addressed randomness costs: to open a cell and draw, to draw on, and 64 lanes at once.
#![allow(missing_docs)] // criterion's macros

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use outlast_des::{Address, Streams, stream_id};
use rand::Rng;
use std::hint::black_box;

const CELLS: u64 = 10_000;

fn streams(criterion: &mut Criterion) {
    let streams = Streams::new(2024);
    let first = Address { replication: 0, stream: stream_id("bench"), tick: 1 };
    let mut group = criterion.benchmark_group("streams");
    group.throughput(Throughput::Elements(CELLS));
    group.bench_function("open_and_draw_u64", |bench| {
        bench.iter(|| {
            let cell = |replication| streams.cell(Address { replication, ..first }).next_u64();
            (0..CELLS).map(cell).fold(0, u64::wrapping_add)
        });
    });
    let mut cell = streams.cell(first);
    group.bench_function("draw_on_u64", |bench| {
        bench.iter(|| (0..CELLS).map(|_| cell.next_u64()).fold(0, u64::wrapping_add));
    });
    // Words 0 and 1 of each block, as one cell's first `next_u64` has them.
    group.bench_function("block_in_64_lanes", |bench| {
        bench.iter(|| {
            for block in 0..CELLS.div_ceil(64) {
                black_box(streams.lanes::<64>(first, block as u32));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, streams);
criterion_main!(benches);
