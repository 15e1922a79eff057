//! Transfers: what moves sets out, and arrives.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};

impl<const L: usize> Block<'_, L> {
    /// A transfer takes from its source, and sends what it has taken on its way.
    #[inline(never)]
    pub(super) fn transfer(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let transfer = &self.plan.transfers[index];
        if transfer.from.is_some_and(|from| self.pools[from].closed.is_some()) {
            return;
        }
        let state = &mut self.transfers[index];
        let mut wish = transfer.wish(day, &self.lanes, state);
        if let Some(stopped) = self.policies.stopped_transfers.get(index) {
            for i in 0..L {
                wish[i] = if stopped[i] { 0 } else { wish[i] };
            }
        }
        let shipment = match transfer.from {
            Some(from) => self.pools[from].send(&wish),
            None => wish,
        };
        let arriving = transfer.ship(day, &self.lanes, &shipment, state);
        if state.is_due() && !state.awake {
            state.awake = true;
            // What is due arrives by the horizon: tomorrow is within it.
            wake(cx, day + 1, Phase::Arrivals, Event::Deliver { transfer: index });
        }
        if day < transfer.last {
            wake(cx, day + 1, Phase::Transfers, Event::Transfer { transfer: index });
        }
        self.join(index, day, &arriving);
    }

    /// What of a transfer was due today arrives.
    #[inline(never)]
    pub(super) fn deliver(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let state = &mut self.transfers[index];
        let arriving = state.take(day);
        state.awake = state.is_due();
        if state.awake {
            wake(cx, day + 1, Phase::Arrivals, Event::Deliver { transfer: index });
        }
        self.join(index, day, &arriving);
    }

    /// What a transfer brings joins its pool.
    fn join(&mut self, index: usize, day: u32, arriving: &[i64; L]) {
        let Some(to) = self.plan.transfers[index].to else { return };
        let (state, pool) = (&mut self.transfers[index], &mut self.pools[to]);
        pool.mingle(day, arriving);
        pool.receive(arriving);
        for i in 0..L {
            state.arrived[i] += arriving[i];
            pool.transferred_in[i] += arriving[i];
        }
    }

    /// Whether some may still be transferred to a pool: they are on their way, or may yet set out.
    #[inline(never)]
    pub(super) fn awaits_transfers(&self, pool: usize, day: u32) -> bool {
        self.plan.pools[pool].supplied_by.iter().any(|&index| {
            let transfer = &self.plan.transfers[index];
            let has_some = transfer.from.is_none_or(|from| self.pools[from].closed.is_none());
            self.transfers[index].is_due() || (day < transfer.last && has_some)
        })
    }
}
