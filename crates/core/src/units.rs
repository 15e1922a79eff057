//! Rotations: units that take turns in the line, d of N at a time.
//!
//! The strength of the units in the line is a pool: its losses fall on them in proportion to
//! strength, as on [cohorts](crate::rotation). What the units at rest have is kept here. Every
//! morning, before the day's losses:
//!
//! 1. Who has come to the pool by other ways (batches, transfers, recoveries) joins the units in
//!    the line, the weakest first, each up to its size, and the weakest of all if none has room.
//! 2. A unit whose relief came `handover` days ago leaves.
//! 3. Of those without relief that are due, because in `handover` days their tour is over, because
//!    their fill is below `relieve_below`, or because relief was ordered, the one longest in the
//!    line is relieved first: by the unit longest at rest, if that has rested for the dwell and
//!    is fit. Ties go by the index of the unit. If no unit is fit, the tired unit stays.
//! 4. Replacements come: in the line to the weakest unit first, then at rest to the one longest
//!    there, each up to `to`, at most `rate` in all and what the pool they come from has.
//!
//! A unit is *fit in the line* while it is within its tour, has somebody left, and its fill is
//! not below `relieve_below`. A day on which after the morning's reliefs fewer units are fit in the
//! line than are wanted is a gap day.
//!
//! Under a hazard h a day and no replacements, a unit of S has S (1 − h)^t left after t days in the
//! line on average. Without losses N = d (tour + dwell)/(tour − handover) units keep up the
//! rotation, which for a dwell of r tours and no handover is N = d (1 + r); with fewer there are
//! gaps.

mod reliefs;
mod replacements;

pub(crate) use replacements::Refill;

use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::metrics::{CENSORED, FILL_SCALE, RotationMeasure};
use crate::pools::PoolState;

/// A compiled rotation.
#[derive(Debug, Clone)]
pub(crate) struct Rotation {
    /// What to call it.
    pub(crate) name: String,
    /// Index of the pool of the units in the line; unit u is its cohort u.
    pub(crate) pool: usize,
    /// Units in all.
    pub(crate) units: usize,
    /// Units wanted in the line.
    pub(crate) deployed: usize,
    /// Length of a tour [days].
    pub(crate) tour: i64,
    /// Least time at rest [days].
    pub(crate) dwell: i64,
    /// Days for which a relief and the relieved are both in the line.
    pub(crate) handover: i64,
    /// Authorised strength of a unit [count].
    pub(crate) unit_size: Input,
    /// Fill of every unit at the start.
    pub(crate) fill: Input,
    /// Fill below which a unit in the line is relieved.
    pub(crate) relieve_below: f64,
    /// Least fill of a relief.
    pub(crate) min_fill: f64,
    pub(crate) refill: Option<Refill>,
    /// Whether all tours begin on day 1; else they are staggered evenly.
    pub(crate) together: bool,
    /// Whether people or things may come to its pool by other ways.
    pub(crate) joined: bool,
    /// Whether anybody asked for the lowest fill.
    pub(crate) observes_fill: bool,
}

/// A rotation's state in a block of L lanes.
#[derive(Debug, Clone)]
pub(crate) struct RotationState<const L: usize> {
    units: Vec<Unit<L>>,
    /// Authorised strength of a unit [count].
    size: [i64; L],
    /// Strength below which a unit in the line is relieved [count].
    worn: [i64; L],
    /// Least strength of a relief [count].
    fit: [i64; L],
    /// Strength up to which units are refilled [count].
    full: [i64; L],
    /// Most replacements a day [count].
    rate: [i64; L],
    /// Whether relief of all units in the line is ordered for the next morning.
    ordered: [bool; L],
    /// Lowest strength of a unit in the line at a close so far [count].
    weakest: [i64; L],
    gap_days: [i64; L],
    reliefs: [i64; L],
    early_reliefs: [i64; L],
    tours: [i64; L],
    refilled: [i64; L],
}

/// A unit, by lane. Its strength in the line is that of its cohort.
#[derive(Debug, Clone)]
struct Unit<const L: usize> {
    in_line: [bool; L],
    /// The day on which it came to the line, or to rest; may be before day 1.
    since: [i64; L],
    /// In the line: the day on which it is to be relieved; once its relief is there, the day on
    /// which it leaves.
    due: [i64; L],
    /// In the line: whether its relief is there.
    relieved: [bool; L],
    /// Strength at rest [count]; 0 in the line.
    resting: [i64; L],
}

impl Rotation {
    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> RotationState<L> {
        let unit = Unit {
            in_line: [false; L],
            since: [0; L],
            due: [0; L],
            relieved: [false; L],
            resting: [0; L],
        };
        RotationState::new(vec![unit; self.units])
    }

    /// Puts a new block's units where they are on the morning of day 1, those in the line in their
    /// pool, and forgets the last block. To be called after the pool's own beginning.
    pub(crate) fn begin<const L: usize>(
        &self,
        lanes: &Lanes,
        state: &mut RotationState<L>,
        pool: &mut PoolState<L>,
    ) {
        let size = self.unit_size.draw_counts::<L>(lanes);
        let least = |fill: f64| size.map(|size| least(fill, size));
        let (worn, fit) = (least(self.relieve_below), least(self.min_fill).map(|fit| fit.max(1)));
        let units = std::mem::take(&mut state.units);
        *state = RotationState { size, worn, fit, ..RotationState::new(units) };
        if let Some(refill) = &self.refill {
            state.full = least(refill.to);
            state.rate = match &refill.rate {
                Some(rate) => rate.draw_counts(lanes),
                None => [i64::MAX; L],
            };
        }
        let fill = self.fill.draw::<L>(lanes);
        pool.strength = [0; L];
        for (index, unit) in state.units.iter_mut().enumerate() {
            let in_line = index < self.deployed;
            let since = self.since(index);
            unit.in_line = [in_line; L];
            unit.since = [since; L];
            unit.due = [since + self.tour - self.handover; L];
            unit.relieved = [false; L];
            unit.resting = [0; L];
            for lane in 0..L {
                let strength = (fill[lane] * size[lane] as f64 + 0.5).floor() as i64;
                if in_line {
                    pool.cohorts.arrive(index, lane, since, strength);
                    pool.strength[lane] += strength;
                } else {
                    unit.resting[lane] = strength;
                }
            }
        }
    }

    /// What a day takes, in steps of a process or a pool: a look at every unit, and a share of each
    /// unit in the line in the losses.
    pub(crate) fn steps_a_day(&self) -> f64 {
        self.units as f64 / 4.0 + self.deployed as f64
    }

    /// The day on which a unit came to where it is on the morning of day 1.
    ///
    /// Staggered, reliefs come on the days 1 + floor((tour − handover) k/d) for all whole k, those
    /// before day 1 included, of which the units take theirs in turn: each stays for a whole
    /// tour, and comes again after as long a rest as N units allow, without the gaps of a start.
    fn since(&self, unit: usize) -> i64 {
        let (deployed, unit) = (self.deployed as i64, unit as i64);
        let resting = self.units as i64 - deployed;
        let relief = |k: i64| 1 + ((self.tour - self.handover) * k).div_euclid(deployed);
        match (self.together, unit < deployed) {
            (true, true) => 1,
            (true, false) => 1 - self.dwell,
            (false, true) => relief(unit + 1 - deployed),
            // Who would still be handing over has just left.
            (false, false) => (relief(unit - deployed + 1 - resting) + self.handover).min(1),
        }
    }

    /// Observes the close of a day.
    pub(crate) fn close<const L: usize>(&self, state: &mut RotationState<L>, pool: &PoolState<L>) {
        if !self.observes_fill {
            return;
        }
        for (index, unit) in state.units.iter().enumerate() {
            let strength = pool.cohorts.strength(index);
            for lane in 0..L {
                let lowest = state.weakest[lane].min(strength[lane]);
                state.weakest[lane] = if unit.in_line[lane] { lowest } else { state.weakest[lane] };
            }
        }
    }
}

impl<const L: usize> RotationState<L> {
    /// Nothing seen yet.
    fn new(units: Vec<Unit<L>>) -> Self {
        Self {
            units,
            size: [0; L],
            worn: [0; L],
            fit: [0; L],
            full: [0; L],
            rate: [0; L],
            ordered: [false; L],
            weakest: [CENSORED; L],
            gap_days: [0; L],
            reliefs: [0; L],
            early_reliefs: [0; L],
            tours: [0; L],
            refilled: [0; L],
        }
    }

    /// Strength of the units at rest, by lane.
    pub(crate) fn at_rest(&self) -> [i64; L] {
        std::array::from_fn(|lane| self.units.iter().map(|unit| unit.resting[lane]).sum())
    }

    /// Whether in some lane a unit at rest may yet come to the line, or one whose relief is there
    /// has yet to leave it: its tour counts, even if nobody is left of it.
    pub(crate) fn is_moving(&self) -> bool {
        let handing_over = |unit: &Unit<L>| (0..L).any(|i| unit.in_line[i] && unit.relieved[i]);
        self.at_rest().iter().any(|&strength| strength > 0) || self.units.iter().any(handing_over)
    }

    /// Whether a unit is in the line, since when it is there or at rest, and its strength at rest.
    pub(crate) fn place(&self, unit: usize, lane: usize) -> (bool, i64, i64) {
        let unit = &self.units[unit];
        (unit.in_line[lane], unit.since[lane], unit.resting[lane])
    }

    /// Authorised strength of a unit, by lane.
    pub(crate) fn size(&self) -> &[i64; L] {
        &self.size
    }

    /// A measure at the end of a run.
    pub(crate) fn measure(&self, measure: RotationMeasure, pool: &PoolState<L>) -> [i64; L] {
        match measure {
            RotationMeasure::FillMin => std::array::from_fn(|lane| {
                (i128::from(self.weakest[lane]) * i128::from(FILL_SCALE)
                    / i128::from(self.size[lane])) as i64
            }),
            RotationMeasure::GapDays => self.gap_days,
            RotationMeasure::ReliefsTotal => self.reliefs,
            RotationMeasure::EarlyReliefsTotal => self.early_reliefs,
            RotationMeasure::ToursCompleted => self.tours,
            RotationMeasure::VeteransTotal => pool.rotated_out,
            RotationMeasure::VeteranDaysTotal => pool.veteran_days,
            RotationMeasure::AtRestEnd => self.at_rest(),
            RotationMeasure::RefilledTotal => self.refilled,
        }
    }
}

/// The lowest count that is not below a part of a size.
fn least(part: f64, size: i64) -> i64 {
    let level = part * size as f64;
    // 0.7 × 3 000 may be a hair above 2 100 in binary; the hair is not a person.
    (level - 1e-12 * level).ceil() as i64
}
