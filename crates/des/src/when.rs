//! When an event fires, and why it cannot be put there.

use core::fmt;

/// The last tick of the clock: 2^56 - 1.
pub const LAST_TICK: u64 = (1 << (u64::BITS - When::PHASE_BITS)) - 1;

/// A moment of simulated time: a tick, and a phase within it. Orders by tick, then by phase.
///
/// What a tick lasts is the model's choice; what is fine enough costs nothing, as there are 2^56.
/// Phases give the events of one tick a stated order (say, arrivals before losses before
/// observation).
///
/// ```
/// use outlast_des::When;
///
/// assert!(When::at(3) < When { tick: 3, phase: 1 });
/// assert!(When { tick: 3, phase: 255 } < When::at(4));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// Ticks since the simulation began, at most [`LAST_TICK`].
    pub tick: u64,
    /// Place within the tick, 0 first.
    pub phase: u8,
}

impl When {
    pub(crate) const PHASE_BITS: u32 = u8::BITS;

    /// Phase 0 of `tick`.
    pub const fn at(tick: u64) -> Self {
        Self { tick, phase: 0 }
    }

    /// One number that orders as (tick, phase).
    #[inline]
    pub(crate) const fn pack(self) -> Result<u64, ScheduleError> {
        if self.tick > LAST_TICK {
            return Err(ScheduleError::TickTooLarge { tick: self.tick });
        }
        Ok(self.tick << Self::PHASE_BITS | self.phase as u64)
    }

    #[inline]
    pub(crate) const fn unpack(packed: u64) -> Self {
        Self { tick: packed >> Self::PHASE_BITS, phase: packed as u8 }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tick {} phase {}", self.tick, self.phase)
    }
}

/// Why an event could not be scheduled or moved. Nothing has changed then, and the simulation can
/// go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleError {
    /// The moment asked for is before the present one.
    Past {
        /// The moment asked for.
        when: When,
        /// The present (tick, phase).
        now: When,
    },
    /// The tick is beyond [`LAST_TICK`].
    TickTooLarge {
        /// The tick asked for.
        tick: u64,
    },
    /// 2^24 events are pending already.
    TooManyPending,
    /// 2^40 - 2 events have been scheduled since the calendar was last cleared.
    TooManyScheduled,
    /// The handle names no pending event: it fired, was cancelled, or was cleared.
    NotPending,
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Past { when, now } => write!(f, "{when} is past: it is {now}"),
            Self::TickTooLarge { tick } => {
                write!(f, "tick {tick} is beyond the last tick, {LAST_TICK}")
            }
            Self::TooManyPending => f.write_str("2^24 events are pending already"),
            Self::TooManyScheduled => {
                f.write_str("2^40 - 2 events have been scheduled since the last restart")
            }
            Self::NotPending => f.write_str("the event is no longer pending"),
        }
    }
}

impl core::error::Error for ScheduleError {}
