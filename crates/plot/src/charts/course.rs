//! How answers move with a number of the scenario: curves with their intervals over its values.

use super::axis::{self, Level, Mark};
use super::ending::{self, Ending, endings};
use super::frame::{frame, short};
use super::palette::{INK, SERIES};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;

/// Curves over the values of one key.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The key that was varied.
    pub key: String,
    /// What the curves show: `share of runs` or `median, days`.
    pub shows: String,
    /// Whether the values are shares of runs, 0 to 1.
    pub shares: bool,
    /// At most 6 curves.
    pub lines: Vec<CourseLine>,
    /// The number that was sought, if one was.
    pub sought: Option<Sought>,
}

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseLine {
    /// Its name; underscores are shown as spaces.
    pub label: String,
    /// From the least value of the key to the greatest.
    pub points: Vec<CoursePoint>,
}

/// A point of a curve, with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoursePoint {
    /// Value of the key.
    pub x: f64,
    /// What was found there.
    pub y: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The value of a key at which a curve passes a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sought {
    /// The level.
    pub level: f64,
    /// The value.
    pub x: f64,
}

/// Height of the plot with everything above and below it, pixels.
const HEIGHT: f64 = 330.0;
const NOTE: Style = Style::new(11.5, INK).bold().halo();
/// Curves that one chart holds.
const MOST: usize = 6;
/// Points beyond which dots would run into each other.
const DOTS: usize = 60;

/// Draws curves with bands for their intervals.
pub fn course(data: &Course, source: &Source) -> Chart {
    let title = data.finding();
    let subtitle = format!("{}, by {}, with 95% intervals", data.shows, data.key);
    let (canvas, body) = frame(&title, &subtitle, source, HEIGHT);
    if data.points().next().is_some() {
        draw(&canvas, body, data);
    }
    let description = data.describe();
    let mut drawing = canvas.finish(&title, &description);
    drawing.warnings.extend(
        data.lines
            .iter()
            .skip(MOST)
            .map(|line| format!("only {MOST} curves are drawn: \"{}\" is left out", line.label)),
    );
    Chart::new(title, description, drawing)
}

impl CourseLine {
    fn name(&self) -> String {
        self.label.trim().replace('_', " ")
    }
}

impl Course {
    fn drawn(&self) -> &[CourseLine] {
        &self.lines[..self.lines.len().min(MOST)]
    }

    fn points(&self) -> impl Iterator<Item = &CoursePoint> {
        self.drawn().iter().flat_map(|line| &line.points)
    }

    fn figure(&self, y: f64) -> String {
        if self.shares { number::percent(y) } else { number::about(y) }
    }

    fn finding(&self) -> String {
        let Some(line) = self.lines.first() else { return "Nothing was asked".to_owned() };
        let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else {
            return "Nothing was run".to_owned();
        };
        let name = short(&line.name(), 1);
        if let Some(sought) = self.sought {
            let share = number::trimmed(100.0 * sought.level, 2);
            return format!("“{name}” came to {share}% of runs at {}", value(sought.x));
        }
        let way = if last.y > first.y {
            "rose"
        } else if last.y < first.y {
            "fell"
        } else {
            return format!("“{name}” was {} throughout", self.figure(first.y));
        };
        format!(
            "“{name}” {way} from {} at {} to {} at {}",
            self.figure(first.y),
            value(first.x),
            self.figure(last.y),
            value(last.x)
        )
    }

    fn describe(&self) -> String {
        let lines = self.drawn().iter().map(|line| {
            let points = line
                .points
                .iter()
                .map(|point| format!("{} at {}", self.figure(point.y), value(point.x)));
            format!("{}: {}.", line.name(), points.collect::<Vec<_>>().join(", "))
        });
        lines.collect::<Vec<_>>().join(" ")
    }
}

/// A value of the key with no more digits than tell it apart.
fn value(x: f64) -> String {
    let size = x.abs();
    let decimals = match size {
        s if s >= 100.0 || s == 0.0 => 0,
        s => 3 + ticks::decimals(s),
    };
    number::trimmed(x, decimals)
}

fn draw(canvas: &Canvas, body: Rect, data: &Course) {
    let xs = || data.points().map(|point| point.x);
    let (mut left, mut right) = (xs().fold(f64::MAX, f64::min), xs().fold(f64::MIN, f64::max));
    if left >= right {
        (left, right) = (left - 0.5, right + 0.5);
    }
    let unit = if data.shares { 100.0 } else { 1.0 };
    let highest = data.points().map(|point| unit * point.high.max(point.y)).fold(0.0, f64::max);
    let levels = ticks::up_to(highest.max(1e-7), 5, 1e-7);
    let top = levels[levels.len() - 1];
    let decimals = ticks::decimals(levels[1]);
    let percent = if data.shares { "%" } else { "" };
    let labels: Vec<String> = levels
        .iter()
        .map(|level| format!("{}{percent}", number::grouped(*level, decimals)))
        .collect();
    let names: Vec<String> = data.drawn().iter().map(CourseLine::name).collect();
    let ends: Vec<String> = data
        .drawn()
        .iter()
        .map(|line| line.points.last().map_or_else(String::new, |last| data.figure(last.y)))
        .collect();
    let gutter = ending::gutter(names.iter().map(String::as_str), ends.iter().map(String::as_str));
    let rect = Rect {
        left: body.left + axis::gutter(&labels),
        top: body.top + 16.0,
        right: body.right - gutter,
        bottom: body.bottom - axis::MARKS,
    };
    let plot = Plot::new(canvas, rect, left..right, 0.0..top);
    let grid = levels.iter().zip(labels).map(|(level, label)| Level { y: plot.y(*level), label });
    axis::levels(canvas, &grid.collect::<Vec<_>>(), body.left, rect.right);
    curves(canvas, &plot, data, unit);
    if let Some(sought) = data.sought {
        mark(canvas, &plot, sought, unit);
    }
    let step = ticks::step(right - left, 8);
    let marks = ticks::multiples(left, right, step).into_iter().map(|x| Mark {
        x: plot.x(x),
        label: number::grouped(x, ticks::decimals(step)),
        below: None,
    });
    axis::marks(canvas, &marks.collect::<Vec<_>>(), &rect, &data.key);
    let labels = data.drawn().iter().zip(names).zip(ends).zip(SERIES).filter_map(
        |(((line, name), end), hue)| {
            let y = plot.y(unit * line.points.last()?.y);
            Some(Ending { name, details: vec![end], ink: hue.ink, y })
        },
    );
    endings(canvas, &labels.collect::<Vec<_>>(), &rect, (body.right, rect.bottom + 8.0));
}

/// All bands below all curves.
fn curves(canvas: &Canvas, plot: &Plot<'_>, data: &Course, unit: f64) {
    let pen = Pen::on(canvas);
    let of = |line: &CourseLine, y: fn(&CoursePoint) -> f64| -> Vec<(f64, f64)> {
        line.points.iter().map(|point| (point.x, unit * y(point))).collect()
    };
    for (line, hue) in data.drawn().iter().zip(SERIES) {
        plot.band(of(line, |p| p.low), of(line, |p| p.high), hue.line, 0.22);
    }
    for (line, hue) in data.drawn().iter().zip(SERIES) {
        plot.curve(of(line, |p| p.y), hue.line, 2.2);
        for (x, y) in of(line, |p| p.y).into_iter().take_while(|_| line.points.len() <= DOTS) {
            pen.dot(plot.at(x, y), 2.6, hue.line);
        }
    }
}

/// The level that was to be reached, and where it was.
fn mark(canvas: &Canvas, plot: &Plot<'_>, sought: Sought, unit: f64) {
    let pen = Pen::on(canvas);
    let (x, y) = plot.at(sought.x, unit * sought.level);
    pen.dashes(y, plot.rect.left..plot.rect.right, INK);
    pen.line(&[(x, y), (x, plot.rect.bottom)], INK, 1.4);
    let label = value(sought.x);
    let half = NOTE.width(&label) / 2.0;
    let middle = x.clamp(plot.rect.left + half, plot.rect.right - half);
    canvas.text(middle, plot.rect.top - 6.0, &label, NOTE.middle());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(ys: &[f64], sought: Option<Sought>) -> Course {
        let point = |(i, &y): (usize, &f64)| {
            let x = 1_000.0 * (i as f64 + 10.0);
            CoursePoint { x, y, low: y, high: y }
        };
        let points = ys.iter().enumerate().map(point).collect();
        Course {
            key: "pools.a.strength".into(),
            shows: "Share of runs".into(),
            shares: true,
            lines: vec![CourseLine { label: "lasts_two_weeks".into(), points }],
            sought,
        }
    }

    #[test]
    fn the_title_tells_both_ends() {
        assert_eq!(
            example(&[0.02, 0.5, 0.91], None).finding(),
            "“lasts two weeks” rose from 2.0% at 10,000 to 91.0% at 12,000"
        );
        assert_eq!(example(&[0.5, 0.5], None).finding(), "“lasts two weeks” was 50% throughout");
    }

    #[test]
    fn what_was_sought_is_the_title() {
        let sought = Sought { level: 0.9, x: 16_810.0 };
        assert_eq!(
            example(&[0.02, 0.91], Some(sought)).finding(),
            "“lasts two weeks” came to 90% of runs at 16,810"
        );
    }
}
