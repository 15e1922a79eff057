//! What multiplies a law's mean on a day: its schedule, what policies order, and its pulses.

use super::{Orders, Pulse, Schedule, orders, pulse};
use crate::lanes::Lanes;

/// The modifiers of a process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Modifiers {
    pub(crate) schedule: Schedule,
    /// What policies may order; absent where they order nothing.
    pub(crate) orders: Option<Orders>,
    pub(crate) pulse: Option<Pulse>,
}

/// Modifier state of a block.
#[derive(Debug, Clone)]
pub(crate) struct State<const L: usize> {
    /// Factors of the schedule's current level.
    scheduled: [f64; L],
    level: usize,
    pub(crate) orders: orders::State<L>,
    pulse: pulse::State<L>,
}

impl<const L: usize> Default for State<L> {
    fn default() -> Self {
        Self {
            scheduled: [1.0; L],
            level: 0,
            orders: orders::State::default(),
            pulse: pulse::State::default(),
        }
    }
}

/// The day's factor on the mean.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Factor<const L: usize> {
    /// A level known when the plan was compiled, the same in every lane.
    Level(usize, f64),
    /// Each lane has its own; most may still have that of a level, if it is known.
    Each([f64; L], Option<(usize, f64)>),
}

impl<const L: usize> Factor<L> {
    /// A lane's factor.
    #[inline(always)]
    pub(crate) fn get(&self, lane: usize) -> f64 {
        match self {
            Self::Level(_, factor) => *factor,
            Self::Each(factors, _) => factors[lane],
        }
    }

    /// The level that was known when the plan was compiled; it holds where policies have not
    /// [ordered](Self::ordered) another factor.
    #[inline(always)]
    pub(crate) fn level(&self) -> Option<usize> {
        match self {
            Self::Level(level, _) | Self::Each(_, Some((level, _))) => Some(*level),
            Self::Each(_, None) => None,
        }
    }

    /// The lanes in which policies have ordered another factor than that of the level, if in any.
    #[inline(always)]
    pub(crate) fn ordered(&self) -> Option<[bool; L]> {
        match self {
            Self::Each(factors, Some((_, level))) => Some(factors.map(|factor| factor != *level)),
            _ => None,
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
        let pulse = self.pulse.as_ref().map_or(1.0, |pulse| pulse.factor.most().max(1.0));
        let scheduled = self.schedule.most();
        match &self.orders {
            None => scheduled * pulse,
            Some(orders) => scheduled.max(orders.most_scheduled()) * orders.most_ration() * pulse,
        }
    }

    /// Each lane's factor of the schedule on a day.
    pub(crate) fn scheduled<const L: usize>(&self, day: u32, lanes: &Lanes) -> [f64; L] {
        self.schedule.factors(self.schedule.level(day), lanes)
    }

    /// What policies may order, to be added to.
    pub(crate) fn orders_mut(&mut self) -> &mut Orders {
        self.orders.get_or_insert_default()
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut State<L>) {
        state.level = 0;
        state.scheduled = [1.0; L];
        if let Some(orders) = &self.orders {
            orders.begin(lanes, &mut state.orders);
        }
        if let Some(pulse) = &self.pulse {
            pulse.begin(lanes, &mut state.pulse);
        }
    }

    /// Whether the mean is always that of the law.
    pub(crate) fn are_none(&self) -> bool {
        self.schedule.steps.is_empty() && self.pulse.is_none() && self.orders.is_none()
    }

    /// The day's factor. To be called once for each day in turn.
    pub(crate) fn factor<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &mut State<L>,
    ) -> Factor<L> {
        if self.are_none() {
            return Factor::Level(0, 1.0);
        }
        let level = self.schedule.level(day);
        if level != state.level {
            state.level = level;
            state.scheduled = self.schedule.factors(level, lanes);
        }
        let mut factors = state.scheduled;
        let ordered =
            self.orders.as_ref().is_some_and(|o| o.apply(day, &state.orders, &mut factors));
        match &self.pulse {
            Some(pulse) => {
                pulse.apply(day, lanes, &mut state.pulse, &mut factors);
                Factor::Each(factors, None)
            }
            None if self.schedule.steps.iter().all(|(_, factor)| factor.fixed().is_some()) => {
                let usual = state.scheduled[0];
                if ordered {
                    Factor::Each(factors, Some((level, usual)))
                } else {
                    Factor::Level(level, usual)
                }
            }
            None => Factor::Each(factors, None),
        }
    }
}
