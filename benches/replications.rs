//! A replication of each seed scenario, at width 1 and at the usual width, beside its twin: the
//! same loop written by hand with `rand_distr` and a sequential generator, which can neither replay
//! a run nor compare two policies under the same luck.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use outlast_core::scenario::{NoFiles, Scenario};
use outlast_core::{Engine, Plan, Wanted};
use rand::{Rng, SeedableRng, rngs::SmallRng};
use rand_distr::{Distribution, Gamma, Normal, Poisson};

/// The seed scenarios, and the days that one replication needs on average.
const CONFIGS: [(&str, &str); 6] = [
    ("seed_constant", include_str!("../configs/seed_constant.toml")),
    ("seed_poisson", include_str!("../configs/seed_poisson.toml")),
    ("seed_neg_binomial", include_str!("../configs/seed_neg_binomial.toml")),
    ("seed_drift", include_str!("../configs/seed_drift.toml")),
    ("seed_uncertain_size", include_str!("../configs/seed_uncertain_size.toml")),
    ("seed_staged", include_str!("../configs/seed_staged.toml")),
];

fn plan(name: &str, text: &str, wanted: &Wanted) -> Plan {
    let loaded = Scenario::load(name, text.as_bytes(), &[], &NoFiles)
        .unwrap_or_else(|report| panic!("{}", report.render(false)));
    Plan::compile(&loaded.scenario, wanted).expect("shipped scenarios compile")
}

/// Time per replication when every metric is computed.
fn everything(c: &mut Criterion) {
    let mut group = c.benchmark_group("replication, every metric");
    for (name, text) in CONFIGS {
        let plan = plan(name, text, &Wanted::Everything);
        bench_width::<1>(&mut group, name, &plan);
        bench_width::<64>(&mut group, name, &plan);
    }
    group.finish();
}

/// Time per replication when nothing is asked but the day of exhaustion, beside the twins.
fn exhaustion(c: &mut Criterion) {
    let wanted = Wanted::Metrics(vec!["contingent.exhaustion_day".into()]);
    let mut group = c.benchmark_group("replication, day of exhaustion");
    group.throughput(Throughput::Elements(1));
    let poisson = Poisson::new(1_200.0).expect("a valid law");
    let mut rng = SmallRng::seed_from_u64(1);
    group.bench_function("seed_poisson/twin by hand", |b| {
        b.iter(|| exhaust(12_000.0, || poisson.sample(&mut rng)));
    });
    group.bench_function("seed_drift/twin by hand", |b| b.iter(|| drift(&mut rng)));
    for name in ["seed_poisson", "seed_drift"] {
        let (_, text) = CONFIGS.into_iter().find(|(n, _)| *n == name).expect("it is shipped");
        // The questions of the file would keep the run going.
        let text = text.split("[ask]").next().unwrap_or_default();
        let plan = plan(name, text, &wanted);
        bench_width::<1>(&mut group, name, &plan);
        bench_width::<64>(&mut group, name, &plan);
    }
    group.finish();
}

fn bench_width<const L: usize>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    name: &str,
    plan: &Plan,
) {
    let mut engine = Engine::<L>::new(plan);
    let mut first = 0;
    group.throughput(Throughput::Elements(L as u64));
    group.bench_function(format!("{name}/width {L}"), |b| {
        b.iter(|| {
            engine.run(first);
            first = (first + L as u64) % 1_000_000;
        });
    });
}

/// Days until a strength is used up.
fn exhaust(mut strength: f64, mut losses: impl FnMut() -> f64) -> u32 {
    let mut day = 0;
    while strength > 0.0 {
        day += 1;
        strength -= losses();
    }
    day
}

/// The default law by hand: 12,000 at 1,200, k 60, sigma 0.03, `rate_cv` 0.10.
fn drift(rng: &mut impl Rng) -> u32 {
    let normal = Normal::new(0.0, 1.0).expect("a valid law");
    let gamma = Gamma::new(60.0, 1.0).expect("a valid law");
    let variance = libm::log1p(0.10 * 0.10);
    let mut rate = 1_200.0 * libm::exp(variance.sqrt() * normal.sample(rng) - variance / 2.0);
    exhaust(12_000.0, || {
        let mean = rate / 60.0 * gamma.sample(rng);
        rate *= libm::exp(0.03 * normal.sample(rng) - 0.03 * 0.03 / 2.0);
        Poisson::new(mean).expect("a valid law").sample(rng)
    })
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).without_plots();
    targets = everything, exhaustion
}
criterion_main!(benches);
