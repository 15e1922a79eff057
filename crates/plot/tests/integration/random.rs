//! Whatever the numbers and names, there is a chart, and its text is whole and apart.

use jiff::civil::date;
use outlast_plot::{
    AskRow, Asks, Bar, Bars, ChainPool, Chains, Course, CourseLine, CoursePoint, Curve, Difference,
    Distribution, Fan, FanPool, Fate, Fates, InRecovery, Outcomes, Ranks, Recovery, Sought, Source,
    Start, Supply, Survival, Timeline, Tornado, TornadoRow, Unit, UnitSpan, Units, asks, bars,
    chains, course, difference, distribution, fan, fates, outcomes, ranks, recovery, supply,
    survival, tornado, units,
};
use proptest::prelude::*;

use crate::layout::faults;

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z ]{1,30}", "[a-z]{0,90}", "([A-Za-zА-Яа-я]{1,14}[ ,.]){1,30}", "\\PC{0,40}"]
}

fn timeline() -> impl Strategy<Value = Timeline> {
    let horizon = prop_oneof![1..10_u32, 10..400_u32, 400..4_000_u32];
    (horizon, proptest::option::of(0..40_000_i64)).prop_map(|(horizon, start)| Timeline {
        horizon,
        start: start.map(|days| date(1_960, 1, 1) + jiff::Span::new().days(days)),
    })
}

fn source() -> impl Strategy<Value = Source> {
    (name(), any::<u64>(), any::<u64>(), proptest::option::of(name())).prop_map(
        |(scenario, replications, seed, note)| Source { scenario, replications, seed, note },
    )
}

/// From 1 to about 10 million, each order of magnitude as likely as another.
fn size() -> impl Strategy<Value = f64> {
    (0.0..7.0_f64).prop_map(|exponent| libm::pow(10.0, exponent).round())
}

fn distributions() -> impl Strategy<Value = Distribution> {
    let values = proptest::collection::vec((0.0..1.0_f64, 1..5_000_u64), 0..60);
    (name(), values, 0..9_000_u64, timeline(), any::<bool>()).prop_map(
        |(label, mut values, censored, timeline, whole)| {
            values.sort_by(|a, b| a.0.total_cmp(&b.0));
            for value in &mut values {
                value.0 *= f64::from(timeline.horizon);
                value.0 = if whole { value.0.floor() } else { value.0 };
            }
            let all: Vec<f64> = values
                .iter()
                .flat_map(|(days, runs)| std::iter::repeat_n(*days, *runs as usize))
                .collect();
            let n = all.len() + censored as usize;
            let quantiles = [0.05, 0.5, 0.95].map(|p| all.get((p * n as f64) as usize).copied());
            Distribution { label, values, censored, quantiles, timeline }
        },
    )
}

fn pools(horizon: u32) -> impl Strategy<Value = FanPool> {
    let thresholds = proptest::collection::vec((name(), 0.0..1.2_f64), 0..6);
    let batches = proptest::collection::vec((1..=horizon, "\\+[0-9]{1,9}"), 0..60);
    (name(), size(), 0.0..1.5_f64, thresholds, batches).prop_map(
        move |(label, strength, loss, thresholds, mut batches)| {
            batches.sort();
            let at = |day: u32| {
                let left = strength * (1.0 - loss * f64::from(day) / f64::from(horizon));
                [0.8, 0.9, 1.0, 1.1, 1.3].map(|factor| (left * factor).max(0.0))
            };
            FanPool {
                label,
                start: Some(at(0)),
                days: (1..=horizon).map(at).collect(),
                thresholds: thresholds.into_iter().map(|t| (t.0, t.1 * strength)).collect(),
                batches,
            }
        },
    )
}

fn fans() -> impl Strategy<Value = Fan> {
    timeline().prop_flat_map(|timeline| {
        (proptest::collection::vec(pools(timeline.horizon), 0..6), name())
            .prop_map(move |(pools, unit)| Fan { pools, unit, timeline })
    })
}

fn survivals() -> impl Strategy<Value = Survival> {
    let curve = (name(), 0.0..1.2_f64);
    let curves = proptest::collection::vec(curve, 0..9);
    (name(), curves, size(), timeline()).prop_map(|(label, curves, runs, timeline)| {
        let horizon = timeline.horizon;
        let alive = |end: f64| -> Vec<u64> {
            let share = |day| (1.0 - f64::from(day) / f64::from(horizon) / end.max(0.01)).max(0.0);
            (0..=horizon).map(|day| (share(day) * runs) as u64).collect()
        };
        let curves =
            curves.into_iter().map(|(label, end)| Curve { label, alive: alive(end) }).collect();
        Survival { label, curves, runs: runs as u64, timeline }
    })
}

fn questions() -> impl Strategy<Value = Asks> {
    let row = (name(), name(), 0.0..7.0_f64, any::<bool>());
    (proptest::collection::vec(row, 0..14), size()).prop_map(|(rows, runs)| {
        let rows = rows.into_iter().map(|(name, predicate, exponent, likely)| {
            let rare = libm::pow(10.0, -exponent);
            let probability = if likely { 1.0 - rare } else { rare };
            let half = 2.0 * (probability * (1.0 - probability) / runs).sqrt();
            let (low, high) = ((probability - half).max(0.0), (probability + half).min(1.0));
            AskRow { name, predicate, probability, low, high }
        });
        Asks { rows: rows.collect(), runs: runs as u64 }
    })
}

fn what_became_of_them() -> impl Strategy<Value = Fates> {
    let fate = (name(), size(), proptest::option::of(0.0..1.0_f64));
    (proptest::collection::vec(fate, 0..12), name(), name(), timeline()).prop_map(
        |(fates, label, unit, timeline)| {
            let days = |daily: f64| (1..=timeline.horizon).map(|d| daily * f64::from(d)).collect();
            let fates = fates.into_iter().map(|(label, daily, back)| Fate {
                label,
                lost: days(daily),
                in_recovery: back.map_or_else(Vec::new, |back| days(0.4 * back * daily)),
                returned: back.map_or_else(Vec::new, |back| days(0.6 * back * daily)),
            });
            Fates { label, fates: fates.collect(), unit, timeline }
        },
    )
}

fn differences() -> impl Strategy<Value = Difference> {
    let values = proptest::collection::vec((-1.0..1.0_f64, 1..5_000_u64), 0..60);
    (name(), name(), name(), values, size(), any::<bool>()).prop_map(
        |(metric, a, b, mut values, size, whole)| {
            values.sort_by(|x, y| x.0.total_cmp(&y.0));
            for value in &mut values {
                value.0 *= size;
                value.0 = if whole { value.0.round() } else { value.0 };
            }
            let count = |of: fn(f64) -> bool| values.iter().filter(|v| of(v.0)).map(|v| v.1).sum();
            let order = [count(|x| x < 0.0), count(|x| x == 0.0), count(|x| x > 0.0)];
            let runs = order.iter().sum::<u64>().max(1) as f64;
            let mean = values.iter().map(|v| v.0 * v.1 as f64).sum::<f64>() / runs;
            let half = size / runs.sqrt();
            let mean = [mean, mean - half, mean + half];
            Difference { metric, names: [a, b], values, mean, order, censored: order[1] }
        },
    )
}

fn recoveries() -> impl Strategy<Value = Recovery> {
    fans().prop_map(|Fan { pools, unit, timeline }| {
        let category = |pool: FanPool| InRecovery { label: pool.label, days: pool.days };
        Recovery { categories: pools.into_iter().map(category).collect(), unit, timeline }
    })
}

fn supplies() -> impl Strategy<Value = Supply> {
    timeline().prop_flat_map(|timeline| {
        pools(timeline.horizon).prop_map(
            move |FanPool { label, start, days, thresholds, .. }| Supply {
                label,
                start,
                days,
                is_cut: false,
                rationing: thresholds,
                timeline,
            },
        )
    })
}

fn chained() -> impl Strategy<Value = Chains> {
    timeline().prop_flat_map(|timeline| {
        let pool = (pools(timeline.horizon), proptest::collection::vec(name(), 0..4))
            .prop_map(|(pool, gives_to)| ChainPool { pool, gives_to });
        (proptest::collection::vec(pool, 0..14), name()).prop_map(move |(pools, unit)| Chains {
            pools,
            unit,
            timeline,
        })
    })
}

fn rotations() -> impl Strategy<Value = Units> {
    let span = (1..60_u32, any::<bool>(), 0.0..1.3_f64);
    let unit = (name(), proptest::collection::vec(span, 0..20)).prop_map(|(label, spans)| {
        let mut next = 1;
        let spans = spans.into_iter().map(|(length, in_line, fill)| {
            let (from, to) = (next, next + length - 1);
            next = to + 1;
            let fall = |day: u32| fill * (1.0 - f64::from(day) / 80.0);
            UnitSpan { from, to, in_line, fill: (0..length).map(fall).collect() }
        });
        Unit { label, spans: spans.collect() }
    });
    (name(), proptest::collection::vec(unit, 0..45), any::<u64>(), timeline())
        .prop_map(|(label, rows, run, timeline)| Units { label, rows, run, timeline })
}

fn courses() -> impl Strategy<Value = Course> {
    let line = (name(), proptest::collection::vec(0.0..1.0_f64, 0..30));
    let lines = proptest::collection::vec(line, 0..9);
    (name(), name(), lines, size(), any::<bool>(), any::<bool>()).prop_map(
        |(key, shows, lines, size, shares, sought)| {
            let unit = if shares { 1.0 } else { size };
            let point = |(i, y): (usize, f64)| CoursePoint {
                x: size * (1.0 + i as f64 / 30.0),
                y: unit * y,
                low: unit * (y - 0.02).max(0.0),
                high: unit * (y + 0.02).min(1.0),
            };
            let lines = lines.into_iter().map(|(label, ys)| CourseLine {
                label,
                points: ys.into_iter().enumerate().map(point).collect(),
            });
            let sought = sought.then_some(Sought { level: 0.5 * unit, x: 1.1 * size });
            Course { key, shows, shares, lines: lines.collect(), sought }
        },
    )
}

fn tornados() -> impl Strategy<Value = Tornado> {
    let row = (name(), -0.1..1.0_f64, [-1.0..1.0_f64, -1.0..1.0_f64], [0.0..2.0_f64, 0.0..2.0_f64]);
    (name(), proptest::collection::vec(row, 0..24), size(), 0.0..1.0_f64).prop_map(
        |(metric, rows, size, rest)| {
            let rows = rows.into_iter().map(|(input, share, at, means)| TornadoRow {
                input,
                share,
                at: at.map(|at| size * at),
                means: means.map(|mean| size * mean),
            });
            Tornado { metric, mean: size, rows: rows.collect(), rest }
        },
    )
}

fn races() -> impl Strategy<Value = Bars> {
    let bar = (name(), -10.0..5.0_f64, any::<bool>());
    let bars = proptest::collection::vec(bar, 0..14);
    (bars, name(), name()).prop_map(|(bars, subject, source)| {
        let bar = |(label, exponent, ours)| Bar { label, seconds: libm::pow(10.0, exponent), ours };
        let measure = "CPU time per run".into();
        Bars { bars: bars.into_iter().map(bar).collect(), subject, measure, source }
    })
}

fn backtests() -> impl Strategy<Value = Outcomes> {
    let start = ([0.0..1.0_f64, 0.0..1.0, 0.0..1.0, 0.0..1.0, 0.0..1.0], 0.0..1.2_f64);
    let starts = proptest::collection::vec(start, 0..200);
    let limit = proptest::option::of(1..4_000_u32);
    (name(), name(), starts, (0..40_000_i64, 1..40_i64), size(), limit).prop_map(
        |(foreseen, unit, starts, (first, every), size, limit)| {
            let start = |(i, (mut quantiles, outcome)): (usize, ([f64; 5], f64))| {
                quantiles.sort_by(f64::total_cmp);
                let days = first + every * i as i64;
                Start {
                    date: date(1_960, 1, 1) + jiff::Span::new().days(days),
                    quantiles: quantiles.map(|q| size * q),
                    outcome: size * outcome,
                    held: (quantiles[0]..=quantiles[4]).contains(&outcome),
                }
            };
            Outcomes {
                foreseen,
                unit,
                independent: (starts.len() as u64 / 3).max(1),
                starts: starts.into_iter().enumerate().map(start).collect(),
                low_and_high: [0.2, 0.87],
                limit: limit.map(f64::from),
            }
        },
    )
}

fn ranked() -> impl Strategy<Value = Ranks> {
    let bins = proptest::collection::vec(0.0..1.0_f64, 0..12);
    (name(), bins, 0.0..1.0_f64, 0.0..1.0_f64, 1..5_000_u64).prop_map(
        |(foreseen, bins, distance, mean, starts)| {
            let even = 1.0 / bins.len().max(1) as f64;
            Ranks {
                foreseen,
                bins,
                expected: [even / 3.0, (2.0 * even).min(1.0)],
                distance,
                by_chance: 0.2,
                mean,
                starts,
                independent: starts.div_ceil(3),
            }
        },
    )
}

const NONE: [&str; 0] = [];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_distribution_is_drawn_well(data in distributions(), source in source()) {
        prop_assert_eq!(faults(&distribution(&data, &source)), NONE);
    }

    #[test]
    fn any_fan_is_drawn_well(data in fans(), source in source()) {
        prop_assert_eq!(faults(&fan(&data, &source)), NONE);
    }

    #[test]
    fn any_survival_curve_is_drawn_well(data in survivals(), source in source()) {
        prop_assert_eq!(faults(&survival(&data, &source)), NONE);
    }

    #[test]
    fn any_fates_are_drawn_well(data in what_became_of_them(), source in source()) {
        prop_assert_eq!(faults(&fates(&data, &source)), NONE);
    }

    #[test]
    fn any_recovery_is_drawn_well(data in recoveries(), source in source()) {
        prop_assert_eq!(faults(&recovery(&data, &source)), NONE);
    }

    #[test]
    fn any_supply_is_drawn_well(data in supplies(), source in source()) {
        prop_assert_eq!(faults(&supply(&data, &source)), NONE);
    }

    #[test]
    fn any_chain_is_drawn_well(data in chained(), source in source()) {
        prop_assert_eq!(faults(&chains(&data, &source)), NONE);
    }

    #[test]
    fn any_rotation_is_drawn_well(data in rotations(), source in source()) {
        prop_assert_eq!(faults(&units(&data, &source)), NONE);
    }

    #[test]
    fn any_answers_are_drawn_well(data in questions(), source in source()) {
        prop_assert_eq!(faults(&asks(&data, &source)), NONE);
    }

    #[test]
    fn any_difference_is_drawn_well(data in differences(), source in source()) {
        prop_assert_eq!(faults(&difference(&data, &source)), NONE);
    }

    #[test]
    fn any_course_is_drawn_well(data in courses(), source in source()) {
        prop_assert_eq!(faults(&course(&data, &source)), NONE);
    }

    #[test]
    fn any_drivers_are_drawn_well(data in tornados(), source in source()) {
        prop_assert_eq!(faults(&tornado(&data, &source)), NONE);
    }

    #[test]
    fn any_backtest_is_drawn_well(data in backtests(), source in source()) {
        prop_assert_eq!(faults(&outcomes(&data, &source)), NONE);
    }

    #[test]
    fn any_ranks_are_drawn_well(data in ranked(), source in source()) {
        prop_assert_eq!(faults(&ranks(&data, &source)), NONE);
    }

    #[test]
    fn any_race_is_drawn_well(data in races()) {
        prop_assert_eq!(faults(&bars(&data)), NONE);
    }
}
