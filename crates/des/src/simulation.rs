//! A model, its clock and its calendar: the loop that runs them.

use core::ops::RangeInclusive;

use crate::calendar::{Calendar, Fired, Handle};
use crate::routine::{OVER, Routine};
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

/// The clock and what is pending.
#[derive(Clone, Debug)]
struct Agenda<E> {
    calendar: Calendar<E>,
    routine: Routine<E>,
    /// The present moment, packed.
    now: u64,
    stopped: bool,
    /// Whether the event at work is one of the routine's.
    in_routine: bool,
}

/// Where the next event is. Told before the event itself is read, which then need not be looked at to see
/// whether there is one.
#[derive(Clone, Copy)]
enum Source {
    Routine,
    Calendar,
}

impl<E: Copy> Agenda<E> {
    fn new(calendar: Calendar<E>) -> Self {
        Self { calendar, routine: Routine::none(), now: 0, stopped: false, in_routine: false }
    }

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

    fn repeat(
        &mut self,
        ticks: &RangeInclusive<u64>,
        events: &[(u8, E)],
    ) -> Result<(), ScheduleError> {
        let routine = Routine::new(ticks, events)?;
        self.refuse_past(When::unpack(routine.time()))?;
        self.routine = routine;
        self.in_routine = false;
        Ok(())
    }

    #[inline(always)]
    fn refuse_past(&self, when: When) -> Result<(), ScheduleError> {
        if when.pack()? < self.now {
            return Err(ScheduleError::Past { when, now: When::unpack(self.now) });
        }
        Ok(())
    }

    /// Where the next event is, if its packed moment is not after `last`.
    #[inline(always)]
    fn next_through(&mut self, last: u64) -> Option<Source> {
        // At one moment, what was scheduled comes first.
        let recurs = self.routine.time();
        if recurs <= last && self.calendar.is_clear_through(recurs) {
            Some(Source::Routine)
        } else {
            self.calendar.has_through(last).then_some(Source::Calendar)
        }
    }

    /// Takes the next event from where it is; the clock then shows its moment.
    #[inline(always)]
    fn take(&mut self, source: Source) -> Fired<E> {
        let (now, event) = match source {
            Source::Routine => self.routine.take(),
            Source::Calendar => self.calendar.take(),
        };
        self.in_routine = matches!(source, Source::Routine);
        self.now = now;
        Fired { when: When::unpack(now), event }
    }

    fn peek(&self) -> Option<When> {
        let recurs = self.routine.time();
        let recurs = (recurs != OVER).then(|| When::unpack(recurs));
        match (self.calendar.peek(), recurs) {
            (Some(scheduled), Some(recurs)) => Some(scheduled.min(recurs)),
            (scheduled, recurs) => scheduled.or(recurs),
        }
    }

    fn pending(&self) -> usize {
        self.calendar.len() + self.routine.len()
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
        When::unpack(self.agenda.now).tick
    }

    /// The present phase of the tick.
    #[inline]
    pub fn phase(&self) -> u8 {
        When::unpack(self.agenda.now).phase
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

    /// Ends the recurrence of the event at work, if it is one of the
    /// [routine's](Simulation::repeat): it does not come again before a restart.
    #[inline(always)]
    pub fn retire(&mut self) {
        if core::mem::take(&mut self.agenda.in_routine) {
            self.agenda.routine.retire();
        }
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
        Self { model, agenda: Agenda::new(calendar) }
    }

    /// Schedules `event` from outside, with the rules of [`Context::schedule`].
    ///
    /// # Errors
    ///
    /// As [`Context::schedule`].
    pub fn schedule(&mut self, when: When, event: M::Event) -> Result<Handle, ScheduleError> {
        self.agenda.schedule(when, event)
    }

    /// Sets the routine: what comes on every tick, and so need not be scheduled again each time.
    /// Each of `events` fires on each of `ticks`, at its phase; of one phase, in the order given, and
    /// at any moment after what was scheduled for it.
    ///
    /// It costs a few instructions an event and no walk of the calendar. An event of it has no handle;
    /// it comes until the last of the ticks, or until its handler [retires](Context::retire) it. A
    /// simulation has one routine: this one takes the place of the last. A
    /// [restart](Self::restart) begins it anew.
    ///
    /// ```
    /// use outlast_des::{Context, Model, Simulation, When};
    ///
    /// /// Stock of 10 that loses 3 a day; a delivery comes in the morning of day 3.
    /// #[derive(Default)]
    /// struct Stock { left: i64, told: Vec<(u64, i64)> }
    /// #[derive(Clone, Copy)]
    /// enum Event { Deliver, Use, Count }
    ///
    /// impl Model for Stock {
    ///     type Event = Event;
    ///     fn handle(&mut self, event: Event, cx: &mut Context<'_, Event>) {
    ///         match event {
    ///             Event::Deliver => self.left += 5,
    ///             Event::Use => self.left -= 3,
    ///             Event::Count => self.told.push((cx.now(), self.left)),
    ///         }
    ///         if self.left < 0 {
    ///             cx.stop();
    ///         }
    ///     }
    /// }
    ///
    /// let mut simulation = Simulation::new(Stock { left: 10, ..Stock::default() });
    /// simulation.repeat(1..=100, &[(1, Event::Use), (2, Event::Count)])?;
    /// simulation.schedule(When::at(3), Event::Deliver)?;
    /// simulation.run();
    /// assert_eq!(simulation.model().told, [(1, 7), (2, 4), (3, 6), (4, 3), (5, 0)]);
    /// # Ok::<(), outlast_des::ScheduleError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ScheduleError::Past`] if the first event would be before the present, and
    /// [`TickTooLarge`](ScheduleError::TickTooLarge) if the last tick is not before
    /// [`LAST_TICK`](crate::LAST_TICK).
    pub fn repeat(
        &mut self,
        ticks: RangeInclusive<u64>,
        events: &[(u8, M::Event)],
    ) -> Result<(), ScheduleError> {
        self.agenda.repeat(&ticks, events)
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
        let source = self.agenda.next_through(u64::MAX)?;
        Some(self.fire(source))
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
            let Some(source) = self.agenda.next_through(u64::MAX) else {
                return Ended::Exhausted;
            };
            let fired = self.agenda.take(source);
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
        if let (true, Ok(last)) = (ended != Ended::Stopped, When::at(last).pack()) {
            self.agenda.now = self.agenda.now.max(last);
        }
        ended
    }

    /// The present tick.
    pub fn now(&self) -> u64 {
        When::unpack(self.agenda.now).tick
    }

    /// The present phase.
    pub fn phase(&self) -> u8 {
        When::unpack(self.agenda.now).phase
    }

    /// How many events are pending.
    pub fn pending(&self) -> usize {
        self.agenda.pending()
    }

    /// The moment of the next event.
    pub fn peek(&self) -> Option<When> {
        self.agenda.peek()
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

    /// Back to tick 0 with nothing scheduled but the whole routine, in the same memory: the next run allocates nothing
    /// unless it has more events pending than any before. The model is untouched and resets
    /// itself, through [`model_mut`](Self::model_mut).
    pub fn restart(&mut self) {
        self.agenda.calendar.clear();
        self.agenda.routine.restart();
        self.agenda.now = 0;
        self.agenda.stopped = false;
        self.agenda.in_routine = false;
    }

    #[inline(always)]
    fn run_through(&mut self, last: u64) -> Ended {
        self.agenda.stopped = false;
        while !self.agenda.stopped {
            let Some(source) = self.agenda.next_through(last) else {
                let idle = self.agenda.pending() == 0;
                return if idle { Ended::Exhausted } else { Ended::Reached };
            };
            self.fire(source);
        }
        Ended::Stopped
    }

    #[inline(always)]
    fn fire(&mut self, source: Source) -> Fired<M::Event> {
        let fired = self.agenda.take(source);
        self.model.handle(fired.event, &mut Context { agenda: &mut self.agenda });
        fired
    }
}
