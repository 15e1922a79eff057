//! Batches: arrivals, once or recurring, late or not at all, to stay or for a tour.
//!
//! A batch is dispatched on its nominal day; each lane then learns whether it comes, and how much
//! later. Lanes in which it comes at once are served in the same event. The others are entered in
//! a [`Transit`], which wakes on each day on which it arrives in some lane.

use crate::durations::WholeDays;
use crate::inputs::Input;
use crate::lanes::Lanes;

/// A compiled batch.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    /// What to call it.
    pub(crate) label: String,
    /// Index of its pool.
    pub(crate) pool: usize,
    /// Nominal day of the first one.
    pub(crate) day: u32,
    /// Days from one to the next; 0 if there is only one.
    pub(crate) every: u32,
    /// How many of them have their nominal day within the horizon; of those that policies ask for,
    /// the most that can.
    pub(crate) count: u32,
    /// Whether they set out when policies ask for them, and not on days of their own.
    pub(crate) requested: bool,
    /// How many each brings [count].
    pub(crate) size: Input,
    /// Chance that each comes.
    pub(crate) arrives: Input,
    pub(crate) delay: Option<WholeDays>,
    /// Length of a rotation batch's tour [days].
    pub(crate) tour: Option<u32>,
    /// Index of the first one's cohort in the pool, where they are cohorts.
    pub(crate) first_cohort: Option<usize>,
    /// Stream that decides whether each comes.
    pub(crate) chance_stream: u32,
    /// Stream of the delays.
    pub(crate) delay_stream: u32,
}

/// What a block knows of a batch.
#[derive(Debug, Clone)]
pub(crate) struct BatchState<const L: usize> {
    /// How many each brings [count].
    pub(crate) size: [i64; L],
    arrives: [f64; L],
}

/// One batch on its way.
#[derive(Debug, Clone)]
pub(crate) struct Transit<const L: usize> {
    pub(crate) batch: usize,
    /// The batch's number in its series, from 0.
    pub(crate) nth: u32,
    /// Day of arrival by lane; [`NEVER`] where it is not on its way.
    pub(crate) due: [u32; L],
}

/// The day of arrival of what is not on its way.
pub(crate) const NEVER: u32 = u32::MAX;

impl Batch {
    pub(crate) fn nominal_day(&self, nth: u32) -> u32 {
        self.day + nth * self.every
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes) -> BatchState<L> {
        BatchState { size: self.size.draw_counts(lanes), arrives: self.arrives.draw(lanes) }
    }

    /// The day of arrival by lane of the batch whose nominal day is today.
    #[inline(always)]
    pub(crate) fn due<const L: usize>(
        &self,
        today: u32,
        lanes: &Lanes,
        state: &BatchState<L>,
    ) -> [u32; L] {
        let mut due = [today; L];
        if let Some(delay) = &self.delay {
            let days = delay.lanes::<L>(self.delay_stream, today, lanes);
            for lane in 0..L {
                due[lane] += days[lane];
            }
        }
        if state.arrives.iter().any(|&chance| chance < 1.0) {
            let uniforms = lanes.uniforms::<L>(self.chance_stream, today);
            for lane in 0..L {
                let comes = uniforms[lane] < state.arrives[lane];
                due[lane] = if comes { due[lane] } else { NEVER };
            }
        }
        due
    }
}

impl<const L: usize> Transit<L> {
    /// Takes out the lanes in which it arrives today.
    #[inline(always)]
    pub(crate) fn take_arrived(&mut self, today: u32) -> [bool; L] {
        let mut arrived = [false; L];
        for lane in 0..L {
            arrived[lane] = self.due[lane] == today;
            self.due[lane] = if arrived[lane] { NEVER } else { self.due[lane] };
        }
        arrived
    }

    /// The next day on which it arrives in some lane, if it does by the horizon.
    #[inline(always)]
    pub(crate) fn next_due(&self, horizon: u32) -> Option<u32> {
        let next = self.due.iter().fold(NEVER, |next, &day| next.min(day));
        (next <= horizon).then_some(next)
    }
}
