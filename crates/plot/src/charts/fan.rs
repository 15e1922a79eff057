//! Strength over time: the median of each day and how far the runs spread around it.

use super::axis::{self, Level, Mark};
use super::ending::{self, Ending, endings};
use super::frame::frame;
use super::palette::{AXIS, GRID, Hue, INK, SERIES};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number::{self, Scale};
use crate::text::Style;
use crate::ticks;
use crate::time::Timeline;

mod arrivals;
mod levels;
mod words;

/// The strength of one or more pools over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// At most 12 pools.
    pub pools: Vec<FanPool>,
    /// What is counted: "troops".
    pub unit: String,
    /// The simulated days.
    pub timeline: Timeline,
}

/// The strength of one pool over time. Quantiles are 5, 25, 50, 75 and 95 % over all runs, ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FanPool {
    /// Name of the pool.
    pub label: String,
    /// Quantiles of the strength before day 1, if they are to be shown.
    pub start: Option<[f64; 5]>,
    /// Quantiles of the strength at the close of day 1, 2, ... up to the horizon.
    pub days: Vec<[f64; 5]>,
    /// Named levels of strength.
    pub thresholds: Vec<(String, f64)>,
    /// Days of arrival, ascending, and what arrives: "+1,500".
    pub batches: Vec<(u32, String)>,
}

/// Pools that one plot holds.
const TOGETHER: usize = 3;
/// How many times larger one pool may be than another in the same plot.
const COMPARABLE: f64 = 20.0;
/// Pools that one chart holds.
const MOST: usize = SERIES.len() + 5;
/// Height of the plot with the room above it, alone and one of several, pixels.
const HEIGHT: [f64; 2] = [316.0, 164.0];

/// Draws strength over time as fans: the median, the central 50 % and the central 90 % of runs, with arrivals and
/// thresholds.
///
/// Up to three pools of comparable size share one plot; more, or pools more than twenty times apart, have plots of their
/// own, one below the other, each with its own scale.
pub fn fan(data: &Fan, source: &Source) -> Chart {
    let words = Words {
        title: data.finding(),
        subtitle: data.subtitle(data.shown()),
        description: data.describe(data.shown()),
    };
    draw(data, words, source)
}

/// What a chart of fans says.
pub(super) struct Words {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) description: String,
}

/// Draws fans of whatever the words say.
pub(super) fn draw(data: &Fan, words: Words, source: &Source) -> Chart {
    let Words { title, mut subtitle, description } = words;
    let panels = Panel::arrange(data.shown());
    let together = panels.len() <= 1;
    if !together {
        subtitle += ". Each on its own scale";
    }
    let heights: Vec<f64> = panels
        .iter()
        .map(|panel| HEIGHT[usize::from(!together)] + arrivals::height(panel))
        .collect();
    let body_height = heights.iter().sum::<f64>() + axis::MARKS;
    let (canvas, body) = frame(&title, &subtitle, source, body_height);

    let sides = Sides::of(&panels, body);
    let mut top = body.top;
    for (i, (panel, height)) in panels.iter().zip(&heights).enumerate() {
        let room = Rect { left: body.left, top, right: body.right, bottom: top + height - 14.0 };
        panel.draw(&canvas, room, data, &sides, i + 1 == panels.len());
        top += height;
    }
    let mut drawing = canvas.finish(&title, &description);
    drawing.warnings.extend(
        data.pools
            .iter()
            .skip(MOST)
            .map(|pool| format!("only {MOST} pools are drawn: \"{}\" is left out", pool.label)),
    );
    Chart::new(title, description, drawing)
}

impl Fan {
    /// The pools that one chart holds.
    fn shown(&self) -> &[FanPool] {
        &self.pools[..self.pools.len().min(MOST)]
    }
}

/// Pools that share a plot, each with its colour.
pub(super) struct Panel<'a> {
    pub(super) pools: Vec<(&'a FanPool, Hue)>,
}

/// Where plots begin and end, the same for all panels.
struct Sides {
    left: f64,
    right: f64,
}

impl FanPool {
    /// The last simulated quantiles.
    pub(super) fn last(&self, horizon: u32) -> Option<[f64; 5]> {
        self.course(horizon).last().map(|day| day.1)
    }

    /// Day and quantiles, from the start if it is known to the horizon.
    pub(super) fn course(&self, horizon: u32) -> Vec<(f64, [f64; 5])> {
        let days = self.days.iter().take(horizon as usize).enumerate();
        let days = days.map(|(i, quantiles)| (i as f64 + 1.0, *quantiles));
        self.start.iter().map(|start| (0.0, *start)).chain(days).collect()
    }

    /// The largest strength that the plot shows.
    pub(super) fn peak(&self) -> f64 {
        let all = self.start.iter().chain(&self.days).map(|quantiles| quantiles[4]);
        all.filter(|strength| strength.is_finite()).fold(0.0, f64::max)
    }

    /// The day from which the median is zero until the end.
    pub(super) fn gone(&self, horizon: u32) -> Option<u32> {
        let course = self.course(horizon);
        let zeros = course.iter().rev().take_while(|day| day.1[2] <= 0.0).count();
        let first = course.len() - zeros;
        course.get(first).map(|day| day.0 as u32)
    }

    pub(super) fn ending_lines(&self, horizon: u32) -> Vec<String> {
        self.last(horizon).map_or_else(Vec::new, |[low, _, median, _, high]| {
            vec![
                format!("median {}", number::about(median)),
                format!("90%: {} to {}", number::about(low), number::about(high)),
            ]
        })
    }
}

impl<'a> Panel<'a> {
    fn arrange(pools: &'a [FanPool]) -> Vec<Self> {
        let peaks: Vec<f64> = pools.iter().map(FanPool::peak).collect();
        let largest = peaks.iter().copied().fold(0.0, f64::max);
        let smallest = peaks.iter().copied().filter(|peak| *peak > 0.0).fold(largest, f64::min);
        if pools.len() <= TOGETHER && largest <= COMPARABLE * smallest {
            return vec![Self { pools: pools.iter().zip(SERIES).collect() }];
        }
        pools.iter().map(|pool| Self { pools: vec![(pool, SERIES[0])] }).collect()
    }

    /// Round levels from 0 that hold the bands and the thresholds not far above them.
    fn scale(&self) -> Vec<f64> {
        let peak = self.pools.iter().map(|pool| pool.0.peak()).fold(0.0, f64::max);
        let thresholds = self.pools.iter().flat_map(|pool| &pool.0.thresholds).map(|t| t.1);
        let near = |level: &f64| level.is_finite() && (peak == 0.0 || *level <= 1.5 * peak);
        let max = thresholds.filter(near).fold(peak, f64::max);
        ticks::up_to(max, 6, 1.0)
    }

    fn scale_labels(&self) -> Vec<String> {
        let levels = self.scale();
        let scale = Scale::of(levels[levels.len() - 1]);
        let decimals = ticks::decimals(levels[1] / scale.divisor);
        levels.iter().map(|level| number::grouped(level / scale.divisor, decimals)).collect()
    }

    fn draw(&self, canvas: &Canvas, room: Rect, data: &Fan, sides: &Sides, last: bool) {
        let rect = Rect {
            left: sides.left,
            top: room.top + 12.0,
            right: sides.right,
            bottom: room.bottom - arrivals::height(self),
        };
        let (levels, labels) = (self.scale(), self.scale_labels());
        let top = levels[levels.len() - 1];
        let horizon = f64::from(data.timeline.horizon.max(1));
        let plot = Plot::new(canvas, rect, 0.0..horizon, 0.0..top);

        let mut grid: Vec<Level> = levels
            .iter()
            .zip(labels)
            .map(|(level, label)| Level { y: plot.y(*level), label })
            .collect();
        if let Some(top_level) = grid.last_mut() {
            let named = Scale::of(top).named(&top_level.label);
            top_level.label = format!("{named} {}", data.unit.trim());
        }
        axis::levels(canvas, &grid, room.left, rect.right);
        self.fans(&plot, data.timeline.horizon);
        levels::draw(canvas, &plot, self, data.timeline.horizon);
        let foot = Rect { bottom: room.bottom, ..rect };
        arrivals::draw(canvas, &plot, self, room.right);
        if foot.bottom > rect.bottom {
            let color = if last { AXIS } else { GRID };
            let ends = [(room.left, foot.bottom), (rect.right, foot.bottom)];
            Pen::on(canvas).line(&ends, color, 1.0);
        }
        if last {
            let ticks = data.timeline.ticks(rect.width());
            let marks: Vec<Mark> =
                ticks.iter().map(|tick| Mark::of(tick, plot.x(tick.day))).collect();
            axis::marks(canvas, &marks, &foot, &data.timeline.caption());
        }
        let labels: Vec<Ending> = self
            .pools
            .iter()
            .filter_map(|(pool, hue)| {
                let end = pool.last(data.timeline.horizon)?;
                Some(Ending {
                    name: pool.label.trim().to_owned(),
                    details: pool.ending_lines(data.timeline.horizon),
                    ink: hue.ink,
                    y: plot.y(end[2]),
                })
            })
            .collect();
        // Clear of the names of the arrivals.
        let bottom = if foot.bottom > rect.bottom { rect.bottom } else { rect.bottom + 8.0 };
        endings(canvas, &labels, &rect, (room.right, bottom));
    }

    /// All bands below all medians.
    pub(super) fn fans(&self, plot: &Plot<'_>, horizon: u32) {
        let courses: Vec<_> =
            self.pools.iter().map(|(pool, hue)| (pool.course(horizon), hue.line)).collect();
        let quantile = |course: &[(f64, [f64; 5])], i: usize| -> Vec<(f64, f64)> {
            course.iter().map(|day| (day.0, day.1[i])).collect()
        };
        for (course, color) in &courses {
            plot.band(quantile(course, 0), quantile(course, 4), *color, 0.16);
            plot.band(quantile(course, 1), quantile(course, 3), *color, 0.30);
        }
        for (course, color) in &courses {
            plot.curve(quantile(course, 2), *color, 2.2);
        }
    }
}

impl Sides {
    fn of(panels: &[Panel<'_>], body: Rect) -> Self {
        let labels: Vec<String> = panels.iter().flat_map(Panel::scale_labels).collect();
        let pools = || panels.iter().flat_map(|panel| &panel.pools).map(|pool| pool.0);
        let names = pools().map(|pool| pool.label.trim());
        let lines: Vec<String> = pools()
            .flat_map(|pool| {
                let mut lines = pool.ending_lines(u32::MAX);
                lines.extend(arrivals::label(pool));
                lines
            })
            .collect();
        Self {
            left: body.left + axis::gutter(&labels),
            right: body.right - ending::gutter(names, lines.iter().map(String::as_str)),
        }
    }
}

/// Text inside the plot.
const NOTE: Style = Style::new(11.0, INK).halo();

/// A pool with these medians from day 0 on.
#[cfg(test)]
fn example(label: &str, medians: &[f64]) -> FanPool {
    let spread = |m: &f64| [0.8, 0.9, 1.0, 1.1, 1.2].map(|factor| factor * m);
    FanPool {
        label: label.into(),
        start: Some(spread(&medians[0])),
        days: medians[1..].iter().map(spread).collect(),
        ..FanPool::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_that_comes_back_is_gone_only_from_its_last_end() {
        let back = example("Contingent", &[100.0, 0.0, 50.0, 0.0, 0.0]);
        assert_eq!(back.gone(4), Some(3));
    }

    #[test]
    fn pools_of_very_different_size_have_plots_of_their_own() {
        let panels = |peaks: &[f64]| {
            let pools: Vec<FanPool> =
                peaks.iter().map(|peak| example("p", &[*peak, 1.0])).collect();
            Panel::arrange(&pools).len()
        };
        assert_eq!(panels(&[100.0, 150.0, 80.0]), 1);
        assert_eq!(panels(&[100.0, 10_000.0]), 2);
        assert_eq!(panels(&[100.0, 150.0, 80.0, 90.0]), 4);
        assert_eq!(panels(&[0.0, 0.0]), 1);
    }

    #[test]
    fn a_far_threshold_does_not_flatten_the_bands() {
        let mut small = example("p", &[100.0, 90.0]);
        small.thresholds = vec![("near".into(), 150.0), ("far".into(), 100_000.0)];
        let panel = Panel { pools: vec![(&small, SERIES[0])] };
        assert_eq!(panel.scale().last(), Some(&150.0));
    }
}
