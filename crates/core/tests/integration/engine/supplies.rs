//! Supplies: days of supply, rations, and stock-outs, by hand and by the laws of sums.

use outlast_core::metrics::CENSORED;
use outlast_core::{Engine, Plan, Replay, Wanted, What};

use super::{assert_moments, assert_probability, columns, plan, sample, scenario, square, values};

/// A supply of shells with more keys.
fn shells(horizon: u32, keys: &str) -> String {
    format!("horizon = {horizon}\n[supplies.s]\n{keys}\n")
}

/// A metric that is the same in every run.
#[track_caller]
fn only(toml: &str, metric: &str) -> i64 {
    let values = values(&plan(toml), metric, 40);
    assert!(values.iter().all(|value| *value == values[0]), "{metric}: {values:?}");
    values[0]
}

#[track_caller]
fn assert_all(toml: &str, expected: &[(&str, i64)]) {
    for (metric, value) in expected {
        assert_eq!(only(toml, &format!("s.{metric}")), *value, "{metric}");
    }
}

#[test]
fn a_stock_lasts_for_stock_over_net_use() {
    // Before day 1, 300,000 at 6,000 a day are 50.0 days; at its close, 306,000 less the first 6,000.
    let toml = shells(1, "stock = 306_000\nuse = 6_000");
    assert_all(&toml, &[("days_of_supply_end", 50_000_000), ("strength_end", 300_000)]);
    assert_all(&shells(60, "stock = 300_000\nuse = 6_000"), &[("coverage_days", 50_000_000)]);
    // 85,000 a month are 2,792 on day 1: (300,000 + 2,792 - 6,000)/(6,000 - 85,000/30.4375).
    let resupplied = "stock = 300_000\nuse = 6_000\nresupply = { rate = 85_000, per = \"month\" }";
    let days = 296_792.0 / (6_000.0 - 85_000.0 / 30.4375);
    assert_all(&shells(1, resupplied), &[("days_of_supply_end", (days * 1e6) as i64)]);
    // 93.5 days by means; as the resupply of a day comes before its use, day 94 is met in part:
    // 300,000 + floor(94 x 2,792.6) - 93 x 6,000 of 6,000.
    let last = 300_000.0 + (94.0_f64 * 85_000.0 / 30.4375).floor() - 93.0 * 6_000.0;
    let covered = 93_000_000 + (last / 6_000.0 * 1e6) as i64;
    assert_all(&shells(120, resupplied), &[("coverage_days", covered)]);
}

#[test]
fn rations_by_hand() {
    // Days of supply at the close of day t: 50 - t, first below 30 on day 21 with 29; from day 22 on
    // 3,000 a day of 174,000: gone at the close of day 79, and days 80 to 100 are short of 3,000 each.
    let toml =
        shells(100, "stock = 300_000\nuse = 6_000\nration = { below_days = 30, factor = 0.5 }");
    assert_all(
        &toml,
        &[
            ("coverage_days", 79_000_000),
            ("exhaustion_day", 79),
            ("rationed_days", 79),
            ("used_total", 300_000),
            ("unmet_total", 63_000),
            ("days_of_supply_end", 0),
            ("days_of_supply_min", 0),
        ],
    );
}

#[test]
fn of_several_rations_the_deepest_holds() {
    // 100 - t days: below 50 at the close of day 51 with 49. Then 5 a day, so half a day less each
    // day: below 20 after 59 days more, with 195 left on day 110. Then 2 a day: 97 days leave 1, half
    // of what day 208 demands.
    let steps = "[{ below_days = 50, factor = 0.5 }, { below_days = 20, factor = 0.2 }]";
    let toml = shells(220, &format!("stock = 1_000\nuse = 10\nration = {steps}"));
    assert_all(
        &toml,
        &[
            ("coverage_days", 207_500_000),
            ("exhaustion_day", 208),
            ("rationed_days", 220 - 51),
            ("unmet_total", 1 + 2 * 12),
        ],
    );
}

#[test]
fn a_delivery_ends_a_ration_on_the_day_after() {
    // 10 - t days: below 5 at the close of day 6. Days 7 to 9 use 5 each; on day 10 200 come, and 5
    // are used still; 220 are 22 days, so days 11 and 12 use 10 again.
    let keys = "stock = 100\nuse = 10\nration = { below_days = 5, factor = 0.5 }\n\
        deliveries = [{ day = 10, size = 200 }]";
    let toml = shells(12, keys);
    assert_all(
        &toml,
        &[
            ("rationed_days", 4),
            ("strength_end", 200),
            ("used_total", 100),
            ("delivered_total", 200),
            ("days_of_supply_end", 20_000_000),
            ("days_of_supply_min", 2_500_000),
            ("exhaustion_day", CENSORED),
        ],
    );
    let told: Vec<(u32, f64)> = Replay::new(&plan(&toml), 0)
        .happenings
        .iter()
        .filter_map(|h| match h.what {
            What::Rationed { factor, .. } => Some((h.day, factor)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(6, 0.5), (10, 1.0)]);
}

#[test]
fn days_of_supply_go_by_the_pace_of_the_next_day() {
    // 10 a day and from day 4 on 20: at the close of day 3 the 970 left are 48.5 days of that pace.
    let keys = "stock = 1_000\nuse = 10\nschedule = [{ from = 4, factor = 2 }]";
    for (horizon, left, days) in [(2, 980, 98.0), (3, 970, 48.5), (4, 950, 47.5)] {
        let expected = [("strength_end", left), ("days_of_supply_end", (days * 1e6) as i64)];
        assert_all(&shells(horizon, keys), &expected);
    }
    // A ration on top of it: below 48 days at the close of day 4, and so 14 a day from day 5 on.
    let rationed = format!("{keys}\nration = {{ below_days = 48, factor = 0.7 }}");
    assert_all(&shells(6, &rationed), &[("strength_end", 922), ("rationed_days", 2)]);
    // A factor from day 1 on is known before it; a pulse is not foreseen.
    let from_day_1 = "stock = 100\nuse = 10\nschedule = [{ from = 1, factor = 0.5 }]\n\
        ration = { below_days = 15, factor = 0.1 }";
    assert_all(&shells(1, from_day_1), &[("used_total", 5), ("days_of_supply_end", 19_000_000)]);
    let pulsing = "stock = 1_000\nuse = 10\npulse = { per_year = 366, factor = 3, days = 30 }";
    let end = values(&plan(&shells(1, pulsing)), "s.days_of_supply_end", 200);
    assert!(end.iter().all(|&days| days == 97_000_000 || days == 99_000_000), "{end:?}");
    assert!(end.contains(&97_000_000) && end.contains(&99_000_000));
}

#[test]
fn a_share_takes_some_of_the_units_of_a_law_of_counts() {
    // Whole units of 1,000 parts: each of Poisson(40) falls on this supply with probability 0.3.
    let toml =
        shells(30, "stock = 100_000\nresolution = 0.001\nuse = { poisson = 40 }\nshare = 0.3");
    let used = sample(&toml, "s.used_total", 40_000);
    assert!(used.iter().all(|parts| parts % 1_000 == 0));
    let units: Vec<i64> = used.iter().map(|parts| parts / 1_000).collect();
    assert_moments("share of a use", &units, 360.0, 360.0);
    // The days of supply count that share alone.
    let plan = plan(&shells(1, "stock = 100\nuse = 10\nshare = 0.5"));
    let (left, days) =
        (values(&plan, "s.strength_end", 100), values(&plan, "s.days_of_supply_end", 100));
    assert!(left.iter().zip(&days).all(|(left, days)| *days == left * 1_000_000 / 5));
}

#[test]
fn a_window_tells_the_use_of_its_last_days() {
    // 100, 110, 120, 130, 140 on days 1 to 5: means 105 of two days, 130 of the last three.
    let keys = r#"stock = 10_000
        window = 3
        use = { replay = { csv = "series.csv", column = "losses", start = 2024-01-01 } }"#;
    let days = |stock: f64, mean: f64| (stock / mean * 1e6) as i64;
    assert_all(&shells(2, keys), &[("days_of_supply_end", days(9_790.0, 105.0))]);
    assert_all(&shells(5, keys), &[("days_of_supply_end", days(9_400.0, 130.0))]);
    // Rations lower the use that the window sees: 100 - 10 t, below 6.5 days at the close of day 4.
    // With half the use, of days 5 and 6, the window of two days sees 7.5 and 5: 55/7.5 = 7.3 days.
    let keys = "stock = 100\nuse = 10\nwindow = 2\nration = { below_days = 6.5, factor = 0.5 }";
    assert_all(&shells(5, keys), &[("days_of_supply_end", days(55.0, 7.5)), ("rationed_days", 1)]);
    assert_all(&shells(6, keys), &[("strength_end", 45), ("rationed_days", 1)]);
}

#[test]
fn a_resupply_that_covers_the_use_lasts_without_limit() {
    for rate in [6_000, 7_000] {
        let keys = format!(
            "stock = 10\nuse = 6_000\nresupply = {{ rate = {rate} }}\n\
             ration = {{ below_days = 1_000, factor = 0.1 }}"
        );
        let expected = [
            ("days_of_supply_end", CENSORED),
            ("days_of_supply_min", CENSORED),
            ("rationed_days", 0),
            ("unmet_total", 0),
        ];
        assert_all(&shells(40, &keys), &expected);
    }
    // So does what would last for more than a century; what is gone lasts for no day at all.
    assert_all(&shells(3, "stock = 1_000_000\nuse = 1"), &[("days_of_supply_end", CENSORED)]);
    assert_all(&shells(3, "stock = 0\nuse = 0"), &[("days_of_supply_end", 0)]);
}

/// Laws of use and their means, a day.
const MEANS: [(&str, f64); 16] = [
    ("40", 40.0),
    ("{ poisson = 40 }", 40.0),
    ("{ neg_binomial = { mean = 40, k = 3 } }", 40.0),
    ("{ nb_drift = { mean = 40, rate_cv = 0.2 } }", 40.0),
    ("{ ar1_neg_binomial = { mean = 40, phi = 0.9, sigma = 0.1 } }", 40.0),
    // Regimes are as frequent as they are long: (20 x 4 + 100 x 12)/16.
    (
        "{ markov_neg_binomial = { states = [{ mean = 20, stay = 4 }, { mean = 100, stay = 12 }] } }",
        80.0,
    ),
    ("{ gamma = { mean = 40, cv = 0.5 } }", 40.0),
    ("{ lognormal = { mean = 40, cv = 0.5 } }", 40.0),
    // Cut off at 0: 1 + 2 phi(0.5)/Phi(0.5), phi(0.5) = 0.3520653268 and Phi(0.5) = 0.6914624613 (scipy: truncnorm).
    ("{ normal = { mean = 1, sd = 2 } }", 2.018_320_867_674_067),
    ("{ normal = { mean = 40, sd = 0 } }", 40.0),
    ("{ compound_poisson = { events = 2, size = { geometric = { mean = 12 } } } }", 24.0),
    ("{ compound_poisson = { events = 2, size = { uniform = [4, 20] } } }", 24.0),
    ("{ zero_inflated = { zero = 0.25, daily = { poisson = 40 } } }", 30.0),
    // (10 x 2.5 + 12.5 x 1.5 + 40 x 0.75 + 300 x 0.25)/10.
    (r#"{ empirical = { csv = "law.csv", value = "losses", weight = "weight" } }"#, 14.875),
    // Five weeks of 130 a day on average, and 100, 110, 120, 130, 140: 5,150 in 40 days.
    (r#"{ bootstrap = { csv = "series.csv", column = "losses" } }"#, 128.75),
    (r#"{ replay = { csv = "series.csv", column = "losses", start = 2024-01-01 } }"#, 128.75),
];

#[test]
fn every_law_of_use_knows_its_mean() {
    for (law, mean) in MEANS {
        for (resolution, per_unit) in [("1", 1.0), ("0.01", 100.0)] {
            let keys = format!("stock = 20_000\nresolution = {resolution}\nuse = {law}");
            let plan = plan(&shells(2, &keys));
            let (days, left) =
                (values(&plan, "s.days_of_supply_end", 20), values(&plan, "s.strength_end", 20));
            for (days, left) in days.iter().zip(left) {
                let expected = left as f64 / per_unit / mean * 1e6;
                assert!((*days as f64 - expected).abs() < 2.0 + 1e-9 * expected, "{law}: {days}");
            }
        }
    }
}

/// P(T <= t) of the day T on which a stock of 50 days' mean use is gone, by (mean, cv 0.25) gamma use a
/// day: `P(S_t >= 300)`, `S_t` gamma of shape 16 t and scale 6/16. By scipy: `stats.gamma(16 t, scale =
/// 6/16).sf(300)`.
pub(crate) const OUT_BY: [(u32, f64); 3] =
    [(48, 0.124_860_118_489_431_74), (50, 0.495_298_387_578_358_7), (52, 0.867_007_721_610_973_7)];

/// The supply of [`OUT_BY`], told apart in kilograms.
pub(crate) const TONNES: &str = "horizon = 60\n[supplies.s]\nunit = \"tonnes\"\nstock = 300\n\
    resolution = 0.001\nuse = { gamma = { mean = 6, cv = 0.25 } }\n";

#[test]
fn the_day_of_a_stock_out_is_that_of_a_sum_of_gammas() {
    let days = sample(TONNES, "s.exhaustion_day", 40_000);
    for (day, p) in OUT_BY {
        assert_probability(&format!("by day {day}"), &days, p, |d| d <= i64::from(day));
    }
    // In whole tonnes the rounding adds up to 1/4 a day to a variance of 2.25: by normal sums of that
    // variance, P(S_48 >= 300) rises by no more than 1.3 points.
    let whole = sample(&TONNES.replace("0.001", "1"), "s.exhaustion_day", 40_000);
    let part = whole.iter().filter(|&&d| d <= 48).count() as f64 / 40_000.0;
    assert!((0.12..0.15).contains(&part), "{part}");
}

#[test]
fn the_day_of_a_stock_out_is_that_of_a_sum_of_normals() {
    // Mean 6 and sd 1.5; cut off at -4 sd, which adds 1.5 phi(4)/Phi(4) = 0.0002 to the mean.
    let toml = TONNES.replace("gamma = { mean = 6, cv = 0.25 }", "normal = { mean = 6, sd = 1.5 }");
    let days = sample(&toml, "s.exhaustion_day", 40_000);
    for day in [48_u32, 50, 52] {
        let n = f64::from(day);
        let z = (300.0 - 6.000_2 * n) / (1.5 * n.sqrt());
        let p = 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
        assert_probability(&format!("by day {day}"), &days, p, |d| d <= i64::from(day));
    }
}

#[test]
fn a_normal_use_is_cut_off_at_nothing() {
    // With l = phi(a)/Phi(a), a = m/s = 0.5: variance s^2 (1 - a l - l^2) = 1.944703 a day, and 1/6 of a
    // squared gram more for the rounding.
    let l = 0.352_065_326_8 / 0.691_462_461_3;
    let (mean, variance) = (1.0 + 2.0 * l, 4.0 * (1.0 - 0.5 * l - square(l)));
    let toml = TONNES.replace("gamma = { mean = 6, cv = 0.25 }", "normal = { mean = 1, sd = 2 }");
    let used = sample(&toml, "s.used_total", 20_000);
    assert_moments("used", &used, 60.0 * mean * 1e3, 60.0 * variance * 1e6);
}

#[test]
fn counts_are_of_whole_units_and_amounts_of_any() {
    let used = |law: &str, resolution: &str| {
        let keys = format!("stock = 1_000\nresolution = {resolution}\nuse = {law}");
        sample(&shells(20, &keys), "s.used_total", 20_000)
    };
    let units = used("{ poisson = 4 }", "0.1");
    assert!(units.iter().all(|used| used % 10 == 0));
    assert_moments("poisson", &units, 800.0, 8_000.0);
    assert!(used("2.25", "0.01").iter().all(|used| *used == 4_500));
    // 20 days of 2.25 whole units: spread evenly.
    assert!(used("2.25", "1").iter().all(|used| *used == 45));
}

#[test]
fn a_ration_thins_the_law_of_the_use() {
    // Always rationed to 0.3: Poisson of 12, gamma of the same cv, salvos 0.6 a day.
    let cases = [
        ("{ poisson = 40 }", 12.0, 12.0),
        ("{ gamma = { mean = 40, cv = 0.5 } }", 12.0, 36.0 + 1.0 / 6.0),
        ("{ compound_poisson = { events = 2, size = 5 } }", 3.0, 15.0),
        ("{ neg_binomial = { mean = 40, k = 2 } }", 12.0, 12.0 + 72.0),
    ];
    for (law, mean, variance) in cases {
        let keys = format!(
            "stock = 100_000\nuse = {law}\nration = {{ below_days = 36_525, factor = 0.3 }}"
        );
        let used = sample(&shells(10, &keys), "s.used_total", 20_000);
        assert_moments(law, &used, 10.0 * mean, 10.0 * variance);
    }
}

#[test]
fn a_supply_of_constant_use_is_a_pool_that_loses_as_much() {
    let arrivals = "day = 3\nevery = 9\nsize = { uniform = [20, 90] }\narrives = 0.7";
    let pool = plan(&format!(
        "horizon = 60\n[pools.s]\nstrength = 700\nthresholds = {{ half = 0.5, low = 100 }}\n\
         [losses.l]\ndaily = 23.4\n[[batches]]\npool = \"s\"\nlabel = \"b\"\n{arrivals}\n"
    ));
    let inline = arrivals.replace('\n', ", ");
    let supply = plan(&shells(
        60,
        &format!(
            "stock = 700\nthresholds = {{ half = 0.5, low = 100 }}\nuse = 23.4\n\
             deliveries = [{{ label = \"b\", {inline} }}]"
        ),
    ));
    let same = [
        ("coverage_days", "coverage_days"),
        ("exhaustion_day", "exhaustion_day"),
        ("strength_end", "strength_end"),
        ("strength_min", "strength_min"),
        ("peak_week_losses", "peak_week_losses"),
        ("first_below.half", "first_below.half"),
        ("days_below.low", "days_below.low"),
        ("losses_total", "used_total"),
        ("shortfall_total", "unmet_total"),
        ("arrivals_total", "delivered_total"),
    ];
    for (of_pool, of_supply) in same {
        assert_eq!(
            values(&pool, &format!("s.{of_pool}"), 300),
            values(&supply, &format!("s.{of_supply}"), 300),
            "{of_supply}"
        );
    }
}

#[test]
fn what_was_there_and_came_is_what_is_there_and_was_used() {
    let keys = r#"stock = 40.5
        unit = "tonnes"
        resolution = 0.001
        use = { nb_drift = { mean = 3, k = 5, sigma = 0.1, rate_cv = 0.3 } }
        window = 7
        resupply = { rate = { uniform = [10.0, 40.0] }, per = "month" }
        deliveries = [
          { day = 4, every = 6, size = { uniform = [2.0, 9.0] }, delay = { exponential = { mean = 3 } } },
          { day = 30, size = 12.345, arrives = 0.5 },
        ]
        ration = [{ below_days = 12, factor = 0.6 }, { below_days = 4, factor = 0.25 }]
        thresholds = { low = 10.5 }"#;
    let plan = plan(&shells(60, keys));
    let of = |metric: &str| values(&plan, &format!("s.{metric}"), 2_000);
    let [end, used, came, unmet] =
        ["strength_end", "used_total", "delivered_total", "unmet_total"].map(of);
    let rationed = of("rationed_days");
    for i in 0..2_000 {
        assert_eq!(40_500 + came[i], end[i] + used[i], "run {i}");
        assert!(unmet[i] % 1_000 == (1_000 - used[i] % 1_000) % 1_000, "run {i}");
        assert!((0..=60).contains(&rationed[i]), "run {i}");
    }
    assert!(rationed.iter().any(|&days| days > 0) && unmet.iter().any(|&unmet| unmet > 0));
}

/// Mean of a metric, in its unit.
fn mean_of(toml: &str, metric: &str, scale: f64, runs: u64) -> (f64, f64) {
    let (mean, variance) = super::moments(&sample(toml, metric, runs));
    (mean / scale, (variance / runs as f64).sqrt() / scale)
}

#[test]
fn rations_of_a_use_that_scatters_are_as_an_independent_program_has_them() {
    // 200,000 runs of a NumPy program of the same rules, written from the words of the language alone:
    // mean and standard error of each.
    let toml = shells(
        120,
        r#"stock = 400
        resolution = 0.001
        use = { gamma = { mean = 12, cv = 0.6 } }
        resupply = { rate = 150, per = "month" }
        deliveries = [{ day = 40, size = 120, arrives = 0.5 }]
        ration = [{ below_days = 25, factor = 0.7 }, { below_days = 8, factor = 0.3 }]"#,
    );
    let expected = [
        ("used_total", 1e3, 998.127, 0.135),
        ("rationed_days", 1.0, 80.7507, 0.0227),
        ("strength_end", 1e3, 53.150, 0.0122),
        ("days_of_supply_end", 1e6, 7.51575, 0.00172),
        ("days_of_supply_min", 1e6, 6.04500, 0.00161),
    ];
    for (metric, scale, mean, error) in expected {
        let (value, own) = mean_of(&toml, &format!("s.{metric}"), scale, 40_000);
        let se = (own * own + error * error).sqrt();
        assert!((value - mean).abs() < 4.0 * se, "{metric}: {value}, expected {mean} +- {se}");
    }
}

#[test]
fn every_day_tells_the_stock_and_its_days() {
    // 60 at 10 a day last 6 days; after that there is nothing, to the horizon. Fuel is counted in
    // halves of a tonne. What is resupplied with all of its use has no end, which is told as a century.
    let toml = "horizon = 9
        [supplies.a]\nstock = 60\nuse = 10
        [supplies.fuel]\nstock = 20\nresolution = 0.5\nuse = 4
        [supplies.endless]\nstock = 5\nuse = 2\nresupply = { rate = 2 }";
    let plan = plan(toml);
    let mut engine = Engine::<16>::new(&plan);
    let block = engine.run(0);
    let days = |name: &str| -> Vec<i64> {
        let index = plan.series().iter().position(|series| series.name == name).expect(name);
        (1..=9).map(|day| block.closing(index, day)[3]).collect()
    };
    assert_eq!(days("a.strength"), [50, 40, 30, 20, 10, 0, 0, 0, 0]);
    assert_eq!(days("a.days_of_supply"), [5_000, 4_000, 3_000, 2_000, 1_000, 0, 0, 0, 0]);
    assert_eq!(days("fuel.strength"), [32, 24, 16, 8, 0, 0, 0, 0, 0]);
    assert_eq!(days("fuel.days_of_supply"), [4_000, 3_000, 2_000, 1_000, 0, 0, 0, 0, 0]);
    assert_eq!(days("endless.days_of_supply"), [36_525_000; 9]);
    let scales: Vec<i64> = plan.series().iter().map(|series| series.scale).collect();
    assert_eq!(scales, [1, 2, 1, 1_000, 1_000, 1_000]);
}

#[test]
fn a_metric_asked_for_alone_is_what_it_is_among_all() {
    let toml = "horizon = 30
        [pools.spares]\nstrength = 12\nbackorders = true\nthresholds = { half = 0.5 }
        [losses.failures]\npool = \"spares\"\ndaily = { poisson = 2 }\nsplit = { repairable = 1 }
        recovery.repairable = { returns = 0.9, delay = 3, servers = 4 }
        [supplies.s]\nstock = 200\nthresholds = { half = 0.5 }\nwindow = 5
        use = { gamma = { mean = 10, cv = 0.5 } }
        resupply = { rate = 3 }
        deliveries = [{ day = 4, size = 20 }]
        ration = { below_days = 12, factor = 0.5 }";
    let plan = plan(toml);
    let all = columns::<16>(&plan, 64);
    for (metric, expected) in plan.metrics().iter().zip(&all) {
        let alone = Wanted::Metrics(vec![metric.name.clone()]);
        let alone = Plan::compile(&scenario(toml), &alone).expect("it compiles");
        assert_eq!(columns::<16>(&alone, 64), std::slice::from_ref(expected), "{}", metric.name);
    }
}

/// A reorder of what `do` says, each time that the stock falls below 75.
fn reordered(keys: &str, order: &str) -> String {
    format!(
        "{}[[policies]]\nname = \"reorder\"\nwhen = \"s.strength < 75\"\n\
         do = {{ request = {{ pool = \"s\", {order} }} }}\nwhenever = {{ gap = 4 }}\n",
        shells(12, keys)
    )
}

/// The stock at each close of the first run.
fn stocks(toml: &str) -> Vec<i64> {
    let happenings = Replay::new(&plan(toml), 0).happenings;
    let closed = happenings.iter().filter_map(|happening| match happening.what {
        What::Closed { strength } => Some(strength),
        _ => None,
    });
    closed.collect()
}

#[test]
fn what_is_ordered_is_there_after_its_lead() {
    // 70 are left at the close of day 3. The order sets out on day 4 and is there on the morning of day
    // 6; at the close of day 7, after the gap, 80 are left: nothing. At the close of day 8 there are 70.
    let toml = reordered("stock = 100\nuse = 10", "size = 50, lead = 2");
    let stocks = stocks(&toml);
    assert_eq!(stocks, [90, 80, 70, 60, 50, 90, 80, 70, 60, 50, 90, 80]);
    assert_all(&toml, &[("delivered_total", 100), ("used_total", 120), ("unmet_total", 0)]);
    assert_eq!(only(&toml, "reorder.fired_total"), 2);
    assert_eq!(only(&toml, "reorder.fired_day"), 3);
}

#[test]
fn orders_are_in_the_unit_and_resolution_of_the_supply() {
    // In tenths: 100 less 10.4 a day; below 75 at the close of day 3 (68.8), and 30.5 the next morning.
    let toml = reordered("stock = 100\nresolution = 0.1\nuse = 10.4", "size = 30.5");
    assert_eq!(stocks(&toml)[..5], [896, 792, 688, 889, 785]);
}

#[test]
fn orders_bring_an_empty_stock_back() {
    // 5 cover half of day 1; day 2 finds 40, and so does day 6.
    let toml = reordered("stock = 5\nuse = 10", "size = 40");
    assert_eq!(stocks(&toml), [0, 30, 20, 10, 0, 30, 20, 10, 0, 30, 20, 10]);
    assert_all(&toml, &[("unmet_total", 5), ("coverage_days", 500_000), ("delivered_total", 120)]);
}

#[test]
fn deliveries_stop_when_a_policy_says_so() {
    let stopped = |when: &str| {
        format!(
            "{}[[policies]]\nname = \"end\"\nwhen = \"{when}\"\ndo = {{ stop_batches = \"s\" }}\n",
            shells(12, "stock = 9\nuse = 1\ndeliveries = [{ day = 2, every = 3, size = 5 }]")
        )
    };
    // On days 2, 5, 8 and 11; none sets out after the close of day 6.
    assert_all(&stopped("day >= 12"), &[("delivered_total", 20)]);
    assert_all(&stopped("day >= 6"), &[("delivered_total", 10)]);
}

#[test]
fn a_reorder_point_is_mean_use_over_the_lead_and_a_margin() {
    // Use begins on day 2. At the close of day 1 an order is made that comes on the morning of day 11,
    // after nine days of N(40, 8²): N(360, 24²). With z = 1.6449 a stock of 360 + z 24 = 399.477
    // meets them all in 95 % of runs, one of 360 in half.
    for (stock, chance) in [(399.477, 0.95), (360.0, 0.5), (360.0 + 2.3263 * 24.0, 0.99)] {
        let toml = format!(
            "{}[[policies]]\nname = \"reorder\"\nwhen = \"s.strength < 500\"\n\
             do = {{ request = {{ pool = \"s\", size = 10_000, lead = 9 }} }}\n",
            shells(
                40,
                &format!(
                    "stock = {stock}\nresolution = 0.001\nuse = {{ normal = {{ mean = 40, sd = 8 }} }}\n\
                     schedule = [{{ from = 1, factor = 0 }}, {{ from = 2, factor = 1 }}]"
                )
            )
        );
        let unmet = sample(&toml, "s.unmet_total", 20_000);
        assert_probability(&format!("a stock of {stock}"), &unmet, chance, |unmet| unmet == 0);
    }
}
