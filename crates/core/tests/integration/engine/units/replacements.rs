//! Replacements: where they come from, whom they join, and when they run out.

use outlast_core::{Replay, What};

use super::{plan, toml, values};

#[test]
fn replacements_end_when_their_pool_is_empty() {
    // 5 a day are lost in the line, and 5 a day join it, for the 20 days that 100 replacements last.
    let keys = "units = 1\nunit_size = 300\ndeployed = 1\ntour = 90\ndwell = 5\n\
                refill = { from = \"replacements\", when = \"in_line\" }";
    let rest = "[pools.replacements]\nstrength = 100\n[losses.front]\npool = \"line\"\ndaily = 5";
    let plan = plan(&toml(40, keys, rest));
    let of = |metric: &str| values(&plan, metric, 1)[0];
    assert_eq!(of("line.refilled_total"), 100);
    assert_eq!(of("line.transferred_in_total"), 100);
    assert_eq!(of("replacements.transferred_out_total"), 100);
    assert_eq!(of("replacements.strength_end"), 0);
    // The first of them on day 2, so the last on day 21, whose close it is that finds none left.
    assert_eq!(of("replacements.exhaustion_day"), 21);
    assert_eq!(of("line.strength_end"), 300 + 100 - 40 * 5);
}

#[test]
fn a_rate_is_of_all_units_together_and_the_weakest_in_the_line_comes_first() {
    // Filled to 0.5 on day 1, 7 replacements a day, no losses. In the line the two are kept level,
    // the first unit ahead; of those at rest the third has rested longest.
    let keys = |when: &str| {
        format!(
            "units = 4\nunit_size = 20\ndeployed = 2\ntour = 50\ndwell = 40\nfill = 0.5\n\
             refill = {{ to = 0.9, rate = 7, when = \"{when}\" }}"
        )
    };
    let after = |when: &str, day: usize| -> Vec<i64> {
        let replay = Replay::new(&plan(&toml(20, &keys(when), "")), 0);
        replay.rotations[0].units.iter().map(|unit| unit[day - 1].strength).collect()
    };
    // Up to 18 each: the weakest is filled before the next.
    assert_eq!(after("in_line", 1), [17, 10, 10, 10]);
    assert_eq!(after("in_line", 2), [17, 17, 10, 10]);
    assert_eq!(after("in_line", 3), [18, 18, 10, 10]);
    assert_eq!(after("at_rest", 1), [10, 10, 17, 10]);
    assert_eq!(after("at_rest", 2), [10, 10, 18, 16]);
    assert_eq!(after("both", 3), [18, 18, 15, 10]);
    assert_eq!(after("both", 9), [18; 4]);
}

#[test]
fn who_joins_the_line_by_other_ways_joins_the_weakest_unit_that_has_room() {
    // Units of 100 at 50: a batch of 120 fills the first, then the second, and the third gets 20.
    let keys = "units = 3\nunit_size = 100\ndeployed = 3\ntour = 30\ndwell = 5\nfill = 0.5";
    let batch = |size: u32| format!("[[batches]]\npool = \"line\"\nday = 2\nsize = {size}");
    let after = |size: u32| -> Vec<i64> {
        let replay = Replay::new(&plan(&toml(3, keys, &batch(size))), 0);
        replay.rotations[0].units.iter().map(|unit| unit[1].strength).collect()
    };
    assert_eq!(after(120), [100, 100, 70]);
    // With no room left, all of the rest join the first of the weakest.
    assert_eq!(after(200), [150, 100, 100]);
}

#[test]
fn a_trace_tells_reliefs_and_replacements() {
    let keys = "units = 2\nunit_size = 100\ndeployed = 1\ntour = 3\ndwell = 3\nstart = \"together\"\n\
                refill = { from = \"replacements\", rate = 4 }";
    let rest = "[pools.replacements]\nstrength = 6\n[losses.front]\npool = \"line\"\ndaily = 2";
    let replay = Replay::new(&plan(&toml(5, keys, rest)), 0);
    let told: Vec<(u32, usize, What)> = replay
        .happenings
        .into_iter()
        .filter(|h| !matches!(h.what, What::Lost { .. } | What::Closed { .. }))
        .map(|h| (h.day, h.pool, h.what))
        .collect();
    let sent = |count, left| What::SentToUnits { rotation: "line".to_owned(), count, left };
    let refilled = |count| What::Refilled { unit: 1, count, in_line: false };
    let expected = [
        (4, 1, What::ToRest { unit: 1, count: 94, days: 3 }),
        (4, 1, What::ToTheLine { unit: 2, count: 100 }),
        (4, 0, sent(4, 2)),
        (4, 1, refilled(4)),
        (5, 0, sent(2, 0)),
        (5, 1, refilled(2)),
    ];
    assert_eq!(told, expected);
}
