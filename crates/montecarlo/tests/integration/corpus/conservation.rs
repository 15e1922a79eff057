//! Nobody comes from nowhere, and nobody gets lost on the way: in every replication, for every pool,
//! for every way from one to another, and in total.

use std::collections::BTreeMap;

use outlast_core::Engine;
use outlast_core::metrics::{Measure, PoolMeasure, RotationMeasure, SupplyMeasure};
use outlast_core::scenario::{Duration, Quantity, Rotation, Scenario};
use outlast_core::series::DailyMeasure;

use super::{all, plan};

/// Replications that are balanced.
const RUNS: usize = 32;

/// A value for each replication.
type Column = [i64; RUNS];

/// What came of the replications of a scenario.
struct Ledger {
    measures: BTreeMap<Measure, Column>,
    /// Come back by the end, by recovery.
    returned: BTreeMap<usize, Column>,
}

impl Ledger {
    fn of(scenario: &Scenario) -> Self {
        let plan = plan(scenario);
        let (mut measures, mut returned) = (BTreeMap::new(), BTreeMap::new());
        let mut engine = Engine::<RUNS>::new(&plan);
        let block = engine.run(0);
        for metric in plan.metrics() {
            measures.insert(metric.measure, block.measure(metric.measure));
        }
        for (index, series) in plan.series().iter().enumerate() {
            if let DailyMeasure::Returned(recovery) = series.measure {
                returned.insert(recovery, *block.closing(index, plan.horizon()));
            }
        }
        Self { measures, returned }
    }

    /// As [`of`](Self::of), of the same replications so many days long.
    fn of_days(scenario: &Scenario, horizon: u32) -> Self {
        Self::of(&Scenario { horizon, ..scenario.clone() })
    }

    /// A measure; nothing where the scenario has no such thing.
    fn get(&self, measure: Measure) -> Column {
        self.measures.get(&measure).copied().unwrap_or([0; RUNS])
    }

    fn pool(&self, pool: usize, measure: PoolMeasure) -> Column {
        self.get(Measure::Pool(pool, measure))
    }

    fn rotation(&self, rotation: usize, measure: RotationMeasure) -> Column {
        self.get(Measure::Rotation(rotation, measure))
    }

    /// Who was there at the start, by what has become of a pool since: who is there or has gone,
    /// less who has come.
    fn origin(&self, scenario: &Scenario, pool: usize) -> Column {
        let of = |measure| self.pool(pool, measure);
        if let Some(supply) = supply_of(scenario, pool) {
            let of_supply = |measure| self.get(Measure::Supply(supply, measure));
            let all = sum([of(PoolMeasure::StrengthEnd), of_supply(SupplyMeasure::UsedTotal)]);
            return less(all, of_supply(SupplyMeasure::DeliveredTotal));
        }
        let out = match rotation_of(scenario, pool) {
            Some(rotation) => self.rotation(rotation, RotationMeasure::VeteransTotal),
            None => of(PoolMeasure::RotatedOutTotal),
        };
        let gone = [of(PoolMeasure::LossesTotal), out, of(PoolMeasure::TransferredOutTotal)];
        let come = [
            of(PoolMeasure::ArrivalsTotal),
            of(PoolMeasure::ReturnsTotal),
            of(PoolMeasure::TransferredInTotal),
            // A demand that waits counts as a loss, and has yet to take anybody.
            of(PoolMeasure::BackordersEnd),
        ];
        less(sum(gone.into_iter().chain([of(PoolMeasure::StrengthEnd)])), sum(come))
    }

    /// Who was there at the start in all pools but supplies and at rest, by where everybody is now: there, lost
    /// and not come back, gone home, or on the way or lost on it, less who has come from outside.
    fn origin_of_all(&self, scenario: &Scenario) -> Column {
        let pools = || pools_but_supplies(scenario);
        let plain = || pools().filter(|&pool| rotation_of(scenario, pool).is_none());
        let over = |measure, pools: &mut dyn Iterator<Item = usize>| {
            sum(pools.map(|pool| self.pool(pool, measure)))
        };
        let rotations = scenario.rotations.iter().enumerate();
        let at_rest = (0..scenario.rotations.len())
            .map(|rotation| self.rotation(rotation, RotationMeasure::AtRestEnd));
        let refilled =
            rotations.filter(|(_, r)| r.refill.as_ref().is_some_and(|r| r.from.is_none()));
        let refilled = refilled.map(|(r, _)| self.rotation(r, RotationMeasure::RefilledTotal));
        let moved = |index| self.get(Measure::Moved(index));
        let transfers = || scenario.transfers.iter().enumerate();
        let is_somewhere = [
            over(PoolMeasure::StrengthEnd, &mut pools()),
            sum(at_rest),
            over(PoolMeasure::LossesTotal, &mut pools()),
            over(PoolMeasure::RotatedOutTotal, &mut plain()),
            sum(transfers().map(|(index, _)| less(moved(index), self.get(Measure::Arrived(index))))),
        ];
        let has_come = [
            sum(self.returned.values().copied()),
            over(PoolMeasure::ArrivalsTotal, &mut plain()),
            over(PoolMeasure::BackordersEnd, &mut plain()),
            sum(transfers().filter(|(_, t)| t.from.is_none()).map(|(index, _)| moved(index))),
            sum(refilled),
        ];
        less(sum(is_somewhere), sum(has_come))
    }
}

fn sum(columns: impl IntoIterator<Item = Column>) -> Column {
    columns.into_iter().fold([0; RUNS], |sum, column| std::array::from_fn(|i| sum[i] + column[i]))
}

fn less(a: Column, b: Column) -> Column {
    std::array::from_fn(|i| a[i] - b[i])
}

fn at_least(a: Column, b: Column) -> bool {
    less(a, b).iter().all(|&difference| difference >= 0)
}

/// The index among the supplies of the supply that a pool is, if it is one.
fn supply_of(scenario: &Scenario, pool: usize) -> Option<usize> {
    let before = scenario.pools[..pool].iter().filter(|pool| pool.supply.is_some());
    scenario.pools[pool].supply.as_ref().map(|_| before.count())
}

/// The pools whose comings and goings are told one by one.
fn pools_but_supplies(scenario: &Scenario) -> impl Iterator<Item = usize> {
    (0..scenario.pools.len()).filter(|&pool| scenario.pools[pool].supply.is_none())
}

/// The index of the rotation that a pool is, if it is one.
fn rotation_of(scenario: &Scenario, pool: usize) -> Option<usize> {
    scenario.rotations.iter().position(|rotation| rotation.name == scenario.pools[pool].name)
}

/// Strength of each unit of a rotation at the start, if the file says it.
fn unit(rotation: &Rotation) -> Option<i64> {
    match (&rotation.unit_size, &rotation.fill) {
        (Quantity::Fixed(size), Quantity::Fixed(fill)) => Some((size * fill).round() as i64),
        _ => None,
    }
}

/// Strength of a pool at the start, if the file says it.
fn strength(scenario: &Scenario, pool: usize) -> Option<i64> {
    match (rotation_of(scenario, pool), &scenario.pools[pool].strength) {
        (Some(rotation), _) => {
            let rotation = &scenario.rotations[rotation];
            unit(rotation).map(|unit| unit * i64::from(rotation.deployed))
        }
        (None, Quantity::Fixed(strength)) => {
            Some((strength * scenario.pools[pool].per_unit()).round() as i64)
        }
        (None, _) => None,
    }
}

/// Strength of all pools but supplies and of all at rest at the start, if the file says it.
fn strength_of_all(scenario: &Scenario) -> Option<i64> {
    let at_rest = |rotation: &Rotation| {
        unit(rotation).map(|unit| unit * i64::from(rotation.units - rotation.deployed))
    };
    let pools = pools_but_supplies(scenario).map(|pool| strength(scenario, pool));
    pools.chain(scenario.rotations.iter().map(at_rest)).sum()
}

/// What is not balanced in a scenario, if anything.
pub(super) fn imbalance(scenario: &Scenario) -> Option<String> {
    let end = Ledger::of(scenario);
    // A strength that is drawn is not told; but it is that of the same replication of one day.
    let day_one = Ledger::of_days(scenario, 1);
    let mut wrong = Vec::new();
    let mut check = |balanced: bool, what: String| {
        if !balanced {
            wrong.push(what);
        }
    };
    for (pool, model) in scenario.pools.iter().enumerate() {
        let name = &model.name;
        let origin = strength(scenario, pool).map(|strength| [strength; RUNS]);
        let origin = origin.unwrap_or_else(|| day_one.origin(scenario, pool));
        check(end.origin(scenario, pool) == origin, format!("pool {name}"));
        if model.supply.is_some() {
            continue;
        }
        check(
            end.pool(pool, PoolMeasure::LossesTotal) == losses_of(scenario, &end, name),
            format!("losses of {name}"),
        );
        check(
            end.pool(pool, PoolMeasure::ReturnsTotal) == returns_to(scenario, &end, name),
            format!("returns to {name}"),
        );
        check_transfers_of(scenario, &end, pool, &mut check);
    }
    check_fates(scenario, &end, &mut check);
    check_ways(scenario, &end, &mut check);
    let joins_rotation =
        |name: &String| scenario.rotations.iter().any(|rotation| rotation.name == *name);
    // The arrivals of a rotation's pool count reliefs besides.
    if !scenario.batches.iter().any(|batch| joins_rotation(&batch.pool)) {
        let origin = strength_of_all(scenario).map(|strength| [strength; RUNS]);
        let origin = origin.unwrap_or_else(|| day_one.origin_of_all(scenario));
        check(end.origin_of_all(scenario) == origin, "all together".to_owned());
    }
    (!wrong.is_empty()).then(|| wrong.join("; "))
}

/// Losses of a pool by what they are due to.
fn losses_of(scenario: &Scenario, end: &Ledger, pool: &str) -> Column {
    let processes = scenario.losses.iter().enumerate().filter(|(_, process)| process.pool == pool);
    let battles = scenario.opposed.iter().enumerate().flat_map(|(battle, opposed)| {
        let sides = opposed.pools.iter().enumerate().filter(|(_, side)| *side == pool);
        sides.map(move |(side, _)| Measure::Opposed(battle, side))
    });
    let measures = processes.map(|(index, _)| Measure::ProcessLosses(index)).chain(battles);
    sum(measures.map(|measure| end.get(measure)))
}

/// Who has come back to a pool by what they have recovered from.
fn returns_to(scenario: &Scenario, end: &Ledger, pool: &str) -> Column {
    let recoveries = scenario.losses.iter().flat_map(|process| &process.recoveries).enumerate();
    sum(recoveries
        .filter(|(_, recovery)| recovery.to == pool)
        .map(|(index, _)| end.returned[&index]))
}

/// What has come to a pool and gone from it has come and gone by some transfer or as replacements.
fn check_transfers_of(
    scenario: &Scenario,
    end: &Ledger,
    pool: usize,
    check: &mut dyn FnMut(bool, String),
) {
    let name = &scenario.pools[pool].name;
    let transfers = || scenario.transfers.iter().enumerate();
    let arrived = sum(transfers()
        .filter(|(_, transfer)| transfer.to.as_ref() == Some(name))
        .map(|(index, _)| end.get(Measure::Arrived(index))));
    let moved = transfers()
        .filter(|(_, transfer)| transfer.from.as_ref() == Some(name))
        .map(|(index, _)| end.get(Measure::Moved(index)));
    let rotations = scenario.rotations.iter().enumerate();
    let sent = rotations
        .filter(|(_, r)| r.refill.as_ref().is_some_and(|refill| refill.from.as_ref() == Some(name)))
        .map(|(index, _)| end.rotation(index, RotationMeasure::RefilledTotal));
    let out = end.pool(pool, PoolMeasure::TransferredOutTotal);
    check(out == sum(moved.chain(sent)), format!("transfers from {name}"));
    let replacements = less(end.pool(pool, PoolMeasure::TransferredInTotal), arrived);
    let most = match rotation_of(scenario, pool) {
        Some(rotation) => end.rotation(rotation, RotationMeasure::RefilledTotal),
        None => [0; RUNS],
    };
    let possible = at_least(replacements, [0; RUNS]) && at_least(most, replacements);
    check(possible, format!("transfers to {name}"));
}

/// Everybody lost has met a fate, and who is to recover is in recovery or has come back.
fn check_fates(scenario: &Scenario, end: &Ledger, check: &mut dyn FnMut(bool, String)) {
    let mut recovery = 0;
    for (index, process) in scenario.losses.iter().enumerate() {
        let fate = |category| end.get(Measure::Fate(index, category));
        if !process.split.is_empty() {
            let fates = sum((0..process.split.len()).map(fate));
            let losses = end.get(Measure::ProcessLosses(index));
            check(fates == losses, format!("fates of {}", process.name));
        }
        for recovered in &process.recoveries {
            let category = process.split.iter().position(|c| c.name == recovered.category);
            let lost = fate(category.expect("a recovery is of a category"));
            let accounted =
                sum([end.get(Measure::InRecoveryEnd(recovery)), end.returned[&recovery]]);
            let all_return = recovered.returns == Quantity::Fixed(1.0);
            let balanced = if all_return { lost == accounted } else { at_least(lost, accounted) };
            check(balanced, format!("recovery of {} of {}", recovered.category, process.name));
            recovery += 1;
        }
    }
}

/// What has set out arrives, all of it where nothing gets lost: at once, or after its delay.
fn check_ways(scenario: &Scenario, end: &Ledger, check: &mut dyn FnMut(bool, String)) {
    let ways = scenario.transfers.iter().enumerate().filter(|(_, transfer)| {
        transfer.to.as_ref().is_some_and(|to| scenario.supply(to).is_none())
    });
    for (index, transfer) in ways {
        let (moved, arrived) = (end.get(Measure::Moved(index)), end.get(Measure::Arrived(index)));
        check(at_least(moved, arrived), format!("way of {}", transfer.name));
        if transfer.survives != Quantity::Fixed(1.0) {
            continue;
        }
        let delay = match transfer.delay {
            None => 0,
            Some(Duration::Fixed(days)) => days.ceil() as u32,
            Some(_) => continue,
        };
        let then = scenario.horizon.checked_sub(delay).filter(|&day| day > 0);
        let set_out = match then {
            Some(day) => Ledger::of_days(scenario, day).get(Measure::Moved(index)),
            None => [0; RUNS],
        };
        check(arrived == set_out, format!("arrivals of {}", transfer.name));
    }
}

#[test]
fn nobody_comes_from_nowhere_or_gets_lost() {
    for (name, scenario) in all() {
        if let Some(imbalance) = imbalance(&scenario) {
            panic!("{name}: {imbalance}");
        }
    }
}
