//! What right scenarios mean.

use jiff::civil::date;
use outlast_core::metrics;
use outlast_core::scenario::{
    Action, Batch, Category, Comparison, Condition, Duration, HazardStep, Lanchester, LossLaw,
    Member, Opposed, Per, Policy, PoolQuantity, Pulse, Quantity, Recovery, Refill, Regime,
    ReplayStart, Request, Rotation, RotationStart, RunSettings, SalvoSize, Scenario, ScheduleStep,
    State, Than, Threshold, Transfer,
};

use super::{load, load_with, scenario};

const EVERYTHING: &str = include_str!("everything.toml");

fn law<'a>(scenario: &'a Scenario, name: &str) -> &'a LossLaw {
    &scenario.losses.iter().find(|l| l.name == name).unwrap().daily
}

fn names_of(scenario: &Scenario) -> Vec<String> {
    metrics::all(scenario).into_iter().map(|metric| metric.name).collect()
}

fn fixed(x: f64) -> Quantity {
    Quantity::Fixed(x)
}

#[test]
fn the_top_of_the_file_is_read() {
    let scenario = scenario(EVERYTHING);
    assert_eq!(scenario.title.as_deref(), Some("Everything"));
    assert_eq!(scenario.sources, ["one", "two"]);
    assert_eq!(scenario.unit, "tanks");
    assert_eq!(scenario.start, Some(date(2024, 10, 25)));
    assert_eq!(scenario.horizon, 10);
    assert_eq!(scenario.run, RunSettings { seed: u64::MAX, replications: Some(1000) });
}

#[test]
fn tables_keep_the_order_of_the_file() {
    let scenario = scenario(EVERYTHING);
    let pools: Vec<&str> = scenario.pools.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(
        pools,
        ["zulu", "alpha", "mike", "spares", "line", "rear", "shells", "fuel", "batteries"]
    );
    let thresholds: Vec<&str> =
        scenario.pools[0].thresholds.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(thresholds, ["70%", "half", "floor"]);
    let losses: Vec<&str> = scenario.losses.iter().take(4).map(|l| l.name.as_str()).collect();
    assert_eq!(losses, ["none", "constant", "poisson", "neg_binomial"]);
    let asks: Vec<&str> = scenario.asks.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(
        asks,
        [
            "how long?",
            "one_and_half",
            "all_lost",
            "demand",
            "no_gap",
            "stocked",
            "queue",
            "fuel",
            "dry"
        ]
    );
}

#[test]
fn pools_and_their_quantities_are_read() {
    let scenario = scenario(EVERYTHING);
    let [zulu, alpha, mike, ..] = &scenario.pools[..] else { panic!("three pools and more") };
    assert_eq!(zulu.label.as_deref(), Some("Last by name, first in the file"));
    assert_eq!(zulu.strength, Quantity::UniformInteger { low: 10_000, high: 12_000 });
    assert_eq!(
        zulu.establishment,
        Some(Quantity::Triangular { low: 11_000.0, mode: 12_000.0, high: 12_500.5 })
    );
    assert_eq!(zulu.thresholds[2], Threshold { name: "floor".into(), level: 1000.0 });
    assert_eq!(alpha.establishment, Some(Quantity::Normal { mean: 12_000.0, sd: 100.0 }));
    assert_eq!(
        mike.strength,
        Quantity::Choice { values: vec![100.0, 200.0], weights: vec![1.0, 1.0] }
    );
    assert_eq!((&mike.label, &mike.establishment), (&None, &None));
}

#[test]
fn every_law_of_losses_is_read() {
    let scenario = scenario(EVERYTHING);
    let constant = LossLaw::Constant { mean: fixed(1200.0) };
    assert_eq!(law(&scenario, "none"), &constant);
    assert_eq!(law(&scenario, "constant"), &constant);
    assert_eq!(
        law(&scenario, "poisson"),
        &LossLaw::Poisson { mean: Quantity::Uniform { low: 1000.0, high: 1400.5 } }
    );
    assert_eq!(
        law(&scenario, "neg_binomial"),
        &LossLaw::NegBinomial { mean: fixed(5.0), k: fixed(40.0) }
    );
    assert_eq!(
        law(&scenario, "nb_drift"),
        &LossLaw::NbDrift {
            mean: fixed(1200.0),
            k: fixed(60.5),
            sigma: fixed(0.02),
            rate_cv: fixed(0.1)
        }
    );
    assert_eq!(law(&scenario, "gamma"), &LossLaw::Gamma { mean: fixed(10.0), cv: fixed(0.5) });
    assert_eq!(
        law(&scenario, "lognormal"),
        &LossLaw::Lognormal { mean: fixed(10.0), cv: fixed(0.0) }
    );
    assert!(matches!(
        law(&scenario, "replay"),
        LossLaw::Replay { series, start: ReplayStart::At(0) } if series.values.len() == 10
    ));
    assert!(matches!(
        law(&scenario, "bootstrap"),
        LossLaw::Bootstrap { series } if series.values == [300.0, 400.0, 500.0]
    ));
    assert!(matches!(
        law(&scenario, "block_bootstrap"),
        LossLaw::BlockBootstrap { series, block: 2 } if series.dates.is_none()
    ));
}

#[test]
fn hazards_are_read() {
    let scenario = scenario(EVERYTHING);
    let step = |from, per_1000| HazardStep { from, per_1000 };
    let uniform = Quantity::Uniform { low: 5.5, high: 9.5 };
    let spread = LossLaw::Hazard { steps: vec![step(0, uniform)], spread: 0.3 };
    assert_eq!(law(&scenario, "hazard"), &spread);
    assert!(matches!(
        law(&scenario, "short_hazard"),
        LossLaw::Hazard { steps, spread: 0.0 }
            if matches!(steps[..], [HazardStep { from: 0, per_1000: Quantity::Lognormal { .. } }])
    ));
    let steps = vec![step(0, fixed(20.0)), step(30, fixed(5.0))];
    assert_eq!(law(&scenario, "steps"), &LossLaw::Hazard { steps, spread: 0.0 });
}

#[test]
fn the_short_forms_of_a_law_mean_the_long_ones() {
    let daily = |text: &str| {
        let text = format!("horizon = 9\n[pools.a]\nstrength = 1\n[losses.b]\ndaily = {text}");
        scenario(&text).losses.remove(0).daily
    };
    let uniform = Quantity::Uniform { low: 1.5, high: 2.0 };
    for (short, long) in [
        ("7", LossLaw::Constant { mean: fixed(7.0) }),
        ("{ constant = 7 }", LossLaw::Constant { mean: fixed(7.0) }),
        ("{ constant = { mean = 7 } }", LossLaw::Constant { mean: fixed(7.0) }),
        ("{ poisson = 7 }", LossLaw::Poisson { mean: fixed(7.0) }),
        ("{ poisson = { rate = 7 } }", LossLaw::Poisson { mean: fixed(7.0) }),
        ("{ uniform = [1.5, 2] }", LossLaw::Constant { mean: uniform.clone() }),
        ("{ constant = { uniform = [1.5, 2] } }", LossLaw::Constant { mean: uniform.clone() }),
        ("{ poisson = { mean = { uniform = [1.5, 2] } } }", LossLaw::Poisson { mean: uniform }),
        (
            "{ nb_drift = { mean = 7 } }",
            LossLaw::NbDrift {
                mean: fixed(7.0),
                k: fixed(60.0),
                sigma: fixed(0.03),
                rate_cv: fixed(0.0),
            },
        ),
        (
            "{ constant = { lognormal = { mean = 7, cv = 1 } } }",
            LossLaw::Constant { mean: Quantity::Lognormal { mean: 7.0, cv: 1.0 } },
        ),
    ] {
        assert_eq!(daily(short), long, "{short}");
    }
}

#[test]
fn schedules_count_from_day_1_and_keep_no_day_before_it() {
    let scenario = scenario(EVERYTHING);
    let process = &scenario.losses[2];
    assert_eq!(
        process.schedule,
        [
            ScheduleStep { from: 1, factor: fixed(1.5) },
            ScheduleStep { from: 7, factor: Quantity::Lognormal { mean: 1.0, cv: 0.2 } },
            ScheduleStep { from: 10, factor: fixed(0.0) },
        ]
    );
    let days = Duration::Uniform { low: 2.0, high: 4.0 };
    let pulse = Pulse { per_year: fixed(4.7), factor: fixed(1.4), days };
    assert_eq!(process.pulse, Some(pulse));
    assert_eq!(
        scenario.losses[1].share,
        Quantity::Choice { values: vec![0.5, 1.0], weights: vec![3.0, 1.0] }
    );
}

#[test]
fn fates_and_recoveries_are_read() {
    let scenario = scenario(EVERYTHING);
    let process = &scenario.losses[3];
    let part = |name: &str, part| Category { name: name.into(), part };
    assert_eq!(process.split, [part("kia", 0.2), part("wia", 0.7), part("sick", 0.1)]);
    let wounded = Recovery {
        category: "wia".into(),
        returns: Quantity::Uniform { low: 0.4, high: 0.6 },
        delay: Duration::Gamma { mean: 45.0, shape: 2.0 },
        servers: None,
        to: "alpha".into(),
    };
    let sick = Recovery {
        category: "sick".into(),
        returns: fixed(1.0),
        delay: Duration::Even { from: 6, to: 20 },
        servers: None,
        to: "mike".into(),
    };
    assert_eq!(process.recoveries, [wounded, sick]);
    assert!(scenario.losses[0].split.is_empty() && scenario.losses[0].recoveries.is_empty());
    let names = names_of(&scenario);
    let of = |owner: &str| -> Vec<&str> {
        let rests = names.iter().filter_map(|name| name.strip_prefix(owner));
        rests.collect()
    };
    assert_eq!(
        of("neg_binomial."),
        [
            "losses_total",
            "kia_total",
            "wia_total",
            "wia_in_recovery_end",
            "wia_in_recovery_peak",
            "sick_total",
            "sick_in_recovery_end",
            "sick_in_recovery_peak",
        ]
    );
    assert!(of("alpha.").contains(&"returns_total") && of("mike.").contains(&"returns_total"));
    assert!(!of("zulu.").contains(&"returns_total"));
}

#[test]
fn correlations_are_read() {
    let scenario = scenario(EVERYTHING);
    let [rates, inputs] = &scenario.correlations[..] else { panic!("two pairs") };
    let losses = |name: &str| Member::Losses(name.to_owned());
    assert_eq!(
        (&rates.members, rates.rho),
        (&[losses("nb_drift"), losses("ar1_neg_binomial")], 0.6)
    );
    let input = |name: &str| Member::Input(name.to_owned());
    let expected = [input("pools.zulu.strength"), input("losses.poisson.daily.mean")];
    assert_eq!((&inputs.members, inputs.rho), (&expected, -0.3));
    assert_eq!(inputs.names[1], "losses.poisson.daily.poisson.mean");
}

#[test]
fn opposed_pools_are_read() {
    let scenario = scenario(EVERYTHING);
    let [battle, raids, duels] = &scenario.opposed[..] else { panic!("three battles") };
    assert_eq!(
        *raids,
        Opposed {
            name: "raids".into(),
            label: None,
            pools: ["mike".into(), "zulu".into()],
            law: Lanchester::Mixed,
            coefficients: [fixed(1e-6), fixed(0.01)],
            deterministic: true,
            from_day: 1,
            until: None,
        }
    );
    assert_eq!((battle.label.as_deref(), battle.law), (Some("The border"), Lanchester::Square));
    assert_eq!((battle.from_day, battle.until, battle.deterministic), (3, Some(9), false));
    assert_eq!(battle.coefficients[0], Quantity::Uniform { low: 0.005, high: 0.015 });
    assert_eq!((duels.law, duels.deterministic), (Lanchester::Linear, false));
    let metrics = names_of(&scenario);
    for name in ["battle.zulu_losses_total", "battle.alpha_losses_total", "raids.mike_losses_total"]
    {
        assert!(metrics.iter().any(|metric| metric == name), "{name}");
    }
}

#[test]
fn transfers_are_read() {
    let scenario = scenario(EVERYTHING);
    let [recruits, reactivated, discharged, ..] = &scenario.transfers[..] else {
        panic!("three and more")
    };
    let expected = Transfer {
        name: "recruits".into(),
        label: Some("Recruits".into()),
        from: None,
        to: Some("zulu".into()),
        rate: LossLaw::NegBinomial { mean: fixed(300.0), k: fixed(5.0) },
        per: Per::Month,
        cap: Some(Quantity::UniformInteger { low: 20, high: 40 }),
        from_day: 2,
        until: Some(7),
        delay: Some(Duration::Gamma { mean: 2.0, shape: 3.0 }),
        survives: Quantity::Uniform { low: 0.8, high: 0.95 },
    };
    assert_eq!(recruits, &expected);
    let expected = Transfer {
        name: "reactivated".into(),
        label: None,
        from: Some("alpha".into()),
        to: Some("mike".into()),
        rate: LossLaw::Constant { mean: fixed(2.5) },
        per: Per::Day,
        cap: None,
        from_day: 1,
        until: None,
        delay: None,
        survives: fixed(1.0),
    };
    assert_eq!(reactivated, &expected);
    assert_eq!((&discharged.to, discharged.per), (&None, Per::Year));
    let names = names_of(&scenario);
    let has = |metric: &str| names.iter().any(|name| name == metric);
    assert!(has("zulu.transferred_in_total") && has("zulu.transferred_out_total"));
    assert!(has("alpha.transferred_out_total") && !has("alpha.transferred_in_total"));
    assert!(has("recruits.moved_total") && has("recruits.arrived_total"));
    assert!(has("discharged.moved_total") && !has("discharged.arrived_total"));
}

#[test]
fn rotations_are_read() {
    let scenario = scenario(EVERYTHING);
    let [line, rear] = &scenario.rotations[..] else { panic!("two") };
    let expected = Rotation {
        name: "line".to_owned(),
        units: 9,
        unit_size: Quantity::UniformInteger { low: 90, high: 110 },
        deployed: 3,
        tour: 6,
        dwell: 9,
        handover: 1,
        relieve_below: 0.7,
        min_fill: 0.8,
        fill: Quantity::Uniform { low: 0.8, high: 1.0 },
        refill: Some(Refill {
            to: 0.9,
            from: Some("zulu".to_owned()),
            rate: Some(Quantity::UniformInteger { low: 1, high: 5 }),
            at_rest: true,
            in_line: true,
        }),
        start: RotationStart::Together,
    };
    assert_eq!(*line, expected);
    let outside = Refill { to: 1.0, from: None, rate: None, at_rest: true, in_line: false };
    assert_eq!((rear.refill.as_ref(), rear.dwell, rear.handover), (Some(&outside), 3, 0));
    assert_eq!((rear.relieve_below, rear.min_fill), (0.0, 0.0));
    assert_eq!((&rear.fill, rear.start), (&fixed(1.0), RotationStart::Staggered));
    // Each is a pool, after the others but before the supplies, of the strength that is wanted in the
    // line.
    let [.., line, rear, _, _, _] = &scenario.pools[..] else { panic!("two, and three supplies") };
    assert_eq!((line.name.as_str(), line.label.as_deref()), ("line", Some("The line")));
    assert_eq!(line.strength, Quantity::Uniform { low: 270.0, high: 330.0 });
    assert_eq!((line.establishment.as_ref(), line.thresholds.len()), (Some(&fixed(330.0)), 2));
    assert_eq!((rear.name.as_str(), &rear.strength), ("rear", &fixed(20.0)));
    assert_eq!(scenario.rotation("rear").map(|r| r.units), Some(4));
    assert_eq!(scenario.rotation("zulu"), None);
}

#[test]
fn policies_are_read() {
    let scenario = scenario(EVERYTHING);
    let [refill, tolerance, save, pause, spare] = &scenario.policies[..] else { panic!("five") };
    let of = |pool: &str, quantity| State::Pool { pool: pool.into(), quantity };
    let number = |state, op, number| Condition { state, op, than: Than::Number(number) };
    let expected = Policy {
        name: "refill".into(),
        text: "mike.fill < 0.7 and day >= 2".into(),
        when: vec![
            number(of("mike", PoolQuantity::Fill), Comparison::Less, 0.7),
            number(State::Day, Comparison::GreaterOrEqual, 2.0),
        ],
        level: None,
        actions: vec![Action::Request(Request {
            pool: "mike".into(),
            size: Quantity::UniformInteger { low: 20, high: 40 },
            lead: Duration::Gamma { mean: 2.0, shape: 3.0 },
            arrives: fixed(0.9),
            tour: Some(5),
        })],
        gap: Some(2),
    };
    assert_eq!(refill, &expected);
    assert_eq!(
        tolerance.level,
        Some(Quantity::Triangular { low: 3_000.0, mode: 4_000.5, high: 9_000.0 })
    );
    let state = of("zulu", PoolQuantity::LossesTotal);
    let condition = Condition { state, op: Comparison::GreaterOrEqual, than: Than::Level };
    assert_eq!((&tolerance.when, tolerance.gap), (&vec![condition], None));
    let expected = [
        Action::StopBatches { pool: "mike".into() },
        Action::StopTransfers { transfer: "reactivated".into() },
        Action::Withdraw { pool: "zulu".into() },
    ];
    assert_eq!(tolerance.actions, expected);
    let expected = [
        number(of("zulu", PoolQuantity::DaysLeft(7)), Comparison::LessOrEqual, 12.0),
        number(of("zulu", PoolQuantity::MeanLosses(3)), Comparison::Greater, 1_000.0),
        number(of("mike", PoolQuantity::ShortfallToday), Comparison::GreaterOrEqual, 0.0),
    ];
    assert_eq!(save.when, expected);
    assert_eq!(pause.when, [number(State::Day, Comparison::Equal, 4.0)]);
    let Action::Switch { losses, schedule } = &pause.actions[0] else { panic!("a switch") };
    assert_eq!((losses.as_str(), schedule[0].from, schedule[1].from), ("hazard", 0, 3));
    assert_eq!(spare.actions, [Action::Relieve { rotation: "line".into() }]);
    let names = names_of(&scenario);
    let has = |metric: &str| names.iter().any(|name| name == metric);
    assert!(has("refill.fired_day") && has("pause.fired_total"));
    assert!(has("zulu.rotated_out_total") && !has("alpha.rotated_out_total"));
}

#[test]
fn a_pool_may_be_called_this_and_that() {
    let text = "horizon = 9\n[pools.\"guns and tanks\"]\nstrength = 9\n[[policies]]\nname = \"x\"\n\
                when = \"guns and tanks.fill < 0.5 and day > 2\"\n\
                do = { withdraw = \"guns and tanks\" }\n";
    let [policy] = &scenario(text).policies[..] else { panic!("one") };
    let pool = "guns and tanks".to_owned();
    assert_eq!(policy.when[0].state, State::Pool { pool, quantity: PoolQuantity::Fill });
    assert_eq!(policy.when[1].state, State::Day);
}

#[test]
fn batches_and_every_law_of_delay_are_read() {
    let scenario = scenario(EVERYTHING);
    assert_eq!(
        scenario.batches[0],
        Batch {
            label: Some("The first".into()),
            pool: "mike".into(),
            day: 2,
            every: Some(7),
            count: Some(2),
            size: fixed(1500.0),
            delay: Some(Duration::Exponential { mean: 2.0 }),
            arrives: fixed(0.9),
            tour: Some(30),
        }
    );
    let delays: Vec<Option<Duration>> = scenario.batches[1..8].iter().map(|b| b.delay).collect();
    assert_eq!(
        delays,
        [
            Some(Duration::Fixed(2.0)),
            Some(Duration::Fixed(1.5)),
            Some(Duration::Triangular { low: 1.0, mode: 2.0, high: 4.0 }),
            Some(Duration::Gamma { mean: 45.0, shape: 2.0 }),
            Some(Duration::Weibull { mean: 45.0, shape: 0.7 }),
            Some(Duration::Lognormal { mean: 3.0, cv: 1.0 }),
            Some(Duration::Normal { mean: 3.0, sd: 1.0 }),
        ]
    );
    assert_eq!(scenario.batches[1].arrives, fixed(1.0));
}

#[test]
fn questions_are_read() {
    let scenario = scenario(EVERYTHING);
    let read: Vec<(&str, Comparison, f64)> =
        scenario.asks.iter().map(|a| (a.metric.as_str(), a.op, a.value)).collect();
    assert_eq!(
        read,
        [
            ("zulu.coverage_days", Comparison::GreaterOrEqual, 9.0),
            ("zulu.first_below.70%", Comparison::Less, 9.5),
            ("mike.veteran_days_total", Comparison::Equal, 0.0),
            ("none.losses_total", Comparison::NotEqual, -1.0),
            ("line.gap_days", Comparison::Equal, 0.0),
            ("spares.backorders_end", Comparison::Equal, 0.0),
            ("failures.repairable_waiting_peak", Comparison::Less, 3.0),
            ("fuel.days_of_supply_end", Comparison::GreaterOrEqual, 3.5),
            ("shells.first_below.floor", Comparison::LessOrEqual, 10.0),
        ]
    );
    assert_eq!(scenario.asks[1].text, "zulu.first_below.70% < 0_9.5");
}

#[test]
fn metrics_come_pool_by_pool_then_process_by_process() {
    let text = "horizon = 9\n[pools.b]\nstrength = 5\nthresholds = { low = 2 }\n[pools.a]\n\
                strength = 5\n[losses.l]\npool = \"a\"\ndaily = 1\n\
                [[batches]]\npool = \"a\"\nday = 1\nsize = 1\ntour = 3\n";
    let expected = "b.coverage_days b.exhaustion_day b.strength_end b.strength_min \
        b.losses_total b.shortfall_total b.peak_day_losses b.peak_week_losses b.arrivals_total \
        b.first_below.low b.days_below.low \
        a.coverage_days a.exhaustion_day a.strength_end a.strength_min \
        a.losses_total a.shortfall_total a.peak_day_losses a.peak_week_losses a.arrivals_total \
        a.rotated_out_total a.veteran_days_total l.losses_total";
    assert_eq!(names_of(&scenario(text)).join(" "), expected);
}

#[test]
fn the_least_scenario_has_the_stated_defaults() {
    let loaded = load("horizon = 60\npools.a.strength = 0\nlosses.b.daily = 0").unwrap();
    let scenario = loaded.scenario;
    assert_eq!((scenario.title, scenario.sources.len()), (None, 0));
    assert_eq!((scenario.unit.as_str(), scenario.start), ("units", None));
    assert_eq!(scenario.run, RunSettings { seed: 0, replications: None });
    assert_eq!(scenario.losses[0].pool, "a");
    assert_eq!(scenario.losses[0].share, fixed(1.0));
    assert!(scenario.batches.is_empty() && scenario.asks.is_empty());
}

#[test]
fn several_mistakes_are_all_told_in_the_order_of_the_file() {
    let text = "horizon = 0\ntitel = \"A\"\n[run]\nseed = -1\n[pools.a]\nstrength = -1\n\
                [losses.b]\ndaily = { poison = 1 }\nshare = 2\n[[batches]]\npool = \"c\"\n\
                day = 1\nsize = nan\n[ask]\nq = \"a.coverage >= 1\"\n";
    let report = load(text).unwrap_err();
    let titles: Vec<&str> = report.findings().iter().map(|f| f.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "`horizon` is out of range",
            "unknown key `titel`",
            "`run.seed` is not a seed",
            "`pools.a.strength` is out of range",
            "unknown key `poison` in `losses.b.daily`",
            "`losses.b.share` is out of range",
            "there is no pool `c`",
            "`batches.0.size` is not a finite number",
            "there is no metric `a.coverage`",
        ]
    );
}

#[test]
fn one_mistake_is_told_once() {
    for text in [
        "horizon = 60\n[pool.a]\nstrength = 1\n[losses.b]\npool = \"a\"\ndaily = 1\n[ask]\nq = \"a.losses_total > 1\"",
        "horizon = 60\n[pools.a]\nstrength = \"x\"\n[losses.b]\ndaily = 1\n[ask]\nq = \"a.losses_total > 1\"",
        "horizon = 60\n[pools.a]\nstrength = 1\nthresholds = { low = -1 }\n[ask]\nq = \"a.days_below.low > 1\"",
        "horizon = \"x\"\n[pools.a]\nstrength = 1\n[losses.b]\ndaily = { replay = { csv = \"days.csv\", column = \"daily\" } }\n[ask]\nq = \"a.coverage_days > 99\"",
        "start = 1\nhorizon = 60\n[pools.a]\nstrength = 1\n[[batches]]\npool = \"a\"\nday = 2024-01-01\nsize = 1",
    ] {
        let report = load(text).unwrap_err();
        assert_eq!(report.findings().len(), 1, "{report}");
    }
}

#[test]
fn seeds_cover_all_of_u64() {
    for (text, seed) in [
        ("0", 0),
        ("9_223_372_036_854_775_807", u64::MAX / 2),
        ("\"18446744073709551615\"", u64::MAX),
        ("0xFF", 255),
    ] {
        let set = format!("run.seed={text}");
        let loaded = load_with("horizon = 1\npools.a.strength = 1", &[&set]).unwrap();
        assert_eq!(loaded.scenario.run.seed, seed);
    }
}

#[test]
fn bytes_that_are_not_text_are_refused_with_their_line() {
    let files = super::files();
    let bytes = b"horizon = 60\ntitle = \"\xff\"\n";
    let report = Scenario::load("s.toml", bytes, &[], &files).unwrap_err();
    assert_eq!(report.findings()[0].title, "`s.toml` is not text");
    assert!(report.findings()[0].label.contains("line 2"), "{report}");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read() {
    let text = "\u{feff}horizon = 60\r\n[pools.a]\r\nstrength = 5\r\n";
    assert_eq!(scenario(text).horizon, 60);
}

#[test]
fn the_shipped_scenarios_load_without_a_word() {
    struct Directory(std::path::PathBuf);
    impl outlast_core::scenario::Files for Directory {
        fn read(&self, name: &str) -> std::io::Result<Vec<u8>> {
            std::fs::read(self.0.join(name))
        }
    }
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs");
    let mut shipped = 0;
    for entry in std::fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).unwrap();
        let files = Directory(directory.clone());
        let loaded = Scenario::load(&name, &bytes, &[], &files).unwrap_or_else(|r| panic!("{r}"));
        // A replay to the end of its series drops the last starts, and says so.
        let replays =
            loaded.scenario.losses.iter().any(|l| matches!(l.daily, LossLaw::Replay { .. }));
        for warning in &loaded.warnings {
            assert!(replays, "{}", warning.render(false));
        }
        shipped += 1;
    }
    assert!(shipped >= 8, "only {shipped} scenarios");
}

#[test]
fn salvos_take_each_law_of_size() {
    let scenario = scenario(EVERYTHING);
    let size = |name: &str| match law(&scenario, name) {
        LossLaw::CompoundPoisson { size, .. } => size.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(size("salvos"), SalvoSize::Geometric { mean: Quantity::Lognormal { .. } }));
    assert_eq!(size("salvos_fixed"), SalvoSize::Fixed { size: fixed(12.0) });
    let neg_binomial = SalvoSize::NegBinomial { mean: fixed(9.0), k: fixed(2.0) };
    assert_eq!(size("salvos_neg_binomial"), neg_binomial);
    assert_eq!(size("salvos_poisson"), SalvoSize::Poisson { mean: fixed(9.0) });
    assert_eq!(size("salvos_uniform"), SalvoSize::Uniform { low: 4, high: 20 });
    let lognormal = SalvoSize::Lognormal { mean: fixed(9.0), cv: fixed(1.0) };
    assert_eq!(size("salvos_lognormal"), lognormal);
}

#[test]
fn rates_that_return_regimes_and_tables_are_read() {
    let scenario = scenario(EVERYTHING);
    let ar1 = LossLaw::Ar1NegBinomial {
        mean: fixed(9.0),
        k: fixed(20.0),
        phi: Quantity::Uniform { low: 0.8, high: 0.95 },
        sigma: fixed(0.1),
    };
    assert_eq!(law(&scenario, "ar1_neg_binomial"), &ar1);
    let stay = Quantity::Uniform { low: 4.0, high: 9.5 };
    let states = vec![
        Regime { mean: fixed(9.0), k: fixed(20.0), stay: fixed(30.0) },
        Regime { mean: fixed(50.0), k: fixed(40.0), stay },
    ];
    assert_eq!(law(&scenario, "markov_neg_binomial"), &LossLaw::MarkovNegBinomial { states });
    let LossLaw::Empirical { table } = law(&scenario, "empirical") else { panic!("a table") };
    assert_eq!((&table.values[..], &table.weights[..]), (&[0.0, 10.0][..], &[3.0, 1.0][..]));
    let inner = LossLaw::NbDrift {
        mean: fixed(9.0),
        k: fixed(60.0),
        sigma: fixed(0.03),
        rate_cv: fixed(0.0),
    };
    let zero = Quantity::Uniform { low: 0.2, high: 0.4 };
    let expected = LossLaw::ZeroInflated { zero, daily: Box::new(inner) };
    assert_eq!(law(&scenario, "zero_inflated"), &expected);
}
