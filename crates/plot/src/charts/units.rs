//! Which units are in the line when, and how full: a strip for each, in one run.

use plotters::style::RGBColor;

use super::axis::{self, LABEL, Mark};
use super::frame::{frame, short};
use super::palette::{AXIS, GRID, INK, MUTED, rgb};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::time::Timeline;

/// The units of a rotation in one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Units {
    /// Name of the rotation: "Brigades of the front".
    pub label: String,
    /// At most 40 units, from top to bottom.
    pub rows: Vec<Unit>,
    /// Number of the run that is shown.
    pub run: u64,
    /// The simulated days.
    pub timeline: Timeline,
}

/// One unit and what it did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// Name of the unit: "3rd Brigade".
    pub label: String,
    /// Its time, span after span, ascending.
    pub spans: Vec<UnitSpan>,
}

/// Some days of a unit, in the line or at rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitSpan {
    /// The first day, counted from 1.
    pub from: u32,
    /// The last day, included.
    pub to: u32,
    /// Whether it is in the line.
    pub in_line: bool,
    /// Its fill at the close of each of these days, strength over full strength; read only in the line.
    pub fill: Vec<f64>,
}

/// Rows that one chart holds.
const MOST: usize = 40;
/// Height of a row, with few and with many of them, pixels.
const ROW: [f64; 2] = [24.0, 15.0];
/// More rows than this are many.
const FEW: usize = 14;
/// The widest that names may make the gutter at the left, pixels.
const NAMES: f64 = 180.0;
/// Height of the legend, pixels.
const LEGEND: f64 = 30.0;
/// Height of a strip at rest, pixels.
const REST: f64 = 2.5;

/// Fill from below, and the colour of each class: Cividis (Nuñez, Anderton and Renslow, PLOS ONE 13 (2018), e0199239), which
/// falls in lightness for colour-blind readers as for others, and in print without colour.
const CLASSES: [(f64, RGBColor, &str); 5] = [
    (0.0, rgb(0xfd_e3_4a), "under 20%"),
    (0.2, rgb(0xc8_b7_66), "20 to 40%"),
    (0.4, rgb(0x94_8e_77), "40 to 60%"),
    (0.6, rgb(0x57_5d_6d), "60 to 80%"),
    (0.8, rgb(0x00_32_6e), "80% and more"),
];

/// Draws a row for each unit: a bar while it is in the line, coloured by its fill, and a thin one while it rests.
pub fn units(data: &Units, source: &Source) -> Chart {
    let rows = &data.rows[..data.rows.len().min(MOST)];
    let title = data.finding(rows);
    let subtitle = format!(
        "{} in run {} alone, one of {}: bars are days in the line, coloured by fill at the close of the day; thin lines \
         are days at rest",
        data.label.trim(),
        number::count(data.run),
        number::count(source.replications)
    );
    let row = ROW[usize::from(rows.len() > FEW)];
    let height = LEGEND + row * rows.len() as f64 + 18.0 + axis::MARKS;
    let (canvas, body) = frame(&title, &subtitle, source, height);
    data.draw(&canvas, body, rows, row);
    let description = data.describe(rows);
    let mut drawing = canvas.finish(&title, &description);
    let left_out = data.rows.iter().skip(MOST).map(|unit| &unit.label);
    drawing.warnings.extend(
        left_out.map(|label| format!("only {MOST} units are drawn: \"{label}\" is left out")),
    );
    Chart::new(title, description, drawing)
}

/// The class of a fill.
fn class(fill: f64) -> usize {
    CLASSES.iter().rposition(|class| fill >= class.0).unwrap_or(0)
}

impl UnitSpan {
    /// Consecutive days of one class: first day, last day, class.
    fn stretches(&self) -> Vec<(u32, u32, usize)> {
        let mut stretches: Vec<(u32, u32, usize)> = Vec::new();
        for (day, fill) in (self.from..=self.to).zip(&self.fill) {
            let class = class(*fill);
            match stretches.last_mut() {
                Some(last) if last.2 == class => last.1 = day,
                _ => stretches.push((day, day, class)),
            }
        }
        stretches
    }
}

impl Unit {
    fn days_in_line(&self, horizon: u32) -> u64 {
        let spans = self.spans.iter().filter(|span| span.in_line);
        spans.map(|span| u64::from((span.to.min(horizon) + 1).saturating_sub(span.from))).sum()
    }

    /// Its lowest fill in the line, and the day.
    fn lowest(&self) -> Option<(f64, u32)> {
        let spans = self.spans.iter().filter(|span| span.in_line);
        let days = spans.flat_map(|span| span.fill.iter().copied().zip(span.from..=span.to));
        days.min_by(|a, b| a.0.total_cmp(&b.0))
    }
}

impl Units {
    fn draw(&self, canvas: &Canvas, body: Rect, rows: &[Unit], height: f64) {
        let style = Style::new(if height < 20.0 { 10.5 } else { 12.0 }, INK);
        let name = |unit: &Unit| style.fit(unit.label.trim(), NAMES);
        let gutter = rows.iter().map(|unit| style.width(&name(unit))).fold(0.0, f64::max) + 12.0;
        legend(canvas, body);
        let rect = Rect {
            left: body.left + gutter,
            top: body.top + LEGEND,
            right: body.right,
            bottom: body.top + LEGEND + height * rows.len() as f64 + 4.0,
        };
        let pen = Pen::on(canvas);
        let horizon = f64::from(self.timeline.horizon.max(1));
        let plot = Plot::new(canvas, rect, 0.0..horizon, 0.0..1.0);
        let ticks = self.timeline.ticks(rect.width());
        for tick in &ticks {
            let x = plot.x(tick.day);
            pen.line(&[(x, rect.top), (x, rect.bottom)], GRID, 1.0);
        }
        for (unit, index) in rows.iter().zip(0_u32..) {
            let middle = rect.top + height * (f64::from(index) + 0.5);
            canvas.text(body.left, middle + 0.36 * style.size, &name(unit), style);
            self.strip(&pen, &plot, unit, (middle, 0.36 * height));
        }
        pen.line(&[(rect.left, rect.bottom), (rect.right, rect.bottom)], AXIS, 1.2);
        let marks: Vec<Mark> = ticks.iter().map(|tick| Mark::of(tick, plot.x(tick.day))).collect();
        axis::marks(canvas, &marks, &rect, &self.timeline.caption());
    }

    /// The strip of a unit around the pixel `y`. A day is drawn from the close before it to its own.
    fn strip(&self, pen: &Pen<'_>, plot: &Plot<'_>, unit: &Unit, (y, half): (f64, f64)) {
        let horizon = self.timeline.horizon;
        let block = |from: u32, to: u32, half: f64| Rect {
            left: plot.x(f64::from(from.max(1)) - 1.0),
            top: y - half,
            right: plot.x(f64::from(to.min(horizon))),
            bottom: y + half,
        };
        for span in unit.spans.iter().filter(|span| span.from <= horizon.min(span.to)) {
            if !span.in_line {
                pen.block(block(span.from, span.to, REST / 2.0), AXIS, 0.5);
                continue;
            }
            for (from, to, class) in span.stretches() {
                if from <= horizon {
                    pen.block(block(from, to, half), CLASSES[class].1, 1.0);
                }
            }
        }
    }

    fn finding(&self, rows: &[Unit]) -> String {
        let horizon = self.timeline.horizon;
        let lowest = rows.iter().filter_map(|unit| Some((unit.lowest()?, unit)));
        let Some(((fill, day), unit)) = lowest.min_by(|a, b| a.0.0.total_cmp(&b.0.0)) else {
            return format!("No unit of {} was in the line in this run", short(&self.label, 1));
        };
        let days: u64 = rows.iter().map(|unit| unit.days_in_line(horizon)).sum();
        let at_once = days as f64 / f64::from(horizon.max(1));
        format!(
            "{} of {} units were in the line at a time on average; the emptiest, {}, was {} full on {}",
            number::trimmed(at_once, 1),
            number::count(rows.len() as u64),
            short(&unit.label, 2),
            number::percent(fill),
            self.timeline.name(day)
        )
    }

    fn describe(&self, rows: &[Unit]) -> String {
        let head = format!("Units of {} in run {}.", self.label.trim(), number::count(self.run));
        let units = rows.iter().map(|unit| {
            let days = unit.days_in_line(self.timeline.horizon);
            let lowest = unit.lowest().map_or_else(String::new, |(fill, day)| {
                format!(", lowest fill {} on day {day}", number::percent(fill))
            });
            let days = number::days(&number::count(days));
            format!("{}: {days} in the line{lowest}.", unit.label.trim())
        });
        std::iter::once(head).chain(units).collect::<Vec<_>>().join(" ")
    }
}

/// What the colours mean.
fn legend(canvas: &Canvas, body: Rect) {
    let pen = Pen::on(canvas);
    let style = Style { color: MUTED, ..LABEL };
    let (mut x, y) = (body.left, body.top + 9.0);
    let head = "Fill in the line:";
    canvas.text(x, y, head, style);
    x += style.width(head) + 12.0;
    for (_, color, label) in CLASSES {
        pen.block(Rect { left: x, top: y - 9.0, right: x + 18.0, bottom: y + 1.0 }, color, 1.0);
        x += 23.0;
        canvas.text(x, y, label, style);
        x += style.width(label) + 15.0;
    }
    let rest =
        Rect { left: x, top: y - 4.0 - REST / 2.0, right: x + 18.0, bottom: y - 4.0 + REST / 2.0 };
    pen.block(rest, AXIS, 0.5);
    canvas.text(x + 23.0, y, "at rest", style);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: Vec<Unit>) -> Units {
        let timeline = Timeline { horizon: 4, start: None };
        Units { label: "Front".into(), rows, run: 0, timeline }
    }

    fn span(from: u32, fill: &[f64]) -> UnitSpan {
        let to = from + fill.len() as u32 - 1;
        UnitSpan { from, to, in_line: true, fill: fill.into() }
    }

    #[test]
    fn days_of_one_class_are_one_bar() {
        let span = span(3, &[0.95, 0.8, 0.79, 0.6, 0.1]);
        assert_eq!(span.stretches(), [(3, 4, 4), (5, 6, 3), (7, 7, 0)]);
    }

    #[test]
    fn the_title_names_the_emptiest_unit_and_how_many_are_in_the_line() {
        assert_eq!(of(vec![]).finding(&[]), "No unit of Front was in the line in this run");
        let rest = UnitSpan { from: 3, to: 4, in_line: false, fill: vec![0.1, 0.2] };
        let rows = vec![
            Unit { label: "1st".into(), spans: vec![span(1, &[1.0, 0.55]), rest] },
            Unit { label: "2nd".into(), spans: vec![span(1, &[1.0, 0.9, 0.8, 0.7])] },
        ];
        let data = of(rows);
        assert_eq!(
            data.finding(&data.rows),
            "1.5 of 2 units were in the line at a time on average; the emptiest, 1st, was 55% full on day 2"
        );
    }
}
