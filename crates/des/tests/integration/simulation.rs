//! The clock, the order of events, stopping, restarting and forking.

use outlast_des::{
    Address, Cell, Context, Ended, Fired, Handle, LAST_TICK, Model, ScheduleError, Simulation,
    Streams, When,
};

/// A small model that uses all a handler can: each event draws whether to schedule, move, cancel or
/// stop, and where to.
#[derive(Clone, Debug)]
struct Busy {
    draws: Cell,
    handles: Vec<Handle>,
    trace: Vec<(u64, u8, u32)>,
    /// Events that leave no mark.
    blanks: u32,
}

const BLANK: u32 = u32::MAX;

impl Busy {
    fn new(seed: u64) -> Self {
        let draws = Streams::new(seed).cell(Address { replication: 0, stream: 0, tick: 0 });
        Self { draws, handles: Vec::new(), trace: Vec::new(), blanks: 0 }
    }

    fn below(&mut self, end: usize) -> usize {
        (self.draws.uniform() * end as f64) as usize
    }

    fn moment(&mut self, cx: &Context<'_, u32>) -> When {
        match self.below(4) {
            0 => When { tick: cx.now(), phase: cx.phase() },
            1 => When { tick: cx.now(), phase: cx.phase().saturating_add(1) },
            _ => When { tick: cx.now() + 1 + self.below(4) as u64, phase: self.below(3) as u8 },
        }
    }
}

impl Model for Busy {
    type Event = u32;

    fn handle(&mut self, event: u32, cx: &mut Context<'_, u32>) {
        if event == BLANK {
            self.blanks += 1;
            return;
        }
        self.trace.push((cx.now(), cx.phase(), event));
        if self.trace.len() >= 200 {
            return;
        }
        for child in 0..2 {
            let when = self.moment(cx);
            self.handles.push(cx.schedule(when, event.wrapping_mul(31) + child).unwrap());
        }
        let index = self.below(self.handles.len());
        let chosen = self.handles[index];
        match self.below(3) {
            0 => drop(cx.cancel(chosen)),
            1 => {
                let when = self.moment(cx);
                cx.reschedule(chosen, when).ok();
            }
            _ => {}
        }
        if self.below(10) == 0 {
            cx.stop();
        }
    }
}

fn busy(seed: u64) -> Simulation<Busy> {
    let mut simulation = Simulation::new(Busy::new(seed));
    simulation.schedule(When::at(3), 1).unwrap();
    simulation.schedule(When { tick: 3, phase: 2 }, 2).unwrap();
    simulation
}

/// Runs on through every stop.
fn finish(simulation: &mut Simulation<Busy>) {
    while simulation.run() == Ended::Stopped {}
}

#[test]
fn a_fork_at_any_event_ends_as_the_uninterrupted_run_does() {
    let mut whole = busy(1);
    finish(&mut whole);
    let events = whole.model().trace.len();
    assert!(events > 200, "the model kept busy: {events} events");
    let mut trunk = busy(1);
    let mut forks = 0;
    loop {
        let mut fork = trunk.clone();
        finish(&mut fork);
        assert_eq!(fork.model().trace, whole.model().trace, "forked after {forks} events");
        assert_eq!((fork.now(), fork.phase()), (whole.now(), whole.phase()));
        forks += 1;
        if trunk.step().is_none() {
            break;
        }
    }
    assert_eq!(forks, events + 1, "one fork before the first event and one after each");
    assert_eq!(trunk.model().trace, whole.model().trace, "the trunk did not feel its forks");
}

#[test]
fn running_in_pieces_equals_running_at_once() {
    let mut whole = busy(2);
    while whole.run_until(40) == Ended::Stopped {}
    let mut pieces = busy(2);
    for last in 0..=40 {
        while pieces.run_until(last) == Ended::Stopped {}
        assert_eq!(pieces.now(), last, "the clock is where it was sent");
    }
    assert_eq!(pieces.model().trace, whole.model().trace);
    assert_eq!(pieces.pending(), whole.pending());
}

#[test]
fn steps_report_what_fires() {
    let mut stepped = busy(3);
    let fired: Vec<(u64, u8, u32)> = std::iter::from_fn(|| stepped.step())
        .map(|Fired { when, event }| (when.tick, when.phase, event))
        .collect();
    assert_eq!(fired, stepped.model().trace);
}

#[test]
fn events_that_do_nothing_change_nothing() {
    let mut plain = busy(4);
    finish(&mut plain);
    let mut blanked = busy(4);
    let mut sown = 0;
    loop {
        // Now, between phases and far ahead, before each event.
        let now = blanked.now();
        for when in [When { tick: now, phase: blanked.phase() }, When { tick: now + 2, phase: 1 }] {
            blanked.schedule(when, BLANK).unwrap();
            sown += 1;
        }
        let mut fired = blanked.step();
        while fired.is_some_and(|fired| fired.event == BLANK) {
            fired = blanked.step();
        }
        if fired.is_none() {
            break;
        }
    }
    assert_eq!(blanked.model().trace, plain.model().trace);
    assert_eq!(blanked.model().blanks, sown, "all of them fired");
}

#[test]
fn a_restarted_simulation_repeats_itself_and_forgets_its_handles() {
    let mut simulation = busy(5);
    let kept = simulation.schedule(When::at(1_000_000), 7).unwrap();
    while simulation.run_until(30) == Ended::Stopped {}
    let first = simulation.model().trace.clone();
    simulation.restart();
    assert_eq!((simulation.now(), simulation.phase(), simulation.pending()), (0, 0, 0));
    *simulation.model_mut() = Busy::new(5);
    simulation.schedule(When::at(3), 1).unwrap();
    simulation.schedule(When { tick: 3, phase: 2 }, 2).unwrap();
    simulation.schedule(When::at(1_000_000), 7).unwrap();
    assert_eq!(simulation.reschedule(kept, When::at(5)), Err(ScheduleError::NotPending));
    while simulation.run_until(30) == Ended::Stopped {}
    assert_eq!(simulation.into_model().trace, first);
}

/// Tries at each event to go back by one tick or one phase.
#[derive(Default)]
struct Backward {
    refusals: Vec<ScheduleError>,
}

impl Model for Backward {
    type Event = bool;

    fn handle(&mut self, first: bool, cx: &mut Context<'_, bool>) {
        if first {
            for when in [When { tick: 4, phase: 255 }, When { tick: 5, phase: 2 }] {
                self.refusals.extend(cx.schedule(when, false).err());
            }
            let again = cx.schedule(When { tick: 5, phase: 3 }, false).unwrap();
            self.refusals.extend(cx.reschedule(again, When::at(0)).err());
        }
    }
}

#[test]
fn the_past_is_refused_and_the_present_is_not() {
    let mut simulation = Simulation::new(Backward::default());
    let now = When { tick: 5, phase: 3 };
    simulation.schedule(now, true).unwrap();
    assert_eq!(simulation.run(), Ended::Exhausted);
    let past = |tick, phase| ScheduleError::Past { when: When { tick, phase }, now };
    assert_eq!(simulation.model().refusals, [past(4, 255), past(5, 2), past(0, 0)]);
    assert_eq!((simulation.now(), simulation.phase()), (5, 3));
    assert_eq!(simulation.schedule(When::at(5), true), Err(past(5, 0)));
    simulation.schedule(now, false).unwrap();
    assert_eq!(simulation.step(), Some(Fired { when: now, event: false }));
}

struct StopsAt(u32);

impl Model for StopsAt {
    type Event = u32;

    fn handle(&mut self, event: u32, cx: &mut Context<'_, u32>) {
        if event == self.0 {
            cx.stop();
        }
    }
}

#[test]
fn a_stopped_run_returns_at_once_and_can_be_continued() {
    let mut simulation = Simulation::new(StopsAt(2));
    for event in 0..5 {
        simulation.schedule(When::at(u64::from(event)), event).unwrap();
    }
    assert_eq!(simulation.run_until(3), Ended::Stopped);
    assert!(simulation.is_stopped());
    assert_eq!((simulation.now(), simulation.pending()), (2, 2));
    assert_eq!(simulation.run_until(3), Ended::Reached);
    assert!(!simulation.is_stopped());
    assert_eq!(simulation.peek(), Some(When::at(4)));
    assert_eq!(simulation.run(), Ended::Exhausted);
    assert_eq!(simulation.step(), None);
}

#[test]
fn a_limit_beyond_the_clock_runs_everything() {
    let mut simulation = Simulation::new(StopsAt(9));
    simulation.schedule(When { tick: LAST_TICK, phase: 255 }, 1).unwrap();
    assert_eq!(simulation.run_until(LAST_TICK - 1), Ended::Reached);
    assert_eq!(simulation.run_until(u64::MAX), Ended::Exhausted);
    assert_eq!((simulation.now(), simulation.phase()), (LAST_TICK, 255));
}
