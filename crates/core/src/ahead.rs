//! The days ahead: what is due on each of them, by lane.
//!
//! Who returns from recovery and what a transfer has on its way happen at times of their own in
//! each lane. They are counted in a ring of days, a column of lanes each, and the block wakes on
//! every day as long as something is due on some later one. Entering and taking cost O(1); the
//! memory is 8 bytes a lane for each day that the ring reaches ahead.

use crate::aligned::Aligned;

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

/// Rows of the days ahead, one row a lane: for counting people one by one.
///
/// As [`DaysAhead`], but a lane's days lie side by side, so that to enter many of one lane touches
/// little memory. A day of a row counts up to 2^32.
#[derive(Debug, Clone)]
pub(crate) struct RowsAhead<const L: usize> {
    /// Due on each day, by day modulo a power of two, row after row; behind each row's days are places
    /// for what is never due.
    days: Vec<u32>,
    /// The power of two, less 1.
    mask: u32,
    /// Due in all, all lanes together [count].
    due: i64,
}

/// Places behind a row's days. They also keep rows from lying a power of two apart, where one set of the
/// cache would have to hold a day of all of them.
const SPARE: u32 = 16;

impl<const L: usize> RowsAhead<L> {
    /// Rows that reach so many days ahead of today.
    pub(crate) fn new(reach: u32) -> Self {
        let length = (reach + 1).next_power_of_two();
        Self { days: vec![0; (length + SPARE) as usize * L], mask: length - 1, due: 0 }
    }

    /// Bytes of a lane of rows that reach so far.
    pub(crate) fn lane_bytes(reach: u32) -> f64 {
        4.0 * f64::from((reach + 1).next_power_of_two() + SPARE)
    }

    /// Forgets the last block.
    pub(crate) fn clear(&mut self) {
        if self.due != 0 {
            self.days.fill(0);
        }
        self.due = 0;
    }

    /// Enters one in each of some lanes on each of W days, where `due(w, i)` for day w of entry i of
    /// `lanes`. Days entered are within reach.
    #[inline(always)]
    pub(crate) fn enter<const N: usize, const W: usize>(
        &mut self,
        lanes: &[u32; N],
        days: &[[u32; N]; W],
        due: impl Fn(usize, usize) -> bool,
    ) {
        let row = self.mask + 1 + SPARE;
        let (mut places, mut entered) = (Aligned([[0; N]; W]), 0);
        for (w, days) in days.iter().enumerate() {
            for i in 0..N {
                // Spread over the spare places, those that are never due do not wait for each other.
                let spare = self.mask + 1 + i as u32 % SPARE;
                places[w][i] = lanes[i] * row + if due(w, i) { days[i] & self.mask } else { spare };
                entered += u32::from(due(w, i));
            }
        }
        let counts = &mut self.days[..];
        for place in places.as_flattened() {
            let count = &mut counts[*place as usize];
            *count = count.wrapping_add(1);
        }
        self.due += i64::from(entered);
    }

    /// Adds to `taken` what is due on a day, the day after the one taken before or later, and takes it out.
    #[inline(always)]
    pub(crate) fn take(&mut self, day: u32, taken: &mut [i64; L]) {
        if self.due == 0 {
            return;
        }
        let (row, place) = (self.mask + 1 + SPARE, day & self.mask);
        let mut all = 0;
        for lane in 0..L {
            let count = std::mem::take(&mut self.days[lane * row as usize + place as usize]);
            taken[lane] += i64::from(count);
            all += i64::from(count);
        }
        self.due -= all;
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
    fn rows_give_each_lane_its_own_on_its_day_and_once() {
        let mut ahead = RowsAhead::<2>::new(6);
        ahead.enter(&[0, 1], &[[6, 8], [6, 9]], |w, i| w == 0 || i == 0);
        ahead.enter(&[1; 2], &[[12; 2]], |_, _| true);
        assert!(ahead.is_due());
        let taken = |day| {
            let mut taken = [0; 2];
            ahead.take(day, &mut taken);
            taken
        };
        let taken: Vec<[i64; 2]> = (6..14).map(taken).collect();
        assert_eq!(taken, [[2, 0], [0, 0], [0, 1], [0, 0], [0, 0], [0, 0], [0, 2], [0, 0]]);
        assert!(!ahead.is_due());
    }

    #[test]
    fn a_ring_of_no_reach_holds_nothing() {
        let mut ahead = DaysAhead::<2>::new(0);
        assert_eq!(ahead.take(7), [0, 0]);
        assert!(!ahead.is_due());
    }
}
