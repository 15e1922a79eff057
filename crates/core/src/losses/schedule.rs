//! `schedule`: piecewise factors on the mean, by day.

use crate::inputs::Input;
use crate::lanes::Lanes;

/// From a day on, the mean is multiplied by a factor. Before the first step the factor is 1.
#[derive(Debug, Clone, Default)]
pub(crate) struct Schedule {
    /// (First day, factor), days ascending.
    pub(crate) steps: Vec<(u32, Input)>,
}

impl Schedule {
    /// The factors by level, level 0 being the 1 before the first step; `None` if any is drawn.
    pub(crate) fn levels(&self) -> Option<Vec<f64>> {
        std::iter::once(Some(1.0)).chain(self.steps.iter().map(|(_, f)| f.fixed())).collect()
    }

    /// A factor that no step exceeds, at least the 1 before the first.
    pub(crate) fn most(&self) -> f64 {
        self.steps.iter().map(|(_, factor)| factor.most()).fold(1.0, f64::max)
    }

    /// The level that holds on a day.
    pub(crate) fn level(&self, day: u32) -> usize {
        self.steps.partition_point(|(from, _)| *from <= day)
    }

    /// Each lane's factor on the day a level begins.
    pub(crate) fn factors<const L: usize>(&self, level: usize, lanes: &Lanes) -> [f64; L] {
        match level.checked_sub(1) {
            None => [1.0; L],
            Some(step) => self.steps[step].1.draw(lanes),
        }
    }
}
