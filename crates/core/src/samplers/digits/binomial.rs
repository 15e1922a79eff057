//! Binomial counts of a fixed probability whose number of trials changes from draw to draw, by tables.

use rand::Rng;
use rand_distr::Distribution;

use super::{FOUR_DIGITS, Places, THREE_DIGITS};
use crate::aligned::Aligned;
use crate::samplers::{Binomial, pmf};

/// Binomial counts of a fixed probability p by digits of the trials: mean n p (count), variance n p (1 - p).
///
/// A count takes 64 bits, 16 for each of four digits. More than 65,535 trials are drawn by [`Binomial`], from the
/// generator of the escapes. Some 300 KB, of which 10 KB are read for numbers of a thousand.
///
/// ```
/// use outlast_core::samplers::BinomialDigits;
/// use outlast_des::{Address, Streams};
///
/// let wounded = BinomialDigits::new(0.75).expect("a probability");
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// assert!((750..1_050).contains(&wounded.sample(1_200, &mut cell)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BinomialDigits {
    places: BinomialPlaces,
    probability: f64,
}

/// Half of the cells that Poisson's counts take, since a binomial deviation is at most half of theirs. The
/// fewer there are, the more of them stay in the nearest cache.
pub(super) type BinomialPlaces = Places<512, 1_024, 4_096, 16_384>;

impl BinomialDigits {
    /// Counts of this probability; `None` if it is not in 0..=1.
    pub fn new(probability: f64) -> Option<Self> {
        // Fewer than 65,536 values fit a table; what is no probability is refused here.
        pmf::binomial(0, probability).ok()?;
        let law = |n| pmf::binomial(n, probability).unwrap_or_default();
        Some(Self { places: Places::new(law), probability })
    }

    /// Successes among `trials` (count, 0 or more), from two words of a generator, and more where they escape.
    #[inline]
    pub fn sample<R: Rng + ?Sized>(&self, trials: i64, rng: &mut R) -> i64 {
        let words = [rng.next_u32(), rng.next_u32()];
        self.sample_words(trials, words, rng)
    }

    /// The count of two words; `rng` gives what escapes take.
    #[inline]
    pub fn sample_words<R: Rng + ?Sized>(
        &self,
        trials: i64,
        [w0, w1]: [u32; 2],
        rng: &mut R,
    ) -> i64 {
        if trials >> 16 != 0 {
            return Binomial::new(trials, self.probability).map_or(0, |law| law.sample(rng));
        }
        let words = [w0 & 0xFFFF, w0 >> 16, w1 & 0xFFFF, w1 >> 16];
        self.places.sample(trials as u32, words, rng)
    }

    /// [`Self::sample_words`] in each of L lanes, `rng(lane)` being called where it is needed.
    #[inline(always)]
    pub fn lanes<const L: usize, R: Rng>(
        &self,
        trials: &[i64; L],
        [w0, w1]: [&[u32; L]; 2],
        counts: &mut [i64; L],
        rng: impl FnMut(usize) -> R,
    ) {
        self.lanes_by_need(trials, (w0, || *w1), counts, rng);
    }

    /// [`Self::lanes`] with the second words on demand, if any number of trials has three digits. Without
    /// a fourth their upper halves mean nothing.
    #[inline(always)]
    pub(crate) fn lanes_by_need<const L: usize, R: Rng>(
        &self,
        trials: &[i64; L],
        (w0, second): (&[u32; L], impl FnOnce() -> [u32; L]),
        counts: &mut [i64; L],
        mut rng: impl FnMut(usize) -> R,
    ) {
        let (mut n, mut sum) = (Aligned([0; L]), Aligned([0; L]));
        let mut escaped = Aligned([0; L]);
        let mut all = 0;
        for lane in 0..L {
            n[lane] = trials[lane] as u32;
            escaped[lane] = u32::from(trials[lane] >> 16 != 0);
            all |= n[lane];
        }
        let w1 = Aligned(if all >= THREE_DIGITS { second() } else { [0; L] });
        self.places.lower_lanes((&n, all), [w0, &w1], (&mut sum, &mut escaped));
        if all >= FOUR_DIGITS {
            let digit = |lane: usize| n[lane] >> 12 & 15;
            let to = (&mut *sum, &mut *escaped);
            self.places.thousands.lanes(digit, |lane| w1[lane] >> 16, to);
        }
        for lane in 0..L {
            counts[lane] = i64::from(sum[lane]);
        }
        if escaped.iter().fold(0, |all, flag| all | flag) != 0 {
            for lane in 0..L {
                if escaped[lane] != 0 {
                    // A place of 0 makes nothing of its word, whatever it is.
                    let words = [w0[lane], w1[lane]];
                    counts[lane] = self.sample_words(trials[lane], words, &mut rng(lane));
                }
            }
        }
    }
}
