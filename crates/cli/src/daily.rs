//! What is kept of every day, over the runs: `daily.csv` has the strength of each pool at close,
//! `series.csv` every other series.

use jiff::ToSpan;
use jiff::civil::Date;
use outlast_core::Plan;
use outlast_core::scenario::Scenario;
use outlast_core::series::{DailyMeasure, Keep, Series};
use outlast_montecarlo::{Bands, Tally, means};

use crate::failure::Failure;

/// The file of strengths.
pub(crate) const STRENGTHS: &str = "daily.csv";
/// The file of all other series.
pub(crate) const SERIES: &str = "series.csv";

/// The calendar date of a day, if the scenario has a start and the calendar reaches so far.
pub(crate) fn date(scenario: &Scenario, day: u32) -> Option<Date> {
    scenario.start?.checked_add((i64::from(day) - 1).days()).ok()
}

/// Whether the plan has series beside the strengths of its pools.
pub(crate) fn has_others(plan: &Plan) -> bool {
    plan.series().iter().any(is_other)
}

fn is_other(series: &Series) -> bool {
    !matches!(series.measure, DailyMeasure::Strength(_))
}

/// `daily.csv`: day by day, and in each day the pools in the order of the scenario, each in its unit.
pub(crate) fn strengths(scenario: &Scenario, tally: &Tally) -> Result<Vec<u8>, Failure> {
    let pools: Vec<_> = scenario
        .pools
        .iter()
        .enumerate()
        .map(|(index, pool)| (pool.name.as_str(), Bands::new(tally, index)))
        .collect();
    let header = ["day", "date", "pool", "q05", "q25", "q50", "q75", "q95"];
    let rows = |day: usize, rows: &mut Vec<Vec<String>>| {
        rows.extend(pools.iter().map(|(name, bands)| {
            let quantiles = bands.days[day].iter().map(f64::to_string);
            std::iter::once((*name).to_owned()).chain(quantiles).collect()
        }));
    };
    csv(STRENGTHS, &header, scenario, rows)
}

/// `series.csv`: day by day, and in each day the series in the order of the plan. Quantiles are
/// empty where only the mean is kept.
pub(crate) fn others(scenario: &Scenario, plan: &Plan, tally: &Tally) -> Result<Vec<u8>, Failure> {
    let others = plan.series().iter().enumerate().filter(|(_, series)| is_other(series));
    let series: Vec<_> = others
        .map(|(index, series)| {
            let is_kept = series.measure.keep() == Keep::Distribution;
            let bands = is_kept.then(|| Bands::new(tally, index));
            (series.name.as_str(), means(tally, index), bands)
        })
        .collect();
    let header = ["day", "date", "series", "mean", "q05", "q25", "q50", "q75", "q95"];
    let rows = |day: usize, rows: &mut Vec<Vec<String>>| {
        rows.extend(series.iter().map(|(name, means, bands)| {
            let quantiles = match bands {
                Some(bands) => bands.days[day].map(|value| value.to_string()),
                None => Default::default(),
            };
            [(*name).to_owned(), means[day].to_string()].into_iter().chain(quantiles).collect()
        }));
    };
    csv(SERIES, &header, scenario, rows)
}

/// A file with some rows for each day, which `rows` adds without day and date.
fn csv(
    file: &str,
    header: &[&str],
    scenario: &Scenario,
    rows: impl Fn(usize, &mut Vec<Vec<String>>),
) -> Result<Vec<u8>, Failure> {
    let failed = |error: csv::Error| Failure::running(format!("cannot write {file}: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    let mut of_day = Vec::new();
    for day in 1..=scenario.horizon {
        let date = date(scenario, day).map(|date| date.to_string()).unwrap_or_default();
        rows(day as usize - 1, &mut of_day);
        for row in of_day.drain(..) {
            let when = [day.to_string(), date.clone()];
            writer.write_record(when.iter().chain(&row)).map_err(failed)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Failure::running(format!("cannot write {file}: {}", error.error())))
}
