//! Which replications a block holds, and where their randomness is found.
//!
//! A lane is a replication: lane i of a block is replication `first + i`. Every draw of a lane has
//! its own address (seed, replication, stream, day, number of the draw), so what a lane draws
//! depends neither on the width of its block nor on its neighbours.
//!
//! Nor does it depend on the lane's place. In a wide block lanes may [change places](Lanes::swapped), so
//! that those with something left to tell come first: they are the lanes [at work](Lanes::at_work). Handlers
//! may do all lanes or these alone, which is quicker.

use std::collections::BTreeMap;

use outlast_des::{Address, Cell, Streams, stream_id};

use crate::correlation::{Mixes, Normals};
use crate::inputs::Uncertain;
use crate::instructions::{Available, Kernel};

/// The replications of a block and the streams they draw from.
#[derive(Debug, Clone)]
pub(crate) struct Lanes {
    streams: Streams,
    first: u64,
    /// What cells of several days are drawn with.
    instructions: Available,
    /// The replications of lanes that have changed places, counted from the first; empty if none have.
    order: Vec<u32>,
    /// Lanes at work, where some no longer are.
    at_work: usize,
}

/// Lanes that go to work together.
pub(crate) const GROUP: usize = 64;

impl Lanes {
    pub(crate) fn new(seed: u64, first: u64) -> Self {
        Self {
            streams: Streams::new(seed),
            first,
            instructions: Available::BASELINE,
            order: Vec::new(),
            at_work: usize::MAX,
        }
    }

    /// The same, drawn with these instructions.
    pub(crate) fn with(self, instructions: Available) -> Self {
        Self { instructions, ..self }
    }

    /// Goes to the block of another first replication, every lane in its place and at work.
    #[inline]
    pub(crate) fn begin(&mut self, first: u64) {
        self.first = first;
        self.put_back();
    }

    /// Every replication is in its place, and at work.
    #[inline]
    pub(crate) fn put_back(&mut self) {
        self.order.clear();
        self.at_work = usize::MAX;
    }

    /// How many lanes have something left to tell, rounded up: those are the first.
    #[inline(always)]
    pub(crate) fn at_work<const L: usize>(&self) -> usize {
        if const { L > GROUP } { self.at_work.min(L) } else { L }
    }

    /// Two lanes of each of these pairs have changed places, and the first `at_work` of L lanes are at work.
    pub(crate) fn swapped<const L: usize>(&mut self, swaps: &[Swap], at_work: usize) {
        self.order.extend(0..L as u32);
        if let Some(order) = self.order.first_chunk_mut::<L>() {
            swap(order, swaps);
        }
        self.at_work = at_work;
    }

    /// The replication in a lane.
    #[inline(always)]
    pub(crate) fn replication(&self, lane: usize) -> u64 {
        let place = self.order.get(lane).map_or(lane as u64, |&place| u64::from(place));
        self.first + place
    }

    /// The draws of one lane, stream and day. Day 0 holds what is drawn once per replication.
    #[inline]
    pub(crate) fn cell(&self, lane: usize, stream: u32, day: u32) -> Cell {
        let replication = self.replication(lane);
        self.streams.cell(Address { replication, stream, tick: day })
    }

    /// The first four words of every lane's cell; word by word what [`Self::cell`] gives.
    #[inline(always)]
    pub(crate) fn words<const L: usize>(&self, stream: u32, day: u32) -> [[u32; L]; 4] {
        self.block(stream, day, 0)
    }

    /// The words of a block of every lane's cell: the first four are block 0, the next block 1.
    #[inline(always)]
    pub(crate) fn block<const L: usize>(&self, stream: u32, day: u32, block: u32) -> [[u32; L]; 4] {
        let mut words = [[0; L]; 4];
        self.fill_block(stream, (day, block), &mut words);
        words
    }

    /// The draws of one lane, stream and day that follow its first four words.
    pub(crate) fn after_block(&self, lane: usize, stream: u32, day: u32) -> Cell {
        self.cell_from(lane, stream, day, 1)
    }

    /// The draws of one lane, stream and day from a block of four words on.
    pub(crate) fn cell_from(&self, lane: usize, stream: u32, day: u32, block: u32) -> Cell {
        let replication = self.replication(lane);
        self.streams.cell_from(Address { replication, stream, tick: day }, block)
    }

    /// The words of blocks of some lanes' cells, each lane and its block: word w of block `blocks[i]` of
    /// lane `lanes[i]` becomes `words[w][i]`.
    #[inline(always)]
    pub(crate) fn fill_blocks<const G: usize>(
        &self,
        (stream, day): (u32, u32),
        (lanes, blocks): (&[u32; G], &[u32; G]),
        words: &mut [[u32; G]; 4],
    ) {
        let first = Address { replication: self.first, stream, tick: day };
        debug_assert!(self.order.is_empty(), "lanes have changed places");
        self.streams.fill_blocks(first, lanes, blocks, words);
    }

    /// [`Self::words`], into columns that are there.
    #[inline(always)]
    pub(crate) fn fill_words<const L: usize>(
        &self,
        stream: u32,
        day: u32,
        words: &mut [[u32; L]; 4],
    ) {
        self.fill_block(stream, (day, 0), words);
    }

    /// [`Self::block`], into columns that are there.
    #[inline(always)]
    pub(crate) fn fill_block<const L: usize>(
        &self,
        stream: u32,
        (day, block): (u32, u32),
        words: &mut [[u32; L]; 4],
    ) {
        let first = Address { replication: self.first, stream, tick: day };
        match self.order.get(..self.at_work::<L>()) {
            Some(order) if const { L > GROUP } => {
                self.streams.fill_some(first, block, order, words);
            }
            _ => self.streams.fill_lanes::<L>(first, block, words),
        }
    }

    /// The first four words of a lane's cells on up to `G` days from `day` on, `APART` days apart: word w of
    /// the i-th day's becomes `words[w][i]`. Returns of how many days: of all where they are drawn side by
    /// side, in little more time than one.
    #[inline(never)]
    pub(crate) fn fill_days<const G: usize, const APART: u32>(
        &self,
        (lane, stream): (usize, u32),
        day: u32,
        words: &mut [[u32; G]; 4],
    ) -> usize {
        let first = Address { replication: self.replication(lane), stream, tick: day };
        if self.instructions.has_long_vectors() {
            self.instructions.run(Days::<G, APART> { streams: &self.streams, first, words });
            G
        } else {
            self.fill_first(first, words)
        }
    }

    /// The first of them alone.
    #[inline(never)]
    fn fill_first<const G: usize>(&self, first: Address, words: &mut [[u32; G]; 4]) -> usize {
        let of_the_first = self.streams.lanes::<1>(first, 0);
        for (words, [word]) in words.iter_mut().zip(of_the_first) {
            words[0] = word;
        }
        1
    }

    /// The first uniform of every lane's cell, in (0, 1).
    #[inline(always)]
    pub(crate) fn uniforms<const L: usize>(&self, stream: u32, day: u32) -> [f64; L] {
        let [low, high, ..] = self.words::<L>(stream, day);
        // A plain loop: `from_fn` of so many elements is a call.
        let mut uniforms = [0.0; L];
        for lane in 0..L {
            let bits = u64::from(high[lane]) << 32 | u64::from(low[lane]);
            uniforms[lane] = outlast_des::unit_open(bits);
        }
        uniforms
    }
}

/// Two lanes that change places.
pub(crate) type Swap = [u16; 2];

/// Lanes of a column change places.
#[inline]
pub(crate) fn swap<T: Copy, const L: usize>(column: &mut [T; L], swaps: &[Swap]) {
    for &[a, b] in swaps {
        column.swap(usize::from(a) % L, usize::from(b) % L);
    }
}

/// Draws the cells of `G` days side by side.
struct Days<'a, const G: usize, const APART: u32> {
    streams: &'a Streams,
    first: Address,
    words: &'a mut [[u32; G]; 4],
}

impl<const G: usize, const APART: u32> Kernel for Days<'_, G, APART> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.streams.fill_ticks(self.first, APART, self.words);
    }
}

/// Stream ids given out to a plan, by name. A stable hash of a stream's name is its id, so adding
/// a process shifts nobody else's draws.
#[derive(Debug, Default)]
pub(crate) struct StreamIds {
    mixes: Mixes,
    taken: BTreeMap<u32, String>,
    clash: Option<(String, String)>,
    /// What is drawn once per replication, in the order of the file.
    uncertain: Vec<Uncertain>,
}

impl StreamIds {
    /// None given out yet; correlated streams are mixed so.
    pub(crate) fn new(mixes: Mixes) -> Self {
        Self { mixes, ..Self::default() }
    }

    /// How correlated streams are mixed.
    pub(crate) fn mixes(&self) -> &Mixes {
        &self.mixes
    }

    /// The normals of an uncertain input, by its name.
    pub(crate) fn input(&mut self, name: &str) -> Normals {
        Normals::new(format!("{name}/input"), self)
    }

    /// The id of a stream such as `losses.front/count`.
    pub(crate) fn id(&mut self, name: impl Into<String>) -> u32 {
        let name = name.into();
        let id = stream_id(&name);
        if let Some(other) = self.taken.get(&id) {
            self.clash.get_or_insert((other.clone(), name));
        } else {
            self.taken.insert(id, name);
        }
        id
    }

    /// The id of a stream that is needed only if something is drawn from it; else one that nobody
    /// asks for.
    pub(crate) fn id_if(&mut self, drawn: bool, name: impl Into<String>) -> u32 {
        if drawn { self.id(name) } else { 0 }
    }

    /// Notes what is drawn once per replication.
    pub(crate) fn note(&mut self, uncertain: Uncertain) {
        self.uncertain.push(uncertain);
    }

    /// All that was noted.
    pub(crate) fn into_uncertain(self) -> Vec<Uncertain> {
        self.uncertain
    }

    /// The first two names that hashed to one id, if any did.
    pub(crate) fn clash(&self) -> Option<&(String, String)> {
        self.clash.as_ref()
    }
}
