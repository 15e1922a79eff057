//! A replication told event by event, and an engine used again.

use outlast_core::{Engine, Phase, Plan, Replay, What};

use super::{columns, plan};

/// Two pools, lateness, rotation, more than one process: enough to go wrong.
const TOML: &str = r#"
    horizon = 50
    [pools.a]
    strength = { uniform = [500, 1_500] }
    thresholds = { half = 0.5 }
    [pools.b]
    strength = "200 to 900"
    [losses.front]
    pool = "a"
    daily = { nb_drift = { mean = 60, k = 5, sigma = 0.1, rate_cv = 0.3 } }
    pulse = { per_year = 40, factor = 2, days = { uniform = [1, 3] } }
    [losses.sick]
    pool = "a"
    daily = { poisson = { mean = 4 } }
    [losses.rear]
    pool = "b"
    daily = { poisson = { mean = 15 } }
    [[batches]]
    pool = "a"
    day = 2
    every = 7
    size = { uniform = [100, 300] }
    delay = { exponential = { mean = 3 } }
    arrives = 0.8
    tour = 11
    [[batches]]
    pool = "b"
    day = 9
    size = 100
"#;

fn value(plan: &Plan, replay: &Replay, metric: &str) -> i64 {
    replay.values[plan.metrics().iter().position(|m| m.name == metric).expect("it exists")]
}

#[test]
fn a_replay_has_the_values_of_its_row_at_any_width() {
    let plan = plan(TOML);
    let rows = columns::<32>(&plan, 300);
    for run in [0, 1, 31, 32, 150, 299] {
        let row: Vec<i64> = rows.iter().map(|column| column[run as usize]).collect();
        assert_eq!(Replay::new(&plan, run).values, row, "run {run}");
    }
}

#[test]
fn what_happened_adds_up_to_the_row() {
    let plan = plan(TOML);
    for run in 0..300 {
        let replay = Replay::new(&plan, run);
        for (pool, name) in ["a", "b"].into_iter().enumerate() {
            let mine: Vec<&What> =
                replay.happenings.iter().filter(|h| h.pool == pool).map(|h| &h.what).collect();
            let sum = |f: fn(&What) -> i64| mine.iter().map(|what| f(what)).sum::<i64>();
            let of = |metric: &str| value(&plan, &replay, &format!("{name}.{metric}"));
            let lost = sum(|what| if let What::Lost { lost, .. } = what { *lost } else { 0 });
            assert_eq!(lost, of("losses_total"), "run {run}");
            let unmet =
                sum(
                    |w| if let What::Lost { demanded, lost, .. } = w { demanded - lost } else { 0 },
                );
            assert_eq!(unmet, of("shortfall_total"), "run {run}");
            let came = sum(|what| if let What::Arrived { count, .. } = what { *count } else { 0 });
            assert_eq!(came, of("arrivals_total"), "run {run}");
            let closes: Vec<i64> = mine
                .iter()
                .filter_map(
                    |w| if let What::Closed { strength } = w { Some(*strength) } else { None },
                )
                .collect();
            assert_eq!(closes.len(), 50, "run {run}: every day closes once");
            assert_eq!(closes[49], of("strength_end"), "run {run}");
            assert_eq!(closes.iter().min(), Some(&of("strength_min")), "run {run}");
        }
        let home = |what: &What| if let What::WentHome { count, .. } = what { *count } else { 0 };
        let went: i64 = replay.happenings.iter().map(|h| home(&h.what)).sum();
        assert_eq!(went, value(&plan, &replay, "a.rotated_out_total"), "run {run}");
    }
}

#[test]
fn what_happened_is_told_day_by_day_and_phase_by_phase() {
    let replay = Replay::new(&plan(TOML), 5);
    let when: Vec<(u32, Phase)> = replay.happenings.iter().map(|h| (h.day, h.phase)).collect();
    assert!(when.is_sorted());
    assert_eq!(when.last(), Some(&(50, Phase::Close)));
}

#[test]
fn what_is_on_its_way_arrives_on_the_day_it_is_due() {
    let plan = plan(TOML);
    let mut late = 0;
    for run in 0..100 {
        let happenings = Replay::new(&plan, run).happenings;
        for happening in &happenings {
            let What::OnItsWay { batch, due } = &happening.what else { continue };
            late += 1;
            let came = happenings.iter().any(|other| {
                other.day == *due
                    && matches!(&other.what, What::Arrived { batch: b, count } if b == batch && *count > 0)
            });
            assert!(came, "run {run}: {batch} on day {due}");
        }
    }
    assert!(late > 100, "delays of 3 days on average make most batches late");
}

#[test]
fn an_engine_forgets_the_blocks_it_has_run() {
    let plan = plan(TOML);
    let row = |engine: &mut Engine<'_, 16>, first| -> Vec<[i64; 16]> {
        let block = engine.run(first);
        let mut columns: Vec<_> = plan.metrics().iter().map(|m| block.measure(m.measure)).collect();
        for series in 0..plan.series().len() {
            columns.extend((1..=plan.horizon()).map(|day| *block.closing(series, day)));
        }
        columns
    };
    let fresh: Vec<_> = [0, 16, 48, 7].map(|first| row(&mut Engine::new(&plan), first)).to_vec();
    let mut used = Engine::new(&plan);
    for first in [1_000, 2_000] {
        used.run(first);
    }
    let mut copy = used.clone();
    for engine in [&mut used, &mut copy] {
        let again: Vec<_> = [0, 16, 48, 7].map(|first| row(engine, first)).to_vec();
        assert!(again == fresh);
    }
}

#[test]
fn closing_strengths_are_those_of_the_replay() {
    let plan = plan(TOML);
    let mut engine = Engine::<16>::new(&plan);
    let block = engine.run(0);
    for lane in 0..16 {
        let happenings = Replay::new(&plan, lane as u64).happenings;
        for happening in happenings {
            let What::Closed { strength } = happening.what else { continue };
            let kept = block.closing(happening.pool, happening.day);
            assert_eq!(kept[lane], strength, "lane {lane}, day {}", happening.day);
        }
    }
}
