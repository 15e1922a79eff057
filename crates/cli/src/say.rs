//! Speaking: answers to standard output, everything else to standard error.
//!
//! Texts carry ANSI colours, which anstream takes out again where nobody would see them. A reader
//! who has gone (`outlast run ... | head`) is no error: what was asked has been done.

use std::fmt::Display;
use std::io::{self, Write};

use anstream::AutoStream;
use clap::builder::styling::{AnsiColor, Style};

use crate::failure::{Failure, reason};

/// How "error:" looks.
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// How "warning:" looks.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Prints an answer.
pub(crate) fn answer(text: &str) -> Result<(), Failure> {
    let mut out = AutoStream::auto(io::stdout().lock());
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::running(format!("cannot write to standard output: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Says something on the way. If nobody can hear it, nobody minds.
pub(crate) fn note(text: impl Display) {
    let _ = writeln!(AutoStream::auto(io::stderr().lock()), "{text}");
}

/// Warns of something in the answer: its cause, and the option that mends it.
pub(crate) fn warn(text: impl Display) {
    note(format_args!("{WARNING}warning:{WARNING:#} {text}"));
}
