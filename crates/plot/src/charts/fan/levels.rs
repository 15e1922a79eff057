//! Threshold lines across a fan, each named where the least lies beneath its name.

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
    let alone = panel.pools.len() == 1;
    // plotters would press a line from outside against the edge.
    let shown = 0.0..=panel.scale().last().copied().unwrap_or(0.0);
    let lines: Vec<_> = panel
        .pools
        .iter()
        .flat_map(|(pool, hue)| pool.thresholds.iter().map(|threshold| (threshold, *hue)))
        .filter(|((_, level), _)| shown.contains(level))
        .map(|((name, level), hue)| {
            (plot.y(*level), name, *level, if alone { INK } else { hue.ink })
        })
        .collect();
    for (y, _, _, color) in &lines {
        pen.dashes(*y, rect.left..rect.right, *color);
    }
    let bands = Bands::of(plot, panel, horizon);
    let mut taken: Vec<Rect> = Vec::new();
    for (y, name, level, color) in &lines {
        let style = Style { color: *color, ..NOTE };
        let value = format!(" ({})", number::about(*level));
        let name = style.fit(name.trim(), LONGEST - style.width(&value));
        let label = format!("{name}{value}");
        let cost = |place: &Rect| {
            let crossed = lines.iter().filter(|other| {
                other.0 != *y && other.0 > place.top - 1.0 && other.0 < place.bottom + 1.0
            });
            // Ties go to the left, where the eye looks for names.
            let aside = (place.left - rect.left) / rect.width();
            bands.beneath(place) + 3.0 * crossed.count() as f64 + 0.1 * aside
        };
        let places = candidates(&rect, *y, &label, style);
        if let Some(place) = place::best(places, &taken, cost) {
            canvas.text(place.left, place.top + 0.78 * style.size, &label, style);
            taken.push(place.grown(3.0));
        }
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
