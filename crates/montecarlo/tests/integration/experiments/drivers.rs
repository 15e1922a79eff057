//! Shares of variance against models whose shares are known.

use outlast_core::{Plan, Wanted};
use outlast_montecarlo::Options;
use outlast_montecarlo::experiments::drivers::{Drivers, Part, drivers};

use super::ways;
use crate::runner::plan_of;

fn driven(toml: &str, metric: &str, options: &Options) -> Option<Drivers> {
    let plan: Plan = plan_of(toml, &Wanted::Metrics(vec![metric.to_owned()]));
    let index = plan.metrics().iter().position(|m| m.name == metric).expect("it is there");
    drivers(&plan, index, options, &()).expect("it runs")
}

/// Losses that are as many as three inputs and the draws of a Poisson law add up to.
const SUM: &str = "
horizon = 1
[run]
seed = 3
[pools.p]
strength = 1_000_000
[losses.a]
daily = { constant = { uniform = [1_000, 4_000] } }
[losses.b]
daily = { constant = { normal = { mean = 5_000, sd = 500 } } }
[losses.c]
daily = { constant = { choice = [1_000, 2_000] } }
[losses.d]
daily = { poisson = { mean = 90_000 } }
";

fn holds(part: Part, exact: f64, bias: f64, name: &str) {
    let (value, se) = (part.value.unwrap(), part.se.unwrap());
    assert!((value - exact).abs() < 3.29 * se + bias, "{name}: {value} ± {se}, exactly {exact}");
    assert!(se < 0.01, "{name}: ± {se}");
}

#[test]
fn shares_of_a_sum_are_those_of_the_variances_added() {
    let all = driven(SUM, "p.losses_total", &Options::new(100_000)).unwrap();
    // Uniform on integers a..=b: ((b - a + 1)² - 1) / 12 = 750,500 (about 750,250 + 250); normal
    // 250,000; two values as likely, 1,000 apart: 250,000; Poisson 90,000. The sum: 1,340,500.
    let total = 750_500.0 + 250_000.0 + 250_000.0 + 90_000.0;
    let expected = [
        ("losses.a.daily.mean", 750_500.0 / total, 0.000_2),
        // Of a normal input, 80 classes miss some 0.6 % of its own share.
        ("losses.b.daily.mean", 250_000.0 / total, 0.001_5),
        ("losses.c.daily.mean", 250_000.0 / total, 0.0),
    ];
    assert_eq!(all.inputs.len(), 3);
    assert_eq!(all.inputs[0].input, "losses.a.daily.mean");
    for (name, exact, bias) in expected {
        let driver = all.inputs.iter().find(|driver| driver.input == name).expect("it is there");
        holds(driver.share, exact, bias, name);
    }
    holds(all.rest, 90_000.0 / total, 0.002, "rest");
    assert_eq!(all.censored, 0);
}

#[test]
fn the_swing_is_the_mean_at_either_end() {
    let all = driven(SUM, "p.losses_total", &Options::new(100_000)).unwrap();
    let a = &all.inputs[0];
    // At its 5 % point, 1,150, the sum is 1,150 + 5,000 + 1,500 + 90,000 on average; the runs near
    // it are those from the 2.5 % to the 7.5 % point, of the same mean.
    for (swing, at) in a.swing.iter().zip([1_150.0, 3_850.0]) {
        assert!((swing.at - at).abs() < 15.0, "{swing:?}");
        assert!((4_500..5_500).contains(&swing.n), "{swing:?}");
        let exact = at + 96_500.0;
        // 15 for the classes, whose ends are drawn themselves.
        assert!((swing.mean.unwrap() - exact).abs() < 3.29 * swing.mean_se.unwrap() + 15.0);
    }
    // Of two values, each is an end.
    let c = all.inputs.iter().find(|driver| driver.input.contains(".c.")).unwrap();
    assert_eq!([c.swing[0].at, c.swing[1].at], [1_000.0, 2_000.0]);
    assert_eq!(c.swing[0].n + c.swing[1].n, 100_000);
}

#[test]
fn an_input_that_does_nothing_has_no_share() {
    let idle = "[pools.q]\nstrength = { uniform = [5, 900] }\n";
    let sum = SUM.replace("\ndaily", "\npool = \"p\"\ndaily");
    let all = driven(&format!("{sum}{idle}"), "p.losses_total", &Options::new(50_000)).unwrap();
    let share = all.inputs.iter().find(|driver| driver.input == "pools.q.strength").unwrap().share;
    let (value, se) = (share.value.unwrap(), share.se.unwrap());
    assert!(value.abs() < 3.29 * se + 1e-4, "{value} ± {se}");
}

#[test]
fn not_knowing_the_rate_is_most_of_the_spread_of_coverage() {
    let drift = |cv: f64| {
        format!(
            "horizon = 60\n[pools.p]\nstrength = 12_000\n[losses.l]\n\
             daily = {{ nb_drift = {{ mean = 1_200, k = 60, sigma = 0.03, rate_cv = {cv} }} }}\n"
        )
    };
    let all = driven(&drift(0.1), "p.coverage_days", &Options::new(50_000)).unwrap();
    let [factor] = all.inputs.as_slice() else { panic!("one input: {:?}", all.inputs) };
    assert_eq!(factor.input, "losses.l.daily.rate_factor");
    // Coverage is close to C/F with F the factor and C that of a run without it. By its documented
    // runs: sd 1.22 with it and 0.66 without, so that the factor's share is 1 - 0.66²/1.22² = 0.71,
    // to a percent or two: E[1/F²] is not quite 1.
    assert!((factor.share.value.unwrap() - 0.71).abs() < 0.03, "{factor:?}");
    assert!(factor.swing[0].mean.unwrap() > factor.swing[1].mean.unwrap() + 2.5, "{factor:?}");
    assert_eq!(driven(&drift(0.0), "p.coverage_days", &Options::new(500)), None);
}

#[test]
fn what_never_varies_has_no_shares() {
    let toml = "horizon = 5\n[pools.p]\nstrength = { uniform = [5, 9] }\n";
    let all = driven(toml, "p.losses_total", &Options::new(500)).unwrap();
    assert_eq!(all.inputs[0].share, Part { value: None, se: None });
    let days = driven(toml, "p.exhaustion_day", &Options::new(500)).unwrap();
    assert_eq!((days.censored, days.mean), (500, 5.0));
}

#[test]
fn every_way_to_run_gives_the_same_drivers() {
    let mut all = ways(2_345).into_iter().map(|way| driven(SUM, "p.losses_total", &way));
    let first = all.next().unwrap();
    assert!(all.all(|other| other == first));
}
