//! What may not mean what its author thinks.

use outlast_core::diagnostics::Finding;

use super::load;

fn warnings(text: &str) -> String {
    let loaded = load(&format!("start = 2024-10-25\nhorizon = 10\n{text}"));
    let warnings = loaded.unwrap_or_else(|report| panic!("{report}")).warnings;
    warnings.iter().map(|w| w.render(false)).collect::<Vec<String>>().join("\n\n")
}

const POOL: &str = "[pools.a]\nstrength = 9\n[losses.b]\ndaily = 1\n";

#[test]
fn a_plain_scenario_has_none() {
    assert_eq!(warnings(POOL), "");
}

#[test]
fn a_batch_past_the_horizon_never_comes() {
    let batch = "[[batches]]\npool = \"a\"\nday = 2024-11-04\nsize = 1\n";
    assert_eq!(
        warnings(&format!("{POOL}{batch}")),
        "warning: `batches.0.day` is past the horizon\n \
           --> s.toml:9:7\n  \
            |\n\
          9 | day = 2024-11-04\n  \
            |       ^^^^^^^^^^ day 11 of a run of 10: this batch never comes"
    );
    assert_eq!(warnings(&format!("{POOL}{}", batch.replace("11-04", "11-03"))), "");
}

#[test]
fn a_battle_of_no_effect_or_past_the_horizon_is_told() {
    let battle = |law: &str, more: &str| {
        warnings(&format!(
            "[pools.a]\nstrength = 9\n[pools.c]\nstrength = 9\n[opposed.d]\npools = [\"a\", \"c\"]\n\
             lanchester = {{ {law} }}\n{more}"
        ))
    };
    let told = battle("square = { a = 0, b = 0 }", "");
    assert!(told.contains("nobody is lost by `opposed.d.lanchester.square`"), "{told}");
    let told = battle("linear = { a = 0.1, b = 0 }", "from_day = 11");
    assert!(told.contains("day 11 of a run of 10: this battle never begins"), "{told}");
    assert_eq!(battle("linear = { a = 0.1, b = 0 }", "from_day = 10"), "");
}

#[test]
fn a_transfer_past_the_horizon_never_begins() {
    let transfer = "[transfers.t]\nto = \"a\"\nrate = 1\nfrom_day = 11\n";
    let told = warnings(&format!("{POOL}{transfer}"));
    assert!(told.contains("day 11 of a run of 10: this transfer never begins"), "{told}");
    assert_eq!(warnings(&format!("{POOL}{}", transfer.replace("11", "10"))), "");
}

#[test]
fn a_rotation_that_cannot_be_kept_up_is_told_how_many_units_it_needs() {
    let rotation =
        "[rotations.r]\nunits = 8\nunit_size = 9\ndeployed = 3\ntour = 6\ndwell_ratio = 2\n";
    assert_eq!(
        warnings(rotation),
        "warning: `rotations.r.units` is too few to keep up the rotation\n \
           --> s.toml:4:9\n  \
            |\n\
          4 | units = 8\n  \
            |         ^ 9 are needed for 3 in the line at all times\n  \
            |\n  \
            = help: with 6 days in the line and 12 at rest; tours will last longer, and the days \
          beyond are gap days"
    );
    assert_eq!(warnings(&rotation.replace('8', "9")), "");
    // Tours that begin together are relieved by whole groups: 10 days for 5 make three of 2.
    let rotation = "[rotations.r]\nunits = 5\nunit_size = 9\ndeployed = 2\ntour = 5\ndwell = 7\n";
    assert_eq!(warnings(rotation), "");
    let told = warnings(&format!("{rotation}start = \"together\"\n"));
    assert!(told.contains("6 are needed for 2 in the line"), "{told}");
}

#[test]
fn a_rotation_longer_than_the_run_or_with_no_fit_unit_is_told() {
    let rotation = "[rotations.r]\nunits = 2\nunit_size = 9\ndeployed = 1\ntour = 9\ndwell = 9\n";
    assert_eq!(warnings(rotation), "");
    let told = warnings(&rotation.replace("tour = 9", "tour = 10"));
    assert!(told.contains("the first relief is due on day 11 of a run of 10"), "{told}");
    let told = warnings(&format!("{rotation}min_fill = 0.8\nfill = 0.7\n"));
    assert!(told.contains("no unit of `r` is fit on day 1"), "{told}");
}

#[test]
fn a_step_past_the_horizon_never_holds() {
    let told = warnings(&format!("{POOL}schedule = [{{ from = 11, factor = 2 }}]\n"));
    assert!(told.contains("this step never holds"), "{told}");
}

#[test]
fn a_share_of_zero_or_one_is_probably_meant_to_lie_between() {
    let told = warnings(&format!("{POOL}share = {{ uniform = [0, 1] }}\n"));
    assert!(told.contains("between two integers, only integers are drawn"), "{told}");
    assert!(told.contains("write [0.0, 1.0]"), "{told}");
    assert_eq!(warnings(&format!("{POOL}share = {{ uniform = [0.0, 1] }}\n")), "");
}

#[test]
fn a_gap_in_the_dates_is_told() {
    let told = warnings(
        "[pools.a]\nstrength = 9\n[losses.b]\n\
         daily = { block_bootstrap = { csv = \"gap.csv\", column = \"daily\" } }\n",
    );
    assert!(told.contains("2024-01-05 follows 2024-01-02"), "{told}");
}

#[test]
fn an_order_that_relieves_nobody_is_told() {
    let rotation = "[rotations.r]\nunits = 3\nunit_size = 9\ndeployed = 3\ntour = 60\ndwell = 1\n\
                    [[policies]]\nname = \"x\"\nwhen = \"day > 5\"\ndo = { relieve = \"r\" }\n";
    let told = warnings(rotation);
    assert!(told.contains("all units of `r` are in the line"), "{told}");
    let told = warnings(&rotation.replace("units = 3", "units = 4"));
    assert!(!told.contains("relieves nobody"), "{told}");
}

#[test]
fn a_stop_of_batches_that_there_are_not_is_told() {
    let policy = "[[policies]]\nname = \"x\"\nwhen = \"day > 5\"\ndo = { stop_batches = \"a\" }\n";
    let told = warnings(&format!("{POOL}{policy}"));
    assert!(told.contains("no batch is bound for `a`"), "{told}");
    // What a policy asks for is a batch as well.
    let request = "[[policies]]\nname = \"y\"\nwhen = \"day > 2\"\n\
                   do = { request = { pool = \"a\", size = 5 } }\n";
    assert_eq!(warnings(&format!("{POOL}{policy}{request}")), "");
}

#[test]
fn later_stages_can_point_into_the_scenario() {
    let loaded = load(&format!("horizon = 10\n{POOL}")).unwrap();
    let finding = Finding::error("too large").at(loaded.places.value("pools.a.strength"));
    assert!(finding.render(false).contains("s.toml:3:12"), "{}", finding.render(false));
    let finding = Finding::error("too large").at(loaded.places.key("losses.b.share"));
    assert!(finding.render(false).contains("s.toml:4:9"), "{}", finding.render(false));
    assert_eq!(loaded.places.value("run.seed").span(), 0..0);
}

#[test]
fn colours_are_given_on_request_only() {
    let finding = Finding::warning("careful");
    assert!(!finding.render(false).contains('\u{1b}'));
    assert!(finding.render(true).contains('\u{1b}'));
}
