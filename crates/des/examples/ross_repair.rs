//! Ross's repair problem: how long until a workshop runs out of working machines?
//!
//! ```text
//!            fails, mean life 100                mean repair 1
//!   +---------------+           +-----------+           +----------+
//!   | 10 in use     | --------> | to repair | --------> | 3 spares |
//!   +---------------+           |  one at   |           +----------+
//!           ^                   |  a time   |                |
//!           |                   +-----------+                |
//!           +------------------------------------------------+
//!                 a spare steps in at once; none left: the system is down
//! ```
//!
//! This example demonstrates in particular:
//!
//! * a model as a struct and its events as an enum,
//! * random numbers by address: each replication opens its own cells,
//! * many replications in one simulation, restarted in the same memory,
//! * real time on an integer clock, and what that costs,
//! * an answer held to theory.
//!
//! Theory (Ross, Introduction to Probability Models; first passage of a birth-death chain). With k
//! machines down the next failure comes at rate 10/100 and a repair at rate 1, so the mean time from
//! k to k + 1 down is h(0) = 10 and h(k) = 10 + 10 h(k - 1). The system stops at the failure after the
//! third spare is gone: 10 + 110 + 1,110 + 11,110 = 12,340.
//!
//! The clock: 2^20 ticks per unit of time, delays rounded to the nearest tick. With h a tick and m the
//! mean of an exponential delay, rounding makes the mean h / (2 sinh(h / 2m)), short by
//! (h/m)^2 / 24: under 1e-13 here. A failure and a repair fall on one tick, where the one scheduled
//! first goes first, about once in 10^7 events. Both are far below the Monte Carlo error.
#![allow(clippy::print_stdout)] // an example shows its answer

use outlast_des::{Address, Cell, Context, Model, Simulation, Streams, When, stream_id};

const IN_USE: u32 = 10;
const SPARES: u32 = 3;
const MEAN_LIFE: f64 = 100.0;
const MEAN_REPAIR: f64 = 1.0;
const TICKS_PER_UNIT: f64 = 1_048_576.0;
/// Mean time to failure, in units of time.
pub(crate) const EXACT_MEAN: f64 = 12_340.0;

#[derive(Clone, Copy)]
enum Event {
    Failure,
    Repaired,
}

struct Workshop {
    spares: u32,
    to_repair: u32,
    lives: Cell,
    repairs: Cell,
}

impl Workshop {
    fn new(streams: Streams, replication: u64) -> Self {
        let cell = |name| streams.cell(Address { replication, stream: stream_id(name), tick: 0 });
        Self { spares: SPARES, to_repair: 0, lives: cell("lives"), repairs: cell("repairs") }
    }

    fn start_life(&mut self, cx: &mut Context<'_, Event>) {
        let delay = exponential(&mut self.lives, MEAN_LIFE);
        schedule_after(cx, delay, Event::Failure);
    }

    fn start_repair(&mut self, cx: &mut Context<'_, Event>) {
        let delay = exponential(&mut self.repairs, MEAN_REPAIR);
        schedule_after(cx, delay, Event::Repaired);
    }
}

impl Model for Workshop {
    type Event = Event;

    fn handle(&mut self, event: Event, cx: &mut Context<'_, Event>) {
        match event {
            Event::Failure if self.spares == 0 => cx.stop(),
            Event::Failure => {
                self.spares -= 1;
                self.to_repair += 1;
                self.start_life(cx);
                if self.to_repair == 1 {
                    self.start_repair(cx);
                }
            }
            Event::Repaired => {
                self.spares += 1;
                self.to_repair -= 1;
                if self.to_repair > 0 {
                    self.start_repair(cx);
                }
            }
        }
    }
}

/// An exponential delay in ticks, by inversion.
fn exponential(cell: &mut Cell, mean: f64) -> u64 {
    (-libm::log(cell.uniform()) * mean * TICKS_PER_UNIT + 0.5) as u64
}

fn schedule_after(cx: &mut Context<'_, Event>, delay: u64, event: Event) {
    cx.schedule(When::at(cx.now() + delay), event)
        .expect("a delay leads to the future, and 2^56 ticks are 2^36 units");
}

/// Mean time to failure and its standard error, in units of time.
pub(crate) fn mean_time_to_failure(seed: u64, replications: u64) -> (f64, f64) {
    let streams = Streams::new(seed);
    let mut simulation = Simulation::new(Workshop::new(streams, 0));
    // Integers: their sum does not depend on the order.
    let (mut sum, mut squares) = (0_u128, 0_u128);
    for replication in 0..replications {
        simulation.restart();
        *simulation.model_mut() = Workshop::new(streams, replication);
        for _ in 0..IN_USE {
            let life = exponential(&mut simulation.model_mut().lives, MEAN_LIFE);
            simulation.schedule(When::at(life), Event::Failure).expect("tick 0 is not after it");
        }
        simulation.run();
        let ticks = u128::from(simulation.now());
        sum += ticks;
        squares += ticks * ticks;
    }
    let n = replications as f64;
    let mean = sum as f64 / n;
    let variance = (squares as f64 - n * mean * mean) / (n - 1.0);
    (mean / TICKS_PER_UNIT, (variance / n).sqrt() / TICKS_PER_UNIT)
}

fn main() {
    let (mean, error) = mean_time_to_failure(2024, 10_000);
    println!("mean time to failure {mean:.0}, standard error {error:.0}; exact {EXACT_MEAN}");
    assert!((mean - EXACT_MEAN).abs() < 4.0 * error, "more than 4 standard errors from the truth");
}
