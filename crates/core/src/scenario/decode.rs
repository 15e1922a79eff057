//! From the document to the typed [`Scenario`].
//!
//! A decoding function returns `None` when it has pushed a finding; its caller goes on with the
//! other keys, so that one reading reports every mistake. A value is unwrapped with `?` only
//! after all of its siblings have been decoded.

mod ask;
mod backorders;
mod batch;
mod condition;
mod correlate;
mod distribution;
mod fates;
mod hazard;
mod item;
mod known;
mod law;
mod losses;
mod number;
mod opposed;
mod policy;
mod pool;
mod quantity;
mod regimes;
mod replays;
mod rotation;
mod salvos;
mod series;
mod sheet;
mod standalone;
mod supply;
mod table;
mod text;
mod time;
mod transfer;
mod weighted;

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;
use jiff::{Span, civil};

use self::item::Item;
use self::sheet::Sheet;
pub(super) use self::sheet::sha256;
pub use self::standalone::SeriesFile;
use super::document::Node;
use super::grammar::{Kind, SCENARIO};
use super::{Files, InputFile, RunSettings, Scenario};
use crate::diagnostics::{Finding, Place, Severity};

/// What decoding gives: a scenario unless an error was found.
pub(super) struct Decoded {
    pub(super) scenario: Option<Scenario>,
    pub(super) findings: Vec<Finding>,
    pub(super) inputs: Vec<InputFile>,
}

/// Decodes the whole document.
pub(super) fn scenario(root: &Node, files: &dyn Files) -> Decoded {
    let mut decoder = Decoder::new(files);
    let scenario = decoder.correlated(&Item::root(root, Kind::Table(SCENARIO)));
    let failed = decoder.findings.iter().any(|f| f.severity == Severity::Error);
    Decoded {
        scenario: scenario.filter(|_| !failed),
        findings: decoder.findings,
        inputs: decoder.inputs,
    }
}

struct Decoder<'a> {
    files: &'a dyn Files,
    findings: Vec<Finding>,
    inputs: Vec<InputFile>,
    /// CSV files read so far, or what is wrong with them.
    sheets: BTreeMap<String, Result<Rc<Sheet>, String>>,
    start: Start,
    /// `None` while unknown: a mistake in it has been reported.
    horizon: Option<u32>,
}

/// The date of day 1.
#[derive(Clone, Copy)]
enum Start {
    Absent,
    /// Given, but wrong; that has been reported.
    Wrong,
    On(Date),
}

impl<'a> Decoder<'a> {
    fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            findings: Vec::new(),
            inputs: Vec::new(),
            sheets: BTreeMap::new(),
            start: Start::Absent,
            horizon: None,
        }
    }
}

impl Decoder<'_> {
    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Pushes an error at a place. Returns `None`, for the caller to return.
    fn fail<T>(&mut self, place: &Place, title: String, label: impl Into<String>) -> Option<T> {
        self.push(Finding::error(title).at(place.clone()).label(label));
        None
    }

    /// [`fail`](Self::fail) with a way out.
    fn fail_with_help<T>(&mut self, place: &Place, [title, label, help]: [String; 3]) -> Option<T> {
        self.push(Finding::error(title).at(place.clone()).label(label).help(help));
        None
    }

    fn scenario(&mut self, item: &Item<'_>) -> Option<Scenario> {
        let fields = self.table(item)?;
        let title = fields.maybe(self, "title", Self::line);
        let sources = fields.maybe(self, "sources", Self::lines);
        let unit = fields.maybe(self, "unit", Self::line);
        self.horizon = fields.need(self, "horizon", Self::days);
        self.start = match fields.maybe(self, "start", Self::first_day) {
            Some(None) => Start::Absent,
            Some(Some(date)) => Start::On(date),
            None => Start::Wrong,
        };
        let run = fields.maybe(self, "run", Self::run);
        let pools = self.pools(&fields);
        let rotations = self.rotations(&fields);
        let losses = self.losses(&fields);
        let opposed = self.opposed(&fields);
        let batches = self.batches(&fields);
        let transfers = self.transfers(&fields);
        let supplies = self.supplies(&fields, unit.as_ref().and_then(Option::as_deref));
        let policies = self.policies(&fields);
        let asks = self.asks(&fields);
        self.check_replays(&fields, losses.as_deref());
        let (mut pools, (in_line, rotations)) = (pools?, rotations?);
        pools.extend(in_line);
        let (mut losses, mut batches, mut transfers) = (losses?, batches?, transfers?);
        for supply in supplies? {
            pools.push(supply.pool);
            losses.push(supply.usage);
            batches.extend(supply.deliveries);
            transfers.extend(supply.resupply);
        }
        Some(Scenario {
            title: title?,
            sources: sources?.unwrap_or_default(),
            unit: unit?.unwrap_or_else(|| "units".to_owned()),
            start: if let Start::On(date) = self.start { Some(date) } else { None },
            horizon: self.horizon?,
            run: run?.unwrap_or(RunSettings { seed: 0, replications: None }),
            pools,
            rotations,
            losses,
            opposed: opposed?,
            batches,
            transfers,
            correlations: Vec::new(),
            policies: policies?,
            asks: asks?,
        })
    }

    fn run(&mut self, item: &Item<'_>) -> Option<RunSettings> {
        let fields = self.table(item)?;
        let seed = fields.maybe(self, "seed", Self::seed);
        let replications = fields.maybe(self, "replications", Self::whole);
        Some(RunSettings { seed: seed?.unwrap_or(0), replications: replications? })
    }

    /// The date of day 1, which leaves room for the horizon in the calendar.
    fn first_day(&mut self, item: &Item<'_>) -> Option<Date> {
        let date = self.date(item)?;
        let days = self.horizon.unwrap_or(1);
        if date.checked_add(Span::new().days(i64::from(days))).is_err() {
            let title = format!("a run from {date} leaves the calendar");
            let label = format!("{days} days from here end after {}", civil::Date::MAX);
            return self.fail(&item.node.place, title, label);
        }
        Some(date)
    }
}
