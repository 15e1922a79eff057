//! Salvos: their number and their sizes, compiled.

use crate::inputs::{Bounds, Input};
use crate::lanes::StreamIds;
use crate::losses;
use crate::scenario::{Quantity, SalvoSize};

/// Compiles `compound_poisson` of the process at `path`.
pub(super) fn compile(
    (events, size): (&Quantity, &SalvoSize),
    path: &str,
    ids: &mut StreamIds,
) -> losses::CompoundPoisson {
    let input = |quantity: &Quantity, key: &str, bounds: Bounds, ids: &mut StreamIds| {
        Input::new(quantity, bounds, format!("{path}.daily.{key}"), ids)
    };
    let mean = |quantity: &Quantity, bounds: Bounds, ids: &mut StreamIds| {
        input(quantity, "size.mean", bounds, ids)
    };
    let events = input(events, "events", Bounds::SALVOS, ids);
    let size = match size {
        SalvoSize::Fixed { size } => losses::SalvoSize::Fixed(mean(size, Bounds::COUNT, ids)),
        SalvoSize::Geometric { mean: m } => {
            losses::SalvoSize::Geometric { mean: mean(m, Bounds::COUNT_FROM_1, ids) }
        }
        SalvoSize::NegBinomial { mean: m, k } => losses::SalvoSize::NegBinomial {
            mean: mean(m, Bounds::COUNT, ids),
            k: input(k, "size.k", Bounds::DISPERSION, ids),
        },
        SalvoSize::Poisson { mean: m } => {
            losses::SalvoSize::Poisson { mean: mean(m, Bounds::COUNT, ids) }
        }
        SalvoSize::Uniform { low, high } => losses::SalvoSize::Uniform { low: *low, high: *high },
        SalvoSize::Lognormal { mean: m, cv } => losses::SalvoSize::Lognormal {
            mean: mean(m, Bounds::COUNT, ids),
            cv: input(cv, "size.cv", Bounds::CV, ids),
        },
    };
    losses::CompoundPoisson {
        events,
        size,
        salvos: ids.id(format!("{path}/salvos")),
        count: ids.id(format!("{path}/count")),
    }
}

/// The largest mean that a day of salvos can have, as [`super::most_mean`] of other laws.
pub(super) fn most_mean(events: &Quantity, size: &SalvoSize) -> f64 {
    let size = match size {
        SalvoSize::Fixed { size: mean }
        | SalvoSize::Geometric { mean }
        | SalvoSize::NegBinomial { mean, .. }
        | SalvoSize::Poisson { mean }
        | SalvoSize::Lognormal { mean, .. } => Input::most_of(mean, Bounds::COUNT),
        SalvoSize::Uniform { low, high } => f64::midpoint(f64::from(*low), f64::from(*high)),
    };
    Input::most_of(events, Bounds::SALVOS) * size
}
