//! CSV files: a header and rows of text.

use sha2::{Digest, Sha256};

use super::Decoder;
use super::item::Item;
use crate::scenario::InputFile;
use std::fmt::Write as _;
use std::rc::Rc;

/// A CSV file in memory.
pub(super) struct Sheet {
    /// The file as the scenario names it.
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) header: Vec<String>,
    /// Each row's line in the file, counted from 1, and its cells, as many as the header has.
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

impl Decoder<'_> {
    /// The CSV file that an item names; read once, however often it is named.
    pub(super) fn sheet(&mut self, item: &Item<'_>) -> Option<Rc<Sheet>> {
        let name = self.text(item)?;
        if !self.sheets.contains_key(&name) {
            let sheet = match self.files.read(&name) {
                Ok(bytes) => {
                    let input = InputFile { name: name.clone(), sha256: sha256(&bytes) };
                    self.inputs.push(input.clone());
                    parse(&bytes, input).map(Rc::new)
                }
                Err(error) => Err(format!("cannot be read: {error}")),
            };
            self.sheets.insert(name.clone(), sheet);
        }
        match &self.sheets[&name] {
            Ok(sheet) => Some(Rc::clone(sheet)),
            Err(fault) => {
                let title = format!("`{name}` {fault}");
                let label = "expected a CSV file, relative to the scenario";
                self.fail(&item.node.place, title, label)
            }
        }
    }
}

fn parse(bytes: &[u8], input: InputFile) -> Result<Sheet, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|e| fault(&e))?.clone();
    if header.iter().all(str::is_empty) {
        return Err("is empty".to_owned());
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| fault(&e))?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    if rows.is_empty() {
        return Err("has a header but no rows".to_owned());
    }
    let InputFile { name: file, sha256 } = input;
    Ok(Sheet { file, sha256, header: header.iter().map(str::to_owned).collect(), rows })
}

fn fault(error: &csv::Error) -> String {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("has {len} of {expected_len} cells on line {line}")
        }
        csv::ErrorKind::Utf8 { .. } => format!("is not UTF-8 text on line {line}"),
        _ => format!("cannot be read as CSV on line {line}"),
    }
}

/// SHA-256 in lower-case hex.
pub(in crate::scenario) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
