//! A replication is the same at any width, in any block, and when it is replayed.

use outlast_core::{Engine, InstructionSet, Plan, Replay, Wanted};

use super::{columns, columns_of, plan, scenario};

/// Small scenarios, one feature each and some together.
const CORPUS: [(&str, &str); 36] = [
    ("constant", r"daily = 97.3"),
    ("poisson", r"daily = { poisson = { mean = 97.3 } }"),
    (
        "poisson of an uncertain mean",
        r"daily = { poisson = { mean = { uniform = [2.0, 200.0] } } }",
    ),
    ("neg_binomial", r"daily = { neg_binomial = { mean = 97.3, k = 3 } }"),
    (
        "neg_binomial of an uncertain k",
        r#"daily = { neg_binomial = { mean = 97.3, k = "2 to 50" } }"#,
    ),
    ("nb_drift", r"daily = { nb_drift = { mean = 97.3, k = 20, sigma = 0.1, rate_cv = 0.3 } }"),
    (
        "nb_drift whose rate stays near",
        r"daily = { nb_drift = { mean = 97.3 } }
        schedule = [ { from = 3, factor = 0.5 }, { from = 5, factor = 0 }, { from = 6, factor = 1.5 } ]",
    ),
    (
        "nb_drift of an uncertain mean whose rate leaves the tables",
        r"daily = { nb_drift = { mean = { uniform = [60.0, 200.0] }, sigma = 0.09 } }
        pulse = { per_year = 90, factor = { uniform = [0.001, 30.0] }, days = 2 }",
    ),
    ("gamma", r"daily = { gamma = { mean = 97.3, cv = 1.2 } }"),
    ("lognormal", r"daily = { lognormal = { mean = 97.3, cv = 1.2 } }"),
    (
        "replay",
        r#"daily = { replay = { csv = "series.csv", column = "losses", start = "each" } }
        share = 0.5"#,
    ),
    ("bootstrap", r#"daily = { bootstrap = { csv = "series.csv", column = "losses" } }"#),
    (
        "block_bootstrap",
        r#"daily = { block_bootstrap = { csv = "series.csv", column = "losses", block = 5 } }
        share = { triangular = [0.1, 0.3, 0.9] }"#,
    ),
    (
        "compound_poisson",
        r"daily = { compound_poisson = { events = 2.3, size = { lognormal = { mean = 40, cv = 1 } } } }
        schedule = [ { from = 3, factor = 2 } ]",
    ),
    (
        "compound_poisson of an uncertain size",
        r"daily = { compound_poisson = { events = { uniform = [0.5, 9.5] }, size = { geometric = { mean = { uniform = [5, 20] } } } } }",
    ),
    (
        "ar1_neg_binomial",
        r"daily = { ar1_neg_binomial = { mean = 97.3, k = 20, phi = { uniform = [0.5, 0.95] }, sigma = 0.2 } }
        pulse = { per_year = 60, factor = 3, days = 2 }",
    ),
    (
        "markov_neg_binomial",
        r"daily = { markov_neg_binomial = { states = [ { mean = 20, stay = 4 }, { mean = { uniform = [90, 150] }, k = 3, stay = 2.5 }, { mean = 0, stay = 1 } ] } }",
    ),
    (
        "empirical",
        r#"daily = { empirical = { csv = "law.csv", value = "losses", weight = "weight" } }"#,
    ),
    (
        "zero_inflated",
        r"daily = { zero_inflated = { zero = { uniform = [0.1, 0.9] }, daily = { nb_drift = { mean = 97.3, sigma = 0.1 } } } }
        share = 0.7",
    ),
    (
        "zero_inflated replay",
        r#"daily = { zero_inflated = { zero = 0.4, daily = { replay = { csv = "series.csv", column = "losses" } } } }"#,
    ),
    (
        "fates",
        r"daily = { neg_binomial = { mean = 97.3, k = 3 } }
        split = { kia = 0.2, wia = 0.75, captured = 0.05 }",
    ),
    (
        "returns",
        r#"daily = { poisson = { mean = 197.3 } }
        split = { kia = 0.2, wia = 0.6, sick = 0.2 }
        recovery.wia = { returns = { uniform = [0.3, 1.0] }, delay = { gamma = { mean = 5, shape = 2 } } }
        recovery.sick = { returns = 0.9, delay = { even = { from = 1, to = 6 } }, to = "b" }"#,
    ),
    (
        "returns in stages",
        r#"daily = { neg_binomial = { mean = 197.3, k = 3 } }
        split = { kia = 0.2, wia = 0.5, sick = 0.2, tired = 0.1 }
        recovery.wia = { returns = { uniform = [0.3, 1.0] }, delay = { gamma = { mean = 5, shape = 3 } } }
        recovery.sick = { returns = 0.9, delay = { gamma = { mean = 0.5, shape = 4 } }, to = "b" }
        recovery.tired = { returns = 1, delay = { exponential = { mean = 3 } } }"#,
    ),
    (
        "servers",
        r#"daily = { neg_binomial = { mean = 50, k = 3 } }
        split = { kia = 0.2, wia = 0.6, sick = 0.2 }
        recovery.wia = { returns = { uniform = [0.3, 1.0] }, delay = { gamma = { mean = 2, shape = 2 } }, servers = 40 }
        recovery.sick = { returns = 0.9, delay = { exponential = { mean = 0.4 } }, servers = 1, to = "b" }"#,
    ),
    (
        "backorders",
        r#"daily = { poisson = 97.3 }
        [pools.c]
        strength = { uniform = [0, 30] }
        backorders = true
        thresholds = { half = 0.5 }
        [losses.failures]
        pool = "c"
        daily = { neg_binomial = { mean = 5, k = 1 } }
        split = { down = 0.9, gone = 0.1 }
        recovery.down = { returns = 1, delay = { uniform = [0, 9] }, servers = 8 }
        [transfers.more]
        to = "c"
        rate = { poisson = 1 }"#,
    ),
    (
        "supplies",
        r#"daily = { poisson = 97.3 }
        [supplies.shells]
        stock = { uniform = [300, 900] }
        thresholds = { half = 0.5 }
        use = { poisson = { uniform = [20.0, 90.0] } }
        share = { uniform = [0.5, 1.0] }
        schedule = [{ from = 4, factor = { choice = [0.5, 1.5] } }]
        pulse = { per_year = 60, factor = 3, days = { uniform = [1, 3] } }
        resupply = { rate = { uniform = [0, 900] }, per = "month" }
        deliveries = [{ day = 3, every = 4, size = 50, arrives = 0.5, delay = { uniform = [0, 3] } }]
        ration = [{ below_days = 9, factor = 0.5 }, { below_days = 3, factor = 0.1 }]
        [supplies.fuel]
        stock = "90 to 200"
        resolution = 0.001
        use = { gamma = { mean = 12, cv = 0.5 } }
        window = 3
        ration = { below_days = 5, factor = 0.7 }"#,
    ),
    ("hazard", r"hazard = { per_1000 = { uniform = [20, 90] } }"),
    (
        "hazard with a spread",
        r"hazard = { per_1000 = 60, spread = 0.8 }
        schedule = [ { from = 9, factor = { choice = [0.5, 30] } } ]
        share = { uniform = [0.5, 1.0] }",
    ),
    (
        "hazard by days since joining",
        r"hazard = { steps = [ { from = 0, per_1000 = 90 }, { from = 4, per_1000 = { uniform = [10, 40] } } ] }
        pulse = { per_year = 60, factor = 3, days = { uniform = [1, 3] } }
        split = { kia = 0.3, wia = 0.7 }
        recovery.wia = { returns = 0.7, delay = 3 }",
    ),
    (
        "transfers",
        r#"daily = { poisson = { mean = 97.3 } }
        [transfers.forward]
        from = "b"
        to = "a"
        rate = { neg_binomial = { mean = 60, k = 3 } }
        per = "week"
        cap = { uniform = [5, 20] }
        [transfers.recruits]
        to = "b"
        rate = { nb_drift = { mean = 300, k = 20, sigma = 0.1, rate_cv = 0.3 } }
        per = "month"
        from_day = 3
        until = 16
        delay = { gamma = { mean = 3, shape = 2 } }
        survives = { uniform = [0.5, 1.0] }
        [transfers.back]
        from = "a"
        to = "b"
        rate = 2.5
        delay = { uniform = [0, 3] }"#,
    ),
    (
        "transfers from a line with cohorts",
        r#"hazard = { steps = [ { from = 0, per_1000 = 90 }, { from = 4, per_1000 = 10 } ] }
        [transfers.home]
        from = "a"
        rate = { bootstrap = { csv = "series.csv", column = "losses" } }
        [transfers.conscripts]
        to = "a"
        rate = { poisson = { uniform = [0, 900] } }
        per = "month""#,
    ),
    (
        "opposed, and other losses",
        r#"daily = { poisson = { mean = 17.3 } }
        [opposed.battle]
        pools = ["b", "a"]
        lanchester = { mixed = { a = { uniform = [1e-4, 4e-4] }, b = 0.2 } }
        from_day = 3"#,
    ),
    (
        "opposed to the end of one side",
        r#"daily = 1
        [opposed.battle]
        pools = ["a", "b"]
        lanchester = { square = { a = "0.1 to 0.2", b = 0.3 } }
        until = 12
        [opposed.skirmish]
        pools = ["b", "a"]
        lanchester = { linear = { a = 1e-5, b = 2e-5 } }"#,
    ),
    (
        "opposed without chance",
        r#"hazard = 3
        [opposed.battle]
        pools = ["a", "b"]
        lanchester = { square = { a = "0.1 to 0.2", b = 0.1 } }
        deterministic = true"#,
    ),
    (
        "correlated",
        r#"daily = { nb_drift = { mean = 50, sigma = 0.1, rate_cv = 0.3 } }
        [losses.east]
        pool = "b"
        daily = { ar1_neg_binomial = { mean = { uniform = [5.0, 9.0] }, phi = 0.9, sigma = 0.2 } }
        [transfers.recruits]
        to = "b"
        rate = { nb_drift = { mean = 9, sigma = 0.2 } }"#,
    ),
    (
        "modified",
        r"daily = { poisson = { mean = 97.3 } }
        schedule = [ { from = 3, factor = 2 }, { from = 9, factor = { choice = [0.5, 0.9] } } ]
        pulse = { per_year = 60, factor = 3, days = { uniform = [1, 3] } }",
    ),
];

fn toml(losses: &str) -> String {
    // At the top of the file, where the losses that they are of stand.
    let correlate = if losses.contains("[losses.east]") {
        r#"correlate = [
            ["front", "east", 0.6],
            ["recruits", "east", -0.5],
            ["pools.a.strength", "pools.b.strength", 0.4],
            ["losses.east.daily.mean", "pools.b.strength", -0.4],
        ]"#
    } else {
        ""
    };
    format!(
        r#"
        horizon = 20
        {correlate}
        [pools.a]
        strength = "900 to 1_400"
        establishment = 1_500
        thresholds = {{ "70%" = 0.7, floor = 100 }}
        [pools.b]
        strength = {{ uniform = [100, 200] }}
        [losses.front]
        pool = "a"
        {losses}
        [losses.rear]
        pool = "b"
        daily = {{ poisson = {{ mean = 9 }} }}
        [losses.sick]
        pool = "a"
        daily = {{ poisson = {{ mean = 4 }} }}
        [[batches]]
        pool = "a"
        day = 2
        every = 3
        size = {{ normal = {{ mean = 150, sd = 80 }} }}
        delay = {{ exponential = {{ mean = 2 }} }}
        arrives = 0.8
        tour = 6
        [[batches]]
        pool = "b"
        day = 5
        size = 60
        delay = {{ gamma = {{ mean = 4, shape = 2 }} }}
        "#
    )
}

#[test]
fn every_width_gives_the_same_integers() {
    for (name, losses) in CORPUS {
        let plan = plan(&toml(losses));
        let one = columns::<1>(&plan, 21);
        assert_eq!(one, columns::<16>(&plan, 21), "{name}, width 16");
        assert_eq!(one, columns::<32>(&plan, 21), "{name}, width 32");
        assert_eq!(one, columns::<64>(&plan, 21), "{name}, width 64");
        assert_eq!(one, columns::<256>(&plan, 21), "{name}, width 256");
    }
}

#[test]
fn every_instruction_set_gives_the_same_integers() {
    for (name, losses) in CORPUS {
        let plan = plan(&toml(losses));
        let best = columns::<64>(&plan, 64);
        for set in InstructionSet::available() {
            let engine = Engine::<64>::with_instructions(&plan, set);
            let values = columns_of(&mut engine.expect("it is available"), &plan, 64);
            assert_eq!(values, best, "{name}, {}", set.name());
            let alone = Engine::<1>::with_instructions(&plan, set);
            let values = columns_of(&mut alone.expect("it is available"), &plan, 64);
            assert_eq!(values, best, "{name}, {}, one lane alone", set.name());
        }
    }
}

/// One lane draws its days ahead, several cells at once; wide blocks draw day by day. A year is many
/// times as far ahead, and where policies, schedules or battles skip days, so do the cells.
#[test]
fn a_year_of_one_lane_is_that_of_its_row() {
    for (name, losses) in [
        ("a table", "[losses.a]\npool = 'p'\ndaily = { poisson = { mean = 20 } }"),
        (
            "tables on some days",
            "[losses.a]\npool = 'p'\ndaily = { poisson = { mean = 900_000 } }
            schedule = [{ from = 40, factor = 90 }, { from = 44, factor = 0 }, { from = 90, factor = 1 }]",
        ),
        ("drift", "[losses.a]\npool = 'p'\ndaily = { nb_drift = { mean = 20, rate_cv = 0.1 } }"),
    ] {
        let text = format!("horizon = 365\n[pools.p]\nstrength = 1e9\n{losses}");
        let plan = plan(&text);
        assert_eq!(columns::<1>(&plan, 33), columns::<16>(&plan, 33), "{name}");
    }
}

#[test]
fn a_replay_gives_the_values_of_its_row() {
    for (name, losses) in CORPUS {
        let plan = plan(&toml(losses));
        let rows = columns::<16>(&plan, 20);
        for run in [0, 7, 19] {
            let row: Vec<i64> = rows.iter().map(|column| column[run as usize]).collect();
            assert_eq!(Replay::new(&plan, run).values, row, "{name}, run {run}");
        }
    }
}

#[test]
fn a_metric_alone_has_the_values_it_has_among_all() {
    for (name, losses) in CORPUS {
        let text = toml(losses);
        let all = plan(&text);
        let rows = columns::<64>(&all, 64);
        for (index, metric) in all.metrics().iter().enumerate() {
            let wanted = Wanted::Metrics(vec![metric.name.clone()]);
            let alone = Plan::compile(&scenario(&text), &wanted).expect("the plan compiles");
            let values = [rows[index].clone()];
            assert_eq!(columns::<64>(&alone, 64), values, "{name}: {}", metric.name);
            assert_eq!(columns::<1>(&alone, 64), values, "{name}: {}, width 1", metric.name);
        }
    }
}

#[test]
fn adding_a_process_shifts_nobody_elses_draws() {
    let with_two = toml("daily = { poisson = { mean = 97.3 } }");
    let with_three = with_two.replace(
        "[[batches]]\n        pool = \"b\"",
        "[losses.late]\n        pool = \"b\"\n        daily = 1\n        [[batches]]\n        pool = \"b\"",
    );
    assert_ne!(with_two, with_three);
    let value = |toml: &str| super::values(&plan(toml), "a.losses_total", 100);
    assert_eq!(value(&with_two), value(&with_three));
}

#[test]
fn the_seed_changes_the_draws_and_nothing_else_does() {
    let text = toml("daily = { poisson = { mean = 97.3 } }");
    let other = format!("{text}\n[run]\nseed = 1\n");
    let value = |toml: &str| super::values(&plan(toml), "a.losses_total", 100);
    assert_eq!(value(&text), value(&text));
    assert_ne!(value(&text), value(&other));
}

#[test]
fn a_batch_put_before_another_does_not_change_its_luck() {
    let base = r#"
        horizon = 30
        [pools.a]
        strength = 100
        [[batches]]
        pool = "a"
        day = 4
        every = 5
        size = { uniform = [10, 90] }
        delay = { exponential = { mean = 3 } }
        arrives = 0.5
    "#;
    let before =
        "[[batches]]\n        pool = \"a\"\n        day = 2\n        size = 0\n        [[batches]]";
    let with_another = base.replacen("[[batches]]", before, 1);
    let value = |toml: &str| super::values(&plan(toml), "a.arrivals_total", 200);
    assert_eq!(value(base), value(&with_another));
}

/// Nothing that is compiled for a run depends on its length.
#[test]
fn the_first_days_are_those_of_a_shorter_run() {
    for daily in [
        "{ nb_drift = { mean = 97.3 } }",
        "{ nb_drift = { mean = 97.3, k = 20, sigma = 0.09, rate_cv = 0.4 } }",
        "{ ar1_neg_binomial = { mean = 97.3, phi = 0.9, sigma = 0.2 } }",
    ] {
        let total = |days: u32| {
            let toml =
                format!("horizon = {days}\n[pools.p]\nstrength = 1e9\n[losses.l]\ndaily = {daily}");
            let long = format!("{toml}\nschedule = [{{ from = 12, factor = 0 }}]");
            super::sample(&long, "p.losses_total", 200)
        };
        assert_eq!(total(11), total(400), "{daily}");
    }
}
