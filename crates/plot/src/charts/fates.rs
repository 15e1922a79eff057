//! Where the losses went: what has become of them so far, as areas one upon the other.

use plotters::style::RGBColor;

use super::axis::{self, Level, Mark};
use super::ending::{self, Ending, endings};
use super::frame::{frame, short};
use super::palette::{Hue, INK, SERIES, WHITE};
use super::pen::Plot;
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number::{self, Scale};
use crate::ticks;
use crate::time::Timeline;

mod words;

/// The losses of one process, by what has become of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fates {
    /// Name of the process: "Front".
    pub label: String,
    /// Its categories, in the order of the chart from the bottom up.
    pub fates: Vec<Fate>,
    /// What is counted: "troops".
    pub unit: String,
    /// The simulated days.
    pub timeline: Timeline,
}

/// The losses of one category. Means over all runs, at the close of day 1, 2, ... up to the horizon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fate {
    /// Name of the category: "Wounded".
    pub label: String,
    /// Lost so far.
    pub lost: Vec<f64>,
    /// Those of them in recovery; empty where nobody comes back.
    pub in_recovery: Vec<f64>,
    /// Those of them that have come back so far; empty where nobody comes back.
    pub returned: Vec<f64>,
}

/// Categories that are shown one by one; the smallest of more are taken together.
const MOST: usize = 6;
/// Height of the plot with the room above it, pixels.
const HEIGHT: f64 = 330.0;
/// With more layers than this, names at the right have their number behind them, not below.
const ROOMY: usize = 6;

/// Opacity of those gone for good, of those in recovery, and of those who have returned.
const GONE: f64 = 0.9;
const IN_RECOVERY: f64 = 0.55;
const RETURNED: f64 = 0.22;

/// Colours of categories: dark grey for the first, who are most often the dead, and then the series' own.
const HUES: [Hue; 7] =
    [SERIES[6], SERIES[1], SERIES[0], SERIES[2], SERIES[3], SERIES[4], SERIES[5]];

/// Draws the mean losses so far as stacked areas: at the bottom those gone for good, category by category, above them those
/// in recovery, and at the top those who have come back.
pub fn fates(data: &Fates, source: &Source) -> Chart {
    let layers = data.layers();
    let title = data.finding();
    let subtitle = data.subtitle();
    let (canvas, body) = frame(&title, &subtitle, source, HEIGHT + axis::MARKS);
    draw(&canvas, body, data, &layers);
    let description = data.describe(&layers);
    let drawing = canvas.finish(&title, &description);
    Chart::new(title, description, drawing)
}

/// One area: its name, its height by day, and how it is coloured.
struct Layer {
    label: String,
    days: Vec<f64>,
    hue: Hue,
    opacity: f64,
}

impl Fate {
    fn at(series: &[f64], day: usize) -> f64 {
        series.get(day).copied().unwrap_or(0.0)
    }

    /// Lost for good so far, by day.
    fn gone(&self) -> Vec<f64> {
        let gone = self.lost.iter().enumerate().map(|(day, lost)| {
            (lost - Self::at(&self.in_recovery, day) - Self::at(&self.returned, day)).max(0.0)
        });
        gone.collect()
    }

    fn comes_back(&self) -> bool {
        !self.in_recovery.is_empty() || !self.returned.is_empty()
    }

    fn total(&self) -> f64 {
        self.lost.last().copied().unwrap_or(0.0)
    }
}

/// Day by day.
fn sum(series: impl Iterator<Item = Vec<f64>>) -> Vec<f64> {
    series.fold(Vec::new(), |mut sum, days| {
        sum.resize(sum.len().max(days.len()), 0.0);
        sum.iter_mut().zip(&days).for_each(|(sum, day)| *sum += day);
        sum
    })
}

impl Fates {
    /// The days that are both simulated and given.
    fn days(&self) -> usize {
        let given = self.fates.iter().map(|fate| fate.lost.len()).max().unwrap_or(0);
        given.min(self.timeline.horizon as usize)
    }

    /// From the bottom up.
    fn layers(&self) -> Vec<Layer> {
        let mut order: Vec<usize> = (0..self.fates.len()).collect();
        order.sort_by(|a, b| self.fates[*b].total().total_cmp(&self.fates[*a].total()));
        let apart = if order.len() > MOST { MOST - 1 } else { MOST };
        let others = order.split_off(order.len().min(apart));
        order.sort_unstable();
        let mut layers: Vec<Layer> = order
            .iter()
            .zip(HUES)
            .map(|(&index, hue)| {
                let fate = &self.fates[index];
                let rest = if fate.comes_back() { ", gone for good" } else { "" };
                let label = format!("{}{rest}", fate.label.trim());
                Layer { label, days: fate.gone(), hue, opacity: GONE }
            })
            .collect();
        if !others.is_empty() {
            let days = sum(others.iter().map(|&index| self.fates[index].gone()));
            let label = format!("{} others", others.len());
            layers.push(Layer { label, days, hue: HUES[MOST - 1], opacity: GONE });
        }
        layers.extend(self.coming_back(&order));
        layers
    }

    /// Those in recovery, and those who have returned: of all categories together.
    fn coming_back(&self, named: &[usize]) -> Vec<Layer> {
        let those: Vec<&Fate> = self.fates.iter().filter(|fate| fate.comes_back()).collect();
        let Some(first) = self.fates.iter().position(Fate::comes_back) else { return Vec::new() };
        let place = named.iter().position(|&index| index == first).unwrap_or(0);
        let name = |what: &str| match those.as_slice() {
            [one] => format!("{}, {what}", one.label.trim()),
            _ => capital(what),
        };
        let layer = |label: String, series: fn(&Fate) -> &Vec<f64>, opacity| Layer {
            label,
            days: sum(those.iter().map(|fate| series(fate).clone())),
            hue: HUES[place],
            opacity,
        };
        vec![
            layer(name("in recovery"), |fate| &fate.in_recovery, IN_RECOVERY),
            layer(name("returned"), |fate| &fate.returned, RETURNED),
        ]
    }

    /// Everybody lost so far, at the end.
    fn total(&self) -> f64 {
        self.at_end(|fate| &fate.lost)
    }

    fn at_end(&self, series: fn(&Fate) -> &Vec<f64>) -> f64 {
        let Some(last) = self.days().checked_sub(1) else { return 0.0 };
        self.fates.iter().map(|fate| Fate::at(series(fate), last)).sum()
    }
}

/// With a capital at its beginning.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn draw(canvas: &Canvas, body: Rect, data: &Fates, layers: &[Layer]) {
    let top = data
        .total()
        .max(sum(layers.iter().map(|l| l.days.clone())).iter().copied().fold(0.0, f64::max));
    let levels = ticks::up_to(top, 6, 1.0);
    let scale = Scale::of(levels[levels.len() - 1]);
    let decimals = ticks::decimals(levels[1] / scale.divisor);
    let mut labels: Vec<String> =
        levels.iter().map(|level| number::grouped(level / scale.divisor, decimals)).collect();
    let left = body.left + axis::gutter(&labels);
    if let Some(last) = labels.last_mut() {
        *last = format!("{} {}", scale.named(last), data.unit.trim());
    }
    let endings_of = layers.iter().map(|layer| layer.ending(data, layers.len() > ROOMY));
    let named: Vec<(String, Vec<String>)> = endings_of.collect();
    let gutter = ending::gutter(
        named.iter().map(|ending| ending.0.as_str()),
        named.iter().flat_map(|ending| &ending.1).map(String::as_str),
    );
    let rect = Rect {
        left,
        top: body.top + 12.0,
        right: body.right - gutter,
        bottom: body.top + HEIGHT - 14.0,
    };
    let horizon = f64::from(data.timeline.horizon.max(1));
    let plot = Plot::new(canvas, rect, 0.0..horizon, 0.0..levels[levels.len() - 1]);
    let grid: Vec<Level> = levels
        .iter()
        .zip(labels)
        .map(|(level, label)| Level { y: plot.y(*level), label })
        .collect();
    axis::levels(canvas, &grid, body.left, rect.right);
    let middles = areas(&plot, data.days(), layers);
    let ticks = data.timeline.ticks(rect.width());
    let marks: Vec<Mark> = ticks.iter().map(|tick| Mark::of(tick, plot.x(tick.day))).collect();
    axis::marks(canvas, &marks, &rect, &data.timeline.caption());
    let labels: Vec<Ending> = layers
        .iter()
        .zip(named)
        .zip(middles)
        .map(|((layer, (name, details)), y)| Ending { name, details, ink: layer.ink(), y })
        .collect();
    endings(canvas, &labels, &rect, (body.right, rect.bottom + 8.0));
}

/// Draws the areas from the bottom up, with a white hair between them; gives the pixel of the middle of each at its end.
fn areas(plot: &Plot<'_>, days: usize, layers: &[Layer]) -> Vec<f64> {
    let points = |heights: &[f64]| -> Vec<(f64, f64)> {
        let eve = std::iter::once((0.0, 0.0));
        eve.chain(heights.iter().enumerate().map(|(day, y)| (day as f64 + 1.0, *y))).collect()
    };
    let mut below = vec![0.0; days];
    let mut middles = Vec::new();
    let after = layers.iter().skip(1).map(Some).chain([None]);
    for (layer, next) in layers.iter().zip(after) {
        let above: Vec<f64> =
            below.iter().enumerate().map(|(day, y)| y + Fate::at(&layer.days, day)).collect();
        plot.band(points(&below), points(&above), layer.hue.line, layer.opacity);
        let (low, high) = (below.last().copied(), above.last().copied());
        middles.push(plot.y(f64::midpoint(low.unwrap_or(0.0), high.unwrap_or(0.0))));
        let is_last_gone = layer.opacity >= GONE && next.is_some_and(|next| next.opacity < GONE);
        // A dark line where those who come back begin.
        let (color, width) = if is_last_gone { (INK, 1.2) } else { (WHITE, 1.0) };
        plot.curve(points(&above), color, width);
        below = above;
    }
    if !layers.is_empty() {
        plot.curve(points(&below), INK, 1.6);
    }
    middles
}

impl Layer {
    fn ink(&self) -> RGBColor {
        self.hue.ink
    }

    /// Name at the right, and the lines below it.
    fn ending(&self, data: &Fates, dense: bool) -> (String, Vec<String>) {
        let last = data.days().checked_sub(1).map_or(0.0, |day| Fate::at(&self.days, day));
        let total = data.total();
        let count = number::about(last);
        if dense {
            return (format!("{} {count}", short(&self.label, 3)), Vec::new());
        }
        let share = if total > 0.0 {
            format!("{count} ({})", number::percent(last / total))
        } else {
            count
        };
        (self.label.clone(), vec![share])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(label: &str, lost: &[f64]) -> Fate {
        Fate { label: label.into(), lost: lost.into(), ..Fate::default() }
    }

    pub(super) fn of(fates: Vec<Fate>) -> Fates {
        let timeline = Timeline { horizon: 2, start: None };
        Fates { label: "Front".into(), fates, unit: "troops".into(), timeline }
    }

    #[test]
    fn layers_add_up_to_the_lost_on_every_day() {
        let wounded = Fate {
            in_recovery: vec![40.0, 50.0],
            returned: vec![0.0, 30.0],
            ..fate("Wounded", &[80.0, 150.0])
        };
        let data = of(vec![fate("Killed", &[20.0, 40.0]), wounded, fate("Captured", &[5.0, 9.0])]);
        let layers = data.layers();
        let labels: Vec<&str> = layers.iter().map(|layer| layer.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "Killed",
                "Wounded, gone for good",
                "Captured",
                "Wounded, in recovery",
                "Wounded, returned"
            ]
        );
        for (day, lost) in [(0, 105.0), (1, 199.0)] {
            assert_eq!(layers.iter().map(|layer| layer.days[day]).sum::<f64>(), lost);
        }
    }

    #[test]
    fn the_smallest_of_many_categories_are_taken_together() {
        let many = (1..=9).map(|i| fate(&format!("c{i}"), &[f64::from(i), 10.0 * f64::from(i)]));
        let data = of(many.collect());
        let layers = data.layers();
        let labels: Vec<&str> = layers.iter().map(|layer| layer.label.as_str()).collect();
        assert_eq!(labels, ["c5", "c6", "c7", "c8", "c9", "4 others"]);
        assert_eq!(layers[5].days, [10.0, 100.0]);
    }
}
