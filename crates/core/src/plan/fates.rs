//! Splits of losses and recoveries, compiled.

use super::{losses, pool_index};
use crate::durations::Delay;
use crate::fates::Fates;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::losses::{Modifiers, Process};
use crate::metrics::{Measure, Metric};
use crate::recovery::{Entering, Recovery, ReturnDays, Servers, Stages, Way};
use crate::scenario::{self, LossLaw, LossProcess, Scenario};
use crate::thinning::UncertainThinning;

/// The recoveries of all processes, in the order of the file; not yet [bounded](bound).
pub(super) fn recoveries(scenario: &Scenario, ids: &mut StreamIds) -> Vec<Recovery> {
    let mut compiled = Vec::new();
    for (process, of) in scenario.losses.iter().enumerate() {
        for recovery in &of.recoveries {
            let path = format!("losses.{}.recovery.{}", of.name, recovery.category);
            let returns =
                Input::new(&recovery.returns, Bounds::PART, format!("{path}.returns"), ids);
            compiled.push(Recovery {
                process,
                to: pool_index(scenario, &recovery.to),
                who: UncertainThinning::new(&returns, ids.id(format!("{path}/who"))),
                returns,
                way: way(recovery, ids.id(format!("{path}/returns"))),
                most_a_day: Entering { count: f64::INFINITY, part: 1.0 },
                horizon: scenario.horizon,
            });
        }
    }
    compiled
}

/// Bounds what enters each recovery a day by what the processes, and policies with them, can do.
pub(super) fn bound(recoveries: &mut [Recovery], scenario: &Scenario, processes: &[Process]) {
    let all = scenario.losses.iter().zip(processes);
    let all = all.flat_map(|(of, process)| of.recoveries.iter().map(move |r| (of, process, r)));
    for (recovery, (of, process, file)) in recoveries.iter_mut().zip(all) {
        recovery.most_a_day = most_a_day(of, &file.category, &process.modifiers);
    }
}

/// How those of a recovery come back, drawn from a stream.
fn way(recovery: &scenario::Recovery, stream: u32) -> Way {
    let delay = Delay::new(recovery.delay);
    match recovery.servers {
        Some(count) => Way::Served(Servers { count, service: delay, stream }),
        None => Stages::of(&recovery.delay, stream)
            .map_or_else(|| Way::Ample(ReturnDays::new(&delay, stream)), Way::Staged),
    }
}

/// The most of a process that are of a category on an average day; of a hazard, which takes of whoever
/// is there, as part of them.
fn most_a_day(process: &LossProcess, category: &str, modifiers: &Modifiers) -> Entering {
    let category = process.split.iter().find(|c| c.name == category).map_or(1.0, |c| c.part);
    if let LossLaw::Hazard { steps, .. } = &process.daily {
        let per_1000 = steps.iter().map(|step| Input::most_of(&step.per_1000, Bounds::PER_1000));
        let hazard = per_1000.fold(0.0, f64::max) / 1_000.0 * modifiers.most();
        return Entering { count: f64::INFINITY, part: hazard.min(1.0) * category };
    }
    let count = losses::most_a_day(process, modifiers) * category;
    Entering { count, part: category }
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
