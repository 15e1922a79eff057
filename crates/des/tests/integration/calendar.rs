//! The calendar against a plain ordered map, and its refusals.

use outlast_des::{Calendar, Fired, Handle, LAST_TICK, ScheduleError, When};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug)]
enum Operation {
    Push(When),
    Pop,
    /// Of the handle ever given out at this index, modulo their number: mostly stale.
    Cancel(usize),
    Reschedule(usize, When),
    Clear,
}

/// Few moments, so that most are shared.
fn moment() -> impl Strategy<Value = When> {
    (0..6_u64, 0..3_u8).prop_map(|(tick, phase)| When { tick, phase })
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        40 => moment().prop_map(Operation::Push),
        25 => Just(Operation::Pop),
        15 => any::<usize>().prop_map(Operation::Cancel),
        15 => (any::<usize>(), moment()).prop_map(|(i, when)| Operation::Reschedule(i, when)),
        1 => Just(Operation::Clear),
    ]
}

/// What a calendar should be: a map from (moment, order of scheduling) to the event, which is that
/// order itself.
#[derive(Default)]
struct Plain {
    pending: BTreeMap<(When, usize), usize>,
    handles: Vec<Handle>,
}

impl Plain {
    fn moment_of(&self, event: usize) -> Option<When> {
        self.pending.keys().find(|(_, order)| *order == event).map(|(when, _)| *when)
    }
}

fn apply(operation: Operation, calendar: &mut Calendar<usize>, plain: &mut Plain) {
    match operation {
        Operation::Push(when) => {
            let event = plain.handles.len();
            plain.handles.push(calendar.push(when, event).unwrap());
            plain.pending.insert((when, event), event);
        }
        Operation::Pop => {
            let expected =
                plain.pending.pop_first().map(|((when, _), event)| Fired { when, event });
            assert_eq!(calendar.pop(), expected);
        }
        Operation::Cancel(index) if !plain.handles.is_empty() => {
            let event = index % plain.handles.len();
            let expected =
                plain.moment_of(event).and_then(|when| plain.pending.remove(&(when, event)));
            assert_eq!(calendar.cancel(plain.handles[event]), expected);
        }
        Operation::Reschedule(index, when) if !plain.handles.is_empty() => {
            let event = index % plain.handles.len();
            let moved = calendar.reschedule(plain.handles[event], when);
            match plain.moment_of(event) {
                Some(old) => {
                    assert_eq!(moved, Ok(()));
                    plain.pending.remove(&(old, event));
                    plain.pending.insert((when, event), event);
                }
                None => assert_eq!(moved, Err(ScheduleError::NotPending)),
            }
        }
        Operation::Clear => {
            calendar.clear();
            plain.pending.clear();
        }
        Operation::Cancel(_) | Operation::Reschedule(..) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Up to 300 operations: it grows several times, is emptied, filled again and cleared.
    #[test]
    fn a_calendar_is_an_ordered_map_of_moments(operations in prop::collection::vec(operation(), 1..300)) {
        let mut calendar = Calendar::new();
        let mut plain = Plain::default();
        for operation in operations {
            apply(operation, &mut calendar, &mut plain);
            prop_assert_eq!(calendar.len(), plain.pending.len());
            prop_assert_eq!(calendar.is_empty(), plain.pending.is_empty());
            prop_assert_eq!(calendar.peek(), plain.pending.keys().next().map(|(when, _)| *when));
        }
        for (event, &handle) in plain.handles.iter().enumerate() {
            prop_assert_eq!(calendar.is_pending(handle), plain.moment_of(event).is_some());
        }
        while !plain.pending.is_empty() {
            apply(Operation::Pop, &mut calendar, &mut plain);
        }
        prop_assert_eq!(calendar.pop(), None);
    }
}

#[test]
fn equal_moments_are_first_in_first_out_whatever_slots_they_get() {
    let mut calendar = Calendar::new();
    // Holes and free slots in disorder first, so that slots are not handed out in order.
    let handles: Vec<Handle> =
        (0..50).map(|event| calendar.push(When::at(1), event).unwrap()).collect();
    for i in [3, 44, 7, 21, 20, 49, 0] {
        calendar.cancel(handles[i]).unwrap();
    }
    while calendar.pop().is_some() {}
    for event in 0..200 {
        calendar.push(When::at(9), event).unwrap();
    }
    let order: Vec<i32> = std::iter::from_fn(|| calendar.pop()).map(|fired| fired.event).collect();
    assert_eq!(order, (0..200).collect::<Vec<_>>());
}

#[test]
fn moving_an_event_to_where_it_is_changes_nothing() {
    let mut calendar = Calendar::new();
    let handles: Vec<Handle> =
        (0..5).map(|event| calendar.push(When::at(4), event).unwrap()).collect();
    calendar.reschedule(handles[1], When::at(4)).unwrap();
    calendar.reschedule(handles[3], When::at(7)).unwrap();
    calendar.reschedule(handles[3], When::at(4)).unwrap();
    let order: Vec<i32> = std::iter::from_fn(|| calendar.pop()).map(|fired| fired.event).collect();
    assert_eq!(order, [0, 1, 2, 3, 4]);
}

#[test]
fn a_handle_names_its_own_event_and_none_after_it() {
    let mut calendar = Calendar::new();
    let first = calendar.push(When::at(1), 'a').unwrap();
    calendar.pop().unwrap();
    assert_eq!(calendar.cancel(first), None, "it has fired");
    let second = calendar.push(When::at(1), 'b').unwrap();
    assert_eq!(calendar.cancel(first), None, "its slot has another event");
    assert!(calendar.is_pending(second));
    calendar.clear();
    assert_eq!(calendar.cancel(second), None, "it was cleared");
    // The same slot and the same sequence number as `first` had.
    calendar.push(When::at(1), 'c').unwrap();
    assert_eq!(calendar.cancel(first), None, "handles do not outlive a clearing");
}

#[test]
fn a_clone_knows_the_handles_it_was_cloned_with() {
    let mut calendar = Calendar::new();
    let handle = calendar.push(When::at(1), 'a').unwrap();
    let mut fork = calendar.clone();
    assert_eq!(fork.cancel(handle), Some('a'));
    assert_eq!(calendar.pop().map(|fired| fired.event), Some('a'), "the original is untouched");
}

#[test]
fn the_clock_ends_at_its_last_tick_with_an_error() {
    let mut calendar = Calendar::new();
    let tick = LAST_TICK + 1;
    assert_eq!(calendar.push(When::at(tick), ()), Err(ScheduleError::TickTooLarge { tick }));
    assert!(calendar.is_empty());
    let last = calendar.push(When { tick: LAST_TICK, phase: 255 }, ()).unwrap();
    let refused = calendar.reschedule(last, When::at(u64::MAX));
    assert_eq!(refused, Err(ScheduleError::TickTooLarge { tick: u64::MAX }));
    assert_eq!(calendar.peek(), Some(When { tick: LAST_TICK, phase: 255 }));
}

/// 20,000 events against a sort: ten doublings, and every level of a large tree.
#[test]
fn a_large_calendar_sorts() {
    let mut calendar = Calendar::new();
    let tick_of = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52;
    let mut expected: Vec<(u64, u64)> = (0..20_000).map(|i| (tick_of(i), i)).collect();
    for &(tick, event) in &expected {
        calendar.push(When::at(tick), event).unwrap();
    }
    expected.sort_unstable();
    let order: Vec<(u64, u64)> =
        std::iter::from_fn(|| calendar.pop()).map(|fired| (fired.when.tick, fired.event)).collect();
    assert_eq!(order, expected);
}
