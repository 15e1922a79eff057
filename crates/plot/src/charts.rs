//! One file per chart, and what charts share: frame, axes, pen, palette.

mod asks;
mod axis;
mod course;
mod difference;
mod distribution;
mod ending;
mod fan;
mod frame;
mod palette;
mod pen;
mod survival;
mod tornado;

pub use asks::{AskRow, Asks, asks};
pub use course::{Course, CourseLine, CoursePoint, Sought, course};
pub use difference::{Difference, difference};
pub use distribution::{Distribution, distribution};
pub use fan::{Fan, FanPool, fan};
pub use survival::{Curve, Survival, survival};
pub use tornado::{Tornado, TornadoRow, tornado};
