//! The daily steps of a rate: standard normal numbers by table.
//!
//! A number takes two words, and a cell of the generator yields four at once; so two days share the
//! cell of the first of them, as in [`table`](super::table).

use std::sync::Arc;

use super::Today;
use super::table::Words;
use crate::correlation::{Mix, Part};
use crate::lanes::StreamIds;
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

    /// Today's steps, of the lanes at work.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        kept: &mut Words<L>,
    ) -> [f64; L] {
        if let Some(mix) = &self.mix {
            return self.mixed(mix, today);
        }
        let (words, place) = kept.of((today.day, DAYS_A_CELL), self.words, today.lanes);
        self.numbers([&words[2 * place], &words[2 * place + 1]], self.escapes, today)
    }

    /// Streams that they read besides their own.
    pub(crate) fn others(&self) -> usize {
        self.mix.as_ref().map_or(0, |mix| mix.len() - 1)
    }

    #[inline(never)]
    fn mixed<const L: usize>(&self, mix: &Mix, today: &Today<'_, L>) -> [f64; L] {
        let mut sum = [0.0; L];
        for &Part { stream, escapes, weight } in mix.iter() {
            let mut words = Words::default();
            let (words, place) = words.of((today.day, DAYS_A_CELL), stream, today.lanes);
            let words = [&words[2 * place], &words[2 * place + 1]];
            let steps = self.numbers(words, escapes, today);
            for lane in 0..L {
                sum[lane] += weight * steps[lane];
            }
        }
        sum
    }

    /// The numbers of these words.
    #[inline(always)]
    fn numbers<const L: usize>(
        &self,
        words: [&[u32; L]; 2],
        escapes: u32,
        today: &Today<'_, L>,
    ) -> [f64; L] {
        let (mut steps, mut escaped) = ([0.0; L], [0; L]);
        let at_work = today.lanes.at_work::<L>();
        self.law.lanes(words.map(|word| &word[..]), &mut steps[..at_work], &mut escaped);
        if escaped.iter().fold(0, |all, flag| all | flag) != 0 {
            for lane in 0..at_work {
                if escaped[lane] != 0 {
                    let mut cell = today.lanes.cell(lane, escapes, today.day);
                    steps[lane] = self.law.sample_escape(&mut cell);
                }
            }
        }
        steps
    }
}
