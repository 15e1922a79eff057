//! Philox4x32-10: a block of four random words as a pure function of a counter and a key.
//!
//! Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. With
//! `hi:lo` the 64-bit product, one round is
//!
//! ```text
//! hi0:lo0 = 0xD2511F53 * c0      hi1:lo1 = 0xCD9E8D57 * c2
//! c = (hi1 ^ c1 ^ k0,  lo1,  hi0 ^ c3 ^ k1,  lo0)
//! ```
//!
//! and there are ten of them, the key going up by the two Weyl constants between rounds. There is
//! no state: the same counter and key give the same words on any machine, in any order.

const MULTIPLIER_0: u32 = 0xD251_1F53;
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
/// The golden ratio, in units of 2^-32.
const WEYL_0: u32 = 0x9E37_79B9;
/// sqrt(3) - 1, in units of 2^-32.
const WEYL_1: u32 = 0xBB67_AE85;
const ROUNDS: u32 = 10;
const LOW: u64 = 0xFFFF_FFFF;

/// The block of four random words at `counter` under `key`.
///
/// ```
/// use outlast_des::philox4x32;
///
/// let words = philox4x32([0; 4], [0; 2]);
/// assert_eq!(words, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
/// ```
#[inline]
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..ROUNDS {
        let p0 = u64::from(MULTIPLIER_0) * u64::from(c0);
        let p1 = u64::from(MULTIPLIER_1) * u64::from(c2);
        c0 = (p1 >> 32) as u32 ^ c1 ^ k0;
        c1 = p1 as u32;
        c2 = (p0 >> 32) as u32 ^ c3 ^ k1;
        c3 = p0 as u32;
        k0 = k0.wrapping_add(WEYL_0);
        k1 = k1.wrapping_add(WEYL_1);
    }
    [c0, c1, c2, c3]
}

/// [`philox4x32`] at `count` counters at once, at most `L`: word `w` of lane `i`'s block becomes `words[w][i]`.
///
/// The middle words of all counters are the same, `middle`; `ends(i)` gives the first and the last word of
/// lane `i`'s. A group of lanes goes through all ten rounds before the next one, so that its words stay in
/// registers.
#[inline(always)]
pub(crate) fn philox4x32_lanes<const L: usize>(
    (count, ends): (usize, impl Fn(usize) -> [u32; 2]),
    middle: [u32; 2],
    key: [u32; 2],
    words: &mut [[u32; L]; 4],
) {
    let count = count.min(L);
    let mut first = 0;
    while first + 32 <= count {
        rounds::<32, L>(|i| ends(first + i), middle, key, (first, words));
        first += 32;
    }
    while first + 16 <= count {
        rounds::<16, L>(|i| ends(first + i), middle, key, (first, words));
        first += 16;
    }
    while first < count {
        rounds::<1, L>(|i| ends(first + i), middle, key, (first, words));
        first += 1;
    }
}

/// The ten rounds of `G` lanes from `first` on.
///
/// Words travel in 64-bit lanes because that is the shape of the vector multiply (32 x 32 -> 64
/// bits); their upper halves carry garbage that only the final narrowing removes. What the lanes have in
/// common needs no vectors: one product of the first round, and one of the second.
#[inline(always)]
fn rounds<const G: usize, const L: usize>(
    ends: impl Fn(usize) -> [u32; 2],
    [middle_1, middle_2]: [u32; 2],
    [mut k0, mut k1]: [u32; 2],
    (first, words): (usize, &mut [[u32; L]; 4]),
) {
    let (mut c0, mut c1, mut c2, mut c3) = ([0; G], [0; G], [0; G], [0; G]);
    let common = u64::from(middle_2) * u64::from(MULTIPLIER_1);
    let common_0 = (common >> 32) as u32 ^ middle_1 ^ k0;
    let common_1 = common & LOW;
    for i in 0..G {
        let [start, end] = ends(i);
        let p0 = u64::from(start) * u64::from(MULTIPLIER_0);
        c2[i] = (p0 >> 32) ^ u64::from(end ^ k1);
        c3[i] = p0;
    }
    k0 = k0.wrapping_add(WEYL_0);
    k1 = k1.wrapping_add(WEYL_1);
    let common = u64::from(common_0) * u64::from(MULTIPLIER_0);
    for i in 0..G {
        let p1 = (c2[i] & LOW) * u64::from(MULTIPLIER_1);
        c0[i] = (p1 >> 32) ^ common_1 ^ u64::from(k0);
        c1[i] = p1;
        c2[i] = (common >> 32) ^ c3[i] ^ u64::from(k1);
        c3[i] = common;
    }
    let words_of = remaining_rounds([c0, c1, c2, c3], [k0, k1]);
    for (words, wide) in words.iter_mut().zip(words_of) {
        for i in 0..G {
            words[first + i] = wide[i] as u32;
        }
    }
}

/// [`philox4x32`] at `G` counters at once that differ in their second words alone: that of the i-th is
/// `i * apart` more than `counter`'s. Word `w` of its block becomes `words[w][i]`.
///
/// What takes long in one block is that the products of its rounds wait for each other; several blocks
/// side by side take hardly longer than one.
#[inline(always)]
pub(crate) fn philox4x32_apart<const G: usize>(
    [start, second, third, end]: [u32; 4],
    apart: u32,
    [mut k0, mut k1]: [u32; 2],
    words: &mut [[u32; G]; 4],
) {
    // The first round, but for the second words, and one product of the second are the same for all.
    let p0 = u64::from(start) * u64::from(MULTIPLIER_0);
    let p1 = u64::from(third) * u64::from(MULTIPLIER_1);
    let start = (p1 >> 32) as u32 ^ k0;
    let third = (p0 >> 32) as u32 ^ end ^ k1;
    let common = u64::from(third) * u64::from(MULTIPLIER_1);
    k0 = k0.wrapping_add(WEYL_0);
    k1 = k1.wrapping_add(WEYL_1);
    let common_0 = u64::from((common >> 32) as u32 ^ p1 as u32 ^ k0);
    let common_2 = u64::from(p0 as u32 ^ k1);
    let (mut c2, mut c3) = ([0; G], [0; G]);
    for i in 0..G {
        let start = start ^ second.wrapping_add(apart.wrapping_mul(i as u32));
        let p0 = u64::from(start) * u64::from(MULTIPLIER_0);
        c2[i] = (p0 >> 32) ^ common_2;
        c3[i] = p0;
    }
    let words_of = remaining_rounds([[common_0; G], [common; G], c2, c3], [k0, k1]);
    for (words, wide) in words.iter_mut().zip(words_of) {
        for i in 0..G {
            words[i] = wide[i] as u32;
        }
    }
}

/// The rounds of `G` blocks after the first two, under whose last keys they come.
#[inline(always)]
fn remaining_rounds<const G: usize>(
    [mut c0, mut c1, mut c2, mut c3]: [[u64; G]; 4],
    [mut k0, mut k1]: [u32; 2],
) -> [[u64; G]; 4] {
    for _ in 2..ROUNDS {
        k0 = k0.wrapping_add(WEYL_0);
        k1 = k1.wrapping_add(WEYL_1);
        for i in 0..G {
            let p0 = (c0[i] & LOW) * u64::from(MULTIPLIER_0);
            let p1 = (c2[i] & LOW) * u64::from(MULTIPLIER_1);
            c0[i] = (p1 >> 32) ^ c1[i] ^ u64::from(k0);
            c1[i] = p1;
            c2[i] = (p0 >> 32) ^ c3[i] ^ u64::from(k1);
            c3[i] = p0;
        }
    }
    [c0, c1, c2, c3]
}
