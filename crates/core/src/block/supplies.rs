//! Supplies: how long they last is told at the close of each day, and rations for the next.

use super::Block;
use crate::metrics::SupplyMeasure;

impl<const L: usize> Block<'_, L> {
    /// Forgets the last block, and tells the rations of day 1.
    pub(super) fn begin_supplies(&mut self) {
        for (supply, state) in self.plan.supplies.iter().zip(&mut self.supplies) {
            let usage = &self.plan.processes[supply.usage];
            let wish = supply.resupply.map(|of| &self.plan.transfers[of.transfer].wish);
            let stock = &self.pools[supply.pool].strength;
            supply.begin(&self.lanes, (usage, wish), stock, state);
            self.processes[supply.usage].ration = state.factor;
        }
    }

    /// The day closes. Before its pools do, which forget what was demanded.
    #[inline(never)]
    pub(super) fn close_supplies(&mut self, day: u32) {
        for (supply, state) in self.plan.supplies.iter().zip(&mut self.supplies) {
            let pool = &self.pools[supply.pool];
            if pool.closed.is_none() {
                let modifiers = &self.plan.processes[supply.usage].modifiers;
                supply.close((day, &self.lanes), modifiers, (&pool.strength, &pool.demand), state);
                self.processes[supply.usage].ration = state.factor;
            }
        }
    }

    /// A metric of a supply, by lane.
    pub(super) fn measure_supply(&self, index: usize, measure: SupplyMeasure) -> [i64; L] {
        let (supply, state) = (&self.plan.supplies[index], &self.supplies[index]);
        let pool = &self.pools[supply.pool];
        match measure {
            SupplyMeasure::DaysOfSupplyEnd => state.days,
            SupplyMeasure::DaysOfSupplyMin => state.fewest,
            SupplyMeasure::RationedDays => {
                let unseen = pool.closed.map_or(0, |day| self.plan.horizon - day);
                state.all_rationed_days(unseen)
            }
            SupplyMeasure::UsedTotal => pool.losses,
            SupplyMeasure::UnmetTotal => pool.shortfall,
            SupplyMeasure::DeliveredTotal => {
                std::array::from_fn(|i| pool.arrivals[i] + pool.transferred_in[i])
            }
        }
    }
}
