//! Fates of the lost and returns from recovery, against what can be derived for them.

use outlast_core::{Plan, Replay, What};

use super::closed_forms::batches::DELAYS;
use super::{assert_moments, columns, plan, sample, square, values};

/// P(delay > k days) of the gamma law of mean 45 days and shape 2: e^-y (1 + y), y = k/22.5.
pub(crate) fn later_than(k: u32) -> f64 {
    let y = f64::from(k) / 22.5;
    libm::exp(-y) * (1.0 + y)
}

#[test]
fn each_loss_meets_its_fate_alone() {
    let toml = r"
        horizon = 30
        [pools.p]
        strength = 1_000_000
        [losses.l]
        daily = 40
        split = { kia = 0.2, none = 0, wia = 0.7, captured = 0.1, nobody = 0 }
    ";
    let plan = plan(toml);
    for (fate, part) in
        [("kia", 0.2), ("none", 0.0), ("wia", 0.7), ("captured", 0.1), ("nobody", 0.0)]
    {
        let totals = values(&plan, &format!("l.{fate}_total"), 20_000);
        assert_moments(fate, &totals, 1_200.0 * part, 1_200.0 * part * (1.0 - part));
    }
    // Of 1,200, kia and wia together are Binomial(1,200, 0.9): they are negatively correlated.
    let kia = values(&plan, "l.kia_total", 20_000);
    let both: Vec<i64> =
        kia.iter().zip(values(&plan, "l.wia_total", 20_000)).map(|(a, b)| a + b).collect();
    assert_moments("both", &both, 1_080.0, 1_200.0 * 0.9 * 0.1);
}

#[test]
fn by_each_day_as_many_have_returned_as_the_delay_says() {
    // All are lost on day 1. By day 1 + n each has returned with probability 0.8 x 0.5 P(x <= n),
    // where a delay of less than a day counts as one. 30 are dealt out one by one, 30,000 day by day.
    for (delay, cdf) in DELAYS {
        for lost in [30, 30_000] {
            for n in [1_u32, 2, 3, 6] {
                let toml = format!(
                    "horizon = {}
                    [pools.p]
                    strength = 1_000_000
                    [losses.l]
                    daily = {lost}
                    schedule = [{{ from = 2, factor = 0 }}]
                    split = {{ wia = 0.8, kia = 0.2 }}
                    recovery.wia = {{ returns = 0.5, delay = {delay} }}",
                    n + 1
                );
                let p = 0.4 * cdf(f64::from(n));
                let (mean, variance) = (f64::from(lost) * p, f64::from(lost) * p * (1.0 - p));
                let back = sample(&toml, "p.returns_total", 4_000);
                assert_moments(&format!("{delay} by {n}"), &back, mean, variance);
            }
        }
    }
}

#[test]
fn an_even_delay_returns_as_many_on_each_of_its_days() {
    for lost in [60, 10_000] {
        for day in [6, 7, 13, 20, 21, 30] {
            let toml = format!(
                "horizon = {day}
                [pools.p]
                strength = 1_000_000
                [losses.l]
                daily = {lost}
                schedule = [{{ from = 2, factor = 0 }}]
                split = {{ all = 1 }}
                recovery.all = {{ returns = 0.75, delay = {{ even = {{ from = 6, to = 20 }} }} }}"
            );
            // Lost on day 1: 1 of 15 parts is back on each of days 7 to 21.
            let p = 0.75 * f64::from((day - 6).clamp(0, 15)) / 15.0;
            let n = f64::from(lost);
            let back = sample(&toml, "p.returns_total", 4_000);
            assert_moments(&format!("day {day}"), &back, n * p, n * p * (1.0 - p));
        }
    }
}

#[test]
fn poisson_losses_leave_a_poisson_number_in_recovery() {
    // Each day's future returners are Poisson of mean 0.75 x 0.5 times that of the losses, and those
    // of day d are in recovery at the close of day H if their delay is more than H - d.
    let seen: f64 = (0..200).map(later_than).sum();
    for (rate, runs) in [(120, 2_000), (12_000, 400)] {
        let toml = format!(
            "horizon = 200
            [pools.p]
            strength = 1_000_000_000
            [losses.l]
            daily = {{ poisson = {rate} }}
            split = {{ kia = 0.2, wia = 0.75, captured = 0.05 }}
            recovery.wia = {{ returns = 0.5, delay = {{ gamma = {{ mean = 45, shape = 2 }} }} }}"
        );
        let mean = f64::from(rate) * 0.375 * seen;
        assert_moments("in recovery", &sample(&toml, "l.wia_in_recovery_end", runs), mean, mean);
    }
    // After a long time: 45 days, and half a day for the rounding up, less what 200 days miss.
    assert!((seen - 45.5).abs() < 0.1, "{seen}");
}

/// Days that a strength covers by expected values alone: `daily` are lost each day, of whom a part
/// returns after k days with probability `back(k)`.
pub(crate) fn expected_coverage(strength: f64, daily: f64, back: impl Fn(usize) -> f64) -> f64 {
    let mut strength = strength;
    let mut day = 1;
    loop {
        strength += (1..day).map(|ago| daily * back(ago)).sum::<f64>();
        if strength < daily {
            return day as f64 - 1.0 + strength / daily;
        }
        strength -= daily;
        day += 1;
    }
}

/// Part of a day's losses that is back k days later: 0.75 are wounded, of whom half return, 45 days
/// later on average by the gamma law of shape 2.
pub(crate) fn wounded(k: usize) -> f64 {
    0.375 * (later_than(k as u32 - 1) - later_than(k as u32))
}

/// As [`wounded`], by Dupuy's rule: 75 of 100 are back, 5 on each of days 6 to 20.
pub(crate) fn dupuy(k: usize) -> f64 {
    if (6..=20).contains(&k) { 0.05 } else { 0.0 }
}

#[test]
fn returns_help_only_campaigns_that_outlast_the_delay() {
    let gamma = "split = { wia = 0.75, other = 0.25 }
        recovery.wia = { returns = 0.5, delay = { gamma = { mean = 45, shape = 2 } } }";
    let even = "split = { all = 1 }
        recovery.all = { returns = 0.75, delay = { even = { from = 6, to = 20 } } }";
    // At 1,200 a day 45 wounded or so come back on day 10, when the last 1,200 are lost: 10.0 days
    // become 10.1; Dupuy's quick returns make 10.75. At 92 a day 130 days become 182; or 483.
    let cases: [(f64, &str, f64, f64); 4] = [
        (1_200.0, gamma, expected_coverage(12_000.0, 1_200.0, wounded), 10.1),
        (1_200.0, even, expected_coverage(12_000.0, 1_200.0, dupuy), 10.75),
        (92.0, gamma, expected_coverage(12_000.0, 92.0, wounded), 181.8),
        (92.0, even, expected_coverage(12_000.0, 92.0, dupuy), 483.0),
    ];
    for (daily, recovery, expected, published) in cases {
        assert!((expected - published).abs() < 0.01 * published, "{expected}, {published}");
        let toml = format!(
            "horizon = 800
            [pools.p]
            strength = 12_000
            [losses.l]
            daily = {daily}
            {recovery}"
        );
        let days = sample(&toml, "p.coverage_days", 400);
        let (mean, variance) = super::moments(&days);
        // Coverage is nearly linear in the returns: within a tenth of its own spread.
        let slack = 4.0 * (variance / 400.0).sqrt() / 1e6 + 0.05 + 0.001 * expected;
        assert!((mean / 1e6 - expected).abs() < slack, "{mean}, expected {expected} +- {slack}");
    }
}

#[test]
fn a_pool_that_is_empty_waits_for_those_in_recovery() {
    let toml = r#"
        horizon = 40
        [pools.p]
        strength = 100
        [pools.rest]
        strength = 0
        [losses.l]
        pool = "p"
        daily = 100
        split = { wia = 0.6, sick = 0.4 }
        recovery.wia = { returns = 1, delay = 15 }
        recovery.sick = { returns = 1, delay = 9, to = "rest" }
    "#;
    // 100 are lost on day 1. On day 16 those of them who were wounded, W, are back and lost again; on
    // day 31 the W' wounded of those. The sick, 100 - W, W - W' and W' - W'', rest from days 10, 25, 40.
    let plan = plan(toml);
    let lost = values(&plan, "p.losses_total", 500);
    let back = values(&plan, "p.returns_total", 500);
    let resting = values(&plan, "rest.strength_end", 500);
    let wounded = values(&plan, "l.wia_in_recovery_end", 500);
    assert!(lost.iter().zip(&back).all(|(lost, back)| *lost == 100 + back));
    assert_moments("back", &back, 60.0 + 36.0, 0.0_f64.max(100.0 * back_variance()));
    assert!(resting.iter().zip(&wounded).all(|(rest, wounded)| rest + wounded == 100));
    assert!(values(&plan, "p.exhaustion_day", 500).iter().all(|&day| day == 1));
    assert!(values(&plan, "p.strength_end", 500).iter().all(|&strength| strength == 0));
}

/// Variance of 1(wounded) + 1(wounded again), for one of the 100: 1 with 0.24, 2 with 0.36.
fn back_variance() -> f64 {
    0.24 + 4.0 * 0.36 - square(0.96)
}

/// A line with rotation, whose wounded come back to it and whose sick to the rear.
fn line(recovery: &str) -> String {
    format!(
        r#"
        horizon = 50
        [pools.line]
        strength = 900
        thresholds = {{ half = 0.5 }}
        [pools.rear]
        strength = 300
        [losses.front]
        pool = "line"
        daily = {{ neg_binomial = {{ mean = 60, k = 5 }} }}
        split = {{ kia = 0.2, wia = 0.5, sick = 0.3 }}
        {recovery}
        [losses.back]
        pool = "rear"
        daily = {{ poisson = 9 }}
        [[batches]]
        pool = "line"
        day = 3
        every = 6
        size = 200
        delay = {{ exponential = {{ mean = 3 }} }}
        arrives = 0.7
        tour = 12
        "#
    )
}

const RECOVERY: &str = r#"recovery.wia = { returns = { uniform = [0.5, 1.0] }, delay = { lognormal = { mean = 9, cv = 0.8 } } }
    recovery.sick = { returns = 0.9, delay = { even = { from = 0, to = 30 } }, to = "rear" }"#;

/// The same through stages: three, and one.
const STAGED: &str = r#"recovery.wia = { returns = { uniform = [0.5, 1.0] }, delay = { gamma = { mean = 9, shape = 3 } } }
    recovery.sick = { returns = 0.9, delay = { exponential = { mean = 12 } }, to = "rear" }"#;

#[test]
fn nobody_is_made_or_forgotten() {
    for recovery in [RECOVERY, STAGED] {
        assert_conserved(&line(recovery));
    }
    let certain = super::plan(&line("recovery.sick = { returns = 1, delay = 7 }"));
    let of = |metric: &str| values(&certain, metric, 500);
    let (back, waiting) = (of("line.returns_total"), of("front.sick_in_recovery_end"));
    let sum: Vec<i64> = back.iter().zip(waiting).map(|(back, waiting)| back + waiting).collect();
    assert_eq!(sum, of("front.sick_total"), "all return or are on their way");
}

fn assert_conserved(toml: &str) {
    let plan = plan(toml);
    let of = |metric: &str| values(&plan, metric, 2_000);
    let front = ["kia", "wia", "sick"].map(|fate| of(&format!("front.{fate}_total")));
    let [lost, back, came] =
        ["losses", "returns", "arrivals"].map(|total| of(&format!("line.{total}_total")));
    let (end, home) = (of("line.strength_end"), of("line.rotated_out_total"));
    let (rear_end, rear_lost, rear_back) =
        (of("rear.strength_end"), of("rear.losses_total"), of("rear.returns_total"));
    let (in_wia, in_sick) = (of("front.wia_in_recovery_end"), of("front.sick_in_recovery_end"));
    let peak = of("front.wia_in_recovery_peak");
    for i in 0..2_000 {
        assert_eq!(900 + came[i] + back[i], end[i] + lost[i] + home[i], "line, run {i}");
        assert_eq!(300 + rear_back[i], rear_end[i] + rear_lost[i], "rear, run {i}");
        assert_eq!(front.iter().map(|fate| fate[i]).sum::<i64>(), lost[i], "run {i}");
        assert!(back[i] + in_wia[i] <= front[1][i], "wounded, run {i}");
        assert!(rear_back[i] + in_sick[i] <= front[2][i], "sick, run {i}");
        assert!((in_wia[i]..=front[1][i]).contains(&peak[i]), "run {i}");
    }
}

#[test]
fn who_never_returns_changes_nothing() {
    let none = line("");
    let never = line(
        r#"recovery.wia = { returns = 0, delay = 3 }
        recovery.sick = { returns = 0, delay = { exponential = { mean = 2 } }, to = "rear" }"#,
    );
    let (none, never) = (plan(&none), plan(&never));
    let with = columns::<16>(&never, 1_000);
    for (metric, column) in none.metrics().iter().zip(columns::<16>(&none, 1_000)) {
        let place =
            never.metrics().iter().position(|m| m.name == metric.name).expect("it is there");
        assert_eq!(with[place], column, "{}", metric.name);
    }
}

#[test]
fn a_longer_horizon_changes_no_return_before_it() {
    let short = [RECOVERY, STAGED].map(line);
    let long = short.clone().map(|toml| toml.replace("horizon = 50", "horizon = 80"));
    let [short, long] = [short, long].map(|two| two.map(|toml| plan(&toml)));
    for run in 0..100 {
        let of = run as usize % 2;
        let (short, long) = (Replay::new(&short[of], run), Replay::new(&long[of], run));
        let of = |replay: &Replay| -> Vec<_> {
            let told = |what: &What| matches!(what, What::Returned { .. } | What::Closed { .. });
            let by_50 = replay.happenings.iter().filter(|h| h.day <= 50 && told(&h.what));
            by_50.cloned().collect()
        };
        assert_eq!(of(&short), of(&long), "run {run}");
    }
}

#[test]
fn a_trace_tells_who_comes_back_and_what_became_of_the_lost() {
    for recovery in [RECOVERY, STAGED] {
        assert_traced(&plan(&line(recovery)));
    }
}

fn assert_traced(plan: &Plan) {
    for run in 0..50 {
        let replay = Replay::new(plan, run);
        let of = |metric: &str| values(plan, metric, run + 1)[run as usize];
        let (mut line, mut rear, mut wounded) = (0, 0, 0);
        for happening in &replay.happenings {
            match &happening.what {
                What::Returned { process, fate, count } => {
                    assert_eq!(process, "front");
                    let (pool, sum) = if fate == "wia" { (0, &mut line) } else { (1, &mut rear) };
                    assert_eq!(happening.pool, pool, "{fate}");
                    *sum += count;
                }
                What::Lost { lost, fates, process, .. } if process == "front" => {
                    assert_eq!(fates.iter().map(|(_, count)| count).sum::<i64>(), *lost);
                    wounded += fates[1].1;
                }
                _ => {}
            }
        }
        assert_eq!((line, rear), (of("line.returns_total"), of("rear.returns_total")));
        assert_eq!(wounded, of("front.wia_total"));
    }
}
