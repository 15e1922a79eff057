//! The model: L replications, advanced together by the events of one calendar.
//!
//! Events are wake-ups of processes; each acts on all lanes at once, held as columns. What happens
//! at a time of its own in each lane (a delayed batch, the end of its tour) wakes the block on
//! every day on which it happens in some lane, and acts on those lanes alone. Every handler is
//! written once, for any width: width 1 is classical event-by-event simulation, and can be traced.

mod batches;
mod losses;
mod opposed;
mod policies;
mod returns;
mod spare;
mod supplies;
mod transfers;
mod units;
mod watched;

pub use watched::{Part, Watch};

use outlast_des::{Context, Model, Simulation, When};

use crate::aligned::Aligned;
use crate::batches::{BatchState, Transit};
use crate::instructions::{Available, InstructionSet, Kernel};
use crate::lanes::{GROUP, Lanes, Swap};
use crate::losses::{Process, ProcessState};
use crate::metrics::Measure;
use crate::opposed::{Battle, BattleState};
use crate::plan::Plan;
use crate::policies::PoliciesState;
use crate::pools::PoolState;
use crate::recovery::{Recovery, RecoveryState};
use crate::series::DailyMeasure;
use crate::supplies::{Supply, SupplyState};
use crate::transfers::{Transfer, TransferState};
use crate::units::{Rotation, RotationState};

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
    /// Survivors of rotation batches go home; units are relieved and refilled.
    Rotation = 4,
    /// Losses are demanded and taken.
    Losses = 5,
    /// Policies look at the day, and order what begins the next morning.
    Policies = 6,
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
    /// The battles of opposed pools strike.
    Oppose,
    /// Units of a rotation are relieved.
    Rotate {
        /// Index of the rotation in the file.
        rotation: usize,
    },
    /// Units of a rotation are refilled.
    Refill {
        /// Index of the rotation in the file.
        rotation: usize,
    },
    /// A loss process strikes.
    Lose {
        /// Index of the process in the file.
        process: usize,
    },
    /// Batches set out that policies have asked for.
    SetOut {
        /// Index of the batch, behind those of the file.
        batch: usize,
    },
    /// All who are in a pool go home in some lane.
    Withdraw {
        /// Index of the pool in the file.
        pool: usize,
    },
    /// Policies look at the day.
    Decide,
    /// The day closes.
    Close,
}

/// L replications of a plan.
///
/// It is a value: cloned at any event, the clone continues as the original would.
#[derive(Debug, Clone)]
pub struct Block<'p, const L: usize> {
    plan: &'p Plan,
    /// What the longer handlers are compiled for, that are functions of their own.
    instructions: Available,
    lanes: Lanes,
    pub(crate) pools: Vec<PoolState<L>>,
    pub(crate) processes: Vec<ProcessState<L>>,
    pub(crate) battles: Vec<BattleState<L>>,
    recoveries: Vec<RecoveryState<L>>,
    transfers: Vec<TransferState<L>>,
    pub(crate) rotations: Vec<RotationState<L>>,
    pub(crate) batches: Vec<BatchState<L>>,
    pub(crate) transits: Vec<Transit<L>>,
    pub(crate) supplies: Vec<SupplyState<L>>,
    pub(crate) policies: PoliciesState<L>,
    /// Indices of transits that are over.
    idle: Vec<usize>,
    /// The plan's series at close, series by series and day by day.
    closing: Vec<Aligned<[i64; L]>>,
    /// Demanded and lost by the process at work, kept here because clearing them would cost.
    demand: Aligned<[i64; L]>,
    lost: Aligned<[i64; L]>,
    /// The last day that has closed.
    last_close: u32,
    /// Whether the plan [has only losses](Plan::has_only_losses).
    only_losses: bool,
    /// Whether the close of a day has more to do than to see whether anybody is left.
    more_at_close: bool,
    /// Whether lanes that have nothing more to tell are left behind.
    spares_lanes: bool,
    /// Lanes that have changed places.
    swaps: Vec<Swap>,
    /// Whether every day is to have its events, for a trace; else the days of a pool that is empty
    /// for good are done at once.
    every_day: bool,
}

/// Runs a plan block by block, in the same memory.
#[derive(Debug, Clone)]
pub struct Engine<'p, const L: usize> {
    simulation: Simulation<Block<'p, L>>,
    instructions: Available,
}

/// Runs a block's events to the last.
struct ToTheEnd<'a, 'p, const L: usize>(&'a mut Simulation<Block<'p, L>>);

impl<const L: usize> Kernel for ToTheEnd<'_, '_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.0.run();
    }
}

impl<'p, const L: usize> Engine<'p, L> {
    /// An engine for a plan.
    pub fn new(plan: &'p Plan) -> Self {
        let instructions = Available::best();
        Self { simulation: simulation(plan, instructions), instructions }
    }

    /// An engine that uses these instructions; `None` where the machine lacks them. The results are
    /// the same bits with any.
    pub fn with_instructions(plan: &'p Plan, set: InstructionSet) -> Option<Self> {
        let instructions = Available::new(set)?;
        Some(Self { simulation: simulation(plan, instructions), instructions })
    }

    /// Simulates replications `first..first + L` to the end.
    pub fn run(&mut self, first: u64) -> &Block<'p, L> {
        self.begin(first, false);
        self.instructions.run_lanes::<L, _>(ToTheEnd(&mut self.simulation));
        self.end()
    }

    /// The block at the end of its run, every lane in its place.
    fn end(&mut self) -> &Block<'p, L> {
        self.simulation.model_mut().put_back();
        self.simulation.model()
    }

    /// Puts replications `first..first + L` at the start of day 1; with `every_day`, every day
    /// will have its events, for a trace.
    pub(crate) fn begin(&mut self, first: u64, every_day: bool) {
        self.simulation.restart();
        let block = self.simulation.model_mut();
        block.begin(first);
        block.every_day = every_day;
        if !block.only_losses {
            self.schedule();
        }
    }

    /// Schedules the first events of what is not done every day.
    fn schedule(&mut self) {
        let plan = self.simulation.model().plan;
        for (index, batch) in plan.batches.iter().enumerate() {
            if batch.count > 0 && !batch.requested {
                self.wake(batch.day, Phase::Arrivals, Event::Dispatch { batch: index, nth: 0 });
            }
        }
        for transfer in 0..plan.transfers.len() {
            self.wake(1, Phase::Transfers, Event::Transfer { transfer });
        }
        // Before the processes, on this and on every day.
        if let Some(first) = plan.first_battle() {
            self.wake(first, Phase::Losses, Event::Oppose);
        }
        for (rotation, compiled) in plan.rotations.iter().enumerate() {
            self.wake(1, Phase::Rotation, Event::Rotate { rotation });
            if compiled.refill.is_some() {
                self.wake(1, Phase::Rotation, Event::Refill { rotation });
            }
        }
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

/// A simulation of a plan's days, each with what is done every day.
fn simulation<const L: usize>(plan: &Plan, instructions: Available) -> Simulation<Block<'_, L>> {
    let processes = 0..plan.processes.len();
    let losses = processes.map(|process| (Phase::Losses as u8, Event::Lose { process }));
    let decides = !plan.policies.list.is_empty();
    let decide = decides.then_some((Phase::Policies as u8, Event::Decide));
    let daily: Vec<_> = losses.chain(decide).chain([(Phase::Close as u8, Event::Close)]).collect();
    let mut simulation = Simulation::new(Block::new(plan, instructions));
    let days = 1..=u64::from(plan.horizon);
    simulation.repeat(days, &daily).expect("the clock has more days than any horizon");
    simulation
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
            Event::Oppose => self.oppose(day, cx),
            Event::Close => self.close(day, cx),
            Event::Return { recovery } => self.give_back(recovery, day, cx),
            Event::Dispatch { batch, nth } => self.dispatch(batch, nth, day, cx),
            Event::Arrive { transit } => self.arrive(transit, day, cx),
            Event::Depart { batch, nth } => self.depart(batch, nth, day),
            Event::Transfer { transfer } => self.transfer(transfer, day, cx),
            Event::Rotate { rotation } => self.rotate(rotation, day, cx),
            Event::Refill { rotation } => self.refill(rotation, day, cx),
            Event::Deliver { transfer } => self.deliver(transfer, day, cx),
            Event::SetOut { batch } => self.set_out(batch, day, cx),
            Event::Withdraw { pool } => self.withdraw(pool, day),
            Event::Decide => self.decide(day, cx),
        }
    }
}

impl<'p, const L: usize> Block<'p, L> {
    fn new(plan: &'p Plan, instructions: Available) -> Self {
        let lanes = Lanes::new(plan.seed, 0).with(instructions);
        Self {
            plan,
            instructions,
            pools: plan.pools.iter().map(crate::pools::Pool::state).collect(),
            processes: plan.processes.iter().map(crate::losses::Process::state).collect(),
            battles: plan.battles.iter().map(|_| Battle::state()).collect(),
            recoveries: plan.recoveries.iter().map(Recovery::state).collect(),
            transfers: plan.transfers.iter().map(Transfer::state).collect(),
            rotations: plan.rotations.iter().map(Rotation::state).collect(),
            batches: plan.batches.iter().map(|batch| batch.begin(&lanes)).collect(),
            transits: Vec::new(),
            supplies: plan.supplies.iter().map(Supply::state).collect(),
            policies: plan.policies.state(
                plan.pools.len(),
                plan.transfers.len(),
                plan.batches.len(),
            ),
            idle: Vec::new(),
            demand: Aligned([0; L]),
            lost: Aligned([0; L]),
            closing: vec![Aligned([0; L]); plan.series.len() * plan.horizon as usize],
            last_close: 0,
            only_losses: plan.has_only_losses(),
            more_at_close: !plan.has_only_losses()
                || !plan.series.is_empty()
                || plan.pools.iter().any(crate::pools::Pool::observes_more),
            spares_lanes: spare::pays::<L>(plan),
            swaps: Vec::with_capacity(GROUP),
            every_day: false,
            lanes,
        }
    }

    fn begin(&mut self, first: u64) {
        self.lanes.begin(first);
        self.swaps.clear();
        for (pool, state) in self.plan.pools.iter().zip(&mut self.pools) {
            pool.begin(&self.lanes, self.only_losses, state);
        }
        for (process, state) in self.plan.processes.iter().zip(&mut self.processes) {
            process.begin(&self.lanes, state);
        }
        if !self.only_losses {
            self.begin_others();
        }
    }

    /// Puts all but pools and processes at the start of day 1.
    fn begin_others(&mut self) {
        for (battle, state) in self.plan.battles.iter().zip(&mut self.battles) {
            battle.begin(&self.lanes, state);
        }
        for (recovery, state) in self.plan.recoveries.iter().zip(&mut self.recoveries) {
            recovery.begin(&self.lanes, state);
        }
        for (transfer, state) in self.plan.transfers.iter().zip(&mut self.transfers) {
            transfer.begin(&self.lanes, state);
        }
        for (rotation, state) in self.plan.rotations.iter().zip(&mut self.rotations) {
            rotation.begin(&self.lanes, state, &mut self.pools[rotation.pool]);
        }
        for (batch, state) in self.plan.batches.iter().zip(&mut self.batches) {
            *state = batch.begin(&self.lanes);
        }
        self.begin_supplies();
        self.plan.policies.begin(&self.plan.pools, &self.lanes, &mut self.policies);
        self.idle.clear();
        self.idle.extend(0..self.transits.len());
    }

    /// The day closes: pools are observed, and the run may be over.
    #[inline(always)]
    fn close(&mut self, day: u32, cx: &mut Context<'_, Event>) {
        self.last_close = day;
        let mut usual = !self.more_at_close;
        // A plain loop: `any` may be a call, of a function that is not compiled for the machine's best
        // instructions.
        for pool in &self.pools {
            if !usual {
                break;
            }
            usual = !pool.may_have_emptied();
        }
        // On most days there is no more to see than this.
        if !usual {
            self.look_closer(day, cx);
        }
    }

    /// Observes a day at its close, and sees whether the run is over.
    #[inline(always)]
    fn look_closer(&mut self, day: u32, cx: &mut Context<'_, Event>) {
        if self.more_at_close {
            self.observe(day);
        }
        let (mut open, mut decided) = (self.every_day, self.plan.first_passages_only);
        let mut emptied = false;
        for (pool, state) in self.plan.pools.iter().zip(&mut self.pools) {
            emptied |= pool.close(day, state);
            open |= state.closed.is_none();
            decided = decided && pool.is_decided(state);
        }
        if decided && self.policies_are_decided() {
            cx.stop();
            return;
        }
        if emptied {
            open = self.close_pools(day) || self.every_day;
        }
        if !open {
            cx.retire();
        }
        if self.spares_lanes {
            self.spare_finished();
        }
    }

    /// Observes of a day at its close what takes more than to see whether anybody is left.
    #[inline(always)]
    fn observe(&mut self, day: u32) {
        if !self.only_losses {
            self.close_supplies(day);
            for (rotation, state) in self.plan.rotations.iter().zip(&mut self.rotations) {
                rotation.close(state, &self.pools[rotation.pool]);
            }
        }
        self.keep(day);
        for (pool, state) in self.plan.pools.iter().zip(&mut self.pools) {
            pool.observe(day, state);
        }
    }

    /// Closes the pools that are empty for good; whether any is left.
    #[cold]
    #[inline(never)]
    fn close_pools(&mut self, day: u32) -> bool {
        let mut open = false;
        for (index, pool) in self.plan.pools.iter().enumerate() {
            let closed = self.pools[index].closed.is_some();
            if !closed
                && pool.is_empty_for_good(day, &self.pools[index])
                && !self.awaits(index, day)
            {
                self.pools[index].closed = Some(day);
            }
            open |= self.pools[index].closed.is_none();
        }
        open
    }

    /// Whether anybody may still come to a pool of whom it is not known in advance.
    fn awaits(&self, index: usize, day: u32) -> bool {
        let pool = &self.plan.pools[index];
        (!pool.fed_by.is_empty() && self.awaits_returns(index))
            || (!pool.supplied_by.is_empty() && self.awaits_transfers(index, day))
            || pool.rotation.is_some_and(|rotation| self.awaits_units(rotation))
            || (!self.plan.policies.list.is_empty() && self.awaits_policies(index, day))
    }

    /// Keeps the day's values of the plan's series.
    #[inline(always)]
    fn keep(&mut self, day: u32) {
        let plan = self.plan;
        let mut place = day as usize - 1;
        for series in &plan.series {
            *self.closing[place] = self.today(series.measure);
            place += plan.horizon as usize;
        }
    }

    /// A daily measure as it is now, by lane.
    #[inline(always)]
    fn today(&self, measure: DailyMeasure) -> [i64; L] {
        match measure {
            DailyMeasure::Strength(pool) => self.pools[pool].strength,
            DailyMeasure::InRecovery(recovery) => self.recoveries[recovery].present,
            DailyMeasure::Fate(process, category) => {
                *self.processes[process].fates.totals[category]
            }
            DailyMeasure::Returned(recovery) => self.recoveries[recovery].returned,
            DailyMeasure::DaysOfSupply(supply) => self.supplies[supply].days_told(),
        }
    }

    /// What it runs.
    pub(crate) fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// Where the randomness of its replications is found.
    pub(crate) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// A metric of the plan, by lane.
    pub fn measure(&self, measure: Measure) -> [i64; L] {
        match measure {
            Measure::Pool(pool, measure) => self.pools[pool].measure(measure),
            Measure::FirstBelow(pool, threshold) => self.pools[pool].first_below(threshold),
            Measure::DaysBelow(pool, threshold) => {
                self.pools[pool].days_below(threshold, self.plan.horizon)
            }
            Measure::Rotation(rotation, measure) => {
                let pool = &self.pools[self.plan.rotations[rotation].pool];
                self.rotations[rotation].measure(measure, pool)
            }
            Measure::ProcessLosses(process) => match self.plan.processes[process] {
                Process { alone: true, pool, .. } => self.pools[pool].losses,
                _ => self.processes[process].losses,
            },
            Measure::Fate(process, category) => *self.processes[process].fates.totals[category],
            Measure::Opposed(battle, side) => self.battles[battle].losses[side],
            Measure::Moved(transfer) => self.transfers[transfer].moved,
            Measure::Arrived(transfer) => self.transfers[transfer].arrived,
            Measure::FiredDay(policy) => self.policies.list[policy].first,
            Measure::FiredTotal(policy) => self.policies.list[policy].total,
            Measure::InRecoveryEnd(recovery) => self.recoveries[recovery].present,
            Measure::InRecoveryPeak(recovery) => self.recoveries[recovery].peak,
            Measure::WaitingEnd(recovery) => self.recoveries[recovery].waiting(),
            Measure::Supply(supply, measure) => self.measure_supply(supply, measure),
            Measure::WaitingPeak(recovery) => self.recoveries[recovery].waiting_peak(),
        }
    }

    /// The day from whose close on a series keeps its values in every lane: the horizon, unless
    /// nothing could happen to it any more before that.
    pub fn settled(&self, series: usize) -> u32 {
        match self.plan.series[series].measure {
            DailyMeasure::Strength(pool) => self.pools[pool].closed.unwrap_or(self.plan.horizon),
            // The last day closes when all pools are closed: nobody can be lost, nobody is due.
            _ => self.last_close,
        }
    }

    /// A series of the plan at the close of a day, by lane; the days after it was
    /// [settled](Self::settled) have the values of that day.
    ///
    /// # Panics
    ///
    /// When the plan has no such series or day.
    pub fn closing(&self, series: usize, day: u32) -> &[i64; L] {
        assert!((1..=self.plan.horizon).contains(&day), "day {day} of {}", self.plan.horizon);
        let day = day.min(self.settled(series));
        &self.closing[series * self.plan.horizon as usize + day as usize - 1]
    }
}
