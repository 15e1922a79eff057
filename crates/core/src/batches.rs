//! Batches: arrivals, once or recurring, late or not at all, to stay or for a tour.
//!
//! A batch is dispatched on its nominal day; each lane then learns whether it comes, and how much
//! later. Lanes in which it comes at once are served in the same event. The others are entered in
//! a [`Transit`], which wakes on each day on which it arrives in some lane.

use crate::durations::Delay;
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
    pub(crate) delay: Option<Delay>,
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
    /// Day of arrival by lane; 0 where it is not on its way.
    pub(crate) due: [u32; L],
}

impl Batch {
    pub(crate) fn nominal_day(&self, nth: u32) -> u32 {
        self.day + nth * self.every
    }

    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes) -> BatchState<L> {
        BatchState { size: self.size.draw_counts(lanes), arrives: self.arrives.draw(lanes) }
    }

    /// The day of arrival by lane of the batch whose nominal day is today; 0 where it never comes.
    pub(crate) fn due<const L: usize>(
        &self,
        today: u32,
        lanes: &Lanes,
        state: &BatchState<L>,
    ) -> [u32; L] {
        std::array::from_fn(|i| {
            let chance = state.arrives[i];
            let comes =
                chance >= 1.0 || lanes.cell(i, self.chance_stream, today).uniform() < chance;
            match &self.delay {
                _ if !comes => 0,
                None => today,
                Some(delay) => {
                    today + delay.whole_days(&mut lanes.cell(i, self.delay_stream, today))
                }
            }
        })
    }
}

impl<const L: usize> Transit<L> {
    /// Takes out the lanes in which it arrives today.
    pub(crate) fn take_arrived(&mut self, today: u32) -> [bool; L] {
        std::array::from_fn(|i| {
            let arrived = self.due[i] == today;
            if arrived {
                self.due[i] = 0;
            }
            arrived
        })
    }

    /// The next day on which it arrives in some lane, if it does by the horizon.
    pub(crate) fn next_due(&self, horizon: u32) -> Option<u32> {
        self.due.iter().copied().filter(|&day| day > 0 && day <= horizon).min()
    }
}
