//! Paired runs.

use outlast_core::{Plan, Wanted};
use outlast_montecarlo::experiments::compare::{
    Better, Comparison, Pair, PairError, run, summarize,
};
use outlast_montecarlo::{Options, Rows};

use super::ways;
use crate::runner::plan_of;

/// Negative binomial days against 12,000 or 14,000.
fn seed(strength: u32) -> String {
    format!(
        "horizon = 40\n[run]\nseed = 14\n[pools.p]\nstrength = {strength}\n[losses.l]\n\
         daily = {{ neg_binomial = {{ mean = 1_200, k = 43 }} }}\n\
         [ask]\nten = \"p.exhaustion_day > 10\"\ntwelve = \"p.exhaustion_day > 12\"\n"
    )
}

/// A drifting rate, two pools' worth of everything, and days that may not come.
fn drift(strength: u32, arrives: f64) -> String {
    format!(
        "horizon = 12\n[run]\nseed = 5\n[pools.p]\nstrength = {{ uniform = [{strength}, 1_100] }}\n\
         thresholds = {{ half = 0.5 }}\n[losses.l]\n\
         daily = {{ nb_drift = {{ mean = 100, k = 20, sigma = 0.05, rate_cv = 0.2 }} }}\n\
         [[batches]]\npool = \"p\"\nday = 3\nevery = 3\nsize = 90\narrives = {arrives}\n\
         delay = {{ exponential = {{ mean = 2 }} }}\n\
         [ask]\nlasts = \"p.coverage_days >= 11\"\n"
    )
}

fn everything(toml: &str) -> Plan {
    plan_of(toml, &Wanted::Everything)
}

fn compared(a: &Plan, b: &Plan, options: &Options) -> Comparison {
    let pair = Pair::new(a, b).expect("the two can be compared");
    summarize(&pair, &run(&pair, options, &()).expect("the pairs run"))
}

#[test]
fn two_thousand_more_are_worth_what_the_exact_law_says() {
    let wanted = Wanted::Metrics(vec!["p.exhaustion_day".to_owned()]);
    let (a, b) = (plan_of(&seed(12_000), &wanted), plan_of(&seed(14_000), &wanted));
    let all = compared(&a, &b, &Options::new(100_000));
    let day = all.metrics.get("p.exhaustion_day").expect("it was asked for");
    // E T = sum over n >= 0 of P(S_n < A), S_n of law NB(1,200 n, 43 n): scipy's nbinom.cdf(A - 1,
    // 43 n, 43/1243) summed over n gives 10.511146 for 12,000 and 12.177366 for 14,000.
    let (exact_a, exact_b) = (10.511_146, 12.177_366);
    let z = |estimate: f64, exact: f64, se: f64| (estimate - exact) / se;
    let mean = |m: &outlast_montecarlo::MetricSummary| (m.mean.unwrap(), m.mean_se.unwrap());
    let (mean_a, se_a) = mean(&day.a);
    let (mean_b, se_b) = mean(&day.b);
    assert!(z(mean_a, exact_a, se_a).abs() < 3.29, "{mean_a}");
    assert!(z(mean_b, exact_b, se_b).abs() < 3.29, "{mean_b}");
    let gain = &day.difference;
    let (mean, se) = (gain.mean.unwrap(), gain.mean_se.unwrap());
    assert!(z(mean, exact_b - exact_a, se).abs() < 3.29, "{mean} ± {se}");
    // Whoever has more is never exhausted earlier by the same losses, and the pairing shows.
    assert_eq!(day.a_greater.hits, 0);
    assert_eq!(day.better, Some(Better::More));
    assert!(day.variance_ratio.unwrap() > 2.5);

    // P(T > 10) = P(S_10 < A).
    let ten = all.asks.get("ten").unwrap();
    let (low, high) = (ten.low.unwrap(), ten.high.unwrap());
    let exact = EXACT_TEN[1] - EXACT_TEN[0];
    assert!(low - 0.001 < exact && exact < high + 0.001, "{low} to {high} against {exact}");
    assert_eq!(ten.only_a, 0);
    assert_eq!(ten.both + ten.only_b + ten.neither, 100_000);
}

/// scipy.stats.nbinom.cdf([11999, 13999], 430, 43/1243).
const EXACT_TEN: [f64; 2] = [0.506_075, 0.999_405];

#[test]
fn differences_are_those_of_the_two_runs_row_by_row() {
    let (a, b) = (everything(&drift(900, 0.8)), everything(&drift(900, 0.2)));
    let options = Options::new(700);
    let rows = |plan: &Plan| {
        let mut all: Vec<i64> = Vec::new();
        let mut sink = |rows: &Rows| {
            all.extend(&rows.values);
            Ok(())
        };
        outlast_montecarlo::run(plan, &options, &(), Some(&mut sink)).expect("it runs");
        all
    };
    let (rows_a, rows_b) = (rows(&a), rows(&b));
    let comparison = compared(&a, &b, &options);
    let width = a.metrics().len();
    for (index, metric) in a.metrics().iter().enumerate() {
        let limit = 12 * metric.scale;
        let column = |rows: &[i64]| rows.iter().skip(index).step_by(width).copied().collect();
        let (in_a, in_b): (Vec<i64>, Vec<i64>) = (column(&rows_a), column(&rows_b));
        let known = |value: &i64| if *value == i64::MAX { limit as f64 } else { *value as f64 };
        let differences: Vec<f64> =
            in_a.iter().zip(&in_b).map(|(a, b)| known(b) - known(a)).collect();
        let mean = differences.iter().sum::<f64>() / 700.0 / metric.scale as f64;
        let found = comparison.metrics.get(&metric.name).expect("both have it");
        let told = found.difference.mean.unwrap();
        assert!(
            (told - mean).abs() <= 1e-9 * mean.abs().max(1.0),
            "{}: {told}, {mean}",
            metric.name
        );
        let greater = in_a.iter().zip(&in_b).filter(|(a, b)| b > a).count() as u64;
        assert_eq!(found.b_greater.hits, greater, "{}", metric.name);
        let both = in_a.iter().zip(&in_b).filter(|(a, b)| **a == i64::MAX && a == b).count() as u64;
        assert_eq!(found.neither, both, "{}", metric.name);
    }
    let asked = comparison.asks.get("lasts").unwrap();
    assert_eq!(asked.both + asked.only_a + asked.only_b + asked.neither, 700);
    assert!(asked.difference.unwrap() < 0.0, "batches that do not come do not help");
}

#[test]
fn two_identical_plans_differ_by_exactly_nothing() {
    let plan = everything(&drift(900, 0.8));
    let comparison = compared(&plan, &plan, &Options::new(300));
    for (name, metric) in comparison.metrics.iter() {
        assert_eq!(metric.difference.mean, Some(0.0), "{name}");
        assert_eq!(metric.difference.sd, Some(0.0), "{name}");
        assert_eq!(metric.equal.hits + metric.neither, 300, "{name}");
        assert_eq!(metric.variance_ratio, None, "{name}");
    }
}

#[test]
fn every_way_to_run_pairs_gives_the_same_comparison() {
    let (a, b) = (everything(&drift(900, 0.8)), everything(&drift(1_000, 0.5)));
    let mut all = ways(237).into_iter().map(|way| compared(&a, &b, &way));
    let first = all.next().unwrap();
    assert!(all.all(|other| other == first));
}

#[test]
fn what_cannot_be_paired_is_refused() {
    let a = everything(&drift(900, 0.8));
    let longer = everything(&drift(900, 0.8).replace("horizon = 12", "horizon = 13"));
    assert_eq!(Pair::new(&a, &longer).unwrap_err(), PairError::Horizons(12, 13));
    let other = everything("horizon = 12\n[pools.q]\nstrength = 1");
    assert_eq!(Pair::new(&a, &other).unwrap_err(), PairError::NothingInCommon);
}
