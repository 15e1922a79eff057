//! Opposed pools: two sides whose losses depend on the strengths of both, by Lanchester's laws.
//!
//! A battle strikes first in the losses phase, before every loss process. Its losses of a day are
//! those of its law over one day from the strengths at the opening of that phase ([`Law::day`]),
//! which both sides see alike; of several battles, all see the same opening, and then take in the
//! order of the file, at most what is left. What else moves the pools on the day (arrivals, returns,
//! transfers before; loss processes after) changes the next day's opening and nothing of this one.
//!
//! By chance, the default, each of the S who open the day is lost with the chance m/S, where m is the
//! loss by the law: Binomial(S, m/S), of mean m, so that no step of a day biases the course. Under
//! the square law, which is linear, the mean course is the deterministic one until one side may be
//! gone. Deterministic battles carry the strengths as real numbers by the exact solution; their
//! counts are the cumulated real losses, rounded. A side of which nobody is left fights no more.
//!
//! Like a hazard, a battle takes what it takes: it leaves no demand unmet.

mod lanchester;

use rand_distr::Distribution;

use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::Binomial;

pub(crate) use lanchester::Law;

/// A compiled battle.
#[derive(Debug, Clone)]
pub(crate) struct Battle {
    /// What to call it.
    pub(crate) label: String,
    /// Indices of its two pools.
    pub(crate) pools: [usize; 2],
    pub(crate) law: Law,
    /// What a head of the other side does to each side, in the order of the pools; its unit is the
    /// law's.
    pub(crate) coefficients: [Input; 2],
    pub(crate) deterministic: bool,
    /// First and last day on which it is fought.
    pub(crate) days: [u32; 2],
    /// Streams of the counts of each side.
    pub(crate) counts: [u32; 2],
    /// Streams that split each side's losses among its cohorts.
    pub(crate) cohorts: [u32; 2],
}

/// What a block keeps of a battle.
#[derive(Debug, Clone)]
pub(crate) struct BattleState<const L: usize> {
    coefficients: [[f64; L]; 2],
    /// Deterministic battles: losses counted so far less real losses, by side; at most a half.
    ahead: [[f64; L]; 2],
    /// Today's losses, by side [count].
    pub(crate) today: [[i64; L]; 2],
    /// Losses so far, by side [count].
    pub(crate) losses: [[i64; L]; 2],
}

impl Battle {
    /// The state before the first block.
    pub(crate) fn state<const L: usize>() -> BattleState<L> {
        BattleState {
            coefficients: [[0.0; L]; 2],
            ahead: [[0.0; L]; 2],
            today: [[0; L]; 2],
            losses: [[0; L]; 2],
        }
    }

    /// Draws what is drawn once per replication and forgets the last block.
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut BattleState<L>) {
        *state = Self::state();
        state.coefficients = [0, 1].map(|side| self.coefficients[side].draw(lanes));
    }

    /// Works out today's losses from the strengths that open the losses phase.
    pub(crate) fn fight<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        strengths: [&[i64; L]; 2],
        state: &mut BattleState<L>,
    ) {
        state.today = [[0; L]; 2];
        if day < self.days[0] || day > self.days[1] {
            return;
        }
        for lane in 0..L {
            let opening = [strengths[0][lane], strengths[1][lane]];
            if opening.contains(&0) {
                state.ahead[0][lane] = 0.0;
                state.ahead[1][lane] = 0.0;
            } else if self.deterministic {
                self.carry(lane, opening, state);
            } else {
                let losses = self.losses(opening.map(|s| s as f64), lane, state);
                for side in 0..2 {
                    let mut cell = lanes.cell(lane, self.counts[side], day);
                    let part = (losses[side] / opening[side] as f64).clamp(0.0, 1.0);
                    let law =
                        Binomial::new(opening[side], part).expect("a count and a probability");
                    state.today[side][lane] = law.sample(&mut cell);
                }
            }
        }
    }

    /// The losses of a day by the law, of real strengths [count].
    fn losses<const L: usize>(
        &self,
        strengths: [f64; 2],
        lane: usize,
        state: &BattleState<L>,
    ) -> [f64; 2] {
        self.law.day(strengths, state.coefficients.map(|column| column[lane]))
    }

    /// A lane's day of a deterministic battle.
    fn carry<const L: usize>(&self, lane: usize, opening: [i64; 2], state: &mut BattleState<L>) {
        let ahead = state.ahead.map(|column| column[lane]);
        let real = [0, 1].map(|side| opening[side] as f64 + ahead[side]);
        let losses = self.losses(real, lane, state);
        for side in 0..2 {
            let owed = losses[side] - ahead[side];
            let count = ((owed + 0.5).floor() as i64).clamp(0, opening[side]);
            state.today[side][lane] = count;
            state.ahead[side][lane] = count as f64 - owed;
        }
    }
}
