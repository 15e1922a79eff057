//! Axes as readers of printed charts know them: level gridlines with their labels on the lines, one dark baseline,
//! marks below it whose labels never collide.

use super::frame::MARGIN;
use super::palette::{AXIS, GRID, MUTED};
use super::pen::Pen;
use crate::canvas::{Canvas, Rect};
use crate::text::{Anchor, Style};
use crate::time::Tick;

pub(super) const LABEL: Style = Style::new(11.0, MUTED);

/// Space between a label and the next, pixels.
const GAP: f64 = 7.0;
/// From a row of labels to the next, pixels.
const ROW: f64 = 14.0;

/// A gridline: where, and what it says.
pub(super) struct Level {
    pub(super) y: f64,
    pub(super) label: String,
}

/// Width of the gutter at the left in which the labels of these levels stand clear of the data; the last, which also
/// names the unit, stands above the data.
pub(super) fn gutter(labels: &[String]) -> f64 {
    labels.iter().map(|label| LABEL.width(label)).fold(0.0, f64::max) + 10.0
}

/// Gridlines across the chart; the first is the baseline.
pub(super) fn levels(canvas: &Canvas, levels: &[Level], left: f64, right: f64) {
    let pen = Pen::on(canvas);
    for (i, level) in levels.iter().enumerate() {
        let (color, width) = if i == 0 { (AXIS, 1.2) } else { (GRID, 1.0) };
        pen.line(&[(left, level.y), (right, level.y)], color, width);
    }
    for level in levels {
        let label = LABEL.fit(&level.label, right - left);
        canvas.text(left, level.y - 4.0, &label, LABEL.halo());
    }
}

/// A mark below the baseline.
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) label: String,
    pub(super) below: Option<String>,
}

impl Mark {
    pub(super) fn of(tick: &Tick, x: f64) -> Self {
        Self { x, label: tick.label.clone(), below: tick.year.clone() }
    }
}

/// Pixels below the baseline that marks and caption take.
pub(super) const MARKS: f64 = 38.0;
/// The same where most marks have a second row, so that the caption needs a third.
pub(super) const MARKS_IN_TWO_ROWS: f64 = 52.0;

/// Marks, their labels in one or two rows, and a caption: in the second row as far right as it is free, else below. Labels
/// that would collide are left out.
pub(super) fn marks(canvas: &Canvas, marks: &[Mark], baseline: &Rect, caption: &str) {
    let pen = Pen::on(canvas);
    let y = baseline.bottom;
    let mut spans: [Vec<(f64, f64)>; 2] = Default::default();
    for mark in marks {
        pen.line(&[(mark.x, y), (mark.x, y + 5.0)], AXIS, 1.0);
        let rows = [Some(&mark.label), mark.below.as_ref()];
        for (row, label) in rows.into_iter().enumerate() {
            let Some(label) = label else { continue };
            let (left, right) = span(mark.x, LABEL.width(label), canvas.width());
            if spans[row].last().is_none_or(|last| left >= last.1 + GAP) {
                canvas.text(left, y + 18.0 + ROW * row as f64, label, LABEL);
                spans[row].push((left, right));
            }
        }
    }
    let caption = LABEL.fit(caption, baseline.right - MARGIN);
    let width = LABEL.width(&caption);
    let (end, row) = match free_end(&spans[1], baseline.right, width) {
        Some(end) => (end, 1.0),
        None => (baseline.right, 2.0),
    };
    canvas.text(end, y + 20.5 + ROW * row, &caption, LABEL.end());
}

/// Where a text of this width may end in a row that is taken in places, as far right as it can.
fn free_end(taken: &[(f64, f64)], right: f64, width: f64) -> Option<f64> {
    let mut end = right;
    for (from, to) in taken.iter().rev() {
        if end - width < to + 2.0 * GAP {
            end = end.min(from - 5.0 * GAP);
        }
    }
    (end - width >= MARGIN).then_some(end)
}

/// Left and right of a label of this width with its middle at `x`, moved to stay on the canvas.
fn span(x: f64, width: f64, canvas: f64) -> (f64, f64) {
    let left = (x - width / 2.0).min(canvas - 8.0 - width).max(8.0);
    (left, left + width)
}

/// The box of a text, from ascender to descender.
pub(super) fn text_box(x: f64, y: f64, text: &str, style: Style) -> Rect {
    let width = style.width(text);
    let left = match style.anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    let (top, bottom) = (y - 0.78 * style.size, y + 0.24 * style.size);
    Rect { left, top, right: left + width, bottom }
}
