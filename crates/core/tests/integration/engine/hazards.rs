//! Losses per head, against closed forms.

use super::{assert_moments, assert_probability, columns, plan, sample, scenario, square, values};

/// What is left of 12,000 after so many days.
fn left(days: u32, losses: &str, runs: u64) -> Vec<i64> {
    let toml = format!("horizon = {days}\n[pools.p]\nstrength = 12_000\n[losses.l]\n{losses}\n");
    sample(&toml, "p.strength_end", runs)
}

/// Mean and variance of who is left of `present` when each stays with probability `q`.
pub(crate) fn thinned(present: f64, q: f64) -> (f64, f64) {
    (present * q, present * q * (1.0 - q))
}

#[test]
fn each_head_survives_each_day_alone() {
    for hazard in ["7.67", "{ per_1000 = 7.67 }", "{ steps = [{ from = 0, per_1000 = 7.67 }] }"] {
        for days in [1_u32, 46, 130] {
            let (mean, variance) = thinned(12_000.0, libm::pow(0.99233, f64::from(days)));
            let left = left(days, &format!("hazard = {hazard}"), 4_000);
            assert_moments(&format!("{hazard}, day {days}"), &left, mean, variance);
        }
    }
}

#[test]
fn the_days_of_the_contingent_are_those_of_its_rate() {
    // 7.67 per 1,000 a day: 0.99233^t is 0.7 at t = 46.3 and 0.5 at 90.0; 12,000 x 0.99233^130 = 4,411.
    // (With 92/12,000 unrounded it is 90.1 and 4,412.)
    let rate = -libm::log1p(-0.00767);
    assert!((libm::log(1.0 / 0.7) / rate - 46.3).abs() < 0.05);
    assert!((libm::log(2.0) / rate - 90.0).abs() < 0.1);
    assert!((12_000.0 * libm::exp(-130.0 * rate) - 4_411.0).abs() < 1.0);
    let toml = "horizon = 130\n[pools.p]\nstrength = 12_000\n\
         thresholds = { \"70%\" = 0.7, half = 0.5 }\n[losses.l]\nhazard = 7.67\n";
    let plan = plan(toml);
    for (metric, day) in [("p.first_below.70%", 46.3), ("p.first_below.half", 90.0)] {
        let (mean, _) = super::moments(&values(&plan, metric, 2_000));
        // A first day below is the crossing rounded up: half a day later on average.
        assert!((mean - 0.5 - day).abs() < 0.5, "{metric}: {mean}");
    }
}

#[test]
fn shares_schedules_and_pulses_multiply_it_up_to_certainty() {
    let part = |q: f64| thinned(12_000.0, q);
    let (mean, variance) = part(square(1.0 - 0.02 * 0.3) * (1.0 - 0.02 * 0.3 * 5.0));
    let some = left(3, "hazard = 20\nshare = 0.3\nschedule = [{ from = 3, factor = 5 }]", 4_000);
    assert_moments("share and schedule", &some, mean, variance);
    let all = left(2, "hazard = 20\nschedule = [{ from = 2, factor = 60 }]", 50);
    assert!(all.iter().all(|&left| left == 0));
    // A pulse of a day begins each day with probability p = 1 - e^(-r/365.25): then h is 3 times.
    let p = -libm::expm1(-100.0 / 365.25);
    let q = [1.0 - 0.01, 1.0 - 0.03];
    let mean_q = (1.0 - p) * q[0] + p * q[1];
    let square_q = (1.0 - p) * square(q[0]) + p * square(q[1]);
    let variance = 12_000.0 * (mean_q - square_q) + square(12_000.0) * (square_q - square(mean_q));
    let pulsed = left(1, "hazard = 10\npulse = { per_year = 100, factor = 3, days = 1 }", 8_000);
    assert_moments("pulse", &pulsed, 12_000.0 * mean_q, variance);
}

#[test]
fn an_uncertain_hazard_is_one_for_the_run() {
    // q uniform over 1 - h, h from 0.01 to 0.03, over 4 days: the moments of q^4 by integration.
    let power = |n: f64| (libm::pow(0.99, n + 1.0) - libm::pow(0.97, n + 1.0)) / (n + 1.0) / 0.02;
    let (mean, second) = (power(4.0), power(8.0));
    let variance = 12_000.0 * (mean - second) + square(12_000.0) * (second - square(mean));
    let hazard = "hazard = { per_1000 = { uniform = [10.0, 30.0] } }";
    assert_moments("left", &left(4, hazard, 8_000), 12_000.0 * mean, variance);
}

#[test]
fn a_spread_makes_the_losses_of_a_day_beta_binomial() {
    // Mean S h, variance S h (1 - h) + S (S - 1) c^2 h^2; each day's hazard is its own.
    for (per_1000, spread) in [(7.67, 0.3), (300.0, 1.2), (2.0, 5.0)] {
        let (s, h, c) = (12_000.0, per_1000 / 1_000.0, spread);
        let hazard = format!("hazard = {{ per_1000 = {per_1000}, spread = {spread} }}");
        let variance = s * h * (1.0 - h) + s * (s - 1.0) * square(c * h);
        assert_moments(&hazard, &left(1, &hazard, 40_000), s * (1.0 - h), variance);
    }
    // After two days: E q = 1 - h, E q^2 = (1 - h)^2 + c^2 h^2; who is left is thinned by q1 q2.
    let (h, c) = (0.1, 0.5);
    let (mean, second) = (square(1.0 - h), square(square(1.0 - h) + square(c * h)));
    let variance = 12_000.0 * (mean - second) + square(12_000.0) * (second - square(mean));
    let two = left(2, "hazard = { per_1000 = 100, spread = 0.5 }", 40_000);
    assert_moments("two days", &two, 12_000.0 * mean, variance);
}

#[test]
fn a_spread_that_no_hazard_can_have_takes_all_or_none() {
    // A factor of 40 makes 20 per 1,000 into 0.8, of which the cv is below 0.5.
    let losses = "hazard = { per_1000 = 20, spread = 3 }\nschedule = [{ from = 1, factor = 40 }]";
    let left = left(1, losses, 10_000);
    assert!(left.iter().all(|&left| left == 0 || left == 12_000));
    assert_probability("all", &left, 0.8, |left| left == 0);
}

#[test]
fn those_who_joined_later_are_as_exposed_as_their_days_say() {
    // 5,000 from day 1 and 3,000 from day 4: 40 per 1,000 in the first five days, then 10. At the close
    // of day 7 the first have had 5 days at 0.96 and 2 at 0.99, the others 4 at 0.96.
    for tour in ["", "tour = 90"] {
        let toml = format!(
            "horizon = 7
            [pools.p]
            strength = 5_000
            [losses.l]
            hazard = {{ steps = [{{ from = 0, per_1000 = 40 }}, {{ from = 5, per_1000 = 10 }}] }}
            [[batches]]
            pool = 'p'
            day = 4
            size = 3_000
            {tour}"
        );
        let old = thinned(5_000.0, libm::pow(0.96, 5.0) * square(0.99));
        let new = thinned(3_000.0, libm::pow(0.96, 4.0));
        let left = sample(&toml, "p.strength_end", 8_000);
        assert_moments("left", &left, old.0 + new.0, old.1 + new.1);
    }
}

#[test]
fn a_demand_falls_on_old_and_new_alike() {
    // 1,000 old and 1,000 new on day 2, when 500 of the 2,000 are demanded; the new then lose 900 per
    // 1,000 on day 3, the old nobody. New left: a tenth of 1,000 - Hypergeometric(2000, 1000, 500).
    let toml = "horizon = 3
        [pools.p]
        strength = 1_000
        [losses.demand]
        daily = 500
        schedule = [{ from = 1, factor = 0 }, { from = 2, factor = 1 }, { from = 3, factor = 0 }]
        [losses.hazard]
        hazard = { steps = [{ from = 0, per_1000 = 0 }, { from = 1, per_1000 = 900 }, { from = 2, per_1000 = 0 }] }
        schedule = [{ from = 2, factor = 0 }, { from = 3, factor = 1 }]
        [[batches]]
        pool = 'p'
        day = 2
        size = 1_000";
    // Old on day 3 have been there 2 days: nothing. H has mean 250, variance 500/4 x 1500/1999.
    let spared_variance = 500.0 * 0.25 * 1_500.0 / 1_999.0;
    let (mean, variance) = (750.0 * 0.9, 0.81 * spared_variance + 750.0 * 0.9 * 0.1);
    assert_moments("lost", &sample(toml, "hazard.losses_total", 8_000), mean, variance);
}

#[test]
fn equal_steps_are_no_steps_in_law() {
    let stepped = "hazard = { steps = [{ from = 0, per_1000 = 30 }, { from = 9, per_1000 = 30 }] }";
    let (mean, variance) = thinned(12_000.0, libm::pow(0.97, 20.0));
    assert_moments("left", &left(20, stepped, 8_000), mean, variance);
}

#[test]
fn a_hazard_leaves_no_demand_unmet_and_none_takes_nobody() {
    let toml = "horizon = 60\n[pools.p]\nstrength = 300\n[losses.l]\nhazard = 200\n";
    let plan = plan(toml);
    assert!(values(&plan, "p.shortfall_total", 200).iter().all(|&short| short == 0));
    let never = outlast_core::metrics::CENSORED;
    assert!(values(&plan, "p.coverage_days", 200).iter().all(|&days| days == never));
    assert!(values(&plan, "p.exhaustion_day", 200).iter().all(|&day| day < 60));
    assert!(left(60, "hazard = 0", 50).iter().all(|&left| left == 12_000));
    assert!(left(60, "hazard = { per_1000 = 0, spread = 2 }", 50).iter().all(|&l| l == 12_000));
}

#[test]
fn returns_and_hazards_keep_everybody() {
    let toml = "horizon = 90
        [pools.p]
        strength = 4_000
        [losses.l]
        hazard = { steps = [{ from = 0, per_1000 = 40 }, { from = 9, per_1000 = 10 }] }
        split = { kia = 0.3, wia = 0.7 }
        recovery.wia = { returns = 1, delay = { exponential = { mean = 6 } } }
        [[batches]]
        pool = 'p'
        day = 5
        every = 8
        size = 500
        delay = { exponential = { mean = 4 } }
        tour = 30";
    let plan = plan(toml);
    let of = |metric: &str| values(&plan, metric, 500);
    let [lost, back, came, home] = ["losses", "returns", "arrivals", "rotated_out"]
        .map(|total| of(&format!("p.{total}_total")));
    let (end, wounded, waiting) =
        (of("p.strength_end"), of("l.wia_total"), of("l.wia_in_recovery_end"));
    for i in 0..500 {
        assert_eq!(4_000 + came[i] + back[i], end[i] + lost[i] + home[i], "run {i}");
        assert_eq!(wounded[i], back[i] + waiting[i], "run {i}");
    }
    assert_eq!(columns::<1>(&plan, 20), columns::<16>(&plan, 20));
    assert_eq!(scenario(toml).losses[0].split.len(), 2);
}
