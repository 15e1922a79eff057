//! What a replication demands does not depend on what there is to lose; and more never ends sooner.
//!
//! Draws have addresses, so scenarios that differ in strength or in a batch meet the same luck, run by
//! run. That makes inequalities of means into inequalities of every single run.

use super::{plan, values};

const RUNS: u64 = 500;

/// Laws and what modifies them, of about 100 losses a day.
const LOSSES: [&str; 9] = [
    "daily = 97.3",
    "daily = { poisson = { mean = 97.3 } }",
    "daily = { poisson = { mean = 200 } }\nshare = { uniform = [0.2, 0.8] }",
    "daily = { neg_binomial = { mean = 97.3, k = 3 } }\nschedule = [{ from = 6, factor = 2 }, { from = 17, factor = 0.5 }]",
    "daily = { nb_drift = { mean = 97.3, k = 20, sigma = 0.1, rate_cv = 0.3 } }",
    "daily = { gamma = { mean = 97.3, cv = 1.2 } }\npulse = { per_year = 60, factor = 3, days = { uniform = [1, 3] } }",
    r#"daily = { replay = { csv = "series.csv", column = "losses", start = 2024-01-03 } }"#,
    r#"daily = { block_bootstrap = { csv = "series.csv", column = "losses", block = 5 } }"#,
    "daily = { lognormal = { mean = 97.3, cv = 1.2 } }\nschedule = [{ from = 9, factor = { choice = [0.5, 0.9] } }]",
];

fn toml(strength: &str, losses: &str) -> String {
    format!(
        "horizon = 30\n[pools.p]\nstrength = {strength}\n[losses.l]\npool = \"p\"\n{losses}\n[losses.m]\npool = \"p\"\ndaily = {{ poisson = {{ mean = 4 }} }}\n"
    )
}

#[test]
fn losses_and_shortfall_are_what_was_demanded_whatever_there_was() {
    for losses in LOSSES {
        let demand = |strength| -> Vec<i64> {
            let plan = plan(&toml(strength, losses));
            let (lost, unmet) =
                (values(&plan, "p.losses_total", RUNS), values(&plan, "p.shortfall_total", RUNS));
            lost.iter().zip(&unmet).map(|(lost, unmet)| lost + unmet).collect()
        };
        let expected = demand("1_000_000");
        // Empty from the start, in the middle at about one time, and at very different times.
        for strength in ["0", "1_000", "{ uniform = [0, 6_000] }"] {
            assert!(demand(strength) == expected, "{strength}: {losses}");
        }
    }
}

#[test]
fn a_stronger_pool_never_ends_sooner() {
    for losses in LOSSES {
        let (weak, strong) = (plan(&toml("1_000", losses)), plan(&toml("1_001", losses)));
        for metric in ["p.coverage_days", "p.exhaustion_day", "p.losses_total"] {
            let pairs = values(&weak, metric, RUNS).into_iter().zip(values(&strong, metric, RUNS));
            for (run, (weak, strong)) in pairs.enumerate() {
                assert!(weak <= strong, "run {run}, {metric}: {weak} > {strong}: {losses}");
            }
        }
    }
}

#[test]
fn one_more_batch_never_hurts() {
    for losses in LOSSES {
        let without = toml("1_000", losses);
        let batch = "[[batches]]\npool = \"p\"\nday = 4\nsize = { uniform = [0, 300] }\narrives = 0.8\ndelay = { exponential = { mean = 3 } }\n";
        let (without, with) = (plan(&without), plan(&format!("{without}{batch}")));
        for metric in ["p.coverage_days", "p.losses_total", "p.peak_week_losses"] {
            let pairs = values(&without, metric, RUNS).into_iter().zip(values(&with, metric, RUNS));
            for (run, (without, with)) in pairs.enumerate() {
                assert!(without <= with, "run {run}, {metric}: {without} > {with}: {losses}");
            }
        }
    }
}
