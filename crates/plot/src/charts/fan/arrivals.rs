//! A lane below the fan for each pool that has arrivals: a triangle per batch.

use super::{FanPool, Panel};
use crate::canvas::Canvas;
use crate::charts::ending::GAP;
use crate::charts::pen::{Pen, Plot};
use crate::number;
use crate::text::Style;

/// Height of a lane, pixels.
const LANE: f64 = 16.0;
/// The least distance between two triangles, pixels; denser arrivals are thinned.
const LEAST: f64 = 6.0;

/// The pixels that the lanes of a panel take.
pub(super) fn height(panel: &Panel<'_>) -> f64 {
    LANE * panel.pools.iter().filter(|pool| !pool.0.batches.is_empty()).count() as f64
}

/// What arrives, said once for all triangles of the lane.
pub(super) fn label(pool: &FanPool) -> Option<String> {
    let (first, rest) = pool.batches.split_first()?;
    let what = first.1.trim();
    let text = match rest.len() {
        0 => what.to_owned(),
        n if rest.iter().all(|batch| batch.1 == first.1) => {
            format!("{what}, {} times", number::count(n as u64 + 1))
        }
        n => format!("{what}, then {} more", number::count(n as u64)),
    };
    Some(text)
}

/// Draws the lanes from the foot of the plot down, each with its label up to the pixel `right`.
pub(super) fn draw(canvas: &Canvas, plot: &Plot<'_>, panel: &Panel<'_>, right: f64) {
    let pen = Pen::on(canvas);
    let mut bottom = plot.rect.bottom;
    for (pool, hue) in &panel.pools {
        let Some(label) = label(pool) else { continue };
        bottom += LANE;
        let days = pool.batches.iter().map(|batch| f64::from(batch.0));
        let places: Vec<f64> =
            days.map(|day| plot.x(day)).filter(|x| *x <= plot.rect.right + 0.1).collect();
        let kept = thinned(&places);
        let closest = kept.windows(2).map(|pair| pair[1] - pair[0]).fold(12.5, f64::min);
        let half = 0.4 * closest;
        for x in kept {
            let corners = [(x - half, bottom - 3.0), (x + half, bottom - 3.0), (x, bottom - 12.0)];
            pen.polygon(&corners, hue.line);
        }
        let style = Style::new(10.5, hue.ink);
        let left = plot.rect.right + GAP;
        canvas.text(left, bottom - 4.0, &style.fit(&label, right - left), style);
    }
}

/// The places that are at least [`LEAST`] from the one kept before them.
fn thinned(places: &[f64]) -> Vec<f64> {
    let mut kept: Vec<f64> = Vec::new();
    for x in places {
        if kept.last().is_none_or(|last| x - last >= LEAST) {
            kept.push(*x);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(batches: &[(u32, &str)]) -> FanPool {
        let batches = batches.iter().map(|batch| (batch.0, batch.1.to_owned())).collect();
        FanPool { batches, ..FanPool::default() }
    }

    #[test]
    fn equal_arrivals_are_counted() {
        assert_eq!(label(&pool(&[(8, "+1,500")])).as_deref(), Some("+1,500"));
        let weekly = pool(&[(8, "+1,500"), (15, "+1,500")]);
        assert_eq!(label(&weekly).as_deref(), Some("+1,500, 2 times"));
        let mixed = pool(&[(8, "+1,500"), (15, "+900"), (16, "+20")]);
        assert_eq!(label(&mixed).as_deref(), Some("+1,500, then 2 more"));
        assert_eq!(label(&pool(&[])), None);
    }

    #[test]
    fn dense_arrivals_are_thinned() {
        assert_eq!(thinned(&[0.0, 2.0, 6.0, 11.0, 12.0]), [0.0, 6.0, 12.0]);
    }
}
