//! The chance that the pool still holds, day by day.

use super::axis::{self, Level, Mark, text_box};
use super::ending::{self, Ending, endings};
use super::frame::{frame, short};
use super::palette::{Hue, INK, MUTED, SERIES, WHITE};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::place;
use crate::text::Style;
use crate::time::{Tick, Timeline};

/// On how many runs the pool still held at the close of each day.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    /// Name of the pool.
    pub label: String,
    /// At most 7 curves; the first is the one that the title speaks of.
    pub curves: Vec<Curve>,
    /// Number of runs.
    pub runs: u64,
    /// The simulated days.
    pub timeline: Timeline,
}

/// One way to hold: to have anything left, or to be at a threshold or above.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What holds: "any strength left", "at least half (6,000)".
    pub label: String,
    /// Runs in which it still held at the close of day 0, 1, 2, ... up to the horizon.
    pub alive: Vec<u64>,
}

const CROSSING: f64 = 11.5;
const RISK: Style = Style::new(10.5, INK).middle();
const RISK_TITLE: Style = Style::new(10.5, MUTED);
/// Height of the plot with the room above it, pixels.
const HEIGHT: f64 = 268.0;
const RISK_LEADING: f64 = 16.0;

/// Draws the survival curves with their 95 % confidence bands (Wilson) and the numbers of runs behind them.
pub fn survival(data: &Survival, source: &Source) -> Chart {
    let curves = &data.curves[..data.curves.len().min(SERIES.len())];
    let title = data.finding();
    let subtitle = format!(
        "Share of runs in which {} still held at the close of each day; bands: 95% confidence interval",
        data.label.trim()
    );
    let table = 24.0 + RISK_LEADING * curves.len() as f64;
    let height = HEIGHT + axis::MARKS + table;
    let (canvas, body) = frame(&title, &subtitle, source, height);
    draw(&canvas, body, data, curves);
    let description = data.describe(curves);
    let mut drawing = canvas.finish(&title, &description);
    let left_out = data.curves.iter().skip(curves.len());
    drawing.warnings.extend(left_out.map(|curve| {
        format!("only {} curves are drawn: \"{}\" is left out", SERIES.len(), curve.label)
    }));
    Chart::new(title, description, drawing)
}

/// Wilson's interval for a probability of which `k` of `n` runs are evidence, at 95 % confidence:
/// (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), E. B. Wilson, JASA 22 (1927), 209.
fn wilson(k: u64, n: u64) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (n as f64, k as f64 / n as f64);
    let z2 = Z * Z / n;
    let middle = p + z2 / 2.0;
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt();
    (((middle - half) / (1.0 + z2)).max(0.0), ((middle + half) / (1.0 + z2)).min(1.0))
}

impl Survival {
    fn share(&self, alive: u64) -> f64 {
        (alive as f64 / self.runs.max(1) as f64).min(1.0)
    }

    /// The days that are both simulated and given.
    fn days<'a>(&self, curve: &'a Curve) -> &'a [u64] {
        &curve.alive[..curve.alive.len().min(self.timeline.horizon as usize + 1)]
    }

    /// The first day on which at most this share of the runs holds.
    fn falls_to(&self, curve: &Curve, share: f64) -> Option<u32> {
        let day = self.days(curve).iter().position(|alive| self.share(*alive) <= share);
        day.map(|day| day as u32)
    }

    fn last(&self, curve: &Curve) -> f64 {
        self.days(curve).last().map_or(0.0, |alive| self.share(*alive))
    }

    fn finding(&self) -> String {
        let name = short(&self.label, 1);
        let horizon = self.timeline.name(self.timeline.horizon);
        let Some(curve) = self.curves.first().filter(|_| self.runs > 0) else {
            return format!("{name}: no runs, so no answer");
        };
        let last = self.last(curve);
        if self.runs == 1 {
            return match self.falls_to(curve, 0.0) {
                None => format!("{name} still held on {horizon} in the one run made"),
                Some(day) => {
                    format!("{name} held until {} in the one run made", self.timeline.name(day))
                }
            };
        }
        let day = |share| self.falls_to(curve, share).map(|day| self.timeline.name(day));
        match (self.falls_to(curve, 0.5), self.falls_to(curve, 0.05)) {
            _ if last >= 1.0 => format!("{name} still held on {horizon} in every run"),
            (_, Some(0)) => format!("{name} did not hold for a single day in nearly every run"),
            (Some(0), _) => format!("{name} did not hold for a single day in half of the runs"),
            (None, _) => {
                format!("{name} still held on {horizon} in {} of runs", number::percent(last))
            }
            (Some(half), Some(few)) if half == few => {
                format!("{name} held until {} in nearly every run", self.timeline.name(half))
            }
            (Some(_), Some(few)) => format!(
                "The chance that {name} still held fell to half by {} and to 5% by day {}",
                day(0.5).unwrap_or_default(),
                number::count(u64::from(few))
            ),
            (Some(_), None) => format!(
                "The chance that {name} still held fell to half by {} and was {} at the end, on day {}",
                day(0.5).unwrap_or_default(),
                number::percent(last),
                number::count(u64::from(self.timeline.horizon))
            ),
        }
    }

    fn describe(&self, curves: &[Curve]) -> String {
        let (name, runs) = (self.label.trim(), number::runs(self.runs));
        let head = format!("Survival curves of {name} over {runs}.");
        let curves = curves.iter().map(|curve| {
            let half = self.falls_to(curve, 0.5).map(|day| format!(", half of runs by day {day}"));
            format!("{}: {}{}.", curve.label.trim(), self.ending(curve), half.unwrap_or_default())
        });
        std::iter::once(head).chain(curves).collect::<Vec<_>>().join(" ")
    }

    /// What stands below the name of a curve.
    fn ending(&self, curve: &Curve) -> String {
        let day = number::count(u64::from(self.timeline.horizon));
        format!("{} on day {day}", number::percent(self.last(curve)))
    }
}

fn draw(canvas: &Canvas, body: Rect, data: &Survival, curves: &[Curve]) {
    let horizon = f64::from(data.timeline.horizon.max(1));
    let levels: Vec<String> = ["0%", "25%", "50%", "75%", "100%"].map(String::from).into();
    let details: Vec<String> = curves.iter().map(|curve| data.ending(curve)).collect();
    let names = curves.iter().map(|curve| curve.label.as_str());
    let gutter = ending::gutter(names, details.iter().map(String::as_str));
    let rect = Rect {
        left: body.left + axis::gutter(&levels),
        top: body.top + 12.0,
        right: body.right - gutter,
        bottom: body.top + HEIGHT - 14.0,
    };
    let plot = Plot::new(canvas, rect, 0.0..horizon, 0.0..1.0);
    let grid: Vec<Level> = levels
        .into_iter()
        .enumerate()
        .map(|(i, label)| Level { y: plot.y(0.25 * i as f64), label })
        .collect();
    axis::levels(canvas, &grid, body.left, rect.right);
    let ticks = data.timeline.ticks(rect.width());
    let marks: Vec<Mark> = ticks.iter().map(|tick| Mark::of(tick, plot.x(tick.day))).collect();
    axis::marks(canvas, &marks, &rect, &data.timeline.caption());

    let colored: Vec<(&Curve, Hue)> = curves.iter().zip(SERIES).collect();
    for (curve, hue) in &colored {
        steps(&plot, data, curve, *hue);
    }
    crossings(canvas, &plot, data, &colored);
    let labels: Vec<Ending> = colored
        .iter()
        .zip(details)
        .map(|((curve, hue), detail)| Ending {
            name: curve.label.clone(),
            details: vec![detail],
            ink: hue.ink,
            y: plot.y(data.last(curve)),
        })
        .collect();
    endings(canvas, &labels, &rect, (body.right, rect.bottom + 8.0));
    let top = rect.bottom + axis::MARKS;
    numbers_at_risk(canvas, &plot, data, &colored, (&ticks, top, body.right));
}

/// A curve that stays level through a day and drops at its close.
fn stairs(values: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (day, value) in values.enumerate() {
        let day = day as f64;
        if let Some(before) = points.last().copied() {
            points.push((day, before.1));
        }
        points.push((day, value));
    }
    points
}

fn steps(plot: &Plot<'_>, data: &Survival, curve: &Curve, hue: Hue) {
    let days = data.days(curve);
    let interval = |alive: &u64| wilson((*alive).min(data.runs), data.runs);
    let low = stairs(days.iter().map(|alive| interval(alive).0));
    let high = stairs(days.iter().map(|alive| interval(alive).1));
    plot.band(low, high, hue.line, 0.22);
    plot.curve(stairs(days.iter().map(|alive| data.share(*alive))), hue.line, 2.2);
}

/// A dot where a curve falls to half of the runs, with the day beside it where there is room.
fn crossings(canvas: &Canvas, plot: &Plot<'_>, data: &Survival, curves: &[(&Curve, Hue)]) {
    let pen = Pen::on(canvas);
    let dots: Vec<_> = curves
        .iter()
        .filter_map(|(curve, hue)| {
            let day = data.falls_to(curve, 0.5).filter(|day| *day > 0)?;
            Some((day, plot.at(f64::from(day), 0.5), *hue))
        })
        .collect();
    for (_, at, hue) in &dots {
        pen.dot(*at, 5.0, WHITE);
        pen.dot(*at, 3.6, hue.line);
    }
    let mut taken: Vec<Rect> = dots.iter().map(|dot| around(dot.1, 5.0)).collect();
    let days: Vec<u32> = dots.iter().map(|dot| dot.0).collect();
    for (i, (day, (x, y), hue)) in dots.into_iter().enumerate() {
        if days[..i].contains(&day) {
            continue;
        }
        let shared = days[i + 1..].contains(&day);
        let ink = if shared { INK } else { hue.ink };
        let style = Style::new(CROSSING, ink).bold().halo();
        let label = format!("day {}", number::count(u64::from(day)));
        let places = [(9.0, -7.0), (9.0, 15.0), (9.0, -21.0), (9.0, 29.0)]
            .into_iter()
            .map(|(dx, dy)| (x + dx, y + dy))
            .chain([(15.0), (-7.0)].map(|dy| (x - 9.0 - style.width(&label), y + dy)));
        let places = places.map(|(x, y)| text_box(x, y, &label, style));
        let places =
            places.filter(|place| place.right <= plot.rect.right && place.left >= plot.rect.left);
        let cost = |place: &Rect| curves.iter().map(|c| hits(plot, data, c.0, place)).sum();
        if let Some(place) = place::best(places, &taken, cost) {
            canvas.text(place.left, place.top + 0.78 * CROSSING, &label, style);
            taken.push(place.grown(2.0));
        }
    }
}

fn around((x, y): (f64, f64), radius: f64) -> Rect {
    Rect { left: x, top: y, right: x, bottom: y }.grown(radius)
}

/// How many of the steps of a curve run through a box.
fn hits(plot: &Plot<'_>, data: &Survival, curve: &Curve, place: &Rect) -> f64 {
    let points = stairs(data.days(curve).iter().map(|alive| data.share(*alive)));
    let pixels: Vec<(f64, f64)> = points.iter().map(|p| plot.at(p.0, p.1)).collect();
    let crossing = pixels.windows(2).filter(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let (left, right) = (a.0.min(b.0), a.0.max(b.0));
        let (top, bottom) = (a.1.min(b.1), a.1.max(b.1));
        Rect { left, top, right, bottom }.grown(1.0).overlaps(place)
    });
    crossing.count() as f64
}

/// The number of runs behind each point of the axis, in rows named like the curves.
fn numbers_at_risk(
    canvas: &Canvas,
    plot: &Plot<'_>,
    data: &Survival,
    curves: &[(&Curve, Hue)],
    (ticks, top, right): (&[Tick], f64, f64),
) {
    let count = |curve: &Curve, tick: &Tick| {
        let alive = data.days(curve).get(tick.day as usize).copied();
        number::count(alive.unwrap_or(0))
    };
    let title = format!("Runs still holding, of {}", number::count(data.runs));
    canvas.text(super::frame::MARGIN, top + 16.0, &title, RISK_TITLE);
    // The highest curve first, as in the plot.
    let mut rows: Vec<_> = curves.to_vec();
    rows.sort_by(|a, b| data.last(b.0).total_cmp(&data.last(a.0)));
    let widest = RISK.width(&number::count(data.runs));
    // Centred on the marks of the axis, but not beyond the plot, where the names stand.
    let places: Vec<(f64, &Tick)> = ticks
        .iter()
        .map(|tick| (plot.x(tick.day).min(plot.rect.right + 2.0 - widest / 2.0), tick))
        .collect();
    let row = |i: usize| top + 16.0 + RISK_LEADING * (i as f64 + 1.0);
    for (x, tick) in every_nth_that_fits(&places, widest + 9.0) {
        for (i, (curve, _)) in rows.iter().enumerate() {
            canvas.text(x, row(i), &count(curve, tick), RISK);
        }
    }
    for (i, (curve, hue)) in rows.iter().enumerate() {
        let style = Style::new(10.5, hue.ink).bold();
        let left = plot.rect.right + ending::GAP;
        canvas.text(left, row(i), &style.fit(&curve.label, right - left), style);
    }
}

/// As many evenly chosen columns as can stand this far apart.
fn every_nth_that_fits<T: Copy>(places: &[(f64, T)], apart: f64) -> Vec<(f64, T)> {
    let chosen = |n: usize| places.iter().copied().step_by(n).collect::<Vec<_>>();
    (1..=places.len())
        .map(chosen)
        .find(|columns| columns.windows(2).all(|pair| pair[1].0 - pair[0].0 >= apart))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(alive: &[u64], runs: u64) -> Survival {
        Survival {
            label: "Contingent".into(),
            curves: vec![Curve { label: "any strength left".into(), alive: alive.to_vec() }],
            runs,
            timeline: Timeline { horizon: alive.len() as u32 - 1, start: None },
        }
    }

    #[test]
    fn wilson_agrees_with_an_independent_computation() {
        // The formula in Python: 10 of 100, 0 of 20 and 1 of 1. The second is also z² / (20 + z²).
        let close = |(low, high): (f64, f64), expected: (f64, f64)| {
            assert!((low - expected.0).abs() < 5e-7 && (high - expected.1).abs() < 5e-7);
        };
        close(wilson(10, 100), (0.055_229_1, 0.174_365_7));
        close(wilson(0, 20), (0.0, 0.161_125_2));
        close(wilson(1, 1), (0.206_549_3, 1.0));
    }

    #[test]
    fn the_title_gives_the_days_of_even_and_of_small_odds() {
        let falling = data(&[100, 100, 80, 50, 20, 4, 0], 100);
        assert_eq!(
            falling.finding(),
            "The chance that Contingent still held fell to half by day 3 and to 5% by day 5"
        );
    }

    #[test]
    fn the_title_says_what_is_left_at_the_end() {
        assert_eq!(
            data(&[100, 90, 40, 30], 100).finding(),
            "The chance that Contingent still held fell to half by day 2 and was 30% at the end, on day 3"
        );
        assert_eq!(
            data(&[100, 90, 84], 100).finding(),
            "Contingent still held on day 2 in 84% of runs"
        );
        assert_eq!(data(&[100, 100], 100).finding(), "Contingent still held on day 1 in every run");
    }

    #[test]
    fn a_curve_drops_at_the_close_of_the_day() {
        let points = stairs([1.0, 1.0, 0.5].into_iter());
        assert_eq!(points, [(0.0, 1.0), (1.0, 1.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.5)]);
    }

    #[test]
    fn columns_that_would_touch_are_thinned_evenly() {
        let places = [0.0, 10.0, 20.0, 30.0, 40.0].map(|x| (x, ()));
        let x = |apart| -> Vec<f64> {
            every_nth_that_fits(&places, apart).iter().map(|place| place.0).collect()
        };
        assert_eq!(x(10.0), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(x(15.0), [0.0, 20.0, 40.0]);
        assert_eq!(x(99.0), [0.0]);
    }

    #[test]
    fn curves_beyond_the_seventh_are_named_as_left_out() {
        let mut many = data(&[10, 5, 0], 10);
        many.curves =
            (0..9).map(|i| Curve { label: format!("level {i}"), alive: vec![10, 5, 0] }).collect();
        let chart = survival(&many, &Source::default());
        assert_eq!(
            chart.warnings(),
            [
                "only 7 curves are drawn: \"level 7\" is left out",
                "only 7 curves are drawn: \"level 8\" is left out"
            ]
        );
    }
}
