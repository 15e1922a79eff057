//! The days ahead: what is due on each of them, by lane.
//!
//! Who returns from recovery and what a transfer has on its way happen at times of their own in
//! each lane. They are counted in a ring of days, a column of lanes each, and the block wakes on
//! every day as long as something is due on some later one. Entering and taking cost O(1); the
//! memory is 8 bytes a lane for each day that the ring reaches ahead.

/// A ring of the days ahead.
#[derive(Debug, Clone)]
pub(crate) struct DaysAhead<const L: usize> {
    /// Due on each day, by day modulo the length [count].
    days: Vec<[i64; L]>,
    /// Due in all, all lanes together [count].
    due: i64,
}

impl<const L: usize> DaysAhead<L> {
    /// A ring that reaches so many days ahead of today; 0 holds nothing.
    pub(crate) fn new(reach: u32) -> Self {
        let length = if reach == 0 { 0 } else { reach as usize + 1 };
        Self { days: vec![[0; L]; length], due: 0 }
    }

    /// Bytes of a lane of a ring that reaches so far.
    pub(crate) fn lane_bytes(reach: u32) -> f64 {
        if reach == 0 { 0.0 } else { 8.0 * (f64::from(reach) + 1.0) }
    }

    /// Forgets the last block.
    pub(crate) fn clear(&mut self) {
        if self.due != 0 {
            self.days.fill([0; L]);
        }
        self.due = 0;
    }

    /// So many are due in a lane on a day within reach.
    #[inline]
    pub(crate) fn enter(&mut self, day: u32, lane: usize, count: i64) {
        let place = day as usize % self.days.len();
        self.days[place][lane] += count;
        self.due += count;
    }

    /// Takes out what is due on a day, the day after the one taken before or later.
    pub(crate) fn take(&mut self, day: u32) -> [i64; L] {
        if self.days.is_empty() {
            return [0; L];
        }
        let place = day as usize % self.days.len();
        let due = std::mem::replace(&mut self.days[place], [0; L]);
        self.due -= due.iter().sum::<i64>();
        due
    }

    /// Whether anything is due.
    pub(crate) fn is_due(&self) -> bool {
        self.due > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_out_on_its_day_and_once() {
        let mut ahead = DaysAhead::<2>::new(3);
        ahead.enter(6, 0, 5);
        ahead.enter(8, 1, 2);
        assert!(ahead.is_due());
        let taken: Vec<[i64; 2]> = (6..10).map(|day| ahead.take(day)).collect();
        assert_eq!(taken, [[5, 0], [0, 0], [0, 2], [0, 0]]);
        assert!(!ahead.is_due());
    }

    #[test]
    fn a_ring_of_no_reach_holds_nothing() {
        let mut ahead = DaysAhead::<2>::new(0);
        assert_eq!(ahead.take(7), [0, 0]);
        assert!(!ahead.is_due());
    }
}
