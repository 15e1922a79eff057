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
    let rotation = scenario.rotation(&pool.name);
    let path = match rotation {
        Some(_) => format!("rotations.{}", pool.name),
        None => format!("pools.{}", pool.name),
    };
    let index = pool_index(scenario, &pool.name);
    let bound_for_it = || batches.iter().filter(|batch| batch.pool == index && batch.count > 0);
    let batches_alone =
        || bound_for_it().filter(|b| b.first_cohort.is_some()).map(|b| b.count as usize).sum();
    let count = |quantity: &Quantity, key: &str, ids: &mut StreamIds| {
        Input::new(quantity, Bounds::COUNT, format!("{path}.{key}"), ids).scaled(pool.per_unit())
    };
    Pool {
        strength: match rotation {
            Some(rotation) => Input::new(
                &rotation.unit_size,
                Bounds::COUNT_FROM_1,
                format!("{path}.unit_size"),
                ids,
            ),
            None => count(&pool.strength, "strength", ids),
        },
        times: rotation.map_or(1, |rotation| i64::from(rotation.deployed)),
        establishment: pool.establishment.as_ref().map(|q| count(q, "establishment", ids)),
        thresholds: pool
            .thresholds
            .iter()
            .map(|t| Threshold { level: level(t.level, pool), observed: false })
            .collect(),
        last_dispatch: bound_for_it()
            .filter(|b| !b.requested)
            .map(|b| b.nominal_day(b.count - 1))
            .max()
            .unwrap_or(0),
        cohorts: rotation.map_or_else(batches_alone, |rotation| rotation.units as usize),
        fed_by: Vec::new(),
        supplied_by: Vec::new(),
        rotation: scenario.rotations.iter().position(|rotation| rotation.name == pool.name),
        backorders: pool.backorders,
        keeps_days: scenario.policies.iter().any(|policy| policy.withdraws(&pool.name)),
        alone: false,
        observed: Observed::default(),
    }
}

/// A threshold's level, in counts where it is an amount.
fn level(level: f64, pool: &scenario::Pool) -> f64 {
    if level <= 1.0 { level } else { level * pool.per_unit() }
}
