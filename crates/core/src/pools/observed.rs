//! What is kept of a pool: what somebody asked for, and no more.

use crate::metrics::PoolMeasure;

/// Which of a pool's measures anybody asked for; what nobody asked for is not kept. A set of bits, so
/// that to ask for any of several is one question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Observed(u16);

impl Observed {
    pub(crate) const COVERAGE: Self = Self(1);
    pub(crate) const EXHAUSTION: Self = Self(1 << 1);
    pub(crate) const STRENGTH_MIN: Self = Self(1 << 2);
    pub(crate) const PEAK_DAY: Self = Self(1 << 3);
    pub(crate) const PEAK_WEEK: Self = Self(1 << 4);
    pub(crate) const LOSSES: Self = Self(1 << 5);
    pub(crate) const SHORTFALL: Self = Self(1 << 6);
    /// The day's demand and losses, whose means tell how long a supply lasts.
    pub(crate) const DEMAND: Self = Self(1 << 7);
    /// First days and days below thresholds.
    pub(crate) const BELOW: Self = Self(1 << 8);
    /// What looks at the day's demand and losses when it closes.
    pub(super) const TODAY: Self =
        Self::COVERAGE.and(Self::PEAK_DAY).and(Self::PEAK_WEEK).and(Self::DEMAND);
    /// What looks at more when a day closes than whether anybody is left.
    pub(super) const AT_CLOSE: Self = Self::TODAY.and(Self::STRENGTH_MIN).and(Self::BELOW);
    /// What adds up a day's losses.
    pub(super) const SUMS: Self = Self::TODAY.and(Self::LOSSES).and(Self::SHORTFALL);

    /// These and those.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has any of these.
    #[inline(always)]
    pub(crate) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Asks for these too.
    pub(crate) const fn insert(&mut self, more: Self) {
        self.0 |= more.0;
    }

    /// Asks for a measure too.
    pub(crate) fn add(&mut self, measure: PoolMeasure) {
        match measure {
            PoolMeasure::CoverageDays => self.insert(Self::COVERAGE),
            PoolMeasure::ExhaustionDay => self.insert(Self::EXHAUSTION),
            PoolMeasure::StrengthMin => self.insert(Self::STRENGTH_MIN),
            PoolMeasure::PeakDayLosses => self.insert(Self::PEAK_DAY),
            PoolMeasure::PeakWeekLosses => self.insert(Self::PEAK_WEEK),
            PoolMeasure::LossesTotal => self.insert(Self::LOSSES),
            PoolMeasure::ShortfallTotal => self.insert(Self::SHORTFALL),
            _ => {}
        }
    }
}
