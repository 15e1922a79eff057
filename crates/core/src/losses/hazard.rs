//! `hazard`: losses per head. Each one present is lost with the same small probability a day.
//!
//! Of S present a day takes Binomial(S, h), h = `per_1000`/1000, so that of A after t days
//! Binomial(A, (1 − h)^t) are left: mean A q, variance A q (1 − q) with q = (1 − h)^t. A hazard can
//! only take what is there: it leaves no demand unmet.
//!
//! With a `spread` c the day's hazard itself varies: it is beta of mean h and coefficient of
//! variation c, one for all present, and the losses are beta-binomial, of variance
//! S h (1 − h) + S (S − 1) c² h². Where a schedule, a pulse or a share makes h so large that no law
//! of this mean on 0 to 1 is that wide, all are lost or none.
//!
//! With `steps` h depends on the days since joining: those present on day 1 joined on day 1, and
//! each batch is a cohort of its own, which joins on the day it arrives.

use outlast_des::Cell;
use rand_distr::Distribution;

use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::{Binomial, StandardGamma};

#[derive(Debug, Clone)]
pub(crate) struct Hazard {
    /// Days since joining from which it holds, ascending from 0, and losses per 1,000 a day.
    pub(crate) steps: Vec<(u32, Input)>,
    /// Coefficient of variation of the day's hazard.
    pub(crate) spread: f64,
    /// Stream of the counts.
    pub(crate) count: u32,
}

impl Hazard {
    /// Whether it depends on the days since joining.
    pub(crate) fn ages(&self) -> bool {
        self.steps.len() > 1
    }

    /// Draws each step's losses per head a day, once per replication.
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, per_head: &mut [[f64; L]]) {
        for ((_, per_1000), per_head) in self.steps.iter().zip(per_head) {
            *per_head = per_1000.draw(lanes).map(|losses: f64| losses / 1_000.0);
        }
    }

    /// The losses of those present, when all have the same hazard [count].
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &HazardToday<'_, L>,
        strength: &[i64; L],
    ) -> [i64; L] {
        std::array::from_fn(|lane| {
            let mut cell = today.cell(lane);
            let mean = today.mean(0, lane);
            let hazard = if self.spread > 0.0 { self.varied(mean, &mut cell) } else { mean };
            Binomial::new(strength[lane], hazard)
                .expect("a count and a probability")
                .sample(&mut cell)
        })
    }

    /// A day's hazard: beta of this mean and the hazard's spread, Beta(h n, (1 - h) n) with
    /// n = (1 - h)/(c² h) - 1, as the part of one gamma number in the sum of two.
    fn varied(&self, mean: f64, cell: &mut Cell) -> f64 {
        let n = (1.0 - mean) / (self.spread * self.spread * mean) - 1.0;
        let gamma = |shape: f64, cell: &mut Cell| {
            StandardGamma::new(shape).map_or(0.0, |law| law.sample(cell))
        };
        let (lost, kept) = (gamma(mean * n, cell), gamma((1.0 - mean) * n, cell));
        if lost + kept > 0.0 {
            lost / (lost + kept)
        } else {
            // No beta is that wide, or both shapes are so small that their numbers vanish: 0 or 1.
            f64::from(cell.uniform() < mean)
        }
    }
}

/// A day of a hazard.
pub(crate) struct HazardToday<'a, const L: usize> {
    pub(crate) hazard: &'a Hazard,
    pub(crate) day: u32,
    pub(crate) lanes: &'a Lanes,
    /// By step and lane, as drawn for the run.
    pub(crate) per_head: &'a [[f64; L]],
    /// What multiplies it today: modifiers and share.
    pub(crate) factors: [f64; L],
}

impl<const L: usize> HazardToday<'_, L> {
    /// The draws of one lane.
    pub(crate) fn cell(&self, lane: usize) -> Cell {
        self.lanes.cell(lane, self.hazard.count, self.day)
    }

    /// A step's hazard in a lane, at most 1.
    fn mean(&self, step: usize, lane: usize) -> f64 {
        (self.per_head[step][lane] * self.factors[lane]).min(1.0)
    }

    /// Losses of so many in a lane who joined so many days ago [count].
    pub(crate) fn losses(&self, lane: usize, (age, strength): (u32, i64), cell: &mut Cell) -> i64 {
        let step = self.hazard.steps.partition_point(|(from, _)| *from <= age) - 1;
        Binomial::new(strength, self.mean(step, lane))
            .expect("a count and a probability")
            .sample(cell)
    }
}
