//! Realised coverage on a real series, where there is one: daily losses claimed in a war, with the
//! columns `activity_date` and `daily`, at the path that the environment variable
//! `OUTLAST_LOSS_SERIES` names, or else a real series beside the checkout. It is not part of this
//! project; without it these tests say so and do nothing.

use std::path::{Path, PathBuf};

use outlast_core::scenario::{Files, Scenario};
use outlast_core::{Plan, Wanted};

use super::values;

/// The series, if it is there.
fn series() -> Option<Vec<u8>> {
    let beside = "../../../shared/data/ru_personnel_losses_claimed_daily.csv";
    let path = std::env::var_os("OUTLAST_LOSS_SERIES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(beside), PathBuf::from);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        report_skipped(&path);
    }
    bytes
}

#[expect(clippy::print_stderr, reason = "a test that did not run should not look as if it had")]
fn report_skipped(path: &Path) {
    eprintln!(
        "skipped: there is no series at {}; OUTLAST_LOSS_SERIES may name one",
        path.display()
    );
}

struct OneFile(Vec<u8>);

impl Files for OneFile {
    fn read(&self, _name: &str) -> std::io::Result<Vec<u8>> {
        Ok(self.0.clone())
    }
}

/// Realised coverage of 12,000 [days], from every start that the replay selects.
fn coverage(series: &[u8], horizon: u32, starts: &str) -> Vec<f64> {
    let toml = format!(
        r#"
        horizon = {horizon}
        [pools.contingent]
        strength = 12_000
        [losses.front]
        pool = "contingent"
        daily = {{ replay = {{ csv = "losses.csv", column = "daily", date_column = "activity_date", {starts} }} }}
        "#
    );
    let loaded = Scenario::load("history.toml", toml.as_bytes(), &[], &OneFile(series.to_vec()));
    let scenario = loaded.unwrap_or_else(|report| panic!("{}", report.render(false))).scenario;
    let wanted = Wanted::Metrics(vec!["contingent.coverage_days".to_owned()]);
    let plan = Plan::compile(&scenario, &wanted).expect("it compiles");
    let runs = if starts.contains("each") { scenario.replications() } else { 1 };
    values(&plan, "contingent.coverage_days", runs).iter().map(|&v| v as f64 / 1e6).collect()
}

#[test]
fn twelve_thousand_would_have_covered_eight_days_from_25_october_2024() {
    let Some(series) = series() else { return };
    // Plain sums of the series: after 8 days 230 are left of 12,000, 0.163 of day 9's 1,410.
    let days = coverage(&series, 60, "start = 2024-10-25");
    assert!((days[0] - 8.163_121).abs() < 2e-6, "{days:?}");
}

#[test]
fn realised_coverage_by_year_is_that_of_plain_sums() {
    let Some(series) = series() else { return };
    // Order statistics of ceil(n p), from sums over the series done apart from this program.
    for (year, starts, horizon, expected) in [
        (2023, 365, 60, [11.989, 17.933, 23.261]),
        (2024, 366, 60, [7.183, 10.167, 14.789]),
        (2025, 365, 30, [7.826, 10.978, 13.398]),
    ] {
        let range = format!("start = \"each\", from = {year}-01-01, to = {year}-12-31");
        let mut days = coverage(&series, horizon, &range);
        assert_eq!(days.len(), starts, "{year}");
        days.sort_by(f64::total_cmp);
        assert!(days[starts - 1] < f64::from(horizon), "{year}: none outlives the horizon");
        for (p, expected) in [0.05, 0.5, 0.95].into_iter().zip(expected) {
            let rank = (starts as f64 * p).ceil() as usize;
            let found = days[rank - 1];
            assert!((found - expected).abs() < 6e-4, "{year}, {p}: {found}, expected {expected}");
        }
    }
}
