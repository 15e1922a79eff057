//! The daily steps of a rate: standard normal numbers by table.
//!
//! A number takes two words, and a cell of the generator yields four at once; so two days share the
//! cell of the first of them, as in [`table`](super::table).

use std::sync::Arc;

use super::Today;
use super::table::Words;
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
}

const DAYS_A_CELL: u32 = 2;

impl NormalSteps {
    /// Steps of the process at `path`.
    pub(crate) fn new(path: &str, ids: &mut StreamIds) -> Self {
        Self {
            law: Arc::new(Strips::normal()),
            words: ids.id(format!("{path}/drift")),
            escapes: ids.id(format!("{path}/drift/escapes")),
        }
    }

    /// Today's steps.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        today: &Today<'_, L>,
        kept: &mut Words<L>,
    ) -> [f64; L] {
        let (day, lanes) = (today.day, today.lanes);
        let (words, place) = kept.of((day, DAYS_A_CELL), self.words, lanes);
        let [high, low] = [0, 1].map(|word| &words[2 * place + word]);
        let (mut steps, mut escaped) = ([0.0; L], [0; L]);
        self.law.lanes([high, low], &mut steps, &mut escaped);
        if escaped.iter().fold(0, |all, flag| all | flag) != 0 {
            for lane in 0..L {
                if escaped[lane] != 0 {
                    steps[lane] = self.law.sample_escape(&mut lanes.cell(lane, self.escapes, day));
                }
            }
        }
        steps
    }
}
