//! Returns: those whose day it is come back from recovery.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};
use crate::instructions::Kernel;
use crate::lanes::Lanes;
use crate::pools::PoolState;
use crate::recovery::{Recovery, RecoveryState};

/// A day's returns of a recovery.
struct GiveBack<'a, const L: usize> {
    recovery: &'a Recovery,
    day: u32,
    lanes: &'a Lanes,
    state: &'a mut RecoveryState<L>,
    pool: &'a mut PoolState<L>,
}

impl<const L: usize> Kernel for GiveBack<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { recovery, day, lanes, state, pool } = self;
        let back = recovery.take(day, lanes, state);
        pool.mingle(day, &back);
        pool.receive(&back);
        for i in 0..L {
            pool.returns[i] += back[i];
        }
    }
}

impl<const L: usize> Block<'_, L> {
    /// Those whose day this is come back from recovery.
    #[inline(never)]
    pub(super) fn give_back(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let recovery = &self.plan.recoveries[index];
        let state = &mut self.recoveries[index];
        let pool = &mut self.pools[recovery.to];
        self.instructions.run_lanes::<L, _>(GiveBack {
            recovery,
            day,
            lanes: &self.lanes,
            state,
            pool,
        });
        let state = &mut self.recoveries[index];
        state.awake = day < self.plan.horizon && state.is_due();
        if state.awake {
            wake(cx, day + 1, Phase::Returns, Event::Return { recovery: index });
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
