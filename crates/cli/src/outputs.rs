//! The folder of results: filled out of sight, then shown all at once.
//!
//! Files are written into a hidden folder inside the one of the results and renamed into their
//! places when all are there, so that a run that fails leaves nothing half-written. Whether the
//! folder can be written to is found out before the run, not after it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::interrupt::Unfinished;
use crate::manifest;

/// Subfolder of the charts.
pub(crate) const CHARTS: &str = "charts";

/// The results of a run that is not finished.
#[derive(Debug)]
pub(crate) struct Outputs {
    folder: PathBuf,
    partial: Unfinished,
    /// Folders that were made for it, the outermost first.
    made: Vec<PathBuf>,
    files: Vec<String>,
}

impl Outputs {
    /// Prepares a folder, making it if it is not there. Fails when one of the files that are
    /// `expected` could not be put in its place.
    pub(crate) fn prepare(folder: &Path, expected: &[&str]) -> Result<Self, Failure> {
        expected.iter().try_for_each(|file| free(&folder.join(file)))?;
        let failed = |error: io::Error| Failure::writing(folder, &error);
        let mut made: Vec<PathBuf> = folder
            .ancestors()
            .take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists())
            .map(Path::to_owned)
            .collect();
        made.reverse();
        let partial = folder.join(format!(".unfinished-{}", std::process::id()));
        let outputs = Self {
            folder: folder.to_owned(),
            partial: Unfinished::new(partial),
            made,
            files: Vec::new(),
        };
        fs::create_dir_all(outputs.partial.path().join(CHARTS)).map_err(failed)?;
        Ok(outputs)
    }

    /// Adds a file: its name below the folder, with `/`, and its content.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.partial.path().join(name);
        fs::write(path, content)
            .map_err(|error| Failure::writing(&self.folder.join(name), &error))?;
        self.files.push(name.to_owned());
        Ok(())
    }

    /// The files added so far.
    pub(crate) fn files(&self) -> &[String] {
        &self.files
    }

    /// Puts all files in their places, and takes away those `stale` ones of an earlier run that
    /// this one does not have. Nothing is replaced unless everything can be; the manifest comes
    /// last, so that it never stands before what it tells of.
    pub(crate) fn publish(mut self, stale: &[String]) -> Result<Vec<String>, Failure> {
        self.files.iter().try_for_each(|file| free(&self.folder.join(file)))?;
        if self.files.iter().any(|file| file.starts_with(CHARTS)) {
            let charts = self.folder.join(CHARTS);
            fs::create_dir_all(&charts).map_err(|error| Failure::writing(&charts, &error))?;
        }
        let (last, first): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|file| *file == manifest::NAME);
        first.into_iter().try_for_each(|file| self.place(file))?;
        for file in stale.iter().filter(|file| !self.files.contains(file)) {
            // One that is gone already is as good as removed.
            let _ = fs::remove_file(self.folder.join(file));
        }
        last.into_iter().try_for_each(|file| self.place(file))?;
        self.made.clear();
        Ok(std::mem::take(&mut self.files))
    }

    /// Puts one file in its place.
    fn place(&self, file: &str) -> Result<(), Failure> {
        let place = self.folder.join(file);
        fs::rename(self.partial.path().join(file), &place)
            .map_err(|error| Failure::writing(&place, &error))
    }
}

/// Whether a file can be put there: no folder has its name, and no file that of its folder.
fn free(place: &Path) -> Result<(), Failure> {
    if place.is_dir() {
        return Err(Failure::writing(place, &io::ErrorKind::IsADirectory.into()));
    }
    match place.parent() {
        Some(folder) if folder.exists() && !folder.is_dir() => {
            Err(Failure::writing(folder, &io::ErrorKind::NotADirectory.into()))
        }
        _ => Ok(()),
    }
}

/// Unless published, nothing remains: not the folders either that were made on the way.
impl Drop for Outputs {
    fn drop(&mut self) {
        if !self.made.is_empty() {
            let _ = fs::remove_dir_all(self.partial.path());
        }
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_published_leaves_no_trace() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("results/deep");
        let mut outputs = Outputs::prepare(&folder, &["summary.json"]).unwrap();
        outputs.add("summary.json", b"{}").unwrap();
        drop(outputs);
        assert_eq!(home.path().read_dir().unwrap().count(), 0);
    }

    #[test]
    fn files_of_an_earlier_run_go_and_those_of_others_stay() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(CHARTS)).unwrap();
        for file in ["charts/old.svg", "charts/mine.svg", "summary.json"] {
            fs::write(home.path().join(file), "old").unwrap();
        }
        let mut outputs = Outputs::prepare(home.path(), &[]).unwrap();
        outputs.add("summary.json", b"new").unwrap();
        outputs.publish(&["summary.json".to_owned(), "charts/old.svg".to_owned()]).unwrap();
        let mut left: Vec<_> = walk(home.path());
        left.sort();
        assert_eq!(left, ["charts/mine.svg", "summary.json"]);
        assert_eq!(fs::read(home.path().join("summary.json")).unwrap(), b"new");
    }

    #[test]
    fn nothing_is_replaced_when_something_cannot_be() {
        let home = tempfile::tempdir().unwrap();
        let summary = home.path().join("summary.json");
        fs::write(&summary, "old").unwrap();
        let mut outputs = Outputs::prepare(home.path(), &["summary.json"]).unwrap();
        outputs.add("summary.json", b"new").unwrap();
        outputs.add("charts/asks.svg", b"new").unwrap();
        fs::create_dir_all(home.path().join("charts/asks.svg")).unwrap();
        assert_eq!(outputs.publish(&[]).unwrap_err().exit_code(), 1);
        assert_eq!(fs::read(&summary).unwrap(), b"old");
    }

    fn walk(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| if path.is_dir() { walk_below(&path) } else { vec![name(&path)] })
            .collect()
    }

    fn walk_below(folder: &Path) -> Vec<String> {
        walk(folder).iter().map(|file| format!("{}/{file}", name(folder))).collect()
    }

    fn name(path: &Path) -> String {
        path.file_name().unwrap().to_str().unwrap().to_owned()
    }
}
