//! One file per chart, and what charts share: frame, axes, pen, palette.

mod asks;
mod axis;
mod bars;
mod chains;
mod course;
mod difference;
mod distribution;
mod ending;
mod fan;
mod fates;
mod frame;
mod outcomes;
mod palette;
mod pen;
mod ranks;
mod recovery;
mod supply;
mod survival;
mod tornado;
mod units;

pub use asks::{AskRow, Asks, asks};
pub use bars::{Bar, Bars, bars};
pub use chains::{ChainPool, Chains, chains};
pub use course::{Course, CourseLine, CoursePoint, Sought, course};
pub use difference::{Difference, difference};
pub use distribution::{Distribution, distribution};
pub use fan::{Fan, FanPool, fan};
pub use fates::{Fate, Fates, fates};
pub use outcomes::{Outcomes, Start, outcomes};
pub use ranks::{Ranks, ranks};
pub use recovery::{InRecovery, Recovery, recovery};
pub use supply::{Supply, supply};
pub use survival::{Curve, Survival, survival};
pub use tornado::{Tornado, TornadoRow, tornado};
pub use units::{Unit, UnitSpan, Units, units};
