//! One file per chart, and what charts share: frame, axes, pen, palette.

mod asks;
mod axis;
mod bars;
mod distribution;
mod ending;
mod fan;
mod frame;
mod palette;
mod pen;
mod survival;

pub use asks::{AskRow, Asks, asks};
pub use bars::{Bar, Bars, bars};
pub use distribution::{Distribution, distribution};
pub use fan::{Fan, FanPool, fan};
pub use survival::{Curve, Survival, survival};
