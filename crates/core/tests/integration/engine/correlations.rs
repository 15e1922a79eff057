//! Correlated rates and inputs, against the Gaussian copula's closed forms.

use outlast_core::scenario::{Override, Scenario};
use outlast_core::{Plan, Wanted};

use super::closed_forms::RUNS;
use super::{Shelf, assert_moments, assert_probability, columns, plan, sample, square, values};

/// Two processes of drifting rates on one pool of plenty.
pub(crate) fn two_fronts(days: u32, rho: f64) -> String {
    format!(
        "horizon = {days}\ncorrelate = [['east', 'west', {rho:?}]]\n\
         [pools.p]\nstrength = 1_000_000\n\
         [losses.east]\ndaily = {{ nb_drift = {{ mean = 700, k = 60, sigma = 0.05, rate_cv = 0.1 }} }}\n\
         [losses.west]\ndaily = {{ nb_drift = {{ mean = 500, k = 40, sigma = 0.04, rate_cv = 0.2 }} }}\n"
    )
}

/// Mean and variance of the total of both. With q = 1 + c^2 the mean square of a rate factor, of two
/// factors E F G = exp(rho s t), s^2 = log q of each; and E of the product of the rates of days s and t
/// is mu nu E F G exp(rho sigma tau (min(s, t) - 1)).
pub(crate) fn two_fronts_moments(days: u32, rho: f64) -> (f64, f64) {
    let n = f64::from(days);
    let shared = |a: f64, b: f64, factors: f64, steps: f64| {
        let day = |s: u32, t: u32| factors * libm::exp(steps * f64::from(s.min(t) - 1)) - 1.0;
        let all = (1..=days).flat_map(|s| (1..=days).map(move |t| (s, t)));
        a * b * all.map(|(s, t)| day(s, t)).sum::<f64>()
    };
    let own = |mean: f64, k: f64, sigma: f64, cv: f64| {
        let q = 1.0 + cv * cv;
        let noise: f64 = (1..=days).map(|t| q * libm::exp(square(sigma) * f64::from(t - 1))).sum();
        n * mean + mean * mean / k * noise + shared(mean, mean, q, square(sigma))
    };
    let log_sd = |cv: f64| libm::log1p(cv * cv).sqrt();
    let factors = libm::exp(rho * log_sd(0.1) * log_sd(0.2));
    let both = shared(700.0, 500.0, factors, rho * 0.05 * 0.04);
    let variance = own(700.0, 60.0, 0.05, 0.1) + own(500.0, 40.0, 0.04, 0.2) + 2.0 * both;
    (1_200.0 * n, variance)
}

#[test]
fn the_total_of_two_fronts_spreads_as_their_correlation_says() {
    for rho in [-0.7, 0.3, 0.9] {
        let (mean, variance) = two_fronts_moments(30, rho);
        let totals = sample(&two_fronts(30, rho), "p.losses_total", RUNS / 4);
        assert_moments(&format!("rho = {rho}"), &totals, mean, variance);
    }
    // Not a small matter: from -0.7 to 0.9 the standard deviation nearly doubles.
    let sd = |rho| two_fronts_moments(30, rho).1.sqrt();
    assert!(sd(0.9) > 1.7 * sd(-0.7), "{} {}", sd(0.9), sd(-0.7));
}

#[test]
fn a_rate_that_returns_goes_with_one_that_drifts() {
    // log of the drifting rate on day s: sigma (e_2 + ... + e_s); y on day t: the sum over u <= t of
    // tau phi^(t - u) f_u, u from 2 for what they share (day 1 of a drift has no step). Their
    // covariance is rho sigma tau times the sum of phi^(t - u) over u = 2..min(s, t).
    let (days, rho, sigma, tau, phi) = (25_u32, 0.8, 0.06, 0.08, 0.9);
    let toml = format!(
        "horizon = {days}\ncorrelate = [['east', 'west', {rho}]]\n[pools.p]\nstrength = 1_000_000\n\
         [losses.east]\ndaily = {{ nb_drift = {{ mean = 700, k = 1e9, sigma = {sigma} }} }}\n\
         [losses.west]\ndaily = {{ ar1_neg_binomial = {{ mean = 500, k = 1e9, sigma = {tau}, phi = {phi} }} }}\n"
    );
    let (mut own, mut both) = (0.0, 0.0);
    let stationary = tau * tau / (1.0 - phi * phi);
    for s in 1..=days {
        for t in 1..=days {
            let first = s.min(t);
            own += square(700.0) * libm::expm1(sigma * sigma * f64::from(first - 1));
            own +=
                square(500.0) * libm::expm1(stationary * libm::pow(phi, f64::from(s.abs_diff(t))));
            let shared: f64 = (2..=first).map(|u| libm::pow(phi, f64::from(t - u))).sum();
            both += 700.0 * 500.0 * libm::expm1(rho * sigma * tau * shared);
        }
    }
    let mean = 1_200.0 * f64::from(days);
    let totals = sample(&toml, "p.losses_total", RUNS / 4);
    assert_moments("drift with return", &totals, mean, mean + own + 2.0 * both);
}

/// Pools whose strengths are uncertain inputs, read as they were drawn.
fn strengths(correlate: &str, pools: &[&str]) -> Plan {
    let pools: Vec<String> = pools
        .iter()
        .enumerate()
        .map(|(i, strength)| format!("[pools.p{i}]\nstrength = {strength}\n"))
        .collect();
    plan(&format!("horizon = 1\ncorrelate = {correlate}\n{}", pools.concat()))
}

/// Spearman's rank correlation of two samples of next to no ties.
fn spearman(x: &[i64], y: &[i64]) -> f64 {
    let ranks = |values: &[i64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by_key(|&i| values[i]);
        let mut ranks = vec![0.0; values.len()];
        for (rank, i) in order.into_iter().enumerate() {
            ranks[i] = rank as f64;
        }
        ranks
    };
    let (x, y) = (ranks(x), ranks(y));
    let n = x.len() as f64;
    let differences: f64 = x.iter().zip(&y).map(|(x, y)| square(x - y)).sum();
    1.0 - 6.0 * differences / (n * (n * n - 1.0))
}

#[test]
fn ranks_of_inputs_correlate_as_the_copula_has_it() {
    // Spearman's of a Gaussian copula is 6/pi arcsin(rho/2), of any continuous laws. Its standard
    // error is at most 1/sqrt(n).
    const RUNS: u64 = 40_000;
    for rho in [-0.8, 0.3, 0.95] {
        let plan = strengths(
            &format!("[['pools.p0.strength', 'pools.p1.strength', {rho}]]"),
            &["{ uniform = [0.5, 9e8] }", "'1e6 to 1e8'"],
        );
        let (x, y) =
            (values(&plan, "p0.strength_end", RUNS), values(&plan, "p1.strength_end", RUNS));
        let expected = 6.0 / std::f64::consts::PI * libm::asin(rho / 2.0);
        let found = spearman(&x, &y);
        assert!((found - expected).abs() < 4.0 / 200.0, "{found}, expected {expected}");
    }
}

#[test]
fn choices_go_together_as_signs_of_normals_do() {
    // Two fair choices of two are the signs of two normals: both high with 1/4 + arcsin(rho)/(2 pi).
    let rho = 0.6;
    let plan = strengths(
        "[['pools.p1.strength', 'pools.p0.strength', 0.6]]",
        &["{ choice = [0, 1] }", "{ uniform = [0, 1] }"],
    );
    let (x, y) =
        (values(&plan, "p0.strength_end", 40_000), values(&plan, "p1.strength_end", 40_000));
    let both: Vec<i64> = x.iter().zip(&y).map(|(x, y)| x * y).collect();
    let p = 0.25 + libm::asin(rho) / (2.0 * std::f64::consts::PI);
    assert_probability("both high", &both, p, |both| both == 1);
    assert_probability("one high", &x, 0.5, |x| x == 1);
}

#[test]
fn three_inputs_have_all_three_correlations_and_keep_their_laws() {
    let plan = strengths(
        "[['pools.p0.strength', 'pools.p1.strength', 0.5], ['pools.p1.strength', 'pools.p2.strength', \
         0.5], ['pools.p0.strength', 'pools.p2.strength', -0.3]]",
        &[
            "{ uniform = [0.5, 1e6] }",
            "{ uniform = [0.5, 1e6] }",
            "{ normal = { mean = 1e6, sd = 1e5 } }",
        ],
    );
    let columns =
        ["p0", "p1", "p2"].map(|pool| values(&plan, &format!("{pool}.strength_end"), 40_000));
    for (i, j, rho) in [(0, 1, 0.5), (1, 2, 0.5), (0, 2, -0.3)] {
        let expected = 6.0 / std::f64::consts::PI * libm::asin(rho / 2.0);
        let found = spearman(&columns[i], &columns[j]);
        assert!((found - expected).abs() < 4.0 / 200.0, "{i}, {j}: {found}, expected {expected}");
    }
    assert_moments("uniform", &columns[1], 500_000.25, square(1e6 - 0.5) / 12.0);
    assert_moments("normal", &columns[2], 1e6, 1e10);
}

#[test]
fn no_correlation_is_none_bit_for_bit() {
    let with = two_fronts(20, 0.0);
    let without = with.replace("correlate = [['east', 'west', 0.0]]", "");
    assert_ne!(with, without);
    assert_eq!(columns::<16>(&plan(&with), 64), columns::<16>(&plan(&without), 64));
    let inputs = |rho: &str| {
        let correlate = format!("[['pools.p0.strength', 'pools.p1.strength', {rho}]]");
        strengths(&correlate, &["{ uniform = [0.5, 9e8] }", "'1e6 to 1e8'"])
    };
    let none = strengths("[]", &["{ uniform = [0.5, 9e8] }", "'1e6 to 1e8'"]);
    assert_eq!(columns::<16>(&inputs("0"), 64), columns::<16>(&none, 64));
    assert_ne!(columns::<16>(&inputs("0.1"), 64), columns::<16>(&none, 64));
}

#[test]
fn the_first_named_draws_what_it_drew_without() {
    let with = two_fronts(20, 0.7);
    let without = with.replace("correlate = [['east', 'west', 0.7]]", "");
    let losses = |toml: &str, name: &str| sample(toml, &format!("{name}.losses_total"), 64);
    assert_eq!(losses(&with, "east"), losses(&without, "east"));
    assert_ne!(losses(&with, "west"), losses(&without, "west"));
}

#[test]
fn a_transfer_may_drift_with_losses() {
    // Recruits that follow the losses: what is left varies less than if they did not.
    let toml = |rho: f64| {
        format!(
            "horizon = 60\ncorrelate = [['front', 'recruits', {rho:?}]]\n\
             [pools.p]\nstrength = 100_000\n\
             [losses.front]\ndaily = {{ nb_drift = {{ mean = 900, sigma = 0.05 }} }}\n\
             [transfers.recruits]\nto = 'p'\nrate = {{ nb_drift = {{ mean = 900, sigma = 0.05 }} }}\n"
        )
    };
    let variance = |rho| super::moments(&sample(&toml(rho), "p.strength_end", 8_000)).1;
    // Var (S - R) = 2 (Var S - Cov), and Cov = mu^2 sum (e^(rho sigma^2 (min - 1)) - 1).
    let shared = |rho: f64| -> f64 {
        let all = (1..=60_u32).flat_map(|s| (1..=60_u32).map(move |t| s.min(t) - 1));
        square(900.0) * all.map(|m| libm::expm1(rho * 0.0025 * f64::from(m))).sum::<f64>()
    };
    let noise: f64 = (0..60).map(|t| square(900.0) / 60.0 * libm::exp(0.0025 * f64::from(t))).sum();
    for rho in [0.0, 0.9] {
        let expected = 2.0 * (60.0 * 900.0 + noise + shared(1.0) - shared(rho));
        let found = variance(rho);
        assert!((found / expected - 1.0).abs() < 0.08, "{rho}: {found}, expected {expected}");
    }
}

#[test]
fn a_path_may_name_the_form_of_a_law_or_not() {
    let text = |a: &str, b: &str| {
        format!(
            "horizon = 9\ncorrelate = [['{a}', '{b}', 0.5]]\n[pools.p]\nstrength = '90 to 900'\n\
             [losses.l]\ndaily = {{ zero_inflated = {{ zero = 0.1, daily = {{ nb_drift = {{ mean = '5 to 9' }} }} }} }}\n\
             [losses.c]\ndaily = {{ uniform = [1.5, 9] }}\n\
             [losses.r]\ndaily = {{ poisson = {{ rate = '5 to 9' }} }}\n\
             [losses.s]\ndaily = {{ compound_poisson = {{ events = 1, size = {{ geometric = {{ mean = '5 to 9' }} }} }} }}\n\
             [losses.h]\nhazard = '5 to 9'\n\
             [[batches]]\npool = 'p'\nday = 2\nsize = '5 to 9'\nlabel = 'a.b'\n\
             [transfers.t]\nto = 'p'\nrate = '5 to 9'\n\
             [pools.q]\nstrength = 5\n[opposed.o]\npools = ['p', 'q']\n\
             lanchester = {{ square = {{ a = '0.1 to 0.2', b = 0 }} }}\n"
        )
        .replace("[losses.l]\n", "[losses.l]\npool = 'p'\n")
        .replace("[losses.c]\n", "[losses.c]\npool = 'p'\n")
        .replace("[losses.r]\n", "[losses.r]\npool = 'p'\n")
        .replace("[losses.s]\n", "[losses.s]\npool = 'p'\n")
        .replace("[losses.h]\n", "[losses.h]\npool = 'p'\n")
    };
    let first = "pools.p.strength";
    for paths in [
        &["losses.l.daily.zero_inflated.daily.nb_drift.mean", "losses.l.daily.mean"][..],
        &["losses.c.daily", "losses.c.daily.mean", "losses.c.daily.constant"],
        &["losses.r.daily.poisson.rate", "losses.r.daily.poisson", "losses.r.daily.mean"],
        &["losses.s.daily.compound_poisson.size.geometric.mean", "losses.s.daily.size"],
        &["losses.h.hazard", "losses.h.hazard.per_1000", "losses.h.hazard.steps.0.per_1000"],
        &["batches.0.size"],
        &["transfers.t.rate", "transfers.t.rate.constant.mean"],
        &["opposed.o.lanchester.square.a"],
    ] {
        let read = |path: &str| super::scenario(&text(first, path)).correlations[0].members.clone();
        for path in paths {
            assert_eq!(read(path), read(paths[0]), "{path}");
            assert_eq!(
                columns::<16>(&plan(&text(first, path)), 16),
                columns::<16>(&plan(&text(first, paths[0])), 16)
            );
        }
    }
}

#[test]
fn a_correlation_can_be_set_from_the_command_line() {
    let text = two_fronts(20, 0.1);
    let set = Override::parse("correlate.0.2=0.8").expect("an override");
    let loaded = Scenario::load("s.toml", text.as_bytes(), &[set], &Shelf).expect("it loads");
    assert_eq!(loaded.scenario.correlations[0].rho, 0.8);
    let wanted = Wanted::Metrics(vec!["p.losses_total".to_owned()]);
    let set = Plan::compile(&loaded.scenario, &wanted).expect("it compiles");
    assert_eq!(columns::<16>(&set, 32)[0], sample(&two_fronts(20, 0.8), "p.losses_total", 32));
}

#[test]
fn supplies_go_with_others_by_their_names_and_paths() {
    // The same two of drifting rates, one of them the use of a supply.
    let fronts = two_fronts(30, 0.9);
    let toml = fronts
        .replace("'west'", "'fuel'")
        .replace("[losses.west]\ndaily", "[supplies.fuel]\nstock = 1_000_000\nuse");
    let compiled = plan(&toml);
    let (lost, used) = (
        values(&compiled, "p.losses_total", RUNS / 4),
        values(&compiled, "fuel.used_total", RUNS / 4),
    );
    let both: Vec<i64> = lost.iter().zip(&used).map(|(lost, used)| lost + used).collect();
    let (mean, variance) = two_fronts_moments(30, 0.9);
    assert_moments("a front and its fuel", &both, mean, variance);
    // Inputs by the paths of the file: of halves, both are high with 1/4 + arcsin(0.6)/(2 pi).
    let half = "{ choice = [10, 20] }";
    let supply = format!(
        "horizon = 1\ncorrelate = [['pools.p.strength', PATH, 0.6]]\n[pools.p]\nstrength = {half}\n\
         [supplies.fuel]\n"
    );
    let of = |path: &str, keys: &str, metric: &str, high: i64| {
        let plan = plan(&format!("{}{keys}", supply.replace("PATH", &format!("'{path}'"))));
        let (strength, other) =
            (values(&plan, "p.strength_end", RUNS / 4), values(&plan, metric, RUNS / 4));
        let both: Vec<i64> =
            strength.iter().zip(&other).map(|(s, o)| i64::from((*s, *o) == (20, high))).collect();
        let p = 0.25 + libm::asin(0.6) / (2.0 * std::f64::consts::PI);
        assert_probability(path, &both, p, |both| both == 1);
    };
    let used = |law: &str| format!("stock = 100\nuse = {law}");
    of("supplies.fuel.stock", &format!("stock = {half}\nuse = 0"), "fuel.strength_end", 20);
    of("supplies.fuel.use", &used(half), "fuel.used_total", 20);
    of(
        "supplies.fuel.use.constant",
        &used(&format!("{{ constant = {half} }}")),
        "fuel.used_total",
        20,
    );
    let zero = format!("{{ zero_inflated = {{ zero = 0, daily = {{ constant = {half} }} }} }}");
    of("supplies.fuel.use.zero_inflated.daily.constant", &used(&zero), "fuel.used_total", 20);
    let scheduled = format!("{}\nschedule = [{{ from = 1, factor = {half} }}]", used("1"));
    of("supplies.fuel.schedule.0.factor", &scheduled, "fuel.used_total", 20);
    let delivered = |key: &str| format!("stock = 100\nuse = 0\n{key}");
    let (first, second) = ("{ day = 1, size = 1 }", format!("{{ day = 1, size = {half} }}"));
    of(
        "supplies.fuel.deliveries.1.size",
        &delivered(&format!("deliveries = [{first}, {second}]")),
        "fuel.delivered_total",
        21,
    );
    let resupply = format!("resupply = {{ rate = {half} }}");
    of("supplies.fuel.resupply.rate", &delivered(&resupply), "fuel.delivered_total", 20);
}
