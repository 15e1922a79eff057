//! Transfers: people or things move from pool to pool, come from outside, or leave for good.
//!
//! Every day a transfer wishes to move so many: a count drawn from a law of daily losses, at most
//! its cap. It moves what its source has of that at the moment, in the transfers phase, transfer
//! after transfer in the order of the file; a source outside has as many as are wished. What is not
//! moved on its day is not made up for. Rotation batches stay together: of a pool with cohorts only
//! the rest can be moved.
//!
//! What leaves on a day is one shipment. Each of it arrives with probability `survives`, all on the
//! same day: at once, or after one delay of the whole shipment, rounded up to whole days, among the
//! arrivals of that day. With Poisson recruits of mean m a day and a hazard h a day, the strength
//! at the close of day t of a pool that begins empty is Poisson of mean m (1 - h) (1 - (1 - h)^t)/h
//! (a queue M/M/infinity in whole days).

use rand_distr::Distribution;

use crate::ahead::DaysAhead;
use crate::durations::Delay;
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::losses::{Law, MOST_A_DAY, Process, ProcessState};
use crate::samplers::Binomial;

/// A compiled transfer.
#[derive(Debug, Clone)]
pub(crate) struct Transfer {
    /// What to call it.
    pub(crate) label: String,
    /// Index of the pool it takes from; none for recruits from outside.
    pub(crate) from: Option<usize>,
    /// Index of the pool it brings to; none for those who leave for good.
    pub(crate) to: Option<usize>,
    /// What it wishes to move a day, as a loss process demands it.
    pub(crate) wish: Process,
    /// Most a day [count].
    pub(crate) cap: Option<Input>,
    /// What it moves on an average day of the highest mean that a run may have [count].
    pub(crate) usual_a_day: f64,
    /// Last day on which it moves anything, within the horizon.
    pub(crate) last: u32,
    /// Chance that each arrives; absent when all do.
    pub(crate) survives: Option<Input>,
    pub(crate) road: Option<Road>,
    /// Stream of who arrives.
    pub(crate) survival_stream: u32,
    /// Stream of the delays.
    pub(crate) delay_stream: u32,
}

/// The way of a transfer that takes time.
#[derive(Debug, Clone)]
pub(crate) struct Road {
    delay: Delay,
    /// No shipment that arrives within a run takes longer [days].
    longest: u32,
    /// Length of a run [days].
    horizon: u32,
}

impl Road {
    pub(crate) fn new(delay: Delay, horizon: u32) -> Self {
        let longest = (0..horizon).find(|&days| delay.survival(days) == 0.0).unwrap_or(horizon);
        Self { delay, longest, horizon }
    }
}

/// What a block keeps of a transfer.
#[derive(Debug, Clone)]
pub(crate) struct TransferState<const L: usize> {
    wish: ProcessState<L>,
    cap: [i64; L],
    survives: [f64; L],
    /// What arrives on each of the days ahead.
    ahead: DaysAhead<L>,
    /// Whether the next day's arrivals are in the calendar.
    pub(crate) awake: bool,
    /// Set out so far [count].
    pub(crate) moved: [i64; L],
    /// Arrived so far [count].
    pub(crate) arrived: [i64; L],
}

impl Transfer {
    /// Days ahead on which something may arrive.
    fn reach(&self) -> u32 {
        self.road.as_ref().map_or(0, |road| road.longest)
    }

    /// Bytes of a lane of what is on its way.
    pub(crate) fn lane_bytes(&self) -> f64 {
        DaysAhead::<1>::lane_bytes(self.reach())
    }

    /// A count that no day's shipment exceeds.
    pub(crate) fn most_a_day(&self) -> f64 {
        let wish = match &self.wish.law {
            Law::Constant(law) => (law.mean.most() * f64::from(self.wish.per_unit)).ceil() + 1.0,
            _ => MOST_A_DAY as f64,
        };
        wish.min(self.cap.as_ref().map_or(wish, Input::most))
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> TransferState<L> {
        TransferState {
            wish: self.wish.state(),
            cap: [i64::MAX; L],
            survives: [1.0; L],
            ahead: DaysAhead::new(self.reach()),
            awake: false,
            moved: [0; L],
            arrived: [0; L],
        }
    }

    /// Draws what is drawn once per replication and forgets the last block.
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut TransferState<L>) {
        self.wish.begin(lanes, &mut state.wish);
        if let Some(cap) = &self.cap {
            state.cap = cap.draw_counts(lanes);
        }
        if let Some(survives) = &self.survives {
            state.survives = survives.draw(lanes);
        }
        state.ahead.clear();
        state.awake = false;
        state.moved = [0; L];
        state.arrived = [0; L];
    }

    /// What is to be moved on a day, if there is so much [count]. To be called once for each day in
    /// turn.
    pub(crate) fn wish<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &mut TransferState<L>,
    ) -> [i64; L] {
        let mut wish = [0; L];
        self.wish.demand(day, lanes, &mut state.wish, &mut wish);
        std::array::from_fn(|lane| wish[lane].min(state.cap[lane]))
    }

    /// The shipment of a day sets out; returns what of it arrives on the same day, by lane.
    pub(crate) fn ship<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        shipment: &[i64; L],
        state: &mut TransferState<L>,
    ) -> [i64; L] {
        std::array::from_fn(|lane| {
            state.moved[lane] += shipment[lane];
            if shipment[lane] == 0 {
                return 0;
            }
            let surviving =
                self.surviving(day, lanes, (lane, shipment[lane]), state.survives[lane]);
            let days = match &self.road {
                None => 0,
                Some(road) => road.delay.whole_days(&mut lanes.cell(lane, self.delay_stream, day)),
            };
            match &self.road {
                Some(road) if days > 0 => {
                    // What arrives after the run arrives in no run.
                    if days <= road.horizon - day {
                        state.ahead.enter(day + days.min(road.longest), lane, surviving);
                    }
                    0
                }
                _ => surviving,
            }
        })
    }

    /// How many of a lane's shipment will arrive.
    fn surviving(
        &self,
        day: u32,
        lanes: &Lanes,
        (lane, shipment): (usize, i64),
        survives: f64,
    ) -> i64 {
        if self.survives.is_none() {
            return shipment;
        }
        let mut cell = lanes.cell(lane, self.survival_stream, day);
        Binomial::new(shipment, survives).map_or(0, |law| law.sample(&mut cell))
    }
}

impl<const L: usize> TransferState<L> {
    /// Takes out what arrives on a day after some delay.
    pub(crate) fn take(&mut self, day: u32) -> [i64; L] {
        self.ahead.take(day)
    }

    /// Whether anything is on its way.
    pub(crate) fn is_due(&self) -> bool {
        self.ahead.is_due()
    }
}
