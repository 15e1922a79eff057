//! Reliefs that a policy orders.

use outlast_core::{Order, Phase, Replay, What};

use super::{EVERYTHING, toml};
use crate::engine::{columns, plan, values};

/// One of two units of 100 in the line, which loses 10 a day; two days at rest are enough.
fn two_units(policy: &str) -> String {
    let keys =
        "units = 2\nunit_size = 100\ndeployed = 1\ntour = 60\ndwell = 2\nstart = \"together\"";
    let rest = format!(
        "[losses.front]\ndaily = 10\n[[policies]]\nname = \"spare\"\n{policy}\n\
         do = {{ relieve = \"line\" }}\n"
    );
    toml(10, keys, &rest)
}

/// Strength of the line at the close of each day of replication 0.
fn closes(toml: &str) -> Vec<i64> {
    let happenings = Replay::new(&plan(toml), 0).happenings;
    let close = |what: &What| match what {
        What::Closed { strength } => Some(*strength),
        _ => None,
    };
    happenings.iter().filter_map(|happening| close(&happening.what)).collect()
}

#[test]
fn who_is_in_the_line_is_relieved_on_the_morning_after_the_order() {
    // 70 at the close of day 3: the second unit comes on day 4, and the first, with 70, again on day 7,
    // three days later. The order of day 7 finds the second at rest for one day only, and lapses; that
    // of day 8 sends it on day 9, with its 70. On day 10 the first has rested for one day.
    let toml = two_units("when = \"line.strength <= 70\"\nwhenever = { gap = 1 }");
    assert_eq!(closes(&toml), [90, 80, 70, 90, 80, 70, 60, 50, 60, 50]);
    let plan = plan(&toml);
    for (metric, value) in [
        ("spare.fired_total", 6),
        ("line.reliefs_total", 3),
        ("line.early_reliefs_total", 3),
        ("line.tours_completed", 0),
        // Three days of the first with 70 left, three of the second with 70, two of the first with 50.
        ("line.veterans_total", 70 + 70 + 50),
        ("line.veteran_days_total", 3 * 70 + 3 * 70 + 2 * 50),
    ] {
        assert_eq!(values(&plan, metric, 3), [value; 3], "{metric}");
    }
}

#[test]
fn a_relief_that_is_ordered_hands_over_as_any_other() {
    // Ordered on day 3, there on day 4, and the relieved leaves on day 6.
    let toml = two_units("when = \"day == 3\"").replace("daily = 10", "daily = 0");
    let toml = toml.replace("dwell = 2", "dwell = 2\nhandover = 2");
    assert_eq!(closes(&toml), [100, 100, 100, 200, 200, 100, 100, 100, 100, 100]);
    assert_eq!(values(&plan(&toml), "line.veteran_days_total", 1), [500]);
}

#[test]
fn all_in_the_line_are_relieved_as_far_as_fit_units_are_at_rest() {
    // Three in the line and two at rest, both fit. A second order on the day after finds nobody rested.
    let keys =
        "units = 5\nunit_size = 100\ndeployed = 3\ntour = 60\ndwell = 60\nstart = \"together\"";
    let of = |policy: &str, metric: &str| {
        let policy =
            format!("[[policies]]\nname = \"spare\"\n{policy}\ndo = {{ relieve = \"line\" }}");
        values(&plan(&toml(9, keys, &policy)), metric, 1)[0]
    };
    for policy in ["when = \"day == 2\"", "when = \"day >= 2\"\nwhenever = { gap = 1 }"] {
        assert_eq!(of(policy, "line.reliefs_total"), 2, "{policy}");
        assert_eq!(of(policy, "line.early_reliefs_total"), 2, "{policy}");
        assert_eq!(of(policy, "line.strength_end"), 300, "{policy}");
    }
    // On the evening of the last day there is no morning after.
    assert_eq!(of("when = \"day == 9\"", "line.reliefs_total"), 0);
}

#[test]
fn without_a_fit_unit_at_rest_an_order_changes_nothing() {
    let rest = "[losses.front]\npool = \"line\"\ndaily = { poisson = 9 }\n";
    let keys = "units = 4\nunit_size = 300\ndeployed = 2\ntour = 20\ndwell = 20\nfill = 0.6\n\
                min_fill = 0.7";
    let order = "[[policies]]\nname = \"spare\"\nwhen = \"day >= 1\"\ndo = { relieve = \"line\" }\n\
                 whenever = { gap = 1 }\n";
    let (without, with) =
        (plan(&toml(60, keys, rest)), plan(&toml(60, keys, &format!("{rest}{order}"))));
    for metric in without.metrics() {
        assert_eq!(values(&without, &metric.name, 40), values(&with, &metric.name, 40));
    }
}

/// Orders on other days in every run.
fn ordered() -> String {
    format!(
        "{EVERYTHING}[[policies]]\nname = \"spare\"\nwhen = \"line.strength < level and day >= 4\"\n\
         level = {{ uniform = [380, 520] }}\ndo = [{{ relieve = \"line\" }}, {{ relieve = \"rear\" }}]\n\
         whenever = {{ gap = 5 }}\n"
    )
}

#[test]
fn every_width_gives_the_same_reliefs() {
    let plan = plan(&ordered());
    let one = columns::<1>(&plan, 37);
    assert!(columns::<16>(&plan, 37) == one && columns::<32>(&plan, 37) == one);
    assert!(columns::<64>(&plan, 37) == one);
    for run in [0, 5, 36] {
        let row: Vec<i64> = one.iter().map(|column| column[run as usize]).collect();
        assert_eq!(Replay::new(&plan, run).values, row, "run {run}");
    }
    let first: std::collections::BTreeSet<i64> =
        values(&plan, "spare.fired_day", 37).into_iter().collect();
    assert!(first.len() > 5, "{first:?}");
    let with = values(&plan, "rear.early_reliefs_total", 37);
    assert!(with.iter().filter(|&&count| count > 0).count() > 10, "{with:?}");
}

#[test]
fn who_is_relieved_by_order_is_in_the_line_at_rest_or_lost() {
    // Nobody joins or leaves the rear but by the hazard: 4 units of 60.
    let plan = plan(&ordered());
    let of = |metric: &str| values(&plan, &format!("rear.{metric}"), 64);
    let all = of("strength_end").into_iter().zip(of("at_rest_end")).zip(of("losses_total"));
    assert!(all.into_iter().all(|((line, rest), lost)| line + rest + lost == 240));
}

#[test]
fn a_trace_tells_of_the_order_and_of_who_comes_and_goes() {
    let toml = two_units("when = \"day == 3\"");
    let told: Vec<(u32, Phase, What)> = Replay::new(&plan(&toml), 0)
        .happenings
        .into_iter()
        .filter(|h| !matches!(h.what, What::Closed { .. } | What::Lost { .. }))
        .map(|h| (h.day, h.phase, h.what))
        .collect();
    let expected = vec![
        (3, Phase::Policies, What::Decided { policy: "spare".into(), order: Order::Relieve }),
        (4, Phase::Rotation, What::ToRest { unit: 1, count: 70, days: 3 }),
        (4, Phase::Rotation, What::ToTheLine { unit: 2, count: 100 }),
    ];
    assert_eq!(told, expected);
}
