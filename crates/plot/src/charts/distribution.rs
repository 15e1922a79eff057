//! How long the pool lasts: the distribution of its coverage over all runs.

use super::axis::{self, Level, Mark};
use super::frame::{self, MARGIN, frame};
use super::palette::{ACCENT, INK, MUTED};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;
use crate::time::Timeline;
use bins::Bins;

pub(super) mod bins;
mod words;

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

/// A distribution over 60 days.
#[cfg(test)]
fn example(values: &[(f64, u64)], censored: u64, quantiles: [Option<f64>; 3]) -> Distribution {
    Distribution {
        label: "Contingent".into(),
        values: values.to_vec(),
        censored,
        quantiles,
        timeline: Timeline { horizon: 60, start: None },
    }
}
