//! Ctrl-C: the first stops a run in good order, the second ends the program.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::say;

static STOPPED: AtomicBool = AtomicBool::new(false);

/// What is half-written at the moment, to be taken away when the program ends at once.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Exit code after Ctrl-C, as shells have it: 128 + SIGINT.
pub(crate) const EXIT_CODE: u8 = 130;

/// From here on Ctrl-C is noted instead of ending the program.
pub(crate) fn catch() {
    // Where no handler can be set, Ctrl-C ends the program as it always does.
    let _ = ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::Relaxed) {
            if let Ok(unfinished) = UNFINISHED.lock() {
                unfinished.iter().for_each(|path| remove(path));
            }
            std::process::exit(i32::from(EXIT_CODE));
        }
        say::note("\nstopping after the runs begun; Ctrl-C again ends at once");
    });
}

/// Whether Ctrl-C was pressed.
pub(crate) fn stopped() -> bool {
    STOPPED.load(Ordering::Relaxed)
}

/// A file or folder that is half-written as long as this lives, and removed with it.
#[derive(Debug)]
pub(crate) struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// Before the path is made.
    pub(crate) fn new(path: PathBuf) -> Self {
        if let Ok(mut unfinished) = UNFINISHED.lock() {
            unfinished.push(path.clone());
        }
        Self { path }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        remove(&self.path);
        if let Ok(mut unfinished) = UNFINISHED.lock() {
            unfinished.retain(|path| *path != self.path);
        }
    }
}

/// A file that was renamed in the meantime is gone already.
fn remove(path: &Path) {
    let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
}
