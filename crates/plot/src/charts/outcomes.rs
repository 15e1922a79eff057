//! What was foreseen from past days, and what then happened.

use jiff::civil::Date;

use super::axis::{self, Level, Mark};
use super::frame::{frame, short};
use super::palette::{ACCENT, INK, MUTED, SERIES, WHITE};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;
use crate::time::Timeline;

/// Forecasts and outcomes of the same quantity, start by start.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    /// What was foreseen: `Losses in 30 days`.
    pub foreseen: String,
    /// Its unit; may be empty.
    pub unit: String,
    /// In the order of their dates.
    pub starts: Vec<Start>,
    /// 95 % interval of the chance that the 90 % interval holds the outcome.
    pub low_and_high: [f64; 2],
    /// Starts whose windows do not overlap.
    pub independent: u64,
    /// The horizon, where it stands for what lies beyond it.
    pub limit: Option<f64>,
}

/// A forecast and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// The day from which on it was foreseen.
    pub date: Date,
    /// Quantiles of the runs at 5, 25, 50, 75 and 95 %.
    pub quantiles: [f64; 5],
    /// What then happened.
    pub outcome: f64,
    /// Whether the interval from 5 to 95 % held it.
    pub held: bool,
}

/// Height of the plot with everything above and below it, pixels.
const HEIGHT: f64 = 378.0;
/// Height of the strip above the plot that says what the marks are.
const STRIP: f64 = 34.0;
/// Opacity of the bars of 90 % and of 50 %.
const OPACITY: [f64; 2] = [0.22, 0.55];
const KEY: Style = Style::new(11.5, INK);

/// Draws a bar for each forecast, and a dot for what then happened.
pub fn outcomes(data: &Outcomes, source: &Source) -> Chart {
    let title = data.finding();
    let subtitle = data.subtitle();
    let (canvas, body) = frame(&title, &subtitle, source, HEIGHT);
    if !data.starts.is_empty() {
        draw(&canvas, body, data);
    }
    let description = data.describe();
    Chart::new(title.clone(), description.clone(), canvas.finish(&title, &description))
}

impl Outcomes {
    fn held(&self) -> usize {
        self.starts.iter().filter(|start| start.held).count()
    }

    fn finding(&self) -> String {
        let (held, all) = (self.held(), self.starts.len());
        let [low, high] = self.low_and_high;
        let wide = if high < 0.9 {
            "intervals were too narrow"
        } else if low > 0.9 {
            "intervals were wider than need be"
        } else {
            "about as often as it should"
        };
        let name = short(&self.foreseen, 1);
        let name = match name.strip_prefix("Losses") {
            Some(rest) => format!("losses{rest}"),
            None => name,
        };
        if held == all {
            return format!("The 90% interval held {name} at every start: {wide}");
        }
        format!("The 90% interval held {name} at {held} of {all} starts: {wide}")
    }

    fn subtitle(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(", {}", self.unit) };
        let what = format!("{}{unit}, by start date", self.foreseen);
        if self.starts.is_empty() {
            return what;
        }
        let [low, high] = self.low_and_high.map(|share| (100.0 * share).round());
        let held = format!("{what}. In the long run {low} to {high}% would be held");
        if self.independent < self.starts.len() as u64 {
            return format!("{held}, by {} windows that do not overlap", self.independent);
        }
        held
    }

    fn describe(&self) -> String {
        let misses = self.starts.iter().filter(|start| !start.held).map(|start| {
            format!("{} from {}", number::about(start.outcome), start.date.strftime("%-d %B %Y"))
        });
        let misses: Vec<String> = misses.collect();
        if misses.is_empty() {
            return format!("{}: every outcome lay within its 90% interval.", self.foreseen);
        }
        format!("{}: outside the 90% interval were {}.", self.foreseen, misses.join(", "))
    }
}

fn draw(canvas: &Canvas, body: Rect, data: &Outcomes) {
    let (first, last) = (data.starts[0].date, data.starts[data.starts.len() - 1].date);
    let days = last.since(first).map_or(0, |span| span.get_days());
    let timeline = Timeline { horizon: days as u32 + 1, start: Some(first) };
    let highest = |start: &Start| start.quantiles[4].max(start.outcome);
    let lowest = |start: &Start| start.quantiles[0].min(start.outcome);
    let top = data.starts.iter().map(highest).fold(0.0, f64::max);
    let bottom = data.starts.iter().map(lowest).fold(f64::MAX, f64::min);
    // From 0 on, unless that would press everything into the upper half.
    let levels = if bottom > 0.6 * top {
        let step = ticks::step(top - bottom, 5);
        let low = libm::floor(bottom / step) * step;
        let up = libm::ceil(top / step - 1e-9) * step;
        ticks::multiples(low, up.max(low + step), step)
    } else {
        ticks::up_to(top.max(1e-7), 7, 1e-7)
    };
    let decimals = ticks::decimals(levels[1] - levels[0]);
    let labels: Vec<String> = levels.iter().map(|y| number::grouped(*y, decimals)).collect();
    let rect = Rect {
        left: body.left + axis::gutter(&labels),
        top: body.top + STRIP,
        right: body.right - 10.0,
        bottom: body.bottom - axis::MARKS_IN_TWO_ROWS,
    };
    // Half a bar of room at either end.
    let apart = (rect.right - rect.left) / data.starts.len() as f64;
    let width = (0.72 * apart).clamp(0.8, 16.0);
    let inner = Rect { left: rect.left + width, right: rect.right - width, ..rect };
    let plot =
        Plot::new(canvas, inner, 0.0..f64::from(days.max(1)), levels[0]..levels[levels.len() - 1]);
    let grid = levels.iter().zip(labels).map(|(y, label)| Level { y: plot.y(*y), label });
    axis::levels(canvas, &grid.collect::<Vec<_>>(), body.left, body.right);
    let x = |date: Date| {
        let day = date.since(first).map_or(0, |span| span.get_days());
        // A single start stands in the middle.
        plot.x(if days == 0 { 0.5 } else { f64::from(day) })
    };
    forecasts(canvas, &plot, data, (&x, width));
    happened(canvas, &plot, data, (&x, width));
    key(canvas, &body, data);
    let mark = |tick: &crate::time::Tick| Mark::of(tick, plot.x((tick.day - 1.0).max(0.0)));
    let marks: Vec<Mark> = timeline.ticks(inner.right - inner.left).iter().map(mark).collect();
    axis::marks(canvas, &marks, &rect, &caption(data));
}

fn caption(data: &Outcomes) -> String {
    match data.limit {
        None => "First day of what was foreseen".to_owned(),
        Some(limit) => {
            let days = number::trimmed(limit, 0);
            format!(
                "First day of what was foreseen. What lies beyond {days} days is drawn at {days}"
            )
        }
    }
}

/// Bars of 90 % and of 50 %, and the medians on them.
fn forecasts(
    canvas: &Canvas,
    plot: &Plot<'_>,
    data: &Outcomes,
    (x, width): (&dyn Fn(Date) -> f64, f64),
) {
    let pen = Pen::on(canvas);
    let half = width / 2.0;
    for start in &data.starts {
        let at = x(start.date);
        for ((low, high), opacity) in [(0, 4), (1, 3)].into_iter().zip(OPACITY) {
            let (top, bottom) = (plot.y(start.quantiles[high]), plot.y(start.quantiles[low]));
            let rect =
                Rect { left: at - half, top, right: at + half, bottom: bottom.max(top + 0.6) };
            pen.block(rect, ACCENT.line, opacity);
        }
        let median = plot.y(start.quantiles[2]);
        pen.line(&[(at - half, median), (at + half, median)], WHITE, 1.1);
    }
}

/// A dot for each outcome, those that were missed on top.
fn happened(
    canvas: &Canvas,
    plot: &Plot<'_>,
    data: &Outcomes,
    (x, width): (&dyn Fn(Date) -> f64, f64),
) {
    let pen = Pen::on(canvas);
    let radius = (0.55 * width).clamp(1.7, 3.2);
    for held in [true, false] {
        for start in data.starts.iter().filter(|start| start.held == held) {
            let at = (x(start.date), plot.y(start.outcome));
            if held {
                pen.dot(at, radius, INK);
            } else {
                pen.dot(at, radius + 1.6, WHITE);
                pen.dot(at, radius + 0.7, SERIES[1].line);
            }
        }
    }
}

/// What the marks are, in a row above the plot.
fn key(canvas: &Canvas, body: &Rect, data: &Outcomes) {
    let pen = Pen::on(canvas);
    let y = body.top + 6.0;
    let mut left = body.left;
    for (label, opacity) in [("foreseen in 90% of runs", OPACITY[0]), ("in 50%", OPACITY[1])] {
        let rect = Rect { left, top: y - 9.0, right: left + 9.0, bottom: y + 2.0 };
        pen.block(rect, ACCENT.line, OPACITY[0]);
        if opacity > OPACITY[0] {
            pen.block(rect, ACCENT.line, opacity);
        }
        canvas.text(left + 14.0, y, label, Style { color: MUTED, ..KEY });
        left += 14.0 + KEY.width(label) + 20.0;
    }
    let missed = data.starts.len() - data.held();
    let dots =
        [("what happened", INK, data.held()), ("what happened, missed", SERIES[1].line, missed)];
    for (label, color, number) in dots {
        if number == 0 {
            continue;
        }
        pen.dot((left + 4.0, y - 3.8), if color == INK { 3.0 } else { 3.7 }, color);
        let ink = if color == INK { INK } else { SERIES[1].ink };
        canvas.text(left + 13.0, y, label, Style { color: ink, ..KEY });
        left += 13.0 + KEY.width(label) + 20.0;
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    fn example(held: usize, of: usize, low_and_high: [f64; 2]) -> Outcomes {
        let start = |i: usize| Start {
            date: date(2024, 1, 1) + (10 * i as i64).days(),
            quantiles: [80.0, 90.0, 100.0, 110.0, 120.0],
            outcome: if i < held { 105.0 } else { 130.0 },
            held: i < held,
        };
        Outcomes {
            foreseen: "Losses in 30 days".into(),
            unit: "troops".into(),
            starts: (0..of).map(start).collect(),
            low_and_high,
            independent: 40,
            limit: None,
        }
    }

    #[test]
    fn the_title_says_how_often_and_whether_that_is_right() {
        assert_eq!(
            example(105, 121, [0.73, 0.94]).finding(),
            "The 90% interval held losses in 30 days at 105 of 121 starts: about as often as it should"
        );
        assert_eq!(
            example(9, 121, [0.03, 0.2]).finding(),
            "The 90% interval held losses in 30 days at 9 of 121 starts: intervals were too narrow"
        );
    }

    #[test]
    fn misses_are_told_with_their_dates() {
        let text = example(1, 2, [0.1, 0.9]).describe();
        assert_eq!(
            text,
            "Losses in 30 days: outside the 90% interval were 130 from 11 January 2024."
        );
    }
}
