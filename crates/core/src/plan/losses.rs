//! Compiles loss processes.

use std::sync::Arc;

use super::{pool_index, salvos, supply_of};
use crate::durations::Delay;
use crate::inputs::{Bounds, Input, Uncertain};
use crate::lanes::StreamIds;
use crate::losses::{self, Law, Modifiers, Process, Pulse, Schedule, Share};
use crate::scenario::{self, LossLaw, Quantity, Scenario};

/// The table of the file that a supply's use stands in.
pub(super) const SUPPLIES: &str = "supplies";

/// Compiles a process that stands in a table of the file: `losses`, `transfers` or `supplies`.
pub(super) fn compile(
    process: &scenario::LossProcess,
    table: &str,
    scenario: &Scenario,
    ids: &mut StreamIds,
) -> Process {
    let path = format!("{table}.{}", process.name);
    let steps = process.schedule.iter().enumerate().map(|(i, step)| {
        let name = format!("{path}.schedule.{i}.factor");
        (step.from, Input::new(&step.factor, Bounds::FACTOR, name, ids))
    });
    let schedule = Schedule { steps: steps.collect() };
    let pulse = process.pulse.as_ref().map(|pulse| Pulse {
        per_year: Input::new(
            &pulse.per_year,
            Bounds::PER_YEAR,
            format!("{path}.pulse.per_year"),
            ids,
        ),
        factor: Input::new(&pulse.factor, Bounds::FACTOR, format!("{path}.pulse.factor"), ids),
        days: Delay::new(pulse.days),
        stream: ids.id(format!("{path}/pulse")),
    });
    let modifiers = Modifiers { schedule, orders: None, pulse };
    let (daily, zero) = match &process.daily {
        LossLaw::ZeroInflated { zero, daily } => (&**daily, Some(zero)),
        daily => (daily, None),
    };
    let supply = supply_of(scenario, &process.pool);
    let rationed = table == SUPPLIES && supply.is_some_and(|supply| !supply.ration.is_empty());
    // Under rations each lane has a factor of its own, from day to day.
    let levels = if rationed { None } else { modifiers.levels() };
    let law = compile_law(daily, &path, levels.as_deref(), ids);
    let tables = law.tables(&path, levels.as_deref(), ids);
    let zero = zero.map(|zero| losses::ZeroInflated {
        zero: Input::new(zero, Bounds::PART, format!("{path}.daily.zero"), ids),
        stream: ids.id(format!("{path}/zero")),
    });
    let share = (process.share != Quantity::Fixed(1.0)).then(|| {
        let part = Input::new(&process.share, Bounds::PART, format!("{path}.share"), ids);
        Share::new(part, ids.id(format!("{path}/share")))
    });
    Process {
        name: process.name.clone(),
        pool: pool_index(scenario, &process.pool),
        law,
        tables,
        modifiers,
        zero,
        share,
        per_unit: supply.map_or(1, |supply| supply.per_unit),
        rationed,
        cohorts: ids.id(format!("{path}/cohorts")),
        alone: false,
        observed: false,
        fates: None,
    }
}

/// The largest mean that a process can have on a day, by its law and its modifiers.
pub(super) fn most_a_day(process: &scenario::LossProcess, modifiers: &Modifiers) -> f64 {
    most_mean(&process.daily) * modifiers.most()
}

/// The largest mean that a law can have.
pub(super) fn most_mean(law: &LossLaw) -> f64 {
    match law {
        LossLaw::Constant { mean }
        | LossLaw::Poisson { mean }
        | LossLaw::NegBinomial { mean, .. }
        | LossLaw::NbDrift { mean, .. }
        | LossLaw::Ar1NegBinomial { mean, .. }
        | LossLaw::Gamma { mean, .. }
        | LossLaw::Lognormal { mean, .. }
        | LossLaw::Normal { mean, .. } => Input::most_of(mean, Bounds::COUNT),
        LossLaw::CompoundPoisson { events, size } => salvos::most_mean(events, size),
        LossLaw::Replay { series, .. }
        | LossLaw::Bootstrap { series }
        | LossLaw::BlockBootstrap { series, .. } => {
            series.values.iter().copied().fold(0.0, f64::max)
        }
        LossLaw::MarkovNegBinomial { states } => {
            states.iter().map(|s| Input::most_of(&s.mean, Bounds::COUNT)).fold(0.0, f64::max)
        }
        LossLaw::Empirical { table } => table.values.iter().copied().fold(0.0, f64::max),
        LossLaw::ZeroInflated { daily, .. } => most_mean(daily),
        LossLaw::Hazard { .. } => 0.0,
    }
}

fn compile_law(law: &LossLaw, path: &str, levels: Option<&[f64]>, ids: &mut StreamIds) -> Law {
    let input = |quantity: &Quantity, key: &str, bounds: Bounds, ids: &mut StreamIds| {
        Input::new(quantity, bounds, format!("{path}.daily.{key}"), ids)
    };
    let mean =
        |quantity: &Quantity, ids: &mut StreamIds| input(quantity, "mean", Bounds::COUNT, ids);
    match law {
        LossLaw::Constant { mean: m } => Law::Constant(losses::Constant { mean: mean(m, ids) }),
        LossLaw::Poisson { mean: m } => Law::Poisson(losses::Poisson::new(mean(m, ids), path, ids)),
        LossLaw::NegBinomial { mean: m, k } => {
            let k = input(k, "k", Bounds::DISPERSION, ids);
            let mean = mean(m, ids);
            Law::NegBinomial(losses::NegBinomial::new(mean, k, path, ids))
        }
        LossLaw::NbDrift { mean: m, k, sigma, rate_cv } => {
            let inputs = losses::NbDriftInputs {
                mean: mean(m, ids),
                k: input(k, "k", Bounds::DISPERSION, ids),
                sigma: input(sigma, "sigma", Bounds::SIGMA, ids),
                rate_cv: input(rate_cv, "rate_cv", Bounds::RATE_CV, ids),
            };
            let law = losses::NbDrift::new(inputs, path, levels.unwrap_or(&[1.0]), ids);
            if let Some(factor) = law.rate_factor() {
                let name = format!("{path}.daily.rate_factor");
                ids.note(Uncertain::rate_factor(name, factor.clone()));
            }
            Law::NbDrift(law)
        }
        LossLaw::Ar1NegBinomial { mean: m, k, phi, sigma } => {
            let inputs = losses::Ar1Inputs {
                mean: mean(m, ids),
                k: input(k, "k", Bounds::DISPERSION, ids),
                phi: input(phi, "phi", Bounds::PHI, ids),
                sigma: input(sigma, "sigma", Bounds::SIGMA, ids),
            };
            Law::Ar1NegBinomial(losses::Ar1NegBinomial::new(inputs, path, ids))
        }
        LossLaw::MarkovNegBinomial { states } => {
            let regime = |index: usize, state: &scenario::Regime, ids: &mut StreamIds| {
                let mut input = |quantity, key: &str, bounds| {
                    input(quantity, &format!("states.{index}.{key}"), bounds, ids)
                };
                losses::RegimeInputs {
                    mean: input(&state.mean, "mean", Bounds::COUNT),
                    k: input(&state.k, "k", Bounds::DISPERSION),
                    stay: input(&state.stay, "stay", Bounds::STAY),
                }
            };
            let regimes = states.iter().enumerate().map(|(i, s)| regime(i, s, ids)).collect();
            let (count, changes) =
                (ids.id(format!("{path}/count")), ids.id(format!("{path}/regimes")));
            Law::MarkovNegBinomial(losses::MarkovNegBinomial::new(regimes, count, changes))
        }
        LossLaw::Empirical { table } => {
            let count = ids.id(format!("{path}/count"));
            Law::Empirical(losses::Empirical::new(&table.values, &table.weights, count))
        }
        LossLaw::Gamma { mean: m, cv } | LossLaw::Lognormal { mean: m, cv } => {
            let shape = match law {
                LossLaw::Gamma { .. } => losses::Shape::Gamma,
                _ => losses::Shape::Lognormal,
            };
            let cv = input(cv, "cv", Bounds::CV, ids);
            let (mean, count) = (mean(m, ids), ids.id(format!("{path}/count")));
            Law::Amounts(losses::Amounts::new(shape, mean, cv, count))
        }
        LossLaw::Normal { mean: m, sd } => {
            let sd = input(sd, "sd", Bounds::COUNT, ids);
            let (mean, count) = (mean(m, ids), ids.id(format!("{path}/count")));
            Law::Amounts(losses::Amounts::new(losses::Shape::Normal, mean, sd, count))
        }
        LossLaw::CompoundPoisson { events, size } => {
            Law::CompoundPoisson(salvos::compile((events, size), path, ids))
        }
        // Its parser and its compiler see to it that it holds no other of its kind.
        LossLaw::ZeroInflated { daily, .. } => compile_law(daily, path, levels, ids),
        LossLaw::Replay { series, start } => Law::Replay(losses::Replay {
            values: Arc::from(series.values.as_slice()),
            start: start.clone(),
            count: ids.id(format!("{path}/count")),
        }),
        LossLaw::Bootstrap { series } => compile_bootstrap(series, 1, path, ids),
        LossLaw::BlockBootstrap { series, block } => compile_bootstrap(series, *block, path, ids),
        LossLaw::Hazard { steps, spread } => {
            let input = |index: usize, step: &scenario::HazardStep, ids: &mut StreamIds| {
                let name = format!("{path}.hazard.{index}.per_1000");
                (step.from, Input::new(&step.per_1000, Bounds::PER_1000, name, ids))
            };
            Law::Hazard(losses::Hazard {
                steps: steps.iter().enumerate().map(|(i, step)| input(i, step, ids)).collect(),
                spread: *spread,
                count: ids.id(format!("{path}/count")),
            })
        }
    }
}

fn compile_bootstrap(
    series: &scenario::Series,
    block: u32,
    path: &str,
    ids: &mut StreamIds,
) -> Law {
    Law::Bootstrap(losses::Bootstrap {
        values: Arc::from(series.values.as_slice()),
        block,
        rows: ids.id(format!("{path}/rows")),
        count: ids.id(format!("{path}/count")),
    })
}
