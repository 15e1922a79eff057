//! `outlast init`: a commented scenario to start from, and the schema for editors.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::args::InitArgs;
use crate::failure::Failure;
use crate::{say, schema};

/// What is written; it can be run as it stands.
const STARTER: &str = include_str!("starter.toml");

/// Writes the scenario, and the schema if there is none.
pub(crate) fn command(args: &InitArgs) -> Result<(), Failure> {
    let file = &args.file;
    create(file, STARTER).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::usage(
            format!("`{}` is already there", file.display()),
            "name another file: outlast init NAME.toml",
        ),
        _ => Failure::writing(file, &error),
    })?;
    let schema_file = file.with_file_name(schema::FILE);
    match create(&schema_file, &schema::text()?) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Failure::writing(&schema_file, &error));
        }
        _ => {}
    }
    say::answer(&format!(
        "Wrote {file} and, for editors, {schema}.\n\
         Change its numbers, then:\n  \
           outlast check {file}\n  \
           outlast run {file}\n",
        file = file.display(),
        schema = schema_file.display(),
    ))
}

/// Writes a file that does not exist yet.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}
