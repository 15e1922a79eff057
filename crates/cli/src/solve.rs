//! `outlast solve`: how much is enough, or how much can be borne.

use outlast_core::Wanted;
use outlast_core::scenario::Override;
use outlast_montecarlo::experiments::Share;
use outlast_montecarlo::experiments::solve::{Search, Solution, Unsolved, solve};
use outlast_montecarlo::rounding::{count, with_interval};
use outlast_montecarlo::run;
use outlast_plot::{Chart, Course, CourseLine, CoursePoint, Sought, course};
use serde::Serialize;

use crate::args::SolveArgs;
use crate::experiment::{Results, Variant, source};
use crate::failure::Failure;
use crate::figures::{inner_half, percentage, plain};
use crate::load::Study;
use crate::progress::Progress;
use crate::run::{failed, fits};
use crate::vary::{Grid, Values, Vary};
use crate::{manifest, say};

/// Replications of the first, coarse stage.
const COARSE: u64 = 10_000;

/// An interval wider than this part of the answer deserves a warning.
const WIDE: f64 = 0.05;

/// What is to hold often enough.
struct Goal {
    /// The question, as a predicate: true in what share of runs?
    predicate: String,
    /// How the file calls it, if it does.
    name: Option<String>,
    /// The share wanted.
    share: f64,
    /// Whether no more than that share is wanted, rather than at least.
    at_most: bool,
    /// What is wanted, in words.
    words: String,
}

/// The content of `solve.json`.
#[derive(Serialize)]
struct File {
    outlast: &'static str,
    scenario: Variant,
    seed: u64,
    horizon_days: u32,
    key: String,
    predicate: String,
    /// The share of runs in which the predicate is to hold, `at_least` or `at_most`.
    share: f64,
    bound: &'static str,
    replications: u64,
    /// The answer; whether it is the least or the greatest value that will do.
    value: f64,
    extreme: &'static str,
    /// Its 95 % interval; null where it goes beyond the range searched.
    low: Option<f64>,
    high: Option<f64>,
    /// The predicate at the value, and at the next one that will not do.
    there: Share,
    short_of_it: Share,
    tried: Vec<Tried>,
}

/// A value that was run.
#[derive(Serialize)]
struct Tried {
    value: f64,
    #[serde(flatten)]
    share: Share,
}

/// Searches, prints the answer and writes the results.
pub(crate) fn command(args: &SolveArgs) -> Result<(), Failure> {
    let vary = Vary::parse(&args.vary)?;
    let Values::Range(range) = &vary.values else {
        return Err(Failure::usage(
            format!("`--vary {}` is no range to search", args.vary),
            "write --vary KEY=LOW..HIGH; `outlast sweep` takes a list of values",
        ));
    };
    let grid = range.fine();
    let study = Study::load(&args.scenario)?;
    let goal = Goal::of(args, &study)?;
    let most = study.replications(args.experiment.replications)?;
    let mut results =
        Results::prepare((&args.experiment, "solve"), &[&study], &["solve.json"], &["solve"])?;
    let seed = study.scenario().run.seed;
    let runner = Runner { args, key: &vary.key, grid, goal: &goal, seed };
    let search = Search {
        points: grid.points(),
        target: if goal.at_most { 1.0 - goal.share } else { goal.share },
        first: most.min(COARSE),
        last: most,
    };
    let found = solve(&search, |point, n| runner.good(point, n));
    let found = found.map_err(|why| match why {
        Unsolved::Failed(failure) => failure,
        Unsolved::Never(ends) => runner.one_sided(&ends, false),
        Unsolved::Always(ends) => runner.one_sided(&ends, true),
        Unsolved::NotMonotone(points) => runner.both_ways(&points),
    })?;
    let text = runner.words(&study, &found);
    let file = runner.file(&study, &found);
    let json = manifest::pretty(&file)?;
    results.add("solve.json", json.as_bytes())?;
    if !args.experiment.no_charts {
        results.draw("solve", &runner.chart(&study, &found))?;
    }
    results.publish(&args.experiment, &json, &text)?;
    runner.warn(&found);
    Ok(())
}

impl Goal {
    fn of(args: &SolveArgs, study: &Study) -> Result<Self, Failure> {
        let at_most = args.at_most.is_some();
        let limit = args.at_most.or(args.reach).unwrap_or_default();
        if let Some(metric) = &args.metric {
            let q = args.quantile.unwrap_or(0.5);
            // The q-quantile is at least v when no more than q lie below v; at most v when q do not
            // exceed it.
            let (op, share) = if at_most { ("<=", q) } else { (">=", 1.0 - q) };
            let value = plain(limit).replace(',', "");
            let bound = if at_most { "at most" } else { "at least" };
            return Ok(Self {
                predicate: format!("{metric} {op} {value}"),
                name: None,
                share,
                at_most: false,
                words: format!(
                    "the {} % quantile of {metric} is {bound} {}",
                    plain(rounded(100.0 * q)),
                    plain(limit)
                ),
            });
        }
        if !(0.0 < limit && limit < 1.0) {
            return Err(Failure::usage(
                format!("no chance is to be {}", plain(limit)),
                "a chance is above 0 and below 1: --reach 0.9 is 90 % of runs",
            ));
        }
        let asked = args.ask.as_deref().unwrap_or_default().trim();
        let asks = &study.scenario().asks;
        let known = asks.iter().find(|ask| ask.name == asked);
        if known.is_none() && !asked.contains(['<', '>', '=']) {
            let names: Vec<String> = asks.iter().map(|ask| format!("`{}`", ask.name)).collect();
            let help = if names.is_empty() {
                "the scenario asks nothing: write a predicate, such as --ask 'pool.coverage_days >= 14'"
                    .to_owned()
            } else {
                format!("it asks {}; a predicate will do as well", names.join(", "))
            };
            return Err(Failure::usage(format!("the scenario has no question `{asked}`"), help));
        }
        let predicate = known.map_or_else(|| asked.to_owned(), |ask| ask.text.clone());
        let bound = if at_most { "at most" } else { "at least" };
        let called = known.map_or_else(String::new, |ask| format!("{} (", ask.name));
        let close = if known.is_some() { ")" } else { "" };
        Ok(Self {
            words: format!(
                "{called}{predicate}{close} holds in {bound} {} % of runs",
                plain(rounded(100.0 * limit))
            ),
            predicate,
            name: known.map(|ask| ask.name.clone()),
            share: limit,
            at_most,
        })
    }
}

/// A percentage without the last bits of its making.
fn rounded(percent: f64) -> f64 {
    (percent * 1e9).round() / 1e9
}

/// Runs points of the grid.
struct Runner<'a> {
    args: &'a SolveArgs,
    key: &'a str,
    grid: Grid,
    goal: &'a Goal,
    seed: u64,
}

impl Runner<'_> {
    /// Of so many runs at a point, how many are as they should be.
    fn good(&self, point: u64, replications: u64) -> Result<u64, Failure> {
        let study = self.study(point)?;
        let plan = study.plan(&Wanted::Metrics(Vec::new()))?;
        let options = self.args.experiment.options(replications);
        fits(&plan, &options)?;
        let progress = Progress::new(replications, self.args.experiment.quiet);
        let outcome = run(&plan, &options, &progress, None).map_err(|error| failed(&error))?;
        progress.finish();
        if outcome.interrupted() {
            return Err(Failure::Interrupted);
        }
        let hits = outcome.tally.hits(0);
        Ok(if self.goal.at_most { replications - hits } else { hits })
    }

    /// The scenario at a point, with the one question of interest.
    fn study(&self, point: u64) -> Result<Study, Failure> {
        let value = format!("{}={}", self.key, self.grid.text(point));
        let mut changes = vec![Override::given_by("--vary", &value).map_err(Failure::Scenario)?];
        let own = "asked by solve";
        if self.goal.name.is_none() {
            let predicate = self.goal.predicate.replace('\\', "\\\\").replace('"', "\\\"");
            let ask = format!("ask.'{own}'=\"{predicate}\"");
            changes.push(Override::given_by("--ask", &ask).map_err(Failure::Scenario)?);
        }
        let mut study = Study::load_changed(&self.args.scenario, &changes)?;
        let name = self.goal.name.as_deref().unwrap_or(own);
        study.loaded.scenario.asks.retain(|ask| ask.name == name);
        Ok(study)
    }

    /// The predicate's own share, where the search counted the runs in which it does not hold.
    fn own(&self, share: Share) -> Share {
        if self.goal.at_most { Share::of(share.n - share.hits, share.n) } else { share }
    }

    fn at(&self, (point, share): (u64, Share)) -> String {
        format!("{} at {}", told(&self.own(share)), plain(self.grid.value(point)))
    }

    /// The chance wanted is reached at every point, or at none.
    fn one_sided(&self, ends: &[Share; 2], always: bool) -> Failure {
        let last = self.grid.points() - 1;
        let often = match (always, self.goal.at_most) {
            (true, false) => "always holds in at least",
            (false, false) => "never holds in at least",
            (true, true) => "never holds in more than",
            (false, true) => "always holds in more than",
        };
        Failure::usage(
            format!(
                "from {} to {} of {}, `{}` {often} {} % of runs: {}, {}",
                plain(self.grid.value(0)),
                plain(self.grid.value(last)),
                self.key,
                self.goal.predicate,
                plain(rounded(100.0 * self.goal.share)),
                self.at((0, ends[0])),
                self.at((last, ends[1]))
            ),
            "search another range, or ask for another chance",
        )
    }

    fn both_ways(&self, points: &[(u64, Share)]) -> Failure {
        let points: Vec<String> = points.iter().map(|&point| self.at(point)).collect();
        Failure::usage(
            format!(
                "as {} grows, the chance of `{}` neither only rises nor only falls: it is {}",
                self.key,
                self.goal.predicate,
                points.join(", ")
            ),
            "search a range in which it goes one way; `outlast sweep` shows its course",
        )
    }

    /// "least" or "greatest": which value of all that will do.
    fn extreme(found: &Solution) -> &'static str {
        if found.rises { "least" } else { "greatest" }
    }

    fn ends(&self, found: &Solution) -> [Option<f64>; 2] {
        [found.low, found.high].map(|end| end.map(|point| self.grid.value(point)))
    }

    fn words(&self, study: &Study, found: &Solution) -> String {
        let mut text = study.scenario().title.clone().map_or_else(String::new, |t| t + "\n\n");
        let value = self.grid.value(found.point);
        let ends = self.ends(found);
        let shown = match ends {
            [Some(low), Some(high)] if low < high => {
                let (inner_low, inner_high) = inner_half(low, high);
                let figure = |x: f64| {
                    // Never finer than the grid.
                    let width = (inner_high - inner_low).max(self.grid.step());
                    with_interval(x, x - width / 2.0, x + width / 2.0)
                };
                format!("{} (95 % interval {} to {})", figure(value), figure(low), figure(high))
            }
            [Some(_), Some(_)] => format!("{}: the runs leave no other", plain(value)),
            [low, high] => {
                let from = low.map_or_else(|| "below the range".to_owned(), plain);
                let to = high.map_or_else(|| "beyond the range".to_owned(), plain);
                format!("{} (95 % interval {from} to {to})", plain(value))
            }
        };
        text += &format!(
            "The {} {} at which {} is {shown}.\n",
            Self::extreme(found),
            self.key,
            self.goal.words
        );
        let (there, short) = (self.own(found.there), self.own(found.short_of_it));
        let step = if found.rises { found.point - 1 } else { found.point + 1 };
        text += &format!(
            "  {}: {} of runs; {}: {}\n",
            plain(value),
            told(&there),
            plain(self.grid.value(step)),
            told(&short)
        );
        text += &format!(
            "\n{} values tried, the nearest with {} runs each, all on the same luck. The interval is \
             what the simulation leaves open; what the model does not know is not in it: whether the \
             strengths, rates and laws of the scenario are right.\n",
            found.tried.len(),
            count(there.n)
        );
        text
    }

    fn file(&self, study: &Study, found: &Solution) -> File {
        let tried = found
            .tried
            .iter()
            .map(|&(point, share)| Tried { value: self.grid.value(point), share: self.own(share) });
        let [low, high] = self.ends(found);
        File {
            outlast: env!("CARGO_PKG_VERSION"),
            scenario: Variant::of(study),
            seed: self.seed,
            horizon_days: study.scenario().horizon,
            key: self.key.to_owned(),
            predicate: self.goal.predicate.clone(),
            share: rounded(self.goal.share),
            bound: if self.goal.at_most { "at_most" } else { "at_least" },
            replications: found.there.n,
            value: self.grid.value(found.point),
            extreme: Self::extreme(found),
            low,
            high,
            there: self.own(found.there),
            short_of_it: self.own(found.short_of_it),
            tried: tried.collect(),
        }
    }

    fn chart(&self, study: &Study, found: &Solution) -> Chart {
        let points = found.tried.iter().filter_map(|&(point, share)| {
            let share = self.own(share);
            Some(CoursePoint {
                x: self.grid.value(point),
                y: share.probability?,
                low: share.low?,
                high: share.high?,
            })
        });
        let label = self.goal.name.clone().unwrap_or_else(|| self.goal.predicate.clone());
        let data = Course {
            key: self.key.to_owned(),
            shows: format!("Share of runs in which {}", self.goal.predicate),
            shares: true,
            lines: vec![CourseLine { label, points: points.collect() }],
            sought: Some(Sought { level: self.goal.share, x: self.grid.value(found.point) }),
        };
        course(&data, &source(study.scenario(), self.seed, found.there.n))
    }

    fn warn(&self, found: &Solution) {
        let value = self.grid.value(found.point).abs();
        match self.ends(found) {
            [Some(low), Some(high)] if high - low > (2.0 * self.grid.step()).max(WIDE * value) => {
                say::warn(format_args!(
                    "after {} runs a value the answer is only known to lie between {} and {}; raise \
                     --replications",
                    count(found.there.n),
                    plain(low),
                    plain(high)
                ));
            }
            [Some(_), Some(_)] => {}
            _ => say::warn(
                "the answer is too near to an end of the range for its interval: search a wider one",
            ),
        }
    }
}

/// A chance with as many digits as its interval decides.
fn told(share: &Share) -> String {
    match (share.probability, share.low, share.high) {
        (Some(probability), Some(low), Some(high)) => percentage(probability, low, high),
        _ => "nothing".to_owned(),
    }
}
