//! The model: L replications, advanced together by the events of one calendar.
//!
//! Events are wake-ups of processes; each acts on all lanes at once, held as columns. What happens
//! at a time of its own in each lane (a delayed batch, the end of its tour) wakes the block on
//! every day on which it happens in some lane, and acts on those lanes alone. Every handler is
//! written once, for any width: width 1 is classical event-by-event simulation, and can be traced.

use outlast_des::{Context, Model, Simulation, When};

use crate::batches::{BatchState, Transit};
use crate::lanes::Lanes;
use crate::losses::{Law, ProcessState};
use crate::metrics::Measure;
use crate::plan::Plan;
use crate::pools::PoolState;
use crate::recovery::{Recovery, RecoveryState};
use crate::rotation::Split;
use crate::transfers::{Transfer, TransferState};

/// The order of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Phase {
    /// Batches join their pools, and so does what transfers have had on its way.
    Arrivals = 1,
    /// Transfers take from their sources.
    Transfers = 2,
    /// Who has recovered comes back.
    Returns = 3,
    /// Survivors of rotation batches go home.
    Rotation = 4,
    /// Losses are demanded and taken.
    Losses = 5,
    /// The day is observed at its close.
    Close = 7,
}

/// A wake-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The nominal day of a batch.
    Dispatch {
        /// Index of the batch in the file.
        batch: usize,
        /// Its number in the series, from 0.
        nth: u32,
    },
    /// A delayed batch arrives in some lane.
    Arrive {
        /// Index among the batches on their way.
        transit: usize,
    },
    /// A rotation batch's tour ends in some lane.
    Depart {
        /// Index of the batch in the file.
        batch: usize,
        /// Its number in the series, from 0.
        nth: u32,
    },
    /// A shipment of a transfer arrives in some lane.
    Deliver {
        /// Index of the transfer in the file.
        transfer: usize,
    },
    /// A transfer moves.
    Transfer {
        /// Index of the transfer in the file.
        transfer: usize,
    },
    /// Some come back from recovery.
    Return {
        /// Index of the recovery, counted through the processes.
        recovery: usize,
    },
    /// A loss process strikes.
    Lose {
        /// Index of the process in the file.
        process: usize,
    },
    /// The day closes.
    Close,
}

/// L replications of a plan.
///
/// It is a value: cloned at any event, the clone continues as the original would.
#[derive(Debug, Clone)]
pub struct Block<'p, const L: usize> {
    plan: &'p Plan,
    lanes: Lanes,
    pub(crate) pools: Vec<PoolState<L>>,
    pub(crate) processes: Vec<ProcessState<L>>,
    recoveries: Vec<RecoveryState<L>>,
    transfers: Vec<TransferState<L>>,
    pub(crate) batches: Vec<BatchState<L>>,
    pub(crate) transits: Vec<Transit<L>>,
    /// Indices of transits that are over.
    idle: Vec<usize>,
    /// Strengths at close, by pool and day, where the plan asks for them.
    closing: Vec<[i64; L]>,
    /// Whether every day is to have its events, for a trace; else the days of a pool that is empty
    /// for good are done at once.
    every_day: bool,
}

/// Runs a plan block by block, in the same memory.
#[derive(Debug, Clone)]
pub struct Engine<'p, const L: usize> {
    simulation: Simulation<Block<'p, L>>,
}

impl<'p, const L: usize> Engine<'p, L> {
    /// An engine for a plan.
    pub fn new(plan: &'p Plan) -> Self {
        Self { simulation: Simulation::new(Block::new(plan)) }
    }

    /// Simulates replications `first..first + L` to the end.
    pub fn run(&mut self, first: u64) -> &Block<'p, L> {
        self.begin(first, false);
        self.simulation.run();
        self.simulation.model()
    }

    /// Puts replications `first..first + L` at the start of day 1; with `every_day`, every day
    /// will have its events, for a trace.
    pub(crate) fn begin(&mut self, first: u64, every_day: bool) {
        self.simulation.restart();
        self.simulation.model_mut().begin(first);
        self.simulation.model_mut().every_day = every_day;
        let plan = self.simulation.model().plan;
        for (index, batch) in plan.batches.iter().enumerate() {
            if batch.count > 0 {
                self.wake(batch.day, Phase::Arrivals, Event::Dispatch { batch: index, nth: 0 });
            }
        }
        for transfer in 0..plan.transfers.len() {
            self.wake(1, Phase::Transfers, Event::Transfer { transfer });
        }
        for process in 0..plan.processes.len() {
            self.wake(1, Phase::Losses, Event::Lose { process });
        }
        self.wake(1, Phase::Close, Event::Close);
    }

    fn wake(&mut self, day: u32, phase: Phase, event: Event) {
        let when = When { tick: u64::from(day), phase: phase as u8 };
        self.simulation.schedule(when, event).expect("a fresh calendar takes day 1 and later");
    }

    /// The simulation underneath, to be stepped event by event.
    pub(crate) fn simulation(&mut self) -> &mut Simulation<Block<'p, L>> {
        &mut self.simulation
    }
}

/// Schedules ahead, within the day or later.
#[inline(always)]
fn wake(cx: &mut Context<'_, Event>, day: u32, phase: Phase, event: Event) {
    let when = When { tick: u64::from(day), phase: phase as u8 };
    cx.schedule(when, event).expect("handlers schedule ahead, and few events at a time");
}

impl<const L: usize> Model for Block<'_, L> {
    type Event = Event;

    #[inline(always)]
    fn handle(&mut self, event: Event, cx: &mut Context<'_, Event>) {
        let day = cx.now() as u32;
        match event {
            Event::Lose { process } => self.lose(process, day, cx),
            Event::Close => self.close(day, cx),
            Event::Return { recovery } => self.give_back(recovery, day, cx),
            Event::Dispatch { batch, nth } => self.dispatch(batch, nth, day, cx),
            Event::Arrive { transit } => self.arrive(transit, day, cx),
            Event::Depart { batch, nth } => self.depart(batch, nth, day),
            Event::Transfer { transfer } => self.transfer(transfer, day, cx),
            Event::Deliver { transfer } => self.deliver(transfer, day, cx),
        }
    }
}

impl<'p, const L: usize> Block<'p, L> {
    fn new(plan: &'p Plan) -> Self {
        let lanes = Lanes::new(plan.seed, 0);
        let days = if plan.daily { plan.horizon as usize } else { 0 };
        Self {
            plan,
            pools: plan.pools.iter().map(crate::pools::Pool::state).collect(),
            processes: plan.processes.iter().map(crate::losses::Process::state).collect(),
            recoveries: plan.recoveries.iter().map(Recovery::state).collect(),
            transfers: plan.transfers.iter().map(Transfer::state).collect(),
            batches: plan.batches.iter().map(|batch| batch.begin(&lanes)).collect(),
            transits: Vec::new(),
            idle: Vec::new(),
            closing: vec![[0; L]; plan.pools.len() * days],
            every_day: false,
            lanes,
        }
    }

    fn begin(&mut self, first: u64) {
        self.lanes = Lanes::new(self.plan.seed, first);
        for (pool, state) in self.plan.pools.iter().zip(&mut self.pools) {
            pool.begin(&self.lanes, state);
        }
        for (process, state) in self.plan.processes.iter().zip(&mut self.processes) {
            process.begin(&self.lanes, state);
        }
        for (recovery, state) in self.plan.recoveries.iter().zip(&mut self.recoveries) {
            recovery.begin(&self.lanes, state);
        }
        for (transfer, state) in self.plan.transfers.iter().zip(&mut self.transfers) {
            transfer.begin(&self.lanes, state);
        }
        for (batch, state) in self.plan.batches.iter().zip(&mut self.batches) {
            *state = batch.begin(&self.lanes);
        }
        self.idle.clear();
        self.idle.extend(0..self.transits.len());
    }

    /// A process demands its losses, and takes what is left to take.
    #[inline(always)]
    fn lose(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let process = &self.plan.processes[index];
        let state = &mut self.processes[index];
        let pool = &mut self.pools[process.pool];
        if pool.closed.is_some() && !self.every_day {
            self.miss_the_rest(index, day);
            return;
        }
        let split = Split { lanes: &self.lanes, stream: process.cohorts, day };
        let lost = if let Law::Hazard(hazard) = &process.law {
            let today = process.hazard_today(hazard, (day, &self.lanes), state);
            pool.lose_to_hazard(hazard, &today, &split)
        } else {
            pool.lose(&process.demand(day, &self.lanes, state), &split)
        };
        for i in 0..L {
            state.losses[i] += lost[i];
        }
        if let Some(fates) = &process.fates {
            fates.split(day, &self.lanes, &lost, &mut state.fates);
            self.recover(index, day, cx);
        }
        if day < self.plan.horizon {
            wake(cx, day + 1, Phase::Losses, Event::Lose { process: index });
        }
    }

    /// The day's losses of a process enter recovery, as far as they will return.
    #[inline(never)]
    fn recover(&mut self, process: usize, day: u32, cx: &mut Context<'_, Event>) {
        let Some(fates) = &self.plan.processes[process].fates else { return };
        let today = &self.processes[process].fates.today;
        for (fate, lost) in fates.categories.iter().zip(today) {
            let Some(index) = fate.recovery else { continue };
            let state = &mut self.recoveries[index];
            self.plan.recoveries[index].enter(day, &self.lanes, lost, state);
            // Who is due comes back by the horizon: tomorrow is within it.
            if state.due > 0 && !state.awake {
                state.awake = true;
                wake(cx, day + 1, Phase::Returns, Event::Return { recovery: index });
            }
        }
    }

    /// Those whose day this is come back from recovery.
    #[inline(never)]
    fn give_back(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let state = &mut self.recoveries[index];
        let back = Recovery::take(day, state);
        state.awake = state.due > 0;
        if state.awake {
            wake(cx, day + 1, Phase::Returns, Event::Return { recovery: index });
        }
        let pool = &mut self.pools[self.plan.recoveries[index].to];
        for i in 0..L {
            pool.strength[i] += back[i];
            pool.returns[i] += back[i];
        }
    }

    /// Whether some may still return to a pool: they are due, or may yet be lost elsewhere.
    fn awaits_returns(&self, pool: usize) -> bool {
        self.plan.pools[pool].fed_by.iter().any(|&index| {
            let source = self.plan.processes[self.plan.recoveries[index].process].pool;
            self.recoveries[index].due > 0
                || (source != pool && self.pools[source].closed.is_none())
        })
    }

    /// A transfer takes from its source, and sends what it has taken on its way.
    #[inline(never)]
    fn transfer(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let transfer = &self.plan.transfers[index];
        if transfer.from.is_some_and(|from| self.pools[from].closed.is_some()) {
            return;
        }
        let state = &mut self.transfers[index];
        let wish = transfer.wish(day, &self.lanes, state);
        let shipment = match transfer.from {
            Some(from) => self.pools[from].send(&wish),
            None => wish,
        };
        let arriving = transfer.ship(day, &self.lanes, &shipment, state);
        if state.due > 0 && !state.awake {
            state.awake = true;
            // What is due arrives by the horizon: tomorrow is within it.
            wake(cx, day + 1, Phase::Arrivals, Event::Deliver { transfer: index });
        }
        if day < transfer.last {
            wake(cx, day + 1, Phase::Transfers, Event::Transfer { transfer: index });
        }
        self.join(index, &arriving);
    }

    /// What of a transfer was due today arrives.
    #[inline(never)]
    fn deliver(&mut self, index: usize, day: u32, cx: &mut Context<'_, Event>) {
        let state = &mut self.transfers[index];
        let arriving = state.take(day);
        state.awake = state.due > 0;
        if state.awake {
            wake(cx, day + 1, Phase::Arrivals, Event::Deliver { transfer: index });
        }
        self.join(index, &arriving);
    }

    /// What a transfer brings joins its pool.
    fn join(&mut self, index: usize, arriving: &[i64; L]) {
        let Some(to) = self.plan.transfers[index].to else { return };
        let (state, pool) = (&mut self.transfers[index], &mut self.pools[to]);
        for i in 0..L {
            state.arrived[i] += arriving[i];
            pool.strength[i] += arriving[i];
            pool.transferred_in[i] += arriving[i];
        }
    }

    /// Whether some may still be transferred to a pool: they are on their way, or may yet set out.
    #[inline(never)]
    fn awaits_transfers(&self, pool: usize, day: u32) -> bool {
        self.plan.pools[pool].supplied_by.iter().any(|&index| {
            let transfer = &self.plan.transfers[index];
            let has_some = transfer.from.is_none_or(|from| self.pools[from].closed.is_none());
            self.transfers[index].due > 0 || (day < transfer.last && has_some)
        })
    }

    /// From `day` on the process finds its pool empty, and only the shortfall grows.
    #[inline(never)]
    fn miss_the_rest(&mut self, index: usize, day: u32) {
        let process = &self.plan.processes[index];
        // A hazard demands nothing of an empty pool.
        if !self.plan.shortfall || matches!(process.law, Law::Hazard(_)) {
            return;
        }
        let shortfall = &mut self.pools[process.pool].shortfall;
        for day in day..=self.plan.horizon {
            let demand = process.demand(day, &self.lanes, &mut self.processes[index]);
            for i in 0..L {
                shortfall[i] += demand[i];
            }
        }
    }

    /// The day closes: pools are observed, and the run may be over.
    #[inline(always)]
    fn close(&mut self, day: u32, cx: &mut Context<'_, Event>) {
        let horizon = self.plan.horizon as usize;
        let mut open = self.every_day;
        for (index, pool) in self.plan.pools.iter().enumerate() {
            let awaited = (!pool.fed_by.is_empty() && self.awaits_returns(index))
                || (!pool.supplied_by.is_empty() && self.awaits_transfers(index, day));
            let state = &mut self.pools[index];
            if self.plan.daily && state.closed.is_none() {
                self.closing[index * horizon + day as usize - 1] = state.strength;
            }
            pool.close(day, awaited, state);
            open |= state.closed.is_none();
        }
        if self.plan.first_passages_only
            && self.plan.pools.iter().zip(&self.pools).all(|(pool, state)| pool.is_decided(state))
        {
            cx.stop();
        } else if open && day < self.plan.horizon {
            wake(cx, day + 1, Phase::Close, Event::Close);
        }
    }

    /// A batch's nominal day: some lanes receive it, some wait for it, some never will.
    #[inline(never)]
    fn dispatch(&mut self, index: usize, nth: u32, day: u32, cx: &mut Context<'_, Event>) {
        let batch = &self.plan.batches[index];
        let due = batch.due(day, &self.lanes, &self.batches[index]);
        let mut transit = Transit { batch: index, nth, due };
        let now = transit.take_arrived(day);
        self.receive(index, nth, &now, day, cx);
        if let Some(next) = transit.next_due(self.plan.horizon) {
            self.pools[batch.pool].in_transit += 1;
            let slot = if let Some(slot) = self.idle.pop() {
                self.transits[slot] = transit;
                slot
            } else {
                self.transits.push(transit);
                self.transits.len() - 1
            };
            wake(cx, next, Phase::Arrivals, Event::Arrive { transit: slot });
        }
        if nth + 1 < batch.count {
            let event = Event::Dispatch { batch: index, nth: nth + 1 };
            wake(cx, batch.nominal_day(nth + 1), Phase::Arrivals, event);
        }
    }

    /// A delayed batch arrives in the lanes whose day this is.
    #[inline(never)]
    fn arrive(&mut self, slot: usize, day: u32, cx: &mut Context<'_, Event>) {
        let transit = &mut self.transits[slot];
        let (batch, nth) = (transit.batch, transit.nth);
        let arrived = transit.take_arrived(day);
        if let Some(next) = transit.next_due(self.plan.horizon) {
            wake(cx, next, Phase::Arrivals, Event::Arrive { transit: slot });
        } else {
            self.idle.push(slot);
            self.pools[self.plan.batches[batch].pool].in_transit -= 1;
        }
        self.receive(batch, nth, &arrived, day, cx);
    }

    /// A batch joins its pool in the lanes where it has arrived.
    fn receive(
        &mut self,
        index: usize,
        nth: u32,
        arrived: &[bool; L],
        day: u32,
        cx: &mut Context<'_, Event>,
    ) {
        let batch = &self.plan.batches[index];
        let pool = &mut self.pools[batch.pool];
        let size = &self.batches[index].size;
        let mut anybody = false;
        for i in 0..L {
            if arrived[i] && size[i] > 0 {
                anybody = true;
                pool.strength[i] += size[i];
                pool.arrivals[i] += size[i];
                if let Some(first) = batch.first_cohort {
                    pool.cohorts.arrive(first + nth as usize, i, day, size[i]);
                }
            }
        }
        if let Some(tour) = batch.tour
            && anybody
            && day + tour <= self.plan.horizon
        {
            wake(cx, day + tour, Phase::Rotation, Event::Depart { batch: index, nth });
        }
    }

    /// The survivors of a rotation batch go home where its tour is over.
    #[inline(never)]
    fn depart(&mut self, index: usize, nth: u32, day: u32) {
        let batch = &self.plan.batches[index];
        let (Some(tour), Some(first)) = (batch.tour, batch.first_cohort) else { return };
        let pool = &mut self.pools[batch.pool];
        let leaving = pool.cohorts.depart(first + nth as usize, day, tour);
        for i in 0..L {
            pool.strength[i] -= leaving[i];
            pool.rotated_out[i] += leaving[i];
            pool.veteran_days[i] += leaving[i] * i64::from(tour);
        }
    }

    /// A metric of the plan, by lane.
    pub fn measure(&self, measure: Measure) -> [i64; L] {
        match measure {
            Measure::Pool(pool, measure) => self.pools[pool].measure(measure),
            Measure::FirstBelow(pool, threshold) => self.pools[pool].first_below(threshold),
            Measure::DaysBelow(pool, threshold) => {
                self.pools[pool].days_below(threshold, self.plan.horizon)
            }
            Measure::ProcessLosses(process) => self.processes[process].losses,
            Measure::Fate(process, category) => self.processes[process].fates.totals[category],
            Measure::Moved(transfer) => self.transfers[transfer].moved,
            Measure::Arrived(transfer) => self.transfers[transfer].arrived,
            Measure::InRecoveryEnd(recovery) => self.recoveries[recovery].present,
            Measure::InRecoveryPeak(recovery) => self.recoveries[recovery].peak,
        }
    }

    /// The day on whose close a pool was found empty for good in every lane, if it was.
    pub fn closed(&self, pool: usize) -> Option<u32> {
        self.pools[pool].closed
    }

    /// Strengths of a pool at the close of a day, by lane, for plans with daily strengths; to be
    /// read up to the day on which the pool was [closed](Self::closed), after which all are 0.
    pub fn strengths(&self, pool: usize, day: u32) -> &[i64; L] {
        &self.closing[pool * self.plan.horizon as usize + day as usize - 1]
    }
}
