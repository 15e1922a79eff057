//! The charts of the gallery. Their numbers are smooth curves made up for the eye, not results.

use jiff::civil::{Date, date};
use outlast_plot::{
    AskRow, Asks, Bar, Bars, ChainPool, Chains, Chart, Curve, Distribution, Fan, FanPool, Fate,
    Fates, InRecovery, Recovery, Source, Supply, Survival, Timeline, Unit, UnitSpan, Units, asks,
    bars, chains, distribution, fan, fates, recovery, supply, survival, units,
};

const LONG: &str = "The combined contingent of all volunteer, reserve and conscript formations sent to \
    the northern sector between the first and the last week of the campaign, with everything that was \
    promised to it later, as reported by three sources that disagree";
const UKRAINIAN: &str = "Зведений загін: їжа, ґрунт, єдність";
const START: Date = date(2024, 10, 25);

/// Every case, with the name of its file.
pub(crate) fn all() -> Vec<(String, Chart)> {
    let mut all = Vec::new();
    all.extend(distributions());
    all.extend(fans());
    all.extend(survivals());
    all.extend(questions());
    all.extend(what_became_of_them());
    all.extend(recoveries());
    all.extend(chained());
    all.extend(rotations());
    all.extend(supplies());
    all.extend(races());
    all.into_iter().map(|(name, chart)| (name.to_owned(), chart)).collect()
}

fn source(replications: u64) -> Source {
    Source {
        scenario: "How long does a 12,000-strong contingent cover the losses?".into(),
        replications,
        seed: 20_241_025,
        note: Some("ISW, 25 October 2024".into()),
    }
}

fn long_source() -> Source {
    Source {
        scenario: format!("{LONG}: {LONG}"),
        replications: 10_000_000,
        seed: u64::MAX,
        note: Some(LONG.into()),
    }
}

fn days(horizon: u32) -> Timeline {
    Timeline { horizon, start: None }
}

fn dated(horizon: u32) -> Timeline {
    Timeline { horizon, start: Some(START) }
}

/// A bell of `n` runs around `mean` days, cut at the horizon: values, runs beyond it, quantiles.
fn bell(label: &str, (mean, sd): (f64, f64), n: u64, timeline: Timeline) -> Distribution {
    let horizon = f64::from(timeline.horizon);
    let cells = 400;
    let at = |i: i32| (mean + sd * (f64::from(i) / f64::from(cells) * 8.0 - 4.0)).max(0.0);
    let weights: Vec<(f64, f64)> = (0..=cells)
        .map(|i| {
            let z = f64::from(i) / f64::from(cells) * 8.0 - 4.0;
            (at(i), libm::exp(-z * z / 2.0))
        })
        .collect();
    let total: f64 = weights.iter().map(|w| w.1).sum();
    let mut values: Vec<(f64, u64)> = Vec::new();
    let mut seen = 0.0;
    let mut given = 0;
    for (value, weight) in weights {
        seen += weight / total;
        let upto = (seen * n as f64).round() as u64;
        if upto > given && value < horizon {
            values.push((value, upto - given));
        }
        if value < horizon {
            given = given.max(upto);
        }
    }
    let quantile = |p: f64| {
        let mut below = 0;
        let wanted = p * n as f64;
        let found = values.iter().find(|value| {
            below += value.1;
            below as f64 >= wanted
        });
        found.map(|value| value.0)
    };
    let quantiles = [0.05, 0.5, 0.95].map(quantile);
    Distribution { label: label.into(), censored: n - given, quantiles, values, timeline }
}

fn distributions() -> Vec<(&'static str, Chart)> {
    let usual = || bell("DPRK contingent", (10.15, 1.22), 100_000, dated(60));
    let spike = |days: f64, n: u64| Distribution {
        values: vec![(days, n)],
        censored: 0,
        quantiles: [Some(days); 3],
        ..usual()
    };
    let everything_censored =
        Distribution { values: Vec::new(), censored: 100_000, quantiles: [None; 3], ..usual() };
    let whole_days = Distribution {
        values: (5..=16_u32).map(|day| (f64::from(day), 20 + u64::from(day % 5) * 90)).collect(),
        quantiles: [Some(6.0), Some(10.0), Some(15.0)],
        ..usual()
    };
    let outlier = Distribution {
        values: vec![(9.0, 900), (9.5, 4_000), (10.0, 9_000), (10.5, 4_000), (900.0, 1)],
        quantiles: [Some(9.0), Some(10.0), Some(10.5)],
        timeline: dated(1_000),
        ..usual()
    };
    let draw = |data: &Distribution| distribution(data, &source(100_000));
    vec![
        ("distribution-usual", draw(&usual())),
        ("distribution-no-dates", draw(&Distribution { timeline: days(60), ..usual() })),
        ("distribution-some-censored", draw(&bell("Stockpile", (50.0, 8.0), 100_000, dated(60)))),
        ("distribution-most-censored", draw(&bell("Stockpile", (70.0, 8.0), 100_000, days(60)))),
        ("distribution-nearly-all-censored", draw(&bell("Stock", (78.0, 8.0), 100_000, days(60)))),
        ("distribution-all-censored", draw(&everything_censored)),
        ("distribution-one-spike", draw(&spike(10.0, 100_000))),
        ("distribution-one-replication", distribution(&spike(10.14, 1), &source(1))),
        (
            "distribution-no-replication",
            distribution(&Distribution { values: vec![], ..spike(1.0, 0) }, &source(0)),
        ),
        ("distribution-whole-days", draw(&whole_days)),
        ("distribution-one-day", draw(&bell("Contingent", (0.5, 0.1), 100_000, dated(1)))),
        ("distribution-at-once", draw(&spike(0.0, 100_000))),
        ("distribution-near-zero", draw(&bell("Contingent", (0.4, 0.4), 100_000, days(60)))),
        (
            "distribution-ten-years",
            draw(&bell("Tank reserve", (2_400.0, 700.0), 100_000, dated(3_650))),
        ),
        ("distribution-outlier", draw(&outlier)),
        ("distribution-narrow-late", draw(&bell("Reserve", (3_640.0, 3.0), 100_000, days(3_650)))),
        (
            "distribution-long-words",
            distribution(&bell(LONG, (50.0, 8.0), 10_000_000, dated(60)), &long_source()),
        ),
        ("distribution-ukrainian", draw(&bell(UKRAINIAN, (10.15, 1.22), 10_000_000, dated(60)))),
        (
            "distribution-missing-glyphs",
            draw(&bell("軍 unit 🚀", (10.15, 1.22), 100_000, days(60))),
        ),
    ]
}

/// A pool that loses about `daily` a day from `strength`, with `batch` arriving on some days.
fn pool(
    label: &str,
    strength: f64,
    daily: f64,
    (every, batch): (u32, f64),
    horizon: u32,
) -> FanPool {
    let at = |day: u32, z: f64| {
        let t = f64::from(day);
        let arrived = f64::from(day.checked_div(every).unwrap_or(0)) * batch;
        (strength * (1.0 + 0.05 * z) + arrived - daily * t + z * daily * 0.9 * libm::sqrt(t))
            .max(0.0)
    };
    let quantiles = |day: u32| [-1.645, -0.674, 0.0, 0.674, 1.645].map(|z| at(day, z));
    let arrivals = horizon.checked_div(every).unwrap_or(0);
    FanPool {
        label: label.into(),
        start: Some(quantiles(0)),
        days: (1..=horizon).map(quantiles).collect(),
        thresholds: Vec::new(),
        batches: (1..=arrivals).map(|k| (k * every, arrival(batch))).collect(),
    }
}

/// "+1,500"
fn arrival(size: f64) -> String {
    let (thousands, rest) = ((size / 1_000.0).floor(), size % 1_000.0);
    if thousands > 0.0 { format!("+{thousands},{rest:03}") } else { format!("+{rest}") }
}

fn with_thresholds(pool: FanPool, thresholds: &[(&str, f64)]) -> FanPool {
    let thresholds = thresholds.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect();
    FanPool { thresholds, ..pool }
}

fn fans() -> Vec<(&'static str, Chart)> {
    let draw = |pools: Vec<FanPool>, unit: &str, timeline: Timeline| {
        fan(&Fan { pools, unit: unit.into(), timeline }, &source(100_000))
    };
    let three = [("70%", 8_400.0), ("half", 6_000.0), ("floor", 1_000.0)];
    let usual = || {
        let pool = pool("DPRK contingent", 12_000.0, 1_200.0, (7, 1_500.0), 30);
        with_thresholds(pool, &three)
    };
    let zero = FanPool { start: Some([0.0; 5]), days: vec![[0.0; 5]; 60], ..usual() };
    let six = [
        ("ninety", 10_800.0),
        ("four fifths", 9_600.0),
        ("70%", 8_400.0),
        ("two thirds", 8_000.0),
        ("half", 6_000.0),
        ("the floor below which the front would have to be shortened, as said", 5_900.0),
    ];
    let many: Vec<FanPool> = (1..=5)
        .map(|i| {
            let size = 3_000.0 * f64::from(i);
            pool(&format!("Brigade group {i}"), size, 60.0 * f64::from(i), (14, 300.0), 90)
        })
        .collect();
    let two = || {
        vec![
            with_thresholds(
                pool("Blue", 120_000.0, 400.0, (75, 9_000.0), 365),
                &[("Blue exhaustion", 60_000.0)],
            ),
            pool("Red", 150_000.0, 250.0, (0, 0.0), 365),
        ]
    };
    let three_long = ["Alpha", "Bravo", "Charlie"]
        .map(|name| pool(&format!("{name} {LONG}"), 10_000.0, 130.0, (10, 500.0), 60));
    vec![
        ("fan-usual", draw(vec![usual()], "troops", dated(30))),
        ("fan-no-dates", draw(vec![usual()], "troops", days(30))),
        ("fan-two-pools", draw(two(), "troops", days(365))),
        ("fan-two-pools-dated", draw(two(), "troops", dated(365))),
        ("fan-three-long-pools", draw(three_long.into(), LONG, dated(60))),
        ("fan-five-pools", draw(many, "troops", dated(90))),
        (
            "fan-different-size",
            draw(
                vec![
                    pool("Shells", 10_000_000.0, 60_000.0, (30, 900_000.0), 180),
                    pool("Batteries", 40.0, 0.2, (0, 0.0), 180),
                ],
                "items",
                dated(180),
            ),
        ),
        ("fan-ten", draw(vec![pool("Aircraft", 10.0, 0.1, (0, 0.0), 90)], "aircraft", days(90))),
        ("fan-two-items", draw(vec![pool("Ships", 2.0, 0.01, (0, 0.0), 90)], "ships", days(90))),
        (
            "fan-ten-million",
            draw(vec![pool("Shells", 10_000_000.0, 60_000.0, (0, 0.0), 120)], "shells", dated(120)),
        ),
        ("fan-zero", draw(vec![zero], "troops", days(60))),
        (
            "fan-one-day",
            draw(vec![pool("Contingent", 900.0, 300.0, (1, 50.0), 1)], "troops", dated(1)),
        ),
        (
            "fan-ten-years",
            draw(
                vec![pool("Tank reserve", 7_000.0, 3.2, (70, 90.0), 3_650)],
                "tanks",
                dated(3_650),
            ),
        ),
        (
            "fan-ten-years-weekly-arrivals",
            draw(vec![pool("Tank reserve", 7_000.0, 3.2, (7, 9.0), 3_650)], "tanks", days(3_650)),
        ),
        (
            "fan-52-batches",
            draw(vec![pool("Force", 50_000.0, 700.0, (7, 4_200.0), 365)], "troops", dated(365)),
        ),
        ("fan-six-thresholds", draw(vec![with_thresholds(usual(), &six)], "troops", dated(30))),
        ("fan-long-words", {
            let pool = FanPool { label: LONG.into(), ..usual() };
            fan(&Fan { pools: vec![pool], unit: LONG.into(), timeline: dated(30) }, &long_source())
        }),
        ("fan-ukrainian", {
            let pool = FanPool { label: UKRAINIAN.into(), ..usual() };
            draw(vec![pool], "осіб", dated(30))
        }),
        ("fan-without-spread", {
            let mut pool = pool("Certain", 1_000.0, 10.0, (0, 0.0), 60);
            pool.days.iter_mut().for_each(|day| *day = [day[2]; 5]);
            draw(vec![FanPool { start: None, ..pool }], "items", dated(60))
        }),
    ]
}

/// Runs alive when the day of the end is spread around `mean` like a logistic law.
fn curve(label: &str, (mean, scale): (f64, f64), n: u64, horizon: u32) -> Curve {
    let alive = |day: u32| {
        let chance = 1.0 / (1.0 + libm::exp((f64::from(day) - mean) / scale));
        let whole = 1.0 / (1.0 + libm::exp(-mean / scale));
        ((n as f64) * (chance / whole).min(1.0)).round() as u64
    };
    Curve { label: label.into(), alive: (0..=horizon).map(alive).collect() }
}

fn survivals() -> Vec<(&'static str, Chart)> {
    let draw = |curves: Vec<Curve>, runs: u64, timeline: Timeline| {
        let label = "DPRK contingent".to_owned();
        survival(&Survival { label, curves, runs, timeline }, &source(runs))
    };
    let n = 100_000;
    let levels = |horizon: u32, n: u64| {
        vec![
            curve("any strength left", (10.1, 0.7), n, horizon),
            curve("at least 70% (8,400)", (3.1, 0.35), n, horizon),
            curve("at least half (6,000)", (5.2, 0.5), n, horizon),
            curve("at least 1,000", (9.3, 0.7), n, horizon),
        ]
    };
    let seven: Vec<Curve> = (1..=7)
        .map(|i| curve(&format!("at least {i}0%"), (28.0 - 3.5 * f64::from(i), 1.5), n, 30))
        .collect();
    let same: Vec<Curve> =
        ["first", "second", "third"].map(|name| curve(name, (10.0, 2.0), n, 30)).into();
    let long: Vec<Curve> = ["Alpha", "Bravo", "Charlie", "Delta"]
        .map(|name| curve(&format!("{name} {LONG}"), (20.0, 6.0), 10_000_000, 60))
        .into();
    let flat = |alive: u64, n: u64, horizon: usize| {
        vec![Curve { label: "any strength left".into(), alive: vec![alive.min(n); horizon + 1] }]
    };
    vec![
        ("survival-usual", draw(levels(20, n), n, dated(20))),
        ("survival-no-dates", draw(levels(20, n), n, days(20))),
        (
            "survival-one-curve",
            draw(vec![curve("any strength left", (40.0, 9.0), n, 60)], n, dated(60)),
        ),
        (
            "survival-few-runs",
            draw(vec![curve("any strength left", (212.0, 60.0), 40, 365)], 40, dated(365)),
        ),
        ("survival-seven-curves", draw(seven, n, days(30))),
        ("survival-same-curves", draw(same, n, days(30))),
        ("survival-all-hold", draw(flat(n, n, 60), n, dated(60))),
        ("survival-none-holds", draw(flat(0, n, 60), n, days(60))),
        ("survival-one-run", {
            let mut alive = vec![1; 10];
            alive.resize(61, 0);
            draw(vec![Curve { label: "any strength left".into(), alive }], 1, dated(60))
        }),
        ("survival-one-day", draw(levels(1, n), n, dated(1))),
        (
            "survival-ten-years",
            draw(
                vec![
                    curve("any strength left", (2_400.0, 300.0), 10_000_000, 3_650),
                    curve("at least half (3,500)", (1_300.0, 200.0), 10_000_000, 3_650),
                ],
                10_000_000,
                dated(3_650),
            ),
        ),
        ("survival-long-words", {
            let timeline = dated(60);
            let data = Survival { label: LONG.into(), curves: long, runs: 10_000_000, timeline };
            survival(&data, &long_source())
        }),
        ("survival-no-curve", draw(Vec::new(), 0, days(60))),
    ]
}

fn questions() -> Vec<(&'static str, Chart)> {
    let row = |name: &str, predicate: &str, answer: [f64; 3]| AskRow {
        name: name.into(),
        predicate: predicate.into(),
        probability: answer[0],
        low: answer[1],
        high: answer[2],
    };
    let two_weeks =
        row("lasts_two_weeks", "contingent.coverage_days >= 14", [0.003_6, 0.003_3, 0.004_0]);
    let ten_days = row("lasts_ten_days", "contingent.coverage_days >= 10", [0.542, 0.539, 0.545]);
    let certain = row("some_losses", "front.losses_total > 0", [1.0, 0.999_962, 1.0]);
    let never = row("no_losses", "front.losses_total == 0", [0.0, 0.0, 0.000_038]);
    let twelve: Vec<AskRow> = (1..=12)
        .map(|i| {
            let p = f64::from(i) / 13.0;
            let predicate = format!("contingent.coverage_days >= {i} and {}", LONG.to_lowercase());
            let name = if i % 3 == 0 { LONG.replace(' ', "_") } else { format!("question_{i}") };
            row(&name, &predicate, [p, p - 0.01, p + 0.01])
        })
        .collect();
    let one_run = row("lasts_two_weeks", "contingent.coverage_days >= 14", [0.0, 0.0, 0.793]);
    let tiny = row("lasts_a_year", "pool.coverage_days >= 365", [3e-7, 1.0e-7, 8.8e-7]);
    let draw = |rows: Vec<AskRow>, runs: u64| asks(&Asks { rows, runs }, &source(runs));
    vec![
        ("asks-usual", draw(vec![ten_days.clone(), two_weeks.clone()], 100_000)),
        ("asks-one-small", draw(vec![two_weeks.clone()], 100_000)),
        ("asks-zero-and-one", draw(vec![certain, ten_days, two_weeks, never], 100_000)),
        ("asks-twelve-long", asks(&Asks { rows: twelve, runs: 10_000_000 }, &long_source())),
        ("asks-one-run", draw(vec![one_run], 1)),
        ("asks-tiny", draw(vec![tiny], 10_000_000)),
        ("asks-none", draw(Vec::new(), 100)),
    ]
}

/// `daily` lost a day, of whom `back` come back after about 40 days.
fn losses(label: &str, daily: f64, back: f64, horizon: u32) -> Fate {
    let lost = |day: u32| daily * f64::from(day);
    let returned = |day: u32| {
        let t = f64::from(day) / 40.0;
        back * daily * (f64::from(day) - 40.0 * (1.0 - libm::exp(-t)))
    };
    let inside = |day: u32| back * lost(day) - returned(day);
    let series = |of: &dyn Fn(u32) -> f64| (1..=horizon).map(of).collect::<Vec<_>>();
    let comes_back = back > 0.0;
    Fate {
        label: label.into(),
        lost: series(&lost),
        in_recovery: if comes_back { series(&inside) } else { Vec::new() },
        returned: if comes_back { series(&returned) } else { Vec::new() },
    }
}

fn what_became_of_them() -> Vec<(&'static str, Chart)> {
    let draw = |list: Vec<Fate>, unit: &str, timeline: Timeline| {
        let data = Fates { label: "Front".into(), fates: list, unit: unit.into(), timeline };
        fates(&data, &source(20_000))
    };
    let usual = |horizon: u32| {
        vec![
            losses("Killed", 20.0, 0.0, horizon),
            losses("Wounded", 75.0, 0.5, horizon),
            losses("Captured", 5.0, 0.0, horizon),
        ]
    };
    let two = |horizon: u32| {
        let mut two = usual(horizon);
        two.push(losses("Disease and injury", 60.0, 0.9, horizon));
        two
    };
    let nine: Vec<Fate> =
        (1..=9).map(|i| losses(&format!("Category {i}"), f64::from(i), 0.0, 90)).collect();
    let long: Vec<Fate> = ["Alpha", "Bravo", "Charlie", "Delta"]
        .map(|name| losses(&format!("{name} {LONG}"), 2_000_000.0, 0.4, 60))
        .into();
    let none = Fate { lost: vec![0.0; 60], ..losses("Killed", 0.0, 0.0, 0) };
    vec![
        ("fates-usual", draw(usual(180), "troops", dated(180))),
        ("fates-no-dates", draw(usual(180), "troops", days(180))),
        ("fates-two-recoveries", draw(two(180), "troops", dated(180))),
        ("fates-nobody-returns", {
            draw(
                vec![losses("Destroyed", 3.0, 0.0, 365), losses("Captured", 1.0, 0.0, 365)],
                "tanks",
                dated(365),
            )
        }),
        ("fates-one", draw(vec![losses("Repairable", 3.0, 1.0, 365)], "tanks", days(365))),
        ("fates-nine", draw(nine, "troops", dated(90))),
        ("fates-one-day", draw(usual(1), "troops", dated(1))),
        ("fates-ten-years", draw(usual(3_650), "troops", dated(3_650))),
        ("fates-none-lost", draw(vec![none], "troops", days(60))),
        ("fates-no-category", draw(Vec::new(), "troops", days(60))),
        ("fates-long-words", {
            let timeline = dated(60);
            let data = Fates { label: LONG.into(), fates: long, unit: LONG.into(), timeline };
            fates(&data, &long_source())
        }),
    ]
}

/// In recovery when about `daily` a day come for `until` days and stay for `stay` on average.
fn in_recovery(label: &str, (daily, stay): (f64, f64), until: u32, horizon: u32) -> InRecovery {
    let quantiles = |day: u32| {
        let filled = 1.0 - libm::exp(-f64::from(day.min(until)) / stay);
        let left = libm::exp(-f64::from(day.saturating_sub(until)) / stay);
        let mean = daily * stay * filled * left;
        [-1.645, -0.674, 0.0, 0.674, 1.645].map(|z| (mean * (1.0 + 0.12 * z)).max(0.0).round())
    };
    InRecovery { label: label.into(), days: (1..=horizon).map(quantiles).collect() }
}

fn recoveries() -> Vec<(&'static str, Chart)> {
    let draw = |categories: Vec<InRecovery>, timeline: Timeline| {
        recovery(&Recovery { categories, unit: "troops".into(), timeline }, &source(20_000))
    };
    let wounded = |horizon| in_recovery("Wounded", (40.0, 45.0), 160, horizon);
    let sick = |horizon| in_recovery("Disease and injury", (60.0, 8.0), 365, horizon);
    let none = InRecovery { label: "Wounded".into(), days: vec![[0.0; 5]; 60] };
    vec![
        ("recovery-usual", draw(vec![wounded(365)], dated(365))),
        ("recovery-no-dates", draw(vec![wounded(120)], days(120))),
        ("recovery-two", draw(vec![wounded(365), sick(365)], dated(365))),
        ("recovery-one-day", draw(vec![sick(1)], days(1))),
        ("recovery-ten-years", draw(vec![wounded(3_650), sick(3_650)], dated(3_650))),
        ("recovery-none", draw(vec![none], days(60))),
        ("recovery-long-words", {
            let categories = vec![in_recovery(LONG, (1e6, 20.0), 30, 60)];
            recovery(
                &Recovery { categories, unit: LONG.into(), timeline: dated(60) },
                &long_source(),
            )
        }),
    ]
}

fn chained() -> Vec<(&'static str, Chart)> {
    let link = |pool: FanPool, to: &[&str]| ChainPool {
        pool,
        gives_to: to.iter().map(|name| (*name).to_owned()).collect(),
    };
    let draw = |pools: Vec<ChainPool>, unit: &str, timeline: Timeline| {
        chains(&Chains { pools, unit: unit.into(), timeline }, &source(20_000))
    };
    let tanks = |horizon: u32| {
        vec![
            link(pool("Storage", 7_000.0, 3.2, (0, 0.0), horizon), &["Active fleet"]),
            link(pool("Active fleet", 3_000.0, 1.1, (0, 0.0), horizon), &[]),
        ]
    };
    let many = |n: u32, horizon: u32| -> Vec<ChainPool> {
        (1..=n)
            .map(|i| {
                let size = libm::pow(10.0, f64::from(i % 5) + 1.0);
                let pool = pool(&format!("Depot {i}"), size, size / 150.0, (0, 0.0), horizon);
                link(pool, &["the front"])
            })
            .collect()
    };
    let long: Vec<ChainPool> = ["Alpha", "Bravo", "Charlie"]
        .map(|name| {
            link(pool(&format!("{name} {LONG}"), 9_999_999.0, 9_999.0, (0, 0.0), 60), &[LONG])
        })
        .into();
    vec![
        ("chains-usual", draw(tanks(3_650), "tanks", dated(3_650))),
        ("chains-no-dates", draw(tanks(365), "tanks", days(365))),
        ("chains-three", draw(many(3, 180), "shells", dated(180))),
        ("chains-four", draw(many(4, 180), "shells", dated(180))),
        ("chains-seven", draw(many(7, 180), "shells", dated(180))),
        ("chains-twelve", draw(many(12, 3_650), "shells", dated(3_650))),
        ("chains-one-day", draw(tanks(1), "tanks", dated(1))),
        ("chains-none", draw(Vec::new(), "tanks", days(60))),
        ("chains-long-words", {
            let data = Chains { pools: long, unit: LONG.into(), timeline: dated(60) };
            chains(&data, &long_source())
        }),
    ]
}

/// A unit that is `tour` days in the line and `dwell` at rest in turn, first in the line on day `first`.
fn unit(label: &str, first: u32, (tour, dwell): (u32, u32), horizon: u32) -> Unit {
    let mut spans = Vec::new();
    let mut full: f64 = 1.0;
    if first > 1 {
        spans.push(UnitSpan { from: 1, to: first - 1, ..UnitSpan::default() });
    }
    let mut day = first;
    while day <= horizon {
        let to = (day + tour - 1).min(horizon);
        let lost = 0.010 + 0.004 * f64::from(first % 3);
        let fill = (day..=to).map(|d| (full - lost * f64::from(d - day)).max(0.0)).collect();
        spans.push(UnitSpan { from: day, to, in_line: true, fill });
        full = (full - lost * f64::from(tour) + 0.42).clamp(0.2, 1.0);
        let back = to + dwell;
        if to < horizon {
            spans.push(UnitSpan { from: to + 1, to: back.min(horizon), ..UnitSpan::default() });
        }
        day = back + 1;
    }
    Unit { label: label.into(), spans }
}

fn rotations() -> Vec<(&'static str, Chart)> {
    let draw = |rows: Vec<Unit>, timeline: Timeline| {
        let label = "Brigades of the front".to_owned();
        units(&Units { label, rows, run: 0, timeline }, &source(20_000))
    };
    let brigades = |n: u32, horizon: u32| -> Vec<Unit> {
        (1..=n)
            .map(|i| unit(&format!("Brigade {i}"), 1 + (i - 1) * 15 % 90, (30, 60), horizon))
            .collect()
    };
    let long: Vec<Unit> = ["Alpha", "Bravo", "Charlie"]
        .map(|name| unit(&format!("{name} {LONG}"), 5, (10, 20), 60))
        .into();
    vec![
        ("units-usual", draw(brigades(6, 365), dated(365))),
        ("units-no-dates", draw(brigades(6, 180), days(180))),
        ("units-one", draw(brigades(1, 90), dated(90))),
        ("units-forty", draw(brigades(40, 365), dated(365))),
        ("units-one-day", draw(brigades(3, 1), dated(1))),
        ("units-ten-years", draw(brigades(9, 3_650), dated(3_650))),
        ("units-none", draw(Vec::new(), days(60))),
        ("units-long-words", {
            let data = Units { label: LONG.into(), rows: long, run: u64::MAX, timeline: dated(60) };
            units(&data, &long_source())
        }),
    ]
}

fn supplies() -> Vec<(&'static str, Chart)> {
    let stock = |label: &str, start: f64, horizon: u32, timeline: Timeline| {
        let pool = pool(label, start, start / 60.0, (14, start / 6.0), horizon);
        let rationing = [("issues halved", 0.5 * start), ("reserve only", 0.17 * start)];
        Supply {
            label: label.into(),
            start: pool.start,
            days: pool.days,
            is_cut: false,
            rationing: rationing.map(|(name, level)| (name.to_owned(), level)).into(),
            timeline,
        }
    };
    let shells = |timeline: Timeline| stock("155 mm shells", 30.0, timeline.horizon, timeline);
    let draw = |data: &Supply| supply(data, &source(20_000));
    vec![
        ("supply-usual", draw(&shells(dated(120)))),
        ("supply-no-dates", draw(&shells(days(30)))),
        ("supply-never-rationed", draw(&Supply { rationing: Vec::new(), ..shells(dated(30)) })),
        ("supply-half-a-day", draw(&stock("Fuel", 0.5, 30, days(30)))),
        ("supply-one-day", draw(&shells(dated(1)))),
        ("supply-no-days", draw(&Supply { days: Vec::new(), ..shells(dated(30)) })),
        ("supply-ten-years", draw(&stock("Tank engines", 2_000.0, 3_650, dated(3_650)))),
        ("supply-long-words", supply(&stock(LONG, 30.0, 60, dated(60)), &long_source())),
    ]
}

fn races() -> Vec<(&'static str, Chart)> {
    let bar = |label: &str, seconds: f64| Bar {
        label: label.into(),
        seconds,
        ours: label.starts_with("Outlast"),
    };
    let draw = |bars_of: &[Bar]| {
        bars(&Bars {
            bars: bars_of.to_vec(),
            subject: "Outlast".into(),
            measure: "CPU time per replication of the seed question, one thread".into(),
            source: "benches/peers/race.py, 5 rounds in turns, medians; some processor, 2 cores"
                .into(),
        })
    };
    let all = [
        bar("Outlast", 8.3e-9),
        bar("Outlast, event by event", 8.7e-8),
        bar("NumPy, vectorised", 2.55e-7),
        bar("Rust by hand: BinaryHeap, rand_distr, ChaCha12", 2.71e-7),
        bar("nexosim", 3.2e-6),
        bar("SimPy", 1.576e-5),
        bar("R simmer", 2.68e-3),
    ];
    let (slow, long) = (bar("Outlast", 3e-6), bar(LONG, 9.996e-4));
    vec![
        ("bars-race", draw(&all)),
        ("bars-of-a-slower-one", draw(&[slow, all[2].clone(), long])),
        ("bars-one", draw(&all[..1])),
        ("bars-of-others", draw(&all[2..4])),
        ("bars-none", draw(&[bar("Outlast", 0.0), bar("SimPy", f64::NAN)])),
    ]
}
