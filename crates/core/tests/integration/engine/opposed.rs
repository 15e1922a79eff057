//! Opposed pools: Lanchester's laws, against their closed forms, their invariants, and a second
//! program.

use outlast_core::metrics::CENSORED;
use outlast_core::{Phase, Plan, Replay, What};

use super::{assert_moments, assert_probability, moments, plan, sample, square, values};

/// Two pools and a battle of them.
pub(crate) fn battle(days: u32, strengths: [u32; 2], lanchester: &str) -> String {
    let [blue, red] = strengths;
    format!(
        "horizon = {days}\n[pools.blue]\nstrength = {blue}\n[pools.red]\nstrength = {red}\n\
         [opposed.battle]\npools = ['blue', 'red']\nlanchester = {{ {lanchester} }}\n"
    )
}

/// Strengths at the closes of a replication, day by day.
fn closes(plan: &Plan) -> Vec<[i64; 2]> {
    let happenings = Replay::new(plan, 0).happenings;
    let closes: Vec<(usize, i64)> = happenings
        .iter()
        .filter_map(|h| match h.what {
            What::Closed { strength } => Some((h.pool, strength)),
            _ => None,
        })
        .collect();
    closes.chunks(2).map(|day| [day[0].1, day[1].1]).collect()
}

/// A deterministic battle is the closed form on every day until one side has nobody left.
#[track_caller]
fn assert_course(toml: &str, exact: impl Fn(f64) -> [f64; 2]) {
    let plan = plan(&format!("{toml}deterministic = true\n"));
    for (day, close) in (1..).zip(closes(&plan)) {
        if close.contains(&0) {
            return;
        }
        let expected = exact(f64::from(day));
        for side in 0..2 {
            let error = close[side] as f64 - expected[side];
            assert!(error.abs() <= 0.5 + 1e-6, "day {day}: {close:?}, expected {expected:?}");
        }
    }
}

/// Strengths of the square law after t days, while both sides have somebody.
pub(crate) fn square_law([x, y]: [f64; 2], [a, b]: [f64; 2], t: f64) -> [f64; 2] {
    let (r, q) = ((a * b).sqrt(), (a / b).sqrt());
    let (cosh, sinh) = (libm::cosh(r * t), libm::sinh(r * t));
    [x * cosh - q * y * sinh, y * cosh - x / q * sinh]
}

#[test]
fn twelve_against_ten_thousand_leave_6633_and_red_is_gone_on_day_120() {
    // 12,000^2 - 10,000^2 = 6,633.25^2, and red is gone at artanh(10/12)/0.01 = 119.895 days.
    let text = battle(150, [12_000, 10_000], "square = { a = 0.01, b = 0.01 }");
    let deterministic = plan(&format!("{text}deterministic = true\n"));
    assert_eq!(values(&deterministic, "blue.strength_end", 1), [6_633]);
    assert_eq!(values(&deterministic, "red.exhaustion_day", 1), [120]);
    assert_eq!(values(&deterministic, "battle.blue_losses_total", 1), [5_367]);
    assert_eq!(values(&deterministic, "battle.red_losses_total", 1), [10_000]);
    assert_course(&text, |t| square_law([12_000.0, 10_000.0], [0.01, 0.01], t));
}

#[test]
fn unequal_sides_of_the_square_law_follow_it() {
    let text = battle(60, [3_000, 9_000], "square = { a = 0.004, b = 0.05 }");
    assert_course(&text, |t| square_law([3_000.0, 9_000.0], [0.004, 0.05], t));
    let last = closes(&plan(&format!("{text}deterministic = true\n")))[59];
    let [x, y] = square_law([3_000.0, 9_000.0], [0.004, 0.05], 60.0);
    assert!(x > 0.0 && y > 0.0 && !last.contains(&0), "both are there to the end: {last:?}");
}

#[test]
fn the_linear_law_keeps_the_difference_of_both_sides_losses() {
    // b A - a B = D stays, and A(t) = A0 D/(b A0 - a B0 e^(-D t)).
    let ([a, b], [x, y]) = ([2e-6, 1e-6], [9_000.0, 4_000.0]);
    let d = b * x - a * y;
    let text = battle(400, [9_000, 4_000], "linear = { a = 2e-6, b = 1e-6 }");
    assert_course(&text, |t| {
        let blue = x * d / (b * x - a * y * libm::exp(-d * t));
        [blue, (b * blue - d) / a]
    });
    // With D = 0 both fall as x/(1 + a y t).
    let text = battle(400, [4_000, 2_000], "linear = { a = 2e-6, b = 1e-6 }");
    assert_course(&text, |t| {
        let part = 1.0 / (1.0 + 2e-6 * 2_000.0 * t);
        [4_000.0 * part, 2_000.0 * part]
    });
}

#[test]
fn the_mixed_law_keeps_its_parabola() {
    // b A - a B^2/2 = C stays. C > 0: B = s tan(th - k t), s = sqrt(2 C/a), k = sqrt(a C/2).
    let ([a, b], [x, y]) = ([2e-6_f64, 0.01], [5_000.0, 4_000.0]);
    let c = b * x - a * y * y / 2.0;
    let (s, k) = ((2.0 * c / a).sqrt(), (a * c / 2.0).sqrt());
    let text = battle(200, [5_000, 4_000], "mixed = { a = 2e-6, b = 0.01 }");
    assert_course(&text, |t| {
        let red = s * libm::tan(libm::atan(y / s) - k * t);
        [(c + a * red * red / 2.0) / b, red]
    });
    let gone = libm::atan(y / s) / k;
    assert_eq!(
        sample(&format!("{text}deterministic = true\n"), "red.exhaustion_day", 1),
        [gone.ceil() as i64]
    );
    // C < 0: B = s coth(k t + arcoth(B0/s)), and the hidden side is worn down.
    let ([a, b], [x, y]) = ([2e-6_f64, 0.01], [1_000.0, 6_000.0]);
    let c = a * y * y / 2.0 - b * x;
    let (s, k) = ((2.0 * c / a).sqrt(), (a * c / 2.0).sqrt());
    let text = battle(200, [1_000, 6_000], "mixed = { a = 2e-6, b = 0.01 }");
    assert_course(&text, |t| {
        let red = s / libm::tanh(k * t + libm::atanh(s / y));
        [(a * red * red / 2.0 - c) / b, red]
    });
}

/// Mean and variance of a side of the square law by chance: M of the law takes the means, and the
/// covariance C to M C M^T; a day adds S p (1 - p) to each side's variance, p its part lost.
pub(crate) fn square_moments(
    strengths: [f64; 2],
    [a, b]: [f64; 2],
    days: u32,
) -> ([f64; 2], [f64; 2]) {
    let (r, q) = ((a * b).sqrt(), (a / b).sqrt());
    let (cosh, sinh) = (libm::cosh(r), libm::sinh(r));
    let m = [[cosh, -q * sinh], [-sinh / q, cosh]];
    let times = |v: [f64; 2]| [0, 1].map(|i| m[i][0] * v[0] + m[i][1] * v[1]);
    let (mut mean, mut c) = (strengths, [[0.0; 2]; 2]);
    for _ in 0..days {
        let next = times(mean);
        // Rows of M C, then M (M C)^T, which is symmetric.
        let rows = [0, 1].map(|i| [0, 1].map(|j| m[i][0] * c[0][j] + m[i][1] * c[1][j]));
        c = [times(rows[0]), times(rows[1])];
        for side in 0..2 {
            c[side][side] += (mean[side] - next[side]) * next[side] / mean[side];
        }
        mean = next;
    }
    (mean, [c[0][0], c[1][1]])
}

#[test]
fn by_chance_the_square_law_keeps_its_mean_and_a_small_spread() {
    // Both sides are far from nothing on day 60, so that the means are exact; p (1 - p) is taken at
    // the mean, which is right to one part in the strength.
    let (strengths, coefficients) = ([120_000.0, 100_000.0], [0.01, 0.01]);
    let (mean, variance) = square_moments(strengths, coefficients, 60);
    let exact = square_law(strengths, coefficients, 60.0);
    assert!((mean[0] - exact[0]).abs() < 1e-6 && (mean[1] - exact[1]).abs() < 1e-6);
    let text = battle(60, [120_000, 100_000], "square = { a = 0.01, b = 0.01 }");
    for (side, metric) in ["blue.strength_end", "red.strength_end"].into_iter().enumerate() {
        assert_moments(metric, &sample(&text, metric, 20_000), mean[side], variance[side]);
    }
}

#[test]
fn the_spread_of_a_large_battle_is_small_beside_its_size() {
    // Marshall: chance around a law of many independent losses averages out, as 1/sqrt(size).
    let relative = |size: u32| {
        let text = battle(60, [12 * size, 10 * size], "square = { a = 0.01, b = 0.01 }");
        let (_, variance) = moments(&sample(&text, "blue.strength_end", 4_000));
        variance.sqrt() / f64::from(12 * size)
    };
    let (small, large) = (relative(100), relative(10_000));
    assert!(large < 0.003, "{large}");
    assert!((small / large / 10.0 - 1.0).abs() < 0.05, "{small} {large}");
}

#[test]
fn small_battles_are_as_a_second_program_has_them() {
    // An independent program in Python (numpy): each of S is lost with chance m/S, m by 400 steps of
    // Runge and Kutta a day; 2,000,000 runs. Means and sd of strengths on day 60, and who is left.
    // Its standard errors are a fifth of those here, and within the four of the bounds.
    const RUNS: u64 = 100_000;
    let cases = [
        (
            "square = { a = 0.05, b = 0.05 }",
            [30, 27],
            [11.58627, 7.96322],
            [2.48537, 4.98611],
            0.755_875,
            0.225_818,
        ),
        (
            "linear = { a = 0.004, b = 0.003 }",
            [30, 40],
            [0.40698, 0.86360],
            [17.80853, 5.59182],
            0.000_150,
            0.736_712,
        ),
        (
            "mixed = { a = 0.004, b = 0.05 }",
            [40, 30],
            [5.76917, 5.73620],
            [5.18504, 6.35758],
            0.480_822,
            0.188_371,
        ),
    ];
    for (law, strengths, blue, red, red_gone, blue_gone) in cases {
        let plan = plan(&battle(60, strengths, law));
        for (metric, [mean, sd], gone) in
            [("blue.strength_end", blue, blue_gone), ("red.strength_end", red, red_gone)]
        {
            let left = values(&plan, metric, RUNS);
            let what = format!("{law}, {metric}");
            assert_moments(&what, &left, mean, square(sd));
            assert_probability(&what, &left, gone, |left| left == 0);
        }
    }
}

#[test]
fn days_come_near_the_chain_of_single_losses() {
    // In the chain whose next loss is red's with chance b A/(b A + a B), 60 beat 50 with probability
    // 0.950_655 (by its recursion). Days of common openings change that little: here by under 0.003.
    let text = battle(400, [60, 50], "square = { a = 0.02, b = 0.02 }");
    let red = sample(&text, "red.strength_end", 40_000);
    let blue_wins = red.iter().filter(|&&left| left == 0).count() as f64 / 40_000.0;
    assert!((blue_wins - 0.950_655).abs() < 0.003 + 4.0 * 0.0011, "{blue_wins}");
}

#[test]
fn a_battle_strikes_before_the_losses_of_the_day_and_leaves_no_demand_unmet() {
    // One side does 10 a day to the other by each of 10: 100 of 250, and then 60 are demanded.
    let text = battle(4, [250, 10], "square = { a = 10, b = 0 }")
        + "deterministic = true\nlabel = 'Border'\n[losses.l]\npool = 'blue'\ndaily = 60\n";
    let plan = plan(&text);
    let told: Vec<_> = Replay::new(&plan, 0)
        .happenings
        .into_iter()
        .filter_map(|h| match h.what {
            What::Lost { process, demanded, lost, left, .. } => {
                assert_eq!(h.phase, Phase::Losses);
                Some((h.day, process, h.pool, demanded, lost, left))
            }
            _ => None,
        })
        .collect();
    let line = |day, who: &str, pool, demanded, lost, left| {
        (day, who.to_owned(), pool, demanded, lost, left)
    };
    assert_eq!(
        told[..6],
        [
            line(1, "Border", 0, 100, 100, 150),
            line(1, "Border", 1, 0, 0, 10),
            line(1, "l", 0, 60, 60, 90),
            // Of the 90 left the battle takes all, and asks for no more; the process's 60 are unmet.
            line(2, "Border", 0, 90, 90, 0),
            line(2, "Border", 1, 0, 0, 10),
            line(2, "l", 0, 60, 0, 0),
        ]
    );
    assert_eq!(values(&plan, "blue.coverage_days", 1), [1_600_000]);
    assert_eq!(values(&plan, "blue.shortfall_total", 1), [180]);
    assert_eq!(values(&plan, "battle.blue_losses_total", 1), [190]);
    assert_eq!(values(&plan, "red.coverage_days", 1), [CENSORED]);
}

#[test]
fn all_battles_of_a_day_see_the_same_opening() {
    // Blue fights red and green: each sees the 100 of blue that open the day.
    let second = "deterministic = true\n[pools.green]\nstrength = 40\n[opposed.other]\n\
                  pools = ['green', 'blue']\nlanchester = { square = { a = 0.1, b = 1 } }\n\
                  deterministic = true\n";
    let text = battle(1, [100, 80], "square = { a = 0.5, b = 0 }") + second;
    let plan = plan(&text);
    // Red's 80 take 40. Green against blue: r^2 = 0.1, by the square law of 40 against 100.
    let [green, blue] = square_law([40.0, 100.0], [0.1, 1.0], 1.0);
    assert_eq!(values(&plan, "battle.blue_losses_total", 1), [40]);
    assert_eq!(values(&plan, "other.blue_losses_total", 1), [(100.0 - blue + 0.5).floor() as i64]);
    assert_eq!(values(&plan, "green.strength_end", 1), [(green + 0.5).floor() as i64]);
    // What is left of blue bounds what the later battle takes: 100 - 80 = 20.
    let text = text.replace("a = 0.5, b = 0", "a = 1, b = 0");
    let plan = super::plan(&text);
    assert_eq!(values(&plan, "battle.blue_losses_total", 1), [80]);
    assert_eq!(values(&plan, "other.blue_losses_total", 1), [20]);
    assert_eq!(values(&plan, "blue.shortfall_total", 1), [0]);
}

#[test]
fn reinforcements_join_the_fight_and_a_window_bounds_it() {
    // Red does nothing; each of blue takes 0.01 a day of it from day 3 to day 5, and 40 more come to
    // blue on day 4: 1, 1.4 and 1.4, so 1, 2.4 and 3.8 in all, rounded.
    let text = battle(9, [100, 1_000], "square = { a = 0, b = 0.01 }")
        + "deterministic = true\nfrom_day = 3\nuntil = 5\n\
           [[batches]]\npool = 'blue'\nday = 4\nsize = 40\n";
    let days: Vec<i64> = closes(&plan(&text)).iter().map(|close| close[1]).collect();
    assert_eq!(days, [1_000, 1_000, 999, 998, 996, 996, 996, 996, 996]);
}

#[test]
fn who_has_nobody_left_fights_again_when_some_come() {
    // Red is gone on day 1; 10 come on day 6, and are gone on day 6.
    let text = battle(9, [100, 10], "square = { a = 0.5, b = 0.5 }")
        + "[[batches]]\npool = 'red'\nday = 6\nsize = 10\n";
    let plan = plan(&text);
    assert_eq!(values(&plan, "battle.red_losses_total", 50), [20; 50]);
    let days = closes(&plan);
    assert_eq!([days[0][1], days[4][1], days[5][1]], [0, 0, 0]);
    assert!(days[5][0] < days[4][0] && days[4][0] == days[0][0], "{days:?}");
}

#[test]
fn a_battle_takes_what_the_pools_lose_in_every_run() {
    let text =
        battle(40, [400, 300], "mixed = { a = { uniform = [1e-4, 4e-4] }, b = '0.02 to 0.08' }")
            + "[losses.l]\npool = 'red'\nhazard = 20\n\
           [[batches]]\npool = 'red'\nday = 5\nevery = 5\nsize = 30\ntour = 8\n\
           [transfers.t]\nfrom = 'red'\nto = 'blue'\nrate = 1\ndelay = 2\n";
    let plan = plan(&text);
    let get = |metric: &str| values(&plan, metric, 300);
    let (start, own) = (get("blue.losses_total"), get("battle.blue_losses_total"));
    assert_eq!(start, own);
    let all = [
        get("red.arrivals_total"),
        get("red.transferred_out_total"),
        get("red.rotated_out_total"),
        get("battle.red_losses_total"),
        get("l.losses_total"),
        get("red.strength_end"),
    ];
    for run in 0..300 {
        let [came, moved, home, fought, sick, left] = [0, 1, 2, 3, 4, 5].map(|i| all[i][run]);
        assert_eq!(300 + came, moved + home + fought + sick + left, "run {run}");
        let blue = get("blue.transferred_in_total")[run];
        assert_eq!(400 + blue, own[run] + get("blue.strength_end")[run], "run {run}");
    }
}
