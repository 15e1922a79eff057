//! Compiles policies.

use super::{batches, pool_index};
use crate::batches::Batch;
use crate::durations::WholeDays;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::losses::{Process, Schedule};
use crate::metrics::{Measure, Metric};
use crate::policies::{Action, Condition, Policies, Policy, State, Window};
use crate::pools::{Observed, Pool};
use crate::scenario::{self, Duration, PoolQuantity, Quantity, Scenario, ScheduleStep, Than};

/// The policies of a scenario. The processes learn what they may be ordered to do.
pub(super) fn compile(
    scenario: &Scenario,
    (pools, processes): (&mut [Pool], &mut [Process]),
    metrics: &[Metric],
    ids: &mut StreamIds,
) -> Policies {
    // What is asked for are batches behind those of the file.
    let next_batch = scenario.batches.len();
    let mut compiler = Compiler { scenario, processes, ids, windows: Vec::new(), next_batch };
    let mut list: Vec<Policy> = scenario.policies.iter().map(|p| compiler.policy(p)).collect();
    for (index, policy) in list.iter_mut().enumerate() {
        policy.observed = metrics.iter().any(|m| m.measure == Measure::FiredDay(index));
    }
    let windows = compiler.windows;
    for condition in list.iter().flat_map(|policy| &policy.when) {
        observe(condition, &windows, pools);
    }
    Policies { list, windows }
}

/// Notes on its pool what a condition looks at: it is kept though nobody may have asked for it.
fn observe(condition: &Condition, windows: &[Window], pools: &mut [Pool]) {
    match condition.state {
        State::LossesTotal(pool) => pools[pool].observed.insert(Observed::LOSSES),
        State::ShortfallTotal(pool) => pools[pool].observed.insert(Observed::SHORTFALL),
        State::LossesToday(pool) | State::ShortfallToday(pool) => {
            pools[pool].observed.insert(Observed::DEMAND);
        }
        State::MeanLosses(window) | State::DaysLeft(window) => {
            pools[windows[window].pool].observed.insert(Observed::DEMAND);
        }
        State::Day | State::Strength(_) | State::Fill(_) | State::ArrivalsTotal(_) => {}
    }
}

struct Compiler<'a> {
    scenario: &'a Scenario,
    processes: &'a mut [Process],
    ids: &'a mut StreamIds,
    windows: Vec<Window>,
    /// Index of the next batch that is asked for.
    next_batch: usize,
}

impl Compiler<'_> {
    fn policy(&mut self, policy: &scenario::Policy) -> Policy {
        let path = format!("policies.{}", policy.name);
        let mut concerns = Vec::new();
        let level = policy.level.as_ref();
        Policy {
            name: policy.name.clone(),
            level: level.map(|level| {
                Input::new(level, Bounds::POLICY_LEVEL, format!("{path}.level"), self.ids)
            }),
            when: policy.when.iter().map(|c| self.condition(c, &mut concerns)).collect(),
            actions: policy
                .actions
                .iter()
                .enumerate()
                .map(|(place, action)| self.action((&path, place), action, &mut concerns))
                .collect(),
            gap: policy.gap,
            concerns,
            observed: false,
        }
    }

    fn condition(
        &mut self,
        condition: &scenario::Condition,
        concerns: &mut Vec<usize>,
    ) -> Condition {
        let number = match condition.than {
            Than::Number(number) => Some(number),
            Than::Level => None,
        };
        let mut per_unit = 1.0;
        let state = match &condition.state {
            scenario::State::Day => State::Day,
            scenario::State::Pool { pool, quantity } => {
                let pool = pool_index(self.scenario, pool);
                per_unit = self.scenario.pools[pool].per_unit();
                concerns.push(pool);
                match *quantity {
                    PoolQuantity::Strength => State::Strength(pool),
                    PoolQuantity::Fill => State::Fill(pool),
                    PoolQuantity::LossesTotal => State::LossesTotal(pool),
                    PoolQuantity::LossesToday => State::LossesToday(pool),
                    PoolQuantity::ShortfallTotal => State::ShortfallTotal(pool),
                    PoolQuantity::ShortfallToday => State::ShortfallToday(pool),
                    PoolQuantity::ArrivalsTotal => State::ArrivalsTotal(pool),
                    PoolQuantity::MeanLosses(days) => State::MeanLosses(self.window(pool, days)),
                    PoolQuantity::DaysLeft(days) => State::DaysLeft(self.window(pool, days)),
                }
            }
        };
        Condition { state, op: condition.op, number, per_unit }
    }

    /// Index of a window of so many days of a pool; the whole run is long enough.
    fn window(&mut self, pool: usize, days: u32) -> usize {
        let window = Window { pool, days: days.min(self.scenario.horizon) };
        self.windows.iter().position(|w| *w == window).unwrap_or_else(|| {
            self.windows.push(window);
            self.windows.len() - 1
        })
    }

    fn action(
        &mut self,
        (path, place): (&str, usize),
        action: &scenario::Action,
        concerns: &mut Vec<usize>,
    ) -> Action {
        let pool = |name: &str| pool_index(self.scenario, name);
        match action {
            scenario::Action::Request(request) => {
                concerns.push(pool(&request.pool));
                self.next_batch += 1;
                Action::Request { batch: self.next_batch - 1 }
            }
            scenario::Action::StopBatches { pool: name } => {
                Action::StopBatches { pool: pool(name) }
            }
            scenario::Action::Withdraw { pool: name } => Action::Withdraw { pool: pool(name) },
            scenario::Action::Relieve { rotation } => Action::Relieve {
                rotation: self
                    .scenario
                    .rotations
                    .iter()
                    .position(|r| r.name == *rotation)
                    .expect("a validated scenario names only rotations that it has"),
            },
            scenario::Action::Ration { losses, factor } => {
                let name = format!("{path}.do.{place}.factor");
                let factor = Input::new(factor, Bounds::FACTOR, name, self.ids);
                let process = self.process(losses, concerns);
                self.processes[process].modifiers.orders_mut().may_ration(factor.most());
                Action::Ration { process, factor }
            }
            scenario::Action::Switch { losses, schedule } => {
                let schedule = self.schedule(&format!("{path}.do.{place}"), schedule);
                let process = self.process(losses, concerns);
                let schedule = self.processes[process].modifiers.orders_mut().may_follow(schedule);
                Action::Switch { process, schedule }
            }
            scenario::Action::StopTransfers { transfer } => Action::StopTransfers {
                transfer: self
                    .scenario
                    .transfers
                    .iter()
                    .position(|t| t.name == *transfer)
                    .expect("a validated scenario names only transfers that it has"),
            },
        }
    }

    fn process(&self, name: &str, concerns: &mut Vec<usize>) -> usize {
        let process = self.processes.iter().position(|process| process.name == name);
        let process = process.expect("a validated scenario names only processes that it has");
        concerns.push(self.processes[process].pool);
        process
    }

    fn schedule(&mut self, path: &str, steps: &[ScheduleStep]) -> Schedule {
        let step = |(i, step): (usize, &ScheduleStep)| {
            let name = format!("{path}.schedule.{i}.factor");
            (step.from, Input::new(&step.factor, Bounds::FACTOR, name, self.ids))
        };
        Schedule { steps: steps.iter().enumerate().map(step).collect() }
    }
}

/// The batches that policies ask for, in the order of the file; `cohorts` counts those of each pool.
pub(super) fn requests(
    scenario: &Scenario,
    cohorts: &mut [usize],
    ids: &mut StreamIds,
) -> Vec<Batch> {
    let mut compiled = Vec::new();
    for policy in &scenario.policies {
        let count = Policy::most_times(policy.gap, scenario.horizon);
        for (place, request) in policy.requests().enumerate() {
            let path = format!("policies.{}.request.{place}", policy.name);
            let pool = pool_index(scenario, &request.pool);
            // What joins a rotation joins its units, which are cohorts.
            let stays = scenario.rotation(&request.pool).is_some()
                || (request.tour.is_none() && !batches::ages(scenario, &request.pool));
            let first_cohort = (!stays).then_some(cohorts[pool]);
            if first_cohort.is_some() {
                cohorts[pool] += count as usize;
            }
            let lead = (request.lead != Duration::Fixed(0.0)).then_some(request.lead);
            compiled.push(Batch {
                label: policy.name.clone(),
                pool,
                day: 0,
                every: policy.gap.unwrap_or(0),
                count,
                requested: true,
                size: Input::new(&request.size, Bounds::COUNT, format!("{path}.size"), ids)
                    .scaled(scenario.pools[pool].per_unit()),
                arrives: Input::new(&request.arrives, Bounds::PART, format!("{path}.arrives"), ids),
                delay: lead.map(WholeDays::new),
                tour: request.tour,
                first_cohort,
                chance_stream: ids
                    .id_if(request.arrives != Quantity::Fixed(1.0), format!("{path}/arrives")),
                delay_stream: ids.id_if(lead.is_some(), format!("{path}/lead")),
            });
        }
    }
    compiled
}
