//! Policies: timelines worked by hand, and laws that hold in every run.

use outlast_core::metrics::CENSORED;
use outlast_core::scenario::{Override, Scenario};
use outlast_core::{Order, Phase, Plan, Replay, Wanted, What};

use super::{Shelf, columns, plan, scenario, values};

/// Metrics of the first replications, by name.
#[track_caller]
fn assert_metrics(toml: &str, expected: &[(&str, i64)]) {
    let plan = plan(toml);
    for (metric, value) in expected {
        assert_eq!(values(&plan, metric, 3), [*value; 3], "{metric}");
    }
}

/// Strength at the close of each day of replication 0.
fn closes(toml: &str) -> Vec<i64> {
    let happenings = Replay::new(&plan(toml), 0).happenings;
    let close = |what: &What| match what {
        What::Closed { strength } => Some(*strength),
        _ => None,
    };
    happenings.iter().filter(|h| h.pool == 0).filter_map(|h| close(&h.what)).collect()
}

/// 1,000 who lose 100 a day for ten days.
fn ten_days(more: &str) -> String {
    format!("horizon = 10\n[pools.p]\nstrength = 1_000\n[losses.l]\ndaily = 100\n{more}")
}

#[test]
fn a_request_sets_out_the_next_morning_and_arrives_after_its_lead() {
    // 700 are left at the close of day 3: below 75 %. The batch sets out on day 4, and is there before
    // the losses of day 4 + 2.
    let toml = ten_days(
        r#"
        [[policies]]
        name = "refill"
        when = "p.fill < 0.75"
        do = { request = { pool = "p", size = 250, lead = 1.5 } }
        "#,
    );
    assert_eq!(closes(&toml), [900, 800, 700, 600, 500, 650, 550, 450, 350, 250]);
    assert_metrics(
        &toml,
        &[("refill.fired_day", 3), ("refill.fired_total", 1), ("p.arrivals_total", 250)],
    );
    // Without a lead it comes the next morning.
    assert_eq!(closes(&toml.replace(", lead = 1.5", ""))[..5], [900, 800, 700, 850, 750]);
}

#[test]
fn a_part_of_the_establishment_is_compared_in_whole_numbers() {
    // 0.7 x 1,000 is a hair below 700 in binary: at 700 the fill is 0.7 and not below it.
    let day = |when: &str| {
        let toml = ten_days(&format!(
            "[[policies]]\nname = \"x\"\nwhen = \"{when}\"\ndo = {{ withdraw = \"p\" }}\n"
        ));
        values(&plan(&toml), "x.fired_day", 1)[0]
    };
    for tenth in 1..10 {
        let close = 10 - tenth;
        assert_eq!(day(&format!("p.fill <= 0.{tenth}")), close, "{tenth}");
        assert_eq!(day(&format!("p.fill < 0.{tenth}")), close + 1, "{tenth}");
        assert_eq!(day(&format!("p.fill < 0.{tenth} and day >= 1")), close + 1, "{tenth}");
    }
}

#[test]
fn each_state_is_what_its_name_says_at_the_close_of_day() {
    // Losses 100 a day, from day 5 on 300, of which day 6 finds 200 and the rest nothing; 100 come on
    // day 2.
    let first = |when: &str| {
        let toml = format!(
            "horizon = 10\n[pools.p]\nstrength = 800\nestablishment = 1_000\n[losses.l]\ndaily = \
             100\nschedule = [{{ from = 5, factor = 3 }}]\n[[batches]]\npool = \"p\"\nday = 2\n\
             size = 100\n[[policies]]\nname = \"x\"\nwhen = \"{when}\"\ndo = {{ withdraw = \"p\" \
             }}\n"
        );
        values(&plan(&toml), "x.fired_day", 1)[0]
    };
    // Closes: 700, 700, 600, 500, 200, 0, 0, 0, 0, 0.
    assert_eq!(first("day == 7"), 7);
    assert_eq!(first("p.strength < 600"), 4);
    assert_eq!(first("p.fill <= 0.6"), 3);
    assert_eq!(first("p.losses_total > 400"), 5);
    assert_eq!(first("p.losses_today > 100"), 5);
    assert_eq!(first("p.losses_today < 100"), 7);
    assert_eq!(first("p.shortfall_today > 100"), 7);
    assert_eq!(first("p.shortfall_today > 0 and p.strength <= 0"), 6);
    assert_eq!(first("p.shortfall_total >= 401"), 8);
    assert_eq!(first("p.arrivals_total >= 100"), 2);
    assert_eq!(first("p.arrivals_total > 100"), CENSORED);
    // Over 3 days: 100 on days 1 to 4, 500/3 on day 5, 600/3 on day 6, 500/3 on day 7, 200/3 on day 8.
    assert_eq!(first("p.mean_losses.3 > 100"), 5);
    assert_eq!(first("p.mean_losses.3 >= 200"), 6);
    assert_eq!(first("p.mean_losses.3 < 100"), 8);
    assert_eq!(first("p.mean_losses.36525 >= 140"), 5);
    // 700/100 = 7, 7, 6, 5, 200/(500/3) = 1.2, 0.
    assert_eq!(first("p.days_left.3 < 5"), 5);
    assert_eq!(first("p.days_left.3 <= 1.2"), 5);
    assert_eq!(first("p.days_left.3 < 1.2"), 6);
    assert_eq!(first("p.days_left.1 < 1 and p.losses_today <= 0"), 7);
    assert_eq!(first("p.days_left.1 >= 7 and day > 2"), CENSORED);
}

#[test]
fn no_further_batches_set_out_but_those_on_their_way_arrive() {
    // Batches on days 1, 3, 5, 7, 9, each 3 days on its way. Stopped in the evening of day 5: those of
    // days 1, 3 and 5 arrive, on days 4, 6 and 8.
    let toml = ten_days(
        r#"
        [[batches]]
        pool = "p"
        day = 1
        every = 2
        size = 10
        delay = 3
        [[policies]]
        name = "tolerance"
        when = "p.losses_total >= level"
        level = 500
        do = { stop_batches = "p" }
        "#,
    );
    assert_metrics(&toml, &[("tolerance.fired_day", 5), ("p.arrivals_total", 30)]);
    assert_eq!(closes(&toml), [900, 800, 700, 610, 510, 420, 320, 230, 130, 30]);
}

#[test]
fn what_was_requested_is_stopped_before_it_sets_out_whichever_policy_comes_first() {
    let request = r#"
        [[policies]]
        name = "refill"
        when = "day >= 1"
        do = { request = { pool = "p", size = 10 } }
        whenever = { gap = 2 }
    "#;
    let stop = r#"
        [[policies]]
        name = "stop"
        when = "day == 5"
        do = { stop_batches = "p" }
    "#;
    // Asked for on days 1, 3, 5, 7, 9; that of day 5 would set out on day 6, and does not.
    for toml in [format!("{request}{stop}"), format!("{stop}{request}")] {
        assert_metrics(&ten_days(&toml), &[("p.arrivals_total", 20), ("refill.fired_total", 5)]);
    }
}

#[test]
fn everybody_goes_home_with_the_days_in_the_line() {
    // 1,000 from day 1; 600 stay from day 3 on; 100 come on day 4 for a tour of 30 days. In the morning
    // of day 6, at a loss of 0 a day: 1,000 x 5 + 600 x 3 + 100 x 2 days.
    let toml = r#"
        horizon = 8
        [pools.p]
        strength = 1_000
        [losses.l]
        daily = 100
        schedule = [{ from = 1, factor = 0 }, { from = 6, factor = 1 }]
        [[batches]]
        pool = "p"
        day = 3
        size = 600
        [[batches]]
        pool = "p"
        day = 4
        size = 100
        tour = 30
        [[policies]]
        name = "home"
        when = "day >= 5"
        do = { withdraw = "p" }
    "#;
    assert_eq!(closes(toml), [1_000, 1_000, 1_600, 1_700, 1_700, 0, 0, 0]);
    assert_metrics(
        toml,
        &[
            ("p.rotated_out_total", 1_700),
            ("p.veteran_days_total", 7_000),
            ("p.losses_total", 0),
            ("p.shortfall_total", 300),
            ("p.coverage_days", 5_000_000),
            ("p.exhaustion_day", 6),
            ("home.fired_day", 5),
        ],
    );
}

#[test]
fn the_fallen_take_their_share_of_the_days_with_them() {
    // 1,000 from day 1, 100 lost a day, 500 more on day 4: of the 1,200 then there 700 are from day 1.
    // Losses leave the mean day of joining, (700 x 1 + 500 x 4)/1,200 = 2.25, as it is. 900 go home on
    // day 7 (100 a day on days 4, 5, 6), with 900 x (7 - 2.25) = 4,275 days.
    let toml = ten_days(
        r#"
        [[batches]]
        pool = "p"
        day = 4
        size = 500
        [[policies]]
        name = "home"
        when = "day >= 6"
        do = { withdraw = "p" }
        "#,
    );
    assert_metrics(&toml, &[("p.rotated_out_total", 900), ("p.veteran_days_total", 4_275)]);
}

#[test]
fn who_has_recovered_has_the_days_since_the_return() {
    // 1,000 from day 1, of whom 400 are lost on day 1 and back on the morning of day 4; 200 are lost on
    // day 5 and not back before the end. All who are there go home on the morning after the policy acts.
    let home = |day: u32| {
        format!(
            r#"
            horizon = 10
            [pools.p]
            strength = 1_000
            [losses.l]
            daily = 200
            schedule = [{{ from = 1, factor = 2 }}, {{ from = 2, factor = 0 }}, {{ from = 5, factor = 1 }}, {{ from = 6, factor = 0 }}]
            split = {{ all = 1 }}
            recovery.all = {{ returns = 1, delay = 3 }}
            [[policies]]
            name = "home"
            when = "day >= {day}"
            do = {{ withdraw = "p" }}
            "#
        )
    };
    let goes = |day: u32, home_by: i64, days: i64| {
        let expected = [("p.rotated_out_total", home_by), ("p.veteran_days_total", days)];
        assert_metrics(&home(day), &expected);
    };
    // On day 3: 600 with two days each. Nobody is back.
    goes(2, 600, 600 * 2);
    // On day 4: those who come back that morning have no day behind them.
    goes(3, 1_000, 600 * 3);
    // On day 5, before its losses: 600 with four days, 400 with one.
    goes(4, 1_000, 600 * 4 + 400);
    // On day 6: 200 of the 1,000 were lost on day 5 whatever their days, so 4/5 of 600 x 5 + 400 x 2.
    goes(5, 800, (600 * 5 + 400 * 2) * 4 / 5);
    // On day 8 the last 200 come back the same morning: 4/5 of 600 x 7 + 400 x 4, and nothing for them.
    goes(7, 1_000, (600 * 7 + 400 * 4) * 4 / 5);
    // On day 9 they have one day each.
    goes(8, 1_000, (600 * 8 + 400 * 5) * 4 / 5 + 200);
}

#[test]
fn who_comes_back_to_another_pool_joins_it_that_day() {
    // Of 1,000, 300 are lost on day 1 and on day 3 in the reserve, which had 100 from day 1: on day 6
    // 100 with five days and 300 with three.
    let toml = r#"
        horizon = 10
        [pools.p]
        strength = 1_000
        [pools.reserve]
        strength = 100
        [losses.l]
        pool = "p"
        daily = 300
        schedule = [{ from = 2, factor = 0 }]
        split = { all = 1 }
        recovery.all = { returns = 1, delay = 2, to = "reserve" }
        [[policies]]
        name = "home"
        when = "day >= 5"
        do = { withdraw = "reserve" }
    "#;
    let days = 100 * 5 + 300 * 3;
    assert_metrics(
        toml,
        &[("reserve.rotated_out_total", 400), ("reserve.veteran_days_total", days)],
    );
}

#[test]
fn a_ration_multiplies_the_demand_from_the_next_day_until_the_next_ration() {
    let toml = ten_days(
        r#"
        [[policies]]
        name = "save"
        when = "p.fill <= 0.8"
        do = { ration = { losses = "l", factor = 0.5 } }
        [[policies]]
        name = "spend"
        when = "day == 6"
        do = { ration = { losses = "l", factor = 2 } }
        "#,
    );
    // 100, 100, then 50 from day 3 on, and 200 from day 7 on.
    assert_eq!(closes(&toml), [900, 800, 750, 700, 650, 600, 400, 200, 0, 0]);
    assert_metrics(&toml, &[("p.shortfall_total", 200), ("p.coverage_days", 9_000_000)]);
}

#[test]
fn a_ration_multiplies_a_hazard_too() {
    // From day 4 on all are lost in a day, but for a ration of nothing from day 3 to day 5.
    let toml = r#"
        horizon = 6
        [pools.p]
        strength = 1_000
        [losses.sick]
        hazard = 1_000
        schedule = [{ from = 1, factor = 0 }, { from = 4, factor = 1 }]
        [[policies]]
        name = "shelter"
        when = "day == 2"
        do = { ration = { losses = "sick", factor = 0 } }
        [[policies]]
        name = "open"
        when = "day == 5"
        do = { ration = { losses = "sick", factor = 1 } }
    "#;
    assert_eq!(closes(toml), [1_000, 1_000, 1_000, 1_000, 1_000, 0]);
}

#[test]
fn a_switch_replaces_the_schedule_counted_from_the_next_day() {
    let toml = r#"
        horizon = 10
        [pools.p]
        strength = 2_000
        [losses.l]
        daily = 100
        schedule = [{ from = 2, factor = 2 }, { from = 7, factor = 5 }]
        [[policies]]
        name = "pause"
        when = "day == 3"
        do = { switch = { losses = "l", schedule = [{ from = 0, factor = 0.5 }, { from = 3, factor = 3 }] } }
    "#;
    // 100, 200, 200; 50 on days 4, 5, 6; 300 from day 7 on.
    assert_eq!(closes(toml), [1_900, 1_700, 1_500, 1_450, 1_400, 1_350, 1_050, 750, 450, 150]);
    // Before its first step a schedule multiplies by 1, and a ration holds in any.
    let later = toml.replace("from = 0, factor = 0.5", "from = 1, factor = 0.5");
    assert_eq!(closes(&later)[3..6], [1_400, 1_350, 1_300]);
    let rationed = format!(
        "{toml}\n[[policies]]\nname = \"save\"\nwhen = \"day == 1\"\ndo = {{ ration = {{ losses = \
         \"l\", factor = 0.5 }} }}\n"
    );
    assert_eq!(closes(&rationed)[..5], [1_900, 1_800, 1_700, 1_675, 1_650]);
}

#[test]
fn a_stopped_transfer_moves_no_more_and_what_is_on_its_way_arrives() {
    let toml = ten_days(
        r#"
        [transfers.recruits]
        to = "p"
        rate = 20
        delay = 2
        [[policies]]
        name = "enough"
        when = "day == 4"
        do = { stop_transfers = "recruits" }
        "#,
    );
    assert_metrics(
        &toml,
        &[("recruits.moved_total", 80), ("recruits.arrived_total", 80), ("p.strength_end", 80)],
    );
}

#[test]
fn a_policy_acts_once_or_again_after_its_gap() {
    let times = |whenever: &str| {
        let toml = ten_days(&format!(
            "[[policies]]\nname = \"x\"\nwhen = \"p.fill < 0.85\"\ndo = {{ request = {{ pool = \
             \"p\", size = 0 }} }}\n{whenever}"
        ));
        values(&plan(&toml), "x.fired_total", 1)[0]
    };
    // It holds on days 2 to 10.
    assert_eq!(times(""), 1);
    assert_eq!(times("whenever = { gap = 1 }"), 9);
    assert_eq!(times("whenever = { gap = 4 }"), 3); // days 2, 6, 10
    assert_eq!(times("whenever = { gap = \"1w\" }"), 2); // days 2, 9
    assert_eq!(times("whenever = { gap = 30 }"), 1);
}

#[test]
fn requested_tours_end_each_on_its_own_day() {
    // Asked for on days 1 and 4, there on days 3 and 6, home on days 6 and 9.
    let toml = r#"
        horizon = 10
        [pools.p]
        strength = 0
        [losses.l]
        daily = 10
        [[policies]]
        name = "turn"
        when = "day < 7"
        do = { request = { pool = "p", size = 100, lead = 1, tour = 3 } }
        whenever = { gap = 3 }
    "#;
    assert_eq!(closes(toml), [0, 0, 90, 80, 70, 90, 80, 70, 0, 0]);
    assert_metrics(toml, &[("p.rotated_out_total", 140), ("p.veteran_days_total", 420)]);
}

#[test]
fn a_pool_that_is_empty_waits_for_what_a_policy_may_send() {
    // Empty at the close of day 2; asked for on day 5, there on day 9.
    let toml = r#"
        horizon = 12
        [pools.p]
        strength = 200
        [losses.l]
        daily = 100
        [[policies]]
        name = "late"
        when = "p.shortfall_total >= 300"
        do = { request = { pool = "p", size = 150, lead = 3 } }
    "#;
    assert_eq!(closes(toml), [100, 0, 0, 0, 0, 0, 0, 0, 50, 0, 0, 0]);
    assert_metrics(
        toml,
        &[("late.fired_day", 5), ("p.losses_total", 350), ("p.shortfall_total", 850)],
    );
}

#[test]
fn a_first_day_that_alone_is_asked_for_is_waited_for() {
    let toml = ten_days(
        r#"
        [[policies]]
        name = "late"
        when = "day >= 8"
        do = { stop_batches = "p" }
        [[policies]]
        name = "never"
        when = "p.losses_today > 100"
        do = { stop_batches = "p" }
        "#,
    );
    for (metric, day) in [("late.fired_day", 8), ("never.fired_day", CENSORED)] {
        for others in [&[metric][..], &[metric, "p.exhaustion_day"], &[metric, "late.fired_day"]] {
            let names = others.iter().map(|&name| name.to_owned()).collect();
            let plan = Plan::compile(&scenario(&toml), &Wanted::Metrics(names)).unwrap();
            assert_eq!(values(&plan, metric, 2), [day; 2], "{others:?}");
        }
    }
}

#[test]
fn a_policy_sees_the_same_whatever_is_asked_for() {
    // What nobody asks for is not kept, unless a policy looks at it. 100 a day by chance, which leave
    // demands unmet from about day 9 on; 50 come on day 4.
    for when in [
        "p.strength < 500",
        "p.losses_total >= 450",
        "p.losses_today >= 110",
        "p.shortfall_total >= 50",
        "p.shortfall_today >= 20",
        "p.arrivals_total >= 50",
        "p.mean_losses.3 > 104.5",
        "p.days_left.2 < 3.5",
    ] {
        let toml = format!(
            "horizon = 20\n[pools.p]\nstrength = 800\n[losses.l]\ndaily = {{ poisson = 100 }}\n\
             [[batches]]\npool = \"p\"\nday = 4\nsize = 50\n[[policies]]\nname = \"x\"\n\
             when = \"{when}\"\ndo = {{ stop_batches = \"p\" }}\n"
        );
        let alone = Wanted::Metrics(["x.fired_day".to_owned()].into());
        let alone = Plan::compile(&scenario(&toml), &alone).expect("it compiles");
        let days = values(&plan(&toml), "x.fired_day", 40);
        assert!(days.iter().any(|&day| day != CENSORED), "{when}");
        assert_eq!(values(&alone, "x.fired_day", 40), days, "{when}");
    }
}

#[test]
fn a_supply_is_compared_in_its_own_unit() {
    // Closes: 90.0, 80.0, 70.0, 60.0, 50.0, 40.0 ... tonnes, kept in tenths.
    let first = |when: &str| {
        let toml = format!(
            "horizon = 9\n[pools.p]\nstrength = 5\n[supplies.fuel]\nstock = 100\nunit = \"tonnes\"\n\
             resolution = 0.1\nuse = 10\n[[policies]]\nname = \"x\"\nwhen = \"{when}\"\n\
             do = {{ withdraw = \"p\" }}\n"
        );
        values(&plan(&toml), "x.fired_day", 1)[0]
    };
    assert_eq!(first("fuel.strength < 55.5"), 5);
    assert_eq!(first("fuel.fill <= 0.5"), 5);
    assert_eq!(first("fuel.losses_total >= 30"), 3);
    assert_eq!(first("fuel.losses_today > 9.9"), 1);
    assert_eq!(first("fuel.mean_losses.3 > 10"), CENSORED);
    // 50/10 days at the close of day 5, 40/10 of day 6.
    assert_eq!(first("fuel.days_left.7 < 4.5"), 6);
}

#[test]
fn demands_that_wait_are_unmet_on_their_day() {
    // 10 a day on 25: 5 of day 3 wait, and all 10 of day 4.
    let first = |when: &str| {
        let toml = format!(
            "horizon = 9\n[pools.p]\nstrength = 25\nbackorders = true\n[losses.l]\ndaily = 10\n\
             [[policies]]\nname = \"x\"\nwhen = \"{when}\"\ndo = {{ stop_batches = \"p\" }}\n"
        );
        values(&plan(&toml), "x.fired_day", 1)[0]
    };
    assert_eq!(first("p.shortfall_today >= 5"), 3);
    assert_eq!(first("p.shortfall_today > 5"), 4);
    assert_eq!(first("p.shortfall_total >= 15"), 4);
    assert_eq!(first("p.losses_today < 10"), CENSORED);
}

#[test]
fn what_a_policy_sends_to_a_rotation_joins_its_units() {
    // A unit of 100 that loses 10 a day: 70 at the close of day 3, 20 more on the morning of day 4.
    let toml = "horizon = 6\n[rotations.p]\nunits = 2\nunit_size = 100\ndeployed = 1\ntour = 60\n\
                dwell = 60\nstart = \"together\"\n[losses.l]\npool = \"p\"\ndaily = 10\n[[policies]]\n\
                name = \"x\"\nwhen = \"p.fill < 0.75\"\ndo = { request = { pool = \"p\", size = 20 } }\n";
    assert_eq!(closes(toml), [90, 80, 70, 80, 70, 60]);
}

#[test]
fn what_returns_to_demands_that_wait_is_not_there_to_go_home() {
    // 15 are demanded of 10 on day 1, and nothing later: 5 wait. Of the 8 who come on day 4 they get
    // 5; 3 go home on day 6 after 2 days each.
    let toml = "horizon = 8\n[pools.p]\nstrength = 10\nbackorders = true\n[losses.l]\ndaily = 15\n\
                schedule = [{ from = 2, factor = 0 }]\n[[batches]]\npool = \"p\"\nday = 4\nsize = 8\n\
                [[policies]]\nname = \"x\"\nwhen = \"day == 5\"\ndo = { withdraw = \"p\" }\n";
    assert_metrics(toml, &[("p.rotated_out_total", 3), ("p.veteran_days_total", 6)]);
}

/// A scenario that is shipped, with overrides.
fn shipped(name: &str, sets: &[&str]) -> Plan {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs").join(name);
    let text = std::fs::read(&path).expect("it is shipped");
    let sets: Vec<_> = sets.iter().map(|set| Override::parse(set).expect("it is one")).collect();
    let loaded = Scenario::load(name, &text, &sets, &Shelf).expect("it is right");
    Plan::compile(&loaded.scenario, &Wanted::Everything).expect("it compiles")
}

#[test]
fn the_shipped_sender_does_at_constant_losses_what_its_file_says() {
    let sets = ["losses.front.daily=200", "policies.0.level=6000"];
    let plan = shipped("sender_tolerance.toml", &sets);
    // 30 days x 200 = 6,000. 12,000 + 4 x 1,400 - 59 x 200 = 5,800 at the close of day 59, below 6,000.
    // Mean day of joining: 1; on day 8, of 10,600 left and 1,400 new, (10,600 + 8 x 1,400)/12,000 =
    // 1.8167; 10,600 are there before each later batch too: (10,600 j + 1,400 day)/12,000 on days 15,
    // 22 and 29: 3.3547, 5.5300, 8.2682. 5,800 x (60 - 8.26817) = 300,044.6.
    for (metric, value) in [
        ("tolerance.fired_day", 30),
        ("homecoming.fired_day", 59),
        ("contingent.coverage_days", 59_000_000),
        ("contingent.arrivals_total", 5_600),
        ("contingent.rotated_out_total", 5_800),
        ("contingent.veteran_days_total", 300_045),
    ] {
        assert_eq!(values(&plan, metric, 2), [value; 2], "{metric}");
    }
}

#[test]
fn the_shipped_requests_come_at_constant_losses_when_the_file_says() {
    let sets = [
        "losses.front_scheduled.daily=200",
        "losses.front_requested.daily=200",
        "policies.0.do.request.lead=10",
    ];
    let plan = shipped("policy_request.toml", &sets);
    let happenings = Replay::new(&plan, 0).happenings;
    let days = |is: fn(&What) -> bool| -> Vec<u32> {
        happenings.iter().filter(|h| h.pool == 1 && is(&h.what)).map(|h| h.day).collect()
    };
    let asked = days(|what| matches!(what, What::Decided { .. }));
    assert_eq!(asked, [19, 26, 33, 61, 68, 75, 103, 110, 117, 145, 152, 159]);
    let came = days(|what| matches!(what, What::Arrived { .. }));
    assert_eq!(came, asked.iter().map(|day| day + 11).collect::<Vec<_>>());
    let close = |what: &What| match what {
        What::Closed { strength } => Some(*strength),
        _ => None,
    };
    let later = happenings.iter().filter(|h| h.pool == 1 && h.day >= 29);
    let closes: Vec<i64> = later.filter_map(|h| close(&h.what)).collect();
    assert_eq!((closes.iter().min(), closes.iter().max()), (Some(&6_200), Some(&11_600)));
    assert_eq!(values(&plan, "requested.days_below.half", 1), [0]);
    assert_eq!(values(&plan, "scheduled.strength_min", 1), [10_600]);
}

/// Much of everything, and policies that act in some lanes, on other days in each.
const BUSY: &str = r#"
    horizon = 60
    [pools.a]
    strength = { uniform = [800, 1_600] }
    establishment = 1_200
    thresholds = { half = 0.5 }
    [pools.b]
    strength = 400
    [losses.front]
    pool = "a"
    daily = { poisson = 40 }
    split = { kia = 0.4, wia = 0.6 }
    [losses.front.recovery.wia]
    returns = 0.5
    delay = { gamma = { mean = 9, shape = 2 } }
    [losses.raids]
    pool = "a"
    daily = { neg_binomial = { mean = 12, k = 2 } }
    schedule = [{ from = 20, factor = 1.5 }]
    pulse = { per_year = 20, factor = 2, days = 2 }
    [losses.drift]
    pool = "b"
    daily = { nb_drift = { mean = 9, k = 5, sigma = 0.1, rate_cv = 0.3 } }
    [losses.sick]
    pool = "b"
    hazard = { per_1000 = 5, spread = 0.5 }
    [[batches]]
    pool = "a"
    day = 5
    every = 6
    size = { uniform = [50, 150] }
    delay = { exponential = { mean = 3 } }
    arrives = 0.8
    tour = 15
    [transfers.up]
    from = "b"
    to = "a"
    rate = { poisson = 4 }
    delay = 2
"#;

const POLICIES: &str = r#"
    [[policies]]
    name = "tolerance"
    when = "a.losses_total >= level"
    level = { uniform = [900, 2_500] }
    do = [{ stop_batches = "a" }, { stop_transfers = "up" }]
    [[policies]]
    name = "refill"
    when = "a.fill < 0.7 and day >= 4"
    do = { request = { pool = "a", size = "60 to 140", lead = { gamma = { mean = 4, shape = 2 } }, arrives = 0.9, tour = 12 } }
    whenever = { gap = 5 }
    [[policies]]
    name = "save"
    when = "a.days_left.7 < 12"
    do = [{ ration = { losses = "front", factor = { uniform = [0.4, 0.9] } } }, { ration = { losses = "sick", factor = 0.5 } }]
    [[policies]]
    name = "calm"
    when = "b.mean_losses.5 > 9.5"
    do = { switch = { losses = "raids", schedule = [{ from = 0, factor = { choice = [0.2, 0.4] } }, { from = 9, factor = 1.1 }] } }
    whenever = { gap = 20 }
    [[policies]]
    name = "home"
    when = "a.shortfall_total > 0"
    do = { withdraw = "a" }
    [[policies]]
    name = "top_up"
    when = "b.strength < 250"
    do = { request = { pool = "b", size = 50 } }
    whenever = { gap = 3 }
"#;

#[test]
fn a_lane_does_not_depend_on_its_neighbours() {
    let plan = plan(&format!("{BUSY}{POLICIES}"));
    let one = columns::<1>(&plan, 160);
    assert!(columns::<16>(&plan, 160) == one && columns::<32>(&plan, 160) == one);
    assert!(columns::<64>(&plan, 160) == one);
    // Every policy acts in some of the runs, on various days.
    for (metric, column) in plan.metrics().iter().zip(&one) {
        if metric.name.ends_with(".fired_day") {
            let days: std::collections::BTreeSet<i64> = column.iter().copied().collect();
            assert!(days.len() > 5, "{}: {days:?}", metric.name);
        }
    }
}

#[test]
fn nobody_is_lost_on_the_way() {
    let plan = plan(&format!("{BUSY}{POLICIES}"));
    let all = columns::<64>(&plan, 300);
    let of = |name: &str| {
        let index = plan.metrics().iter().position(|m| m.name == name).expect("it exists");
        &all[index]
    };
    for run in 0..300 {
        let replay = Replay::new(&plan, run as u64);
        for (index, pool) in ["a", "b"].into_iter().enumerate() {
            let get = |metric: &str| {
                let name = format!("{pool}.{metric}");
                if plan.metrics().iter().any(|m| m.name == name) { of(&name)[run] } else { 0 }
            };
            let (mut start, mut first) = (0, true);
            for happening in replay.happenings.iter().filter(|h| h.pool == index) {
                if let What::Lost { lost, left, .. } = &happening.what {
                    // Nothing comes or goes before the losses of day 1.
                    if first {
                        start = lost + left;
                        first = false;
                    }
                }
            }
            let moved_first = happening_of_day_one(&replay, index);
            let there = start - moved_first
                + get("arrivals_total")
                + get("returns_total")
                + get("transferred_in_total");
            let gone = get("strength_end")
                + get("losses_total")
                + get("rotated_out_total")
                + get("transferred_out_total");
            assert_eq!(there, gone, "run {run}, {pool}");
        }
    }
}

/// What joined or left a pool on day 1 before its losses.
fn happening_of_day_one(replay: &Replay, pool: usize) -> i64 {
    let change = |what: &What| match what {
        What::MovedOut { count, .. } => -count,
        What::MovedIn { count, .. } => *count,
        _ => 0,
    };
    let first = replay.happenings.iter().filter(|h| h.pool == pool && h.day == 1);
    first.map(|h| change(&h.what)).sum()
}

#[test]
fn a_policy_that_never_acts_changes_no_bit() {
    let without = plan(BUSY);
    // The same policies, each only when the impossible has happened.
    let never = POLICIES.replace("when = \"", "when = \"a.losses_total > 1e9 and ");
    let with = plan(&format!("{BUSY}{never}"));
    let (before, after) = (columns::<32>(&without, 200), columns::<32>(&with, 200));
    for (metric, column) in without.metrics().iter().zip(&before) {
        let index = with.metrics().iter().position(|m| m.name == metric.name).unwrap();
        assert!(column == &after[index], "{}", metric.name);
    }
}

#[test]
fn two_policies_alike_meet_the_same_luck() {
    // One with a number, one with a level that is certainly that number, under another name, behind a
    // policy that never acts.
    let rule = |name: &str, when: &str| {
        format!(
            "[[policies]]\nname = \"{name}\"\nwhen = \"a.fill < {when}\ndo = [{{ stop_batches = \
             \"a\" }}, {{ ration = {{ losses = \"front\", factor = 0.5 }} }}]\n"
        )
    };
    let one = plan(&format!("{BUSY}{}", rule("x", "0.6\"")));
    let never =
        "[[policies]]\nname = \"n\"\nwhen = \"b.strength > 1e9\"\ndo = { withdraw = \"b\" }";
    let two = plan(&format!("{BUSY}{never}\n{}", rule("y", "level\"\nlevel = 0.6")));
    for metric in ["a.coverage_days", "a.losses_total", "a.veteran_days_total", "b.strength_end"] {
        assert!(values(&one, metric, 200) == values(&two, metric, 200), "{metric}");
    }
    assert!(values(&one, "x.fired_day", 200) == values(&two, "y.fired_day", 200));
}

#[test]
fn a_ration_of_one_is_none() {
    let rationed = format!(
        "{BUSY}[[policies]]\nname = \"x\"\nwhen = \"day >= 7\"\ndo = [{{ ration = {{ losses = \
         \"front\", factor = 1 }} }}, {{ ration = {{ losses = \"raids\", factor = 1 }} }}]\n"
    );
    for metric in ["a.losses_total", "raids.losses_total", "b.strength_end"] {
        assert!(values(&plan(BUSY), metric, 200) == values(&plan(&rationed), metric, 200));
    }
}

#[test]
fn a_trace_tells_what_a_policy_ordered_and_what_came_of_it() {
    let toml = ten_days(
        r#"
        [[batches]]
        label = "Second wave"
        pool = "p"
        day = 9
        size = 10
        [[policies]]
        name = "refill"
        when = "p.fill <= 0.8"
        do = { request = { pool = "p", size = 50, lead = 2 } }
        whenever = { gap = 3 }
        [[policies]]
        name = "stop"
        when = "day == 6"
        do = [{ stop_batches = "p" }, { ration = { losses = "l", factor = 0.5 } }]
        [[policies]]
        name = "home"
        when = "day == 9"
        do = { withdraw = "p" }
        "#,
    );
    let told: Vec<(u32, Phase, What)> = Replay::new(&plan(&toml), 0)
        .happenings
        .into_iter()
        .filter(|h| !matches!(h.what, What::Closed { .. } | What::Lost { .. }))
        .map(|h| (h.day, h.phase, h.what))
        .collect();
    let decided = |policy: &str, order| What::Decided { policy: policy.to_owned(), order };
    let batch = |nth| format!("refill, no. {nth}");
    let second = "Second wave".to_owned();
    let ration = Order::Ration { process: "l".to_owned(), factor: 0.5 };
    // 800 at the close of day 2; the request of day 8 is stopped in the morning of day 9.
    let expected = vec![
        (2, Phase::Policies, decided("refill", Order::Request { size: 50 })),
        (3, Phase::Arrivals, What::OnItsWay { batch: batch(1), due: 5 }),
        (5, Phase::Arrivals, What::Arrived { batch: batch(1), count: 50 }),
        (5, Phase::Policies, decided("refill", Order::Request { size: 50 })),
        (6, Phase::Arrivals, What::OnItsWay { batch: batch(2), due: 8 }),
        (6, Phase::Policies, decided("stop", Order::StopBatches)),
        (6, Phase::Policies, decided("stop", ration)),
        (8, Phase::Arrivals, What::Arrived { batch: batch(2), count: 50 }),
        (8, Phase::Policies, decided("refill", Order::Request { size: 50 })),
        (9, Phase::Arrivals, What::Stopped { batch: second }),
        (9, Phase::Arrivals, What::Stopped { batch: batch(3) }),
        (9, Phase::Policies, decided("home", Order::Withdraw)),
        (10, Phase::Rotation, What::Withdrawn { count: 350 }),
    ];
    assert_eq!(told, expected);
}
