//! What multiplies a law's mean on a day: its schedule and its pulses.

use super::{Pulse, Schedule, pulse};
use crate::lanes::Lanes;

/// The modifiers of a process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Modifiers {
    pub(crate) schedule: Schedule,
    pub(crate) pulse: Option<Pulse>,
}

/// Modifier state of a block.
#[derive(Debug, Clone)]
pub(crate) struct State<const L: usize> {
    /// Factors of the schedule's current level.
    scheduled: [f64; L],
    level: usize,
    pulse: pulse::State<L>,
}

impl<const L: usize> Default for State<L> {
    fn default() -> Self {
        Self { scheduled: [1.0; L], level: 0, pulse: pulse::State::default() }
    }
}

/// The day's factor on the mean.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Factor<const L: usize> {
    /// A level known when the plan was compiled, the same in every lane.
    Level(usize, f64),
    /// Each lane has its own.
    Each([f64; L]),
}

impl<const L: usize> Factor<L> {
    /// A lane's factor.
    #[inline(always)]
    pub(crate) fn get(&self, lane: usize) -> f64 {
        match self {
            Self::Level(_, factor) => *factor,
            Self::Each(factors) => factors[lane],
        }
    }

    /// The level, where it was known when the plan was compiled.
    #[inline(always)]
    pub(crate) fn level(&self) -> Option<usize> {
        match self {
            Self::Level(level, _) => Some(*level),
            Self::Each(_) => None,
        }
    }
}

impl Modifiers {
    /// The factors that can occur, by level, if all are known when the plan is compiled.
    pub(crate) fn levels(&self) -> Option<Vec<f64>> {
        if self.pulse.is_some() { None } else { self.schedule.levels() }
    }

    /// A factor that no day's exceeds.
    pub(crate) fn most(&self) -> f64 {
        let steps = self.schedule.steps.iter().map(|(_, factor)| factor.most());
        let pulse = self.pulse.as_ref().map_or(1.0, |pulse| pulse.factor.most().max(1.0));
        steps.fold(1.0, f64::max) * pulse
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut State<L>) {
        state.level = 0;
        state.scheduled = [1.0; L];
        if let Some(pulse) = &self.pulse {
            pulse.begin(lanes, &mut state.pulse);
        }
    }

    /// The day's factor. To be called once for each day in turn.
    #[inline(always)]
    pub(crate) fn factor<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &mut State<L>,
    ) -> Factor<L> {
        if self.schedule.steps.is_empty() && self.pulse.is_none() {
            return Factor::Level(0, 1.0);
        }
        self.modified(day, lanes, state)
    }

    #[inline(never)]
    fn modified<const L: usize>(&self, day: u32, lanes: &Lanes, state: &mut State<L>) -> Factor<L> {
        let level = self.schedule.level(day);
        if level != state.level {
            state.level = level;
            state.scheduled = self.schedule.factors(level, lanes);
        }
        match &self.pulse {
            Some(pulse) => {
                let mut factors = state.scheduled;
                pulse.apply(day, lanes, &mut state.pulse, &mut factors);
                Factor::Each(factors)
            }
            None if self.schedule.steps.iter().all(|(_, factor)| factor.fixed().is_some()) => {
                Factor::Level(level, state.scheduled[0])
            }
            None => Factor::Each(state.scheduled),
        }
    }
}
