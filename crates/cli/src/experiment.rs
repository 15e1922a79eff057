//! What experiments have in common: which scenario was meant, and where the results go.

use std::path::{Path, PathBuf};

use outlast_core::scenario::Scenario;
use outlast_plot::{Chart, Source};
use serde::Serialize;

use crate::args::ExperimentArgs;
use crate::failure::Failure;
use crate::load::Study;
use crate::outputs::{CHARTS, Outputs};
use crate::{charts, interrupt, say};

/// A scenario as an experiment's JSON names it: enough to see whether another is the same.
#[derive(Debug, Serialize)]
pub(crate) struct Variant {
    file: String,
    sha256: String,
    /// The changes made to it, in order.
    overrides: Vec<String>,
    title: String,
}

impl Variant {
    pub(crate) fn of(study: &Study) -> Self {
        Self {
            file: study.file.clone(),
            sha256: study.loaded.sha256.clone(),
            overrides: study.sets.clone(),
            title: study.scenario().title.clone().unwrap_or_default(),
        }
    }
}

/// What the source line of a chart says.
pub(crate) fn source(scenario: &Scenario, seed: u64, replications: u64) -> Source {
    Source {
        scenario: scenario.title.clone().unwrap_or_default(),
        replications,
        seed,
        note: charts::sources(&scenario.sources),
    }
}

/// The results of an experiment: files below one folder, written all at once.
pub(crate) struct Results {
    folder: PathBuf,
    outputs: Outputs,
    /// Files that an earlier experiment of the kind may have left there.
    kinds: Vec<String>,
}

impl Results {
    /// Prepares the folder, and from here on Ctrl-C stops in good order. `files` are all files,
    /// without charts, and `charts` are the names of the charts that there may be.
    pub(crate) fn prepare(
        (args, command): (&ExperimentArgs, &str),
        studies: &[&Study],
        files: &[&str],
        charts: &[&str],
    ) -> Result<Self, Failure> {
        let folder = args
            .out
            .clone()
            .unwrap_or_else(|| Path::new("results").join(format!("{}-{command}", studies[0].stem)));
        let forms = |chart: &&str| ["png", "svg"].map(|kind| format!("{CHARTS}/{chart}.{kind}"));
        let drawings: Vec<String> = charts.iter().flat_map(forms).collect();
        let mut expected = files.to_vec();
        if !args.no_charts {
            expected.extend(drawings.iter().map(String::as_str));
        }
        for study in studies {
            expected.iter().try_for_each(|file| study.spares(&folder.join(file)))?;
        }
        interrupt::catch();
        let outputs = Outputs::prepare(&folder, &expected)?;
        Ok(Self { folder, outputs, kinds: drawings })
    }

    /// Charts of an earlier experiment whose names begin so are taken away as well.
    pub(crate) fn supersede(&mut self, prefixes: &[&str]) {
        let Ok(entries) = self.folder.join(CHARTS).read_dir() else { return };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let ours = |name: &String| {
            let is_chart = [".png", ".svg"].iter().any(|form| name.ends_with(form));
            is_chart && prefixes.iter().any(|prefix| name.starts_with(prefix))
        };
        self.kinds.extend(names.filter(ours).map(|name| format!("{CHARTS}/{name}")));
    }

    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), Failure> {
        self.outputs.add(name, content)
    }

    pub(crate) fn draw(&mut self, name: &str, chart: &Chart) -> Result<(), Failure> {
        charts::add(&mut self.outputs, name, chart)
    }

    /// Puts everything in its place and says what: the JSON alone, or the answer in words.
    pub(crate) fn publish(
        self,
        args: &ExperimentArgs,
        json: &str,
        words: &str,
    ) -> Result<(), Failure> {
        let files = self.outputs.publish(&self.kinds)?;
        if args.json {
            return say::answer(json);
        }
        // Of a chart, one form is enough to tell.
        let told = |file: &&str| Path::new(file).extension() != Some("svg".as_ref());
        let names: Vec<&str> = files.iter().map(String::as_str).filter(told).collect();
        let folder = self.folder.display();
        say::answer(&format!("{words}\nWritten to {folder}: {}\n", names.join(", ")))
    }
}
