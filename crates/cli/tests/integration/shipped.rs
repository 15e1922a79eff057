//! What is shipped is what the program gives: the scenarios' results, their schema, and every
//! picture and file that the README names.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::Home;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn shipped_scenarios() -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(root().join("configs"))
        .expect("there are configs")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 10, "only {} scenarios", files.len());
    files
}

#[test]
fn every_shipped_scenario_gives_its_shipped_results() {
    for scenario in shipped_scenarios() {
        let name = scenario.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let shipped = root().join("results").join(&name).join("summary.json");
        let shipped = fs::read_to_string(&shipped)
            .unwrap_or_else(|error| panic!("{}: {error}", shipped.display()));
        let home = Home::new();
        let scenario = scenario.to_string_lossy().into_owned();
        let ran = home.outlast(&["run", &scenario, "--out", "out", "--no-charts", "--quiet"]);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
        let digest = |text: &str| {
            let summary: Value = serde_json::from_str(text).expect("a summary is JSON");
            summary["digest"].as_str().expect("it has a digest").to_owned()
        };
        let fresh = home.read("out/summary.json");
        assert_eq!(
            digest(&fresh),
            digest(&shipped),
            "{name}: make it anew with `outlast run configs/{name}.toml`, and say why in the changelog"
        );
        assert_eq!(fresh, shipped, "{name}: the same runs are summarised otherwise");
    }
}

#[test]
fn the_shipped_schema_is_the_programs() {
    let shipped = fs::read_to_string(root().join("configs/scenario.schema.json"))
        .expect("the schema is shipped");
    assert_eq!(Home::new().succeeds("schema").stdout, shipped);
}

#[test]
fn every_scenario_names_the_schema_for_its_editor() {
    for scenario in shipped_scenarios() {
        let text = fs::read_to_string(&scenario).expect("it can be read");
        assert!(text.starts_with("#:schema ./scenario.schema.json\n"), "{}", scenario.display());
    }
}

#[test]
fn every_file_that_the_readme_shows_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let targets = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files: Vec<_> = targets.filter(|target| !target.contains("://")).collect();
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        assert!(root().join(file).exists(), "the README names {file}");
    }
}
