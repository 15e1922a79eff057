//! The scenario language: what it accepts, what it says, and that it never panics.

mod corpus;
mod fuzz;
mod mistakes;
mod overrides;
mod quantities;
mod schema;
mod series;
mod stocks;
mod warnings;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use outlast_core::diagnostics::Report;
use outlast_core::scenario::{Loaded, Override, Scenario};

/// Loads a text as `s.toml`, next to the files of [`files`].
fn load(text: &str) -> Result<Loaded, Report> {
    load_with(text, &[])
}

fn load_with(text: &str, sets: &[&str]) -> Result<Loaded, Report> {
    let sets: Vec<Override> = sets.iter().map(|s| Override::parse(s).unwrap()).collect();
    Scenario::load("s.toml", text.as_bytes(), &sets, &files())
}

fn scenario(text: &str) -> Scenario {
    load(text).unwrap_or_else(|report| panic!("{report}")).scenario
}

fn errors(text: &str) -> String {
    load(text).expect_err("the scenario should be refused").render(false)
}

/// CSV files for replays: ten days, with faults in some.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut put = |name: &str, text: &str| files.insert(name.to_owned(), text.as_bytes().to_vec());
    let mut days = "date,daily,other\n".to_owned();
    for day in 1..=10 {
        let _ = writeln!(days, "2024-01-{day:02},{},x", 100 * day);
    }
    put("days.csv", &days);
    put("undated.csv", "day,daily\n1,5\n2,6\n3,7\n");
    put("law.csv", "losses,weight,zero,word\n0,3,1,a\n10,1,0,b\n");
    put("word.csv", "date,daily\n2024-01-01,5\n2024-01-02,many\n");
    put("empty_cell.csv", "date,daily\n2024-01-01,5\n2024-01-02,\n");
    put("negative.csv", "date,daily\n2024-01-01,-5\n");
    put("ragged.csv", "date,daily\n2024-01-01,5\n2024-01-02\n");
    put("header_only.csv", "date,daily\n");
    put("nothing.csv", "");
    put("semicolons.csv", "date;daily\n2024-01-01;5\n");
    put("gap.csv", "date,daily\n2024-01-01,5\n2024-01-02,6\n2024-01-05,7\n");
    files.insert("binary.csv".to_owned(), vec![b'a', b'\n', 0xff, 0xfe, b'\n']);
    files
}
