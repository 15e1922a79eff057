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
//! The keys are the leaves of a complete binary tree in which every node holds the smaller of its
//! two children: a tournament, with the next event at the root.
//!
//! ```text
//!                 1: min                     node n has children 2n and 2n + 1;
//!          2: min          3: min            slot s is leaf width + s;
//!       4: key  5: key  6: key  7: EMPTY     an empty slot holds the largest key
//! ```
//!
//! Placing a key in a slot replays the matches from its leaf to the root: log2(width) steps, each a
//! load, a comparison and a conditional move, with no branch that data could mispredict and no
//! element that changes place. That is why it beats a heap by several times, and why cancelling
//! and moving an event need no search: a handle names the slot, and the slot is the leaf.
//!
//! # The hole
//!
//! Most handlers schedule as soon as they run. So a popped (or cancelled) slot is left as it is, as
//! *the hole*, and the next push fills it: one walk for a pop and a push together. Until then
//! exactly the nodes between the hole and the root are out of date, and replaying the matches from the
//! hole puts every one of them right, whatever was placed elsewhere in between.
//!
//! # Cost
//!
//! With n the most events pending at once since the calendar was made, rounded up to a power of two:
//! push, pop, cancel, reschedule and peek are O(log n), clear is O(n), growing is O(n) and doubles.
//! Memory is 36 bytes an entry and the payload (two keys and a place in the list of free slots);
//! nothing is allocated unless more events are pending than ever before.

use crate::when::{ScheduleError, When};
use alloc::vec;
use alloc::vec::Vec;
use core::num::NonZeroU64;

const SLOT_BITS: u32 = 24;
const SEQUENCE_BITS: u32 = 40;
const TIME_SHIFT: u32 = SLOT_BITS + SEQUENCE_BITS;

/// Most events pending at once. The crate's own tests use a lower limit, to reach it.
const SLOTS: usize = if cfg!(test) { 1 << 10 } else { 1 << SLOT_BITS };
const LEAST_WIDTH: usize = 8;
/// Sequence numbers start at 1 so that no handle is 0.
const FIRST_SEQUENCE: u64 = 1;
/// Left out so that no key is `EMPTY`.
const END_OF_SEQUENCE: u64 = (1 << SEQUENCE_BITS) - 1;
const EMPTY: u128 = u128::MAX;
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
    /// The tournament: `keys[1]` is the root, `keys[width + slot]` a leaf, `keys[0]` unused.
    keys: Vec<u128>,
    width: usize,
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
        Self::with_capacity(LEAST_WIDTH)
    }

    /// An empty calendar that holds `pending` events (at most 2^24) before it has to grow.
    pub fn with_capacity(pending: usize) -> Self {
        let width = pending.clamp(LEAST_WIDTH, SLOTS).next_power_of_two();
        Self {
            keys: vec![EMPTY; 2 * width],
            width,
            events: Vec::with_capacity(width),
            free: Vec::with_capacity(width),
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
    #[inline]
    pub fn push(&mut self, when: When, event: E) -> Result<Handle, ScheduleError> {
        let time = when.pack()?;
        let sequence = self.next_sequence;
        if sequence == END_OF_SEQUENCE {
            return Err(ScheduleError::TooManyScheduled);
        }
        let slot = self.claim(event)?;
        self.next_sequence = sequence + 1;
        let entry = sequence << SLOT_BITS | slot as u64;
        self.place(slot, u128::from(time) << TIME_SHIFT | u128::from(entry));
        // `sequence` starts at 1, so the alternative is never taken.
        Ok(Handle { entry: NonZeroU64::new(entry).unwrap_or(NonZeroU64::MIN), era: self.era })
    }

    /// Takes the next event. O(log n).
    #[inline]
    pub fn pop(&mut self) -> Option<Fired<E>> {
        self.pop_through(u64::MAX)
    }

    /// Takes the next event if its packed moment is not after `last`.
    #[inline]
    pub(crate) fn pop_through(&mut self, last: u64) -> Option<Fired<E>> {
        self.close_hole();
        let key = self.keys[1];
        let time = (key >> TIME_SHIFT) as u64;
        if key == EMPTY || time > last {
            return None;
        }
        let slot = slot_of(key as u64);
        self.hole = slot;
        Some(Fired { when: When::unpack(time), event: self.events[slot] })
    }

    /// The moment of the next event. O(log n) after a pop or cancel, else O(1).
    pub fn peek(&self) -> Option<When> {
        let mut winner = self.keys[1];
        if self.hole != NO_HOLE {
            // The matches from the hole upwards, played without it.
            winner = EMPTY;
            let mut node = self.width + self.hole;
            while node > 1 {
                winner = winner.min(self.keys[node ^ 1]);
                node >>= 1;
            }
        }
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
        self.place(slot, u128::from(time) << TIME_SHIFT | u128::from(handle.entry.get()));
        Ok(())
    }

    /// Whether the event that `handle` names is pending. O(1).
    pub fn is_pending(&self, handle: Handle) -> bool {
        self.find(handle).is_some()
    }

    /// Forgets every event and handle, and starts again in the same memory. O(n), with n the most
    /// events that were pending since the last clearing.
    pub fn clear(&mut self) {
        let (mut first, mut end) = (self.width, self.width + self.events.len());
        while first > 0 {
            self.keys[first..end].fill(EMPTY);
            (first, end) = (first / 2, end.div_ceil(2));
        }
        self.events.clear();
        self.free.clear();
        self.hole = NO_HOLE;
        self.next_sequence = FIRST_SEQUENCE;
        self.era += 1;
    }

    /// Puts `key` in a slot's leaf and replays the matches from there to the root.
    #[inline]
    fn place(&mut self, slot: usize, key: u128) {
        let keys = &mut self.keys[..];
        let mut node = self.width + slot;
        let mut winner = key;
        keys[node] = winner;
        while node > 1 {
            let rival = keys[node ^ 1];
            winner = if rival < winner { rival } else { winner };
            node >>= 1;
            keys[node] = winner;
        }
    }

    /// A slot for `event`: the hole, else a free one, else a new one.
    #[inline]
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
        if slot == self.width {
            self.grow();
        }
        self.events.push(event);
        Ok(slot)
    }

    /// Doubles the width. Only called without a hole.
    fn grow(&mut self) {
        let mut keys = vec![EMPTY; 4 * self.width];
        keys[2 * self.width..3 * self.width].copy_from_slice(&self.keys[self.width..]);
        for node in (1..2 * self.width).rev() {
            keys[node] = keys[2 * node].min(keys[2 * node + 1]);
        }
        self.keys = keys;
        self.width *= 2;
        self.events.reserve_exact(self.width - self.events.len());
        self.free.reserve_exact(self.width - self.free.len());
    }

    #[inline]
    fn close_hole(&mut self) {
        if self.hole != NO_HOLE {
            self.place(self.hole, EMPTY);
            self.free.push(self.hole as u32);
            self.hole = NO_HOLE;
        }
    }

    #[inline]
    fn find(&self, handle: Handle) -> Option<usize> {
        let entry = handle.entry.get();
        let slot = slot_of(entry);
        let there = self.keys.get(self.width + slot)?;
        (*there as u64 == entry && slot != self.hole && handle.era == self.era).then_some(slot)
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
