//! Batches: they set out, arrive, and go home after their tour.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};
use crate::batches::{Batch, BatchState, NEVER, Transit};
use crate::instructions::Kernel;
use crate::lanes::Lanes;
use crate::pools::PoolState;

/// A batch sets out: when does it arrive?
struct SetOut<'a, const L: usize> {
    batch: &'a Batch,
    day: u32,
    lanes: &'a Lanes,
    state: &'a BatchState<L>,
}

impl<const L: usize> Kernel for SetOut<'_, L> {
    type Output = [u32; L];

    #[inline(always)]
    fn run(self) -> [u32; L] {
        self.batch.due(self.day, self.lanes, self.state)
    }
}

/// Those of a batch on its way join their pool in whose lanes it arrives today.
struct Join<'a, const L: usize> {
    batch: &'a Batch,
    day: u32,
    horizon: u32,
    transit: &'a mut Transit<L>,
    /// How many it brings.
    size: &'a [i64; L],
    pool: &'a mut PoolState<L>,
}

impl<const L: usize> Kernel for Join<'_, L> {
    /// Whether anybody joins; and the next day on which it arrives in some lane.
    type Output = (bool, Option<u32>);

    #[inline(always)]
    fn run(self) -> (bool, Option<u32>) {
        let Self { batch, day, horizon, transit, size, pool } = self;
        let arrived = transit.take_arrived(day);
        let mut joining = [0; L];
        for i in 0..L {
            joining[i] = if arrived[i] { size[i] } else { 0 };
        }
        if batch.first_cohort.is_none() {
            pool.mingle(day, &joining);
        }
        pool.receive(&joining);
        for i in 0..L {
            pool.arrivals[i] += joining[i];
        }
        if let Some(first) = batch.first_cohort {
            let cohort = first + transit.nth as usize;
            for i in (0..L).filter(|&i| joining[i] > 0) {
                pool.cohorts.arrive(cohort, i, i64::from(day), joining[i]);
            }
        }
        (joining.iter().any(|&count| count > 0), transit.next_due(horizon))
    }
}

impl<const L: usize> Block<'_, L> {
    /// A batch's nominal day: some lanes receive it, some wait for it, some never will.
    #[inline(never)]
    pub(super) fn dispatch(
        &mut self,
        index: usize,
        nth: u32,
        day: u32,
        cx: &mut Context<'_, Event>,
    ) {
        let batch = &self.plan.batches[index];
        let lanes = self.may_set_out(batch.pool);
        self.send((index, nth), &lanes, day, cx);
        if nth + 1 < batch.count {
            let event = Event::Dispatch { batch: index, nth: nth + 1 };
            wake(cx, batch.nominal_day(nth + 1), Phase::Arrivals, event);
        }
    }

    /// A batch sets out in some lanes.
    pub(super) fn send(
        &mut self,
        (index, nth): (usize, u32),
        lanes: &[bool; L],
        day: u32,
        cx: &mut Context<'_, Event>,
    ) {
        let batch = &self.plan.batches[index];
        let set_out = SetOut { batch, day, lanes: &self.lanes, state: &self.batches[index] };
        let mut due = self.instructions.run_lanes::<L, _>(set_out);
        for i in 0..L {
            due[i] = if lanes[i] { due[i] } else { NEVER };
        }
        let mut transit = Transit { batch: index, nth, due };
        if let Some(next) = self.receive(&mut transit, day, cx) {
            self.pools[batch.pool].in_transit += 1;
            let slot = if let Some(slot) = self.idle.pop() {
                self.transits[slot] = transit;
                slot
            } else {
                self.transits.push(transit);
                self.transits.len() - 1
            };
            wake(cx, next, Phase::Arrivals, Event::Arrive { transit: slot });
        }
    }

    /// A delayed batch arrives in the lanes whose day this is.
    #[inline(never)]
    pub(super) fn arrive(&mut self, slot: usize, day: u32, cx: &mut Context<'_, Event>) {
        let mut transit = self.transits[slot].clone();
        if let Some(next) = self.receive(&mut transit, day, cx) {
            wake(cx, next, Phase::Arrivals, Event::Arrive { transit: slot });
        } else {
            self.idle.push(slot);
            self.pools[self.plan.batches[transit.batch].pool].in_transit -= 1;
        }
        self.transits[slot] = transit;
    }

    /// A batch joins its pool in the lanes in which it arrives today; returns the next day on which it
    /// arrives in some lane, if it does within the run.
    fn receive(
        &mut self,
        transit: &mut Transit<L>,
        day: u32,
        cx: &mut Context<'_, Event>,
    ) -> Option<u32> {
        let (index, nth) = (transit.batch, transit.nth);
        let batch = &self.plan.batches[index];
        let (size, pool) = (&self.batches[index].size, &mut self.pools[batch.pool]);
        let horizon = self.plan.horizon;
        let join = Join { batch, day, horizon, transit, size, pool };
        let (anybody, next) = self.instructions.run_lanes::<L, _>(join);
        if let Some(tour) = batch.tour
            && anybody
            && day + tour <= horizon
        {
            wake(cx, day + tour, Phase::Rotation, Event::Depart { batch: index, nth });
        }
        next
    }

    /// The survivors of a rotation batch go home where its tour is over.
    #[inline(never)]
    pub(super) fn depart(&mut self, index: usize, nth: u32, day: u32) {
        let batch = &self.plan.batches[index];
        let (Some(tour), Some(first)) = (batch.tour, batch.first_cohort) else { return };
        let pool = &mut self.pools[batch.pool];
        let leaving = pool.cohorts.depart(first + nth as usize, day, tour);
        for i in 0..L {
            pool.strength[i] -= leaving[i];
            pool.rotated_out[i] += leaving[i];
            pool.veteran_days[i] += leaving[i] * i64::from(tour);
        }
    }
}
