//! Pools: what is on hand, and what a block remembers of it.

mod backorders;
mod observed;

use self::backorders::Backorders;
pub(crate) use self::observed::Observed;
use crate::inputs::Input;
use crate::lanes::{Lanes, Swap, swap};
use crate::losses::HazardToday;
use crate::metrics::{CENSORED, COVERAGE_SCALE, PoolMeasure};
use crate::rotation::{Cohorts, Split};

/// A compiled pool.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    /// On hand before day 1 [count]; of a rotation, in each unit when full.
    pub(crate) strength: Input,
    /// How many such strengths it begins with: 1, or the units of a rotation in the line.
    pub(crate) times: i64,
    /// Authorised [count]; the drawn strength if absent.
    pub(crate) establishment: Option<Input>,
    pub(crate) thresholds: Vec<Threshold>,
    /// Nominal day of the last batch bound for it; 0 if there is none.
    pub(crate) last_dispatch: u32,
    /// Batches bound for it that are cohorts of their own.
    pub(crate) cohorts: usize,
    /// Indices of the recoveries that feed it.
    pub(crate) fed_by: Vec<usize>,
    /// Indices of the transfers that bring to it.
    pub(crate) supplied_by: Vec<usize>,
    /// Index of the rotation whose units in the line it is, if it is that of one.
    pub(crate) rotation: Option<usize>,
    /// Whether a demand that cannot be met waits.
    pub(crate) backorders: bool,
    /// Whether the days in the line are kept of those too who belong to no cohort: a policy may send
    /// them home.
    pub(crate) keeps_days: bool,
    /// Whether it does nothing but lose to one process, and to no hazard: a day has no other demands and
    /// losses than that one's.
    pub(crate) alone: bool,
    pub(crate) observed: Observed,
}

/// A compiled threshold: fraction of the establishment if at most 1, else a count.
#[derive(Debug, Clone)]
pub(crate) struct Threshold {
    pub(crate) level: f64,
    pub(crate) observed: bool,
}

/// A pool's state in a block of L lanes.
///
/// Columns come first, so that each begins with a line of the cache, as the state does.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(crate) struct PoolState<const L: usize> {
    /// On hand [count].
    pub(crate) strength: [i64; L],
    /// Demanded today [count].
    pub(crate) demand: [i64; L],
    /// Lost today [count].
    pub(crate) lost: [i64; L],
    pub(crate) losses: [i64; L],
    pub(crate) shortfall: [i64; L],
    pub(crate) arrivals: [i64; L],
    pub(crate) returns: [i64; L],
    pub(crate) transferred_in: [i64; L],
    pub(crate) transferred_out: [i64; L],
    pub(crate) rotated_out: [i64; L],
    pub(crate) veteran_days: [i64; L],
    coverage: [i64; L],
    exhausted: [i64; L],
    lowest: [i64; L],
    peak_day: [i64; L],
    peak_week: [i64; L],
    /// Losses of the last seven days, their sum, and the oldest of them.
    week: [[i64; L]; 7],
    week_sum: [i64; L],
    oldest: usize,
    pub(crate) observed: Observed,
    /// As of the [pool](Pool::alone).
    pub(crate) alone: bool,
    /// Where it is alone: whether a demand of today is not met, and whether nobody is left, in some lane.
    short: bool,
    empty: bool,
    /// Whether losses change nothing but the strength: there are never cohorts, no demand waits, and
    /// nobody asked for sums of the losses.
    only_strength: bool,
    /// The rotation batches among them.
    pub(crate) cohorts: Cohorts<L>,
    /// Batches on their way.
    pub(crate) in_transit: u32,
    /// Mean day of joining of those who belong to no cohort, where it is kept. Losses strike them
    /// alike and leave it as it is.
    joined: Option<[f64; L]>,
    thresholds: Vec<ThresholdState<L>>,
    /// Demands that wait, where they do.
    backorders: Option<Box<Backorders<L>>>,
    /// The day on whose close the pool was found empty for good in every lane.
    pub(crate) closed: Option<u32>,
}

#[derive(Debug, Clone)]
#[repr(C, align(64))]
struct ThresholdState<const L: usize> {
    /// Strength below which the day counts [count].
    level: [i64; L],
    first: [i64; L],
    days: [i64; L],
}

impl Pool {
    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> PoolState<L> {
        let threshold = ThresholdState { level: [0; L], first: [CENSORED; L], days: [0; L] };
        let thresholds = vec![threshold; self.thresholds.len()];
        let backorders = self.backorders.then(|| Box::new(Backorders::new()));
        let Self { observed, alone, .. } = *self;
        let only_strength = self.cohorts == 0 && !self.backorders && !observed.has(Observed::SUMS);
        let state = PoolState::new(Cohorts::new(self.cohorts), thresholds);
        PoolState { observed, alone, only_strength, backorders, ..state }
    }

    /// Draws a new block's strengths and forgets the last block.
    /// `lost_only`: nobody comes to it or leaves it but by being lost.
    pub(crate) fn begin<const L: usize>(
        &self,
        lanes: &Lanes,
        lost_only: bool,
        state: &mut PoolState<L>,
    ) {
        match self.strength.fixed_count() {
            Some(strength) => state.strength = [strength * self.times; L],
            None => state.strength = self.all(lanes),
        }
        if !self.thresholds.is_empty() {
            let establishment: [i64; L] = self.full(lanes);
            for (compiled, kept) in self.thresholds.iter().zip(&mut state.thresholds) {
                for i in 0..L {
                    kept.level[i] = compiled.level_of(establishment[i]);
                }
                kept.first = [CENSORED; L];
                kept.days = [0; L];
            }
        }
        state.clear();
        if !lost_only {
            state.clear_moves();
        }
        if self.keeps_days {
            state.joined = Some([1.0; L]);
        }
        if let Some(backorders) = &mut state.backorders {
            **backorders = Backorders::new();
        }
    }

    /// The establishment: the drawn strength if none is given [count].
    pub(crate) fn full<const L: usize>(&self, lanes: &Lanes) -> [i64; L] {
        match &self.establishment {
            Some(input) => input.draw_counts(lanes),
            None => self.all(lanes),
        }
    }

    /// The drawn strength [count].
    fn all<const L: usize>(&self, lanes: &Lanes) -> [i64; L] {
        self.strength.draw_counts(lanes).map(|strength| strength * self.times)
    }

    /// Notes at the close of a day who [has nobody left](PoolState::may_have_emptied). Whether the pool is
    /// now empty for good, unless some may still return to it from recovery, be transferred to it, or be
    /// sent by a policy.
    #[inline(always)]
    #[must_use]
    pub(crate) fn close<const L: usize>(&self, day: u32, state: &mut PoolState<L>) -> bool {
        if !state.may_have_emptied() {
            return false;
        }
        if self.observed.has(Observed::EXHAUSTION) {
            let today = i64::from(day);
            for i in 0..L {
                let first = state.strength[i] == 0 && state.exhausted[i] == CENSORED;
                state.exhausted[i] = if first { today } else { state.exhausted[i] };
            }
        }
        self.is_empty_for_good(day, state)
    }

    /// Whether anything is [observed](Self::observe) at the close of a day besides whether anybody is
    /// left.
    pub(crate) fn observes_more(&self) -> bool {
        self.observed.has(Observed::AT_CLOSE) || self.backorders
    }

    /// Observes of a day at its close what takes more than to see whether anybody is left.
    #[inline(always)]
    pub(crate) fn observe<const L: usize>(&self, day: u32, state: &mut PoolState<L>) {
        if state.closed.is_some() {
            state.demand = [0; L];
            return;
        }
        if self.observed.has(Observed::COVERAGE) {
            state.cover(day);
        }
        if self.observed.has(Observed::STRENGTH_MIN) && !self.alone {
            for i in 0..L {
                state.lowest[i] = state.lowest[i].min(state.strength[i]);
            }
        }
        if self.observed.has(Observed::PEAK_DAY) {
            for i in 0..L {
                state.peak_day[i] = state.peak_day[i].max(state.lost[i]);
            }
        }
        if self.observed.has(Observed::PEAK_WEEK) {
            let oldest = &mut state.week[state.oldest];
            state.oldest = (state.oldest + 1) % 7;
            for i in 0..L {
                state.week_sum[i] += state.lost[i] - oldest[i];
                oldest[i] = state.lost[i];
                state.peak_week[i] = state.peak_week[i].max(state.week_sum[i]);
            }
        }
        if self.observed.has(Observed::BELOW) {
            for (compiled, kept) in self.thresholds.iter().zip(&mut state.thresholds) {
                if compiled.observed {
                    kept.close(i64::from(day), &state.strength);
                }
            }
        }
        if self.observed.has(Observed::TODAY) && !self.alone {
            state.demand = [0; L];
            state.lost = [0; L];
        }
        if let Some(backorders) = &mut state.backorders {
            backorders.close();
        }
    }

    /// Whether no lane has anything left, no batch can come, and no first day is open: unless some
    /// return or are transferred, from here on only the shortfall grows. Never where demands wait:
    /// what fails goes on to its fate, and more and more wait.
    #[inline(always)]
    pub(crate) fn is_empty_for_good<const L: usize>(&self, day: u32, state: &PoolState<L>) -> bool {
        all(&state.strength, |s| s == 0)
            && !self.backorders
            && day >= self.last_dispatch
            && state.in_transit == 0
            && (!self.observed.has(Observed::COVERAGE) || all(&state.coverage, |c| c != CENSORED))
    }

    /// Leaves in `finished`, of the first lanes, those alone about which the days to come tell nothing more, where the pool
    /// [keeps no tally of days](Self::counts_days) and nobody comes to it: nothing more can be lost, or
    /// nobody asks for more than first days, and all have come.
    #[inline(always)]
    pub(crate) fn finish<const L: usize>(
        &self,
        first_days_only: bool,
        state: &PoolState<L>,
        finished: &mut [bool],
    ) {
        let lanes = finished.len().min(L);
        let mut all_known = |column: &[i64; L]| {
            for i in 0..lanes {
                finished[i] &= column[i] != CENSORED;
            }
        };
        if self.observed.has(Observed::EXHAUSTION) {
            all_known(&state.exhausted);
        }
        if self.observed.has(Observed::COVERAGE) {
            all_known(&state.coverage);
        }
        if self.observed.has(Observed::BELOW) {
            for (compiled, kept) in self.thresholds.iter().zip(&state.thresholds) {
                if compiled.observed {
                    all_known(&kept.first);
                }
            }
        }
        if !first_days_only {
            for i in 0..lanes {
                finished[i] &= state.strength[i] == 0;
            }
        }
    }

    /// Whether what is asked of it changes on days on which nobody is left.
    pub(crate) fn counts_days(&self, first_days_only: bool) -> bool {
        self.observed.has(Observed::SHORTFALL.and(Observed::DEMAND))
            || (self.observed.has(Observed::BELOW) && !first_days_only)
            || self.backorders
    }

    /// Whether every first day that anybody asked for has come in every lane.
    #[inline(always)]
    pub(crate) fn is_decided<const L: usize>(&self, state: &PoolState<L>) -> bool {
        let all_known = |column: &[i64; L]| all(column, |value| value != CENSORED);
        (!self.observed.has(Observed::EXHAUSTION) || all_known(&state.exhausted))
            && (!self.observed.has(Observed::COVERAGE) || all_known(&state.coverage))
            && (!self.observed.has(Observed::BELOW)
                || self
                    .thresholds
                    .iter()
                    .zip(&state.thresholds)
                    .all(|(compiled, kept)| !compiled.observed || all_known(&kept.first)))
    }
}

impl Threshold {
    /// The lowest count that is not below the threshold.
    fn level_of(&self, establishment: i64) -> i64 {
        let level = if self.level <= 1.0 { self.level * establishment as f64 } else { self.level };
        // 0.7 × 10 000 is a hair above 7 000 in binary; the hair is not a person.
        (level - 1e-12 * level).ceil() as i64
    }
}

impl<const L: usize> PoolState<L> {
    /// Forgets all but the strength, the levels of the thresholds and who has come or left, in
    /// place: the state is too large to be made anew for every block. What is not observed has
    /// nothing to forget.
    fn clear(&mut self) {
        let observed = self.observed;
        self.cohorts.clear();
        self.in_transit = 0;
        if observed.has(Observed::EXHAUSTION) {
            self.exhausted = [CENSORED; L];
        }
        if observed.has(Observed::SUMS.and(Observed::STRENGTH_MIN)) {
            self.clear_more(observed);
        }
        self.closed = None;
    }

    /// Forgets what is observed besides the day of exhaustion.
    fn clear_more(&mut self, observed: Observed) {
        let of_the_day = observed.has(Observed::TODAY);
        for (kept, column) in [
            (of_the_day, &mut self.demand),
            (of_the_day, &mut self.lost),
            (observed.has(Observed::LOSSES), &mut self.losses),
            (observed.has(Observed::SHORTFALL), &mut self.shortfall),
            (observed.has(Observed::PEAK_DAY), &mut self.peak_day),
            (observed.has(Observed::PEAK_WEEK), &mut self.peak_week),
            (observed.has(Observed::PEAK_WEEK), &mut self.week_sum),
        ] {
            if kept {
                *column = [0; L];
            }
        }
        for (kept, column) in [
            (observed.has(Observed::COVERAGE), &mut self.coverage),
            (observed.has(Observed::STRENGTH_MIN), &mut self.lowest),
        ] {
            if kept {
                *column = [CENSORED; L];
            }
        }
        if observed.has(Observed::PEAK_WEEK) {
            self.week = [[0; L]; 7];
        }
    }

    /// Forgets who has come or left.
    fn clear_moves(&mut self) {
        for column in [
            &mut self.arrivals,
            &mut self.returns,
            &mut self.transferred_in,
            &mut self.transferred_out,
            &mut self.rotated_out,
            &mut self.veteran_days,
        ] {
            *column = [0; L];
        }
    }

    /// Nobody there, nothing seen yet.
    fn new(cohorts: Cohorts<L>, thresholds: Vec<ThresholdState<L>>) -> Self {
        Self {
            observed: Observed::default(),
            alone: false,
            short: false,
            empty: false,
            only_strength: false,
            strength: [0; L],
            cohorts,
            in_transit: 0,
            demand: [0; L],
            lost: [0; L],
            losses: [0; L],
            shortfall: [0; L],
            arrivals: [0; L],
            returns: [0; L],
            transferred_in: [0; L],
            transferred_out: [0; L],
            rotated_out: [0; L],
            veteran_days: [0; L],
            joined: None,
            coverage: [CENSORED; L],
            exhausted: [CENSORED; L],
            lowest: [CENSORED; L],
            peak_day: [0; L],
            peak_week: [0; L],
            week: [[0; L]; 7],
            oldest: 0,
            week_sum: [0; L],
            thresholds,
            backorders: None,
            closed: None,
        }
    }

    /// Lanes change places, where nobody comes or leaves but by being lost.
    #[inline(never)]
    pub(crate) fn swap(&mut self, swaps: &[Swap]) {
        let observed = self.observed;
        swap(&mut self.strength, swaps);
        for (kept, column) in [
            (Observed::EXHAUSTION, &mut self.exhausted),
            (Observed::COVERAGE, &mut self.coverage),
            (Observed::STRENGTH_MIN, &mut self.lowest),
            (Observed::LOSSES, &mut self.losses),
            (Observed::PEAK_DAY, &mut self.peak_day),
            (Observed::PEAK_WEEK, &mut self.peak_week),
            (Observed::PEAK_WEEK, &mut self.week_sum),
        ] {
            if observed.has(kept) {
                swap(column, swaps);
            }
        }
        if observed.has(Observed::PEAK_WEEK) {
            self.week.iter_mut().for_each(|day| swap(day, swaps));
        }
        if observed.has(Observed::BELOW) {
            for threshold in &mut self.thresholds {
                swap(&mut threshold.level, swaps);
                swap(&mut threshold.first, swaps);
                swap(&mut threshold.days, swaps);
            }
        }
    }

    /// Whether nobody is left in some lane, and the pool was not found empty for good before.
    #[inline(always)]
    pub(crate) fn may_have_emptied(&self) -> bool {
        let mut empty = self.empty;
        if !self.alone {
            empty = false;
            for i in 0..L {
                empty |= self.strength[i] == 0;
            }
        }
        empty && self.closed.is_none()
    }

    /// Notes coverage where today is the first day whose demand was not met.
    #[inline(always)]
    fn cover(&mut self, day: u32) {
        if self.alone && !self.short {
            return;
        }
        match &self.backorders {
            None => cover(&mut self.coverage, day, &self.lost, &self.demand),
            Some(backorders) => {
                let met = std::array::from_fn(|i| self.lost[i] - backorders.unmet_today[i]);
                cover(&mut self.coverage, day, &met, &self.demand);
            }
        }
    }

    /// Demanded today and not met, in one lane.
    pub(crate) fn unmet(&self, lane: usize) -> i64 {
        let waiting = self.backorders.as_ref().map_or(0, |b| b.unmet_today[lane]);
        self.demand[lane] - self.lost[lane] + waiting
    }

    /// So many come in, by lane; what was waited for is met first.
    #[inline(always)]
    pub(crate) fn receive(&mut self, coming: &[i64; L]) {
        if self.backorders.is_some() {
            for (lane, &count) in coming.iter().enumerate() {
                self.receive_in(lane, count);
            }
        } else {
            for lane in 0..L {
                self.strength[lane] += coming[lane];
            }
        }
    }

    /// So many come in, in one lane.
    #[inline(always)]
    pub(crate) fn receive_in(&mut self, lane: usize, count: i64) {
        self.strength[lane] += match &mut self.backorders {
            None => count,
            Some(backorders) => backorders.meet(lane, count),
        };
    }

    /// Waiting for stock now, by lane.
    pub(crate) fn backordered(&self) -> [i64; L] {
        self.backorders.as_ref().map_or([0; L], |backorders| backorders.waiting)
    }

    /// Sends away as many as are wished, at most all that belong to no cohort; returns how many
    /// leave, by lane.
    pub(crate) fn send(&mut self, wish: &[i64; L]) -> [i64; L] {
        let mut leaving = self.cohorts.rest(&self.strength);
        for i in 0..L {
            leaving[i] = leaving[i].min(wish[i]);
            self.strength[i] -= leaving[i];
            self.transferred_out[i] += leaving[i];
        }
        leaving
    }

    /// So many are about to join those who belong to no cohort.
    #[inline(always)]
    pub(crate) fn mingle(&mut self, day: u32, joining: &[i64; L]) {
        if self.joined.is_some() {
            self.mean_joining(day, joining);
        }
    }

    #[inline(never)]
    fn mean_joining(&mut self, day: u32, joining: &[i64; L]) {
        let rest = self.cohorts.rest(&self.strength);
        let waiting = self.backordered();
        let Some(joined) = &mut self.joined else { return };
        for i in 0..L {
            // Who is waited for does not stay.
            if joining[i] > waiting[i] {
                let (old, new) = (rest[i] as f64, (joining[i] - waiting[i]) as f64);
                joined[i] = (joined[i] * old + f64::from(day) * new) / (old + new);
            }
        }
    }

    /// Everybody goes home in some lanes, with their days in the line: of cohorts each one's own, of
    /// the others, of whom it is not known who fell, the mean.
    pub(crate) fn withdraw(&mut self, day: u32, lanes: &[bool; L]) {
        let rest = self.cohorts.rest(&self.strength);
        for i in (0..L).filter(|&i| lanes[i]) {
            let days = self.cohorts.withdraw(i, day);
            let joined = self.joined.map_or(f64::from(day), |joined| joined[i]);
            let others = (rest[i] as f64 * (f64::from(day) - joined) + 0.5).floor() as i64;
            self.rotated_out[i] += self.strength[i];
            self.veteran_days[i] += days + others;
            self.strength[i] = 0;
        }
    }

    /// Takes the losses demanded, at most all there are, and says in `lost` how many each lane lost.
    #[inline(always)]
    pub(crate) fn lose<'a>(
        &mut self,
        demand: &[i64; L],
        split: impl FnOnce() -> Split<'a>,
        lost: &mut [i64; L],
    ) {
        if self.only_strength {
            return self.take_and_tell(demand, lost);
        }
        if self.backorders.is_some() {
            return self.lose_and_wait(demand, lost);
        }
        if self.cohorts.is_empty() {
            self.take_and_tell(demand, lost);
        } else {
            for i in 0..L {
                lost[i] = demand[i].min(self.strength[i]);
            }
            self.cohorts.lose(split(), &self.strength, lost);
            for i in 0..L {
                self.strength[i] -= lost[i];
            }
        }
        self.count(demand, lost);
    }

    /// Whether losses change nothing but the strength today, and there may be some left.
    #[inline(always)]
    pub(crate) fn is_only_strength(&self) -> bool {
        self.only_strength && self.closed.is_none()
    }

    /// Takes from the strength what is demanded, at most all there is; to be called where losses change
    /// [nothing else](Self::is_only_strength).
    #[inline(always)]
    pub(crate) fn take(&mut self, demand: &[i64; L]) {
        let mut empty = false;
        for i in 0..L {
            let (asked, there) = (demand[i], self.strength[i]);
            self.strength[i] = there - asked.min(there);
            empty |= asked >= there;
        }
        self.empty = empty;
    }

    /// The same, saying in `lost` how many each lane lost.
    #[inline(always)]
    fn take_and_tell(&mut self, demand: &[i64; L], lost: &mut [i64; L]) {
        for i in 0..L {
            lost[i] = demand[i].min(self.strength[i]);
            self.strength[i] -= lost[i];
        }
    }

    /// As [`lose`](Self::lose), of a pool that is [alone](Pool::alone): `lost` is [its own](Self::lost), if
    /// `told` or a measure takes it.
    #[inline(always)]
    pub(crate) fn lose_alone(&mut self, demand: &[i64; L], told: bool) {
        let observed = self.observed;
        if !told && !observed.has(Observed::SUMS) {
            return self.take(demand);
        }
        let (mut short, mut empty) = (false, false);
        for i in 0..L {
            let (asked, there) = (demand[i], self.strength[i]);
            let lost = asked.min(there);
            self.lost[i] = lost;
            self.strength[i] = there - lost;
            short |= asked > there;
            empty |= asked >= there;
        }
        (self.short, self.empty) = (short, empty);
        if observed.has(Observed::LOSSES) {
            for i in 0..L {
                self.losses[i] += self.lost[i];
            }
        }
        if short {
            self.demand = *demand;
            if observed.has(Observed::SHORTFALL) {
                for i in 0..L {
                    self.shortfall[i] += demand[i] - self.lost[i];
                }
            }
        }
    }

    /// As [`lose`](Self::lose) where demands wait: all that was demanded is lost.
    #[inline(never)]
    fn lose_and_wait(&mut self, demand: &[i64; L], lost: &mut [i64; L]) {
        let Some(backorders) = &mut self.backorders else { return };
        let met = backorders.demand(demand, &self.strength);
        for i in 0..L {
            self.strength[i] -= met[i];
        }
        *lost = *demand;
        self.count(demand, lost);
        if self.observed.has(Observed::SHORTFALL) {
            for i in 0..L {
                self.shortfall[i] += demand[i] - met[i];
            }
        }
    }

    /// Takes the losses of a hazard, by age if it asks for that; returns how many each lane lost.
    #[inline(never)]
    pub(crate) fn lose_to_hazard(
        &mut self,
        today: &HazardToday<'_, L>,
        split: Split<'_>,
    ) -> [i64; L] {
        if today.hazard.ages() {
            let lost = self.cohorts.lose_by_age(today, &self.strength);
            for i in 0..L {
                self.strength[i] -= lost[i];
            }
            self.count(&lost, &lost);
            lost
        } else {
            let mut lost = [0; L];
            self.lose(&today.hazard.draw(today, &self.strength), || split, &mut lost);
            lost
        }
    }

    #[inline(always)]
    fn count(&mut self, demand: &[i64; L], lost: &[i64; L]) {
        if !self.observed.has(Observed::SUMS) {
            return;
        }
        if self.observed.has(Observed::LOSSES) {
            for i in 0..L {
                self.losses[i] += lost[i];
            }
        }
        if self.observed.has(Observed::SHORTFALL) {
            for i in 0..L {
                self.shortfall[i] += demand[i] - lost[i];
            }
        }
        if self.observed.has(Observed::TODAY) {
            for i in 0..L {
                self.demand[i] += demand[i];
                self.lost[i] += lost[i];
            }
        }
    }

    /// A measure at the end of a run of `horizon` days.
    pub(crate) fn measure(&self, measure: PoolMeasure) -> [i64; L] {
        match measure {
            PoolMeasure::CoverageDays => self.coverage,
            PoolMeasure::ExhaustionDay => self.exhausted,
            PoolMeasure::StrengthEnd => self.strength,
            // Nobody comes: the last day is the lowest.
            PoolMeasure::StrengthMin if self.alone => self.strength,
            PoolMeasure::StrengthMin => self.lowest,
            PoolMeasure::LossesTotal => self.losses,
            PoolMeasure::ShortfallTotal => self.shortfall,
            PoolMeasure::PeakDayLosses => self.peak_day,
            PoolMeasure::PeakWeekLosses => self.peak_week,
            PoolMeasure::ArrivalsTotal => self.arrivals,
            PoolMeasure::ReturnsTotal => self.returns,
            PoolMeasure::TransferredInTotal => self.transferred_in,
            PoolMeasure::TransferredOutTotal => self.transferred_out,
            PoolMeasure::RotatedOutTotal => self.rotated_out,
            PoolMeasure::VeteranDaysTotal => self.veteran_days,
            PoolMeasure::BackordersEnd => self.backordered(),
            PoolMeasure::BackordersPeak => self.of_backorders(|backorders| backorders.peak),
            PoolMeasure::BackorderDaysTotal => self.of_backorders(|backorders| backorders.days),
        }
    }

    fn of_backorders(&self, column: impl Fn(&Backorders<L>) -> [i64; L]) -> [i64; L] {
        self.backorders.as_ref().map_or([0; L], |backorders| column(backorders))
    }

    /// First day below a threshold.
    pub(crate) fn first_below(&self, threshold: usize) -> [i64; L] {
        self.thresholds[threshold].first
    }

    /// Days below a threshold in a run of `horizon` days.
    pub(crate) fn days_below(&self, threshold: usize, horizon: u32) -> [i64; L] {
        let kept = &self.thresholds[threshold];
        let unseen = i64::from(self.closed.map_or(0, |day| horizon - day));
        std::array::from_fn(|i| kept.days[i] + if kept.level[i] > 0 { unseen } else { 0 })
    }
}

/// Whether it holds of all lanes. Some lanes at a time: neither all of them if the first tell that it does
/// not, nor one by one.
#[inline(always)]
fn all<const L: usize>(column: &[i64; L], holds: impl Fn(i64) -> bool) -> bool {
    let each = |part: &[i64]| part.iter().fold(true, |all, &value| all & holds(value));
    let (parts, rest) = column.as_chunks::<32>();
    parts.iter().all(|part| each(part)) && each(rest)
}

/// Notes in `coverage` where today is the first day on which less was met than demanded.
#[inline(always)]
fn cover<const L: usize>(coverage: &mut [i64; L], day: u32, met: &[i64; L], demand: &[i64; L]) {
    let mut unmet = false;
    for i in 0..L {
        unmet |= met[i] < demand[i];
    }
    if !unmet {
        return;
    }
    let before = i64::from(day - 1) * COVERAGE_SCALE;
    let most = demand.iter().fold(0, |most, &count| most | count);
    if most < SMALL_DEMAND {
        for i in 0..L {
            let part =
                f64::from(met[i] as i32) * COVERAGE_SCALE as f64 / f64::from(demand[i] as i32);
            let first = met[i] < demand[i] && coverage[i] == CENSORED;
            coverage[i] = if first { before + i64::from(part as i32) } else { coverage[i] };
        }
        return;
    }
    for i in 0..L {
        if met[i] < demand[i] && coverage[i] == CENSORED {
            let part = i128::from(met[i]) * i128::from(COVERAGE_SCALE) / i128::from(demand[i]);
            coverage[i] = before + part as i64;
        }
    }
}

/// Below this the part of a demand that was met is exact by division in floating point: both numbers are
/// whole and below 2^53, and the quotient of less than 10^6 is no nearer to a whole number that it does not
/// reach than 2^-30, far more than its rounding.
const SMALL_DEMAND: i64 = 1 << 30;

impl<const L: usize> ThresholdState<L> {
    #[inline(always)]
    fn close(&mut self, day: i64, strength: &[i64; L]) {
        for i in 0..L {
            let below = strength[i] < self.level[i];
            let first = below && self.first[i] == CENSORED;
            self.first[i] = if first { day } else { self.first[i] };
            self.days[i] += i64::from(below);
        }
    }
}
