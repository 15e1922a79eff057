//! Compiles batches.

use super::{policies, pool_index};
use crate::batches::Batch;
use crate::durations::WholeDays;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::scenario::{self, LossLaw, Quantity, Scenario};

/// The batches of the file, and behind them those that policies may ask for.
pub(super) fn compile(scenario: &Scenario, ids: &mut StreamIds) -> Vec<Batch> {
    let mut cohorts = vec![0; scenario.pools.len()];
    let mut compiled = Vec::with_capacity(scenario.batches.len());
    for (index, batch) in scenario.batches.iter().enumerate() {
        let path = batch_path(scenario, index);
        let pool = pool_index(scenario, &batch.pool);
        let every = batch.every.unwrap_or(0);
        let count = occurrences(batch, scenario.horizon);
        // What joins a rotation joins its units, which are cohorts.
        let alone = scenario.rotation(&batch.pool).is_none();
        let first_cohort = (alone && (batch.tour.is_some() || ages(scenario, &batch.pool)))
            .then_some(cohorts[pool]);
        if first_cohort.is_some() {
            cohorts[pool] += count as usize;
        }
        compiled.push(Batch {
            label: batch.label.clone().unwrap_or_else(|| format!("batch {}", index + 1)),
            pool,
            day: batch.day,
            every,
            count,
            requested: false,
            size: Input::new(&batch.size, Bounds::COUNT, format!("{path}.size"), ids)
                .scaled(scenario.pools[pool].per_unit()),
            arrives: Input::new(&batch.arrives, Bounds::PART, format!("{path}.arrives"), ids),
            delay: batch.delay.map(WholeDays::new),
            tour: batch.tour,
            first_cohort,
            chance_stream: ids
                .id_if(batch.arrives != Quantity::Fixed(1.0), format!("{path}/arrives")),
            delay_stream: ids.id_if(batch.delay.is_some(), format!("{path}/delay")),
        });
    }
    compiled.extend(policies::requests(scenario, &mut cohorts, ids));
    compiled
}

/// What names a batch's streams: its label, or its pool and first day, so that a batch put before
/// it in the file does not change its luck. Namesakes are counted.
pub(crate) fn batch_path(scenario: &Scenario, index: usize) -> String {
    let name = |batch: &scenario::Batch| match &batch.label {
        Some(label) => label.clone(),
        None => format!("{}@{}", batch.pool, batch.day),
    };
    let own = name(&scenario.batches[index]);
    let namesakes = scenario.batches[..index].iter().filter(|b| name(b) == own).count();
    if namesakes == 0 { format!("batches.{own}") } else { format!("batches.{own}#{namesakes}") }
}

/// Whether a hazard of a pool depends on the days since joining.
pub(super) fn ages(scenario: &Scenario, pool: &str) -> bool {
    let by_age = |law: &LossLaw| matches!(law, LossLaw::Hazard { steps, .. } if steps.len() > 1);
    scenario.losses.iter().any(|process| process.pool == pool && by_age(&process.daily))
}

/// How many of a batch have their nominal day within the horizon.
fn occurrences(batch: &scenario::Batch, horizon: u32) -> u32 {
    if batch.day > horizon {
        return 0;
    }
    match batch.every {
        None => 1,
        Some(every) => {
            let fit = (horizon - batch.day) / every + 1;
            batch.count.map_or(fit, |count| count.min(fit))
        }
    }
}
