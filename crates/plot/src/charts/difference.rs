//! How far two scenarios differ, run by run under the same luck.

use super::axis::{self, Level, Mark};
use super::distribution::bins::Bins;
use super::frame::{MARGIN, WIDTH, frame, short};
use super::palette::{INK, SERIES};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;

/// B − A of one metric over all pairs of runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The metric: `contingent.coverage_days`.
    pub metric: String,
    /// What A and B are.
    pub names: [String; 2],
    /// Each difference that came up, ascending, and the number of pairs that had it.
    pub values: Vec<(f64, u64)>,
    /// Mean difference and its 95 % interval.
    pub mean: [f64; 3],
    /// Pairs in which A is the greater, both are the same, B is the greater.
    pub order: [u64; 3],
    /// Pairs in which a day was not reached within the horizon by one or both; the horizon stands for it.
    pub censored: u64,
}

const MEAN: Style = Style::new(12.5, INK).bold().halo();
const SIDE: Style = Style::new(11.5, INK).halo();

/// Height of the plot with everything above and below it, pixels.
const HEIGHT: f64 = 354.0;
/// Height of the strip above the plot that holds the mean and the two sides.
const STRIP: f64 = 66.0;

/// Draws the distribution of B − A: in one colour where A is the greater, in another where B is.
pub fn difference(data: &Difference, source: &Source) -> Chart {
    let bins = Bins::of_values(&data.values);
    let title = data.finding();
    let width = number::trimmed(bins.width, ticks::decimals(bins.width));
    let subtitle = format!(
        "{}: B minus A, run by run under the same luck; share of runs per {width}. A: {}. B: {}",
        data.metric, data.names[0], data.names[1]
    );
    let (canvas, body) = frame(&title, &subtitle, source, HEIGHT);
    draw(&canvas, body, data, &bins);
    let description = data.describe();
    Chart::new(title.clone(), description.clone(), canvas.finish(&title, &description))
}

impl Difference {
    fn pairs(&self) -> u64 {
        self.values.iter().map(|value| value.1).sum::<u64>().max(1)
    }

    fn share(&self, pairs: u64) -> f64 {
        pairs as f64 / self.pairs() as f64
    }

    /// The mean at the digits that its interval decides.
    fn mean_text(&self) -> String {
        let [mean, low, high] = self.mean;
        let half = (high - low) / 2.0;
        let decimals = if half > 0.0 { ticks::decimals(half).min(6) } else { 3 };
        number::trimmed(mean.abs(), decimals)
    }

    fn finding(&self) -> String {
        let metric = short(&self.metric, 1);
        let [mean, low, high] = self.mean;
        if self.order[0] == 0 && self.order[2] == 0 && mean == 0.0 {
            return format!("{metric} was the same in A and in B, in every run");
        }
        if low <= 0.0 && high >= 0.0 {
            return format!("Between A and B, {metric} showed no difference on average");
        }
        let (most, count) = if mean > 0.0 { ("more", 2) } else { ("less", 0) };
        let ahead = if self.order[count] == self.pairs() {
            "every run".to_owned()
        } else {
            format!("{} of runs", number::percent(self.share(self.order[count])))
        };
        format!("{metric} was {} {most} in B on average, and {most} in {ahead}", self.mean_text())
    }

    fn describe(&self) -> String {
        let [less, same, more] = self.order.map(|pairs| number::percent(self.share(pairs)));
        format!(
            "{} of B less that of A in {}: {} on average. A was the greater in {less} of runs, B in {more}; they were \
             the same in {same}.",
            self.metric,
            number::runs(self.pairs()),
            self.signed_mean()
        )
    }

    fn signed_mean(&self) -> String {
        let sign = if self.mean[0] < 0.0 { "\u{2212}" } else { "+" };
        format!("{sign}{}", self.mean_text())
    }
}

fn draw(canvas: &Canvas, body: Rect, data: &Difference, bins: &Bins) {
    let most = bins.runs.iter().copied().max().unwrap_or(0);
    let levels = ticks::up_to(100.0 * data.share(most), 5, 1e-7);
    let top = levels[levels.len() - 1];
    let decimals = ticks::decimals(levels[1]);
    let labels: Vec<String> =
        levels.iter().map(|level| number::grouped(*level, decimals)).collect();
    // Nothing to compare with is nothing to see: 0 always is.
    let (low, high) = bins.range(1.0);
    let pad = 0.03 * (high - low);
    let (low, high) = (low.min(-pad), high.max(pad));
    let rect = Rect {
        left: body.left + axis::gutter(&labels),
        top: body.top + STRIP,
        right: body.right - 16.0,
        bottom: body.bottom - axis::MARKS,
    };
    let plot = Plot::new(canvas, rect, low..high, 0.0..top);
    let last = labels.len() - 1;
    let grid = levels.iter().zip(labels).enumerate().map(|(i, (level, label))| Level {
        y: plot.y(*level),
        label: if i == last { format!("{label}% of runs") } else { label },
    });
    axis::levels(canvas, &grid.collect::<Vec<_>>(), body.left, body.right);
    bars(canvas, &plot, data, bins);
    marks(canvas, &plot, data, (low, high));
    sides(canvas, &plot, data);
}

/// The hue of a difference: of whom it favours with the greater value.
fn hue(difference: f64) -> usize {
    usize::from(difference < 0.0)
}

fn bars(canvas: &Canvas, plot: &Plot<'_>, data: &Difference, bins: &Bins) {
    let pen = Pen::on(canvas);
    let narrow = plot.x(bins.edge(1)) - plot.x(bins.edge(0)) < 4.0;
    let gap = if narrow { 0.2 } else { 0.6 };
    for (i, pairs) in bins.runs.iter().enumerate().filter(|bin| *bin.1 > 0) {
        let (start, end) = (bins.edge(i), bins.edge(i + 1));
        let zero = plot.rect.bottom;
        // However rare, a pair that happened is seen.
        let top = plot.y(100.0 * data.share(*pairs)).min(zero - 1.0);
        let rect = Rect { left: plot.x(start) + gap, top, right: plot.x(end) - gap, bottom: zero };
        pen.block(rect, SERIES[hue(f64::midpoint(start, end))].line, 1.0);
    }
}

fn marks(canvas: &Canvas, plot: &Plot<'_>, data: &Difference, (low, high): (f64, f64)) {
    let step = ticks::step(high - low, 10);
    let decimals = ticks::decimals(step);
    let marks = ticks::multiples(low, high, step).into_iter().map(|value| {
        let sign = if value > step / 2.0 { "+" } else { "" };
        Mark {
            x: plot.x(value),
            label: format!("{sign}{}", number::grouped(value, decimals)),
            below: None,
        }
    });
    let caption = if data.censored > 0 {
        let share = number::percent(data.share(data.censored));
        format!(
            "B minus A. In {share} of runs a day lay beyond the horizon: the horizon stands for it"
        )
    } else {
        "B minus A".to_owned()
    };
    axis::marks(canvas, &marks.collect::<Vec<_>>(), &plot.rect, &caption);
}

/// The mean and its label; a line at zero, and how many runs lie on either side of it.
fn sides(canvas: &Canvas, plot: &Plot<'_>, data: &Difference) {
    let pen = Pen::on(canvas);
    let rect = plot.rect;
    let [first, second] = [52.0, 20.0].map(|above| rect.top - above);
    let zero = plot.x(0.0);
    pen.line(&[(zero, rect.top), (zero, rect.bottom)], INK, 1.0);
    let mean = plot.x(data.mean[0]).clamp(rect.left, rect.right);
    pen.line(&[(mean, first + 5.0), (mean, rect.bottom)], INK, 1.4);
    let label = format!("Mean {}", data.signed_mean());
    let half = MEAN.width(&label) / 2.0;
    let middle = mean.clamp(MARGIN + half, WIDTH - MARGIN - half);
    canvas.text(middle, first, &label, MEAN.middle());

    let [less, _, more] = data.order.map(|pairs| number::percent(data.share(pairs)));
    let (less, more) = (format!("A greater in {less}"), format!("B greater in {more}"));
    let tinted = |hue: usize| Style { color: SERIES[hue].ink, ..SIDE };
    // On its own side of zero where it fits there, else at the edge of that side.
    let left = (zero - 8.0).max(rect.left + SIDE.width(&less));
    canvas.text(left, second, &less, tinted(1).end());
    let right = (zero + 8.0).max(left + 16.0);
    if right + SIDE.width(&more) <= WIDTH - MARGIN {
        canvas.text(right, second, &more, tinted(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(mean: [f64; 3], order: [u64; 3]) -> Difference {
        Difference {
            metric: "contingent.coverage_days".into(),
            names: ["a.toml".into(), "b.toml".into()],
            values: vec![(-0.5, order[0]), (0.0, order[1]), (1.5, order[2])],
            mean,
            order,
            censored: 0,
        }
    }

    #[test]
    fn the_title_says_by_how_much_and_how_often() {
        assert_eq!(
            example([1.704, 1.696, 1.712], [1, 1, 98]).finding(),
            "contingent.coverage_days was 1.704 more in B on average, and more in 98.0% of runs"
        );
        assert_eq!(
            example([-0.2, -0.3, -0.1], [60, 0, 40]).finding(),
            "contingent.coverage_days was 0.2 less in B on average, and less in 60% of runs"
        );
    }

    #[test]
    fn what_the_runs_do_not_tell_apart_is_not_called_a_difference() {
        assert_eq!(
            example([0.01, -0.01, 0.03], [50, 0, 50]).finding(),
            "Between A and B, contingent.coverage_days showed no difference on average"
        );
        assert_eq!(
            example([0.0; 3], [0, 100, 0]).finding(),
            "contingent.coverage_days was the same in A and in B, in every run"
        );
    }
}
