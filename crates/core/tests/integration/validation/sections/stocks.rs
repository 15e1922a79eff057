//! Backorders, servers, and supplies.

use super::RUNS;
use crate::engine::backorders::{REPAIRS, beyond, neg_binomial, poisson, spares};
use crate::engine::servers::{Erlang, QUEUES, queue};
use crate::engine::supplies::{OUT_BY, TONNES};
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Backorders are demands that wait for stock. By Palm's theorem Poisson demands of mean m a day, each \
    repaired in so many whole days of mean d whatever the law, keep a Poisson number of mean m d in repair, and of a \
    stock s the backorders at a close are max(0, X − s) (METRIC). Servers: losses of a day are spread evenly over it and \
    served first come, first served, so that Poisson losses and exponential services are a queue M/M/c seen at days' \
    ends; C is Erlang's probability of waiting, ρ the load of a server. Supplies: with gamma use of mean 6 tonnes and \
    cv 0.25 a day the use of t days is gamma of shape 16 t, and the day T on which 300 tonnes are gone has \
    P(T ≤ t) = P(S_t ≥ 300); values by SciPy. A reorder point of r meets a use of N(40, 8²) a day until an order \
    comes after nine days of it with probability Φ((r − 360)/24).";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Backorders, servers and supplies", TEXT, cases())
}

/// Reorder points, (r − 360)/24, and Φ of it.
const REORDERS: [(&str, &str, f64); 3] =
    [("360", "0", 0.5), ("384", "1", 0.841_344_746), ("408", "2", 0.977_249_868)];

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (index, stock) in [10, 12, 15].into_iter().enumerate() {
        let (mean, variance) = beyond(poisson(10.0), stock);
        let repair = REPAIRS[index % 2];
        let toml = spares(stock, "{ poisson = 0.5 }", repair);
        let name = format!("backorders, stock {stock}, pipeline Poisson(10), repair `{repair}`");
        cases.push(
            Case::new(name, toml, "spares.backorders_end", RUNS / 4)
                .mean("E max(0, X − s)", mean)
                .variance("Var max(0, X − s)", variance),
        );
    }
    let (mean, variance) = beyond(neg_binomial, 12);
    let toml = spares(12, "{ neg_binomial = { mean = 0.5, k = 0.5 } }", "20");
    cases.push(
        Case::new(
            "backorders, stock 12, pipeline NB(10, k 10)",
            toml,
            "spares.backorders_end",
            RUNS / 4,
        )
        .mean("E max(0, X − s)", mean)
        .variance("Var max(0, X − s)", variance),
    );
    cases.extend(QUEUES.map(waiting));
    let out = |(day, p): (u32, f64)| {
        Case::new(format!("stock-out by day {day}"), TONNES, "s.exhaustion_day", RUNS / 4).part(
            "part of runs",
            "P(Gamma(16 t) ≥ 800)",
            p,
            move |t| t <= f64::from(day),
        )
    };
    cases.extend(OUT_BY.map(out));
    cases.extend(REORDERS.map(reorder));
    cases
}

/// A stock ordered anew at the close of day 1, before any use, that comes after nine days of it.
fn reorder((stock, z, chance): (&str, &str, f64)) -> Case {
    let toml = format!(
        "horizon = 12\n[supplies.s]\nstock = {stock}\nresolution = 0.001\n\
        use = {{ normal = {{ mean = 40, sd = 8 }} }}\n\
        schedule = [{{ from = 1, factor = 0 }}, {{ from = 2, factor = 1 }}]\n\
        [[policies]]\nname = \"reorder\"\nwhen = \"s.strength < 500\"\n\
        do = {{ request = {{ pool = \"s\", size = 10_000, lead = 9 }} }}\n"
    );
    Case::new(format!("reorder point {stock}"), toml, "s.unmet_total", RUNS / 4).part(
        "all is met until the order comes",
        &format!("Φ({z})"),
        chance,
        |unmet| unmet == 0.0,
    )
}

fn waiting((servers, rate, mean, horizon): (u32, f64, f64, u32)) -> Case {
    let erlang = Erlang::new(servers, rate * mean);
    let delay = format!("{{ exponential = {{ mean = {mean} }} }}");
    let toml = queue(horizon, rate, &delay, &format!(", servers = {servers}"));
    let name = format!("waiting, {servers} servers, {rate} a day, {mean} days each");
    Case::new(name, toml, "l.down_waiting_end", 20_000)
        .mean("Lq = C ρ/(1 − ρ)", erlang.length)
        .part("some wait", "C ρ", erlang.wait * erlang.rho, |n| n > 0.0)
}
