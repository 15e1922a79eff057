//! Shapes in pixels, and curves in the units of the data, drawn through plotters.

use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

use crate::canvas::{Canvas, Rect, TENTHS};

/// Draws shapes given in pixels.
pub(super) struct Pen<'c> {
    root: DrawingArea<&'c Canvas, Shift>,
}

/// Draws series given in the units of the data.
pub(super) struct Plot<'c> {
    area: DrawingArea<&'c Canvas, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    pub(super) rect: Rect,
}

type Outcome<'c> = Result<(), DrawingAreaErrorKind<<&'c Canvas as DrawingBackend>::ErrorType>>;

/// The canvas is a string, so nothing can go wrong.
fn done(outcome: Outcome<'_>) {
    outcome.expect("drawing into a string cannot fail");
}

fn units(pixels: f64) -> i32 {
    (pixels * TENTHS).round() as i32
}

fn stroke(color: RGBColor, width: f64) -> ShapeStyle {
    color.stroke_width(units(width) as u32)
}

impl<'c> Pen<'c> {
    pub(super) fn on(canvas: &'c Canvas) -> Self {
        Self { root: canvas.into_drawing_area() }
    }

    pub(super) fn line(&self, points: &[(f64, f64)], color: RGBColor, width: f64) {
        let points: Vec<_> = points.iter().map(|p| (units(p.0), units(p.1))).collect();
        done(self.root.draw(&PathElement::new(points, stroke(color, width))));
    }

    /// A dashed level line.
    pub(super) fn dashes(&self, y: f64, x: Range<f64>, color: RGBColor) {
        let mut start = x.start;
        while start < x.end {
            self.line(&[(start, y), ((start + 5.0).min(x.end), y)], color, 1.1);
            start += 9.0;
        }
    }

    pub(super) fn block(&self, rect: Rect, color: RGBColor, opacity: f64) {
        let corners =
            [(units(rect.left), units(rect.top)), (units(rect.right), units(rect.bottom))];
        done(self.root.draw(&Rectangle::new(corners, color.mix(opacity).filled())));
    }

    pub(super) fn polygon(&self, points: &[(f64, f64)], color: RGBColor) {
        let points: Vec<_> = points.iter().map(|p| (units(p.0), units(p.1))).collect();
        done(self.root.draw(&Polygon::new(points, color.filled())));
    }

    pub(super) fn dot(&self, (x, y): (f64, f64), radius: f64, color: RGBColor) {
        done(self.root.draw(&Circle::new((units(x), units(y)), units(radius), color.filled())));
    }
}

impl<'c> Plot<'c> {
    /// A plot of the ranges `x` and `y`, which must not be empty, in `rect`.
    pub(super) fn new(canvas: &'c Canvas, rect: Rect, x: Range<f64>, y: Range<f64>) -> Self {
        let across = units(rect.left)..units(rect.right);
        let upward = units(rect.bottom)..units(rect.top);
        let area =
            canvas.into_drawing_area().apply_coord_spec(Cartesian2d::new(x, y, (across, upward)));
        Self { area, rect }
    }

    /// Where a value lies, in pixels.
    pub(super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = self.area.map_coordinate(&(x, y));
        (f64::from(x) / TENTHS, f64::from(y) / TENTHS)
    }

    pub(super) fn x(&self, x: f64) -> f64 {
        self.at(x, 0.0).0
    }

    pub(super) fn y(&self, y: f64) -> f64 {
        self.at(0.0, y).1
    }

    pub(super) fn curve(
        &self,
        points: impl IntoIterator<Item = (f64, f64)>,
        color: RGBColor,
        width: f64,
    ) {
        for element in LineSeries::new(points, stroke(color, width)) {
            done(self.area.draw(&element));
        }
    }

    /// The area between two curves; both go from left to right.
    pub(super) fn band<I>(&self, lower: I, upper: I, color: RGBColor, opacity: f64)
    where
        I: IntoIterator<Item = (f64, f64)>,
        I::IntoIter: DoubleEndedIterator,
    {
        let outline: Vec<_> = lower.into_iter().chain(upper.into_iter().rev()).collect();
        done(self.area.draw(&Polygon::new(outline, color.mix(opacity).filled())));
    }
}
