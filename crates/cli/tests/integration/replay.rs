//! `replay --run K` is row K of `run --runs`, exactly.

use serde_json::Value;

use crate::command::Home;
use crate::scenarios;

/// Header and rows of a CSV file without quotes.
fn table(text: &str) -> (Vec<&str>, Vec<Vec<&str>>) {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    (lines.next().unwrap(), lines.collect())
}

/// The value that the plain text of a replay gives for a metric; empty if its day did not come.
fn value<'t>(text: &'t str, metric: &str) -> &'t str {
    let line = text.lines().find_map(|line| line.strip_prefix(metric)?.strip_prefix("  "));
    let value = line.unwrap_or_else(|| panic!("no {metric} in\n{text}")).trim();
    if value.starts_with("not by day") { "" } else { value }
}

#[test]
fn replays_equal_their_rows_at_the_smallest_and_the_largest_width() {
    for (name, home) in scenarios::all() {
        for width in [1, 64] {
            home.succeeds(&format!(
                "run scenario.toml --no-charts --runs runs.csv --width {width}"
            ));
            let runs = home.read("runs.csv");
            let (header, rows) = table(&runs);
            for k in [0, 1, 2, 37, 99].into_iter().filter(|&k| k < rows.len()) {
                let text = home.succeeds(&format!("replay scenario.toml --run {k}")).stdout;
                for (column, cell) in header.iter().zip(&rows[k]) {
                    match *column {
                        "run" => assert_eq!(*cell, k.to_string()),
                        "start_date" => assert!(text.contains(cell), "{name}: {k} starts {cell}"),
                        metric => assert_eq!(
                            value(&text, metric),
                            *cell,
                            "{name}: {metric} of run {k} at width {width}"
                        ),
                    }
                }
            }
        }
    }
}

#[test]
fn the_days_of_a_replay_add_up_to_its_metrics() {
    let home = Home::with(scenarios::ROTATION);
    let replay = home.succeeds("replay scenario.toml --run 5 --json").stdout;
    let replay: Value = serde_json::from_str(&replay).unwrap();
    let days = replay["days"].as_array().unwrap();
    assert_eq!(days.len(), 60, "30 days of two pools");
    for pool in ["line", "tanks & guns"] {
        let of_pool = || days.iter().filter(|day| day["pool"] == pool);
        let sum = |column: &str| of_pool().map(|day| day[column].as_i64().unwrap()).sum::<i64>();
        let metric = |name: &str| replay["metrics"][format!("{pool}.{name}")].as_i64().unwrap();
        assert_eq!(sum("lost"), metric("losses_total"));
        assert_eq!(sum("short"), metric("shortfall_total"));
        assert_eq!(sum("arrived"), metric("arrivals_total"));
        assert_eq!(sum("demanded"), sum("lost") + sum("short"));
        assert_eq!(of_pool().next_back().unwrap()["strength"], metric("strength_end"));
        let closes: Vec<i64> = of_pool().map(|day| day["strength"].as_i64().unwrap()).collect();
        assert_eq!(closes.iter().min(), Some(&metric("strength_min")));
        // From one close to the next: in, home, lost.
        for (before, day) in closes.iter().zip(of_pool().skip(1)) {
            let change = |column: &str| day[column].as_i64().unwrap();
            let after = before + change("arrived") - change("went_home") - change("lost");
            assert_eq!(day["strength"], after);
        }
    }
    assert_eq!(
        days.iter().map(|day| day["went_home"].as_i64().unwrap()).sum::<i64>(),
        replay["metrics"]["line.rotated_out_total"].as_i64().unwrap()
    );
}

#[test]
fn the_days_of_a_replay_show_what_transfers_move() {
    let home = Home::with(scenarios::CHAIN);
    let replay = home.succeeds("replay scenario.toml --run 3 --json --trace").stdout;
    let replay: Value = serde_json::from_str(&replay).unwrap();
    let days = replay["days"].as_array().unwrap();
    for (pool, start) in [("depot", 90), ("line", 150)] {
        let of_pool: Vec<_> = days.iter().filter(|day| day["pool"] == pool).collect();
        let sum = |column: &str| of_pool.iter().map(|d| d[column].as_i64().unwrap()).sum::<i64>();
        let metric = |name: &str| replay["metrics"][format!("{pool}.{name}")].as_i64().unwrap();
        assert_eq!(sum("moved_in"), metric("transferred_in_total"));
        assert_eq!(sum("moved_out"), metric("transferred_out_total"));
        let left = start + sum("moved_in") - sum("moved_out") - sum("lost");
        assert_eq!(left, metric("strength_end"));
    }
    let told = replay["trace"].as_array().unwrap();
    let says = |phase: &str, words: &str| {
        told.iter().any(|entry| {
            entry["phase"] == phase && entry["what"].as_str().is_some_and(|w| w.starts_with(words))
        })
    };
    assert!(says("transfer", "Forward takes ") && says("transfer", "Forward brings "));
    assert!(says("arrivals", "recruits brings ") && says("transfer", "discharged takes 1; "));
}

#[test]
fn a_check_tells_transfers_in_words() {
    let home = Home::with(scenarios::CHAIN);
    let text = home.succeeds("check scenario.toml").stdout;
    let told = [
        "transfer forward: Poisson, mean 110 a day, divided by the 30.4375 days of a month; from \
         depot to line, at most 6 a day",
        "from outside to depot, from day 5 (2025-02-03), until day 30 (2025-02-28), 5 days on average \
         (gamma, shape 3) on the way, of whom 0.9 arrive",
        "transfer discharged: 0.25 every day; from line, for good",
        "recruits.moved_total",
    ];
    for words in told {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn a_check_tells_policies_in_words() {
    let text = Home::with(scenarios::POLICIES).succeeds("check scenario.toml").stdout;
    let told = [
        "policy refill: whenever, at most every 7 days, line.fill < 0.7 and day >= 3: 80 set out for \
         line, 3 days on average (gamma, shape 4) on the way, with a chance of 0.9, home after 15 days",
        "policy tolerance: once line.losses_total >= level (level 300 to 700): no further batches set \
         out for line; recruits moves no more",
        "policy save: once line.days_left.7 < 12: front times 0.5; raids from the next day on times 2, \
         from 5 days later on times 0.5 to 1",
        "policy home: once line.strength < 60: all of line go home",
        "tolerance.fired_day",
    ];
    for words in told {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn a_trace_tells_what_policies_order() {
    let home = Home::with(scenarios::POLICIES);
    let told: String = (0..20)
        .map(|run| home.succeeds(&format!("replay scenario.toml --run {run} --trace")).stdout)
        .collect();
    for words in [
        "policy    refill: requests a batch of 80",
        "arrivals  refill, no. 1 is late, due on day ",
        "policy    tolerance: no further batches set out",
        "policy    tolerance: recruits moves no more",
        "arrivals  Weekly, no. 4 is stopped and does not set out",
        "policy    save: from tomorrow front is multiplied by 0.5",
        "policy    save: from tomorrow raids follows another schedule",
        "policy    home: all go home tomorrow",
        "rotation  all ",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
}

#[test]
fn a_trace_tells_losses_and_arrivals_in_words_and_dates() {
    let home = Home::with(scenarios::DRIFT);
    let text = home.succeeds("replay scenario.toml --run 4 --trace").stdout;
    assert!(text.contains("day    1 2025-02-27  losses    front takes"), "{text}");
    assert!(text.contains("day    3 2025-03-01  arrivals"), "{text}");
    assert!(text.contains("lasts (force.coverage_days >= 11):"), "{text}");
}

#[test]
fn a_check_says_how_the_units_compare_with_what_their_rest_needs() {
    let home = Home::with(scenarios::UNITS);
    let text = home.succeeds("check scenario.toml").stdout;
    let told = "rotation line (The line): 6 units of 100 units, filled to 0.95 on day 1, 2 in the line for \
                10 days, then at least 15 days at rest, 1 day of handover; relieved early below 0.6; fit to \
                go from 0.7; refilled at rest and in the line to 0.9 from depot, at most 6 a day; thresholds \
                half (0.5); 6 units for 2 in the line at 1:1.5: just enough, if none is relieved early";
    assert!(text.contains(told), "{text}");
    let told = "policy spare: whenever, at most every 7 days, line.fill < 0.65: all units of line in the \
                line are relieved, as far as others are fit";
    assert!(text.contains(told), "{text}");
    let verdict = |units: &str| {
        let set = format!("check scenario.toml --set rotations.line.units={units}");
        let text = home.succeeds(&set).stdout;
        let line = text.lines().find(|line| line.contains("rotation line")).expect("a rotation");
        line.rsplit(": ").next().expect("a verdict").to_owned()
    };
    assert_eq!(verdict("9"), "3 more than needed, if none is relieved early");
    assert_eq!(verdict("4"), "2 too few, 6 are needed, if none is relieved early");
}

#[test]
fn the_answer_tells_of_gaps_and_replacements() {
    let home = Home::with(scenarios::UNITS);
    let said = home.succeeds("run scenario.toml --no-charts").stdout;
    for part in [
        "  days with fewer than 2 units fit in the line: ",
        "  lowest fill of a unit in the line: 0.",
        "  units go as replacements: ",
        "  units come as replacements: ",
    ] {
        assert!(said.contains(part), "no {part} in\n{said}");
    }
}

#[test]
fn a_replay_tells_where_each_unit_was_and_what_moved_it() {
    let home = Home::with(scenarios::UNITS);
    let text = home.succeeds("replay scenario.toml --run 3 --trace").stdout;
    for part in [
        "day    5  rotation  The line: unit 3 comes to the line with 95\n",
        "day    6  rotation  The line: unit 1 comes out of the line with ",
        " after 10 days\n",
        "rotation  depot: 6 replacements go to the units of line; ",
        " replacements join unit 1 in the line\n",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    let replay = home.succeeds("replay scenario.toml --run 3 --json").stdout;
    let replay: Value = serde_json::from_str(&replay).unwrap();
    let line = &replay["rotations"][0];
    assert_eq!((&line["rotation"], line["unit_size"].as_i64()), (&"line".into(), Some(100)));
    let units = line["units"].as_array().unwrap();
    assert_eq!(units.len(), 6);
    for day in replay["days"].as_array().unwrap().iter().filter(|day| day["pool"] == "line") {
        let index = day["day"].as_u64().unwrap() as usize - 1;
        let in_line = units.iter().filter(|unit| unit["in_line"][index] == true);
        let strength = in_line.map(|unit| unit["strength"][index].as_i64().unwrap()).sum::<i64>();
        assert_eq!(Some(strength), day["strength"].as_i64(), "day {}", index + 1);
    }
}
