//! One corpus of scenarios for every way to run: `tests/corpus` at the top of the repository, and
//! every shipped config, with few replications.
//!
//! The files combine the [fragments] of the language; `BLESS=1 cargo test -p outlast-montecarlo
//! --test integration corpus` writes them. What a file gives at width 1, on one thread, it must give
//! in every other way, bit by bit.

mod conservation;
mod fragments;
mod random;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use outlast_core::scenario::{Files, Scenario};
use outlast_core::{InstructionSet, Plan, Replay, Wanted};
use outlast_montecarlo::{Options, Width, digest, run};

/// Enough for a block of 64 and a part of another.
const RUNS: u64 = 70;

/// A folder at the top of the repository.
struct Folder(PathBuf);

impl Folder {
    fn named(name: &str) -> Self {
        Self(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(name))
    }

    fn corpus() -> Self {
        Self::named("tests/corpus")
    }

    /// The names of its scenarios.
    fn scenarios(&self) -> BTreeSet<String> {
        let names = std::fs::read_dir(&self.0).expect("the folder is there");
        let paths = names.map(|entry| entry.expect("an entry").path());
        let scenarios = paths.filter(|path| path.extension().is_some_and(|end| end == "toml"));
        let name =
            |path: PathBuf| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        scenarios.map(|path| name(path).expect("a name")).collect()
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name).expect("the file is there")).expect("it is text")
    }
}

impl Files for Folder {
    fn read(&self, name: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.0.join(name))
    }
}

/// A scenario of a folder, or one whose series lie there.
fn scenario(folder: &Folder, name: &str, text: &str) -> Scenario {
    let loaded = Scenario::load(name, text.as_bytes(), &[], folder);
    loaded.unwrap_or_else(|report| panic!("{name}:\n{text}\n{}", report.render(false))).scenario
}

/// Every scenario of the corpus, then every shipped one, by name.
fn all() -> Vec<(String, Scenario)> {
    let of = |folder: Folder| {
        let names = folder.scenarios().into_iter();
        names.map(move |name| {
            let scenario = scenario(&folder, &name, &folder.text(&name));
            (name, scenario)
        })
    };
    of(Folder::corpus()).chain(of(Folder::named("configs"))).collect()
}

fn plan(scenario: &Scenario) -> Plan {
    Plan::compile(scenario, &Wanted::Everything).expect("the plan compiles")
}

fn usual(width: Width) -> Options {
    Options { threads: Some(NonZeroUsize::MIN), width: Some(width), ..Options::new(RUNS) }
}

/// Every metric of every replication, row after row, and the digest.
fn result(plan: &Plan, options: &Options) -> (Vec<i64>, String) {
    let mut rows = Vec::new();
    let outcome = run(
        plan,
        options,
        &(),
        Some(&mut |some| {
            rows.extend_from_slice(&some.values);
            Ok(())
        }),
    );
    (rows, digest(&outcome.expect("it runs").tally))
}

/// Says what differs first, where another way to run gives other rows or another digest.
fn difference(plan: &Plan, expected: &(Vec<i64>, String), options: &Options) -> Option<String> {
    let (rows, digest) = result(plan, options);
    let metrics = plan.metrics();
    if let Some(cell) = (0..rows.len()).find(|&cell| rows[cell] != expected.0[cell]) {
        let (run, metric) = (cell / metrics.len(), &metrics[cell % metrics.len()].name);
        let (found, expected) = (rows[cell], expected.0[cell]);
        return Some(format!("run {run}, {metric}: {found} in place of {expected}, {options:?}"));
    }
    let same = rows.len() == expected.0.len() && digest == expected.1;
    (!same).then(|| format!("the digest, {options:?}"))
}

/// Every scenario gives in these ways what it gives at a width on one thread.
fn assert_same(reference: Width, ways: &[Options]) {
    for (name, scenario) in all() {
        let plan = plan(&scenario);
        let expected = result(&plan, &usual(reference));
        assert_eq!(expected.0.len(), RUNS as usize * plan.metrics().len());
        for options in ways {
            if let Some(difference) = difference(&plan, &expected, options) {
                panic!("{name}: {difference}");
            }
        }
    }
}

#[test]
fn the_files_are_those_of_the_fragments() {
    let (folder, files) = (Folder::corpus(), fragments::files());
    let names: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names.len(), files.len(), "no two files have one name");
    if std::env::var_os("BLESS").is_some() {
        for name in folder.scenarios().difference(&names) {
            std::fs::remove_file(folder.0.join(name)).expect("it can be removed");
        }
        for (name, text) in &files {
            std::fs::write(folder.0.join(name), text).expect("it can be written");
        }
    }
    assert!(folder.scenarios() == names, "BLESS=1 writes the files anew");
    for (name, text) in &files {
        assert!(folder.text(name) == *text, "{name} differs; BLESS=1 writes the files anew");
    }
}

#[test]
fn every_width_gives_the_same_rows_and_digest() {
    let others = [Width::Sixteen, Width::ThirtyTwo, Width::SixtyFour, Width::TwoFiftySix];
    assert_same(Width::One, &others.map(usual));
}

#[test]
fn every_instruction_set_gives_the_same_rows_and_digest() {
    let sets = InstructionSet::available();
    let with =
        |width| sets.iter().map(move |&set| Options { instructions: Some(set), ..usual(width) });
    let widths = [Width::One, Width::Sixteen, Width::SixtyFour];
    let ways: Vec<Options> = widths.into_iter().flat_map(with).collect();
    assert_same(Width::Sixteen, &ways);
}

#[test]
fn threads_and_chunks_change_neither_rows_nor_digest() {
    let way = |threads, chunk, width| {
        let threads = NonZeroUsize::new(threads);
        Options { threads, chunk, ..usual(width) }
    };
    let ways = [
        way(1, 1, Width::One),
        way(1, 13, Width::ThirtyTwo),
        way(2, 16, Width::Sixteen),
        way(3, 7, Width::Sixteen),
        way(7, 5, Width::One),
    ];
    assert_same(Width::Sixteen, &ways);
}

#[test]
fn a_replay_of_any_replication_is_its_row() {
    for (name, scenario) in all() {
        let plan = plan(&scenario);
        let (rows, _) = result(&plan, &usual(Width::ThirtyTwo));
        for (run, row) in rows.chunks(plan.metrics().len()).enumerate().step_by(23) {
            assert_eq!(Replay::new(&plan, run as u64).values, row, "{name}, run {run}");
        }
    }
}
