//! What policies order of a process: a ration of its mean, and another schedule.

use super::Schedule;
use crate::lanes::Lanes;

/// The orders that a process may get.
#[derive(Debug, Clone)]
pub(crate) struct Orders {
    /// Schedules that it may be told to follow, days counted from the first, 0.
    schedules: Vec<Schedule>,
    /// A factor that no ration exceeds, at least 1.
    ration: f64,
}

/// The orders of a block in force.
#[derive(Debug, Clone)]
pub(crate) struct State<const L: usize> {
    /// Whether there are any, in some lane.
    given: bool,
    ration: [f64; L],
    /// Which schedule each lane follows, and its day 0; none where it follows its own.
    schedule: [Option<(usize, u32)>; L],
    /// Factors of the steps of all schedules, one after the other; drawn once per replication.
    factors: Vec<[f64; L]>,
}

impl Default for Orders {
    fn default() -> Self {
        Self { schedules: Vec::new(), ration: 1.0 }
    }
}

impl<const L: usize> Default for State<L> {
    fn default() -> Self {
        Self { given: false, ration: [1.0; L], schedule: [None; L], factors: Vec::new() }
    }
}

impl Orders {
    /// It may be rationed by a factor of at most this.
    pub(crate) fn may_ration(&mut self, most: f64) {
        self.ration = self.ration.max(most);
    }

    /// It may be told to follow a schedule; returns its number.
    pub(crate) fn may_follow(&mut self, schedule: Schedule) -> usize {
        self.schedules.push(schedule);
        self.schedules.len() - 1
    }

    /// A factor that no ration exceeds.
    pub(crate) fn most_ration(&self) -> f64 {
        self.ration
    }

    /// A factor that no step of a schedule exceeds.
    pub(crate) fn most_scheduled(&self) -> f64 {
        self.schedules.iter().map(Schedule::most).fold(1.0, f64::max)
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut State<L>) {
        state.given = false;
        state.ration = [1.0; L];
        state.schedule = [None; L];
        state.factors.clear();
        let steps = self.schedules.iter().flat_map(|schedule| &schedule.steps);
        state.factors.extend(steps.map(|(_, factor)| factor.draw::<L>(lanes)));
    }

    /// Puts the orders in force in place of the scheduled factors of a day; returns whether there
    /// are any.
    pub(crate) fn apply<const L: usize>(
        &self,
        day: u32,
        state: &State<L>,
        factors: &mut [f64; L],
    ) -> bool {
        if !state.given {
            return false;
        }
        for lane in 0..L {
            if let Some((schedule, first)) = state.schedule[lane] {
                let before = self.schedules[..schedule].iter().map(|s| s.steps.len());
                let level = self.schedules[schedule].level(day - first);
                factors[lane] = match level.checked_sub(1) {
                    None => 1.0,
                    Some(step) => state.factors[before.sum::<usize>() + step][lane],
                };
            }
            factors[lane] *= state.ration[lane];
        }
        true
    }
}

impl<const L: usize> State<L> {
    /// From the next day on the mean is rationed in some lanes.
    pub(crate) fn ration(&mut self, lanes: &[bool; L], factors: &[f64; L]) {
        self.given = true;
        for lane in (0..L).filter(|&lane| lanes[lane]) {
            self.ration[lane] = factors[lane];
        }
    }

    /// From `first` on another schedule is followed in some lanes.
    pub(crate) fn switch(&mut self, lanes: &[bool; L], schedule: usize, first: u32) {
        self.given = true;
        for lane in (0..L).filter(|&lane| lanes[lane]) {
            self.schedule[lane] = Some((schedule, first));
        }
    }
}
