//! What recurs on every tick.

use outlast_des::{Context, Ended, LAST_TICK, Model, ScheduleError, Simulation, When};

/// Notes what fires. Its daily events can be a routine or schedule themselves again; besides, every
/// seventh event schedules another, at a moment of no daily one.
#[derive(Clone, Debug, Default)]
struct Diary {
    /// The last tick on which a daily event fires.
    last: u64,
    by_routine: bool,
    notes: Vec<(u64, u8, u32)>,
}

/// From here on, events are not daily.
const ONCE: u32 = 100;

impl Model for Diary {
    type Event = u32;

    fn handle(&mut self, event: u32, cx: &mut Context<'_, u32>) {
        self.notes.push((cx.now(), cx.phase(), event));
        let noted = self.notes.len() as u64;
        if noted.is_multiple_of(7) {
            let when = When { tick: cx.now() + noted % 3 + 1, phase: noted as u8 % 2 };
            cx.schedule(when, ONCE + noted as u32).unwrap();
        }
        if event >= ONCE {
            return;
        }
        // Event e stops coming on tick 20 e.
        if event > 0 && cx.now() >= 20 * u64::from(event) {
            cx.retire();
        } else if !self.by_routine && cx.now() < self.last {
            let when = When { tick: cx.now() + 1, phase: cx.phase() };
            cx.schedule(when, event).unwrap();
        }
    }
}

const DAILY: [(u8, u32); 4] = [(2, 1), (2, 0), (4, 3), (7, 2)];
const TICKS: std::ops::RangeInclusive<u64> = 3..=50;

fn by_routine() -> Simulation<Diary> {
    let model = Diary { last: *TICKS.end(), by_routine: true, ..Diary::default() };
    let mut simulation = Simulation::new(model);
    simulation.repeat(TICKS, &DAILY).unwrap();
    simulation
}

fn by_calendar() -> Simulation<Diary> {
    let mut simulation = Simulation::new(Diary { last: *TICKS.end(), ..Diary::default() });
    for (phase, event) in DAILY {
        simulation.schedule(When { tick: *TICKS.start(), phase }, event).unwrap();
    }
    simulation
}

#[test]
fn a_routine_fires_as_events_that_schedule_themselves_again() {
    let (mut routine, mut calendar) = (by_routine(), by_calendar());
    loop {
        assert_eq!(routine.peek(), calendar.peek());
        assert_eq!(routine.pending(), calendar.pending());
        let fired = calendar.step();
        assert_eq!(routine.step(), fired);
        if fired.is_none() {
            break;
        }
    }
    let notes = &routine.model().notes;
    assert_eq!(*notes, calendar.model().notes);
    let times = |event| notes.iter().filter(|note| note.2 == event).count();
    // Of 48 ticks from 3 on: all, to 20, to 40, and all, as tick 60 does not come.
    assert_eq!([0, 1, 2, 3].map(times), [48, 18, 38, 48]);
    assert!(times(ONCE + 7) == 1, "and others came between");
}

#[test]
fn events_of_one_phase_come_as_given_and_after_what_was_scheduled() {
    let mut simulation = Simulation::new(Diary { by_routine: true, ..Diary::default() });
    simulation.repeat(1..=1, &[(5, 0), (1, 1), (5, 2), (1, 3)]).unwrap();
    simulation.schedule(When { tick: 1, phase: 5 }, ONCE).unwrap();
    assert_eq!(simulation.run(), Ended::Exhausted);
    let order: Vec<u32> = simulation.model().notes.iter().map(|note| note.2).collect();
    assert_eq!(order, [1, 3, ONCE, 0, 2]);
}

#[test]
fn only_an_event_of_the_routine_retires_and_only_itself() {
    #[derive(Default)]
    struct Retiring(Vec<u32>);
    impl Model for Retiring {
        type Event = u32;
        fn handle(&mut self, event: u32, cx: &mut Context<'_, u32>) {
            self.0.push(event);
            if event > 0 {
                cx.retire();
                cx.retire();
            }
        }
    }
    let mut simulation = Simulation::new(Retiring::default());
    simulation.repeat(1..=3, &[(1, 0), (1, 1), (1, 0)]).unwrap();
    simulation.schedule(When { tick: 2, phase: 2 }, 9).unwrap();
    simulation.run();
    assert_eq!(simulation.model().0, [0, 1, 0, 0, 0, 9, 0, 0]);
}

#[test]
fn a_restart_begins_the_routine_anew_with_those_that_retired() {
    let mut simulation = by_routine();
    simulation.run();
    let first = std::mem::take(&mut simulation.model_mut().notes);
    simulation.restart();
    assert_eq!(simulation.pending(), DAILY.len());
    assert_eq!(simulation.peek(), Some(When { tick: 3, phase: 2 }));
    simulation.run();
    assert_eq!(simulation.model().notes, first);
}

#[test]
fn a_routine_run_in_pieces_or_forked_is_that_run_at_once() {
    let mut whole = by_routine();
    assert_eq!(whole.run(), Ended::Exhausted);
    let mut pieces = by_routine();
    for last in 0..60 {
        let ended = pieces.run_until(last);
        assert_eq!(ended == Ended::Exhausted, pieces.pending() == 0, "after tick {last}");
        assert_eq!(pieces.now(), last);
        let mut fork = pieces.clone();
        fork.run();
        assert_eq!(fork.model().notes, whole.model().notes, "forked after tick {last}");
    }
    assert_eq!(pieces.model().notes, whole.model().notes);
}

#[test]
fn the_last_routine_set_is_the_one_that_runs() {
    let mut simulation = by_routine();
    simulation.run_until(10);
    simulation.model_mut().notes.clear();
    simulation.repeat(12..=13, &[(1, 0)]).unwrap();
    simulation.run_until(13);
    let daily = simulation.model().notes.iter().filter(|note| note.2 < ONCE);
    assert_eq!(daily.copied().collect::<Vec<_>>(), [(12, 1, 0), (13, 1, 0)]);
    simulation.repeat(14..=20, &[]).unwrap();
    assert_eq!(simulation.pending(), usize::from(simulation.peek().is_some()));
}

#[test]
fn a_routine_is_neither_in_the_past_nor_beyond_the_clock() {
    let mut simulation = by_routine();
    simulation.run_until(10);
    let (when, now) = (When { tick: 9, phase: 1 }, When { tick: 10, phase: 7 });
    assert_eq!(simulation.repeat(9..=20, &[(1, 0)]), Err(ScheduleError::Past { when, now }));
    let beyond = Err(ScheduleError::TickTooLarge { tick: LAST_TICK });
    assert_eq!(simulation.repeat(11..=LAST_TICK, &[(1, 0)]), beyond);
    simulation.run();
    assert_eq!(simulation.model().notes.len(), {
        let mut undisturbed = by_routine();
        undisturbed.run();
        undisturbed.model().notes.len()
    });
    let mut latest = Simulation::new(Diary { by_routine: true, ..Diary::default() });
    latest.repeat(LAST_TICK - 1..=LAST_TICK - 1, &[(255, 0)]).unwrap();
    assert_eq!(latest.run(), Ended::Exhausted);
    assert_eq!(latest.model().notes, [(LAST_TICK - 1, 255, 0)]);
}
