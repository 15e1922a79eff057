//! Losses: processes strike, and the lost meet their fates.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};
use crate::instructions::Kernel;
use crate::lanes::Lanes;
use crate::losses::Law;
use crate::pools::Observed;
use crate::recovery::{Recovery, RecoveryState};
use crate::rotation::Split;

/// The lost of a day enter a recovery.
struct Enter<'a, const L: usize> {
    recovery: &'a Recovery,
    day: u32,
    lanes: &'a Lanes,
    lost: &'a [i64; L],
    state: &'a mut RecoveryState<L>,
}

impl<const L: usize> Kernel for Enter<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.recovery.enter(self.day, self.lanes, self.lost, self.state);
    }
}

impl<const L: usize> Block<'_, L> {
    /// A process demands its losses, and takes what is left to take.
    #[inline(always)]
    pub(super) fn lose(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let process = &self.plan.processes[index];
        let state = &mut self.processes[index];
        let pool = &mut self.pools[process.pool];
        // On the days of the simplest of runs there is no more to do than this.
        if state.plain_table
            && pool.is_only_strength()
            && let Some(table) = process.tables.at(0)
        {
            process.demand_by_table(table, (day, &self.lanes), state, &mut self.demand);
            pool.take(&self.demand);
            return;
        }
        // The pool is empty for good: only the shortfall grows. A hazard demands nothing of it.
        let over = pool.closed.is_some() && !self.every_day;
        if over
            && (!pool.observed.has(Observed::SHORTFALL) || matches!(process.law, Law::Hazard(_)))
        {
            cx.retire();
            return;
        }
        let split = || Split { lanes: &self.lanes, stream: process.cohorts, day };
        let lost = &mut self.lost;
        if let Law::Hazard(hazard) = &process.law {
            let today = process.hazard_today(hazard, (day, &self.lanes), state);
            **lost = pool.lose_to_hazard(&today, split());
        } else {
            process.demand(day, &self.lanes, state, &mut self.demand);
            if over {
                for i in 0..L {
                    pool.shortfall[i] += self.demand[i];
                }
                return;
            }
            if pool.alone {
                pool.lose_alone(&self.demand, state.counted);
                if !state.counted {
                    return;
                }
                **lost = pool.lost;
            } else {
                pool.lose(&self.demand, split, lost);
            }
        }
        if state.counted {
            if process.observed {
                for i in 0..L {
                    state.losses[i] += lost[i];
                }
            }
            if let Some(fates) = &process.fates {
                fates.split(day, &self.lanes, lost, &mut state.fates);
                self.recover(index, day, cx);
            }
        }
    }

    /// The day's losses of a process enter recovery, as far as they will return.
    #[inline(never)]
    fn recover(&mut self, process: usize, day: u32, cx: &mut Context<'_, Event>) {
        let Some(fates) = &self.plan.processes[process].fates else { return };
        let today = &self.processes[process].fates.today;
        for (fate, lost) in fates.categories.iter().zip(today) {
            let Some(index) = fate.recovery else { continue };
            let recovery = &self.plan.recoveries[index];
            let state = &mut self.recoveries[index];
            let enter = Enter { recovery, day, lanes: &self.lanes, lost, state };
            // Returners are many, whether or not lanes are.
            self.instructions.run(enter);
            let state = &mut self.recoveries[index];
            if day < self.plan.horizon && !state.awake && state.is_due() {
                state.awake = true;
                wake(cx, day + 1, Phase::Returns, Event::Return { recovery: index });
            }
        }
    }
}
