//! What the spread of an answer comes from: which of the things that a scenario leaves open.
//!
//! Of a metric Y and an uncertain input X, the first-order share (Sobol's index, Pearson's
//! correlation ratio)
//!
//! ```text
//! S = Var(E[Y | X]) / Var(Y)
//! ```
//!
//! is the part of the variance that would go if X were known. It needs no runs of its own: the
//! runs are sorted into classes by what they drew of X, and with K classes, SSB the sum of squares
//! between them and SSW within,
//!
//! ```text
//! S ≈ 1 − (SSW / (n − K)) / ((SSB + SSW) / (n − 1))
//! ```
//!
//! (Kelley's ε², which, unlike SSB / SST, is not lifted by chance: an input that does nothing has 0
//! on average and may come out below.) Classes are of equal probability, so that what X does
//! within a class is missed: 1/K² of a linear effect of a uniform input, some 0.5 % of that of a
//! normal one. The errors are those of a jackknife over 20 groups of runs.
//!
//! What all inputs together do not explain is chance from day to day, and what inputs do only
//! jointly. Beside the share each input has a *swing*: the mean of Y among the runs that drew X
//! near its 5 % point, and near its 95 % point, all else as it comes.
//!
//! A day that did not come within the horizon counts as the horizon.

use std::ops::Range;

use outlast_core::metrics::CENSORED;
use outlast_core::{Engine, Plan};
use serde::{Deserialize, Serialize};

use super::parallel::{Worker, in_parallel};
use crate::histogram::Moments;
use crate::runner::{Observer, Options, RunError, Width};

/// Groups of the jackknife: replication r is in group r mod 20.
const GROUPS: usize = 20;
/// Runs a class, at least, when there are enough.
const A_CLASS: u64 = 200;
/// Classes at most.
const MOST_CLASSES: u64 = 80;
/// Classes at least.
const LEAST_CLASSES: u64 = 5;
/// Replications whose draws decide where classes begin.
const PILOT: u64 = 1 << 16;
/// Probabilities of the points at which swings are told, and what counts as near them.
const POINTS: [f64; 2] = [0.05, 0.95];
const NEAR: f64 = 0.025;

/// What drives a metric: the content of `drivers.json`, but for the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// The metric.
    pub metric: String,
    /// Runs.
    pub replications: u64,
    /// Runs in which its day did not come, for which the horizon stands.
    pub censored: u64,
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation between runs.
    pub sd: f64,
    /// The inputs, the largest share first.
    pub inputs: Vec<Driver>,
    /// What all of them leave unexplained.
    pub rest: Part,
}

/// An uncertain input and what it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Its place in the scenario.
    pub input: String,
    /// Its share of the variance.
    pub share: Part,
    /// At its 5 % point and at its 95 % point.
    pub swing: [Swing; 2],
}

/// A part of the variance; null where nothing varies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// From 0 to 1, but for noise.
    pub value: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
}

/// The runs that drew near a point of an input.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// The point.
    pub at: f64,
    /// Runs near it.
    pub n: u64,
    /// Mean of the metric among them; null when there are none.
    pub mean: Option<f64>,
    /// Its standard error.
    pub mean_se: Option<f64>,
}

/// Integer sums of some runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    n: u64,
    sum: i128,
    squares: u128,
}

impl Sums {
    fn push(&mut self, value: i64) {
        self.n += 1;
        self.sum += i128::from(value);
        let size = u128::from(value.unsigned_abs());
        self.squares = self.squares.wrapping_add(size.wrapping_mul(size));
    }

    fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares = self.squares.wrapping_add(other.squares);
    }

    fn less(self, other: &Self) -> Self {
        Self {
            n: self.n - other.n,
            sum: self.sum - other.sum,
            squares: self.squares.wrapping_sub(other.squares),
        }
    }

    fn of<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut total = Self::default();
        all.into_iter().for_each(|sums| total.add(sums));
        total
    }

    fn moments(&self) -> Option<Moments> {
        Moments::of_sums(self.n, self.sum, self.squares)
    }

    /// Sum of squared distances from the mean.
    fn about_mean(&self) -> f64 {
        let sd = self.moments().and_then(|m| m.sd).unwrap_or(0.0);
        sd * sd * (self.n as f64 - 1.0).max(0.0)
    }
}

/// The classes of an input.
#[derive(Clone, Debug)]
struct Classes {
    /// Upper ends of all classes but the last; a value equal to one is below it.
    edges: Vec<f64>,
    /// Classes near the 5 % and the 95 % point.
    near: [Range<usize>; 2],
    /// Those points.
    points: [f64; 2],
}

impl Classes {
    fn of(plan: &Plan, input: usize, replications: u64) -> Self {
        let uncertain = &plan.uncertain()[input];
        let pilot = replications.min(PILOT);
        let mut drawn: Vec<f64> =
            (0..pilot).map(|replication| uncertain.value(plan.seed(), replication)).collect();
        drawn.sort_by(f64::total_cmp);
        let classes = (replications / A_CLASS).clamp(LEAST_CLASSES, MOST_CLASSES);
        let at = |p: f64| drawn[((p * pilot as f64) as usize).min(drawn.len() - 1)];
        let mut edges: Vec<f64> =
            (1..classes).map(|class| at(class as f64 / classes as f64)).collect();
        edges.dedup();
        // With few distinct values there may be one above which nothing lies.
        while edges.last().is_some_and(|edge| drawn.last().is_some_and(|last| edge >= last)) {
            edges.pop();
        }
        // The part of all draws below the upper end of a class.
        let through = |class: usize| match edges.get(class) {
            Some(edge) => drawn.partition_point(|value| value <= edge) as f64 / pilot as f64,
            None => 1.0,
        };
        let before = |class: usize| if class == 0 { 0.0 } else { through(class - 1) };
        let all = 0..=edges.len();
        let near = POINTS.map(|point| {
            let is_near = |class: &usize| {
                (f64::midpoint(before(*class), through(*class)) - point).abs() <= NEAR
            };
            let holds = |class: &usize| through(*class) >= point;
            match all.clone().find(is_near) {
                Some(first) => first..all.clone().rfind(is_near).unwrap_or(first) + 1,
                // Where one class is wider than that, the class that holds the point.
                None => all.clone().find(holds).map_or(0..1, |class| class..class + 1),
            }
        });
        Self { edges, near, points: POINTS.map(at) }
    }

    fn class(&self, value: f64) -> usize {
        self.edges.partition_point(|edge| *edge < value)
    }

    fn count(&self) -> usize {
        self.edges.len() + 1
    }
}

/// Integer sums by input, class and group.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DriverTally {
    /// By input; in it by group, then class.
    inputs: Vec<Vec<Sums>>,
    censored: u64,
}

impl DriverTally {
    fn merge(&mut self, other: &Self) {
        self.censored += other.censored;
        for (mine, theirs) in self.inputs.iter_mut().zip(&other.inputs) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                mine.add(theirs);
            }
        }
    }
}

struct DriverWorker<'w, 'p, const L: usize> {
    plan: &'p Plan,
    metric: usize,
    classes: &'w [Classes],
    engine: Engine<'p, L>,
    tally: DriverTally,
}

impl<const L: usize> Worker for DriverWorker<'_, '_, L> {
    type Tally = DriverTally;

    fn work(&mut self, replications: Range<u64>) {
        let metric = &self.plan.metrics()[self.metric];
        let (measure, scale) = (metric.measure, metric.scale);
        let limit = i64::from(self.plan.horizon()) * scale;
        let mut first = replications.start;
        while first < replications.end {
            let lanes = usize::try_from(replications.end - first).map_or(L, |left| left.min(L));
            let values = self.engine.run(first).measure(measure);
            for (replication, value) in (first..).zip(values).take(lanes) {
                self.tally.censored += u64::from(value == CENSORED);
                let value = if value == CENSORED { limit } else { value };
                let group = (replication % GROUPS as u64) as usize;
                for (input, classes) in self.classes.iter().enumerate() {
                    let drawn = self.plan.uncertain()[input].value(self.plan.seed(), replication);
                    let cell = group * classes.count() + classes.class(drawn);
                    self.tally.inputs[input][cell].push(value);
                }
            }
            first += lanes as u64;
        }
    }

    fn finish(self) -> DriverTally {
        self.tally
    }
}

/// Runs a plan and tells what drives a metric of it, by the metric's index. A plan in which nothing
/// is uncertain has no drivers.
///
/// # Errors
///
/// When the run would need absurd time or memory, or its threads cannot be started.
pub fn drivers(
    plan: &Plan,
    metric: usize,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Option<Drivers>, RunError> {
    let width = options.width_of(plan);
    plan.size(options.replications, width.lanes()).map_err(RunError::TooLarge)?;
    if plan.uncertain().is_empty() || options.replications == 0 {
        return Ok(None);
    }
    let inputs = 0..plan.uncertain().len();
    let classes: Vec<Classes> =
        inputs.map(|input| Classes::of(plan, input, options.replications)).collect();
    let task = Task { plan, metric, classes: &classes };
    let tally = match width {
        Width::One => task.run::<1>(options, observer),
        Width::Sixteen => task.run::<16>(options, observer),
        Width::ThirtyTwo => task.run::<32>(options, observer),
        Width::SixtyFour => task.run::<64>(options, observer),
        Width::TwoFiftySix => task.run::<256>(options, observer),
    }?;
    Ok(task.report(&tally))
}

struct Task<'p, 'c> {
    plan: &'p Plan,
    metric: usize,
    classes: &'c [Classes],
}

impl Task<'_, '_> {
    fn run<const L: usize>(
        &self,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<DriverTally, RunError> {
        let cells = |classes: &Classes| vec![Sums::default(); GROUPS * classes.count()];
        let empty = DriverTally { inputs: self.classes.iter().map(cells).collect(), censored: 0 };
        let mut total = empty.clone();
        let worker = || DriverWorker::<L> {
            plan: self.plan,
            metric: self.metric,
            classes: self.classes,
            engine: Engine::new(self.plan),
            tally: empty.clone(),
        };
        in_parallel(options, observer, worker, |tally| total.merge(&tally))?;
        Ok(total)
    }

    fn report(&self, tally: &DriverTally) -> Option<Drivers> {
        let metric = &self.plan.metrics()[self.metric];
        let scale = metric.scale as f64;
        let all = Sums::of(tally.inputs.first()?);
        let moments = all.moments()?;
        let mut explained = [Some(0.0); GROUPS + 1];
        let mut inputs = Vec::new();
        for (input, (cells, classes)) in tally.inputs.iter().zip(self.classes).enumerate() {
            let shares = shares(cells, classes.count());
            for (sum, share) in explained.iter_mut().zip(shares) {
                *sum = sum.zip(share).map(|(sum, share)| sum + share);
            }
            let by_class =
                |class: usize| Sums::of(cells.iter().skip(class).step_by(classes.count()));
            let swing = [0, 1].map(|end| {
                let near: Vec<Sums> = classes.near[end].clone().map(by_class).collect();
                let near = Sums::of(&near);
                let moments = near.moments();
                Swing {
                    at: classes.points[end],
                    n: near.n,
                    mean: moments.map(|m| m.mean / scale),
                    mean_se: moments.and_then(|m| m.se).map(|se| se / scale),
                }
            });
            let name = self.plan.uncertain()[input].name().to_owned();
            inputs.push(Driver { input: name, share: part(&shares), swing });
        }
        // Stable: of equal shares, the one that the file names first.
        let size = |driver: &Driver| driver.share.value.unwrap_or(0.0);
        inputs.sort_by(|a, b| size(b).total_cmp(&size(a)));
        Some(Drivers {
            metric: metric.name.clone(),
            replications: all.n,
            censored: tally.censored,
            mean: moments.mean / scale,
            sd: moments.sd.unwrap_or(0.0) / scale,
            inputs,
            rest: part(&explained.map(|sum| sum.map(|sum| 1.0 - sum))),
        })
    }
}

/// ε² of all runs, and of all but one group in turn.
fn shares(cells: &[Sums], classes: usize) -> [Option<f64>; GROUPS + 1] {
    let by_class: Vec<Sums> =
        (0..classes).map(|class| Sums::of(cells.iter().skip(class).step_by(classes))).collect();
    let mut shares = [None; GROUPS + 1];
    shares[0] = share(&by_class);
    for (group, cells) in cells.chunks(classes).enumerate() {
        let rest: Vec<Sums> =
            by_class.iter().zip(cells).map(|(all, left_out)| all.less(left_out)).collect();
        shares[1 + group] = share(&rest);
    }
    shares
}

/// ε² of runs in classes; none when nothing varies or there are too few.
fn share(classes: &[Sums]) -> Option<f64> {
    let all = Sums::of(classes);
    let filled = classes.iter().filter(|class| class.n > 0).count() as f64;
    let n = all.n as f64;
    let total = all.about_mean();
    if total <= 0.0 || n <= filled {
        return None;
    }
    let within: f64 = classes.iter().map(Sums::about_mean).sum();
    Some(1.0 - (within / (n - filled)) / (total / (n - 1.0)))
}

/// A part with its error, from the value of all runs and those without each group.
fn part(values: &[Option<f64>; GROUPS + 1]) -> Part {
    let without: Option<Vec<f64>> = values[1..].iter().copied().collect();
    let se = without.map(|without| {
        let groups = GROUPS as f64;
        let mean = without.iter().sum::<f64>() / groups;
        let squares: f64 = without.iter().map(|value| (value - mean) * (value - mean)).sum();
        ((groups - 1.0) / groups * squares).sqrt()
    });
    Part { value: values[0], se: se.filter(|_| values[0].is_some()) }
}
