//! Rotations, compiled.

use super::pool_index;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::metrics::{Measure, Metric, RotationMeasure};
use crate::pools::Pool;
use crate::scenario::{RotationStart, Scenario};
use crate::units::{Refill, Rotation};

/// The rotations, in the order of the file. `pools` are compiled, and know what feeds them.
pub(super) fn compile(
    scenario: &Scenario,
    pools: &[Pool],
    metrics: &[Metric],
    ids: &mut StreamIds,
) -> Vec<Rotation> {
    let mut compiled = Vec::with_capacity(scenario.rotations.len());
    for (index, rotation) in scenario.rotations.iter().enumerate() {
        let path = format!("rotations.{}", rotation.name);
        let pool = pool_index(scenario, &rotation.name);
        let fill_min = Measure::Rotation(index, RotationMeasure::FillMin);
        let batches = scenario.batches.iter().any(|batch| batch.pool == rotation.name);
        compiled.push(Rotation {
            name: rotation.name.clone(),
            pool,
            units: rotation.units as usize,
            deployed: rotation.deployed as usize,
            tour: i64::from(rotation.tour),
            dwell: i64::from(rotation.dwell),
            handover: i64::from(rotation.handover),
            unit_size: pools[pool].strength.clone(),
            fill: Input::new(&rotation.fill, Bounds::PART, format!("{path}.fill"), ids),
            relieve_below: rotation.relieve_below,
            min_fill: rotation.min_fill,
            refill: rotation.refill.as_ref().map(|refill| {
                let rate = refill.rate.as_ref();
                Refill {
                    to: refill.to,
                    from: refill.from.as_ref().map(|name| pool_index(scenario, name)),
                    rate: rate
                        .map(|q| Input::new(q, Bounds::COUNT, format!("{path}.refill.rate"), ids)),
                    at_rest: refill.at_rest,
                    in_line: refill.in_line,
                }
            }),
            together: rotation.start == RotationStart::Together,
            joined: batches
                || !pools[pool].fed_by.is_empty()
                || !pools[pool].supplied_by.is_empty(),
            observes_fill: metrics.iter().any(|metric| metric.measure == fill_min),
        });
    }
    compiled
}
