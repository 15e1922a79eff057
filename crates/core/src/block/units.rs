//! Units of rotations: they take turns in the line, and are refilled.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};

impl<const L: usize> Block<'_, L> {
    /// The morning's reliefs of a rotation.
    #[inline(never)]
    pub(super) fn rotate(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let rotation = &self.plan.rotations[index];
        let (state, pool) = (&mut self.rotations[index], &mut self.pools[rotation.pool]);
        if pool.closed.is_some() && !self.every_day {
            state.miss(self.plan.horizon - day + 1);
            return;
        }
        rotation.relieve(day, state, pool);
        if day < self.plan.horizon {
            wake(cx, day + 1, Phase::Rotation, Event::Rotate { rotation: index });
        }
    }

    /// The morning's replacements of a rotation.
    #[inline(never)]
    pub(super) fn refill(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let rotation = &self.plan.rotations[index];
        let state = &mut self.rotations[index];
        match rotation.refill.as_ref().and_then(|refill| refill.from) {
            Some(from) => {
                let [pool, source] = self
                    .pools
                    .get_disjoint_mut([rotation.pool, from])
                    .expect("a rotation is not refilled from itself");
                rotation.replace(state, pool, Some(source));
            }
            None => rotation.replace(state, &mut self.pools[rotation.pool], None),
        }
        if day < self.plan.horizon && (self.every_day || self.may_refill(index)) {
            wake(cx, day + 1, Phase::Rotation, Event::Refill { rotation: index });
        }
    }

    /// Whether anybody may still come to a rotation's units as a replacement.
    fn may_refill(&self, index: usize) -> bool {
        self.plan.rotations[index].refill.as_ref().is_some_and(|refill| match refill.from {
            Some(from) => self.pools[from].closed.is_none(),
            None => true,
        })
    }

    /// Whether a unit of a rotation may still come to the line, or leave it after handing over.
    #[inline(never)]
    pub(super) fn awaits_units(&self, index: usize) -> bool {
        self.may_refill(index) || self.rotations[index].is_moving()
    }
}
