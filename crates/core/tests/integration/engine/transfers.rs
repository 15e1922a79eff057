//! Transfers and recruits, against what can be derived for them.

use std::fmt::Write as _;

use outlast_core::metrics::CENSORED;
use outlast_core::{Phase, Plan, Replay, Wanted, What};

use super::closed_forms::batches::DELAYS;
use super::{assert_moments, moments, plan, sample, scenario, square, values};

/// Tanks: storage feeds the active fleet with 90 a month at most; 1,400 a year are lost and 200 a
/// year built new.
pub(crate) const CHAIN: &str = r#"
    horizon = 2_000
    [pools.storage]
    strength = 4_000
    [pools.active]
    strength = 1_750
    [losses.front]
    pool = "active"
    daily = { constant = 3.832991101984942 }
    [transfers.reactivated]
    from = "storage"
    to = "active"
    rate = 90
    per = "month"
    [transfers.new]
    to = "active"
    rate = 200
    per = "year"
"#;

/// Storage and active fleet at the close of each day, and the days on which each is first empty.
pub(crate) fn chain_by_hand() -> (Vec<[i64; 2]>, [i64; 2]) {
    // After d days a constant rate r has made floor(d r); what storage has not, cannot come.
    let by = |day: i64, rate: f64| (day as f64 * rate + 1e-9).floor() as i64;
    let (mut storage, mut active) = (4_000, 1_750);
    let mut closes = Vec::new();
    for day in 1..=2_000 {
        let made = |rate| by(day, rate) - by(day - 1, rate);
        let moved = made(90.0 / 30.4375).min(storage);
        storage -= moved;
        active += moved + made(200.0 / 365.25);
        active -= made(3.832_991_101_984_942).min(active);
        closes.push([storage, active]);
    }
    let empty = [0, 1].map(|pool| {
        let day = closes.iter().position(|close: &[i64; 2]| close[pool] == 0);
        day.expect("it ends") as i64 + 1
    });
    (closes, empty)
}

#[test]
fn a_chain_of_constants_goes_as_its_recursion_does() {
    let (closes, [storage_empty, active_empty]) = chain_by_hand();
    // Of domain.md: storage is empty in month 45 and the active fleet at zero in month 58.
    let month = |day: i64| (day as f64 / 30.4375).ceil();
    assert_eq!((month(storage_empty), month(active_empty)), (45.0, 58.0));
    let plan = plan(CHAIN);
    assert_eq!(values(&plan, "storage.exhaustion_day", 1), [storage_empty]);
    assert_eq!(values(&plan, "active.exhaustion_day", 1), [active_empty]);
    assert_eq!(values(&plan, "reactivated.moved_total", 1), [4_000]);
    assert_eq!(
        values(&plan, "active.transferred_in_total", 1),
        [4_000 + (2_000.0 * 200.0 / 365.25) as i64]
    );
    let replay = Replay::new(&plan, 0);
    let told = replay.happenings.iter().filter_map(|h| match h.what {
        What::Closed { strength } => Some(strength),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), closes.concat());
}

#[test]
fn recruits_against_losses_are_a_walk_whose_deficit_passes_50_000_when_wald_says() {
    // 1,200 lost a day (negative binomial, k = 43), 1,000 recruited: a deficit of 200 a day, of
    // variance s2 = 1,200 + 1,200^2/43 a day. Wald: 200 E T = 50,000 + E overshoot, and by Lorden
    // 0 <= E overshoot <= (s2 + 200^2)/200. Var T is that of the inverse Gaussian, 50,000 s2/200^3,
    // up to the overshoot: 14.7 days.
    let s2 = 1_200.0 + square(1_200.0) / 43.0;
    let toml = r#"
        horizon = 600
        [pools.tolerance]
        strength = 50_000
        [losses.front]
        daily = { neg_binomial = { mean = 1_200, k = 43 } }
        [transfers.recruits]
        to = "tolerance"
        rate = 1_000
    "#;
    let days = sample(toml, "tolerance.exhaustion_day", 40_000);
    let (mean, variance) = moments(&days);
    let se = (variance / 40_000.0).sqrt();
    assert!(mean > 250.0 - 4.0 * se, "{mean}");
    assert!(mean < 250.0 + (s2 + square(200.0)) / square(200.0) + 4.0 * se, "{mean}");
    // An independent simulation (domain.md, section 5): 251.0 and 14.7, to the digits given.
    assert!((mean - 251.0).abs() < 0.05 + 4.0 * se, "{mean}");
    let sd = (50_000.0 * s2 / libm::pow(200.0, 3.0)).sqrt();
    assert!((sd - 14.72).abs() < 0.01);
    assert!((variance.sqrt() - sd).abs() < 0.02 * sd, "{variance}");
    // The inverse Gaussian has skewness 3 sqrt(mean/lambda) = 3 sd/mean.
    let third = days.iter().map(|&t| libm::pow((t as f64 - mean) / variance.sqrt(), 3.0));
    let skewness = third.sum::<f64>() / 40_000.0;
    assert!((skewness - 3.0 * sd / 250.0).abs() < 0.06, "{skewness}");
}

#[test]
fn poisson_recruits_under_a_hazard_are_a_poisson_workforce() {
    // A Poisson number m of those present and to come, thinned by 1 - h, is Poisson of mean
    // m (1 - h): with L recruits a day m_t = (m_(t-1) + L)(1 - h), so m_t = L (1 - h)/h times
    // 1 - (1 - h)^t. In the long run it is L (1 - h)/h: an M/M/infinity queue seen at close of day.
    for day in [1, 5, 90] {
        let workers = sample(&workforce(day), "workers.strength_end", 20_000);
        assert_moments("workers", &workers, workers_on(day), workers_on(day));
    }
}

/// 120 Poisson hires a day, of whom 50 per 1,000 leave a day.
pub(crate) fn workforce(days: u32) -> String {
    format!(
        "horizon = {days}\n[pools.workers]\nstrength = 0\n[losses.leavers]\nhazard = 50\n\
         [transfers.hires]\nto = 'workers'\nrate = {{ poisson = 120 }}\n"
    )
}

/// Mean and variance of those there at the close of a day.
pub(crate) fn workers_on(day: u32) -> f64 {
    120.0 * 0.95 / 0.05 * (1.0 - libm::pow(0.95, f64::from(day)))
}

/// 80 who set out on day 2 for training, of whom 9 in 10 arrive, until so many days later.
pub(crate) fn trainees(delay: &str, days: u32) -> String {
    let horizon = 2 + days;
    format!(
        "horizon = {horizon}\n[pools.p]\nstrength = 5\n[transfers.t]\nto = 'p'\nrate = 80\n\
         from_day = 2\nuntil = 2\ndelay = {delay}\nsurvives = 0.9\n"
    )
}

#[test]
fn one_shipment_arrives_whole_after_its_delay_less_who_does_not_survive() {
    // 80 set out on day 2. By day 2 + n the shipment has come with probability F(n), with
    // S ~ Binomial(80, 0.9) of it: mean 72 F, second moment (72^2 + 7.2) F.
    for (delay, cdf) in DELAYS {
        for n in [0_u32, 1, 2, 3, 6] {
            let toml = trainees(delay, n);
            let f = cdf(f64::from(n));
            let (mean, second) = (72.0 * f, (square(72.0) + 7.2) * f);
            let came = sample(&toml, "t.arrived_total", 10_000);
            assert_moments(&format!("{delay} by {n}"), &came, mean, second - square(mean));
            assert!(sample(&toml, "t.moved_total", 50).iter().all(|&moved| moved == 80));
        }
    }
}

#[test]
fn a_rate_is_of_the_time_it_says() {
    for (per, days) in [("day", 1.0), ("week", 7.0), ("month", 30.4375), ("year", 365.25)] {
        let toml = |rate: &str| {
            format!(
                "horizon = 487\n[pools.p]\nstrength = 0\n\
                 [transfers.t]\nto = 'p'\nrate = {rate}\nper = '{per}'\n"
            )
        };
        // 487 days are 16 months and 4/3 of a year.
        let total = (700.0 * 487.0_f64 / days + 1e-6).floor() as i64;
        assert_eq!(sample(&toml("700"), "p.strength_end", 1), [total], "{per}");
        let mean = 700.0 * 487.0 / days;
        assert_moments(
            per,
            &sample(&toml("{ poisson = 700 }"), "t.moved_total", 4_000),
            mean,
            mean,
        );
    }
}

/// A transfer of `keys` between pools of 100 and 0 for 30 days.
fn between(keys: &str) -> Plan {
    plan(&format!(
        r#"
        horizon = 30
        [pools.a]
        strength = 100
        [pools.b]
        strength = 0
        [transfers.t]
        from = "a"
        to = "b"
        {keys}
        "#
    ))
}

#[test]
fn a_window_and_a_cap_bound_what_is_moved() {
    let moved = |keys: &str| values(&between(keys), "t.moved_total", 1)[0];
    assert_eq!(moved("rate = 3"), 90);
    assert_eq!(moved("rate = 3\nfrom_day = 11\nuntil = 20"), 30);
    assert_eq!(moved("rate = 3\nuntil = 400"), 90);
    assert_eq!(moved("rate = 9\ncap = 2"), 60);
    assert_eq!(moved("rate = 4"), 100);
    // What is not moved on its day is not made up for: 7 a week, of which 1 a day at most, is 1 a day;
    // 30 on one day of which 2 can go leaves the other 28 where they are.
    assert_eq!(moved("rate = 7\nper = 'week'\ncap = 1"), 30);
    assert_eq!(moved("rate = 30\nuntil = 1\ncap = 2"), 2);
}

#[test]
fn transfers_follow_one_another_within_the_day_and_come_before_its_losses() {
    let toml = |order: [&str; 2]| {
        let one = "[transfers.one]\nfrom = 'a'\nto = 'b'\nrate = 10\n";
        let two = "[transfers.two]\nfrom = 'b'\nto = 'c'\nrate = 10\n";
        let of = |name: &str| if name == "one" { one } else { two };
        format!(
            "horizon = 1\n[pools.a]\nstrength = 10\n[pools.b]\nstrength = 0\n[pools.c]\nstrength = 0\n\
             [losses.l]\npool = 'c'\ndaily = 4\n{}{}",
            of(order[0]),
            of(order[1])
        )
    };
    let ends = |order| {
        let plan = plan(&toml(order));
        ["a", "b", "c"].map(|pool| values(&plan, &format!("{pool}.strength_end"), 1)[0])
    };
    assert_eq!(ends(["one", "two"]), [0, 0, 6]);
    assert_eq!(ends(["two", "one"]), [0, 10, 0]);
}

#[test]
fn a_batch_can_be_moved_on_the_day_it_comes_but_rotation_batches_stay_together() {
    let moved = |tour: &str| {
        let toml = format!(
            "horizon = 9\n[pools.a]\nstrength = 5\n[transfers.t]\nfrom = 'a'\nrate = 100\n\
             [[batches]]\npool = 'a'\nday = 3\nsize = 40\n{tour}"
        );
        values(&plan(&toml), "t.moved_total", 1)[0]
    };
    assert_eq!(moved(""), 45);
    assert_eq!(moved("tour = 4"), 5);
}

/// Random scenarios of three pools in a ring with batches, rotation, returns and transfers.
fn ring(number: u64) -> String {
    // Digits of a linear congruence: what they choose need not be independent.
    let mut state = number * 2 + 1;
    let mut pick = |n: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let rates = [
        "rate = 4.5",
        "rate = { poisson = 9 }",
        "rate = { neg_binomial = { mean = 200, k = 2 } }\nper = 'month'",
        "rate = { lognormal = { mean = 50, cv = 2 } }\nper = 'week'\ncap = { uniform = [3, 30] }",
        "rate = { nb_drift = { mean = 3_000, k = 9, sigma = 0.2 } }\nper = 'year'\nfrom_day = 8\nuntil = 31",
    ];
    let roads = [
        "",
        "survives = 0.8",
        "delay = { uniform = [0, 5] }",
        "delay = { gamma = { mean = 9, shape = 2 } }\nsurvives = { uniform = [0.5, 1.0] }",
    ];
    let losses = ["daily = { poisson = 7 }", "hazard = 30", "daily = { nb_drift = { mean = 11 } }"];
    let mut toml = "horizon = 45\n".to_owned();
    for pool in ["a", "b", "c"] {
        let _ = writeln!(toml, "[pools.{pool}]\nstrength = {}", pick(3) * 150);
        let _ = writeln!(toml, "[losses.l{pool}]\npool = '{pool}'\n{}", losses[pick(3) as usize]);
    }
    toml += "split = { wia = 0.6, kia = 0.4 }\n";
    toml += "recovery.wia = { returns = 0.7, delay = { exponential = { mean = 4 } }, to = 'a' }\n";
    let _ = writeln!(
        toml,
        "[[batches]]\npool = 'b'\nday = 4\nevery = 9\nsize = 80\n{}",
        ["tour = 12", "delay = 3"][pick(2) as usize]
    );
    for (name, ends) in [
        ("t1", "from = 'a'\nto = 'b'"),
        ("t2", "from = 'b'\nto = 'c'"),
        ("t3", "from = 'c'\nto = 'a'"),
        ("in", "to = 'a'"),
        ("out", "from = 'b'"),
    ] {
        if pick(4) > 0 {
            let road = if name == "out" { "" } else { roads[pick(4) as usize] };
            let _ =
                writeln!(toml, "[transfers.{name}]\n{ends}\n{}\n{road}", rates[pick(5) as usize]);
        }
    }
    toml
}

#[test]
fn nobody_is_made_or_forgotten_on_the_way() {
    const RUNS: u64 = 40;
    for number in 0..60 {
        let toml = ring(number);
        let plan = plan(&toml);
        let total = |owner: &str, metric: &str| -> Vec<i64> {
            let name = format!("{owner}.{metric}");
            let there = plan.metrics().iter().any(|metric| metric.name == name);
            if there { values(&plan, &name, RUNS) } else { vec![0; RUNS as usize] }
        };
        let pools = ["a", "b", "c"].map(|pool| {
            let [came, back, taken, given] =
                ["arrivals", "returns", "transferred_in", "transferred_out"]
                    .map(|what| total(pool, &format!("{what}_total")));
            let [lost, home] =
                ["losses", "rotated_out"].map(|what| total(pool, &format!("{what}_total")));
            let end = total(pool, "strength_end");
            let compiled = scenario(&toml);
            let start = compiled.pools.iter().find(|p| p.name == pool).expect("it is there");
            let outlast_core::scenario::Quantity::Fixed(start) = start.strength else { panic!() };
            for i in 0..RUNS as usize {
                let into = start as i64 + came[i] + back[i] + taken[i];
                let out = end[i] + lost[i] + home[i] + given[i];
                assert_eq!(into, out, "{pool}, run {i}: {toml}");
            }
            (taken, given)
        });
        let transfers = ["t1", "t2", "t3", "in", "out"];
        let [moved, arrived] = ["moved_total", "arrived_total"]
            .map(|metric| transfers.map(|transfer| total(transfer, metric)));
        for i in 0..RUNS as usize {
            let [(a_in, a_out), (b_in, b_out), (c_in, c_out)] = &pools;
            assert_eq!(a_in[i], arrived[2][i] + arrived[3][i], "{toml}");
            assert_eq!((b_in[i], c_in[i]), (arrived[0][i], arrived[1][i]), "{toml}");
            assert_eq!((a_out[i], c_out[i]), (moved[0][i], moved[2][i]), "{toml}");
            assert_eq!(b_out[i], moved[1][i] + moved[4][i], "{toml}");
            assert!((0..4).all(|t| arrived[t][i] <= moved[t][i]), "{toml}");
        }
        // A replay, in which every day has its events, ends where its row does.
        for run in [0, 17] {
            let replay = Replay::new(&plan, run);
            for (metric, value) in plan.metrics().iter().zip(replay.values) {
                let row = values(&plan, &metric.name, run + 1)[run as usize];
                assert_eq!(value, row, "{}, run {run}: {toml}", metric.name);
            }
        }
    }
}

#[test]
fn all_who_set_out_in_time_and_survive_arrive() {
    let plan = between("rate = 5\nuntil = 20\ndelay = { uniform = [0, 10] }");
    assert!(values(&plan, "b.strength_end", 500).iter().all(|&there| there == 100));
}

#[test]
fn an_empty_pool_waits_for_what_a_transfer_may_bring() {
    // Empty from day 1; recruits come on day 25 alone, and are lost on days 25 and 26.
    let toml = "horizon = 40\n[pools.p]\nstrength = 3\n[losses.l]\ndaily = 10\n\
                [transfers.t]\nto = 'p'\nrate = 15\nfrom_day = 20\nuntil = 20\ndelay = 5\n";
    assert_eq!(sample(toml, "p.losses_total", 1), [18]);
}

#[test]
fn a_trace_tells_who_moves_and_who_comes() {
    let plan = between("label = 'Forward'\nrate = 30\ndelay = 2");
    let replay = Replay::new(&plan, 0);
    let told: Vec<_> = replay
        .happenings
        .iter()
        .filter(|h| !matches!(h.what, What::Closed { .. }))
        .map(|h| (h.day, h.phase, h.pool, h.what.clone()))
        .collect();
    let name = || "Forward".to_owned();
    let out = |day, count, left| {
        (day, Phase::Transfers, 0, What::MovedOut { transfer: name(), count, left })
    };
    let come = |day, count| (day, Phase::Arrivals, 1, What::MovedIn { transfer: name(), count });
    assert_eq!(
        told,
        [
            out(1, 30, 70),
            out(2, 30, 40),
            come(3, 30),
            out(3, 30, 10),
            come(4, 30),
            out(4, 10, 0),
            come(5, 30),
            come(6, 10),
        ]
    );
}

#[test]
fn a_transfer_of_nothing_changes_no_draw() {
    let without = "horizon = 30\n[pools.p]\nstrength = 900\n[pools.q]\nstrength = 5\n\
                   [losses.l]\npool = 'p'\ndaily = { nb_drift = { mean = 40 } }\n";
    let with = format!("{without}[transfers.t]\nfrom = 'p'\nto = 'q'\nrate = 0\n");
    let (without, with) = (plan(without), plan(&with));
    for metric in without.metrics() {
        let name = &metric.name;
        assert_eq!(values(&without, name, 200), values(&with, name, 200), "{name}");
    }
}

#[test]
fn a_run_that_may_recruit_more_than_can_be_counted_is_refused() {
    let toml = |cap: &str| {
        let transfer = |i| format!("[transfers.t{i}]\nto = 'p'\nrate = {{ poisson = 1 }}\n{cap}\n");
        let transfers: Vec<String> = (0..30).map(transfer).collect();
        format!("horizon = 36_525\n[pools.p]\nstrength = 1\n{}", transfers.concat())
    };
    assert!(Plan::compile(&scenario(&toml("")), &Wanted::Everything).is_err());
    assert!(Plan::compile(&scenario(&toml("cap = 1_000_000")), &Wanted::Everything).is_ok());
    assert_eq!(sample(&toml("cap = 2").replace("36_525", "9"), "p.exhaustion_day", 1), [CENSORED]);
}
