//! Transfers, compiled.

use super::{losses, pool_index};
use crate::durations::Delay;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::scenario::{self, LossProcess, Quantity, Scenario, ScheduleStep};
use crate::transfers::{Road, Transfer};

/// The transfers, in the order of the file.
pub(super) fn compile(scenario: &Scenario, ids: &mut StreamIds) -> Vec<Transfer> {
    scenario.transfers.iter().map(|transfer| compile_one(transfer, scenario, ids)).collect()
}

fn compile_one(
    transfer: &scenario::Transfer,
    scenario: &Scenario,
    ids: &mut StreamIds,
) -> Transfer {
    let path = format!("transfers.{}", transfer.name);
    let index = |name: &Option<String>| name.as_ref().map(|name| pool_index(scenario, name));
    let all = transfer.survives == Quantity::Fixed(1.0);
    let horizon = scenario.horizon;
    let wish = losses::compile(&demand(transfer), "transfers", scenario, ids);
    let cap =
        transfer.cap.as_ref().map(|cap| Input::new(cap, Bounds::COUNT, format!("{path}.cap"), ids));
    let mean = losses::most_mean(&transfer.rate) / transfer.per.days() * f64::from(wish.per_unit);
    Transfer {
        label: transfer.label.clone().unwrap_or_else(|| transfer.name.clone()),
        from: index(&transfer.from),
        to: index(&transfer.to),
        wish,
        usual_a_day: cap.as_ref().map_or(mean, |cap| mean.min(cap.most())),
        cap,
        last: transfer.until.unwrap_or(horizon).min(horizon),
        survives: (!all)
            .then(|| Input::new(&transfer.survives, Bounds::PART, format!("{path}.survives"), ids)),
        road: transfer.delay.map(|delay| Road::new(Delay::new(delay), horizon)),
        survival_stream: ids.id(format!("{path}/survives")),
        delay_stream: ids.id(format!("{path}/delay")),
    }
}

/// A demand of what the transfer wishes to move: its law, divided by the days of its rate, from its
/// first day on.
fn demand(transfer: &scenario::Transfer) -> LossProcess {
    let step = |from, factor| ScheduleStep { from, factor: Quantity::Fixed(factor) };
    let a_day = 1.0 / transfer.per.days();
    let mut schedule = Vec::new();
    if transfer.from_day > 1 {
        schedule.push(step(1, 0.0));
    }
    if !(schedule.is_empty() && a_day == 1.0) {
        schedule.push(step(transfer.from_day, a_day));
    }
    let pool = transfer.from.as_ref().or(transfer.to.as_ref());
    LossProcess {
        name: transfer.name.clone(),
        label: transfer.label.clone(),
        pool: pool.expect("a transfer has a source or a target").clone(),
        daily: transfer.rate.clone(),
        share: Quantity::Fixed(1.0),
        schedule,
        pulse: None,
        split: Vec::new(),
        recoveries: Vec::new(),
    }
}
