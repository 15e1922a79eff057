//! The daily steps of a rate: standard normal numbers by table.
//!
//! A number takes two words, and a cell of the generator yields four at once; so two days share the
//! cell of the first of them, as in [`table`](super::table).

use std::sync::Arc;

use super::Today;
use super::table::Words;
use crate::correlation::{Mix, Part};
use crate::lanes::{Lanes, StreamIds};
use crate::samplers::Strips;

/// Standard normal numbers, one a day and lane.
#[derive(Debug, Clone)]
pub(crate) struct NormalSteps {
    law: Arc<Strips>,
    /// Stream of the words.
    words: u32,
    /// Stream of what follows words that escape their table.
    escapes: u32,
    /// What they are made of in a correlated group; absent where they are the stream's own.
    mix: Option<Mix>,
}

const DAYS_A_CELL: u32 = 2;

impl NormalSteps {
    /// Steps of the process at `path`.
    pub(crate) fn new(path: &str, ids: &mut StreamIds) -> Self {
        let name = format!("{path}/drift");
        Self {
            law: Arc::new(Strips::normal()),
            mix: ids.mixes().get(&name),
            words: ids.id(name),
            escapes: ids.id(format!("{path}/drift/escapes")),
        }
    }

    /// Begins a run.
    #[inline(always)]
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, kept: &mut Words<L>) {
        if self.mix.is_none() {
            kept.begin::<DAYS_A_CELL>(self.words, lanes);
        }
    }

    /// Tells of today's step of each of the lanes at work.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        kept: &mut Words<L>,
        mut tell: impl FnMut(usize, f64),
    ) {
        if let Some(mix) = &self.mix {
            let steps = self.mixed(mix, today);
            for lane in 0..today.lanes.at_work::<L>() {
                tell(lane, steps[lane]);
            }
            return;
        }
        let (words, place) = kept.of::<DAYS_A_CELL>(today.day, self.words, today.lanes);
        self.numbers([&words[2 * place], &words[2 * place + 1]], self.escapes, today, &mut tell);
    }

    /// Streams that they read besides their own.
    pub(crate) fn others(&self) -> usize {
        self.mix.as_ref().map_or(0, |mix| mix.len() - 1)
    }

    #[inline(never)]
    fn mixed<const L: usize>(&self, mix: &Mix, today: &Today<'_, L>) -> [f64; L] {
        let mut sum = [0.0; L];
        for &Part { stream, escapes, weight } in mix.iter() {
            let place = (today.day - 1) % DAYS_A_CELL;
            let words = today.lanes.words::<L>(stream, today.day - place);
            let place = 2 * place as usize;
            let words = [&words[place], &words[place + 1]];
            self.numbers(words, escapes, today, &mut |lane, step| sum[lane] += weight * step);
        }
        sum
    }

    /// Tells of the numbers of these words, by lane.
    #[inline(always)]
    fn numbers<const L: usize>(
        &self,
        words: [&[u32; L]; 2],
        escapes: u32,
        today: &Today<'_, L>,
        tell: &mut impl FnMut(usize, f64),
    ) {
        let at_work = today.lanes.at_work::<L>();
        let mut first = 0;
        while first + 64 <= at_work {
            self.group::<64, L>(first, (words, escapes), today, tell);
            first += 64;
        }
        while first + 16 <= at_work {
            self.group::<16, L>(first, (words, escapes), today, tell);
            first += 16;
        }
        while first < at_work {
            self.group::<1, L>(first, (words, escapes), today, tell);
            first += 1;
        }
    }

    /// Those of `G` lanes from `first` on.
    #[inline(always)]
    fn group<const G: usize, const L: usize>(
        &self,
        first: usize,
        (words, escapes): ([&[u32; L]; 2], u32),
        today: &Today<'_, L>,
        tell: &mut impl FnMut(usize, f64),
    ) {
        let (mut steps, mut escaped) = ([0.0; G], [0; G]);
        self.law.lanes(words.map(|word| &word[first..]), &mut steps, &mut escaped);
        if escaped.iter().fold(0, |all, flag| all | flag) != 0 {
            for i in 0..G {
                if escaped[i] != 0 {
                    let mut cell = today.lanes.cell(first + i, escapes, today.day);
                    steps[i] = self.law.sample_escape(&mut cell);
                }
            }
        }
        for i in 0..G {
            tell(first + i, steps[i]);
        }
    }
}
