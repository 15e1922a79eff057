//! Addressed randomness: every draw is a pure function of where it is used.
//!
//! A [`Cell`] is the random numbers of one (replication, stream, tick). It is opened by its
//! [`Address`], not reached by drawing others first, so that
//!
//! * replication 7 of a million can be run alone, in any order, on any machine;
//! * two variants of a model under one seed meet the same luck (common random numbers);
//! * a process added to a model shifts nobody else's draws;
//! * there is no generator state to save or to share between threads.
//!
//! The words come from [`philox4x32`] with the 64-bit seed as key (low word first) and the counter
//!
//! ```text
//! word 0   bits 0..24 block of draws within the cell, bits 24..32 replication bits 32..40
//! word 1   tick, low 32 bits
//! word 2   stream
//! word 3   replication bits 0..32
//! ```
//!
//! Capacity: 2^40 replications, 2^32 streams, 2^32 ticks; 2^24 blocks, that is 2^26 words, a cell.

use crate::philox::{philox4x32, philox4x32_apart, philox4x32_lanes};
use core::convert::Infallible;
use rand::TryRng;
use rand::rand_core::utils::fill_bytes_via_next_word;

const BLOCK_BITS: u32 = 24;

/// Replications that have draws of their own under one seed: 2^40. Replication numbers are below it.
pub const REPLICATIONS: u64 = 1 << 40;

/// Blocks of four 32-bit words in one [`Cell`]: 2^24.
pub const BLOCKS_PER_CELL: u32 = 1 << BLOCK_BITS;

/// Where a [`Cell`] of draws is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Replication number, below [`REPLICATIONS`].
    pub replication: u64,
    /// Purpose of the draws, usually a [`stream_id`].
    pub stream: u32,
    /// Time of use, in ticks. A model without one random number per tick may number its uses
    /// otherwise, or leave this 0 and draw on from one cell.
    pub tick: u32,
}

/// All random numbers of one seed.
///
/// ```
/// use outlast_des::{Address, Streams, stream_id};
/// use rand::Rng;
///
/// let streams = Streams::new(2024);
/// let address = Address { replication: 7, stream: stream_id("demand"), tick: 31 };
/// let first = streams.cell(address).next_u64();
/// streams.cell(Address { replication: 8, ..address }).next_u64();
/// assert_eq!(streams.cell(address).next_u64(), first, "other draws change nothing here");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    key: [u32; 2],
}

impl Streams {
    /// The streams of `seed`. Every seed is as good as any other, 0 included.
    pub const fn new(seed: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32] }
    }

    /// Opens the cell at `address`, at its first draw. Nothing is computed until that draw.
    ///
    /// A replication from [`REPLICATIONS`] on would repeat the draws of an earlier one; debug
    /// builds panic instead, and whoever accepts a replication count from outside must check it.
    #[inline]
    pub fn cell(&self, address: Address) -> Cell {
        Cell {
            key: self.key,
            counter: counter(address, 0),
            words: [0; WORDS_PER_BLOCK],
            used: WORDS_PER_BLOCK,
        }
    }

    /// The cell at `address` from its block number `block` on: what a [cell](Self::cell) gives after
    /// `4 * block` words.
    ///
    /// ```
    /// use outlast_des::{Address, Streams};
    /// use rand::Rng;
    ///
    /// let streams = Streams::new(1);
    /// let address = Address { replication: 3, stream: 7, tick: 5 };
    /// let mut all = streams.cell(address);
    /// (0..8).for_each(|_| drop(all.next_u32()));
    /// assert_eq!(streams.cell_from(address, 2).next_u64(), all.next_u64());
    /// ```
    #[inline]
    pub fn cell_from(&self, address: Address, block: u32) -> Cell {
        debug_assert!(block < BLOCKS_PER_CELL, "block {block} is beyond the cell");
        Cell { counter: counter(address, block), ..self.cell(address) }
    }

    /// `G` blocks of draws of one stream and tick at once, each of a replication and a number of its
    /// own: word `w` of block `blocks[i]` of the cell of `first.replication + replications[i]` becomes
    /// `words[w][i]`.
    ///
    /// ```
    /// use outlast_des::{Address, Streams};
    /// use rand::Rng;
    ///
    /// let streams = Streams::new(1);
    /// let first = Address { replication: 16, stream: 3, tick: 5 };
    /// let mut words = [[0; 4]; 4];
    /// streams.fill_blocks(first, &[0, 0, 2, 2], &[0, 1, 0, 1], &mut words);
    /// let mut cell = streams.cell(Address { replication: 18, ..first });
    /// let of_18: Vec<u32> = (0..8).map(|_| cell.next_u32()).collect();
    /// assert_eq!([words[1][2], words[3][3]], [of_18[1], of_18[7]]);
    /// ```
    #[inline(always)]
    pub fn fill_blocks<const G: usize>(
        &self,
        first: Address,
        replications: &[u32; G],
        blocks: &[u32; G],
        words: &mut [[u32; G]; 4],
    ) {
        let ends = |i: usize| ends(first.replication + u64::from(replications[i]), blocks[i]);
        philox4x32_lanes((G, ends), [first.tick, first.stream], self.key, words);
    }

    /// The same block of draws of one stream and tick for some replications, at most `L`: word `w` of the
    /// cell of `first.replication + replications[i]` becomes `words[w][i]`. What follows stays as it is.
    ///
    /// ```
    /// use outlast_des::{Address, Streams};
    /// use rand::Rng;
    ///
    /// let streams = Streams::new(1);
    /// let first = Address { replication: 16, stream: 3, tick: 5 };
    /// let mut words = [[0; 8]; 4];
    /// streams.fill_some(first, 0, &[5, 2, 7], &mut words);
    /// let of_18 = streams.cell(Address { replication: 18, ..first }).next_u32();
    /// assert_eq!(words[0][1..4], [of_18, words[0][2], 0]);
    /// ```
    ///
    /// # Panics
    ///
    /// When there are more than `L`.
    #[inline(always)]
    pub fn fill_some<const L: usize>(
        &self,
        first: Address,
        block: u32,
        replications: &[u32],
        words: &mut [[u32; L]; 4],
    ) {
        let count = replications.len();
        assert!(count <= L, "{count} replications in {L} lanes");
        let ends = |i: usize| ends(first.replication + u64::from(replications[i]), block);
        philox4x32_lanes((count, ends), [first.tick, first.stream], self.key, words);
    }

    /// One block of draws for `L` replications at once, as columns: word `w` of replication
    /// `first.replication + i` is `lanes[w][i]`, the `4 * block + w`-th [`Rng::next_u32`] of that
    /// replication's [cell](Self::cell).
    ///
    /// [`Rng::next_u32`]: rand::Rng::next_u32
    ///
    /// ```
    /// use outlast_des::{Address, Streams};
    /// use rand::Rng;
    ///
    /// let streams = Streams::new(1);
    /// let first = Address { replication: 16, stream: 3, tick: 5 };
    /// let lanes = streams.lanes::<8>(first, 0);
    /// let mut cell = streams.cell(Address { replication: 18, ..first });
    /// assert_eq!(lanes[0][2], cell.next_u32());
    /// assert_eq!(lanes[1][2], cell.next_u32());
    /// ```
    #[inline(always)]
    pub fn lanes<const L: usize>(&self, first: Address, block: u32) -> [[u32; L]; 4] {
        let mut lanes = [[0; L]; 4];
        self.fill_lanes(first, block, &mut lanes);
        lanes
    }

    /// [`lanes`](Self::lanes), into columns that are there.
    #[inline(always)]
    pub fn fill_lanes<const L: usize>(
        &self,
        first: Address,
        block: u32,
        lanes: &mut [[u32; L]; 4],
    ) {
        debug_assert!(block < BLOCKS_PER_CELL, "block {block} is beyond the cell");
        let last = first.replication + L.saturating_sub(1) as u64;
        debug_assert!(last < REPLICATIONS, "replication {last} has no draws of its own");
        let ends = |i: usize| ends(first.replication + i as u64, block);
        philox4x32_lanes((L, ends), [first.tick, first.stream], self.key, lanes);
    }

    /// The first block of draws of `G` cells at once, of one replication and stream, so many ticks apart:
    /// word `w` of the cell of `first.tick + i * apart` becomes `words[w][i]`.
    ///
    /// Cells side by side take hardly longer than one alone, of which each step waits for the last.
    ///
    /// ```
    /// use outlast_des::{Address, Streams};
    /// use rand::Rng;
    ///
    /// let streams = Streams::new(1);
    /// let first = Address { replication: 16, stream: 3, tick: 5 };
    /// let mut words = [[0; 2]; 4];
    /// streams.fill_ticks(first, 4, &mut words);
    /// let mut cell = streams.cell(Address { tick: 9, ..first });
    /// assert_eq!([words[0][1], words[1][1]], [cell.next_u32(), cell.next_u32()]);
    /// ```
    #[inline(always)]
    pub fn fill_ticks<const G: usize>(
        &self,
        first: Address,
        apart: u32,
        words: &mut [[u32; G]; 4],
    ) {
        philox4x32_apart(counter(first, 0), apart, self.key, words);
    }
}

#[inline(always)]
fn counter(address: Address, block: u32) -> [u32; 4] {
    let Address { replication, stream, tick } = address;
    debug_assert!(replication < REPLICATIONS, "replication {replication} has no draws of its own");
    let [start, end] = ends(replication, block);
    [start, tick, stream, end]
}

/// The first word of a counter and the last.
#[inline(always)]
fn ends(replication: u64, block: u32) -> [u32; 2] {
    [((replication >> 32) as u32) << BLOCK_BITS | block, replication as u32]
}

const WORDS_PER_BLOCK: usize = 4;

/// The random numbers of one [`Address`], in order: a generator for any [`rand`] distribution.
///
/// `next_u32` gives the words of block 0 in order, then of block 1, and so on; `next_u64` takes
/// the next two words, low half first. A cell holds 2^26 words, far beyond what one tick of one
/// process uses. What follows the last of them belongs to another replication: debug builds panic
/// on reaching it.
///
/// Opening a cell and its first draw cost one Philox block, some 5 ns.
#[derive(Clone, Debug)]
pub struct Cell {
    key: [u32; 2],
    /// Of the next block.
    counter: [u32; 4],
    words: [u32; WORDS_PER_BLOCK],
    used: usize,
}

impl Cell {
    /// A uniform number in the open interval (0, 1) from one `next_u64`; see [`unit_open`].
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit_open(self.draw_u64())
    }

    #[inline]
    fn draw_u32(&mut self) -> u32 {
        if self.used >= WORDS_PER_BLOCK {
            self.words = philox4x32(self.counter, self.key);
            self.counter[0] = self.counter[0].wrapping_add(1);
            debug_assert!(self.counter[0] << 8 != 0, "all 2^24 blocks of the cell are used");
            self.used = 0;
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }

    #[inline]
    fn draw_u64(&mut self) -> u64 {
        let low = u64::from(self.draw_u32());
        let high = u64::from(self.draw_u32());
        high << 32 | low
    }
}

impl TryRng for Cell {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.draw_u32())
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.draw_u64())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(dst, || self.try_next_u32())
    }
}

/// A stable 32-bit number for a stream's name: FNV-1a of its UTF-8 bytes to 64 bits, then the
/// finaliser of `MurmurHash3`, upper half.
///
/// The value is part of every result and never changes. Two names may share a number (about one
/// pair in 4 billion): whoever accepts names from outside must check.
///
/// ```
/// use outlast_des::stream_id;
///
/// const DEMAND: u32 = stream_id("front/demand");
/// assert_ne!(DEMAND, stream_id("front/delay"));
/// ```
pub const fn stream_id(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        i += 1;
    }
    // FNV alone leaves names that differ in their last letter close together.
    hash = (hash ^ hash >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash = (hash ^ hash >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^= hash >> 33;
    (hash >> 32) as u32
}

/// The uniform number in the open interval (0, 1) that 64 random bits stand for:
/// ((bits >> 12) + 1/2) / 2^52.
///
/// Its extremes are 2^-53 and 1 - 2^-53, so that a logarithm or an inverse distribution function
/// of it is finite at both ends, and `unit_open(!bits)` is exactly `1.0 - unit_open(bits)`, the
/// antithetic number. 52 bits and not 53, because k + 1/2 needs the 53rd: with 53 the largest
/// would round to 1.
///
/// ```
/// use outlast_des::unit_open;
///
/// assert_eq!(unit_open(1 << 63), 0.5 + f64::EPSILON / 2.0);
/// assert!(unit_open(0) > 0.0 && unit_open(u64::MAX) < 1.0);
/// ```
#[inline]
pub const fn unit_open(bits: u64) -> f64 {
    const SCALE: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * SCALE
}
