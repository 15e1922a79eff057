//! What a draw costs, each sampler beside `rand_distr`'s of the same law.
//!
//! Parameters change from draw to draw unless the law is called fixed, so set-up is included. Every
//! draw opens a cell of its own, as in a run: some 5 ns of each figure, and words cost more than
//! with a generator that runs on.
#![allow(missing_docs)] // criterion's macros

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use outlast_core::samplers::{
    self, AliasTable, BinomialDigits, NegBinomialDigits, NegBinomialLattice, Strips, pmf,
};
use outlast_des::{Address, Cell, Streams};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use rand_distr::Distribution;

const DRAWS: usize = 4_096;

/// Parameters of one draw after another: around `centre`, by up to 10 %.
fn around(centre: f64) -> Vec<f64> {
    (0..DRAWS).map(|i| centre * (0.9 + 0.2 * ((i * 37 % 101) as f64 / 101.0))).collect()
}

/// A draw of its own cell for each parameter.
#[inline]
fn over(parameters: &[f64], draw: &mut impl FnMut(f64, &mut Cell) -> f64) -> f64 {
    let streams = Streams::new(2024);
    let cell = |replication| streams.cell(Address { replication, stream: 7, tick: 1 });
    (0..).zip(parameters).map(|(i, &x)| draw(x, &mut cell(i))).sum()
}

/// Times `ours` and `theirs`, each a draw for one parameter.
fn pair(
    criterion: &mut Criterion,
    law: &str,
    parameters: &[f64],
    mut ours: impl FnMut(f64, &mut Cell) -> f64,
    mut theirs: impl FnMut(f64, &mut Cell) -> f64,
) {
    let mut group = criterion.benchmark_group(law);
    group.throughput(Throughput::Elements(parameters.len() as u64));
    group.bench_function("outlast", |bench| bench.iter(|| over(parameters, &mut ours)));
    group.bench_function("rand_distr", |bench| bench.iter(|| over(parameters, &mut theirs)));
    group.finish();
}

fn counts(criterion: &mut Criterion) {
    for mean in [1.0, 8.0, 30.0, 1_200.0, 1e6] {
        pair(
            criterion,
            &format!("poisson_{mean}"),
            &around(mean),
            |mean, rng| samplers::Poisson::new(mean).unwrap().sample(rng) as f64,
            |mean, rng| rand_distr::Poisson::new(mean).unwrap().sample(rng),
        );
    }
    for (trials, p) in [(10, 0.42), (300, 0.42), (30_000, 0.42), (1_200, 0.002)] {
        pair(
            criterion,
            &format!("binomial_{trials}_{p}"),
            &around(p),
            |p, rng| samplers::Binomial::new(trials, p).unwrap().sample(rng) as f64,
            |p, rng| rand_distr::Binomial::new(trials as u64, p).unwrap().sample(rng) as f64,
        );
    }
    for (total, marked, drawn) in
        [(12_000, 1_500, 50.0), (12_000, 1_500, 600.0), (500_000, 100_000, 50_000.0)]
    {
        pair(
            criterion,
            &format!("hypergeometric_{total}_{marked}_{drawn}"),
            &around(drawn),
            |drawn, rng| {
                samplers::Hypergeometric::new(total, marked, drawn as i64).unwrap().sample(rng)
                    as f64
            },
            |drawn, rng| {
                rand_distr::Hypergeometric::new(total as u64, marked as u64, drawn as u64)
                    .unwrap()
                    .sample(rng) as f64
            },
        );
    }
    pair(
        criterion,
        "neg_binomial_1200_60",
        &around(1_200.0),
        |mean, rng| samplers::NegBinomial::new(mean, 60.0).unwrap().sample(rng) as f64,
        |mean, rng| {
            let rate = rand_distr::Gamma::new(60.0, mean / 60.0).unwrap().sample(rng);
            rand_distr::Poisson::new(rate).unwrap().sample(rng)
        },
    );
}

fn amounts(criterion: &mut Criterion) {
    for shape in [0.4, 2.0, 60.0] {
        pair(
            criterion,
            &format!("gamma_{shape}"),
            &around(shape),
            |shape, rng| samplers::StandardGamma::new(shape).unwrap().sample(rng),
            |shape, rng| rand_distr::Gamma::new(shape, 1.0).unwrap().sample(rng),
        );
    }
    pair(
        criterion,
        "normal",
        &around(1.0),
        |sd, rng| {
            let z: f64 = samplers::StandardNormal.sample(rng);
            sd * z
        },
        |sd, rng| rand_distr::Normal::new(0.0, sd).unwrap().sample(rng),
    );
    pair(
        criterion,
        "lognormal",
        &around(0.5),
        |cv, rng| samplers::Lognormal::new(1.0, cv).unwrap().sample(rng),
        |cv, rng| rand_distr::LogNormal::from_mean_cv(1.0, cv).unwrap().sample(rng),
    );
    pair(
        criterion,
        "rounding",
        &around(12.5),
        |amount, rng| samplers::stochastic_round(amount, rng) as f64,
        |amount, rng| {
            amount.floor()
                + f64::from(rand_distr::Bernoulli::new(amount.fract()).unwrap().sample(rng))
        },
    );
}

/// Fixed laws: one word at a time, and 64 lanes of words at a time.
fn tables(criterion: &mut Criterion) {
    let laws = [
        ("fixed_poisson_1200", pmf::poisson(1_200.0)),
        ("fixed_neg_binomial_1200_60", pmf::neg_binomial(1_200.0, 60.0)),
    ];
    let poisson = rand_distr::Poisson::new(1_200.0).unwrap();
    for (law, table) in laws {
        let (base, probabilities) = table.unwrap();
        let table = AliasTable::from_pmf(base, &probabilities).unwrap();
        pair(
            criterion,
            law,
            &around(1.0),
            |_, rng| table.sample(rng) as f64,
            |_, rng| poisson.sample(rng),
        );
        let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
        let words: Vec<[u32; 64]> =
            (0..DRAWS / 64).map(|_| std::array::from_fn(|_| cell.next_u32())).collect();
        let mut group = criterion.benchmark_group(law);
        group.throughput(Throughput::Elements(DRAWS as u64));
        group.bench_function(BenchmarkId::new("outlast", "64_lanes"), |bench| {
            let mut out = [0; 64];
            bench.iter(|| {
                for words in &words {
                    table.lanes(words, &mut out, |_| 0);
                    black_box(&out);
                }
            });
        });
        group.finish();
    }
}

/// What changes from day to day, each law three times: in 64 lanes with their words, one draw at a time, and by
/// `rand_distr` with a generator that runs on.
fn lanes(criterion: &mut Criterion) {
    const L: usize = 64;
    let streams = Streams::new(2024);
    let at = |lane: usize, tick| Address { replication: lane as u64, stream: 7, tick };
    let after = |words: usize, address| {
        let mut cell = streams.cell(address);
        (0..words).for_each(|_| _ = cell.next_u32());
        cell
    };
    let means: [f64; L] = std::array::from_fn(|lane| 1_100.3 + 3.1 * lane as f64);
    let trials = means.map(|mean| mean as i64);
    let mut theirs = SmallRng::seed_from_u64(1);
    let mut tick = 0;

    let mut group = criterion.benchmark_group("64 normals");
    group.throughput(Throughput::Elements(L as u64));
    let normal = Strips::normal();
    group.bench_function("lanes", |bench| {
        bench.iter(|| {
            tick += 1;
            let [high, low, ..] = streams.lanes::<L>(at(0, tick), 0);
            let (mut steps, mut escaped) = ([0.0; L], [0; L]);
            normal.lanes([&high, &low], &mut steps, &mut escaped);
            black_box((steps, escaped));
        });
    });
    group.bench_function("rand_distr", |bench| {
        let law = rand_distr::StandardNormal;
        bench.iter(|| black_box([0.0; L].map(|_: f64| -> f64 { law.sample(&mut theirs) })));
    });
    group.finish();

    let mut group = criterion.benchmark_group("64 negative binomials of changing mean");
    group.throughput(Throughput::Elements(L as u64));
    let lattice = NegBinomialLattice::new(60.0, [600.0, 2_400.0]).unwrap();
    let logs = means.map(libm::log);
    group.bench_function("lanes, on the lattice", |bench| {
        bench.iter(|| {
            tick += 1;
            let words = streams.lanes::<L>(at(0, tick), 0);
            let mut counts = [0; L];
            lattice.lanes(black_box(&logs), [&words[0], &words[1]], &mut counts, |lane| {
                let words = [words[0][lane], words[1][lane]];
                lattice.sample_words(logs[lane], words, &mut after(2, at(lane, tick)))
            });
            black_box(counts);
        });
    });
    let law = NegBinomialDigits::new(60.0).unwrap();
    group.bench_function("lanes, by digits", |bench| {
        bench.iter(|| {
            tick += 1;
            let words = streams.lanes::<L>(at(0, tick), 0);
            let fifth = || streams.lanes::<L>(at(0, tick), 1)[0];
            let mut counts = [0; L];
            law.lanes(black_box(&means), (&words, fifth), &mut counts, |lane| {
                after(4, at(lane, tick))
            });
            black_box(counts);
        });
    });
    group.bench_function("one by one", |bench| {
        let law = samplers::NegBinomial::new(0.0, 60.0).unwrap();
        bench.iter(|| {
            tick += 1;
            for lane in 0..L {
                let law = law.with_mean(means[lane]).unwrap();
                black_box(law.sample(&mut streams.cell(at(lane, tick))));
            }
        });
    });
    group.bench_function("rand_distr", |bench| {
        let gamma = rand_distr::Gamma::new(60.0, 1.0 / 60.0).unwrap();
        bench.iter(|| {
            black_box(means.map(|mean| {
                let rate = mean * gamma.sample(&mut theirs);
                rand_distr::Poisson::new(rate).unwrap().sample(&mut theirs)
            }));
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("64 binomials of changing trials");
    group.throughput(Throughput::Elements(L as u64));
    let law = BinomialDigits::new(0.75).unwrap();
    group.bench_function("lanes", |bench| {
        bench.iter(|| {
            tick += 1;
            let [w0, w1, ..] = streams.lanes::<L>(at(0, tick), 0);
            let mut counts = [0; L];
            law.lanes(black_box(&trials), [&w0, &w1], &mut counts, |lane| after(4, at(lane, tick)));
            black_box(counts);
        });
    });
    group.bench_function("one by one", |bench| {
        bench.iter(|| {
            tick += 1;
            for lane in 0..L {
                let law = samplers::Binomial::new(trials[lane], 0.75).unwrap();
                black_box(law.sample(&mut streams.cell(at(lane, tick))));
            }
        });
    });
    group.bench_function("rand_distr", |bench| {
        bench.iter(|| {
            black_box(trials.map(|trials| {
                rand_distr::Binomial::new(trials as u64, 0.75).unwrap().sample(&mut theirs)
            }));
        });
    });
    group.finish();
}

criterion_group!(benches, counts, amounts, tables, lanes);
criterion_main!(benches);
