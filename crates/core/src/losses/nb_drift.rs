//! `nb_drift`: negative binomial counts around a rate that drifts. The default law.
//!
//! Day t has a count of law NB(λ, k), of variance λ + λ²/k, whose rate λ = λ(t) is a log random
//! walk: log λ(t) = log λ(t−1) + σ e(t) − σ²/2 with e standard normal, and λ(1) = μ F. F is the
//! run's rate factor, lognormal of mean 1 and coefficient of variation c = `rate_cv`: what we do
//! not know of today's rate. The −σ²/2 keeps the mean rate at μ.
//!
//! With q = 1 + c², the total of n days has mean n μ and variance
//!
//! ```text
//! n μ  +  (μ² q / k) Σ_t e^(σ²(t−1))  +  μ² Σ_s Σ_t (q e^(σ²(min(s,t)−1)) − 1)
//! ```
//!
//! (t − 1, because day 1 has not drifted yet.)
//!
//! What is kept of a run is log λ. A day takes, in all lanes at once, a normal number for the step, by
//! table ([`Strips`](crate::samplers::Strips)), and a count, by two
//! ([`NegBinomialLattice`](crate::samplers::NegBinomialLattice)). Where a k, uncertain, very small or very
//! large, or a mean of many thousands leaves no room for those tables, a count is one by
//! [digits](crate::samplers::NegBinomialDigits) or, at last, lane by lane.
//!
//! k = 60 and σ = 0.03 are calibrated on four years of claimed daily losses: 90 % intervals of
//! 30- to 180-day totals made from the last 7 to 14 days covered the outcome in 87 to 95 % of
//! cases, against 8 % for Poisson and 26 % for independent negative binomial days.

use std::sync::Arc;

use super::modifiers::Factor;
use super::neg_binomial::Counts;
use super::normal_steps::NormalSteps;
use super::table::Words;
use super::{Columns, Today};
use crate::correlation::Normals;
use crate::inputs::Input;
use crate::lanes::{Lanes, StreamIds, Swap, swap};
use crate::samplers::{Lognormal, NegBinomialLattice, exp, ln};

#[derive(Debug, Clone)]
pub(crate) struct NbDrift {
    /// Mean losses a day.
    pub(super) mean: Input,
    /// Dispersion of a day's count.
    k: Input,
    /// Standard deviation of the log rate's daily step.
    sigma: Input,
    factor: RateFactor,
    /// Counts of any mean.
    counts: Counts,
    /// The same for usual means, where there are tables for these.
    lattice: Option<LatticeCounts>,
    steps: NormalSteps,
}

/// Counts on the lattice, of two words a day: two days share the cell of the first of them, as in
/// [`table`](super::table).
#[derive(Debug, Clone)]
struct LatticeCounts {
    law: Arc<NegBinomialLattice>,
    /// Stream of the words.
    words: u32,
    /// Stream of what follows words that escape their table.
    escapes: u32,
}

const DAYS_A_CELL: u32 = 2;

/// What is not known of today's rate: a factor on it, drawn once per run.
#[derive(Debug, Clone)]
pub(crate) struct RateFactor {
    /// Coefficient of variation.
    cv: Input,
    /// The factor's law, where the coefficient is the same in every run.
    law: Option<Lognormal>,
    normals: Normals,
}

impl RateFactor {
    fn new(cv: Input, normals: Normals) -> Self {
        let law = cv.fixed().and_then(|cv| Lognormal::new(1.0, cv).ok());
        Self { cv, law, normals }
    }

    /// Whether it is 1 in every run.
    pub(crate) fn is_certain(&self) -> bool {
        self.cv.fixed() == Some(0.0)
    }

    /// Every lane's factor.
    pub(crate) fn draw<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        self.logs(lanes).map(libm::exp)
    }

    /// The logarithms of the factors.
    #[inline(always)]
    fn logs<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        let mut normals = self.normals.draw::<L>(lanes, 0);
        if let Some(law) = self.law {
            for normal in &mut normals {
                *normal = law.log_at(*normal);
            }
        } else {
            self.each(lanes, &mut normals);
        }
        normals
    }

    /// The same where every lane has a spread of its own.
    #[inline(never)]
    fn each<const L: usize>(&self, lanes: &Lanes, normals: &mut [f64; L]) {
        let cv: [f64; L] = self.cv.draw(lanes);
        for (normal, cv) in normals.iter_mut().zip(cv) {
            *normal = Lognormal::new(1.0, cv).map_or(0.0, |law| law.log_at(*normal));
        }
    }
}

/// Parameters of an `nb_drift` process.
pub(crate) struct NbDriftInputs {
    pub(crate) mean: Input,
    pub(crate) k: Input,
    pub(crate) sigma: Input,
    pub(crate) rate_cv: Input,
}

impl NbDriftInputs {
    /// The means of most days of half a year (count): tables are made for these. `None` where rates drift too
    /// far for that. It must not depend on the length of the run, whose first days are those of a shorter one.
    fn usual_means(&self, factors: &[f64]) -> Option<[f64; 2]> {
        const DAYS: f64 = 180.0;
        let [low, high] = self.mean.range();
        let [_, sigma] = self.sigma.range();
        let [_, cv] = self.rate_cv.range();
        // Of the last day's log rate.
        let deviation = (libm::log1p(cv * cv) + sigma * sigma * DAYS).sqrt();
        let reach = (2.6 * deviation).min(1.6);
        if reach < 1.2 * deviation {
            return None;
        }
        let factors = factors.iter().copied().filter(|&factor| factor > 0.0);
        let least = factors.clone().fold(f64::INFINITY, f64::min);
        let most = factors.fold(0.0, f64::max);
        Some([low * least * libm::exp(-reach), high * most * libm::exp(reach)])
    }
}

const LOG_RATE: usize = 0;
const K: usize = 1;
const SIGMA: usize = 2;

/// The logarithm of what is taken for a mean or a factor of nothing.
const NOTHING: f64 = 1e-300;

impl NbDrift {
    /// Compiles the law of the process at `path`, for a schedule of these factors.
    pub(crate) fn new(
        inputs: NbDriftInputs,
        path: &str,
        factors: &[f64],
        ids: &mut StreamIds,
    ) -> Self {
        let usual = inputs.usual_means(factors);
        let NbDriftInputs { mean, k, sigma, rate_cv } = inputs;
        let lattice = k.fixed().zip(usual).and_then(|(k, means)| NegBinomialLattice::new(k, means));
        let lattice = lattice.map(|law| LatticeCounts {
            law: Arc::new(law),
            words: ids.id(format!("{path}/words")),
            escapes: ids.id(format!("{path}/escapes")),
        });
        let counts = Counts::new(&k, ids.id(format!("{path}/count")));
        let steps = NormalSteps::new(path, ids);
        let factor = RateFactor::new(rate_cv, Normals::new(format!("{path}/rate"), ids));
        Self { mean, k, sigma, factor, counts, lattice, steps }
    }

    /// The run's rate factor, unless it is always 1.
    pub(crate) fn rate_factor(&self) -> Option<&RateFactor> {
        (!self.factor.is_certain()).then_some(&self.factor)
    }

    /// Streams that it reads besides its own.
    pub(crate) fn others(&self) -> usize {
        self.steps.others()
    }

    pub(crate) fn begin<const L: usize>(
        &self,
        lanes: &Lanes,
        columns: &mut Columns<L>,
        [steps_words, counts_words]: &mut [Words<L>; 2],
    ) {
        self.steps.begin(lanes, steps_words);
        if let Some(lattice) = &self.lattice {
            counts_words.begin::<DAYS_A_CELL>(lattice.words, lanes);
        }
        self.k.fill(lanes, &mut columns[K]);
        self.sigma.fill(lanes, &mut columns[SIGMA]);
        // Drawn on the first day, where the machine's best instructions are in use.
        columns[LOG_RATE] = [f64::NAN; L];
    }

    /// Lanes change places.
    pub(crate) fn swap<const L: usize>(&self, columns: &mut Columns<L>, swaps: &[Swap]) {
        for (input, column) in [(None, LOG_RATE), (Some(&self.k), K), (Some(&self.sigma), SIGMA)] {
            if input.is_none_or(|input| input.fixed().is_none()) {
                swap(&mut columns[column], swaps);
            }
        }
    }

    /// The logarithms of the rates of day 1.
    #[inline(always)]
    fn start<const L: usize>(&self, lanes: &Lanes, rates: &mut [f64; L]) {
        if let Some(mean) = self.mean.fixed() {
            *rates = [ln(mean.max(NOTHING)); L];
        } else {
            let means: [f64; L] = self.mean.draw(lanes);
            for lane in 0..L {
                rates[lane] = ln(if means[lane] > NOTHING { means[lane] } else { NOTHING });
            }
        }
        if !self.factor.is_certain() {
            let logs: [f64; L] = self.factor.logs(lanes);
            for lane in 0..L {
                rates[lane] += logs[lane];
            }
        }
    }

    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        columns: &mut Columns<L>,
        words: &mut [Words<L>; 2],
        counts: &mut [i64; L],
    ) {
        let [rates, k, sigmas] = columns;
        let [steps_words, counts_words] = words;
        if rates[0].is_nan() {
            self.start(today.lanes, rates);
        } else if self.sigma.fixed() != Some(0.0) {
            self.steps.draw(today, steps_words, |lane, step| {
                let sigma = sigmas[lane];
                rates[lane] += sigma * step - sigma * sigma * 0.5;
            });
        }
        let mut scaled;
        let logs = if matches!(today.factor, Factor::Level(_, 1.0)) {
            &*rates
        } else {
            scaled = [0.0; L];
            scale(today.factor, rates, &mut scaled);
            &scaled
        };
        let outside = match &self.lattice {
            Some(lattice) => lattice.draw(logs, today, counts_words, counts),
            None => L,
        };
        // All lanes together take as long as one in eight of them one by one.
        if 8 * outside > L {
            let mut means = [0.0; L];
            for lane in 0..L {
                means[lane] = exp(logs[lane]);
            }
            let all = self.counts.draw(&means, k, today);
            for lane in 0..L {
                counts[lane] = if self.covers(logs[lane]) { counts[lane] } else { all[lane] };
            }
        } else if outside > 0 {
            self.draw_outside((logs, k), today, counts);
        }
    }

    /// Whether the lattice has tables for the mean of this logarithm.
    #[inline(always)]
    fn covers(&self, log: f64) -> bool {
        self.lattice.as_ref().is_some_and(|lattice| lattice.law.covers(log))
    }

    /// Draws where it has none, lane by lane.
    #[inline(never)]
    fn draw_outside<const L: usize>(
        &self,
        (logs, k): (&[f64; L], &[f64; L]),
        today: &Today<'_, L>,
        counts: &mut [i64; L],
    ) {
        for lane in (0..today.lanes.at_work::<L>()).filter(|&lane| !self.covers(logs[lane])) {
            counts[lane] = self.counts.sample(lane, exp(logs[lane]), k[lane], today);
        }
    }
}

/// The logarithms of rates that are so many times as large.
#[inline(always)]
fn scale<const L: usize>(factor: &Factor<L>, rates: &[f64; L], scaled: &mut [f64; L]) {
    let log = |factor: f64| ln(if factor > NOTHING { factor } else { NOTHING });
    match factor {
        Factor::Level(_, factor) => {
            let more = log(*factor);
            for lane in 0..L {
                scaled[lane] = rates[lane] + more;
            }
        }
        Factor::Each(factors, _) => {
            for lane in 0..L {
                scaled[lane] = rates[lane] + log(factors[lane]);
            }
        }
    }
}

impl LatticeCounts {
    /// Today's counts at these logarithms of their means, and the number of lanes whose mean is not covered:
    /// their counts mean nothing.
    #[inline(always)]
    fn draw<const L: usize>(
        &self,
        logs: &[f64; L],
        today: &Today<'_, L>,
        kept: &mut Words<L>,
        counts: &mut [i64; L],
    ) -> usize {
        let (words, place) = kept.of::<DAYS_A_CELL>(today.day, self.words, today.lanes);
        let words = [&words[2 * place], &words[2 * place + 1]];
        let mut outside = 0;
        let at_work = today.lanes.at_work::<L>();
        self.law.lanes(logs, words.map(|word| &word[..]), &mut counts[..at_work], |lane| {
            if self.law.covers(logs[lane]) {
                self.escaped(logs[lane], words.map(|word| word[lane]), today, lane)
            } else {
                outside += 1;
                0
            }
        });
        outside
    }

    #[cold]
    #[inline(never)]
    fn escaped<const L: usize>(
        &self,
        log: f64,
        words: [u32; 2],
        today: &Today<'_, L>,
        lane: usize,
    ) -> i64 {
        let mut cell = today.lanes.cell(lane, self.escapes, today.day);
        self.law.sample_words(log, words, &mut cell)
    }
}
