//! Units that take turns in the line, against closed forms and an independent simulation.

mod oracle;
mod orders;
mod replacements;

use outlast_core::Replay;
use outlast_core::metrics::FILL_SCALE;

use super::{assert_moments, columns, moments, plan, sample, square, values};

/// A rotation named `line` with these keys, and what else there is.
fn toml(horizon: u32, keys: &str, rest: &str) -> String {
    format!("horizon = {horizon}\n[rotations.line]\n{keys}\n{rest}\n")
}

/// One unit of `size` relieved by another after 60 days under so many per 1,000 a day, until the
/// day of the relief.
pub(crate) fn one_tour(size: u32, per_1000: f64) -> String {
    let keys = format!(
        "units = 2\nunit_size = {size}\ndeployed = 1\ntour = 60\ndwell_ratio = 1\nstart = \"together\"\n\
         thresholds = {{ \"70%\" = 0.7 }}\nrefill = {{ to = 1.0 }}"
    );
    toml(61, &keys, &format!("[losses.front]\nhazard = {per_1000}"))
}

/// Survivors of 60 days at these per 1,000: fill at the end of a tour, and missing in a cycle.
pub(crate) const TOURS: [(f64, f64); 2] = [(2.0, 0.887), (7.67, 0.630)];

/// Mean and variance of the survivors of a tour: each of S survives with q = (1 - h)^60.
pub(crate) fn survivors(size: u32, per_1000: f64) -> (f64, f64) {
    let q = (0..60).fold(1.0, |q, _| q * (1.0 - per_1000 / 1_000.0));
    (f64::from(size) * q, f64::from(size) * q * (1.0 - q))
}

#[test]
fn without_losses_the_line_has_its_strength_every_day() {
    for start in ["staggered", "together"] {
        let keys = format!(
            "units = 7\nunit_size = 500\ndeployed = 2\ntour = 11\ndwell = 25\nstart = \"{start}\""
        );
        let plan = plan(&toml(300, &keys, ""));
        for metric in ["line.strength_min", "line.strength_end"] {
            assert_eq!(values(&plan, metric, 2), [1_000; 2], "{start}: {metric}");
        }
        assert_eq!(values(&plan, "line.fill_min", 1), [FILL_SCALE]);
        assert_eq!(values(&plan, "line.at_rest_end", 1), [2_500]);
    }
}

#[test]
fn d_times_1_plus_r_units_leave_no_gap_and_one_unit_less_does() {
    // The fewest units for d in the line at a dwell of 1:r (Evans and Steeger 2018, without
    // transition time).
    for (deployed, ratio) in [(1, 1), (1, 4), (2, 2), (3, 2), (5, 1), (7, 3)] {
        let gaps = |units: u32, start: &str| {
            let keys = format!(
                "units = {units}\nunit_size = 10\ndeployed = {deployed}\ntour = 17\n\
                 dwell_ratio = {ratio}\nstart = \"{start}\""
            );
            sample(&toml(1_000, &keys, ""), "line.gap_days", 1)[0]
        };
        let enough = deployed * (1 + ratio);
        for start in ["staggered", "together"] {
            assert_eq!(gaps(enough, start), 0, "{enough} for {deployed} at 1:{ratio}, {start}");
            assert_eq!(gaps(enough + 1, start), 0, "{enough} + 1 for {deployed} at 1:{ratio}");
            let short = gaps(enough - 1, start);
            assert!(short > 100, "{short} days: {enough} - 1 for {deployed} at 1:{ratio}, {start}");
        }
    }
}

#[test]
fn a_handover_costs_units() {
    // d (tour + dwell)/(tour - handover), rounded up: 2 x (20 + 40)/(20 - 5) = 8 units in place of 6.
    let keys = |units: u32, handover: u32| {
        format!(
            "units = {units}\nunit_size = 100\ndeployed = 2\ntour = 20\ndwell_ratio = 2\n\
             handover = {handover}"
        )
    };
    let gaps =
        |units, handover| sample(&toml(600, &keys(units, handover), ""), "line.gap_days", 1)[0];
    assert_eq!([gaps(6, 0), gaps(8, 5)], [0, 0]);
    assert!(gaps(7, 5) > 0);
    // Two of 100 in the line, three on the 5 days in 15/2 on which one hands over to the next.
    let replay = Replay::new(&plan(&toml(150, &keys(8, 5), "")), 0);
    let tours = &replay.rotations[0];
    let in_line = |day: usize| tours.units.iter().filter(|unit| unit[day].in_line).count();
    let days: Vec<usize> = (0..150).map(in_line).collect();
    assert!(days.iter().all(|&units| units == 2 || units == 3));
    // Reliefs come on days 8, 16, 23, 31, ...: every 7.5 days for 5 days, days 1 + floor(7.5 k).
    let overlapping = |day: &u32| (1..20).map(|k| 1 + 15 * k / 2).any(|r| (r..r + 5).contains(day));
    let expected: Vec<usize> = (1..=150).map(|day| 2 + usize::from(overlapping(&day))).collect();
    assert_eq!(days, expected);
}

#[test]
fn a_tour_costs_what_the_hazard_takes_in_60_days() {
    for (per_1000, fill) in TOURS {
        let veterans = sample(&one_tour(3_000, per_1000), "line.veterans_total", 20_000);
        let (mean, variance) = survivors(3_000, per_1000);
        assert!((mean / 3_000.0 - fill).abs() < 0.0005, "{mean}");
        assert_moments("veterans", &veterans, mean, variance);
        // They have 60 days each behind them, and as many as are missing join the unit at rest.
        let plan = plan(&one_tour(3_000, per_1000));
        let of = |metric: &str| values(&plan, metric, 100);
        let (veterans, days) = (of("line.veterans_total"), of("line.veteran_days_total"));
        let refilled = of("line.refilled_total");
        for run in 0..100 {
            assert_eq!(days[run], 60 * veterans[run]);
            assert_eq!(refilled[run], 3_000 - veterans[run]);
        }
    }
}

#[test]
fn the_longest_tour_above_70_percent_is_178_46_or_17_days() {
    // The first t with (1 - h)^t < 0.7 is 179, 47 and 18; a billion heads leave no chance.
    for (per_1000, first) in [(2.0, 179), (7.67, 47), (20.0, 18)] {
        let keys = "units = 1\nunit_size = 1_000_000_000\ndeployed = 1\ntour = 400\ndwell = 1\n\
                    thresholds = { \"70%\" = 0.7 }";
        let text = toml(200, keys, &format!("[losses.front]\nhazard = {per_1000}"));
        assert_eq!(sample(&text, "line.first_below.70%", 20), [first; 20]);
    }
}

#[test]
fn a_unit_below_the_level_is_relieved_next_morning_while_others_are_fit() {
    // 10 of 100 a day: 70 at the close of day 3 is not below 0.7, 60 at that of day 4 is; the
    // relief comes on day 5, 9, 13, and there is no other. From day 17 on the last is not fit.
    let keys = "units = 4\nunit_size = 100\ndeployed = 1\ntour = 50\ndwell = 50\nrelieve_below = 0.7\n\
                start = \"together\"";
    let plan = plan(&toml(20, keys, "[losses.front]\ndaily = 10"));
    let of = |metric: &str| values(&plan, metric, 1)[0];
    assert_eq!(of("line.reliefs_total"), 3);
    assert_eq!(of("line.early_reliefs_total"), 3);
    assert_eq!(of("line.tours_completed"), 0);
    assert_eq!(of("line.veterans_total"), 3 * 60);
    assert_eq!(of("line.veteran_days_total"), 3 * 60 * 4);
    assert_eq!(of("line.gap_days"), 4);
    assert_eq!(of("line.fill_min"), 20 * FILL_SCALE / 100);
    assert_eq!(of("line.at_rest_end"), 180);
}

#[test]
fn losses_fall_on_the_units_in_the_line_in_proportion_to_strength() {
    // 30 of 300 in three units: hypergeometric, mean 10, variance 30 (1/3)(2/3)(270/299). The first
    // unit leaves on day 2.
    let keys = "units = 4\nunit_size = 100\ndeployed = 3\ntour = 3\ndwell = 1";
    let veterans =
        sample(&toml(2, keys, "[losses.front]\ndaily = 30"), "line.veterans_total", 50_000);
    assert_moments("veterans", &veterans, 90.0, 30.0 * 2.0 / 9.0 * 270.0 / 299.0);
}

#[test]
fn the_units_of_a_replay_make_up_the_strengths_of_every_day() {
    let keys = "units = 5\nunit_size = 200\ndeployed = 2\ntour = 9\ndwell = 12\nhandover = 2\n\
                relieve_below = 0.5\nrefill = { to = 0.9, rate = 5, when = \"both\" }";
    let plan = plan(&toml(80, keys, "[losses.front]\ndaily = { poisson = 8 }"));
    let replay = Replay::new(&plan, 3);
    let tours = &replay.rotations[0];
    assert_eq!((tours.unit_size, tours.deployed, tours.units.len()), (200, 2, 5));
    let strengths = replay.happenings.iter().filter_map(|happening| match happening.what {
        outlast_core::What::Closed { strength } => Some(strength),
        _ => None,
    });
    let mut days = 0;
    for (day, strength) in strengths.enumerate() {
        let in_line = tours.units.iter().map(|unit| unit[day]).filter(|unit| unit.in_line);
        assert_eq!(in_line.map(|unit| unit.strength).sum::<i64>(), strength, "day {}", day + 1);
        days += 1;
    }
    assert_eq!(days, 80);
}

#[test]
fn a_hazard_by_days_in_the_line_knows_tours_begun_before_day_1() {
    // Three units 20 days apart: on day 1 they have been in the line for 40, 20 and 0 days. From
    // 30 days on everybody is lost: the first at once, the second on day 11, the third on day 31.
    let keys = "units = 3\nunit_size = 100\ndeployed = 3\ntour = 60\ndwell = 60";
    let hazard = "[losses.front]\nhazard = { steps = [{ from = 0, per_1000 = 0 }, { from = 30, per_1000 = 1000 }] }";
    let plan = plan(&toml(32, keys, hazard));
    let closes: Vec<i64> = Replay::new(&plan, 0)
        .happenings
        .iter()
        .filter_map(|happening| match happening.what {
            outlast_core::What::Closed { strength } => Some(strength),
            _ => None,
        })
        .collect();
    let expected = |day: i64| {
        if day < 11 {
            200
        } else if day < 31 {
            100
        } else {
            0
        }
    };
    assert_eq!(closes, (1..=32).map(expected).collect::<Vec<i64>>());
}

#[test]
fn an_uncertain_unit_size_is_drawn_once_for_all_units_of_a_run() {
    let keys =
        "units = 6\nunit_size = { uniform = [100, 200] }\ndeployed = 2\ntour = 10\ndwell_ratio = 2";
    let plan = plan(&toml(50, keys, ""));
    let (line, rest) =
        (values(&plan, "line.strength_end", 200), values(&plan, "line.at_rest_end", 200));
    assert!(line.iter().zip(&rest).all(|(line, rest)| 2 * line == *rest && line % 2 == 0));
    assert!(moments(&line).1 > square(30.0), "sizes of 100 to 200 have an sd of 29, twice that");
}

/// Rotations with everything: early reliefs, handover, replacements, joiners, several processes.
pub(crate) const EVERYTHING: &str = r#"
    horizon = 90
    [pools.replacements]
    strength = { uniform = [300, 900] }
    [rotations.line]
    units = 7
    unit_size = { uniform = [150, 250] }
    deployed = 3
    tour = 14
    dwell = 20
    handover = 3
    relieve_below = 0.75
    fill = { uniform = [0.8, 1.0] }
    thresholds = { half = 0.5 }
    refill = { to = 0.9, from = "replacements", rate = { uniform = [4, 12] }, when = "both" }
    [rotations.rear]
    units = 4
    unit_size = 60
    deployed = 2
    tour = 12
    dwell_ratio = 0.5
    start = "together"
    [losses.front]
    pool = "line"
    daily = { neg_binomial = { mean = 12, k = 3 } }
    split = { kia = 0.4, wia = 0.6 }
    recovery.wia = { returns = 0.5, delay = { gamma = { mean = 9, shape = 2 } } }
    [losses.sickness]
    pool = "line"
    hazard = { per_1000 = 3, spread = 0.5 }
    [losses.wear]
    pool = "rear"
    hazard = { steps = [{ from = 0, per_1000 = 30 }, { from = 6, per_1000 = 60 }] }
    [[batches]]
    pool = "line"
    day = 9
    every = 20
    size = 40
    delay = { exponential = { mean = 2 } }
    [transfers.recruits]
    to = "replacements"
    rate = { poisson = 3 }
"#;

#[test]
fn whoever_was_in_a_unit_or_joined_one_is_in_the_line_at_rest_or_lost() {
    // 7 units of 180 (0.9 of 200), and batches of 40 on days 9, 29, 49, 69 and 89.
    let text = EVERYTHING
        .replace("unit_size = { uniform = [150, 250] }", "unit_size = 200")
        .replace("fill = { uniform = [0.8, 1.0] }", "fill = 0.9")
        .replace("delay = { exponential = { mean = 2 } }", "");
    let plan = plan(&text);
    let of = |metric: &str| values(&plan, &format!("line.{metric}"), 64);
    let sum = |names: &[&str]| {
        names.iter().map(|name| of(name)).fold(vec![0; 64], |sum, column| {
            sum.iter().zip(&column).map(|(sum, value)| sum + value).collect()
        })
    };
    let less =
        |a: Vec<i64>, b: Vec<i64>| -> Vec<i64> { a.iter().zip(&b).map(|(a, b)| a - b).collect() };
    let all = less(
        sum(&["strength_end", "at_rest_end", "losses_total"]),
        sum(&["refilled_total", "returns_total"]),
    );
    assert_eq!(all, [7 * 180 + 5 * 40; 64]);
    // The pool alone: a relief arrives, and who is relieved leaves.
    let pool = less(
        sum(&["strength_end", "losses_total", "veterans_total"]),
        sum(&["arrivals_total", "returns_total", "transferred_in_total"]),
    );
    assert_eq!(pool, [3 * 180; 64]);
    assert!(of("transferred_in_total").iter().all(|&count| count > 0));
    // No replacement comes from nowhere, nor is one lost on the way.
    let sent = values(&plan, "replacements.transferred_out_total", 64);
    assert_eq!(sent, of("refilled_total"));
    assert!(of("early_reliefs_total").iter().any(|&count| count > 0));
}

#[test]
fn every_width_gives_the_same_integers() {
    let plan = plan(EVERYTHING);
    let one = columns::<1>(&plan, 37);
    assert_eq!(one, columns::<16>(&plan, 37), "width 16");
    assert_eq!(one, columns::<32>(&plan, 37), "width 32");
    assert_eq!(one, columns::<64>(&plan, 37), "width 64");
    for run in [0, 5, 36] {
        let row: Vec<i64> = one.iter().map(|column| column[run as usize]).collect();
        assert_eq!(Replay::new(&plan, run).values, row, "run {run}");
    }
}

#[test]
fn gap_days_go_on_when_nobody_is_left() {
    // Alone and lost on day 2, with a horizon of 30: no unit is fit from the morning of day 3 on.
    let keys = "units = 1\nunit_size = 100\ndeployed = 1\ntour = 40\ndwell = 5";
    let plan = plan(&toml(30, keys, "[losses.front]\ndaily = 50"));
    assert_eq!(values(&plan, "line.gap_days", 3), [28; 3]);
    assert_eq!(Replay::new(&plan, 0).values, columns::<16>(&plan, 1).concat());
}

#[test]
fn a_tour_that_ends_in_handover_counts_whoever_is_left() {
    // The relief comes on day 4, everybody is lost on that day, and the first unit's five days are
    // over on the morning of day 6: of itself, and not because another lane of its block goes on.
    let keys = "units = 2\nunit_size = 100\ndeployed = 1\ntour = 5\ndwell = 5\nhandover = 2\n\
                start = \"together\"";
    let losses = "[losses.front]\ndaily = 300\nschedule = [{ from = 1, factor = 0 }, { from = 4, factor = 1 }]";
    let plan = plan(&toml(30, keys, losses));
    assert_eq!(columns::<1>(&plan, 1), columns::<16>(&plan, 1));
    assert_eq!(values(&plan, "line.tours_completed", 1), [1]);
    assert_eq!(Replay::new(&plan, 0).values, columns::<1>(&plan, 1).concat());
}
