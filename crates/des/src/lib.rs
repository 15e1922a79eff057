//! A small, fast, deterministic discrete-event kernel.
//!
//! A simulation is a [`Model`] (its state, and one handler for its events), a clock of integer ticks
//! and a [`Calendar`] of pending events. The kernel knows nothing of what is simulated. It is plain
//! computation without threads, files, clocks or `unsafe`, needs no `std`, and gives the same result
//! on every machine.
//!
//! ```
//! use outlast_des::{Context, Ended, Model, Simulation, When};
//!
//! /// A lamp that is switched every 10 ticks and fails at tick 35.
//! #[derive(Clone, Default)]
//! struct Lamp {
//!     lit: bool,
//!     switched: u32,
//! }
//!
//! #[derive(Clone, Copy)]
//! enum Event {
//!     Switch,
//!     Fail,
//! }
//!
//! impl Model for Lamp {
//!     type Event = Event;
//!
//!     fn handle(&mut self, event: Event, cx: &mut Context<'_, Event>) {
//!         match event {
//!             Event::Switch => {
//!                 self.lit = !self.lit;
//!                 self.switched += 1;
//!                 let next = When::at(cx.now() + 10);
//!                 cx.schedule(next, Event::Switch).expect("the future is open");
//!             }
//!             Event::Fail => {
//!                 self.lit = false;
//!                 cx.stop();
//!             }
//!         }
//!     }
//! }
//!
//! let mut simulation = Simulation::new(Lamp::default());
//! simulation.schedule(When::at(10), Event::Switch)?;
//! let failure = simulation.schedule(When::at(35), Event::Fail)?;
//! assert_eq!(simulation.run_until(20), Ended::Reached);
//!
//! let mut luckier = simulation.clone(); // a fork of the future
//! luckier.reschedule(failure, When::at(75))?;
//!
//! assert_eq!(simulation.run(), Ended::Stopped);
//! assert_eq!((simulation.now(), simulation.model().switched), (35, 3));
//! assert_eq!(luckier.run(), Ended::Stopped);
//! assert_eq!((luckier.now(), luckier.model().switched), (75, 7));
//! # Ok::<(), outlast_des::ScheduleError>(())
//! ```
//!
//! # Life cycle
//!
//! 1. [`Simulation::new`] puts a model at tick 0, phase 0. Nothing happens by itself: the first events
//!    are [scheduled](Simulation::schedule) from outside, and so is [what comes on every
//!    tick](Simulation::repeat).
//! 2. [`run`](Simulation::run), [`run_until`](Simulation::run_until) or [`step`](Simulation::step)
//!    take the next event, set the clock to its moment and hand it to [`Model::handle`], which changes
//!    the model and schedules, moves or cancels what follows through its [`Context`].
//! 3. A run ends when nothing is pending, when its last tick is done, or when a handler
//!    [stops](Context::stop) it; it says which. After any of them the simulation can be
//!    looked at, changed from outside and run on: a later run goes on with the next pending event.
//! 4. [`restart`](Simulation::restart) returns to tick 0 with nothing scheduled but what comes on every
//!    tick, and keeps the memory, for the next of many replications.
//!
//! # Order
//!
//! Events come in the order of their [tick, then phase](When), then first scheduled first. A handler may
//! schedule for the present moment; the event then comes after all that are already there. A moved
//! event keeps the turn it had from its first scheduling. So an event that does nothing changes
//! nothing, wherever it is put; nor does moving an event to where it is. What comes on every tick comes
//! after what was scheduled for the same moment.
//!
//! The clock never goes back: a moment before the present (tick, phase) is refused.
//!
//! # Capacity
//!
//! | | limit | beyond it |
//! |---|---|---|
//! | ticks | 2^56, from 0 | [`ScheduleError::TickTooLarge`] |
//! | phases in a tick | 256 | - |
//! | pending events | 2^24 | [`ScheduleError::TooManyPending`] |
//! | events scheduled before a restart | 2^40 - 2 | [`ScheduleError::TooManyScheduled`] |
//! | replications of one seed | 2^40 | see [`Streams::cell`] |
//!
//! An event costs some 10 ns besides its handler as long as fewer than a thousand are pending, and no
//! allocation unless more are pending than ever before; [one that comes on every
//! tick](Simulation::repeat), some 2 ns. [More on the calendar](calendar).
//!
//! # Failure
//!
//! What a model or its user can get wrong is an error value: [`ScheduleError`] says which bound was
//! broken, nothing has changed, and the simulation can go on. A [`Handle`] whose event has fired, was
//! cancelled or was cleared is never mistaken for that of another event; to cancel it is no error, it
//! returns `None`. A model that schedules for the present without end runs forever: the
//! kernel does not count. The kernel itself does not panic in release builds; a panic in a handler
//! passes through and leaves a simulation that should be dropped.
//!
//! # State is a value
//!
//! All there is to a simulation is in the [`Simulation`]: no global, no thread-local, no generator
//! somewhere else. A clone is therefore a fork: both go on alike until one of them is treated
//! otherwise, handles taken before the fork work in both, and to stop, clone and go on equals not
//! stopping. (A model whose own `Clone` shares state, by an `Rc` say, gives that up.)
//!
//! # Random numbers
//!
//! [`Streams`] give random numbers by [address](streams) instead of by drawing order: a [`Cell`] for
//! each (replication, stream, tick), as a generator for the `rand` crates' distributions, or as
//! [columns of lanes](Streams::lanes) over many replications at once.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod calendar;
mod philox;
mod routine;
mod simulation;
pub mod streams;
mod tournament;
mod when;

pub use calendar::{Calendar, Fired, Handle};
pub use philox::philox4x32;
pub use simulation::{Context, Ended, Model, Simulation, Watch};
pub use streams::{Address, BLOCKS_PER_CELL, Cell, REPLICATIONS, Streams, stream_id, unit_open};
pub use when::{LAST_TICK, ScheduleError, When};
