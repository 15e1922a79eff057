//! Cohorts: rotation batches that go home after their tour, and the units of a rotation.
//!
//! A batch with a `tour` is a cohort of its own while it is in the line; where a hazard depends on
//! the days since joining, every batch is. A day's losses fall on
//! the cohorts present, and on the rest of the pool, in proportion to strength: person by person
//! without replacement, which is the multivariate hypergeometric law. A cohort that arrived on
//! day a leaves in the rotation phase of day a + tour, before that day's losses; its survivors
//! take `tour` days in the line each with them. The units of a [rotation](crate::units) are cohorts
//! while they are in the line.

use crate::lanes::Lanes;
use crate::losses::HazardToday;
use crate::samplers;

/// The rotation batches of one pool, in a block of L lanes.
#[derive(Debug, Clone)]
pub(crate) struct Cohorts<const L: usize> {
    cohorts: Vec<Cohort<L>>,
    /// Indices of the cohorts that are in the line in some lane, ascending.
    present: Vec<usize>,
    /// Strengths and losses of a lane's cohorts present and of the rest of its pool.
    groups: Vec<i64>,
    lost: Vec<i64>,
}

#[derive(Debug, Clone)]
struct Cohort<const L: usize> {
    strength: [i64; L],
    /// The day it came to the line, which may be before day 1.
    arrived: [i64; L],
}

/// Where a day's losses are to be split.
#[derive(Clone, Copy)]
pub(crate) struct Split<'a> {
    pub(crate) lanes: &'a Lanes,
    pub(crate) stream: u32,
    pub(crate) day: u32,
}

impl<const L: usize> Cohorts<L> {
    pub(crate) fn new(cohorts: usize) -> Self {
        let none = Cohort { strength: [0; L], arrived: [0; L] };
        Self {
            cohorts: vec![none; cohorts],
            present: Vec::with_capacity(cohorts),
            groups: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Sends everybody away, for a new block.
    pub(crate) fn clear(&mut self) {
        for cohort in &mut self.cohorts {
            cohort.strength = [0; L];
            cohort.arrived = [0; L];
        }
        self.present.clear();
    }

    /// Part of a cohort arrives in one lane.
    pub(crate) fn arrive(&mut self, cohort: usize, lane: usize, day: i64, size: i64) {
        self.cohorts[cohort].arrived[lane] = day;
        self.reinforce(cohort, lane, size);
    }

    /// So many join a cohort in one lane.
    pub(crate) fn reinforce(&mut self, cohort: usize, lane: usize, count: i64) {
        self.cohorts[cohort].strength[lane] += count;
        if let Err(place) = self.present.binary_search(&cohort) {
            self.present.insert(place, cohort);
        }
    }

    /// A cohort's strength in the line, by lane.
    pub(crate) fn strength(&self, cohort: usize) -> &[i64; L] {
        &self.cohorts[cohort].strength
    }

    /// A cohort leaves in one lane; returns how many do.
    pub(crate) fn leave(&mut self, cohort: usize, lane: usize) -> i64 {
        let strength = &mut self.cohorts[cohort].strength;
        let leaving = std::mem::take(&mut strength[lane]);
        if strength.iter().all(|&s| s == 0) {
            self.present.retain(|&other| other != cohort);
        }
        leaving
    }

    /// Those of a cohort whose tour of `tour` days ends today leave; returns how many, by lane.
    pub(crate) fn depart(&mut self, cohort: usize, day: u32, tour: u32) -> [i64; L] {
        let leaving = &mut self.cohorts[cohort];
        let survivors = std::array::from_fn(|i| {
            if leaving.arrived[i] + i64::from(tour) == i64::from(day) {
                std::mem::take(&mut leaving.strength[i])
            } else {
                0
            }
        });
        if leaving.strength.iter().all(|&s| s == 0) {
            self.present.retain(|&other| other != cohort);
        }
        survivors
    }

    /// All cohorts of one lane leave today; returns how many days in the line they take with them.
    pub(crate) fn withdraw(&mut self, lane: usize, day: u32) -> i64 {
        let mut days = 0;
        for &cohort in &self.present {
            let Cohort { strength, arrived } = &mut self.cohorts[cohort];
            let survivors = std::mem::take(&mut strength[lane]);
            days += survivors * (i64::from(day) - arrived[lane]).max(0);
        }
        let cohorts = &self.cohorts;
        self.present.retain(|&cohort| cohorts[cohort].strength.iter().any(|&s| s > 0));
        days
    }

    /// What of a pool's `strength` belongs to no cohort present, by lane.
    pub(crate) fn rest(&self, strength: &[i64; L]) -> [i64; L] {
        let mut rest = *strength;
        for &cohort in &self.present {
            for (rest, strength) in rest.iter_mut().zip(&self.cohorts[cohort].strength) {
                *rest -= strength;
            }
        }
        rest
    }

    /// Takes each lane's losses from the cohorts present, the pool's other `strength` bearing its
    /// part. `strength` is the whole pool's before the losses.
    #[inline(never)]
    pub(crate) fn lose(&mut self, split: Split<'_>, strength: &[i64; L], losses: &[i64; L]) {
        for lane in 0..L {
            if losses[lane] > 0 {
                self.lose_in_lane(split, lane, strength[lane], losses[lane]);
            }
        }
    }

    /// Whether no cohort is in the line in any lane.
    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.present.is_empty()
    }

    /// Takes from each cohort, and from the rest of the pool, who joined on day 1 or came back, what
    /// a hazard by days since joining takes of it. `strength` is the whole pool's.
    pub(crate) fn lose_by_age(
        &mut self,
        hazard: &HazardToday<'_, L>,
        strength: &[i64; L],
    ) -> [i64; L] {
        let lost = std::array::from_fn(|lane| {
            let mut cell = hazard.cell(lane);
            let (mut rest, mut lost) = (strength[lane], 0);
            for &cohort in &self.present {
                let Cohort { strength, arrived } = &mut self.cohorts[cohort];
                if strength[lane] > 0 {
                    rest -= strength[lane];
                    let age = (i64::from(hazard.day) - arrived[lane]) as u32;
                    let group = (age, strength[lane]);
                    let taken = hazard.losses(lane, group, &mut cell);
                    strength[lane] -= taken;
                    lost += taken;
                }
            }
            lost + hazard.losses(lane, (hazard.day - 1, rest), &mut cell)
        });
        let cohorts = &self.cohorts;
        self.present.retain(|&cohort| cohorts[cohort].strength.iter().any(|&s| s > 0));
        lost
    }

    fn lose_in_lane(&mut self, split: Split<'_>, lane: usize, strength: i64, losses: i64) {
        let of = |&cohort: &usize| self.cohorts[cohort].strength[lane];
        self.groups.clear();
        self.groups.extend(self.present.iter().map(of));
        self.groups.push(strength - self.groups.iter().sum::<i64>());
        self.lost.clear();
        self.lost.resize(self.groups.len(), 0);
        let mut cell = split.lanes.cell(lane, split.stream, split.day);
        samplers::split(losses, &self.groups, &mut self.lost, &mut cell)
            .expect("losses are at most the strength, which is the sum of its groups");
        for (&cohort, lost) in self.present.iter().zip(&self.lost) {
            self.cohorts[cohort].strength[lane] -= lost;
        }
    }
}
