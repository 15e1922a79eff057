//! `manifest.json`: all that is needed to make a result again, and to see that it is the same.
//!
//! No clock, host, user or folder is in it: two runs of the same scenario write the same bytes.

use std::fs;
use std::path::Path;

use outlast_montecarlo::Summary;
use serde::Serialize;

use crate::daily;
use crate::failure::Failure;
use crate::load::Study;
use crate::outputs::CHARTS;

/// The file's name.
pub(crate) const NAME: &str = "manifest.json";

#[derive(Serialize)]
struct Manifest<'a> {
    outlast: &'a str,
    scenario: ScenarioFile<'a>,
    /// The `--set` arguments, in order.
    overrides: &'a [String],
    inputs: Vec<Input<'a>>,
    seed: u64,
    replications: u64,
    planned_replications: u64,
    interrupted: bool,
    /// The metrics of `--metrics`; null for all.
    metrics: Option<&'a [String]>,
    digest: &'a str,
    files: Vec<&'a str>,
}

#[derive(Serialize)]
struct ScenarioFile<'a> {
    file: &'a str,
    sha256: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    sha256: &'a str,
}

/// What was asked of a run, besides its scenario.
pub(crate) struct Asked<'a> {
    /// Replications planned.
    pub(crate) replications: u64,
    /// The metrics of `--metrics`.
    pub(crate) metrics: Option<&'a [String]>,
}

/// The manifest of a run that wrote `files` beside it.
pub(crate) fn json(
    study: &Study,
    asked: &Asked<'_>,
    summary: &Summary,
    files: &[String],
) -> Result<String, Failure> {
    let loaded = &study.loaded;
    let inputs = loaded.inputs.iter();
    let manifest = Manifest {
        outlast: &summary.outlast,
        scenario: ScenarioFile { file: &study.file, sha256: &loaded.sha256, text: &loaded.text },
        overrides: &study.sets,
        inputs: inputs.map(|i| Input { file: &i.name, sha256: &i.sha256 }).collect(),
        seed: summary.seed,
        replications: summary.replications,
        planned_replications: asked.replications,
        interrupted: summary.interrupted,
        metrics: asked.metrics,
        digest: &summary.digest,
        files: files.iter().map(String::as_str).chain([NAME]).collect(),
    };
    pretty(&manifest)
}

/// JSON for people and programs, with a final newline.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| Failure::running(format!("cannot write JSON: {error}")))
}

/// The files that an earlier run left in a folder, according to its manifest; only such as a run
/// writes, whatever the manifest says.
pub(crate) fn files_of_earlier_run(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join(NAME)).unwrap_or_default();
    let manifest = serde_json::from_str(&text).unwrap_or(serde_json::Value::Null);
    let files = manifest["files"].as_array().cloned().unwrap_or_default();
    let names = files.iter().filter_map(|file| file.as_str());
    names.filter(|name| is_ours(name)).map(str::to_owned).collect()
}

fn is_ours(name: &str) -> bool {
    let chart = name.strip_prefix(CHARTS).and_then(|name| name.strip_prefix('/'));
    match chart {
        Some(chart) => {
            let stem = chart.strip_suffix(".svg").or_else(|| chart.strip_suffix(".png"));
            stem.is_some_and(|stem| !stem.contains(['/', '\\']))
        }
        None => [daily::STRENGTHS, daily::SERIES].contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_cannot_name_files_that_no_run_writes() {
        for ours in ["daily.csv", "series.csv", "charts/strength.svg", "charts/coverage-a b.png"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in
            ["../daily.csv", "charts/../x.svg", "charts/a/b.png", "/etc/passwd", "charts/x"]
        {
            assert!(!is_ours(other), "{other}");
        }
    }
}
