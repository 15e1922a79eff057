//! `--runs FILE.csv`: one row per replication, in order.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use outlast_core::metrics::{CENSORED, Metric};
use outlast_core::scenario::Scenario;
use outlast_montecarlo::Rows;

use crate::failure::Failure;
use crate::interrupt::Unfinished;

/// A value as CSV and people have it: exact, without zeros at the end; empty when the event did
/// not come within the horizon.
pub(crate) fn cell(value: i64, scale: i64) -> String {
    if value == CENSORED {
        return String::new();
    }
    let (whole, rest) = (value / scale, value % scale);
    if rest == 0 {
        return whole.to_string();
    }
    let digits = scale.ilog10() as usize;
    format!("{whole}.{rest:0digits$}").trim_end_matches('0').to_owned()
}

/// The dates on which the replications start, if each replays a dated series from a day of its
/// own.
pub(crate) fn start_dates(scenario: &Scenario) -> Option<Vec<Date>> {
    scenario.losses.iter().find_map(|process| {
        let (series, rows) = process.daily.replayed_starts()?;
        let dates = series.dates.as_ref()?;
        rows.iter().map(|&row| dates.get(row).copied()).collect()
    })
}

/// The file of the rows while it is written.
#[derive(Debug)]
pub(crate) struct RowsFile {
    place: PathBuf,
    /// Where it grows; none when the place is no ordinary file (`/dev/stdout`), which nothing can
    /// be renamed to.
    partial: Option<Unfinished>,
    writer: csv::Writer<BufWriter<File>>,
    scales: Vec<i64>,
    dates: Option<Vec<Date>>,
}

impl RowsFile {
    /// Begins the file and writes its header.
    pub(crate) fn create(
        place: &Path,
        metrics: &[Metric],
        dates: Option<Vec<Date>>,
    ) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::writing(place, &error);
        let special = fs::metadata(place).is_ok_and(|meta| !meta.is_file());
        if place.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let partial = if special { None } else { Some(Unfinished::new(beside(place))) };
        let path = partial.as_ref().map_or(place, Unfinished::path);
        let file = File::create(path).map_err(failed)?;
        let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 16, file));
        let mut header = vec!["run"];
        header.extend(dates.as_ref().map(|_| "start_date"));
        header.extend(metrics.iter().map(|metric| metric.name.as_str()));
        writer.write_record(header).map_err(|error| failed(error.into()))?;
        let scales = metrics.iter().map(|metric| metric.scale).collect();
        Ok(Self { place: place.to_owned(), partial, writer, scales, dates })
    }

    /// Where it will be.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// Adds rows.
    pub(crate) fn write(&mut self, rows: &Rows) -> io::Result<()> {
        let runs = rows.first..;
        for (run, values) in runs.zip(rows.values.chunks(rows.width.max(1))) {
            self.writer.write_field(run.to_string())?;
            if let Some(dates) = &self.dates {
                let date = dates.get(run as usize).map(Date::to_string);
                self.writer.write_field(date.unwrap_or_default())?;
            }
            for (&value, &scale) in values.iter().zip(&self.scales) {
                self.writer.write_field(cell(value, scale))?;
            }
            self.writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    /// Puts the file in its place.
    pub(crate) fn publish(self) -> Result<(), Failure> {
        let Self { place, partial, mut writer, .. } = self;
        let published = writer.flush().and_then(|()| match &partial {
            Some(partial) => fs::rename(partial.path(), &place),
            None => Ok(()),
        });
        published.map_err(|error| Failure::writing(&place, &error))
    }
}

/// A hidden file in the same folder.
fn beside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.unfinished-{}", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_exact_and_short() {
        assert_eq!(cell(10_000_000, 1_000_000), "10");
        assert_eq!(cell(10_150_000, 1_000_000), "10.15");
        assert_eq!(cell(8_000_001, 1_000_000), "8.000001");
        assert_eq!(cell(12_000, 1), "12000");
        assert_eq!(cell(0, 1_000_000), "0");
        assert_eq!(cell(CENSORED, 1), "");
    }
}
