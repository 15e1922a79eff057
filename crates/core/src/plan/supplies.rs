//! Supplies, compiled.

use crate::scenario::{Scenario, resupply_of};
use crate::supplies::{Resupply, Supply};

/// The supplies, in the order of the file.
pub(super) fn compile(scenario: &Scenario) -> Vec<Supply> {
    let mut compiled = Vec::new();
    for (index, pool) in scenario.pools.iter().enumerate() {
        let Some(supply) = &pool.supply else { continue };
        let usage = scenario.losses.iter().position(|process| process.pool == pool.name);
        let name = resupply_of(&pool.name);
        let mut transfers = scenario.transfers.iter().enumerate();
        let resupply = transfers.find(|(_, transfer)| transfer.name == name);
        compiled.push(Supply {
            pool: index,
            usage: usage.expect("a supply has a use"),
            resupply: resupply.map(|(transfer, of)| Resupply { transfer, every: of.per.days() }),
            window: supply.window,
            ration: supply.ration.clone(),
        });
    }
    compiled
}
