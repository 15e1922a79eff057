//! Thinning: each of a number is kept with a fixed probability, independently of the others.
//!
//! The number kept of n is Binomial(n, p), drawn by table in all lanes at once: see
//! [`BinomialDigits`]. The split of losses among their fates, a share, and who of the wounded returns
//! are thinnings.

use std::sync::Arc;

use rand_distr::Distribution;

use crate::aligned::Aligned;
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::samplers::{Binomial, BinomialDigits};

/// A thinning of fixed probability.
#[derive(Debug, Clone)]
pub(crate) struct Thinning {
    law: Arc<BinomialDigits>,
    stream: u32,
}

impl Thinning {
    /// To a part of 0 to 1.
    pub(crate) fn new(part: f64, stream: u32) -> Option<Self> {
        Some(Self { law: Arc::new(BinomialDigits::new(part)?), stream })
    }

    /// How many are kept, by lane, of so many [count].
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(&self, day: u32, lanes: &Lanes, of: &[i64; L]) -> [i64; L] {
        let mut words = Aligned([[0; L]; 4]);
        lanes.fill_words(self.stream, day, &mut words);
        let mut kept = [0; L];
        let rng = |lane| lanes.after_block(lane, self.stream, day);
        self.law.lanes(of, [&words[0], &words[1]], &mut kept, rng);
        kept
    }
}

/// A thinning whose probability may be an uncertain input, each lane's its own.
#[derive(Debug, Clone)]
pub(crate) struct UncertainThinning {
    fixed: Option<Thinning>,
    stream: u32,
}

impl UncertainThinning {
    pub(crate) fn new(part: &Input, stream: u32) -> Self {
        Self { fixed: part.fixed().and_then(|part| Thinning::new(part, stream)), stream }
    }

    /// How many are kept, by lane, of so many [count], with the lanes' parts.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        (day, lanes): (u32, &Lanes),
        of: &[i64; L],
        parts: &[f64; L],
    ) -> [i64; L] {
        if let Some(thinning) = &self.fixed {
            return thinning.draw(day, lanes, of);
        }
        std::array::from_fn(|lane| {
            let law = Binomial::new(of[lane], parts[lane]).expect("a count and a probability");
            law.sample(&mut lanes.cell(lane, self.stream, day))
        })
    }
}
