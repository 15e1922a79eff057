//! A chain of pools that feed each other: a small fan for each, all on one time axis.

use super::axis::{self, Level, Mark};
use super::fan::{FanPool, Panel};
use super::frame::{frame, short};
use super::palette::{INK, MUTED, SERIES};
use super::pen::Plot;
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number::{self, Scale};
use crate::text::Style;
use crate::ticks;
use crate::time::Timeline;

/// Pools between which something moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Chains {
    /// At most 12 pools.
    pub pools: Vec<ChainPool>,
    /// What is counted: "tanks".
    pub unit: String,
    /// The simulated days.
    pub timeline: Timeline,
}

/// One pool of a chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChainPool {
    /// Its strength over time. Thresholds and arrivals are left to the chart of strengths.
    pub pool: FanPool,
    /// Names of the pools that it gives to.
    pub gives_to: Vec<String>,
}

/// Pools that one chart holds.
const MOST: usize = 12;
/// Up to so many pools stand in two columns, more in three.
const IN_TWO: usize = 4;
/// Space between columns, pixels.
const GAP: f64 = 26.0;
/// Room that the names of receivers need at least, pixels.
const LEAST: f64 = 60.0;
/// Height of a plot in two and in three columns, pixels.
const HEIGHT: [f64; 2] = [128.0, 96.0];
/// Room above a plot for its name and what is said of it, pixels.
const HEAD: f64 = 74.0;

const NAME: Style = Style::new(13.0, INK).bold();
const NOTE: Style = Style::new(10.5, MUTED);

/// Draws a small fan for each pool, each with its own scale, in a grid with one time axis.
pub fn chains(data: &Chains, source: &Source) -> Chart {
    let pools = &data.pools[..data.pools.len().min(MOST)];
    let grid = Grid::of(pools.len());
    let title = data.finding(pools);
    let subtitle = format!(
        "Strength at the close of each day, {}, each pool on its own scale. Line: median of each day; bands: central \
         50% and 90% of runs",
        data.unit.trim()
    );
    let (canvas, body) = frame(&title, &subtitle, source, grid.height());
    // One gutter for all, so that plots in a column share their time axis.
    let labels: Vec<String> = pools.iter().flat_map(|pool| scale(&pool.pool).1).collect();
    let gutter = axis::gutter(&labels);
    for (index, pool) in pools.iter().enumerate() {
        let is_lowest = index + grid.columns >= pools.len();
        data.draw(&canvas, &grid.cell(index, body), pool, (gutter, is_lowest));
    }
    if let Some(last) = pools.len().checked_sub(1) {
        let (mut cell, caption) = (grid.cell(last, body), data.timeline.caption());
        cell.right = body.right;
        let y = cell.bottom + axis::MARKS + 10.0;
        canvas.text(cell.right, y, &NOTE.fit(&caption, body.width()), NOTE.end());
    }
    let description = data.describe(pools);
    let mut drawing = canvas.finish(&title, &description);
    let left_out = data.pools.iter().skip(MOST).map(|pool| &pool.pool.label);
    drawing.warnings.extend(
        left_out.map(|label| format!("only {MOST} pools are drawn: \"{label}\" is left out")),
    );
    Chart::new(title, description, drawing)
}

/// Where the plots stand.
struct Grid {
    columns: usize,
    rows: usize,
}

impl Grid {
    fn of(pools: usize) -> Self {
        let columns = if pools <= IN_TWO { 2 } else { 3 };
        Self { columns, rows: pools.div_ceil(columns) }
    }

    fn plot_height(&self) -> f64 {
        HEIGHT[self.columns - 2]
    }

    fn height(&self) -> f64 {
        self.rows as f64 * (HEAD + self.plot_height()) + axis::MARKS + 24.0
    }

    /// The cell of a pool: its head and its plot, without the axis below it.
    fn cell(&self, index: usize, body: Rect) -> Rect {
        let width = (body.width() - GAP * (self.columns as f64 - 1.0)) / self.columns as f64;
        let left = body.left + (width + GAP) * (index % self.columns) as f64;
        let height = HEAD + self.plot_height();
        let top = body.top + height * (index / self.columns) as f64;
        Rect { left, top, right: left + width, bottom: top + height }
    }
}

/// Round levels of strength from 0, and how they are written.
fn scale(pool: &FanPool) -> (Vec<f64>, Vec<String>) {
    let levels = ticks::up_to(pool.peak(), 4, 1.0);
    let divisor = Scale::of(levels[levels.len() - 1]).divisor;
    let decimals = ticks::decimals(levels[1] / divisor);
    let label = |level: &f64| number::grouped(level / divisor, decimals);
    let labels = levels.iter().map(label).collect();
    (levels, labels)
}

/// The name of a pool, and to whom it gives.
fn head(canvas: &Canvas, cell: &Rect, pool: &ChainPool) {
    let y = cell.top + 30.0;
    let name = NAME.fit(pool.pool.label.trim(), cell.width());
    canvas.text(cell.left, y, &name, NAME);
    let left = cell.left + NAME.width(&name) + 7.0;
    if !pool.gives_to.is_empty() && cell.right - left > LEAST {
        let to = format!("to {}", pool.gives_to.join(", "));
        canvas.text(left, y, &NOTE.fit(&to, cell.right - left), NOTE);
    }
}

impl Chains {
    fn draw(
        &self,
        canvas: &Canvas,
        cell: &Rect,
        pool: &ChainPool,
        (gutter, is_lowest): (f64, bool),
    ) {
        head(canvas, cell, pool);
        let pool = &pool.pool;
        let end = pool.ending_lines(self.timeline.horizon).join(", ");
        let note = if end.is_empty() { String::new() } else { format!("at the end {end}") };
        canvas.text(cell.left, cell.top + 45.0, &NOTE.fit(&note, cell.width()), NOTE);

        let (levels, mut labels) = scale(pool);
        let top = levels[levels.len() - 1];
        if let Some(label) = labels.last_mut() {
            *label = Scale::of(top).named(label);
        }
        let rect = Rect { left: cell.left + gutter, top: cell.top + HEAD - 8.0, ..*cell };
        let horizon = f64::from(self.timeline.horizon.max(1));
        let plot = Plot::new(canvas, rect, 0.0..horizon, 0.0..top);
        let grid: Vec<Level> = levels
            .iter()
            .zip(labels)
            .map(|(level, label)| Level { y: plot.y(*level), label })
            .collect();
        axis::levels(canvas, &grid, cell.left, rect.right);
        Panel { pools: vec![(pool, SERIES[0])] }.fans(&plot, self.timeline.horizon);
        if is_lowest {
            let ticks = self.timeline.ticks(rect.width());
            let marks: Vec<Mark> =
                ticks.iter().map(|tick| Mark::of(tick, plot.x(tick.day))).collect();
            axis::marks(canvas, &marks, &rect, "");
        }
    }

    /// What had run dry, in the order in which it did.
    fn finding(&self, pools: &[ChainPool]) -> String {
        let horizon = self.timeline.horizon;
        let gone = pools.iter().filter_map(|pool| Some((pool.pool.gone(horizon)?, pool)));
        let mut dry: Vec<(u32, &ChainPool)> = gone.collect();
        dry.sort_by_key(|dry| dry.0);
        let name = |pool: &ChainPool, of: usize| short(&pool.pool.label, of);
        match (pools, dry.as_slice()) {
            ([], _) => "No pools to show".to_owned(),
            (all, []) => {
                let lowest = all.iter().filter_map(|pool| Some((pool.left(horizon)?, pool)));
                match lowest.min_by(|a, b| a.0.total_cmp(&b.0)) {
                    Some((part, pool)) if part < 0.995 => format!(
                        "None of {} pools had run dry by {} at the median; {} was lowest, at {} of its start",
                        all.len(),
                        self.timeline.name(horizon),
                        name(pool, 2),
                        number::percent(part)
                    ),
                    _ => format!(
                        "None of {} pools had run dry by {} at the median",
                        all.len(),
                        self.timeline.name(horizon)
                    ),
                }
            }
            (_, [(day, only)]) => {
                format!(
                    "{} had run dry by {} at the median",
                    name(only, 1),
                    self.timeline.name(*day)
                )
            }
            (all, [(first, a), .., (last, b)]) => {
                let many = match dry.len() {
                    n if n == all.len() => format!("All {n} pools"),
                    n => format!("{n} of {} pools", all.len()),
                };
                let (from, to) = (self.timeline.name(*first), self.timeline.name(*last));
                if first == last {
                    return format!("{many} had run dry by {to} at the median");
                }
                let (a, b) = (name(a, 2), name(b, 2));
                match dry.len() {
                    2 => format!("{a} had run dry by {from} and {b} by {to}, at the median"),
                    _ => {
                        format!("{many} had run dry at the median: {a} by {from}, {b} last by {to}")
                    }
                }
            }
        }
    }

    fn describe(&self, pools: &[ChainPool]) -> String {
        let head = format!("Strength over time of {} pools, in {}.", pools.len(), self.unit.trim());
        let pools = pools.iter().map(|pool| {
            let end = pool.pool.ending_lines(self.timeline.horizon).join(", ");
            let to = pool.gives_to.join(", ");
            let gives = if to.is_empty() { to } else { format!(", gives to {to}") };
            format!("{}{gives}: at the end {end}.", pool.pool.label.trim())
        });
        std::iter::once(head).chain(pools).collect::<Vec<_>>().join(" ")
    }
}

impl ChainPool {
    /// The median at the end as a part of the median at the start.
    fn left(&self, horizon: u32) -> Option<f64> {
        let start = self.pool.course(horizon).first()?.1[2];
        (start > 0.0).then_some(self.pool.last(horizon)?[2] / start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pools: &[(&str, &[f64])]) -> String {
        let spread = |m: &f64| [0.8, 0.9, 1.0, 1.1, 1.2].map(|factor| factor * m);
        let pools: Vec<ChainPool> = pools
            .iter()
            .map(|(label, medians)| {
                let days = medians.iter().map(spread).collect();
                let pool = FanPool { label: (*label).into(), days, ..FanPool::default() };
                ChainPool { pool, gives_to: Vec::new() }
            })
            .collect();
        let data = Chains {
            pools: pools.clone(),
            unit: "tanks".into(),
            timeline: Timeline { horizon: 3, start: None },
        };
        data.finding(&pools)
    }

    #[test]
    fn the_title_says_what_ran_dry_first_and_last() {
        assert_eq!(
            of(&[("Active", &[9.0, 8.0, 0.0]), ("Storage", &[5.0, 0.0, 0.0])]),
            "Storage had run dry by day 2 and Active by day 3, at the median"
        );
        assert_eq!(
            of(&[("Active", &[9.0, 8.0, 1.0]), ("Storage", &[5.0, 0.0, 0.0])]),
            "Storage had run dry by day 2 at the median"
        );
        assert_eq!(
            of(&[("Active", &[10.0, 8.0, 4.0]), ("Storage", &[5.0, 5.0, 5.0])]),
            "None of 2 pools had run dry by day 3 at the median; Active was lowest, at 40% of its start"
        );
        let three: [(&str, &[f64]); 3] =
            [("A", &[1.0, 0.0, 0.0]), ("B", &[1.0, 1.0, 0.0]), ("C", &[0.5, 0.5, 0.0])];
        assert_eq!(
            of(&three),
            "All 3 pools had run dry at the median: A by day 2, C last by day 3"
        );
        assert_eq!(of(&three[1..]), "All 2 pools had run dry by day 3 at the median");
    }
}
