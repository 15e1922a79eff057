//! Policies: they look at the close of a day, and what they order begins the next morning.

use outlast_des::Context;

use super::{Block, Event, Phase, wake};
use crate::policies::{Action, Seen};

impl<const L: usize> Block<'_, L> {
    /// Every policy looks at the day, and acts where its conditions hold.
    #[inline(never)]
    pub(super) fn decide(&mut self, day: u32, cx: &mut Context<'_, Event>) {
        let policies = &self.plan.policies;
        for (window, state) in policies.windows.iter().zip(&mut self.policies.windows) {
            state.pass(day, &self.pools[window.pool].lost);
        }
        let mut open = false;
        for (index, policy) in policies.list.iter().enumerate() {
            let seen =
                Seen { pools: &self.pools, windows: &self.policies.windows, of: &policies.windows };
            let state = &self.policies.list[index];
            if !state.open {
                continue;
            }
            let acts = policy.acts(day, state, &seen);
            if acts.contains(&true) {
                policy.note(day, &acts, self.plan.horizon, &mut self.policies.list[index]);
                for action in &policy.actions {
                    self.order(action, day, &acts, cx);
                }
            }
            open |= self.policies.list[index].open;
        }
        if !open {
            cx.retire();
        }
    }

    /// Orders an action in some lanes, from the morning after `day` on.
    fn order(&mut self, action: &Action, day: u32, acts: &[bool; L], cx: &mut Context<'_, Event>) {
        let also = |lanes: &mut [bool; L]| {
            for i in 0..L {
                lanes[i] |= acts[i];
            }
        };
        let tomorrow = day < self.plan.horizon;
        match *action {
            Action::Request { batch } => {
                if tomorrow {
                    also(&mut self.policies.requests[batch].asked);
                    wake(cx, day + 1, Phase::Arrivals, Event::SetOut { batch });
                }
            }
            Action::StopBatches { pool } => also(&mut self.policies.stopped_batches[pool]),
            Action::Withdraw { pool } => {
                if tomorrow {
                    also(&mut self.policies.leaving[pool]);
                    wake(cx, day + 1, Phase::Rotation, Event::Withdraw { pool });
                }
            }
            Action::Relieve { rotation } => self.rotations[rotation].order_relief(acts),
            Action::Ration { process, ref factor } => {
                let factors = factor.draw(&self.lanes);
                self.processes[process].orders().ration(acts, &factors);
            }
            Action::Switch { process, schedule } => {
                self.processes[process].orders().switch(acts, schedule, day + 1);
            }
            Action::StopTransfers { transfer } => {
                also(&mut self.policies.stopped_transfers[transfer]);
            }
        }
    }

    /// Batches that were asked for yesterday evening set out. Each lane counts its own: those of one
    /// number set out together.
    #[inline(never)]
    pub(super) fn set_out(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let pool = self.plan.batches[index].pool;
        let stopped = self.policies.stopped_batches[pool];
        let request = &mut self.policies.requests[index];
        let mut asked = std::mem::replace(&mut request.asked, [false; L]);
        for i in 0..L {
            asked[i] &= !stopped[i];
        }
        while let Some(first) = asked.iter().position(|&asked| asked) {
            let request = &mut self.policies.requests[index];
            let nth = request.sent[first];
            let mut lanes = [false; L];
            for i in 0..L {
                lanes[i] = asked[i] && request.sent[i] == nth;
            }
            for i in 0..L {
                asked[i] &= !lanes[i];
                request.sent[i] += u32::from(lanes[i]);
            }
            self.send((index, nth), &lanes, day, cx);
        }
    }

    /// All who are in a pool go home where a policy has ordered it.
    #[inline(never)]
    pub(super) fn withdraw(&mut self, pool: usize, day: u32) {
        let leaving = std::mem::replace(&mut self.policies.leaving[pool], [false; L]);
        self.pools[pool].withdraw(day, &leaving);
    }

    /// The lanes in which batches may set out for a pool.
    pub(super) fn may_set_out(&self, pool: usize) -> [bool; L] {
        self.policies.stopped_batches.get(pool).map_or([true; L], |stopped| stopped.map(|s| !s))
    }

    /// Whether policies may yet change what happens to an empty pool, or must go on seeing it.
    #[inline(never)]
    pub(super) fn awaits_policies(&self, pool: usize, day: u32) -> bool {
        let may_act = day < self.plan.horizon
            && self
                .plan
                .policies
                .list
                .iter()
                .zip(&self.policies.list)
                .any(|(policy, state)| state.open && policy.concerns.contains(&pool));
        may_act
            || self
                .plan
                .batches
                .iter()
                .zip(&self.policies.requests)
                .any(|(batch, request)| batch.pool == pool && request.asked.contains(&true))
    }

    /// Whether the first day of every policy that anybody asked about has come in every lane.
    pub(super) fn policies_are_decided(&self) -> bool {
        let known = |column: &[i64; L]| !column.contains(&crate::metrics::CENSORED);
        let policies = self.plan.policies.list.iter().zip(&self.policies.list);
        policies.into_iter().all(|(policy, state)| !policy.observed || known(&state.first))
    }
}
