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

/// [`philox4x32`] at `L` counters at once, as columns: word `w` of the block at `counter(i)` becomes
/// `words[w][i]`.
///
/// A group of lanes goes from its counters through all ten rounds before the next one, so that its
/// words stay in registers: written to memory first, the counters alone cost a quarter more.
#[inline(always)]
pub(crate) fn philox4x32_lanes<const L: usize>(
    counter: impl Fn(usize) -> [u32; 4],
    words: &mut [[u32; L]; 4],
    key: [u32; 2],
) {
    let mut first = 0;
    while first + 32 <= L {
        rounds::<32, L>(&counter, words, first, key);
        first += 32;
    }
    while first + 16 <= L {
        rounds::<16, L>(&counter, words, first, key);
        first += 16;
    }
    while first < L {
        rounds::<1, L>(&counter, words, first, key);
        first += 1;
    }
}

/// The ten rounds of `G` lanes from `first` on.
///
/// Words travel in 64-bit lanes because that is the shape of the vector multiply (32 x 32 -> 64
/// bits); their upper halves carry garbage that only the final narrowing removes.
#[inline(always)]
fn rounds<const G: usize, const L: usize>(
    counter: &impl Fn(usize) -> [u32; 4],
    words: &mut [[u32; L]; 4],
    first: usize,
    key: [u32; 2],
) {
    const LOW: u64 = 0xFFFF_FFFF;
    let mut c = [[0; G]; 4];
    for i in 0..G {
        let counter = counter(first + i);
        for w in 0..4 {
            c[w][i] = u64::from(counter[w]);
        }
    }
    let [mut c0, mut c1, mut c2, mut c3] = c;
    let [mut k0, mut k1] = key;
    for _ in 0..ROUNDS {
        for i in 0..G {
            let p0 = (c0[i] & LOW) * u64::from(MULTIPLIER_0);
            let p1 = (c2[i] & LOW) * u64::from(MULTIPLIER_1);
            c0[i] = (p1 >> 32) ^ c1[i] ^ u64::from(k0);
            c1[i] = p1;
            c2[i] = (p0 >> 32) ^ c3[i] ^ u64::from(k1);
            c3[i] = p0;
        }
        k0 = k0.wrapping_add(WEYL_0);
        k1 = k1.wrapping_add(WEYL_1);
    }
    for (words, wide) in words.iter_mut().zip([c0, c1, c2, c3]) {
        for i in 0..G {
            words[first + i] = wide[i] as u32;
        }
    }
}
