//! What moves from pool to pool.

use super::RUNS;
use crate::engine::closed_forms::batches::DELAYS;
use crate::engine::square;
use crate::engine::transfers::{CHAIN, chain_by_hand, trainees, workers_on, workforce};
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "The tank chain: 4,000 in storage, of which 90 a month (2.957 a day) are made ready; an active fleet of 1,750 \
    that loses 1,400 and gains 200 a year from new build. After d days a rate r has made floor(d r), so both ends follow \
    by recursion. Training: 80 set out together, arrive together after a delay of distribution function F, and 9 in 10 of \
    them do. A Poisson number of hires thinned by a hazard is Poisson. A cap c on a Poisson wish X moves min(X, c). The \
    last case holds what a source has: X(1), ..., X(t) are asked of 100.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Transfers", TEXT, cases())
}

pub(in crate::validation) fn cases() -> Vec<Case> {
    let mut cases = chain();
    cases.extend([0, 1, 5].map(training));
    cases.extend([5, 90].map(hires));
    cases.push(capped());
    cases.push(drawn_down());
    cases
}

fn chain() -> Vec<Case> {
    let (_, [storage, active]) = chain_by_hand();
    let of = |what: &str, metric, day: i64, formula: &str| {
        let month = (day as f64 / 30.4375).ceil();
        Case::new(format!("tank chain, day on which {what}, in month {month}"), CHAIN, metric, 2)
            .mean(formula, day as f64)
    };
    vec![
        of("storage is empty", "storage.exhaustion_day", storage, "floor(90 d/30.4375) >= 4,000"),
        of(
            "the active fleet is at zero",
            "active.exhaustion_day",
            active,
            "1,750 + 4,000 + floor(200 d/365.25) <= floor(1,400 d/365.25)",
        ),
    ]
}

/// Trainees after three days, by the delay of this index.
fn training(index: usize) -> Case {
    let (delay, cdf) = DELAYS[index];
    let f = cdf(3.0);
    let (mean, second) = (72.0 * f, (square(72.0) + 7.2) * f);
    let name = format!("80 in training, delay `{delay}`, there after 3 days");
    Case::new(name, trainees(delay, 3), "t.arrived_total", RUNS / 4)
        .mean("72 F(3)", mean)
        .variance("(72² + 7.2) F(3) - (72 F(3))²", second - square(mean))
}

fn hires(day: u32) -> Case {
    let mean = workers_on(day);
    let name = format!("120 hires a day, of whom 5 % leave a day, after {day} days");
    Case::new(name, workforce(day), "workers.strength_end", RUNS / 4)
        .mean("120 × 0.95/0.05 × (1 - 0.95^t)", mean)
        .variance("the same, as Poisson", mean)
}

/// Poisson probabilities of 0, 1, 2, ...
fn poisson(mean: f64) -> impl Iterator<Item = f64> {
    (1..).scan(libm::exp(-mean), move |next, n| {
        let this = *next;
        *next *= mean / f64::from(n);
        Some(this)
    })
}

fn capped() -> Case {
    let moment = |power: f64| -> f64 {
        let part = |(n, p): (u32, f64)| p * libm::pow(f64::from(n.min(6)), power);
        (0..200).zip(poisson(5.0)).map(part).sum()
    };
    let toml = "horizon = 30\n[pools.p]\nstrength = 0\n\
                [transfers.t]\nto = 'p'\nrate = { poisson = 5 }\ncap = 6\n";
    Case::new("Poisson(5) a day, at most 6, in 30 days", toml, "t.moved_total", RUNS / 4)
        .mean("30 E min(X, 6)", 30.0 * moment(1.0))
        .variance("30 Var min(X, 6)", 30.0 * (moment(2.0) - square(moment(1.0))))
}

/// A source of 100 against Poisson(4) a day: what is left after 25 days.
fn drawn_down() -> Case {
    let left = |power: f64| -> f64 {
        let part = |(n, p): (u32, f64)| p * libm::pow(f64::from(100 - n), power);
        (0..100).zip(poisson(100.0)).map(part).sum()
    };
    let toml = "horizon = 25\n[pools.a]\nstrength = 100\n[pools.b]\nstrength = 0\n\
                [transfers.t]\nfrom = 'a'\nto = 'b'\nrate = { poisson = 4 }\n";
    Case::new("left of 100 after Poisson(4) a day for 25 days", toml, "a.strength_end", RUNS / 4)
        .mean("E max(0, 100 - Poisson(100))", left(1.0))
        .variance("Var max(0, 100 - Poisson(100))", left(2.0) - square(left(1.0)))
}
