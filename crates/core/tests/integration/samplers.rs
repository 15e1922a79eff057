//! The exact samplers, held to closed forms and to laws computed by another library (`statrs`).
//!
//! Seeds are fixed, so nothing here is flaky. `OUTLAST_TEST_DRAWS=100000000` repeats the
//! chi-square tests with that many draws instead of a million.

mod amounts;
mod counts;
mod digits;
mod edges;
mod fit;
mod golden;
mod lattice;
mod quantiles;
mod strips;
mod tables;

use std::convert::Infallible;

use rand::{Rng, TryRng};

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and nothing that the samplers could be tuned to.
/// `first` words, if any, come before its own.
#[derive(Debug, Clone)]
struct SplitMix {
    state: u64,
    first: Vec<u64>,
}

impl SplitMix {
    fn new(seed: u64) -> Self {
        Self { state: seed, first: Vec::new() }
    }

    /// Gives these words first, last to first.
    fn after(first: Vec<u64>) -> Self {
        Self { state: 1, first }
    }
}

impl TryRng for SplitMix {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next_u64() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        if let Some(word) = self.first.pop() {
            return Ok(word);
        }
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Ok(z ^ (z >> 31))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill_with(|| self.next_u64() as u8);
        Ok(())
    }
}
