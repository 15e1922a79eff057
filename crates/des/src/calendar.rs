//! The calendar of pending events: a tournament tree over packed keys.
//!
//! # Structure
//!
//! Each pending event occupies a slot. Its key is one integer, compared in one step:
//!
//! ```text
//! 127            72 71       64 63                24 23          0
//! |  tick (56)     | phase (8) |  sequence (40)     | slot (24)  |
//! ```
//!
//! The sequence number counts what was scheduled, which makes equal moments first-in first-out.
//! The keys are kept in a tournament: every slot's key plays the others in matches of four, the
//! winner of each goes on to the next, and the next event is the winner of all. To change the key of
//! a slot its matches up to the root are played again: log4(n) steps, each one cache line, three
//! comparisons and no branch that the data could mispredict. No event changes place. That is what
//! makes it several times faster than a heap, and why to cancel or to move an event takes no search:
//! a handle names the slot, and the slot stays where it is.
//!
//! # The hole
//!
//! Most handlers schedule as soon as they run. So a popped or cancelled slot is left as it is, as
//! *the hole*, and the next push fills it: one walk for a pop and a push together. Until then
//! exactly the matches between the hole and the root are out of date, and playing them again puts
//! every one of them right, whatever was placed elsewhere in between.
//!
//! # Cost
//!
//! With n the room (what [`Calendar::with_capacity`] made, or grown since, by doubling): push, pop,
//! cancel, reschedule and peek are O(log n); clear is O(most pending since the last clear); growing is
//! O(n). Memory for each of n is 21.3 bytes of keys, 4 for the list of free slots, and the payload.
//! Nothing is allocated unless more events are pending than ever before.

use crate::tournament::{EMPTY, MOST_SLOTS, Tournament};
use crate::when::{ScheduleError, When};
use alloc::vec::Vec;
use core::num::NonZeroU64;

const SLOT_BITS: u32 = 24;
const SEQUENCE_BITS: u32 = 40;
const TIME_SHIFT: u32 = SLOT_BITS + SEQUENCE_BITS;

/// Most events pending at once. The crate's own tests use a lower limit, to reach it.
const SLOTS: usize = if cfg!(test) { 1 << 10 } else { MOST_SLOTS };
const LEAST_SLOTS: usize = 4;
/// Sequence numbers start at 1 so that no handle is 0.
const FIRST_SEQUENCE: u64 = 1;
/// Left out so that no key is `EMPTY`, nor its lower half `EMPTY`'s.
const END_OF_SEQUENCE: u64 = (1 << SEQUENCE_BITS) - 1;
const NO_HOLE: usize = usize::MAX;

/// Names one scheduled event for as long as it is pending, and nothing ever after: a slot is
/// reused, but its sequence number is not, nor a clearing's number.
///
/// A handle stays good when its event is moved. A clone of a calendar knows the handles of the
/// events it was cloned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle {
    /// The lower half of the event's key: sequence number and slot.
    entry: NonZeroU64,
    /// How often the calendar had been cleared.
    era: u64,
}

/// An event that has come up, and its moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fired<E> {
    /// Its moment.
    pub when: When,
    /// What it is.
    pub event: E,
}

/// Pending events in the order (tick, phase, first scheduled first).
///
/// The calendar itself knows no present: it takes any moment. A [`Simulation`](crate::Simulation)
/// adds the clock. [Structure and cost](self).
///
/// ```
/// use outlast_des::{Calendar, When};
///
/// let mut calendar = Calendar::new();
/// calendar.push(When::at(5), 'b')?;
/// let late = calendar.push(When::at(9), 'c')?;
/// calendar.push(When::at(5), 'd')?;
/// calendar.reschedule(late, When::at(1))?;
/// let order: String = std::iter::from_fn(|| calendar.pop()).map(|fired| fired.event).collect();
/// assert_eq!(order, "cbd");
/// assert_eq!(calendar.cancel(late), None, "it has fired");
/// # Ok::<(), outlast_des::ScheduleError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    tournament: Tournament,
    /// Payload by slot; its length is the number of slots ever used since the last clearing.
    events: Vec<E>,
    free: Vec<u32>,
    /// The slot emptied last, if the tree does not know yet; else `NO_HOLE`.
    hole: usize,
    next_sequence: u64,
    era: u64,
}

impl<E: Copy> Calendar<E> {
    /// An empty calendar.
    pub fn new() -> Self {
        Self::with_capacity(LEAST_SLOTS)
    }

    /// An empty calendar that holds `pending` events (at most 2^24) before it has to grow.
    pub fn with_capacity(pending: usize) -> Self {
        let tournament = Tournament::new(pending.clamp(LEAST_SLOTS, SLOTS).next_power_of_two());
        let slots = tournament.slots();
        Self {
            tournament,
            events: Vec::with_capacity(slots),
            free: Vec::with_capacity(slots),
            hole: NO_HOLE,
            next_sequence: FIRST_SEQUENCE,
            era: 0,
        }
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.events.len() - self.free.len() - usize::from(self.hole != NO_HOLE)
    }

    /// Whether no event is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules `event`. O(log n); one walk of the tree for a pop and the push after it.
    ///
    /// # Errors
    ///
    /// [`ScheduleError::TickTooLarge`], [`TooManyPending`](ScheduleError::TooManyPending) and
    /// [`TooManyScheduled`](ScheduleError::TooManyScheduled).
    #[inline(always)]
    pub fn push(&mut self, when: When, event: E) -> Result<Handle, ScheduleError> {
        let time = when.pack()?;
        let sequence = self.next_sequence;
        if sequence == END_OF_SEQUENCE {
            return Err(ScheduleError::TooManyScheduled);
        }
        let slot = self.claim(event)?;
        self.next_sequence = sequence + 1;
        let entry = sequence << SLOT_BITS | slot as u64;
        self.tournament.set(slot, u128::from(time) << TIME_SHIFT | u128::from(entry));
        // `sequence` starts at 1, so the alternative is never taken.
        Ok(Handle { entry: NonZeroU64::new(entry).unwrap_or(NonZeroU64::MIN), era: self.era })
    }

    /// Takes the next event. O(log n).
    #[inline]
    pub fn pop(&mut self) -> Option<Fired<E>> {
        self.has_through(u64::MAX).then(|| {
            let (time, event) = self.take();
            Fired { when: When::unpack(time), event }
        })
    }

    /// Whether the next event, if there is one, is after this packed moment.
    #[inline(always)]
    pub(crate) fn is_clear_through(&mut self, time: u64) -> bool {
        // What the tree does not know yet can only be that an event is gone.
        self.is_known_clear_through(time) || {
            self.close_hole();
            self.is_known_clear_through(time)
        }
    }

    #[inline(always)]
    fn is_known_clear_through(&self, time: u64) -> bool {
        time < (self.tournament.root() >> TIME_SHIFT) as u64
    }

    /// Whether there is a next event, and its packed moment is not after `last`.
    #[inline(always)]
    pub(crate) fn has_through(&mut self, last: u64) -> bool {
        self.close_hole();
        let key = self.tournament.root();
        // `EMPTY` by its lower half, which no entry has.
        key as u64 != u64::MAX && (key >> TIME_SHIFT) as u64 <= last
    }

    /// Takes the next event and its packed moment; [there must be one](Self::has_through).
    #[inline(always)]
    pub(crate) fn take(&mut self) -> (u64, E) {
        let key = self.tournament.root();
        let slot = slot_of(key as u64);
        self.hole = slot;
        ((key >> TIME_SHIFT) as u64, self.events[slot])
    }

    /// The moment of the next event. O(log n) after a pop or cancel, else O(1).
    pub fn peek(&self) -> Option<When> {
        let winner = match self.hole {
            NO_HOLE => self.tournament.root(),
            hole => self.tournament.root_without(hole),
        };
        (winner != EMPTY).then(|| When::unpack((winner >> TIME_SHIFT) as u64))
    }

    /// Removes the event that `handle` names and returns it; `None` if it is not pending.
    /// O(log n), no search.
    #[inline]
    pub fn cancel(&mut self, handle: Handle) -> Option<E> {
        let slot = self.find(handle)?;
        self.close_hole();
        self.hole = slot;
        Some(self.events[slot])
    }

    /// Moves the event that `handle` names to `when`. O(log n), no search.
    ///
    /// It keeps its handle and its turn among events of the same moment, which is that of its
    /// first scheduling: to move an event to where it is changes nothing.
    ///
    /// # Errors
    ///
    /// [`ScheduleError::TickTooLarge`] and [`NotPending`](ScheduleError::NotPending).
    #[inline]
    pub fn reschedule(&mut self, handle: Handle, when: When) -> Result<(), ScheduleError> {
        let time = when.pack()?;
        let slot = self.find(handle).ok_or(ScheduleError::NotPending)?;
        self.tournament.set(slot, u128::from(time) << TIME_SHIFT | u128::from(handle.entry.get()));
        Ok(())
    }

    /// Whether the event that `handle` names is pending. O(1).
    pub fn is_pending(&self, handle: Handle) -> bool {
        self.find(handle).is_some()
    }

    /// Forgets every event and handle, and starts again in the same memory. O(n), with n the most
    /// events that were pending since the last clearing.
    #[inline]
    pub fn clear(&mut self) {
        if !self.events.is_empty() {
            self.tournament.clear(self.events.len());
        }
        self.events.clear();
        self.free.clear();
        self.hole = NO_HOLE;
        self.next_sequence = FIRST_SEQUENCE;
        self.era += 1;
    }

    /// A slot for `event`: the hole, else a free one, else a new one.
    #[inline(always)]
    fn claim(&mut self, event: E) -> Result<usize, ScheduleError> {
        let slot = if self.hole != NO_HOLE {
            core::mem::replace(&mut self.hole, NO_HOLE)
        } else if let Some(slot) = self.free.pop() {
            slot as usize
        } else {
            return self.claim_new(event);
        };
        self.events[slot] = event;
        Ok(slot)
    }

    #[cold]
    #[inline(never)]
    fn claim_new(&mut self, event: E) -> Result<usize, ScheduleError> {
        let slot = self.events.len();
        if slot == SLOTS {
            return Err(ScheduleError::TooManyPending);
        }
        if slot == self.tournament.slots() {
            self.grow();
        }
        self.events.push(event);
        Ok(slot)
    }

    /// Doubles the room. Only called without a hole.
    fn grow(&mut self) {
        let more = self.tournament.slots() + 1;
        self.tournament.grow(more.next_power_of_two().min(SLOTS));
        let slots = self.tournament.slots();
        self.events.reserve_exact(slots - self.events.len());
        self.free.reserve_exact(slots - self.free.len());
    }

    #[inline(always)]
    fn close_hole(&mut self) {
        if self.hole != NO_HOLE {
            self.tournament.set(self.hole, EMPTY);
            self.free.push(self.hole as u32);
            self.hole = NO_HOLE;
        }
    }

    #[inline]
    fn find(&self, handle: Handle) -> Option<usize> {
        let entry = handle.entry.get();
        let slot = slot_of(entry);
        let there = self.tournament.key(slot)?;
        (there as u64 == entry && slot != self.hole && handle.era == self.era).then_some(slot)
    }
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Self::new()
    }
}

#[inline]
const fn slot_of(entry: u64) -> usize {
    (entry & ((1 << SLOT_BITS) - 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_calendar_refuses_one_more_and_works_on() {
        let mut calendar = Calendar::new();
        for i in 0..SLOTS as u64 {
            calendar.push(When::at(i), i).unwrap();
        }
        assert_eq!(calendar.push(When::at(0), 0), Err(ScheduleError::TooManyPending));
        assert_eq!(calendar.pop(), Some(Fired { when: When::at(0), event: 0 }));
        calendar.push(When::at(0), 7).unwrap();
        assert_eq!(calendar.len(), SLOTS);
        assert_eq!(calendar.pop(), Some(Fired { when: When::at(0), event: 7 }));
    }

    #[test]
    fn the_sequence_ends_with_an_error_and_clearing_starts_it_again() {
        let mut calendar = Calendar::new();
        calendar.next_sequence = END_OF_SEQUENCE - 1;
        let last = When { tick: crate::LAST_TICK, phase: 255 };
        calendar.push(last, 'a').unwrap();
        assert_eq!(calendar.push(When::at(0), 'b'), Err(ScheduleError::TooManyScheduled));
        assert_eq!(calendar.pop(), Some(Fired { when: last, event: 'a' }));
        calendar.clear();
        calendar.push(When::at(0), 'c').unwrap();
    }

    #[test]
    fn the_largest_key_of_all_is_not_taken_for_an_empty_slot() {
        let entry = (END_OF_SEQUENCE - 1) << SLOT_BITS | ((1 << SLOT_BITS) - 1);
        assert_ne!(u128::from(u64::MAX) << TIME_SHIFT | u128::from(entry), EMPTY);
    }
}
