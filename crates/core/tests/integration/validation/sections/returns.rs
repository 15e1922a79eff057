//! Fates of the lost, and returns from recovery.

use super::RUNS;
use crate::engine::closed_forms::batches::DELAYS;
use crate::engine::returns::{dupuy, expected_coverage, later_than, wounded};
use crate::engine::stages;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Each loss meets a fate, and of some fates a part returns after a delay x, rounded up to whole days. \
    `wounded`: 0.75 of the losses, of whom half return after a gamma delay of mean 45 days and shape 2. `Dupuy`: 75 of 100 \
    losses of all kinds return, 5 on each of days 6 to 20. With Poisson losses those in recovery are the customers of an \
    M/G/∞ queue, so Poisson themselves. Coverage at 92 a day is compared with expected values taken day after day, \
    averaged over strengths of 11,800 to 12,200 because coverage jumps where the last day's demand is just met. Gamma \
    delays of shape s = 1 to 4 and mean 20 days go through s stages; by Erlang's law P(x > n) = e^(-y) (1 + y + ... + \
    y^(s-1)/(s-1)!), y = s n/20.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Fates and returns", TEXT, cases())
}

const WOUNDED: &str = "split = { wia = 0.75, other = 0.25 }\n\
    recovery.wia = { returns = 0.5, delay = { gamma = { mean = 45, shape = 2 } } }";
const DUPUY: &str = "split = { all = 1 }\n\
    recovery.all = { returns = 0.75, delay = { even = { from = 6, to = 20 } } }";

fn cases() -> Vec<Case> {
    let mut cases = vec![fates()];
    cases.extend(delays());
    cases.extend([("120", 120.0), ("1_200", 1_200.0)].map(in_recovery));
    cases.extend(coverage());
    cases.extend((1..=4).flat_map(|shape| [stages_now(shape), stages_left(shape)]));
    cases
}

/// How many are in recovery on day 60 of Poisson losses, after delays in so many stages.
fn stages_now(shape: u32) -> Case {
    let seen: f64 = (0..60).map(|days| stages::later_than(days, shape, 20.0)).sum();
    let toml = format!(
        "horizon = 60\n[pools.p]\nstrength = 1_000_000\n[losses.l]\ndaily = {{ poisson = 400 }}\n\
        split = {{ all = 1 }}\n\
        recovery.all = {{ returns = 0.5, delay = {{ gamma = {{ mean = 20, shape = {shape} }} }} }}\n"
    );
    let name = format!("in recovery on day 60, `poisson = 400`, half return, shape {shape}");
    Case::new(name, toml, "l.all_in_recovery_end", 4_000)
        .mean("0.5 m Σ P(x > n), n = 0 to 59", 200.0 * seen)
        .variance("the same", 200.0 * seen)
}

/// How many of those lost on one day are not back a mean delay later.
fn stages_left(shape: u32) -> Case {
    let p = stages::later_than(20, shape, 20.0);
    let toml = format!(
        "horizon = 21\n[pools.p]\nstrength = 1_000_000\n[losses.l]\ndaily = 10_000\n\
        schedule = [{{ from = 2, factor = 0 }}]\nsplit = {{ all = 1 }}\n\
        recovery.all = {{ returns = 1, delay = {{ gamma = {{ mean = 20, shape = {shape} }} }} }}\n"
    );
    let name = format!("not back in 20 days of 10,000, shape {shape}");
    Case::new(name, toml, "l.all_in_recovery_end", 4_000)
        .mean("n P(x > 20)", 10_000.0 * p)
        .variance("n p (1 - p)", 10_000.0 * p * (1.0 - p))
}

fn fates() -> Case {
    let toml = "horizon = 30\n[pools.p]\nstrength = 1_000_000\n[losses.l]\ndaily = 40\n\
        split = { kia = 0.2, wia = 0.7, captured = 0.1 }\n";
    Case::new("kia of 1,200 losses, part 0.2", toml, "l.kia_total", RUNS / 4)
        .mean("n p", 240.0)
        .variance("n p (1 - p)", 192.0)
}

/// All are lost on day 1; how many are back by day 4.
fn delays() -> Vec<Case> {
    let case = |(delay, cdf): (&str, fn(f64) -> f64)| {
        let toml = format!(
            "horizon = 4\n[pools.p]\nstrength = 1_000_000\n[losses.l]\ndaily = 30_000\n\
            schedule = [{{ from = 2, factor = 0 }}]\nsplit = {{ wia = 0.8, kia = 0.2 }}\n\
            recovery.wia = {{ returns = 0.5, delay = {delay} }}\n"
        );
        let p = 0.4 * cdf(3.0);
        let name = format!("back in 3 days of 30,000, delay `{delay}`");
        Case::new(name, toml, "p.returns_total", 4_000)
            .mean("n p, p = 0.8 × 0.5 F(3)", 30_000.0 * p)
            .variance("n p (1 - p)", 30_000.0 * p * (1.0 - p))
    };
    [0, 1, 5].map(|index| case(DELAYS[index])).into()
}

/// How many are in recovery on day 200 of Poisson losses.
fn in_recovery((text, rate): (&str, f64)) -> Case {
    let seen: f64 = (0..200).map(later_than).sum();
    let toml = format!(
        "horizon = 200\n[pools.p]\nstrength = 1_000_000_000\n[losses.l]\n\
        daily = {{ poisson = {text} }}\n{WOUNDED}\n"
    );
    let mean = rate * 0.375 * seen;
    let name = format!("in recovery on day 200, `poisson = {text}`, wounded");
    Case::new(name, toml, "l.wia_in_recovery_end", 2_000)
        .mean("0.375 m Σ P(x > n), n = 0 to 199", mean)
        .variance("the same", mean)
}

/// Coverage by expected values, averaged over strengths around 12,000.
///
/// Coverage jumps where the last day's demand is just met, once in a day's net loss. The strength of
/// the last days scatters over several such jumps, so the mean goes with the average over them.
fn averaged(back: fn(usize) -> f64) -> f64 {
    let strengths = (0..400).map(|step| 11_800.5 + f64::from(step));
    strengths.map(|strength| expected_coverage(strength, 92.0, back)).sum::<f64>() / 400.0
}

fn coverage() -> Vec<Case> {
    let case = |name: &str, daily: f64, recovery: &str| {
        let toml = format!(
            "horizon = 800\n[pools.p]\nstrength = 12_000\n[losses.l]\ndaily = {daily}\n{recovery}\n"
        );
        Case::new(name, toml, "p.coverage_days", 1_600)
    };
    let expected = "expected values day by day";
    // Short of a second day's demand, coverage is 10 + R/1,200 with R of those lost back by day 11.
    let short = "10 + Σ 1,200 P(back by day 11)/1,200";
    vec![
        case("coverage of 12,000 at 1,200 a day, wounded", 1_200.0, WOUNDED)
            .mean(short, expected_coverage(12_000.0, 1_200.0, wounded)),
        case("coverage of 12,000 at 1,200 a day, Dupuy", 1_200.0, DUPUY)
            .mean(short, expected_coverage(12_000.0, 1_200.0, dupuy)),
        case("coverage of 12,000 at 92 a day (130.4 without returns), wounded", 92.0, WOUNDED)
            .mean(expected, averaged(wounded)),
        case("coverage of 12,000 at 92 a day (130.4 without returns), Dupuy", 92.0, DUPUY)
            .mean(expected, averaged(dupuy)),
    ]
}
