//! What counting costs, beside an array of counters that does nothing else.
//!
//! Values are daily strengths of a pool, some thousands wide, and coverage in millionths of a day.
//! Times are per value.
#![allow(missing_docs)] // criterion's macros

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use outlast_montecarlo::{Histogram, Layout};

const N: usize = 16_384;
/// Lanes of a block.
const LANES: usize = 64;

/// Sums of four uniforms: a bell between `low` and `low + 4 width`.
fn values(low: i64, width: u64) -> Vec<i64> {
    let mut state = 20_241_025_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        ((state >> 33) % width) as i64
    };
    (0..N).map(|_| low + (0..4).map(|_| uniform()).sum::<i64>()).collect()
}

fn empty(bin: i64, max_bins: usize) -> Histogram {
    let layout = Layout::new(bin, max_bins, Layout::PRECISION).expect("the layout is valid");
    Histogram::new(layout)
}

fn counting(c: &mut Criterion) {
    let strengths = values(4_000, 750);
    let coverage = values(8_000_000, 1_000_000);
    let mut group = c.benchmark_group("count");
    group.throughput(Throughput::Elements(N as u64));

    group.bench_function("strength, bare array (twin)", |b| {
        let mut counts = vec![0_u32; 8_192];
        b.iter(|| {
            for &value in &strengths {
                counts[(value & 8_191) as usize] += 1;
            }
            black_box(counts[5_500])
        });
    });
    let mut push = |name: &str, values: &[i64], empty: &Histogram| {
        group.bench_function(format!("{name}, push"), |b| {
            let mut histogram = empty.clone();
            b.iter(|| values.iter().for_each(|&value| histogram.push(value)));
            black_box(histogram);
        });
        group.bench_function(format!("{name}, push_lanes of {LANES}"), |b| {
            let mut histogram = empty.clone();
            b.iter(|| values.chunks(LANES).for_each(|block| histogram.push_lanes(block)));
            black_box(histogram);
        });
    };
    push("strength", &strengths, &empty(1, 1 << 20));
    push("coverage to 0.001 day", &coverage, &empty(1_000, 1 << 20));
    push("strength, coarse", &strengths, &empty(1, 1));
    push("strength, all equal", &vec![5_000; N], &empty(1, 1 << 20));
    group.finish();
}

/// Quantiles of what was counted, beside those of the values themselves; and two counts into one.
fn reading(c: &mut Criterion) {
    let values = values(0, 8_192);
    let mut full = empty(1, 1 << 20);
    full.push_lanes(&values);
    let ranks = [5, 25, 50, 75, 95].map(|percent| N as u64 * percent / 100);
    let mut group = c.benchmark_group("five quantiles of 16,384 values");
    group.bench_function("histogram", |b| b.iter(|| full.order_statistics(black_box(&ranks))));
    group.bench_function("selection (twin)", |b| {
        let copy = || values.clone();
        let select = |mut values: Vec<i64>| {
            ranks.map(|rank| *values.select_nth_unstable(rank as usize - 1).1)
        };
        b.iter_batched(copy, select, BatchSize::SmallInput);
    });
    group.finish();
    let mut group = c.benchmark_group("merge of 32,768 bins");
    group.bench_function("histogram", |b| {
        let fresh = || full.clone();
        b.iter_batched(fresh, |mut into| into.merge(black_box(&full)), BatchSize::SmallInput);
    });
    group.bench_function("bare arrays (twin)", |b| {
        let bins = vec![1_u32; 32_768];
        let add = |mut into: Vec<u32>| {
            into.iter_mut().zip(black_box(&bins)).for_each(|(a, b)| *a += b);
            into
        };
        b.iter_batched(|| bins.clone(), add, BatchSize::SmallInput);
    });
    group.finish();
}

criterion_group!(benches, counting, reading);
criterion_main!(benches);
