//! W3, the hold model: of `n` pending events the next is taken and put back an exponential time of mean 1 later.
//!
//! The calendar, the kernel's loop around it, and their twin: the binary heap that an event loop usually has. All have held
//! each event some times when they are made, so that their memory is in the caches.

#![allow(clippy::missing_panics_doc)] // only if a calendar loses events

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use outlast_des::{Calendar, Context, Model, Simulation, When};

const TICKS_PER_UNIT: f64 = 65_536.0;
const DELAYS: usize = 4_096;

/// Exponential delays of mean 1, at the midpoints of equal probabilities, in an order that the
/// branch predictor cannot learn.
#[derive(Debug, Clone)]
pub struct Delays<T> {
    table: Vec<T>,
    /// Marsaglia's xorshift64.
    pub state: u64,
}

impl<T: Copy> Delays<T> {
    fn new(of: impl Fn(f64) -> T) -> Self {
        let midpoint = |i| (i as f64 + 0.5) / DELAYS as f64;
        let table = (0..DELAYS).map(|i| of(-libm::log(midpoint(i)))).collect();
        Self { table, state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// Cheap beside a hold, the same for all.
    #[inline]
    pub fn draw(&mut self) -> T {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.table[(self.state >> 52) as usize]
    }
}

/// Delays in ticks.
pub fn ticks() -> Delays<u64> {
    Delays::new(|delay| (delay * TICKS_PER_UNIT) as u64)
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry(f64, u64, u64);

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.partial_cmp(&self.0).unwrap().then_with(|| other.1.cmp(&self.1))
    }
}

/// The twin: a binary heap of (time, sequence number, payload).
#[derive(Debug, Clone)]
pub struct Heap {
    pending: BinaryHeap<Entry>,
    scheduled: u64,
    delays: Delays<f64>,
    now: f64,
}

impl Heap {
    /// With so many pending events.
    pub fn new(pending: usize) -> Self {
        let mut delays = Delays::new(|delay| delay);
        let entries = (0..pending as u64).map(|i| Entry(delays.draw(), i, i)).collect();
        let mut warm = Self { pending: entries, scheduled: pending as u64, delays, now: 0.0 };
        warm.hold(4 * pending);
        warm
    }

    /// Holds so many events; gives the sum of their payloads.
    pub fn hold(&mut self, times: usize) -> u64 {
        let mut sum = 0;
        for _ in 0..times {
            let Entry(time, _, payload) = self.pending.pop().unwrap();
            sum += payload;
            self.now = time;
            self.pending.push(Entry(time + self.delays.draw(), self.scheduled, payload));
            self.scheduled += 1;
        }
        sum
    }

    /// The time of the last event.
    pub fn now(&self) -> f64 {
        self.now
    }
}

/// The calendar alone.
#[derive(Debug)]
pub struct Tournament {
    calendar: Calendar<u64>,
    delays: Delays<u64>,
    now: u64,
}

impl Tournament {
    /// With so many pending events.
    pub fn new(pending: usize) -> Self {
        let mut delays = ticks();
        let mut calendar = Calendar::new();
        for i in 0..pending as u64 {
            calendar.push(When::at(delays.draw()), i).unwrap();
        }
        let mut warm = Self { calendar, delays, now: 0 };
        warm.hold(4 * pending);
        warm
    }

    /// Holds so many events; gives the sum of their payloads.
    pub fn hold(&mut self, times: usize) -> u64 {
        let mut sum = 0;
        for _ in 0..times {
            let fired = self.calendar.pop().unwrap();
            sum += fired.event;
            self.now = fired.when.tick;
            let when = When::at(fired.when.tick + self.delays.draw());
            self.calendar.push(when, fired.event).unwrap();
        }
        sum
    }

    /// The time of the last event.
    pub fn now(&self) -> f64 {
        self.now as f64 / TICKS_PER_UNIT
    }
}

/// The calendar through `Simulation` and a model's handler.
#[derive(Debug)]
pub struct Loop(Simulation<Holding>);

#[derive(Debug)]
struct Holding {
    delays: Delays<u64>,
    left: usize,
    sum: u64,
}

impl Model for Holding {
    type Event = u64;

    #[inline]
    fn handle(&mut self, event: u64, cx: &mut Context<'_, u64>) {
        self.sum += event;
        cx.schedule(When::at(cx.now() + self.delays.draw()), event).unwrap();
        self.left -= 1;
        if self.left == 0 {
            cx.stop();
        }
    }
}

impl Loop {
    /// With so many pending events.
    pub fn new(pending: usize) -> Self {
        let mut delays = ticks();
        let starts: Vec<u64> = (0..pending).map(|_| delays.draw()).collect();
        let mut simulation = Simulation::new(Holding { delays, left: 4 * pending, sum: 0 });
        for (event, &start) in (0..).zip(&starts) {
            simulation.schedule(When::at(start), event).unwrap();
        }
        simulation.run();
        Self(simulation)
    }

    /// Holds so many events; gives the sum of all payloads so far.
    pub fn hold(&mut self, times: usize) -> u64 {
        self.0.model_mut().left = times;
        self.0.run();
        self.0.model().sum
    }

    /// The time of the last event.
    pub fn now(&self) -> f64 {
        self.0.now() as f64 / TICKS_PER_UNIT
    }
}
