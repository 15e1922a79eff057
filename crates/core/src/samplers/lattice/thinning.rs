//! Thinning of counts by a little, by inversion.

use outlast_des::unit_open;
use rand::Rng;

use super::SPARE_BITS;
use crate::samplers::inversion::search_up;

/// Thinning by this much, on average, is looked at without the exact law.
pub(super) const FEW: f64 = 0.5;
/// And so many gone.
const SURE: u32 = 3;

/// How many of `count` go when each stays with probability e^-`rest`, by inversion of the uniform number
/// of which `word` gives the first 20 bits, where these settle it; and whether they may not.
///
/// In single precision: thresholds are right to a unit of the word, and a word whose middle is within two
/// and a half of one of them is not settled.
#[inline(always)]
pub(super) fn fast_thinned(rest: f32, count: u32, word: u32) -> (u32, bool) {
    // 2^20 e^(-1/4), and the Taylor polynomial of e^t.
    const AT_QUARTER: f32 = 816_631.8;
    let count = count as i32 as f32;
    let mean = count * rest;
    let t = 0.25 - mean;
    let mut sum = 1.0 / 120.0;
    for c in [1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        sum = sum * t + c;
    }
    let middle = word as i32 as f32 + 0.5;
    // Odds that a given one goes: e^rest - 1.
    let odds = rest + 0.5 * rest * rest;
    let all = count * odds;
    // Words of 2^20 that mean none, one, two.
    let none = AT_QUARTER * sum;
    let one = none * all;
    let two = one * ((all - odds) * 0.5);
    let above = [middle - none, middle - (none + one), middle - (none + one + two)];
    let (mut below, mut nearest) = (0, 3.0);
    for above in above {
        // The sign; of nothing, which has one or none, the word is not settled.
        below += above.to_bits() >> 31;
        let distance = above.abs();
        nearest = if distance < nearest { distance } else { nearest };
    }
    (SURE - below, nearest < 2.5 || below == 0 || mean > FEW as f32)
}

/// How many of `count` go; `rng` gives what follows the word's 20 bits if need be.
pub(super) fn thinned<R: Rng + ?Sized>(rest: f64, count: i64, word: u32, rng: &mut R) -> i64 {
    let (gone, unsure) = fast_thinned(rest as f32, u32::try_from(count).unwrap_or(u32::MAX), word);
    if !unsure {
        return i64::from(gone);
    }
    let whole = count as f64;
    let (none, odds) = (libm::exp(-rest * whole), libm::expm1(rest));
    loop {
        let u = (f64::from(word) + unit_open(rng.next_u64())) / f64::from(1 << (2 * SPARE_BITS));
        let ratio = |n: f64, reciprocal: f64| (whole - n + 1.0).max(0.0) * odds * reciprocal;
        if let Some(gone) = search_up(u, none, ratio) {
            return gone;
        }
    }
}
