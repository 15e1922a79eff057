//! Recovery by days: each returner draws the day of the return, of any law.
//!
//! Returner i of a lane's day has word i of its cell, which a table of whole days turns into a day. The
//! words of all lanes are one list, block after block of four, and are drawn and looked up a batch at a
//! time; each returner is then one more on a day of the lane's own row of days, which stays in the
//! nearest cache meanwhile.
//!
//! Where returners are very many, they are dealt out over the days instead: those who come back on each
//! day are binomial of those that are left.

use rand_distr::Distribution;

use crate::ahead::{DaysAhead, RowsAhead};
use crate::aligned::Aligned;
use crate::durations::Delay;
use crate::lanes::Lanes;
use crate::samplers::{AliasTable, Binomial};

/// The law of the whole days from a loss to the return.
#[derive(Debug, Clone)]
pub(crate) struct ReturnDays {
    /// Chance of each day 1, 2, ... for who has not come back before it.
    chances: Box<[f64]>,
    /// The days as a table; the first after `chances` stands for all that follow.
    table: AliasTable,
    /// More returners than this are dealt out day by day, fewer draw a day each.
    few: i64,
    stream: u32,
}

/// The longest horizon [days]: a century.
const LONGEST: u32 = 36_525;
/// A day costs a binomial count, a returner a look into a table: about a sixtieth of it, since the days
/// that some of very many return on are twice the usual ones.
const RETURNERS_A_DAY: i64 = 60;
/// The most that draw a day each: over the longest run, no row of days counts up to 2^32.
const MOST_EACH: i64 = 1 << 16;
/// Blocks of words drawn at a time.
const BATCH: usize = 64;
/// Blocks written into a batch at a time, and the room that they may take.
const STEP: usize = 16;
const ROOM: usize = BATCH + STEP;
/// The block of a cell at which returner 0's escape from the table begins; returner i's is i later.
const ESCAPES: u32 = 1 << 23;

impl ReturnDays {
    /// Of a delay of more than k days with probability `survival(k)`. It does not depend on the
    /// horizon, so that a longer run changes no day of a shorter one.
    pub(crate) fn new(delay: &Delay, stream: u32) -> Self {
        let (mut chances, mut pmf) = (Vec::new(), Vec::new());
        let (mut usual, mut left) = (0, 1.0);
        for later in delay.survivals(1, LONGEST) {
            chances.push((left - later) / left);
            pmf.push(left - later);
            usual += i64::from(left > 0.01);
            left = later;
        }
        pmf.push(left);
        let table = AliasTable::from_pmf(1, &pmf).expect("a century of days that sum to 1");
        let few = (RETURNERS_A_DAY * usual).min(MOST_EACH);
        Self { chances: chances.into(), table, few, stream }
    }

    /// The longest delay that a run can see [days].
    pub(crate) fn longest(&self) -> u32 {
        self.chances.len() as u32
    }

    /// Steps (of some 10 ns) that so many returners of a day take, in a run of so many days.
    pub(crate) fn steps(&self, returners: f64, horizon: u32) -> f64 {
        let dealing = 4.0 * f64::from(self.longest().min(horizon));
        (returners / 8.0).min(dealing)
    }

    /// Draws the days of those lost on a day who will return, as far as they lie within the horizon.
    #[inline(always)]
    pub(crate) fn enter<const L: usize>(
        &self,
        (day, horizon): (u32, u32),
        lanes: &Lanes,
        returners: &[i64; L],
        ahead: &mut Due<L>,
    ) {
        let mut batch = Batch::new();
        for lane in 0..L {
            let count = returners[lane];
            if count > self.few {
                self.deal((day, horizon), lanes, (lane, count), ahead);
                continue;
            }
            let mut block = 0;
            while 4 * block < count as u32 {
                block += batch.take(lane as u32, block, count as u32);
                if batch.len == BATCH {
                    self.draw((day, horizon), lanes, &batch, ahead);
                    batch.len = 0;
                }
            }
        }
        if batch.len > 0 {
            batch.end();
            self.draw((day, horizon), lanes, &batch, ahead);
        }
    }

    /// Draws the days of a batch of returners and enters them.
    #[inline(always)]
    fn draw<const L: usize>(
        &self,
        (day, horizon): (u32, u32),
        lanes: &Lanes,
        batch: &Batch,
        ahead: &mut Due<L>,
    ) {
        let whole = |column: &[u32; ROOM]| {
            let mut whole = Aligned([0; BATCH]);
            whole.copy_from_slice(&column[..BATCH]);
            whole
        };
        let [of, blocks, counts] = batch.columns.each_ref().map(whole);
        let mut words = Aligned([[0; BATCH]; 4]);
        let mut days = Aligned([[0; BATCH]; 4]);
        lanes.fill_blocks((self.stream, day), (&of, &blocks), &mut words);
        for (w, (words, days)) in (0..).zip(words.iter().zip(&mut *days)) {
            self.table.small_lanes(words, days, |i| {
                let block = ESCAPES + 4 * blocks[i] + w;
                let mut cell = lanes.cell_from(of[i] as usize, self.stream, day, block);
                self.table.sample_escape(&mut cell)
            });
            for i in 0..BATCH {
                days[i] += day;
            }
        }
        ahead.each.enter(&of, &days, |w, i| counts[i] > w as u32 && days[w][i] <= horizon);
    }

    /// Deals out very many returners day by day.
    #[inline(never)]
    fn deal<const L: usize>(
        &self,
        (day, horizon): (u32, u32),
        lanes: &Lanes,
        (lane, returners): (usize, i64),
        ahead: &mut Due<L>,
    ) {
        let many = ahead.many.get_or_insert_with(|| DaysAhead::new(self.longest().min(horizon)));
        let mut cell = lanes.cell(lane, self.stream, day);
        let mut left = returners;
        for days in 1..=self.longest().min(horizon - day) {
            let chance = self.chances[days as usize - 1];
            let back = Binomial::new(left, chance).map_or(0, |law| law.sample(&mut cell));
            if back > 0 {
                many.enter(day + days, lane, back);
                left -= back;
            }
            if left == 0 {
                return;
            }
        }
    }
}

/// Who returns on each of the days ahead.
#[derive(Debug, Clone)]
pub(crate) struct Due<const L: usize> {
    /// Who drew a day each.
    each: RowsAhead<L>,
    /// Who was dealt out, once anybody was.
    many: Option<DaysAhead<L>>,
}

impl<const L: usize> Due<L> {
    /// Nobody, for so many days ahead.
    pub(crate) fn new(reach: u32) -> Self {
        Self { each: RowsAhead::new(reach), many: None }
    }

    /// Bytes of a lane, if it reaches so far.
    pub(crate) fn lane_bytes(reach: u32) -> f64 {
        RowsAhead::<1>::lane_bytes(reach) + DaysAhead::<1>::lane_bytes(reach)
    }

    /// Forgets the last block.
    pub(crate) fn clear(&mut self) {
        self.each.clear();
        if let Some(many) = &mut self.many {
            many.clear();
        }
    }

    /// Takes out who returns on a day, by lane.
    #[inline(always)]
    pub(crate) fn take(&mut self, day: u32) -> [i64; L] {
        let mut taken = self.many.as_mut().map_or([0; L], |many| many.take(day));
        self.each.take(day, &mut taken);
        taken
    }

    /// Whether anybody is due.
    pub(crate) fn is_due(&self) -> bool {
        self.each.is_due() || self.many.as_ref().is_some_and(DaysAhead::is_due)
    }
}

/// Blocks of returners' words, of some lanes after the other.
struct Batch {
    len: usize,
    /// Lane, number of the block in the lane's cell, and returners that have words of it.
    columns: [[u32; ROOM]; 3],
}

impl Batch {
    #[inline(always)]
    fn new() -> Self {
        Self { len: 0, columns: [[0; ROOM]; 3] }
    }

    /// Takes blocks of a lane with so many returners, as many as find room; says how many.
    #[inline(always)]
    fn take(&mut self, lane: u32, first: u32, returners: u32) -> u32 {
        let left = returners - 4 * first;
        let taken = (left.div_ceil(4) as usize).min(BATCH - self.len);
        let [lanes, blocks, counts] = &mut self.columns;
        // In whole steps; what is too much is written over by those who come next.
        for from in (0..taken).step_by(STEP) {
            let at = self.len + from;
            let [lanes, blocks, counts] =
                [&mut *lanes, &mut *blocks, &mut *counts].map(|column| &mut column[at..at + STEP]);
            for i in 0..STEP {
                let block = (from + i) as u32;
                lanes[i] = lane;
                blocks[i] = first + block;
                counts[i] = left.saturating_sub(4 * block).min(4);
            }
        }
        self.len += taken;
        taken as u32
    }

    /// Nobody comes next.
    #[inline(always)]
    fn end(&mut self) {
        self.columns[2][self.len..].fill(0);
    }
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;
    use crate::scenario::Duration;

    /// What [`ReturnDays::enter`] says it does, returner by returner.
    fn one_by_one<const L: usize>(
        law: &ReturnDays,
        (day, horizon): (u32, u32),
        lanes: &Lanes,
        returners: &[i64; L],
    ) -> (Vec<[i64; L]>, u32) {
        let (mut back, mut escapes) = (vec![[0; L]; horizon as usize + 1], 0);
        for lane in 0..L {
            let mut cell = lanes.cell(lane, law.stream, day);
            for returner in 0..returners[lane] as u32 {
                let days = law.table.sample_word(cell.next_u32()).unwrap_or_else(|| {
                    escapes += 1;
                    let place = ESCAPES + returner;
                    law.table.sample_escape(&mut lanes.cell_from(lane, law.stream, day, place))
                });
                if i64::from(day) + days <= i64::from(horizon) {
                    back[day as usize + days as usize][lane] += 1;
                }
            }
        }
        (back, escapes)
    }

    #[test]
    fn batches_give_each_returner_the_day_of_the_own_word() {
        let gamma = Duration::Gamma { mean: 30.0, shape: 2.5 };
        // So long a table that some words escape from it.
        let even = Duration::Even { from: 0, to: 36_000 };
        let counts = [0, 1, 3, 4, 5, 63, 150, 151, 0, 256, 257, 700, 2, 31, 33, 64];
        let mut seen = 0;
        for (delay, times, horizon) in [(gamma, 1, 120), (even, 93, 36_400)] {
            let law = ReturnDays::new(&Delay::new(delay), 9);
            let mut due = Due::<16>::new(law.longest().min(horizon));
            let lanes = Lanes::new(5, 1_000);
            let mut expected = vec![[0; 16]; horizon as usize + 1];
            for day in 1..=3 {
                let mut returners = counts.map(|count| count * times);
                returners.rotate_left(day as usize);
                assert!(returners.iter().all(|&count| count <= law.few));
                law.enter((day, horizon), &lanes, &returners, &mut due);
                let (back, escapes) = one_by_one(&law, (day, horizon), &lanes, &returners);
                seen += escapes;
                for (sum, back) in expected.iter_mut().zip(&back) {
                    (0..16).for_each(|lane| sum[lane] += back[lane]);
                }
            }
            // None is back before day 4 but by a delay of a day or two: those the ring still holds.
            for day in 1..=horizon {
                assert_eq!(due.take(day), expected[day as usize], "day {day}");
            }
            assert!(!due.is_due());
        }
        assert!(seen > 0, "some word escapes");
    }

    #[test]
    fn very_many_are_dealt_out_and_none_is_forgotten() {
        let law = ReturnDays::new(&Delay::new(Duration::Uniform { low: 2.0, high: 9.0 }), 9);
        let mut due = Due::<2>::new(law.longest());
        law.enter((1, 50), &Lanes::new(5, 0), &[law.few + 1, 3], &mut due);
        let back: Vec<[i64; 2]> = (2..=50).map(|day| due.take(day)).collect();
        let sum = back.iter().fold([0; 2], |sum, back| [sum[0] + back[0], sum[1] + back[1]]);
        assert_eq!(sum, [law.few + 1, 3]);
        assert!(!due.is_due());
    }
}
