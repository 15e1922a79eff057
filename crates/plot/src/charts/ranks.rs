//! Where outcomes fell among the runs that foresaw them.

use super::axis::{self, Level, Mark};
use super::frame::frame;
use super::palette::{ACCENT, INK, MUTED, SERIES};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;

/// The ranks of outcomes among their runs, as shares of the runs below: even if the model is right.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranks {
    /// What was foreseen: `Losses in 30 days`.
    pub foreseen: String,
    /// Share of the outcomes in each bin, the bins of one width.
    pub bins: Vec<f64>,
    /// Where 95 % of such shares lie if the ranks are even.
    pub expected: [f64; 2],
    /// Kolmogorov and Smirnov's distance from an even distribution.
    pub distance: f64,
    /// What that exceeds in 5 % of cases by chance.
    pub by_chance: f64,
    /// Mean rank, 0 to 1.
    pub mean: f64,
    /// Outcomes.
    pub starts: u64,
    /// Of these, such as do not overlap.
    pub independent: u64,
}

/// Height of the plot with everything above and below it, pixels.
const HEIGHT: f64 = 344.0;
/// Opacity of the band that chance would leave.
const BAND: f64 = 0.10;
/// Height of the strip above the plot that says what the band is.
const STRIP: f64 = 34.0;
const KEY: Style = Style::new(11.5, MUTED);

/// Draws a bar for each bin over the band in which chance would leave it.
pub fn ranks(data: &Ranks, source: &Source) -> Chart {
    let title = data.finding();
    let subtitle = format!(
        "{}: {} outcomes by the share of runs that lay below them. They are {} from even; up to {} \
         would be chance",
        data.foreseen,
        number::count(data.starts),
        number::trimmed(data.distance, 2),
        number::trimmed(data.by_chance, 2),
    );
    let (canvas, body) = frame(&title, &subtitle, source, HEIGHT);
    if !data.bins.is_empty() {
        draw(&canvas, body, data);
    }
    let description = data.describe();
    Chart::new(title.clone(), description.clone(), canvas.finish(&title, &description))
}

impl Ranks {
    fn finding(&self) -> String {
        let [low, high] = self.expected;
        let (Some(first), Some(last)) = (self.bins.first(), self.bins.last()) else {
            return "Nothing was foreseen".to_owned();
        };
        let outside = self.bins.iter().any(|share| *share < low || *share > high);
        let text = if self.distance <= self.by_chance && !outside {
            "What happened fell evenly among what was foreseen"
        } else if *first > high && *last > high {
            "Too much happened at the edges of what was foreseen: intervals were too narrow"
        } else if *first < low && *last < low {
            "Too little happened at the edges of what was foreseen: intervals were too wide"
        } else if self.distance > self.by_chance && self.mean > 0.5 {
            "What happened was more than foreseen more often than not"
        } else if self.distance > self.by_chance {
            "What happened was less than foreseen more often than not"
        } else {
            "What happened fell almost evenly among what was foreseen"
        };
        text.to_owned()
    }

    fn describe(&self) -> String {
        let shares: Vec<String> = self.bins.iter().map(|share| number::percent(*share)).collect();
        format!(
            "{}: shares of outcomes from the lowest to the highest ranks are {}.",
            self.foreseen,
            shares.join(", ")
        )
    }
}

fn draw(canvas: &Canvas, body: Rect, data: &Ranks) {
    let number = data.bins.len();
    let [low, high] = data.expected.map(|share| 100.0 * share);
    let most = data.bins.iter().fold(high, |most, share| most.max(100.0 * share));
    let levels = ticks::up_to(1.06 * most, 5, 1e-7);
    let top = levels[levels.len() - 1];
    let decimals = ticks::decimals(levels[1]);
    let last = levels.len() - 1;
    let labels: Vec<String> = levels
        .iter()
        .enumerate()
        .map(|(i, level)| {
            let unit = if i == last { "% of outcomes" } else { "" };
            format!("{}{unit}", number::grouped(*level, decimals))
        })
        .collect();
    let rect = Rect {
        left: body.left + axis::gutter(&labels[..last]),
        top: body.top + STRIP,
        right: body.right - 16.0,
        bottom: body.bottom - axis::MARKS,
    };
    let plot = Plot::new(canvas, rect, 0.0..1.0, 0.0..top);
    let grid = levels.iter().zip(labels).map(|(y, label)| Level { y: plot.y(*y), label });
    axis::levels(canvas, &grid.collect::<Vec<_>>(), body.left, body.right);
    let pen = Pen::on(canvas);
    let even = 100.0 / number as f64;
    for (i, share) in data.bins.iter().enumerate() {
        let [left, right] = [i, i + 1].map(|edge| plot.x(edge as f64 / number as f64));
        let bar = Rect {
            left: left + 1.5,
            top: plot.y(100.0 * share),
            right: right - 1.5,
            bottom: rect.bottom,
        };
        let odd = 100.0 * share < low - 1e-9 || 100.0 * share > high + 1e-9;
        pen.block(bar, if odd { SERIES[1].line } else { ACCENT.line }, 0.85);
    }
    // Over the bars, so that it is seen where they end in relation to it.
    let band = Rect { left: rect.left, top: plot.y(high), right: rect.right, bottom: plot.y(low) };
    pen.block(band, INK, BAND);
    pen.dashes(plot.y(even), rect.left..rect.right, INK);
    key(canvas, &body, data);
    let marks = (0..=number).step_by(if number > 5 { 2 } else { 1 }).map(|edge| {
        let share = edge as f64 / number as f64;
        Mark { x: plot.x(share), label: number::trimmed(share, 1), below: None }
    });
    let caption = "Share of runs below the outcome: 0 is below all of them, 1 above";
    axis::marks(canvas, &marks.collect::<Vec<_>>(), &rect, caption);
}

/// What band and line are, in a row above the plot.
fn key(canvas: &Canvas, body: &Rect, data: &Ranks) {
    let pen = Pen::on(canvas);
    let y = body.top + 6.0;
    let left = body.left;
    pen.dashes(y - 3.8, left..left + 23.0, INK);
    canvas.text(left + 30.0, y, "even", KEY);
    let left = left + 30.0 + KEY.width("even") + 20.0;
    pen.block(Rect { left, top: y - 9.0, right: left + 18.0, bottom: y + 2.0 }, INK, BAND);
    let windows = match data.independent {
        1 => "the one window that overlaps no other".to_owned(),
        some => format!("the {} windows that do not overlap", number::count(some)),
    };
    let label = format!("where chance would leave 95% of bars, by {windows}");
    canvas.text(left + 25.0, y, &KEY.fit(&label, body.right - left - 25.0), KEY);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(bins: &[f64], distance: f64, mean: f64) -> Ranks {
        Ranks {
            foreseen: "Losses in 30 days".into(),
            bins: bins.to_vec(),
            expected: [0.1, 0.35],
            distance,
            by_chance: 0.2,
            mean,
            starts: 120,
            independent: 40,
        }
    }

    #[test]
    fn the_title_tells_the_shape() {
        let cases = [
            (vec![0.2; 5], 0.05, 0.5, "fell evenly"),
            (vec![0.4, 0.1, 0.1, 0.0, 0.4], 0.3, 0.5, "too narrow"),
            (vec![0.0, 0.3, 0.4, 0.3, 0.0], 0.2, 0.5, "too wide"),
            (vec![0.1, 0.1, 0.1, 0.1, 0.6], 0.4, 0.7, "more than foreseen"),
            (vec![0.6, 0.1, 0.1, 0.1, 0.1], 0.4, 0.3, "less than foreseen"),
            (vec![0.2, 0.36, 0.1, 0.14, 0.2], 0.1, 0.5, "almost evenly"),
        ];
        for (bins, distance, mean, text) in cases {
            let title = example(&bins, distance, mean).finding();
            assert!(title.contains(text), "{bins:?}: {title}");
        }
    }
}
