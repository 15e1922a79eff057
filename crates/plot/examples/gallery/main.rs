//! Draws every chart, the usual and the awkward, into a folder:
//!
//! ```text
//! cargo run -p outlast-plot --example gallery -- FOLDER
//!
//!   cases.rs --> Chart --> FOLDER/<case>.svg
//!                    `---> FOLDER/<case>.png
//! ```
//!
//! For eyes: whether numbers, names and dates of any size still make a chart that one would publish.

mod cases;

use std::path::PathBuf;
use std::{env, error, fs};

fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("which folder?")?);
    fs::create_dir_all(&folder)?;
    let all = cases::all();
    for (name, chart) in &all {
        fs::write(folder.join(name).with_extension("svg"), chart.svg())?;
        #[cfg(feature = "png")]
        fs::write(folder.join(name).with_extension("png"), chart.png()?)?;
    }
    assert!(all.len() > 30, "the gallery covers the usual and the awkward");
    Ok(())
}
