//! Backorders, against Palm's theorem and METRIC, and by hand.

use outlast_core::{Replay, What};

use super::{assert_moments, assert_probability, plan, sample, square, values};

/// Spares with a base stock, whose failed items are all repaired.
pub(crate) fn spares(stock: u32, daily: &str, delay: &str) -> String {
    format!(
        "horizon = 90
        [pools.spares]
        strength = {stock}
        backorders = true
        [losses.failures]
        daily = {daily}
        split = {{ repairable = 1 }}
        recovery.repairable = {{ returns = 1, delay = {delay} }}"
    )
}

/// Mean and variance of max(0, X - s) of a law on 0, 1, 2, ...
pub(crate) fn beyond(pmf: impl Fn(u32) -> f64, stock: u32) -> (f64, f64) {
    let (mut mean, mut second) = (0.0, 0.0);
    for x in stock..stock + 400 {
        let (short, p) = (f64::from(x - stock), pmf(x));
        mean += short * p;
        second += short * short * p;
    }
    (mean, second - square(mean))
}

/// P(X = x) of a Poisson law.
pub(crate) fn poisson(mean: f64) -> impl Fn(u32) -> f64 {
    move |x| {
        let x = f64::from(x);
        libm::exp(x * libm::log(mean) - mean - libm::lgamma(x + 1.0))
    }
}

/// P(X = x) of the negative binomial law of mean 10 and variance 20, r = 10, p = 1/2.
pub(crate) fn neg_binomial(x: u32) -> f64 {
    let x = f64::from(x);
    let choose = libm::lgamma(x + 10.0) - libm::lgamma(10.0) - libm::lgamma(x + 1.0);
    libm::exp(choose + (x + 10.0) * libm::log(0.5))
}

/// Laws of repair of a mean of 20 whole days: with Poisson demands of 0.5 a day the pipeline is
/// Poisson of mean 10, whatever the law (Palm).
pub(crate) const REPAIRS: [&str; 2] = ["20", "{ even = { from = 10, to = 30 } }"];

#[test]
fn backorders_are_what_the_pipeline_has_beyond_the_stock() {
    // Sherbrooke's table for a pipeline of 10, to four digits.
    for (stock, published) in [(10, 1.2511), (12, 0.5309), (15, 0.1035)] {
        let (mean, variance) = beyond(poisson(10.0), stock);
        assert!((mean - published).abs() < 5e-5, "{mean}, {published}");
        for repair in REPAIRS {
            let toml = spares(stock, "{ poisson = 0.5 }", repair);
            let backorders = sample(&toml, "spares.backorders_end", 40_000);
            assert_moments(&format!("{stock}, {repair}"), &backorders, mean, variance);
        }
    }
    // There is stock if fewer are in the pipeline than there were to begin with.
    let toml = spares(12, "{ poisson = 0.5 }", "20");
    assert_probability("stock", &sample(&toml, "spares.strength_end", 40_000), 0.6968, |s| s > 0);
}

#[test]
fn a_pipeline_that_varies_more_leaves_more_backorders() {
    // The demands of 20 days, NB(0.5, k = 0.5) each, are NB(10, k = 10): variance 20.
    let (mean, variance) = beyond(neg_binomial, 12);
    assert!((mean - 1.0183).abs() < 5e-5, "{mean}");
    let toml = spares(12, "{ neg_binomial = { mean = 0.5, k = 0.5 } }", "20");
    assert_moments("NB", &sample(&toml, "spares.backorders_end", 40_000), mean, variance);
}

#[test]
fn shortfall_is_what_was_not_met_on_its_day() {
    // On a day, demands find the repairs of 19 days before it: of the stock s, Poisson(9.5) are in
    // repair in the morning and Poisson(10) at the close, so B(10) - B(9.5) of the demand is not met.
    let day = beyond(poisson(10.0), 12).0 - beyond(poisson(9.5), 12).0;
    let shortfall = |horizon: u32| {
        let toml = spares(12, "{ poisson = 0.5 }", "20").replace("90", &horizon.to_string());
        sample(&toml, "spares.shortfall_total", 40_000)
    };
    let later: Vec<i64> =
        shortfall(90).iter().zip(shortfall(60)).map(|(late, early)| late - early).collect();
    let (mean, variance) = super::moments(&later);
    let se = (variance / 40_000.0).sqrt();
    assert!((mean - 30.0 * day).abs() < 4.0 * se, "{mean}, {} +- {se}", 30.0 * day);
}

const BY_HAND: &str = r#"
    horizon = 8
    [pools.p]
    strength = 5
    backorders = true
    [pools.store]
    strength = 2
    [losses.l]
    pool = "p"
    daily = 3
    schedule = [{ from = 5, factor = 0 }]
    split = { down = 1 }
    recovery.down = { returns = 1, delay = 4 }
    [[batches]]
    pool = "p"
    day = 4
    size = 1
    [transfers.t]
    from = "store"
    to = "p"
    rate = 2
    from_day = 6
    until = 6
"#;

#[test]
fn by_hand() {
    // Day 1: 3 of 5; day 2: 2 met, 1 waits; day 3: 3 more, 4 wait; day 4: one comes and 3 are demanded,
    // 6 wait; day 5: the 3 of day 1 are back, 3 wait; day 6: 2 from the store and the 3 of day 2: none
    // waits, 2 on hand; days 7 and 8: 3 back each, 8 on hand.
    let plan = plan(BY_HAND);
    let value = |metric: &str| values(&plan, metric, 3)[0];
    let expected = [
        ("p.strength_end", 8),
        ("p.strength_min", 0),
        ("p.losses_total", 12),
        ("p.shortfall_total", 7),
        ("p.backorders_end", 0),
        ("p.backorders_peak", 6),
        ("p.backorder_days_total", 1 + 4 + 6 + 3),
        ("p.coverage_days", 1_666_666),
        ("p.exhaustion_day", 2),
        ("p.peak_day_losses", 3),
        ("p.returns_total", 12),
        ("l.down_total", 12),
    ];
    for (metric, expected) in expected {
        assert_eq!(value(metric), expected, "{metric}");
    }
}

#[test]
fn a_replay_tells_who_waits_and_who_is_served() {
    let plan = plan(BY_HAND);
    let waiting: Vec<(u32, i64)> = Replay::new(&plan, 0)
        .happenings
        .iter()
        .filter_map(|h| match h.what {
            What::Backordered { waiting, .. } => Some((h.day, waiting)),
            _ => None,
        })
        .collect();
    let expected = [(2, 1), (3, 4), (4, 3), (4, 6), (5, 3), (6, 1), (6, 0)];
    assert_eq!(waiting, expected);
}

#[test]
fn nothing_is_made_or_forgotten_with_backorders_as_negative_stock() {
    for servers in ["", ", servers = 9"] {
        let toml = format!(
            r#"
            horizon = 70
            [pools.p]
            strength = {{ uniform = [0, 60] }}
            backorders = true
            [pools.store]
            strength = 50
            [losses.a]
            pool = "p"
            daily = {{ neg_binomial = {{ mean = 2, k = 1 }} }}
            split = {{ down = 0.8, gone = 0.2 }}
            recovery.down = {{ returns = 0.9, delay = {{ gamma = {{ mean = 6, shape = 2 }} }}{servers} }}
            [losses.b]
            pool = "p"
            daily = {{ poisson = 1 }}
            [[batches]]
            pool = "p"
            day = 3
            every = 5
            size = {{ uniform = [0, 12] }}
            delay = {{ exponential = {{ mean = 3 }} }}
            [transfers.forward]
            from = "store"
            to = "p"
            rate = 1
            [transfers.sent]
            from = "p"
            rate = {{ poisson = 0.5 }}
            "#
        );
        let plan = plan(&toml);
        let of = |metric: &str| values(&plan, metric, 2_000);
        let start = of("p.strength_min").len();
        assert_eq!(start, 2_000);
        let [end, wait, lost] =
            ["strength_end", "backorders_end", "losses_total"].map(|m| of(&format!("p.{m}")));
        let [came, back, moved_in, moved_out] =
            ["arrivals", "returns", "transferred_in", "transferred_out"]
                .map(|m| of(&format!("p.{m}_total")));
        let (a, b) = (of("a.losses_total"), of("b.losses_total"));
        let first = values(
            &super::plan(&toml.replace("horizon = 70", "horizon = 1")),
            "p.strength_end",
            2_000,
        );
        let first_moves: Vec<i64> = {
            let one = super::plan(&toml.replace("horizon = 70", "horizon = 1"));
            let of = |metric: &str| values(&one, metric, 2_000);
            let (lost, wait) = (of("p.losses_total"), of("p.backorders_end"));
            let (into, out) = (of("p.transferred_in_total"), of("p.transferred_out_total"));
            (0..2_000).map(|i| lost[i] - wait[i] - into[i] + out[i]).collect()
        };
        for i in 0..2_000 {
            let initial = first[i] + first_moves[i];
            assert!((0..=60).contains(&initial));
            assert_eq!(
                initial + came[i] + back[i] + moved_in[i],
                end[i] - wait[i] + lost[i] + moved_out[i],
                "run {i}"
            );
            assert!(end[i] >= 0 && wait[i] >= 0 && end[i] * wait[i] == 0, "run {i}");
            assert_eq!(a[i] + b[i], lost[i], "run {i}");
        }
    }
}

#[test]
fn spares_with_ten_benches_are_as_an_independent_program_has_them() {
    // 20,000 runs of a Python program of the same rules, written from the words of the language alone
    // (a heap of the benches' free times, times of losses drawn and sorted): mean and standard error.
    let toml = "horizon = 120
        [pools.spares]
        strength = 9
        backorders = true
        [losses.l]
        daily = { poisson = 0.6 }
        split = { down = 1 }
        recovery.down = { returns = 1, delay = { gamma = { mean = 14, shape = 2 } }, servers = 10 }";
    let expected = [
        ("spares.backorders_end", 2.165_45, 0.024_3),
        ("spares.backorder_days_total", 165.863_4, 1.329),
        ("spares.shortfall_total", 30.495_8, 0.127_3),
        ("l.down_waiting_end", 1.688_4, 0.022_1),
        ("spares.returns_total", 61.929_85, 0.050_2),
    ];
    for (metric, mean, error) in expected {
        let (value, variance) = super::moments(&sample(toml, metric, 20_000));
        let se = (variance / 20_000.0 + error * error).sqrt();
        assert!((value - mean).abs() < 4.0 * se, "{metric}: {value}, expected {mean} +- {se}");
    }
}
