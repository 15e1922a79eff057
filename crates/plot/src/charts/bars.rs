//! How long each of several takes for the same work: bars on a logarithmic scale, so that a thousandfold shows.

use super::axis::{self, LABEL};
use super::frame::{MARGIN, WIDTH, frame_of, short};
use super::palette::{ACCENT, AXIS, GRID, INK, MUTED, WHITE};
use super::pen::Pen;
use crate::canvas::{Canvas, Rect};
use crate::chart::Chart;
use crate::number;
use crate::text::Style;

/// Times of several contestants.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// From top to bottom, in any order: the quickest is drawn first.
    pub bars: Vec<Bar>,
    /// Whose bars are ours, as the title names them: `Outlast`.
    pub subject: String,
    /// What took the time: `CPU time per replication`.
    pub measure: String,
    /// What was measured where, for the foot.
    pub source: String,
}

/// The time of one contestant.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Who.
    pub label: String,
    /// How long it takes, seconds; only positive times are drawn.
    pub seconds: f64,
    /// Whether the chart is about this one.
    pub ours: bool,
}

const NAME: Style = Style::new(12.0, INK);
const VALUE: Style = Style::new(12.0, MUTED);

/// Room for the names at the left and for the times behind the bars, pixels.
const NAMES: f64 = 270.0;
const VALUES: f64 = 132.0;
/// Height of a bar, and from one to the next, pixels.
const HEIGHT: f64 = 15.0;
const STEP: f64 = 25.0;

/// Draws one bar for each time, with the time behind it and how many times ours that is. Lengths are logarithms: equal
/// steps are equal factors.
pub fn bars(data: &Bars) -> Chart {
    let mut rows: Vec<&Bar> = data.bars.iter().filter(|bar| bar.is_drawn()).collect();
    rows.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let title = finding(&data.subject, &rows);
    let subtitle = format!("{}. Each gridline is ten times the one before", data.measure.trim());
    let height = STEP * rows.len() as f64 + axis::MARKS;
    let (canvas, body) = frame_of(&title, &subtitle, &data.source, height);
    draw(&canvas, body, &rows);
    let description = describe(&title, &data.measure, &rows);
    Chart::new(title.clone(), description.clone(), canvas.finish(&title, &description))
}

impl Bar {
    fn is_drawn(&self) -> bool {
        self.seconds > 0.0 && self.seconds.is_finite()
    }
}

/// The quickest of ours among the rows in order.
fn ours<'a>(rows: &[&'a Bar]) -> Option<&'a Bar> {
    rows.iter().copied().find(|bar| bar.ours)
}

fn finding(subject: &str, rows: &[&Bar]) -> String {
    let Some(ours) = ours(rows) else {
        return match rows {
            [] => "Nothing was measured".to_owned(),
            [first, ..] => format!("{} was the quickest", short(&first.label, 1)),
        };
    };
    let name = short(subject, 2);
    let others: Vec<&&Bar> = rows.iter().filter(|bar| !bar.ours).collect();
    let (Some(next), Some(last)) = (others.first(), others.last()) else {
        return format!("{name} took {}", duration(ours.seconds));
    };
    if next.seconds < ours.seconds {
        let factor = two_digits(ours.seconds / next.seconds);
        return format!("{name} took {factor} times as long as {}", short(&next.label, 2));
    }
    let least = two_digits(next.seconds / ours.seconds);
    if others.len() == 1 {
        return format!("{name} was {least} times as fast as {}", short(&next.label, 2));
    }
    let most = two_digits(last.seconds / ours.seconds);
    format!("{name} was {least} to {most} times as fast as the others")
}

fn describe(title: &str, measure: &str, rows: &[&Bar]) -> String {
    let times = rows.iter().map(|bar| format!("{}: {}.", bar.label.trim(), duration(bar.seconds)));
    let head = format!("{title}. {}.", measure.trim());
    std::iter::once(head).chain(times).collect::<Vec<_>>().join(" ")
}

/// "0.31", "3.2", "280", "1,900": two digits that matter.
fn two_digits(value: f64) -> String {
    if value < 9.95 {
        return number::grouped(value, if value < 0.95 { 2 } else { 1 });
    }
    let unit = libm::exp10(libm::floor(libm::log10(value.max(10.0))) - 1.0);
    number::grouped((value / unit).round() * unit, 0)
}

/// "8.3 ns", "15.8 µs", "1.2 ms", "3 s".
fn duration(seconds: f64) -> String {
    let units = [(1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1.0, "s")];
    // A value that rounds to the next unit is told in it.
    let (unit, name) =
        units.into_iter().rev().find(|(unit, _)| seconds >= unit * 0.9995).unwrap_or(units[0]);
    let value = seconds / unit;
    let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{}\u{a0}{name}", number::trimmed(value, decimals))
}

/// Whole powers of ten of a second around all times; the first is well below the shortest.
fn decades(rows: &[&Bar]) -> std::ops::RangeInclusive<i32> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return -9..=-8 };
    let low = libm::floor(libm::log10(first.seconds / 1.6)) as i32;
    let high = libm::ceil(libm::log10(last.seconds) - 1e-9) as i32;
    low..=high.max(low + 1)
}

fn draw(canvas: &Canvas, body: Rect, rows: &[&Bar]) {
    let pen = Pen::on(canvas);
    let rect = Rect {
        left: MARGIN + NAMES,
        top: body.top,
        right: WIDTH - MARGIN - VALUES,
        bottom: body.bottom - axis::MARKS + 14.0,
    };
    let decades = decades(rows);
    let (low, high) = (f64::from(*decades.start()), f64::from(*decades.end()));
    let x = |exponent: f64| rect.left + (exponent - low) / (high - low) * rect.width();
    let mut free = f64::NEG_INFINITY;
    for decade in decades {
        let at = x(f64::from(decade));
        let color = if f64::from(decade) == low { AXIS } else { GRID };
        pen.line(&[(at, rect.top), (at, rect.bottom)], color, 1.0);
        let label = duration(libm::exp10(f64::from(decade)));
        let half = LABEL.width(&label) / 2.0;
        if at - half >= free {
            canvas.text(at, rect.bottom + 17.0, &label, LABEL.middle());
            free = at + half + 6.0;
        }
    }
    let ours = ours(rows).map(|bar| bar.seconds);
    for (i, bar) in rows.iter().enumerate() {
        let middle = rect.top + 2.0 + STEP * (i as f64 + 0.5);
        let end = x(libm::log10(bar.seconds));
        let block = Rect {
            left: rect.left,
            top: middle - HEIGHT / 2.0,
            right: end,
            bottom: middle + HEIGHT / 2.0,
        };
        let (name, value, color, opacity) = if bar.ours {
            (NAME.bold(), Style::new(12.0, ACCENT.ink).bold(), ACCENT.line, 1.0)
        } else {
            (NAME, VALUE, AXIS, 0.55)
        };
        // No gridline shows through.
        pen.block(block, WHITE, 1.0);
        pen.block(block, color, opacity);
        let label = name.fit(bar.label.trim(), NAMES - 14.0);
        canvas.text(rect.left - 10.0, middle + 4.2, &label, name.end());
        let told = match ours {
            Some(ours) if !bar.ours => {
                format!("{}  (×\u{a0}{})", duration(bar.seconds), two_digits(bar.seconds / ours))
            }
            _ => duration(bar.seconds),
        };
        canvas.text(end + 7.0, middle + 4.2, &value.fit(&told, VALUES), value.halo());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str, seconds: f64, ours: bool) -> Bar {
        Bar { label: label.into(), seconds, ours }
    }

    #[test]
    fn durations_have_three_digits_and_the_unit_that_suits_them() {
        let told = [8.34e-9, 57.2e-9, 1.576e-5, 0.999_9e-6, 2.68e-3, 3.0, 1e-9].map(duration);
        assert_eq!(
            told.map(|t| t.replace('\u{a0}', " ")),
            ["8.34 ns", "57.2 ns", "15.8 µs", "1 µs", "2.68 ms", "3 s", "1 ns"]
        );
    }

    #[test]
    fn the_title_tells_the_least_and_the_most() {
        let rows = [bar("A", 1e-8, true), bar("B", 3.2e-8, false), bar("C", 1.94e-5, false)];
        let rows: Vec<_> = rows.iter().collect();
        assert_eq!(finding("A", &rows), "A was 3.2 to 1,900 times as fast as the others");
    }

    #[test]
    fn the_title_does_not_hide_that_another_is_quicker() {
        let rows = [bar("B", 1e-8, false), bar("A", 2.5e-8, true)];
        let rows: Vec<_> = rows.iter().collect();
        assert_eq!(finding("A", &rows), "A took 2.5 times as long as B");
    }

    #[test]
    fn the_axis_begins_well_below_the_shortest_bar() {
        let (short, long) = (bar("A", 1e-8, true), bar("B", 2e-5, false));
        assert_eq!(decades(&[&short, &long]), -9..=-4);
        let short = bar("A", 3e-8, true);
        assert_eq!(decades(&[&short]), -8..=-7);
    }
}
