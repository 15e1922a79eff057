//! Lanes that have nothing more to tell are left behind, and tell the same.

use outlast_core::{Engine, InstructionSet, Plan, Wanted};

use super::{columns, columns_of, scenario};

/// A pool that a drifting rate empties on days 7 to 20 or so, and what else there may be.
fn toml(daily: &str, more: &str) -> String {
    format!(
        r#"
        horizon = 40
        [pools.p]
        strength = "900 to 1_300"
        thresholds = {{ half = 0.5, few = 90 }}
        [losses.front]
        pool = "p"
        daily = {daily}
        {more}"#
    )
}

const FIRST_DAYS: [&str; 4] =
    ["p.exhaustion_day", "p.coverage_days", "p.first_below.half", "p.first_below.few"];
const TOTALS: [&str; 6] = [
    "p.losses_total",
    "p.peak_day_losses",
    "p.peak_week_losses",
    "p.strength_min",
    "p.strength_end",
    "front.losses_total",
];

const CORPUS: [(&str, &str); 7] = [
    ("{ nb_drift = { mean = 97.3, rate_cv = 0.1 } }", ""),
    ("{ nb_drift = { mean = 97.3, k = 20, sigma = 0.1, rate_cv = 0.3 } }", "share = 0.9"),
    ("{ nb_drift = { mean = { uniform = [80, 120] }, k = \"20 to 90\", sigma = \"0.02 to 0.2\" } }", ""),
    (
        "{ zero_inflated = { zero = { uniform = [0.0, 0.3] }, daily = { nb_drift = { mean = 97.3 } } } }",
        "share = { uniform = [0.5, 1.0] }",
    ),
    (
        "{ poisson = { mean = 60 } }",
        "[losses.rear]\npool = \"p\"\ndaily = { nb_drift = { mean = 30, sigma = 0.2 } }",
    ),
    (
        "{ nb_drift = { mean = 60, rate_cv = 0.2 } }",
        "[losses.sick]\npool = \"p\"\nhazard = 20
        [losses.rear]\npool = \"p\"\ndaily = { ar1_neg_binomial = { mean = 20, phi = 0.9, sigma = 0.2 } }",
    ),
    (
        "{ nb_drift = { mean = 97.3, rate_cv = 0.1 } }",
        "[pools.q]\nstrength = 400\n[losses.rear]\npool = \"q\"
        daily = { markov_neg_binomial = { states = [ { mean = 20, stay = 4 }, { mean = 50, stay = 4 } ] } }",
    ),
];

/// Every metric alone, and those together that may be.
fn wanted() -> Vec<Vec<String>> {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let alone = FIRST_DAYS.iter().chain(&TOTALS).map(|&name| owned(&[name]));
    let both = [&FIRST_DAYS[..2], &TOTALS].concat();
    alone.chain([owned(&FIRST_DAYS), owned(&TOTALS), owned(&both)]).collect()
}

#[test]
fn a_wide_block_gives_the_integers_of_single_lanes() {
    for (daily, more) in CORPUS {
        let scenario = scenario(&toml(daily, more));
        let all = Plan::compile(&scenario, &Wanted::Everything).expect("the plan compiles");
        let single = columns::<1>(&all, 600);
        for names in wanted() {
            let asked = Wanted::Metrics(names.clone());
            let plan = Plan::compile(&scenario, &asked).expect("the plan compiles");
            let expected: Vec<_> = (all.metrics().iter().zip(&single))
                .filter(|(metric, _)| names.contains(&metric.name))
                .map(|(_, column)| column.clone())
                .collect();
            assert_eq!(columns::<64>(&plan, 600), expected, "{daily} {more}: {names:?}, width 64");
            assert_eq!(
                columns::<128>(&plan, 600),
                expected,
                "{daily} {more}: {names:?}, width 128"
            );
            assert_eq!(
                columns::<256>(&plan, 600),
                expected,
                "{daily} {more}: {names:?}, width 256"
            );
        }
    }
}

#[test]
fn every_instruction_set_gives_the_same_integers() {
    let wanted = Wanted::Metrics(vec!["p.exhaustion_day".into(), "p.coverage_days".into()]);
    for (daily, more) in CORPUS {
        let plan = Plan::compile(&scenario(&toml(daily, more)), &wanted).expect("it compiles");
        let best = columns::<256>(&plan, 600);
        for set in InstructionSet::available() {
            let engine = Engine::<256>::with_instructions(&plan, set);
            let values = columns_of(&mut engine.expect("it is available"), &plan, 600);
            assert_eq!(values, best, "{daily}, {}", set.name());
        }
    }
}
