//! Daily losses, the same for all: `rand_distr` with xoshiro256++, a generator per replication.

use rand::{SeedableRng, rngs::SmallRng};
use rand_distr::{Distribution, Gamma, LogNormal, Poisson, StandardNormal};

/// On hand on day 1.
pub const STRENGTH: f64 = 12_000.0;

/// The law of daily losses.
#[derive(Clone, Copy)]
pub enum Law {
    /// W1: Poisson of mean 1,200.
    Poisson,
    /// W4: negative binomial around a rate that is uncertain and drifts.
    NbDrift,
}

impl Law {
    /// The law of a workload.
    pub fn of(workload: &str) -> Self {
        match workload {
            "w1" => Self::Poisson,
            "w4" => Self::NbDrift,
            _ => panic!("there is no workload {workload}"),
        }
    }
}

/// The losses of a replication, day after day.
pub enum Losses {
    Poisson(Poisson<f64>, SmallRng),
    NbDrift { rate: f64, day: Gamma<f64>, rng: SmallRng },
}

impl Losses {
    pub fn new(law: Law, seed: u64) -> Self {
        let mut rng = SmallRng::seed_from_u64(seed);
        match law {
            Law::Poisson => Self::Poisson(Poisson::new(1_200.0).expect("a valid law"), rng),
            Law::NbDrift => {
                let factor = LogNormal::from_mean_cv(1.0, 0.10).expect("a valid law");
                let day = Gamma::new(60.0, 1.0 / 60.0).expect("a valid law");
                Self::NbDrift { rate: 1_200.0 * factor.sample(&mut rng), day, rng }
            }
        }
    }

    /// The next day's losses.
    pub fn draw(&mut self) -> f64 {
        match self {
            Self::Poisson(poisson, rng) => poisson.sample(rng),
            Self::NbDrift { rate, day, rng } => {
                let today = *rate * day.sample(rng);
                let step: f64 = StandardNormal.sample(rng);
                *rate *= (0.03 * step - 0.03 * 0.03 / 2.0).exp();
                Poisson::new(today).expect("a valid law").sample(rng)
            }
        }
    }
}
