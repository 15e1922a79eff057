//! Replications per second end to end: plan, threads, tallies and merging, as a run does them.

#![allow(missing_docs)]

use std::num::NonZeroUsize;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use outlast_core::scenario::{NoFiles, Scenario};
use outlast_core::{Plan, Wanted};
use outlast_montecarlo::{Options, Width, run};

const CONFIGS: [(&str, &str); 3] = [
    ("seed_poisson", include_str!("../configs/seed_poisson.toml")),
    ("seed_drift", include_str!("../configs/seed_drift.toml")),
    ("contingent_2024", include_str!("../configs/contingent_2024.toml")),
];

const REPLICATIONS: u64 = 50_000;

fn throughput(c: &mut Criterion) {
    let mut group = c.benchmark_group("run");
    group.throughput(Throughput::Elements(REPLICATIONS)).sample_size(10);
    for (name, text) in CONFIGS {
        let loaded = Scenario::load(name, text.as_bytes(), &[], &NoFiles)
            .unwrap_or_else(|report| panic!("{}", report.render(false)));
        let plan = Plan::compile(&loaded.scenario, &Wanted::Everything)
            .expect("shipped scenarios compile");
        for (threads, width) in [(1, Width::One), (1, Width::SixtyFour), (2, Width::SixtyFour)] {
            let options = Options {
                threads: NonZeroUsize::new(threads),
                width: Some(width),
                ..Options::new(REPLICATIONS)
            };
            let id = format!("{name}/{threads} threads, width {}", width.lanes());
            group.bench_function(id, |b| {
                b.iter(|| run(&plan, &options, &(), None).expect("it fits in memory"));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
