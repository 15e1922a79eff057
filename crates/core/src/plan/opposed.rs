//! Battles, compiled.

use super::pool_index;
use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::opposed::{Battle, Law};
use crate::scenario::{self, Lanchester, Scenario};

/// The battles, in the order of the file.
pub(super) fn compile(scenario: &Scenario, ids: &mut StreamIds) -> Vec<Battle> {
    scenario.opposed.iter().map(|battle| compile_one(battle, scenario, ids)).collect()
}

fn compile_one(battle: &scenario::Opposed, scenario: &Scenario, ids: &mut StreamIds) -> Battle {
    let path = format!("opposed.{}", battle.name);
    let law = match battle.law {
        Lanchester::Square => Law::Square,
        Lanchester::Linear => Law::Linear,
        Lanchester::Mixed => Law::Mixed,
    };
    let mut input = |side: usize, key: &str| {
        let name = format!("{path}.lanchester.{key}");
        Input::new(&battle.coefficients[side], Bounds::COEFFICIENT, name, ids)
    };
    let coefficients = [input(0, "a"), input(1, "b")];
    let mut streams = |purpose: &str| {
        [0, 1].map(|side| ids.id(format!("{path}/{purpose}.{}", battle.pools[side])))
    };
    let horizon = scenario.horizon;
    Battle {
        label: battle.label.clone().unwrap_or_else(|| battle.name.clone()),
        pools: [0, 1].map(|side| pool_index(scenario, &battle.pools[side])),
        law,
        coefficients,
        deterministic: battle.deterministic,
        days: [battle.from_day, battle.until.unwrap_or(horizon).min(horizon)],
        counts: streams("count"),
        cohorts: streams("cohorts"),
    }
}
