//! Negative binomial counts whose mean changes from draw to draw, on a lattice of Poisson means.
//!
//! A negative binomial count of mean m and dispersion k is a Poisson count whose mean m e^Y is itself
//! random: e^Y is gamma of shape k and mean 1, and Y has the density
//! g(y) = k^k e^(k (y - e^y)) / Gamma(k). Let Y take only the values y at which m e^y stands on the
//! lattice e^(vi), i whole, each with probability v g(y). The law of the count hardly changes: by
//! Poisson's summation formula, the probability of a count of x changes by the part
//!
//! ```text
//! 2 |Gamma(a + i w) / Gamma(a)| + ...,   a = k + x,  w = 2 pi / v,   about 2 e^(-w^2/2a)
//! ```
//!
//! of itself, whatever m, because g(y) times the Poisson probability of x is an entire function of y, as
//! smooth as a gamma law of shape a. With v small enough that this is below 1e-12 for every count that
//! can come (here 2 e^-30), the lattice is exact to the accuracy of its probabilities; and all Poisson
//! means ever used are known when the tables are made.
//!
//! # A draw
//!
//! 1. ln m is rounded up to a multiple of v/64; what that adds, r, is taken off in the end.
//! 2. One of 64 alias tables, by the place of the rounded ln m between two points of the lattice, draws Y.
//! 3. The alias table of the Poisson law at that point draws a count.
//! 4. Each of the counted stays with probability e^-r: a negative binomial count thinned is one of the
//!    mean times e^-r. How many go, mostly none, is drawn by inversion.
//!
//! A draw takes two words: 22 bits of each for a table, the 20 left over for the inversion. Tables have
//! weights of 2^-22, and what those round away, or what lies beyond the tables, is their escape (see
//! [`walker`](super::walker)), some 2 draws in 10,000, drawn at 52 bits of the exact law of what is left.

mod counts;
mod rates;
mod thinning;

#[cfg(test)]
mod tests;

use rand::Rng;
use rand_distr::Distribution;

use self::counts::Counts;
use self::rates::Rates;
use self::thinning::{FEW, fast_thinned, thinned};
use super::NegBinomial;
use super::exp::TO_WHOLE;

/// Bits of a table's word.
const WORD_BITS: u32 = 22;
const WORDS: f64 = (1 << WORD_BITS) as f64;
/// Bits of a word that are left over.
const SPARE_BITS: u32 = 32 - WORD_BITS;
const SPARE: u32 = (1 << SPARE_BITS) - 1;

/// Places between two points of the lattice, and their bits.
const PLACES: u32 = 64;
const PLACE_BITS: u32 = 6;

/// Below this dispersion Y spreads too far for its tables.
const LEAST_K: f64 = 8.0;

/// Negative binomial counts of dispersion k: mean m (count), variance m + m^2/k.
///
/// Made for means within a window; others are drawn by [`NegBinomial`]. At most 1.4 MB,
/// made in some two milliseconds.
///
/// ```
/// use outlast_core::samplers::NegBinomialLattice;
/// use outlast_des::{Address, Streams};
///
/// let law = NegBinomialLattice::new(60.0, [600.0, 2_400.0]).expect("moderate k and means");
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let losses = law.sample(1_187.25, &mut cell);
/// assert!((500..2_000).contains(&losses));
/// ```
#[derive(Debug, Clone)]
pub struct NegBinomialLattice {
    /// The law, of any mean.
    law: NegBinomial,
    /// Logarithms of the means of the window.
    low: f64,
    high: f64,
    /// Points of the lattice in a unit of the logarithm: 1/v, a power of two.
    points: f64,
    rates: Rates,
    counts: Counts,
}

impl NegBinomialLattice {
    /// Counts of dispersion `k` for means from the first to the second of `means` (count), or for as many
    /// around their geometric mean as the lattice and its tables allow. `None` where k is too small or too
    /// large for them, or the means are.
    pub fn new(k: f64, means: [f64; 2]) -> Option<Self> {
        let law = NegBinomial::new(0.0, k).ok()?;
        let [low, high] = means;
        if !(k >= LEAST_K && 0.0 < low && low <= high && high <= 1e6) {
            return None;
        }
        let (low, high) = (libm::log(low), libm::log(high));
        let center = f64::midpoint(low, high);
        let level = (4..=9).find(|level| {
            let points = f64::from(1 << level);
            let few = points * f64::from(PLACES) * FEW;
            1.5 * libm::exp(center) <= few && highest(k, points) >= (center + 0.6).min(high)
        })?;
        let points = f64::from(1 << level);
        let high = high.min(highest(k, points));
        let rates = Rates::new(k, points)?;
        let bits = Counts::bits(libm::exp(f64::midpoint(center, high) + 1.0 / k.sqrt()));
        let rows = |span: f64| (span * points) as usize + 3 + (1 << rates.bits);
        let most = (counts::CELLS >> bits).checked_sub(rows(0.0))? as f64 / points;
        let span = (high - low).min(most);
        let low = (center - span / 2.0).min(high - span).max(low);
        let first = (low * points).floor() as i32 + rates.first;
        let counts = Counts::new((bits, points), first, rows(span) as u32)?;
        Some(Self { law, low, high: low + span, points, rates, counts })
    }

    /// Whether the logarithm of a mean is in the window.
    #[inline(always)]
    pub fn covers(&self, log_mean: f64) -> bool {
        log_mean >= self.low && log_mean <= self.high
    }

    /// The count of this mean (count), from two words of a generator, and more where it takes more.
    #[inline]
    pub fn sample<R: Rng + ?Sized>(&self, mean: f64, rng: &mut R) -> i64 {
        let words = [rng.next_u32(), rng.next_u32()];
        self.sample_words(libm::log(mean), words, rng)
    }

    /// The count of two words at the logarithm of its mean; `rng` gives what follows them.
    #[inline(never)]
    pub fn sample_words<R: Rng + ?Sized>(
        &self,
        log_mean: f64,
        [w0, w1]: [u32; 2],
        rng: &mut R,
    ) -> i64 {
        if !self.covers(log_mean) {
            let mean = libm::exp(log_mean).min(NegBinomial::MAX_MEAN);
            return self.law.with_mean(mean).map_or(0, |law| law.sample(rng));
        }
        let (up, rest) = self.round_up(log_mean);
        let point = (up >> PLACE_BITS) + self.rates.sample((up as u32) % PLACES, w0, rng);
        let count = self.counts.sample((point, self.points), w1, rng);
        count - thinned(rest, count, (w0 & SPARE) << SPARE_BITS | w1 & SPARE, rng)
    }

    /// [`Self::sample_words`] in each of some lanes, as many as there are counts to be drawn; `escape`
    /// gives a lane's count where its words do not.
    ///
    /// # Panics
    ///
    /// When there are fewer means or words.
    #[inline(always)]
    pub fn lanes(
        &self,
        log_means: &[f64],
        [w0, w1]: [&[u32]; 2],
        counts: &mut [i64],
        mut escape: impl FnMut(usize) -> i64,
    ) {
        let lanes = counts.len();
        let from = (&log_means[..lanes], [&w0[..lanes], &w1[..lanes]]);
        let mut first = 0;
        // 64 lanes at a time: what they need on the way stays near, and one look-up does not wait for
        // the next.
        while first + 64 <= lanes {
            self.group::<64>(first, from, (counts, &mut escape));
            first += 64;
        }
        while first + 16 <= lanes {
            self.group::<16>(first, from, (counts, &mut escape));
            first += 16;
        }
        while first < lanes {
            self.group::<1>(first, from, (counts, &mut escape));
            first += 1;
        }
    }

    /// The counts of `G` lanes from `first` on.
    #[inline(always)]
    fn group<const G: usize>(
        &self,
        first: usize,
        (log_means, [w0, w1]): (&[f64], [&[u32]; 2]),
        (counts, escape): (&mut [i64], &mut impl FnMut(usize) -> i64),
    ) {
        let (Some(log_means), Some(w0), Some(w1), Some(counts)) = (
            log_means[first..].first_chunk::<G>(),
            w0[first..].first_chunk::<G>(),
            w1[first..].first_chunk::<G>(),
            counts[first..].first_chunk_mut::<G>(),
        ) else {
            return;
        };
        let (mut up, mut rest, mut flags) = ([0; G], [0.0_f32; G], [0; G]);
        for i in 0..G {
            let inside = self.covers(log_means[i]);
            let (whole, more) = self.round_up(log_means[i]);
            up[i] = whole;
            rest[i] = more as f32;
            flags[i] = u32::from(!inside);
        }
        // Apart, the look-ups and the arithmetic are vectorised; together, neither.
        let mut cells = [0; G];
        for i in 0..G {
            cells[i] = self.rates.index((up[i] as u32) % PLACES, w0[i]) as u32;
        }
        for i in 0..G {
            cells[i] = self.rates.cells[cells[i] as usize & (rates::CELLS - 1)];
        }
        for i in 0..G {
            let symbol = self.rates.symbol(w0[i], cells[i]);
            flags[i] |= u32::from(symbol == self.rates.escape());
            let point = (up[i] >> PLACE_BITS) + self.rates.first + symbol as i32;
            cells[i] = self.counts.index((point - self.counts.first) as u32, w1[i]) as u32;
        }
        for i in 0..G {
            cells[i] = self.counts.cells[cells[i] as usize & (counts::CELLS - 1)];
        }
        let mut left = [0; G];
        for i in 0..G {
            let symbol = self.counts.symbol(w1[i], cells[i]);
            flags[i] |= u32::from(symbol == self.counts.escape());
            left[i] = self.counts.base(cells[i]) + symbol;
        }
        for i in 0..G {
            let word = (w0[i] & SPARE) << SPARE_BITS | w1[i] & SPARE;
            let (gone, unsure) = fast_thinned(rest[i], left[i], word);
            flags[i] |= u32::from(unsure);
            left[i] = left[i].wrapping_sub(gone);
        }
        for i in 0..G {
            counts[i] = i64::from(left[i]);
        }
        if flags.iter().fold(0, |all, flag| all | flag) != 0 {
            for i in 0..G {
                if flags[i] != 0 {
                    counts[i] = escape(first + i);
                }
            }
        }
    }

    /// A logarithm in places of the lattice, rounded up, and what that adds to the logarithm: from nothing
    /// to a place, both ends included.
    #[inline(always)]
    fn round_up(&self, log_mean: f64) -> (i32, f64) {
        let places = self.points * f64::from(PLACES);
        let fine = log_mean * places;
        let shifted = (fine + 0.5) + TO_WHOLE;
        let up = shifted.to_bits() as u32 as i32;
        (up, ((shifted - TO_WHOLE) - fine) * (1.0 / places))
    }
}

/// The logarithm of the highest mean whose counts a lattice of so many points a unit gives to 2 e^-30: up to
/// five standard deviations of ln gamma above it.
fn highest(k: f64, points: f64) -> f64 {
    let w = std::f64::consts::TAU * points;
    libm::log((w * w / 60.0 - k).max(1e-300)) - 5.0 / k.sqrt()
}
