//! The workloads by hand, with `rand_distr`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use rand_distr::{Binomial, Distribution, Exp, Gamma, Normal, Poisson};

/// Days until 12,000 are used up.
#[inline(always)]
fn exhaust(mut losses: impl FnMut() -> f64) -> u32 {
    let mut strength = 12_000.0;
    let mut day = 0;
    while strength > 0.0 {
        day += 1;
        strength -= losses();
    }
    day
}

/// Mean of so many days.
fn mean(replications: u64, mut day: impl FnMut(u64) -> u32) -> f64 {
    let sum: u64 = (0..replications).map(|i| u64::from(day(i))).sum();
    sum as f64 / replications as f64
}

/// W1: Poisson(1,200) a day; the mean day of exhaustion.
///
/// # Panics
///
/// Never: its laws are valid.
pub fn w1(replications: u64, rng: &mut impl Rng) -> f64 {
    let poisson = Poisson::new(1_200.0).expect("a valid law");
    mean(replications, |_| exhaust(|| poisson.sample(rng)))
}

/// W4: negative binomial days around a rate that is uncertain and drifts; the mean day.
///
/// # Panics
///
/// Never: its laws are valid.
pub fn w4(replications: u64, rng: &mut impl Rng) -> f64 {
    let normal = Normal::new(0.0, 1.0).expect("a valid law");
    let gamma = Gamma::new(60.0, 1.0 / 60.0).expect("a valid law");
    let variance = libm::log1p(0.10 * 0.10);
    let spread = variance.sqrt();
    mean(replications, |_| {
        let mut rate = 1_200.0 * libm::exp(spread * normal.sample(rng) - variance / 2.0);
        exhaust(|| {
            let today = rate * gamma.sample(rng);
            rate *= libm::exp(0.03 * normal.sample(rng) - 0.03 * 0.03 / 2.0);
            Poisson::new(today).expect("a valid law").sample(rng)
        })
    })
}

/// W1 as a scalar event loop: a binary heap of events, a generator (`ChaCha12`) per replication.
///
/// # Panics
///
/// Never: its laws are valid.
pub fn w1_heap(replications: u64, seed: u64) -> f64 {
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    enum Event {
        Lose,
    }
    let poisson = Poisson::new(1_200.0).expect("a valid law");
    let mut pending = BinaryHeap::new();
    mean(replications, |i| {
        let mut rng = StdRng::seed_from_u64(seed ^ (i << 20));
        let mut strength = 12_000.0;
        let mut scheduled = 0_u64;
        pending.clear();
        pending.push(Reverse((1_u32, scheduled, Event::Lose)));
        loop {
            let Some(Reverse((day, _, Event::Lose))) = pending.pop() else { unreachable!() };
            strength -= poisson.sample(&mut rng);
            if strength <= 0.0 {
                return day;
            }
            scheduled += 1;
            pending.push(Reverse((day + 1, scheduled, Event::Lose)));
        }
    })
}

/// Days of W2.
pub const YEAR: usize = 365;

/// What W2 asks.
#[derive(Debug, Clone, Copy)]
pub struct Year {
    /// Mean strength at the last close.
    pub end: f64,
    /// Median strength at the close of day 90.
    pub median_90: f64,
    /// Mean first day below 10,000, 365 where there is none.
    pub first: f64,
}

/// W2: a year of negative binomial losses, a gamma delay for each returner, and weekly batches;
/// with the five quantiles of each day's strength.
///
/// # Panics
///
/// Never: its laws are valid.
pub fn w2(replications: u64, shape: f64, rng: &mut impl Rng) -> Year {
    let days_of = Gamma::new(shape, 30.0 / shape).expect("a valid law");
    let rate = Gamma::new(20.0, 360.0 / 20.0).expect("a valid law");
    let late = Exp::new(0.5).expect("a valid law");
    let mut strengths = vec![Vec::new(); YEAR];
    let mut first_sum = 0;
    for _ in 0..replications {
        let (mut arrivals, mut returns) = ([0; YEAR + 1], [0; YEAR + 1]);
        for week in 1..=52 {
            if rng.random::<f64>() < 0.9 {
                let day = 7 * week + late.sample(rng) as usize;
                if day <= YEAR {
                    arrivals[day] += 1_500;
                }
            }
        }
        let (mut strength, mut first) = (20_000_i64, YEAR);
        for day in 1..=YEAR {
            strength += arrivals[day] + returns[day];
            let demand = Poisson::new(rate.sample(rng)).expect("a valid law").sample(rng) as i64;
            let lost = demand.min(strength);
            strength -= lost;
            let returners = Binomial::new(lost as u64, 0.42).expect("a valid law").sample(rng);
            for _ in 0..returners {
                let back = day + 1 + days_of.sample(rng) as usize;
                if back <= YEAR {
                    returns[back] += 1;
                }
            }
            strengths[day - 1].push(strength);
            if strength < 10_000 {
                first = first.min(day);
            }
        }
        first_sum += first;
    }
    let n = replications as usize;
    let mean_end = strengths[YEAR - 1].iter().sum::<i64>() as f64 / n as f64;
    let mut medians = Vec::with_capacity(YEAR);
    for column in &mut strengths {
        let quantile = |part: usize| (n * part / 100).min(n - 1);
        let five = [5, 25, 50, 75, 95].map(|p| *column.select_nth_unstable(quantile(p)).1);
        medians.push(five[2]);
    }
    Year { end: mean_end, median_90: medians[89] as f64, first: first_sum as f64 / n as f64 }
}
