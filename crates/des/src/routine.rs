//! What recurs on every tick need not be scheduled anew each time: the routine.
//!
//! Most models have events that come on every tick in one fixed order: arrivals are counted, demand
//! strikes, the day is closed. Kept in the [calendar](crate::calendar) each of them would be
//! taken out and put back once a tick. A routine is a list of them that is walked round and round
//! beside it: its next moment is the last one plus a number from the list, O(1), and nothing is
//! written but that and the place in the list.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::when::{LAST_TICK, ScheduleError, When};

/// Moment of a routine that is over: of no event, as a routine's last tick is below [`LAST_TICK`].
pub(crate) const OVER: u64 = u64::MAX;

/// A tick, in packed moments.
const TICK: u64 = 1 << When::PHASE_BITS;

#[derive(Clone, Debug)]
pub(crate) struct Routine<E> {
    /// All events and their phases, in order.
    all: Vec<(u8, E)>,
    /// First moment and last, packed.
    first: u64,
    last: u64,
    /// Those that have not retired.
    steps: Vec<Step<E>>,
    /// Which of them is next, and its packed moment, or [`OVER`].
    next: usize,
    time: u64,
}

#[derive(Clone, Copy, Debug)]
struct Step<E> {
    event: E,
    phase: u8,
    /// From this event's moment to the next one's, packed.
    gap: u64,
}

impl<E: Copy> Routine<E> {
    /// Nothing recurs.
    pub(crate) const fn none() -> Self {
        Self { all: Vec::new(), first: OVER, last: 0, steps: Vec::new(), next: 0, time: OVER }
    }

    /// These events on each of these ticks, by phase and then in the order given.
    pub(crate) fn new(
        ticks: &RangeInclusive<u64>,
        events: &[(u8, E)],
    ) -> Result<Self, ScheduleError> {
        let last = When { tick: *ticks.end(), phase: u8::MAX };
        if last.tick >= LAST_TICK {
            return Err(ScheduleError::TickTooLarge { tick: last.tick });
        }
        let mut all = events.to_vec();
        all.sort_by_key(|&(phase, _)| phase);
        let Some(&(phase, _)) = all.first() else { return Ok(Self::none()) };
        if ticks.is_empty() {
            return Ok(Self::none());
        }
        let first = When { tick: *ticks.start(), phase }.pack()?;
        let steps = Vec::with_capacity(all.len());
        let mut routine = Self { all, first, last: last.pack()?, steps, next: 0, time: OVER };
        routine.restart();
        Ok(routine)
    }

    /// Back to the first tick, with all events. O(1) unless some have retired.
    #[inline]
    pub(crate) fn restart(&mut self) {
        if self.steps.len() < self.all.len() {
            let step = |&(phase, event): &(u8, E)| Step { event, phase, gap: 0 };
            self.steps.clear();
            self.steps.extend(self.all.iter().map(step));
            self.measure();
        }
        self.next = 0;
        self.time = self.first;
    }

    /// The packed moment of the next event, or [`OVER`].
    #[inline(always)]
    pub(crate) fn time(&self) -> u64 {
        self.time
    }

    /// How many events have a next time.
    pub(crate) fn len(&self) -> usize {
        // In the last tick, those that have had their turn have none.
        let over = if self.time == OVER {
            self.steps.len()
        } else if self.last - self.time < TICK {
            self.next
        } else {
            0
        };
        self.steps.len() - over
    }

    /// Takes the next event and its packed moment; there must be one.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> (u64, E) {
        let now = self.time;
        let Step { event, gap, .. } = self.steps[self.next];
        self.next += 1;
        self.time = now + gap;
        if self.next == self.steps.len() {
            self.next = 0;
            if self.time > self.last {
                self.time = OVER;
            }
        }
        (now, event)
    }

    /// The event taken last does not come again.
    #[cold]
    #[inline(never)]
    pub(crate) fn retire(&mut self) {
        self.next = self.next.checked_sub(1).unwrap_or(self.steps.len() - 1);
        self.steps.remove(self.next);
        if self.next == self.steps.len() {
            self.next = 0;
        }
        if self.steps.is_empty() {
            self.time = OVER;
        }
        self.measure();
    }

    /// Measures the gaps between the steps.
    fn measure(&mut self) {
        let mut after = self.steps.first().map_or(0, |first| TICK + u64::from(first.phase));
        for step in self.steps.iter_mut().rev() {
            step.gap = after - u64::from(step.phase);
            after = u64::from(step.phase);
        }
    }
}
