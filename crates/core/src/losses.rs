//! Loss processes: what is demanded of a pool each day, and what it takes from the pool.
//!
//! A process is a law of the daily count ([`Law`], one file each), with modifiers on its mean
//! ([`schedule`], [`pulse`]) and a [`share`] that thins it; or a [`hazard`], which they multiply.
//! Each wakes once a day in the losses phase, in the order of the file, and takes at most what is
//! left of its pool.

mod amounts;
mod ar1_neg_binomial;
mod bootstrap;
mod compound_poisson;
mod constant;
mod empirical;
mod hazard;
mod markov_neg_binomial;
mod mean;
mod modifiers;
mod nb_drift;
mod neg_binomial;
mod normal_steps;
mod orders;
mod poisson;
mod pulse;
mod replay;
mod schedule;
mod share;
mod table;
mod zero_inflated;

pub(crate) use amounts::{Amounts, Shape};
pub(crate) use ar1_neg_binomial::{Ar1Inputs, Ar1NegBinomial};
pub(crate) use bootstrap::Bootstrap;
pub(crate) use compound_poisson::{CompoundPoisson, Size as SalvoSize};
pub(crate) use constant::Constant;
pub(crate) use empirical::Empirical;
pub(crate) use hazard::{Hazard, HazardToday};
pub(crate) use markov_neg_binomial::{MarkovNegBinomial, RegimeInputs};
pub(crate) use modifiers::{Factor, Modifiers};
pub(crate) use nb_drift::{NbDrift, NbDriftInputs, RateFactor};
pub(crate) use neg_binomial::NegBinomial;
pub(crate) use orders::Orders;
pub(crate) use poisson::Poisson;
pub(crate) use pulse::Pulse;
pub(crate) use replay::Replay;
pub(crate) use schedule::Schedule;
pub(crate) use share::Share;
pub(crate) use zero_inflated::ZeroInflated;

use crate::fates::{Fates, FatesState};
use crate::lanes::{Lanes, StreamIds, Swap, swap};
use crate::samplers::AliasTable;

/// No process demands more in a day [count]: ten times the largest mean that a scenario may give.
/// It keeps the totals of every run within what a tally holds.
pub(crate) const MOST_A_DAY: i64 = 10_000_000_000;

/// A compiled loss process.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    /// Name in the file.
    pub(crate) name: String,
    /// Index of its pool.
    pub(crate) pool: usize,
    pub(crate) law: Law,
    /// Tables of the law, where it has some.
    pub(crate) tables: table::Tables,
    pub(crate) modifiers: Modifiers,
    /// Absent when no day is empty by itself.
    pub(crate) zero: Option<ZeroInflated>,
    /// Absent when all of it falls on the pool.
    pub(crate) share: Option<Share>,
    /// Counts in the unit of its law: 1 but for supplies.
    pub(crate) per_unit: u32,
    /// Whether rations multiply its mean.
    pub(crate) rationed: bool,
    /// Stream that splits its losses among the cohorts present.
    pub(crate) cohorts: u32,
    /// Whether its pool has [no other losses](crate::pools::Pool::alone), and counts them: so that it need
    /// not.
    pub(crate) alone: bool,
    /// Whether anybody asked for the losses that it inflicts, and nobody else counts them.
    pub(crate) observed: bool,
    /// What becomes of the lost, where anybody asked or some of them return.
    pub(crate) fates: Option<Fates>,
}

/// A compiled law of the daily count.
#[derive(Debug, Clone)]
pub(crate) enum Law {
    Constant(Constant),
    Poisson(Poisson),
    NegBinomial(NegBinomial),
    NbDrift(NbDrift),
    Ar1NegBinomial(Ar1NegBinomial),
    MarkovNegBinomial(MarkovNegBinomial),
    Empirical(Empirical),
    Amounts(Amounts),
    CompoundPoisson(CompoundPoisson),
    Replay(Replay),
    Bootstrap(Bootstrap),
    Hazard(Hazard),
}

impl Law {
    /// Whether its values are real amounts, which a factor on the mean multiplies: else they are
    /// counts of whole units.
    fn is_of_amounts(&self) -> bool {
        match self {
            Self::Constant(_)
            | Self::Amounts(_)
            | Self::Replay(_)
            | Self::Bootstrap(_)
            | Self::Empirical(_) => true,
            Self::Poisson(_)
            | Self::NegBinomial(_)
            | Self::NbDrift(_)
            | Self::Ar1NegBinomial(_)
            | Self::MarkovNegBinomial(_)
            | Self::CompoundPoisson(_)
            | Self::Hazard(_) => false,
        }
    }

    /// Its tables by level of the mean, as far as that is known.
    pub(crate) fn tables(
        &self,
        path: &str,
        levels: Option<&[f64]>,
        ids: &mut StreamIds,
    ) -> table::Tables {
        match self {
            Self::Poisson(law) => law.tables(path, levels, ids),
            Self::NegBinomial(law) => law.tables(path, levels, ids),
            _ => table::Tables::none(),
        }
    }

    /// Columns that it keeps besides the three of every law.
    fn more_columns(&self) -> usize {
        match self {
            Self::Hazard(hazard) => hazard.steps.len(),
            Self::Ar1NegBinomial(_) => Ar1NegBinomial::COLUMNS,
            Self::MarkovNegBinomial(law) => law.columns(),
            _ => 0,
        }
    }
}

/// What a law keeps from day to day: real columns, whose meaning each law names.
pub(crate) type Columns<const L: usize> = [[f64; L]; 3];

/// A process's state in a block.
///
/// Columns come first, so that each begins with a line of the cache, as the state does.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(crate) struct ProcessState<const L: usize> {
    law: Columns<L>,
    zero: [f64; L],
    share: [f64; L],
    /// Factor of today's ration on the mean.
    pub(crate) ration: [f64; L],
    /// Losses inflicted so far [count].
    pub(crate) losses: [i64; L],
    /// Of the law's streams that share cells among days.
    words: [table::Words<L>; 2],
    modifiers: modifiers::State<L>,
    /// Whether a day's demand is what its law gives: no factor on the mean, no share, no day that is
    /// empty by itself, and in the law's unit.
    plain: bool,
    /// Whether its losses are counted, in all or by fate.
    pub(crate) counted: bool,
    /// Whether the law's table says all that there is to know of a day: what is demanded is plain, and
    /// losses are not counted.
    pub(crate) plain_table: bool,
    /// Columns of the laws that keep more than three: a hazard's losses per head a day, by step.
    more: Vec<[f64; L]>,
    pub(crate) fates: FatesState<L>,
}

impl<const L: usize> ProcessState<L> {
    /// What policies order of it.
    pub(crate) fn orders(&mut self) -> &mut orders::State<L> {
        &mut self.modifiers.orders
    }
}

impl Process {
    /// Salvos that are drawn one by one on a day of the highest mean that a run may have [count].
    pub(crate) fn most_salvos(&self) -> f64 {
        match &self.law {
            Law::CompoundPoisson(law) => law.most_work() * self.modifiers.most(),
            _ => 0.0,
        }
    }

    /// Streams of other processes that it reads each day, where it is correlated with them.
    pub(crate) fn others(&self) -> usize {
        match &self.law {
            Law::NbDrift(law) => law.others(),
            Law::Ar1NegBinomial(law) => law.others(),
            _ => 0,
        }
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> ProcessState<L> {
        let plain = self.modifiers.are_none()
            && self.zero.is_none()
            && self.share.is_none()
            && self.per_unit == 1
            && !self.rationed;
        let counted = self.observed || self.fates.is_some();
        ProcessState {
            plain,
            counted,
            plain_table: plain && !counted && self.tables.at(0).is_some(),
            law: [[0.0; L]; 3],
            words: Default::default(),
            modifiers: modifiers::State::default(),
            zero: [0.0; L],
            share: [1.0; L],
            ration: [1.0; L],
            more: vec![[0.0; L]; self.law.more_columns()],
            losses: [0; L],
            fates: self.fates.as_ref().map(Fates::state).unwrap_or_default(),
        }
    }

    /// Draws what is drawn once per replication and forgets the last block.
    #[inline]
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut ProcessState<L>) {
        if state.counted {
            state.losses = [0; L];
            state.fates.clear();
        }
        state.words.iter_mut().for_each(table::Words::forget);
        if state.plain && self.tables.at(0).is_some() {
            // All that its days take is in the table.
            self.tables.begin(lanes, &mut state.words[0]);
            return;
        }
        self.begin_law(lanes, state);
    }

    /// Draws what the law and its modifiers draw once per replication.
    #[inline(never)]
    fn begin_law<const L: usize>(&self, lanes: &Lanes, state: &mut ProcessState<L>) {
        if !state.plain {
            self.modifiers.begin(lanes, &mut state.modifiers);
            if let Some(zero) = &self.zero {
                zero.begin(lanes, &mut state.zero);
            }
            if let Some(share) = &self.share {
                share.begin(lanes, &mut state.share);
            }
        }
        let columns = &mut state.law;
        match &self.law {
            Law::Constant(law) => law.begin(lanes, columns),
            Law::Poisson(law) => law.begin(lanes, columns),
            Law::NegBinomial(law) => law.begin(lanes, columns),
            Law::NbDrift(law) => law.begin(lanes, columns, &mut state.words),
            Law::Ar1NegBinomial(law) => law.begin(lanes, &mut state.more),
            Law::MarkovNegBinomial(law) => law.begin(lanes, &mut state.more),
            Law::Amounts(law) => law.begin(lanes, columns),
            Law::CompoundPoisson(law) => law.begin(lanes, columns),
            Law::Replay(law) => law.begin(lanes, columns),
            Law::Hazard(law) => law.begin(lanes, &mut state.more),
            Law::Bootstrap(_) | Law::Empirical(_) => {}
        }
    }

    /// Whether its days take so long that it pays to do no more lanes than need be, and lanes [may change
    /// places](Self::swap).
    pub(crate) fn spares_lanes(&self) -> bool {
        matches!(self.law, Law::NbDrift(_)) && self.may_swap()
    }

    /// Whether all that it keeps of a lane is in the columns that [`swap`](Self::swap) knows.
    pub(crate) fn may_swap(&self) -> bool {
        self.modifiers.are_none() && self.fates.is_none() && !self.rationed
    }

    /// Lanes change places.
    pub(crate) fn swap<const L: usize>(&self, state: &mut ProcessState<L>, swaps: &[Swap]) {
        match &self.law {
            Law::NbDrift(law) => law.swap(&mut state.law, swaps),
            _ => state.law.iter_mut().chain(&mut state.more).for_each(|c| swap(c, swaps)),
        }
        state.words.iter_mut().for_each(table::Words::forget);
        if self.zero.is_some() {
            swap(&mut state.zero, swaps);
        }
        if self.share.is_some() {
            swap(&mut state.share, swaps);
        }
        if self.observed {
            swap(&mut state.losses, swaps);
        }
    }

    /// The losses demanded on a day, into `demand` [count]; a hazard demands nothing. To be called once
    /// for each day in turn.
    #[inline(always)]
    pub(crate) fn demand<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &mut ProcessState<L>,
        demand: &mut [i64; L],
    ) {
        let plain = state.plain;
        let (modified, level, factor);
        if plain {
            (level, factor) = (Some(0), &Factor::Level(0, 1.0));
        } else {
            modified = self.factor(day, lanes, state);
            (level, factor) = (modified.level(), &modified);
        }
        if let Some(table) = level.and_then(|level| self.tables.at(level)) {
            self.tables.draw(table, (day, lanes), &mut state.words[0], demand);
            if !plain {
                self.redraw(&Today { day, lanes, factor }, &state.law, demand);
            }
        } else {
            self.draw(&Today { day, lanes, factor }, state, demand);
        }
        if !plain {
            self.alter(day, lanes, state, demand);
        }
    }

    /// The losses demanded on a day of a process whose [law's table says all](ProcessState::plain_table).
    #[inline(always)]
    pub(crate) fn demand_by_table<const L: usize>(
        &self,
        table: &AliasTable,
        (day, lanes): (u32, &Lanes),
        state: &mut ProcessState<L>,
        demand: &mut [i64; L],
    ) {
        self.tables.draw(table, (day, lanes), &mut state.words[0], demand);
    }

    /// What the law gives on a day, without a table.
    #[inline(always)]
    fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        state: &mut ProcessState<L>,
        demand: &mut [i64; L],
    ) {
        let columns = &mut state.law;
        match &self.law {
            Law::Constant(_) => *demand = Constant::draw(today, columns),
            Law::Poisson(law) => *demand = law.draw(today, columns),
            Law::NegBinomial(law) => *demand = law.draw(today, columns),
            Law::NbDrift(law) => law.draw(today, columns, &mut state.words, demand),
            Law::Ar1NegBinomial(law) => {
                *demand = law.draw(today, &mut state.more, &mut state.words[0]);
            }
            Law::MarkovNegBinomial(law) => *demand = law.draw(today, &mut state.more),
            Law::Empirical(law) => *demand = law.draw(today),
            Law::Amounts(law) => *demand = law.draw(today, columns),
            Law::CompoundPoisson(law) => *demand = law.draw(today, columns),
            Law::Replay(law) => *demand = law.draw(today, columns),
            Law::Bootstrap(law) => *demand = law.draw(today),
            Law::Hazard(_) => *demand = [0; L],
        }
    }

    /// Draws again where policies have ordered another mean than that of the table.
    #[inline(never)]
    fn redraw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &Columns<L>,
        demand: &mut [i64; L],
    ) {
        let Some(ordered) = today.factor.ordered() else { return };
        let drawn = match &self.law {
            Law::Poisson(law) => law.draw(today, columns),
            Law::NegBinomial(law) => law.draw(today, columns),
            // The others have no tables.
            _ => return,
        };
        for i in (0..L).filter(|&i| ordered[i]) {
            demand[i] = drawn[i];
        }
    }

    /// Makes of what the law gives what is demanded.
    #[inline(always)]
    fn alter<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &ProcessState<L>,
        demand: &mut [i64; L],
    ) {
        if let Some(zero) = &self.zero {
            zero.empty(day, lanes, &state.zero, demand);
        }
        if let Some(share) = &self.share {
            share.thin(day, lanes, &state.share, demand);
        }
        // Whole units stay whole: a share takes some of them.
        if (self.per_unit != 1 || self.rationed) && !self.law.is_of_amounts() {
            for units in demand.iter_mut() {
                *units = (*units * i64::from(self.per_unit)).min(MOST_A_DAY);
            }
        }
    }

    /// The day's factor on the mean of the law.
    #[inline(never)]
    fn factor<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &mut ProcessState<L>,
    ) -> Factor<L> {
        let factor = self.modifiers.factor(day, lanes, &mut state.modifiers);
        if self.per_unit == 1 && !self.rationed {
            return factor;
        }
        self.in_counts(&factor, state)
    }

    /// A supply's factor on the mean of its law: with the ration, and for amounts in counts.
    #[inline(never)]
    fn in_counts<const L: usize>(&self, factor: &Factor<L>, state: &ProcessState<L>) -> Factor<L> {
        let counts = if self.law.is_of_amounts() { f64::from(self.per_unit) } else { 1.0 };
        let factors = std::array::from_fn(|i| factor.get(i) * state.ration[i] * counts);
        Factor::Each(factors, None)
    }

    /// A day of a hazard. To be called once for each day in turn.
    #[inline(never)]
    pub(crate) fn hazard_today<'a, const L: usize>(
        &self,
        hazard: &'a Hazard,
        (day, lanes): (u32, &'a Lanes),
        state: &'a mut ProcessState<L>,
    ) -> HazardToday<'a, L> {
        let factor = self.modifiers.factor(day, lanes, &mut state.modifiers);
        let factors = std::array::from_fn(|lane| factor.get(lane) * state.share[lane]);
        HazardToday { hazard, day, lanes, per_head: &state.more, factors }
    }
}

/// What a law is told when it draws a day.
pub(crate) struct Today<'a, const L: usize> {
    pub(crate) day: u32,
    pub(crate) lanes: &'a Lanes,
    /// The day's factor on the mean.
    pub(crate) factor: &'a Factor<L>,
}
