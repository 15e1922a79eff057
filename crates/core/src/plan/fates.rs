//! Splits of losses and recoveries, compiled.

use super::pool_index;
use crate::durations::Delay;
use crate::fates::Fates;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::metrics::{Measure, Metric};
use crate::recovery::{Recovery, ReturnDays};
use crate::scenario::{LossProcess, Scenario};
use crate::thinning::UncertainThinning;

/// The recoveries of all processes, in the order of the file.
pub(super) fn recoveries(scenario: &Scenario, ids: &mut StreamIds) -> Vec<Recovery> {
    let mut compiled = Vec::new();
    for (process, losses) in scenario.losses.iter().enumerate() {
        for recovery in &losses.recoveries {
            let path = format!("losses.{}.recovery.{}", losses.name, recovery.category);
            let returns =
                Input::new(&recovery.returns, Bounds::PART, format!("{path}.returns"), ids);
            compiled.push(Recovery {
                process,
                to: pool_index(scenario, &recovery.to),
                who: UncertainThinning::new(&returns, ids.id(format!("{path}/who"))),
                returns,
                days: ReturnDays::new(&Delay::new(recovery.delay)),
                stream: ids.id(format!("{path}/returns")),
                horizon: scenario.horizon,
            });
        }
    }
    compiled
}

/// The split of a process, unless nobody asks for it and nobody returns.
pub(super) fn fates(
    (index, process): (usize, &LossProcess),
    recoveries: &[Recovery],
    metrics: &[Metric],
    ids: &mut StreamIds,
) -> Option<Fates> {
    let asked = |m: &Metric| matches!(m.measure, Measure::Fate(process, _) if process == index);
    if process.recoveries.is_empty() && !metrics.iter().any(asked) {
        return None;
    }
    let first = recoveries.iter().position(|recovery| recovery.process == index);
    let recovery_of = |category: &str| {
        let place = process.recoveries.iter().position(|r| r.category == category)?;
        Some(first? + place)
    };
    let categories: Vec<_> =
        process.split.iter().map(|c| (c.name.as_str(), c.part, recovery_of(&c.name))).collect();
    Some(Fates::new(&categories, &format!("losses.{}", process.name), ids))
}
