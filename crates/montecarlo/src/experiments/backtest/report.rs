//! Whether forecasts were as sure as they said: the scores of many starts together.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Target;
use crate::intervals::{Confidence, quantile_ranks, wilson_of_share};
use crate::summary::Ordered;

/// One forecast and what came of it, in the unit of what was foreseen.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Day 1 of it.
    pub date: Date,
    /// Mean of the law (losses a day); none where the scenario leaves it uncertain.
    pub level: Option<f64>,
    /// What happened; none where its day did not come within the horizon.
    pub outcome: Option<f64>,
    /// What would have happened had the rate stayed at the level; none where there is no level, or
    /// its day would not have come.
    pub unchanged: Option<f64>,
    /// Quantiles at the [`LEVELS`](super::LEVELS); none where the day is beyond the horizon.
    pub quantiles: [Option<f64>; 7],
    /// Whether the central intervals of 50, 80 and 90 % held the outcome.
    pub held: [bool; 3],
    /// Whether the outcome was above the interval of 90 %.
    pub above: bool,
    /// From which to which probability the outcome's rank is spread.
    pub pit: [f64; 2],
    /// Continuous ranked probability score.
    pub crps: f64,
    /// Distance from `unchanged`, the horizon standing for what is beyond it.
    pub unchanged_error: Option<f64>,
}

/// How well a target was foreseen: a part of `backtest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// `losses in 30 days`, or the metric.
    pub target: String,
    /// Days that an outcome depends on: those foreseen; of a first day, the longest it took.
    pub window_days: u32,
    /// Forecasts.
    pub starts: u64,
    /// Windows that do not overlap, at most: as many trials intervals are made for.
    pub independent: u64,
    /// First start.
    pub first: Date,
    /// Last start.
    pub last: Date,
    /// How often the central intervals held the outcome: `0.5`, `0.8` and `0.9`.
    pub central: Ordered<Held>,
    /// What the 90 % interval proved to be.
    pub verdict: Verdict,
    /// Outcomes below the 90 % interval.
    pub below: u64,
    /// Outcomes above it.
    pub above: u64,
    /// Mean outcome, the horizon standing for what is beyond it.
    pub outcome: f64,
    /// Mean width of the 90 % intervals over the mean outcome; null if that is 0.
    pub width: Option<f64>,
    /// Mean CRPS, in the unit of the outcome.
    pub crps: f64,
    /// The same per day of the window; null for metrics.
    pub crps_per_day: Option<f64>,
    /// Mean absolute error of "the rate stays as it is"; null where the rate is uncertain.
    pub unchanged_error: Option<f64>,
    /// 1 − CRPS over that error: 0 for no better, 1 for certainty; null if there is none, or it is 0.
    pub skill: Option<f64>,
    /// The ranks of the outcomes.
    pub pit: Pit,
    /// Outcomes beyond the horizon.
    pub outcomes_beyond: u64,
    /// Forecasts of which the median was beyond it.
    pub medians_beyond: u64,
    /// The forecasts, in the order of their dates: the rows of `backtest.csv`.
    #[serde(skip)]
    pub forecasts: Vec<Forecast>,
}

/// How often an interval held the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Starts at which it did.
    pub hits: u64,
    /// Starts.
    pub starts: u64,
    /// hits / starts.
    pub share: f64,
    /// Lower end of Wilson's 95 % interval for as many trials as are independent.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What an interval proved to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It held the outcome less often than it says.
    TooNarrow,
    /// Nothing speaks against it.
    AsStated,
    /// It held the outcome more often than it says.
    TooWide,
}

/// The ranks of outcomes among their runs, as probabilities: uniform if the model is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pit {
    /// Share of the outcomes by bin, the bins of one width.
    pub bins: Vec<f64>,
    /// Where 95 % of such shares lie if the ranks are uniform and the independent windows are all
    /// there is.
    pub expected: [f64; 2],
    /// Largest distance of their distribution from the uniform one (Kolmogorov and Smirnov).
    pub ks: f64,
    /// What that distance exceeds in 5 % of cases if the ranks are uniform, for as many trials as are
    /// independent.
    pub ks_by_chance: f64,
    /// Mean; 0.5 if forecasts lean to neither side, more if too low.
    pub mean: f64,
}

/// Independent windows from which on there are ten bins and not five.
const FOR_TEN_BINS: u64 = 20;

impl Calibration {
    /// Of at least one forecast, a start every so many days.
    pub(super) fn of(target: &Target, window: u32, every: u32, forecasts: Vec<Forecast>) -> Self {
        let starts = forecasts.len() as u64;
        let independent = ((starts - 1) * u64::from(every) / u64::from(window) + 1).min(starts);
        let n = starts as f64;
        let mean = |of: &dyn Fn(&Forecast) -> f64| forecasts.iter().map(of).sum::<f64>() / n;
        let held = |at: usize| {
            let hits = forecasts.iter().filter(|forecast| forecast.held[at]).count() as u64;
            Held::of(hits, starts, independent)
        };
        let horizon = f64::from(window);
        let seen = |value: Option<f64>| value.unwrap_or(horizon);
        let outcome = mean(&|forecast| seen(forecast.outcome));
        let wide = mean(&|forecast| seen(forecast.quantiles[6]) - seen(forecast.quantiles[0]));
        let crps = mean(&|forecast| forecast.crps);
        let errors: Option<Vec<f64>> = forecasts.iter().map(|f| f.unchanged_error).collect();
        let unchanged_error = errors.map(|errors| errors.iter().sum::<f64>() / n);
        let count = |of: &dyn Fn(&&Forecast) -> bool| forecasts.iter().filter(of).count() as u64;
        let narrow = held(2);
        let above = count(&|forecast| forecast.above);
        Self {
            target: match target {
                Target::Total(1) => "losses in 1 day".to_owned(),
                Target::Total(days) => format!("losses in {days} days"),
                Target::Metric(name) => name.clone(),
            },
            window_days: window,
            starts,
            independent,
            first: forecasts[0].date,
            last: forecasts[forecasts.len() - 1].date,
            central: [("0.5", held(0)), ("0.8", held(1)), ("0.9", narrow)]
                .map(|(level, held)| (level.to_owned(), held))
                .into_iter()
                .collect(),
            verdict: match narrow {
                Held { high, .. } if high < 0.9 => Verdict::TooNarrow,
                Held { low, .. } if low > 0.9 => Verdict::TooWide,
                _ => Verdict::AsStated,
            },
            below: count(&|forecast| !forecast.held[2] && !forecast.above),
            above,
            outcome,
            width: (outcome > 0.0).then(|| wide / outcome),
            crps,
            crps_per_day: matches!(target, Target::Total(_)).then(|| crps / f64::from(window)),
            unchanged_error,
            skill: unchanged_error.filter(|error| *error > 0.0).map(|error| 1.0 - crps / error),
            pit: Pit::of(&forecasts, independent),
            outcomes_beyond: count(&|forecast| forecast.outcome.is_none()),
            medians_beyond: count(&|forecast| forecast.quantiles[3].is_none()),
            forecasts,
        }
    }
}

impl Held {
    fn of(hits: u64, starts: u64, independent: u64) -> Self {
        let share = hits as f64 / starts as f64;
        let interval = wilson_of_share(share, independent, Confidence::P95);
        Self { hits, starts, share, low: interval.low, high: interval.high }
    }
}

impl Pit {
    fn of(forecasts: &[Forecast], independent: u64) -> Self {
        let n = forecasts.len() as f64;
        let number = if independent < FOR_TEN_BINS { 5 } else { 10 };
        let spans = || forecasts.iter().map(|forecast| forecast.pit);
        // Mean over the outcomes of the mass up to u.
        let through = |u: f64| {
            spans().map(|[from, to]| ((u - from) / (to - from)).clamp(0.0, 1.0)).sum::<f64>() / n
        };
        let edges: Vec<f64> =
            (0..=number).map(|edge| through(f64::from(edge) / f64::from(number))).collect();
        // Linear in between, so that it is farthest at an end of some interval.
        let away = spans().flatten().map(|u| (through(u) - u).abs());
        let share = 1.0 / f64::from(number);
        let ranks = quantile_ranks(share, independent, Confidence::P95);
        let of = |count: u64| count as f64 / independent as f64;
        Self {
            bins: edges.windows(2).map(|pair| pair[1] - pair[0]).collect(),
            expected: [
                ranks.low.map_or(0.0, of),
                ranks.high.map_or(1.0, |rank| of(rank.saturating_sub(1))),
            ],
            ks: away.fold(0.0, f64::max),
            ks_by_chance: ks_by_chance(independent as f64),
            mean: spans().map(|[from, to]| f64::midpoint(from, to)).sum::<f64>() / n,
        }
    }
}

/// The 95 % point of Kolmogorov's distance of n uniform numbers, within 0.01 for n from 5 on (Stephens
/// 1970, "Use of the Kolmogorov-Smirnov, Cramér-von Mises and related statistics without extensive
/// tables", J. R. Stat. Soc. B 32).
fn ks_by_chance(n: f64) -> f64 {
    let root = n.sqrt();
    (1.358 / (root + 0.12 + 0.11 / root)).min(1.0)
}
