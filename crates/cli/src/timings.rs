//! `--timings`: where the time of a run went, as a table.
//!
//! Times are those of the threads at work, added up; with two threads a second by the clock holds
//! two seconds of theirs. They go to standard error and nowhere else: what a run writes is the
//! same bytes every time, and a time never is.

#![expect(clippy::disallowed_types, reason = "times are told, and reach no result")]

use std::time::Instant;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use outlast_core::scenario::Scenario;
use outlast_core::{InstructionSet, Part};
use outlast_montecarlo::rounding::count;
use outlast_montecarlo::{Stopwatch, Task, Timings};

use crate::figures::counted;

/// The time since it was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(Instant);

impl Clock {
    fn start() -> Self {
        Self(Instant::now())
    }
}

impl Stopwatch for Clock {
    fn nanoseconds(&self) -> u64 {
        // 584 years.
        self.0.elapsed().as_nanos() as u64
    }
}

/// What belongs together in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    StartUp,
    Simulation,
    Tallies,
    Charts,
    Writing,
}

impl Section {
    const fn name(self) -> &'static str {
        match self {
            Self::StartUp => "start-up",
            Self::Simulation => "simulation",
            Self::Tallies => "tallies",
            Self::Charts => "charts",
            Self::Writing => "writing",
        }
    }

    const fn of(task: Task) -> Self {
        match task {
            Task::Threads | Task::Prepare | Task::Begin | Task::Event(_) | Task::Calendar => {
                Self::Simulation
            }
            Task::Gather | Task::Tally | Task::Merge => Self::Tallies,
            Task::Rows => Self::Writing,
        }
    }
}

/// A row of the table.
#[derive(Debug)]
struct Entry {
    section: Section,
    name: String,
    /// Without the readings of the clock.
    nanoseconds: f64,
    events: Option<u64>,
}

/// How the runs were simulated.
#[derive(Debug)]
struct Simulated {
    runs: u64,
    timings: Timings,
    /// By the clock on the wall (ns).
    wall: f64,
}

/// Everything that took time so far.
#[derive(Debug)]
pub(crate) struct Ledger {
    clock: Clock,
    last: u64,
    entries: Vec<Entry>,
    simulated: Option<Simulated>,
}

impl Ledger {
    /// From now on.
    pub(crate) fn new() -> Self {
        Self { clock: Clock::start(), last: 0, entries: Vec::new(), simulated: None }
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }

    /// What was done since the last word was this.
    pub(crate) fn was(&mut self, section: Section, name: &str) {
        let nanoseconds = self.lap();
        self.add(section, name, nanoseconds, None);
    }

    /// The time since the last word (ns).
    fn lap(&mut self) -> f64 {
        let now = self.clock.nanoseconds();
        let took = now.saturating_sub(self.last) as f64;
        self.last = now;
        took
    }

    fn add(&mut self, section: Section, name: &str, nanoseconds: f64, events: Option<u64>) {
        // What is done in several goes is one row.
        match self.entries.iter_mut().find(|e| e.section == section && e.name == name) {
            Some(entry) => entry.nanoseconds += nanoseconds,
            None => {
                self.entries.push(Entry { section, name: name.to_owned(), nanoseconds, events });
            }
        }
    }

    /// Since the last word so many runs were simulated, by threads that took their own times.
    pub(crate) fn simulated(&mut self, runs: u64, timings: &Timings, scenario: &Scenario) {
        let wall = self.lap();
        for (task, spent) in timings.tasks() {
            let events = matches!(task, Task::Event(_)).then_some(spent.times);
            self.add(Section::of(task), &name(task, scenario), timings.net(task), events);
        }
        self.simulated = Some(Simulated { runs, timings: timings.clone(), wall });
    }

    /// Since the last word these charts were drawn, each in its time (ns).
    pub(crate) fn drawn<'a>(&mut self, charts: impl Iterator<Item = (&'a str, u64)>) {
        self.lap();
        for (chart, nanoseconds) in charts {
            self.add(Section::Charts, chart, nanoseconds as f64, None);
        }
    }

    /// The table, and what it is a table of. Ends without a newline.
    pub(crate) fn words(mut self) -> String {
        let wall = self.clock.nanoseconds() as f64;
        self.entries.sort_by_key(|entry| entry.section);
        let mut lines = vec![self.table()];
        if let Some(simulated) = &self.simulated {
            lines.extend(simulated.words(wall));
        }
        lines.join("\n")
    }

    fn table(&self) -> String {
        let runs = self.simulated.as_ref().map_or(0, |simulated| simulated.runs);
        let total: f64 = self.entries.iter().map(|entry| entry.nanoseconds).sum();
        let events: u64 = self.entries.iter().filter_map(|entry| entry.events).sum();
        let figures = |nanoseconds: f64, events: Option<u64>| {
            [
                format!("{:.2}", nanoseconds / 1e6),
                format!("{:.1} %", 100.0 * nanoseconds / total.max(1.0)),
                per_run(nanoseconds, runs),
                events.map(count).unwrap_or_default(),
            ]
        };
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(["where the time went", "ms", "share", "ns a run", "events"]);
        let mut row = |name: String, figures: [String; 4]| {
            table.add_row([name].into_iter().chain(figures));
        };
        for section in self.entries.chunk_by(|a, b| a.section == b.section) {
            let sum = section.iter().map(|entry| entry.nanoseconds).sum();
            row(section[0].section.name().to_owned(), figures(sum, None));
            for entry in section {
                row(format!("  {}", entry.name), figures(entry.nanoseconds, entry.events));
            }
        }
        row("total".to_owned(), figures(total, Some(events)));
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
            if column.index > 0 {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }
}

impl Simulated {
    fn words(&self, wall: f64) -> [String; 3] {
        let Timings { threads, lanes, reading, .. } = self.timings;
        let rate = self.runs as f64 / (self.wall / 1e9).max(1e-9);
        let readings: u64 = self.timings.tasks().map(|(_, spent)| spent.times).sum();
        let taken_off = readings as f64 * reading / 1e6;
        [
            format!(
                "By the clock: {:.2} ms in all; {} in {:.2} ms, {} a second.",
                wall / 1e6,
                counted(self.runs, "run"),
                self.wall / 1e6,
                counted(rate as u64, "run"),
            ),
            format!(
                "{}; an event acts on {}; instructions: {}.",
                counted(threads as u64, "thread"),
                counted(lanes as u64, "run"),
                InstructionSet::best().name(),
            ),
            format!(
                "Without --timings it is quicker: {} readings of the clock, of {reading:.0} ns each, \
                 are left out of the table ({taken_off:.2} ms) but not of the clock's times.",
                count(readings),
            ),
        ]
    }
}

/// Two digits after the point where there is little before it.
fn per_run(nanoseconds: f64, runs: u64) -> String {
    if runs == 0 {
        return String::new();
    }
    match nanoseconds / runs as f64 {
        few if few < 100.0 => format!("{few:.1}"),
        many => count(many.round() as u64),
    }
}

/// What a task is called, in the words of the scenario.
fn name(task: Task, scenario: &Scenario) -> String {
    let words = match task {
        Task::Threads => "start of the threads",
        Task::Prepare => "memory of runs and tallies",
        Task::Begin => "inputs, drawn once a run",
        Task::Event(Part::Arrivals) => "arrivals",
        Task::Event(Part::Transfers) => "transfers",
        Task::Event(Part::Returns) => "returns",
        Task::Event(Part::Rotation) => "rotation",
        Task::Event(Part::Battles) => "battles",
        Task::Event(Part::Process(process)) => {
            return format!("losses.{}", scenario.losses[process].name);
        }
        Task::Event(Part::Policies) => "policies",
        Task::Event(Part::Close) => "close of the day",
        Task::Calendar => "calendar",
        Task::Gather => "gathering",
        Task::Tally => "counting into histograms",
        Task::Rows => "rows of the runs",
        Task::Merge => "adding the threads' tallies",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(entries: &[(Section, &str, f64, Option<u64>)], runs: u64) -> Ledger {
        let mut ledger = Ledger::new();
        for (section, name, nanoseconds, events) in entries {
            ledger.add(*section, name, *nanoseconds, *events);
        }
        let mut timings = Timings::default();
        (timings.threads, timings.lanes, timings.reading) = (2, 64, 20.0);
        ledger.simulated = Some(Simulated { runs, timings, wall: 2e6 });
        ledger
    }

    fn cells(line: &str) -> Vec<&str> {
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
    }

    #[test]
    fn shares_are_of_all_threads_time_and_sections_are_sums() {
        let ledger = ledger(
            &[
                (Section::StartUp, "compile", 1e6, None),
                (Section::Simulation, "losses.front", 5e6, Some(1_200)),
                (Section::Simulation, "calendar", 2e6, None),
                (Section::Charts, "strength", 2e6, None),
            ],
            1_000,
        );
        let text = ledger.words();
        let lines: Vec<_> = text.lines().map(cells).collect();
        let expected: [&[&str]; 9] = [
            &["where the time went", "ms", "share", "ns a run", "events"],
            &["start-up", "1.00", "10.0 %", "1,000"],
            &["compile", "1.00", "10.0 %", "1,000"],
            &["simulation", "7.00", "70.0 %", "7,000"],
            &["losses.front", "5.00", "50.0 %", "5,000", "1,200"],
            &["calendar", "2.00", "20.0 %", "2,000"],
            &["charts", "2.00", "20.0 %", "2,000"],
            &["strength", "2.00", "20.0 %", "2,000"],
            &["total", "10.00", "100.0 %", "10,000", "1,200"],
        ];
        assert_eq!(lines[..9], expected, "{text}");
        assert!(text.contains("1,000 runs in 2.00 ms, 500,000 runs a second."), "{text}");
        assert!(text.contains("2 threads; an event acts on 64 runs; instructions: "), "{text}");
    }

    #[test]
    fn sections_stand_in_the_order_of_a_run_whatever_was_told_first() {
        let ledger =
            ledger(&[(Section::Writing, "b", 1.0, None), (Section::StartUp, "a", 1.0, None)], 1);
        let text = ledger.words();
        let first = |name: &str| text.find(name).unwrap();
        assert!(first("start-up") < first("writing"), "{text}");
    }

    #[test]
    fn what_is_done_in_several_goes_is_one_row() {
        let twice =
            [(Section::Writing, "files", 1e6, None), (Section::Writing, "files", 2e6, None)];
        let ledger = ledger(&twice, 1);
        assert_eq!(ledger.entries.len(), 1);
        assert!((ledger.entries[0].nanoseconds - 3e6).abs() < 1e-6);
    }

    #[test]
    fn a_few_nanoseconds_a_run_keep_a_digit() {
        assert_eq!(per_run(1_234.0, 100), "12.3");
        assert_eq!(per_run(1_234_567.0, 100), "12,346");
        assert_eq!(per_run(1.0, 0), "");
    }
}
