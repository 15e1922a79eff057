//! Where replays start, and how many replications that allows.

use jiff::civil::Date;

use super::Decoder;
use super::item::{Fields, Item};
use super::series::Rows;
use crate::diagnostics::Finding;
use crate::scenario::document::Value;
use crate::scenario::{LossProcess, ReplayStart};

impl Decoder<'_> {
    /// The rows that may be day 1. `None` without a finding if rows or horizon are unknown.
    pub(super) fn replay_start(
        &mut self,
        law: &Item<'_>,
        fields: &Fields<'_>,
        rows: Option<&Rows>,
    ) -> Option<ReplayStart> {
        let date = match fields.get("start") {
            None => None,
            Some(item) => match &item.node.value {
                Value::Text(text) if text == "each" => None,
                Value::Text(text) if text.parse::<Date>().is_err() => {
                    let title = format!("`{}` is not a start", item.path);
                    let label = "expected \"each\" or a date";
                    return self.fail(&item.node.place, title, label);
                }
                _ => Some((item, self.date(item)?)),
            },
        };
        let (rows, horizon) = (rows?, self.horizon? as usize);
        match date {
            Some((item, date)) => self.fixed_start(item, fields, rows, date),
            None => self.each_start(law, rows, horizon),
        }
    }

    fn fixed_start(
        &mut self,
        item: &Item<'_>,
        fields: &Fields<'_>,
        rows: &Rows,
        date: Date,
    ) -> Option<ReplayStart> {
        let horizon = self.horizon? as usize;
        let place = &item.node.place;
        if let Some(range) = fields.get("from").or(fields.get("to")) {
            let title = format!("`{}` has no meaning next to a single start", range.path);
            let label = "this selects among several starts".to_owned();
            let help = "leave it out, or write start = \"each\"".to_owned();
            return self.fail_with_help(range.key_place, [title, label, help]);
        }
        let Some(dates) = &rows.series.dates else { return self.undated(item) };
        let Some(index) = dates.iter().position(|d| *d == date) else {
            let title = format!("the CSV file has no row of {date}");
            let (first, last) = (dates.iter().min()?, dates.iter().max()?);
            let label = format!("expected one of its dates, {first} to {last}");
            return self.fail(place, title, label);
        };
        let left = rows.series.values.len() - index;
        if left < horizon {
            let title = format!("the series ends before the horizon of {horizon} days");
            let label = format!("from here on it has {left} rows");
            let help = format!("the largest horizon from this start is {left}");
            return self.fail_with_help(place, [title, label, help]);
        }
        Some(ReplayStart::At(index))
    }

    fn each_start(&mut self, law: &Item<'_>, rows: &Rows, horizon: usize) -> Option<ReplayStart> {
        let total = rows.series.values.len();
        let starts: Vec<usize> = rows.range.clone().filter(|i| i + horizon <= total).collect();
        let dropped = rows.range.len() - starts.len();
        if starts.is_empty() {
            let title = format!("no start has {horizon} rows ahead of it");
            let longest = total - rows.range.start;
            let label = format!("the series has {total} rows");
            let help = format!("the largest horizon from its first start is {longest}");
            return self.fail_with_help(law.key_place, [title, label, help]);
        }
        if dropped > 0 {
            let left = starts.len();
            self.push(
                Finding::warning(format!("{dropped} starts of the replay are dropped"))
                    .at(law.key_place.clone())
                    .label(format!("{left} have the {horizon} rows of the horizon ahead of them"))
                    .help("name the last start with `to`, or shorten the horizon"),
            );
        }
        Some(ReplayStart::Each(starts))
    }

    /// Replays of each start must agree on how many there are, and replications with them.
    pub(super) fn check_replays(&mut self, top: &Fields<'_>, losses: Option<&[LossProcess]>) {
        let mut first: Option<(&str, usize)> = None;
        for process in losses.unwrap_or_default() {
            let Some((_, starts)) = process.daily.replayed_starts() else { continue };
            match first {
                None => first = Some((&process.name, starts.len())),
                Some((name, number)) if number != starts.len() => {
                    let Some(item) = top.get("losses") else { return };
                    let Value::Table(entries) = &item.node.value else { return };
                    let Some(entry) = entries.iter().find(|e| e.key == process.name) else {
                        return;
                    };
                    let title = format!("`{name}` and `{}` start differently", process.name);
                    let label = format!("{} starts here, {number} there", starts.len());
                    let help = "replication r begins at start r of each: select as many with \
                                `from` and `to`, or give one a start date";
                    self.fail_with_help::<()>(&entry.key_place, [title, label, help.to_owned()]);
                }
                Some(_) => {}
            }
        }
        if let Some((name, number)) = first {
            self.check_replications(top, name, number);
        }
    }

    fn check_replications(&mut self, top: &Fields<'_>, name: &str, starts: usize) {
        let Some(Value::Table(run)) = top.get("run").map(|item| &item.node.value) else { return };
        let Some(entry) = run.iter().find(|e| e.key == "replications") else { return };
        let Value::Integer(replications) = entry.node.value else { return };
        if replications > starts as i128 {
            let title = format!("`run.replications` is more than `{name}` has starts");
            let label = format!("there are {starts} starts, one for each replication");
            let help = "leave it out to run every start once".to_owned();
            self.fail_with_help::<()>(&entry.node.place, [title, label, help]);
        }
    }
}
