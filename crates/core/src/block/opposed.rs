//! Opposed pools: battles strike, before the loss processes of the day.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};
use crate::rotation::Split;

impl<const L: usize> Block<'_, L> {
    /// All battles of a day: all see the same opening strengths, then take one after the other.
    #[inline(never)]
    pub(super) fn oppose(&mut self, day: u32, cx: &mut Context<'_, Event>) {
        let mut goes_on = false;
        for (battle, state) in self.plan.battles.iter().zip(&mut self.battles) {
            let [first, second] = battle.pools.map(|pool| &self.pools[pool]);
            battle.fight(day, &self.lanes, [&first.strength, &second.strength], state);
            let over = first.closed.is_some() || second.closed.is_some();
            goes_on |= day < battle.days[1] && (!over || self.every_day);
        }
        for (battle, state) in self.plan.battles.iter().zip(&mut self.battles) {
            for side in 0..2 {
                let pool = &mut self.pools[battle.pools[side]];
                let today = &mut state.today[side];
                for lane in 0..L {
                    today[lane] = today[lane].min(pool.strength[lane]);
                    state.losses[side][lane] += today[lane];
                }
                let split = Split { lanes: &self.lanes, stream: battle.cohorts[side], day };
                pool.lose(today, || split, &mut self.lost);
            }
        }
        if goes_on {
            wake(cx, day + 1, Phase::Losses, Event::Oppose);
        }
    }
}
