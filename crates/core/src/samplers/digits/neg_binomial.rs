//! Negative binomial counts of fixed dispersion whose mean changes from draw to draw, by tables.

use rand::Rng;

use super::PoissonDigits;
use crate::samplers::Strips;

/// Negative binomial counts of dispersion k: mean m (count), variance m + m^2/k.
///
/// A Poisson count, by [digits](PoissonDigits), of mean m times a gamma number of shape k and mean
/// 1, by [strips](Strips). A count takes four words, one block of a cell, and more where it takes more.
///
/// ```
/// use outlast_core::samplers::NegBinomialDigits;
/// use outlast_des::{Address, Streams};
///
/// let law = NegBinomialDigits::new(60.0).expect("a dispersion of 2 or more");
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let losses = law.sample(1_187.25, &mut cell);
/// assert!((500..2_000).contains(&losses));
/// ```
#[derive(Debug, Clone)]
pub struct NegBinomialDigits {
    rate: Strips,
    counts: PoissonDigits,
}

impl NegBinomialDigits {
    /// Counts of dispersion `k`. `None` for a k below 2 or above 1e12.
    pub fn new(k: f64) -> Option<Self> {
        Some(Self { rate: Strips::gamma(k)?, counts: PoissonDigits::new() })
    }

    /// The count of this mean (count), from four words of a generator, and more where it takes more.
    #[inline]
    pub fn sample<R: Rng + ?Sized>(&self, mean: f64, rng: &mut R) -> i64 {
        let words = std::array::from_fn(|_| rng.next_u32());
        self.sample_words(mean, words, rng)
    }

    /// The count of four words; `rng` gives what follows them.
    #[inline(never)]
    pub fn sample_words<R: Rng + ?Sized>(
        &self,
        mean: f64,
        [w0, w1, w2, w3]: [u32; 4],
        rng: &mut R,
    ) -> i64 {
        let rate = match self.rate.sample_words(w0, w1) {
            Some(rate) => rate,
            None => self.rate.sample_escape(rng),
        };
        self.counts.sample_words(rate * mean, [w2, w3], rng)
    }

    /// [`Self::sample_words`] in each of L lanes. `fifth` gives the lanes' fifth words, if a mean has four
    /// digits; `rng` a lane's generator after its four words.
    #[inline(always)]
    pub fn lanes<const L: usize, R: Rng>(
        &self,
        means: &[f64; L],
        (words, fifth): (&[[u32; L]; 4], impl FnOnce() -> [u32; L]),
        counts: &mut [i64; L],
        mut rng: impl FnMut(usize) -> R,
    ) {
        let [w0, w1, w2, w3] = words;
        let (mut rates, mut escaped) = ([0.0; L], [0; L]);
        self.rate.lanes([w0, w1], &mut rates, &mut escaped);
        for lane in 0..L {
            rates[lane] *= means[lane];
        }
        self.counts.lanes(&rates, ([w2, w3], fifth), counts, &mut escaped);
        if escaped.iter().fold(0, |all, flag| all | flag) != 0 {
            for lane in 0..L {
                if escaped[lane] != 0 {
                    let words = words.map(|word| word[lane]);
                    counts[lane] = self.sample_words(means[lane], words, &mut rng(lane));
                }
            }
        }
    }
}
