//! Batches: they set out, arrive, and go home after their tour.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};
use crate::batches::Transit;

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
        let mut due = batch.due(day, &self.lanes, &self.batches[index]);
        for i in 0..L {
            due[i] = if lanes[i] { due[i] } else { 0 };
        }
        let mut transit = Transit { batch: index, nth, due };
        let now = transit.take_arrived(day);
        self.receive(index, nth, &now, day, cx);
        if let Some(next) = transit.next_due(self.plan.horizon) {
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
        let transit = &mut self.transits[slot];
        let (batch, nth) = (transit.batch, transit.nth);
        let arrived = transit.take_arrived(day);
        if let Some(next) = transit.next_due(self.plan.horizon) {
            wake(cx, next, Phase::Arrivals, Event::Arrive { transit: slot });
        } else {
            self.idle.push(slot);
            self.pools[self.plan.batches[batch].pool].in_transit -= 1;
        }
        self.receive(batch, nth, &arrived, day, cx);
    }

    /// A batch joins its pool in the lanes where it has arrived.
    fn receive(
        &mut self,
        index: usize,
        nth: u32,
        arrived: &[bool; L],
        day: u32,
        cx: &mut Context<'_, Event>,
    ) {
        let batch = &self.plan.batches[index];
        let pool = &mut self.pools[batch.pool];
        let size = &self.batches[index].size;
        if batch.first_cohort.is_none() {
            let joining = std::array::from_fn(|i| if arrived[i] { size[i] } else { 0 });
            pool.mingle(day, &joining);
        }
        let mut anybody = false;
        for i in 0..L {
            if arrived[i] && size[i] > 0 {
                anybody = true;
                pool.receive_in(i, size[i]);
                pool.arrivals[i] += size[i];
                if let Some(first) = batch.first_cohort {
                    pool.cohorts.arrive(first + nth as usize, i, i64::from(day), size[i]);
                }
            }
        }
        if let Some(tour) = batch.tour
            && anybody
            && day + tour <= self.plan.horizon
        {
            wake(cx, day + tour, Phase::Rotation, Event::Depart { batch: index, nth });
        }
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
