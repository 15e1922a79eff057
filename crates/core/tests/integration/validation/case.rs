//! A scenario to simulate, and what is claimed of one of its metrics.

use outlast_core::metrics::CENSORED;
use outlast_core::scenario::{Override, Scenario};
use outlast_core::{Plan, Wanted};
use outlast_des::stream_id;

use super::book::{Estimate, Row};
use crate::engine::{Shelf, columns, square};

/// A scenario, a metric, and closed forms for it.
///
/// Its seed is the hash of its name, so that no two cases share their luck and adding one changes no
/// other; the book can be run again with other luck.
pub(super) struct Case {
    pub(super) name: String,
    toml: String,
    metric: &'static str,
    replications: u64,
    claims: Vec<Claim>,
}

struct Claim {
    what: String,
    formula: String,
    of: Statistic,
    expected: Estimate,
}

enum Statistic {
    Mean,
    Variance,
    Sd,
    /// The part of the runs of which this is true.
    Part(Box<dyn Fn(f64) -> bool>),
}

impl Case {
    pub(super) fn new(
        name: impl Into<String>,
        toml: impl Into<String>,
        metric: &'static str,
        replications: u64,
    ) -> Self {
        let (name, toml) = (name.into(), toml.into());
        Self { name, toml, metric, replications, claims: Vec::new() }
    }

    fn claim(mut self, what: &str, formula: &str, of: Statistic, expected: Estimate) -> Self {
        let (what, formula) = (what.to_owned(), formula.to_owned());
        self.claims.push(Claim { what, formula, of, expected });
        self
    }

    pub(super) fn mean(self, formula: &str, value: f64) -> Self {
        self.claim("mean", formula, Statistic::Mean, Estimate::exact(value))
    }

    pub(super) fn variance(self, formula: &str, value: f64) -> Self {
        self.claim("variance", formula, Statistic::Variance, Estimate::exact(value))
    }

    pub(super) fn sd(self, formula: &str, value: f64) -> Self {
        self.claim("sd", formula, Statistic::Sd, Estimate::exact(value))
    }

    /// As `mean` and `sd`, where the values come from another program, with errors of their own.
    pub(super) fn like(self, from: &str, mean: Estimate, sd: Estimate) -> Self {
        self.claim("mean", from, Statistic::Mean, mean).claim("sd", from, Statistic::Sd, sd)
    }

    pub(super) fn part(
        self,
        what: &str,
        formula: &str,
        p: f64,
        holds: impl Fn(f64) -> bool + 'static,
    ) -> Self {
        self.claim(what, formula, Statistic::Part(Box::new(holds)), Estimate::exact(p))
    }

    /// The same claims of another scenario.
    pub(super) fn altered(mut self, from: &str, to: &str) -> Self {
        assert!(self.toml.contains(from), "{}: no {from} to alter", self.name);
        self.toml = self.toml.replace(from, to);
        self
    }

    fn seed(&self, luck: u32) -> u64 {
        let name = if luck == 0 { &self.name } else { &format!("{}, luck {luck}", self.name) };
        u64::from(stream_id(name))
    }

    /// The metric in every replication, in its unit.
    fn sample(&self, seed: u64) -> Vec<f64> {
        let seed = Override::parse(&format!("run.seed={seed}")).expect("an override");
        let loaded = Scenario::load("book.toml", self.toml.as_bytes(), &[seed], &Shelf);
        let scenario = match loaded {
            Ok(loaded) => loaded.scenario,
            Err(report) => panic!("{}: {}", self.name, report.render(false)),
        };
        let wanted = Wanted::Metrics(vec![self.metric.to_owned()]);
        let plan = Plan::compile(&scenario, &wanted).expect("it compiles");
        let place = plan.metrics().iter().position(|metric| metric.name == self.metric);
        let place = place.unwrap_or_else(|| panic!("no metric {}", self.metric));
        let scale = plan.metrics()[place].scale as f64;
        let column = columns::<64>(&plan, self.replications).swap_remove(place);
        let real = |v: i64| if v == CENSORED { f64::INFINITY } else { v as f64 / scale };
        column.into_iter().map(real).collect()
    }

    /// Simulates it, and compares.
    pub(super) fn rows(&self, luck: u32) -> Vec<Row> {
        let seed = self.seed(luck);
        let sample = self.sample(seed);
        let row = |claim: &Claim| Row {
            what: format!("{}: {}", self.name, claim.what),
            formula: claim.formula.clone(),
            expected: claim.expected,
            simulated: claim.of.estimate(&sample, claim.expected.value),
            replications: self.replications,
            seed,
        };
        self.claims.iter().map(row).collect()
    }
}

impl Statistic {
    /// With its standard error: of a variance by the sample's fourth moment, of a part by the
    /// expected probability.
    fn estimate(&self, sample: &[f64], expected: f64) -> Estimate {
        let n = sample.len() as f64;
        if let Self::Part(holds) = self {
            let value = sample.iter().filter(|&&x| holds(x)).count() as f64 / n;
            return Estimate { value, se: (expected * (1.0 - expected) / n).sqrt() };
        }
        let mean = sample.iter().sum::<f64>() / n;
        let central = |power: fn(f64) -> f64| sample.iter().map(|x| power(x - mean)).sum::<f64>();
        let variance = central(square) / (n - 1.0);
        let fourth = central(|x| square(square(x))) / n;
        let variance_se = ((fourth - square(variance)).max(0.0) / n).sqrt();
        let sd = variance.sqrt();
        match self {
            Self::Mean => Estimate { value: mean, se: sd / n.sqrt() },
            Self::Variance => Estimate { value: variance, se: variance_se },
            _ if sd == 0.0 => Estimate::exact(0.0),
            _ => Estimate { value: sd, se: variance_se / (2.0 * sd) },
        }
    }
}
