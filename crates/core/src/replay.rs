//! One replication alone, event by event: what happened, in order, and what it came to.
//!
//! The same handlers at width 1, stepped; each event is described by what it changed.

mod units;

use crate::batches::NEVER;
use crate::block::{Block, Engine, Event, Phase};
use crate::metrics::Measure;
use crate::plan::Plan;
use crate::policies::Action;

use units::Muster;
pub use units::{Tours, UnitDay};

/// One replication, replayed.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Everything that happened, in order.
    pub happenings: Vec<Happening>,
    /// The value of each of the plan's metrics, in value units.
    pub values: Vec<i64>,
    /// Where the units of each rotation were, rotation by rotation in the order of the file.
    pub rotations: Vec<Tours>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The day.
    pub day: u32,
    /// The phase of the day.
    pub phase: Phase,
    /// The pool it happened to, by index.
    pub pool: usize,
    /// What happened.
    pub what: What,
}

/// What can happen to a pool.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A batch joined it.
    Arrived {
        /// The batch, as the file calls it.
        batch: String,
        /// How many came.
        count: i64,
    },
    /// A batch is late.
    OnItsWay {
        /// The batch, as the file calls it.
        batch: String,
        /// The day on which it will arrive.
        due: u32,
    },
    /// A batch does not come, or not within the horizon.
    NotComing {
        /// The batch, as the file calls it.
        batch: String,
    },
    /// Some came back from recovery.
    Returned {
        /// The process that they were lost to.
        process: String,
        /// The fate they have recovered from.
        fate: String,
        /// How many came back.
        count: i64,
    },
    /// A transfer took from it.
    MovedOut {
        /// The transfer, as the file calls it.
        transfer: String,
        /// How many set out.
        count: i64,
        /// Strength left.
        left: i64,
    },
    /// A transfer brought to it.
    MovedIn {
        /// The transfer, as the file calls it.
        transfer: String,
        /// How many came.
        count: i64,
    },
    /// A policy acted: what it ordered begins the next morning.
    Decided {
        /// The policy.
        policy: String,
        /// What it ordered.
        order: Order,
    },
    /// A batch was stopped by a policy before it set out.
    Stopped {
        /// The batch, as the file calls it.
        batch: String,
    },
    /// All who were there went home by a policy.
    Withdrawn {
        /// How many left.
        count: i64,
    },
    /// The survivors of a rotation batch left.
    WentHome {
        /// The batch, as the file calls it.
        batch: String,
        /// How many left.
        count: i64,
    },
    /// A unit came to the line. A morning's comings and goings are told in the order of the units.
    ToTheLine {
        /// The unit's number, from 1.
        unit: usize,
        /// How many it has.
        count: i64,
    },
    /// A unit came out of the line.
    ToRest {
        /// The unit's number, from 1.
        unit: usize,
        /// How many came out.
        count: i64,
        /// Days it was in the line, those before day 1 included.
        days: i64,
    },
    /// Replacements left it for the units of a rotation.
    SentToUnits {
        /// The rotation.
        rotation: String,
        /// How many.
        count: i64,
        /// Strength left.
        left: i64,
    },
    /// Replacements joined a unit.
    Refilled {
        /// The unit's number, from 1.
        unit: usize,
        /// How many joined.
        count: i64,
        /// Whether it is in the line; else it is at rest.
        in_line: bool,
    },
    /// A loss process or a battle struck.
    Lost {
        /// The process, or the battle as the file calls it.
        process: String,
        /// Losses demanded.
        demanded: i64,
        /// Losses taken.
        lost: i64,
        /// Strength left.
        left: i64,
        /// How many of the lost met which fate, where the scenario splits them.
        fates: Vec<(String, i64)>,
    },
    /// Some of the lost have to wait for a server, after today's losses of a process.
    Queued {
        /// The process that they were lost to.
        process: String,
        /// Their fate.
        fate: String,
        /// How many wait now, those of earlier days included.
        waiting: i64,
    },
    /// Demands wait for stock, or do so no longer.
    Backordered {
        /// How many wait now.
        waiting: i64,
        /// How many did before.
        before: i64,
    },
    /// From tomorrow on the use of a supply is another part of its law's.
    Rationed {
        /// Factor on the mean use: 1 where no ration holds any more.
        factor: f64,
        /// Days of supply left, in millionths of a day; [`CENSORED`](crate::metrics::CENSORED) if
        /// unlimited.
        days: i64,
    },
    /// The day closed.
    Closed {
        /// Strength at close.
        strength: i64,
    },
}

/// What a policy can order.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// A batch of so many.
    Request {
        /// How many it brings.
        size: i64,
    },
    /// No further batches set out for the pool.
    StopBatches,
    /// All who are in the pool go home.
    Withdraw,
    /// All units in the line are relieved, as far as others are fit.
    Relieve,
    /// The mean of a loss process is multiplied.
    Ration {
        /// The process.
        process: String,
        /// The factor.
        factor: f64,
    },
    /// A loss process follows another schedule.
    Switch {
        /// The process.
        process: String,
    },
    /// A transfer moves no more.
    StopTransfers {
        /// The transfer, as the file calls it.
        transfer: String,
    },
}

/// What an event can change in a pool.
#[derive(Clone, Copy)]
struct Account {
    strength: i64,
    arrivals: i64,
    returns: i64,
    moved_out: i64,
    moved_in: i64,
    rotated_out: i64,
    losses: i64,
    shortfall: i64,
    backordered: i64,
    /// Factor on the use of a supply, 1 of other pools.
    ration: f64,
}

impl Replay {
    /// Replays replication `number` of a plan.
    ///
    /// The values are those of row `number` of a run, whatever its width.
    pub fn new(plan: &Plan, number: u64) -> Self {
        let mut engine = Engine::<1>::new(plan);
        engine.begin(number, true);
        let simulation = engine.simulation();
        let mut happenings = Vec::new();
        let mut rotations = Tours::begin(simulation.model());
        let mut before = accounts(simulation.model());
        let mut muster = Muster::take(simulation.model());
        while let Some(next) = simulation.peek() {
            // An arrival is named by its transit, which the event itself may end.
            let on_its_way = simulation.model().transits_by_index();
            let acted = simulation.model().times_fired();
            let Some(fired) = simulation.step() else { break };
            let after = accounts(simulation.model());
            let day = next.tick as u32;
            let scene = Scene { plan, block: simulation.model(), day, acted: &acted };
            scene.describe(fired.event, &on_its_way, (&before, &after), &mut happenings);
            scene.describe_units(fired.event, &muster, (&before, &after), &mut happenings);
            scene.backorders(fired.event, (&before, &after), &mut happenings);
            before = after;
            if !rotations.is_empty() {
                let now = Muster::take(simulation.model());
                if fired.event == Event::Close {
                    Tours::record(&mut rotations, &now);
                }
                muster = now;
            }
        }
        let block = simulation.model();
        let values = plan.metrics().iter().map(|m| block.measure(m.measure)[0]).collect();
        Self { happenings, values, rotations }
    }
}

fn accounts(block: &Block<'_, 1>) -> Vec<Account> {
    let account = |pool: &crate::pools::PoolState<1>| Account {
        strength: pool.strength[0],
        arrivals: pool.arrivals[0],
        returns: pool.returns[0],
        moved_out: pool.transferred_out[0],
        moved_in: pool.transferred_in[0],
        rotated_out: pool.rotated_out[0],
        losses: pool.losses[0],
        shortfall: pool.shortfall[0],
        backordered: pool.backordered()[0],
        ration: 1.0,
    };
    let mut accounts: Vec<Account> = block.pools.iter().map(account).collect();
    for (supply, state) in block.plan().supplies.iter().zip(&block.supplies) {
        accounts[supply.pool].ration = state.factor[0];
    }
    accounts
}

/// Where and when an event fired.
struct Scene<'a> {
    plan: &'a Plan,
    block: &'a Block<'a, 1>,
    day: u32,
    /// How often each policy had acted before.
    acted: &'a [i64],
}

impl Scene<'_> {
    /// The pools of which an event has changed how many demands wait.
    fn backorders(
        &self,
        event: Event,
        (before, after): (&[Account], &[Account]),
        happenings: &mut Vec<Happening>,
    ) {
        let phase = match event {
            Event::Return { .. } => Phase::Returns,
            Event::Transfer { .. } => Phase::Transfers,
            Event::Lose { .. } => Phase::Losses,
            _ => Phase::Arrivals,
        };
        for (pool, (before, after)) in before.iter().zip(after).enumerate() {
            let (before, waiting) = (before.backordered, after.backordered);
            if before != waiting {
                let what = What::Backordered { waiting, before };
                happenings.push(Happening { day: self.day, phase, pool, what });
            }
        }
    }

    fn describe(
        &self,
        event: Event,
        on_its_way: &[(usize, u32)],
        (before, after): (&[Account], &[Account]),
        happenings: &mut Vec<Happening>,
    ) {
        let mut push = |phase, pool, what| {
            happenings.push(Happening { day: self.day, phase, pool, what });
        };
        match event {
            Event::Dispatch { batch, nth } => {
                let pool = self.plan.batches[batch].pool;
                let count = after[pool].arrivals - before[pool].arrivals;
                push(Phase::Arrivals, pool, self.dispatched(batch, nth, count));
            }
            Event::Arrive { transit } => {
                let (batch, nth) = on_its_way[transit];
                let pool = self.plan.batches[batch].pool;
                let count = after[pool].arrivals - before[pool].arrivals;
                let batch = self.batch_name(batch, nth);
                push(Phase::Arrivals, pool, What::Arrived { batch, count });
            }
            Event::SetOut { batch } => {
                let pool = self.plan.batches[batch].pool;
                let sent = self.block.sent(batch);
                let nth = if self.block.is_stopped(pool) { sent } else { sent.saturating_sub(1) };
                let count = after[pool].arrivals - before[pool].arrivals;
                push(Phase::Arrivals, pool, self.dispatched(batch, nth, count));
            }
            Event::Withdraw { pool } => {
                let count = after[pool].rotated_out - before[pool].rotated_out;
                if count > 0 {
                    push(Phase::Rotation, pool, What::Withdrawn { count });
                }
            }
            Event::Decide => {
                for (policy, order) in self.decisions() {
                    let pool = self.concerned(order);
                    let what =
                        What::Decided { policy: policy.to_owned(), order: self.order(order) };
                    push(Phase::Policies, pool, what);
                }
            }
            Event::Depart { batch, nth } => {
                let pool = self.plan.batches[batch].pool;
                let count = after[pool].rotated_out - before[pool].rotated_out;
                let batch = self.batch_name(batch, nth);
                push(Phase::Rotation, pool, What::WentHome { batch, count });
            }
            Event::Return { recovery } => {
                let pool = self.plan.recoveries[recovery].to;
                let count = after[pool].returns - before[pool].returns;
                // The block wakes every day while some are due; most days of one run bring nobody.
                if count > 0 {
                    push(Phase::Returns, pool, self.returned(recovery, count));
                }
            }
            Event::Transfer { transfer } | Event::Deliver { transfer } => {
                let phase = match event {
                    Event::Deliver { .. } => Phase::Arrivals,
                    _ => Phase::Transfers,
                };
                let transfer = &self.plan.transfers[transfer];
                if let Some(pool) = transfer.from {
                    let count = after[pool].moved_out - before[pool].moved_out;
                    let (transfer, left) = (transfer.label.clone(), after[pool].strength);
                    if count > 0 {
                        push(phase, pool, What::MovedOut { transfer, count, left });
                    }
                }
                if let Some(pool) = transfer.to {
                    let count = after[pool].moved_in - before[pool].moved_in;
                    let transfer = transfer.label.clone();
                    if count > 0 {
                        push(phase, pool, What::MovedIn { transfer, count });
                    }
                }
            }
            Event::Rotate { .. } | Event::Refill { .. } => {}
            Event::Lose { process } => {
                let (index, fates) = (process, self.fates(process));
                let process = &self.plan.processes[index];
                let (before, after) = (before[process.pool], after[process.pool]);
                // Of what waits for stock, the loss is counted now and the shortfall as well.
                let (gone, unmet) =
                    (after.losses - before.losses, after.shortfall - before.shortfall);
                let waits = self.plan.pools[process.pool].backorders;
                let lost = if waits { gone - unmet } else { gone };
                let demanded = lost + unmet;
                let (name, left) = (process.name.clone(), after.strength);
                let what = What::Lost { process: name, demanded, lost, left, fates };
                push(Phase::Losses, process.pool, what);
                for what in self.queued(index) {
                    push(Phase::Losses, process.pool, what);
                }
            }
            Event::Oppose => {
                for (side, what) in self.fought(before) {
                    push(Phase::Losses, side, what);
                }
            }
            Event::Close => {
                for (pool, account) in after.iter().enumerate() {
                    push(Phase::Close, pool, What::Closed { strength: account.strength });
                }
                for (supply, state) in self.plan.supplies.iter().zip(&self.block.supplies) {
                    let (pool, factor, days) = (supply.pool, state.factor[0], state.days[0]);
                    if before[pool].ration != factor {
                        push(Phase::Close, pool, What::Rationed { factor, days });
                    }
                }
            }
        }
    }

    /// The fates of which some wait for a server after the losses of a process.
    fn queued(&self, process: usize) -> Vec<What> {
        let name = &self.plan.processes[process].name;
        let fates = self.plan.processes[process].fates.iter().flat_map(|fates| &fates.categories);
        let queued = fates.filter_map(|fate| {
            let waiting = self.block.measure(Measure::WaitingEnd(fate.recovery?))[0];
            let (process, fate) = (name.clone(), fate.name.clone());
            (waiting > 0).then_some(What::Queued { process, fate, waiting })
        });
        queued.collect()
    }

    fn returned(&self, recovery: usize, count: i64) -> What {
        let process = &self.plan.processes[self.plan.recoveries[recovery].process];
        let mut fates = process.fates.iter().flat_map(|fates| &fates.categories);
        let fate = fates.find(|fate| fate.recovery == Some(recovery));
        let fate = fate.map(|fate| fate.name.clone()).unwrap_or_default();
        What::Returned { process: process.name.clone(), fate, count }
    }

    /// What each battle has just taken of each of its pools.
    fn fought(&self, before: &[Account]) -> Vec<(usize, What)> {
        let mut left: Vec<i64> = before.iter().map(|account| account.strength).collect();
        let mut told = Vec::new();
        for (battle, state) in self.plan.battles.iter().zip(&self.block.battles) {
            let fought = battle.days[0] <= self.day && self.day <= battle.days[1];
            for side in [0, 1].into_iter().filter(|_| fought) {
                let (pool, lost) = (battle.pools[side], state.today[side][0]);
                left[pool] -= lost;
                let (process, left) = (battle.label.clone(), left[pool]);
                let what = What::Lost { process, demanded: lost, lost, left, fates: Vec::new() };
                told.push((pool, what));
            }
        }
        told
    }

    /// The fates of today's losses of a process, which has just struck.
    fn fates(&self, process: usize) -> Vec<(String, i64)> {
        let names = self.plan.processes[process].fates.iter().flat_map(|fates| &fates.categories);
        let counts = &self.block.processes[process].fates.today;
        names.zip(counts).map(|(fate, count)| (fate.name.clone(), count[0])).collect()
    }

    /// What policies have ordered this evening.
    fn decisions(&self) -> impl Iterator<Item = (&str, &Action)> {
        let policies = self.plan.policies.list.iter().zip(&self.block.policies.list);
        let acted = policies.zip(self.acted).filter(|((_, state), acted)| state.total[0] > **acted);
        acted.flat_map(|((policy, _), _)| {
            policy.actions.iter().map(|action| (policy.name.as_str(), action))
        })
    }

    /// The pool that an action is about.
    fn concerned(&self, action: &Action) -> usize {
        match *action {
            Action::Request { batch } => self.plan.batches[batch].pool,
            Action::StopBatches { pool } | Action::Withdraw { pool } => pool,
            Action::Relieve { rotation } => self.plan.rotations[rotation].pool,
            Action::Ration { process, .. } | Action::Switch { process, .. } => {
                self.plan.processes[process].pool
            }
            Action::StopTransfers { transfer } => {
                let transfer = &self.plan.transfers[transfer];
                transfer.from.or(transfer.to).unwrap_or_default()
            }
        }
    }

    fn order(&self, action: &Action) -> Order {
        let name = |process: usize| self.plan.processes[process].name.clone();
        match *action {
            Action::Request { batch } => Order::Request { size: self.block.size(batch) },
            Action::StopBatches { .. } => Order::StopBatches,
            Action::Withdraw { .. } => Order::Withdraw,
            Action::Relieve { .. } => Order::Relieve,
            Action::Ration { process, ref factor } => {
                let [factor] = factor.draw::<1>(self.block.lanes());
                Order::Ration { process: name(process), factor }
            }
            Action::Switch { process, .. } => Order::Switch { process: name(process) },
            Action::StopTransfers { transfer } => {
                Order::StopTransfers { transfer: self.plan.transfers[transfer].label.clone() }
            }
        }
    }

    fn dispatched(&self, batch: usize, nth: u32, count: i64) -> What {
        let name = self.batch_name(batch, nth);
        if self.block.is_stopped(self.plan.batches[batch].pool) {
            return What::Stopped { batch: name };
        }
        match self.block.due(batch, nth) {
            Some(due) if due <= self.plan.horizon() => What::OnItsWay { batch: name, due },
            _ if count > 0 || self.block.size(batch) == 0 => What::Arrived { batch: name, count },
            _ => What::NotComing { batch: name },
        }
    }

    /// "batch 2" for a single one, "batch 2, no. 3" in a series.
    fn batch_name(&self, batch: usize, nth: u32) -> String {
        let batch = &self.plan.batches[batch];
        if batch.every == 0 {
            batch.label.clone()
        } else {
            format!("{}, no. {}", batch.label, nth + 1)
        }
    }
}

impl Block<'_, 1> {
    /// Batch and number of every transit, idle ones included.
    fn transits_by_index(&self) -> Vec<(usize, u32)> {
        self.transits.iter().map(|transit| (transit.batch, transit.nth)).collect()
    }

    /// How often each policy has acted.
    fn times_fired(&self) -> Vec<i64> {
        self.policies.list.iter().map(|policy| policy.total[0]).collect()
    }

    /// How many of a batch that policies ask for have set out.
    fn sent(&self, batch: usize) -> u32 {
        self.policies.requests[batch].sent[0]
    }

    /// Whether no batches set out for a pool any more.
    fn is_stopped(&self, pool: usize) -> bool {
        self.policies.stopped_batches.get(pool).is_some_and(|stopped| stopped[0])
    }

    /// How many a batch brings.
    fn size(&self, batch: usize) -> i64 {
        self.batches[batch].size[0]
    }

    /// When a batch on its way is due.
    fn due(&self, batch: usize, nth: u32) -> Option<u32> {
        self.transits
            .iter()
            .find(|transit| (transit.batch, transit.nth) == (batch, nth))
            .map(|transit| transit.due[0])
            .filter(|&due| due != NEVER)
    }
}
