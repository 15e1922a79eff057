//! `daily.csv`: the strength of each pool at the close of each day, in quantiles over the runs.

use jiff::ToSpan;
use jiff::civil::Date;
use outlast_core::scenario::Scenario;
use outlast_montecarlo::{Bands, Tally};

use crate::failure::Failure;

const HEADER: [&str; 8] = ["day", "date", "pool", "q05", "q25", "q50", "q75", "q95"];

/// The calendar date of a day, if the scenario has a start and the calendar reaches so far.
pub(crate) fn date(scenario: &Scenario, day: u32) -> Option<Date> {
    scenario.start?.checked_add((i64::from(day) - 1).days()).ok()
}

/// The file: day by day, and in each day the pools in the order of the scenario.
pub(crate) fn csv(scenario: &Scenario, tally: &Tally) -> Result<Vec<u8>, Failure> {
    let failed = |error: csv::Error| Failure::running(format!("cannot write daily.csv: {error}"));
    let pools: Vec<_> = scenario
        .pools
        .iter()
        .enumerate()
        .map(|(index, pool)| (pool, Bands::new(tally, index)))
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).map_err(failed)?;
    for day in 1..=scenario.horizon {
        let date = date(scenario, day).map(|date| date.to_string()).unwrap_or_default();
        for (pool, bands) in &pools {
            let mut row = vec![day.to_string(), date.clone(), pool.name.clone()];
            let strengths = bands.days[day as usize - 1].iter();
            row.extend(strengths.map(|count| (count / pool.per_unit()).to_string()));
            writer.write_record(&row).map_err(failed)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Failure::running(format!("cannot write daily.csv: {}", error.error())))
}
