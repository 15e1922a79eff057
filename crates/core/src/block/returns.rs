//! Returns: those whose day it is come back from recovery.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};

impl<const L: usize> Block<'_, L> {
    /// Those whose day this is come back from recovery.
    #[inline(never)]
    pub(super) fn give_back(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let state = &mut self.recoveries[index];
        let back = state.take(day);
        state.awake = state.is_due();
        if state.awake {
            wake(cx, day + 1, Phase::Returns, Event::Return { recovery: index });
        }
        let pool = &mut self.pools[self.plan.recoveries[index].to];
        pool.receive(&back);
        pool.mingle(day, &back);
        for i in 0..L {
            pool.returns[i] += back[i];
        }
    }

    /// Whether some may still return to a pool: they are due, or may yet be lost elsewhere.
    pub(super) fn awaits_returns(&self, pool: usize) -> bool {
        self.plan.pools[pool].fed_by.iter().any(|&index| {
            let source = self.plan.processes[self.plan.recoveries[index].process].pool;
            self.recoveries[index].awaits()
                || (source != pool && self.pools[source].closed.is_none())
        })
    }
}
