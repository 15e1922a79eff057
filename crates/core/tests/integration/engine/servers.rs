//! Recovery with so many servers, against queues whose laws are known.

use outlast_core::{Plan, Wanted};

use super::{assert_moments, assert_probability, columns, plan, sample, scenario, square, values};

/// Poisson losses, all of whom return after service by one of `servers`.
pub(crate) fn queue(horizon: u32, rate: f64, delay: &str, servers: &str) -> String {
    format!(
        "horizon = {horizon}
        [pools.p]
        strength = 1_000_000
        [losses.l]
        daily = {{ poisson = {rate} }}
        split = {{ down = 1 }}
        recovery.down = {{ returns = 1, delay = {delay}{servers} }}"
    )
}

/// What is known of a queue M/M/c of offered load `a`.
pub(crate) struct Erlang {
    /// Probability of waiting.
    pub(crate) wait: f64,
    /// Mean number waiting.
    pub(crate) length: f64,
    /// Variance of the number waiting.
    pub(crate) variance: f64,
    /// Load of each server.
    pub(crate) rho: f64,
}

impl Erlang {
    /// By Erlang's B recursively: B(0) = 1, B(k) = a B(k - 1)/(k + a B(k - 1)), C = B/(1 - rho (1 - B)).
    /// Given that some customer would wait, the number waiting is geometric.
    pub(crate) fn new(servers: u32, a: f64) -> Self {
        let b = (1..=servers).fold(1.0, |b, k| a * b / (f64::from(k) + a * b));
        let rho = a / f64::from(servers);
        let wait = b / (1.0 - rho * (1.0 - b));
        let length = wait * rho / (1.0 - rho);
        let second = wait * rho * (1.0 + rho) / square(1.0 - rho);
        Self { wait, length, variance: second - square(length), rho }
    }
}

/// Servers, losses a day, mean service [days], and days until the queue is stationary: 14 times
/// the relaxation time 1/(c mu (1 - sqrt(rho))^2).
pub(crate) const QUEUES: [(u32, f64, f64, u32); 4] =
    [(1, 0.5, 1.0, 170), (3, 2.0, 1.2, 500), (10, 1.4, 5.0, 270), (1, 6.0, 0.125, 30)];

#[test]
fn what_waits_at_the_close_of_a_day_is_the_queue_of_erlang() {
    for (servers, rate, mean, horizon) in QUEUES {
        let erlang = Erlang::new(servers, rate * mean);
        let delay = format!("{{ exponential = {{ mean = {mean} }} }}");
        let toml = queue(horizon, rate, &delay, &format!(", servers = {servers}"));
        let waiting = sample(&toml, "l.down_waiting_end", 20_000);
        let what = format!("{servers} servers, {rate} a day, {mean} days");
        assert_moments(&what, &waiting, erlang.length, erlang.variance);
        // P(N > c) = rho P(N >= c).
        assert_probability(&what, &waiting, erlang.wait * erlang.rho, |n| n > 0);
    }
    // The published constants, once: three servers at 0.8 each.
    let erlang = Erlang::new(3, 2.4);
    assert!((erlang.wait - 0.647_191_011_235_955).abs() < 1e-12);
    assert!((erlang.length - 2.588_764_044_943_818).abs() < 1e-12);
}

#[test]
fn with_servers_for_all_whole_days_are_as_without() {
    // The same Poisson number in recovery, 0.5 a day for 20 days each; the days are drawn otherwise.
    let with = queue(80, 0.5, "20", ", servers = 1_000");
    let without = queue(80, 0.5, "20", "");
    for toml in [&with, &without] {
        assert_moments("in recovery", &sample(toml, "l.down_in_recovery_end", 20_000), 10.0, 10.0);
    }
    assert_eq!(
        values(&plan(&with), "p.returns_total", 500),
        values(&plan(&without), "p.returns_total", 500),
        "whoever is lost on day d is back on day d + 20"
    );
    assert!(sample(&with, "l.down_waiting_peak", 500).iter().all(|&peak| peak == 0));
}

#[test]
fn with_servers_for_all_those_in_recovery_are_an_m_g_infinity_queue() {
    // Lost at a time u of the day and back on day d + max(1, ceil(u + x) - 1): in recovery at the
    // closes of day d, for sure, and of day d + k if u + x > k + 1. Of an exponential x of mean m:
    // E of the number of closes = 1 + sum over k >= 1 of P(u + x > k + 1)
    //   = 1 + sum over k >= 1 of m (e^(-k/m) - e^(-(k+1)/m)) = 1 + m e^(-1/m).
    for mean in [0.5, 4.0] {
        let delay = format!("{{ exponential = {{ mean = {mean} }} }}");
        let toml = queue(90, 7.0, &delay, ", servers = 5_000");
        let expected = 7.0 * (1.0 + mean * libm::exp(-1.0 / mean));
        let present = sample(&toml, "l.down_in_recovery_end", 20_000);
        assert_moments(&format!("mean {mean}"), &present, expected, expected);
    }
}

#[test]
fn one_server_works_them_off_one_after_the_other() {
    // Ten are lost on day 1. Each takes 3 days, one at a time; the first begins within day 1, so the
    // k-th is done within day 1 + 3 k and comes back on that day.
    let toml = |horizon: u32, servers: u32| {
        format!(
            "horizon = {horizon}
            [pools.p]
            strength = 10
            [losses.l]
            daily = 10
            schedule = [{{ from = 2, factor = 0 }}]
            split = {{ down = 1 }}
            recovery.down = {{ returns = 1, delay = 3, servers = {servers} }}"
        )
    };
    for horizon in 1..=35_u32 {
        let plan = plan(&toml(horizon, 1));
        let back = i64::from((horizon - 1) / 3).min(10);
        assert_eq!(values(&plan, "p.returns_total", 20), [back; 20], "day {horizon}");
        assert_eq!(values(&plan, "l.down_in_recovery_end", 20), [10 - back; 20], "day {horizon}");
        // Besides the one that is served, whose service begins on the day the last one's ends.
        let waiting = (9 - back).max(0);
        assert_eq!(values(&plan, "l.down_waiting_end", 20), [waiting; 20], "day {horizon}");
        assert_eq!(values(&plan, "l.down_waiting_peak", 20), [9; 20], "day {horizon}");
    }
    // Five at a time: five are back on day 4, and all on day 7.
    for (horizon, back) in [(3, 0), (4, 5), (6, 5), (7, 10)] {
        assert_eq!(values(&plan(&toml(horizon, 5)), "p.returns_total", 20), [back; 20]);
    }
}

#[test]
fn more_servers_never_let_anybody_wait_longer() {
    // The times of the losses and of the services are the same, run by run.
    let delay = "{ gamma = { mean = 6, shape = 1.5 } }";
    let of = |servers: u32| {
        let plan = plan(&queue(120, 2.0, delay, &format!(", servers = {servers}")));
        (values(&plan, "l.down_waiting_end", 300), values(&plan, "p.returns_total", 300))
    };
    let mut before = of(9);
    for servers in [10, 12, 15, 30] {
        let now = of(servers);
        assert!(now.0.iter().zip(&before.0).all(|(now, before)| now <= before), "{servers}");
        assert!(now.1.iter().zip(&before.1).all(|(now, before)| now >= before), "{servers}");
        before = now;
    }
}

#[test]
fn a_longer_run_changes_no_day_of_a_shorter_one() {
    let delay = "{ lognormal = { mean = 9, cv = 1 } }";
    let of = |horizon: u32, metric: &str| {
        values(&plan(&queue(horizon, 3.0, delay, ", servers = 20")), metric, 200)
    };
    let toml = |horizon: u32| plan(&queue(horizon, 3.0, delay, ", servers = 20"));
    let short = columns::<16>(&toml(40), 200);
    assert_eq!(short, columns::<64>(&toml(40), 200));
    let (short, long) = (of(40, "l.down_waiting_peak"), of(80, "l.down_waiting_peak"));
    assert!(short.iter().zip(long).all(|(short, long)| *short <= long));
}

#[test]
fn what_servers_cost_is_reckoned_from_those_who_are_there_on_average() {
    // A hazard takes 2 in 1,000 of whoever is there; recruits come without a cap, as no law of counts has a
    // limit of its own but 10^10 a day. 1,000 and 365 x 10 of them: some ten services a day.
    let toml = |strength: &str, recruits: &str| {
        format!(
            r#"horizon = 365
            [pools.p]
            strength = {strength}
            [losses.l]
            pool = "p"
            hazard = {{ per_1000 = 2 }}
            split = {{ down = 1 }}
            recovery.down = {{ returns = 1, delay = {{ exponential = {{ mean = 9 }} }}, servers = 5 }}
            [transfers.recruits]
            to = "p"
            rate = {recruits}"#
        )
    };
    let steps = |strength: &str, recruits: &str| {
        let plan = Plan::compile(&scenario(&toml(strength, recruits)), &Wanted::Everything);
        plan.map(|plan| plan.size(1, 1).expect("as it was compiled").steps)
    };
    let small = steps("1_000", "{ poisson = 10 }").expect("a small run");
    assert!(small < 365.0 * 300.0, "{small}");
    // Ten times the people, about ten times the services.
    let large = steps("10_000", "{ poisson = 100 }").expect("a run ten times as large");
    assert!(large > 5.0 * small && large < 10.0 * small, "{large}, {small}");
    // A cap is kept to.
    let capped = steps("1_000", "{ poisson = 1_000_000_000 }\n            cap = 10");
    assert_eq!(capped.expect("a capped run"), small);
    // What nobody can mean is still refused, at once or when its runs are asked for.
    let huge = toml("1_000_000_000", "{ poisson = 1_000_000_000 }");
    let huge = Plan::compile(&scenario(&huge), &Wanted::Everything);
    assert!(huge.map_or(true, |plan| plan.size(10, 1).is_err()));
}
