//! From the command line to a validated scenario: reads the file and the files that it names.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use outlast_core::diagnostics::Finding;
use outlast_core::scenario::{Files, Loaded, Override, Scenario};
use outlast_core::{Plan, PlanError, Wanted};

use crate::args::ScenarioArgs;
use crate::failure::{Failure, reason};
use crate::say;

/// More bytes than any scenario or series has; a file that never ends is not read for ever.
const LARGEST: u64 = 1 << 30;

/// A scenario with the seed that was asked for.
#[derive(Debug)]
pub(crate) struct Study {
    /// The scenario and what it was made from.
    pub(crate) loaded: Loaded,
    /// The file's name, without its folder.
    pub(crate) file: String,
    /// The same without `.toml`.
    pub(crate) stem: String,
    /// The `--set` arguments, as given.
    pub(crate) sets: Vec<String>,
    /// The files that were read.
    read: Vec<PathBuf>,
}

impl Study {
    /// Reads what the arguments name, and says what may not mean what its author thinks.
    pub(crate) fn load(args: &ScenarioArgs) -> Result<Self, Failure> {
        let study = Self::load_changed(args, &[])?;
        for warning in &study.loaded.warnings {
            say::note(warning.render(true));
        }
        Ok(study)
    }

    /// The same with further changes after those of `--set`, and without a word.
    pub(crate) fn load_changed(args: &ScenarioArgs, changes: &[Override]) -> Result<Self, Failure> {
        let path = &args.scenario;
        let bytes = read(path).map_err(|error| unreadable(path, &error))?;
        let overrides: Result<Vec<_>, _> =
            args.sets.iter().map(|set| Override::parse(set)).collect();
        let mut overrides = overrides.map_err(Failure::Scenario)?;
        overrides.extend_from_slice(changes);
        let shown = path.display().to_string();
        let folder = Folder(path.parent().map(Path::to_owned).unwrap_or_default());
        let mut loaded =
            Scenario::load(&shown, &bytes, &overrides, &folder).map_err(Failure::Scenario)?;
        let inputs = loaded.inputs.iter().map(|input| folder.0.join(&input.name));
        let read = [path.clone()].into_iter().chain(inputs).collect();
        if let Some(seed) = args.seed {
            loaded.scenario.run.seed = seed;
        }
        let part = |part: Option<&std::ffi::OsStr>| {
            part.unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
        };
        Ok(Self {
            loaded,
            file: part(path.file_name()),
            stem: part(path.file_stem()),
            sets: overrides.iter().map(|change| change.text().to_owned()).collect(),
            read,
        })
    }

    /// What the scenario says.
    pub(crate) fn scenario(&self) -> &Scenario {
        &self.loaded.scenario
    }

    /// Reads another file, relative to the working directory, which is not to be overwritten either.
    pub(crate) fn also_read(&mut self, path: &Path) -> Result<Vec<u8>, Failure> {
        let bytes = read(path).map_err(|error| {
            let (shown, reason) = (path.display(), reason(&error));
            Failure::usage(format!("cannot read `{shown}`: {reason}"), "name a CSV file")
        })?;
        self.read.push(path.to_owned());
        Ok(bytes)
    }

    /// Refuses to write where the scenario is, or a file that it reads.
    pub(crate) fn spares(&self, place: &Path) -> Result<(), Failure> {
        let Ok(same) = place.canonicalize() else {
            return Ok(()); // What is not there yet is nothing that was read.
        };
        if self.read.iter().any(|read| read.canonicalize().is_ok_and(|read| read == same)) {
            return Err(Failure::usage(
                format!("`{}` is read by this run and would be overwritten", place.display()),
                "choose another place for the results",
            ));
        }
        Ok(())
    }

    /// How many replications to run: those asked for, else the scenario's.
    pub(crate) fn replications(&self, asked: Option<u64>) -> Result<u64, Failure> {
        let replications = asked.unwrap_or_else(|| self.scenario().replications());
        match self.starts() {
            Some(starts) if replications > starts => {
                let are = match starts {
                    1 => "is only 1 day".to_owned(),
                    _ => format!("are only {starts} days"),
                };
                Err(Failure::usage(
                    format!(
                        "there {are} to start the replay from, and {replications} replications were \
                     asked for"
                    ),
                    format!("ask for {starts} at most: they are all there is"),
                ))
            }
            _ => Ok(replications),
        }
    }

    /// Of a scenario that replays a series from each of its days in turn: how many there are.
    pub(crate) fn starts(&self) -> Option<u64> {
        let starts = self.scenario().losses.iter().filter_map(|l| l.daily.replayed_starts());
        starts.map(|(_, starts)| starts.len() as u64).min()
    }

    /// Compiles the scenario for the metrics wanted.
    pub(crate) fn plan(&self, wanted: &Wanted) -> Result<Plan, Failure> {
        Plan::compile(self.scenario(), wanted).map_err(|error| match &error {
            PlanError::UnknownMetric { .. } => {
                Failure::usage(error.to_string(), "`outlast check` lists the metrics of a scenario")
            }
            PlanError::StreamClash(..) | PlanError::TooLarge(_) => {
                Failure::Scenario(Finding::error(error.to_string()).into())
            }
        })
    }
}

/// Reads the files that a scenario names, relative to its own folder.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        read(&self.0.join(name))
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 1 GB"));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    if path.is_dir() {
        let help = "name the scenario file in it";
        return Failure::usage(format!("`{shown}` is a folder, not a scenario"), help);
    }
    if error.kind() == io::ErrorKind::NotFound {
        let help = nearby(path).map_or_else(
            || format!("`outlast init {shown}` writes one to start from"),
            |near| format!("did you mean `{}`?", near.display()),
        );
        return Failure::usage(format!("there is no file `{shown}`"), help);
    }
    let help = "check that it is a file and that you may read it";
    Failure::usage(format!("cannot read `{shown}`: {}", reason(error)), help)
}

/// The file that was probably meant: the same name with `.toml`, or the only scenario there is.
fn nearby(path: &Path) -> Option<PathBuf> {
    let completed = path.with_extension("toml");
    if completed.is_file() {
        return Some(completed);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = folder.unwrap_or(Path::new(".")).read_dir().ok()?;
    let mut scenarios = entries
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"));
    match (scenarios.next(), scenarios.next()) {
        (Some(only), None) => Some(path.with_file_name(only)),
        _ => None,
    }
}
