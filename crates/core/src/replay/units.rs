//! Units of rotations in a replay: where they were day by day, and what moved them.

use super::{Account, Happening, Scene, What};
use crate::block::{Block, Event, Phase};

/// Where the units of a rotation were on the days of one replication, and how strong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tours {
    /// Index of the rotation's pool, which has its name.
    pub pool: usize,
    /// Authorised strength of a unit \[count\]: fill is strength by this.
    pub unit_size: i64,
    /// How many units are wanted in the line.
    pub deployed: usize,
    /// By unit, then by day from day 1 on: what the close of the day found.
    pub units: Vec<Vec<UnitDay>>,
}

/// A unit at the close of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitDay {
    /// Whether it is in the line; else it is at rest.
    pub in_line: bool,
    /// Its strength \[count\].
    pub strength: i64,
}

/// Where every unit of every rotation is at the moment.
pub(super) struct Muster(Vec<Vec<Post>>);

struct Post {
    now: UnitDay,
    since: i64,
}

impl Muster {
    pub(super) fn take(block: &Block<'_, 1>) -> Self {
        let rotations = block.plan().rotations.iter().zip(&block.rotations);
        Self(
            rotations
                .map(|(rotation, state)| {
                    let in_line = &block.pools[rotation.pool].cohorts;
                    let post = |unit| {
                        let (is_in_line, since, resting) = state.place(unit, 0);
                        let strength = resting + in_line.strength(unit)[0];
                        Post { now: UnitDay { in_line: is_in_line, strength }, since }
                    };
                    (0..rotation.units).map(post).collect()
                })
                .collect(),
        )
    }
}

impl Tours {
    pub(super) fn begin(block: &Block<'_, 1>) -> Vec<Self> {
        let rotations = block.plan().rotations.iter().zip(&block.rotations);
        rotations
            .map(|(rotation, state)| Self {
                pool: rotation.pool,
                unit_size: state.size()[0],
                deployed: rotation.deployed,
                units: vec![Vec::new(); rotation.units],
            })
            .collect()
    }

    /// Enters the close of a day.
    pub(super) fn record(rotations: &mut [Self], muster: &Muster) {
        for (tours, posts) in rotations.iter_mut().zip(&muster.0) {
            for (days, post) in tours.units.iter_mut().zip(posts) {
                days.push(post.now);
            }
        }
    }
}

impl Scene<'_> {
    /// What an event changed in the units of a rotation. `muster` is from before it.
    pub(super) fn describe_units(
        &self,
        event: Event,
        muster: &Muster,
        (before, after): (&[Account], &[Account]),
        happenings: &mut Vec<Happening>,
    ) {
        let (Event::Rotate { rotation: index } | Event::Refill { rotation: index }) = event else {
            return;
        };
        let rotation = &self.plan.rotations[index];
        let mut push = |pool, what| {
            happenings.push(Happening { day: self.day, phase: Phase::Rotation, pool, what });
        };
        let source = rotation.refill.as_ref().and_then(|refill| refill.from);
        if let (Event::Refill { .. }, Some(from)) = (event, source) {
            let count = after[from].moved_out - before[from].moved_out;
            if count > 0 {
                let left = after[from].strength;
                push(from, What::SentToUnits { rotation: rotation.name.clone(), count, left });
            }
        }
        let now = Muster::take(self.block);
        for (unit, (before, after)) in muster.0[index].iter().zip(&now.0[index]).enumerate() {
            let unit = unit + 1;
            let (was, is) = (before.now, after.now);
            let grown = is.strength - was.strength;
            if is.in_line && !was.in_line {
                push(rotation.pool, What::ToTheLine { unit, count: is.strength });
            } else if was.in_line && !is.in_line {
                let days = i64::from(self.day) - before.since;
                push(rotation.pool, What::ToRest { unit, count: is.strength, days });
            } else if matches!(event, Event::Refill { .. }) && grown > 0 {
                push(rotation.pool, What::Refilled { unit, count: grown, in_line: is.in_line });
            }
        }
    }
}
