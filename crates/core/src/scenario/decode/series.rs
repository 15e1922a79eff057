//! A column of a CSV file, its dates, and the rows between `from` and `to`.

use jiff::civil::Date;
use std::ops::Range;

use super::Decoder;
use super::item::{Fields, Item};
use super::number::show;
use super::sheet::Sheet;
use crate::diagnostics::{Finding, nearest};
use crate::scenario::Series;

/// The most that a day of a series may lose, as any other daily loss.
const MOST: f64 = 1e9;

/// A column and the rows selected from it.
pub(super) struct Rows {
    pub(super) series: Series,
    pub(super) range: Range<usize>,
}

impl Rows {
    /// The series cut down to the selected rows.
    pub(super) fn selected(self) -> Series {
        let Self { series, range } = self;
        Series {
            values: series.values[range.clone()].to_vec(),
            dates: series.dates.map(|d| d[range].to_vec()),
            ..series
        }
    }
}

impl Decoder<'_> {
    /// The column that a law names.
    pub(super) fn rows(&mut self, law: &Item<'_>, fields: &Fields<'_>) -> Option<Rows> {
        let sheet = fields.need(self, "csv", Self::sheet);
        let column = fields.need(self, "column", Self::text);
        let date_column = fields.maybe(self, "date_column", Self::text);
        let from = fields.maybe(self, "from", Self::date);
        let to = fields.maybe(self, "to", Self::date);
        let sheet = sheet?;
        let values = fields.get("column").and_then(|item| {
            let index = self.column(item, &sheet, column.as_ref()?)?;
            self.values(item, &sheet, index)
        });
        let dates = match date_column? {
            Some(name) => {
                let item = fields.get("date_column")?;
                let index = self.column(item, &sheet, &name)?;
                Some(self.dates(item, &sheet, index)?)
            }
            None => (0..sheet.header.len()).find_map(|i| all_dates(&sheet, i)),
        };
        self.check_order(law, dates.as_deref());
        let range = self.select(fields, dates.as_deref(), from?, to?, sheet.rows.len());
        let series = Series {
            file: sheet.file.clone(),
            sha256: sheet.sha256.clone(),
            column: column?,
            values: values?,
            dates,
        };
        Some(Rows { series, range: range? })
    }

    /// The position of a column.
    pub(super) fn column(&mut self, item: &Item<'_>, sheet: &Sheet, name: &str) -> Option<usize> {
        let place = &item.node.place;
        let mut found = (0..sheet.header.len()).filter(|i| sheet.header[*i] == name.trim());
        match (found.next(), found.next()) {
            (Some(index), None) => Some(index),
            (Some(_), Some(_)) => {
                let title = format!("`{}` has several columns `{name}`", sheet.file);
                self.fail(place, title, "expected the name of one column")
            }
            (None, _) => {
                let title = format!("`{}` has no column `{name}`", sheet.file);
                let label = match nearest(name, sheet.header.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "expected one of its columns".to_owned(),
                };
                let shown: Vec<&str> = sheet.header.iter().map(String::as_str).take(20).collect();
                let help = match &sheet.header[..] {
                    [only] if only.contains(';') => {
                        "cells are separated by commas, not by semicolons".to_owned()
                    }
                    _ => format!("its columns are {}", shown.join(", ")),
                };
                self.fail_with_help(place, [title, label, help])
            }
        }
    }

    /// The daily losses in a column.
    pub(super) fn values(
        &mut self,
        item: &Item<'_>,
        sheet: &Sheet,
        column: usize,
    ) -> Option<Vec<f64>> {
        let range = |x: f64| (0.0..=MOST).contains(&x);
        let from = format!("from 0 to {}", show(MOST));
        self.cells(item, sheet, column, ("daily loss", &from, &range))
    }

    /// The numbers in a column: what they are, their range in words, and their range.
    pub(super) fn cells(
        &mut self,
        item: &Item<'_>,
        sheet: &Sheet,
        column: usize,
        (what, words, range): (&str, &str, &dyn Fn(f64) -> bool),
    ) -> Option<Vec<f64>> {
        let mut values = Vec::with_capacity(sheet.rows.len());
        for (line, cells) in &sheet.rows {
            let cell = cells[column].as_str();
            let fault = match cell.parse::<f64>() {
                Ok(x) if range(x) => {
                    values.push(x);
                    continue;
                }
                Ok(x) => format!("{} is not {words}", show(x)),
                Err(_) if cell.is_empty() => "the cell is empty".to_owned(),
                Err(_) => format!("{cell:?} is not a number"),
            };
            let title = format!("`{}` has no {what} on line {line}", sheet.file);
            let label = format!("in this column {fault}");
            let help = "fill or remove the line; numbers are written without separators, as 1200";
            return self.fail_with_help(&item.node.place, [title, label, help.to_owned()]);
        }
        Some(values)
    }

    fn dates(&mut self, item: &Item<'_>, sheet: &Sheet, column: usize) -> Option<Vec<Date>> {
        let mut dates = Vec::with_capacity(sheet.rows.len());
        for (line, cells) in &sheet.rows {
            let Ok(date) = cells[column].parse() else {
                let title = format!("`{}` has no date on line {line}", sheet.file);
                let label = format!("in this column {:?} is not a date", cells[column]);
                let help = "dates are written year first, as 2024-10-25".to_owned();
                return self.fail_with_help(&item.node.place, [title, label, help]);
            };
            dates.push(date);
        }
        Some(dates)
    }

    /// Warns when rows that are taken for consecutive days are not.
    fn check_order(&mut self, law: &Item<'_>, dates: Option<&[Date]>) {
        if law.name == "bootstrap" {
            return;
        }
        let gap = dates.and_then(|dates| {
            dates.windows(2).find(|d| d[0].tomorrow().ok() != Some(d[1])).map(|d| (d[0], d[1]))
        });
        if let Some((before, after)) = gap {
            self.push(
                Finding::warning("the rows of the CSV file are not consecutive days")
                    .at(law.key_place.clone())
                    .label(format!("{after} follows {before}"))
                    .help("each row is taken for the day after the row above it"),
            );
        }
    }

    /// The rows from the first to the last that `from` and `to` let in.
    fn select(
        &mut self,
        fields: &Fields<'_>,
        dates: Option<&[Date]>,
        from: Option<Date>,
        to: Option<Date>,
        rows: usize,
    ) -> Option<Range<usize>> {
        let Some(item) = fields.get("from").or(fields.get("to")) else { return Some(0..rows) };
        let Some(dates) = dates else { return self.undated(item) };
        if !dates.is_sorted() {
            let title = "`from` and `to` need rows in the order of their dates".to_owned();
            let label = "the dates of the file go back and forth".to_owned();
            let help = "sort the file by its date column".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        }
        let inside = |d: &Date| from.is_none_or(|f| *d >= f) && to.is_none_or(|t| *d <= t);
        let first = dates.iter().position(inside);
        let last = dates.iter().rposition(inside);
        if let (Some(first), Some(last)) = (first, last) {
            return Some(first..last + 1);
        }
        let title = "`from` and `to` leave no row".to_owned();
        let (first, last) = (dates.iter().min(), dates.iter().max());
        let help = match (first, last) {
            (Some(first), Some(last)) => format!("the dates go from {first} to {last}"),
            _ => "the file has no rows".to_owned(),
        };
        let label = "no date of the file is in this range".to_owned();
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    /// Says that a key needs dates.
    pub(super) fn undated<T>(&mut self, item: &Item<'_>) -> Option<T> {
        let title = format!("`{}` needs dates, but the CSV file has none", item.path);
        let label = "no column holds dates only".to_owned();
        let help = "dates are written year first, as 2024-10-25; name their column with \
                    `date_column` to see which one is wrong";
        self.fail_with_help(&item.node.place, [title, label, help.to_owned()])
    }
}

/// A column as dates, if that is all it holds.
fn all_dates(sheet: &Sheet, column: usize) -> Option<Vec<Date>> {
    sheet.rows.iter().map(|(_, cells)| cells[column].parse().ok()).collect()
}
