//! Whole scenarios against expected values from outside: a second simulation, written apart from this
//! one in another language, and exact laws. The values and how to read them are in `oracle.toml`.
//!
//! Every comparison is z = difference / sqrt(se^2 + reference se^2), where se is this sample's: of a
//! standard deviation by its fourth moment. It must stay below 4.5 in size. About 1,000 comparisons
//! of which a right program fails each with probability 7e-6 make a family-wise error below 1 %; the
//! seeds are fixed, so that a pass stays a pass.

use std::collections::BTreeMap;

use outlast_core::metrics::CENSORED;
use outlast_core::scenario::{Override, Scenario};
use outlast_core::{Plan, Wanted};
use toml::{Table, Value};

use super::{Shelf, columns, square};

/// Largest |z| that passes.
const BOUND: f64 = 4.5;

/// Coverage is rounded down to a millionth of a day.
const GRAIN: f64 = 1.1e-6;

struct Case {
    name: String,
    source: Source,
    runs: u64,
    reference_runs: u64,
    exhaustive: bool,
    metrics: BTreeMap<String, Expected>,
    asks: BTreeMap<String, [f64; 2]>,
}

enum Source {
    /// The name of a scenario that is shipped.
    Shipped(String),
    /// A scenario and a seed for it.
    Here { toml: String, seed: u64 },
}

/// Values with their standard errors.
struct Expected {
    mean: Option<[f64; 2]>,
    sd: Option<[f64; 2]>,
    censored: [f64; 2],
    /// Probability and days.
    quantiles: Vec<[f64; 2]>,
    exact_quantiles: bool,
}

impl Case {
    fn all() -> Vec<Self> {
        let file: Table = include_str!("oracle.toml").parse().expect("it is TOML");
        let cases = file["case"].as_array().expect("cases are a list");
        cases.iter().map(|case| Self::read(case.as_table().expect("a case is a table"))).collect()
    }

    fn read(case: &Table) -> Self {
        let text = |key: &str| case[key].as_str().expect("it is text").to_owned();
        let count = |key: &str| case[key].as_integer().expect("it is a whole number") as u64;
        let entries = |key: &str| {
            let table = case[key].as_table().expect("it is a table");
            table.iter().map(|(name, value)| (name.clone(), value.clone()))
        };
        let source = if case.contains_key("file") {
            Source::Shipped(text("file"))
        } else {
            Source::Here { toml: text("toml"), seed: count("seed") }
        };
        Self {
            name: text("name"),
            source,
            runs: count("runs"),
            reference_runs: count("reference_runs"),
            exhaustive: case.contains_key("exhaustive"),
            metrics: entries("metrics")
                .map(|(name, value)| (name, Expected::read(&value)))
                .collect(),
            asks: entries("asks").map(|(name, value)| (name, pair(&value))).collect(),
        }
    }
}

impl Expected {
    fn read(value: &Value) -> Self {
        let quantiles = value.get("quantiles").and_then(Value::as_array);
        Self {
            mean: value.get("mean").map(pair),
            sd: value.get("sd").map(pair),
            censored: value.get("censored").map_or([0.0, 0.0], pair),
            quantiles: quantiles.map(|list| list.iter().map(pair).collect()).unwrap_or_default(),
            exact_quantiles: value.get("exact_quantiles").is_some(),
        }
    }
}

fn pair(value: &Value) -> [f64; 2] {
    let number = |index: usize| value[index].as_float().expect("it is a number");
    [number(0), number(1)]
}

/// What a case's comparisons came to.
struct Verdict<'a> {
    case: &'a Case,
    compared: usize,
    failures: Vec<String>,
}

impl Verdict<'_> {
    /// A value with its standard error against one with its own.
    fn compare(&mut self, what: &str, [value, se]: [f64; 2], [expected, reference_se]: [f64; 2]) {
        self.compared += 1;
        // What is rare scatters as the reference says, which saw it more often.
        let runs = self.case.reference_runs as f64 / self.case.runs as f64;
        let se = if self.case.exhaustive { 0.0 } else { se.max(reference_se * runs.sqrt()) };
        let allowed = BOUND * (square(se) + square(reference_se)).sqrt();
        let error = value - expected;
        // Expected values are written with ten digits.
        let grain = GRAIN + 1e-9 * expected.abs();
        if error.abs() > allowed + grain {
            let z = BOUND * error / allowed;
            let name = &self.case.name;
            self.failures.push(format!("{name}: {what}: {value}, expected {expected}, z = {z:.1}"));
        }
    }

    /// A part of the runs against a probability.
    fn compare_part(&mut self, what: &str, part: f64, [p, reference_se]: [f64; 2]) {
        let se = (p * (1.0 - p) / self.case.runs as f64).sqrt();
        self.compare(what, [part, se], [p, reference_se]);
    }

    fn metric(&mut self, name: &str, values: &[f64], expected: &Expected) {
        let n = values.len() as f64;
        let part = |holds: &dyn Fn(f64) -> bool| {
            values.iter().filter(|&&value| holds(value)).count() as f64 / n
        };
        let censored = part(&|value| value.is_infinite());
        self.compare_part(&format!("{name} censored"), censored, expected.censored);
        for &[p, days] in &expected.quantiles {
            // By the distribution function, which an order statistic meets to within its own error.
            let reference = if expected.exact_quantiles {
                f64::INFINITY
            } else {
                self.case.reference_runs as f64
            };
            let what = format!("{name}: part up to the quantile {days}");
            let reference_se = (p * (1.0 - p) / reference).sqrt();
            self.compare_part(&what, part(&|value| value <= days), [p, reference_se]);
        }
        let (mean, sd) = mean_and_sd(values);
        if let Some(expected) = expected.mean {
            self.compare(&format!("{name} mean"), mean, expected);
        }
        if let Some(expected) = expected.sd {
            self.compare(&format!("{name} sd"), sd, expected);
        }
    }
}

/// Mean and standard deviation, each with its standard error.
fn mean_and_sd(values: &[f64]) -> ([f64; 2], [f64; 2]) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let central = |power: fn(f64) -> f64| values.iter().map(|v| power(v - mean)).sum::<f64>();
    let variance = central(square) / (n - 1.0);
    let sd = variance.sqrt();
    if sd == 0.0 {
        return ([mean, 0.0], [0.0, 0.0]);
    }
    let fourth = central(|x| square(square(x))) / n;
    let sd_se = ((fourth - square(variance)).max(0.0) / n).sqrt() / (2.0 * sd);
    // Where the first order vanishes, as in a law of two even halves, the second is left.
    ([mean, sd / n.sqrt()], [sd, sd_se.max(3.0 * sd / n)])
}

fn scenario(case: &Case) -> Scenario {
    let shipped = |file: &str| {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs").join(file);
        std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let (text, seed) = match &case.source {
        Source::Shipped(file) => (shipped(file), None),
        Source::Here { toml, seed } => {
            (toml.clone().into_bytes(), Some(format!("run.seed={seed}")))
        }
    };
    let seed = seed.map(|seed| Override::parse(&seed).expect("it is an override"));
    match Scenario::load(&case.name, &text, seed.as_slice(), &Shelf) {
        Ok(loaded) => loaded.scenario,
        Err(report) => panic!("{}", report.render(false)),
    }
}

fn run(case: &Case) -> Verdict<'_> {
    let scenario = scenario(case);
    let plan = Plan::compile(&scenario, &Wanted::Everything).expect("it compiles");
    let rows = columns::<64>(&plan, case.runs);
    let mut verdict = Verdict { case, compared: 0, failures: Vec::new() };
    if case.exhaustive {
        assert_eq!(scenario.replications(), case.runs, "{}", case.name);
    }
    for (metric, column) in plan.metrics().iter().zip(&rows) {
        let scale = metric.scale as f64;
        let real = |&v: &i64| if v == CENSORED { f64::INFINITY } else { v as f64 / scale };
        let values: Vec<f64> = column.iter().map(real).collect();
        if let Some(expected) = case.metrics.get(&metric.name) {
            verdict.metric(&metric.name, &values, expected);
        } else {
            // The reference has no arrivals where there are no batches.
            assert!(metric.name.ends_with(".arrivals_total"), "{}: {}", case.name, metric.name);
            verdict.compare(&metric.name, mean_and_sd(&values).0, [0.0, 0.0]);
        }
    }
    for name in case.metrics.keys() {
        assert!(plan.metrics().iter().any(|m| m.name == *name), "{}: {name} is missing", case.name);
    }
    assert_eq!(plan.questions().len(), case.asks.len(), "{}: every ask has a value", case.name);
    for question in plan.questions() {
        let column = &rows[question.metric()];
        let hits = column.iter().filter(|&&value| question.holds(value)).count();
        let part = hits as f64 / case.runs as f64;
        verdict.compare_part(&question.name, part, case.asks[&question.name]);
    }
    verdict
}

/// Runs the cases that are chosen; returns how many comparisons were made.
fn check(chosen: impl Fn(&Case) -> bool) -> usize {
    let cases: Vec<Case> = Case::all().into_iter().filter(chosen).collect();
    let verdicts: Vec<Verdict<'_>> = cases.iter().map(run).collect();
    let failures: Vec<&String> = verdicts.iter().flat_map(|verdict| &verdict.failures).collect();
    assert!(failures.is_empty(), "{} comparisons failed: {failures:#?}", failures.len());
    verdicts.iter().map(|verdict| verdict.compared).sum()
}

#[test]
fn shipped_scenarios_give_what_the_second_simulation_and_exact_laws_give() {
    let compared = check(|case| matches!(case.source, Source::Shipped(_)));
    assert!(compared > 300, "{compared}");
}

#[test]
fn cases_of_every_feature_give_what_the_second_simulation_and_exact_laws_give() {
    let compared = check(|case| matches!(case.source, Source::Here { .. }));
    assert!((600..1_000).contains(&compared), "{compared}");
}
