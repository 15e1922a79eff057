//! The single-server queue M/M/1 against theory.
//!
//! ```text
//!   arrivals, rate 1.2      waiting room         one server, rate 2
//!  ------------------->  [ o o o o o ... ]  --->  ( o )  --------->  gone
//! ```
//!
//! This example demonstrates in particular:
//!
//! * a model with a queue of its own beside the calendar,
//! * the end of the warm-up as an event like any other,
//! * running to a set time, and statistics kept in integers,
//! * a test whose error is known: each replication's departure from theory has mean zero.
//!
//! Theory: with load r = 1.2 / 2 = 0.6 there are r / (1 - r) = 1.5 customers in the system on average,
//! and one waits r / (2 - 1.2) = 0.75 before service (Kleinrock, Queueing Systems I, section 3.2).
//! The queue forgets that it began empty with a time constant of 1 / (2 (1 - sqrt r)^2) = 9.8, so a
//! warm-up of 200 leaves a bias of about e^-20.
#![allow(clippy::print_stdout)] // an example shows its answer

use outlast_des::{Address, Cell, Context, Model, Simulation, Streams, When, stream_id};
use std::collections::VecDeque;

const ARRIVAL_RATE: f64 = 1.2;
const SERVICE_RATE: f64 = 2.0;
const TICKS_PER_UNIT: f64 = 1_048_576.0;
const WARM_UP: u64 = 200 << 20;
const END: u64 = 2_200 << 20;
/// Mean number of customers in the system.
pub(crate) const EXACT_NUMBER: f64 = 1.5;
/// Mean wait before service, in units of time.
pub(crate) const EXACT_WAIT: f64 = 0.75;

#[derive(Clone, Copy)]
enum Event {
    WarmUpEnds,
    Arrival,
    Departure,
}

struct Queue {
    arrivals: Cell,
    services: Cell,
    /// Arrival ticks of those who wait.
    waiting: VecDeque<u64>,
    in_system: u64,
    /// Customers times ticks since the warm-up, up to `changed`.
    area: u64,
    changed: u64,
    /// Ticks waited by, and number of, those whose service began since the warm-up.
    waited: u64,
    served: u64,
}

impl Queue {
    fn new(streams: Streams, replication: u64) -> Self {
        let cell = |name| streams.cell(Address { replication, stream: stream_id(name), tick: 0 });
        Self {
            arrivals: cell("arrivals"),
            services: cell("services"),
            waiting: VecDeque::new(),
            in_system: 0,
            area: 0,
            changed: 0,
            waited: 0,
            served: 0,
        }
    }

    fn account(&mut self, now: u64) {
        self.area += self.in_system * (now - self.changed);
        self.changed = now;
    }

    fn serve(&mut self, arrived: u64, cx: &mut Context<'_, Event>) {
        self.waited += cx.now() - arrived;
        self.served += 1;
        let service = exponential(&mut self.services, SERVICE_RATE);
        schedule_after(cx, service, Event::Departure);
    }
}

impl Model for Queue {
    type Event = Event;

    fn handle(&mut self, event: Event, cx: &mut Context<'_, Event>) {
        self.account(cx.now());
        match event {
            Event::WarmUpEnds => (self.area, self.waited, self.served) = (0, 0, 0),
            Event::Arrival => {
                let next = exponential(&mut self.arrivals, ARRIVAL_RATE);
                schedule_after(cx, next, Event::Arrival);
                self.in_system += 1;
                if self.in_system == 1 {
                    self.serve(cx.now(), cx);
                } else {
                    self.waiting.push_back(cx.now());
                }
            }
            Event::Departure => {
                self.in_system -= 1;
                if let Some(arrived) = self.waiting.pop_front() {
                    self.serve(arrived, cx);
                }
            }
        }
    }
}

/// An exponential delay in ticks, by inversion.
fn exponential(cell: &mut Cell, rate: f64) -> u64 {
    (-libm::log(cell.uniform()) / rate * TICKS_PER_UNIT + 0.5) as u64
}

fn schedule_after(cx: &mut Context<'_, Event>, delay: u64, event: Event) {
    cx.schedule(When::at(cx.now() + delay), event)
        .expect("a delay leads to the future, and the clock holds 2^36 units");
}

/// An estimate, and how many standard errors it is from theory.
pub(crate) struct Finding {
    pub(crate) estimate: f64,
    pub(crate) errors_from_theory: f64,
}

/// Mean number in the system and mean wait, over independent replications.
pub(crate) fn observe(seed: u64, replications: u64) -> (Finding, Finding) {
    let streams = Streams::new(seed);
    let mut simulation = Simulation::new(Queue::new(streams, 0));
    let (mut numbers, mut waits) = (Vec::new(), Vec::new());
    for replication in 0..replications {
        simulation.restart();
        *simulation.model_mut() = Queue::new(streams, replication);
        let warm = simulation.schedule(When::at(WARM_UP), Event::WarmUpEnds);
        let first = simulation.schedule(When::at(0), Event::Arrival);
        warm.and(first).expect("both lie on the clock");
        simulation.run_until(END);
        let queue = simulation.model_mut();
        queue.account(END);
        numbers.push((queue.area as f64, (END - WARM_UP) as f64));
        waits.push((queue.waited as f64 / TICKS_PER_UNIT, queue.served as f64));
    }
    (compare(&numbers, EXACT_NUMBER), compare(&waits, EXACT_WAIT))
}

/// From a total and its base of each replication: the ratio of their sums, and its distance from
/// theory. `total - theory * base` has mean zero exactly if theory is right.
fn compare(replications: &[(f64, f64)], theory: f64) -> Finding {
    let total: f64 = replications.iter().map(|(total, _)| total).sum();
    let base: f64 = replications.iter().map(|(_, base)| base).sum();
    let squares: f64 = replications
        .iter()
        .map(|(total, base)| total - theory * base)
        .map(|departure| departure * departure)
        .sum();
    Finding { estimate: total / base, errors_from_theory: (total - theory * base) / squares.sqrt() }
}

fn main() {
    let (number, wait) = observe(2024, 1_000);
    for (what, finding, theory) in [
        ("customers in the system", number, EXACT_NUMBER),
        ("wait before service", wait, EXACT_WAIT),
    ] {
        let Finding { estimate, errors_from_theory } = finding;
        println!(
            "{what}: {estimate:.4}, theory {theory}, {errors_from_theory:+.1} standard errors"
        );
        assert!(
            errors_from_theory.abs() < 4.0,
            "{what} is more than 4 standard errors from theory"
        );
    }
}
