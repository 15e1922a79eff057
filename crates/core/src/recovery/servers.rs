//! Recovery with so many servers: who waits, who is served, and when each comes back.
//!
//! The losses of day d are spread over that day evenly and independently, at times from d − 1 to d
//! (the close of day d is time d), and are served first come, first served, each by the server that
//! is free first, for a time drawn from the law of the delay, without rounding. With Poisson losses
//! and exponential service that is the queue M/M/c, and what waits at the close of a day is that
//! queue seen at times 1, 2, ...: P(wait) by Erlang's C, Lq = C ρ/(1 − ρ) once it is stationary.
//!
//! Whoever is served by time e comes back in the returns phase of day ceil(e), and no sooner than
//! the day after the loss. With servers enough for all that is day d + max(1, ceil(u + x) − 1) for
//! a delay of x and u uniform on 0 to 1: the day d + max(1, ceil(x)) of recovery without servers
//! where x is of whole days, and that day or the one before it where it is not.
//!
//! Under first come, first served a service begins as soon as the earliest of the servers' free
//! times has come, whatever happens later, so that the day of the return is known on the day of the
//! loss: O(log c) for each returner (Kiefer and Wolfowitz's recursion on a heap of the free times).

use outlast_des::Cell;

use crate::ahead::DaysAhead;
use crate::durations::Delay;
use crate::lanes::Lanes;

/// The servers of a recovery.
#[derive(Debug, Clone)]
pub(crate) struct Servers {
    /// How many.
    pub(crate) count: u32,
    /// Law of the time of each service.
    pub(crate) service: Delay,
    /// Stream of the times.
    pub(crate) stream: u32,
}

/// What a block keeps of them.
#[derive(Debug, Clone)]
pub(crate) struct ServersState<const L: usize> {
    /// When each server will be free [days], lane after lane: a heap with the earliest first.
    free: Vec<f64>,
    /// Services that begin on a later day than the loss, by that day.
    pub(crate) begin: DaysAhead<L>,
    /// Waiting now [count].
    pub(crate) waiting: [i64; L],
    /// Most waiting at a close of day [count].
    pub(crate) peak: [i64; L],
}

impl Servers {
    pub(crate) fn state<const L: usize>(&self, horizon: u32) -> ServersState<L> {
        ServersState {
            free: vec![0.0; self.count as usize * L],
            begin: DaysAhead::new(horizon),
            waiting: [0; L],
            peak: [0; L],
        }
    }

    /// Serves those lost on a day who will return, and enters the days of their return up to the
    /// horizon in `back`.
    #[inline(never)]
    pub(crate) fn enter<const L: usize>(
        &self,
        days: (u32, u32),
        lanes: &Lanes,
        returners: &[i64; L],
        (state, back): (&mut ServersState<L>, &mut DaysAhead<L>),
    ) {
        for lane in (0..L).filter(|&lane| returners[lane] > 0) {
            let mut cell = lanes.cell(lane, self.stream, days.0);
            let who = (returners[lane], lane);
            self.serve(who, days, &mut cell, state, |day| back.enter(day, lane, 1));
        }
    }

    /// Serves a day's returners of one lane; `enter(day)` learns each day of return up to `horizon`.
    fn serve<const L: usize>(
        &self,
        (returners, lane): (i64, usize),
        (day, horizon): (u32, u32),
        cell: &mut Cell,
        state: &mut ServersState<L>,
        mut enter: impl FnMut(u32),
    ) {
        let free = &mut state.free[lane * self.count as usize..][..self.count as usize];
        let mut arrivals = Arrivals::new(day, returners);
        while let Some(arrival) = arrivals.next(cell) {
            let begin = free[0].max(arrival);
            let end = begin + self.service.sample(cell);
            free[0] = end;
            sink(free);
            let (begin, back) = (day_of(begin), day_of(end).max(day + 1));
            if begin > day {
                state.waiting[lane] += 1;
                if begin <= horizon {
                    state.begin.enter(begin, lane, 1);
                }
            }
            if back <= horizon {
                enter(back);
            }
        }
        state.peak[lane] = state.peak[lane].max(state.waiting[lane]);
    }
}

impl<const L: usize> ServersState<L> {
    /// Forgets the last block.
    pub(crate) fn clear(&mut self) {
        self.free.fill(0.0);
        self.begin.clear();
        self.waiting = [0; L];
        self.peak = [0; L];
    }

    /// The services that begin on a day begin.
    pub(crate) fn start(&mut self, day: u32) {
        let begun = self.begin.take(day);
        for lane in 0..L {
            self.waiting[lane] -= begun[lane];
        }
    }
}

/// The day that a time falls on: times up to 1 are day 1.
fn day_of(time: f64) -> u32 {
    time.ceil() as u32
}

/// Restores the order of a heap whose first element has grown.
fn sink(heap: &mut [f64]) {
    let mut at = 0;
    loop {
        let left = 2 * at + 1;
        if left >= heap.len() {
            return;
        }
        let right = left + 1;
        let least = if right < heap.len() && heap[right] < heap[left] { right } else { left };
        if heap[at] <= heap[least] {
            return;
        }
        heap.swap(at, least);
        at = least;
    }
}

/// The times of a day's losses in their order, without a list of them.
///
/// Of n times left the next lies a part 1 − v^(1/n) of the rest of the day ahead, v uniform: the
/// spacings of uniform order statistics (Rényi). The rest of the day is kept as its logarithm.
struct Arrivals {
    /// Start of the day [days].
    from: f64,
    left: i64,
    /// Logarithm of the part of the day that is left.
    rest: f64,
}

impl Arrivals {
    fn new(day: u32, count: i64) -> Self {
        Self { from: f64::from(day) - 1.0, left: count, rest: 0.0 }
    }

    fn next(&mut self, cell: &mut Cell) -> Option<f64> {
        if self.left == 0 {
            return None;
        }
        self.rest += libm::log(cell.uniform()) / self.left as f64;
        self.left -= 1;
        Some(self.from - libm::expm1(self.rest))
    }
}

#[cfg(test)]
mod tests {
    use outlast_des::{Address, Streams};

    use super::*;

    fn cell(seed: u64) -> Cell {
        Streams::new(seed).cell(Address { replication: 0, stream: 0, tick: 0 })
    }

    #[test]
    fn a_heap_whose_first_has_grown_has_the_least_first() {
        let mut heap = vec![0.0; 7];
        let mut sorted = heap.clone();
        let mut cell = cell(1);
        for _ in 0..500 {
            let later = heap[0] + cell.uniform();
            heap[0] = later;
            sink(&mut heap);
            sorted[0] = later;
            sorted.sort_by(f64::total_cmp);
            assert!((heap[0] - sorted[0]).abs() < 1e-12);
        }
    }

    #[test]
    fn times_of_a_day_ascend_and_the_kth_of_n_lies_at_k_of_n_plus_1() {
        // Means k/(n + 1), standard deviation at most 0.5/sqrt(n + 2), over 20,000 days.
        let (n, days) = (5, 20_000);
        let mut sums = [0.0; 5];
        let mut cell = cell(2);
        for _ in 0..days {
            let mut arrivals = Arrivals::new(9, n);
            let mut last = 8.0;
            for sum in &mut sums {
                let time = arrivals.next(&mut cell).expect("five times");
                assert!(last < time && time <= 9.0);
                *sum += time - 8.0;
                last = time;
            }
            assert!(arrivals.next(&mut cell).is_none());
        }
        for (k, sum) in sums.iter().enumerate() {
            let mean = sum / f64::from(days);
            assert!((mean - (k as f64 + 1.0) / 6.0).abs() < 4.0 * 0.19 / 141.0, "{k}: {mean}");
        }
    }
}
