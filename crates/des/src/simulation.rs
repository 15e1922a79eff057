//! A model, its clock and its calendar: the loop that runs them.

use crate::calendar::{Calendar, Fired, Handle};
use crate::when::{ScheduleError, When};

/// What happens at an event. The state of a model is its own fields; its events are one small
/// `Copy` type, usually an enum.
pub trait Model {
    /// What can happen. Kept small: it is copied into the calendar and out again.
    type Event: Copy;

    /// Changes the state as `event` demands, and schedules what follows from it.
    fn handle(&mut self, event: Self::Event, cx: &mut Context<'_, Self::Event>);
}

/// Who is told of every event of a [watched run](Simulation::run_watched).
pub trait Watch<E> {
    /// `event` is about to be handled.
    fn before(&mut self, event: E);

    /// `event` has been handled.
    fn after(&mut self, event: E);
}

/// The clock and the calendar.
#[derive(Clone, Debug)]
struct Agenda<E> {
    calendar: Calendar<E>,
    now: When,
    stopped: bool,
}

impl<E: Copy> Agenda<E> {
    #[inline(always)]
    fn schedule(&mut self, when: When, event: E) -> Result<Handle, ScheduleError> {
        self.refuse_past(when)?;
        self.calendar.push(when, event)
    }

    #[inline]
    fn reschedule(&mut self, handle: Handle, when: When) -> Result<(), ScheduleError> {
        self.refuse_past(when)?;
        self.calendar.reschedule(handle, when)
    }

    #[inline(always)]
    fn refuse_past(&self, when: When) -> Result<(), ScheduleError> {
        if when < self.now {
            return Err(ScheduleError::Past { when, now: self.now });
        }
        Ok(())
    }
}

/// What a handler sees of the simulation around its model.
#[derive(Debug)]
pub struct Context<'a, E> {
    agenda: &'a mut Agenda<E>,
}

impl<E: Copy> Context<'_, E> {
    /// The present tick.
    #[inline(always)]
    pub fn now(&self) -> u64 {
        self.agenda.now.tick
    }

    /// The present phase of the tick.
    #[inline]
    pub fn phase(&self) -> u8 {
        self.agenda.now.phase
    }

    /// Schedules `event`. The present moment is allowed: the event then fires after those that
    /// are already there.
    ///
    /// # Errors
    ///
    /// [`ScheduleError::Past`] if `when` is before the present (tick, phase), and the
    /// [errors of the calendar](Calendar::push).
    #[inline(always)]
    pub fn schedule(&mut self, when: When, event: E) -> Result<Handle, ScheduleError> {
        self.agenda.schedule(when, event)
    }

    /// Takes back a pending event and returns it; `None` if it is not pending.
    #[inline]
    pub fn cancel(&mut self, handle: Handle) -> Option<E> {
        self.agenda.calendar.cancel(handle)
    }

    /// Moves a pending event; it keeps its handle, and its turn among events of one moment.
    ///
    /// # Errors
    ///
    /// [`ScheduleError::Past`], [`NotPending`](ScheduleError::NotPending) and
    /// [`TickTooLarge`](ScheduleError::TickTooLarge).
    #[inline]
    pub fn reschedule(&mut self, handle: Handle, when: When) -> Result<(), ScheduleError> {
        self.agenda.reschedule(handle, when)
    }

    /// Ends the run when this handler returns. Pending events stay pending.
    #[inline(always)]
    pub fn stop(&mut self) {
        self.agenda.stopped = true;
    }
}

/// Why a run returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ended {
    /// No event is pending.
    Exhausted,
    /// A handler called [`Context::stop`].
    Stopped,
    /// What is pending lies after the tick that was asked for.
    Reached,
}

/// A model on its way through simulated time. A value: a clone of it is a fork of the future.
/// [The life of a simulation](crate).
#[derive(Clone, Debug)]
pub struct Simulation<M: Model> {
    model: M,
    agenda: Agenda<M::Event>,
}

impl<M: Model> Simulation<M> {
    /// A simulation at tick 0, phase 0, with nothing scheduled.
    pub fn new(model: M) -> Self {
        Self::with_calendar(model, Calendar::new())
    }

    /// As [`new`](Self::new), with a calendar that holds `pending` events before it has to grow.
    pub fn with_capacity(model: M, pending: usize) -> Self {
        Self::with_calendar(model, Calendar::with_capacity(pending))
    }

    fn with_calendar(model: M, calendar: Calendar<M::Event>) -> Self {
        Self { model, agenda: Agenda { calendar, now: When::default(), stopped: false } }
    }

    /// Schedules `event` from outside, with the rules of [`Context::schedule`].
    ///
    /// # Errors
    ///
    /// As [`Context::schedule`].
    pub fn schedule(&mut self, when: When, event: M::Event) -> Result<Handle, ScheduleError> {
        self.agenda.schedule(when, event)
    }

    /// Takes back a pending event, as [`Context::cancel`].
    pub fn cancel(&mut self, handle: Handle) -> Option<M::Event> {
        self.agenda.calendar.cancel(handle)
    }

    /// Moves a pending event, as [`Context::reschedule`].
    ///
    /// # Errors
    ///
    /// As [`Context::reschedule`].
    pub fn reschedule(&mut self, handle: Handle, when: When) -> Result<(), ScheduleError> {
        self.agenda.reschedule(handle, when)
    }

    /// Fires the next event and says which it was; `None` if none is pending.
    #[inline]
    pub fn step(&mut self) -> Option<Fired<M::Event>> {
        self.agenda.stopped = false;
        self.fire_through(u64::MAX)
    }

    /// Runs until a handler stops it or nothing is pending.
    #[inline(always)]
    pub fn run(&mut self) -> Ended {
        match self.run_through(u64::MAX) {
            Ended::Reached => Ended::Exhausted,
            ended => ended,
        }
    }

    /// As [`run`](Self::run), telling of each event before it is handled and after: what lies
    /// between the two calls is the handler alone, what lies outside of them the calendar. The
    /// same handlers in the same order, so the model comes to the same state.
    ///
    /// ```
    /// use outlast_des::{Context, Model, Simulation, Watch, When};
    ///
    /// struct Countdown(u32);
    /// impl Model for Countdown {
    ///     type Event = ();
    ///     fn handle(&mut self, (): (), cx: &mut Context<'_, ()>) {
    ///         self.0 -= 1;
    ///         if self.0 > 0 {
    ///             cx.schedule(When::at(cx.now() + 1), ()).unwrap();
    ///         }
    ///     }
    /// }
    ///
    /// #[derive(Default)]
    /// struct Told { before: u32, after: u32 }
    /// impl Watch<()> for Told {
    ///     fn before(&mut self, (): ()) { self.before += 1; }
    ///     fn after(&mut self, (): ()) { self.after += 1; }
    /// }
    ///
    /// let mut simulation = Simulation::new(Countdown(10));
    /// simulation.schedule(When::at(1), ()).unwrap();
    /// let mut told = Told::default();
    /// simulation.run_watched(&mut told);
    /// assert_eq!((told.before, told.after), (10, 10));
    /// ```
    #[inline(always)]
    pub fn run_watched(&mut self, watch: &mut impl Watch<M::Event>) -> Ended {
        self.agenda.stopped = false;
        while !self.agenda.stopped {
            let Some(fired) = self.agenda.calendar.pop_through(u64::MAX) else {
                return Ended::Exhausted;
            };
            self.agenda.now = fired.when;
            watch.before(fired.event);
            self.model.handle(fired.event, &mut Context { agenda: &mut self.agenda });
            watch.after(fired.event);
        }
        Ended::Stopped
    }

    /// Runs every event up to and including tick `last`, then sets the clock to phase 0 of `last`
    /// if it is not there yet. Running to `a` and then to `b` equals running to `b`.
    ///
    /// If a handler stops it, the clock stays at that handler's moment.
    #[inline]
    pub fn run_until(&mut self, last: u64) -> Ended {
        let last_moment = When { tick: last, phase: u8::MAX };
        let ended = self.run_through(last_moment.pack().unwrap_or(u64::MAX));
        if ended != Ended::Stopped && last <= crate::LAST_TICK {
            self.agenda.now = self.agenda.now.max(When::at(last));
        }
        ended
    }

    /// The present tick.
    pub fn now(&self) -> u64 {
        self.agenda.now.tick
    }

    /// The present phase.
    pub fn phase(&self) -> u8 {
        self.agenda.now.phase
    }

    /// How many events are pending.
    pub fn pending(&self) -> usize {
        self.agenda.calendar.len()
    }

    /// The moment of the next event.
    pub fn peek(&self) -> Option<When> {
        self.agenda.calendar.peek()
    }

    /// Whether the last event fired called [`Context::stop`].
    pub fn is_stopped(&self) -> bool {
        self.agenda.stopped
    }

    /// The model.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The model, to change from outside.
    pub fn model_mut(&mut self) -> &mut M {
        &mut self.model
    }

    /// The model, without its simulation.
    pub fn into_model(self) -> M {
        self.model
    }

    /// Back to tick 0 with nothing scheduled, in the same memory: the next run allocates nothing
    /// unless it has more events pending than any before. The model is untouched and resets
    /// itself, through [`model_mut`](Self::model_mut).
    pub fn restart(&mut self) {
        self.agenda.calendar.clear();
        self.agenda.now = When::default();
        self.agenda.stopped = false;
    }

    #[inline(always)]
    fn run_through(&mut self, last: u64) -> Ended {
        self.agenda.stopped = false;
        while !self.agenda.stopped {
            if self.fire_through(last).is_none() {
                let idle = self.agenda.calendar.is_empty();
                return if idle { Ended::Exhausted } else { Ended::Reached };
            }
        }
        Ended::Stopped
    }

    #[inline(always)]
    fn fire_through(&mut self, last: u64) -> Option<Fired<M::Event>> {
        let fired = self.agenda.calendar.pop_through(last)?;
        self.agenda.now = fired.when;
        self.model.handle(fired.event, &mut Context { agenda: &mut self.agenda });
        Some(fired)
    }
}
