//! Poisson counts whose mean changes from draw to draw, by tables.

use std::sync::LazyLock;

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::{FOUR_DIGITS, Places};
use crate::samplers::exp::TO_WHOLE;
use crate::samplers::inversion::search_up;
use crate::samplers::{Poisson, pmf};

/// Poisson counts by digits of the mean: mean m (count), variance m.
///
/// A count takes 64 bits, 16 for each of three digits of the mean and for its fraction, and a word for the
/// fourth digit where the mean has one. Means from 65,536 are drawn by [`Poisson`], from the generator of the
/// escapes.
///
/// ```
/// use outlast_core::samplers::PoissonDigits;
/// use outlast_des::{Address, Streams};
///
/// let law = PoissonDigits::new();
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let losses = law.sample(1_187.25, &mut cell);
/// assert!((1_000..1_400).contains(&losses));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct PoissonDigits {
    places: &'static LazyLock<PoissonPlaces>,
}

/// 64, 128, 512 and 2,048 cells a digit, at deviations of 4, 15.5, 62 and 248 at the highest.
pub(super) type PoissonPlaces = Places<1_024, 2_048, 8_192, 32_768>;

/// The same tables serve every plan, as they have no parameter; they are made when first read.
static PLACES: LazyLock<PoissonPlaces> = LazyLock::new(|| {
    Places::new(|n| pmf::poisson(f64::from(n)).expect("a mean below 65,536 fits a table"))
});

/// Means from here on are beyond the tables.
const LIMIT: f64 = 65_536.0;

impl PoissonDigits {
    /// The tables, which are made once, when the first count is drawn.
    #[expect(clippy::new_without_default, reason = "there is nothing to be by default")]
    pub fn new() -> Self {
        Self { places: &PLACES }
    }

    /// The count of this mean (count), from two words of a generator, and more where it takes more.
    #[inline]
    pub fn sample<R: Rng + ?Sized>(&self, mean: f64, rng: &mut R) -> i64 {
        let words = [rng.next_u32(), rng.next_u32()];
        self.sample_words(mean, words, rng)
    }

    /// The count of two words; `rng` gives the word of the fourth digit, if there is one, and then what
    /// escapes take.
    #[inline]
    pub fn sample_words<R: Rng + ?Sized>(&self, mean: f64, words: [u32; 2], rng: &mut R) -> i64 {
        if mean.is_nan() || mean >= LIMIT {
            let law = Poisson::new(mean.min(Poisson::MAX_MEAN));
            return law.map_or(0, |law| law.sample(rng));
        }
        let (n, part) = split(mean);
        let [w0, w1] = words;
        let fourth = if n < FOUR_DIGITS { 0 } else { rng.next_u32() & 0xFFFF };
        self.places.sample(n, [w0 & 0xFFFF, w0 >> 16, w1 & 0xFFFF, fourth], rng)
            + fraction(part, w1 >> 16, rng)
    }

    /// [`Self::sample_words`] in each of L lanes; where escapes need more words, the lane's flag is not 0
    /// and its count means nothing. `fourth` gives the lanes' next words, if a fourth digit needs one.
    #[inline(always)]
    pub fn lanes<const L: usize>(
        &self,
        means: &[f64; L],
        ([w0, w1], fourth): ([&[u32; L]; 2], impl FnOnce() -> [u32; L]),
        counts: &mut [i64; L],
        escaped: &mut [u32; L],
    ) {
        let (mut n, mut parts) = ([0; L], [0.0_f32; L]);
        let mut all = 0;
        for lane in 0..L {
            let mean = if means[lane] < LIMIT { means[lane] } else { LIMIT };
            let (whole, part) = split(mean);
            escaped[lane] |= whole >> 16;
            all |= whole;
            n[lane] = whole;
            parts[lane] = part as f32;
        }
        let mut sum = [0; L];
        for lane in 0..L {
            let (count, unsure) = fast_fraction(parts[lane], w1[lane] >> 16);
            sum[lane] = count;
            escaped[lane] |= u32::from(unsure);
        }
        self.places.lower_lanes((&n, all), [w0, w1], (&mut sum, &mut *escaped));
        if all >= FOUR_DIGITS {
            let fourth = fourth();
            let digit = |lane: usize| n[lane] >> 12 & 15;
            let to = (&mut sum, &mut *escaped);
            self.places.thousands.lanes(digit, |lane| fourth[lane] & 0xFFFF, to);
        }
        for lane in 0..L {
            counts[lane] = i64::from(sum[lane]);
        }
    }
}

/// A mean as a whole number and a fraction of 0 to 1, both ends included.
#[inline(always)]
fn split(mean: f64) -> (u32, f64) {
    let shifted = (mean - 0.5) + TO_WHOLE;
    (shifted.to_bits() as u32, mean - (shifted - TO_WHOLE))
}

/// Counts whose thresholds are looked at without the exact law.
const SURE: usize = 5;

/// The count of mean `part` in 0..=1, by inversion of the uniform number of which `word` gives the first 16
/// bits, where these settle it; and whether they may not.
///
/// In single precision: thresholds are right to a quarter of a unit of the word by a wide margin, and a
/// word whose middle is within three quarters of one of them is not settled.
#[inline(always)]
fn fast_fraction(part: f32, word: u32) -> (u32, bool) {
    // 2^16 e^(-1/2), and the Taylor polynomial of e^t.
    const AT_HALF: f32 = 39_749.593;
    let t = 0.5 - part;
    let mut sum = 1.0 / 5_040.0;
    for c in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        sum = sum * t + c;
    }
    let mut term = AT_HALF * sum;
    let mut threshold = term;
    let middle = word as i32 as f32 + 0.5;
    let mut count = 0;
    let mut nearest = 1.0;
    for reciprocal in [1.0, 1.0 / 2.0, 1.0 / 3.0, 1.0 / 4.0, 1.0 / 5.0] {
        let above = middle - threshold;
        count += u32::from(above > 0.0);
        let distance = above.abs();
        nearest = if distance < nearest { distance } else { nearest };
        term *= part * reciprocal;
        threshold += term;
    }
    (count, nearest < 0.75 || count == SURE as u32)
}

/// The count of mean `part` in 0..=1 by inversion; `rng` gives what follows the word's 16 bits if need be.
#[inline]
fn fraction<R: Rng + ?Sized>(part: f64, word: u32, rng: &mut R) -> i64 {
    let (count, unsure) = fast_fraction(part as f32, word);
    if !unsure {
        return i64::from(count);
    }
    let p0 = libm::exp(-part);
    loop {
        let u = (f64::from(word) + unit_open(rng.next_u64())) / 65_536.0;
        if let Some(count) = search_up(u, p0, |_, reciprocal| part * reciprocal) {
            return count;
        }
    }
}
