//! Direct labels: each curve is named where it ends, in its own colour, instead of in a legend.

use plotters::style::RGBColor;

use super::palette::MUTED;
use crate::canvas::{Canvas, Rect};
use crate::place::{Block, spread};
use crate::text::Style;

/// The widest that labels may make the gutter at the right, pixels.
const MOST: f64 = 168.0;
/// Space between the end of the curves and their labels, pixels.
pub(super) const GAP: f64 = 8.0;

const DETAIL: Style = Style::new(10.5, MUTED);
const NAME_LEADING: f64 = 16.0;
const DETAIL_LEADING: f64 = 14.0;
const BETWEEN: f64 = 6.0;

/// The label of one curve.
pub(super) struct Ending {
    pub(super) name: String,
    /// Lines below the name.
    pub(super) details: Vec<String>,
    pub(super) ink: RGBColor,
    /// Where the curve ends, pixels.
    pub(super) y: f64,
}

fn name_style(ink: RGBColor) -> Style {
    Style::new(13.0, ink).bold()
}

/// Width of the gutter that these lines of text need, names and others, up to a limit.
pub(super) fn gutter<'a>(
    names: impl Iterator<Item = &'a str>,
    others: impl Iterator<Item = &'a str>,
) -> f64 {
    let names = names.map(|name| name_style(MUTED).width(name));
    let others = others.map(|text| DETAIL.width(text));
    GAP + names.chain(others).fold(0.0, f64::max).min(MOST) + 0.5
}

/// Writes the labels at the right of `plot`, up to the pixel `right`, as near to their curves as they can be and not below
/// `bottom`.
pub(super) fn endings(
    canvas: &Canvas,
    endings: &[Ending],
    plot: &Rect,
    (right, bottom): (f64, f64),
) {
    let left = plot.right + GAP;
    let top = plot.top - 12.0;
    let names_in = |most: usize| -> Vec<Vec<String>> {
        let name = |ending: &Ending| name_style(ending.ink).wrap(&ending.name, right - left, most);
        endings.iter().map(name).collect()
    };
    let blocks_of = |names: &[Vec<String>]| -> Vec<Block> {
        let block = |(ending, name): (&Ending, &Vec<String>)| Block {
            center: ending.y,
            height: NAME_LEADING * name.len() as f64
                + DETAIL_LEADING * ending.details.len() as f64
                + BETWEEN,
        };
        endings.iter().zip(names).map(block).collect()
    };
    let mut names = names_in(2);
    let mut blocks = blocks_of(&names);
    if blocks.iter().map(|block| block.height).sum::<f64>() > bottom - top {
        names = names_in(1);
        blocks = blocks_of(&names);
    }
    spread(&mut blocks, top, bottom);
    for ((ending, name), block) in endings.iter().zip(&names).zip(&blocks) {
        let mut y = block.center - block.height / 2.0 + BETWEEN / 2.0 + 12.5;
        for line in name {
            canvas.text(left, y, line, name_style(ending.ink));
            y += NAME_LEADING;
        }
        for line in &ending.details {
            canvas.text(left, y - 1.5, &DETAIL.fit(line, right - left), DETAIL);
            y += DETAIL_LEADING;
        }
    }
}
