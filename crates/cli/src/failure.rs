//! Why the command did not do what was asked, and what it says then.

use std::fmt;
use std::io;
use std::path::Path;

use outlast_core::diagnostics::Report;

/// Why the command ended without an answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was asked makes no sense; nothing was written.
    Usage(Message),
    /// The scenario cannot be run; nothing was written.
    Scenario(Report),
    /// It was begun and could not be finished.
    Running(Message),
    /// Ctrl-C came before anything was finished.
    Interrupted,
}

/// One line on what is wrong, and one on what to do.
#[derive(Debug)]
pub(crate) struct Message {
    what: String,
    help: Option<String>,
}

impl Failure {
    /// Bad usage.
    pub(crate) fn usage(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage(Message { what: what.into(), help: Some(help.into()) })
    }

    /// Something went wrong on the way.
    pub(crate) fn running(what: impl Into<String>) -> Self {
        Self::Running(Message { what: what.into(), help: None })
    }

    /// A file or folder could not be written.
    pub(crate) fn writing(path: &Path, error: &io::Error) -> Self {
        let help = match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Some("choose a folder that you may write to")
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                Some("a file has the name of a folder that is needed: choose another name")
            }
            io::ErrorKind::IsADirectory => {
                Some("a folder has the name of a file that is needed: choose another name")
            }
            io::ErrorKind::StorageFull => Some("the disk is full: make room or choose another"),
            _ => None,
        };
        Self::Running(Message {
            what: format!("cannot write `{}`: {}", path.display(), reason(error)),
            help: help.map(str::to_owned),
        })
    }

    /// The exit code that tells a script what kind of failure it is.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Running(_) => 1,
            Self::Usage(_) | Self::Scenario(_) => 2,
            Self::Interrupted => 130,
        }
    }
}

/// What the system says, in lower case and without its error number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = crate::say::ERROR;
        match self {
            Self::Usage(message) | Self::Running(message) => {
                write!(f, "{error}error:{error:#} {}", message.what)?;
                match &message.help {
                    Some(help) => write!(f, "\n  = help: {help}"),
                    None => Ok(()),
                }
            }
            Self::Scenario(report) => f.write_str(&report.render(true)),
            Self::Interrupted => {
                f.write_str("stopped before any run was finished: nothing written")
            }
        }
    }
}
