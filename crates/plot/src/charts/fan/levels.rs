//! Threshold lines across a fan, each named where the least lies beneath its name.

use plotters::style::RGBColor;

use super::{NOTE, Panel};
use crate::canvas::{Canvas, Rect};
use crate::charts::axis::text_box;
use crate::charts::palette::INK;
use crate::charts::pen::{Pen, Plot};
use crate::number;
use crate::place;
use crate::text::Style;

/// The longest name of a threshold, pixels.
const LONGEST: f64 = 190.0;
/// Places along the line at which a name is tried.
const PLACES: u32 = 24;

/// Draws the thresholds of all pools that lie within the plot. A name that finds no room is left out.
pub(super) fn draw(canvas: &Canvas, plot: &Plot<'_>, panel: &Panel<'_>, horizon: u32) {
    let pen = Pen::on(canvas);
    let rect = plot.rect;
    let lines = Line::all(panel);
    for line in &lines {
        pen.dashes(plot.y(line.level), rect.left..rect.right, line.color);
    }
    let bands = Bands::of(plot, panel, horizon);
    let mut taken: Vec<Rect> = Vec::new();
    for Line { name, level, color } in &lines {
        let y = plot.y(*level);
        let style = Style { color: *color, ..NOTE };
        let value = format!(" ({})", number::about(*level));
        let name = style.fit(name.trim(), LONGEST - style.width(&value));
        let label = format!("{name}{value}");
        let cost = |place: &Rect| {
            let crossed = lines.iter().map(|other| plot.y(other.level)).filter(|other| {
                *other != y && *other > place.top - 1.0 && *other < place.bottom + 1.0
            });
            // Ties go to the left, where the eye looks for names.
            let aside = (place.left - rect.left) / rect.width();
            bands.beneath(place) + 3.0 * crossed.count() as f64 + 0.1 * aside
        };
        let places = candidates(&rect, y, &label, style);
        if let Some(place) = place::best(places, &taken, cost) {
            canvas.text(place.left, place.top + 0.78 * style.size, &label, style);
            taken.push(place.grown(3.0));
        }
    }
}

/// A threshold of one pool, or of several that have it in common.
struct Line<'a> {
    name: &'a str,
    level: f64,
    color: RGBColor,
}

impl<'a> Line<'a> {
    /// All lines within the plot. One that pools have in common comes once, in nobody's colour.
    fn all(panel: &Panel<'a>) -> Vec<Self> {
        // plotters would press a line from outside against the edge.
        let shown = 0.0..=panel.scale().last().copied().unwrap_or(0.0);
        let alone = panel.pools.len() == 1;
        let mut lines: Vec<Self> = Vec::new();
        for (pool, hue) in &panel.pools {
            for (name, level) in pool.thresholds.iter().filter(|(_, level)| shown.contains(level)) {
                match lines.iter_mut().find(|line| line.name == name && line.level == *level) {
                    Some(common) => common.color = INK,
                    None => lines.push(Line {
                        name,
                        level: *level,
                        color: if alone { INK } else { hue.ink },
                    }),
                }
            }
        }
        lines
    }
}

/// Boxes just above and just below the line, from left to right, inside the plot.
fn candidates(rect: &Rect, y: f64, label: &str, style: Style) -> impl Iterator<Item = Rect> {
    let (left, top, bottom) = (rect.left + 4.0, rect.top, rect.bottom);
    let room = rect.right - 4.0 - style.width(label) - left;
    let at = move |k: u32| left + room.max(0.0) * f64::from(k) / f64::from(PLACES);
    let label = label.to_owned();
    (0..=PLACES)
        .flat_map(move |k| [(at(k), y - 4.5), (at(k), y + 12.5)])
        .map(move |(x, baseline)| text_box(x, baseline, &label, style))
        .filter(move |place| place.top >= top + 1.0 && place.bottom <= bottom + 1.0)
}

/// Where the fans lie, in pixels: per pool and day x, and y of the quantiles.
struct Bands(Vec<Vec<(f64, [f64; 5])>>);

impl Bands {
    fn of(plot: &Plot<'_>, panel: &Panel<'_>, horizon: u32) -> Self {
        let courses = panel.pools.iter().map(|(pool, _)| {
            let course = pool.course(horizon).into_iter();
            course.map(|(day, q)| (plot.x(day), q.map(|strength| plot.y(strength)))).collect()
        });
        Self(courses.collect())
    }

    /// How much of the fans lies beneath a box: 1 for each fully covering band, and more for medians.
    fn beneath(&self, place: &Rect) -> f64 {
        const SAMPLES: u32 = 12;
        let mut covered = 0.0;
        for course in &self.0 {
            for k in 0..=SAMPLES {
                let x = place.left + place.width() * f64::from(k) / f64::from(SAMPLES);
                let day = course.partition_point(|day| day.0 < x).min(course.len().max(1) - 1);
                let Some((_, q)) = course.get(day) else { continue };
                let meets = |above: f64, below: f64| above < place.bottom && below > place.top;
                covered += f64::from(u8::from(meets(q[4], q[0])));
                covered += 2.0 * f64::from(u8::from(meets(q[2] - 2.0, q[2] + 2.0)));
            }
        }
        covered / f64::from(SAMPLES + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::fan::example;
    use crate::charts::palette::SERIES;

    #[test]
    fn a_level_that_pools_share_is_drawn_once() {
        let mut pools = [example("a", &[100.0]), example("b", &[100.0])];
        for pool in &mut pools {
            pool.thresholds = vec![("half".into(), 50.0)];
        }
        pools[1].thresholds.push(("floor".into(), 20.0));
        let panel = Panel { pools: pools.iter().zip(SERIES).collect() };
        let lines: Vec<_> = Line::all(&panel).iter().map(|line| (line.name, line.color)).collect();
        assert_eq!(lines, [("half", INK), ("floor", SERIES[1].ink)]);
    }
}
