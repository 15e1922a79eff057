//! Draws the race: `peers/race.json` to `peers/race.svg` and `peers/race.png`.

use std::collections::BTreeMap;
use std::path::Path;

use outlast_plot::{Bar, Bars, bars};
use serde::Deserialize;

/// What the chart needs of the race.
#[derive(Deserialize)]
struct Race {
    machine: String,
    rounds: u32,
    /// Labels by contestant.
    teams: BTreeMap<String, String>,
    /// Rounds by contestant, by workload.
    nanoseconds: BTreeMap<String, BTreeMap<String, Vec<f64>>>,
}

/// The seed question: all of the contestants answer it.
const WORKLOAD: &str = "w1";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let race: Race = serde_json::from_str(&std::fs::read_to_string(folder.join("race.json"))?)?;
    let chart = bars(&picture(&race));
    std::fs::write(folder.join("race.svg"), chart.svg())?;
    std::fs::write(folder.join("race.png"), chart.png()?)?;
    Ok(())
}

fn picture(race: &Race) -> Bars {
    let times = race.nanoseconds.get(WORKLOAD).into_iter().flatten();
    let bar = |(name, rounds): (&String, &Vec<f64>)| Bar {
        label: race.teams.get(name).unwrap_or(name).clone(),
        seconds: 1e-9 * median(rounds),
        ours: name.starts_with("outlast") || name.starts_with("command"),
    };
    Bars {
        bars: times.map(bar).collect(),
        subject: "Outlast".into(),
        measure: "CPU time per run of the seed question, one thread".into(),
        source: format!(
            "benches/peers/race.py, medians of {} rounds in turns, all answers compared. {}.",
            race.rounds, race.machine
        ),
    }
}

fn median(rounds: &[f64]) -> f64 {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
