//! The simulation against cases worked by hand, closed forms, and itself at other widths.

pub(crate) mod backorders;
mod by_hand;
pub(crate) mod closed_forms;
mod conservation;
pub(crate) mod correlations;
pub(crate) mod exact;
mod finished;
pub(crate) mod hazards;
mod history;
pub(crate) mod opposed;
mod oracle;
pub(crate) mod policies;
mod replay;
pub(crate) mod returns;
pub(crate) mod rotation;
mod series;
pub(crate) mod servers;
pub(crate) mod stages;
pub(crate) mod supplies;
pub(crate) mod transfers;
pub(crate) mod units;
mod watched;
mod widths;

use outlast_core::scenario::{Files, Scenario};
use outlast_core::{Engine, Plan, Wanted};

/// Two made-up series, a made-up law, and nothing else.
pub(crate) struct Shelf;

impl Files for Shelf {
    fn read(&self, name: &str) -> std::io::Result<Vec<u8>> {
        match name {
            "law.csv" => Ok(LAW.as_bytes().to_vec()),
            "series.csv" => Ok(series().into_bytes()),
            "data/made_up_daily_losses.csv" => Ok(MADE_UP.to_vec()),
            _ => Err(std::io::Error::new(std::io::ErrorKind::NotFound, "no such file")),
        }
    }
}

/// The series that is shipped.
pub(crate) const MADE_UP: &[u8] =
    include_bytes!("../../../../configs/data/made_up_daily_losses.csv");

/// Values and weights of a sum of 10.
const LAW: &str = "losses,weight\n0,5\n10,2.5\n12.5,1.5\n40,0.75\n300,0.25\n";

/// 40 rows: on day i, 100 + 10 (i mod 7) losses.
fn series() -> String {
    let row = |i: i32| {
        let (month, day) = if i < 31 { (1, i + 1) } else { (2, i - 30) };
        format!("2024-{month:02}-{day:02},{}", 100 + 10 * (i % 7))
    };
    let rows: Vec<String> = (0..40).map(row).collect();
    format!("date,losses\n{}\n", rows.join("\n"))
}

pub(crate) fn scenario(toml: &str) -> Scenario {
    match Scenario::load("test.toml", toml.as_bytes(), &[], &Shelf) {
        Ok(loaded) => loaded.scenario,
        Err(report) => panic!("{}", report.render(false)),
    }
}

pub(crate) fn plan(toml: &str) -> Plan {
    Plan::compile(&scenario(toml), &Wanted::Everything).expect("the plan compiles")
}

/// The value of every metric in replications 0..n, by metric.
pub(crate) fn columns<const L: usize>(plan: &Plan, n: u64) -> Vec<Vec<i64>> {
    columns_of(&mut Engine::<L>::new(plan), plan, n)
}

/// As [`columns`], by an engine that is there.
pub(crate) fn columns_of<const L: usize>(
    engine: &mut Engine<'_, L>,
    plan: &Plan,
    n: u64,
) -> Vec<Vec<i64>> {
    let mut columns = vec![Vec::new(); plan.metrics().len()];
    let mut first = 0;
    while first < n {
        let block = engine.run(first);
        let lanes = (n - first).min(L as u64) as usize;
        for (column, metric) in columns.iter_mut().zip(plan.metrics()) {
            column.extend_from_slice(&block.measure(metric.measure)[..lanes]);
        }
        first += lanes as u64;
    }
    columns
}

/// The values of one metric, by name, in replications 0..n.
pub(crate) fn values(plan: &Plan, metric: &str, n: u64) -> Vec<i64> {
    let index = plan
        .metrics()
        .iter()
        .position(|m| m.name == metric)
        .unwrap_or_else(|| panic!("no metric {metric}"));
    columns::<64>(plan, n).swap_remove(index)
}

/// As [`values`], of a plan that computes nothing else: quicker.
pub(crate) fn sample(toml: &str, metric: &str, n: u64) -> Vec<i64> {
    let wanted = Wanted::Metrics(vec![metric.to_owned()]);
    let plan = Plan::compile(&scenario(toml), &wanted).expect("the plan compiles");
    values(&plan, metric, n)
}

/// Mean and variance of a sample.
pub(crate) fn moments(values: &[i64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().map(|&v| v as f64).sum::<f64>() / n;
    let variance = values.iter().map(|&v| square(v as f64 - mean)).sum::<f64>() / (n - 1.0);
    (mean, variance)
}

/// Asserts that a sample has this mean and variance, within 4 standard errors of each.
#[track_caller]
pub(crate) fn assert_moments(what: &str, values: &[i64], mean: f64, variance: f64) {
    let n = values.len() as f64;
    let (sample_mean, sample_variance) = moments(values);
    let fourth = values.iter().map(|&v| square(square(v as f64 - sample_mean))).sum::<f64>() / n;
    let mean_se = (variance / n).sqrt();
    let variance_se = ((fourth - sample_variance * sample_variance).max(0.0) / n).sqrt();
    assert!(
        (sample_mean - mean).abs() <= 4.0 * mean_se + 1e-9 * mean.abs(),
        "{what}: mean {sample_mean}, expected {mean} +- {mean_se}"
    );
    assert!(
        (sample_variance - variance).abs() <= 4.0 * variance_se + 1e-9 * variance,
        "{what}: variance {sample_variance}, expected {variance} +- {variance_se}"
    );
}

/// Asserts that a part of a sample is what a probability says, within 4 standard errors.
#[track_caller]
pub(crate) fn assert_probability(what: &str, values: &[i64], p: f64, holds: impl Fn(i64) -> bool) {
    let n = values.len() as f64;
    let part = values.iter().filter(|&&value| holds(value)).count() as f64 / n;
    let se = (p * (1.0 - p) / n).sqrt();
    assert!((part - p).abs() <= 4.0 * se + 1e-12, "{what}: {part}, expected {p} +- {se}");
}

pub(crate) fn square(x: f64) -> f64 {
    x * x
}
