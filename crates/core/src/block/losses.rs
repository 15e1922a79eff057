//! Losses: processes strike, and the lost meet their fates.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};
use crate::losses::Law;
use crate::pools::Observed;
use crate::rotation::Split;

impl<const L: usize> Block<'_, L> {
    /// A process demands its losses, and takes what is left to take.
    #[inline(always)]
    pub(super) fn lose(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let process = &self.plan.processes[index];
        let state = &mut self.processes[index];
        let pool = &mut self.pools[process.pool];
        if pool.closed.is_some() && !self.every_day {
            self.miss_the_rest(index, day);
            cx.retire();
            return;
        }
        let split = || Split { lanes: &self.lanes, stream: process.cohorts, day };
        let lost = &mut self.lost;
        if let Law::Hazard(hazard) = &process.law {
            let today = process.hazard_today(hazard, (day, &self.lanes), state);
            *lost = pool.lose_to_hazard(&today, split());
        } else {
            process.demand(day, &self.lanes, state, &mut self.demand);
            pool.lose(&self.demand, split(), lost);
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
            let state = &mut self.recoveries[index];
            self.plan.recoveries[index].enter(day, &self.lanes, lost, state);
            // What is due happens by the horizon: tomorrow is within it.
            if state.is_due() && !state.awake {
                state.awake = true;
                wake(cx, day + 1, Phase::Returns, Event::Return { recovery: index });
            }
        }
    }

    /// From `day` on the process finds its pool empty, and only the shortfall grows.
    #[inline(never)]
    fn miss_the_rest(&mut self, index: usize, day: u32) {
        let process = &self.plan.processes[index];
        // A hazard demands nothing of an empty pool.
        let observed = self.plan.pools[process.pool].observed;
        if !observed.has(Observed::SHORTFALL) || matches!(process.law, Law::Hazard(_)) {
            return;
        }
        let shortfall = &mut self.pools[process.pool].shortfall;
        let mut demand = [0; L];
        for day in day..=self.plan.horizon {
            process.demand(day, &self.lanes, &mut self.processes[index], &mut demand);
            for i in 0..L {
                shortfall[i] += demand[i];
            }
        }
    }
}
