//! Lanes that have nothing more to tell are left behind.
//!
//! A block goes on until its last lane is done, while most are done long before: of 256 runs of the default
//! law, half on day 10 or 11, the last on day 15. So once no more lanes have anything left to tell than go to
//! work together, they come to the front, and what takes long is done for these alone. Draws are addressed
//! by replication, so every lane gets what it would have got in its place; in the end all are put
//! back.

use super::Block;
use crate::lanes::GROUP;
use crate::losses::Process;
use crate::plan::Plan;

/// Whether a plan's lanes can be left behind, and whether that pays: a day has to take longer than to see who
/// is done.
pub(super) fn pays<const L: usize>(plan: &Plan) -> bool {
    L > GROUP
        && plan.has_only_losses()
        && plan.series.is_empty()
        && !plan.pools.iter().any(|pool| pool.counts_days(plan.first_passages_only))
        && plan.processes.iter().all(Process::may_swap)
        && plan.processes.iter().any(Process::spares_lanes)
}

/// Lanes that tell, while none of them is finished, that many are not.
const FEW: usize = 16;

impl<const L: usize> Block<'_, L> {
    /// Leaves behind the lanes that have nothing more to tell, if they are many.
    #[inline(always)]
    pub(super) fn spare_finished(&mut self) {
        if self.lanes.at_work::<L>() < L || !self.finished::<FEW>().contains(&true) {
            return;
        }
        let finished = self.finished::<L>();
        let left = finished.iter().fold(0, |left, &done| left + u16::from(!done));
        if usize::from(left) <= GROUP {
            self.leave_behind(&finished);
        }
    }

    /// Which of the first lanes have nothing more to tell.
    #[inline(always)]
    fn finished<const N: usize>(&self) -> [bool; N] {
        let mut finished = [true; N];
        for (pool, state) in self.plan.pools.iter().zip(&self.pools) {
            pool.finish(self.plan.first_passages_only, state, &mut finished);
        }
        finished
    }

    /// Puts the lanes that are not finished first.
    #[inline(never)]
    fn leave_behind(&mut self, finished: &[bool; L]) {
        // Without a branch on what nobody can foretell.
        let (mut free, mut behind) = ([0; GROUP], [0; GROUP]);
        let (mut frees, mut behinds) = (0, 0);
        for lane in 0..GROUP {
            free[frees % GROUP] = lane as u16;
            frees += usize::from(finished[lane]);
        }
        for lane in GROUP..L {
            behind[behinds % GROUP] = lane as u16;
            behinds += usize::from(!finished[lane]);
        }
        self.swaps.extend(free.iter().zip(&behind[..behinds]).map(|(&a, &b)| [a, b]));
        self.lanes.swapped::<L>(&self.swaps, GROUP);
        self.swap();
    }

    /// Puts every lane back in its place.
    #[inline]
    pub(super) fn put_back(&mut self) {
        if !self.swaps.is_empty() {
            self.swap();
            self.swaps.clear();
        }
        self.lanes.put_back();
    }

    /// Lanes change places.
    fn swap(&mut self) {
        for state in &mut self.pools {
            state.swap(&self.swaps);
        }
        for (process, state) in self.plan.processes.iter().zip(&mut self.processes) {
            process.swap(state, &self.swaps);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Engine;
    use crate::plan::Wanted;
    use crate::scenario::{NoFiles, Scenario};

    /// Lanes at work at the close of each day of a block of 256, of what empties a pool in 10 days or so.
    fn at_work(daily: &str, metric: &str) -> Vec<usize> {
        let text =
            format!("horizon = 30\n[pools.p]\nstrength = 12_000\n[losses.l]\ndaily = {daily}");
        let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).expect("a scenario");
        let wanted = Wanted::Metrics(vec![metric.to_owned()]);
        let plan = Plan::compile(&loaded.scenario, &wanted).expect("it compiles");
        let mut engine = Engine::<256>::new(&plan);
        engine.begin(0, false);
        let mut days = Vec::new();
        while let Some(fired) = engine.simulation().step() {
            if fired.event == crate::block::Event::Close {
                days.push(engine.simulation().model().lanes.at_work::<256>());
            }
            if engine.simulation().is_stopped() {
                break;
            }
        }
        days
    }

    const DRIFT: &str = "{ nb_drift = { mean = 1200, rate_cv = 0.1 } }";

    #[test]
    fn the_last_lanes_work_alone() {
        for metric in ["p.exhaustion_day", "p.coverage_days", "p.losses_total"] {
            let days = at_work(DRIFT, metric);
            // A quarter of all runs last longer than day 11, and one in 200 longer than day 14: counted by
            // an independent program in Python.
            assert_eq!(days[..8], [256; 8], "{metric}");
            assert_eq!(days[11..14], [64; 3], "{metric}: {days:?}");
        }
    }

    #[test]
    fn no_lane_is_left_behind_that_has_something_to_tell() {
        assert!(at_work(DRIFT, "p.shortfall_total").iter().all(|&lanes| lanes == 256));
        // 97 a day are 2,910 in 30: nobody is done.
        let slow = at_work("{ nb_drift = { mean = 97 } }", "p.exhaustion_day");
        assert_eq!(slow, [256; 30]);
    }

    #[test]
    fn days_that_take_no_time_are_not_worth_it() {
        let days = at_work("{ poisson = 1200 }", "p.exhaustion_day");
        assert!(days.iter().all(|&lanes| lanes == 256));
    }
}
