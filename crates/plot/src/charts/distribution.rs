//! How long the pool lasts: the distribution of its coverage over all runs.

use super::axis::{self, Level, Mark};
use super::frame::{self, MARGIN, frame, short};
use super::palette::{ACCENT, INK, MUTED};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;
use crate::time::Timeline;

/// The coverage of a pool over all runs, in days: full days of demand met, plus the met part of the first day not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Name of the pool.
    pub label: String,
    /// Each coverage in days that came up, ascending, and the number of runs that had it.
    pub values: Vec<(f64, u64)>,
    /// Runs that outlasted the horizon; their coverage is unknown.
    pub censored: u64,
    /// Quantiles 5, 50 and 95 % over all runs, in days; `None` where they lie beyond the horizon.
    pub quantiles: [Option<f64>; 3],
    /// The simulated days.
    pub timeline: Timeline,
}

const MEDIAN: Style = Style::new(12.5, INK).bold().halo();
const INTERVAL: Style = Style::new(11.5, INK).halo();
const SHARE: Style = Style::new(11.5, INK).bold().middle().halo();
const UNDER_BAR: Style = axis::LABEL.middle();

/// Height of the plot with everything above and below it, pixels.
const HEIGHT: f64 = 354.0;
/// Height of the strip above the plot that holds median and interval.
const STRIP: f64 = 66.0;
/// Width of the column at the right for the runs that outlast the horizon.
const COLUMN: f64 = 96.0;

/// Draws the distribution of coverage, with its median and 90 % interval.
///
/// Runs that outlast the horizon are a bar of their own, and the interval is an arrow where it goes beyond it.
pub fn distribution(data: &Distribution, source: &Source) -> Chart {
    let bins = Bins::of(data);
    let title = data.finding();
    let subtitle = format!(
        "Days for which {} met its losses in full; share of runs per {}",
        data.label.trim(),
        bins.name()
    );
    let (canvas, body) = frame(&title, &subtitle, source, HEIGHT);
    draw(&canvas, body, data, &bins);
    let description = data.describe();
    Chart::new(title.clone(), description.clone(), canvas.finish(&title, &description))
}

impl Distribution {
    fn runs(&self) -> u64 {
        self.censored + self.values.iter().map(|value| value.1).sum::<u64>()
    }

    fn share(&self, runs: u64) -> f64 {
        runs as f64 / self.runs().max(1) as f64
    }

    /// Days with the decimals that the spread of the values deserves.
    fn days(&self, days: f64) -> String {
        let whole = self.values.iter().all(|value| value.0.fract() == 0.0);
        let ends = (self.values.first(), self.values.last());
        let extremes = if let (Some(a), Some(z)) = ends { z.0 - a.0 } else { 0.0 };
        let [low, _, high] = self.quantiles;
        let spread = if let (Some(low), Some(high)) = (low, high) { high - low } else { extremes };
        let max = high.or(low).or(ends.1.map(|last| last.0)).unwrap_or(0.0);
        let decimals = match number::day_decimals(spread, max) {
            _ if whole => 0,
            _ if extremes == 0.0 => 1,
            decimals => decimals,
        };
        number::grouped(days, decimals)
    }

    /// The title: what the runs say, in one sentence, in the past tense, which suits "troops" and "a contingent" alike.
    fn finding(&self) -> String {
        let name = short(&self.label, 1);
        let horizon = number::days(&number::count(u64::from(self.timeline.horizon)));
        let simulated = format!("the {horizon} simulated");
        let outlasting = number::percent(self.share(self.censored));
        let values = (self.values.first(), self.values.last());
        match (self.runs(), values, self.quantiles) {
            (0, ..) => format!("{name}: no runs, so no answer"),
            (1, (Some(only), _), _) => {
                format!("{name} lasted {} in the one run made", number::days(&self.days(only.0)))
            }
            (1, ..) => format!("{name} outlasted {simulated} in the one run made"),
            (_, (None, _), _) => format!("{name} outlasted {simulated} in every run"),
            (_, (Some(a), Some(z)), _) if a.0 == z.0 && self.censored == 0 => {
                format!("{name} lasted {} in every run", number::days(&self.days(a.0)))
            }
            (.., [low, Some(median), Some(high)]) => {
                let median = number::days(&self.days(median));
                let low = low.map_or_else(|| "0".to_owned(), |low| self.days(low));
                let high = self.days(high);
                format!(
                    "{name} lasted {median} in the median run, {low} to {high} in nine out of ten"
                )
            }
            (.., [_, Some(median), None]) => {
                let median = number::days(&self.days(median));
                format!(
                    "{name} lasted {median} in the median run; {outlasting} of runs outlasted {simulated}"
                )
            }
            (.., [Some(low), None, _]) => {
                let low = number::days(&self.days(low));
                format!(
                    "{name} outlasted {simulated} in {outlasting} of runs; one run in twenty ended within {low}"
                )
            }
            (.., [None, None, _]) => {
                format!("{name} outlasted {simulated} in {outlasting} of runs")
            }
        }
    }

    /// The sentence beside the bracket.
    fn interval(&self) -> String {
        let horizon = number::count(u64::from(self.timeline.horizon));
        let same = |low: f64, high: f64| self.days(low) == self.days(high);
        match self.quantiles {
            _ if self.values.is_empty() => format!("All runs: beyond day {horizon}"),
            [Some(low), _, Some(high)] if same(low, high) => {
                let whom =
                    if self.values.len() == 1 && self.censored == 0 { "All" } else { "90% of" };
                format!("{whom} runs: {}", number::days(&self.days(low)))
            }
            [Some(low), _, Some(high)] => {
                format!("90% of runs: {} to {} days", self.days(low), self.days(high))
            }
            [Some(low), _, None] => {
                format!("90% of runs: {} to beyond day {horizon}", number::days(&self.days(low)))
            }
            [None, ..] => format!("At least 95% of runs: beyond day {horizon}"),
        }
    }

    fn describe(&self) -> String {
        let runs = number::runs(self.runs());
        let mut sentences =
            vec![format!("Histogram of the coverage of {} in {runs}.", self.label.trim())];
        if let [_, Some(median), _] = self.quantiles {
            sentences.push(format!("Median {}.", number::days(&self.days(median))));
        }
        if self.runs() > 1 {
            sentences.push(format!("{}.", self.interval()));
        }
        let censored = number::percent(self.share(self.censored));
        let horizon = number::days(&number::count(u64::from(self.timeline.horizon)));
        sentences.push(format!("{censored} of runs outlasted the {horizon} simulated."));
        sentences.join(" ")
    }
}

/// Days, and the runs that lasted so long.
type Value = (f64, u64);

/// Equal classes of days.
struct Bins {
    width: f64,
    /// Lower edge of the first class.
    low: f64,
    /// Runs per class.
    runs: Vec<u64>,
    /// Values so far out that they would press all others together.
    left_out: Vec<Value>,
}

/// At most so many classes.
const MOST_BINS: usize = 80;
/// The share of runs at either end that may be left out, where classes would otherwise be too many or too wide.
const TAIL: f64 = 0.001;

impl Bins {
    /// Round classes, about twenty of them over the central 90 % of the values; whole days for whole values.
    fn of(data: &Distribution) -> Self {
        let (values, left_out) = cropped(&data.values);
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            return Self { width: 1.0, low: 0.0, runs: Vec::new(), left_out };
        };
        let range = last.0 - first.0;
        let whole = values.iter().all(|value| value.0.fract() == 0.0);
        let coarse = if range > 0.0 { ticks::step(range, MOST_BINS) } else { 0.0 };
        let width = fine(&values).max(coarse).max(if whole { 1.0 } else { 0.0 });
        // Whole days stand in the middle of their class.
        let shift = if whole && width == 1.0 { 0.5 } else { 0.0 };
        let class = |days: f64| ((days + shift) / width + 1e-9).floor();
        let low = class(first.0);
        let mut runs = vec![0; (class(last.0) - low) as usize + 1];
        for (days, n) in values {
            runs[(class(days) - low) as usize] += n;
        }
        Self { width, low: low * width - shift, runs, left_out }
    }

    fn edge(&self, i: usize) -> f64 {
        self.low + self.width * i as f64
    }

    fn name(&self) -> String {
        if self.width == 1.0 {
            return "day".to_owned();
        }
        format!("{}-day bin", number::trimmed(self.width, ticks::decimals(self.width)))
    }

    /// The days to show: all classes with some room at both sides, at least ten classes' width, not below 0.
    fn range(&self, horizon: f64) -> (f64, f64) {
        if self.runs.is_empty() {
            return (0.0, horizon.max(1.0));
        }
        let pad = self.width * ((10.0 - self.runs.len() as f64) / 2.0).ceil().max(1.0);
        let low = (self.low - pad).max(self.low.min(0.0));
        (low, self.edge(self.runs.len()) + pad)
    }
}

/// The width of classes that shows the shape of the central 90 % of the values.
fn fine(values: &[Value]) -> f64 {
    let core = rank(values, 0.95) - rank(values, 0.05);
    let range = rank(values, 1.0) - rank(values, 0.0);
    match (core > 0.0, range > 0.0) {
        (true, _) => ticks::step(core, 24),
        (false, true) => ticks::step(range, 24),
        (false, false) => 1.0,
    }
}

/// The values to show and those left out: none, unless the range is too long for classes of the right width.
fn cropped(values: &[Value]) -> (Vec<Value>, Vec<Value>) {
    let mut values: Vec<_> = values.iter().copied().filter(|value| value.0.is_finite()).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let range = rank(&values, 1.0) - rank(&values, 0.0);
    if range <= fine(&values) * MOST_BINS as f64 {
        return (values, Vec::new());
    }
    let inner = rank(&values, TAIL)..=rank(&values, 1.0 - TAIL);
    values.into_iter().partition(|value| inner.contains(&value.0))
}

/// The value that a share `p` of the runs with a value do not exceed.
fn rank(values: &[Value], p: f64) -> f64 {
    let all: u64 = values.iter().map(|value| value.1).sum();
    let wanted = p * all as f64;
    let mut seen = 0;
    values
        .iter()
        .find(|value| {
            seen += value.1;
            seen as f64 >= wanted
        })
        .map_or(0.0, |value| value.0)
}

fn draw(canvas: &Canvas, body: Rect, data: &Distribution, bins: &Bins) {
    let most = bins.runs.iter().copied().max().unwrap_or(0).max(data.censored);
    let highest = if data.runs() == 0 { 1.0 } else { data.share(most) };
    let levels = ticks::up_to(100.0 * highest, 5, 1e-7);
    let top = levels[levels.len() - 1];
    let decimals = ticks::decimals(levels[1]);
    let labels: Vec<String> =
        levels.iter().map(|level| number::grouped(*level, decimals)).collect();

    let (low, high) = bins.range(f64::from(data.timeline.horizon));
    let days = days_marks(data, low, high);
    let two_rows = days.iter().any(|day| day.2.is_some());
    // Without a column there is still room for half of the last label.
    let column = if data.censored > 0 { COLUMN } else { 16.0 };
    let marks_height = if two_rows { axis::MARKS_IN_TWO_ROWS } else { axis::MARKS };
    let rect = Rect {
        left: body.left + axis::gutter(&labels),
        top: body.top + STRIP,
        right: body.right - column,
        bottom: body.bottom - marks_height,
    };
    let plot = Plot::new(canvas, rect, low..high, 0.0..top);

    let last = labels.len() - 1;
    let grid: Vec<Level> = levels
        .iter()
        .zip(labels)
        .enumerate()
        .map(|(i, (level, label))| Level {
            y: plot.y(*level),
            label: if i == last { format!("{label}% of runs") } else { label },
        })
        .collect();
    axis::levels(canvas, &grid, body.left, body.right);
    bars(canvas, &plot, data, bins);
    if data.censored > 0 {
        outlasting(canvas, &plot, data, body.right);
    }
    let marks: Vec<Mark> =
        days.into_iter().map(|(day, label, below)| Mark { x: plot.x(day), label, below }).collect();
    axis::marks(canvas, &marks, &rect, &caption(data, bins, two_rows));
    median_and_interval(canvas, &plot, data, (low, high));
}

/// What the marks are, and what lies outside them.
fn caption(data: &Distribution, bins: &Bins, dated: bool) -> String {
    let days = if dated { "Days, and the date of that day" } else { "Days" };
    let (Some(first), Some(last)) = (bins.left_out.first(), bins.left_out.last()) else {
        return days.to_owned();
    };
    let runs = bins.left_out.iter().map(|value| value.1).sum();
    let share = number::percent(data.share(runs));
    let (from, to) = (number::grouped(first.0, 0), number::grouped(last.0, 0));
    let where_to = if from == to { format!("at {to}") } else { format!("from {from} to {to}") };
    format!("{days}. Not shown: {share} of runs, {where_to} days")
}

/// Round days on the axis with their label and, where known, their date.
fn days_marks(data: &Distribution, low: f64, high: f64) -> Vec<(f64, String, Option<String>)> {
    let most = 10;
    let step = ticks::step(high - low, most);
    let decimals = ticks::decimals(step);
    ticks::multiples(low, high, step)
        .into_iter()
        .map(|day| {
            let whole = step >= 1.0 && day >= 1.0;
            let date = if whole { data.timeline.date(day as u32) } else { None };
            let date = date.map(|date| {
                let format = if high - low < 300.0 { "%-d %b" } else { "%b %Y" };
                date.strftime(format).to_string()
            });
            (day, number::grouped(day, decimals), date)
        })
        .collect()
}

fn bars(canvas: &Canvas, plot: &Plot<'_>, data: &Distribution, bins: &Bins) {
    let pen = Pen::on(canvas);
    let [low, _, high] = data.quantiles;
    let narrow = plot.x(bins.edge(1)) - plot.x(bins.edge(0)) < 4.0;
    let gap = if narrow { 0.2 } else { 0.6 };
    for (i, runs) in bins.runs.iter().enumerate().filter(|bin| *bin.1 > 0) {
        let (start, end) = (bins.edge(i), bins.edge(i + 1));
        let inside = low.is_some_and(|low| end > low) && high.is_none_or(|high| start <= high);
        let (_, zero) = plot.at(start, 0.0);
        // However rare, a run that happened is seen.
        let top = plot.y(100.0 * data.share(*runs)).min(zero - 1.0);
        let rect = Rect { left: plot.x(start) + gap, top, right: plot.x(end) - gap, bottom: zero };
        pen.block(rect, ACCENT.line, if inside { 1.0 } else { 0.38 });
    }
}

/// The runs that outlast the horizon keep a bar of their own.
fn outlasting(canvas: &Canvas, plot: &Plot<'_>, data: &Distribution, right: f64) {
    let share = data.share(data.censored);
    let middle = right - COLUMN / 2.0 + 8.0;
    let zero = plot.rect.bottom;
    let top = plot.y(100.0 * share).min(zero - 1.0);
    let bar = Rect { left: middle - 15.0, top, right: middle + 15.0, bottom: zero };
    Pen::on(canvas).block(bar, MUTED, 1.0);
    canvas.text(middle, top - 6.0, &number::percent(share), SHARE);
    canvas.text(middle, zero + 18.0, "beyond", UNDER_BAR);
    let day = format!("day {}", number::count(u64::from(data.timeline.horizon)));
    canvas.text(middle, zero + 32.0, &day, UNDER_BAR);
}

/// The median as a line with its label, the interval as a bracket above the bars, or as an arrow where it has no end.
fn median_and_interval(canvas: &Canvas, plot: &Plot<'_>, data: &Distribution, shown: (f64, f64)) {
    if data.runs() < 2 {
        return;
    }
    let pen = Pen::on(canvas);
    let rect = plot.rect;
    let [first, second, third] = [52.0, 38.0, 22.0].map(|above| rect.top - above);
    let inside = |days: f64| plot.x(days.clamp(shown.0, shown.1));
    let [low, median, high] = data.quantiles;

    if let Some(low) = low {
        let (start, end) = (inside(low), high.map_or(rect.right, inside));
        pen.line(&[(start, second), (end, second)], INK, 1.2);
        pen.line(&[(start, second - 4.0), (start, second + 4.0)], INK, 1.2);
        if high.is_some() {
            pen.line(&[(end, second - 4.0), (end, second + 4.0)], INK, 1.2);
        } else {
            let tip = [(end + 8.0, second), (end, second - 4.0), (end, second + 4.0)];
            pen.polygon(&tip, INK);
        }
    }
    let interval = data.interval();
    let horizon = number::count(u64::from(data.timeline.horizon));
    let Some(median) = median else {
        let label = format!("Median beyond day {horizon}");
        canvas.text(rect.right, first, &label, MEDIAN.end());
        canvas.text(rect.right, third, &interval, INTERVAL.end());
        return;
    };
    let x = inside(median);
    pen.line(&[(x, first + 5.0), (x, rect.bottom)], INK, 1.4);
    let label = format!("Median {}", number::days(&data.days(median)));
    let half = MEDIAN.width(&label) / 2.0;
    let right_end = frame::WIDTH - MARGIN;
    canvas.text(x.clamp(MARGIN + half, right_end - half), first, &label, MEDIAN.middle());
    if x + 9.0 + INTERVAL.width(&interval) <= right_end {
        canvas.text(x + 9.0, third, &interval, INTERVAL);
    } else {
        canvas.text(x - 9.0, third, &interval, INTERVAL.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(values: &[(f64, u64)], censored: u64, quantiles: [Option<f64>; 3]) -> Distribution {
        Distribution {
            label: "Contingent".into(),
            values: values.to_vec(),
            censored,
            quantiles,
            timeline: Timeline { horizon: 60, start: None },
        }
    }

    #[test]
    fn the_title_states_median_and_interval() {
        let chart = data(
            &[(8.0, 5), (8.29, 5), (10.14, 80), (12.31, 10)],
            0,
            [Some(8.29), Some(10.14), Some(12.31)],
        );
        assert_eq!(
            chart.finding(),
            "Contingent lasted 10.1 days in the median run, 8.3 to 12.3 in nine out of ten"
        );
    }

    #[test]
    fn the_title_says_how_many_runs_outlast_the_horizon() {
        let some = data(&[(41.5, 50), (52.0, 20)], 30, [Some(41.5), Some(52.0), None]);
        assert_eq!(
            some.finding(),
            "Contingent lasted 52.0 days in the median run; 30% of runs outlasted the 60 days simulated"
        );
        let most = data(&[(41.5, 10), (52.0, 20)], 70, [Some(41.5), None, None]);
        assert_eq!(
            most.finding(),
            "Contingent outlasted the 60 days simulated in 70% of runs; \
             one run in twenty ended within 41.5 days"
        );
        let all = data(&[], 100, [None; 3]);
        assert_eq!(all.finding(), "Contingent outlasted the 60 days simulated in every run");
    }

    #[test]
    fn equal_runs_and_single_runs_are_said_to_be_so() {
        let equal = data(&[(10.0, 100)], 0, [Some(10.0); 3]);
        assert_eq!(equal.finding(), "Contingent lasted 10 days in every run");
        let one = data(&[(10.25, 1)], 0, [Some(10.25); 3]);
        assert_eq!(one.finding(), "Contingent lasted 10.2 days in the one run made");
        assert_eq!(data(&[], 0, [None; 3]).finding(), "Contingent: no runs, so no answer");
    }

    #[test]
    fn bins_are_round_and_lose_no_run() {
        let values: Vec<(f64, u64)> = (0..500).map(|i| (5.03 + 0.02 * f64::from(i), 3)).collect();
        let bins = Bins::of(&data(&values, 0, [None; 3]));
        // The central 90 % span 9 days; a twenty-fourth of that is 0.375, and the next round width 0.5.
        assert_eq!(bins.width, 0.5);
        assert_eq!(bins.low, 5.0);
        assert_eq!(bins.runs.iter().sum::<u64>(), 1_500);
    }

    #[test]
    fn whole_days_stand_in_the_middle_of_their_bar() {
        let bins = Bins::of(&data(&[(3.0, 1), (4.0, 2), (7.0, 1)], 0, [None; 3]));
        assert_eq!((bins.width, bins.low), (1.0, 2.5));
        assert_eq!(bins.runs, [1, 2, 0, 0, 1]);
    }

    #[test]
    fn far_outliers_are_left_out_of_the_bars_and_named_below_them() {
        let all = data(&[(9.5, 600), (10.0, 900), (10.5, 500), (3_000.0, 1)], 0, [None; 3]);
        let bins = Bins::of(&all);
        assert_eq!(bins.width, 0.05);
        assert_eq!(bins.left_out, [(3_000.0, 1)]);
        assert_eq!(caption(&all, &bins, false), "Days. Not shown: <0.1% of runs, at 3,000 days");
    }

    #[test]
    fn a_long_tail_that_matters_is_shown() {
        let all = data(&[(9.5, 600), (10.0, 900), (10.5, 500), (3_000.0, 90)], 0, [None; 3]);
        let bins = Bins::of(&all);
        assert_eq!(bins.left_out, []);
        assert!(bins.runs.len() <= MOST_BINS + 1);
    }
}
