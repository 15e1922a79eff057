//! The race's workloads at width 1 and at the usual width, beside their twins by hand. For trends; `gates` holds ratios.
#![allow(missing_docs)] // criterion's macros

use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use outlast_benches::twins;
use outlast_benches::workloads::{exhaustion, plan, scenario};
use outlast_core::{Engine, Plan, Wanted};
use rand::{SeedableRng, rngs::SmallRng};

type Group<'c> = BenchmarkGroup<'c, criterion::measurement::WallTime>;

/// Blocks of one width, one after the other.
fn engine<const L: usize>(group: &mut Group<'_>, plan: &Plan) {
    let mut engine = Engine::<L>::new(plan);
    let mut first = 0;
    group.throughput(Throughput::Elements(L as u64));
    group.bench_function(format!("outlast, width {L}"), |bench| {
        bench.iter(|| {
            engine.run(first);
            first = (first + L as u64) % 1_000_000;
        });
    });
}

fn workload(
    c: &mut Criterion,
    name: &str,
    wanted: &Wanted,
    mut twin: impl FnMut(&mut SmallRng) -> f64,
) {
    let plan = plan(name, 1, wanted);
    let mut group = c.benchmark_group(name);
    let mut rng = SmallRng::seed_from_u64(1);
    group.throughput(Throughput::Elements(1));
    group.bench_function("by hand, rand_distr", |bench| bench.iter(|| twin(&mut rng)));
    engine::<1>(&mut group, &plan);
    engine::<64>(&mut group, &plan);
    group.finish();
}

fn workloads(c: &mut Criterion) {
    workload(c, "w1", &exhaustion(), |rng| twins::w1(1, rng));
    workload(c, "w4", &exhaustion(), |rng| twins::w4(1, rng));
    workload(c, "w2", &Wanted::Everything, |rng| twins::w2(1, 3.0, rng).end);
    workload(c, "w2_general", &Wanted::Everything, |rng| twins::w2(1, 2.5, rng).end);
}

/// What every metric costs beside one.
fn metrics(c: &mut Criterion) {
    let mut group = c.benchmark_group("w1, every metric and the strengths of each day");
    let plan = outlast_benches::workloads::compile(scenario("w1"), &Wanted::Everything);
    engine::<1>(&mut group, &plan);
    engine::<64>(&mut group, &plan);
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).without_plots();
    targets = workloads, metrics
}
criterion_main!(benches);
