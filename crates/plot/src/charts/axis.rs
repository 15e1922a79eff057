//! Axes as readers of printed charts know them: level gridlines with their labels on the lines, one dark baseline,
//! marks below it whose labels never collide.

use super::palette::{AXIS, GRID, MUTED};
use super::pen::Pen;
use crate::canvas::{Canvas, Rect};
use crate::text::{Anchor, Style};
use crate::time::Tick;

pub(super) const LABEL: Style = Style::new(11.0, MUTED);

/// Space between a label and the next, pixels.
const GAP: f64 = 7.0;

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

/// How many pixels the marks and the caption take below the baseline.
pub(super) fn marks_height(two_rows: bool) -> f64 {
    if two_rows { 50.0 } else { 36.0 }
}

/// Marks, their labels in one or two rows, and a caption at the right; labels that would collide are left out.
pub(super) fn marks(canvas: &Canvas, marks: &[Mark], baseline: &Rect, caption: &str) {
    let pen = Pen::on(canvas);
    let y = baseline.bottom;
    let two_rows = marks.iter().any(|mark| mark.below.is_some());
    let mut free = [f64::NEG_INFINITY; 2];
    for mark in marks {
        pen.line(&[(mark.x, y), (mark.x, y + 5.0)], AXIS, 1.0);
        let rows = [Some(&mark.label), mark.below.as_ref()];
        for (row, label) in rows.into_iter().enumerate() {
            let Some(label) = label else { continue };
            let (left, right) = span(mark.x, LABEL.width(label), canvas.width());
            if left >= free[row] + GAP {
                let baseline = y + 18.0 + 14.0 * row as f64;
                canvas.text(left, baseline, label, LABEL);
                free[row] = right;
            }
        }
    }
    let y = y + marks_height(two_rows) - 2.0;
    let caption = LABEL.fit(caption, baseline.right - super::frame::MARGIN);
    canvas.text(baseline.right, y, &caption, LABEL.end());
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
