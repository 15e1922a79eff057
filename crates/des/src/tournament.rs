//! The smallest of many keys, kept up to date: a tournament tree.
//!
//! Every slot enters its key in a match of four; the smallest goes on to the next match, up to the
//! root.
//!
//! ```text
//!                 root                   match n is played by the winners of matches 4n + 1 to
//!           /    |    |    \             4n + 4 or, where the tree ends, by the slots in their
//!         m1    m2    m3    m4           place; an empty slot enters the largest key there is
//!       / | | \
//!      s  s  s  s ...
//! ```
//!
//! To change a slot's key, the matches from there to the root are played again: log4(slots) steps,
//! each one cache line, three comparisons and no branch that the data could mispredict. No key changes
//! place, so that nothing has to be searched for or told of a move. Both are what a heap lacks.
//!
//! Memory: 4/3 keys a slot, 21.3 bytes.

use alloc::vec;
use alloc::vec::Vec;
use core::hint::select_unpredictable;

/// The key of an empty slot: loses to all.
pub(crate) const EMPTY: u128 = u128::MAX;

/// Most slots of any tree: twelve levels of fours.
pub(crate) const MOST_SLOTS: usize = 1 << 24;

#[derive(Clone, Debug)]
pub(crate) struct Tournament {
    /// The winner of all.
    root: u128,
    matches: Vec<Match>,
}

/// Four keys that play one match, in one cache line.
///
/// Place p of the tree is lane p mod 4 of match p / 4. The winner of match m goes to place m - 1,
/// that of match 0 to the root, and the slots have the places after the last winner's.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Match([u128; 4]);

const NO_MATCH: Match = Match([EMPTY; 4]);

impl Tournament {
    /// An empty tree of at least so many slots, 2 to [`MOST_SLOTS`]; a power of four wastes none.
    pub(crate) fn new(slots: usize) -> Self {
        debug_assert!((2..=MOST_SLOTS).contains(&slots));
        // Each match turns four players into one.
        let matches = (slots - 1).div_ceil(3);
        Self { root: EMPTY, matches: vec![NO_MATCH; matches] }
    }

    /// How many slots there are.
    pub(crate) fn slots(&self) -> usize {
        3 * self.matches.len() + 1
    }

    /// The smallest key, or `EMPTY`.
    #[inline]
    pub(crate) fn root(&self) -> u128 {
        self.root
    }

    /// The key in a slot; `None` if there is no such slot.
    #[inline]
    pub(crate) fn key(&self, slot: usize) -> Option<u128> {
        let place = self.place(slot);
        self.matches.get(place / 4).map(|players| players.0[place % 4])
    }

    /// Puts `key` in a slot and plays the matches from there to the root again.
    ///
    /// The twelve levels are written out because in a loop the compiler makes branches of the
    /// comparisons (measured: four times slower); a function of its own keeps them out of the loops
    /// around it.
    #[inline(never)]
    pub(crate) fn set(&mut self, slot: usize, key: u128) {
        const { assert!(MOST_SLOTS == 4_usize.pow(12)) };
        let mut c = Climb { place: self.place(slot), winner: key };
        let m = &mut self.matches[..];
        let _at_root = (c.up(m) || c.up(m) || c.up(m) || c.up(m))
            || (c.up(m) || c.up(m) || c.up(m) || c.up(m))
            || (c.up(m) || c.up(m) || c.up(m) || c.up(m));
        self.root = c.winner;
    }

    /// What the root would be, were `slot` empty.
    pub(crate) fn root_without(&self, slot: usize) -> u128 {
        let mut winner = EMPTY;
        let mut place = self.place(slot);
        loop {
            winner = winner.min(self.matches[place / 4].best_of_others(place % 4));
            if place < 4 {
                return winner;
            }
            place = place / 4 - 1;
        }
    }

    /// Empties the first `used` slots, at least one, given that all others are empty. O(used).
    pub(crate) fn clear(&mut self, used: usize) {
        let (mut first, mut last) = (self.place(0) / 4, self.place(used - 1) / 4);
        self.matches[first..=last].fill(NO_MATCH);
        while first > 0 {
            (first, last) = ((first - 1) / 4, (last - 1) / 4);
            self.matches[first..=last].fill(NO_MATCH);
        }
        self.root = EMPTY;
    }

    /// Makes room for at least so many slots, up to [`MOST_SLOTS`], and keeps the keys. O(slots).
    pub(crate) fn grow(&mut self, slots: usize) {
        let old = core::mem::replace(self, Self::new(slots));
        for slot in 0..old.slots() {
            let (from, to) = (old.place(slot), self.place(slot));
            self.matches[to / 4].0[to % 4] = old.matches[from / 4].0[from % 4];
        }
        for m in (1..self.matches.len()).rev() {
            let place = m - 1;
            self.matches[place / 4].0[place % 4] = self.matches[m].best();
        }
        self.root = old.root;
    }

    #[inline]
    fn place(&self, slot: usize) -> usize {
        self.matches.len() - 1 + slot
    }
}

impl Match {
    fn best(&self) -> u128 {
        self.0.into_iter().fold(EMPTY, smaller)
    }

    /// Does not read `lane`, which may just have been written: the processor need not wait for it.
    #[inline]
    fn best_of_others(&self, lane: usize) -> u128 {
        smaller(self.0[lane ^ 1], smaller(self.0[lane ^ 2], self.0[lane ^ 3]))
    }
}

/// A key on its way to the root.
struct Climb {
    place: usize,
    winner: u128,
}

impl Climb {
    /// Enters the key in its match and goes up with the winner; true at the root.
    #[expect(clippy::inline_always, reason = "twelve times in one function, the hottest there is")]
    #[inline(always)]
    fn up(&mut self, matches: &mut [Match]) -> bool {
        let (above, lane) = (self.place / 4, self.place % 4);
        let players = &mut matches[above];
        players.0[lane] = self.winner;
        self.winner = smaller(players.best_of_others(lane), self.winner);
        self.place = above.wrapping_sub(1);
        above == 0
    }
}

/// The smaller key, as a conditional move: which of two wins is a coin toss.
#[inline]
fn smaller(a: u128, b: u128) -> u128 {
    select_unpredictable(a < b, a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a plain scan, for trees of even and uneven depth, with keys that come and go.
    #[test]
    fn the_root_is_the_smallest_key_whatever_the_shape() {
        for slots in [2, 4, 5, 16, 17, 40, 64, 65, 200, 1_024] {
            let mut tree = Tournament::new(slots);
            let mut plain = vec![EMPTY; tree.slots()];
            let mut state = slots as u64;
            for _ in 0..2_000 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let slot = (state >> 33) as usize % plain.len();
                let key = if state >> 63 == 0 { EMPTY } else { u128::from(state) << 50 };
                tree.set(slot, key);
                plain[slot] = key;
                assert_eq!(tree.root(), plain.iter().copied().min().unwrap(), "{slots} slots");
                let other = (state >> 40) as usize % plain.len();
                let rest = plain.iter().enumerate().filter(|&(slot, _)| slot != other);
                let expected = rest.map(|(_, &key)| key).min().unwrap();
                assert_eq!(tree.root_without(other), expected, "{slots} slots");
                assert_eq!(tree.key(other), Some(plain[other]));
            }
        }
    }

    #[test]
    fn growing_keeps_every_key_and_clearing_none() {
        let mut tree = Tournament::new(2);
        let mut used = 0;
        for round in 0..8 {
            while used < tree.slots() {
                tree.set(used, 1_000 - used as u128);
                used += 1;
            }
            tree.grow(2 * tree.slots() + round);
            assert_eq!(tree.root(), 1_001 - used as u128);
            assert!((0..used).all(|slot| tree.key(slot) == Some(1_000 - slot as u128)));
        }
        tree.clear(used);
        assert_eq!(tree.root(), EMPTY);
        assert!(tree.matches.iter().all(|players| players.0 == [EMPTY; 4]));
        tree.set(3, 7);
        assert_eq!(tree.root(), 7);
    }
}
