//! Who joins the units of a rotation: replacements, and who comes to its pool by other ways.

use super::{Rotation, RotationState};
use crate::inputs::Input;
use crate::pools::PoolState;

/// Replacements, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Refill {
    /// Fill up to which.
    pub(crate) to: f64,
    /// Index of the pool that they come from; none for outside.
    pub(crate) from: Option<usize>,
    /// Most a day [count]; absent for no limit.
    pub(crate) rate: Option<Input>,
    /// Whether units at rest are refilled.
    pub(crate) at_rest: bool,
    /// Whether units in the line are refilled.
    pub(crate) in_line: bool,
}

impl Rotation {
    /// The morning's replacements, in all lanes, from a pool or from outside.
    pub(crate) fn replace<const L: usize>(
        &self,
        state: &mut RotationState<L>,
        pool: &mut PoolState<L>,
        mut source: Option<&mut PoolState<L>>,
    ) {
        let Some(refill) = &self.refill else { return };
        let stock = match &source {
            Some(source) => source.cohorts.rest(&source.strength),
            None => [i64::MAX; L],
        };
        for lane in 0..L {
            let most = stock[lane].min(state.rate[lane]);
            let mut left = most;
            if refill.in_line {
                left = state.fill_the_line(lane, left, pool);
            }
            if refill.at_rest {
                left = state.fill_the_resting(lane, left);
            }
            let taken = most - left;
            state.refilled[lane] += taken;
            if let Some(source) = &mut source {
                source.strength[lane] -= taken;
                source.transferred_out[lane] += taken;
            }
        }
    }
}

impl<const L: usize> RotationState<L> {
    /// Fills the units in a line, the weakest first; returns how many of `left` remain.
    fn fill_the_line(&self, lane: usize, mut left: i64, pool: &mut PoolState<L>) -> i64 {
        while left > 0
            && let Some((strength, unit)) = self.weakest_in_line(lane, pool)
            && strength < self.full[lane]
        {
            let joining = left.min(self.full[lane] - strength);
            pool.cohorts.reinforce(unit, lane, joining);
            pool.strength[lane] += joining;
            pool.transferred_in[lane] += joining;
            left -= joining;
        }
        left
    }

    /// Fills the units at rest, the longest there first; returns how many of `left` remain.
    fn fill_the_resting(&mut self, lane: usize, mut left: i64) -> i64 {
        let full = self.full[lane];
        while left > 0 {
            let units = self.units.iter_mut().enumerate();
            let short = units.filter(|(_, u)| !u.in_line[lane] && u.resting[lane] < full);
            let Some((_, unit)) = short.min_by_key(|(index, u)| (u.since[lane], *index)) else {
                break;
            };
            let joining = left.min(full - unit.resting[lane]);
            unit.resting[lane] += joining;
            left -= joining;
        }
        left
    }

    /// Who has come to the pool and belongs to no unit joins those in the line: the weakest up to
    /// its size, then the next; the weakest of all if none has room.
    #[inline(never)]
    pub(super) fn take_in(&self, pool: &mut PoolState<L>) {
        let joining = pool.cohorts.rest(&pool.strength);
        for lane in 0..L {
            let mut left = joining[lane];
            while left > 0
                && let Some((strength, unit)) = self.weakest_in_line(lane, pool)
            {
                let room = self.size[lane] - strength;
                let joining = if room > 0 { left.min(room) } else { left };
                pool.cohorts.reinforce(unit, lane, joining);
                left -= joining;
            }
        }
    }

    /// Strength and index of the weakest unit in a lane's line.
    fn weakest_in_line(&self, lane: usize, pool: &PoolState<L>) -> Option<(i64, usize)> {
        let units = self.units.iter().enumerate().filter(|(_, unit)| unit.in_line[lane]);
        units.map(|(index, _)| (pool.cohorts.strength(index)[lane], index)).min()
    }
}
