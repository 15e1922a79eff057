//! CSV columns and where replays start.

use jiff::civil::date;
use outlast_core::scenario::{LossLaw, ReplayStart, Scenario, Series};

use super::{load, scenario};

fn text(horizon: u32, daily: &str) -> String {
    format!("horizon = {horizon}\n[pools.a]\nstrength = 9\n[losses.b]\ndaily = {daily}\n")
}

fn replay(scenario: &Scenario) -> (&Series, &ReplayStart) {
    match &scenario.losses[0].daily {
        LossLaw::Replay { series, start } => (series, start),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_replay_starts_on_every_row_that_has_the_horizon_ahead() {
    // Ten rows, three days: rows 0 to 7 can start.
    let scenario = scenario(&text(3, "{ replay = { csv = \"days.csv\", column = \"daily\" } }"));
    let (series, start) = replay(&scenario);
    assert_eq!(start, &ReplayStart::Each((0..8).collect()));
    assert_eq!(series.values.len(), 10);
    assert_eq!(series.dates.as_ref().unwrap()[9], date(2024, 1, 10));
    assert_eq!(scenario.replications(), 8);
}

#[test]
fn from_and_to_select_the_starts_but_keep_the_rows_after_them() {
    let daily = "{ replay = { csv = \"days.csv\", column = \"daily\", from = 2024-01-02, \
                 to = 2024-01-09, start = \"each\" } }";
    let loaded = load(&text(3, daily)).unwrap();
    let (series, start) = replay(&loaded.scenario);
    assert_eq!(start, &ReplayStart::Each((1..8).collect()));
    assert_eq!(series.values.len(), 10);
    assert_eq!(loaded.warnings[0].title, "1 starts of the replay are dropped");
}

#[test]
fn a_dated_start_is_one_row() {
    let daily = "{ replay = { csv = \"days.csv\", column = \"daily\", start = 2024-01-08 } }";
    let scenario = scenario(&text(3, daily));
    assert_eq!(replay(&scenario).1, &ReplayStart::At(7));
    assert_eq!(scenario.replications(), 100_000);
}

#[test]
fn replications_may_be_fewer_than_the_starts() {
    let text = text(3, "{ replay = { csv = \"days.csv\", column = \"daily\" } }");
    let scenario = scenario(&format!("run.replications = 5\n{text}"));
    assert_eq!(scenario.replications(), 5);
}

#[test]
fn without_a_series_there_are_a_hundred_thousand_replications() {
    assert_eq!(scenario(&text(3, "7")).replications(), 100_000);
}

#[test]
fn two_replays_with_as_many_starts_agree() {
    let daily = "{ replay = { csv = \"days.csv\", column = \"daily\", to = 2024-01-04 } }";
    let later = "{ replay = { csv = \"days.csv\", column = \"daily\", from = 2024-01-05 } }";
    let text = format!("{}[losses.c]\ndaily = {later}\n", text(3, daily));
    assert_eq!(scenario(&text).replications(), 4);
}

/// SHA-256 of "day,daily\n1,5\n2,6\n3,7\n" by coreutils' sha256sum.
#[test]
fn a_file_is_read_once_and_its_hash_is_told() {
    let daily = "{ bootstrap = { csv = \"undated.csv\", column = \"daily\" } }";
    let text = format!("{}[losses.c]\ndaily = {daily}\n", text(3, daily));
    let loaded = load(&text).unwrap();
    assert_eq!(loaded.inputs.len(), 1);
    assert_eq!(loaded.inputs[0].name, "undated.csv");
    assert_eq!(
        loaded.inputs[0].sha256,
        "0da342cfbcfa1ba2ae3bfb4ca860a9f5bdfc589aff2dbb074ef2081d15bef6e4"
    );
    let LossLaw::Bootstrap { series } = &loaded.scenario.losses[1].daily else { panic!() };
    assert_eq!(
        (series.sha256.as_str(), &series.dates),
        ("0da342cfbcfa1ba2ae3bfb4ca860a9f5bdfc589aff2dbb074ef2081d15bef6e4", &None)
    );
    assert_eq!(series.values, [5.0, 6.0, 7.0]);
}

#[test]
fn a_block_is_two_weeks_unless_the_series_is_shorter() {
    let daily = "{ block_bootstrap = { csv = \"days.csv\", column = \"daily\" } }";
    let scenario = scenario(&text(3, daily));
    assert!(matches!(scenario.losses[0].daily, LossLaw::BlockBootstrap { block: 10, .. }));
}
