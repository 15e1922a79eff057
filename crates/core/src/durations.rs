//! Delays, compiled: laws of non-negative real durations, counted in whole days rounded up.

use outlast_des::Cell;
use rand_distr::Distribution;

use crate::lanes::Lanes;
use crate::samplers::{AliasTable, StandardGamma, gamma_survival, normal_cdf, quantile};
use crate::scenario::Duration;

/// A law of durations [days].
#[derive(Debug, Clone)]
pub(crate) struct Delay {
    law: Duration,
    /// The unit-scale gamma of its shape, if it is a gamma.
    gamma: Option<StandardGamma>,
}

/// No delay is longer [days]: later than any horizon.
const LONGEST: f64 = 1e6;
/// No run sees what is less likely than this.
const NEVER: f64 = 1e-18;

impl Delay {
    pub(crate) fn new(law: Duration) -> Self {
        let gamma = match law {
            Duration::Gamma { shape, .. } => StandardGamma::new(shape).ok(),
            _ => None,
        };
        Self { law, gamma }
    }

    /// A duration, rounded up to whole days.
    pub(crate) fn whole_days(&self, cell: &mut Cell) -> u32 {
        self.sample(cell).ceil().clamp(0.0, LONGEST) as u32
    }

    /// A duration [days].
    pub(crate) fn sample(&self, cell: &mut Cell) -> f64 {
        match self.law {
            Duration::Fixed(days) => days,
            Duration::Gamma { mean, shape } => {
                self.gamma.map_or(mean, |gamma| mean / shape * gamma.sample(cell))
            }
            Duration::Uniform { low, high } => quantile::uniform(cell.uniform(), low, high),
            Duration::Triangular { low, mode, high } => {
                quantile::triangular(cell.uniform(), low, mode, high)
            }
            Duration::Exponential { mean } => quantile::exponential(cell.uniform(), mean),
            Duration::Weibull { mean, shape } => quantile::weibull(cell.uniform(), mean, shape),
            Duration::Lognormal { mean, cv } => {
                quantile::truncated_lognormal(cell.uniform(), mean, cv, [0.0, LONGEST])
            }
            Duration::Normal { mean, sd } => {
                quantile::truncated_normal(cell.uniform(), mean, sd, [0.0, LONGEST])
            }
            Duration::Even { from, to } => {
                quantile::uniform_integer(cell.uniform(), i64::from(from), i64::from(to)) as f64
            }
        }
    }

    /// Probabilities that a duration is more than `from`, `from` + 1, ... whole days, to the first that no
    /// run sees, which is 0, but at most so many.
    pub(crate) fn survivals(&self, from: u32, most: u32) -> Vec<f64> {
        let mut survivals = Vec::new();
        let mut left = 1.0;
        for days in from..from + most {
            // The survival function falls but for the rounding of its last digit.
            let later = self.survival(days).min(left);
            left = if later < NEVER { 0.0 } else { later };
            survivals.push(left);
            if left == 0.0 {
                break;
            }
        }
        survivals
    }

    /// Probability that a duration, in whole days rounded up, is more than so many days.
    pub(crate) fn survival(&self, days: u32) -> f64 {
        let x = f64::from(days);
        match self.law {
            Duration::Fixed(length) => f64::from(length > x),
            Duration::Gamma { mean, shape } => gamma_survival(shape, x * shape / mean),
            Duration::Uniform { low, high } => ((high - x) / (high - low)).clamp(0.0, 1.0),
            Duration::Triangular { low, mode, high } => triangular_survival(x, [low, mode, high]),
            Duration::Exponential { mean } => libm::exp(-x / mean),
            Duration::Weibull { mean, shape } => {
                let scale = mean / libm::tgamma(1.0 + 1.0 / shape);
                libm::exp(-libm::pow(x / scale, shape))
            }
            Duration::Lognormal { mean, cv } => {
                let variance = libm::log1p(cv * cv);
                let above =
                    |x: f64| normal_cdf(-(libm::log(x / mean) + variance / 2.0) / variance.sqrt());
                let cut = above(LONGEST);
                if days == 0 { 1.0 } else { (above(x) - cut) / (1.0 - cut) }
            }
            Duration::Normal { mean, sd } => {
                let above = |x: f64| normal_cdf((mean - x) / sd);
                let cut = above(LONGEST);
                (above(x) - cut) / (above(0.0) - cut)
            }
            Duration::Even { from, to } => {
                let longer = f64::from(to) - x.max(f64::from(from) - 1.0);
                (longer / (f64::from(to - from) + 1.0)).max(0.0)
            }
        }
    }
}

/// A law of durations in whole days, rounded up, to be drawn in all lanes at once.
#[derive(Debug, Clone)]
pub(crate) enum WholeDays {
    Fixed(u32),
    Table(AliasTable),
    /// Too long for a table.
    Each(Delay),
}

/// The most days of a table: 4 KB of it.
const TABLED: u32 = 1_000;

impl WholeDays {
    pub(crate) fn new(law: Duration) -> Self {
        let delay = Delay::new(law);
        if let Duration::Fixed(days) = law {
            return Self::Fixed(days.ceil().clamp(0.0, LONGEST) as u32);
        }
        let survivals = delay.survivals(0, TABLED);
        if survivals.last() != Some(&0.0) {
            return Self::Each(delay);
        }
        let before = std::iter::once(1.0).chain(survivals.iter().copied());
        let pmf: Vec<f64> = before.zip(&survivals).map(|(before, left)| before - left).collect();
        AliasTable::from_pmf(0, &pmf).map_or(Self::Each(delay), Self::Table)
    }

    /// A duration in each lane [days].
    #[inline(always)]
    pub(crate) fn lanes<const L: usize>(&self, stream: u32, day: u32, lanes: &Lanes) -> [u32; L] {
        let mut days = [0; L];
        match self {
            Self::Fixed(fixed) => days = [*fixed; L],
            Self::Table(table) => {
                let [words, ..] = lanes.words::<L>(stream, day);
                table.small_lanes(&words, &mut days, |lane| {
                    table.sample(&mut lanes.cell(lane, stream, day))
                });
            }
            Self::Each(delay) => {
                for lane in 0..L {
                    days[lane] = delay.whole_days(&mut lanes.cell(lane, stream, day));
                }
            }
        }
        days
    }
}

/// P(X > x) of the triangular law from low over mode to high.
fn triangular_survival(x: f64, [low, mode, high]: [f64; 3]) -> f64 {
    if x <= low {
        1.0
    } else if x < mode {
        1.0 - (x - low) * (x - low) / ((high - low) * (mode - low))
    } else if x < high {
        (high - x) * (high - x) / ((high - low) * (high - mode))
    } else {
        0.0
    }
}
