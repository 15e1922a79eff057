//! What the spread comes from: how far each uncertain input moves the answer.

use super::axis::{self, LABEL};
use super::frame::{MARGIN, WIDTH, frame, short};
use super::palette::{AXIS, GRID, INK, MUTED, SERIES};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;

/// The uncertain inputs of a scenario and what each does to a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// The metric: `contingent.coverage_days`.
    pub metric: String,
    /// Its mean over all runs.
    pub mean: f64,
    /// Its inputs, the most important first; at most 20.
    pub rows: Vec<TornadoRow>,
    /// The share of the variance that no input explains, 0 to 1.
    pub rest: f64,
}

/// One input.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoRow {
    /// Its place in the scenario.
    pub input: String,
    /// Its share of the variance, 0 to 1.
    pub share: f64,
    /// Its 5 % and 95 % points.
    pub at: [f64; 2],
    /// Means of the metric near them.
    pub means: [f64; 2],
}

const NAME: Style = Style::new(12.0, INK).bold();
const DETAIL: Style = Style::new(10.0, MUTED);
const SHARE: Style = Style::new(13.0, INK).bold();

/// Widths of the names at the left and of the shares at the right, pixels.
const NAMES: f64 = 236.0;
const SHARES: f64 = 84.0;
const ROW: f64 = 46.0;
/// Rows that one chart holds.
const MOST: usize = 20;

/// Draws a bar for each input: from the mean of the metric where the input is low to that where it is high.
pub fn tornado(data: &Tornado, source: &Source) -> Chart {
    let title = data.finding();
    let subtitle = format!(
        "Mean of {} where an input is near its 5% point (orange) and its 95% point (blue), and its share of the \
         variance",
        data.metric
    );
    let height = ROW * data.drawn().len() as f64 + axis::MARKS + 6.0;
    let (canvas, body) = frame(&title, &subtitle, source, height);
    draw(&canvas, body, data);
    let description = data.describe();
    let mut drawing = canvas.finish(&title, &description);
    drawing.warnings.extend(
        data.rows
            .iter()
            .skip(MOST)
            .map(|row| format!("only {MOST} inputs are drawn: \"{}\" is left out", row.input)),
    );
    Chart::new(title, description, drawing)
}

impl Tornado {
    fn drawn(&self) -> &[TornadoRow] {
        &self.rows[..self.rows.len().min(MOST)]
    }

    fn finding(&self) -> String {
        let metric = short(&self.metric, 1);
        match self.rows.first() {
            Some(row) if row.share > self.rest => {
                let input = short(&row.input, 1);
                format!("{} of the variance of {metric} came from {input}", share(row.share))
            }
            _ => format!("{} of the variance of {metric} came from chance", share(self.rest)),
        }
    }

    fn describe(&self) -> String {
        let rows = self.drawn().iter().map(|row| {
            format!(
                "{}: {} of the variance; {} at {}, {} at {}.",
                row.input,
                share(row.share),
                figure(row.means[0]),
                figure(row.at[0]),
                figure(row.means[1]),
                figure(row.at[1])
            )
        });
        let rest = format!("Chance and what inputs do jointly: {}.", share(self.rest));
        rows.chain([rest]).collect::<Vec<_>>().join(" ")
    }
}

/// A number at three digits or so, whatever its size.
fn figure(x: f64) -> String {
    match x.abs() {
        size if size >= 10.0 || size == 0.0 => number::about(x),
        size => number::trimmed(x, 2 + ticks::decimals(size)),
    }
}

/// A share that noise may have taken below nothing or beyond everything.
fn share(share: f64) -> String {
    number::percent(share.clamp(0.0, 1.0))
}

fn draw(canvas: &Canvas, body: Rect, data: &Tornado) {
    let means = || data.drawn().iter().flat_map(|row| row.means).chain([data.mean]);
    let (mut low, mut high) = (means().fold(f64::MAX, f64::min), means().fold(f64::MIN, f64::max));
    let pad = if low < high { 0.06 * (high - low) } else { 0.5 };
    (low, high) = (low - pad, high + pad);
    let rect = Rect {
        left: MARGIN + NAMES,
        top: body.top,
        right: WIDTH - MARGIN - SHARES,
        bottom: body.bottom - axis::MARKS + 14.0,
    };
    let pen = Pen::on(canvas);
    let plot = Plot::new(canvas, rect, low..high, 0.0..1.0);
    let step = ticks::step(high - low, 5);
    for level in ticks::multiples(low, high, step) {
        let x = plot.x(level);
        pen.line(&[(x, rect.top), (x, rect.bottom)], GRID, 1.0);
        let label = number::grouped(level, ticks::decimals(step));
        canvas.text(x, rect.bottom + 17.0, &label, LABEL.middle());
    }
    let mean = plot.x(data.mean);
    for (i, row) in data.drawn().iter().enumerate() {
        let middle = rect.top + ROW * (i as f64 + 0.5);
        canvas.text(MARGIN, middle - 1.0, &NAME.fit(&row.input, NAMES - 16.0), NAME);
        let [from, to] = row.at.map(figure);
        let range = DETAIL.fit(&format!("{from} to {to}"), NAMES - 16.0);
        canvas.text(MARGIN, middle + 13.0, &range, DETAIL);
        for (value, hue) in row.means.into_iter().zip([SERIES[1], SERIES[0]]) {
            let (a, b) = (mean.min(plot.x(value)), mean.max(plot.x(value)));
            let bar = Rect { left: a, top: middle - 9.0, right: b, bottom: middle + 9.0 };
            pen.block(bar, hue.line, 0.9);
        }
        canvas.text(WIDTH - MARGIN, middle + 4.0, &share(row.share), SHARE.end());
    }
    pen.line(&[(mean, rect.top), (mean, rect.bottom)], INK, 1.2);
    pen.line(&[(rect.left, rect.bottom), (rect.right, rect.bottom)], AXIS, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_names_what_matters_most() {
        let row = |input: &str, share| TornadoRow {
            input: input.into(),
            share,
            at: [1.0, 2.0],
            means: [9.0, 11.0],
        };
        let mut data = Tornado {
            metric: "p.coverage_days".into(),
            mean: 10.0,
            rows: vec![row("pools.p.strength", 0.62), row("losses.l.share", 0.01)],
            rest: 0.37,
        };
        assert_eq!(
            data.finding(),
            "62% of the variance of p.coverage_days came from pools.p.strength"
        );
        data.rest = 0.9;
        assert_eq!(data.finding(), "90% of the variance of p.coverage_days came from chance");
    }
}
