//! Compiles pools.

use super::pool_index;
use crate::batches::Batch;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::pools::{Observed, Pool, Threshold};
use crate::scenario::{self, Quantity, Scenario};

pub(super) fn compile(
    pool: &scenario::Pool,
    batches: &[Batch],
    scenario: &Scenario,
    ids: &mut StreamIds,
) -> Pool {
    let path = format!("pools.{}", pool.name);
    let index = pool_index(scenario, &pool.name);
    let bound_for_it = || batches.iter().filter(|batch| batch.pool == index && batch.count > 0);
    let count = |quantity: &Quantity, key: &str, ids: &mut StreamIds| {
        Input::new(quantity, Bounds::COUNT, format!("{path}.{key}"), ids)
    };
    Pool {
        strength: count(&pool.strength, "strength", ids),
        establishment: pool.establishment.as_ref().map(|q| count(q, "establishment", ids)),
        thresholds: pool
            .thresholds
            .iter()
            .map(|t| Threshold { level: t.level, observed: false })
            .collect(),
        last_dispatch: bound_for_it()
            .filter(|b| !b.requested)
            .map(|b| b.nominal_day(b.count - 1))
            .max()
            .unwrap_or(0),
        cohorts: bound_for_it()
            .filter(|b| b.first_cohort.is_some())
            .map(|b| b.count as usize)
            .sum(),
        fed_by: Vec::new(),
        supplied_by: Vec::new(),
        keeps_days: scenario.policies.iter().any(|policy| policy.withdraws(&pool.name)),
        observed: Observed::default(),
    }
}
