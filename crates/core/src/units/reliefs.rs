//! The morning of a rotation: units leave the line, and others come to it.

use super::{Rotation, RotationState};
use crate::pools::PoolState;

impl Rotation {
    /// The morning's reliefs, in all lanes.
    pub(crate) fn relieve<const L: usize>(
        &self,
        day: u32,
        state: &mut RotationState<L>,
        pool: &mut PoolState<L>,
    ) {
        let today = i64::from(day);
        if self.joined {
            state.take_in(pool);
        }
        let busy = state.busy(today, pool);
        for lane in 0..L {
            if busy[lane] {
                self.relieve_in(lane, today, state, pool);
            }
        }
        self.count_gaps(today, state, pool);
    }

    #[inline(never)]
    fn relieve_in<const L: usize>(
        &self,
        lane: usize,
        today: i64,
        state: &mut RotationState<L>,
        pool: &mut PoolState<L>,
    ) {
        for index in 0..self.units {
            let unit = &state.units[index];
            if unit.in_line[lane] && unit.relieved[lane] && unit.due[lane] <= today {
                self.withdraw((index, lane), today, state, pool);
            }
        }
        let ordered = std::mem::take(&mut state.ordered[lane]);
        while let Some(tired) = state.next_due(lane, today, ordered, pool)
            && let Some(relief) = self.rested(lane, today, state)
        {
            self.deploy((relief, lane), today, state, pool);
            state.reliefs[lane] += 1;
            let unit = &mut state.units[tired];
            state.early_reliefs[lane] += i64::from(unit.due[lane] > today);
            unit.relieved[lane] = true;
            unit.due[lane] = today + self.handover;
            if self.handover == 0 {
                self.withdraw((tired, lane), today, state, pool);
            }
        }
    }

    /// The unit at rest that is to go next, if one is fit: the one longest at rest.
    fn rested<const L: usize>(
        &self,
        lane: usize,
        today: i64,
        state: &RotationState<L>,
    ) -> Option<usize> {
        let units = state.units.iter().enumerate();
        units
            .filter(|(_, unit)| {
                !unit.in_line[lane]
                    && today - unit.since[lane] >= self.dwell
                    && unit.resting[lane] >= state.fit[lane]
            })
            .min_by_key(|(index, unit)| (unit.since[lane], *index))
            .map(|(index, _)| index)
    }

    /// A unit comes to the line.
    fn deploy<const L: usize>(
        &self,
        (index, lane): (usize, usize),
        today: i64,
        state: &mut RotationState<L>,
        pool: &mut PoolState<L>,
    ) {
        let unit = &mut state.units[index];
        let strength = std::mem::take(&mut unit.resting[lane]);
        unit.in_line[lane] = true;
        unit.since[lane] = today;
        unit.due[lane] = today + self.tour - self.handover;
        unit.relieved[lane] = false;
        pool.cohorts.arrive(index, lane, today, strength);
        pool.strength[lane] += strength;
        pool.arrivals[lane] += strength;
    }

    /// A unit comes out of the line.
    fn withdraw<const L: usize>(
        &self,
        (index, lane): (usize, usize),
        today: i64,
        state: &mut RotationState<L>,
        pool: &mut PoolState<L>,
    ) {
        let unit = &mut state.units[index];
        let days = today - unit.since[lane];
        let strength = pool.cohorts.leave(index, lane);
        pool.strength[lane] -= strength;
        pool.rotated_out[lane] += strength;
        pool.veteran_days[lane] += strength * days;
        state.tours[lane] += i64::from(days >= self.tour);
        unit.in_line[lane] = false;
        unit.since[lane] = today;
        unit.resting[lane] = strength;
    }

    /// Counts the lanes in which too few units are fit in the line.
    fn count_gaps<const L: usize>(
        &self,
        today: i64,
        state: &mut RotationState<L>,
        pool: &PoolState<L>,
    ) {
        let mut fit = [0; L];
        for (index, unit) in state.units.iter().enumerate() {
            let strength = pool.cohorts.strength(index);
            for lane in 0..L {
                let is_fit = unit.in_line[lane]
                    && today < unit.since[lane] + self.tour
                    && strength[lane] >= state.worn[lane].max(1);
                fit[lane] += usize::from(is_fit);
            }
        }
        for lane in 0..L {
            state.gap_days[lane] += i64::from(fit[lane] < self.deployed);
        }
    }
}

impl<const L: usize> RotationState<L> {
    /// Notes that on so many days to come nobody is in the line.
    pub(crate) fn miss(&mut self, days: u32) {
        for gap_days in &mut self.gap_days {
            *gap_days += i64::from(days);
        }
    }

    /// Orders that next morning all units in the line be relieved in these lanes, the longest there
    /// first, as far as fit ones are at rest. The order lapses with the morning; reliefs by order are
    /// early where a tour was not over.
    pub(crate) fn order_relief(&mut self, lanes: &[bool; L]) {
        for lane in 0..L {
            self.ordered[lane] |= lanes[lane];
        }
    }

    /// The lanes in which a unit may leave the line or come to it today.
    fn busy(&self, today: i64, pool: &PoolState<L>) -> [bool; L] {
        let mut busy = self.ordered;
        for (index, unit) in self.units.iter().enumerate() {
            let strength = pool.cohorts.strength(index);
            for lane in 0..L {
                let moves = unit.due[lane] <= today || strength[lane] < self.worn[lane];
                busy[lane] |= unit.in_line[lane] & moves;
            }
        }
        busy
    }

    /// The unit in the line that is to be relieved next, if one is: the one longest there.
    fn next_due(
        &self,
        lane: usize,
        today: i64,
        ordered: bool,
        pool: &PoolState<L>,
    ) -> Option<usize> {
        let is_due = |(index, unit): &(usize, &super::Unit<L>)| {
            let worn = pool.cohorts.strength(*index)[lane] < self.worn[lane];
            unit.in_line[lane]
                && !unit.relieved[lane]
                && unit.since[lane] < today
                && (unit.due[lane] <= today || worn || ordered)
        };
        let due = self.units.iter().enumerate().filter(is_due);
        due.min_by_key(|(index, unit)| (unit.since[lane], *index)).map(|(index, _)| index)
    }
}
